"""Splitting a target over units: the parts sum to it, and nobody is off by a whole person."""

import string
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.rules.quotas import split_by_largest_remainder

CODES = st.text(string.ascii_lowercase, min_size=1, max_size=6)
WEIGHTS = st.dictionaries(CODES, st.integers(0, 10_000), min_size=1, max_size=30)
TOTALS = st.integers(0, 1_000_000)


@given(TOTALS, WEIGHTS)
def test_parts_sum_exactly_to_the_total(total, weights):
    parts = split_by_largest_remainder(total, weights)

    assert sum(parts.values()) == total
    assert parts.keys() == weights.keys()


@given(TOTALS, WEIGHTS)
def test_each_part_is_within_one_of_its_exact_share(total, weights):
    whole = sum(weights.values())

    parts = split_by_largest_remainder(total, weights)

    for unit, weight in weights.items():
        exact = Fraction(total * weight, whole) if whole else Fraction(total, len(weights))
        assert abs(parts[unit] - exact) < 1


@given(TOTALS, WEIGHTS, st.randoms())
def test_order_of_the_units_matters_only_between_equal_remainders(total, weights, random):
    shuffled = list(weights.items())
    random.shuffle(shuffled)
    whole = sum(weights.values()) or len(weights)
    shares = weights if sum(weights.values()) else dict.fromkeys(weights, 1)
    remainders = {unit: total * weight % whole for unit, weight in shares.items()}

    one, other = (
        split_by_largest_remainder(total, dict(units)) for units in (weights.items(), shuffled)
    )

    moved = {unit for unit in weights if one[unit] != other[unit]}
    assert len({remainders[unit] for unit in moved}) <= 1


@given(TOTALS, WEIGHTS)
def test_larger_weight_never_gets_less(total, weights):
    parts = split_by_largest_remainder(total, weights)

    ordered = sorted(weights, key=lambda unit: (weights[unit], parts[unit]))
    lighter_and_heavier = pairwise(ordered)
    assert [
        (a, b) for a, b in lighter_and_heavier if weights[a] < weights[b] and parts[a] > parts[b]
    ] == []


def test_unit_without_people_gets_nothing_where_others_have_some():
    assert split_by_largest_remainder(10, {"a": 0, "b": 3, "c": 1}) == {"a": 0, "b": 8, "c": 2}


def test_total_is_spread_evenly_where_all_weights_are_zero():
    assert split_by_largest_remainder(7, {"a": 0, "b": 0, "c": 0}) == {"a": 3, "b": 2, "c": 2}


def test_tie_goes_to_the_earlier_unit():
    assert split_by_largest_remainder(1, {"b": 1, "a": 1}) == {"b": 1, "a": 0}


@pytest.mark.parametrize(("total", "weights"), [(-1, {"a": 1}), (1, {"a": -1}), (1, {})])
def test_negative_figures_or_nobody_to_give_to_are_refused(total, weights):
    with pytest.raises(ValueError, match=r"negative|no unit"):
        split_by_largest_remainder(total, weights)
