"""The day board: who has reported, approving and returning days, locking and opening them."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from intake.actions.days import approve_days, close_day, open_day, return_day
from intake.actions.reminders import remind_late
from intake.forms.days import (
    OPEN_FOR,
    ActDayForm,
    CommuneDayForm,
    DayForm,
    KnownAtForm,
    OpenDayForm,
    ReturnDayForm,
)
from intake.models import DayReport
from intake.queries.attention import marks_of
from intake.queries.days import board_of
from intake.rules.lateness import call_text, until_text
from intake.rules.ledger import Refusal
from units import clock
from units.http import UserRequest, needs
from units.models import Unit
from units.rules import Kind, Permission
from vietnamese.dates import format_date

SEEN_REPORT = re.compile(r"([1-9][0-9]{0,17})@.+")


@require_safe
@needs(Permission.REVIEW_DAYS)
def days(request: UserRequest) -> HttpResponse:
    """One day of every unit; yesterday's, unless another is asked for. ?known_at= shows the past."""
    if request.user.unit is None:
        raise Http404
    known_at = _known_at(request)
    before = known_at.date() if known_at else clock.today()
    day = _day(request.GET.get("day", ""), or_before=before)
    board = board_of(request.user.unit, day, known_at=known_at)
    address = request.build_absolute_uri(f"{reverse('entry')}?day={day.isoformat()}")
    call = board.call(address) if board.is_open else None
    context = {"board": board, "call": call_text(call) if call else "", "open_for": OPEN_FOR}
    return render(request, "intake/days.html", context)


def _known_at(request: UserRequest) -> datetime | None:
    """The past moment asked for; None, with a word about it, where it is none."""
    form = KnownAtForm(request.GET)
    if not form.is_valid():
        _tell_errors(request, form)
        return None
    moment: datetime | None = form.cleaned_data["known_at"]
    return moment


def _day(text: str, *, or_before: date | None = None) -> date:
    """The day asked for, never one to come; the day before `or_before` (today) where none is readable."""
    form = DayForm({"day": text})
    day: date | None = form.cleaned_data["day"] if form.is_valid() else None
    return day or (or_before or clock.today()) - clock.ONE_DAY


def _back_to(day: date) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('days')}?day={day.isoformat()}")


@require_POST
@needs(Permission.REVIEW_DAYS)
def approve(request: UserRequest) -> HttpResponse:
    """Approve the reports as the reviewer saw them; one sent again since is left for another look."""
    seen = _seen_reports(request.POST.getlist("report"))
    rows = DayReport.objects.editable_by(request.user, Permission.REVIEW_DAYS)
    reports = list(rows.filter(pk__in=seen).select_related("unit"))
    if len(reports) != len(seen):
        raise Http404
    marks = marks_of(reports)
    same = [r for r in reports if marks.get(r.pk) == seen[r.pk]]
    try:
        approved = approve_days(reports=same, by=request.user, seen=seen)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        _tell_approved(request, approved, [r for r in reports if r not in same])
    return _back_to(_day(request.POST.get("day", "")))


def _seen_reports(values: list[str]) -> dict[int, str]:
    """The ticked reports' ids with the mark of what the reviewer saw."""
    marks = [SEEN_REPORT.fullmatch(value) for value in values]
    if None in marks:
        raise Http404
    return {int(mark[1]): mark[0] for mark in marks if mark}


def _tell_approved(request: UserRequest, approved: int, changed: list[DayReport]) -> None:
    if approved:
        messages.success(request, f"Đã duyệt báo cáo ngày của {approved} đơn vị.")
    elif not changed:
        messages.warning(request, "Chưa chọn đơn vị nào đã báo cáo nên chưa duyệt gì.")
    for report in changed:
        messages.warning(
            request,
            f"{report.unit} vừa báo cáo lại hoặc bổ sung, chưa duyệt. Đề nghị xem lại rồi duyệt.",
        )


@require_POST
@needs(Permission.REVIEW_DAYS)
def return_(request: UserRequest, pk: int) -> HttpResponse:
    """Send one day back with a reason."""
    rows = DayReport.objects.editable_by(request.user, Permission.REVIEW_DAYS)
    report = get_object_or_404(rows.select_related("unit"), pk=pk)
    form = ReturnDayForm(request.POST)
    if not form.is_valid():
        _tell_errors(request, form)
        return _back_to(report.day)
    try:
        reason, seen = form.cleaned_data["reason"], form.cleaned_data["seen"]
        return_day(report=report, reason=reason, by=request.user, seen=seen)
        messages.success(request, f"Đã trả lại báo cáo ngày của {report.unit}.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _back_to(report.day)


@require_POST
@needs(Permission.REVIEW_DAYS)
def remind(request: UserRequest) -> HttpResponse:
    """Remind the units that are late with a day."""
    form = ActDayForm(request.POST)
    if request.user.unit is None:
        raise Http404
    if not form.is_valid():
        return _not_done(request, form)
    day = form.cleaned_data["day"]
    reminded = remind_late(root=request.user.unit, day=day, by=request.user)
    if reminded:
        names = ", ".join(unit.name for unit in reminded)
        messages.success(request, f"Đã nhắc {len(reminded)} đơn vị: {names}.")
    else:
        messages.info(
            request, "Không nhắc ai: không còn đơn vị nào quá hạn, hoặc vừa nhắc chưa đến 10 phút."
        )
    return _back_to(day)


@require_POST
@needs(Permission.LOCK_DAYS)
def lock(request: UserRequest) -> HttpResponse:
    """Lock a commune's day, once the reviewer has said that he means it."""
    form = CommuneDayForm(request.POST)
    unit = _commune(request, form)
    if not form.is_valid():
        return _not_done(request, form)
    day = form.cleaned_data["day"]
    if not request.POST.get("confirm"):
        messages.error(
            request,
            "Chưa khóa. Đề nghị đánh dấu xác nhận trước khi khóa, vì sau đó không ai sửa được.",
        )
    elif close_day(unit=unit, day=day, by=request.user):
        messages.success(request, f"Đã khóa ngày {format_date(day)} của {unit}.")
    else:
        messages.info(request, f"Ngày {format_date(day)} của {unit} đã khóa từ trước.")
    return _back_to(day)


@require_POST
@needs(Permission.LOCK_DAYS)
def open_(request: UserRequest) -> HttpResponse:
    """Open a locked day again for a time, with a reason that stays in the log."""
    form = OpenDayForm(request.POST)
    unit = _commune(request, form)
    if not form.is_valid():
        return _not_done(request, form)
    day, reason, until = form.cleaned_data["day"], form.cleaned_data["reason"], form.open_until()
    try:
        open_day(unit=unit, day=day, reason=reason, by=request.user, until=until)
        told = f"Đã mở khóa ngày {format_date(day)} của {unit} đến {until_text(until)}."
        messages.success(request, told)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _back_to(day)


def _commune(request: UserRequest, form: CommuneDayForm) -> Unit:
    """The commune that the form names, in the reviewer's subtree."""
    if "unit" in form.errors:
        raise Http404
    units = Unit.objects.editable_by(request.user, Permission.LOCK_DAYS)
    return get_object_or_404(units, code=form.cleaned_data["unit"], kind=Kind.COMMUNE)


def _not_done(request: UserRequest, form: DayForm) -> HttpResponse:
    """Back to the board with what is wrong: no other day is locked or opened instead."""
    _tell_errors(request, form)
    return _back_to(_day(request.POST.get("day", "")))


def _tell_errors(request: UserRequest, form: Form) -> None:
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))
