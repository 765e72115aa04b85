"""Reading the entry page as it was sent."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.http import QueryDict

from intake.actions.entry import Declared
from intake.rules.ledger import LARGEST_COUNT, CellKey, NewValue
from vietnamese.numbers import (
    CountError,
    NegativeCountError,
    NotWholeError,
    format_count,
    parse_count,
)

CELL_NAME = re.compile(r"c(-[1-9]\d{0,17}){3}")
SEEN = re.compile(r"(\d{1,9}):(\d{0,9})(:asked)?")
PICKED_REASON = "chọn giữa hai giá trị"
CLEARED_REASON = "lấy lại số đã báo cáo"


@dataclass(frozen=True)
class Seen:
    """What stood in a cell when the sender opened the page; `asked`: he was shown two values."""

    version: int = 0
    value: int | None = None
    asked: bool = False

    @classmethod
    def read(cls, text: str) -> Seen:
        """From the hidden field; a damaged one counts as a cell never seen, so it may clash."""
        match = SEEN.fullmatch(text)
        if not match:
            return cls()
        return cls(int(match[1]), int(match[2]) if match[2] else None, bool(match[3]))

    def __str__(self) -> str:
        value = "" if self.value is None else self.value
        return f"{self.version}:{value}{':asked' if self.asked else ''}"


@dataclass(frozen=True)
class SentCell:
    """One cell as it was sent."""

    name: str
    unit_id: int
    text: str
    seen: Seen
    pick: str
    is_cleared: bool
    number: int | None = None
    error: str = ""

    @property
    def is_change(self) -> bool:
        return bool(self.error) or self.number != self.seen.value or self.seen.asked

    @property
    def asks_to_clear(self) -> bool:
        return not self.text and self.seen.value is not None

    def key(self, day: date) -> CellKey:
        unit, indicator, cohort = (int(part) for part in self.name.split("-")[1:])
        return CellKey(unit, day, indicator, cohort)

    def new_value(self, day: date) -> NewValue | None:
        """What the ledger is asked to write; None where the stored value stands."""
        if self.number == self.seen.value or self.pick == "stored":
            return None
        reason = PICKED_REASON if self.pick else CLEARED_REASON if self.number is None else ""
        return NewValue(self.key(day), self.number, self.seen.version, reason)


@dataclass(frozen=True)
class EntryForm:
    """The whole page as it was sent."""

    day: date
    cells: Mapping[str, SentCell] = field(default_factory=dict)
    declared: Declared = field(default_factory=Declared)
    key: uuid.UUID | None = None

    @property
    def errors(self) -> dict[str, str]:
        return {cell.name: cell.error for cell in self.cells.values() if cell.error}

    @property
    def values(self) -> list[NewValue]:
        new = (cell.new_value(self.day) for cell in self.cells.values())
        return [value for value in new if value is not None]


def read_entry(data: QueryDict, *, day: date) -> EntryForm:
    """The sent page, each cell read or with the sentence that says what is wrong with it."""
    cleared = set(data.getlist("clear"))
    cells = {
        name: _sent_cell(name, data, is_cleared=name in cleared)
        for name in data
        if CELL_NAME.fullmatch(name)
    }
    nothing = _ids(data.getlist("nothing"))
    if "nothing_rest" in data:
        nothing |= _blank_units(cells.values())
    return EntryForm(day, cells, Declared(nothing, _ids(data.getlist("kept"))), _key(data))


def _ids(texts: Iterable[str]) -> frozenset[int]:
    return frozenset(int(text) for text in texts if re.fullmatch(r"[1-9]\d{0,17}", text))


def _blank_units(cells: Iterable[SentCell]) -> frozenset[int]:
    cells = list(cells)
    return frozenset(c.unit_id for c in cells) - {c.unit_id for c in cells if c.text}


def _key(data: QueryDict) -> uuid.UUID | None:
    try:
        return uuid.UUID(data.get("key", ""))
    except ValueError:
        return None


def _sent_cell(name: str, data: QueryDict, *, is_cleared: bool) -> SentCell:
    text = data.get(name, "").strip()
    sent = SentCell(
        name=name,
        unit_id=int(name.split("-")[1]),
        text=text,
        seen=Seen.read(data.get(f"s-{name}", "")),
        pick=data.get(f"p-{name}", ""),
        is_cleared=is_cleared,
    )
    number, error = _number(text)
    return replace(sent, number=number, error=error or _doubt(sent, number))


def _number(text: str) -> tuple[int | None, str]:
    """The number meant, or the sentence that says why there is none."""
    if not text:
        return None, ""
    try:
        number = parse_count(text)
    except NegativeCountError:
        return None, "Số liệu không được nhỏ hơn 0."
    except NotWholeError:
        return None, f"“{text}” không phải số nguyên. Đề nghị nhập số nguyên, ví dụ 12."
    except CountError:
        return None, f"Không đọc được “{text}”. Đề nghị nhập số nguyên, ví dụ 12."
    if number > LARGEST_COUNT:
        return None, f"Số quá lớn (nhiều nhất {format_count(LARGEST_COUNT)})."
    return number, ""


def _doubt(sent: SentCell, number: int | None) -> str:
    """What the sender must still decide before the cell is written."""
    if sent.pick == "stored" or number == sent.seen.value:
        return ""
    if sent.seen.asked and sent.pick != "sent":
        return "Đề nghị chọn một trong hai giá trị."
    if sent.asks_to_clear and not sent.is_cleared:
        return (
            f"Ô này đã lưu {format_count(sent.seen.value or 0)}. Để trống là lấy lại số đó (ô thành"
            " chưa báo cáo): đánh dấu xác nhận, hoặc nhập lại số."
        )
    return ""
