"""What a workbook holds once opened: plain values, nothing that runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sheets.cells import address


@dataclass(frozen=True)
class Fault:
    """A cell that shows no value: a formula's error, or a formula that was saved without a result."""

    kind: Literal["error", "no_value"]
    text: str


Value = str | int | float | bool | date | Fault | None
Region = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0


@dataclass(frozen=True)
class Sheet:
    """One sheet; every row starts at column A and ends at its last filled cell. Blank is None."""

    name: str
    rows: tuple[tuple[Value, ...], ...]
    hidden: bool = False
    merged: tuple[Region, ...] = ()

    def at(self, row: int, column: int) -> Value:
        """The value at row and column, counted from 0; None outside the filled part."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        return self.rows[row][column]

    def address(self, row: int, column: int) -> str:
        """The A1 address that Excel shows for it."""
        return address(row, column)


@dataclass(frozen=True)
class Workbook:
    """The sheets in the file's order, hidden ones marked; an .xlsx's defined names that mean a text."""

    sheets: tuple[Sheet, ...]
    names: Mapping[str, str] = field(default_factory=dict, hash=False)


class Refused(Exception):  # noqa: N818 -- it names what happened to the file
    """The file is not opened; `reason` says why in Vietnamese, for the sender."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
