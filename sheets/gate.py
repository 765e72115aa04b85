"""The checks a file passes before any reader sees it (ASVS 5.0, chapter 5.2: archives count while unpacking)."""

import io
import lzma
import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, Literal

from sheets.kinds import has_stream, told_by_first_bytes, told_by_members, told_by_streams
from sheets.workbook import Refused

MAX_BYTES = 5 * 1024 * 1024
MAX_MEMBERS = 1_000  # a sheet with its settings and notes has up to five
MAX_UNPACKED_BYTES = 60 * 1024 * 1024
MAX_RATIO = 100
MAX_ROWS = 150_000  # child.py, which imports nothing of ours, repeats it
# Small XML parts pack far better than 100 to 1; below this size a ratio proves nothing.
_RATIO_MATTERS_FROM = 1024 * 1024
_CHUNK = 256 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNSAFE_XML = re.compile(rb"<!DOCTYPE|<!ENTITY")
_TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
# Under which names a file may be chosen; what it is, its content tells.
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", *_TEXT_SUFFIXES)
_EXCEL_PARTS = {"xl/workbook.xml", "xl/workbook.bin"}
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = "META-INF/manifest.xml"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_UNIX_MODE_SHIFT = 16

TOO_LARGE = "Tệp lớn hơn 5 MB. Đề nghị xóa hình ảnh, trang tính không cần rồi gửi lại."
NOTHING = "Tệp không có dữ liệu."
NOT_A_WORKBOOK = (
    "Tệp không phải bảng tính Excel (.xlsx, .xls), LibreOffice (.ods) hoặc .csv. "
    "Đề nghị mở tệp, lưu lại dưới dạng .xlsx rồi gửi lại."
)
PASSWORD = "Tệp có đặt mật khẩu. Đề nghị bỏ mật khẩu rồi gửi lại."  # noqa: S105 -- a sentence
TOO_LARGE_UNPACKED = "Tệp quá lớn khi giải nén, không an toàn để mở. Đề nghị sao chép số liệu sang tệp mới rồi gửi lại."
TOO_LONG = "Tệp mở quá lâu, không an toàn để mở. Đề nghị sao chép số liệu sang tệp mới rồi gửi lại."
FAR_CELLS = (
    "Tệp cần quá nhiều bộ nhớ để mở, có thể do có ô nằm rất xa bảng số liệu. "
    "Đề nghị sao chép số liệu sang tệp mới rồi gửi lại."
)
TOO_MANY = "Tệp có quá nhiều dòng hoặc cột (tối đa 150.000 dòng). Đề nghị chia nhỏ tệp rồi gửi lại."
TOO_MANY_MERGED = (
    "Tệp có quá nhiều ô gộp (tối đa 50.000). Đề nghị bỏ gộp ô ở bảng số liệu rồi gửi lại."
)
TOO_MANY_SHEETS = "Tệp có quá nhiều trang tính (tối đa 500). Đề nghị chia nhỏ tệp rồi gửi lại."
UNSAFE = "Tệp chứa thành phần không an toàn nên không được mở. Đề nghị sao chép số liệu sang tệp mới rồi gửi lại."
DAMAGED = "Tệp bị hỏng, không đọc được. Đề nghị mở bằng Excel, lưu lại rồi gửi lại."


@dataclass(frozen=True)
class Passed:
    """Which reader may see the file, and how many bytes it will unpack."""

    kind: Literal["book", "text"]
    unpacked_bytes: int


def check(data: bytes, filename: str) -> Passed:
    """Lets a file through to a reader; Refused with the reason otherwise. Its content tells what it is."""
    if len(data) > MAX_BYTES:
        raise Refused(TOO_LARGE)
    if not data.strip():
        raise Refused(NOTHING)
    if data.startswith(_ZIP):
        return Passed("book", _check_archive(data))
    if data.startswith(_OLE):
        _check_compound(data)
        return Passed("book", len(data))
    other = told_by_first_bytes(data)
    if other:
        raise Refused(other)
    if filename.lower().endswith(_TEXT_SUFFIXES):
        return Passed("text", len(data))
    # An archive behind other bytes: readers differ in where they think it begins.
    raise Refused(UNSAFE if zipfile.is_zipfile(io.BytesIO(data)) else NOT_A_WORKBOOK)


def _check_compound(data: bytes) -> None:
    """An .xlsx with a password is an OLE file whose directory names the encrypted package."""
    if has_stream(data, "EncryptedPackage"):
        raise Refused(PASSWORD)
    other = told_by_streams(data)
    if other:
        raise Refused(other)


def _check_archive(data: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive)
            _check_kind(archive)
            return _check_contents(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OSError,
        struct.error,
    ):
        raise Refused(DAMAGED) from None


def _check_directory(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = {member.filename.casefold() for member in members}
    if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED_BYTES:
        raise Refused(TOO_LARGE_UNPACKED)
    if any(member.flag_bits & 0x1 for member in members):
        raise Refused(PASSWORD)
    if any(_is_outside(m.filename) or _is_link(m) for m in members) or len(names) != len(members):
        raise Refused(UNSAFE)
    if min((member.header_offset for member in members), default=0) != 0:
        raise Refused(UNSAFE)  # something stands before the archive


def _check_kind(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if _EXCEL_PARTS & names:
        if "[Content_Types].xml" not in names:
            raise Refused(DAMAGED)  # Excel itself would not open it
    elif not _is_ods(archive, names):
        raise Refused(told_by_members(names))
    elif _MANIFEST in names and b"encryption-data" in _start(archive, _MANIFEST, 64 * 1024):
        raise Refused(PASSWORD)


def _is_ods(archive: zipfile.ZipFile, names: set[str]) -> bool:
    if "content.xml" not in names:
        return False
    return "mimetype" not in names or _start(archive, "mimetype", 100).startswith(_ODS)


def _start(archive: zipfile.ZipFile, name: str, size: int) -> bytes:
    with archive.open(name) as stream:
        return stream.read(size)


def _is_link(member: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(member.external_attr >> _UNIX_MODE_SHIFT)


def _is_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]


def _check_contents(archive: zipfile.ZipFile) -> int:
    """Unpack everything once, piece by piece, because the sizes written in the directory may lie."""
    left = MAX_UNPACKED_BYTES
    for member in archive.infolist():
        with archive.open(member) as stream:
            size = _unpacked_size(stream, left, is_markup=_is_markup(member.filename))
        left -= size
        if size > _RATIO_MATTERS_FROM and size > MAX_RATIO * max(member.compress_size, 1):
            raise Refused(TOO_LARGE_UNPACKED)
    return MAX_UNPACKED_BYTES - left


def _is_markup(name: str) -> bool:
    # Old OpenOffice manifests name their DTD; no reader here resolves it.
    return name.lower().endswith((".xml", ".rels", ".vml")) and name != _MANIFEST


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
