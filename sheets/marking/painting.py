"""Colours and comments on the marked cells."""

from collections import defaultdict
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from sheets.cells import position
from sheets.marking.types import AUTHOR, Kind, Mark
from sheets.writing import give_style, style_of

_FILLS: dict[Kind, PatternFill] = {
    "problem": PatternFill("solid", fgColor="FFFFC7CE"),
    "change": PatternFill("solid", fgColor="FFC6EFCE"),
    "left_out": PatternFill("solid", fgColor="FFD9D9D9"),
}
_COLOURS = {fill.fgColor.rgb for fill in _FILLS.values()}
_THICK = Side(style="thick", color="FFC00000")
_THIN = Side(style="thin")
_STRONGEST: tuple[Kind, ...] = ("problem", "change", "left_out")
_OURS = f"{AUTHOR}:\n"
_LINE_LETTERS, _LINE_PIXELS, _BOX_PIXELS, _MAX_PIXELS = 44, 19, 340, 500
_MAX_COMMENT = 2_000
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_MAX_FRAMED_CELLS = 500
_Styles = dict[tuple[int, Kind], StyleArray]


def paint(workbook: Workbook, marks: Sequence[Mark]) -> None:
    """Every mark on its cell, on the first cell of a merged region; several on one cell as one comment."""
    sheets = {sheet.title: sheet for sheet in workbook.worksheets}
    by_sheet: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        by_sheet[mark.sheet].append(mark)
    for title in by_sheet.keys() & sheets.keys():
        _paint_sheet(sheets[title], by_sheet[title])


def _paint_sheet(sheet: Worksheet, marks: Sequence[Mark]) -> None:
    styles: _Styles = {}
    regions = {(r.min_row, r.min_col): r for r in sheet.merged_cells.ranges}
    by_place: dict[tuple[int, int], list[Mark]] = defaultdict(list)
    for mark in marks:
        place = _place(sheet, mark.cell)
        if place:
            by_place[place].append(mark)
    for place, here in by_place.items():
        cell = sheet.cell(*place)
        if isinstance(cell, Cell):
            _paint_cell(cell, here, styles)
            if regions.get(place) and any(mark.kind == "problem" for mark in here):
                _frame(sheet, regions[place])


def _place(sheet: Worksheet, address: str) -> tuple[int, int] | None:
    """Row and column from 1 of the cell that shows the mark."""
    try:
        row, column = position(address)
    except ValueError:
        return None
    if row >= _LAST_ROW or column >= _LAST_COLUMN:
        return None
    if isinstance(sheet.cell(row + 1, column + 1), MergedCell):
        region = next(r for r in sheet.merged_cells.ranges if address in r)
        return region.min_row, region.min_col
    return row + 1, column + 1


def _paint_cell(cell: Cell, marks: Sequence[Mark], styles: _Styles) -> None:
    kinds = {mark.kind for mark in marks}
    _colour(cell, next(kind for kind in _STRONGEST if kind in kinds), styles)
    told = "\n".join(dict.fromkeys(mark.comment for mark in marks if mark.comment))
    if told:
        above = f"{cell.comment.text.strip()}\n\n" if cell.comment else ""
        cell.comment = _comment(f"{above}{_OURS}{told}")


def _colour(cell: Cell, kind: Kind, styles: _Styles) -> None:
    """Fill and border; a style once made is used again, since openpyxl takes long to make one."""
    before = (cell.style_id, kind)
    if before not in styles:
        cell.fill = _FILLS[kind]
        if kind == "problem":
            cell.border = Border(left=_THICK, right=_THICK, top=_THICK, bottom=_THICK)
        styles[before] = style_of(cell)
    give_style(cell, styles[before])


def _comment(text: str) -> Comment:
    clean = ILLEGAL_CHARACTERS_RE.sub("", text)
    if len(clean) > _MAX_COMMENT:
        clean = f"{clean[:_MAX_COMMENT]}…"
    lines = sum(1 + len(line) // _LINE_LETTERS for line in clean.splitlines())
    height = min(_LINE_PIXELS * (lines + 1), _MAX_PIXELS)
    return Comment(clean, AUTHOR, height=height, width=_BOX_PIXELS)


def _frame(sheet: Worksheet, region: CellRange) -> None:
    """The thick border around a merged region: each of its cells draws its own side."""
    if region.size["rows"] * region.size["columns"] > _MAX_FRAMED_CELLS:
        return
    for row, column in region.cells:
        sheet.cell(row, column).border = Border(
            left=_THICK if column == region.min_col else None,
            right=_THICK if column == region.max_col else None,
            top=_THICK if row == region.min_row else None,
            bottom=_THICK if row == region.max_row else None,
        )


def forget_own_marks(workbook: Workbook) -> None:
    """Marks of an earlier return, which the sender sends back with his corrections, go."""
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None and _OURS in cell.comment.text:
                    _forget(cell)


def _forget(cell: Cell | MergedCell) -> None:
    kept = cell.comment.text.partition(_OURS)[0].strip() if cell.comment else ""
    cell.comment = Comment(kept, "") if kept else None
    if cell.fill.fgColor.rgb in _COLOURS:
        cell.fill = PatternFill()
    if cell.border.left.style == _THICK.style:
        cell.border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
