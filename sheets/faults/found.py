"""What the second look brings back."""

from collections.abc import Mapping
from typing import NamedTuple

SheetFaults = dict[tuple[int, int], tuple[str, str]]

LAST_ROW, LAST_COLUMN = (
    150_000,
    16_384,
)  # a fault beyond them stands outside every sheet that is read
MAX_TEXT = 200
MAX_MERGED = 50_000
MAX_SHEETS = 500
ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "Err:5")
_CODES = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!"}


class RefusalError(Exception):
    """The workbook is refused; the argument names why, in opening.py's words."""


class Found(NamedTuple):  # a dataclass would cost the child a fifth of its start
    """Faults by sheet, by name or, where the format hides names, by position; and text names."""

    faults: Mapping[str | int, SheetFaults] = {}
    names: Mapping[str, str] = {}


def error_text(code: int) -> str:
    """The error that a binary workbook (.xls, .xlsb) writes as a number."""
    return _CODES.get(code, "#N/A")
