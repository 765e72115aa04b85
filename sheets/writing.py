"""Writing workbooks that open in old Excel and LibreOffice, where no text ever becomes a formula."""

import io
import re
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from sheets.cells import column_letters
from vietnamese.text import nfc

Written = str | int | float | Decimal | date | None

COUNT_FORMAT = "#,##0"
DATE_FORMAT = "dd/mm/yyyy"
WIDTH_SAMPLE_ROWS = 200  # the widths of a table follow its first rows
_FONT = "Times New Roman"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_NO_SIGNS = re.compile("[\ud800-\udfff\ufffe\uffff]")  # XML may hold none of them
_MIN_WIDTH, _MAX_WIDTH = 6, 48
_HEADING_FILL = PatternFill("solid", fgColor="E7EEF6")
_LINE = Side(style="thin", color="808080")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def new_workbook(title: str) -> tuple[Workbook, Worksheet]:
    """An empty workbook and its one sheet, named; Excel allows 31 characters and none of []:*?/\\."""
    workbook = Workbook()
    sheet = workbook.active
    if not isinstance(sheet, Worksheet):
        raise TypeError(sheet)
    sheet.title = sheet_title(title)
    return workbook, sheet


def sheet_title(title: str) -> str:
    """The name cut and cleaned to what Excel allows for a sheet."""
    clean = "".join(" " if c in "[]:*?/\\" else c for c in nfc(title)).strip(" '")
    return clean[:31] or "Trang tính"


def write_cell(sheet: Worksheet, row: int, column: int, value: Written) -> Cell:
    """One value, counted from 1 as openpyxl does; text stays text even when it looks like a formula."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(cell.coordinate)
    _style_value(cell, value)
    if isinstance(value, str):
        _write_text(cell, value)
    else:
        cell.value = value
    return cell


def _style_value(cell: Cell, value: Written) -> None:
    cell.font = Font(name=_FONT, size=12)
    if isinstance(value, date):
        cell.number_format = DATE_FORMAT
    elif isinstance(value, int):
        cell.number_format = COUNT_FORMAT


def _write_text(cell: Cell, text: str) -> None:
    clean = clean_text(text)
    cell.value = clean
    cell.data_type = "s"
    if is_like_a_formula(clean):
        cell.quotePrefix = True


def clean_text(text: str) -> str:
    """The text composed (NFC) and without the characters that no workbook may hold."""
    return _NO_SIGNS.sub("", ILLEGAL_CHARACTERS_RE.sub("", nfc(text)))


def is_like_a_formula(text: str) -> bool:
    """Whether a program may take the text for something to compute."""
    return text.startswith(_FORMULA_STARTS)


def plain_text(text: str) -> str:
    """The same guard for .csv, which has no cell styles: an apostrophe before what a program may run."""
    return f"'{text}" if is_like_a_formula(text.lstrip(" ")) else text


def write_table(
    sheet: Worksheet, headings: Sequence[str], rows: Iterable[Sequence[Written]], *, top: int = 1
) -> int:
    """Headings in row `top`, the rows below with a box around each cell; returns the next free row.

    The heading stays in view and repeats on every printed page; widths follow the contents.
    """
    rest = iter(rows)
    first = list(islice(rest, WIDTH_SAMPLE_ROWS))
    styles: dict[type, StyleArray] = {}
    for column, heading in enumerate(headings, 1):
        style_heading(write_cell(sheet, top, column, heading))
    row = top
    for row, values in enumerate(chain(first, rest), top + 1):
        for column, value in enumerate(values, 1):
            _write_boxed(sheet, row, column, value, styles)
    set_widths(sheet, widest(headings, first))
    sheet.freeze_panes = f"A{top + 1}"
    sheet.print_title_rows = f"{top}:{top}"
    return row + 1


def _write_boxed(
    sheet: Worksheet, row: int, column: int, value: Written, styles: dict[type, StyleArray]
) -> None:
    """A cell of a table's body; one with the same kind of value lends it its look."""
    quoted = isinstance(value, str) and is_like_a_formula(value)
    look = None if quoted else styles.get(value.__class__)
    if look is None:
        made = write_cell(sheet, row, column, value)
        style_body(made, value)
        if not quoted:
            styles[value.__class__] = style_of(made)
        return
    cell = sheet.cell(row, column)
    if isinstance(value, str) and isinstance(cell, Cell):
        _write_text(cell, value)
    elif isinstance(cell, Cell):
        cell.value = value
    give_style(cell, look)


def style_of(cell: Any) -> StyleArray:
    """All of a cell's look, to give to others: openpyxl takes long to make the same look anew."""
    style: StyleArray = copy(cell._style)
    return style


def give_style(cell: Any, style: StyleArray) -> None:
    """The look of another cell of the same workbook."""
    cell._style = copy(style)


def style_heading(cell: Cell) -> None:
    """The look of a table's heading."""
    cell.font = Font(name=_FONT, size=12, bold=True)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.fill = _HEADING_FILL
    cell.border = _BOX


def style_body(cell: Cell, value: Written) -> None:
    """The look of a cell of a table's body that holds such a value."""
    _style_value(cell, value)
    cell.border = _BOX


def widest(headings: Sequence[str], rows: Iterable[Sequence[Written]]) -> list[int]:
    """How many characters the longest value of each column has."""
    lengths = [len(heading) for heading in headings]
    for values in rows:
        lengths = [max(*pair) for pair in zip(lengths, map(_length, values), strict=False)]
    return lengths


def _length(value: Written) -> int:
    return len("" if value is None else str(value))


def set_widths(sheet: Any, lengths: Sequence[int]) -> None:
    """Columns as wide as so many characters need, within what still prints well."""
    for column, length in enumerate(lengths):
        width = min(max(length + 2, _MIN_WIDTH), _MAX_WIDTH)
        sheet.column_dimensions[column_letters(column)].width = width


def fit_to_page_width(sheet: Any, *, landscape: bool = False) -> None:
    """Print on A4, as wide as the page and as long as needed; a sheet written row by row, too."""
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def to_bytes(workbook: Workbook) -> bytes:
    """The .xlsx file."""
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()
