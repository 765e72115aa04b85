"""Quotas: every target's sums, and one target handed out to units in a preview before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plans.models import Plan
from plans.rules.goals import QuotaFacts
from reports.documents.quotas import quotas_xlsx
from reports.forms.quotas import (
    AppendixCommitForm,
    AppendixForm,
    PrintedForm,
    QuotaForm,
    initial_of,
)
from reports.queries.board import unit_of_page
from reports.queries.quotas.appendix import AppendixPreview, appendix_of, preview_of
from reports.queries.quotas.content import Content, content_for
from reports.queries.quotas.pages import quotas_page
from reports.queries.quotas.splits import (
    Desk,
    SplitPage,
    as_proposed,
    desk_of,
    first_method,
    split_by,
    split_page,
)
from reports.rules.appendix import printed_columns
from reports.rules.quotas import may_be_split, rest_text, unmeasured_text
from reports.uploads import printed_quotas, read_quotas
from sheets.gate import MAX_BYTES
from sheets.workbook import Refused
from targets.actions.quotas import give_quotas
from targets.actions.refusals import PlanRefused
from targets.queries.drafts import may_split
from targets.rules.quotas import Method
from units import clock
from units.http import NO_RIGHT, UserRequest, needs
from units.models import Unit
from units.rules import Permission, is_within

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SALT = "plan-quotas"
ONE_DAY = timedelta(days=1)
OVER = frozenset({Plan.State.CLOSED, Plan.State.EVALUATED})


@require_safe
@needs(Permission.SEE_PROGRESS)
def plan_quotas(request: UserRequest, code: str) -> HttpResponse:
    """Every target of a plan: does the sum fit, who carries how much, is it possible."""
    plan, content = plan_and_content(request, code)
    context = {
        "plan": plan,
        "page": quotas_page(content, request.user, on=clock.today()),
        "may_split": may_write(request, plan),
        "printed": _printed_form(content),
    }
    return render(request, "reports/quotas.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.SEE_PROGRESS)
def plan_quota(request: UserRequest, code: str, target_code: str) -> HttpResponse:
    """One target handed out below a unit (?under=): look, try a split, write it into the draft."""
    is_look = request.method != "POST"
    if not is_look and not request.user.may(Permission.SPLIT_QUOTAS):
        raise PermissionDenied(NO_RIGHT)
    plan, content = plan_and_content(request, code)
    desk = _desk(request, content, target_code)
    if is_look:
        return _shown(request, desk, split_page(desk))
    if not may_write(request, plan):
        raise Http404
    form = QuotaForm(request.POST, units=[row.unit for row in split_page(desk).rows])
    if request.POST.get("do") == "relevel":
        return _releveled(request, desk)
    if not form.is_valid():
        return _shown(request, desk, split_page(desk), form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if request.POST.get("do") == "save":
        return _saved(request, desk, form)
    return _tried(request, desk, form)


def plan_and_content(request: UserRequest, code: str) -> tuple[Plan, Content]:
    """The plan in the user's sight, and what of it he reads; a draft is its own unit's matter."""
    plans = Plan.objects.visible_to(request.user).select_related("unit")
    plan = get_object_or_404(plans, code=code)
    content = content_for(request.user, plan)
    if plan.state == Plan.State.DRAFT and content.draft is None:
        raise Http404
    return plan, content


def may_write(request: UserRequest, plan: Plan) -> bool:
    """Whether the user hands out this plan's targets: while it lives, from the plan's own unit."""
    return plan.state not in OVER and may_split(request.user, plan)


def _desk(request: UserRequest, content: Content, code: str) -> Desk:
    under = _under(request, content.plan)
    desk = desk_of(content, request.user, code, under, on=clock.today())
    if desk is None:
        raise Http404
    return desk


def _under(request: UserRequest, plan: Plan) -> Unit:
    """The unit whose part is handed out: the plan's own, or the one below it that is asked for."""
    root = unit_of_page(plan, request.user.unit)
    code = request.GET.get("under")
    if not code:
        return root
    unit = get_object_or_404(Unit.objects.visible_to(request.user), code=code)
    if not is_within(unit.path, root.path):
        raise Http404
    return unit


def _tried(request: UserRequest, desk: Desk, form: QuotaForm) -> HttpResponse:
    """The split that the form asks for, shown beside what is written; nothing is saved."""
    typed = split_page(desk, form.quotas(desk.target.code))
    method = form.chosen_method
    made, unknown = split_by(typed, method)
    if unknown:
        messages.warning(request, unmeasured_text(unknown, method))
    elif made.rest and method != Method.HAND:
        messages.warning(request, rest_text(made.rest, typed.quotas.given.measure))
    page = split_page(desk, form.quotas(desk.target.code) | as_proposed(typed, made.parts))
    reason = form.cleaned_data["reason"]
    return _shown(request, desk, page, _form(desk, page, method=method, reason=reason))


def _releveled(request: UserRequest, desk: Desk) -> HttpResponse:
    """The portal's proposal in the fields, to be looked at and changed; nothing is saved."""
    page = split_page(desk)
    proposal = page.quotas.proposal
    if proposal is None:
        messages.info(request, "Không có gì phải điều chỉnh.")
        return _shown(request, desk, page)
    return _shown(request, desk, split_page(desk, as_proposed(page, proposal.parts)))


def _saved(request: UserRequest, desk: Desk, form: QuotaForm) -> HttpResponse:
    code = desk.target.code
    given = {(code, path): quota for path, quota in _changed(desk, form.quotas(code)).items()}
    if not given:
        messages.info(request, "Số giao không có gì thay đổi.")
        return redirect(_address(desk))
    try:
        give_quotas(
            plan=desk.content.plan,
            given=given,
            revision=form.cleaned_data["revision"],
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
        now = _desk(request, content_for(request.user, desk.content.plan), code)
        page = split_page(now, form.quotas(code))
        again = _form(now, page, method=Method.HAND, reason=form.cleaned_data["reason"])
        return _shown(request, now, page, again, HTTPStatus.CONFLICT)
    messages.success(request, f"Đã ghi số giao chỉ tiêu {code} vào dự thảo.")
    return redirect(_address(desk))


def _changed(desk: Desk, typed: Mapping[str, QuotaFacts | None]) -> dict[str, QuotaFacts | None]:
    """Those of the typed quotas that are not written so already."""
    written = desk.ground.quotas
    return {p: q for p, q in typed.items() if written.get((desk.target.code, p)) != q}


def _address(desk: Desk) -> str:
    address = reverse("plan-quota", args=[desk.content.plan.code, desk.target.code])
    is_whole = desk.ground.root.pk == desk.content.plan.unit_id
    return address if is_whole else f"{address}?under={desk.ground.root.code}"


def _shown(
    request: UserRequest,
    desk: Desk,
    page: SplitPage,
    form: QuotaForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with its form: as given where something was wrong, else as `page` has it."""
    form = form or _form(desk, page)
    context: dict[str, Any] = {
        "plan": desk.content.plan,
        "page": page,
        "quotas": page.quotas,
        "form": form,
        "lines": [
            (row, form[f"q-{row.unit.code}"], form[f"keep-{row.unit.code}"]) for row in page.rows
        ],
        "may_split": may_write(request, desk.content.plan),
    }
    return render(request, "reports/quota.html", context, status=status)


def _form(
    desk: Desk, page: SplitPage, *, method: Method | None = None, reason: str = ""
) -> QuotaForm:
    """The fields as the page has them, for the draft as it is now; unless said, a method that can split."""
    method = method or first_method(page)
    units = [row.unit for row in page.rows]
    quotas = {
        s.unit: None if s.quota is None else QuotaFacts("", s.unit, s.quota, s.is_fixed)
        for s in page.shares
    }
    kept = {"revision": desk.content.revision, "method": method, "reason": reason}
    return QuotaForm(units=units, initial=initial_of(quotas, units) | kept)


@require_safe
@needs(Permission.SEE_PROGRESS)
def plan_quotas_file(request: UserRequest, code: str) -> HttpResponse:
    """The appendix as an Excel file, for who sees all units of it; it can be changed and sent in again."""
    plan, content = plan_and_content(request, code)
    if unit_of_page(plan, request.user.unit).pk != plan.unit_id:
        raise Http404
    body = quotas_xlsx(appendix_of(content, request.user, on=clock.today()))
    response = HttpResponse(body, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="giao-chi-tieu-{code}.xlsx"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@needs(Permission.SPLIT_QUOTAS)
def plan_quotas_upload(request: UserRequest, code: str) -> HttpResponse:
    """A workbook read and shown; sent again with what was shown (`read`), it is written."""
    plan, content = plan_and_content(request, code)
    if not may_write(request, plan):
        raise Http404
    if "read" in request.POST:
        return _committed(request, content)
    if "column" in request.POST:
        return _printed(request, content)
    form = AppendixForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors.get("file", ())))
        return redirect("plan-quotas", code)
    sent = form.cleaned_data["file"]
    try:
        reading = read_quotas(sent.read(MAX_BYTES + 1), sent.name, content=content, by=request.user)
    except Refused as refused:
        messages.error(request, refused.reason)
        return redirect("plan-quotas", code)
    preview = preview_of(content, request.user, reading, on=clock.today())
    return _previewed(request, preview, sent.name)


def _printed_form(content: Content, data: QueryDict | None = None) -> PrintedForm | None:
    """The choice of a column of the appendix in the plan's text; None where it prints none."""
    columns = printed_columns(content.facts.printed_quotas)
    targets = {
        t.code: f"{t.code}. {t.short_label or t.label}"
        for t in content.facts.targets
        if may_be_split(t)
    }
    return PrintedForm(data, columns=columns, targets=targets) if columns and targets else None


def _printed(request: UserRequest, content: Content) -> HttpResponse:
    form = _printed_form(content, request.POST)
    if form is None or not form.is_valid():
        messages.error(request, "Không có cột này trong phụ lục của văn bản.")
        return redirect("plan-quotas", content.plan.code)
    column, target = form.cleaned_data["column"], form.cleaned_data["target"]
    reading = printed_quotas(column, target, content=content, by=request.user)
    preview = preview_of(content, request.user, reading, on=clock.today())
    return _previewed(request, preview, "phụ lục in trong văn bản")


def _previewed(request: UserRequest, preview: AppendixPreview, name: str) -> HttpResponse:
    read = [[q.target, q.unit, q.value] for q in preview.given.values()]
    initial = {
        "revision": preview.content.revision,
        "read": signing.dumps([preview.content.plan.code, read], salt=SALT, compress=True),
    }
    context = {
        "plan": preview.content.plan,
        "preview": preview,
        "name": name,
        "form": AppendixCommitForm(initial=initial),
    }
    return render(request, "reports/quotas_upload.html", context)


def _committed(request: UserRequest, content: Content) -> HttpResponse:
    """Write what was shown, as it was shown; of another plan's, or changed on the way, nothing."""
    form = AppendixCommitForm(request.POST)
    code = content.plan.code
    try:
        plan_code, read = signing.loads(request.POST["read"], salt=SALT, max_age=ONE_DAY)
    except (signing.BadSignature, ValueError):
        plan_code, read = "", []
    if not form.is_valid() or plan_code != code:
        messages.error(request, "Nội dung xem trước không còn dùng được. Đề nghị gửi lại tệp.")
        return redirect("plan-quotas", code)
    try:
        give_quotas(
            plan=content.plan,
            given={(t, path): QuotaFacts(t, path, value, True) for t, path, value in read},
            revision=form.cleaned_data["revision"],
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except PlanRefused as refusal:
        messages.error(
            request, f"{refusal} Đề nghị gửi lại tệp để xem trước theo số giao hiện nay."
        )
    else:
        messages.success(request, f"Đã ghi {len(read)} số giao vào dự thảo.")
    return redirect("plan-quotas", code)
