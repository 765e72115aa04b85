"""A report or a plan as Word in the form of Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph

from reports.documents.docx_styles import LANGUAGE, apply_styles
from reports.documents.docx_tables import add_table, fixed_table, restyle
from reports.rules.document import ILLUSTRATIVE_LINE, Annex, OfficialDocument, Section

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PAGE = (Mm(210), Mm(297))
TOP, BOTTOM, LEFT, RIGHT = Mm(20), Mm(20), Mm(30), Mm(15)
HEAD_WIDTHS = (62, 103)  # mm: issuer, country
SIGN_WIDTHS = (82, 83)
TEXT_WIDTH = Mm(165)
RULE_SHARE = 0.42  # the decree asks for a third to a half of the text above


def to_docx(report: OfficialDocument) -> bytes:
    """The document as a Word file with real styles, to be read, corrected and signed."""
    document = docx.Document()
    apply_styles(document)
    _describe(document, report)
    _set_page(document.sections[0], report)
    _add_head(document, report)
    for section in report.sections:
        _add_section(document, section)
    _add_signature(document, report)
    for annex in report.annexes:
        _add_annex(document, annex)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _describe(document: Document, report: OfficialDocument) -> None:
    properties = document.core_properties
    made_at = datetime.combine(report.made_on, time())
    properties.title = " ".join(filter(None, (report.kind, report.subject, report.period)))
    properties.author = properties.last_modified_by = report.issuer_name
    properties.subject, properties.category = report.subject, report.category
    properties.keywords, properties.comments = report.category.lower(), ""
    properties.language = LANGUAGE
    properties.created = properties.modified = made_at


def _set_page(section: Any, report: OfficialDocument) -> None:
    """A4 portrait; page numbers in the header from the second page on."""
    section.page_width, section.page_height = PAGE
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = restyle(section.header.paragraphs[0], "Số trang")
    _add_page_field(number)
    restyle(section.first_page_header.paragraphs[0], "Số trang")
    for footer in (section.first_page_footer, section.footer):
        foot = restyle(footer.paragraphs[0], "Chân trang")
        foot.add_run(ILLUSTRATIVE_LINE if report.illustrative else "")


def _add_page_field(paragraph: Paragraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = paragraph.add_run("1")
    field.append(run._r)
    paragraph._p.append(field)


def _add_head(document: Document, report: OfficialDocument) -> None:
    table = fixed_table(document, 2, HEAD_WIDTHS)
    issuer, country = table.rows[0].cells
    _fill_issuer(issuer, report)
    _put(country, "Quốc hiệu", COUNTRY)
    _put(country, "Tiêu ngữ", MOTTO)
    _rule(country.add_paragraph(), Mm(HEAD_WIDTHS[1]), _text_width(MOTTO, 13))
    number, place = table.rows[1].cells
    _put(number, "Số, ký hiệu", report.letterhead.number_line)
    _put(place, "Địa danh, ngày tháng", report.place_line)
    document.add_paragraph(report.kind, "Tên loại")
    subject = document.add_paragraph(report.subject, "Trích yếu")
    if report.period:
        subject.add_run().add_break()
        subject.add_run(report.period)
    width = _even_width(report.subject)
    side = Length((TEXT_WIDTH - width) // 2)
    subject.paragraph_format.left_indent = subject.paragraph_format.right_indent = side
    _rule(document.add_paragraph(), TEXT_WIDTH, int(width * RULE_SHARE))
    _add_addressees(document, report.addressees)
    for text in report.bases:
        document.add_paragraph(text, "Căn cứ")
    for text in report.opening:
        document.add_paragraph(text, "Thân văn bản")


def _fill_issuer(cell: WordCell, report: OfficialDocument) -> None:
    head = report.letterhead
    if head.parent is not None:
        _put(cell, "Cơ quan chủ quản", head.parent)
    for line in head.issuer:
        _put(cell, "Cơ quan ban hành", line)
    width = _text_width(head.issuer[-1], 12)
    _rule(cell.add_paragraph(), Mm(HEAD_WIDTHS[0]), int(width * RULE_SHARE))


def _put(cell: WordCell, style: str, text: str) -> Paragraph:
    """Write a line; a new cell already has one empty paragraph, which the first line takes."""
    first = cell.paragraphs[0]
    paragraph = first if not first.text and len(cell.paragraphs) == 1 else cell.add_paragraph()
    paragraph.add_run(text)
    return restyle(paragraph, style)


def _text_width(text: str, size: float) -> int:
    """The width of bold text in EMU, near enough for a rule: capitals 0,72 em, the rest 0,49 em."""
    ems = sum(0.25 if c == " " else 0.72 if c.isupper() else 0.49 for c in text)
    return int(Pt(size) * ems)


def _even_width(subject: str) -> int:
    """The width that sets a long subject in lines of nearly one length, no word alone on the last."""
    whole, limit = max(_text_width(subject, 14), 1), Mm(160)
    return min(limit, whole // -(-whole // limit) + Mm(16))


def _rule(paragraph: Paragraph, available: int, length: int) -> None:
    """A solid line of that length in the middle: a border whose paragraph is indented on both sides."""
    restyle(paragraph, "Đường kẻ")
    indent = Length(max(available - length, 0) // 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _add_addressees(document: Document, addressees: tuple[str, ...]) -> None:
    """One on the line of "Kính gửi:"; several on lines of their own (Nghị định 30, cell 9a)."""
    if len(addressees) == 1:
        document.add_paragraph(f"Kính gửi: {addressees[0]}", "Kính gửi")
        return
    if addressees:
        document.add_paragraph("Kính gửi:", "Kính gửi").paragraph_format.keep_with_next = True
    for place, name in enumerate(addressees, start=1):
        end = "." if place == len(addressees) else ";"
        line = document.add_paragraph(f"- {name}{end}", "Kính gửi")
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(0)


def _add_section(document: Document, section: Section) -> None:
    document.add_paragraph(section.heading, f"Heading {section.level}")
    for text in section.paragraphs:
        document.add_paragraph(text, "Thân văn bản")
    if section.table is not None:
        add_table(document, section.table, width=165)


def _add_signature(document: Document, report: OfficialDocument) -> None:
    """The closing line stays with the signature on one page."""
    closing = document.add_paragraph(report.closing, "Thân văn bản")
    closing.paragraph_format.keep_with_next = True
    closing.paragraph_format.space_after = Pt(12)
    table: WordTable = fixed_table(document, 1, SIGN_WIDTHS)
    recipients, signer = table.rows[0].cells
    _put(recipients, "Nơi nhận", "Nơi nhận:")
    for line in report.recipients:
        _put(recipients, "Danh sách nơi nhận", line)
    for line in report.signature.authority:
        _put(signer, "Quyền hạn, chức vụ", line)
    _put(signer, "Họ tên người ký", report.signature.name)
    for cell in (recipients, signer):
        cell.vertical_alignment = VERTICAL.TOP
    table.alignment = WD_TABLE_ALIGNMENT.LEFT


def _add_annex(document: Document, annex: Annex) -> None:
    """A section of its own, so that it can lie on its side and count its pages from 1."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    restyle(document.paragraphs[-1], "Đường kẻ")
    section.different_first_page_header_footer = False
    width, height = reversed(PAGE) if annex.landscape else PAGE
    section.page_width, section.page_height = width, height
    section.orientation = WD_ORIENT.LANDSCAPE if annex.landscape else WD_ORIENT.PORTRAIT
    _restart_numbers(section)
    document.add_paragraph(annex.label, "Nhãn phụ lục")
    document.add_paragraph(annex.title, "Tên phụ lục")
    document.add_paragraph(annex.reference, "Kèm theo")
    add_table(document, annex.table, width=252 if annex.landscape else 165)
    for note in annex.notes:
        document.add_paragraph(note, "Ghi chú")


def _restart_numbers(section: Any) -> None:
    properties = section._sectPr
    for old in properties.findall(qn("w:pgNumType")):
        properties.remove(old)
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    properties.find(qn("w:pgMar")).addnext(start)
