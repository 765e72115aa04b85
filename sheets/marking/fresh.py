"""A new .xlsx with the values of a workbook in the same cells, for kinds that openpyxl cannot open."""

from openpyxl import Workbook as Book
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet.worksheet import Worksheet

from sheets.cells import address, column_letters
from sheets.marking.cleaning import put_value
from sheets.workbook import Fault, Sheet, Value, Workbook
from sheets.writing import sheet_title, write_cell
from vietnamese.legacy import repaired, sheet_encoding
from vietnamese.text import nfc

_SAMPLE_ROWS = 200
_MIN_WIDTH, _MAX_WIDTH = 8, 48


def fresh_copy(workbook: Workbook) -> Book:
    """The values at their addresses, merged regions and hidden sheets kept, widths by content."""
    book = Book()
    book.remove(book.worksheets[0])
    for sheet in workbook.sheets:
        target = book.create_sheet(sheet_title(sheet.name))
        target.sheet_state = "hidden" if sheet.hidden else "visible"
        _copy(sheet, target)
    return book


def _copy(sheet: Sheet, target: Worksheet) -> None:
    texts = {value for row in sheet.rows for value in row if isinstance(value, str)}
    shared = sheet_encoding(texts)  # a legacy font is lost, so its letters become real ones
    shown = {text: ILLEGAL_CHARACTERS_RE.sub("", repaired(nfc(text), shared)) for text in texts}
    for number, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row, 1):
            _write(target, number, column, shown[value] if isinstance(value, str) else value)
    for top, left, bottom, right in sheet.merged:
        target.merge_cells(f"{address(top, left)}:{address(bottom, right)}")
    _set_widths(sheet, target)


def _write(target: Worksheet, row: int, column: int, value: Value) -> None:
    if isinstance(value, Fault):
        put_value(write_cell(target, row, column, None), value)
    elif value is not None:
        cell = write_cell(target, row, column, value)
        if isinstance(value, int | float):
            cell.number_format = "General"


def _set_widths(sheet: Sheet, target: Worksheet) -> None:
    merged = {(top, left) for top, left, _, right in sheet.merged if right > left}
    widths: dict[int, int] = {}
    for number, row in enumerate(sheet.rows[:_SAMPLE_ROWS]):
        if sum(value is not None for value in row) == 1:
            continue  # a title runs on over the blank cells beside it
        for column, value in enumerate(row):
            if value is not None and (number, column) not in merged:
                length = len(str(value)) if not isinstance(value, Fault) else 0
                widths[column] = max(widths.get(column, 0), length + 2)
    for column, width in widths.items():
        letters = column_letters(column)
        target.column_dimensions[letters].width = min(max(width, _MIN_WIDTH), _MAX_WIDTH)
