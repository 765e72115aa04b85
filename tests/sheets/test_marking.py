import io
from datetime import date

import pytest
from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from sheets.marking import LIST_TITLE, Mark, copying, marked_copy
from sheets.marking.types import AUTHOR, MAX_MARKS
from sheets.opening import open_workbook
from sheets.workbook import Refused
from tests.sheets.build import ods, part, saved, text_table, with_part, xls, xlsx

ROWS = [["Thôn", "Số lượng"], ["Phú Hòa", 12], ["Phú Bình", "ba mươi"]]
READ = tuple(map(tuple, ROWS))
WRONG = Mark("Sheet", "B3", "problem", "“ba mươi” không phải là số.")
RED, GREEN, GREY = "FFFFC7CE", "FFC6EFCE", "FFD9D9D9"


def marked(data, *marks, name="a.xlsx"):
    return load_workbook(io.BytesIO(marked_copy(data, name, marks).data))


def colour(cell):
    return cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" else None


def test_each_kind_of_mark_has_its_colour_and_its_comment():
    book = marked(
        xlsx(ROWS),
        WRONG,
        Mark("Sheet", "B2", "change", "Trên cổng là 10, tệp ghi 12."),
        Mark("Sheet", "A1", "left_out", ""),
    )
    sheet = book["Sheet"]
    assert [colour(sheet[c]) for c in ("B3", "B2", "A1", "A2")] == [RED, GREEN, GREY, None]
    assert (sheet["B3"].border.left.style, sheet["B2"].border.left.style) == ("thick", None)
    assert sheet["B3"].comment.text == f"{AUTHOR}:\n“ba mươi” không phải là số."
    assert (sheet["B3"].comment.author, sheet["A1"].comment) == (AUTHOR, None)


def test_the_first_sheet_lists_the_problems_with_links_inside_the_workbook():
    data = xlsx(ROWS, title="Thôn 'A'")
    book = marked(
        data, Mark("Thôn 'A'", "B3", "problem", "Sai."), Mark("Xa", "B1", "problem", "Thiếu.")
    )
    first = book.worksheets[0]
    assert (first.title, book.active.title) == (LIST_TITLE, LIST_TITLE)
    assert [[c.value for c in row] for row in first["A4:D6"]] == [
        ["STT", "Trang tính", "Ô", "Nội dung cần sửa"],
        [1, "Thôn 'A'", "B3", "Sai."],
        [2, "Xa", "B1", "Thiếu."],
    ]
    link = first["C5"].hyperlink
    assert (link.location, link.target, first["C6"].hyperlink) == ("'Thôn ''A'''!B3", None, None)
    assert [sheet.sheet_view.tabSelected for sheet in book.worksheets] == [True, False]


def test_without_a_problem_the_list_says_so():
    book = marked(xlsx(ROWS), Mark("Sheet", "B2", "change", "a"))
    assert book[LIST_TITLE]["A2"].value == "Không có ô nào cần sửa."


def test_the_senders_look_is_kept():
    book = Book()
    sheet = book.active
    sheet.title = "Sheet"
    for row in ROWS:
        sheet.append(row)
    sheet["A1"].font = Font(name="Arial", size=17, bold=True)
    sheet["B2"].fill = PatternFill("solid", fgColor="FF112233")
    sheet["B2"].number_format = "#,##0"
    sheet.column_dimensions["A"].width = 33
    sheet.merge_cells("A5:B5")
    sheet.freeze_panes = "A2"
    read = marked(saved(book), WRONG)["Sheet"]
    assert (read["A1"].font.name, read["A1"].font.size, read["A1"].font.bold) == ("Arial", 17, True)
    assert (colour(read["B2"]), read["B2"].number_format) == ("FF112233", "#,##0")
    assert (read.column_dimensions["A"].width, read.freeze_panes) == (33, "A2")
    assert [str(region) for region in read.merged_cells.ranges] == ["A5:B5"]


def test_a_mark_on_a_merged_region_goes_to_its_first_cell_and_frames_it():
    data = xlsx([["Thôn", None], [None, None]], merged=["A1:B2"])
    sheet = marked(data, Mark("Sheet", "B2", "problem", "Sai."))["Sheet"]
    assert (colour(sheet["A1"]), sheet["A1"].comment.text) == (RED, f"{AUTHOR}:\nSai.")
    assert (sheet["A1"].border.left.style, sheet["B2"].border.right.style) == ("thick", "thick")


def test_two_marks_on_a_cell_and_the_senders_comment_stand_in_one_comment():
    book = Book()
    book.active.title = "Sheet"
    book.active["A1"] = 5
    book.active["A1"].comment = Comment("Tôi đếm lại rồi", "Trưởng thôn")
    book.active["A2"] = 6
    book.active["A2"].comment = Comment("Để yên", "Trưởng thôn")
    sheet = marked(
        saved(book), Mark("Sheet", "A1", "change", "Một."), Mark("Sheet", "A1", "problem", "Hai.")
    )["Sheet"]
    assert sheet["A1"].comment.text == f"Tôi đếm lại rồi\n\n{AUTHOR}:\nHai.\nMột."
    assert (colour(sheet["A1"]), sheet["A2"].comment.text) == (RED, "Để yên")


def test_a_file_marked_before_loses_its_old_marks():
    first = marked_copy(xlsx(ROWS), "a.xlsx", [WRONG])
    second = marked_copy(first.data, first.name, [Mark("Sheet", "A2", "change", "a")])
    book = load_workbook(io.BytesIO(second.data))
    assert book.sheetnames == [LIST_TITLE, "Sheet"]
    assert (colour(book["Sheet"]["B3"]), book["Sheet"]["B3"].comment) == (None, None)
    assert second.name == first.name == "a (đã đánh dấu).xlsx"


@pytest.mark.parametrize(
    ("make", "name", "sheet"), [(xls, "a.xls", "Sheet1"), (ods, "a.ods", "Bảng"), (text_table, "a.csv", "a")]
)  # fmt: skip
def test_other_kinds_come_back_as_an_xlsx_with_the_same_cells(make, name, sheet):
    before = open_workbook(make(ROWS), name).sheets[0]
    result = marked_copy(make(ROWS), name, [Mark(sheet, "B3", "problem", "Sai.")])
    after = open_workbook(result.data, result.name).sheets[1]
    assert (after.name, after.rows, result.name) == (sheet, before.rows, "a (đã đánh dấu).xlsx")
    read = load_workbook(io.BytesIO(result.data)).worksheets[1]
    assert (colour(read["B3"]), read["B3"].comment.text) == (RED, f"{AUTHOR}:\nSai.")
    assert read.column_dimensions["A"].width == 10


def test_merged_and_hidden_and_legacy_letters_of_an_old_workbook_are_kept_readable():
    import xlwt  # noqa: PLC0415 -- only here

    book = xlwt.Workbook()
    sheet = book.add_sheet("A")
    sheet.write_merge(0, 0, 0, 2, "Céng hßa x· héi chñ nghÜa ViÖt Nam")
    sheet.write(1, 0, date(2026, 6, 1), xlwt.easyxf(num_format_str="dd/mm/yyyy"))
    book.add_sheet("B").write(0, 0, "=1+1")
    book.get_sheet("B").visibility = 1
    result = marked_copy(saved(book), "a.xls", [])
    first, second = open_workbook(result.data, "a.xlsx").sheets[1:]
    assert first.rows == (("Cộng hòa xã hội chủ nghĩa Việt Nam",), (date(2026, 6, 1),))
    assert (first.merged, second.hidden, second.rows) == (((0, 0, 0, 2),), True, (("=1+1",),))


def test_a_workbook_too_large_to_mark_comes_back_as_the_list(monkeypatch):
    monkeypatch.setattr(copying, "_MAX_CELLS", 3)
    book = marked(xlsx(ROWS), WRONG)
    assert book.sheetnames == [LIST_TITLE]
    assert [c.value for c in book.active[5]] == [1, "Sheet", "B3", WRONG.comment]
    assert book.active["C5"].hyperlink is None


def test_a_workbook_that_openpyxl_cannot_open_comes_back_as_the_list():
    data = with_part(xlsx(ROWS), "xl/styles.xml", part(xlsx(ROWS), "xl/styles.xml") + b"<")
    assert open_workbook(data, "a.xlsx").sheets[0].rows == READ
    assert marked(data, WRONG).sheetnames == [LIST_TITLE]


def test_more_marks_than_a_workbook_bears_are_counted():
    rows = [[n] for n in range(MAX_MARKS + 7)]
    marks = [Mark("Sheet", f"A{n}", "change", "") for n in range(1, 6)]
    marks += [Mark("Sheet", f"A{n}", "problem", "a") for n in range(1, MAX_MARKS + 8)]
    book = marked(xlsx(rows), *marks)
    listed = book[LIST_TITLE]
    assert listed.cell(MAX_MARKS + 5, 1).value == "Còn 7 nội dung khác chưa liệt kê."
    assert colour(book["Sheet"].cell(MAX_MARKS, 1)) == RED
    assert colour(book["Sheet"].cell(MAX_MARKS + 1, 1)) is None


@pytest.mark.parametrize("cell", ["", "A0", "ZZZZ99", "XFE1", "A1048577", "hàng 3"])
def test_a_mark_on_no_cell_is_only_listed(cell):
    book = marked(xlsx(ROWS), Mark("Sheet", cell, "problem", "Sai."))
    assert book[LIST_TITLE]["D5"].value == "Sai."
    assert open_workbook(saved(book), "a.xlsx").sheets[1].rows == READ


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("C:\\Users\\A\\tuần 1.xls", "tuần 1 (đã đánh dấu).xlsx"),
        ("../../a.ods", "a (đã đánh dấu).xlsx"),
        ("a (đã đánh dấu).xlsx", "a (đã đánh dấu).xlsx"),
        ('\r\n"<>.xlsx', "Bảng số liệu (đã đánh dấu).xlsx"),
    ],
)
def test_the_name_is_the_senders_made_harmless(name, expected):
    assert marked_copy(xlsx(ROWS), name, []).name == expected


def test_a_file_that_is_refused_is_not_marked():
    with pytest.raises(Refused):
        marked_copy(b"%PDF-1.4", "a.xlsx", [WRONG])
