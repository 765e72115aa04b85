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
    """A sender was shown the stored value beside his own, and took one of them."""

    key: CellKey
    sent: int | None
    stored: int | None
    is_own: bool


def is_repeat(key: uuid.UUID, by: User) -> bool:
    """Whether the account has sent something with this key before."""
    return Submission.objects.filter(key=key, by=by).exists()


def last_entries(keys: Collection[CellKey]) -> dict[CellKey, tuple[str, str]]:
    """Who made each cell's last entry, and when: "16:20 12/6/2026"."""
    rows = (
        Entry.objects.filter(unit__in={k.unit_id for k in keys}, day__in={k.day for k in keys})
        .order_by("version")
        .values_list(*CellKey._fields, "at", "by_id")
    )
    last = {key: row[4:] for row in rows if (key := CellKey(*row[:4])) in keys}
    people = User.objects.in_bulk({by for _, by in last.values()})
    return {key: (str(people[by]), _told(at)) for key, (at, by) in last.items()}


def _told(moment: datetime) -> str:
    at = timezone.localtime(moment)
    return f"{at:%H:%M} {format_date(at.date())}"


def confirmed_picks(picks: Iterable[Pick]) -> list[Confirmed]:
    """What the history keeps of each choice: both values, whose, and which one was taken."""
    picks = list(picks)
    last = last_entries({pick.key for pick in picks}) if picks else {}
    return [_confirmed(pick, *last.get(pick.key, ("", ""))) for pick in picks]


def _confirmed(pick: Pick, by: str, at: str) -> Confirmed:
    stored, sent = in_words(pick.stored), in_words(pick.sent)
    question = f"{by} đã lưu {stored} lúc {at}; người sau nhập {sent}."
    answer = f"lưu số nhập sau: {sent}" if pick.is_own else f"giữ số đã lưu: {stored}"
    return Confirmed(pick.key, pick.sent if pick.is_own else pick.stored, CLASH, question, answer)


def in_words(value: int | None) -> str:
    """A value of a cell as a sentence names it."""
    return "ô trống" if value is None else format_count(value)
