"""A tally's cells, the sender's fixes and answers, as they are kept between reading and receipt.

Rows of plain lists in JSON, since a large tally has a hundred thousand of them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from intake.rules.ledger import is_change
from intake.rules.tally.types import ReadCell
from vietnamese.text import comparable

LEARNED_SIDES = frozenset({"unit", "indicator", "cohort"})  # a day is never the same twice
CONFIRMED = "confirmed"  # in `Tally.reading`: the numbers of the doubtful cells said to be right


def receipt_number(tally: int) -> str:
    """The number printed on a tally's receipt, "B000012"."""
    return f"B{tally:06d}"


class KeptCell(NamedTuple):
    """One count of a tally: what it says and what stood in the ledger when it was compared."""

    unit: str
    date: str  # ISO
    indicator: str
    cohort: str
    value: int
    sheet: str
    cell: str
    before: int | None = None
    version: int = 0

    @property
    def day(self) -> datetime.date:
        return datetime.date.fromisoformat(self.date)

    @property
    def is_change(self) -> bool:
        """Whether storing it would write an entry."""
        return is_change(stored=self.before, version=self.version, sent=self.value)

    @property
    def overlaps(self) -> bool:
        """Whether another value is stored already."""
        return self.before is not None and self.before != self.value


class KeptDoubt(NamedTuple):
    """A question about the figure of a tally's cell, by its place among the cells."""

    number: int
    kind: str
    question: str


class Fix(NamedTuple):
    """A text typed in the preview instead of what a cell of the workbook holds."""

    sheet: str
    cell: str
    text: str


class Answer(NamedTuple):
    """What a name means; `sheet` only where the name is missing there altogether."""

    side: str
    text: str
    sheet: str
    code: str

    @property
    def key(self) -> tuple[str, str, str]:
        """The name in the form in which the reader compares it."""
        return self.side, comparable(self.text), "" if self.text else self.sheet

    @property
    def is_learned(self) -> bool:
        """Whether it holds for the sender's next workbooks too."""
        return bool(self.text) and self.side in LEARNED_SIDES


def kept_cell(cell: ReadCell, before: int | None, version: int) -> KeptCell:
    """A read count beside what is stored."""
    return KeptCell(
        cell.unit,
        cell.day.isoformat(),
        cell.indicator,
        cell.cohort,
        cell.value,
        cell.sheet,
        cell.cell,
        before,
        version,
    )


def kept_cells(rows: Iterable[Sequence[Any]]) -> list[KeptCell]:
    """The cells of `Tally.cells`."""
    return [KeptCell(*row) for row in rows]


def kept_doubts(reading: Mapping[str, Any]) -> list[KeptDoubt]:
    """The doubts in `Tally.reading`."""
    return [KeptDoubt(*row) for row in reading.get("doubts", ())]


def fixes_by_cell(rows: Iterable[Sequence[str]]) -> dict[tuple[str, str], str]:
    """`Tally.fixes` as the reader takes them; of two for one cell the last counts."""
    return {(fix.sheet, fix.cell): fix.text for fix in (Fix(*row) for row in rows)}


def answers_by_name(rows: Iterable[Sequence[str]]) -> dict[tuple[str, str, str], str]:
    """`Tally.answers` as the reader takes them."""
    return {answer.key: answer.code for answer in (Answer(*row) for row in rows)}


def merged(
    earlier: Iterable[Sequence[str]], later: Mapping[tuple[str, ...], str]
) -> list[list[str]]:
    """Rows of fixes or answers, the last column being what is new for the columns before it."""
    rows = {tuple(row[:-1]): row[-1] for row in earlier}
    return [[*key, value] for key, value in {**rows, **later}.items()]
