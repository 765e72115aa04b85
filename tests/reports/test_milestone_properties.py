"""The path over milestones, for any baseline, goal, dates and shares."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reports.rules.progress import Path, Point, build_path, required_count

START = date(2026, 1, 5)
SHARES = st.decimals(0, 100, places=2)


@st.composite
def paths(draw) -> tuple[Path, tuple[Point, ...], int, int]:
    """A path of 1 to 200 days with rising milestones; with it the milestones, where it starts, the goal."""
    days = draw(st.integers(1, 200))
    required = draw(st.integers(0, 40_000))
    start = draw(st.integers(0, required))
    at = draw(st.lists(st.integers(-5, days + 5), unique=True, max_size=6).map(sorted))
    shares = sorted(draw(st.lists(SHARES, min_size=len(at), max_size=len(at))))
    levels = [max(start, required_count(share, required, ">=")) for share in shares]
    milestones = tuple(
        Point(START + timedelta(days=n), level) for n, level in zip(at, levels, strict=True)
    )
    last = Point(START + timedelta(days=days), required)
    mixed = tuple(draw(st.permutations(milestones)))
    path = build_path(starts_on=START, start_value=start, milestones=mixed, last=last)
    return path, milestones, start, required


def every_day(path: Path) -> list[date]:
    first, last = path.start.day - timedelta(days=3), path.points[-1].day + timedelta(days=3)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@given(paths())
def test_path_never_falls_and_stays_between_where_it_starts_and_the_goal(made):
    path, _, start, required = made

    levels = [path.expected_on(day) for day in every_day(path)]

    assert [(a, b) for a, b in pairwise(levels) if a > b] == []
    assert (levels[0], levels[-1]) == (start, required)


@given(paths())
def test_path_stands_at_each_milestone_on_its_day(made):
    path, milestones, start, required = made
    first, last = path.start.day, path.points[-1].day

    inside = [m for m in milestones if first < m.day < last]

    assert [path.expected_on(m.day) for m in inside] == [m.value for m in inside]
    assert path.expected_on(last) == required
    assert path.expected_on(first) == start


@given(paths())
def test_milestones_outside_the_path_do_not_bend_it(made):
    path, milestones, start, _ = made
    inside = tuple(m for m in milestones if path.start.day < m.day < path.points[-1].day)

    without = build_path(
        starts_on=START, start_value=start, milestones=inside, last=path.points[-1]
    )

    assert without == path
    assert len(path.points) == len(inside) + 1


@given(paths())
def test_between_two_points_every_day_owes_the_same_but_for_rounding(made):
    path, *_ = made

    for a, b in pairwise((path.start, *path.points)):
        days = [a.day + timedelta(days=n) for n in range((b.day - a.day).days + 1)]
        steps = {path.expected_on(y) - path.expected_on(x) for x, y in pairwise(days)}
        assert max(steps) - min(steps) <= 1


@given(SHARES, st.integers(1, 100), st.integers(0, 50_000))
def test_milestone_is_a_share_of_the_goal_and_the_goal_a_share_of_the_people(
    share, percent, people
):
    """60% of an 80% goal is 48% of the people, whole people each time, so at most two more."""
    required = required_count(Decimal(percent), people, ">=")

    due = required_count(share, required, ">=")

    exact = share * percent * people / 10_000
    assert exact <= due < exact + 2
    assert due <= required


@given(paths())
def test_goal_and_milestones_are_reached_by_doing_what_the_path_owes(made):
    """Whoever brings each day what the path asks for is never behind and ends at the goal."""
    path, milestones, start, required = made

    done, by_day = start, {}
    for day in every_day(path):
        done = max(done, path.expected_on(day))
        by_day[day] = done

    assert done == required
    inside = [m for m in milestones if path.start.day < m.day < path.points[-1].day]
    assert [m for m in inside if by_day[m.day] < m.value] == []
