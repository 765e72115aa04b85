"""The tally template as a workbook: the sender's own units, cells and week, in one of two shapes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from math import ceil

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
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
from vietnamese.dates import format_date, weekday_name
from vietnamese.text import fold, nfc

VERSION_NAME = "MAU_BIEU"
TITLES = {"units": "BÁO CÁO KẾT QUẢ TUẦN", "days": "BÁO CÁO KẾT QUẢ NGÀY"}
INSTRUCTION = (
    "Nhập số nguyên vào ô màu vàng nhạt; để trống là chưa có số liệu, 0 là không phát sinh."
)
# A workbook of more sheets is hard to leaf through, and past 200 parts it is refused on its return.
MOST_SHEETS = 60
MOST_CELLS = 150_000  # to fill in; takes about five seconds to make and to open

_INSTRUCTION_ROW, _HEADER_ROW = 4, 5
_LONGEST_SHEET_NAME = 31
_FONT = "Times New Roman"
_LINE = Side(style="thin", color="8A948E")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEADER_FILL = PatternFill("solid", fgColor="E6F0EA")
_NOT_ASKED_FILL = PatternFill("solid", fgColor="D9DDDB")
_CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
_WRAPPED = Alignment(vertical="center", wrap_text=True)
_INPUT = "O_NHAP"
_DAY_WIDTH, _NAME_WIDTH, _CONTENT_WIDTH = 10, 32, 14
_CONTENTS_ON_A_PAGE = 12
_LINE_HEIGHT = 16.5  # points, of Times New Roman 12
_PADDED_MONTHS = 2  # January and February
_SHORT_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_LAYOUT = 1  # a number more whenever the form's own layout changes
_MARK = re.compile(
    r"[\w-]+/\d+(?:-[0-9a-f]{6})?", re.ASCII
)  # forms given out before bear no fingerprint

Row = tuple[str, str]


class Shape(StrEnum):
    """How the form is laid out; the value is what an address asks for."""

    UNITS = "units"  # a sheet a unit: contents down, the week's days across
    DAYS = "days"  # a sheet a day: units down, contents across


class TemplateTooLarge(ValueError):  # noqa: N818 -- it says what is wrong with the form
    """More cells than a person can fill in or a page can send; the text is for the sender."""


@dataclass(frozen=True)
class TemplateSheet:
    """One unit's part: its name and its rows (indicator, cohort) in the plan's words."""

    unit: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Template:
    """A week's form. `version` is the mark by which the workbook is known when it comes back.

    `shape` None is the one that suits so many units; `sender` names the account's own unit.
    """

    plan: str
    sheets: tuple[TemplateSheet, ...]
    days: tuple[date, ...]
    version: str
    shape: Shape | None = None
    sender: str = ""

    @property
    def laid_out(self) -> Shape:
        """The shape that the workbook gets: always by day where there are too many units."""
        if len(self.sheets) > MOST_SHEETS:
            return Shape.DAYS
        return self.shape or Shape.UNITS

    @property
    def cells(self) -> int:
        """How many cells there are to fill in."""
        return len(self.days) * sum(len(sheet.rows) for sheet in self.sheets)

    @property
    def file_name(self) -> str:
        """By unit and week: "bieu-tuan-thon-phu-hoa-08-06-14-06-2026.xlsx"."""
        first, last = self.days[0], self.days[-1]
        only = self.sheets[0].unit if len(self.sheets) == 1 else ""
        whose = re.sub(r"[^a-z0-9]+", "-", fold(self.sender or only)).strip("-")
        parts = ("bieu-tuan", whose, f"{first:%d-%m}", f"{last:%d-%m-%Y}")
        return "-".join(part for part in parts if part) + ".xlsx"


def template_workbook(template: Template) -> bytes:
    """The .xlsx: blank cells to fill in, whole numbers only, ready to print on A4."""
    if template.cells > MOST_CELLS:
        raise TemplateTooLarge(
            f"Biểu của {len(template.sheets)} đơn vị quá lớn để nhập trong một tệp. "
            "Đề nghị từng đơn vị tải mẫu của mình."
        )
    book = Workbook()
    book.remove(book.worksheets[0])
    book.add_named_style(_input_style())
    if template.laid_out is Shape.DAYS:
        _write_days(book, template)
    else:
        _write_units(book, template)
    book.defined_names[VERSION_NAME] = DefinedName(
        VERSION_NAME, attr_text=f'"{template.version}"', hidden=True
    )
    book.properties.title = "Báo cáo kết quả tuần"
    book.properties.creator = template.plan
    book.properties.language = "vi-VN"
    return to_bytes(book)


def form_version(plan_code: str, rows: Iterable[Row]) -> str:
    """The mark of the plan's form as it is now: "plan code/1-ab12cd".

    The six digits stand for the set of what the plan asks, (indicator, cohort) in its own words, so
    that a form is known as an old one once a line of it was added, dropped or named anew.
    """
    asked = sorted({(nfc(indicator), nfc(cohort)) for indicator, cohort in rows})
    fingerprint = hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:6]
    return f"{plan_code}/{_LAYOUT}-{fingerprint}"


def template_mark(names: Mapping[str, str]) -> str | None:
    """The mark that stands among a workbook's names; None where it is no form of ours."""
    mark = names.get(VERSION_NAME, "").strip('"')
    return mark if _MARK.fullmatch(mark) else None


def _input_style() -> NamedStyle:
    """A cell to type in: tinted, boxed, not locked. One style for all keeps a large form quick."""
    return NamedStyle(
        name=_INPUT,
        font=Font(name=_FONT, size=12),
        fill=PatternFill("solid", fgColor="FFF8DC"),
        border=_BOX,
        alignment=Alignment(vertical="center"),
        number_format=COUNT_FORMAT,
        protection=Protection(locked=False),
    )


# A sheet a unit ----------------------------------------------------------------------------------


def _write_units(book: Workbook, template: Template) -> None:
    first, last = template.days[0], template.days[-1]
    week = f"Từ ngày {format_date(first)} đến ngày {format_date(last)}"
    for sheet in template.sheets:
        taken = {page.title.lower() for page in book.worksheets}
        page = book.create_sheet(_own_title(sheet.unit, taken))
        _write_top(page, TITLES[Shape.UNITS], f"Đơn vị: {sheet.unit}", week)
        _write_unit_table(page, sheet, template.days)


def _own_title(unit: str, taken: set[str]) -> str:
    """The unit's name as a sheet's, told apart where two would be alike when cut."""
    title, number = sheet_title(unit), 2
    while title.lower() in taken:
        mark = f" ({number})"
        title, number = sheet_title(unit)[: _LONGEST_SHEET_NAME - len(mark)] + mark, number + 1
    return title


def _write_unit_table(page: Worksheet, sheet: TemplateSheet, days: Sequence[date]) -> None:
    widths = (6, 40, 28, *(_DAY_WIDTH for _ in days))
    headings: tuple[Written, ...] = ("STT", "Nội dung", "Lứa tuổi", *days)
    for column, heading in enumerate(headings, 1):
        _write_heading(page, _HEADER_ROW, column, heading)
    _set_height(page, _HEADER_ROW, 1.5)
    for number, row in enumerate(sheet.rows, 1):
        at = _HEADER_ROW + number
        _write_names(page, at, (number, *row))
        _set_height(page, at, max(_lines(row[0], widths[1]), _lines(row[1], widths[2])))
        _write_inputs(page, at, range(4, len(headings) + 1))
    _prepare_for_use(page, widths, (_HEADER_ROW, _HEADER_ROW), frozen_columns=3)
    if sheet.rows:
        _accept_whole_numbers_only(page, len(sheet.rows), (4, len(headings)))


# A sheet a day -----------------------------------------------------------------------------------


def _write_days(book: Workbook, template: Template) -> None:
    contents = list(dict.fromkeys(row for sheet in template.sheets for row in sheet.rows))
    for day in template.days:
        page = book.create_sheet(f"{day:%d-%m-%Y}")
        when = f"Ngày {format_date(day)} ({weekday_name(day)})"
        _write_top(page, TITLES[Shape.DAYS], when)
        _write_day_table(page, template.sheets, contents)


def _write_day_table(
    page: Worksheet, units: Sequence[TemplateSheet], contents: Sequence[Row]
) -> None:
    widths = (6, _NAME_WIDTH, *(_CONTENT_WIDTH for _ in contents))
    last = len(widths)
    _write_double_header(page, contents)
    for number, unit in enumerate(units, 1):
        at = _HEADER_ROW + 1 + number
        _write_names(page, at, (number, unit.unit))
        _set_height(page, at, _lines(unit.unit, _NAME_WIDTH))
        asked = set(unit.rows)
        _write_inputs(page, at, [c for c, row in enumerate(contents, 3) if row in asked])
        _close(page, at, [c for c, row in enumerate(contents, 3) if row not in asked])
    _prepare_for_use(page, widths, (_HEADER_ROW, _HEADER_ROW + 1), frozen_columns=2)
    # Past a dozen contents one page would be too small to read: print several, the names on each.
    page.page_setup.fitToWidth = ceil(len(contents) / _CONTENTS_ON_A_PAGE) or 1
    page.print_title_cols = "A:B"
    if contents and units:
        _accept_whole_numbers_only(page, len(units), (3, last), top=_HEADER_ROW + 2)


def _write_double_header(page: Worksheet, contents: Sequence[Row]) -> None:
    """Indicators above, each merged over its cohorts; the two names on the left over both rows."""
    below = _HEADER_ROW + 1
    for column, heading in enumerate(("STT", "Đơn vị"), 1):
        _write_heading(page, _HEADER_ROW, column, heading)
        _merge(page, (_HEADER_ROW, column), (below, column))
    column, upper, lower = 3, 1, 1
    for indicator, rows in groupby(contents, key=lambda row: row[0]):
        cohorts = [cohort for _, cohort in rows]
        _write_heading(page, _HEADER_ROW, column, indicator)
        for offset, cohort in enumerate(cohorts):
            _write_heading(page, below, column + offset, cohort)
            lower = max(lower, _lines(cohort, _CONTENT_WIDTH))
        upper = max(upper, _lines(indicator, _CONTENT_WIDTH * len(cohorts)))
        _merge(page, (_HEADER_ROW, column), (_HEADER_ROW, column + len(cohorts) - 1))
        column += len(cohorts)
    _set_height(page, _HEADER_ROW, upper)
    _set_height(page, below, lower)


def _merge(page: Worksheet, first: tuple[int, int], last: tuple[int, int]) -> None:
    if first != last:
        page.merge_cells(
            start_row=first[0], start_column=first[1], end_row=last[0], end_column=last[1]
        )


def _close(page: Worksheet, row: int, columns: Iterable[int]) -> None:
    """Cells that the plan does not ask of this unit: grey, and locked like everything else."""
    for column in columns:
        cell = write_cell(page, row, column, None)
        cell.fill, cell.border = _NOT_ASKED_FILL, _BOX


# What both shapes share --------------------------------------------------------------------------


def _write_top(page: Worksheet, title: str, *lines: str) -> None:
    write_cell(page, 1, 1, title).font = Font(name=_FONT, size=14, bold=True)
    for row, line in enumerate(lines, 2):
        write_cell(page, row, 1, line)
    instruction = write_cell(page, _INSTRUCTION_ROW, 1, INSTRUCTION)
    instruction.font = Font(name=_FONT, size=12, italic=True)


def _write_heading(page: Worksheet, row: int, column: int, heading: Written) -> Cell:
    cell = write_cell(page, row, column, heading)
    cell.font = Font(name=_FONT, size=12, bold=True)
    cell.fill, cell.border, cell.alignment = _HEADER_FILL, _BOX, _CENTRED
    if isinstance(heading, date):
        # A real date, so that its year is never in doubt; shown as T2 08/6, and 08/02 (Nghị định 30).
        month = "mm" if heading.month <= _PADDED_MONTHS else "m"
        cell.number_format = f'"{_SHORT_WEEKDAYS[heading.weekday()]}" dd/{month}'
    return cell


def _write_names(page: Worksheet, row: int, values: Sequence[Written]) -> None:
    for column, value in enumerate(values, 1):
        cell = write_cell(page, row, column, value)
        cell.border, cell.alignment = _BOX, _CENTRED if column == 1 else _WRAPPED


def _write_inputs(page: Worksheet, row: int, columns: Iterable[int]) -> None:
    for column in columns:
        page.cell(row, column).style = _INPUT


def _lines(text: str, width: int) -> int:
    """How many lines the text takes in a column; bold capitals are wider than the average letter."""
    return ceil(1.1 * len(text) / width) or 1


def _set_height(page: Worksheet, row: int, lines: float) -> None:
    """Told, since not every program finds the height of wrapped text when it opens a file."""
    page.row_dimensions[row].height = _LINE_HEIGHT * lines + 3


def _accept_whole_numbers_only(
    page: Worksheet, rows: int, columns: tuple[int, int], top: int = _HEADER_ROW + 1
) -> None:
    rule = DataValidation(
        type="whole",
        operator="greaterThanOrEqual",
        formula1="0",
        allow_blank=True,
        errorTitle="Số liệu chưa đúng",
        error="Chỉ nhập số nguyên từ 0 trở lên. Chưa có số liệu thì để trống, không phát sinh thì nhập 0.",
        showErrorMessage=True,
        promptTitle="Nhập số nguyên",
        prompt="Để trống: chưa có số liệu. Nhập 0: không phát sinh.",
        showInputMessage=True,
    )
    first, last = columns
    rule.add(f"{address(top - 1, first - 1)}:{address(top + rows - 2, last - 1)}")
    page.add_data_validation(rule)


def _prepare_for_use(
    page: Worksheet, widths: Sequence[int], header: tuple[int, int], *, frozen_columns: int
) -> None:
    for column, width in enumerate(widths):
        page.column_dimensions[column_letters(column)].width = width
    first, last = header
    page.freeze_panes = address(last, frozen_columns)
    page.print_title_rows = f"{first}:{last}"
    fit_to_page_width(page, landscape=True)
    _protect_headings(page)


def _protect_headings(page: Worksheet) -> None:
    """Only the cells to fill in can be typed in; without a password, so that nobody is locked out."""
    protection = page.protection
    protection.sheet = True
    # In the file a nought allows: the sizes of rows and columns and the looks of cells stay free.
    protection.formatCells = protection.formatColumns = protection.formatRows = False
