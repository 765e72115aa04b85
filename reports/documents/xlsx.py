"""The weekly report as Excel: the text on one sheet, each table on its own with real numbers."""

from __future__ import annotations

from datetime import datetime, time

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.documents.xlsx_tables import (
    dress,
    fit_height,
    set_default_font,
    set_up_page,
    write_table,
)
from reports.rules.document import ILLUSTRATIVE_LINE, Annex, Table
from reports.rules.weekly import WeeklyReport
from sheets.writing import new_workbook, sheet_title, to_bytes, write_cell

TEXT_WIDTH = 77  # digits of the default font: 165 mm, a page in portrait


def to_xlsx(report: WeeklyReport) -> bytes:
    """The report's text and tables as a workbook: counts and percents are numbers, not text."""
    workbook, sheet = new_workbook("Báo cáo")
    set_default_font(workbook)
    _describe(workbook, report)
    _write_text(sheet, report)
    tables = [section.table for section in report.sections if section.table is not None]
    for place, table in enumerate(tables, start=1):
        _write_section_table(workbook.create_sheet(f"Biểu {place}"), table, report)
    for annex in report.annexes:
        _write_annex(workbook.create_sheet(sheet_title(annex.label)), annex, report)
    return to_bytes(workbook)


def _describe(workbook: Workbook, report: WeeklyReport) -> None:
    properties = workbook.properties
    properties.title = f"{report.kind} {report.subject} {report.period}"
    properties.creator = report.issuer_name
    properties.language = "vi-VN"
    day = report.letterhead.issued_on or report.figures_to
    properties.created = datetime.combine(day, time())


def _footer(report: WeeklyReport) -> str:
    return ILLUSTRATIVE_LINE if report.illustrative else ""


def _write_text(sheet: Worksheet, report: WeeklyReport) -> None:
    """Head, sections, closing and signature, a paragraph a row."""
    sheet.column_dimensions["A"].width = TEXT_WIDTH
    set_up_page(sheet, landscape=False, footer=_footer(report))
    head = report.letterhead
    parent = () if head.parent is None else (head.parent,)
    _append(sheet, (*parent, *head.issuer, head.number_line, report.place_line), side="center")
    _append(sheet, (report.kind, report.subject, report.period), bold=True, side="center")
    _append(sheet, tuple(f"Kính gửi: {name}" for name in report.addressees), side="center")
    _append(sheet, report.opening)
    for section in report.sections:
        _append(sheet, (section.heading,), bold=True)
        _append(sheet, section.paragraphs)
    _append(sheet, (report.closing,))
    _append(sheet, (*report.signature.authority, report.signature.name), bold=True, side="right")
    _append(sheet, ("Nơi nhận:", *report.recipients))


def _append(
    sheet: Worksheet, lines: tuple[str, ...], *, bold: bool = False, side: str = "left"
) -> None:
    for line in lines:
        row = 1 if sheet["A1"].value is None else sheet.max_row + 1
        dress(write_cell(sheet, row, 1, line), bold=bold, side=side)
        fit_height(sheet, row, [(line, TEXT_WIDTH)])


def _write_section_table(sheet: Worksheet, table: Table, report: WeeklyReport) -> None:
    set_up_page(sheet, landscape=True, footer=_footer(report))
    _write_titles(sheet, len(table.columns), (report.issuer_name, table.caption, report.period))
    write_table(sheet, table, first=5)


def _write_annex(sheet: Worksheet, annex: Annex, report: WeeklyReport) -> None:
    set_up_page(sheet, landscape=annex.landscape, footer=_footer(report))
    _write_titles(sheet, len(annex.table.columns), (annex.label, annex.title, annex.reference))
    after = write_table(sheet, annex.table, first=5)
    for row, note in enumerate(annex.notes, start=after + 1):
        dress(write_cell(sheet, row, 1, note), italic=True)
        _span(sheet, row, len(annex.table.columns))


def _write_titles(sheet: Worksheet, columns: int, lines: tuple[str, str, str]) -> None:
    """Three lines over the table's width: what it belongs to, its title, its reference."""
    for row, line in enumerate(lines, start=1):
        cell = write_cell(sheet, row, 1, line)
        dress(cell, bold=row < len(lines), italic=row == len(lines), side="center")
        _span(sheet, row, columns)


def _span(sheet: Worksheet, row: int, columns: int) -> None:
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)
