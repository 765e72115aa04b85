"""The saved results put back beside the formulas: openpyxl writes a formula without one.

A phone shows a formula's saved result and computes nothing; without it the sender would see blanks.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from xml.sax.saxutils import escape

from openpyxl.utils.datetime import to_excel

from sheets.cells import position
from sheets.workbook import Fault, Sheet, Value

_FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)>(<f>[^<]*</f>)<v ?(?:/>|></v>)')


def with_saved_results(data: bytes, titles: list[str], saved: Mapping[str, Sheet]) -> bytes:
    """The .xlsx as openpyxl wrote it, its n-th sheet titled `titles[n]`, with the results of `saved`."""
    sheets = {
        f"xl/worksheets/sheet{number}.xml": saved[title]
        for number, title in enumerate(titles, 1)
        if title in saved
    }
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name in sheets and b"<f>" in part:
                part = _filled(part, sheets[name])
            new.writestr(name, part)
    return buffer.getvalue()


def _filled(part: bytes, sheet: Sheet) -> bytes:
    def fill(match: re.Match[bytes]) -> bytes:
        reference, attributes, formula = match.groups()
        kind, value = _written(sheet.at(*position(reference.decode())))
        if value is None:
            return match.group()
        return b'<c r="%b"%b%b>%b<v>%b</v>' % (reference, attributes, kind, formula, value)

    return _FORMULA.sub(fill, part)


def _written(value: Value) -> tuple[bytes, bytes | None]:
    """The type attribute and the text of a result; None where there is none."""
    if isinstance(value, bool):
        return b' t="b"', b"%d" % value
    if isinstance(value, int | float):
        return b"", repr(value).encode()
    if isinstance(value, date):
        return b"", repr(to_excel(value)).encode()
    if isinstance(value, Fault):
        return b' t="e"', escape(value.text).encode() if value.kind == "error" else None
    return b' t="str"', escape(value or "").encode("utf-8", "replace")
