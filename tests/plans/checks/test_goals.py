"""Goals that contradict each other or the baseline."""

from decimal import Decimal

from plans.rules.checks import Context
from plans.rules.checks.goals import check_goals
from plans.rules.facts import BaselineFacts, PlanFacts
from plans.rules.findings import Kind, Level
from plans.rules.goals import DenominatorFacts, GoalFacts, OtherGoalFacts, TargetFacts
from plans.rules.vocabulary import CohortFacts, VocabularyFacts

AGES = Context(
    vocabulary=VocabularyFacts(
        (),
        (
            CohortFacts("age_1_5", "Từ 1 đến 5 tuổi", "1–5", age=(1, 6)),
            CohortFacts("age_5_10", "Từ 5 đến 10 tuổi", "5–10", age=(5, 11)),
            CohortFacts("age_1_10", "Từ 1 đến 10 tuổi", "1–10", age=(1, 11)),
            CohortFacts("age_5_up", "Từ 5 tuổi", "từ 5", age=(5, None)),
        ),
    )
)


def people(label: str = "", **fields: object) -> DenominatorFacts:
    return DenominatorFacts("population", label, **fields)  # type: ignore[arg-type]


def goal(value: int, denominator: DenominatorFacts | None = None) -> GoalFacts:
    return GoalFacts("percent", Decimal(value), denominator=denominator)


def target(code: str, value: int = 100, **fields: object) -> TargetFacts:
    wanted = {"indicator": "posts", "source": "", "goal": goal(value), **fields}
    return TargetFacts(code, code, code, section="II", counted_by="place", **wanted)  # type: ignore[arg-type]


def plan(*targets: TargetFacts, **fields: object) -> PlanFacts:
    return PlanFacts("p", "UBND xã A", "Kế hoạch", targets=targets, **fields)  # type: ignore[arg-type]


def found(facts: PlanFacts, context: Context | None = None) -> list[tuple[Kind, str, str]]:
    return [(f.kind, f.printed, f.about) for f in check_goals(facts, context or Context())]


def test_one_goal_with_two_operators_is_a_conflict():
    facts = plan(target("A", 90), target("B", 90, operator=">"), target("C", 95, operator=">"))
    (finding,) = check_goals(facts, Context())
    assert (finding.kind, finding.level, finding.printed) == (
        Kind.OPERATOR_CONFLICT,
        Level.WARNING,
        "90% / trên 90%",
    )
    assert finding.message == (
        "Mức giao ghi hai cách: “90%” (chỉ tiêu A) và “trên 90%” (chỉ tiêu B)"
    )


def test_another_indicator_or_other_people_is_another_goal():
    one = target("A", 80, indicator="card_intake", cohort="adults")
    other_people = target("B", 80, indicator="card_intake", cohort="policy", operator=">")
    other_thing = target("C", 80, indicator="e_wallet", cohort="adults", operator=">")
    assert found(plan(one, other_people, other_thing)) == []


def test_a_goal_without_a_code_belongs_to_the_target_that_is_worded_most_like_it():
    wallets = target("C8", 80, source="80% người trưởng thành có ví điện tử", indicator="e_wallet")
    course = target(
        "C10",
        80,
        source="80% người dân trên địa bàn trong độ tuổi trưởng thành hoàn thành ít nhất 01 khóa học",
        indicator="mooc_completed",
    )
    aim = OtherGoalFacts(
        "Phổ cập tri thức số",
        goal(80),
        "trên 80% người dân trên địa bàn trong độ tuổi trưởng thành được xác nhận",
        operator=">",
    )
    assert found(plan(wallets, course, other_goals=(aim,))) == [
        (Kind.OPERATOR_CONFLICT, "80% / trên 80%", "C10/phổ cập tri thức số")
    ]


def test_a_goal_over_temporary_residents_does_not_fit_a_baseline_without_them():
    both = people(residence="permanent_and_temporary")
    own = people(residence="permanent")
    baseline = BaselineFacts((), residence="permanent")
    facts = plan(
        target("A1", goal=goal(100, both)),
        target("A2", goal=goal(100, both), indicator="eid_activated"),
        target("A3", goal=goal(100, own)),
        baseline=baseline,
    )
    (finding,) = check_goals(facts, Context())
    assert (finding.kind, finding.printed, finding.computed, finding.about) == (
        Kind.DENOMINATOR_MISMATCH,
        "thường trú và tạm trú",
        "thường trú",
        "A1, A2",
    )


def test_without_a_residence_in_the_baseline_nothing_is_compared():
    both = people(residence="permanent_and_temporary")
    assert found(plan(target("A1", goal=goal(100, both)), baseline=BaselineFacts(()))) == []


def test_a_denominator_printed_with_another_number_than_the_baselines_is_pointed_out():
    def with_count(count: int) -> PlanFacts:
        denominator = people(cohort="age_14_up", count=count)
        baseline = BaselineFacts((), population={"age_14_up": 13308})
        return plan(target("E1", goal=goal(95, denominator)), baseline=baseline)

    assert found(with_count(13308)) == []
    assert found(with_count(13300)) == [(Kind.DENOMINATOR_MISMATCH, "13.300", "E1")]


def test_two_percents_of_two_wholes_for_one_figure_are_pointed_out():
    full, all_files = (
        DenominatorFacts("stated", label)
        for label in ("Hồ sơ toàn trình", "Tổng số hồ sơ tiếp nhận")
    )
    facts = plan(target("A", goal=goal(80, full)), target("B", goal=goal(90, all_files)))
    assert found(facts) == [
        (Kind.DENOMINATOR_MISMATCH, "Hồ sơ toàn trình / Tổng số hồ sơ tiếp nhận", "A/B")
    ]
    same_people = plan(target("A", goal=goal(80, full)), target("B", goal=goal(90, full)))
    assert found(same_people) == []


def test_age_groups_of_one_indicator_that_overlap_partly_are_pointed_out():
    facts = plan(target("A", cohort="age_1_5"), target("B", cohort="age_5_10"))
    assert found(facts, AGES) == [
        (Kind.COHORT_OVERLAP, "Từ 1 đến 5 tuổi / Từ 5 đến 10 tuổi", "A/B")
    ]


def test_a_group_within_another_or_of_another_indicator_is_no_overlap():
    within = plan(target("A", cohort="age_1_5"), target("B", cohort="age_1_10"))
    open_end = plan(target("A", cohort="age_5_10"), target("B", cohort="age_5_up"))
    other = plan(
        target("A", cohort="age_1_5"), target("B", cohort="age_5_10", indicator="dossiers")
    )
    assert [found(facts, AGES) for facts in (within, open_end, other)] == [[], [], []]
    assert found(plan(target("A", cohort="age_1_10"), target("B", cohort="age_5_up")), AGES) == [
        (Kind.COHORT_OVERLAP, "Từ 1 đến 10 tuổi / Từ 5 tuổi", "A/B")
    ]


def test_a_proposed_target_without_an_indicator_is_still_to_be_looked_at():
    facts = plan(target("T3", indicator=None, review="proposed"))
    assert [f.level for f in check_goals(facts, Context())] == [Level.WARNING]


def test_a_target_whose_indicator_nobody_knows_is_an_error_until_it_is_dropped():
    facts = plan(target("T3", indicator=None, what="phân loại rác tại nguồn"))
    (finding,) = check_goals(facts, Context())
    assert (finding.kind, finding.level, finding.printed, finding.about) == (
        Kind.UNKNOWN_INDICATOR,
        Level.ERROR,
        "phân loại rác tại nguồn",
        "T3",
    )
    assert found(plan(target("T3", indicator=None, review="dropped"))) == []


def test_one_goal_over_ages_a_year_apart_is_two_groups_of_people():
    ages = Context(
        vocabulary=VocabularyFacts(
            (),
            (
                CohortFacts("age_6_13", "Từ đủ 6 đến dưới 14 tuổi", "6–13", age=(6, 14)),
                CohortFacts("age_6_14", "Từ 6 đến 14 tuổi", "6–14", age=(6, 15)),
                CohortFacts("age_6_up", "Từ 6 tuổi", "từ 6", age=(6, None)),
            ),
        )
    )
    again = OtherGoalFacts("Cấp thẻ", goal(100), "", indicator="posts", cohort="age_6_14")
    facts = plan(target("T1", cohort="age_6_13", who=""), other_goals=(again,))
    (finding,) = check_goals(facts, ages)
    assert (finding.kind, finding.printed) == (
        Kind.COHORT_OVERLAP,
        "Từ đủ 6 đến dưới 14 tuổi / Từ 6 đến 14 tuổi",
    )
    assert found(plan(target("T1", cohort="age_6_13"), target("T2", cohort="age_6_up")), ages) == []


def test_a_percent_with_decimals_twice_is_one_goal_though_its_figure_was_read_otherwise():
    half = GoalFacts("percent", Decimal("95.15"))
    source = "Tỷ lệ bao phủ BHYT đạt 95,15% dân số"
    facts = plan(
        target("T1", goal=half, source=source),
        target(
            "T2", goal=half, source="trên 95,15% dân số có thẻ", operator=">", indicator="shares"
        ),
    )
    assert [row[0] for row in found(facts)] == [Kind.OPERATOR_CONFLICT]
    whole = plan(
        target("T1", source=source), target("T2", source=source, operator=">", indicator="shares")
    )
    assert found(whole) == []
