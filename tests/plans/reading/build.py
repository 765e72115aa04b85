"""Plans as files: text, Word, PDF, and the files that must not be opened."""

import io
import json
import zipfile
from collections.abc import Iterable

import docx
import typst
from docx.enum.text import WD_ALIGN_PARAGRAPH
from PIL import Image
from pypdf import PdfReader, PdfWriter

from tests.sheets.build import with_part

PLAN = """\
ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
XÃ AN HÒA Độc lập - Tự do - Hạnh phúc

Số: 12/KH-UBND An Hòa, ngày 05 tháng 3 năm 2026

KẾ HOẠCH
Vận động người dân tham gia bảo hiểm y tế
trên địa bàn xã An Hòa

Căn cứ Luật Bảo hiểm y tế ngày 14/11/2008;

Thực hiện Kế hoạch số 40/KH-UBND ngày 20/02/2026 của UBND tỉnh Bình Nam về vận động tham gia bảo hiểm y tế, UBND xã ban hành Kế hoạch như sau:

I. MỤC ĐÍCH, YÊU CẦU

1. Nâng cao nhận thức của người dân.

II. THỜI GIAN, CHỈ TIÊU

1. Thời gian thực hiện: từ ngày 10/3/2026 đến hết ngày 10/6/2026.

2. Chỉ tiêu: 95% dân số có thẻ bảo hiểm y tế trước ngày 10/6/2026.

III. TỔ CHỨC THỰC HIỆN

1. Trạm Y tế xã: là cơ quan thường trực; báo cáo tuần trước 10 giờ thứ Sáu về UBND xã (SĐT 0912.345.678).

Nơi nhận:
- UBND tỉnh (b/c);
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Lê Văn An
"""


def word(lines: Iterable[str], *, centred: Iterable[str] = ()) -> bytes:
    """A .docx with one paragraph a line."""
    document = docx.Document()
    middle = set(centred)
    for line in lines:
        paragraph = document.add_paragraph(line)
        if line in middle:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return saved_word(document)


def saved_word(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_body(body: str) -> bytes:
    """A .docx whose document part is this XML inside its body."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = f'<?xml version="1.0"?><w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    return with_part(word([]), "word/document.xml", xml.encode())


def with_entity() -> bytes:
    """A .docx that asks for a file of the machine it is opened on."""
    data = word(["Kế hoạch"])
    xml = (
        b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b"<w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>"
    )
    return with_part(data, "word/document.xml", xml)


def bomb() -> bytes:
    """A .docx of some 100 KB whose document would unpack to 100 MB."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w:p/>" * (100 * 1024 * 1024 // 6))
    return stream.getvalue()


def pdf(text: str, *, font_without_accents: bool = False) -> bytes:
    """A PDF with text: a line of the text is a line of the page."""
    written = json.dumps(text, ensure_ascii=False)
    lines = f'#{written}.split("\\n").join(linebreak())'
    shown = f"#raw({written})" if font_without_accents else lines
    return typst.compile(f'#set text(lang: "vi")\n{shown}'.encode())


def scanned() -> bytes:
    """A PDF of one picture."""
    stream = io.BytesIO()
    Image.new("L", (400, 600), 200).save(stream, "PDF")
    return stream.getvalue()


def locked(data: bytes, *, user: str) -> bytes:
    """The PDF with a password; "" as the user's lets everybody read."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(user_password=user, owner_password="owner")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()
