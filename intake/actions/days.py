"""A unit's day: reported, returned with a reason, approved; a commune's day: locked, opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from intake.actions import bulk
from intake.actions.open_days import held_days, hold_open_days
from intake.models import Day, DayReport, DayReportChange
from intake.queries.attention import marks_of
from intake.queries.fields import communes_of
from intake.rules.ledger import OutsideYourUnit, Refusal
from units import clock
from units.actions import record, record_many
from units.models import Unit, User
from units.rules import Permission
from vietnamese.dates import format_date

WITHDRAWN = ""
LOCK_FIELDS = ["locked_at", "locked_by", "open_until", "open_reason"]
Step = tuple[int, date, str, str]  # unit, day, new state, reason


def mark_reported(
    unit_days: Iterable[tuple[int, date]], *, by: User, at: datetime | None = None
) -> None:
    """Note that units have reported their days; called inside the transaction of the save.

    A returned or approved day that is changed becomes "reported" again, to be looked at anew.
    """
    at, keys = at or clock.now(), sorted(set(unit_days))
    same = {
        "state": DayReport.State.REPORTED,
        "first_reported_at": at,
        "reported_at": at,
        "reported_by": by.pk,
        "reason": "",
        "reviewed_at": None,
        "reviewed_by": None,
    }
    rows = bulk.Rows(DayReport, ("unit", "day"), keys, same)
    bulk.insert_or_set(rows, key=("unit", "day"), but=("first_reported_at",))
    note_changes([(*key, DayReport.State.REPORTED, "") for key in keys], by=by, at=at)


def note_changes(steps: Iterable[Step], *, by: User, at: datetime) -> None:
    """Write down how day reports stand from `at` on, in the transaction that changes them."""
    rows = bulk.Rows(
        DayReportChange, ("unit", "day", "state", "reason"), steps, {"at": at, "by": by.pk}
    )
    bulk.insert(rows)


def withdraw_reports(
    unit_days: Iterable[tuple[int, date]], *, by: User, at: datetime | None = None
) -> None:
    """Units whose last value was taken back have not reported; called inside the save's transaction."""
    keys = set(unit_days)
    rows = DayReport.objects.filter(
        unit__in={unit for unit, _ in keys}, day__in={day for _, day in keys}
    )
    reports = [r for r in rows.select_related("unit") if (r.unit_id, r.day) in keys]
    for report in reports:
        record("Rút báo cáo ngày", str(report), by=by, unit=report.unit, before=report.state)
    DayReport.objects.filter(pk__in=[report.pk for report in reports]).delete()
    steps = [(report.unit_id, report.day, WITHDRAWN, "") for report in reports]
    note_changes(steps, by=by, at=at or clock.now())


@transaction.atomic
def approve_days(
    *,
    reports: list[DayReport],
    by: User,
    seen: Mapping[int, str] | None = None,
    at: datetime | None = None,
) -> int:
    """Approve reported days; the returned ones wait for their correction. Returns how many.

    `seen` are the marks of the reports as the reviewer saw them, by default as they were read. What
    came with one after that nobody has looked at, so it is left.
    """
    at, seen = at or clock.now(), seen or marks_of(reports)
    held = _held(reports, by=by)
    marks = marks_of(held)
    waiting = [
        report
        for report in held
        if report.state == DayReport.State.REPORTED and marks[report.pk] == seen[report.pk]
    ]
    DayReport.objects.filter(pk__in=[report.pk for report in waiting]).update(
        state=DayReport.State.APPROVED, reviewed_at=at, reviewed_by=by
    )
    note_changes([(r.unit_id, r.day, DayReport.State.APPROVED, "") for r in waiting], by=by, at=at)
    lines = [(r.unit, f"{r.unit} {format_date(r.day)}", None) for r in waiting]
    record_many("Duyệt ngày", lines, by=by)
    return len(waiting)


@transaction.atomic
def return_day(
    *, report: DayReport, reason: str, by: User, seen: str = "", at: datetime | None = None
) -> DayReport:
    """Send a day back to its unit with a reason, which the sender sees first thing.

    `seen` is the mark of the report as the reviewer saw it, by default as it was read; what came after
    that is no ground for a return.
    """
    if not reason.strip():
        raise Refusal("Trả lại phải ghi rõ lý do để đơn vị biết cần sửa gì.")
    seen = seen or marks_of([report]).get(report.pk, "")
    held = _held([report], by=by)
    if list(marks_of(held).values()) != [seen]:
        raise Refusal(
            f"{report.unit} vừa báo cáo lại hoặc bổ sung, chưa trả lại. Đề nghị xem lại rồi trả lại."
        )
    [report], at = held, at or clock.now()
    report.state, report.reason = DayReport.State.RETURNED, reason.strip()
    report.reviewed_at, report.reviewed_by = at, by
    report.save(update_fields=["state", "reason", "reviewed_at", "reviewed_by"])
    note_changes([(report.unit_id, report.day, report.state, report.reason)], by=by, at=at)
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
    if row.is_locked:
        return False
    row.locked_at, row.locked_by = clock.now(), by
    row.open_until, row.open_reason = None, ""
    row.save(update_fields=LOCK_FIELDS)
    record("Khóa ngày", f"{unit} {format_date(day)}", by=by, unit=unit)
    return True


@transaction.atomic
def open_day(*, unit: Unit, day: date, reason: str, by: User, until: datetime | None = None) -> Day:
    """Open a locked day again, with a reason that stays in the log.

    At `until` it closes by itself, to the second; None leaves it to the nightly run or to a person.
    """
    _check_may_lock(unit, by)
    reason = reason.strip()
    if not reason:
        raise Refusal("Mở khóa ngày phải ghi rõ lý do.")
    if until is not None and until <= clock.now():
        raise Refusal("Giờ khóa lại phải sau lúc này.")
    [row] = held_days({(unit.pk, day)})
    if not row.is_locked:
        raise Refusal(f"Ngày {format_date(day)} của {unit} đang mở, không cần mở khóa.")
    row.locked_at = row.locked_by = None
    row.open_until, row.open_reason = until, reason
    row.save(update_fields=LOCK_FIELDS)
    after = until and {"open_until": until.isoformat(timespec="minutes")}
    subject = f"{unit} {format_date(day)}"
    record("Mở khóa ngày", subject, by=by, unit=unit, reason=reason, after=after)
    return row


@transaction.atomic
def lock_expired_days(*, within: str = "") -> int:
    """Write down the locks of days whose reopening is over, at and below a path; returns how many.

    They were locked at that very moment already, on every path; this gives them their line in the log.
    """
    rows = (
        Day.objects.select_for_update(of=("self",))
        .select_related("unit")
        .within(within)
        .filter(locked_at__isnull=True, open_until__lte=clock.now())
        .order_by("unit_id", "day")
    )
    count = 0
    for row in rows:
        row.locked_at = row.open_until
        row.save(update_fields=LOCK_FIELDS)
        subject = f"{row.unit} {format_date(row.day)}"
        record("Khóa ngày", subject, by=None, unit=row.unit, reason="Hết giờ mở lại")
        count += 1
    return count


def _check_may_lock(unit: Unit, by: User | None) -> None:
    may = by is None or Unit.objects.editable_by(by, Permission.LOCK_DAYS).filter(pk=unit.pk)
    if not may:
        raise OutsideYourUnit("Tài khoản không được khóa, mở ngày của đơn vị này.")
    if communes_of([unit])[unit.pk] != unit.pk:
        raise Refusal("Chỉ khóa, mở ngày của cả xã, không khóa riêng một đơn vị trong xã.")
