"""Holding the rows of business days, so that a lock and a save never pass each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from intake.actions import bulk
from intake.models import Day
from intake.rules.ledger import DayLocked
from vietnamese.dates import format_date


def held_days(keys: set[tuple[int, date]]) -> list[Day]:
    """The rows of (commune id, day), made where missing, held until the transaction ends."""
    Day.objects.bulk_create(
        [Day(unit_id=unit, day=day) for unit, day in sorted(keys)], ignore_conflicts=True
    )
    rows = (
        Day.objects.select_for_update(of=("self",))
        .select_related("locked_by")
        .filter(unit__in={u for u, _ in keys}, day__in={d for _, d in keys})
        .order_by("unit_id", "day")
    )
    return [row for row in rows if (row.unit_id, row.day) in keys]


def hold_open_days(unit_days: Iterable[tuple[int, date]], communes: Mapping[int, int]) -> None:
    """Hold the days of the units' communes; raise DayLocked when one of them is locked.

    `communes` are the units' own, as `intake.queries.fields.communes_of` gives them.
    """
    keys = {(communes[unit], day) for unit, day in unit_days}
    rows = bulk.Rows(Day, ("unit", "day"), sorted(keys), {"open_reason": ""})
    if not bulk.insert_or_hold(rows, key=("unit", "day"), filled=("locked_at", "open_until")):
        return
    for row in held_days(keys):  # some were locked once; whether they still are, they say
        if row.is_locked:
            raise DayLocked(
                f"Ngày {format_date(row.day)} đã khóa ({row.closed_by}). Chưa lưu gì."
                " Đề nghị liên hệ Trưởng Công an xã để được mở khóa."
            )
