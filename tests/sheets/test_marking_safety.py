"""What leaves a sender's workbook before it goes back to him: whatever may run or reach out of it."""

import io
import re
import zipfile

import pytest
from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.styles import Font
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table

from sheets.marking import Mark, marked_copy
from sheets.marking.formulas import is_plain
from sheets.marking.types import AUTHOR
from sheets.opening import open_workbook
from sheets.workbook import Fault
from tests.sheets.build import part, saved
from tests.sheets.hostile import with_cells
from tests.sheets.reaching import REACHES_OUT, reaching_out

ROWS = [["Thôn", "Số lượng"], ["Phú Hòa", 12], ["Phú Bình", "ba mươi"]]
WRONG = Mark("Sheet", "B3", "problem", "“ba mươi” không phải là số.")
# Every part that a returned workbook may have.
PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:app|core)\.xml|xl/(?:workbook|styles)\.xml"
    r"|xl/_rels/workbook\.xml\.rels|xl/theme/theme1\.xml|xl/worksheets/sheet\d+\.xml"
    r"|xl/worksheets/_rels/sheet\d+\.xml\.rels|xl/comments/comment\d+\.xml"
    r"|xl/drawings/commentsDrawing\d+\.vml"
)


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=SUM(A1:B2)", True),
        ("=sum($A$1:B2)+'Thôn 2'!C3*2-1", True),
        ("=IF(A1>0,ROUND(A1/B1*100%,2),\"-\")", True),
        ("=IFERROR(SUBTOTAL(9,A:A),0)", True),
        ('="plan-code/1"', True),
        ("=Vùng", False),
        ("=[1]Sheet!A1", False),
        ("='C:\\[a.xlsx]S'!A1", False),
        ("=INDIRECT(\"A1\")", False),
        ('=HYPERLINK("http://a","b")', False),
        ('=WEBSERVICE("http://a")', False),
        ("=cmd|' /C calc'!A0", False),
        ("=DDE(\"a\",\"b\",\"c\")", False),
        ("=_xlfn.SUM(1)", False),
        ("=" + "A1+" * 600 + "1", False),
        ("=A1()", False),
        ("={1,2}", False),
    ],
)  # fmt: skip
def test_only_plain_formulas_over_the_same_workbook_are_plain(formula, expected):
    assert is_plain(formula) == expected


def test_a_name_that_stays_may_stand_in_a_formula():
    assert is_plain("=SUM(Vùng)", {"Vùng"})


def test_plain_formulas_stay_with_their_saved_value_and_others_become_it():
    data = with_cells(
        '<row r="1"><c r="A1"><f>SUM(1,2)</f><v>3</v></c>'
        '<c r="B1"><f>[1]S!A1</f><v>8</v></c>'
        '<c r="C1" t="str"><f>WEBSERVICE("http://a")</f><v>=cmd</v></c>'
        '<c r="D1" t="str"><f>IF(A1&gt;1,"a&amp;b","")</f><v>a&amp;b</v></c>'
        '<c r="E1" t="e"><f>A1/0</f><v>#DIV/0!</v></c>'
        '<c r="F1" t="e"><f>FOO()</f><v>#NAME?</v></c>'
        '<c r="G1"><f>FOO()</f></c>'
        '<c r="H1" t="b"><f>A1=3</f><v>1</v></c>'
        '<c r="I1" t="inlineStr"><is><t>+84 912</t></is></c></row>'
    )
    result = marked_copy(data, "a.xlsx", [])
    sheet = load_workbook(io.BytesIO(result.data)).worksheets[1]
    assert [(c.value, c.data_type) for c in sheet[1]] == [
        ("=SUM(1,2)", "f"),
        (8, "n"),
        ("=cmd", "s"),
        ('=IF(A1>1,"a&b","")', "f"),
        ("=A1/0", "f"),
        ("#NAME?", "e"),
        (None, "n"),
        ("=A1=3", "f"),
        ("+84 912", "s"),
    ]
    assert (sheet["C1"].quotePrefix, sheet["I1"].quotePrefix) == (True, True)
    assert open_workbook(result.data, "a.xlsx").sheets[1].rows == (
        (3, 8, "=cmd", "a&b", Fault("error", "#DIV/0!"), Fault("error", "#NAME?"), None, True, "+84 912"),
    )  # fmt: skip


def test_nothing_that_reaches_out_of_the_workbook_goes_back_in_any_part():
    data = reaching_out(ROWS)
    result = marked_copy(data, "so lieu.xlsm", [WRONG])
    parts = parts_of(result.data)

    assert {name for name, content in parts_of(data).items() if REACHES_OUT.search(content)} >= {
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/tables/table1.xml",
        "xl/charts/chart1.xml",
        "xl/theme/theme1.xml",
        "docProps/custom.xml",
    }
    assert {name: REACHES_OUT.findall(content) for name, content in parts.items()} == {
        name: [] for name in parts
    }
    assert [name for name in parts if not PARTS.fullmatch(name)] == []
    assert result.name == "so lieu (đã đánh dấu).xlsx"


def test_what_is_harmless_stays_beside_what_is_dropped():
    result = marked_copy(reaching_out(ROWS), "so lieu.xlsm", [WRONG])
    book = load_workbook(io.BytesIO(result.data))
    sheet = book["Sheet"]

    assert [[c.value for c in row] for row in sheet["A1:B3"]] == ROWS
    assert [[c.value for c in row] for row in sheet["D1:E2"]] == [["Tổng", "Thêm"], [4, 5]]
    assert sheet["B3"].comment.text == f"{AUTHOR}:\n{WRONG.comment}"
    assert sheet["A1"].comment.text == "Để yên"
    assert (list(book.defined_names), list(sheet.defined_names)) == (["Gan"], ["Gan"])
    assert [r.formula1 for r in sheet.data_validations.dataValidation] == ['"1,2"']
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["A1:A9", "F1:F9", "G1:G9"]
    assert (sheet.print_title_rows, sheet.print_area) == ("$1:$1", "'Sheet'!$A$1:$B$3")
    assert sheet["A3"].hyperlink.location == "Sheet!B3"


def test_a_table_goes_back_as_plain_cells():
    book = Book()
    book.active.title = "Sheet"
    for row in ROWS:
        book.active.append(row)
    book.active.add_table(Table(displayName="Bang", ref="A1:B3"))
    result = marked_copy(saved(book), "a.xlsx", [WRONG])

    assert open_workbook(result.data, "a.xlsx").sheets[1].rows == tuple(map(tuple, ROWS))
    assert [name for name in parts_of(result.data) if "table" in name] == []


def test_a_rule_that_is_plain_stays_where_another_of_the_same_cells_is_dropped():
    rule = '<cfRule type="expression" priority="{}"><formula>{}</formula></cfRule>'
    rules = rule.format(1, "A1&gt;0") + rule.format(2, "WEBSERVICE(A1)&gt;0")
    data = with_cells(
        '<row r="1"><c r="A1"><v>1</v></c></row>',
        after=f'<conditionalFormatting sqref="A1 C1:C9">{rules}</conditionalFormatting>',
    )
    sheet = load_workbook(io.BytesIO(marked_copy(data, "a.xlsx", []).data)).worksheets[1]

    [area] = sheet.conditional_formatting
    assert [rule.formula for rule in area.rules] == [["A1>0"]]


@pytest.mark.parametrize(
    "link", [{"target": "http://a.example/"}, {"target": "=SUM(1,2)"}, {"location": "Sheet!A1"}]
)
def test_a_link_over_a_blank_cell_leaves_it_blank(link):
    book = Book()
    book.active.append(["a", "b"])
    for cell in ("A1", "C1"):
        book.active[cell].hyperlink = Hyperlink(ref=cell, **link)
    book.active["C1"].value, book.active["C1"].font = None, Font(bold=True)
    data = saved(book)
    assert b'ref="C1"' in part(data, "xl/worksheets/sheet1.xml")
    result = marked_copy(data, "a.xlsx", []).data

    assert open_workbook(result, "a.xlsx").sheets[1].rows == (("a", "b"),)
    assert b"a.example" not in b"".join(parts_of(result).values())
