"""What the sender typed over cells of his workbook, laid over it before anything is read."""

from collections.abc import Mapping
from dataclasses import replace

from intake.rules.tally.types import Ignored
from sheets.cells import position
from sheets.workbook import Sheet, Value, Workbook

# Stands after a typed text: it is Unicode for certain, so no legacy font is looked for in it. Cleaning drops it.
TYPED = "\u2060"
_MOST_SHOWN = 40

Fixes = Mapping[tuple[str, str], str]  # (sheet, "C7") -> text; "" makes the cell blank
Rows = list[tuple[Value, ...]]


def with_fixes(workbook: Workbook, fixes: Fixes) -> tuple[Workbook, tuple[Ignored, ...]]:
    """The workbook as its sender means it, and the fixes that fall outside of it.

    A fix may add one row or one column to what a sheet holds, not more.
    """
    if not fixes:
        return workbook, ()
    by_sheet: dict[str, dict[str, str]] = {}
    for (name, cell), text in fixes.items():
        by_sheet.setdefault(name, {})[cell] = text
    sheets, missed = [], []
    for sheet in workbook.sheets:
        fixed, strange = _fixed(sheet, by_sheet.pop(sheet.name, {}))
        sheets.append(fixed)
        missed += [(sheet.name, cell) for cell in strange]
    missed += [(name, cell) for name, cells in by_sheet.items() for cell in cells]
    return replace(workbook, sheets=tuple(sheets)), tuple(_missed(*place) for place in missed)


def _missed(sheet: str, cell: str) -> Ignored:
    return Ignored("Ô sửa nằm ngoài phần có số liệu, không dùng.", sheet, cell[:_MOST_SHOWN])


def _fixed(sheet: Sheet, fixes: Mapping[str, str]) -> tuple[Sheet, list[str]]:
    if not fixes:
        return sheet, []
    rows, strange = list(sheet.rows), []
    height, width = len(rows), max((len(row) for row in rows), default=0)
    for cell, text in fixes.items():
        place = _place(sheet, cell)
        if place is None or place[0] > height or place[1] > width:
            strange.append(cell)
        else:
            _lay(rows, place, f"{text}{TYPED}" if text.strip() else None)
    return replace(sheet, rows=tuple(rows)), strange


def _place(sheet: Sheet, cell: str) -> tuple[int, int] | None:
    """Where the cell's content is: for a part of a merged region its first cell."""
    try:
        row, column = position(cell)
    except ValueError:
        return None
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and left <= column <= right:
            return top, left
    return row, column


def _lay(rows: Rows, place: tuple[int, int], value: Value) -> None:
    row, column = place
    if row == len(rows):
        rows.append(())
    cells = [*rows[row], *(None for _ in range(column + 1 - len(rows[row])))]
    cells[column] = value
    while cells and cells[-1] is None:
        cells.pop()
    rows[row] = tuple(cells)
