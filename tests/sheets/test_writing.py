import io
from datetime import date

import pytest
from openpyxl import load_workbook

from sheets.streaming import long_table
from sheets.writing import (
    WIDTH_SAMPLE_ROWS,
    fit_to_page_width,
    new_workbook,
    plain_text,
    sheet_title,
    to_bytes,
    write_cell,
    write_table,
)


def reopened(book):
    return load_workbook(io.BytesIO(to_bytes(book))).active


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@SUM(A1)", "\tx", '=HYPERLINK("http://a")'])
def test_text_that_looks_like_a_formula_stays_text(text):
    book, sheet = new_workbook("A")
    write_cell(sheet, 1, 1, text)
    cell = reopened(book)["A1"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    assert plain_text(text) == f"'{text}"


def test_ordinary_text_is_not_marked():
    book, sheet = new_workbook("A")
    write_cell(sheet, 1, 1, "Thôn Phú Hòa\x01")
    cell = reopened(book)["A1"]
    assert (cell.value, cell.quotePrefix) == ("Thôn Phú Hòa", False)
    assert plain_text("Thôn Phú Hòa") == "Thôn Phú Hòa"


def test_a_table_holds_real_numbers_and_days_and_prints_its_heading_on_every_page():
    book, sheet = new_workbook("Tuần: 1/6")
    free = write_table(
        sheet,
        ["Thôn", "Số", "Ngày"],
        [["Thôn Phú Hòa", 35097, date(2026, 6, 1)], ["A", 0, None]],
        top=3,
    )
    fit_to_page_width(sheet, landscape=True)
    read = reopened(book)
    assert free == 6
    assert [[c.value for c in row][:2] for row in read["A3:B5"]] == [
        ["Thôn", "Số"],
        ["Thôn Phú Hòa", 35097],
        ["A", 0],
    ]
    assert (read["B4"].number_format, read["C4"].number_format) == ("#,##0", "dd/mm/yyyy")
    assert (read.freeze_panes, read.print_title_rows, read.title) == ("A4", "$3:$3", "Tuần  1 6")
    assert read.column_dimensions["A"].width == 14
    assert (read.page_setup.orientation, read.sheet_properties.pageSetUpPr.fitToPage) == (
        "landscape",
        True,
    )


ROWS = [["Thôn Phú Hòa", 35097, date(2026, 6, 1)], ["=1+1", 0, None], ["A\x01", 1.5, None]]


def looks(sheet):
    return [
        [
            (c.value, c.data_type, c.number_format, c.font.name, c.font.bold, c.fill.fgColor.rgb,
             c.border.left.style, c.alignment.wrap_text, c.quotePrefix)
            for c in row
        ]
        for row in sheet["A1:C4"]
    ]  # fmt: skip


def test_a_long_table_looks_like_a_short_one():
    headings = ["Thôn", "Số", "Ngày"]
    book, sheet = new_workbook("Đơn vị")
    write_table(sheet, headings, ROWS)
    fit_to_page_width(sheet, landscape=True)
    short = reopened(book)
    long = load_workbook(io.BytesIO(long_table("Đơn vị", headings, iter(ROWS)))).active

    assert looks(long) == looks(short)
    for read in (long, short):
        assert (read.title, read.freeze_panes, read.print_title_rows) == ("Đơn vị", "A2", "$1:$1")
        assert [read.column_dimensions[c].width for c in "ABC"] == [14, 7, 12]
        assert (read.page_setup.orientation, read.page_setup.fitToHeight) == ("landscape", 0)


def test_a_long_table_is_read_to_its_end():
    rows = [[f"Thôn {n}", n] for n in range(2 * WIDTH_SAMPLE_ROWS)]
    read = load_workbook(io.BytesIO(long_table("A", ["Thôn", "Số"], rows))).active

    assert [[c.value for c in row] for row in read.iter_rows(2)] == rows


def test_sheet_names_are_cut_to_what_excel_takes():
    assert (
        sheet_title("Thôn [1]: kết quả/tuần " + "x" * 40)
        == ("Thôn  1   kết quả tuần " + "x" * 40)[:31]
    )
    assert sheet_title("//") == "Trang tính"
