"""Percents, sums, teams and days worked out again, from the text and from a plan typed by hand."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plans.rules.checks import Context, findings_of
from plans.rules.checks.figures import check_figures
from plans.rules.facts import (
    BaselineFacts,
    FigureFacts,
    PlanFacts,
    StockFacts,
    TeamFacts,
    TeamMemberFacts,
)
from plans.rules.findings import Finding, Kind, Level
from plans.rules.goals import PrintedQuotaFacts, Span
from plans.rules.vocabulary import CohortFacts, VocabularyFacts
from vietnamese.numbers import format_count, format_decimal, percent_of

AGES = Context(
    vocabulary=VocabularyFacts(
        (),
        (
            CohortFacts("all", "Toàn bộ nhân khẩu", "tất cả"),
            CohortFacts("age_0_5", "Dưới 6 tuổi", "dưới 6", age=(0, 6)),
            CohortFacts("age_6_13", "Từ đủ 6 đến dưới 14 tuổi", "6–14", age=(6, 14)),
            CohortFacts("age_14_up", "Từ đủ 14 tuổi trở lên", "từ đủ 14", age=(14, None)),
            CohortFacts("policy", "Đối tượng chính sách", "chính sách", category="policy"),
        ),
    )
)


def plan(**fields: object) -> PlanFacts:
    return PlanFacts("p", "UBND xã A", "Kế hoạch", **fields)  # type: ignore[arg-type]


def found(facts: PlanFacts, context: Context | None = None) -> list[tuple[Kind, Level, str, str]]:
    findings = check_figures(facts, context or Context())
    return [(f.kind, f.level, f.printed, f.computed) for f in findings]


def of_figure(*figures: FigureFacts) -> list[tuple[Kind, Level, str, str]]:
    return found(plan(figures=figures))


def test_a_percent_that_its_own_numbers_refute_is_an_error_with_both_figures():
    figure = FigureFacts("share", "đã được cấp thẻ", "82,55", (32788, 35097), Span(3, 40))
    assert list(check_figures(plan(figures=(figure,)), Context())) == [
        Finding(
            Kind.PERCENT_MISMATCH,
            Level.ERROR,
            "Tỷ lệ đã được cấp thẻ 32.788/35.097 in là 82,55%, tính lại là 93,42%",
            "82,55",
            "93,42",
            Span(3, 40),
            "share:32788/35097",
        )
    ]


@pytest.mark.parametrize(
    ("printed", "part", "whole", "computed"),
    [
        ("86,49", 11511, 13308, "86,50"),  # cut off
        ("22,36", 412, 1843, "22,35"),  # 22,3549, a hundredth too much
        ("91", 919, 1000, "91,90"),  # cut off to whole percents
    ],
)
def test_a_percent_cut_off_or_a_hundredth_off_is_only_a_matter_of_rounding(
    printed: str, part: int, whole: int, computed: str
):
    assert of_figure(FigureFacts("share", "", printed, (part, whole))) == [
        (Kind.ROUNDING, Level.WARNING, printed, computed)
    ]


@pytest.mark.parametrize(
    ("printed", "part", "whole"),
    [
        ("67,68", 21982, 32479),
        ("92", 919, 1000),
        ("84,3", 8127, 9642),
        ("0,18", 9, 5045),
        ("5", 1, 0),
    ],
)
def test_a_percent_right_to_the_decimals_it_prints_is_not_reported(
    printed: str, part: int, whole: int
):
    assert of_figure(FigureFacts("share", "", printed, (part, whole))) == []


shares = st.tuples(st.integers(1, 99999), st.integers(1, 99999)).map(
    lambda pair: (min(pair), max(pair))
)


@given(shares)
def test_percents_rounded_half_up_are_never_reported(share: tuple[int, int]):
    printed = format_decimal(percent_of(*share) or Decimal(0), 2)
    assert of_figure(FigureFacts("share", "", printed, share)) == []


@given(shares, st.integers(-9000, 9000))
def test_a_percent_changed_by_more_than_a_hundredth_is_exactly_one_error(
    share: tuple[int, int], change: int
):
    right = percent_of(*share) or Decimal(0)
    wrong = right + Decimal(change) / 100
    assume(abs(change) > 1 and wrong >= 0)
    printed = format_decimal(wrong, 2)
    assert of_figure(FigureFacts("share", "", printed, share)) == [
        (Kind.PERCENT_MISMATCH, Level.ERROR, printed, format_decimal(right, 2))
    ]


@given(st.lists(st.integers(0, 9999), min_size=2, max_size=12), st.integers(-50, 50))
def test_a_total_is_reported_exactly_where_it_differs_from_its_parts(parts: list[int], change: int):
    total = sum(parts)
    assume(total + change >= 0)
    for kind, name in (("sum", Kind.SUM_MISMATCH), ("team", Kind.TEAM_SUM)):
        figure = FigureFacts(kind, "", format_count(total + change), tuple(parts))  # type: ignore[arg-type]
        expected = (name, Level.ERROR, format_count(total + change), format_count(total))
        assert of_figure(figure) == ([expected] if change else [])


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 200), st.integers(-30, 30))
def test_days_are_counted_with_the_first_and_the_last(first: date, days: int, change: int):
    assume(days + change > 0)
    last = first + timedelta(days=days - 1)
    terms = (first.toordinal(), last.toordinal())
    printed = str(days + change)
    expected = [(Kind.DURATION_MISMATCH, Level.WARNING, printed, str(days))]
    assert of_figure(FigureFacts("duration", "", printed, terms)) == (expected if change else [])


def test_dates_that_run_backwards_are_an_error():
    terms = (date(2024, 11, 18).toordinal(), date(2024, 11, 12).toordinal())
    assert of_figure(FigureFacts("duration", "", "", terms)) == [
        (Kind.DATE_ORDER, Level.ERROR, "từ ngày 18/11/2024 đến ngày 12/11/2024", "")
    ]


def test_age_groups_that_overlap_are_a_warning():
    printed = "từ 1 đến 5 tuổi / từ 5 đến 10 tuổi"
    assert of_figure(FigureFacts("ages", "", printed, (1, 5, 5, 10))) == [
        (Kind.COHORT_OVERLAP, Level.WARNING, printed, "")
    ]


def baseline(*stocks: StockFacts, **population: int) -> PlanFacts:
    return plan(baseline=BaselineFacts(stocks, population=population))


def test_a_typed_baseline_is_worked_out_again_over_the_people_of_its_own_cohort():
    facts = baseline(
        StockFacts("card_issued", 32788, "all", "82,55"),
        StockFacts("eid_intake", 214, "age_6_13", "16,95"),
        StockFacts("eid_activated", 9, "age_6_13", "0,18"),
        all=35097,
        age_6_13=5045,
    )
    assert found(facts) == [
        (Kind.PERCENT_MISMATCH, Level.ERROR, "82,55", "93,42"),
        (Kind.PERCENT_MISMATCH, Level.ERROR, "16,95", "4,24"),
    ]


def test_a_percent_of_another_stock_is_taken_as_such_where_that_fits():
    facts = baseline(
        StockFacts("eid_intake", 8127, "age_14_up", "84,29"),
        StockFacts("eid_activated", 7356, None, "90,51"),
        all=14305,
        age_14_up=9642,
    )
    assert found(facts) == []


def test_a_percent_without_any_known_whole_is_left_alone():
    assert found(baseline(StockFacts("eid_intake", 214, "age_6_13", "16,95"))) == []


def test_a_figure_of_the_text_is_not_reported_again_from_the_baseline():
    facts = plan(
        figures=(FigureFacts("share", "đã cấp thẻ", "82,55", (32788, 35097)),),
        baseline=BaselineFacts(
            (StockFacts("card_issued", 32788, "all", "82,55"),), population={"all": 35097}
        ),
    )
    assert found(facts) == [(Kind.PERCENT_MISMATCH, Level.ERROR, "82,55", "93,42")]


def test_cohorts_whose_ages_make_up_another_are_added_up():
    right = {"all": 35097, "age_0_5": 2618, "age_6_13": 5045, "age_14_up": 27434}
    assert found(baseline(**right), AGES) == []
    assert found(baseline(**{**right, "age_6_13": 5054}), AGES) == [
        (Kind.SUM_MISMATCH, Level.ERROR, "35.097", "35.106")
    ]


def test_cohorts_by_category_or_with_a_gap_between_the_ages_are_not_added_up():
    assert found(baseline(all=100, age_0_5=20, age_14_up=70), AGES) == []
    assert found(baseline(all=100, policy=5), AGES) == []


def test_stocks_of_cohorts_are_added_up_like_people():
    facts = baseline(
        StockFacts("eid_intake", 300, "all"),
        StockFacts("eid_intake", 10, "age_0_5"),
        StockFacts("eid_intake", 100, "age_6_13"),
        StockFacts("eid_intake", 200, "age_14_up"),
    )
    assert found(facts, AGES) == [(Kind.SUM_MISMATCH, Level.ERROR, "300", "310")]


def team(people: int | None, *members: int | None, span: Span | None = None) -> TeamFacts:
    parts = tuple(TeamMemberFacts(f"Đơn vị {n}", count) for n, count in enumerate(members))
    return TeamFacts("Tổ 1", "commune", "", parts, people, span)


def test_a_typed_team_is_added_up_where_every_member_has_a_number():
    assert found(plan(teams=(team(12, 5, 4, 4),))) == [(Kind.TEAM_SUM, Level.ERROR, "12", "13")]
    assert (
        found(plan(teams=(team(13, 5, 4, 4), team(12, 5, None), team(None, 5, 4), team(7)))) == []
    )


def test_a_team_that_the_text_already_gave_as_a_figure_is_reported_once():
    figure = FigureFacts("team", "Tổ 1", "12", (5, 4, 4), Span(10, 90))
    facts = plan(figures=(figure,), teams=(team(12, 5, 4, 4), team(12, 5, 4, span=Span(0, 80))))
    assert found(facts) == [(Kind.TEAM_SUM, Level.ERROR, "12", "13")]


def test_the_appendix_is_held_against_its_total_line_column_by_column():
    rows = (
        PrintedQuotaFacts("Thôn A", 112, "Phải làm"),
        PrintedQuotaFacts("Thôn A", 7, "Đã làm"),
        PrintedQuotaFacts("Thôn B", 98, "Phải làm"),
        PrintedQuotaFacts("Thôn B", 8, "Đã làm"),
        PrintedQuotaFacts("Tổng cộng", 211, "Phải làm", is_total=True),
        PrintedQuotaFacts("Tổng cộng", 15, "Đã làm", is_total=True),
    )
    assert found(plan(printed_quotas=rows)) == [(Kind.SUM_MISMATCH, Level.ERROR, "211", "210")]


def test_a_last_column_named_cong_is_the_sum_of_the_line():
    cells = (("Trẻ 1-5", 85), ("Trẻ 6-10", 80), ("Cộng", 156))
    rows = tuple(PrintedQuotaFacts("Ấp 1", value, what) for what, value in cells)
    assert found(plan(printed_quotas=rows)) == [(Kind.SUM_MISMATCH, Level.ERROR, "156", "165")]


def test_the_days_of_the_title_are_held_against_the_window():
    facts = PlanFacts(
        "p",
        "UBND",
        "Chiến dịch “90 ngày, đêm” kích hoạt tài khoản",
        starts_on=date(2023, 8, 31),
        ends_on=date(2023, 11, 30),
    )
    assert found(facts) == [(Kind.DURATION_MISMATCH, Level.WARNING, "90", "92")]


def test_findings_come_once_errors_first_then_by_place():
    figures = (
        FigureFacts("share", "", "22,36", (412, 1843), Span(5, 9)),
        FigureFacts("sum", "", "10", (5, 6), Span(50, 60)),
        FigureFacts("sum", "", "10", (5, 6), Span(70, 80)),
        FigureFacts("team", "", "9", (5, 5), Span(20, 30)),
    )
    spans = [f.span for f in findings_of(plan(figures=figures)) if f.span]
    assert spans == [Span(20, 30), Span(50, 60), Span(5, 9)]


def test_a_team_at_each_of_several_places_is_no_wrong_sum():
    assert found(plan(teams=(team(24, 8),))) == []
    assert found(plan(teams=(team(24, 3, 5),))) == []
    assert found(plan(teams=(team(12, 3, 8),))) == [(Kind.TEAM_SUM, Level.ERROR, "12", "11")]


def test_a_percent_that_was_read_is_not_held_against_people_it_does_not_name():
    stock = StockFacts("bhxh_voluntary", 467, printed_percent="4,2")
    typed = baseline(stock, all=20794)
    assert found(typed) == [(Kind.PERCENT_MISMATCH, Level.ERROR, "4,2", "2,25")]
    figure = FigureFacts("sum", "", "12", (6, 6), Span(0, 2))
    assert found(replace(typed, figures=(figure,))) == []


def test_a_total_with_decimals_counts_its_last_place():
    assert of_figure(FigureFacts("sum", "", "4,4", (18, 15, 11))) == []
    wrong = FigureFacts("sum", "", "4,6", (18, 15, 11))
    assert of_figure(wrong) == [(Kind.SUM_MISMATCH, Level.ERROR, "4,6", "4,4")]
