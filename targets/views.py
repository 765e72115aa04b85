"""The plans a user may see, and one plan with everything it ordered."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
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
    rows = _plans_of(request).annotate(target_count=Count("targets", distinct=True))
    return render(request, "targets/plans.html", {"plans": rows})


@require_safe
@needs(Permission.SEE_PROGRESS)
def plan(request: UserRequest, code: str) -> HttpResponse:
    page = plan_page(get_object_or_404(_plans_of(request), code=code))
    return render(request, "targets/plan.html", {"page": page, "plan": page.plan})


def _plans_of(request: UserRequest) -> QuerySet[Plan]:
    """The plans in the user's sight; a draft is the matter of the unit that writes it alone."""
    others_draft = Q(state=Plan.State.DRAFT) & ~Q(unit=request.user.unit)
    return Plan.objects.visible_to(request.user).exclude(others_draft).select_related("unit")
