"""What the reader of tallies is told, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


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


@dataclass(frozen=True)
class ReadCell:
    """One count, and the cell that it was read from."""

    unit: str
    indicator: str
    cohort: str
    day: date
    value: int
    sheet: str
    cell: str


@dataclass(frozen=True)
class Problem:
    """A cell that was not taken; `kind` is for machines, `message` says what, where and what to do."""

    kind: str
    message: str
    sheet: str
    cell: str


@dataclass(frozen=True)
class Ignored:
    """Something on the sheet that is no count: totals, signatures, notes."""

    what: str
    sheet: str
    cell: str


@dataclass(frozen=True)
class Reading:
    """All that a workbook says; with `refused`, nothing of it was read."""

    cells: tuple[ReadCell, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[Ignored, ...]
    repaired: tuple[str, ...]
    refused: str | None = None
