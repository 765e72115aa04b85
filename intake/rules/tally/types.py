"""What the reader of tallies is told, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

LEAVE_OUT = "-"  # the answer "do not take in what stands under this name"


@dataclass(frozen=True)
class UnitName:
    """A unit as people write it; `is_own` is False where it lies outside the sender's subtree."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    is_own: bool = True


@dataclass(frozen=True)
class Term:
    """An indicator or a cohort with every known way of writing it."""

    code: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """All that a tally may name: units, indicators, cohorts, days, and the limits of its values."""

    units: tuple[UnitName, ...]
    indicators: tuple[Term, ...]
    cohorts: tuple[Term, ...]
    fields: frozenset[tuple[str, str]]  # (indicator, cohort) that may be entered
    starts_on: date
    ends_on: date
    today: date
    population: Mapping[tuple[str, str], int]  # (unit, cohort) -> people
    locked_days: frozenset[date] = frozenset()
    default_unit: str | None = None  # the sender's own village, where the sheet names none
    # What the sender explained: (side, comparable(text), "") -> a code, an ISO day or LEAVE_OUT;
    # where nothing was written at all: (side, "", the sheet's name).
    answers: Mapping[tuple[str, str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadCell:
    """One count, and the cell that it was read from."""

    unit: str
    indicator: str
    cohort: str
    day: date
    value: int
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that was not taken; `kind` is for machines, `message` says what, where and what to do.

    About a name, `asks` is its side (unit, indicator, cohort, day), `text` what is written, `options` the
    codes that it may mean; about a value, `asks` is empty and `text` what the cell holds.
    """

    kind: str
    message: str
    sheet: str
    cell: str
    asks: str = ""
    text: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something on the sheet that is no count: totals, signatures, notes."""

    what: str
    sheet: str
    cell: str


@dataclass(frozen=True)
class ReadColumn:
    """What one column of a table was understood as, in words for the sender."""

    letters: str
    heading: str
    meaning: str


@dataclass(frozen=True)
class ReadTable:
    """A table that was found: the A1 range of its headings, and its columns."""

    sheet: str
    header: str
    columns: tuple[ReadColumn, ...]


@dataclass(frozen=True)
class Reading:
    """All that a workbook says; with `refused`, nothing of it was read.

    `layout` is the fingerprint of its headings: the same for next week's workbook of the same form.
    """

    cells: tuple[ReadCell, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[Ignored, ...]
    repaired: tuple[str, ...]
    refused: str | None = None
    tables: tuple[ReadTable, ...] = ()
    layout: str = ""
