"""What is handed out against what is left to do."""

from datetime import date
from decimal import Decimal

from plans.rules.checks import Context
from plans.rules.checks.quotas import check_quotas, unit_count
from plans.rules.facts import BaselineFacts, PlanFacts, RecipientFacts, StockFacts
from plans.rules.findings import Kind
from plans.rules.goals import (
    DenominatorFacts,
    GoalFacts,
    PrintedQuotaFacts,
    QuotaFacts,
    TargetFacts,
)
from plans.rules.vocabulary import IndicatorFacts, VocabularyFacts

EXCEEDS, BELOW = Kind.QUOTA_EXCEEDS_REMAINING, Kind.QUOTA_BELOW_REMAINING
BASELINE = BaselineFacts(
    (StockFacts("eid_intake", 11511, "age_14_up"),), population={"age_14_up": 13308}
)


def target(code: str, goal: GoalFacts, **fields: object) -> TargetFacts:
    wanted = {"indicator": "eid_intake", "source": "", **fields}
    return TargetFacts(code, code, code, goal=goal, section="II", counted_by="place", **wanted)  # type: ignore[arg-type]


def percent(code: str = "E1", value: int = 95, **fields: object) -> TargetFacts:
    return target(code, GoalFacts("percent", Decimal(value)), **{"cohort": "age_14_up", **fields})


def a_day(value: int, **fields: object) -> TargetFacts:
    each = bool(fields.pop("each", True))
    goal = GoalFacts("per_day", Decimal(value), each=each)
    return target("E8", goal, **{"quota_to": "village", **fields})


def count(code: str, value: int, **fields: object) -> TargetFacts:
    each = bool(fields.pop("each", False))
    return target(code, GoalFacts("count", Decimal(value), each=each), **fields)


def plan(*targets: TargetFacts, **fields: object) -> PlanFacts:
    window = {"starts_on": date(2025, 4, 18), "ends_on": date(2025, 6, 18)}
    wanted = {"baseline": BASELINE, **window, **fields}
    return PlanFacts("p", "UBND xã A", "Kế hoạch", targets=targets, **wanted)  # type: ignore[arg-type]


def found(facts: PlanFacts, context: Context | None = None) -> list[tuple[Kind, str, str]]:
    """Kinds with what is handed out in all and what is left."""
    findings = check_quotas(facts, context or Context())
    return [(f.kind, f.printed.split("= ")[-1], f.computed) for f in findings]


def test_thirty_a_day_in_eleven_villages_for_62_days_exceed_the_1132_left():
    facts = plan(percent(), a_day(30), recipients=(RecipientFacts("Bí thư chi bộ 11 thôn"),))
    (finding,) = check_quotas(facts, Context())
    assert (finding.kind, finding.printed, finding.computed) == (
        EXCEEDS,
        "30/ngày × 11 đơn vị × 62 ngày = 20.460",
        "1.132",
    )
    assert finding.message == (
        "Chỉ tiêu E8: 30/ngày × 11 đơn vị × 62 ngày = 20.460, vượt số còn lại: còn 1.132 để đạt 95%"
        " (1.797 để đạt 100%)"
    )


def test_a_rate_between_what_the_goal_and_what_everybody_needs_is_right():
    assert found(plan(percent(), a_day(2)), Context(units=11)) == []  # 1.364


def test_a_rate_too_small_for_the_goal_is_pointed_out():
    assert found(plan(percent(), a_day(1)), Context(units=11)) == [(BELOW, "682", "1.132")]


def test_before_a_deadline_the_day_itself_does_not_count():
    rate = a_day(18, each=False, deadline=date(2025, 6, 18), deadline_wording="before")
    assert found(plan(percent(), rate)) == [(BELOW, "1.098", "1.132")]


def test_a_rate_is_left_alone_where_the_units_the_days_or_what_is_left_are_unknown():
    assert found(plan(percent(), a_day(30))) == []
    assert (
        found(
            plan(percent(), a_day(30, source="mỗi tổ 30 hồ sơ/ngày")),
            Context(units=11),
        )
        == []
    )
    assert found(plan(percent(), a_day(30), starts_on=None), Context(units=11)) == []
    assert found(plan(percent(), a_day(30), baseline=None), Context(units=11)) == []
    assert found(plan(percent(), a_day(30, indicator="posts")), Context(units=11)) == []


def test_a_rate_per_village_is_known_from_its_own_sentence():
    rate = a_day(30, quota_to=None, source="ít nhất 30 hồ sơ/ngày/thôn")
    assert found(plan(percent(), rate), Context(units=11)) == [(EXCEEDS, "20.460", "1.132")]


def test_a_rate_is_held_against_a_number_where_that_is_the_goal():
    facts = plan(count("E2", 807), a_day(20, each=False))
    assert found(facts) == [(EXCEEDS, "1.240", "807")]


def test_units_are_counted_as_the_portal_knows_them_else_as_the_plan_says():
    rows = tuple(PrintedQuotaFacts(f"Thôn {name}", 1) for name in "ABC")
    total = PrintedQuotaFacts("Tổng cộng", 3, is_total=True)
    facts = plan(printed_quotas=(*rows, total), recipients=(RecipientFacts("11 Trưởng thôn"),))
    assert unit_count(facts, Context(unit_names=("Thôn A", "Thôn B"))) == 2
    assert unit_count(facts, Context()) == 3
    assert unit_count(plan(recipients=(RecipientFacts("14 tổ dân phố"),)), Context()) == 14
    twice = (RecipientFacts("11 thôn"), RecipientFacts("12 thôn"))
    assert unit_count(plan(recipients=twice), Context()) is None


def test_too_few_new_ones_for_the_percent_are_pointed_out():
    baseline = BaselineFacts((StockFacts("insured", 17093, "all"),), population={"all": 18420})

    def new(value: int) -> PlanFacts:
        share = percent(indicator="insured", cohort="all")
        return plan(share, count("H2", value, indicator="insured"), baseline=baseline)

    assert found(new(350)) == [(BELOW, "350", "406")]
    assert found(new(406)) == []


def test_new_members_add_to_the_share_of_members():
    label = "Tham gia bảo hiểm y tế"
    indicators = (
        IndicatorFacts("insured", "stock", "người", label, "BHYT"),
        IndicatorFacts("new", "flow", "người", f"Phát triển mới người {label.lower()}", "BHYT mới"),
    )
    baseline = BaselineFacts((StockFacts("insured", 17093),), population={"all": 18420})
    facts = plan(
        percent(indicator="insured", cohort=None),
        count("H2", 350, indicator="new"),
        baseline=baseline,
    )
    assert found(facts) == []
    assert found(facts, Context(vocabulary=VocabularyFacts(indicators, ()))) == [
        (BELOW, "350", "406")
    ]


def test_so_many_for_each_unit_must_make_up_the_number():
    whole = count("I6", 1200, indicator="signatures")
    each = count("I7", 130, indicator="signatures", each=True)
    assert found(plan(whole, each), Context(units=9)) == [(BELOW, "1.170", "1.200")]
    assert found(plan(whole, each), Context(units=10)) == []


def test_the_shares_of_units_are_added_up_at_the_upper_level_only():
    def split(*values: tuple[str, int]) -> PlanFacts:
        quotas = tuple(QuotaFacts("E2", unit, value) for unit, value in values)
        return plan(count("E2", 807), quotas=quotas)

    assert found(split(("xa/a/", 400), ("xa/b/", 407), ("xa/b/to-1/", 407))) == []
    assert found(split(("xa/a/", 400), ("xa/b/", 410))) == [(EXCEEDS, "810", "807")]
    assert found(split(("xa/a/", 400), ("xa/b/", 400))) == [(BELOW, "800", "807")]


def test_shares_of_a_percent_goal_make_up_the_whole_of_it_what_was_done_before_as_well():
    quotas = (QuotaFacts("E1", "xa/a/", 6000), QuotaFacts("E1", "xa/b/", 6643))
    assert found(plan(percent(), quotas=quotas)) == []
    assert found(plan(percent(), quotas=quotas[:1])) == [(BELOW, "6.000", "12.643")]


def test_what_units_can_manage_in_a_day_must_reach_the_goal():
    facts = plan(percent())
    assert found(facts, Context(capacities={"E1": 18})) == [(BELOW, "1.116", "1.132")]
    assert found(facts, Context(capacities={"E1": 19})) == []
    late = Context(capacities={"E1": 19}, today=date(2025, 6, 18))
    assert found(facts, late) == [(BELOW, "19", "1.132")]


def test_a_line_of_the_appendix_cannot_give_more_than_the_unit_has_left():
    left, given = "Số trẻ còn lại chưa có căn cước", "Chỉ tiêu giao"
    rows = (
        PrintedQuotaFacts("Tổ 2", 203, left),
        PrintedQuotaFacts("Tổ 2", 200, given),
        PrintedQuotaFacts("Tổ 3", 118, left),
        PrintedQuotaFacts("Tổ 3", 131, given),
        PrintedQuotaFacts("CỘNG", 321, left, is_total=True),
        PrintedQuotaFacts("CỘNG", 331, given, is_total=True),
    )
    assert found(plan(printed_quotas=rows)) == [(EXCEEDS, "131", "118")]


def test_an_appendix_without_a_total_line_is_held_against_the_number_that_is_split():
    rows = (PrintedQuotaFacts("Thôn A", 400), PrintedQuotaFacts("Thôn B", 400))
    split = count("E2", 807, quota_to="village")
    assert found(plan(split, printed_quotas=rows)) == [(BELOW, "800", "807")]
    assert found(plan(count("E2", 800, quota_to="village"), printed_quotas=rows)) == []


def test_percents_of_another_figure_have_no_number_left():
    of_files = DenominatorFacts("indicator", "Tổng hồ sơ", indicator="dossiers")
    goal = GoalFacts("percent", Decimal(90), denominator=of_files)
    facts = plan(target("C2", goal, cohort="age_14_up"), a_day(1))
    assert found(facts, Context(units=11)) == []
    stated = DenominatorFacts("stated", "lực lượng lao động")
    everybody = BaselineFacts((StockFacts("eid_intake", 612),), population={"all": 18420})
    for goal, who in (
        (GoalFacts("percent", Decimal(16), denominator=stated), ""),
        (GoalFacts("percent", Decimal(16)), "lao động"),
    ):
        share = target("H4", goal, who=who)
        assert found(plan(share, count("H3", 250), baseline=everybody)) == []
    known = target("H4", GoalFacts("percent", Decimal(16)))
    assert found(plan(known, count("H3", 250), baseline=everybody)) == [(BELOW, "250", "2.336")]
