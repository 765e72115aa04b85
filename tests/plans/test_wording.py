"""Goals, deadlines and milestones in the words of plans."""

from datetime import date
from decimal import Decimal

import pytest

from plans.rules.goals import GoalFacts, MilestoneFacts, TargetFacts
from plans.rules.wording import deadline_words, goal_words, milestone_words


@pytest.mark.parametrize(
    ("goal", "operator", "measure", "words"),
    [
        (GoalFacts("percent", Decimal(100)), ">=", "người", "100%"),
        (GoalFacts("percent", Decimal(95)), ">=", "người", "từ 95% trở lên"),
        (GoalFacts("percent", Decimal("97.50")), ">", "người", "trên 97,5%"),
        (GoalFacts("count", Decimal(1250)), ">=", "tài khoản", "1.250 tài khoản"),
        (GoalFacts("per_day", Decimal(30), each=True), ">=", "hồ sơ", "30 hồ sơ/ngày/đơn vị"),
        (GoalFacts("per_day", Decimal(5)), ">=", "hồ sơ", "05 hồ sơ/ngày"),
        (GoalFacts("per_period", Decimal(2), "week"), ">=", "tin bài", "02 tin bài/tuần"),
        (GoalFacts("per_officer", Decimal(10)), ">=", "người", "10 người/cán bộ"),
        (GoalFacts("count", Decimal(3)), ">=", "", "3"),
    ],
)
def test_goal_is_worded_as_plans_do(goal, operator, measure, words):
    assert goal_words(goal, operator, measure) == words


@pytest.mark.parametrize(
    ("deadline", "wording", "words"),
    [
        (date(2026, 6, 30), "before", "trước ngày 30/6/2026"),
        (date(2026, 9, 5), "through", "đến hết ngày 05/9/2026"),
        (date(2026, 2, 5), "on", "ngày 05/02/2026"),
        (None, "continuous", "thường xuyên"),
        (None, "deferred", "theo thời gian cấp trên giao"),
        (None, None, ""),
    ],
)
def test_deadline_keeps_the_plans_own_wording(deadline, wording, words):
    target = TargetFacts(
        "T1",
        "",
        "",
        None,
        GoalFacts("percent", Decimal(100)),
        "",
        "",
        "place",
        deadline=deadline,
        deadline_wording=wording,
    )

    assert deadline_words(target) == words


def test_milestone_is_a_share_of_the_goal_and_its_day():
    assert milestone_words(MilestoneFacts(date(2024, 4, 30), "before", Decimal(60))) == (
        "60% mức giao trước ngày 30/4/2024"
    )
