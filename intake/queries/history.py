"""The rows behind one number: a cell's time line, or the counts that a sum is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils import timezone

from intake.models import Confirmation, Count, Entry
from intake.rules.lateness import pressed_text
from residents.models import Cohort
from targets.models import Indicator
from units.models import Unit, User
from units.rules import BRANCH_LABELS, Branch


@dataclass(frozen=True)
class Parts:
    """The counts of one branch that add up to a unit's number on a day; branches never mix.

    `hidden` counts are in the total and not among `counts`: officers' own lines are for few to see.
    """

    branch: str
    counts: tuple[Count, ...]
    total: int
    hidden: int = 0


@dataclass(frozen=True)
class HistoryLine:
    """One moment of a cell: a value written, or (with a `question`) a value that was confirmed."""

    value: int | None
    by: str
    at: datetime
    origin: str
    receipt: str
    reason: str = ""
    question: str = ""
    is_current: bool = False


def history_of(unit: Unit, day: date, indicator: Indicator, cohort: Cohort) -> list[HistoryLine]:
    """Every value the cell was ever given and every answer about one, the latest first."""
    cell = {"unit": unit, "day": day, "indicator": indicator, "cohort": cohort}
    related = ("by", "tally", "submission")
    entries = list(Entry.objects.filter(**cell).select_related(*related).order_by("-version"))
    said = Confirmation.objects.filter(**cell).select_related(*related).order_by("-at", "-pk")
    lines = [_confirmed(row) for row in said]  # given before the value was written: below it
    lines += [_written(entry, is_current=entry is entries[0]) for entry in entries]
    return sorted(lines, key=lambda line: (line.at, not line.question), reverse=True)


def _written(entry: Entry, *, is_current: bool) -> HistoryLine:
    origin = str(entry.get_source_display())
    if waited := _waited(entry):
        origin = f"gửi từ hàng chờ, {waited}"
    return HistoryLine(
        value=entry.value,
        by=str(entry.by),
        at=entry.at,
        origin=origin,
        receipt=_receipt(entry),
        reason=entry.reason,
        is_current=is_current,
    )


def _confirmed(row: Confirmation) -> HistoryLine:
    return HistoryLine(
        value=row.value,
        by=str(row.by),
        at=row.at,
        origin="xác nhận khi gửi biểu" if row.tally_id else "xác nhận khi nhập",
        receipt=_receipt(row),
        reason=f"“{row.answer}”",
        question=row.question,
    )


def _waited(entry: Entry) -> str:
    """When "Lưu" was pressed, where the value waited on the phone for a network."""
    sent = entry.submission
    if sent is None or sent.pressed_at is None:
        return ""
    pressed_at, at = timezone.localtime(sent.pressed_at), timezone.localtime(sent.at)
    return pressed_text(pressed_at=pressed_at, at=at)


def _receipt(row: Any) -> str:
    """The number of the receipt that the sender got; "" for what came without one."""
    sent = row.tally or row.submission
    return str(sent.receipt_number) if sent else ""


def parts_of_sum(
    unit: Unit, day: date, indicator: Indicator, cohort: Cohort, *, user: User
) -> list[Parts]:
    """The counts of the units below, by branch; none for a unit that fills in its own cells."""
    below = Count.objects.within(unit.path).exclude(unit=unit)
    cell = below.filter(day=day, indicator=indicator, cohort=cohort).select_related("unit")
    seen = set(cell.visible_to(user).values_list("pk", flat=True))
    rows = cell.order_by("unit__branch", "unit__position", "unit__name")
    return [
        _parts(branch, list(counts), seen)
        for branch, counts in groupby(rows, key=lambda count: count.unit.branch)
    ]


def _parts(branch: str, counts: list[Count], seen: set[int]) -> Parts:
    shown = tuple(count for count in counts if count.pk in seen)
    total = sum(count.value or 0 for count in counts)
    return Parts(BRANCH_LABELS[Branch(branch)], shown, total, len(counts) - len(shown))
