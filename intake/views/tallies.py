"""Tallies: the list with the form, what a workbook would change, taking it in, taking it back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intake.actions.tallies import may_review, undo_tally
from intake.documents import template_workbook
from intake.models import Tally
from intake.queries.tallies import grids_of, terms_of, totals_of
from intake.queries.vocabulary import own_reporting_units, template_for
from intake.rules.ledger import Clashes, OutsideYourUnit, Refusal, body_hash
from intake.uploads import Upload, commit_tally, receive_tally, renew_tally
from plans.models import Plan
from sheets.gate import MAX_BYTES
from units import clock
from units.http import UserRequest, needs
from units.models import Unit
from units.rules import Permission

LISTED = 50
NOT_SAVED = HTTPStatus.UNPROCESSABLE_ENTITY
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.SEND_TALLIES)
def tallies(request: UserRequest) -> HttpResponse:
    """The tallies sent so far, under the form that sends one."""
    return _send(request) if request.method == "POST" else _listed(request)


def _listed(request: UserRequest) -> HttpResponse:
    rows = Tally.objects.visible_to(request.user).select_related("unit", "by")
    plans = _running_plans(request)
    return render(
        request,
        "intake/tallies.html",
        {
            "tallies": _with_problems(rows).defer("reading")[:LISTED],
            "plans": plans,
            "units": _units(request, plans[0]) if plans else [],
        },
    )


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
    """Read the file and show what it would change."""
    plan = _chosen_plan(request, request.POST.get("plan", ""))
    sent = request.FILES.get("file")
    if sent is None:
        messages.error(request, "Chưa chọn tệp. Đề nghị chọn tệp .xlsx, .xls, .ods hoặc .csv.")
        return redirect("tallies")
    code = request.POST.get("unit", "")
    unit = next((one for one in _units(request, plan) if one.code == code), None)
    if code and unit is None:
        raise Http404
    upload = Upload(sent.read(MAX_BYTES + 1), sent.name or "")
    tally = receive_tally(upload=upload, plan=plan, by=request.user, unit=unit)
    if tally.state == Tally.State.COMMITTED:
        messages.warning(
            request,
            f"Tệp này đã được nhập theo biên nhận {tally.receipt_number}. Gửi lại không thay đổi gì.",
        )
    return redirect("tally", tally.pk)


@require_safe
@needs(Permission.SEND_TALLIES)
def template(request: UserRequest) -> HttpResponse:
    """The sender's own form of this week, to fill in."""
    plan = _chosen_plan(request, request.GET.get("plan", ""))
    form = template_for(request.user.unit, plan) if request.user.unit else None
    if form is None or not form.sheets:
        messages.error(request, "Kế hoạch không giao đơn vị của tài khoản này báo cáo số liệu.")
        return redirect("tallies")
    first, last = form.days[0], form.days[-1]
    name = f"bieu-tuan-{first:%d-%m}-{last:%d-%m-%Y}.xlsx"
    return HttpResponse(
        template_workbook(form),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
@needs(Permission.SEE_PROGRESS)
def tally(request: UserRequest, pk: int) -> HttpResponse:
    """What a tally would change or has changed; those above its sender may look."""
    return _shown(request, get_object_or_404(_visible(request), pk=pk))


def _visible(request: UserRequest) -> QuerySet[Tally]:
    rows = Tally.objects.visible_to(request.user)
    return rows.select_related("unit", "plan", "by", "undone_by")


def _shown(request: UserRequest, tally: Tally, **more: Any) -> HttpResponse:
    cells = tally.reading["cells"]
    terms = terms_of(cells)
    grids = grids_of(cells, terms)
    is_preview = tally.state == Tally.State.PREVIEW
    facts = {
        "tally": tally,
        "grids": grids,
        "changes": sum(grid.changes for grid in grids),
        "totals": totals_of(cells, terms, tally.plan) if is_preview else _receipt_totals(tally),
        "seen": _seen(tally),
        "is_sender": tally.by_id == request.user.pk,
        "may_undo": tally.by_id == request.user.pk or may_review(tally, request.user),
    }
    status = NOT_SAVED if "clashes" in more else HTTPStatus.OK
    return render(request, "intake/tally.html", facts | more, status=status)


def _receipt_totals(tally: Tally) -> list[dict[str, Any]]:
    return [
        line | {"difference": line["after"] - line["before"]}
        for line in tally.receipt.get("totals", [])
    ]


def _seen(tally: Tally) -> str:
    """A mark of what the page shows, so that nobody confirms a comparison that he has not seen."""
    return body_hash(tally.reading["cells"])[:16]


@require_POST
@needs(Permission.SEND_TALLIES)
def commit(request: UserRequest, pk: int) -> HttpResponse:
    """Take the tally in as it was shown; where somebody was quicker, show both values first."""
    tally = _own(request, pk)
    if tally.state == Tally.State.PREVIEW and request.POST.get("seen") != _seen(tally):
        messages.warning(request, "Bảng so sánh đã được cập nhật. Đề nghị xem lại rồi xác nhận.")
        return redirect("tally", pk)
    try:
        done = commit_tally(tally=tally, by=request.user)
    except Clashes as clashes:
        renewed = renew_tally(tally=tally, by=request.user)
        return _shown(request, renewed, clashes=clashes.clashes)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("tally", pk)
    messages.success(
        request, f"Đã nhập {done.receipt['cells']} ô, biên nhận {done.receipt_number}."
    )
    return redirect("tally", pk)


def _own(request: UserRequest, pk: int) -> Tally:
    rows = Tally.objects.editable_by(request.user, Permission.SEND_TALLIES)
    tally = get_object_or_404(rows.select_related("unit", "plan", "by"), pk=pk)
    if tally.by_id != request.user.pk:
        raise PermissionDenied("Chỉ người gửi biểu được nhập biểu này vào số liệu.")
    return tally


@require_POST
@needs(Permission.SEND_TALLIES)
def undo(request: UserRequest, pk: int) -> HttpResponse:
    """Give the cells back what they held before the tally."""
    rows = Tally.objects.editable_by(request.user, Permission.SEND_TALLIES)
    tally = get_object_or_404(rows, pk=pk)
    try:
        done = undo_tally(tally=tally, by=request.user)
    except OutsideYourUnit as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            f"Đã hoàn tác biểu {done.receipt_number}: {done.receipt['undo']['cells']} ô trở lại giá trị trước đó.",
        )
    return redirect("tally", pk)
