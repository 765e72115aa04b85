import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook as Book

from sheets import gate
from sheets.opening import open_workbook
from sheets.workbook import Fault, Refused, Sheet, Workbook
from tests.sheets.build import cpu_seconds, ods, part, saved, text_table, with_part, xls, xlsx
from tests.sheets.hostile import compound_of, ods_with_password, xls_with_password

ROWS = [["Thôn", "Số lượng"], ["Phú Hòa", 12], [None, 7]]
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
READ = (("Thôn", "Số lượng"), ("Phú Hòa", 12), (None, 7))


def reason(data, filename="a.xlsx"):
    with pytest.raises(Refused) as refused:
        open_workbook(data, filename)
    return refused.value.reason


@pytest.mark.parametrize(("make", "name"), [(xlsx, "a.xlsx"), (xls, "a.xls"), (ods, "a.ods")])
def test_every_kind_of_workbook_gives_the_same_rows(make, name):
    assert open_workbook(make(ROWS), name).sheets[0].rows == READ


def test_no_text_holds_a_nul():
    assert open_workbook(xlsx([["Phú_x0000_ Hòa", 1]]), "a.xlsx").sheets[0].rows == (
        ("Phú Hòa", 1),
    )


def test_the_content_decides_not_the_suffix():
    assert open_workbook(xls(ROWS), "a.xlsx").sheets[0].rows == READ


def test_hidden_sheets_merged_cells_and_days_are_told():
    rows = [["Kết quả", None], [date(2026, 6, 1), datetime(2026, 6, 1, 7, 30)]]  # noqa: DTZ001 -- a workbook has no zones
    book = open_workbook(
        xlsx(rows, title="A", merged=["A1:B1"], more=[("B", ROWS)], hidden=["B"]), "a.xlsx"
    )
    assert book == Workbook(
        (
            Sheet(
                "A",
                (("Kết quả",), (date(2026, 6, 1), "2026-06-01 07:30:00")),
                merged=((0, 0, 0, 1),),
            ),
            Sheet("B", READ, hidden=True),
        )
    )


def test_formula_errors_and_formulas_without_a_value_are_not_blanks():
    book = Book()
    book.active.append(["a", "=SUM(1,2)", None, "=B9"])
    book.active["C1"] = "#REF!"
    book.active["C1"].data_type = "e"
    book.active["F9"] = "=1/0"
    [sheet] = open_workbook(saved(book), "a.xlsx").sheets
    assert sheet.rows[0] == (
        "a",
        Fault("no_value", "SUM(1,2)"),
        Fault("error", "#REF!"),
        Fault("no_value", "B9"),
    )
    assert sheet.at(8, 5) == Fault("no_value", "1/0")
    assert sheet.address(8, 5) == "F9"
    assert sheet.at(99, 99) is None


def test_a_formula_gives_the_value_saved_with_it():
    data = xlsx([["a", 1]])
    name = "xl/worksheets/sheet1.xml"
    markup = part(data, name).replace(b"<v>1</v>", b"<f>SUM(1,2)</f><v>3</v>")
    assert open_workbook(with_part(data, name, markup), "a.xlsx").sheets[0].rows == (("a", 3),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_text_tables_are_read_in_any_encoding_and_separator(encoding, separator):
    rows = [["Ngày", "Đơn vị"], ["1/6/2026", "Thôn Phú Hòa"]]
    book = open_workbook(text_table(rows, separator=separator, encoding=encoding), "tuan.csv")
    assert book.sheets == (Sheet("tuan", tuple(map(tuple, rows))),)


def test_windows_1258_text_is_composed():
    data = "Đơn vị;Số\nThôn Phú Hòa;3".encode("cp1258", "replace")
    typed = "\u0110\u01a1n vi\u0323;S\u00f4\u0301\nTh\u00f4n Phu\u0301;3".encode("cp1258")
    assert open_workbook(typed, "a.csv").sheets[0].rows == (("Đơn vị", "Số"), ("Thôn Phú", "3"))
    assert data != typed


def test_excels_own_separator_line_is_obeyed():
    assert open_workbook(b"sep=|\na|b;c;d\n", "a.csv").sheets[0].rows == (("a", "b;c;d"),)


def test_a_file_over_five_megabytes_is_refused():
    assert reason(b"PK" + bytes(gate.MAX_BYTES)) == gate.TOO_LARGE


def test_a_bomb_is_refused_quickly_whatever_its_directory_says():
    bomb = with_part(xlsx(ROWS), "xl/worksheets/sheet1.xml", b" " * (61 * 1024 * 1024))
    lying = bytearray(bomb)
    at = bomb.rindex(b"PK\x01\x02")
    lying[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    started = cpu_seconds()
    assert reason(bomb) == gate.TOO_LARGE_UNPACKED
    assert reason(bytes(lying)) in {gate.TOO_LARGE_UNPACKED, gate.DAMAGED}
    assert cpu_seconds() - started < 2


def test_a_part_that_packs_too_well_is_refused():
    assert (
        reason(with_part(xlsx(ROWS), "xl/media/a.bin", bytes(5 * 1024 * 1024)))
        == gate.TOO_LARGE_UNPACKED
    )


def test_two_far_cells_do_not_hang_or_fill_the_memory():
    book = Book()
    book.active["A1"], book.active["XFD1048576"] = 1, 1
    started = cpu_seconds()
    assert reason(saved(book))
    assert cpu_seconds() - started < 5


def test_one_long_text_behind_every_cell_does_not_fill_the_memory():
    rows = "".join(
        f'<row r="{r}">'
        + "".join(f'<c r="{column}{r}" t="s"><v>0</v></c>' for column in "ABCDEFGH")
        + "</row>"
        for r in range(1, 9001)
    )
    text = "ab cd " * 80_000
    data = with_part(
        xlsx([["a"]]), "xl/sharedStrings.xml", f"<sst {MAIN}><si><t>{text}</t></si></sst>"
    )
    markup = f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"
    started = cpu_seconds()
    assert reason(with_part(data, "xl/worksheets/sheet1.xml", markup))
    assert cpu_seconds() - started < 5


def test_more_rows_than_a_campaign_has_are_refused():
    assert reason(b"1\n" * (gate.MAX_ROWS + 1), "a.csv") == gate.TOO_MANY


@pytest.mark.parametrize(
    "markup", [b"<!DOCTYPE a>", b"<!ENTITY a 'b'>", "<!DOCTYPE a>".encode("utf-16")]
)
def test_entities_are_refused_before_any_parser_sees_them(markup):
    data = with_part(xlsx(ROWS), "xl/worksheets/sheet1.xml", markup)
    assert reason(data) == gate.UNSAFE


@pytest.mark.parametrize("name", ["../a.xml", "/etc/a", "xl\\..\\..\\a", "C:/a"])
def test_names_that_lead_outside_are_refused(name):
    assert reason(with_part(xlsx(ROWS), name, b"a")) == gate.UNSAFE


def test_too_many_parts_are_refused():
    buffer = io.BytesIO(xlsx(ROWS))
    with zipfile.ZipFile(buffer, "a") as archive:
        for number in range(gate.MAX_MEMBERS):
            archive.writestr(f"xl/{number}.bin", b"")
    assert reason(buffer.getvalue()) == gate.TOO_LARGE_UNPACKED


def test_passwords_are_named_as_the_reason():
    assert reason(compound_of("EncryptionInfo", "EncryptedPackage")) == gate.PASSWORD
    assert reason(xls_with_password()) == gate.PASSWORD
    assert reason(ods_with_password()) == gate.PASSWORD
    locked = bytearray(xlsx(ROWS))
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert reason(bytes(locked)) == gate.PASSWORD


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"", "a.xlsx", gate.NOTHING),
        (b"  \n", "a.csv", gate.NOTHING),
        (b";;\n;;\n", "a.csv", gate.NOTHING),
        ("văn bản thường".encode(), "a.xlsx", gate.NOT_A_WORKBOOK),
        (b"a;b\0c\n", "a.csv", gate.NOT_A_WORKBOOK),
        (b"PK\x03\x04broken", "a.xlsx", gate.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", gate.DAMAGED),
    ],
)
def test_what_is_no_workbook_is_refused_with_its_reason(data, name, expected):
    assert reason(data, name) == expected


def test_a_workbook_without_a_cell_has_nothing_to_read():
    assert reason(saved(Book())) == gate.NOTHING
