"""Two people and one cell: who gave it its value, and what was chosen between two values."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from intake.models import Entry, Submission
from intake.rules.ledger import CellKey, Confirmed
from units.models import User
from vietnamese.dates import format_date
from vietnamese.numbers import format_count

CLASH = "clash"


class Pick(NamedTuple):
    """A sender was shown the stored value, of that version, beside his own, and took one of them."""

    key: CellKey
    sent: int | None
    stored: int | None
    version: int
    is_own: bool


def is_repeat(key: uuid.UUID, by: User) -> bool:
    """Whether the account has sent something with this key before."""
    return Submission.objects.filter(key=key, by=by).exists()


class Told(NamedTuple):
    """An entry of a cell as it is told: its version and value, by whom, and when: "16:20 12/6/2026"."""

    version: int
    value: int | None
    by: str
    at: str


def last_entries(keys: Collection[CellKey]) -> dict[CellKey, tuple[str, str]]:
    """Who made each cell's last entry, and when."""
    return {key: (told[-1].by, told[-1].at) for key, told in _entries_of(keys).items()}


def _entries_of(keys: Collection[CellKey]) -> dict[CellKey, list[Told]]:
    """Every entry of the cells, the last one last."""
    rows = list(
        Entry.objects.filter(unit__in={k.unit_id for k in keys}, day__in={k.day for k in keys})
        .order_by("version")
        .values_list(*CellKey._fields, "version", "value", "at", "by_id")
    )
    people = User.objects.in_bulk({row[-1] for row in rows})
    found: dict[CellKey, list[Told]] = {}
    for *cell, version, value, at, by in rows:
        if (key := CellKey(*cell)) in keys:
            found.setdefault(key, []).append(Told(version, value, str(people[by]), _told(at)))
    return found


def _told(moment: datetime) -> str:
    at = timezone.localtime(moment)
    return f"{at:%H:%M} {format_date(at.date())}"


def confirmed_picks(picks: Iterable[Pick]) -> list[Confirmed]:
    """What the history keeps of each choice: both values, whose, and which one was taken."""
    picks = list(picks)
    entries = _entries_of({pick.key for pick in picks}) if picks else {}
    return [
        _confirmed(pick, told)
        for pick in picks
        for told in entries.get(pick.key, ())
        if (told.version, told.value) == (pick.version, pick.stored)
    ]


def _confirmed(pick: Pick, told: Told) -> Confirmed:
    stored, sent = in_words(pick.stored), in_words(pick.sent)
    question = f"{told.by} đã lưu {stored} lúc {told.at}; người sau nhập {sent}."
    answer = f"lưu số nhập sau: {sent}" if pick.is_own else f"giữ số đã lưu: {stored}"
    return Confirmed(pick.key, pick.sent if pick.is_own else pick.stored, CLASH, question, answer)


def in_words(value: int | None) -> str:
    """A value of a cell as a sentence names it."""
    return "ô trống" if value is None else format_count(value)
