"""The plans a user may see, and one plan with everything it ordered."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from plans.models import Plan
from targets.queries import plan_page
from units.http import UserRequest, needs
from units.rules import Permission


@require_safe
@needs(Permission.SEE_PROGRESS)
def plans(request: UserRequest) -> HttpResponse:
    found = Plan.objects.visible_to(request.user).select_related("unit")
    rows = found.annotate(target_count=Count("targets", distinct=True))
    return render(request, "targets/plans.html", {"plans": rows})


@require_safe
@needs(Permission.SEE_PROGRESS)
def plan(request: UserRequest, code: str) -> HttpResponse:
    visible = Plan.objects.visible_to(request.user).select_related("unit")
    page = plan_page(get_object_or_404(visible, code=code))
    return render(request, "targets/plan.html", {"page": page, "plan": page.plan})
