"""The plans a user may see, and one plan with everything it ordered."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from plans.models import Plan
from targets.queries.drafts import drafts_of, may_draft, may_issue
from targets.queries.facts import readable_facts
from targets.queries.pages import plan_page
from targets.queries.plan_list import plan_rows, subplans_of
from targets.queries.superiors import superior_lines
from targets.queries.versions import versions_of
from targets.views.scope import seen_plans
from units.http import UserRequest, needs
from units.rules import Permission


@require_safe
@needs(Permission.SEE_PROGRESS)
def plans(request: UserRequest) -> HttpResponse:
    """Open drafts, then the plans with their subplans beneath."""
    rows = list(seen_plans(request).annotate(target_count=Count("targets", distinct=True)))
    drafts = list(drafts_of(request.user))
    begun = {draft.plan_id for draft in drafts}
    listed = [row for row in rows if row.state != Plan.State.DRAFT or row.pk not in begun]
    context = {
        "plans": listed,
        "drafts": drafts,
        "rows": plan_rows(listed, drafts, request.user),
        "may_draft": request.user.may(Permission.DRAFT_PLANS),
    }
    return render(request, "targets/plans.html", context)


@require_safe
@needs(Permission.SEE_PROGRESS)
def plan(request: UserRequest, code: str) -> HttpResponse:
    """A plan in its own words; one that was never issued has only its draft."""
    found = get_object_or_404(seen_plans(request), code=code)
    can_draft = may_draft(request.user, found)
    versions = versions_of(found)
    draft = next((row for row in versions if row.is_draft), None) if can_draft else None
    if found.state == Plan.State.DRAFT and draft:
        return redirect("draft", code)
    issued = [row for row in versions if not row.is_draft]
    context = {
        "page": plan_page(found),
        "plan": found,
        "superiors": superior_lines(found, readable_facts(issued[0])) if issued else [],
        "subplans": subplans_of(found, request.user),
        "versions": issued,
        "draft": draft,
        "can_draft": can_draft,
        "can_issue": may_issue(request.user, found),
    }
    return render(request, "targets/plan.html", context)
