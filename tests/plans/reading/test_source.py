"""A plan's file as text: kinds of files, letters in Unicode, personal numbers, refusals."""

import time
import unicodedata

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans.reading import source
from plans.reading.source import Source, open_source
from sheets.workbook import Refused
from tests.plans.reading import build
from tests.sheets.build import with_part, xlsx
from tests.sheets.hostile import compound_of
from vietnamese.text import with_tones_apart

SENTENCE = "Thôn Phú Nghĩa phấn đấu hoàn thành chỉ tiêu được giao trong năm nay"


def reason(data: bytes, name: str = "a.docx") -> str:
    with pytest.raises(Refused) as refused:
        open_source(data, name)
    return refused.value.reason


def text_of(data: bytes, name: str = "a.docx") -> str:
    return open_source(data, name).text


# --- Text files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_gives_the_same_text(encoding):
    assert text_of(SENTENCE.encode(encoding), "a.txt") == SENTENCE


def test_line_ends_and_letters_have_one_form():
    typed = unicodedata.normalize("NFD", "Kế hoạch của xã An Hòa\r\nnăm 2026\rphụ lục\x0ctrang hai")
    assert text_of(typed.encode(), "a.md") == "Kế hoạch của xã An Hòa\nnăm 2026\nphụ lục\ntrang hai"


def test_text_of_windows_1258_is_read_and_told():
    read = open_source(with_tones_apart(SENTENCE).encode("cp1258"), "a.txt")
    assert read == Source(SENTENCE, ("Đã chuyển chữ từ bảng mã Windows-1258 sang Unicode.",))


def test_lines_typed_with_vntime_come_out_in_unicode():
    typed = "KÕ ho¹ch thu nhËn hå s¬ cña x· Phó B×nh\ntrªn ®Þa bµn n¨m 2026"
    read = open_source(typed.encode(), "a.txt")
    assert read.text == "Kế hoạch thu nhận hồ sơ của xã Phú Bình\ntrên địa bàn năm 2026"
    assert read.repaired == ("Đã chuyển chữ từ phông cũ TCVN3 sang Unicode.",)


# --- Personal numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("SĐT 0262.3855.114)", "SĐT ••••.••••.•••)"),
        ("(ĐT: 0297 3812 406)", "(ĐT: •••• •••• •••)"),
        ("số điện thoại 0912.000.345./.", "số điện thoại ••••.•••.•••./."),
        ("gọi 0912345678 hoặc +84 912 345 678", "gọi •••••••••• hoặc +•• ••• ••• •••"),
        ("thư an.le@xa.gov.vn", "thư ••.••@••.•••.••"),
        ("số định danh 001234567890", "số định danh ••••••••••••"),
    ],
)
def test_personal_numbers_are_dotted_out_and_nothing_moves(typed, kept):
    assert text_of(f"{SENTENCE} {typed}".encode(), "a.txt") == f"{SENTENCE} {kept}"


@pytest.mark.parametrize(
    "typed",
    [
        "ngày 05.11.2024 đến 31.12.2024",
        "45.000.000 đồng",
        "tài khoản ĐDĐT là 23.326.000 NK",
        "Số: 0123/KH-UBND",
        "các nhóm 01 02 03 04 05 06",
        "điện thoại thông minh cho 1.250.000 người",
    ],
)
def test_other_figures_stay(typed):
    read = open_source(f"{SENTENCE} {typed}".encode(), "a.txt")
    assert (read.text, read.repaired) == (f"{SENTENCE} {typed}", ())


def test_what_was_hidden_is_counted():
    text = f"{SENTENCE}, SĐT 0912345678, 0912345679, an@xa.vn"
    assert open_source(text.encode(), "a.txt").repaired == (
        "Đã che 1 địa chỉ thư điện tử, 2 số điện thoại cá nhân.",
    )


# --- Word --------------------------------------------------------------------------------------------


def test_word_gives_its_paragraphs_as_lines_and_its_tables_as_rows():
    document = docx.Document()
    document.add_paragraph("Kế hoạch giao chỉ tiêu cho các thôn")
    table = document.add_table(2, 3)
    for row, cells in zip(
        table.rows, [["TT", "Thôn", "Số"], ["1", "An | Bình", "12"]], strict=True
    ):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    assert text_of(build.saved_word(document)).split("\n") == [
        "Kế hoạch giao chỉ tiêu cho các thôn",
        "",
        "",
        "| TT | Thôn | Số |",
        "| 1 | An / Bình | 12 |",
        "",
        "",
    ]


def test_a_table_that_only_places_the_form_comes_line_by_line():
    document = docx.Document()
    left, right = document.add_table(1, 2).rows[0].cells
    left.text = "ỦY BAN NHÂN DÂN\nXÃ AN HÒA"
    right.text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    lines = text_of(build.saved_word(document)).split("\n")
    assert [line for line in lines if line] == [
        "ỦY BAN NHÂN DÂN",
        "XÃ AN HÒA",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ]


def test_numbers_that_word_counts_itself_are_written_out():
    document = docx.Document()
    for words in ("Công an xã", "Trạm Y tế xã phối hợp thực hiện"):
        document.add_paragraph(words, style="List Number")
    document.add_paragraph("Tuyên truyền", style="List Bullet")
    assert text_of(build.saved_word(document)).split("\n\n")[:3] == [
        "1. Công an xã",
        "2. Trạm Y tế xã phối hợp thực hiện",
        "- Tuyên truyền",
    ]


def test_deleted_words_of_tracked_changes_are_left_out_and_inserted_ones_kept():
    body = (
        "<w:p><w:r><w:t>Hoàn thành chỉ tiêu cấp thẻ căn cước công dân </w:t></w:r>"
        "<w:del><w:r><w:delText>90%</w:delText></w:r></w:del><w:ins><w:r><w:t>95%</w:t></w:r></w:ins></w:p>"
    )
    assert (
        text_of(build.with_body(body)).strip()
        == "Hoàn thành chỉ tiêu cấp thẻ căn cước công dân 95%"
    )


def test_a_word_file_nested_without_end_is_refused():
    body = "<w:sdt><w:sdtContent>" * 5000 + "</w:sdtContent></w:sdt>" * 5000
    assert reason(build.with_body(body)) in {source.TOO_HEAVY, source.DAMAGED}


# --- PDF ---------------------------------------------------------------------------------------------


def test_pdf_gives_its_text():
    assert SENTENCE in text_of(build.pdf(SENTENCE), "a.pdf")


def test_words_that_a_pdf_shows_in_two_fonts_are_whole_again():
    read = text_of(build.pdf(SENTENCE, font_without_accents=True), "a.pdf")
    assert " ".join(read.split()) == SENTENCE


def test_a_pdf_locked_only_against_changes_is_read():
    assert SENTENCE in text_of(build.locked(build.pdf(SENTENCE), user=""), "a.pdf")


# --- Refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: b"", source.NOTHING),
        (lambda: b" \n", source.NOTHING),
        ("Kế hoạch".encode, source.NO_PLAN),
        (build.scanned, source.SCANNED),
        (lambda: b"\xff\xd8\xff\xe0" + bytes(100), source.SCANNED),
        (lambda: build.locked(build.pdf(SENTENCE), user="bi-mat"), source.PASSWORD),
        (lambda: compound_of("EncryptedPackage"), source.PASSWORD),
        (lambda: compound_of("WordDocument"), source.OLD_WORD),
        (lambda: compound_of("Workbook"), source.OTHER_OFFICE),
        (lambda: xlsx([["Thôn", 1]]), source.OTHER_OFFICE),
        (lambda: b"{\\rtf1 abc}", source.RICH_TEXT),
        (lambda: b"<html><body>abc</body></html>", source.WEB_PAGE),
        (lambda: bytes(range(256)) * 40, source.NOT_TEXT),
        (build.with_entity, source.UNSAFE),
        (build.bomb, source.TOO_HEAVY),
        (lambda: build.word(["Kế hoạch"])[:-200], source.DAMAGED),
        (lambda: b"%PDF-1.7 abc", source.DAMAGED),
        (lambda: b"a" * (source.MAX_BYTES + 1), source.TOO_LARGE),
        (lambda: b"abc " * 150_000, source.TOO_LONG),
    ],
    ids=range(19),
)
def test_what_cannot_be_read_is_refused_with_its_reason(make, told):
    assert reason(make()) == told


def test_a_scan_is_asked_for_with_its_letters_recognised():
    assert reason(build.scanned(), "a.pdf") == (
        "Tệp là bản quét (ảnh chụp), chưa có chữ. Đề nghị gửi bản đã nhận dạng chữ, hoặc tệp Word gốc."
    )


def test_entity_bombs_stay_small():
    bomb = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )
    data = with_part(build.word(["Kế hoạch"]), "word/document.xml", bomb + b"]><d>&j;</d>")
    assert reason(data) == source.UNSAFE


def test_a_file_that_would_take_long_is_ended(monkeypatch):
    monkeypatch.setattr(source, "_SECONDS", 0.01)
    begun = time.monotonic()
    assert reason(build.pdf(SENTENCE)) == source.TOO_HEAVY
    assert time.monotonic() - begun < 3


# --- Any bytes ---------------------------------------------------------------------------------------

WORD = build.word(build.PLAN.splitlines())
PDF = build.pdf(build.PLAN)
slow_but_few = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


def opens_or_refuses(data: bytes) -> None:
    try:
        read = open_source(data, "a.docx")
    except Refused as refused:
        assert refused.reason.endswith(".")  # noqa: PT017 -- either outcome is right
    else:
        assert read.text == unicodedata.normalize("NFC", read.text)
        read.text.encode()


@settings(max_examples=300, deadline=None, database=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    opens_or_refuses(data)


@settings(max_examples=200, deadline=None, database=None)
@given(st.text(max_size=400), st.sampled_from(["utf-8", "utf-16", "cp1258", "latin-1"]))
def test_any_text_is_read_or_refused(text, encoding):
    opens_or_refuses(text.encode(encoding, "replace"))


@slow_but_few
@given(st.sampled_from([WORD, PDF]), st.floats(0, 1))
def test_cut_files_are_read_or_refused(data, share):
    opens_or_refuses(data[: int(len(data) * share)])


@slow_but_few
@given(st.sampled_from([WORD, PDF]), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255))))
def test_files_with_flipped_bytes_are_read_or_refused(data, flips):
    changed = bytearray(data)
    for share, value in flips:
        changed[min(int(share * len(changed)), len(changed) - 1)] = value
    opens_or_refuses(bytes(changed))
