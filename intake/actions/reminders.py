"""Reminding the units that are late with a day, and nobody else."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from intake.actions.open_days import held_days
from intake.models import Reminder
from intake.queries.days import communes_of_running_plans
from intake.queries.duties import duties_of
from intake.queries.fields import communes_of
from intake.queries.reminders import late_units
from intake.rules.ledger import OutsideYourUnit
from units import clock
from units.actions import record
from units.models import Unit, User
from units.rules import Permission
from vietnamese.dates import format_date

AGAIN_AFTER = timedelta(minutes=10)  # a person's second press within it reminds nobody twice


def remind_at_cutoff() -> int:
    """Once for each unit and day, after the hour of its plan: the portal's own reminder. Returns how many.

    Asked every few minutes; the day before is the one whose hour may just be over.
    """
    day = clock.today() - clock.ONE_DAY
    communes = communes_of_running_plans()
    return sum(len(remind_late(root=commune, day=day, by=None)) for commune in communes)


@transaction.atomic
def remind_late(*, root: Unit, day: date, by: User | None) -> list[Unit]:
    """Remind the late units at and below `root`; returns those reminded now.

    `by` None is the portal itself, which reminds of a day once; a person may again after a while.
    A day that is locked is nobody's to report any more.
    """
    _check_may_remind(root, by)
    duties = duties_of(root)
    late = late_units(duties, day)
    if not late:
        return []
    communes = communes_of(late)
    days = held_days({(communes[unit.pk], day) for unit in late})
    open_communes = {row.unit_id for row in days if not row.is_locked}
    still = late_units(duties, day)  # who held a day may have been reporting it
    asked = {unit.pk for unit in still} - _reminded(late, day, by)
    units = [u for u in late if communes[u.pk] in open_communes and u.pk in asked]
    at = clock.now()
    Reminder.objects.bulk_create([Reminder(unit=unit, day=day, at=at, by=by) for unit in units])
    if units:
        subject = f"{root} {format_date(day)}: {len(units)} đơn vị"
        record("Nhắc báo cáo", subject, by=by, unit=root, after=[unit.code for unit in units])
    return units


def _check_may_remind(root: Unit, by: User | None) -> None:
    if by is None:
        return
    if not Unit.objects.editable_by(by, Permission.REVIEW_DAYS).filter(pk=root.pk).exists():
        raise OutsideYourUnit("Tài khoản không được nhắc các đơn vị này báo cáo.")


def _reminded(units: list[Unit], day: date, by: User | None) -> set[int]:
    """The units that need no reminder now: had the portal's, or a person's a moment ago."""
    rows = Reminder.objects.filter(unit__in=units, day=day, by__isnull=by is None)
    if by is not None:
        rows = rows.filter(at__gt=clock.now() - AGAIN_AFTER)
    return set(rows.values_list("unit_id", flat=True))
