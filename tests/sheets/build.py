"""Small workbooks of every kind, made on the spot."""

import csv
import io
import resource
import time
import zipfile

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook


def xlsx(rows, *, title="Sheet", merged=(), hidden=(), more=()):
    book = Workbook()
    for index, (name, content) in enumerate(((title, rows), *more)):
        sheet = book.active if index == 0 else book.create_sheet()
        sheet.title = name
        for row in content:
            sheet.append([None if v is None else v for v in row])
        if name in hidden:
            sheet.sheet_state = "hidden"
    for region in merged:
        book.worksheets[0].merge_cells(region)
    return saved(book)


def saved(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xls(rows):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                sheet.write(r, c, value)
    return saved(book)


def ods(rows):
    document = OpenDocumentSpreadsheet()
    table = Table(name="Bảng")
    for row in rows:
        line = TableRow()
        for value in row:
            line.addElement(_ods_cell(value))
        table.addElement(line)
    document.spreadsheet.addElement(table)
    buffer = io.BytesIO()
    document.write(buffer)
    return buffer.getvalue()


def _ods_cell(value):
    if value is None:
        return TableCell()
    kind = (
        {"valuetype": "float", "value": value}
        if isinstance(value, int)
        else {"valuetype": "string"}
    )
    cell = TableCell(**kind)
    cell.addElement(P(text=str(value)))
    return cell


def text_table(rows, *, separator=";", encoding="utf-8"):
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator).writerows(rows)
    return buffer.getvalue().encode(encoding)


def with_part(data, name, content):
    """The same archive with one part replaced or added."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member.filename, old.read(member))
        new.writestr(name, content)
    return buffer.getvalue()


def part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def cpu_seconds():
    """Processor time of this process and of the children it has waited for: what a busy machine does not change."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
