"""Forms asked for, filled in and saved in other formats, for tests of the tally template."""

import io
from dataclasses import replace
from datetime import date

import xlwt
from django.urls import reverse
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import load_workbook

from intake.documents import Shape
from intake.queries.vocabulary import template_for
from tests.intake import build_tallies as tally_of

FIRST_ROW, FIRST_DAY, LAST_ROW, LAST_DAY = 6, 4, 9, 10


def template(client, **query):
    return client.get(reverse("tally-template"), query)


def book_of(response):
    return load_workbook(io.BytesIO(response.content))


def by_day(plan, **over):
    return replace(template_for(plan.unit, plan), shape=Shape.DAYS, **over)


def filled(book):
    """Numbers in the days up to today; one cell stays blank, one is an explicit zero."""
    for page in book.worksheets:
        for row in range(FIRST_ROW, LAST_ROW + 1):
            for column in range(FIRST_DAY, FIRST_DAY + 5):
                page.cell(row, column).value = row * 10 + column
        page.cell(FIRST_ROW, FIRST_DAY).value = None
        page.cell(FIRST_ROW, FIRST_DAY + 1).value = 0
    return tally_of.saved(book)


def as_xls(book):
    """The same sheets as the old Excel format."""
    old = xlwt.Workbook()
    for page in book.worksheets:
        sheet = old.add_sheet(page.title)
        for cell in (c for line in page.iter_rows() for c in line if c.value is not None):
            day = xlwt.easyxf(num_format_str="DD/MM")
            style = [day] if isinstance(cell.value, date) else []
            sheet.write(cell.row - 1, cell.column - 1, cell.value, *style)
        for at in page.merged_cells.ranges:
            sheet.merge(at.min_row - 1, at.max_row - 1, at.min_col - 1, at.max_col - 1)
    return tally_of.saved(old)


def as_ods(book):
    """The same sheets as LibreOffice's own format."""
    document = OpenDocumentSpreadsheet()
    for page in book.worksheets:
        table = Table(name=page.title)
        spans = {(at.min_row, at.min_col): at for at in page.merged_cells.ranges}
        for line in page.iter_rows():
            row = TableRow()
            for cell in line:
                row.addElement(_spanned(_ods_cell(cell.value), spans.get((cell.row, cell.column))))
            table.addElement(row)
        document.spreadsheet.addElement(table)
    stream = io.BytesIO()
    document.write(stream)
    return stream.getvalue()


def _spanned(cell, region):
    if region:
        cell.setAttribute("numberrowsspanned", region.size["rows"])
        cell.setAttribute("numbercolumnsspanned", region.size["columns"])
    return cell


def _ods_cell(value):
    if isinstance(value, date):
        return TableCell(valuetype="date", datevalue=f"{value:%Y-%m-%d}")
    if isinstance(value, int):
        return TableCell(valuetype="float", value=value)
    cell = TableCell(valuetype="string")
    cell.addElement(P(text=value or ""))
    return cell
