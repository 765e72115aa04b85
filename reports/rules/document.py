"""An administrative document in the form of Nghị định 30/2020/NĐ-CP, Phụ lục I: a report or a plan.

The document holds finished words and plain numbers; Word, PDF and Excel only lay it out, so that
the three show the same figures.
"""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from vietnamese.dates import format_formal
from vietnamese.numbers import format_count, format_percent
from vietnamese.text import nfc

TOTAL_LABEL = "TỔNG CỘNG"
ILLUSTRATIVE_LINE = "Dữ liệu minh họa, không phải số liệu chính thức"
NO_FIGURE = "-"
BLANK = "\u00a0" * 6  # room to write a number or a day by hand; no-break, so that it stays wide

ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))

NO_SIGNS = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})

# A name of digits or of a person keeps the word before it: "Phường 2", "Thành phố Hồ Chí Minh".
_KIND_OF_UNIT = re.compile(
    r"\s*(?:thành phố|thị xã|thị trấn|đặc khu|tỉnh|huyện|quận|xã|phường)\s+(?!\d|Hồ Chí Minh\b)(?=\S)",
    re.IGNORECASE,
)

Cell = str | int | Decimal | None


class ColumnKind(StrEnum):
    """What a column holds, which decides how it is aligned, printed and added up."""

    TEXT = "text"
    COUNT = "count"
    PERCENT = "percent"
    STATE = "state"


@dataclass(frozen=True)
class Column:
    """A column; neighbours with the same `group` share a heading above their own. Width in mm."""

    label: str
    kind: ColumnKind
    width: int
    group: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of cells in the columns' order; None is an unknown figure, printed as a dash, never 0."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None


@dataclass(frozen=True)
class Letterhead:
    """Issuer, number and place. `number` and `issued_on` are None until the registry gives them."""

    parent: str | None
    issuer: tuple[str, ...]
    symbol: str
    place: str
    number: int | str | None = None
    issued_on: date | None = None

    @property
    def number_line(self) -> str:
        """ "Số: 05/BC-UBND", or with room for the number in a draft."""
        number = f"{self.number:02d}" if isinstance(self.number, int) else self.number or BLANK
        return f"Số: {number}/{self.symbol}"

    def formal_date(self, ending: date) -> str:
        """The day of issue in words; a draft leaves the day blank and leaves after `ending`."""
        if self.issued_on is not None:
            return format_formal(self.issued_on)
        _, _, rest = format_formal(ending + timedelta(days=1)).partition(" tháng ")
        return f"ngày {BLANK} tháng {rest}"


def place_of(unit_name: str) -> str:
    """The place in "..., ngày ... tháng ...": the unit's name without what kind of unit it is."""
    name = nfc(unit_name)
    return name[match.end() :] if (match := _KIND_OF_UNIT.match(name)) else name


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it: level 1 is "I. ...", level 2 is "1. ..."."""

    level: int
    heading: str
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True)
class Annex:
    """An appendix on pages of its own, numbered from 1; `label` is "Phụ lục I"."""

    label: str
    title: str
    reference: str
    table: Table
    notes: tuple[str, ...] = ()
    landscape: bool = True


@dataclass(frozen=True)
class Signature:
    """Who signs: the lines of authority ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH") and the name."""

    authority: tuple[str, ...]
    name: str


@dataclass(frozen=True, kw_only=True)
class OfficialDocument(ABC):
    """What every kind of document has, in the order of the page; `period` may be blank."""

    kind: ClassVar[str]
    category: ClassVar[str]

    issuer_name: str
    letterhead: Letterhead
    subject: str
    period: str
    addressees: tuple[str, ...]
    bases: tuple[str, ...] = ()
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: str
    signature: Signature
    recipients: tuple[str, ...]
    annexes: tuple[Annex, ...]
    illustrative: bool

    @property
    @abstractmethod
    def place_line(self) -> str:
        """Place and day of issue: "Phú Riềng, ngày 15 tháng 6 năm 2026"."""

    @property
    @abstractmethod
    def made_on(self) -> date:
        """The day that the file says it was made on: never the clock's."""


def annex_reference(
    letterhead: Letterhead, issuer_name: str, ending: date, what: str = "Báo cáo"
) -> str:
    """The line under an annex's title that ties it to its document (Nghị định 30, Phụ lục I, III.1)."""
    number = letterhead.number_line.removeprefix("Số: ")
    issued = letterhead.formal_date(ending)
    return f"(Kèm theo {what} số {number} {issued} của {issuer_name})"


def cell_text(kind: ColumnKind, cell: Cell) -> str:
    """A cell as it is printed: 35.097, 82,55%, words as they are, a dash for an unknown figure."""
    if cell is None:
        return NO_FIGURE
    if kind is ColumnKind.COUNT:
        return format_count(int(cell))
    if kind is ColumnKind.PERCENT:
        return format_percent(Decimal(cell))
    return str(cell)


def printed_rows(table: Table) -> tuple[tuple[str, ...], ...]:
    """The table's rows as printed, the total row last and without an ordinal."""
    body = tuple(_printed_row(table, row) for row in table.rows)
    if table.total is None:
        return body
    return (*body, ("", *_printed_row(table, table.total)[1:]))


def _printed_row(table: Table, row: tuple[Cell, ...]) -> tuple[str, ...]:
    kinds = [column.kind for column in table.columns]
    return tuple(cell_text(kind, cell) for kind, cell in zip(kinds, row, strict=True))


def header_groups(table: Table) -> tuple[tuple[str, int], ...]:
    """The upper heading row as (label, columns spanned); ungrouped columns stand alone as ("", 1)."""
    groups: list[tuple[str, int]] = []
    for column in table.columns:
        if column.group and groups and groups[-1][0] == column.group:
            groups[-1] = (column.group, groups[-1][1] + 1)
        else:
            groups.append((column.group, 1))
    return tuple(groups)


def is_grouped(table: Table) -> bool:
    """Whether the table needs a second heading row."""
    return any(column.group for column in table.columns)


def roman(number: int) -> str:
    """Sections, and annexes where there are several, bear Roman numerals (Phụ lục I, III.1)."""
    text = ""
    for value, letters in ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def annex_label(place: int, of: int) -> str:
    """ "Phụ lục II"; without a numeral where there is one alone."""
    return f"Phụ lục {roman(place)}" if of > 1 else "Phụ lục"


def printable(value: Any) -> Any:
    """Texts composed (TCVN 6909 is NFC) and without what is no sign: controls, bullets of symbol fonts."""
    if isinstance(value, str):
        return "".join(c for c in nfc(value) if unicodedata.category(c) not in NO_SIGNS)
    if isinstance(value, list):
        return [printable(item) for item in value]
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    return value
