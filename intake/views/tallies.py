"""Tallies: the list with the form, the template, the files that go back to their sender."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intake.actions.files import kept_file
from intake.actions.tallies import Upload, forget_name
from intake.documents import Shape, Template, TemplateTooLarge, template_workbook
from intake.models import LearnedName, Tally
from intake.queries.previews import learned_by, marks_of
from intake.queries.vocabulary import own_reporting_units, template_for, week_of
from intake.rules.ledger import Refusal
from intake.tasks import ring_for
from intake.uploads import receive_tally, sent_before
from plans.models import Plan
from sheets.gate import MAX_BYTES
from sheets.marking import marked_copy
from sheets.workbook import Refused
from units import clock
from units.http import UserRequest, needs
from units.models import Unit
from units.rules import Permission

LISTED = 50
MOST_FILES = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SENT_BEFORE = {
    True: "Tệp “{0.file_name}” đã được nhập theo biên nhận {0.receipt_number}."
    " Gửi lại không thay đổi gì.",
    False: "Tệp này đã gửi trước đó và đang chờ xác nhận: biểu {0.receipt_number}.",
}
ANY_FILE = "application/octet-stream"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.SEND_TALLIES)
def tallies(request: UserRequest) -> HttpResponse:
    """The tallies sent so far, under the form that sends them."""
    return _send(request) if request.method == "POST" else _listed(request)


def _listed(request: UserRequest) -> HttpResponse:
    rows = Tally.objects.visible_to(request.user).select_related("unit", "by")
    plans = _running_plans(request)
    listed = list(_with_problems(rows).defer("reading", "cells", "fixes", "answers")[:LISTED])
    return render(
        request,
        "intake/tallies.html",
        {
            "tallies": listed,
            "is_busy": any(tally.is_busy for tally in listed),
            "plans": plans,
            "units": _units(request, plans[0]) if plans else [],
            "learned": learned_by(_learned(request)[:LISTED]),
            "has_last_week": bool(plans and week_of(plans[0], is_last=True)),
            "most_files": MOST_FILES,
            "most_bytes": MAX_BYTES,
        },
    )


def _learned(request: UserRequest) -> QuerySet[LearnedName]:
    rows = LearnedName.objects.editable_by(request.user, Permission.SEND_TALLIES)
    return rows.select_related("unit")


def _with_problems(tallies: QuerySet[Tally]) -> QuerySet[Tally]:
    """Mark the ones that wait for a corrected file, without loading what was read of them."""
    is_open = Q(state=Tally.State.PREVIEW)
    return tallies.annotate(
        has_problems=ExpressionWrapper(is_open & ~Q(reading__problems=[]), BooleanField())
    )


def _running_plans(request: UserRequest) -> list[Plan]:
    """The plans that a tally may be for, those whose days hold today first."""
    rows = Plan.objects.visible_to(request.user).filter(state=Plan.State.RUNNING)
    today = clock.today()
    return sorted(
        rows.select_related("unit"),
        key=lambda plan: not (plan.first_day or today) <= today <= (plan.ends_on or today),
    )


def _chosen_plan(request: UserRequest, code: str) -> Plan:
    plans = [plan for plan in _running_plans(request) if code in {"", plan.code}]
    if plans:
        return plans[0]
    raise Http404("Hiện không có kế hoạch này đang thực hiện.")


def _units(request: UserRequest, plan: Plan) -> list[Unit]:
    return own_reporting_units(request.user.unit, plan) if request.user.unit else []


def _send(request: UserRequest) -> HttpResponse:
    """Keep the files; one is shown at once, several wait in the list."""
    plan = _chosen_plan(request, request.POST.get("plan", ""))
    files = request.FILES.getlist("file")
    if len(files) > MOST_FILES:
        messages.error(
            request,
            f"Đã chọn {len(files)} tệp; mỗi lần gửi nhiều nhất {MOST_FILES} tệp. Chưa nhận tệp nào.",
        )
        return redirect("tallies")
    if not files:
        messages.error(request, "Chưa chọn tệp. Đề nghị chọn tệp .xlsx, .xls, .ods hoặc .csv.")
        return redirect("tallies")
    code = request.POST.get("unit", "")
    unit = next((one for one in _units(request, plan) if one.code == code), None)
    if code and unit is None:
        raise Http404
    received = [_received(request, file, plan, unit) for file in files]
    if len(received) == 1:
        return redirect("tally", received[0].pk)
    messages.success(
        request, f"Đã nhận {len(received)} tệp. Đề nghị xem trước và xác nhận từng biểu."
    )
    return redirect("tallies")


def _received(request: UserRequest, file: UploadedFile, plan: Plan, unit: Unit | None) -> Tally:
    upload = Upload(file.read(MAX_BYTES + 1), file.name or "")
    known = sent_before(upload=upload, plan=plan, by=request.user, unit=unit)
    if known:
        messages.warning(request, _SENT_BEFORE[known.state == Tally.State.COMMITTED].format(known))
    tally = known or receive_tally(upload=upload, plan=plan, by=request.user, unit=unit)
    ring_for(tally)
    return tally


@require_safe
@needs(Permission.SEND_TALLIES)
def template(request: UserRequest) -> HttpResponse:
    """The sender's own form of this week, to fill in."""
    plan = _chosen_plan(request, request.GET.get("plan", ""))
    shape = request.GET.get("shape", "")
    try:
        form = _template(request, plan, Shape(shape) if shape in set(Shape) else None)
        data = template_workbook(form) if form else b""
    except TemplateTooLarge as too_large:
        messages.error(request, str(too_large))
        return redirect("tallies")
    if form is None:
        messages.error(request, "Kế hoạch không giao đơn vị của tài khoản này báo cáo số liệu.")
        return redirect("tallies")
    return _handed_out(data, form.file_name, XLSX)


def _template(request: UserRequest, plan: Plan, shape: Shape | None) -> Template | None:
    if request.user.unit is None:
        return None
    is_last = request.GET.get("week") == "last"
    return template_for(request.user.unit, plan, is_last_week=is_last, shape=shape)


@require_safe
@needs(Permission.SEND_TALLIES)
def marked(request: UserRequest, pk: int) -> HttpResponse:
    """The sender's own workbook with the doubtful cells coloured and explained; nothing in it runs."""
    tally = _own_tally(request, pk)
    try:
        copy = marked_copy(kept_file(tally), tally.file_name, marks_of(tally))
    except (Refusal, Refused) as refusal:
        messages.error(request, str(refusal))
        return redirect("tally", pk)
    return _handed_out(copy.data, copy.name, XLSX)


def _own_tally(request: UserRequest, pk: int) -> Tally:
    """A workbook may name persons: it goes back to its sender alone."""
    rows = Tally.objects.editable_by(request.user, Permission.SEND_TALLIES)
    return get_object_or_404(rows.filter(by=request.user), pk=pk)


@require_safe
@needs(Permission.SEND_TALLIES)
def original(request: UserRequest, pk: int) -> HttpResponse:
    """The workbook as it was sent."""
    tally = _own_tally(request, pk)
    try:
        return _handed_out(kept_file(tally), tally.file_name, ANY_FILE)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("tally", pk)


@require_POST
@needs(Permission.SEND_TALLIES)
def forget(request: UserRequest, pk: int) -> HttpResponse:
    """Take back what was learned of a sender's word."""
    name = get_object_or_404(_learned(request), pk=pk)
    forget_name(name=name, by=request.user)
    messages.success(request, f"Đã quên tên gọi “{name.text}”. Lần sau gặp lại, hệ thống sẽ hỏi.")
    return redirect("tallies")


def _handed_out(data: bytes, name: str, content_type: str) -> HttpResponse:
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(data, content_type=content_type, headers=headers)
