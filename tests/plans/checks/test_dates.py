"""Days in an impossible order, and one day worded in two ways."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from plans.rules.checks import Context
from plans.rules.checks.dates import check_dates
from plans.rules.facts import BasisFacts, FigureFacts, ParentFacts, PlanFacts, RuleFacts
from plans.rules.findings import Kind, Level
from plans.rules.goals import GoalFacts, MilestoneFacts, OtherGoalFacts, TargetFacts

GOAL = GoalFacts("percent", Decimal(100))


def plan(**fields: object) -> PlanFacts:
    return PlanFacts("p", "UBND xã A", "Kế hoạch", **fields)  # type: ignore[arg-type]


def target(code: str = "T1", **fields: object) -> TargetFacts:
    return TargetFacts(code, "Nhãn", "Nhãn", "card_intake", GOAL, "100%", "II", "place", **fields)  # type: ignore[arg-type]


def found(facts: PlanFacts, context: Context | None = None) -> list[tuple[Kind, Level, str]]:
    return [(f.kind, f.level, f.printed) for f in check_dates(facts, context or Context())]


def order(printed: str) -> list[tuple[Kind, Level, str]]:
    return [(Kind.DATE_ORDER, Level.WARNING, printed)]


def test_an_end_before_the_start_is_an_error_said_once():
    start, end = date(2026, 6, 30), date(2026, 5, 26)
    facts = plan(starts_on=start, ends_on=end)
    printed = "từ ngày 30/6/2026 đến ngày 26/5/2026"
    assert found(facts) == [(Kind.DATE_ORDER, Level.ERROR, printed)]
    figure = FigureFacts("duration", "", "", (start.toordinal(), end.toordinal()))
    assert found(plan(starts_on=start, ends_on=end, figures=(figure,))) == []


def test_a_plan_signed_after_its_start_or_end_is_a_warning():
    window = {"starts_on": date(2026, 5, 26), "ends_on": date(2026, 6, 30)}
    assert found(plan(issued_on=date(2026, 5, 26), **window)) == []
    assert found(plan(issued_on=date(2026, 5, 27), **window)) == order("27/5/2026")
    assert found(plan(issued_on=date(2026, 7, 1), **window)) == order("01/7/2026")


def parent(day: date, text: str = "Kế hoạch") -> tuple[ParentFacts, ...]:
    return (ParentFacts("80/KH-UBND", "UBND tỉnh", text, day),)


def test_a_parent_plan_dated_after_the_plan_is_a_warning():
    facts = plan(issued_on=date(2024, 9, 4), parents=parent(date(2024, 11, 15)))
    assert found(facts) == order("15/11/2024")


def test_a_parent_plan_dated_years_before_is_a_warning_unless_it_holds_for_years():
    issued = date(2023, 8, 30)
    assert found(plan(issued_on=issued, parents=parent(date(2021, 8, 21)))) == order("21/8/2021")
    assert found(plan(issued_on=issued, parents=parent(date(2022, 8, 21)))) == []
    for text in ("Kế hoạch giai đoạn 2021 - 2025", "Kế hoạch đến năm 2025"):
        assert found(plan(issued_on=issued, parents=parent(date(2021, 8, 21), text))) == []
    ended = parent(date(2021, 8, 21), "Kế hoạch giai đoạn 2021-2022")
    assert found(plan(issued_on=issued, parents=ended)) == order("21/8/2021")


def test_a_plan_without_a_day_is_compared_by_its_start_else_by_today():
    parents = parent(date(2026, 6, 1))
    assert found(plan(starts_on=date(2026, 5, 26), parents=parents)) == order("01/6/2026")
    assert found(plan(parents=parents), Context(today=date(2026, 5, 1))) == order("01/6/2026")
    assert found(plan(parents=parents)) == []


def test_an_old_basis_is_right_and_a_later_one_is_not():
    issued = date(2026, 2, 1)
    old = BasisFacts("Luật Căn cước", "26/2023/QH15", date(2023, 11, 27))
    later = BasisFacts("Nghị quyết", "1/NQ", date(2026, 3, 1))
    assert found(plan(issued_on=issued, bases=(old, later))) == order("01/3/2026")


def test_a_superiors_deadline_that_was_past_before_the_start_is_a_warning():
    goal = OtherGoalFacts(
        "Tổ Đề án 06 giao", GOAL, "", deadline=date(2026, 5, 10), deadline_wording="before"
    )
    facts = plan(starts_on=date(2026, 5, 26), ends_on=date(2026, 6, 30), other_goals=(goal,))
    assert found(facts) == order("10/5/2026")


def test_a_deadline_between_signing_and_start_is_for_preparing():
    due = {"deadline": date(2024, 10, 30), "deadline_wording": "before"}
    facts = plan(
        issued_on=date(2024, 10, 25), starts_on=date(2024, 11, 1), targets=(target(**due),)
    )
    assert found(facts) == []


def test_before_the_first_day_is_past_and_through_it_is_not():
    def with_wording(wording: str) -> PlanFacts:
        day = date(2026, 5, 26)
        return plan(starts_on=day, targets=(target(deadline=day, deadline_wording=wording),))

    assert found(with_wording("before")) == order("26/5/2026")
    assert found(with_wording("through")) == []


def test_a_deadline_after_the_end_is_a_warning_once_for_each_day():
    late = {"deadline": date(2026, 7, 15), "deadline_wording": "before"}
    facts = plan(ends_on=date(2026, 6, 30), targets=(target("A", **late), target("B", **late)))
    assert found(facts) == order("15/7/2026")


def test_dropped_targets_and_goals_without_a_date_are_left_alone():
    dropped = target(deadline=date(2030, 1, 1), deadline_wording="before", review="dropped")
    continuous = target(deadline_wording="continuous")
    assert found(plan(ends_on=date(2026, 6, 30), targets=(dropped, continuous))) == []


def test_milestones_rise_with_the_days_and_end_by_the_deadline():
    def steps(*shares: tuple[int, int]) -> PlanFacts:
        milestones = tuple(
            MilestoneFacts(date(2026, month, 16), "through", Decimal(share))
            for month, share in shares
        )
        due = {"deadline": date(2026, 10, 16), "deadline_wording": "through"}
        return plan(targets=(target(milestones=milestones, **due),))

    assert found(steps((7, 50), (10, 100))) == []
    assert found(steps((7, 80), (9, 50))) == order("")
    assert found(steps((7, 50), (11, 100))) == order("")


def test_before_and_through_one_date_are_two_last_days():
    day = date(2026, 6, 30)
    facts = plan(
        ends_on=day,
        dates_source="Từ ngày 26/5/2026 đến hết ngày 30/6/2026.",
        targets=(target("A3", deadline=day, deadline_wording="before"),),
    )
    (finding,) = check_dates(facts, Context())
    assert (finding.kind, finding.printed) == (
        Kind.DEADLINE_WORDING,
        "đến hết ngày 30/6/2026 / trước ngày 30/6/2026",
    )
    assert finding.message == (
        "Thời gian thực hiện ghi “đến hết ngày 30/6/2026”, chỉ tiêu A3 ghi “trước ngày 30/6/2026”: hai mốc"
        " lệch nhau 01 ngày"
    )


def test_two_targets_of_one_figure_are_compared_with_milestones_too():
    day = date(2026, 6, 30)
    steps = (MilestoneFacts(day, "through", Decimal(60)),)
    facts = plan(
        targets=(
            target("A", milestones=steps),
            target("B", deadline=day, deadline_wording="before"),
        )
    )
    assert found(facts) == [
        (
            Kind.DEADLINE_WORDING,
            Level.WARNING,
            "đến hết ngày 30/6/2026 / trước ngày 30/6/2026",
        )
    ]


def test_the_same_wording_another_date_or_another_figure_is_no_conflict():
    day = date(2026, 6, 30)
    one = target("A", deadline=day, deadline_wording="before")
    other = replace(target("B", deadline=day, deadline_wording="through"), indicator="posts")
    assert found(plan(targets=(one, other))) == []
    a = target("A", deadline=date(2026, 6, 30), deadline_wording="before")
    b = target("B", deadline=date(2026, 6, 30), deadline_wording="before")
    c = target("C", deadline=date(2026, 6, 29), deadline_wording="through")
    assert found(plan(targets=(a, b, c))) == []


def test_a_last_day_on_a_weekend_is_pointed_out():
    facts = plan(targets=(target(deadline=date(2026, 11, 15), deadline_wording="before"),))
    (finding,) = check_dates(facts, Context())
    assert (finding.kind, finding.message) == (
        Kind.DEADLINE_WORDING,
        "Ngày 15/11/2026 là Chủ nhật",
    )


def closing(day: date, text: str = "báo cáo tổng kết") -> tuple[RuleFacts, ...]:
    return (RuleFacts("final", text, "V", due_on=day),)


def test_a_closing_report_due_before_the_end_is_a_warning():
    window = {"starts_on": date(2025, 10, 1), "ends_on": date(2025, 11, 30)}
    assert found(plan(rules=closing(date(2025, 11, 25)), **window)) == order("25/11/2025")
    assert found(plan(rules=closing(date(2025, 11, 30)), **window)) == []
    assert found(plan(rules=closing(date(2025, 11, 10), "sơ kết đợt 1"), **window)) == []


def test_a_years_plan_is_reported_on_in_its_last_month():
    window = {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 12, 31)}
    assert found(plan(rules=closing(date(2026, 12, 10)), **window)) == []
    assert found(plan(rules=closing(date(2026, 10, 10)), **window)) == order("10/10/2026")


def test_a_plan_dated_by_its_month_alone_comes_after_parents_of_that_month():
    printed = "ngày      tháng 3 năm 2026"
    assert found(plan(issued_printed=printed, parents=parent(date(2026, 3, 31)))) == []
    late = plan(issued_printed=printed, parents=parent(date(2026, 4, 1)))
    assert found(late) == order("01/4/2026")


def test_one_goal_with_two_deadlines_is_a_warning_unless_one_is_a_superiors():
    one = target(deadline=date(2026, 12, 15), deadline_wording="before")
    again = OtherGoalFacts(
        "Cấp thẻ",
        GOAL,
        "100%",
        indicator="card_intake",
        deadline=date(2026, 12, 31),
        deadline_wording="through",
    )
    words = "trước ngày 15/12/2026 / đến hết ngày 31/12/2026"
    assert found(plan(targets=(one,), other_goals=(again,))) == [
        (Kind.DEADLINE_WORDING, Level.WARNING, words)
    ]
    superiors = replace(again, assigned_by="tỉnh")
    assert found(plan(targets=(one,), other_goals=(superiors,))) == []
    same_day = replace(again, deadline=date(2026, 12, 14))
    assert found(plan(targets=(one,), other_goals=(same_day,))) == []
