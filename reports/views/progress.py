"""The chairman's page, one target's page, and the rows under a number."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from intake.forms.days import KnownAtForm
from intake.queries.fields import counting_units
from plans.models import Plan
from reports.queries.board import board_of, default_plan, plans_seen_by, unit_of_page
from reports.queries.done import is_stock
from reports.queries.facts import asked_units, is_given_to_each, plan_figures
from reports.queries.focus import concerns, focus_of, shown_to
from reports.queries.progress import moment_on
from reports.queries.ranking import ranked_units
from reports.queries.rows import day_of, rows_of
from reports.rules.ordering import BY_PATH, ORDER_LABELS
from reports.rules.sentences import quota_text
from targets.models import Target
from targets.queries.pages import TargetLine
from targets.queries.waiting import waiting_for
from units.http import UserRequest, needs
from units.models import Unit
from units.rules import Permission, is_within


@require_safe
@needs(Permission.SEE_PROGRESS)
def progress(request: UserRequest) -> HttpResponse:
    """The plan named by ?plan=, else the one that binds the user's unit; a choice where it is open.

    ?known_at= shows it as it was known at a past moment.
    """
    plans = plans_seen_by(request.user)
    code = request.GET.get("plan")
    plan = _named(plans, code) if code else default_plan(plans, request.user.unit)
    if plan is None:
        choice = {"plans": plans, "waiting": waiting_for(request.user)}
        return render(request, "reports/choose_plan.html", choice)
    unit = unit_of_page(plan, request.user.unit)
    context: dict[str, Any] = {
        "waiting": waiting_for(request.user),
        "board": board_of(plan, unit, known_at=_known_at(request)),
        "plan": plan,
        "plans": plans,
        "may_review": request.user.may(Permission.REVIEW_DAYS),
    }
    return render(request, "reports/progress.html", context)


def _known_at(request: UserRequest) -> datetime | None:
    """The past moment asked for; None, with a word about it, where it is none."""
    form = KnownAtForm(request.GET)
    if form.is_valid():
        moment: datetime | None = form.cleaned_data["known_at"]
        return moment
    for error in form.errors["known_at"]:
        messages.error(request, str(error))
    return None


def _named(plans: list[Plan], code: str) -> Plan:
    for plan in plans:
        if plan.code == code:
            return plan
    raise Http404


@require_safe
@needs(Permission.SEE_PROGRESS)
def target_progress(request: UserRequest, code: str, target_code: str) -> HttpResponse:
    """One target: its sentence, its picture, its units in the order of ?sort=."""
    plan, named = _plan_and_target(request, code, target_code)
    unit = unit_of_page(plan, request.user.unit)
    moment = moment_on()
    units = ranked_units(plan, unit, counting_units(unit, named.branch))
    figures = plan_figures(plan, [unit, *units], on=moment.on)
    target = figures.target(named.code)
    order = request.GET.get("sort", BY_PATH)
    below = asked_units(figures, target, units)
    shown = shown_to(request.user, below)
    focus = focus_of(figures, target, below, moment, order=order, shown=shown)
    context = {
        "plan": plan,
        "unit": unit,
        "focus": focus,
        "target_line": TargetLine(focus.target),
        "others": [t for t in figures.targets if concerns(figures, t)],
        "quota": _quota_line(focus.given, focus.line.row.required, target, unit, plan),
        "orders": ORDER_LABELS,
        "order": order if order in ORDER_LABELS else BY_PATH,
    }
    return render(request, "reports/target.html", context)


def _quota_line(
    given: int | None, required: int | None, target: Target, unit: Unit, plan: Plan
) -> str:
    if unit.pk != plan.unit_id or (given is None and is_given_to_each(target)):
        return ""
    return quota_text(given, required, target.indicator.measure)


@require_safe
@needs(Permission.SEE_PROGRESS)
def unit_progress(
    request: UserRequest, code: str, target_code: str, unit_code: str
) -> HttpResponse:
    """The days under one unit's number; with ?day=, that day's units under the day's sum."""
    plan, named = _plan_and_target(request, code, target_code)
    unit = get_object_or_404(Unit.objects.visible_to(request.user), code=unit_code)
    if not is_within(unit.path, plan.unit.path):
        raise Http404
    moment = moment_on()
    units = counting_units(unit, named.branch)
    if not is_stock(named):  # a level of a day is put together from every single unit's last one
        units = ranked_units(plan, unit, units)
    figures = plan_figures(plan, [unit, *units], on=moment.on)
    target = figures.target(named.code)
    rows = rows_of(figures, target, asked_units(figures, target, units), moment)
    day = _day(request) if rows.below else None
    shown = shown_to(request.user, rows.below)
    context = {
        "plan": plan,
        "target": target,
        "unit": unit,
        "day": day,
        "rows": rows,
        "of_day": day_of(figures, target, rows, day, shown=shown) if day else None,
        "hidden": len(rows.below) - len(shown),
    }
    return render(request, "reports/unit.html", context)


def _plan_and_target(request: UserRequest, code: str, target_code: str) -> tuple[Plan, Target]:
    plan = get_object_or_404(
        Plan.objects.visible_to(request.user).select_related("unit"), code=code
    )
    targets = Target.objects.visible_to(request.user).select_related("indicator")
    return plan, get_object_or_404(targets, plan=plan, code=target_code)


def _day(request: UserRequest) -> date | None:
    """The day asked for; None where none is, or what is asked for is no date."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
