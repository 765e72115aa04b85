"""How often the doubts nag on ordinary days, and how many of the commonest slips they catch.

Ordinary days are the demonstration's own, made anew with other seeds; slips are put into them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import NamedTuple

import pytest

from demonstration.facts import UnitFacts, load_demonstration
from demonstration.simulation import simulate
from intake.rules.doubts import FLOW, FREQUENCY, Basis, CellFacts, Past, doubts_of, facts_at
from units.rules import Branch

SEEDS = range(1, 11)
FOLLOWED = {"eid_activated": ("eid_intake", "card_intake")}
TIMES = {"broadcasts", "posts", "mobile_broadcasts"}
Row = dict[str, int | None]


class UnitDay(NamedTuple):
    """What a unit reported on its `number`-th day, and what was known before it."""

    number: int
    facts: dict[str, CellFacts]
    row: dict[str, int]
    doubts: Callable[[Row], list[str]]


def name_of(indicator: str, cohort: str) -> str:
    return f"{indicator} {cohort}"


def basis_of(unit: UnitFacts, indicator: str, cohort: str) -> Basis:
    followed = FOLLOWED.get(indicator, ())
    starts = [
        unit.baselines[one][cohort] for one in followed if cohort in unit.baselines.get(one, {})
    ]
    return Basis(
        row=unit.code,
        label=name_of(indicator, cohort),
        kind=FREQUENCY if indicator in TIMES else FLOW,
        start=unit.baselines.get(indicator, {}).get(cohort),
        people=unit.population.get(cohort),
        follows=tuple(name_of(one, cohort) for one in followed),
        received_start=sum(starts) if starts else None,
        whole=name_of("dossiers", cohort) if indicator == "dossiers_online" else "",
    )


def unit_days(seed: int) -> Iterator[UnitDay]:
    """Every village's and office's days in order; a figure corrected later counts as corrected.

    An officer's two or three a day are too small for a slip to show.
    """
    units = {unit.code: unit for unit in load_demonstration().units}
    days: dict[str, dict] = defaultdict(lambda: defaultdict(dict))
    counted = (c for c in simulate(seed).counts if units[c.unit].branch != Branch.PERSON)
    for count in counted:
        days[count.unit][count.day][count.indicator, count.cohort] = count.value
    for unit, by_day in days.items():
        pasts: dict[str, Past] = defaultdict(Past)
        for number, day in enumerate(sorted(by_day)):
            bases = {name_of(*pair): basis_of(units[unit], *pair) for pair in by_day[day]}
            row = {name_of(*pair): value for pair, value in by_day[day].items()}
            facts = facts_at(day, bases, pasts, {})

            def doubts(typed, facts=facts, day=day):
                return [doubt.kind for doubt in doubts_of(facts, typed, day)]

            yield UnitDay(number, facts, row, doubts)
            for name, value in row.items():
                pasts[name].add(day, value)


@cache
def all_days() -> list[UnitDay]:
    return [one for seed in SEEDS for one in unit_days(seed)]


def test_an_ordinary_day_is_hardly_ever_asked_about():
    asked = [one.doubts(one.row) for one in all_days()]

    assert len(asked) > 2_000
    assert sum(map(bool, asked)) / len(asked) < 0.015
    assert max(Counter(kind for kinds in asked for kind in kinds).values()) / len(asked) < 0.008


def total_with_the_day(random: Random, fact: CellFacts, value: int) -> int | None:
    return fact.total + value if fact.kind == FLOW else None


def total_before_the_day(random: Random, fact: CellFacts, value: int) -> int | None:
    return fact.total if fact.kind == FLOW else None


def total_with_the_baseline(random: Random, fact: CellFacts, value: int) -> int | None:
    return fact.start + fact.total + value if fact.start else None


def a_nought_too_many(random: Random, fact: CellFacts, value: int) -> int | None:
    return value * 10


def a_digit_twice(random: Random, fact: CellFacts, value: int) -> int | None:
    digits = str(value)
    at = random.randrange(len(digits))
    return int(digits[: at + 1] + digits[at:])


def digits_exchanged(random: Random, fact: CellFacts, value: int) -> int | None:
    """Where it changes the figure to more than twice, or to less than half."""
    digits = str(value)
    if len(digits) == 1:
        return None
    at = random.randrange(len(digits) - 1)
    wrong = int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
    return wrong if wrong > 2 * value or 2 * wrong < value else None


# The share that must be caught of slips of two digits, from the unit's fourth day on: before it nothing is
# usual. Exchanged digits often give a figure of an ordinary day; counted are those that do not.
SLIPS = [
    (total_with_the_day, 0.99, "cumulative"),
    (total_before_the_day, 0.99, "cumulative"),
    (total_with_the_baseline, 0.99, "cumulative"),
    (a_nought_too_many, 0.94, "ten_times"),
    (a_digit_twice, 0.94, "doubled"),
    (digits_exchanged, 0.88, "digits"),
]


@pytest.mark.parametrize(("slip", "share", "kind"), SLIPS)
def test_a_slip_in_one_figure_is_caught(slip, share, kind):
    random = Random(20260611)
    found = []
    for one in all_days():
        name = random.choice(list(one.row))
        wrong = slip(random, one.facts[name], one.row[name]) if one.row[name] else None
        if one.number >= 3 and wrong is not None and wrong != one.row[name] and wrong >= 10:
            found.append(one.doubts(one.row | {name: wrong}))

    assert len(found) > 60
    assert sum(map(bool, found)) / len(found) >= share
    assert Counter(kinds[0] for kinds in found if kinds).most_common(1)[0][0] == kind


def test_a_row_copied_from_yesterday_is_caught():
    found = []
    for one in all_days():
        copied = {name: fact.previous for name, fact in one.facts.items()}
        if None not in copied.values() and copied != one.row and sum(copied.values()) > 20:
            found.append("copied" in one.doubts(copied))

    assert len(found) > 1_500
    assert sum(found) / len(found) >= 0.98


def test_columns_that_differ_clearly_are_caught_when_exchanged():
    """Where both columns' usual figures, and the day's, are far apart and not too small."""
    found = []
    for one in all_days():
        names = [name for name, fact in one.facts.items() if fact.typical is not None]
        for first in names:
            for second in names:
                facts, row = (
                    (one.facts[first], one.facts[second]),
                    (one.row[first], one.row[second]),
                )
                if 2 * facts[0].typical < facts[1].typical and 2 * row[0] < row[1] and row[1] >= 12:
                    found.append(one.doubts(one.row | {first: row[1], second: row[0]}))
    assert len(found) > 60
    assert sum(map(bool, found)) / len(found) >= 0.9
