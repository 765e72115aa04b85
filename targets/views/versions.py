"""A version of a plan: why it was made, and what it changed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from plans.models import PlanVersion
from targets.actions.originals import hand_out
from targets.actions.refusals import PlanRefused
from targets.queries.drafts import may_draft
from targets.queries.versions import version_page
from targets.views.scope import own_plan, seen_plans
from units.http import UserRequest, needs
from units.rules import Permission


@require_safe
@needs(Permission.SEE_PROGRESS)
def version(request: UserRequest, code: str, number: int) -> HttpResponse:
    """An issued version with before and after; a draft has its own page."""
    plan = get_object_or_404(seen_plans(request), code=code)
    rows = PlanVersion.objects.visible_to(request.user).filter(plan=plan, issued_at__isnull=False)
    rows = rows.select_related("plan", "by", "issued_by", "document").defer("document__content")
    page = version_page(get_object_or_404(rows, number=number), request.user)
    context = {"plan": plan, "page": page, "can_draft": may_draft(request.user, plan)}
    return render(request, "targets/version.html", context)


@require_safe
@needs(Permission.DRAFT_PLANS)
def original(request: UserRequest, code: str, number: int) -> HttpResponse:
    """The file that a version was read from, for who writes plans at its unit."""
    plan = own_plan(request, code, Permission.DRAFT_PLANS)
    rows = PlanVersion.objects.editable_by(request.user, Permission.DRAFT_PLANS).filter(plan=plan)
    found = get_object_or_404(rows.select_related("plan__unit", "document"), number=number)
    try:
        file = hand_out(version=found, by=request.user)
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("plan", code)
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=file.name)
        or "",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(file.data, content_type="application/octet-stream", headers=headers)
