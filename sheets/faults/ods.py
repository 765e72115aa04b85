"""Faults of an .ods: its one sheet part is read event by event, when it holds a formula at all."""

import zipfile
from typing import IO

from sheets.faults.found import ERRORS, LAST_COLUMN, LAST_ROW, MAX_TEXT, SheetFaults
from sheets.faults.markup import Attributes, local, read_events

CONTENT = "content.xml"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_PIECE = 1024 * 1024
_MAX_REPEATED = 1_000


def faults(archive: zipfile.ZipFile) -> dict[str | int, SheetFaults]:
    """Faults by the sheet's name."""
    with archive.open(CONTENT) as stream:
        if not _may_hold_faults(stream):
            return {}
    tables = _Tables()
    with archive.open(CONTENT) as stream:
        read_events(stream, start=tables.start, end=tables.end, text=tables.text)
    return dict(tables.faults.items())


def _may_hold_faults(stream: IO[bytes]) -> bool:
    tail = b""
    while piece := stream.read(_PIECE):
        if b":formula" in tail + piece[:16] or b":formula" in piece or b'"error"' in piece:
            return True
        tail = piece[-16:]
    return False


class _Tables:
    """Counts rows and cells with their repetitions, and keeps the faults."""

    def __init__(self) -> None:
        self.faults: dict[str, SheetFaults] = {}
        self._here: SheetFaults = {}
        self._depth = 0  # a table within a cell is no sheet
        self._row = self._column = 0
        self._row_repeats = 1
        self._row_faults: list[tuple[int, tuple[str, str]]] = []
        self._cell: Attributes | None = None
        self._notes = 0
        self._shown = ""

    def start(self, element: str, attributes: Attributes) -> None:
        kind = local(element)
        if kind == "table" and element.startswith(_TABLE):
            self._open_table(attributes)
        elif self._depth != 1:
            return
        elif kind == "table-row":
            self._column, self._row_faults = 0, []
            self._row_repeats = _count(attributes, "number-rows-repeated")
        elif kind in ("table-cell", "covered-table-cell"):
            self._cell, self._shown = attributes, ""
        elif kind == "annotation":
            self._notes += 1

    def text(self, written: str) -> None:
        if self._cell is not None and not self._notes and len(self._shown) < MAX_TEXT:
            self._shown += written

    def end(self, element: str) -> None:
        kind = local(element)
        if kind == "table" and element.startswith(_TABLE):
            self._depth -= 1
        elif self._depth != 1:
            return
        elif kind in ("table-cell", "covered-table-cell"):
            self._close_cell()
        elif kind == "annotation":
            self._notes -= 1
        elif kind == "table-row":
            self._close_row()

    def _open_table(self, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth == 1:
            self._row = 0
            self._here = {}
            self.faults[attributes.get(_TABLE + "name", "")] = self._here

    def _close_cell(self) -> None:
        attributes = self._cell or {}
        repeats = _count(attributes, "number-columns-repeated")
        fault = _fault(attributes, self._shown)
        if fault:
            last = min(self._column + min(repeats, _MAX_REPEATED), LAST_COLUMN)
            self._row_faults += [(column, fault) for column in range(self._column, last)]
        self._column += repeats
        self._cell = None

    def _close_row(self) -> None:
        if self._row_faults:
            last = min(self._row + min(self._row_repeats, _MAX_REPEATED), LAST_ROW)
            for row in range(self._row, last):
                self._here.update({(row, column): fault for column, fault in self._row_faults})
        self._row += self._row_repeats


def _count(attributes: Attributes, name: str) -> int:
    written = attributes.get(_TABLE + name, "1")
    return int(written) if written.isdecimal() and len(written) < 8 else 1  # noqa: PLR2004


def _fault(attributes: Attributes, shown: str) -> tuple[str, str] | None:
    formula = attributes.get(_TABLE + "formula")
    is_error = attributes.get(_CALC + "value-type") == "error"
    if is_error or (formula is not None and shown.startswith(ERRORS)):
        return "e", shown[:20]
    if formula is not None and _OFFICE + "value-type" not in attributes:
        return "f", formula.partition(":=")[2][:MAX_TEXT] or formula[:MAX_TEXT]
    return None
