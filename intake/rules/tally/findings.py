"""What the reading of a workbook has come to so far."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from intake.rules.tally import messages
from intake.rules.tally.grid import Grid, is_figure
from intake.rules.tally.types import Ignored, Problem, ReadCell, ReadTable
from intake.rules.tally.wording import is_ordinal
from sheets.cells import position
from vietnamese.text import fold

Key = tuple[str, str, str, date]
_SHIFT = re.compile(r"\b(?:ca|buoi|sang|chieu|toi|to|doi|diem|can bo|nhom)\b")


@dataclass(slots=True)
class Findings:
    """Counts, problems and everything left aside, in the order of the workbook."""

    cells: list[ReadCell] = field(default_factory=list)
    problems: dict[tuple[str, str, str], Problem] = field(default_factory=dict)
    ignored: list[Ignored] = field(default_factory=list)
    left_out: dict[tuple[str, str, str], Ignored] = field(default_factory=dict)
    repaired: dict[str, None] = field(default_factory=dict)  # a set that keeps its order
    tables: list[ReadTable] = field(default_factory=list)
    shapes: dict[str, None] = field(default_factory=dict)
    grids: dict[str, Grid] = field(default_factory=dict)  # by the sheet's name

    def add_problem(self, problem: Problem) -> None:
        """One problem of a kind per cell: a column's bad heading is told once, not in every row."""
        self.problems.setdefault((problem.kind, problem.sheet, problem.cell), problem)

    def leave_out(self, ignored: Ignored, name: str) -> None:
        """Once for each place of a name that the sender said to leave out, or for a sheet without one."""
        key = (ignored.what, ignored.sheet, ignored.cell if name else "")
        self.left_out.setdefault(key, ignored)


def without_duplicates(
    cells: list[ReadCell], grids: Mapping[str, Grid]
) -> tuple[list[ReadCell], list[Problem]]:
    """The same count twice is one; with different values, or in one row, it is none, and a problem at the last cell."""
    first: dict[Key, ReadCell] = {}
    again: dict[Key, list[ReadCell]] = {}
    for cell in cells:
        key = (cell.unit, cell.indicator, cell.cohort, cell.day)
        earlier = first.setdefault(key, cell)
        if earlier is not cell:
            again.setdefault(key, [earlier]).append(cell)
    if not again:
        return cells, []
    conflicts = {
        key: same for key, same in again.items() if _differ(same) or _may_be_parts(same, grids)
    }
    kept = [cell for key, cell in first.items() if key not in conflicts]
    return kept, list(_conflicts(first, conflicts))


def _differ(same: list[ReadCell]) -> bool:
    return len({cell.value for cell in same}) > 1


def _may_be_parts(same: list[ReadCell], grids: Mapping[str, Grid]) -> bool:
    """Whether equal figures may be parts of one count: 3 and 3 are 6; only nothing is nothing."""
    return same[0].value > 0 and (_share_a_row(same) or _are_told_apart(same, grids))


def _are_told_apart(same: list[ReadCell], grids: Mapping[str, Grid]) -> bool:
    """Whether words that name no side of a count differ: two officers, two points, "Ca sáng" and "Ca chiều"."""
    if all(_SHIFT.search(fold(cell.sheet)) for cell in same):
        return len({cell.sheet for cell in same}) > 1
    words = {(cell.sheet, _words_beside(cell, grids)) for cell in same}
    return len(words) > len({cell.sheet for cell in same})


def _words_beside(cell: ReadCell, grids: Mapping[str, Grid]) -> frozenset[str]:
    grid, (row, _) = grids[cell.sheet], position(cell.cell)
    texts = [grid.value(*grid.origin(row, column)) for column in range(grid.width)]
    plain = [t for t in texts if isinstance(t, str) and not is_figure(t) and not is_ordinal(t)]
    return frozenset(fold(text) for text in plain if not grid.label_of(text).names_something)


def _share_a_row(same: list[ReadCell]) -> bool:
    """Whether two columns of one table hold the count."""
    rows = {(cell.sheet, cell.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for cell in same}
    return len(rows) < len(same)


def _conflicts(
    first: dict[Key, ReadCell], conflicts: dict[Key, list[ReadCell]]
) -> Iterator[Problem]:
    """In the order in which the counts stand first."""
    if not conflicts:
        return
    for key in first:
        if key in conflicts:
            yield _conflict(conflicts[key])


def _conflict(same: list[ReadCell]) -> Problem:
    last = same[-1]
    several_sheets = len({cell.sheet for cell in same}) > 1
    places = [f"{c.sheet}!{c.cell}" if several_sheets else c.cell for c in same]
    message = messages.conflicting(places) if _differ(same) else messages.written_twice(places)
    return Problem("conflicting_duplicate", message, last.sheet, last.cell, text=str(last.value))
