"""Word styles of an administrative document: the decree's own middle sizes (Nghị định 30, table V)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor

FONT = "Times New Roman"
LANGUAGE = "vi-VN"
FIRST_LINE = Mm(12.7)
LINE_SPACING = 1.15


@dataclass(frozen=True)
class Look:
    """A paragraph style: size in points, then how it stands on the page."""

    size: float
    align: ALIGN = ALIGN.CENTER
    bold: bool = False
    italic: bool = False
    before: float = 0
    after: float = 0
    keep: bool = False  # on the page of the paragraph after it
    first_line: Length | None = None
    spacing: float = 1.0


HEADING = Look(
    14, ALIGN.JUSTIFY, bold=True, before=6, keep=True, first_line=FIRST_LINE, spacing=LINE_SPACING
)
LOOKS = {
    "Quốc hiệu": Look(12, bold=True),
    "Tiêu ngữ": Look(13, bold=True),
    "Cơ quan chủ quản": Look(12),
    "Cơ quan ban hành": Look(12, bold=True),
    "Số, ký hiệu": Look(13, before=6),
    "Địa danh, ngày tháng": Look(13, italic=True, before=6),
    "Tên loại": Look(14, bold=True, before=14, keep=True),
    "Trích yếu": Look(14, bold=True, keep=True),
    "Kính gửi": Look(14, before=12, after=6),
    "Thân văn bản": Look(14, ALIGN.JUSTIFY, before=6, first_line=FIRST_LINE, spacing=LINE_SPACING),
    "Căn cứ": Look(
        14, ALIGN.JUSTIFY, italic=True, before=6, first_line=FIRST_LINE, spacing=LINE_SPACING
    ),
    "Heading 1": HEADING,
    "Heading 2": HEADING,
    "Quyền hạn, chức vụ": Look(14, bold=True, keep=True),
    "Họ tên người ký": Look(14, bold=True, before=72),
    "Nơi nhận": Look(12, ALIGN.LEFT, bold=True, italic=True, keep=True),
    "Danh sách nơi nhận": Look(11, ALIGN.LEFT),
    "Tên bảng": Look(12, bold=True, before=8, after=4, keep=True),
    "Đầu cột": Look(12, bold=True, before=2, after=2, keep=True),
    "Ô chữ": Look(12, ALIGN.LEFT, before=2, after=2),
    "Ô số": Look(12, ALIGN.RIGHT, before=2, after=2),
    "Ô giữa": Look(12, before=2, after=2),
    "Nhãn phụ lục": Look(14, bold=True, keep=True),
    "Tên phụ lục": Look(13, bold=True, keep=True),
    "Kèm theo": Look(13, italic=True, after=8, keep=True),
    "Ghi chú": Look(12, ALIGN.LEFT, italic=True, before=4),
    "Số trang": Look(14),
    "Chân trang": Look(10, italic=True),
    "Đường kẻ": Look(2, before=2, keep=True),
}


def apply_styles(document: Document) -> None:
    """Make the document's defaults and styles those of the decree, in one font and one language."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    _set_font(defaults.find(qn("w:rPrDefault")).find(qn("w:rPr")))
    normal = document.styles["Normal"]
    normal.font.size = Pt(14)
    _set_font(normal.element.get_or_add_rPr())
    for name, look in LOOKS.items():
        _apply(document, name, look)


def _apply(document: Document, name: str, look: Look) -> None:
    styles = document.styles
    is_built_in = name.startswith("Heading")
    style: Any = styles[name] if is_built_in else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles["Normal"]
    _set_font(style.element.get_or_add_rPr())
    style.font.size = Pt(look.size)
    style.font.bold, style.font.italic = look.bold, look.italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    paragraph = style.paragraph_format
    paragraph.alignment = look.align
    paragraph.space_before, paragraph.space_after = Pt(look.before), Pt(look.after)
    paragraph.line_spacing = look.spacing
    paragraph.first_line_indent = look.first_line
    paragraph.keep_with_next = look.keep
    paragraph.widow_control = True


def _set_font(properties: Any) -> None:
    """One font for every script; the template's theme fonts would win over a plain name."""
    for tag in ("w:rFonts", "w:lang"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    language = OxmlElement("w:lang")
    for script in ("val", "eastAsia"):
        language.set(qn(f"w:{script}"), LANGUAGE)
    properties.append(language)
