import io

import pytest

from sheets.faults import xlsx
from sheets.opening import open_workbook
from sheets.workbook import Fault
from tests.sheets.build import ods, part, saved, with_part, xls
from tests.sheets.build import xlsx as make_xlsx
from tests.sheets.hostile import MAIN, with_cells


def faults(markup):
    return dict(xlsx.sheet_faults(io.BytesIO(markup.encode())))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="B2"><f>A1+1</f><v>3</v></c>', {}),
        ('<c r="B2"><f>A1+1</f></c>', {(1, 1): ("f", "A1+1")}),
        ('<c r="B2"><f>A1+1</f><v/></c>', {(1, 1): ("f", "A1+1")}),
        ('<c r="B2"><f>A1+1</f><v></v></c>', {(1, 1): ("f", "A1+1")}),
        ('<c r="B2" t="str"><f>A1</f><v></v></c>', {}),
        ('<c r="B2"><f t="shared" si="0"/><v>3</v></c>', {}),
        ('<c r="B2"><f t="shared" si="0"/></c>', {(1, 1): ("f", "")}),
        ('<c r="B2"><f/><v/></c>', {(1, 1): ("f", "")}),
        ('<c r="B2" s="1" t="e"><v>#DIV/0!</v></c>', {(1, 1): ("e", "#DIV/0!")}),
        ("<c r='B2' t='e'><f>1/0</f><v>#DIV/0!</v></c>", {(1, 1): ("e", "#DIV/0!")}),
        ('<c r="B2">\n  <f>IF(A1&lt;1,2,3)</f>\n  <v>3</v>\n</c>', {}),
        ('<c r="B2">\n  <f>IF(A1&lt;1,2,3)</f>\n</c>', {(1, 1): ("f", "IF(A1<1,2,3)")}),
        ('<c r="B2"><v>1</v></c><c r="C2"><f>B2</f></c>', {(1, 2): ("f", "B2")}),
        ('<c r="ZZZZ99"><f>B2</f></c><c r="A0"><f>B2</f></c><c><f>B2</f></c>', {}),
        ('<c r="XFE1"><f>B2</f></c><c r="A150001"><f>B2</f></c>', {}),
    ],
)
def test_a_cell_without_a_value_is_told_from_one_with(cell, expected):
    sheet = f"<worksheet {MAIN}><sheetData><row>{cell}</row></sheetData></worksheet>"
    assert faults(sheet) == expected


def test_a_prefix_before_every_name_hides_nothing():
    sheet = f'<x:worksheet xmlns:x="{MAIN[7:-1]}"><x:c r="B2"><x:f>A1</x:f></x:c></x:worksheet>'
    assert faults(sheet) == {(1, 1): ("f", "A1")}


def test_faults_are_found_wherever_a_long_sheet_is_cut_into_pieces():
    cells = "".join(
        f'<c r="A{n}"><f>B{n}</f></c><c r="B{n}" t="inlineStr"><is><t>{"x" * (n % 97)}</t></is></c>'
        for n in range(1, 40_001)
    )
    found = faults(f"<worksheet {MAIN}>{cells}</worksheet>")
    assert found == {(n - 1, 0): ("f", f"B{n}") for n in range(1, 40_001)}


def test_a_fault_stands_in_its_place_among_values_and_below_them():
    data = with_cells(
        '<row r="2"><c r="B2"><v>5</v></c><c r="D2"><f>B2</f></c></row>'
        '<row r="4"><c r="C4" t="e"><v>#REF!</v></c></row>'
    )
    assert open_workbook(data, "a.xlsx").sheets[0].rows == (
        (),
        (None, 5, None, Fault("no_value", "B2")),
        (),
        (None, None, Fault("error", "#REF!")),
    )


def test_numbers_and_truths_keep_apart():
    rows = [[1, True, 0, False, 1.0, "1", 2.5, "TRUE"]]
    [row] = open_workbook(make_xlsx(rows), "a.xlsx").sheets[0].rows
    assert [(value, type(value)) for value in row] == [
        (1, int), (True, bool), (0, int), (False, bool), (1, int), ("1", str), (2.5, float), ("TRUE", str),
    ]  # fmt: skip


def test_errors_of_an_old_workbook_are_faults():
    import xlwt  # noqa: PLC0415 -- only here

    book = xlwt.Workbook()
    first, second = book.add_sheet("A"), book.add_sheet("B")
    first.write(0, 0, 1)
    second.write(0, 0, "a")
    second.row(2).set_cell_error(1, "#DIV/0!")
    second.row(2).set_cell_boolean(2, True)
    first, second = open_workbook(saved(book), "a.xls").sheets
    assert first.rows == ((1,),)
    assert second.rows == (("a",), (), (None, Fault("error", "#DIV/0!"), True))
    assert open_workbook(xls([["a" * 9000, 1]]), "a.xls").sheets[0].at(0, 1) == 1


def ods_with(cells):
    content = part(ods([["x"]]), "content.xml").decode()
    row = content.index("<table:table-row>") + len("<table:table-row>")
    content = (
        content.replace(
            "<office:document-content ",
            '<office:document-content xmlns:calcext="urn:org:documentfoundation:names:experimental:'
            'calc:xmlns:calcext:1.0" ',
            1,
        )
        if "calcext" not in content
        else content
    )
    row = content.index("<table:table-row>") + len("<table:table-row>")
    return with_part(ods([["x"]]), "content.xml", content[:row] + cells + content[row:])


def test_errors_and_formulas_without_a_value_of_an_ods_are_faults():
    data = ods_with(
        '<table:table-cell table:number-columns-repeated="2"/>'
        '<table:table-cell table:formula="of:=[.B1]+1"/>'
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        'office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0">'
        "<text:p>Err:502</text:p></table:table-cell>"
        '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2">'
        "<office:annotation><text:p>#REF!</text:p></office:annotation><text:p>2</text:p></table:table-cell>"
        '<table:table-cell table:formula="of:=&quot;&quot;" office:value-type="string" '
        'office:string-value=""/>'
    )
    [row] = open_workbook(data, "a.ods").sheets[0].rows
    assert row == (
        None,
        None,
        Fault("no_value", "[.B1]+1"),
        Fault("error", "#DIV/0!"),
        Fault("error", "Err:502"),
        2,
        None,
        "x",
    )
