"""Text tables (.csv): the encoding and the separator are found by reading."""

import codecs
import csv
import io
from itertools import islice

from sheets.gate import MAX_ROWS, NOT_A_WORKBOOK, NOTHING, TOO_MANY
from sheets.workbook import Refused, Sheet, Workbook
from vietnamese.text import nfc

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = ";,\t|"
_SAMPLE_LINES = 20
_MAX_COLUMNS = 256


def read_text_table(data: bytes, name: str) -> Workbook:
    """One sheet of text cells, named as told."""
    text = _decoded(data)
    if "\0" in text:
        raise Refused(NOT_A_WORKBOOK)
    separator, body = _separator(text)
    try:
        reader = csv.reader(io.StringIO(body), delimiter=separator)
        rows = tuple(_row(row) for row in islice(reader, MAX_ROWS + 1))
    except csv.Error:
        raise Refused(NOT_A_WORKBOOK) from None
    if len(rows) > MAX_ROWS:
        raise Refused(TOO_MANY)
    if not any(rows):
        raise Refused(NOTHING)
    return Workbook((Sheet(name, rows),))


def _row(row: list[str]) -> tuple[str | None, ...]:
    values = [value if value.strip() else None for value in row]
    while values and values[-1] is None:
        values.pop()
    if len(values) > _MAX_COLUMNS:
        raise Refused(TOO_MANY)
    return tuple(values)


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # Excel in Vietnam saves "CSV" in Windows-1258, which holds tones as separate letters.
        return nfc(_strictly(data, "cp1258"))


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Refused(NOT_A_WORKBOOK) from None


def _separator(text: str) -> tuple[str, str]:
    """The separator found in the most of the first lines; Excel's own "sep=;" line wins."""
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == len("sep=") + 1:
        return first.strip()[-1], rest
    lines = [line for line in text.splitlines()[:_SAMPLE_LINES] if line.strip()]
    counts = {mark: sorted(line.count(mark) for line in lines) for mark in _SEPARATORS}
    middle = len(lines) // 2
    return max(_SEPARATORS, key=lambda mark: counts[mark][middle] if lines else 0), text
