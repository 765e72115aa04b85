"""The draft of a plan: its page, and what is decided there with one press."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plans.models import PlanVersion
from plans.rules.facts import PlanFacts
from plans.rules.findings import Finding, Kind
from plans.rules.goals import Review
from plans.rules.mending import mended
from targets.actions.drafts import discard, explain, review_target, save_facts
from targets.actions.life import issue
from targets.forms.life import ExplainForm
from targets.queries.draft_page import draft_page
from targets.queries.drafts import findings, housed_only, may_issue, vocabulary
from targets.queries.facts import version_facts
from targets.queries.issue_page import issue_page
from targets.queries.sameness import foreign_issuer, same_plans
from targets.rules.issuing import kept_key
from targets.views.scope import REFUSED, SAVED_BY_ANOTHER, own_draft, revision_in, saved, to_draft
from units.http import UserRequest, needs
from units.rules import Permission

REVIEWS = {"confirmed": "Đã xác nhận", "dropped": "Đã bỏ", "proposed": "Đã đưa trở lại"}


@require_safe
@needs(Permission.DRAFT_PLANS)
def draft(request: UserRequest, code: str) -> HttpResponse:
    """What is still to do, then the draft beside the text that it was read from."""
    version = own_draft(request, code)
    page = draft_page(version)
    return render(
        request,
        "targets/draft.html",
        {
            "page": page,
            "plan": version.plan,
            "version": version,
            "can_issue": may_issue(request.user, version.plan),
            "same": same_plans(version.plan) if version.number == 1 else [],
            "foreign": foreign_issuer(page.facts.issuer, version.plan.unit),
        },
    )


@require_POST
@needs(Permission.DRAFT_PLANS)
def review(request: UserRequest, code: str) -> HttpResponse:
    """Confirm, drop or take back one target; or confirm all that need no second look."""
    version = own_draft(request, code)
    if request.POST.get("target") is None:
        return _confirm_quiet(request, version)
    target, decision = request.POST["target"], request.POST.get("review", "")
    if decision not in REVIEWS:
        messages.error(request, "Chưa rõ quyết định với chỉ tiêu. Đề nghị bấm lại.")
        return to_draft(request, code, is_whole=True)
    is_done = saved(
        request,
        lambda: review_target(
            version=version,
            code=target,
            review=cast("Review", decision),
            revision=revision_in(request),
            by=request.user,
        ),
    )
    if is_done and not request.htmx:
        messages.success(request, f"{REVIEWS[decision]} chỉ tiêu {target}.")
    return to_draft(request, code, "#chi-tieu", is_whole=not is_done)


def _confirm_quiet(request: UserRequest, version: PlanVersion) -> HttpResponse:
    page = draft_page(version)
    quiet = {line.facts.code for line in page.quiet}
    facts = page.facts
    targets = tuple(
        replace(row, review="confirmed") if row.code in quiet else row for row in facts.targets
    )
    is_done = _keep(
        request,
        version,
        replace(facts, targets=targets),
        f"Xác nhận {len(quiet)} chỉ tiêu không có điểm cần xem",
    )
    if is_done:
        messages.success(request, f"Đã xác nhận {len(quiet)} chỉ tiêu không có điểm cần xem.")
    return to_draft(request, version.plan.code, is_whole=True)


def _keep(request: UserRequest, version: PlanVersion, facts: PlanFacts, what: str) -> bool:
    """Save the draft as the revision that the page showed; say why where it is refused."""
    return saved(
        request,
        lambda: save_facts(
            version=version,
            facts=facts,
            revision=revision_in(request),
            by=request.user,
            what=what,
        ),
    )


@require_POST
@needs(Permission.DRAFT_PLANS)
def mend(request: UserRequest, code: str) -> HttpResponse:
    """Put the printed figure or word right with what the check worked out; or all misread words at once."""
    version = own_draft(request, code)
    before = version_facts(version)
    key = request.POST.get("key")
    found = [
        row
        for row in findings(version.plan, before)
        if (row.kind is Kind.OCR_SUSPECT if key is None else kept_key(row) == key)
    ]
    after, what = _mended(before, found)
    if after is None:
        messages.error(request, "Điểm này đã được sửa hoặc không còn.")
        return to_draft(request, code, is_whole=True)
    is_done = _keep(request, version, after, f"Sửa {what}")
    if is_done and not request.htmx:
        messages.success(request, f"Đã sửa {what}.")
    return to_draft(request, code, "#diem", is_whole=not is_done)


def _mended(facts: PlanFacts, found: list[Finding]) -> tuple[PlanFacts | None, str]:
    """The facts with each finding put right, and which; None where nothing could be."""
    done = []
    for row in found:
        after = mended(facts, row)
        if after is not None:
            facts = after
            done.append(f"“{row.printed}” thành “{row.computed}”")
    return (facts if done else None), ", ".join(done)


@require_POST
@needs(Permission.DRAFT_PLANS)
def drop_lost_quotas(request: UserRequest, code: str) -> HttpResponse:
    """Take the shares of units out that do no work below the plan's own any more."""
    version = own_draft(request, code)
    after = housed_only(version_facts(version), version.plan.unit)
    if _keep(
        request, version, after, "Bỏ số giao của đơn vị không còn hoạt động trong phạm vi kế hoạch"
    ):
        messages.success(
            request, "Đã bỏ số giao của đơn vị không còn trong phạm vi hoặc đã ngừng hoạt động."
        )
    return redirect("draft-issue", code)


@require_POST
@needs(Permission.DRAFT_PLANS)
def explain_finding(request: UserRequest, code: str) -> HttpResponse:
    """Say why a finding may stand; without words the explanation is taken back."""
    version = own_draft(request, code)
    form = ExplainForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Giải trình không quá 500 ký tự. Đề nghị viết gọn lại.")
        return to_draft(request, code, "#diem", is_whole=True)
    given = form.cleaned_data
    is_done = saved(
        request,
        lambda: explain(version=version, key=given["key"], text=given["text"], by=request.user),
    )
    if is_done and not request.htmx:
        said = "Đã ghi giải trình." if given["text"] else "Đã bỏ giải trình."
        messages.success(request, said)
    return to_draft(request, code, "#diem", is_whole=not is_done)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DRAFT_PLANS)
def discard_draft(request: UserRequest, code: str) -> HttpResponse:
    """Throw the draft away, after a page that says what goes with it."""
    version = own_draft(request, code)
    if request.method != "POST":
        return render(
            request, "targets/draft_discard.html", {"plan": version.plan, "version": version}
        )
    if revision_in(request) != version.revision:
        messages.error(request, SAVED_BY_ANOTHER)
        return to_draft(request, code)
    if saved(request, lambda: discard(version=version, by=request.user)):
        messages.success(request, "Đã hủy dự thảo.")
        return redirect("plans")
    return to_draft(request, code)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DRAFT_PLANS)
def issue_draft(request: UserRequest, code: str) -> HttpResponse:
    """What will happen when the plan is issued, and the button that does it."""
    version = own_draft(request, code)
    if request.method == "POST" and _is_issued(request, version):
        return redirect("plan", code)
    status = REFUSED if request.method == "POST" else 200
    context = _issue_context(request, own_draft(request, code))
    return render(request, "targets/draft_issue.html", context, status=status)


def _is_issued(request: UserRequest, version: PlanVersion) -> bool:
    """Only an account that may issue here gets so far; the action checks it again."""
    plan, label = version.plan, version.label
    is_done = saved(
        request,
        lambda: issue(version=version, revision=revision_in(request), by=request.user),
    )
    if is_done:
        what = "kế hoạch" if version.number == 1 else label
        messages.success(request, f"Đã ban hành {what}: {plan}.")
    return is_done


def _issue_context(request: UserRequest, version: PlanVersion) -> dict[str, object]:
    page = draft_page(version)
    return {
        "plan": version.plan,
        "version": version,
        "page": page,
        "issue": issue_page(page, vocabulary()),
        "changes": page.changes,
        "can_issue": may_issue(request.user, version.plan),
    }
