"""Which figures of a unit's day look like one of the commonest slips. One question a cell at most.

Whole numbers are compared by multiplying, never by logarithms: a browser must come to the same list.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations
from math import prod
from typing import NamedTuple

from intake.rules.doubts import sentences
from intake.rules.doubts.facts import FLOW, FREQUENCY, STOCK, CellFacts

STILL_RIGHT = "vẫn đúng"
# Measured on the demonstration's ordinary days and on slips put into them, see the tests.
SMALLEST = 10  # a single digit is never taken for a slip of several
TOTAL = 2  # times the largest of the last days: below that it is an ordinary figure
FAR = (5, 4)  # times the largest or the least of the last days: what no usual day reaches
RARE = 4  # times the largest: whatever the digits say
FIRST_TOTAL = 100  # a level before the plan that a first day hardly repeats
RISES, RISEN = 4, 3  # so many times one after the other, to so many times the first
RARE_ROW = 100  # one chance in so many that a row repeats itself
SWAPPED = 2.2  # times better that two figures fit in each other's columns
STOCK_JUMP = 5

Typed = Mapping[str, int | None]
Row = Mapping[str, CellFacts]


class Doubt(NamedTuple):
    """A figure that looks wrong and the question about it; a hard one is impossible and refused."""

    name: str
    kind: str
    value: int
    question: str
    is_hard: bool = False

    @property
    def token(self) -> str:
        """What an answer names: this doubt about this very figure."""
        return f"{self.name}:{self.kind}:{self.value}"


def doubts_of(facts: Row, typed: Typed, day: date) -> list[Doubt]:
    """The doubts about the figures of a day, row by row in the order of the facts.

    `typed` says what every cell will hold, a missing or blank one nothing. What a cell holds already
    is asked about no more, unless it is impossible beside another figure.
    """
    rows: dict[str, dict[str, CellFacts]] = {}
    for name, fact in facts.items():
        rows.setdefault(fact.row, {})[name] = fact
    return [doubt for row in rows.values() for doubt in _row_doubts(row, typed, day)]


def unanswered(doubts: Iterable[Doubt], answered: Collection[str]) -> list[Doubt]:
    """Those that nobody has said are right; a hard one cannot be."""
    return [doubt for doubt in doubts if doubt.is_hard or doubt.token not in answered]


def _row_doubts(row: Row, typed: Typed, day: date) -> list[Doubt]:
    given = {name: value for name in row if (value := typed.get(name)) is not None}
    changed = {name for name, value in given.items() if value != row[name].stored}
    if not changed:
        return []
    found: dict[str, Doubt] = {}
    for doubt in _in_order(row, given, changed, day):
        found.setdefault(doubt.name, doubt)
    return sorted(found.values(), key=lambda doubt: not doubt.is_hard)


def _in_order(
    row: Row, given: Mapping[str, int], changed: Collection[str], day: date
) -> Iterator[Doubt]:
    """All that could be asked about a row, what is strongest first."""
    yield from _shares(row, given, changed)
    yield from _copied(row, given, day)
    swapped = _swapped(row, given, changed)
    if swapped:
        one, other = swapped
        question = sentences.columns(row[one], given[one], row[other], given[other])
        yield Doubt(one, "columns", given[one], question)
    for name in row:
        if name in changed and name not in swapped:
            yield from _cell(name, row[name], given, day)
    yield from _not_rising(row, given, changed, day)


def _shares(row: Row, given: Mapping[str, int], changed: Collection[str]) -> Iterator[Doubt]:
    for name, fact in row.items():
        value, of = given.get(name), given.get(fact.whole)
        if value is None or of is None or value <= of:
            continue
        if name in changed or fact.whole in changed:
            question = sentences.above_whole(fact, value, row[fact.whole], of)
            yield Doubt(name, "share", value, question, is_hard=True)


def _copied(row: Row, given: Mapping[str, int], day: date) -> Iterator[Doubt]:
    """A whole row as the day before, unless its figures are so small that this happens."""
    flows = {name: fact for name, fact in row.items() if fact.kind == FLOW}
    if any(given.get(name) != fact.previous for name, fact in flows.items()):
        return
    values = {name: given[name] for name in flows if name in given}
    if prod(value + 1 for value in values.values()) >= RARE_ROW:
        first = next(name for name, value in values.items() if value)
        question = sentences.copied(list(values.values()), day)
        yield Doubt(first, "copied", values[first], question)


def _swapped(
    row: Row, given: Mapping[str, int], changed: Collection[str]
) -> tuple[()] | tuple[str, str]:
    """The two cells whose figures fit far better in each other's place; () where none do."""
    best = SWAPPED
    found: tuple[()] | tuple[str, str] = ()
    usual = [name for name in given if _may_be_swapped(row[name], given[name])]
    for one, other in combinations(usual, 2):
        if one in changed or other in changed:
            gain = _gain(row[one], given[one], row[other], given[other])
            if gain > best:
                best, found = gain, (one, other)
    return found


def _may_be_swapped(fact: CellFacts, value: int) -> bool:
    return fact.kind == FLOW and fact.typical is not None and not _is_cumulative(fact, value)


def _gain(here: CellFacts, value: int, there: CellFacts, beside: int) -> float:
    """How many times nearer to what is usual two figures are in each other's place; 0: they are not."""
    is_known = value <= TOTAL * there.most and beside <= TOTAL * here.most
    if max(value, beside) < SMALLEST or not is_known:
        return 0
    mine, yours = here.typical or 0, there.typical or 0
    apart = _times(value, mine) * _times(beside, yours)
    return apart / (_times(value, yours) * _times(beside, mine))


def _times(value: int, usual: int) -> float:
    return (max(value, usual) + 1) / (min(value, usual) + 1)


def _is_usual(fact: CellFacts, value: int) -> bool:
    return fact.least <= value <= fact.most


def _cell(name: str, fact: CellFacts, given: Mapping[str, int], day: date) -> Iterator[Doubt]:
    """What could be asked about one figure by itself, what is strongest first."""
    value = given[name]
    kind, meant = _slip(fact, value)
    slip = Doubt(name, kind, value, sentences.mistyped(fact, value, meant))
    is_rising = _keeps_rising(fact, value)
    if kind and not is_rising and not _is_near_a_total(fact, value):
        yield slip
    if _is_cumulative(fact, value):
        yield Doubt(name, "cumulative", value, sentences.cumulative(fact, value, day))
    if is_rising:
        yield Doubt(name, "cumulative", value, sentences.rising(fact, value, day))
    if kind:
        yield slip
    if _is_too_large(fact, value):
        yield Doubt(name, "ten_times", value, sentences.too_large(fact, value))
    if fact.level is not None and value < fact.level:
        yield Doubt(name, "falls", value, sentences.falls(fact, value, day))
    if _is_above_people(fact, value):
        yield Doubt(name, "people", value, sentences.above_people(fact, value))
    yield from _above_received(name, fact, given)


def _is_cumulative(fact: CellFacts, value: int) -> bool:
    """A running total where the day's own figure belongs: of the plan, or with what stood before."""
    if fact.kind != FLOW or value < SMALLEST:
        return False
    if not fact.most:
        return FIRST_TOTAL <= (fact.start or 0) + fact.total <= value
    if value == fact.total:
        return value >= FIRST_TOTAL or _is_above(value, fact.most)
    return value >= TOTAL * fact.most and value > fact.total > fact.most


def _keeps_rising(fact: CellFacts, value: int) -> bool:
    """Running totals typed day after day, so that no figure of a single day is known."""
    is_next = fact.previous is not None and value > fact.previous and fact.rises >= RISES - 1
    is_large = value >= SMALLEST and value >= RISEN * max(fact.rise_from, 1)
    return fact.kind == FLOW and is_next and is_large


def _is_near_a_total(fact: CellFacts, value: int) -> bool:
    """Whether a running total, with an ordinary day's figure, comes to the value."""
    totals = (fact.total, (fact.start or 0) + fact.total)
    return any(total <= value <= total + TOTAL * fact.most for total in totals)


def _is_above(value: int, usual: int) -> bool:
    times, of = FAR
    return of * value >= times * usual


def _slip(fact: CellFacts, value: int) -> tuple[str, int]:
    """("digits" | "doubled" | "ten_times", what was meant); ("", 0) where the figure may well be meant."""
    if fact.kind == STOCK or fact.typical is None or value < SMALLEST:
        return "", 0
    if not _is_above(value, fact.most) and not _is_above(fact.least, value):
        return "", 0
    for kind, meant in _readings(str(value)):
        if _is_usual(fact, meant):
            return kind, meant
    return "", 0


def _readings(digits: str) -> Iterator[tuple[str, int]]:
    """What a figure may have been meant to be: two digits exchanged, one typed twice, a nought too many."""
    for at in range(len(digits) - 1):
        one, other = digits[at], digits[at + 1]
        before, after = digits[:at], digits[at + 2 :]
        if one != other and (other != "0" or before):
            yield "digits", int(before + other + one + after)
    for at in range(len(digits) - 1):
        if digits[at] == digits[at + 1]:
            yield "doubled", int(digits[:at] + digits[at + 1 :])
    if digits.endswith("0"):
        yield "ten_times", int(digits[:-1])


def _is_too_large(fact: CellFacts, value: int) -> bool:
    if fact.kind == STOCK:
        return bool(fact.level) and value >= SMALLEST and value >= STOCK_JUMP * (fact.level or 0)
    return value >= 2 * SMALLEST and bool(fact.most) and value >= RARE * fact.most


def _is_above_people(fact: CellFacts, value: int) -> bool:
    """More than are left, on the day on which that comes about: it is asked once."""
    if fact.people is None or fact.kind == FREQUENCY:
        return False
    if fact.kind == STOCK:
        return value > fact.people
    left = fact.people - (fact.start or 0) - fact.total
    return 0 <= left < value


def _above_received(name: str, fact: CellFacts, given: Mapping[str, int]) -> Iterator[Doubt]:
    """More done than came in, on the day on which that comes about: it is asked once."""
    if fact.received is None or any(one not in given for one in fact.follows):
        return
    received = fact.received + sum(given[one] for one in fact.follows)
    value = given[name]
    if fact.done <= fact.received and fact.done + value > received:
        question = sentences.above_received(fact, value, received)
        yield Doubt(name, "follows", value, question)


def _not_rising(
    row: Row, given: Mapping[str, int], changed: Collection[str], day: date
) -> Iterator[Doubt]:
    """One question for all figures that should rise and do not."""
    flat = [name for name in row if name in changed and _is_flat(row[name], given[name])]
    if flat:
        question = sentences.does_not_rise([row[name].label for name in flat], day)
        yield Doubt(flat[0], "must_rise", given[flat[0]], question)


def _is_flat(fact: CellFacts, value: int) -> bool:
    """Whether a share that should rise stays where it is; one that is complete cannot rise."""
    if not fact.must_rise:
        return False
    if fact.kind == STOCK:
        return value == fact.level and value != fact.people
    done = (fact.start or 0) + fact.total
    return fact.kind == FLOW and value == 0 and (fact.people is None or done < fact.people)
