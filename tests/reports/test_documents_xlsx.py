"""The Excel report: the same figures as real numbers, and nothing that runs as a formula."""

import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from reports.documents import to_xlsx
from reports.rules.document import Section, printed_rows
from reports.rules.narrative import draft_report
from reports.rules.weekly import figures, numbers_in
from tests.reports.build_weekly import weekly_facts
from vietnamese.numbers import format_count, format_percent


@pytest.fixture(scope="module")
def report():
    return draft_report(weekly_facts())


@pytest.fixture(scope="module")
def workbook(report):
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(report)))


def printed(cell):
    """A cell as Excel shows it with Vietnamese separators."""
    if cell.number_format == "0.00%":
        return format_percent((Decimal(str(cell.value)) * 100).quantize(Decimal("0.01")))
    if cell.number_format == "#,##0":
        return format_count(cell.value)
    return "" if cell.value is None else str(cell.value)


def shown_rows(sheet, first, count):
    return [[printed(cell) for cell in row] for row in sheet.iter_rows(first, first + count - 1)]


def test_the_text_has_its_sheet_and_every_table_one_of_its_own(workbook):
    assert workbook.sheetnames == [
        "Báo cáo",
        "Biểu 1",
        "Phụ lục I",
        "Phụ lục II",
        "Phụ lục III",
    ]


def test_tables_show_the_reports_figures_cell_by_cell(workbook, report):
    [main] = [s.table for s in report.sections if s.table]
    sheets = [(workbook["Biểu 1"], 7, main)]
    sheets += [(workbook[annex.label], 6, annex.table) for annex in report.annexes]

    for sheet, first, table in sheets:
        expected = [list(row) for row in printed_rows(table)]
        if table.total is not None:
            expected[-1][:2] = ["TỔNG CỘNG", ""]  # one cell over two columns
        assert shown_rows(sheet, first, len(expected)) == expected


def test_text_and_tables_together_hold_every_figure_of_the_report(workbook, report):
    text = {n for [cell] in workbook["Báo cáo"].iter_rows() for n in numbers_in(printed(cell))}
    tables = {
        n
        for sheet in workbook.worksheets[1:]
        for row in sheet.iter_rows()
        for cell in row
        for n in numbers_in(printed(cell))
    }

    assert set(figures(report)) <= text | tables


def test_the_text_sheet_holds_every_paragraph_in_order(workbook, report):
    lines = [cell.value for [cell] in workbook["Báo cáo"].iter_rows()]
    body = [p for s in report.sections for p in (s.heading, *s.paragraphs)]
    start = lines.index(body[0])

    assert lines[start : start + len(body)] == body
    assert lines[:4] == [
        "ỦY BAN NHÂN DÂN",
        "XÃ PHÚ RIỀNG",
        report.letterhead.number_line,
        report.place_line,
    ]
    assert lines[-1] == "- Lưu: VT, CA."


def test_counts_and_percents_are_numbers_and_can_be_added_up(workbook):
    sheet = workbook["Phụ lục III"]
    column = [sheet.cell(row, 5).value for row in range(6, 19)]

    assert sum(column[:-1]) == column[-1] == 2215
    assert sheet["F18"].value == pytest.approx(0.439)
    assert sheet["F18"].number_format == "0.00%"
    assert sheet["D15"].value == "-"


def test_sheets_print_on_a4_with_headings_on_every_page_and_stay_in_view(workbook):
    for sheet, last in ((workbook["Biểu 1"], 6), (workbook["Phụ lục I"], 5)):
        assert sheet.print_title_rows == f"$5:${last}"
        assert sheet.freeze_panes == f"C{last + 1}"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
        assert sheet["A1"].font.name == "Times New Roman"
        assert "Dữ liệu minh họa" in sheet.oddFooter.center.text


def test_real_figures_bear_no_word_of_illustration():
    real = openpyxl.load_workbook(
        io.BytesIO(to_xlsx(draft_report(weekly_facts(is_illustrative=False))))
    )

    assert all(not sheet.oddFooter.center.text for sheet in real.worksheets)


@pytest.mark.parametrize("text", ["=1+1", "+84", "-2+3", "@SUM(A1)"])
def test_text_that_looks_like_a_formula_stays_text(report, text):
    section = Section(2, "1. Phần thêm", (text,))
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(replace(report, sections=(section,)))))

    [cell] = [c for [c] in book["Báo cáo"].iter_rows() if c.value == text]

    assert cell.data_type == "s"
    assert cell.quotePrefix is True
