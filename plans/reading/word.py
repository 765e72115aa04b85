"""The text of a Word file (.docx): paragraphs as lines, with the numbers that Word itself counts, and tables."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from plans.reading.child import RefusalError
from plans.reading.numbering import Numbering

MAX_MEMBERS = 2_000
MAX_PART_BYTES = 24 * 1024 * 1024  # unpacked; a plan of 60 pages has under 2 MB
MAX_DEPTH = 60
_MAIN = re.compile(
    r"officeDocument/2006/relationships/officeDocument|ooxml/officeDocument/relationships/officeDocument"
)
_LAYOUT = re.compile(
    r"cộng\s+h[oò]à?\s+xã\s+hội|độc\s+lập\s*[-–]|nơi\s+nhận|chủ\s+tịch|^\s*số\s*:",
    re.IGNORECASE | re.MULTILINE,
)
_SKIPPED = frozenset({"Fallback", "instrText", "delText", "del", "moveFrom"})


def text_of_word(stream: IO[bytes]) -> Iterator[str]:
    """Line by line. A table comes as "| a | b |"; one that only places the form's parts as its lines."""
    with zipfile.ZipFile(stream) as archive:
        _check(archive)
        document = _part(archive, _main_part(archive))
        numbering = Numbering(
            _part(archive, "word/numbering.xml"), _part(archive, "word/styles.xml")
        )
    if document is None:
        raise RefusalError("damaged")
    body = next((child for child in document if tag(child) == "body"), None)
    if body is None:
        raise RefusalError("damaged")
    yield from _lines(body, numbering, 0)


def tag(element: Element) -> str:
    """The element's name without its namespace: Word has two for every one."""
    return str(element.tag).rpartition("}")[2]


def _check(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise RefusalError("memory")
    if any(member.flag_bits & 0x1 for member in members):
        raise RefusalError("password")
    names = {member.filename for member in members}
    if any(name.startswith(("xl/", "ppt/")) for name in names):
        raise RefusalError("sheet")
    if "content.xml" in names:
        raise RefusalError("open_document")
    if not any(name.startswith("word/") for name in names):
        raise RefusalError("other")


def _main_part(archive: zipfile.ZipFile) -> str:
    """Where the document itself is; some programs do not call it document.xml."""
    relations = _part(archive, "_rels/.rels")
    for relation in relations if relations is not None else ():
        if _MAIN.search(relation.get("Type", "")):
            return relation.get("Target", "").lstrip("/")
    return "word/document.xml"


def _part(archive: zipfile.ZipFile, name: str) -> Element | None:
    """A part of the package; None where it is not there."""
    try:
        member = archive.getinfo(name)
    except KeyError:
        return None
    if member.file_size > MAX_PART_BYTES:
        raise RefusalError("memory")
    with archive.open(member) as part:
        data = part.read(MAX_PART_BYTES + 1)
    if len(data) > MAX_PART_BYTES:
        raise RefusalError("memory")
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise RefusalError("unsafe") from None
    except ParseError:
        raise RefusalError("damaged") from None
    return root


def _lines(parent: Element, numbering: Numbering, depth: int) -> Iterator[str]:
    """The lines of a body, a cell or a content control."""
    if depth > MAX_DEPTH:
        raise RefusalError("memory")
    for child in parent:
        name = tag(child)
        if name == "p":
            yield _paragraph(child, numbering)
        elif name == "tbl":
            yield from _table(child, numbering, depth + 1)
        elif name in ("sdt", "sdtContent", "ins", "customXml", "smartTag"):
            yield from _lines(child, numbering, depth + 1)


def _paragraph(paragraph: Element, numbering: Numbering) -> str:
    text = "".join(_letters(paragraph, 0))
    number = numbering.number_of(paragraph) if text.strip() else ""
    # Lines set in the middle of the page (the form, the title) are read together, others stand apart.
    end = "\n" if _is_centred(paragraph) else "\n\n"
    return f"{number} {text}{end}" if number else f"{text}{end}"


def _is_centred(paragraph: Element) -> bool:
    settings = next((child for child in paragraph if tag(child) == "pPr"), None)
    return settings is not None and any(
        tag(child) == "jc" and "center" in child.attrib.values() for child in settings
    )


def _letters(element: Element, depth: int) -> Iterator[str]:
    if depth > MAX_DEPTH:
        return
    for child in element:
        name = tag(child)
        if name == "t":
            yield child.text or ""
        elif name == "tab":
            yield "\t" if tag(element) == "r" else ""  # in a paragraph's settings it is a tab stop
        elif name in ("br", "cr"):
            yield "\n"
        elif name in ("noBreakHyphen", "softHyphen"):
            yield "-" if name == "noBreakHyphen" else ""
        elif name not in _SKIPPED:
            yield from _letters(child, depth + 1)
            yield "\n" if name == "p" else ""  # a text box


def _table(table: Element, numbering: Numbering, depth: int) -> Iterator[str]:
    rows = [list(_cells(row, numbering, depth)) for row in _children(table, "tr")]
    everything = "\n".join(cell for row in rows for cell in row)
    widest = max((len(row) for row in rows), default=0)
    if len(rows) == 1 or widest == 1 or (widest == 2 and _LAYOUT.search(everything)):  # noqa: PLR2004
        yield "\n"
        for row in rows:
            for cell in row:
                yield re.sub(r"\n{2,}", "\n", cell.strip("\n")) + "\n"
        yield "\n"
        return
    yield "\n"
    for row in rows:
        yield "| " + " | ".join(" ".join(cell.split()).replace("|", "/") for cell in row) + " |\n"
    yield "\n"


def _cells(row: Element, numbering: Numbering, depth: int) -> Iterator[str]:
    for cell in _children(row, "tc"):
        yield "".join(_lines(cell, numbering, depth + 1))


def _children(parent: Element, name: str) -> Iterator[Element]:
    """Children of that name, also where a content control stands around them."""
    for child in parent:
        if tag(child) == name:
            yield child
        elif tag(child) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _children(child, name)
