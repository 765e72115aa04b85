"""Reading the entry page as it was sent, and showing it again with everything that was typed."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django import forms
from django.http import QueryDict

from intake.actions.entry import Declared
from intake.queries.entry import EntryCell, EntryPage, EntryUnit
from intake.rules.ledger import LARGEST_COUNT, CellKey, Clash, NewValue
from units import clock
from vietnamese.dates import format_date
from vietnamese.numbers import (
    CountError,
    NegativeCountError,
    NotWholeError,
    format_count,
    parse_count,
)
from vietnamese.text import nfc

CELL_NAME = re.compile(r"c(-[1-9]\d{0,17}){3}")
SEEN = re.compile(r"(\d{1,9}):(\d{0,9})(:asked)?")
FIRST_DAY = date(2000, 1, 1)
BAD_DAY = "Ngày không hợp lệ."
LONGEST_REASON = 300
PICKED_REASON = "chọn giữa hai giá trị"
CLEARED_REASON = "lấy lại số đã báo cáo"


class DayForm(forms.Form):
    """The day asked for in the address; without one the page chooses."""

    day = forms.DateField(
        required=False, input_formats=["%Y-%m-%d"], error_messages={"invalid": BAD_DAY}
    )

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day and day < FIRST_DAY:
            raise forms.ValidationError(BAD_DAY)
        if day and day > clock.today():
            raise forms.ValidationError(
                f"Chưa nhập được số liệu cho ngày sau hôm nay ({format_date(clock.today())})."
            )
        return day


class ActDayForm(DayForm):
    """The day that something is done to; nothing is done to a day that the page did not name."""

    day = forms.DateField(
        input_formats=["%Y-%m-%d"], error_messages={"required": BAD_DAY, "invalid": BAD_DAY}
    )


class ReasonForm(forms.Form):
    """Why a day is sent back or opened, as it is kept; whether one is needed, the action says."""

    reason = forms.CharField(
        required=False,
        max_length=LONGEST_REASON,
        error_messages={
            "max_length": f"Lý do dài quá {LONGEST_REASON} ký tự. Đề nghị viết gọn lại.",
            "null_characters_not_allowed": "Lý do có ký tự lạ. Đề nghị nhập lại.",
        },
    )

    def clean_reason(self) -> str:
        return nfc(self.cleaned_data["reason"])


class CommuneDayForm(ActDayForm, ReasonForm):
    """A commune's day to lock or to open."""

    unit = forms.SlugField()


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


@dataclass(frozen=True)
class ShownCell:
    """A cell on the page: what is stored, what was typed, what is to be decided."""

    cell: EntryCell
    text: str
    seen: Seen
    error: str = ""
    asks_to_clear: bool = False
    pick: str = ""

    @property
    def hint_id(self) -> str:
        return f"h-{self.cell.name}"


@dataclass(frozen=True)
class ShownUnit:
    """A unit on the page, with the boxes as they were ticked."""

    entry: EntryUnit
    cells: tuple[ShownCell, ...]
    is_nothing: bool = False
    is_kept: bool = False


def shown_units(
    page: EntryPage, form: EntryForm | None = None, clashes: Iterable[Clash] = ()
) -> list[ShownUnit]:
    """The page's units, with what the sender typed laid over what is stored."""
    by_key = {clash.key: clash for clash in clashes}
    declared = form.declared if form else Declared()
    return [
        ShownUnit(
            entry,
            tuple(_shown(cell, form, by_key.get(cell.key)) for cell in entry.cells),
            entry.unit.pk in declared.nothing,
            entry.unit.pk in declared.kept,
        )
        for entry in page.units
    ]


def _shown(cell: EntryCell, form: EntryForm | None, clash: Clash | None) -> ShownCell:
    stored = "" if cell.value is None else format_count(cell.value)
    sent = form.cells.get(cell.name) if form else None
    if sent is None or not sent.is_change:
        return ShownCell(cell, stored, Seen(cell.version, cell.value))
    if clash:
        seen = Seen(clash.stored_version, clash.stored, asked=True)
        return ShownCell(cell, sent.text, seen, _clash_sentence(clash))
    return ShownCell(
        cell, sent.text, sent.seen, sent.error, asks_to_clear=sent.asks_to_clear, pick=sent.pick
    )


def _clash_sentence(clash: Clash) -> str:
    return (
        f"Bạn nhập {_in_words(clash.sent)}; {clash.stored_by} đã lưu {_in_words(clash.stored)}"
        f" lúc {clash.stored_at}. Đề nghị chọn một trong hai giá trị."
    )


def _in_words(value: int | None) -> str:
    return "ô trống" if value is None else format_count(value)
