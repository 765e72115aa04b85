"""The ledger's rules: what a new value does to a cell, and why a write is refused.

A value is never overwritten; the last entry's value is current. Blank (None) is not zero.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from vietnamese.numbers import format_count

LARGEST_COUNT = 9_999_999


class Refusal(Exception):  # noqa: N818 -- the word of the house for it
    """A write that is not accepted; the message is for the user and says what to do next."""


class OutsideYourUnit(Refusal):
    """A unit that is not in the sender's own subtree, or a role that may not enter counts."""


class NotAField(Refusal):
    """An indicator and cohort that no running plan asks of that unit on that day."""


class AbovePopulation(Refusal):
    """A single figure greater than all people of its cohort in the commune: a slip, on every path."""


class DayLocked(Refusal):
    """The day is locked, on every path."""


class KeyReused(Refusal):
    """The same operation key came with another body."""


class CellKey(NamedTuple):
    """One cell by its primary keys, in the order in which rows are locked."""

    unit_id: int
    day: date
    indicator_id: int
    cohort_id: int


def cell_name(key: CellKey) -> str:
    """A cell of a known day as forms and answers name it, "c-12-3-4": unit, indicator, cohort."""
    return f"c-{key.unit_id}-{key.indicator_id}-{key.cohort_id}"


class NewValue(NamedTuple):
    """A value for a cell. `base_version` is the version the sender saw; None asks no check."""

    key: CellKey
    value: int | None
    base_version: int | None = None
    reason: str = ""


class Press(NamedTuple):
    """One pressing of "Lưu" on one browser: `sequence` grows there, `at` is its own clock's time."""

    device: uuid.UUID
    sequence: int
    at: datetime | None = None


class Confirmed(NamedTuple):
    """What was asked about a figure, and what its sender answered."""

    key: CellKey
    value: int | None
    kind: str
    question: str
    answer: str


@dataclass(frozen=True)
class Clash:
    """Two people and one cell: what the second one sent and what the first one had stored."""

    key: CellKey
    sent: int | None
    stored: int | None
    stored_version: int
    stored_by: str
    stored_at: str


class Clashes(Refusal):
    """Somebody changed the same cells since the sender saw them; nothing was stored."""

    def __init__(self, clashes: list[Clash]) -> None:
        super().__init__(
            "Có ô vừa được người khác sửa. Chưa lưu gì; đề nghị xem hai giá trị và chọn."
        )
        self.clashes = clashes


def is_change(*, stored: int | None, version: int, sent: int | None) -> bool:
    """Whether a value needs an entry: a first explicit value does, the same value again does not."""
    if version == 0:
        return sent is not None
    return stored != sent


def is_clash(*, stored: int | None, version: int, new: NewValue) -> bool:
    """Whether somebody else's change lies between what the sender saw and what he sends."""
    if new.base_version is None or new.base_version == version:
        return False
    return is_change(stored=stored, version=version, sent=new.value)


def check_value(value: int | None) -> None:
    """Refuse what no count can be, whatever path it came by."""
    if value is not None and value < 0:
        raise Refusal("Số liệu phải là số nguyên từ 0 trở lên.")
    if value is not None and value > LARGEST_COUNT:
        raise Refusal(f"Số quá lớn (nhiều nhất {format_count(LARGEST_COUNT)}).")


def body_hash(body: Any) -> str:
    """A stable digest of a submission's body, to tell a repeat from another body."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def added(deltas: Iterable[tuple[CellKey, int]]) -> dict[CellKey, int]:
    """Deltas of one key added up, in locking order; a zero stays, since a reported zero is a report."""
    sums: dict[CellKey, int] = {}
    for key, delta in deltas:
        sums[key] = sums.get(key, 0) + delta
    return {key: sums[key] for key in sorted(sums)}
