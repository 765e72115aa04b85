"""How a plan begins and moves on: read from a document, written anew, amended, cloned, closed, evaluated."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from plans.models import Plan, PlanVersion
from plans.reading.source import MAX_BYTES
from targets.actions.drafts import AMENDABLE, amend, clone, new_plan, open_document
from targets.actions.life import close, evaluate
from targets.actions.refusals import PlanRefused
from targets.forms.life import CloneForm, ConclusionForm, NewPlanForm, ReasonForm, UploadForm
from targets.queries.facts import open_draft
from targets.queries.sameness import same_plans
from targets.views.scope import REFUSED, own_plan, saved
from units.http import UserRequest, needs
from units.rules import Permission

FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@FORM_METHODS
@needs(Permission.DRAFT_PLANS)
def new(request: UserRequest) -> HttpResponse:
    """A plan from its document, or from its title alone."""
    is_upload = request.method == "POST" and "title" not in request.POST
    is_typed = request.method == "POST" and not is_upload
    upload = UploadForm(request.POST, request.FILES) if is_upload else UploadForm()
    typed = NewPlanForm(request.POST) if is_typed else NewPlanForm()
    version = None
    if is_upload and upload.is_valid():
        version = _made(request, lambda: _opened(request, upload))
    elif is_typed and typed.is_valid():
        title = typed.cleaned_data["title"]
        version = _made(request, lambda: new_plan(by=request.user, title=title))
    if version:
        return _to(version)
    status = REFUSED if request.method == "POST" else 200
    context = {"upload": upload, "typed": typed, "most_megabytes": MAX_BYTES // 1024 // 1024}
    return render(request, "targets/plan_new.html", context, status=status)


def _opened(request: UserRequest, form: UploadForm) -> PlanVersion:
    file = form.cleaned_data["file"]
    version = open_document(data=file.read(MAX_BYTES + 1), name=file.name, by=request.user)
    for said in version.document.repaired if version.document else ():
        messages.info(request, said)
    for other in same_plans(version.plan) if version.is_draft and version.number == 1 else ():
        messages.warning(request, f"Đơn vị đã có kế hoạch này: {other} ({other.code}).")
    return version


def _made(request: UserRequest, make: Callable[[], PlanVersion]) -> PlanVersion | None:
    """The draft; None where it was refused, and then the page says why."""
    try:
        return make()
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
        return None


def _to(version: PlanVersion) -> HttpResponse:
    """To the draft; a document that was read and issued before leads to its plan."""
    return redirect("draft" if version.is_draft else "plan", version.plan.code)


@FORM_METHODS
@needs(Permission.DRAFT_PLANS)
def amend_plan(request: UserRequest, code: str) -> HttpResponse:
    """The draft of an amendment, begun with its reason."""
    plan = own_plan(request, code, Permission.DRAFT_PLANS)
    if plan.state not in AMENDABLE:
        messages.error(request, f"Kế hoạch {plan.get_state_display()} thì không sửa đổi được.")
        return redirect("plan", code)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        version = _made(request, lambda: amend(plan=plan, reason=reason, by=request.user))
        if version:
            return _to(version)
    context = {"plan": plan, "form": form, "draft": open_draft(plan)}
    status = REFUSED if request.method == "POST" else 200
    return render(request, "targets/plan_amend.html", context, status=status)


@FORM_METHODS
@needs(Permission.DRAFT_PLANS)
def clone_plan(request: UserRequest, code: str) -> HttpResponse:
    """The draft of a new plan after one that was there before."""
    plan = own_plan(request, code, Permission.DRAFT_PLANS)
    form = CloneForm(
        request.POST if request.method == "POST" else None, initial={"year": _next_year(plan)}
    )
    if form.is_valid():
        given = form.cleaned_data
        version = _made(
            request,
            lambda: clone(
                plan=plan, by=request.user, year=given["year"], starts_on=given["starts_on"]
            ),
        )
        if version:
            messages.success(
                request, "Đã lập dự thảo theo kế hoạch cũ. Đề nghị xem lại từng chỉ tiêu."
            )
            return _to(version)
    status = REFUSED if request.method == "POST" else 200
    return render(request, "targets/plan_clone.html", {"plan": plan, "form": form}, status=status)


def _next_year(plan: Plan) -> str:
    last = plan.ends_on or plan.starts_on
    return str(last.year + 1) if last else ""


@FORM_METHODS
@needs(Permission.ISSUE_PLANS)
def state(request: UserRequest, code: str) -> HttpResponse:
    """Close a plan that is over, and evaluate one that is closed."""
    plan = own_plan(request, code, Permission.ISSUE_PLANS)
    is_closed = plan.state == Plan.State.CLOSED
    form = ConclusionForm(request.POST if request.method == "POST" and is_closed else None)
    if request.method == "POST" and _is_moved(request, plan, form, is_closed=is_closed):
        return redirect("plan", code)
    status = REFUSED if request.method == "POST" else 200
    return render(request, "targets/plan_state.html", {"plan": plan, "form": form}, status=status)


def _is_moved(request: UserRequest, plan: Plan, form: ConclusionForm, *, is_closed: bool) -> bool:
    if not is_closed:
        is_done = saved(request, lambda: close(plan=plan, by=request.user))
        said = "Đã kết thúc kế hoạch."
    elif form.is_valid():
        words = form.cleaned_data["conclusion"]
        is_done = saved(request, lambda: evaluate(plan=plan, conclusion=words, by=request.user))
        said = "Đã ghi đánh giá tổng kết kế hoạch."
    else:
        return False
    if is_done:
        messages.success(request, said)
    return is_done
