"""Faults and text names of an .xlsx or .xlsm.

The sheet's bytes are searched, not parsed: a long list has half a million cells and hardly a fault.
What only looks like a cell (in a comment of the XML, say) can at most make a blank a fault.
"""

import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from typing import IO, NamedTuple

from sheets.cells import position
from sheets.faults.found import (
    LAST_COLUMN,
    LAST_ROW,
    MAX_MERGED,
    MAX_SHEETS,
    MAX_TEXT,
    Found,
    RefusalError,
    SheetFaults,
)
from sheets.faults.markup import Attributes, local, read_events

WORKBOOK = "xl/workbook.xml"
LINKS = "xl/_rels/workbook.xml.rels"
MAX_NAMES = 50
MAX_BOOK_BYTES = 4 * 1024 * 1024  # of workbook.xml: it lists sheets and names only
_PIECE = 1024 * 1024
_RELATION_ID = re.compile(r"/relationships id$")
_ROOT = re.compile(rb"<(?:([\w.-]{1,40}):)?worksheet[\s>]")
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3}[0-9]{1,7})["']""")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_ENTITY = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot|apos));")
_LAST_LETTER = 0x10FFFF
_TYPE = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")


def look(archive: zipfile.ZipFile, members: set[str]) -> Found:
    """Faults by the sheet's name, and the names that stand for a text."""
    book = _Book()
    for part in (WORKBOOK, LINKS):
        if archive.getinfo(part).file_size > MAX_BOOK_BYTES:
            raise ValueError(part)
    with archive.open(WORKBOOK) as stream:
        read_events(stream, start=book.start, end=book.end, text=book.text)
    if len(book.sheets) > MAX_SHEETS:
        raise RefusalError("sheets")
    paths = sheet_paths(archive, book.sheets)
    by_path: dict[str, SheetFaults] = {}
    for path in members.intersection(paths.values()):
        with archive.open(path) as stream:
            by_path[path] = dict(sheet_faults(stream))
    return Found({name: by_path.get(path, {}) for name, path in paths.items()}, book.names)


class _Book:
    """Collects what workbook.xml says of sheets and names."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}  # name -> relation
        self.names: dict[str, str] = {}
        self._name = ""
        self._content = ""

    def start(self, element: str, attributes: Attributes) -> None:
        kind = local(element)
        self._name = attributes.get("name", "") if kind == "definedName" else ""
        self._content = ""
        if kind == "sheet":
            relations = [v for key, v in attributes.items() if _RELATION_ID.search(key)]
            self.sheets[attributes.get("name", "")] = relations[0] if relations else ""

    def text(self, written: str) -> None:
        if self._name:
            self._content += written

    def end(self, _: str) -> None:
        if self._name and len(self.names) < MAX_NAMES:
            told = text_constant(self._content)
            if told is not None and len(self._name) <= MAX_TEXT:
                self.names[self._name] = told
        self._name = ""


def text_constant(formula: str) -> str | None:
    """The text of a formula that is one quoted text and not too long, else None."""
    match = re.fullmatch(r'\s*"((?:[^"]|"")*)"\s*', formula)
    if not match or len(match.group(1)) > MAX_TEXT:
        return None
    return match.group(1).replace('""', '"')


def sheet_paths(
    archive: zipfile.ZipFile, relations: dict[str, str], *, links: str = LINKS
) -> dict[str, str]:
    """Sheet name -> part of the archive."""
    targets: dict[str, str] = {}

    def start(_: str, attributes: Attributes) -> None:
        targets[attributes.get("Id", "")] = attributes.get("Target", "")

    with archive.open(links) as stream:
        read_events(stream, start=start)
    found = {name: targets.get(relation, "") for name, relation in relations.items()}
    return {
        name: target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        for name, target in found.items()
    }


class _Patterns(NamedTuple):
    """What to look for in a sheet whose elements carry this prefix."""

    cell: bytes
    cell_end: bytes
    merged: bytes
    suspects: tuple[re.Pattern[bytes], ...]
    value: re.Pattern[bytes]
    formula: re.Pattern[bytes]


@lru_cache(maxsize=8)
def _patterns(prefix: bytes) -> _Patterns:
    p = re.escape(prefix)
    no_value = rb"(?!\s*<" + p + rb"v(?:\s[^>]*)?>[^<])"
    return _Patterns(
        cell=b"<" + prefix + b"c ",
        cell_end=b"</" + prefix + b"c>",
        merged=b"<" + prefix + b"mergeCell ",
        suspects=(
            re.compile(rb't="e"'),
            re.compile(rb"t='e'"),
            re.compile(rb"</" + p + rb"f>" + no_value),
            re.compile(rb"<" + p + rb"f\s[^>]*/>" + no_value),
            re.compile(rb"<" + p + rb"f/>" + no_value),
        ),
        value=re.compile(rb"<" + p + rb"v(?:\s[^>]*)?>([^<]*)"),
        formula=re.compile(rb"<" + p + rb"f(?:\s[^>]*)?>([^<]*)"),
    )


def sheet_faults(stream: IO[bytes]) -> Iterator[tuple[tuple[int, int], tuple[str, str]]]:
    """Position and fault of every cell of a worksheet part that shows an error or no result."""
    head = stream.read(_PIECE)
    root = _ROOT.search(head)
    prefix = root.group(1) + b":" if root and root.group(1) else b""
    patterns = _patterns(prefix)
    merged = 0
    for piece in _pieces(head, stream, patterns.cell):
        merged += piece.count(patterns.merged)
        if merged > MAX_MERGED:
            raise RefusalError("merged")  # before calamine gathers millions of them
        starts = {
            piece.rfind(patterns.cell, 0, match.start())
            for suspect in patterns.suspects
            for match in suspect.finditer(piece)
        }
        for start in starts - {-1}:
            found = _fault(_cell(piece, start, patterns), patterns)
            if found:
                yield found


def _pieces(head: bytes, stream: IO[bytes], cell: bytes) -> Iterator[bytes]:
    """The part in pieces that end before a cell begins."""
    rest = head
    while more := stream.read(_PIECE):
        rest += more
        cut = rest.rfind(cell)
        if cut <= 0 and len(rest) > 2 * _PIECE:
            cut = len(rest) - 1  # where no cell begins, any place will do
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def _cell(piece: bytes, start: int, patterns: _Patterns) -> bytes:
    after = piece.find(patterns.cell, start + 1)
    end = piece.find(patterns.cell_end, start)
    stop = min((found for found in (after, end) if found >= 0), default=len(piece))
    return piece[start:stop]


def _fault(cell: bytes, patterns: _Patterns) -> tuple[tuple[int, int], tuple[str, str]] | None:
    opening = cell[: cell.find(b">") + 1]
    reference, kind = _REFERENCE.search(opening), _TYPE.search(opening)
    place = _place(reference.group(1).decode()) if reference else None
    if place is None:
        return None
    value, formula = patterns.value.search(cell), patterns.formula.search(cell)
    if kind and kind.group(1) == b"e":
        return place, ("e", _text(value))
    if formula or cell.rstrip().endswith(b"/>"):
        has_result = bool(value and value.group(1)) or bool(kind and kind.group(1) == b"str")
        return None if has_result else (place, ("f", _text(formula)))
    return None


def _place(reference: str) -> tuple[int, int] | None:
    try:
        row, column = position(reference)
    except ValueError:
        return None
    return (row, column) if row < LAST_ROW and column < LAST_COLUMN else None


def _text(match: re.Match[bytes] | None) -> str:
    """The text as it is meant: a formula may hold < and Vietnamese letters as entities."""
    written = match.group(1).decode("utf-8", "replace") if match else ""
    return _ENTITY.sub(_letter, written)[:MAX_TEXT]


def _letter(entity: re.Match[str]) -> str:
    hexadecimal, decimal, name = entity.groups()
    if name:
        return _ENTITIES[name]
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(number) if number <= _LAST_LETTER else ""
