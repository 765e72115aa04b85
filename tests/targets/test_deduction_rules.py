"""Deductions, pure: lists of people as typed, evidence by its first bytes, safe names."""

import io
import zipfile

import pytest

from targets.rules.deductions import (
    DOC,
    DOCX,
    EMPTY,
    JPEG,
    MAX_EVIDENCE_BYTES,
    NOT_TAKEN,
    PDF,
    PNG,
    TOO_LARGE,
    WEBP,
    XLS,
    XLSX,
    DeductionError,
    kind_of,
    people_count,
    persons_in,
    safe_name,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(120)


def archive(*members: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for member in members:
            file.writestr(member, "<x/>")
    return data.getvalue()


def stream(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + bytes(40)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xd8\xff\xe0 jpeg", JPEG),
        (b"\x89PNG\r\n\x1a\n...", PNG),
        (b"RIFF\x10\0\0\0WEBPVP8 ", WEBP),
        (b"%PDF-1.4", PDF),
        (archive("[Content_Types].xml", "word/document.xml"), DOCX),
        (archive("[Content_Types].xml", "xl/workbook.xml"), XLSX),
        (stream("WordDocument"), DOC),
        (stream("Workbook"), XLS),
        (stream("Book"), XLS),
    ],
)
def test_evidence_is_known_by_its_content(data, kind):
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", EMPTY),
        (b"%PDF-" + bytes(MAX_EVIDENCE_BYTES), TOO_LARGE),
        (b"MZ\x90\0 program", NOT_TAKEN),
        (b"<html><script>alert(1)</script>", NOT_TAKEN),
        (b"RIFF\x10\0\0\0WAVEfmt ", NOT_TAKEN),
        (archive("ppt/presentation.xml"), NOT_TAKEN),
        (stream("PowerPoint Document"), NOT_TAKEN),
        (OLE, NOT_TAKEN),
    ],
)
def test_other_files_are_refused_in_words(data, sentence):
    with pytest.raises(DeductionError) as refusal:
        kind_of(data)
    assert str(refusal.value) == sentence


def test_evidence_of_just_ten_megabytes_is_taken():
    assert kind_of(b"%PDF-".ljust(MAX_EVIDENCE_BYTES, b" ")) == PDF


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Xác nhận tạm vắng.PDF", "Xác nhận tạm vắng.pdf"),
        ("don.pdf.exe", "don.pdf.pdf"),
        ("..\\..\\windows\\a.pdf", "a.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ('a"; filename="b.exe', "a filenameb.pdf"),
        ("dòng\r\nSet-Cookie: x.pdf", "dòngSet-Cookie x.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        (".pdf", "pdf.pdf"),
        ("***", "minh-chung.pdf"),
        ("", "minh-chung.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_a_files_name_is_made_safe_and_ends_as_its_content_does(name, safe):
    assert safe_name(name, PDF) == safe


def test_a_list_is_read_line_by_line_without_its_ordinals():
    text = "1. Nguyễn  Văn A, 2008\n\n2) Trần Thị B, 2011\r\n- Lê Văn C, 2008\n 4.  "

    assert persons_in(text) == ("Nguyễn Văn A, 2008", "Trần Thị B, 2011", "Lê Văn C, 2008")


def test_a_line_that_stands_there_twice_is_asked_about():
    with pytest.raises(DeductionError) as refusal:
        persons_in("Nguyễn Văn A\n\nTrần Thị B\nNGUYỄN VĂN A")
    assert str(refusal.value) == (
        "Dòng 4 trùng dòng 1. Nếu là hai người trùng tên, đề nghị ghi thêm năm sinh."
    )


def test_a_line_longer_than_a_person_needs_is_no_person():
    assert persons_in("A" * 200) == ("A" * 200,)
    with pytest.raises(DeductionError) as refusal:
        persons_in("Nguyễn Văn A\n" + "Trần Thị B " * 20)
    assert str(refusal.value) == "Dòng 2 dài quá 200 ký tự. Đề nghị ghi mỗi người một dòng."


def test_the_number_is_the_lists_or_the_stated_one():
    assert people_count(None, ("A", "B")) == 2
    assert people_count(2, ("A", "B")) == 2
    assert people_count(7, ()) == 7


@pytest.mark.parametrize(
    ("stated", "persons", "sentence"),
    [
        (None, (), "Đề nghị ghi danh sách người hoặc số người."),
        (
            3,
            ("A", "B"),
            "Số người ghi 3 nhưng danh sách có 2 người. Đề nghị sửa cho khớp.",
        ),
    ],
)
def test_nobody_or_two_numbers_are_refused(stated, persons, sentence):
    with pytest.raises(DeductionError) as refusal:
        people_count(stated, persons)
    assert str(refusal.value) == sentence
