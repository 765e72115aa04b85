"""The day board: who has reported, approving and returning days, locking and opening them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from intake.actions.days import approve_days, close_day, open_day, return_day
from intake.forms.days import CommuneDayForm, DayForm, ReasonForm
from intake.models import DayReport
from intake.queries.days import board_of
from intake.rules.ledger import Refusal
from units import clock
from units.http import UserRequest, needs
from units.models import Unit
from units.rules import Kind, Permission
from vietnamese.dates import format_date

SEEN_REPORT = re.compile(r"([1-9][0-9]{0,17})@(.+)")


@require_safe
@needs(Permission.REVIEW_DAYS)
def days(request: UserRequest) -> HttpResponse:
    """One day of every unit; yesterday's, unless another is asked for."""
    if request.user.unit is None:
        raise Http404
    day = _day(request.GET.get("day", ""))
    return render(request, "intake/days.html", {"board": board_of(request.user.unit, day)})


def _day(text: str) -> date:
    """The day asked for, never one to come; yesterday where none is readable."""
    form = DayForm({"day": text})
    day: date | None = form.cleaned_data["day"] if form.is_valid() else None
    return day or clock.today() - timedelta(days=1)


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
    same = [r for r in reports if r.reported_at.isoformat() == seen[r.pk]]
    try:
        approved = approve_days(reports=same, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        _tell_approved(request, approved, [r for r in reports if r not in same])
    return _back_to(_day(request.POST.get("day", "")))


def _seen_reports(values: list[str]) -> dict[int, str]:
    """The ticked reports' ids with the moment of the report that the reviewer saw."""
    marks = [SEEN_REPORT.fullmatch(value) for value in values]
    if None in marks:
        raise Http404
    return {int(mark[1]): mark[2] for mark in marks if mark}


def _tell_approved(request: UserRequest, approved: int, changed: list[DayReport]) -> None:
    if approved:
        messages.success(request, f"Đã duyệt báo cáo ngày của {approved} đơn vị.")
    elif not changed:
        messages.warning(request, "Chưa chọn đơn vị nào đã báo cáo nên chưa duyệt gì.")
    for report in changed:
        messages.warning(
            request,
            f"{report.unit} vừa báo cáo lại, chưa duyệt. Đề nghị xem số liệu mới rồi duyệt.",
        )


@require_POST
@needs(Permission.REVIEW_DAYS)
def return_(request: UserRequest, pk: int) -> HttpResponse:
    """Send one day back with a reason."""
    rows = DayReport.objects.editable_by(request.user, Permission.REVIEW_DAYS)
    report = get_object_or_404(rows.select_related("unit"), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        _tell_errors(request, form)
        return _back_to(report.day)
    try:
        return_day(report=report, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, f"Đã trả lại báo cáo ngày của {report.unit}.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _back_to(report.day)


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
    """Open a locked day again, with a reason that stays in the log."""
    form = CommuneDayForm(request.POST)
    unit = _commune(request, form)
    if not form.is_valid():
        return _not_done(request, form)
    day = form.cleaned_data["day"]
    try:
        open_day(unit=unit, day=day, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, f"Đã mở khóa ngày {format_date(day)} của {unit}.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _back_to(day)


def _commune(request: UserRequest, form: CommuneDayForm) -> Unit:
    """The commune that the form names, in the reviewer's subtree."""
    if "unit" in form.errors:
        raise Http404
    units = Unit.objects.editable_by(request.user, Permission.LOCK_DAYS)
    return get_object_or_404(units, code=form.cleaned_data["unit"], kind=Kind.COMMUNE)


def _not_done(request: UserRequest, form: CommuneDayForm) -> HttpResponse:
    """Back to the board with what is wrong: no other day is locked or opened instead."""
    _tell_errors(request, form)
    return _back_to(_day(request.POST.get("day", "")))


def _tell_errors(request: UserRequest, form: Form) -> None:
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))
