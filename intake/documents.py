"""The tally template as a workbook: one unit a sheet, one week, days across."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sheets.cells import address, column_letters
from sheets.writing import (
    COUNT_FORMAT,
    Written,
    fit_to_page_width,
    sheet_title,
    to_bytes,
    write_cell,
)
from vietnamese.dates import format_date

VERSION_NAME = "MAU_BIEU"
TITLE = "BÁO CÁO KẾT QUẢ TUẦN"
_HEADER_ROW = 5
_FIRST_DAY_COLUMN = 4
_LONGEST_SHEET_NAME = 31
_LINE = Side(style="thin", color="8A948E")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEADER_FILL = PatternFill("solid", fgColor="E6F0EA")
_CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
_WRAPPED = Alignment(vertical="center", wrap_text=True)
_WIDTHS = {"A": 6, "B": 40, "C": 28}
_DAY_WIDTH = 10
_PADDED_MONTHS = 2  # January and February


@dataclass(frozen=True)
class TemplateSheet:
    """One unit's sheet: its name and its rows (indicator, cohort) in the plan's words."""

    unit: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Template:
    """A week's form. `version` is the mark by which the workbook is known when it comes back."""

    plan: str
    sheets: tuple[TemplateSheet, ...]
    days: tuple[date, ...]
    version: str


def template_workbook(template: Template) -> bytes:
    """The .xlsx: blank cells to fill in, whole numbers only, ready to print on one page a unit."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in template.sheets:
        taken = {page.title.lower() for page in book.worksheets}
        _write_sheet(book.create_sheet(_own_title(sheet.unit, taken)), sheet, template)
    book.defined_names[VERSION_NAME] = DefinedName(
        VERSION_NAME, attr_text=f'"{template.version}"', hidden=True
    )
    book.properties.title = "Báo cáo kết quả tuần"
    book.properties.creator = template.plan
    book.properties.language = "vi-VN"
    return to_bytes(book)


def _own_title(unit: str, taken: set[str]) -> str:
    """The unit's name as a sheet's, told apart where two would be alike when cut."""
    title, number = sheet_title(unit), 2
    while title.lower() in taken:
        mark = f" ({number})"
        title, number = sheet_title(unit)[: _LONGEST_SHEET_NAME - len(mark)] + mark, number + 1
    return title


def _write_sheet(page: Worksheet, sheet: TemplateSheet, template: Template) -> None:
    days = len(template.days)
    _write_title(page, sheet, template)
    _write_header(page, template.days)
    for number, row in enumerate(sheet.rows, 1):
        _write_row(page, number, row, days)
    _accept_whole_numbers_only(page, len(sheet.rows), days)
    _prepare_for_use(page, days)


def _write_title(page: Worksheet, sheet: TemplateSheet, template: Template) -> None:
    first, last = template.days[0], template.days[-1]
    write_cell(page, 1, 1, TITLE).font = Font(name="Times New Roman", size=14, bold=True)
    write_cell(page, 2, 1, f"Đơn vị: {sheet.unit}")
    write_cell(page, 3, 1, f"Từ ngày {format_date(first)} đến ngày {format_date(last)}")


def _write_header(page: Worksheet, days: tuple[date, ...]) -> None:
    headings: tuple[Written, ...] = ("STT", "Nội dung", "Lứa tuổi", *days)
    for column, heading in enumerate(headings, 1):
        cell = write_cell(page, _HEADER_ROW, column, heading)
        cell.font = Font(name="Times New Roman", size=12, bold=True)
        cell.fill, cell.border, cell.alignment = _HEADER_FILL, _BOX, _CENTRED
        if isinstance(heading, date):
            # A real date, so that its year is never in doubt; printed 08/6 but 08/02 (Nghị định 30).
            cell.number_format = "dd/mm" if heading.month <= _PADDED_MONTHS else "dd/m"


def _write_row(page: Worksheet, number: int, row: tuple[str, str], days: int) -> None:
    at = _HEADER_ROW + number
    values: tuple[Written, ...] = (number, *row)
    for column, value in enumerate(values, 1):
        cell = write_cell(page, at, column, value)
        cell.border, cell.alignment = _BOX, _WRAPPED
    for column in range(_FIRST_DAY_COLUMN, _FIRST_DAY_COLUMN + days):
        cell = write_cell(page, at, column, None)
        cell.border, cell.number_format = _BOX, COUNT_FORMAT


def _accept_whole_numbers_only(page: Worksheet, rows: int, days: int) -> None:
    rule = DataValidation(
        type="whole",
        operator="greaterThanOrEqual",
        formula1="0",
        allow_blank=True,
        errorTitle="Số liệu chưa đúng",
        error="Chỉ nhập số nguyên từ 0 trở lên. Chưa có số liệu thì để trống, không phát sinh thì nhập 0.",
        showErrorMessage=True,
    )
    first = address(_HEADER_ROW, _FIRST_DAY_COLUMN - 1)
    rule.add(f"{first}:{address(_HEADER_ROW + rows - 1, _FIRST_DAY_COLUMN + days - 2)}")
    page.add_data_validation(rule)


def _prepare_for_use(page: Worksheet, days: int) -> None:
    for letters, width in _WIDTHS.items():
        page.column_dimensions[letters].width = width
    for column in range(_FIRST_DAY_COLUMN - 1, _FIRST_DAY_COLUMN + days - 1):
        page.column_dimensions[column_letters(column)].width = _DAY_WIDTH
    page.freeze_panes = address(_HEADER_ROW, _FIRST_DAY_COLUMN - 1)
    page.print_title_rows = f"{_HEADER_ROW}:{_HEADER_ROW}"
    fit_to_page_width(page, landscape=True)
