"""What the reading of a workbook has come to so far."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from intake.rules.tally import messages
from intake.rules.tally.types import Ignored, Problem, ReadCell, ReadTable

Key = tuple[str, str, str, date]


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

    def add_problem(self, problem: Problem) -> None:
        """One problem of a kind per cell: a column's bad heading is told once, not in every row."""
        self.problems.setdefault((problem.kind, problem.sheet, problem.cell), problem)

    def leave_out(self, ignored: Ignored, name: str) -> None:
        """Once for each place of a name that the sender said to leave out, or for a sheet without one."""
        key = (ignored.what, ignored.sheet, ignored.cell if name else "")
        self.left_out.setdefault(key, ignored)


def without_duplicates(cells: list[ReadCell]) -> tuple[list[ReadCell], list[Problem]]:
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
    conflicts = {key: same for key, same in again.items() if _differ(same) or _share_a_row(same)}
    kept = [cell for key, cell in first.items() if key not in conflicts]
    return kept, list(_conflicts(first, conflicts))


def _differ(same: list[ReadCell]) -> bool:
    return len({cell.value for cell in same}) > 1


def _share_a_row(same: list[ReadCell]) -> bool:
    """Two columns of one table for one count may be its parts: 3 and 3 are 6; only nothing is nothing."""
    rows = {(cell.sheet, cell.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for cell in same}
    return len(rows) < len(same) and same[0].value > 0


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
