"""What is sent in a workbook's place, known by its first bytes, and what to say of it."""

import re

_HEAD_BYTES = 4096
_SAVE_AS_XLSX = "Đề nghị mở bằng Excel, chọn Lưu thành (Save As) dạng .xlsx rồi gửi lại."
_SEND_WORKBOOK = "Đề nghị gửi tệp Excel (.xlsx) gốc."

PDF = f"Tệp là PDF, không phải bảng tính. {_SEND_WORKBOOK}"
IMAGE = f"Tệp là ảnh, không phải bảng tính. {_SEND_WORKBOOK}"
PROGRAM = f"Tệp là chương trình, không phải bảng tính. {_SEND_WORKBOOK}"
WORD = "Tệp là văn bản Word. Đề nghị chép bảng số liệu sang Excel, lưu dạng .xlsx rồi gửi lại."
SLIDES = "Tệp là bản trình chiếu, không phải bảng tính. Đề nghị chép bảng số liệu sang Excel, lưu dạng .xlsx rồi gửi lại."
NUMBERS = "Tệp của ứng dụng Numbers (Apple). Đề nghị xuất sang Excel (.xlsx) rồi gửi lại."
ARCHIVE = "Tệp là tệp nén, không phải bảng tính. Đề nghị giải nén rồi gửi bảng tính ở trong."
WEB_PAGE = (
    f"Tệp là trang web (HTML) mang tên Excel, thường do phần mềm khác xuất ra. {_SAVE_AS_XLSX}"
)
XML_2003 = f"Tệp là “XML Spreadsheet 2003”, thường do phần mềm khác xuất ra. {_SAVE_AS_XLSX}"
FLAT_ODS = (
    "Tệp là bảng tính LibreOffice dạng XML. Đề nghị lưu lại dưới dạng .ods hoặc .xlsx rồi gửi lại."
)
OLD_EXCEL = f"Tệp Excel quá cũ (trước Excel 5.0). {_SAVE_AS_XLSX}"
RICH_TEXT = "Tệp là văn bản RTF. Đề nghị chép bảng số liệu sang Excel, lưu dạng .xlsx rồi gửi lại."

# Marks that no text table begins with.
_MAGIC = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n", IMAGE),
    (b"\xff\xd8\xff", IMAGE),
    (b"GIF8", IMAGE),
    (b"II*\0", IMAGE),
    (b"MM\0*", IMAGE),
    (b"\x09\x00\x04\x00", OLD_EXCEL),
    (b"\x09\x02\x06\x00", OLD_EXCEL),
    (b"\x09\x04\x06\x00", OLD_EXCEL),
    (b"\x09\x08\x08\x00", OLD_EXCEL),  # Excel 5.0's stream without the compound file around it
    (b"Rar!\x1a\x07", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"\x1f\x8b\x08", ARCHIVE),
    (b"MZ\x90\0", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"{\\rtf", RICH_TEXT),
)
_PATTERNS = (
    (re.compile(rb"RIFF.{4}WEBP|.{4}ftyp(?:heic|heix|mif1|avif)", re.DOTALL), IMAGE),
    (re.compile(rb"BM.{4}\0{4}", re.DOTALL), IMAGE),
    (
        re.compile(rb"(?i)mime-version:|<(?:!doctype\s+html|html|head|meta|style|table|body)\b"),
        WEB_PAGE,
    ),
    (re.compile(rb"(?i)<!--.*?-->\s*<(?:!doctype\s+html|html|table)\b", re.DOTALL), WEB_PAGE),
    (re.compile(rb"<\?xml.*?<(?:\w+:)?Workbook\b", re.DOTALL), XML_2003),
    (re.compile(rb"<(?:\w+:)?Workbook\s[^>]*office:spreadsheet", re.DOTALL), XML_2003),
    (re.compile(rb"<\?xml.*?<office:document\b", re.DOTALL), FLAT_ODS),
    (re.compile(rb"(?i)<\?xml.*?<html\b", re.DOTALL), WEB_PAGE),
)
_STREAMS = (("WordDocument", WORD), ("PowerPoint Document", SLIDES))


def told_by_first_bytes(data: bytes) -> str | None:
    """The sentence for a file that is plainly something else; None where it may be a workbook."""
    head = _head(data)
    for magic, sentence in _MAGIC:
        if head.startswith(magic):
            return sentence
    return next((sentence for pattern, sentence in _PATTERNS if pattern.match(head)), None)


def _head(data: bytes) -> bytes:
    """The first bytes; of a text without its byte order mark and leading blanks, of UTF-16 the letters."""
    head = data[:_HEAD_BYTES]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\0", b"")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    return text if text.startswith((b"<", b"MIME", b"Mime", b"mime")) else head


def told_by_members(names: set[str]) -> str:
    """The sentence for an archive that holds no workbook."""
    folders = {name.partition("/")[0] for name in names}
    if "word" in folders:
        return WORD
    if "ppt" in folders:
        return SLIDES
    if "Index.zip" in names or any(name.endswith(".iwa") for name in names):
        return NUMBERS
    return ARCHIVE


def told_by_streams(data: bytes) -> str | None:
    """The sentence for a compound (OLE) file of another program."""
    return next((told for name, told in _STREAMS if has_stream(data, name)), None)


def has_stream(data: bytes, name: str) -> bool:
    """Whether a compound file's directory seems to name the stream: entries stand at whole 128 bytes."""
    entry = name.encode("utf-16-le") + b"\0\0"
    at = data.find(entry)
    while at >= 0:
        if at % 128 == 0 and data[at + 64 : at + 66] == len(entry).to_bytes(2, "little"):
            return True
        at = data.find(entry, at + 1)
    return False
