"""The checks a file passes before any reader sees it (ASVS 5.0, chapter 5.2: archives count while unpacking)."""

import io
import re
import zipfile
import zlib
from typing import IO, Literal

from sheets.workbook import Refused

MAX_BYTES = 5 * 1024 * 1024
MAX_MEMBERS = 200
MAX_UNPACKED_BYTES = 60 * 1024 * 1024
MAX_RATIO = 100
MAX_ROWS = 150_000  # child.py, which imports nothing of ours, repeats it
# Small XML parts pack far better than 100 to 1; below this size a ratio proves nothing.
_RATIO_MATTERS_FROM = 1024 * 1024
_CHUNK = 256 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNSAFE_XML = re.compile(rb"<!DOCTYPE|<!ENTITY")
_TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
_WORKBOOK_PARTS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}

TOO_LARGE = "Tệp lớn hơn 5 MB. Đề nghị xóa hình ảnh, sheet không cần rồi gửi lại."
NOTHING = "Tệp không có dữ liệu."
NOT_A_WORKBOOK = (
    "Tệp không phải bảng tính Excel (.xlsx, .xls), LibreOffice (.ods) hoặc .csv. "
    "Đề nghị mở tệp, lưu lại dưới dạng .xlsx rồi gửi lại."
)
PASSWORD = "Tệp có đặt mật khẩu. Đề nghị bỏ mật khẩu rồi gửi lại."  # noqa: S105 -- a sentence
TOO_LARGE_UNPACKED = "Tệp quá lớn khi giải nén, không an toàn để mở. Đề nghị sao chép số liệu sang tệp mới rồi gửi lại."
TOO_MANY = (
    "Sheet có quá nhiều dòng hoặc cột (tối đa 150.000 dòng). Đề nghị chia nhỏ tệp rồi gửi lại."
)
UNSAFE = "Tệp chứa thành phần không an toàn nên không được mở. Đề nghị sao chép số liệu sang tệp mới rồi gửi lại."
DAMAGED = "Tệp bị hỏng, không đọc được. Đề nghị mở bằng Excel, lưu lại rồi gửi lại."


def check(data: bytes, filename: str) -> Literal["book", "text"]:
    """Whether a reader may see the file, and which one; Refused with the reason otherwise."""
    if len(data) > MAX_BYTES:
        raise Refused(TOO_LARGE)
    if not data.strip():
        raise Refused(NOTHING)
    if data.startswith(b"PK"):
        _check_archive(data)
        return "book"
    if data.startswith(_OLE):
        _check_compound(data)
        return "book"
    if filename.lower().endswith(_TEXT_SUFFIXES):
        return "text"
    raise Refused(NOT_A_WORKBOOK)


def _check_compound(data: bytes) -> None:
    """An .xlsx with a password is an OLE file whose directory names the encrypted package."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused(PASSWORD)


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive)
            _check_contents(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ):
        raise Refused(DAMAGED) from None


def _check_directory(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED_BYTES:
        raise Refused(TOO_LARGE_UNPACKED)
    if any(member.flag_bits & 0x1 for member in members):
        raise Refused(PASSWORD)
    if any(_is_outside(name) for name in names) or len(set(names)) != len(names):
        raise Refused(UNSAFE)
    if not _WORKBOOK_PARTS.intersection(names):
        raise Refused(NOT_A_WORKBOOK)


def _is_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]


def _check_contents(archive: zipfile.ZipFile) -> None:
    """Unpack everything once, piece by piece, because the sizes written in the directory may lie."""
    left = MAX_UNPACKED_BYTES
    for member in archive.infolist():
        with archive.open(member) as stream:
            size = _unpacked_size(stream, left, is_markup=_is_markup(member.filename))
        left -= size
        if size > _RATIO_MATTERS_FROM and size > MAX_RATIO * max(member.compress_size, 1):
            raise Refused(TOO_LARGE_UNPACKED)


def _is_markup(name: str) -> bool:
    # Old OpenOffice manifests name their DTD; no reader here resolves it.
    return name.lower().endswith((".xml", ".rels", ".vml")) and name != "META-INF/manifest.xml"


def _unpacked_size(stream: IO[bytes], left: int, *, is_markup: bool) -> int:
    size, tail = 0, b""
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > left:
            raise Refused(TOO_LARGE_UNPACKED)
        if is_markup and _UNSAFE_XML.search(tail + chunk.replace(b"\0", b"")):
            raise Refused(UNSAFE)  # NUL bytes dropped so that UTF-16 hides nothing
        tail = chunk[-16:].replace(b"\0", b"")
    return size
