"""The burn-up picture: geometry as plain numbers."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.picture import NARROW, WIDE, Mark, Size, burn_up, nice_ticks
from reports.rules.progress import Point, build_path

START, LAST = date(2026, 6, 1), date(2026, 6, 10)
BOX = Size(1058 + 16, 1000 + 26 + 30)  # an inside of 1000 by 1000 from (58, 26)


def path(required=100, milestones=()):
    return build_path(
        starts_on=START, start_value=0, milestones=milestones, last=Point(LAST, required)
    )


def levels(*values):
    return [Point(START + timedelta(days=n - 1), value) for n, value in enumerate(values)]


def draw(*values, forecast=None, line=None, size=BOX):
    return burn_up(
        levels(*values), line or path(), forecast=forecast, deadline="hạn 10/6", size=size
    )


def coordinates(points):
    return [tuple(float(n) for n in pair.split(",")) for pair in points.split()]


def test_lines_run_from_the_start_in_the_lower_left_to_the_goal_in_the_upper_right():
    picture = draw(0, 10, 20, forecast=80)

    assert coordinates(picture.path) == [(58.0, 1026.0), (1058.0, 26.0)]
    assert coordinates(picture.actual) == [(58.0, 1026.0), (158.0, 926.0), (258.0, 826.0)]
    assert coordinates(picture.forecast) == [(258.0, 826.0), (1058.0, 226.0)]
    assert (picture.now.x, picture.now.y, picture.now.text) == (258.0, 826.0, "20")


def test_deadline_stands_on_the_last_day():
    assert draw(0, 10).deadline == Mark(1058.0, 26, "hạn 10/6")


def test_milestones_are_marked_with_what_is_owed_by_then():
    line = path(milestones=(Point(date(2026, 6, 4), 60),))

    assert draw(0, 10, line=line).milestones == (Mark(458.0, 426.0, "mốc 04/6: 60"),)


def test_no_forecast_is_drawn_after_the_last_day_or_where_there_is_none():
    over = draw(*range(0, 60, 5), forecast=55)

    assert (over.forecast, over.end) == ("", None)
    assert draw(0, 5).end is None


def test_forecast_is_named_below_both_lines():
    slow, fast = draw(0, 5, 10, forecast=50), draw(0, 20, 40, forecast=160)

    assert slow.end.text == "dự báo 50"
    assert slow.end.y > coordinates(slow.forecast)[-1][1]
    assert fast.end.y > coordinates(fast.path)[-1][1]


def test_level_is_named_on_the_side_of_the_line_away_from_the_path():
    behind, ahead = draw(0, 1, 2, 3, 4), draw(0, 20, 40, 60, 80)

    assert (behind.now_label.anchor, ahead.now_label.anchor) == ("start", "end")
    assert behind.now_label.y > behind.now.y
    assert ahead.now_label.y < ahead.now.y
    assert behind.path_label.anchor == "end"
    assert ahead.path_label.anchor == "start"


def test_nothing_reported_has_no_level_to_name():
    assert draw(0).now_label is None


def test_days_are_named_at_the_first_the_last_reported_and_the_last_day():
    assert [mark.text for mark in draw(0, 1, 2, 3, 4).days] == ["01/6", "04/6", "10/6"]


def test_days_too_near_to_each_other_are_not_both_named():
    narrow = draw(0, 1, 2, size=NARROW)

    assert [mark.text for mark in narrow.days] == ["01/6", "10/6"]


def test_low_levels_are_drawn_from_zero_and_high_ones_from_a_round_floor():
    high = build_path(starts_on=START, start_value=21982, milestones=(), last=Point(LAST, 32479))
    points = [Point(START - timedelta(days=1), 21982), Point(START, 22232)]

    picture = burn_up(points, high, forecast=None, deadline="", size=WIDE)

    assert draw(0, 10).levels[0].text == "0"
    assert picture.levels[0].text == "20.000"


@given(st.integers(0, 100_000), st.integers(0, 100_000))
def test_ticks_are_few_even_and_hold_both_ends(one, other):
    low, high = sorted((one, other))

    ticks = nice_ticks(low, high)

    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert len(ticks) <= 6
    assert len({b - a for a, b in pairwise(ticks)}) <= 1


@given(
    st.lists(st.integers(0, 300), min_size=1, max_size=12),
    st.one_of(st.none(), st.integers(0, 5000)),
    st.integers(1, 3000),
)
def test_everything_drawn_stays_inside_the_box(gains, forecast, required):
    total, values = 0, []
    for gain in gains:
        total += gain
        values.append(total)

    picture = draw(*values, forecast=forecast, line=path(required), size=NARROW)

    drawn = [picture.actual, picture.path, picture.forecast]
    for x, y in (point for line in drawn for point in coordinates(line)):
        assert picture.left <= Decimal(str(x)) <= Decimal(str(picture.right))
        assert picture.top <= Decimal(str(y)) <= Decimal(str(picture.bottom))


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_both_sizes_hold_the_same_figures(size):
    picture = draw(0, 10, 20, forecast=80, size=size)

    assert (picture.now.text, picture.end.text) == ("20", "dự báo 80")
