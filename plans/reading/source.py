"""A plan's file as text: what the file is, its letters in Unicode, its personal numbers masked."""

from __future__ import annotations

import codecs
import json
import re
import signal
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from plans.reading.masking import masked
from sheets.kinds import has_stream
from sheets.workbook import Refused
from vietnamese.legacy import Encoding, repaired, sheet_encoding

MAX_BYTES = 10 * 1024 * 1024
MAX_LETTERS = 400_000  # some 130 pages; the longest plan seen has 12
MIN_LETTERS = 30
MAX_GOALS = 5_000  # percentages, or lines with a figure; the longest plan seen has some 200

TOO_LARGE = "Tệp lớn hơn 10 MB. Đề nghị bỏ hình ảnh trong tệp rồi gửi lại."
TOO_LONG = "Văn bản quá dài (hơn 400.000 chữ cái), không phải một kế hoạch. Đề nghị gửi riêng tệp kế hoạch."
TOO_MANY_GOALS = "Văn bản có quá nhiều chỉ tiêu (hơn 5.000), không phải một kế hoạch. Đề nghị gửi riêng tệp kế hoạch."
NOTHING = "Tệp không có chữ."
NO_PLAN = "Không thấy nội dung kế hoạch trong tệp."
SCANNED = (
    "Tệp là bản quét (ảnh chụp), chưa có chữ. Đề nghị gửi bản đã nhận dạng chữ, hoặc tệp Word gốc."
)
PASSWORD = "Tệp có đặt mật khẩu. Đề nghị bỏ mật khẩu rồi gửi lại."  # noqa: S105 -- a sentence
OLD_WORD = (
    "Tệp Word đời cũ (.doc). Đề nghị mở bằng Word, chọn Lưu thành (Save As) dạng .docx rồi gửi lại."
)
OTHER_OFFICE = (
    "Tệp là bảng tính hoặc bản trình chiếu. Đề nghị gửi tệp Word (.docx) hoặc PDF của kế hoạch."
)
RICH_TEXT = "Tệp là văn bản RTF. Đề nghị lưu lại dưới dạng .docx rồi gửi lại."
OPEN_DOCUMENT = "Tệp của LibreOffice. Đề nghị lưu văn bản lại dưới dạng .docx rồi gửi lại."
WEB_PAGE = "Tệp là trang web (HTML). Đề nghị chép nội dung sang Word, lưu dạng .docx rồi gửi lại."
NOT_TEXT = (
    "Tệp không phải văn bản. Đề nghị gửi tệp Word (.docx), PDF có chữ, hoặc tệp chữ (.txt, .md)."
)
UNSAFE = "Tệp chứa thành phần không an toàn nên không được mở. Đề nghị chép nội dung sang tệp mới rồi gửi lại."
TOO_HEAVY = (
    "Tệp cần quá nhiều bộ nhớ hoặc thời gian để mở. Đề nghị chép nội dung sang tệp mới rồi gửi lại."
)
DAMAGED = "Tệp bị hỏng, không đọc được. Đề nghị mở bằng Word, lưu lại rồi gửi lại."
UNREADABLE_FONT = (
    "Chữ trong tệp PDF không chép ra được (phông chữ không có bảng mã). Đề nghị gửi tệp Word gốc."
)

FROM_LEGACY = "Đã chuyển chữ từ phông cũ {scheme} sang Unicode."
FROM_ENCODING = "Đã chuyển chữ từ bảng mã {encoding} sang Unicode."

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_WEB = re.compile(rb"\s*(?:<!doctype\s+html|<html\b|mime-version:)", re.IGNORECASE)
_ROOT = Path(__file__).parents[2]
_CHILD = "import sys; sys.path.append(sys.argv.pop()); from plans.reading.child import main; main()"
_REFUSED_STATUS = 3
_REASONS = {
    "password": PASSWORD,
    "damaged": DAMAGED,
    "memory": TOO_HEAVY,
    "unsafe": UNSAFE,
    "sheet": OTHER_OFFICE,
    "open_document": OPEN_DOCUMENT,
    "other": NOT_TEXT,
    "scanned": SCANNED,
    "font": UNREADABLE_FONT,
    "long": TOO_LONG,
}
_SECONDS = 10.0  # of processor time; 60 pages of text take under 3
_WALL_TO_PROCESSOR = 2
_OUT_OF_TIME = {-signal.SIGPROF, -signal.SIGXCPU, -signal.SIGKILL}
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_PERCENT = re.compile(r"\d\s?%")
_FIGURE_LINE = re.compile(r"^(?![ \t]*\|)[^\n\d]*\d", re.MULTILINE)
_MAX_CONTROL = 0.002  # of all signs: a text has next to none, an image many
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", ""),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)


@dataclass(frozen=True)
class Source:
    """The text that all spans point into: NFC, line ends \\n, numbers masked. `repaired` in Vietnamese."""

    text: str
    repaired: tuple[str, ...] = ()


def open_source(data: bytes, name: str) -> Source:
    """The text of a .docx, a PDF with text, .txt or .md; Refused with a Vietnamese reason otherwise.

    What the file is, its content tells, not its name.
    """
    if len(data) > MAX_BYTES:
        raise Refused(TOO_LARGE)
    text, told = _letters(data)
    text = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))
    text = _CONTROL.sub("", text)  # a PDF has some in the middle of words
    _refuse_what_is_no_plan(text)
    text, legacy = _in_unicode(text)
    text, hidden = masked(text)
    return Source(text, tuple(sentence for sentence in (told, legacy, hidden) if sentence))


def _refuse_what_is_no_plan(text: str) -> None:
    """Too much or too little. The bound on goals keeps the reading short, which compares them in pairs."""
    if len(text) > MAX_LETTERS:
        raise Refused(TOO_LONG)
    if max(len(_PERCENT.findall(text)), len(_FIGURE_LINE.findall(text))) > MAX_GOALS:
        raise Refused(TOO_MANY_GOALS)
    letters = sum(letter.isalpha() for letter in text)
    if letters < MIN_LETTERS:
        raise Refused(NO_PLAN if letters else NOTHING)


def _letters(data: bytes) -> tuple[str, str]:
    """The file's text, and what had to be done to its encoding."""
    if not data.strip(b" \t\r\n\0"):
        raise Refused(NOTHING)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _parsed_apart(data, "docx"), ""
    if b"%PDF-" in data[:1024]:
        return _parsed_apart(data, "pdf"), ""
    if data.startswith(_OLE):
        raise Refused(_told_of_compound(data))
    if data.startswith(b"{\\rtf"):
        raise Refused(RICH_TEXT)
    if data.startswith(_IMAGES):
        raise Refused(SCANNED)
    if _WEB.match(data[:200]):
        raise Refused(WEB_PAGE)
    return _decoded(data)


def _told_of_compound(data: bytes) -> str:
    if has_stream(data, "EncryptedPackage"):
        return PASSWORD
    return OLD_WORD if has_stream(data, "WordDocument") else OTHER_OFFICE


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding, name in _MARKS:
        if data.startswith(mark):
            return _text(data.decode(encoding, "replace")), _told(name)
    if wide := _wide(data):
        return _text(data.decode(wide, "replace")), _told("UTF-16")
    try:
        return _text(data.decode("utf-8")), ""
    except UnicodeDecodeError:
        pass
    try:
        return _text(data.decode("cp1258")), _told("Windows-1258")
    except UnicodeDecodeError:
        return _text(data.decode("latin-1")), ""


def _told(encoding: str) -> str:
    return FROM_ENCODING.format(encoding=encoding) if encoding else ""


def _wide(data: bytes) -> str:
    """UTF-16 without its mark: the upper byte of a space, a figure or a plain letter is 0."""
    sample = data[:4000]
    half = len(sample) // 2
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if half and sample[start::2].count(0) > half // 2 and sample[1 - start :: 2].count(0) == 0:
            return encoding
    return ""


def _text(text: str) -> str:
    """The text, where it is one."""
    if len(_CONTROL.findall(text)) > _MAX_CONTROL * len(text) + 2:
        raise Refused(NOT_TEXT)
    return text


def _in_unicode(text: str) -> tuple[str, str]:
    """Lines typed with .VnTime or VNI fonts put into Unicode."""
    lines = text.split("\n")
    shared: Encoding | None = sheet_encoding(lines)
    if shared is None:
        return text, ""
    mended = [repaired(line, shared) for line in lines]
    if mended == lines:
        return text, ""
    scheme = shared.scheme.replace(" in 1258", "")
    return unicodedata.normalize("NFC", "\n".join(mended)), FROM_LEGACY.format(scheme=scheme)


def _parsed_apart(data: bytes, kind: str) -> str:
    """The child's text. It gets no environment: whatever a file does to it, it knows no secret."""
    try:
        done = subprocess.run(  # noqa: S603 -- our own code, no shell, nothing of the upload in it
            [sys.executable, "-I", "-c", _CHILD, kind, str(_SECONDS), str(_ROOT)],
            input=data,
            capture_output=True,
            env={},
            timeout=_WALL_TO_PROCESSOR * _SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused(TOO_HEAVY) from None
    if done.returncode == _REFUSED_STATUS:
        raise Refused(_REASONS.get(done.stdout.decode("ascii", "replace"), DAMAGED))
    if done.returncode:
        raise Refused(TOO_HEAVY if done.returncode in _OUT_OF_TIME else DAMAGED)
    try:
        return str(json.loads(done.stdout))
    except ValueError:
        raise Refused(DAMAGED) from None
