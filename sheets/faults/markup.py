"""XML read event by event: nothing is built in memory, and no document type is let in."""

from collections.abc import Callable
from typing import IO
from xml.parsers import expat

Attributes = dict[str, str]


def read_events(
    stream: IO[bytes],
    *,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call back for each element ("namespace name") and text; ValueError where the XML is broken."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.ParseFile(stream)
    except expat.ExpatError as broken:
        raise ValueError(str(broken)) from None


def _refuse(*_: object) -> None:
    raise ValueError("a document type in a workbook")


def local(name: str) -> str:
    """The element's name without its namespace: strict and transitional workbooks differ in that only."""
    return name.rpartition(" ")[2]
