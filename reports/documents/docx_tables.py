"""Tables of the Word report: fixed widths, heading rows that repeat, rows that do not split."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph

from reports.rules.document import (
    NO_FIGURE,
    Column,
    ColumnKind,
    Table,
    header_groups,
    is_grouped,
    printed_rows,
)

MARGIN = 51  # twips, 0,9 mm on each side of a cell
NUMBERS = frozenset({ColumnKind.COUNT, ColumnKind.PERCENT})


def restyle(paragraph: Paragraph, style: str) -> Paragraph:
    """The paragraph in the named style of its own document."""
    paragraph.style = style
    return paragraph


def fixed_table(document: Document, rows: int, widths: tuple[float, ...]) -> WordTable:
    """A table without borders whose columns keep their widths (mm) and whose rows stay whole."""
    table = document.add_table(rows, len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _set_margins(table, 0)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    for row in table.rows:
        _mark_row(row, "w:cantSplit")
    return table


def add_table(document: Document, data: Table, width: int) -> None:
    """The table over `width` mm, its caption above it and the total row bold at its end."""
    if data.caption:
        document.add_paragraph(data.caption, "Tên bảng")
    rows = printed_rows(data)
    heads = 2 if is_grouped(data) else 1
    share = width / sum(column.width for column in data.columns)
    widths = tuple(column.width * share for column in data.columns)
    table = fixed_table(document, heads + len(rows), widths)
    table.style = "Table Grid"
    _set_margins(table, MARGIN)
    _fill_heads(table, data, heads)
    for place, texts in enumerate(rows, start=heads):
        _fill_row(table.rows[place].cells, data.columns, texts)
    if data.total is not None:
        _mark_total(table, rows[-1])


def _fill_heads(table: WordTable, data: Table, heads: int) -> None:
    for row in table.rows[:heads]:
        _mark_row(row, "w:tblHeader")
    lower = table.rows[heads - 1].cells
    for cell, column in zip(lower, data.columns, strict=True):
        if heads == 1 or column.group:
            _write(cell, column.label, "Đầu cột")
    if heads == 1:
        return
    start, upper = 0, table.rows[0].cells
    for label, span in header_groups(data):
        end = lower[start] if not label else upper[start + span - 1]
        merged = upper[start].merge(end)
        _write(merged, label or data.columns[start].label, "Đầu cột")
        start += span


def _fill_row(
    cells: tuple[WordCell, ...], columns: tuple[Column, ...], texts: tuple[str, ...]
) -> None:
    for place, (cell, column, text) in enumerate(zip(cells, columns, texts, strict=True)):
        _write(cell, text, _cell_style(place, column, text))


def _cell_style(place: int, column: Column, text: str) -> str:
    if place == 0 or text == NO_FIGURE:
        return "Ô giữa"
    return "Ô số" if column.kind in NUMBERS else "Ô chữ"


def _mark_total(table: WordTable, texts: tuple[str, ...]) -> None:
    cells = table.rows[-1].cells
    label = cells[0].merge(cells[1])
    for extra in label.paragraphs[1:]:
        extra._p.getparent().remove(extra._p)
    label.paragraphs[0].text = ""
    _write(label, texts[1], "Ô giữa")
    for cell in cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True


def _write(cell: WordCell, text: str, style: str) -> None:
    paragraph = restyle(cell.paragraphs[0], style)
    paragraph.add_run(text)
    cell.vertical_alignment = VERTICAL.CENTER


def _mark_row(row: Any, tag: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(tag))


def _set_margins(table: WordTable, side: int) -> None:
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblCellMar")):
        properties.remove(old)
    margins = OxmlElement("w:tblCellMar")
    for name in ("left", "right"):
        margin = OxmlElement(f"w:{name}")
        margin.set(qn("w:w"), str(side))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = properties.find(qn("w:tblLook"))  # the schema wants the margins before it
    if look is None:
        properties.append(margins)
    else:
        look.addprevious(margins)
