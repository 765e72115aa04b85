"""Splitting within bounds and re-levelling: sums, bounds, stability, for any figures."""

import string
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.rules.quotas import (
    Claim,
    Level,
    Method,
    Share,
    Split,
    levels_of,
    relevel,
    split,
    split_by_largest_remainder,
    split_within,
    unmeasured,
)

CODES = st.text(string.ascii_lowercase, min_size=1, max_size=4)
COUNTS = st.integers(0, 3_000)
UNKNOWN = st.none()
METHODS = st.sampled_from(list(Method))
SPLITS = st.sampled_from([m for m in Method if m != Method.HAND])
TOTALS = st.integers(0, 30_000)


@st.composite
def claims(draw, weights=COUNTS):
    units = draw(st.lists(CODES, min_size=1, max_size=12, unique=True))
    made = []
    for unit in units:
        least = draw(COUNTS)
        most = draw(UNKNOWN | COUNTS.map(lambda more, least=least: least + more))
        made.append(Claim(unit, draw(weights), least, most))
    return made


@st.composite
def shares(draw, *, known=False):
    """Units with quotas, a level and people; `known`: every figure is."""
    figure = COUNTS if known else UNKNOWN | COUNTS
    units = draw(st.lists(CODES, min_size=1, max_size=10, unique=True))
    return [
        Share(
            unit,
            quota=draw(figure),
            is_fixed=draw(st.booleans()),
            counted=draw(COUNTS),
            people=draw(figure),
            left=draw(figure),
            best=draw(figure),
        )
        for unit in units
    ]


def least_and_most(made):
    least = sum(c.least for c in made)
    known = [c.most for c in made if c.most is not None]
    return least, sum(known) if len(known) == len(made) else None


# --- Within bounds ----------------------------------------------------------------------------------


@given(TOTALS, claims())
def test_parts_sum_to_the_total_wherever_the_bounds_allow_it(total, made):
    least, most = least_and_most(made)

    parts = split_within(total, made)

    wanted = max(total, least) if most is None else min(max(total, least), most)
    assert sum(parts.values()) == wanted
    assert list(parts) == [c.unit for c in made]


@given(TOTALS, claims())
def test_no_part_leaves_its_bounds(total, made):
    parts = split_within(total, made)

    assert [
        c.unit
        for c in made
        if parts[c.unit] < c.least or (c.most is not None and parts[c.unit] > c.most)
    ] == []


@given(TOTALS, claims(weights=st.integers(1, 3_000)))
def test_units_between_their_bounds_get_in_proportion_to_their_weight(total, made):
    parts = split_within(total, made)

    inside = [
        c
        for c in made
        if c.least + 1 < parts[c.unit] and (c.most is None or parts[c.unit] < c.most - 1)
    ]
    lows = [Fraction(parts[c.unit] - 1, c.weight) for c in inside]
    highs = [Fraction(parts[c.unit] + 1, c.weight) for c in inside]
    assert not inside or max(lows) < min(highs)


@given(TOTALS, claims())
def test_same_input_gives_the_same_parts(total, made):
    assert split_within(total, made) == split_within(total, list(made))


@given(TOTALS, claims())
def test_one_more_in_the_total_moves_no_part_by_more_than_one(total, made):
    before, after = split_within(total, made), split_within(total + 1, made)

    moves = [after[unit] - before[unit] for unit in before]
    assert set(moves) <= {-1, 0, 1}
    assert sum(moves) in {0, 1}


@given(TOTALS, claims(weights=st.integers(1, 3_000)), st.randoms())
def test_one_more_person_in_one_unit_moves_few(total, made, random):
    """Where nobody is asked for more than there are people: the unit gets one or two more at most, the
    others together give what it gets, none of them more than two."""
    people = sum(c.weight for c in made)
    free = [replace(c, least=0, most=None) for c in made]
    total = min(total, people)
    place = random.randrange(len(free))
    grown = list(free)
    grown[place] = replace(free[place], weight=free[place].weight + 1)

    before, after = split_within(total, free), split_within(total, grown)

    moves = {unit: after[unit] - before[unit] for unit in before}
    own = moves.pop(free[place].unit)
    assert own in {-1, 0, 1, 2}
    assert sum(moves.values()) == -own
    assert [unit for unit, move in moves.items() if not -2 <= move <= 1] == []


@given(TOTALS, st.dictionaries(CODES, COUNTS, min_size=1, max_size=20))
def test_bounds_wide_enough_change_nothing(total, weights):
    wide = [Claim(unit, weight, 0, total) for unit, weight in weights.items()]

    assert split_within(total, wide) == split_by_largest_remainder(total, weights)


def test_what_one_unit_cannot_take_goes_to_the_others_in_proportion():
    """120 over 3:2:1 would be 60, 40, 20; the first has people for 30 only."""
    made = [Claim("a", 3, most=30), Claim("b", 2), Claim("c", 1)]

    assert split_within(120, made) == {"a": 30, "b": 60, "c": 30}


def test_unit_that_did_more_already_keeps_it_and_the_others_have_less_to_do():
    made = [Claim("a", 1, least=70), Claim("b", 1), Claim("c", 1)]

    assert split_within(120, made) == {"a": 70, "b": 25, "c": 25}


def test_unit_without_weight_takes_part_only_when_nobody_else_can_take_more():
    made = [Claim("a", 5, most=10), Claim("b", 0), Claim("c", 0)]

    assert split_within(9, made) == {"a": 9, "b": 0, "c": 0}
    assert split_within(13, made) == {"a": 10, "b": 2, "c": 1}


# --- A target over units ----------------------------------------------------------------------------


@given(TOTALS, shares(), METHODS)
def test_quotas_and_the_rest_are_together_the_total(total, units, method):
    made = split(total, units, method)

    assert sum(made.parts.values()) + made.rest == total


@given(TOTALS, shares(), METHODS)
def test_fixed_quotas_stand(total, units, method):
    made = split(total, units, method)

    fixed = {s.unit: s.quota for s in units if s.is_fixed and s.quota is not None}
    assert {unit: made.parts[unit] for unit in fixed} == fixed


@given(TOTALS, shares(), SPLITS)
def test_nobody_is_given_less_than_counts_already_or_more_than_its_people(total, units, method):
    made = split(total, units, method)

    free = [s for s in units if not s.is_fixed or s.quota is None]
    assert [s.unit for s in free if made.parts[s.unit] < s.counted] == []
    bounded = [s for s in free if s.most is not None]
    assert [s.unit for s in bounded if made.parts[s.unit] > s.most] == []


@given(TOTALS, shares(known=True), SPLITS)
def test_a_rest_is_left_only_where_the_bounds_force_it(total, units, method):
    made = split(total, units, method)

    free = [s for s in units if not s.is_fixed]
    if made.rest > 0:
        assert [s.unit for s in free if made.parts[s.unit] < s.most] == []
    if made.rest < 0:
        assert [s.unit for s in free if made.parts[s.unit] > s.counted] == []


@given(TOTALS, shares(), SPLITS)
def test_splitting_what_was_split_changes_nothing(total, units, method):
    once = split(total, units, method)

    again = split(total, [replace(s, quota=once.parts[s.unit]) for s in units], method)

    assert again == once


@given(TOTALS, shares())
def test_by_hand_nothing_moves(total, units):
    made = split(total, units, Method.HAND)

    assert made.parts == {s.unit: s.quota for s in units if s.quota is not None}


def test_by_what_is_left_each_gets_what_it_has_and_the_same_part_of_what_it_lacks():
    """Half of what is left is asked for: 10 + 45 and 40 + 5."""
    units = [Share("a", counted=10, left=90), Share("b", counted=40, left=10)]

    assert split(100, units, Method.LEFT) == Split({"a": 55, "b": 45})


def test_by_population_evenly_and_by_capacity_each_has_its_own_measure():
    units = [
        Share("a", people=300, left=300, best=10),
        Share("b", people=100, left=100, best=30),
    ]

    made = {
        m: split(100, units, m).parts for m in (Method.POPULATION, Method.EVENLY, Method.CAPACITY)
    }

    assert made == {
        Method.POPULATION: {"a": 75, "b": 25},
        Method.EVENLY: {"a": 50, "b": 50},
        Method.CAPACITY: {"a": 25, "b": 75},
    }


def test_what_fixed_quotas_leave_is_split_over_the_others():
    units = [Share("a", quota=40, is_fixed=True), Share("b"), Share("c")]

    assert split(100, units, Method.EVENLY) == Split({"a": 40, "b": 30, "c": 30})


def test_more_than_there_are_people_is_said_as_a_rest():
    units = [Share("a", people=10, left=10), Share("b", people=20, left=20)]

    assert split(36, units, Method.POPULATION) == Split({"a": 10, "b": 20}, 6)


@pytest.mark.parametrize(
    ("method", "unknown"),
    [
        (Method.LEFT, ["a"]),
        (Method.POPULATION, ["a", "b"]),
        (Method.CAPACITY, ["b"]),
        (Method.EVENLY, []),
        (Method.HAND, []),
    ],
)
def test_units_that_a_method_would_have_to_guess_about_are_named(method, unknown):
    units = [Share("a", best=3), Share("b", left=4), Share("c", quota=5, is_fixed=True)]

    assert unmeasured(units, method) == unknown


# --- Re-levelling -----------------------------------------------------------------------------------

DAYS = st.integers(0, 60)


@given(TOTALS, shares(), DAYS)
def test_relevelled_quotas_and_the_rest_are_together_the_total(total, units, days):
    made = relevel(total, units, days)

    assert sum(made.parts.values()) + made.rest == total
    assert made.parts.keys() == {s.unit for s in units if s.quota is not None}


@given(TOTALS, shares(), DAYS)
def test_relevelling_leaves_fixed_quotas_and_asks_nobody_for_more_people_than_there_are(
    total, units, days
):
    made = relevel(total, units, days)

    for s in units:
        if s.quota is not None and s.is_fixed:
            assert made.parts[s.unit] == s.quota
        elif s.quota is not None and s.most is not None:
            assert made.parts[s.unit] <= s.most


@given(TOTALS, shares(), DAYS)
def test_relevelling_what_was_relevelled_changes_nothing(total, units, days):
    once = relevel(total, units, days)

    after = [replace(s, quota=once.parts.get(s.unit)) for s in units]

    assert relevel(total, after, days) == once


@given(shares(known=True), DAYS)
def test_quotas_that_are_possible_and_sum_are_left_alone(units, days):
    possible = [replace(s, quota=min(s.most, s.reach(days))) for s in units]
    total = sum(s.quota for s in possible)

    assert relevel(total, possible, days) == Split({s.unit: s.quota for s in possible})


@given(shares(known=True), DAYS)
def test_only_units_beyond_their_best_give_and_only_units_with_room_take(units, days):
    """What a unit gives is beyond its reach or its people; what it takes stays within both."""
    units = [replace(s, is_fixed=False) for s in units]
    total = sum(s.quota for s in units)

    made = relevel(total, units, days)

    for s in units:
        ceiling = min(s.most, s.reach(days))
        if made.parts[s.unit] < s.quota:
            assert s.quota > ceiling
        if made.parts[s.unit] > s.quota:
            assert made.parts[s.unit] <= ceiling


def test_what_a_slow_unit_cannot_do_goes_to_those_with_room():
    """Ten days: a can do 20 more, b 50 more, c 100 more."""
    units = [
        Share("a", quota=100, counted=50, left=80, best=14),
        Share("b", quota=60, counted=40, left=60, best=35),
        Share("c", quota=60, counted=40, left=60, best=70),
    ]

    assert relevel(220, units, 10) == Split({"a": 70, "b": 73, "c": 77})


def test_a_deduction_lowers_the_unit_without_people_first_and_the_total_is_kept_by_the_others():
    units = [
        Share("a", quota=100, counted=60, left=30, best=100),
        Share("b", quota=100, counted=60, left=60, best=100),
    ]

    assert relevel(200, units, 10).parts == {"a": 90, "b": 110}
    assert relevel(190, units, 10).parts == {"a": 90, "b": 100}


def test_a_smaller_total_is_taken_from_what_is_still_to_be_done():
    units = [Share("a", quota=100, counted=90, left=50), Share("b", quota=100, counted=70, left=50)]

    assert relevel(180, units, 10) == Split({"a": 95, "b": 85})


def test_what_nobody_has_room_for_stays_with_whom_it_was_taken_from():
    units = [
        Share("a", quota=100, counted=0, left=100, best=7),
        Share("b", quota=20, counted=20, left=0),
    ]

    assert relevel(120, units, 10) == Split({"a": 100, "b": 20})


# --- Sums at every level ----------------------------------------------------------------------------


def test_a_quota_is_part_of_the_nearest_one_above_it():
    quotas = {
        "vn/xa-1/": 60,
        "vn/xa-2/": 40,
        "vn/xa-1/thon-1/": 35,
        "vn/xa-1/thon-2/": 20,
        "vn/xa-2/cong-an/can-bo/": 45,
    }

    assert levels_of(110, "vn/", quotas) == (
        Level("vn/", 110, 100),
        Level("vn/xa-1/", 60, 55),
        Level("vn/xa-2/", 40, 45),
    )
    assert [level.lacking for level in levels_of(110, "vn/", quotas)] == [10, 5, -5]


def test_nothing_given_yet_is_a_level_of_its_own():
    assert levels_of(90, "vn/", {}) == (Level("vn/", 90, 0),)


@given(st.dictionaries(st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(
    lambda codes: "vn/" + "".join(f"{c}/" for c in codes)), COUNTS, max_size=20))  # fmt: skip
def test_every_quota_is_added_at_exactly_one_level(quotas):
    levels = levels_of(0, "vn/", quotas)

    assert sum(level.given for level in levels) == sum(quotas.values())
