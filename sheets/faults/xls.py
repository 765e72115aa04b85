"""Errors of an .xls: its records are walked for error cells and formulas whose result is an error."""

import struct

from sheets.faults.compound import read_stream
from sheets.faults.found import RefusalError, SheetFaults, error_text

_SHEET, _END, _PASSWORD, _ERROR_CELL = 0x85, 0x0A, 0x2F, 0x205
_FORMULA = (0x06, 0x206, 0x406)
_IS_ERROR = 2


def faults(data: bytes) -> list[SheetFaults]:
    """Faults of each sheet in the file's order. A formula without a result cannot be told from ''."""
    stream = read_stream(data, "Workbook", "WORKBOOK", "Book", "BOOK")
    try:
        return [_sheet_faults(stream, start) for start in _sheet_starts(stream)]
    except struct.error as broken:
        raise ValueError(str(broken)) from None


def _sheet_starts(stream: bytes) -> list[int]:
    starts: list[int] = []
    at, kind = 0, -1
    while at + 4 <= len(stream) and kind != _END:
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == _SHEET:
            starts.append(struct.unpack_from("<I", stream, at + 4)[0])
        elif kind == _PASSWORD:
            raise RefusalError("password")
        at += 4 + size
    return starts


def _sheet_faults(stream: bytes, at: int) -> SheetFaults:
    found: SheetFaults = {}
    header, end = struct.Struct("<HH"), len(stream) - 4
    while at <= end:
        kind, size = header.unpack_from(stream, at)
        if kind in _FORMULA or kind == _ERROR_CELL:
            code = _error_code(kind, stream[at + 4 : at + 4 + size])
            if code is not None:
                place = header.unpack_from(stream, at + 4)
                found[place] = ("e", error_text(code))
        elif kind == _END:
            break
        at += 4 + size
    return found


def _error_code(kind: int, record: bytes) -> int | None:
    """Row, column, style; then value and mark of an error cell, or eight bytes of a formula's result."""
    if kind == _ERROR_CELL:
        return record[6] if len(record) > 7 and record[7] else None  # noqa: PLR2004
    result = record[6:14]
    is_error = result[6:] == b"\xff\xff" and result[0] == _IS_ERROR
    return result[2] if is_error else None
