import os
import signal
import subprocess
import sys

import pytest

from sheets import child, gate, kinds, opening
from sheets.opening import open_workbook
from sheets.workbook import Fault, Refused
from tests.sheets import hostile
from tests.sheets.build import cpu_seconds, ods, part, with_part, xls, xlsx
from tests.sheets.hostile import MAIN, ROWS, archive_of, with_cells

READ = (("Thôn", "Số lượng"), ("Phú Hòa", 12))
ODS_CONTENT = part(ods(ROWS), "content.xml")


def outcome(data, filename="a.xlsx"):
    """The first sheet's rows, or the reason for the refusal."""
    try:
        return open_workbook(data, filename).sheets[0].rows
    except Refused as refused:
        return refused.reason


def merged_flood():
    regions = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 100_001))
    return with_cells(
        '<row r="1"><c r="A1"><v>1</v></c></row>', after=f"<mergeCells>{regions}</mergeCells>"
    )


def styles_flood():
    styles = "".join(f'<xf numFmtId="{n}"/>' for n in range(300_000))
    return with_part(
        xlsx(ROWS), "xl/styles.xml", f"<styleSheet {MAIN}><cellXfs>{styles}</cellXfs></styleSheet>"
    )


def strings_flood(head):
    return with_part(
        xlsx(ROWS), "xl/sharedStrings.xml", f"<sst {MAIN} {head}><si><t>a</t></si></sst>"
    )


def repeated_ods(rows, columns=1):
    content = ODS_CONTENT.replace(
        b"<table:table-row", b'<table:table-row table:number-rows-repeated="%d"' % rows
    ).replace(
        b"<table:table-cell ", b'<table:table-cell table:number-columns-repeated="%d" ' % columns
    )
    return with_part(ods(ROWS), "content.xml", content)


HTML = "<html><body><table><tr><td>Thôn</td></tr></table></body></html>"
XML_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.7 ...", kinds.PDF),
        (b"\x89PNG\r\n\x1a\n...", kinds.IMAGE),
        (b"\xff\xd8\xff\xe0...", kinds.IMAGE),
        (b"RIFF\0\0\0\0WEBP", kinds.IMAGE),
        (b"\0\0\0\x18ftypheic", kinds.IMAGE),
        (b"Rar!\x1a\x07\0...", kinds.ARCHIVE),
        (b"7z\xbc\xaf\x27\x1c...", kinds.ARCHIVE),
        (b"MZ\x90\0...", kinds.PROGRAM),
        (b"{\\rtf1 ...", kinds.RICH_TEXT),
        (HTML.encode(), kinds.WEB_PAGE),
        (f"\ufeff\n<!DOCTYPE html>{HTML}".encode(), kinds.WEB_PAGE),
        (HTML.encode("utf-16"), kinds.WEB_PAGE),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", kinds.WEB_PAGE),
        (b"<!-- made by a program -->\n<table>", kinds.WEB_PAGE),
        (XML_2003.encode(), kinds.XML_2003),
        (b'<?xml version="1.0"?><office:document office:version="1.2">', kinds.FLAT_ODS),
        (hostile.excel_2(), kinds.OLD_EXCEL),
        (hostile.compound_of("Root Entry", "WordDocument"), kinds.WORD),
        (hostile.compound_of("Root Entry", "PowerPoint Document"), kinds.SLIDES),
        (archive_of({"[Content_Types].xml": "", "word/document.xml": "<a/>"}), kinds.WORD),
        (archive_of({"[Content_Types].xml": "", "ppt/presentation.xml": "<a/>"}), kinds.SLIDES),
        (archive_of({"Index/Document.iwa": "a"}), kinds.NUMBERS),
        (archive_of({"thang 6/so lieu.xlsx": "a"}), kinds.ARCHIVE),
        (
            archive_of(
                {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}
            ),
            kinds.ARCHIVE,
        ),
        (b"\x7fELF", kinds.PROGRAM),
        (b"du lieu", gate.NOT_A_WORKBOOK),
    ],
)
def test_another_kind_of_file_is_named_for_what_it_is(data, expected):
    assert outcome(data, "so lieu.xlsx") == expected
    assert outcome(data, "so lieu.xls") == expected


def test_a_web_page_or_picture_named_csv_is_not_read_as_text():
    assert outcome(HTML.encode(), "a.csv") == kinds.WEB_PAGE
    assert outcome(b"%PDF-1.4", "a.csv") == kinds.PDF
    assert outcome("PK;Thôn\n1;Phú Hòa\n".encode(), "a.csv") == (("PK", "Thôn"), ("1", "Phú Hòa"))


def test_a_text_about_encryption_is_no_password():
    assert outcome(xls([["EncryptedPackage", 1]]), "a.xls") == (("EncryptedPackage", 1),)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: b"junk" + xlsx(ROWS), gate.UNSAFE),
        (lambda: archive_of({"a.txt": "a"}) + xlsx(ROWS), gate.UNSAFE),
        (lambda: hostile.with_twin(xlsx(ROWS), "XL/Workbook.xml"), gate.UNSAFE),
        (lambda: hostile.with_link(xlsx(ROWS)), gate.UNSAFE),
        (lambda: hostile.without_part(xlsx(ROWS), "[Content_Types].xml"), gate.DAMAGED),
        (lambda: hostile.without_part(xlsx(ROWS), "xl/_rels/workbook.xml.rels"), gate.DAMAGED),
        (lambda: hostile.zip64(xlsx(ROWS)), READ),
        (lambda: hostile.stored(xlsx(ROWS)), READ),
    ],
)
def test_odd_archives_are_refused_and_rare_ones_opened(make, expected):
    assert outcome(make()) == expected


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (merged_flood, gate.TOO_MANY_MERGED),
        (styles_flood, READ),
        (lambda: strings_flood('count="4000000000" uniqueCount="4000000000"'), gate.FAR_CELLS),
        (lambda: with_cells("<a>" * 200_000), gate.NOTHING),
        (lambda: with_part(xlsx(ROWS), "xl/workbook.xml", "<a>" * 200_000), gate.DAMAGED),
        (
            lambda: with_cells(
                '<row r="1"><c r="A1"><v>1</v></c></row>',
                before='<dimension ref="A1:XFD1048576"/>',
            ),
            ((1,),),
        ),
        (lambda: with_cells('<row r="9"><c r="XFD1048576"><v>1</v></c></row>'), gate.TOO_MANY),
        (
            lambda: with_cells(
                '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'
            ),
            gate.FAR_CELLS,
        ),
        (lambda: hostile.many_sheets(5_000), gate.TOO_MANY_SHEETS),
        (lambda: hostile.many_sheets(1, name="a" * 40_000), READ),
        (lambda: hostile.with_names([("a", "b"), ("b", "a")]), READ),
        (
            lambda: with_cells(
                '<row r="1"><c r="A1"><f>cmd|\' /C calc\'!A0</f><v>7</v></c>'
                '<c r="B1"><f>[1]Sheet!A1</f><v>8</v></c></row>'
            ),
            ((7, 8),),
        ),
        (
            lambda: with_cells(
                '<row r="1"><c r="A1"><v>1e999</v></c><c r="B1"><v>NaN</v></c></row>'
            ),
            ((Fault("error", "#NUM!"), Fault("error", "#NUM!")),),
        ),
        (lambda: with_cells('<row r="1"><c r="A1" t="s"><v>9</v></c></row>'), gate.DAMAGED),
        (hostile.xls_with_circle, gate.DAMAGED),
        (lambda: repeated_ods(4_000_000_000), gate.FAR_CELLS),
    ],
)
def test_floods_circles_and_far_cells_end_within_two_seconds(make, expected):
    data = make()
    started = cpu_seconds()
    assert outcome(data) == expected
    assert cpu_seconds() - started < 2


def errors_flood():
    """A million errors: the second look needs three seconds for them."""
    cells = "".join(f'<c r="{column}{{0}}" t="e"><v>#REF!</v></c>' for column in "ABCDEFGHIJ")
    return with_cells("".join(f'<row r="{n}">{cells.format(n)}</row>' for n in range(1, 100_001)))


def formulas_flood():
    """A million formulas without a result, in 45 MB of one part."""
    row = "<table:table-row>{}</table:table-row>".format(
        '<table:table-cell table:formula="of:={0}"/>' * 8
    )
    rows = "".join(row.format(n) for n in range(120_000)).encode()
    first, end = ODS_CONTENT.index(b"<table:table-row"), ODS_CONTENT.index(b"</table:table>")
    return with_part(ods(ROWS), "content.xml", ODS_CONTENT[:first] + rows + ODS_CONTENT[end:])


@pytest.mark.parametrize(("make", "name"), [(errors_flood, "a.xlsx"), (formulas_flood, "a.ods")])
def test_a_large_file_that_costs_more_than_an_honest_one_is_ended(make, name):
    data = make()
    started = cpu_seconds()
    assert outcome(data, name) == gate.TOO_LONG
    assert cpu_seconds() - started < 2.6


def test_an_honest_list_of_a_hundred_thousand_rows_is_opened_in_its_time():
    columns = "".join(
        f'<c r="{column}{{0}}" t="inlineStr"><is><t>Nguyễn {column} {{0}}</t></is></c>'
        for column in "ABC"
    )
    row = f'<row r="{{0}}">{columns}<c r="D{{0}}"><v>{{0}}</v></c><c r="E{{0}}"><v>1</v></c></row>'
    rows = outcome(with_cells("".join(row.format(n) for n in range(1, 100_001))))
    assert (len(rows), rows[-1]) == (
        100_000,
        ("Nguyễn A 100000", "Nguyễn B 100000", "Nguyễn C 100000", 100_000, 1),
    )


@pytest.mark.parametrize(
    ("megabytes", "seconds"), [(0, 1.5), (10, 1.5), (28, 2.25), (43, 2.3), (60, 2.3)]
)
def test_time_grows_with_what_is_unpacked_up_to_what_a_refusal_may_take(megabytes, seconds):
    assert opening._processor_seconds(megabytes * 1024 * 1024) == pytest.approx(seconds)


def test_workbooks_of_excel_5_are_read_with_their_errors():
    assert outcome(hostile.biff5_sheet(), "a.xls") == ((7, Fault("error", "#DIV/0!")),)


def test_binary_workbooks_are_read_with_their_errors():
    assert outcome(hostile.xlsb(), "a.xlsb") == (
        (7, Fault("error", "#DIV/0!"), Fault("error", "#REF!"), 8),
    )


def test_a_workbook_with_macros_is_read_and_its_macros_are_not_looked_at():
    macros = hostile.compound_of("Root Entry", "VBA", "dir")
    assert outcome(with_part(xlsx(ROWS), "xl/vbaProject.bin", macros), "a.xlsm") == READ


def test_names_that_mean_a_text_are_told():
    data = hostile.with_names(
        [
            ("MAU_BIEU", '"plan-code/1"'),
            ("Vùng", "Sheet!$A$1"),
            ("n", '"a""b"'),
            ("d", f'"{"x" * 201}"'),
        ]
    )
    assert open_workbook(data, "a.xlsx").names == {"MAU_BIEU": "plan-code/1", "n": 'a"b'}
    many = hostile.with_names([(f"n{n}", '"a"') for n in range(60)])
    assert len(open_workbook(many, "a.xlsx").names) == 50


def run_child(code, **options):
    return subprocess.run(
        [
            sys.executable,
            "-I",
            "-c",
            f"import sys; sys.path.append(sys.argv.pop()); {code}",
            str(opening._ROOT),
        ],
        capture_output=True,
        check=False,
        **options,
    )


def test_the_child_is_ended_when_its_time_is_up():
    started = cpu_seconds()
    done = run_child("from sheets import child; child._limit(0.3)\nwhile True: pass")
    assert done.returncode == -signal.SIGPROF
    assert cpu_seconds() - started < 2


def test_the_childs_memory_stays_within_200_megabytes():
    code = (
        "from sheets import child; child._limit(5); kept = []\n"
        "try:\n    while True: kept.append(bytearray(1024 * 1024))\n"
        "except MemoryError: kept.clear()\n"
        "print(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0])"
    )
    assert 100_000 < int(run_child(code).stdout) <= 200 * 1024


def test_an_answer_that_is_none_is_a_damaged_file(monkeypatch):
    for answer in (
        b"",
        b"{}\n",
        b"[]\n1234",
        b'{"values":[],"names":{},"sheets":[{"rows":1,"cells":1}]}\n',
    ):
        monkeypatch.setattr(opening, "_parsed_apart", lambda *_, told=answer: told)
        assert outcome(xlsx(ROWS)) == gate.DAMAGED


def test_the_child_knows_nothing_of_our_environment(monkeypatch):
    monkeypatch.setitem(os.environ, "SECRET_KEY", "x")
    told = {}
    real = subprocess.run
    monkeypatch.setattr(
        subprocess, "run", lambda *given, **options: told.update(options) or real(*given, **options)
    )
    assert outcome(xlsx(ROWS)) == READ
    assert told["env"] == {}


def test_limits_are_those_that_the_parents_sentences_name():
    assert (child.MAX_ROWS, child.MAX_SHEETS, child.MAX_MERGED) == (gate.MAX_ROWS, 500, 50_000)
