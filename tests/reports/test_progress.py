"""A percent of people, or a number, held against counts: path, unknowns, cohorts, branches."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from reports.queries.progress import progress_of
from reports.rules.progress import Progress, State
from residents.models import Residence
from targets.models import Milestone, Target
from tests import build
from units import clock
from units.rules import Kind

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


# --- A percent of people -----------------------------------------------------------------------------


def test_level_is_the_baseline_and_what_came_in_since(plan, officer):
    build.target(plan)
    build.population("vn/xa/", 300)
    build.baseline(plan, "vn/xa/", 30)
    build.count("vn/xa/thon/", 10, MONDAY, by=officer)
    build.count("vn/xa/thon/", 5, THURSDAY, by=officer)

    row = row_of(plan)

    assert (row.start, row.done, row.required, row.denominator) == (30, 45, 300, 300)
    assert (row.percent, row.gained, row.missing) == (Decimal("15.00"), 15, 255)


def test_path_runs_from_the_baseline_to_the_requirement_on_the_last_day(plan, officer):
    """From 30 to 300 in 35 days, 26/5 to 29/6: 17 days gone by 11/6 owe 131 (131,1)."""
    build.target(plan, deadline_wording=Target.Wording.BEFORE)
    build.population("vn/xa/", 300)
    build.baseline(plan, "vn/xa/", 30)
    build.count("vn/xa/thon/", 70, THURSDAY, by=officer)

    row = row_of(plan)

    assert (row.expected, row.behind) == (161, 61)
    assert (row.pace, row.days_left) == (Decimal("10.0"), 18)
    assert (row.required_per_day, row.forecast) == (12, 280)
    assert (row.state, row.complete_to) == (State.LATE, THURSDAY)


def test_work_of_today_counts_as_done_but_the_path_waits_for_the_evening(plan, officer):
    build.target(plan)
    build.population("vn/xa/", 300)
    build.baseline(plan, "vn/xa/", 30)
    build.count("vn/xa/thon/", 9, build.DAY, by=officer)

    row = row_of(plan)

    assert (row.done, row.pace, row.complete_to) == (39, Decimal("0.0"), THURSDAY)


def test_before_excludes_its_day_and_through_includes_it(plan):
    build.target(plan, code="B", deadline_wording=Target.Wording.BEFORE)
    build.target(plan, code="T", deadline_wording=Target.Wording.THROUGH)
    build.population("vn/xa/", 300)
    build.baseline(plan, "vn/xa/", 0)

    last_days = [row_of(plan, code=code).path.points[-1].day for code in ("B", "T")]

    assert last_days == [date(2026, 6, 29), date(2026, 6, 30)]


def test_target_before_30_june_is_overdue_once_29_june_is_over(plan, settings):
    build.target(plan, deadline_wording=Target.Wording.BEFORE)
    build.population("vn/xa/", 300)
    build.baseline(plan, "vn/xa/", 0)

    settings.PORTAL_TODAY = date(2026, 6, 29)
    on_its_last_day = row_of(plan).state
    settings.PORTAL_TODAY = date(2026, 6, 30)

    assert on_its_last_day == State.LATE
    assert row_of(plan).state == State.OVERDUE


def test_milestone_is_a_share_of_the_goal_not_of_the_people(plan):
    """60% of an 80% goal is 48% of 1.000 people."""
    target = build.target(plan, goal_value=Decimal(80))
    Milestone.objects.create(target=target, by=THURSDAY, wording="on", share_of_goal=60)
    build.population("vn/xa/", 1000)
    build.baseline(plan, "vn/xa/", 0)

    row = row_of(plan)

    assert (row.required, row.expected) == (800, 480)


def test_milestone_is_reached_by_whole_people_never_by_a_part_of_one(plan):
    """60% of 101 people is 60,6: sixty would not be 60%."""
    target = build.target(plan)
    Milestone.objects.create(target=target, by=THURSDAY, wording="on", share_of_goal=60)
    build.population("vn/xa/", 101)
    build.baseline(plan, "vn/xa/", 0)

    assert row_of(plan).expected == 61


def test_quota_given_to_a_unit_is_what_it_owes(plan):
    target = build.target(plan)
    build.population("vn/xa/thon/", 100)
    build.baseline(plan, "vn/xa/thon/", 0)
    build.quota(target, "vn/xa/thon/", 70)

    row = row_of(plan, "vn/xa/thon/")

    assert (row.required, row.denominator) == (70, 100)


def test_unknown_population_is_no_percent_at_all(plan, officer):
    build.target(plan)
    build.baseline(plan, "vn/xa/", 30)
    build.count("vn/xa/thon/", 10, MONDAY, by=officer)

    row = row_of(plan)

    assert (row.state, row.percent, row.required) == (State.NO_DENOMINATOR, None, None)
    assert row.done == 40


def test_unknown_baseline_is_no_percent_though_the_counts_are_told(plan, officer):
    build.target(plan)
    build.population("vn/xa/", 300)
    build.count("vn/xa/thon/", 10, MONDAY, by=officer)

    row = row_of(plan)

    assert (row.state, row.percent, row.done) == (State.NO_BASELINE, None, 10)
    assert row.note == "Kế hoạch chưa nêu số đã có trước đợt nên chưa tính được tỷ lệ."


def test_not_reported_is_not_zero(plan):
    build.target(plan)
    build.population("vn/xa/", 300)

    row = row_of(plan)

    assert (row.state, row.done, row.percent) == (State.NO_DATA, None, None)


def test_reported_zero_is_zero(plan, officer):
    target = build.target(plan, goal_kind="per_day", goal_value=Decimal(10), denominator_kind="")
    build.quota(target, "vn/xa/thon/", 10)
    build.count("vn/xa/thon/", 0, MONDAY, by=officer)

    row = row_of(plan, "vn/xa/thon/")

    assert (row.done, row.required, row.state) == (0, 170, State.LATE)


def test_number_of_accounts_is_counted_from_nothing_and_unknown_until_a_first_report(plan, officer):
    build.target(plan, goal_kind="count", goal_value=Decimal(360), denominator_kind="")
    silent = row_of(plan)

    build.count("vn/xa/thon/", 170, MONDAY, by=officer)
    row = row_of(plan)

    assert (silent.done, silent.state) == (None, State.NO_DATA)
    assert (row.done, row.required, row.expected, row.state) == (170, 360, 170, State.ON_TRACK)


def test_village_without_a_quota_owes_no_share_of_a_number(plan):
    build.target(plan, goal_kind="count", goal_value=Decimal(360), denominator_kind="")

    row = row_of(plan, "vn/xa/thon/")

    assert (row.required, row.state) == (None, State.NO_DENOMINATOR)


def test_counts_up_to_the_date_of_the_baseline_are_in_it_already(plan, officer):
    build.target(plan)
    build.population("vn/xa/", 300)
    build.baseline(plan, "vn/xa/", 30, as_of=MONDAY)
    build.count("vn/xa/thon/", 10, MONDAY, by=officer)
    build.count("vn/xa/thon/", 5, THURSDAY, by=officer)

    assert row_of(plan).done == 35


def test_permanent_residents_stand_in_for_an_unknown_wider_denominator_and_say_so(plan):
    build.target(plan, denominator_residence=Residence.BOTH)
    build.population("vn/xa/", 300)
    build.baseline(plan, "vn/xa/", 30)

    row = row_of(plan)

    assert (row.denominator, row.denominator_label) == (300, "nhân khẩu thường trú")
    assert row.note == "Mẫu số chưa gồm nhân khẩu tạm trú."


def test_denominator_is_the_latest_known_by_the_day_asked_about(plan):
    build.target(plan)
    build.population("vn/xa/", 300)
    build.population("vn/xa/", 310, as_of=date(2026, 6, 10))

    assert row_of(plan).denominator == 310
    assert row_of(plan, on=date(2026, 6, 9)).denominator == 300
    assert row_of(plan).denominator_as_of == date(2026, 6, 10)


# --- Cohorts and branches ----------------------------------------------------------------------------


def bands(plan):
    """A target from 6 on, whose counts come as 6 to 13 and 14 and over."""
    wide = build.cohort("age_6_up")
    build.field(plan, cohort=build.cohort("age_14_up"))
    build.target(plan, cohort=wide)
    for code, people in (("age_6_13", 100), ("age_14_up", 200)):
        build.population("vn/xa/", people, cohort=build.cohort(code))
        build.baseline(plan, "vn/xa/", people // 10, cohort=build.cohort(code))


def test_age_bands_that_make_up_a_cohort_add_up(plan, officer):
    bands(plan)
    build.count("vn/xa/thon/", 3, MONDAY, by=officer)
    build.count("vn/xa/thon/", 4, MONDAY, by=officer, cohort=build.cohort("age_14_up"))

    row = row_of(plan)

    assert (row.start, row.done, row.denominator) == (30, 37, 300)


def test_baseline_known_for_one_band_alone_is_no_baseline(plan, officer):
    bands(plan)
    plan.baselines.filter(cohort__code="age_14_up").delete()
    build.count("vn/xa/thon/", 3, MONDAY, by=officer)

    assert row_of(plan).state == State.NO_BASELINE


def test_office_figures_are_never_added_to_the_places(plan, officer):
    build.unit("vn/xa/doan/", kind=Kind.UNION)
    build.field(plan, branch="office")
    build.target(plan)
    build.target(plan, code="O", branch="office")
    build.population("vn/xa/", 300)
    build.baseline(plan, "vn/xa/", 0)
    build.count("vn/xa/thon/", 10, MONDAY, by=officer)
    build.count("vn/xa/doan/", 7, MONDAY, by=officer)

    assert (row_of(plan).done, row_of(plan, code="O").done) == (10, 7)


def test_villages_sum_to_their_commune(plan, officer):
    build.target(plan)
    for name, people in (("a", 100), ("b", 50), ("c", 150)):
        path = f"vn/xa/{name}/"
        build.population(path, people)
        build.baseline(plan, path, people // 10)
        build.count(path, people // 5, MONDAY, by=officer)
        build.count(path, 1, THURSDAY, by=officer)
    build.population("vn/xa/", 300)
    build.baseline(plan, "vn/xa/", 30)

    parts = [row_of(plan, f"vn/xa/{name}/") for name in ("a", "b", "c")]

    assert sum(part.done for part in parts) == row_of(plan).done == 93


def test_target_without_any_date_is_only_followed(plan, officer):
    build.target(plan, deadline=None, deadline_wording="")
    build.population("vn/xa/", 300)
    build.baseline(plan, "vn/xa/", 30)

    row = row_of(plan)

    assert (row.state, row.percent, row.path) == (State.MEASURED, Decimal("10.00"), None)
    assert (row.expected, row.forecast, row.days_left) == (None, None, None)


def test_cell_asked_of_two_offices_by_name_is_counted_once(plan, officer):
    posts, _ = build.indicator("posts"), build.cohort("all")
    for name in ("doan", "van-hoa"):
        office = build.unit(f"vn/xa/{name}/", kind=Kind.UNION)
        build.field(plan, indicator=posts, branch="office", unit=office)
    build.target(plan, code="P", indicator=posts, branch="office", cohort=None)
    build.count("vn/xa/doan/", 3, MONDAY, by=officer, indicator=posts)

    assert row_of(plan, code="P").done == 3
