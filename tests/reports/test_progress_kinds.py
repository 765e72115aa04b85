"""Targets of every other kind held against counts: stocks, shares, duties, rates; the past."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from intake.actions.counts import Origin
from intake.models import Source
from reports.queries.progress import progress_of
from reports.rules.progress import Progress, State
from tests import build
from units import clock

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 6, 8)
THURSDAY = date(2026, 6, 11)  # the last complete day


@pytest.fixture(autouse=True)
def today(settings):
    settings.PORTAL_TODAY = date(2026, 6, 12)


@pytest.fixture
def officer():
    return build.user("vn/xa/")


@pytest.fixture
def plan():
    made = build.plan()
    build.field(made)
    return made


def row_of(plan, path="vn/xa/", code="T1", **over) -> Progress:
    [row] = [r for r in progress_of(plan, [build.unit(path)], **over) if r.target.code == code]
    return row


def at(day, hour):
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.ZONE)


# --- Stocks, shares, duties, rates -------------------------------------------------------------------


def test_stock_is_the_last_level_of_every_unit_never_a_sum_of_days(plan, officer):
    wallet = build.indicator("e_wallet", aggregation="stock")
    build.field(plan, indicator=wallet)
    build.target(plan, indicator=wallet)
    build.population("vn/xa/", 300)
    for day, a, b in ((MONDAY, 40, 20), (THURSDAY, 45, None)):
        build.count("vn/xa/a/", a, day, by=officer, indicator=wallet)
        if b is not None:
            build.count("vn/xa/b/", b, day, by=officer, indicator=wallet)

    row = row_of(plan)

    assert (row.done, row.percent) == (65, Decimal("21.67"))


def share_of_dossiers(plan, **over):
    online, whole = build.indicator("dossiers_online"), build.indicator("dossiers")
    for indicator in (online, whole):
        build.field(plan, indicator=indicator)
    return build.target(
        plan, indicator=online, goal_value=Decimal(95), denominator_kind="indicator",
        denominator_indicator=whole, **over,
    )  # fmt: skip


def dossiers(officer, day, online, whole):
    for code, value in (("dossiers_online", online), ("dossiers", whole)):
        build.count("vn/xa/thon/", value, day, by=officer, indicator=build.indicator(code))


def test_share_is_the_sum_of_one_over_the_sum_of_the_other_never_a_mean_of_percents(plan, officer):
    share_of_dossiers(plan)
    dossiers(officer, MONDAY, 10, 10)  # 100%
    dossiers(officer, THURSDAY, 45, 90)  # 50%

    row = row_of(plan)

    assert (row.done, row.denominator, row.percent) == (55, 100, Decimal("55.00"))
    assert (row.required, row.state, row.path) == (95, State.LATE, None)


def test_share_of_nothing_is_no_percent(plan, officer):
    share_of_dossiers(plan)
    dossiers(officer, MONDAY, 0, 0)

    row = row_of(plan)

    assert (row.percent, row.state) == (None, State.NO_DENOMINATOR)


def test_share_counts_only_the_denominators_days_after_a_date(plan, officer):
    share_of_dossiers(plan, denominator_after=MONDAY)
    dossiers(officer, MONDAY, 5, 90)
    dossiers(officer, THURSDAY, 5, 10)

    assert row_of(plan).denominator == 10


def test_share_below_its_goal_is_overdue_after_its_last_day(plan, officer, settings):
    share_of_dossiers(plan)
    dossiers(officer, MONDAY, 93, 100)
    running = row_of(plan).state
    settings.PORTAL_TODAY = date(2026, 7, 1)

    assert (running, row_of(plan).state) == (State.AT_RISK, State.OVERDUE)


def test_duty_counts_the_periods_that_met_it(plan, officer):
    build.target(
        plan, goal_kind="per_period", goal_period="week", goal_value=Decimal(2), denominator_kind=""
    )
    for week, value in enumerate((2, 1, 3)):  # weeks of 25/5 and 1/6, and the one under way
        day = date(2026, 5, 27) + timedelta(days=7 * week)
        build.count("vn/xa/thon/", value, day, by=officer)

    row = row_of(plan)

    assert (row.note, row.percent, row.state) == ("Đủ 2/3 tuần.", Decimal("66.67"), State.LATE)
    assert (row.done, row.denominator, row.denominator_label) == (6, 3, "số tuần đã qua")


def test_so_many_a_day_is_held_against_the_days_that_are_over(plan, officer):
    build.target(plan, goal_kind="per_day", goal_value=Decimal(10), denominator_kind="")
    build.count("vn/xa/thon/", 160, MONDAY, by=officer)

    row = row_of(plan)

    assert (row.done, row.required, row.required_per_day) == (160, 170, 10)
    assert (row.pace, row.state) == (Decimal("22.9"), State.LATE)


@pytest.mark.parametrize(
    ("kind", "period", "required"), [("per_period", "week", 10), ("per_day", "", 72)]
)
def test_duty_or_rate_is_asked_of_the_plans_own_days_and_no_later_ones(
    plan, officer, settings, kind, period, required
):
    """Five whole weeks (the sixth has two days) and 36 days to 30/6/2026: August adds nothing."""
    build.target(
        plan, goal_kind=kind, goal_period=period, goal_value=Decimal(2), denominator_kind="",
        deadline=None,
    )  # fmt: skip
    build.count("vn/xa/thon/", 2, MONDAY, by=officer)
    settings.PORTAL_TODAY = date(2026, 8, 20)

    assert row_of(plan).required == required


def test_so_many_per_officer_needs_the_number_of_officers(plan, officer):
    build.target(plan, goal_kind="per_officer", goal_value=Decimal(40), denominator_kind="")
    build.count("vn/xa/thon/", 12, MONDAY, by=officer)

    row = row_of(plan)

    assert (row.done, row.percent, row.state) == (12, None, State.NO_DENOMINATOR)
    assert row.note == "Chưa có số cán bộ được giao."


@pytest.mark.parametrize("kind", ["per_period", "per_day"])
def test_duty_or_rate_without_any_report_is_unknown(plan, kind):
    period = "week" if kind == "per_period" else ""
    build.target(
        plan, goal_kind=kind, goal_period=period, goal_value=Decimal(2), denominator_kind=""
    )

    row = row_of(plan)

    assert (row.state, row.done, row.percent) == (State.NO_DATA, None, None)


# --- The past ----------------------------------------------------------------------------------------


def test_what_was_known_at_a_past_moment_can_be_told_again(plan, officer):
    build.target(plan)
    build.population("vn/xa/", 300)
    build.baseline(plan, "vn/xa/", 0)
    for hour, value in ((9, 50), (15, 20)):
        build.count(
            "vn/xa/thon/", value, MONDAY, by=officer, base_version=None if hour == 9 else 1,
            origin=Origin(Source.WEB, at=at(THURSDAY, hour)), reason="Sửa" if hour > 9 else "",
        )  # fmt: skip

    known = {hour: row_of(plan, known_at=at(THURSDAY, hour)).done for hour in (8, 10, 16)}

    assert known == {8: 0, 10: 50, 16: 20}
    assert row_of(plan).done == 20


def test_stock_is_told_as_it_was_known(plan, officer):
    wallet = build.indicator("e_wallet", aggregation="stock")
    build.field(plan, indicator=wallet)
    build.target(plan, indicator=wallet)
    build.population("vn/xa/", 300)
    build.count(
        "vn/xa/a/", 40, MONDAY, by=officer, indicator=wallet,
        origin=Origin(Source.WEB, at=at(THURSDAY, 9)),
    )  # fmt: skip

    assert row_of(plan, known_at=at(THURSDAY, 8)).done is None
    assert row_of(plan, known_at=at(THURSDAY, 10)).done == 40


def test_later_days_do_not_count_on_an_earlier_day(plan, officer):
    build.target(plan)
    build.population("vn/xa/", 300)
    build.baseline(plan, "vn/xa/", 30)
    build.count("vn/xa/thon/", 10, MONDAY, by=officer)
    build.count("vn/xa/thon/", 5, THURSDAY, by=officer)

    row = row_of(plan, on=MONDAY)

    assert (row.done, row.complete_to) == (40, MONDAY)


def test_a_shared_daily_goal_is_owed_by_each_village_as_it_was_given(plan, officer):
    target = build.target(plan, goal_kind="per_day", goal_value=Decimal(70), denominator_kind="")
    build.quota(target, "vn/xa/thon/", 30)
    build.count("vn/xa/thon/", 5, MONDAY, by=officer)

    assert row_of(plan, "vn/xa/thon/").required_per_day == 30
    assert row_of(plan).required_per_day == 70


def test_a_daily_quota_of_nought_owes_nothing(plan, officer):
    target = build.target(plan, goal_kind="per_day", goal_value=Decimal(70), denominator_kind="")
    build.quota(target, "vn/xa/thon/", 0)
    build.count("vn/xa/thon/", 5, MONDAY, by=officer)

    row = row_of(plan, "vn/xa/thon/")

    assert (row.done, row.required_per_day, row.required) == (5, 0, 0)


def test_a_village_that_was_given_nothing_does_not_owe_the_whole_communes_daily_goal(plan, officer):
    build.target(plan, goal_kind="per_day", goal_value=Decimal(70), denominator_kind="")
    build.count("vn/xa/thon/", 5, MONDAY, by=officer)

    row = row_of(plan, "vn/xa/thon/")

    assert (row.done, row.required_per_day, row.state) == (5, None, State.NO_DENOMINATOR)
    assert row.note == "Chưa giao mức mỗi ngày cho đơn vị này."
    assert row_of(plan).required_per_day == 70


def test_the_one_unit_that_a_daily_goal_is_asked_of_owes_it_whole(plan, officer):
    post = build.unit("vn/xa/thon/")
    build.target(
        plan, goal_kind="per_day", goal_value=Decimal(70), denominator_kind="",
        indicator=build.indicator("dossiers"),
    )  # fmt: skip
    build.field(plan, indicator=build.indicator("dossiers"), unit=post)
    build.count("vn/xa/thon/", 5, MONDAY, by=officer, indicator=build.indicator("dossiers"))

    assert row_of(plan, "vn/xa/thon/").required_per_day == 70


def test_more_than_a_number_is_the_next_whole_one(plan):
    build.target(
        plan, goal_kind="count", goal_value=Decimal(100), operator=">", denominator_kind=""
    )

    assert row_of(plan).required == 101
