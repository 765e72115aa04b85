"""The same workbook as a reader's values, and as the bytes of a real file."""

import csv
import io
from datetime import date

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook as OpenpyxlWorkbook
from openpyxl.styles import Font

from sheets.workbook import Fault, Sheet, Workbook
from tests.intake.layouts.legacy import windows_1258
from tests.intake.layouts.page import is_content


def as_workbook(book):
    """What opening the file would give."""
    sheets = [
        Sheet(
            page.name, tuple(_trimmed(row) for row in page.rows()), page.hidden, tuple(page.merged)
        )
        for page in book.pages
    ]
    return Workbook(tuple(sheets))


def _trimmed(row):
    values = [int(v) if isinstance(v, float) and v.is_integer() else v for v in row]
    while values and values[-1] is None:
        values.pop()
    return tuple(values)


def as_file(book, kind, encoding="utf-8", separator=";"):
    """The bytes of an .xlsx, .xls, .ods or .csv file."""
    makers = {"xlsx": _xlsx, "xls": _xls, "ods": _ods}
    return makers[kind](book.pages) if kind in makers else _csv(book.pages[0], encoding, separator)


def _xlsx(pages):
    workbook = OpenpyxlWorkbook()
    workbook.remove(workbook.active)
    for page in pages:
        sheet = workbook.create_sheet(page.name)
        sheet.sheet_state = "hidden" if page.hidden else "visible"
        for (row, column), value in page.cells.items():
            _write_xlsx(sheet.cell(row + 1, column + 1), value, page.fonts.get((row, column)))
        for top, left, bottom, right in page.merged:
            sheet.merge_cells(None, top + 1, left + 1, bottom + 1, right + 1)
    return _saved(workbook)


def _write_xlsx(cell, value, font):
    if isinstance(value, Fault):
        cell.value = value.text if value.kind == "error" else f"={value.text}"
    elif is_content(value):
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    if font:
        cell.font = Font(name=font)


def _xls(pages):
    workbook = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for page in pages:
        sheet = workbook.add_sheet(page.name)
        sheet.visibility = int(page.hidden)
        regions = {region[:2]: region for region in page.merged}
        for place, value in page.cells.items():
            style = day if isinstance(value, date) else _xls_style(page.fonts.get(place))
            if not is_content(value):
                continue
            if place in regions:
                top, left, bottom, right = regions[place]
                sheet.write_merge(top, bottom, left, right, value, style)
            else:
                sheet.write(*place, value, style)
    return _saved(workbook)


def _xls_style(font):
    return xlwt.easyxf(f"font: name {font}" if font else "")


def _ods(pages):
    document = OpenDocumentSpreadsheet()
    unseen = Style(name="unseen", family="table")
    unseen.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(unseen)
    for page in pages:
        table = Table(name=page.name, **({"stylename": unseen} if page.hidden else {}))
        covered = _covered(page.merged)
        for row, values in enumerate(page.rows()):
            line = TableRow()
            for column, value in enumerate(values):
                line.addElement(_ods_cell(value, (row, column), page.merged, covered))
            table.addElement(line)
        document.spreadsheet.addElement(table)
    buffer = io.BytesIO()
    document.write(buffer)
    return buffer.getvalue()


def _covered(merged):
    return {
        (row, column)
        for top, left, bottom, right in merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }


def _ods_cell(value, place, merged, covered):
    if place in covered:
        return CoveredTableCell()
    region = next((r for r in merged if r[:2] == place), None)
    span = {}
    if region:
        span = {
            "numberrowsspanned": region[2] - region[0] + 1,
            "numbercolumnsspanned": region[3] - region[1] + 1,
        }
    if value is None:
        return TableCell(**span)
    if isinstance(value, date):
        kind = {"valuetype": "date", "datevalue": value.isoformat()}
    elif isinstance(value, int | float):
        kind = {"valuetype": "float", "value": value}
    else:
        kind = {"valuetype": "string"}
    cell = TableCell(**kind, **span)
    cell.addElement(P(text=str(value)))
    return cell


def _csv(page, encoding, separator):
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator)
    for row in page.rows():
        writer.writerow([_as_typed(value) for value in row])
    text = buffer.getvalue()
    try:
        return windows_1258(text) if encoding == "cp1258" else text.encode(encoding)
    except UnicodeEncodeError:  # a sign such as ≥ that the code page lacks: its owner saves Unicode
        return text.encode("utf-8-sig")


def _as_typed(value):
    if isinstance(value, date):
        return f"{value.day}/{value.month}/{value.year}"
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return value


def _saved(workbook):
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()
