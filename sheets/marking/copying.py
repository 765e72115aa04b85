"""Making the marked copy: openpyxl works in a process of its own, since its reading has no limits."""

import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path, PurePath

from sheets.marking.listing import list_only
from sheets.marking.types import Mark, Marked
from sheets.opening import open_workbook
from sheets.workbook import Workbook
from vietnamese.text import nfc

_ROOT = Path(__file__).parents[2]
_CHILD = (
    "import sys; sys.path.append(sys.argv.pop()); from sheets.marking.child import main; main()"
)
_WALL_SECONDS = 60
_SUFFIX = " (đã đánh dấu)"
_MAX_STEM = 100
_MAX_CELLS = 200_000  # openpyxl needs some 40 microseconds and 600 bytes for each
_ZIP = b"PK"


def marked_copy(data: bytes, filename: str, marks: Sequence[Mark]) -> Marked:
    """The sender's workbook with its cells marked; only the list where it is too large for that.

    An .xlsx keeps its look; other kinds come back as a new .xlsx with the same values in the same
    cells. Macros, outside links and formulas that could reach out are gone, and so are charts and
    pictures; a table is plain cells. Refused as opening is.
    """
    workbook = open_workbook(data, filename)
    marked = _marked_apart(data, workbook, marks) if _is_markable(workbook) else None
    return Marked(marked or list_only(marks), _marked_name(filename))


def _is_markable(workbook: Workbook) -> bool:
    cells = sum(len(row) for sheet in workbook.sheets for row in sheet.rows)
    area = sum((b - t + 1) * (r - f + 1) for s in workbook.sheets for t, f, b, r in s.merged)
    return cells + area <= _MAX_CELLS  # it makes an object of each merged cell, too


def _marked_apart(data: bytes, workbook: Workbook, marks: Sequence[Mark]) -> bytes | None:
    """The child's answer; None where it could not make one within its limits."""
    asked = pickle.dumps((data if data.startswith(_ZIP) else b"", workbook, list(marks)))
    try:
        done = subprocess.run(  # noqa: S603 -- our own code, no shell, nothing of the upload in it
            [sys.executable, "-I", "-c", _CHILD, str(_ROOT)],
            input=asked,
            capture_output=True,
            env={},
            timeout=_WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 and done.stdout.startswith(_ZIP) else None


def _marked_name(filename: str) -> str:
    stem = PurePath(nfc(filename).replace("\\", "/")).stem
    clean = "".join(c for c in stem if c.isprintable() and c not in '<>:"/|?*').strip(" .")
    return f"{clean.removesuffix(_SUFFIX)[:_MAX_STEM] or 'Bảng số liệu'}{_SUFFIX}.xlsx"
