"""Who is late with a day, who was reminded of it, and what a sender is still to be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from intake.models import DayReport, Reminder
from intake.queries.days import locked_days
from intake.queries.duties import Duties
from intake.queries.fields import communes_of
from intake.rules.lateness import is_over
from units import clock
from units.models import Unit, User
from units.rules import Permission


@dataclass(frozen=True)
class StandingReminder:
    """A reminder that nothing has answered yet; `by` "" is the portal itself, at the cut-off."""

    unit: Unit
    day: date
    at: datetime
    by: str


def reminders_for(user: User) -> list[StandingReminder]:
    """The newest reminder of each day that a unit the user fills in still owes, oldest day first."""
    if user.unit is None:
        return []
    own = Q(unit__branch=user.unit.branch) | Q(unit=user.personal_unit_id)
    rows = Reminder.objects.editable_by(user, Permission.ENTER_COUNTS).filter(
        own, ~_has_report(), unit__is_active=True
    )
    newest: dict[tuple[int, date], Reminder] = {}
    for row in rows.select_related("unit", "by").order_by("at", "pk"):
        newest[row.unit_id, row.day] = row
    open_ones = _on_open_days(newest.values())
    ordered = sorted(open_ones, key=lambda row: (row.day, row.unit.position, row.unit.name))
    return [StandingReminder(r.unit, r.day, r.at, str(r.by) if r.by else "") for r in ordered]


def _has_report() -> Exists:
    same = DayReport.objects.filter(unit=OuterRef("unit"), day=OuterRef("day"))
    return Exists(same.exclude(state=DayReport.State.RETURNED))


def _on_open_days(rows: Iterable[Reminder]) -> list[Reminder]:
    rows = list(rows)
    if not rows:
        return []
    communes = communes_of({row.unit for row in rows})
    locked = locked_days(communes.values(), {row.day for row in rows})
    return [row for row in rows if (communes[row.unit_id], row.day) not in locked]


def late_units(duties: Duties, day: date) -> list[Unit]:
    """The units whose hour for the day is over and whose report is missing or was sent back."""
    now = clock.now()
    due = [unit for unit in duties.owing(day) if is_over(duties.due_at(unit.pk, day), now)]
    standing = DayReport.objects.filter(unit__in=due, day=day).exclude(
        state=DayReport.State.RETURNED
    )
    reported = set(standing.values_list("unit_id", flat=True)) if due else set()
    return [unit for unit in due if unit.pk not in reported]
