"""Tables of the Excel report: real numbers, and headings that print on every page."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from math import ceil
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.worksheet import Worksheet

from reports.rules.document import (
    NO_FIGURE,
    Column,
    ColumnKind,
    Table,
    header_groups,
    is_grouped,
    printed_rows,
)
from reports.rules.document import Cell as Value
from sheets.writing import COUNT_FORMAT, fit_to_page_width, write_cell

FONT = "Times New Roman"
MM_PER_CHARACTER = 2.1  # a digit of the font below at 12 points, which column widths are counted in
FORMATS = {ColumnKind.COUNT: COUNT_FORMAT, ColumnKind.PERCENT: "0.00%"}
LINE = 16  # points
THIN = Side(style="thin", color="000000")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def set_default_font(workbook: Any) -> None:
    """Column widths are counted in digits of the default font, so it must be the one printed."""
    workbook._named_styles["Normal"].font = Font(name=FONT, size=12)


def dress(cell: Cell, *, bold: bool = False, italic: bool = False, side: str = "left") -> None:
    """How a text cell looks: wrapped, in the report's font."""
    cell.font = Font(name=FONT, size=12, bold=bold, italic=italic)
    cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)


def set_up_page(sheet: Worksheet, *, landscape: bool, footer: str) -> None:
    """A4, fitted to the width, page numbers in the top margin as on paper."""
    fit_to_page_width(sheet, landscape=landscape)
    sheet.page_margins.left, sheet.page_margins.right = 30 / 25.4, 15 / 25.4
    sheet.page_margins.top = sheet.page_margins.bottom = 20 / 25.4
    header, margin = HeaderFooterItem(), HeaderFooterItem()
    header.center = _HeaderFooterPart("&P", font=f"{FONT},Regular", size=14)
    margin.center = _HeaderFooterPart(footer, font=f"{FONT},Italic", size=10)
    sheet.HeaderFooter.oddHeader, sheet.HeaderFooter.oddFooter = header, margin


def fit_height(sheet: Worksheet, row: int, texts: Iterable[tuple[str, float]]) -> None:
    """Make the row as high as its longest text in (text, characters to a line); not every program does."""
    lines = max((ceil(len(text) / max(width, 1)) for text, width in texts), default=1)
    sheet.row_dimensions[row].height = LINE * max(lines, 1) + 2


def write_table(sheet: Worksheet, data: Table, first: int) -> int:
    """The table from row `first` on, with its headings repeated in print; the row after its last."""
    for place, column in enumerate(data.columns, start=1):
        width = column.width / MM_PER_CHARACTER
        sheet.column_dimensions[get_column_letter(place)].width = round(width, 1)
    heads = 2 if is_grouped(data) else 1
    _write_heads(sheet, data, first, heads)
    body = first + heads
    sheet.print_title_rows = f"{first}:{body - 1}"
    sheet.freeze_panes = f"C{body}"
    rows = data.rows if data.total is None else (*data.rows, data.total)
    for place, (row, texts) in enumerate(zip(rows, printed_rows(data), strict=True), start=body):
        is_total = data.total is not None and place == body + len(rows) - 1
        _write_row(sheet, place, data.columns, row, bold=is_total)
        fit_height(sheet, place, zip(texts, _characters(data.columns), strict=True))
    end = body + len(rows)
    if data.total is not None:
        label = write_cell(sheet, end - 1, 1, str(data.total[1]))
        dress(label, bold=True, side="center")
        sheet.merge_cells(start_row=end - 1, end_row=end - 1, start_column=1, end_column=2)
    return end


def _characters(columns: tuple[Column, ...]) -> tuple[float, ...]:
    """How many characters of 12 points stand on a line of each column."""
    return tuple(column.width / MM_PER_CHARACTER for column in columns)


def _write_heads(sheet: Worksheet, data: Table, first: int, heads: int) -> None:
    for place, column in enumerate(data.columns, start=1):
        for row in range(first, first + heads):
            sheet.cell(row, place).border = GRID
        dress(write_cell(sheet, first + heads - 1, place, column.label), bold=True, side="center")
    labels = [column.label for column in data.columns]
    fit_height(sheet, first + heads - 1, zip(labels, _characters(data.columns), strict=True))
    if heads == 1:
        return
    start = 1
    for label, span in header_groups(data):
        text = label or data.columns[start - 1].label
        dress(write_cell(sheet, first, start, text), bold=True, side="center")
        sheet.merge_cells(
            start_row=first,
            start_column=start,
            end_row=first if label else first + 1,
            end_column=start + span - 1,
        )
        start += span


def _write_row(
    sheet: Worksheet,
    row: int,
    columns: tuple[Column, ...],
    values: tuple[Value, ...],
    *,
    bold: bool,
) -> None:
    for place, (column, value) in enumerate(zip(columns, values, strict=True), start=1):
        cell = write_cell(sheet, row, place, _as_number(column.kind, value))
        is_number = value is not None and column.kind in FORMATS
        side = "center" if place == 1 or value is None else "right" if is_number else "left"
        dress(cell, bold=bold, side=side)
        cell.border = GRID
        if is_number:
            cell.number_format = FORMATS[column.kind]


def _as_number(kind: ColumnKind, value: Value) -> str | int | Decimal:
    """A number to calculate with: Excel keeps a percent as its hundredth part."""
    if value is None:
        return NO_FIGURE
    if kind is ColumnKind.PERCENT:
        return Decimal(value) / 100
    return int(value) if kind is ColumnKind.COUNT else str(value)
