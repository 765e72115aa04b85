"""Reading the entry page as it was sent."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.http import QueryDict

from intake.actions.entry import Declared
from intake.queries.clashes import Pick
from intake.rules.ledger import LARGEST_COUNT, CellKey, NewValue, Press
from vietnamese.numbers import (
    CountError,
    NegativeCountError,
    NotWholeError,
    format_count,
    parse_count,
)

CELL_NAME = re.compile(r"c(-[1-9]\d{0,17}){3}")
SEEN = re.compile(r"(\d{1,9}):(\d{0,9})(:asked|:laid)?")
CONFIRMED = re.compile(r"c(-[1-9]\d{0,17}){3}:[a-z_]{1,20}:\d{1,9}")  # cell, doubt, number
SENSIBLE_YEARS = range(2000, 2200)
LARGEST_SEQUENCE = 2**53  # of JavaScript's whole numbers
PICKED_REASON = "chọn giữa hai giá trị"
CLEARED_REASON = "rút lại số đã báo cáo"


@dataclass(frozen=True)
class Seen:
    """What stood in a cell when the sender opened the page.

    `asked`: he was shown two values. `laid`: a value still waiting in his browser's queue was laid
    over it, so that even the stored value, typed again, is a change.
    """

    version: int = 0
    value: int | None = None
    asked: bool = False
    laid: bool = False

    @classmethod
    def read(cls, text: str) -> Seen:
        """From the hidden field; a damaged one counts as a cell never seen, so it may clash."""
        match = SEEN.fullmatch(text)
        if not match:
            return cls()
        value = int(match[2]) if match[2] else None
        return cls(int(match[1]), value, match[3] == ":asked", match[3] == ":laid")

    def __str__(self) -> str:
        value = "" if self.value is None else self.value
        mark = ":asked" if self.asked else ":laid" if self.laid else ""
        return f"{self.version}:{value}{mark}"


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
    def is_new(self) -> bool:
        """Whether the number is another than what the sender believes to be stored."""
        return self.number != self.seen.value or self.seen.laid

    @property
    def is_change(self) -> bool:
        return bool(self.error) or self.is_new or self.seen.asked

    @property
    def asks_to_clear(self) -> bool:
        return not self.text and self.seen.value is not None

    def key(self, day: date) -> CellKey:
        unit, indicator, cohort = (int(part) for part in self.name.split("-")[1:])
        return CellKey(unit, day, indicator, cohort)

    def new_value(self, day: date) -> NewValue | None:
        """What the ledger is asked to write; None where the stored value stands."""
        if not self.is_new or self.pick == "stored":
            return None
        reason = PICKED_REASON if self.pick else CLEARED_REASON if self.number is None else ""
        return NewValue(self.key(day), self.number, self.seen.version, reason)

    def picked(self, day: date) -> Pick | None:
        """The choice between his own value and the stored one, where he was asked and has chosen."""
        if not self.seen.asked or self.pick not in {"sent", "stored"}:
            return None
        seen = self.seen
        return Pick(self.key(day), self.number, seen.value, seen.version, self.pick == "sent")


@dataclass(frozen=True)
class EntryForm:
    """The whole page as it was sent."""

    day: date
    cells: Mapping[str, SentCell] = field(default_factory=dict)
    declared: Declared = field(default_factory=Declared)
    key: uuid.UUID | None = None
    press: Press | None = None
    confirmed: frozenset[str] = frozenset()

    @property
    def errors(self) -> dict[str, str]:
        return {cell.name: cell.error for cell in self.cells.values() if cell.error}

    @property
    def values(self) -> list[NewValue]:
        new = (cell.new_value(self.day) for cell in self.cells.values())
        return [value for value in new if value is not None]

    @property
    def picks(self) -> list[Pick]:
        """What was chosen between two values."""
        picked = (cell.picked(self.day) for cell in self.cells.values())
        return [pick for pick in picked if pick is not None]

    @property
    def typed(self) -> dict[str, int | None]:
        """What would stand in every cell that was sent, by its name."""
        return {cell.name: self._standing(cell) for cell in self.cells.values()}

    def _standing(self, cell: SentCell) -> int | None:
        if cell.pick == "stored":
            return cell.seen.value
        is_zero = cell.number is None and cell.unit_id in self.declared.nothing
        return 0 if is_zero else cell.number

    @property
    def changed_units(self) -> set[int]:
        """The units of which some cell would get another value."""
        cells = self.cells.values()
        new = {cell.unit_id for cell in cells if cell.is_new and cell.pick != "stored"}
        return new | self.declared.nothing

    def with_errors(self, errors: Mapping[str, str]) -> EntryForm:
        """The same, with sentences that say what is wrong with single cells."""
        wrong = {
            name: replace(self.cells[name], error=text)
            for name, text in errors.items()
            if name in self.cells
        }
        return replace(self, cells={**self.cells, **wrong})


def read_entry(data: QueryDict, *, day: date) -> EntryForm:
    """The sent page, each cell read or with the sentence that says what is wrong with it."""
    cleared = set(data.getlist("clear"))
    cells = {
        name: _sent_cell(name, data, is_cleared=name in cleared)
        for name in data
        if CELL_NAME.fullmatch(name)
    }
    nothing = _ids(data.getlist("nothing"))
    nothing |= _ids(data.get("nothing_rest", "").split()) & _blank_units(cells.values())
    return EntryForm(
        day,
        cells,
        Declared(nothing, _ids(data.getlist("kept"))),
        _uuid(data.get("key", "")),
        _press(data),
        frozenset(text for text in data.getlist("ok") if CONFIRMED.fullmatch(text)),
    )


def _ids(texts: Iterable[str]) -> frozenset[int]:
    return frozenset(int(text) for text in texts if re.fullmatch(r"[1-9]\d{0,17}", text))


def _blank_units(cells: Iterable[SentCell]) -> frozenset[int]:
    cells = list(cells)
    return frozenset(c.unit_id for c in cells) - {c.unit_id for c in cells if c.text}


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _press(data: QueryDict) -> Press | None:
    """Which press on which browser it was; None where the page was sent without JavaScript."""
    device, sequence = _uuid(data.get("device", "")), data.get("sequence", "")
    if device is None or not re.fullmatch(r"\d{1,16}", sequence):
        return None
    if int(sequence) > LARGEST_SEQUENCE:
        return None
    return Press(device, int(sequence), _moment(data.get("pressed_at", "")))


def _moment(text: str) -> datetime | None:
    """A moment with its zone, by the clock of the sender's machine; None where none can be meant."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    is_meant = moment.tzinfo is not None and moment.year in SENSIBLE_YEARS
    return moment if is_meant else None


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
    if sent.pick == "stored" or (number == sent.seen.value and not sent.seen.laid):
        return ""
    if sent.seen.asked and sent.pick != "sent":
        return "Đề nghị chọn một trong hai giá trị."
    if sent.asks_to_clear and not sent.is_cleared:
        return (
            f"Ô này đã lưu {format_count(sent.seen.value or 0)}. Để trống là rút lại số đó (ô thành"
            " chưa báo cáo): đánh dấu xác nhận, hoặc nhập lại số."
        )
    return ""
