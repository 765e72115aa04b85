"""2.000 changed workbooks: each is opened or refused with a reason, quickly, and nothing else."""

from collections import Counter

import pytest

from sheets import gate, kinds
from sheets.opening import open_workbook
from sheets.workbook import Refused, Workbook
from tests.sheets import mutating
from tests.sheets.build import cpu_seconds
from tests.sheets.mutating import mutant, originals

REASONS = {
    value
    for module in (gate, kinds)
    for name, value in vars(module).items()
    if name.isupper() and isinstance(value, str) and value.endswith(".")
}
WAYS = {
    mutating.flip_bits: 600,
    mutating.cut: 500,
    mutating.flip_within_parts: 300,
    mutating.inject: 350,
    mutating.swap_parts: 100,
    mutating.recompress: 150,
}
PORTIONS = [
    (way, first, min(first + 100, count))
    for way, count in WAYS.items()
    for first in range(0, count, 100)
]
SLOWEST_SECONDS = 2


def outcome(name, data):
    """What became of a file; any other exception than Refused fails the test."""
    try:
        opened = open_workbook(data, name)
    except Refused as refused:
        return "refused" if refused.reason in REASONS else f"unknown reason: {refused.reason}"
    return "opened" if isinstance(opened, Workbook) and opened.sheets else "nothing"


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods", "a.csv"])
def test_the_workbooks_before_the_change_are_opened(name):
    assert outcome(name, originals()[name]) == "opened"


def test_there_are_two_thousand_and_each_is_the_same_on_every_run():
    assert sum(WAYS.values()) == 2_000
    for way in WAYS:
        assert mutant(way, 7) == mutant(way, 7)
        assert mutant(way, 7) != mutant(way, 8)


@pytest.mark.parametrize(
    ("way", "first", "end"), PORTIONS, ids=[f"{w.__name__}-{first}" for w, first, _ in PORTIONS]
)
def test_a_changed_workbook_is_opened_or_refused_and_nothing_else(way, first, end):
    outcomes, slow = Counter(), []
    for number in range(first, end):
        name, data = mutant(way, number)
        started = cpu_seconds()
        outcomes[outcome(name, data)] += 1
        if cpu_seconds() - started > SLOWEST_SECONDS:
            slow.append((way.__name__, number))
    assert set(outcomes) <= {"opened", "refused"}
    assert outcomes["refused"] > 0
    assert slow == []
