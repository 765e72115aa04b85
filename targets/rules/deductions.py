"""Deductions, pure: a list of people as it was typed, the evidence by its first bytes, a safe file name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from vietnamese.text import collapse_spaces, comparable, nfc

MAX_EVIDENCE_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 120
LONGEST_LINE = 200  # characters: one person with what tells him from a namesake
LONGEST_LIST = 20_000  # characters
NO_NAME = "minh-chung"

EMPTY = "Tệp minh chứng không có dữ liệu. Đề nghị chọn lại tệp."
TOO_LARGE = "Tệp minh chứng lớn hơn 10 MB. Đề nghị gửi tệp nhỏ hơn."
NOT_TAKEN = (
    "Minh chứng phải là ảnh (JPEG, PNG, WebP), PDF, Word hoặc Excel. Nội dung tệp vừa gửi không phải"
    " các loại này."
)

_OFFICE = "application/vnd.openxmlformats-officedocument"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ORDINAL = re.compile(r"^(?:\d{1,3}[.)]|[-+*•])(?:\s+|$)")


class DeductionError(ValueError):
    """A deduction that cannot be asked for, sent up, decided or withdrawn; the text says why."""


@dataclass(frozen=True)
class FileKind:
    """A kind of evidence: what it is sent out as, and the ending its name gets."""

    content_type: str
    ending: str


JPEG, PNG = FileKind("image/jpeg", ".jpg"), FileKind("image/png", ".png")
WEBP, PDF = FileKind("image/webp", ".webp"), FileKind("application/pdf", ".pdf")
DOCX = FileKind(f"{_OFFICE}.wordprocessingml.document", ".docx")
XLSX = FileKind(f"{_OFFICE}.spreadsheetml.sheet", ".xlsx")
DOC, XLS = FileKind("application/msword", ".doc"), FileKind("application/vnd.ms-excel", ".xls")
_MAGIC = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"%PDF-", PDF))
_MEMBERS = ((b"word/document.xml", DOCX), (b"xl/workbook.xml", XLSX))
_STREAMS = (("WordDocument", DOC), ("Workbook", XLS), ("Book", XLS))


def kind_of(data: bytes) -> FileKind:
    """What the evidence is, by its content alone. DeductionError where it is not taken."""
    if not data:
        raise DeductionError(EMPTY)
    if len(data) > MAX_EVIDENCE_BYTES:
        raise DeductionError(TOO_LARGE)
    for kind in (_by_first_bytes(data), _office_kind(data)):
        if kind:
            return kind
    raise DeductionError(NOT_TAKEN)


def _by_first_bytes(data: bytes) -> FileKind | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    return next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)


def _office_kind(data: bytes) -> FileKind | None:
    """Word or Excel in their new form (an archive) or their old one (a compound file).

    Names stand in both uncompressed, so that nothing is unpacked to find them.
    """
    if data.startswith(_ZIP):
        return next((kind for member, kind in _MEMBERS if member in data), None)
    if data.startswith(_OLE):
        streams = ((name.encode("utf-16-le") + b"\0\0", kind) for name, kind in _STREAMS)
        return next((kind for stream, kind in streams if stream in data), None)
    return None


def safe_name(name: str, kind: FileKind) -> str:
    """The file's name without folders and signs that mean something to a machine, ending as its kind does."""
    last = (
        nfc(name).replace("%22", "").replace("\\", "/").rpartition("/")[2]
    )  # %22: a quote as sent
    letters = [c for c in last if c in " ._-()," or unicodedata.category(c)[0] in "LMN"]
    stem = collapse_spaces("".join(letters)).rpartition(".")
    plain = (stem[0] or stem[2]).strip(" ._-")[:LONGEST_NAME].strip(" ._-")
    return f"{plain or NO_NAME}{kind.ending}"


def persons_in(text: str) -> tuple[str, ...]:
    """The people of a list, one a line; blank lines and ordinals left out.

    DeductionError where a line is longer than a person needs, or stands there twice: whoever has a
    namesake needs a year of birth.
    """
    lines = [_ORDINAL.sub("", collapse_spaces(nfc(line))) for line in text.splitlines()]
    if too_long := [place for place, line in enumerate(lines, start=1) if len(line) > LONGEST_LINE]:
        raise DeductionError(
            f"Dòng {too_long[0]} dài quá {LONGEST_LINE} ký tự. Đề nghị ghi mỗi người một dòng."
        )
    seen: dict[str, int] = {}
    for place, line in enumerate(lines, start=1):
        key = comparable(line)
        if key and key in seen:
            raise DeductionError(
                f"Dòng {place} trùng dòng {seen[key]}. Nếu là hai người trùng tên, đề nghị ghi thêm"
                " năm sinh."
            )
        seen[key] = place
    return tuple(line for line in lines if line)


def people_count(stated: int | None, persons: tuple[str, ...]) -> int:
    """How many people are asked for. DeductionError where it is nobody, or the list and the number differ."""
    if stated is None and not persons:
        raise DeductionError("Đề nghị ghi danh sách người hoặc số người.")
    if stated is not None and persons and stated != len(persons):
        raise DeductionError(
            f"Số người ghi {stated} nhưng danh sách có {len(persons)} người. Đề nghị sửa cho khớp."
        )
    return len(persons) if stated is None else stated
