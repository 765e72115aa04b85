"""The sheet "Cần sửa": every problem, its place a link that leads there."""

from collections.abc import Collection, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from sheets.cells import position
from sheets.marking.types import LIST_TITLE, MAX_MARKS, Mark
from sheets.writing import fit_to_page_width, new_workbook, to_bytes, write_cell, write_table

TITLE = "Các ô cần sửa trong tệp"
_LEGEND = "Ô đỏ viền đậm: cần sửa. Ô xanh: số liệu thay đổi so với trên cổng. Ô xám: không nhập."
_LIST_ONLY = "Tệp quá lớn nên không đánh dấu được từng ô; đề nghị sửa theo danh sách này."
_NOTHING = "Không có ô nào cần sửa."
_HEADINGS = ("STT", "Trang tính", "Ô", "Nội dung cần sửa")
_WIDTHS = {"A": 6, "B": 24, "C": 10, "D": 80}
_TOP = 4
_LINK_FONT = Font(name="Times New Roman", size=12, underline="single", color="0563C1")


def chosen(marks: Sequence[Mark]) -> list[Mark]:
    """As many marks as a workbook bears, problems before all others."""
    return sorted(marks, key=lambda mark: mark.kind != "problem")[:MAX_MARKS]


def list_only(marks: Sequence[Mark]) -> bytes:
    """A workbook that holds the list alone."""
    workbook, sheet = new_workbook(LIST_TITLE)
    write_list(sheet, marks, linked=(), note=_LIST_ONLY)
    return to_bytes(workbook)


def add_list(workbook: Workbook, marks: Sequence[Mark]) -> None:
    """The list as the first sheet, and the one that is shown on opening."""
    linked = set(workbook.sheetnames)
    sheet = workbook.create_sheet(LIST_TITLE, 0)
    write_list(sheet, marks, linked=linked, note=_LEGEND)
    workbook.active = 0
    for other in workbook.worksheets:  # two sheets selected at once would be typed into together
        other.sheet_view.tabSelected = other is sheet


def write_list(
    sheet: Worksheet, marks: Sequence[Mark], *, linked: Collection[str], note: str
) -> None:
    """Title, note, then one row a problem; a place on a `linked` sheet leads there."""
    problems = [mark for mark in chosen(marks) if mark.kind == "problem"]
    write_cell(sheet, 1, 1, TITLE).font = Font(name="Times New Roman", size=14, bold=True)
    write_cell(sheet, 2, 1, note if problems else _NOTHING)
    if not problems:
        return
    rows = [(n, mark.sheet, mark.cell, mark.comment) for n, mark in enumerate(problems, 1)]
    free = write_table(sheet, _HEADINGS, rows, top=_TOP)
    for row, mark in enumerate(problems, _TOP + 1):
        sheet.cell(row, len(_HEADINGS)).alignment = Alignment(wrap_text=True, vertical="top")
        if mark.sheet in linked:
            _link(sheet, row, mark)
    more = sum(mark.kind == "problem" for mark in marks) - len(problems)
    if more > 0:
        write_cell(sheet, free, 1, f"Còn {more:,} nội dung khác chưa liệt kê.".replace(",", "."))
    for letters, width in _WIDTHS.items():
        sheet.column_dimensions[letters].width = width
    fit_to_page_width(sheet)


def _link(sheet: Worksheet, row: int, mark: Mark) -> None:
    """A link inside the workbook: no formula, nothing outside."""
    place = mark.cell if _is_cell(mark.cell) else "A1"
    cell = sheet.cell(row, 3 if mark.cell else 2)
    quoted = mark.sheet.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{place}")
    cell.font = _LINK_FONT


def _is_cell(text: str) -> bool:
    try:
        position(text)
    except ValueError:
        return False
    return True
