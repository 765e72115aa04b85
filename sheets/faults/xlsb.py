"""Errors of an .xlsb: the binary parts are walked for error cells and formulas with an error."""

import struct
import zipfile
from collections.abc import Iterator

from sheets.faults.found import SheetFaults, error_text
from sheets.faults.xlsx import sheet_paths

WORKBOOK = "xl/workbook.bin"
_LINKS = "xl/_rels/workbook.bin.rels"
_ROW, _ERROR_CELL, _FORMULA_ERROR, _SHEET = 0, 3, 11, 156


def faults(archive: zipfile.ZipFile, members: set[str]) -> dict[str | int, SheetFaults]:
    """Faults by the sheet's name."""
    if _LINKS not in members:
        raise ValueError(_LINKS)
    try:
        sheets = dict(_sheets(archive.read(WORKBOOK)))
        paths = sheet_paths(archive, sheets, links=_LINKS)
        return {
            name: _sheet_faults(archive.read(path))
            for name, path in paths.items()
            if path in members
        }
    except (struct.error, IndexError) as broken:
        raise ValueError(str(broken)) from None


def _records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, start and size of each record; both numbers are written seven bits a byte."""
    at = 0
    while at < len(part):
        kind = part[at]
        at += 1
        if kind & 0x80:
            kind, at = (kind & 0x7F) | (part[at] & 0x7F) << 7, at + 1
        size = 0
        for shift in (0, 7, 14, 21):
            byte = part[at]
            size, at = size | (byte & 0x7F) << shift, at + 1
            if not byte & 0x80:
                break
        yield kind, at, size
        at += size


def _sheets(part: bytes) -> Iterator[tuple[str, str]]:
    for kind, at, _ in _records(part):
        if kind == _SHEET:
            relation, name_at = _wide_text(part, at + 8)
            yield _wide_text(part, name_at)[0], relation


def _wide_text(part: bytes, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", part, at)
    end = at + 4 + 2 * length
    return part[at + 4 : end].decode("utf-16-le", "replace"), end


def _sheet_faults(part: bytes) -> SheetFaults:
    found: SheetFaults = {}
    row = 0
    for kind, at, _ in _records(part):
        if kind == _ROW:
            (row,) = struct.unpack_from("<I", part, at)
        elif kind in (_ERROR_CELL, _FORMULA_ERROR):
            (column,) = struct.unpack_from("<I", part, at)
            found[row, column] = ("e", error_text(part[at + 8]))
    return found
