"""What a Word file really shows: the properties of runs and paragraphs with their styles applied."""

import io

import docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from reports.documents import to_docx


def opened(report):
    return docx.Document(io.BytesIO(to_docx(report)))


def effective(paragraph, name, run=None):
    """A font or paragraph property from the run, else from the style and the styles it is based on."""
    if run is not None and getattr(run.font, name) is not None:
        return getattr(run.font, name)
    style = paragraph.style
    while style is not None:
        value = getattr(style.font if run is not None else style.paragraph_format, name)
        if value is not None:
            return value
        style = style.base_style
    return None


def look(paragraph):
    """(size in points, bold, italic, alignment) of a line that has one look throughout."""
    own = paragraph.alignment
    align = own if own is not None else effective(paragraph, "alignment")
    [seen] = {
        (effective(paragraph, "size", r).pt, effective(paragraph, "bold", r) or False,
         effective(paragraph, "italic", r) or False)
        for r in paragraph.runs
    }  # fmt: skip
    return (*seen, align.name)


def blocks(document):
    """Paragraphs and tables of the body in their order."""
    for child in document.element.body.iterchildren():
        if child.tag == qn("w:p"):
            yield Paragraph(child, document)
        elif child.tag == qn("w:tbl"):
            yield Table(child, document)


def own_cells(row):
    """The row's cells, a merged one once."""
    cells = []
    for cell in row.cells:
        if all(cell._tc is not seen._tc for seen in cells):
            cells.append(cell)
    return cells


def is_heading_row(row):
    return row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None


def all_paragraphs(document):
    """Every paragraph of body, tables, headers and footers."""
    for block in blocks(document):
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in own_cells(row):
                    yield from cell.paragraphs
    for section in document.sections:
        for part in (section.header, section.footer, section.first_page_header,
                     section.first_page_footer):  # fmt: skip
            yield from part.paragraphs


def bordered_width(paragraph, available):
    """The length in EMU of the rule that a paragraph's bottom border draws, None without one."""
    borders = paragraph._p.pPr.find(qn("w:pBdr"))
    if borders is None or borders.find(qn("w:bottom")).get(qn("w:val")) != "single":
        return None
    style = paragraph.paragraph_format
    return available - (style.left_indent or 0) - (style.right_indent or 0)
