"""The figures of a tally that look wrong, as they are kept with it and shown to its sender."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from intake.models import Tally
from intake.queries.bases import cell_name
from intake.queries.doubts import Row, doubts_about
from intake.queries.entry import running_fields
from intake.queries.tallies import Terms, terms_of
from intake.rules.doubts import Doubt
from intake.rules.kept import CONFIRMED, KeptCell, KeptDoubt, kept_doubts
from intake.rules.tally.types import Problem
from units.models import Unit

MOST_DOUBTS, MOST_PROBLEMS = 10_000, 2_000  # that are kept with a tally
MOST_SHOWN = 100
ABOVE_WHOLE = "above_whole"


@dataclass(frozen=True)
class ShownDoubt:
    """A doubt as the sender reads it. `is_ticked`: he said that the figure is right; `is_missing`: he was
    asked and did not say.
    """

    number: int
    unit: Unit
    day: date
    heading: str
    cell: KeptCell
    question: str
    is_ticked: bool = False
    is_missing: bool = False


def with_doubts(reading: dict[str, Any], cells: Sequence[KeptCell]) -> dict[str, Any]:
    """The reading with what looks wrong among its cells, as they were compared with the ledger.

    What is impossible is a problem. Answers to earlier doubts are dropped: other figures stood there.
    """
    impossible: list[Problem] = []
    doubts: dict[int, KeptDoubt] = {}
    for number, doubt in _looked_through(cells):
        if doubt.is_hard:
            impossible.append(_problem(doubt, cells[number]))
        else:
            doubts.setdefault(number, KeptDoubt(number, doubt.kind, doubt.question))
    known = reading.get("problem_count", len(reading["problems"]))
    return reading | {
        "problems": [*reading["problems"], *map(asdict, impossible[:MOST_PROBLEMS])],
        "problem_count": known + len(impossible),
        "doubts": [doubts[number] for number in sorted(doubts)[:MOST_DOUBTS]],
        CONFIRMED: [],
    }


def _looked_through(cells: Sequence[KeptCell]) -> Iterator[tuple[int, Doubt]]:
    """Each doubt with the number of the cell that it is about, or of the first of its row."""
    terms = terms_of(cells)
    numbers: dict[tuple[int, date], dict[str, int]] = defaultdict(dict)
    sent: dict[int, dict[date, Row]] = defaultdict(dict)
    for number, cell in enumerate(cells):
        unit, day, *rest = terms.key(cell)
        name = cell_name(unit, *rest)
        numbers[unit, day][name] = number
        sent[unit].setdefault(day, {})[name] = cell.value
    units = list(terms.units.values())
    for unit, day, doubt in doubts_about(units, running_fields(units), sent):
        row = numbers[unit, day]
        yield row.get(doubt.name, min(row.values())), doubt


def _problem(doubt: Doubt, cell: KeptCell) -> Problem:
    return Problem(ABOVE_WHOLE, doubt.question, cell.sheet, cell.cell, text=str(cell.value))


def shown_doubts(tally: Tally, cells: Sequence[KeptCell], terms: Terms) -> list[ShownDoubt]:
    """The first doubts of a tally that is not in yet."""
    return [
        ShownDoubt(
            doubt.number,
            terms.units[cell.unit],
            cell.day,
            terms.heading(cell.indicator, cell.cohort),
            cell,
            doubt.question,
        )
        for doubt in kept_doubts(tally.reading)[:MOST_SHOWN]
        for cell in [cells[doubt.number]]
    ]


def with_answers(
    shown: Iterable[ShownDoubt], *, ticked: Collection[int], missing: Collection[int]
) -> list[ShownDoubt]:
    """The doubts as a page shows them again that could not be sent."""
    return [
        replace(one, is_ticked=one.number in ticked, is_missing=one.number in missing)
        for one in shown
    ]
