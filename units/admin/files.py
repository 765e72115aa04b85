"""The files of a register's sheet: what somebody sent as a table, a table as .xlsx and as .csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from tablib import Dataset

from sheets import writing
from sheets.cells import column_letters
from sheets.opening import open_workbook
from sheets.workbook import Fault, Refused, Sheet, Value
from vietnamese.dates import format_date
from vietnamese.numbers import format_count

__all__ = ["Refused", "Table", "csv_bytes", "dataset_of", "read_table", "xlsx_bytes"]

MOST_ROWS = 10_000
_SAMPLE = 200  # rows that the widths of an export follow
_NARROWEST, _WIDEST = 8, 48
_LINE = Side(style="thin", color="808080")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEADING_FILL = PatternFill("solid", fgColor="E7EEF6")

Table = list[list[Any]]


def read_table(data: bytes, name: str) -> tuple[Table, list[int]]:
    """The first shown sheet's filled rows, the heading first, and the line in the file of each other row.

    The file passes the gate and the child process of `sheets.opening`, as a tally does. Raises
    Refused for a file that is not opened or that holds what is no value.
    """
    filled = list(_filled(_first_shown(open_workbook(data, name).sheets)))
    if len(filled) < 2:  # noqa: PLR2004 -- a heading and one row
        raise Refused("Tệp không có dòng dữ liệu nào dưới dòng tiêu đề.")
    if len(filled) > MOST_ROWS + 1:
        raise Refused(
            f"Tệp có quá {format_count(MOST_ROWS)} dòng. Đề nghị chia nhỏ tệp rồi gửi lại."
        )
    width = len(filled[0][1])
    rows = [(row + [None] * width)[:width] for _, row in filled]
    return rows, [line for line, _ in filled[1:]]


def _first_shown(sheets: Sequence[Sheet]) -> Sheet:
    return next((sheet for sheet in sheets if sheet.rows and not sheet.hidden), sheets[0])


def _filled(sheet: Sheet) -> Iterator[tuple[int, list[Any]]]:
    for line, row in enumerate(sheet.rows, start=1):
        values = [_plain(value, line) for value in row]
        if any(value is not None and value != "" for value in values):
            yield line, values


def _plain(value: Value, line: int) -> Any:
    """A cell as JSON can carry it to the second step."""
    if isinstance(value, Fault):
        raise Refused(f"Dòng {line} có công thức lỗi hoặc chưa có kết quả ({value.text}).")
    return value if value is None or isinstance(value, str | int | float) else format_date(value)


def dataset_of(table: Table) -> Dataset:
    """The table as django-import-export takes it."""
    heading, *rows = table
    return Dataset(*rows, headers=[str(cell or "").strip() for cell in heading])


def xlsx_bytes(table: Dataset, title: str) -> bytes:
    """The sheet as Excel shows it; no text in it can run. Written row by row, since it may be long."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(writing.sheet_title(title.capitalize()))
    headings = [str(heading) for heading in table.headers]
    for column, width in enumerate(_widths(headings, table)):
        sheet.column_dimensions[column_letters(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    _fit_to_page_width(sheet)
    cells = _cells(sheet)
    sheet.append(_styled(cells, headings, heading=True))
    for row in table:
        sheet.append(_styled(cells, row))
    return writing.to_bytes(book)


def _fit_to_page_width(sheet: Any) -> None:
    """A4 across, as long as needed; a sheet that is written row by row lacks openpyxl's own names."""
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.orientation = Worksheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _widths(headings: Sequence[str], table: Dataset) -> list[int]:
    sample = [headings, *table[:_SAMPLE]]
    lengths = (max(len(str(value)) for value in column) for column in zip(*sample, strict=True))
    return [min(max(length + 2, _NARROWEST), _WIDEST) for length in lengths]


def _cells(sheet: Any) -> dict[str, Cell]:
    """One cell for each look. A row is written as it is handed over, so a cell serves again and again."""
    cells: dict[str, Cell] = {}
    for look in ("heading", "text", "guarded", "figure", "day"):
        cell = cells[look] = WriteOnlyCell(sheet)
        cell.font = Font(name="Times New Roman", size=12, bold=look == "heading")
        cell.border = _BOX
    cells["heading"].fill = _HEADING_FILL
    cells["heading"].alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cells["guarded"].quotePrefix = True
    cells["figure"].number_format = writing.COUNT_FORMAT
    cells["day"].number_format = writing.DATE_FORMAT
    return cells


def _styled(
    cells: Mapping[str, Cell], row: Iterable[Any], *, heading: bool = False
) -> Iterator[Cell]:
    for value in row:
        cell = cells["heading" if heading else _look_of(value)]
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type = "s"  # a text that begins with = is no formula
        yield cell


def _look_of(value: Any) -> str:
    if isinstance(value, str):
        return "guarded" if writing.plain_text(value) != value else "text"
    if isinstance(value, date):
        return "day"
    return "text" if value is None else "figure"


def csv_bytes(table: Dataset) -> bytes:
    """The sheet as text that Excel opens with Vietnamese letters; no text in it can run."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(table.headers)
    for row in table:
        writer.writerow([writing.plain_text(v) if isinstance(v, str) else v for v in row])
    return text.getvalue().encode("utf-8-sig")
