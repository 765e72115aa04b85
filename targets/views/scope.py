"""Which plan or draft an address means, for whoever may see or change it there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django_htmx.http import HttpResponseClientRedirect

from plans.models import Plan, PlanVersion
from targets.actions.refusals import PlanRefused, Stale
from targets.queries.drafts import may_draft
from targets.queries.facts import UnreadableError
from units.http import UserRequest
from units.rules import Permission

SAVED_BY_ANOTHER = "Dự thảo này vừa được người khác sửa nên chưa ghi. Trang đang hiện bản mới nhất; đề nghị xem rồi bấm lại."
UNTYPED = frozenset({"csrfmiddlewaretoken", "revision", "key", "target", "review"})
REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


def readable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view; a plain page where the content cannot be read, or where what was typed for is gone.

    What a form sent for a draft that somebody issued or threw away meanwhile is shown, to be copied.
    """

    @wraps(view)
    def guarded(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except UnreadableError as error:
            can_discard = error.version.is_draft and may_draft(request.user, error.version.plan)
            context = {"error": error, "plan": error.version.plan, "can_discard": can_discard}
            return render(request, "targets/unreadable.html", context, status=HTTPStatus.CONFLICT)
        except Http404:
            typed = _typed(request)
            if not typed:
                raise
            context = {"typed": typed}
            return render(request, "targets/gone.html", context, status=HTTPStatus.NOT_FOUND)

    return guarded


def _typed(request: UserRequest) -> list[str]:
    """The words that a form sent, without what pages fill in by themselves."""
    sent = (
        value.strip()
        for name in request.POST
        if name not in UNTYPED and not name.endswith("_FORMS")
        for value in request.POST.getlist(name)
    )
    return [value for value in sent if value]


def seen_plans(request: UserRequest) -> QuerySet[Plan]:
    """The plans in the user's sight; a draft is the matter of the unit that writes it alone."""
    drafts, own = Q(state=Plan.State.DRAFT), Q(unit=request.user.unit)
    writes = any(map(request.user.may, (Permission.DRAFT_PLANS, Permission.SPLIT_QUOTAS)))
    unseen = drafts & ~own if writes else drafts
    return Plan.objects.visible_to(request.user).exclude(unseen).select_related("unit")


def own_plan(request: UserRequest, code: str, permission: Permission) -> Plan:
    """A plan of the user's own unit, which he may change; else it does not exist."""
    rows = Plan.objects.editable_by(request.user, permission).filter(unit=request.user.unit)
    return get_object_or_404(rows.select_related("unit"), code=code)


def own_draft(
    request: UserRequest, code: str, permission: Permission = Permission.DRAFT_PLANS
) -> PlanVersion:
    """The open draft of a plan of the user's own unit."""
    rows = PlanVersion.objects.editable_by(request.user, permission)
    return get_object_or_404(
        rows.select_related("plan__unit", "plan__parent", "document", "by").defer(
            "document__content"
        ),
        plan__code=code,
        plan__unit=request.user.unit,
        issued_at=None,
    )


def revision_in(request: UserRequest) -> int:
    """The revision that the page was made from; one that nothing has where the form lost it."""
    given = request.POST.get("revision", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1  # noqa: PLR2004


def saved(request: UserRequest, act: Callable[[], object]) -> bool:
    """Do it; where it is refused, say why and leave everything as it was."""
    try:
        act()
    except Stale:
        messages.error(request, SAVED_BY_ANOTHER)
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
    else:
        return True
    return False


def to_draft(
    request: UserRequest, code: str, place: str = "", *, is_whole: bool = False
) -> HttpResponse:
    """Back to the draft; `is_whole` loads the page anew also where a script asked, so that it says what happened."""
    answer = redirect("draft", code)
    address = f"{answer.url}{place}"
    if request.htmx and is_whole:
        return HttpResponseClientRedirect(address)
    answer["Location"] = address
    return answer
