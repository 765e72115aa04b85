"""Long tables, written row by row: tens of thousands of rows with the look of a short one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell

from sheets.writing import (
    WIDTH_SAMPLE_ROWS,
    Written,
    clean_text,
    fit_to_page_width,
    is_like_a_formula,
    set_widths,
    sheet_title,
    style_body,
    style_heading,
    to_bytes,
    widest,
)


def long_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[Written]]) -> bytes:
    """An .xlsx of one table, its heading in view and on every printed page; no text in it can run."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_title(title))
    rest = iter(rows)
    first = list(islice(rest, WIDTH_SAMPLE_ROWS))
    set_widths(sheet, widest(headings, first))
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    fit_to_page_width(sheet, landscape=True)
    cells = _cells(sheet)
    sheet.append(_styled(cells, headings, heading=True))
    for row in chain(first, rest):
        sheet.append(_styled(cells, row))
    return to_bytes(book)


def _cells(sheet: Any) -> dict[str, Cell]:
    """One cell for each look. A row is written as it is handed over, so a cell serves again and again."""
    heading, guarded = WriteOnlyCell(sheet), WriteOnlyCell(sheet)
    style_heading(heading)
    style_body(guarded, "")
    guarded.quotePrefix = True
    cells = {"heading": heading, "guarded": guarded}
    for look, value in (("plain", ""), ("count", 0), ("day", date.min)):
        cells[look] = WriteOnlyCell(sheet)
        style_body(cells[look], value)
    return cells


def _styled(
    cells: Mapping[str, Cell], row: Iterable[Written], *, heading: bool = False
) -> Iterator[Cell]:
    for value in row:
        cell = cells["heading" if heading else _look_of(value)]
        cell.value = clean_text(value) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type = "s"  # a text that begins with = is no formula
        yield cell


def _look_of(value: Written) -> str:
    if isinstance(value, str):
        return "guarded" if is_like_a_formula(value) else "plain"
    if isinstance(value, date):
        return "day"
    return "count" if isinstance(value, int) else "plain"
