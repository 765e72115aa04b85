"""A unit's day: reported, returned with a reason, approved; a commune's day: locked, opened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from intake.actions import bulk
from intake.actions.open_days import held_days, hold_open_days
from intake.models import Day, DayReport
from intake.queries.fields import communes_of
from intake.rules.ledger import OutsideYourUnit, Refusal
from units import clock
from units.actions import record
from units.models import Unit, User
from units.rules import Permission
from vietnamese.dates import format_date

BATCH = 5000  # ids in one question: SQLite takes no more than 32.766


def mark_reported(
    unit_days: Iterable[tuple[int, date]], *, by: User, at: datetime | None = None
) -> None:
    """Note that units have reported their days; called inside the transaction of the save.

    A returned or approved day that is changed becomes "reported" again, to be looked at anew.
    """
    at, keys = at or clock.now(), sorted(set(unit_days))
    rows = DayReport.objects.select_for_update(of=("self",)).filter(
        unit__in={unit for unit, _ in keys}, day__in={day for _, day in keys}
    )
    known = {(unit, day): pk for unit, day, pk in rows.values_list("unit_id", "day", "pk")}
    again = [known[key] for key in keys if key in known]
    for start in range(0, len(again), BATCH):
        DayReport.objects.filter(pk__in=again[start : start + BATCH]).update(
            state=DayReport.State.REPORTED,
            reason="",
            reported_at=at,
            reported_by=by,
            reviewed_at=None,
            reviewed_by=None,
        )
    new = [key for key in keys if key not in known]
    same = {
        "state": DayReport.State.REPORTED,
        "first_reported_at": at,
        "reported_at": at,
        "reported_by": by.pk,
        "reason": "",
    }
    bulk.insert(bulk.Rows(DayReport, ("unit", "day"), new, same))


@transaction.atomic
def approve_days(*, reports: list[DayReport], by: User, at: datetime | None = None) -> int:
    """Approve reported days; the returned ones wait for their correction. Returns how many.

    A report that came in anew after `reports` were read is left, since nobody has looked at it.
    """
    at = at or clock.now()
    seen = {report.pk: report.reported_at for report in reports}
    held = _held(reports, by=by)
    waiting = [
        report
        for report in held
        if report.state == DayReport.State.REPORTED and report.reported_at == seen[report.pk]
    ]
    for report in waiting:
        report.state, report.reviewed_at, report.reviewed_by = DayReport.State.APPROVED, at, by
        report.save(update_fields=["state", "reviewed_at", "reviewed_by"])
        record("Duyệt ngày", f"{report.unit} {format_date(report.day)}", by=by, unit=report.unit)
    return len(waiting)


@transaction.atomic
def return_day(
    *, report: DayReport, reason: str, by: User, at: datetime | None = None
) -> DayReport:
    """Send a day back to its unit with a reason, which the sender sees first thing."""
    if not reason.strip():
        raise Refusal("Trả lại phải ghi rõ lý do để đơn vị biết cần sửa gì.")
    [report] = _held([report], by=by)
    report.state, report.reason = DayReport.State.RETURNED, reason.strip()
    report.reviewed_at, report.reviewed_by = at or clock.now(), by
    report.save(update_fields=["state", "reason", "reviewed_at", "reviewed_by"])
    subject = f"{report.unit} {format_date(report.day)}"
    record("Trả lại ngày", subject, by=by, unit=report.unit, reason=report.reason)
    return report


def _held(reports: list[DayReport], *, by: User) -> list[DayReport]:
    """The reports again, locked for change, in the reviewer's subtree and on open days.

    The days are held first, as a save does it: in the other order the two could wait for each other.
    """
    ids = {report.pk for report in reports}
    mine = DayReport.objects.editable_by(by, Permission.REVIEW_DAYS).filter(pk__in=ids)
    seen = list(mine.select_related("unit"))
    if len(seen) != len(ids):
        raise OutsideYourUnit("Tài khoản không được duyệt báo cáo ngày của đơn vị này.")
    communes = communes_of(report.unit for report in seen)
    hold_open_days({(report.unit_id, report.day) for report in seen}, communes)
    return list(mine.select_for_update(of=("self",)).select_related("unit").order_by("pk"))


@transaction.atomic
def close_day(*, unit: Unit, day: date, by: User | None) -> bool:
    """Lock a commune's day on every path; False when it was locked already.

    `by` None is the nightly run, when the plan's days of correction are over.
    """
    _check_may_lock(unit, by)
    [row] = held_days({(unit.pk, day)})
    if row.locked_at:
        return False
    row.locked_at, row.locked_by = clock.now(), by
    row.save(update_fields=["locked_at", "locked_by"])
    record("Khóa ngày", f"{unit} {format_date(day)}", by=by, unit=unit)
    return True


@transaction.atomic
def open_day(*, unit: Unit, day: date, reason: str, by: User) -> Day:
    """Open a locked day again, with a reason that stays in the log."""
    _check_may_lock(unit, by)
    if not reason.strip():
        raise Refusal("Mở khóa ngày phải ghi rõ lý do.")
    [row] = held_days({(unit.pk, day)})
    if not row.locked_at:
        raise Refusal(f"Ngày {format_date(day)} của {unit} đang mở, không cần mở khóa.")
    row.locked_at = row.locked_by = None
    row.save(update_fields=["locked_at", "locked_by"])
    record("Mở khóa ngày", f"{unit} {format_date(day)}", by=by, unit=unit, reason=reason.strip())
    return row


def _check_may_lock(unit: Unit, by: User | None) -> None:
    may = by is None or Unit.objects.editable_by(by, Permission.LOCK_DAYS).filter(pk=unit.pk)
    if not may:
        raise OutsideYourUnit("Tài khoản không được khóa, mở ngày của đơn vị này.")
    if communes_of([unit])[unit.pk] != unit.pk:
        raise Refusal("Chỉ khóa, mở ngày của cả xã, không khóa riêng một đơn vị trong xã.")
