"""A plan's task reported as done, or a report handed in, with a note on it; or taken up again."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from plans.models import Plan
from plans.queries import PlanDuty, may_finish
from units import clock
from units.actions import record
from units.models import User
from vietnamese.dates import format_date
from vietnamese.text import collapse_spaces

A_YEAR = timedelta(days=365)
COLUMNS = ["done_on", "done_by", "done_note"]


class TaskError(ValueError):
    """Why a duty is not marked; the message is a sentence for the user."""


@transaction.atomic
def finish(*, duty: PlanDuty, done_on: date, note: str, by: User) -> PlanDuty:
    """Mark a task as done, or a report as handed in, on a day; TaskError where it cannot be."""
    duty = _held(duty, by)
    if duty.done_on is not None:
        who = f" do {duty.done_by} báo" if duty.done_by else ""
        raise TaskError(f"Việc này đã hoàn thành ngày {format_date(duty.done_on)}{who}.")
    note = collapse_spaces(note)
    if not note:
        raise TaskError("Cần ghi kết quả, sản phẩm.")
    if done_on > clock.today():
        raise TaskError("Ngày hoàn thành không thể sau hôm nay.")
    earliest = _earliest(duty.plan)
    if done_on < earliest:
        raise TaskError(f"Ngày hoàn thành không thể trước ngày {format_date(earliest)}.")
    duty.done_on, duty.done_by, duty.done_note = done_on, by, note
    duty.save(update_fields=COLUMNS)
    after = {"done_on": done_on.isoformat(), "note": note}
    record("Hoàn thành việc của kế hoạch", duty.text, by=by, unit=duty.plan.unit, after=after)
    return duty


def _earliest(plan: Plan) -> date:
    """A year before the plan: something may be done ahead of its plan, a mistyped year is not."""
    known = [day for day in (plan.issued_on, plan.first_day) if day]
    return min(known, default=clock.today()) - A_YEAR


@transaction.atomic
def reopen(*, duty: PlanDuty, reason: str, by: User) -> PlanDuty:
    """Take the mark back, with the reason; the log keeps what was marked."""
    duty = _held(duty, by)
    reason = collapse_spaces(reason)
    if duty.done_on is None:
        raise TaskError("Việc này chưa được báo hoàn thành.")
    if not reason:
        raise TaskError("Cần ghi lý do làm tiếp.")
    before = {"done_on": duty.done_on.isoformat(), "note": duty.done_note}
    duty.done_on, duty.done_by, duty.done_note = None, None, ""
    duty.save(update_fields=COLUMNS)
    unit = duty.plan.unit
    record("Làm tiếp việc của kế hoạch", duty.text, by=by, unit=unit, before=before, reason=reason)
    return duty


def _held(duty: PlanDuty, by: User) -> PlanDuty:
    """The duty's row, locked, of a plan that still takes marks, by somebody who answers for it."""
    rows = type(duty).objects.select_for_update(of=("self",)).select_related("plan__unit")
    held: PlanDuty = rows.get(pk=duty.pk)
    if not may_finish(by, held):
        raise TaskError("Việc này do đơn vị khác thực hiện.")
    if held.plan.state == Plan.State.EVALUATED:
        raise TaskError("Kế hoạch đã tổng kết, không ghi thêm được nữa.")
    return held
