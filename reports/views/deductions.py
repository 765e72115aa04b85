"""Deductions: asked for, looked at with their effect, sent up, decided, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports.documents.deductions import deductions_xlsx
from reports.forms.deductions import DecisionForm, ReasonForm, RequestForm, SendUpForm
from reports.queries.deductions import (
    as_row,
    effects_of,
    groups_of,
    narrowed,
    visible_deductions,
)
from reports.rules.sentences import Line
from targets.actions.deductions import (
    SpentKeyError,
    ask_deduction,
    decide,
    look_at_persons,
    revoke,
    send_up,
    take_evidence,
    withdraw,
)
from targets.models import Deduction
from targets.queries.deductions import (
    OPEN,
    is_over,
    is_superior,
    may_decide,
    may_revoke,
    may_see_persons,
    may_send_up,
    may_withdraw,
    same_people,
)
from targets.rules.deductions import XLSX, DeductionError
from units import clock
from units.http import UserRequest, needs
from units.rules import Permission
from units.sealing import NoKeyError
from vietnamese.numbers import format_count

BLANK: dict[str, type[Form]] = {
    "send_up": SendUpForm,
    "decide": DecisionForm,
    "withdraw": ReasonForm,
    "revoke": ReasonForm,
}
PAGE = 100
MOST_ROWS = 20_000
NAMES_CLOSED = "Tài khoản không có quyền xem danh sách người và minh chứng của đề nghị này."
NO_KEY = "Máy chủ không có khóa mở tệp đã mã hóa. Đề nghị báo quản trị."
SAME = "Đề nghị này đã được ghi trước đó (số {}), không ghi thêm lần nữa."


@require_safe
@needs(Permission.SEE_PROGRESS)
def deductions(request: UserRequest) -> HttpResponse:
    """The deductions of the user's subtree, those that wait for him first.

    ?state=, ?plan=, ?target= and ?unit= show some of them: the rows under a deducted number.
    """
    page = Paginator(_asked_for(request), PAGE).get_page(request.GET.get("page"))
    context = {
        "groups": groups_of(request.user, page.object_list),
        "page": page,
        "state": request.GET.get("state", ""),
        "is_narrowed": any(request.GET.get(name) for name in ("plan", "target", "unit")),
        "states": Deduction.State.choices,
        "may_ask": request.user.may(Permission.ASK_DEDUCTIONS),
    }
    return render(request, "reports/deductions.html", context)


def _asked_for(request: UserRequest) -> QuerySet[Deduction]:
    return narrowed(visible_deductions(request.user), request.user, request.GET.dict())


@require_safe
@needs(Permission.SEE_PROGRESS)
def file(request: UserRequest) -> HttpResponse:
    """The list as a workbook, narrowed as the page is; no names of people."""
    data = deductions_xlsx([as_row(row) for row in _asked_for(request)[:MOST_ROWS]])
    headers = {
        "Content-Disposition": f'attachment; filename="giam-tru-{clock.today().isoformat()}.xlsx"'
    }
    return HttpResponse(data, content_type=XLSX.content_type, headers=headers)


@require_http_methods(["GET", "POST"])
@needs(Permission.ASK_DEDUCTIONS)
def new(request: UserRequest) -> HttpResponse:
    """The form of a request; what was typed comes back where something is wrong, but for the file."""
    if request.method != "POST":
        given = {key: request.GET.get(key, "") for key in ("target", "unit")}
        return _asking(request, RequestForm(user=request.user, initial=given))
    form = RequestForm(request.POST, request.FILES, user=request.user)
    if not form.is_valid():
        return _asking(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        deduction, is_new = ask_deduction(request=form.request(), by=request.user)
    except DeductionError as refusal:
        form.add_error(None, str(refusal))
        if isinstance(refusal, SpentKeyError):
            form.renew_key()
        return _asking(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if is_new:
        people = format_count(deduction.people)
        messages.success(request, f"Đã ghi đề nghị giám trừ số {deduction.pk}: {people} người.")
    else:
        messages.info(request, SAME.format(deduction.pk))
    return redirect("deduction", deduction.pk)


def _asking(request: UserRequest, form: RequestForm, status: int = HTTPStatus.OK) -> HttpResponse:
    return render(request, "reports/deductions_new.html", {"form": form}, status=status)


@require_safe
@needs(Permission.SEE_PROGRESS)
def deduction(request: UserRequest, pk: int) -> HttpResponse:
    """One deduction with what it does to the percents, and what the user may do with it."""
    return _shown(request, _seen(request, pk))


def _seen(request: UserRequest, pk: int) -> Deduction:
    rows = Deduction.objects.visible_to(request.user).select_related(
        "target__plan__unit",
        "target__indicator",
        "unit",
        "asked_by",
        "decided_by",
        "revoked_by",
        "evidence",
    )
    return get_object_or_404(rows.defer("evidence__content"), pk=pk)


def _shown(
    request: UserRequest,
    found: Deduction,
    *,
    status: int = HTTPStatus.OK,
    persons: tuple[str, ...] | None = None,
    wrong: dict[str, Form] | None = None,
) -> HttpResponse:
    """The page; `wrong` are the forms that came back with errors, `persons` the names asked for."""
    user, forms = request.user, wrong or {}
    effects = effects_of(found, user)
    allowed = {
        "send_up": may_send_up(user, found),
        "decide": may_decide(user, found),
        "withdraw": may_withdraw(user, found),
        "revoke": may_revoke(user, found),
    }
    acts = {name: forms.get(name) or BLANK[name]() for name, may in allowed.items() if may}
    context: dict[str, Any] = {
        "deduction": found,
        "effects": effects,
        "lines": [(Line(row.before), Line(row.after), row.is_overfull) for row in effects.rows],
        "is_open": found.state in OPEN,
        "is_superior": is_superior(user, found),
        "may_see_persons": may_see_persons(user, found),
        "persons": persons,
        "same": _same(request, found),
        "acts": acts,
        "refused": [form for name, form in forms.items() if name not in acts],
        "is_over": is_over(found),
    }
    return render(request, "reports/deductions_one.html", context, status=status)


def _same(request: UserRequest, found: Deduction) -> list[tuple[Deduction, int]]:
    """For who decides: which other requests name some of the people."""
    user = request.user
    if not (may_decide(user, found) or may_send_up(user, found)):
        return []
    try:
        return same_people(found, user)
    except NoKeyError:
        messages.error(request, NO_KEY)
        return []


@require_POST
@needs(Permission.DECIDE_DEDUCTIONS)
def up(request: UserRequest, pk: int) -> HttpResponse:
    """Send the request to the superior."""
    found, form = _seen(request, pk), SendUpForm(request.POST)
    if not form.is_valid():
        return _unread(request, found, send_up=form)
    document = form.cleaned_data["document"]
    return _done(
        request,
        found,
        lambda: send_up(deduction=found, document=document, by=request.user),
        "Đã ghi: đề nghị đã gửi cấp trên.",
        send_up=form,
    )


@require_POST
@needs(Permission.DECIDE_DEDUCTIONS)
def answer(request: UserRequest, pk: int) -> HttpResponse:
    """Accept or refuse."""
    found, form = _seen(request, pk), DecisionForm(request.POST)
    if not form.is_valid():
        return _unread(request, found, decide=form)
    decision = form.decision(effects_of(found, request.user).populations)
    told = (
        "Đã chấp nhận giám trừ; mẫu số và tỷ lệ tính theo số mới."
        if decision.accepted
        else "Đã ghi: không chấp nhận giám trừ."
    )
    return _done(
        request,
        found,
        lambda: decide(deduction=found, decision=decision, by=request.user),
        told,
        decide=form,
    )


@require_POST
@needs(Permission.ASK_DEDUCTIONS)
def take_back(request: UserRequest, pk: int) -> HttpResponse:
    """Withdraw one's own request."""
    found, form = _seen(request, pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _unread(request, found, withdraw=form)
    reason = form.cleaned_data["reason"]
    return _done(
        request,
        found,
        lambda: withdraw(deduction=found, reason=reason, by=request.user),
        "Đã rút đề nghị giám trừ.",
        withdraw=form,
    )


@require_POST
@needs(Permission.DECIDE_DEDUCTIONS)
def undo(request: UserRequest, pk: int) -> HttpResponse:
    """Take an acceptance back."""
    found, form = _seen(request, pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _unread(request, found, revoke=form)
    reason = form.cleaned_data["reason"]
    return _done(
        request,
        found,
        lambda: revoke(deduction=found, reason=reason, by=request.user),
        "Đã hủy quyết định giám trừ; mẫu số trở lại như trước.",
        revoke=form,
    )


def _unread(request: UserRequest, found: Deduction, **forms: Form) -> HttpResponse:
    return _shown(request, found, status=HTTPStatus.UNPROCESSABLE_ENTITY, wrong=forms)


def _done(
    request: UserRequest, found: Deduction, act: Callable[[], Any], told: str, **forms: Form
) -> HttpResponse:
    """Back to the deduction with a word on what was done; refused, the form comes back as it was typed.

    Where the act is no longer the user's, its form is not on the page: what was typed is shown as text.
    """
    try:
        act()
    except DeductionError as refusal:
        for form in forms.values():
            form.add_error(None, str(refusal))
        return _unread(request, _seen(request, found.pk), **forms)
    messages.success(request, told)
    return redirect("deduction", found.pk)


@require_POST
@needs(Permission.SEE_PROGRESS)
def persons(request: UserRequest, pk: int) -> HttpResponse:
    """The page with the people's names; the look is recorded, the answer kept nowhere."""
    found = _seen(request, pk)
    if not may_see_persons(request.user, found):
        raise PermissionDenied(NAMES_CLOSED)
    try:
        names = look_at_persons(deduction=found, by=request.user)
    except NoKeyError:
        messages.error(request, NO_KEY)
        return redirect("deduction", pk)
    response = _shown(request, found, persons=names)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@needs(Permission.SEE_PROGRESS)
def evidence(request: UserRequest, pk: int) -> HttpResponse:
    """The evidence as a file to be saved, never shown in the portal's own page; the look is recorded."""
    found = _seen(request, pk)
    if not may_see_persons(request.user, found):
        raise PermissionDenied(NAMES_CLOSED)
    try:
        name, kind, data = take_evidence(deduction=found, by=request.user)
    except NoKeyError:
        messages.error(request, NO_KEY)
        return redirect("deduction", pk)
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(data, content_type=kind.content_type, headers=headers)
