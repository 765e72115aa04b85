"""How a target stands: requirement, path, pace, state, periods, ranking. Rules alone, no database."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.ordering import in_order
from reports.rules.periods import met_periods, next_period
from reports.rules.progress import (
    RANK,
    STATE_LABELS,
    Pace,
    Point,
    State,
    build_path,
    least_count,
    pace_of,
    ranked,
    required_count,
    state_of_each,
    state_of_flow,
    state_of_frequency,
    state_of_ratio,
)
from targets.rules.quotas import period_start
from tests.reports import build_rows

START = date(2026, 6, 1)
LAST = date(2026, 6, 10)  # ten days of work


def path(required=100, start=0, milestones=()):
    return build_path(
        starts_on=START, start_value=start, milestones=milestones, last=Point(LAST, required)
    )


# --- The requirement ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "people", "operator", "required"),
    [
        ("95", 13308, ">=", 12643),  # 12.642,6 persons: the next whole one
        ("100", 5045, ">=", 5045),
        ("80", 1000, ">=", 800),
        ("80", 1000, ">", 801),  # "trên 80%": 800 are not yet more than 80%
        ("80", 1001, ">", 801),  # 800,8: 801 are more already
        ("97.5", 200, ">=", 195),
        ("50", 0, ">=", 0),
        ("50", 0, ">", 1),
    ],
)
def test_required_count_is_the_least_number_that_meets_the_goal(
    percent, people, operator, required
):
    assert required_count(Decimal(percent), people, operator) == required


@given(st.integers(1, 100), st.integers(1, 50_000), st.sampled_from([">=", ">"]))
def test_one_person_less_than_required_misses_the_goal(percent, people, operator):
    required = required_count(Decimal(percent), people, operator)

    def meets(count):
        return count * 100 > percent * people or (
            operator == ">=" and count * 100 == percent * people
        )

    assert meets(required)
    assert not meets(required - 1)


# --- The path ----------------------------------------------------------------------------------------


def test_path_is_straight_from_the_baseline_to_the_requirement():
    line = path(required=110, start=10)

    assert [line.expected_on(START + timedelta(days=n)) for n in (-1, 0, 4, 9)] == [10, 20, 60, 110]


def test_path_stays_at_the_baseline_before_and_at_the_requirement_after():
    line = path(required=110, start=10)

    assert line.expected_on(date(2026, 1, 1)) == 10
    assert line.expected_on(date(2027, 1, 1)) == 110


def test_path_goes_through_its_milestones():
    """60% of an 80% goal is 48% of the people: 480 of 1.000, due on the fourth day."""
    required = required_count(Decimal(80), 1000, ">=")
    milestone = Point(date(2026, 6, 4), int(required * Decimal(60) / 100))

    line = path(required=required, milestones=(milestone,))

    assert line.expected_on(date(2026, 6, 4)) == 480
    assert line.expected_on(date(2026, 6, 2)) == 240
    assert line.expected_on(date(2026, 6, 7)) == 640
    assert line.expected_on(LAST) == 800


def test_milestones_come_in_order_and_those_outside_the_path_fall_out():
    before, early, late, after = (
        Point(date(2026, 6, day) if day else date(2026, 5, 31), value)
        for day, value in ((0, 1), (3, 30), (6, 50), (10, 99))
    )

    assert path(milestones=(late, after, early, before)).points == (early, late, Point(LAST, 100))


def test_half_a_person_on_the_path_is_rounded_up():
    assert path(required=5).expected_on(START) == 1  # 0,5


# --- Pace --------------------------------------------------------------------------------------------


def test_pace_is_the_mean_of_the_last_days_and_what_is_owed_is_rounded_up():
    pace = pace_of(
        recent=(1, 2, 3, 4, 5, 6, 7),
        done=28,
        required=100,
        complete_to=date(2026, 6, 5),
        last_day=LAST,
    )

    assert pace == Pace(achieved=Decimal("4.0"), owed=15, forecast=48, days_left=5)


def test_forecast_uses_the_exact_mean_not_its_rounded_print():
    pace = pace_of(recent=(0, 0, 1), done=0, required=9, complete_to=START, last_day=LAST)

    assert (pace.achieved, pace.forecast) == (Decimal("0.3"), 3)


def test_nothing_is_owed_per_day_once_the_last_day_is_over_or_where_there_is_none():
    past = pace_of(recent=(1,), done=5, required=9, complete_to=LAST, last_day=LAST)
    endless = pace_of(recent=(1,), done=5, required=9, complete_to=LAST, last_day=None)

    assert (past.owed, past.forecast, past.days_left) == (None, 5, 0)
    assert (endless.owed, endless.forecast, endless.days_left) == (None, None, 0)


def test_who_has_arrived_owes_nothing_per_day():
    pace = pace_of(recent=(3,), done=12, required=9, complete_to=START, last_day=LAST)

    assert pace.owed == 0


def test_no_complete_day_yet_is_no_pace():
    pace = pace_of(recent=(), done=0, required=9, complete_to=START, last_day=LAST)

    assert (pace.achieved, pace.forecast) == (Decimal("0.0"), 0)


# --- States ------------------------------------------------------------------------------------------


def flow(done, *, day=5, forecast=0, line="usual"):
    """The state on a day of a path that owes ten a day."""
    return state_of_flow(
        done=done,
        required=100,
        path=path() if line == "usual" else line,
        complete_to=date(2026, 6, day) if day else date(2026, 5, 30),
        pace=Pace(Decimal(0), None, forecast, 0),
    )


@pytest.mark.parametrize(
    ("done", "state"),
    [
        (100, State.REACHED),
        (51, State.ON_TRACK),
        (50, State.ON_TRACK),
        (49, State.AT_RISK),
        (45, State.AT_RISK),  # behind by exactly a tenth of the 50 owed so far
        (44, State.LATE),
        (0, State.LATE),
    ],
)
def test_flow_is_judged_by_its_distance_to_the_path(done, state):
    assert flow(done) == state


def test_who_is_far_behind_but_fast_enough_now_is_only_at_risk():
    assert flow(20, forecast=100) == State.AT_RISK
    assert flow(20, forecast=99) == State.LATE


def test_after_the_last_day_a_target_is_reached_or_overdue():
    assert flow(100, day=10) == State.REACHED
    assert flow(99, day=10) == State.OVERDUE


def test_before_the_first_day_nothing_is_judged_unless_it_is_done_already():
    assert flow(0, day=None) == State.NOT_STARTED
    assert flow(100, day=None) == State.REACHED


def test_target_without_a_path_is_only_followed():
    assert flow(40, line=None) == State.MEASURED


def test_baseline_does_not_count_as_work_done_when_risk_is_measured():
    """From 90 to 100 in ten days: one behind on the fifth day is 20% of the 5 owed, so late."""
    line = path(start=90)

    state = state_of_flow(
        done=94, required=100, path=line, complete_to=date(2026, 6, 5),
        pace=Pace(Decimal(0), None, 94, 5),
    )  # fmt: skip

    assert state == State.LATE


@pytest.mark.parametrize(
    ("percent", "operator", "state"),
    [
        ("95", ">=", State.REACHED),
        ("95", ">", State.AT_RISK),
        ("94.99", ">=", State.AT_RISK),
        ("90", ">=", State.AT_RISK),
        ("89.99", ">=", State.LATE),
    ],
)
def test_share_is_judged_by_points_below_its_goal(percent, operator, state):
    assert state_of_ratio(Decimal(percent), Decimal(95), operator) == state


@pytest.mark.parametrize(
    ("met", "periods", "state"),
    [(0, 0, State.NO_DATA), (5, 5, State.ON_TRACK), (4, 5, State.AT_RISK), (3, 5, State.LATE)],
)
def test_duty_is_judged_by_the_periods_that_met_it(met, periods, state):
    assert state_of_frequency(met=met, periods=periods) == state


def test_every_state_has_words_and_a_rank():
    assert set(STATE_LABELS) == set(RANK) == set(State)
    assert len(set(STATE_LABELS.values())) == len(State)


# --- Periods -----------------------------------------------------------------------------------------


def test_weeks_begin_on_monday_and_months_on_the_first():
    sunday = date(2026, 6, 14)

    assert period_start(sunday, "week") == date(2026, 6, 8)
    assert period_start(sunday, "month") == date(2026, 6, 1)
    assert period_start(sunday, "day") == sunday
    assert next_period(date(2026, 12, 1), "month") == date(2027, 1, 1)
    assert next_period(date(2026, 1, 1), "month") == date(2026, 2, 1)


def test_week_under_way_counts_only_once_it_has_reached_its_goal():
    monday = date(2026, 6, 8)
    given = {"goal": 2, "period": "week", "first": monday, "last": monday + timedelta(days=2)}

    assert met_periods({monday: 1}, **given) == (0, 0)
    assert met_periods({monday: 2}, **given) == (1, 1)


def test_period_without_a_report_is_one_that_missed():
    monday = date(2026, 6, 1)
    days = {monday: 2, monday + timedelta(days=14): 5}

    met = met_periods(days, goal=2, period="week", first=monday, last=monday + timedelta(days=20))

    assert met == (2, 3)


def test_days_of_a_period_add_up_but_never_carry_over():
    days = {date(2026, 6, 1): 9, date(2026, 6, 2): 2, date(2026, 6, 3): 3}

    assert met_periods(
        days, goal=3, period="day", first=date(2026, 6, 1), last=date(2026, 6, 3)
    ) == (2, 3)


# --- What a row says ---------------------------------------------------------------------------------


def test_row_knows_what_is_missing_behind_and_gained():
    row = build_rows.row()

    assert (row.missing, row.behind, row.gained) == (3156, 566, 1880)
    assert build_rows.row(done=6000).missing == 0


def test_unknown_stays_unknown():
    row = build_rows.undecided()

    assert (row.missing, row.behind, row.gained) == (None, None, None)


# --- Ranking -----------------------------------------------------------------------------------------


def test_units_are_ranked_by_how_far_along_their_own_path_they_are():
    """Thôn A starts at 80% and did nothing; Thôn B starts at none and is where it should be."""
    rested = build_rows.unit("Thôn A", start=80, done=80, expected=90, percent=Decimal(80))
    worked = build_rows.unit("Thôn B", start=0, done=50, expected=50, percent=Decimal(50))
    half = build_rows.unit("Thôn C", start=0, done=25, expected=50, percent=Decimal(25))

    assert ranked([rested, half, worked]) == [worked, half, rested]


def test_equals_are_ranked_by_name_and_unknown_ones_last():
    b, a = (build_rows.unit(name, start=0, done=5, expected=10) for name in ("Thôn B", "Thôn A"))
    unknown = build_rows.undecided(unit_name="Thôn 0")

    assert ranked([b, unknown, a]) == [a, b, unknown]


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("percent", ["Thôn Ba", "Thôn Đá", "Thôn Bà"]),
        ("behind", ["Thôn Bà", "Thôn Đá", "Thôn Ba"]),
        ("missing", ["Thôn Đá", "Thôn Bà", "Thôn Ba"]),
        ("name", ["Thôn Ba", "Thôn Bà", "Thôn Đá"]),
        ("path", ["Thôn Ba", "Thôn Đá", "Thôn Bà"]),
        ("nothing we know", ["Thôn Ba", "Thôn Đá", "Thôn Bà"]),
    ],
)
def test_table_can_be_put_in_other_orders(order, names):
    given = [
        build_rows.unit(
            "Thôn Đá", start=0, done=40, required=200, expected=50, percent=Decimal(20)
        ),
        build_rows.unit(
            "Thôn Ba", start=0, done=60, required=100, expected=50, percent=Decimal(60)
        ),
        build_rows.unit(
            "Thôn Bà", start=0, done=10, required=100, expected=50, percent=Decimal(10)
        ),
    ]

    assert [row.unit_name for row in in_order(given, order)] == names


@pytest.mark.parametrize("order", ["percent", "behind", "missing"])
def test_unit_without_figures_comes_last_in_every_order_of_figures(order):
    known = build_rows.unit("Thôn B", expected=0, done=5000)  # far ahead: behind is negative
    unknown = build_rows.undecided(unit_name="Thôn A")

    assert in_order([unknown, known], order) == [known, unknown]


# --- Goals given to each -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goal", "operator", "least"),
    [("10", ">=", 10), ("10", ">", 11), ("9.5", ">=", 10), ("9.5", ">", 10)],
)
def test_least_whole_number_that_satisfies_a_goal(goal, operator, least):
    assert least_count(Decimal(goal), operator) == least


@pytest.mark.parametrize(
    ("states", "together"),
    [
        ("reached reached", "reached"),
        ("reached overdue", "overdue"),
        ("reached measured", "measured"),
        ("reached not_started", "not_started"),
        ("reached on_track", "on_track"),
        ("reached on_track on_track on_track late", "at_risk"),  # four of five in time
        ("reached late", "late"),
        ("on_track at_risk", "late"),
    ],
)
def test_officers_stand_together_as_many_of_them_are_in_time(states, together):
    assert state_of_each([State(state) for state in states.split()]) == State(together)
