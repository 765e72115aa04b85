"""The calendar of everything due, a plan's duties, its recurring duties, tasks done, people of teams."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plans.actions.tasks import TaskError, finish, reopen
from plans.actions.teams import TeamChangedError, TeamError, name_people
from plans.forms import ReasonForm, TaskDoneForm, TeamForm, initial_of
from plans.models import Plan, ReportingRule, Task, Team
from plans.queries import HANDED_IN, PlanDuty, mark_of, may_finish, may_name
from reports.documents.calendar import to_ics
from reports.queries.duties import duties_for
from reports.queries.duties.mine import decides, matters_of
from reports.queries.frequency import frequency_page
from reports.queries.plan_duties import plan_duties, task_line, team_line
from reports.rules.duties import Duty, groups_of, lines_of, summary_of
from units import clock
from units.http import NO_RIGHT, UserRequest, needs
from units.rules import Permission

OWN, OF_PLAN = "own", "plan"
PAGES = re.compile(r"[0-9]{1,2}")
ICS = "text/calendar; charset=utf-8"


@require_safe
@needs(Permission.SEE_PROGRESS)
def duties(request: UserRequest) -> HttpResponse:
    """Everything due, the account's own first; ?own=1 leaves out what other units owe, ?plan= other plans."""
    found = duties_for(request.user)
    shown = _chosen(request, found)
    context = {
        **_own_matters(request, shown),
        "groups": groups_of((duty for duty in shown if not duty.is_mine), clock.now()),
        "summary": summary_of(groups_of(shown, clock.now())),
        "plans": sorted({duty.plan for duty in found if duty.plan.code}, key=lambda p: p.name),
        "chosen_plan": request.GET.get(OF_PLAN, ""),
        "only_own": request.GET.get(OWN) == "1",
        "others": sum(not duty.is_own for duty in found),
    }
    return render(request, "reports/duties.html", context)


def _own_matters(request: UserRequest, shown: list[Duty]) -> dict[str, Any]:
    """What the account itself has to do: with a day, and without one."""
    code = request.GET.get(OF_PLAN, "")
    matters = [row for row in matters_of(request.user) if not code or row.plan in {code, ""}]
    mine = lines_of((duty for duty in shown if duty.is_mine), clock.now())
    return {
        "mine": mine,
        "matters": matters,
        "mine_count": len(mine) + len(matters),
        "decides": decides(request.user),
    }


@require_safe
@needs(Permission.SEE_PROGRESS)
def duties_file(request: UserRequest) -> HttpResponse:
    """The same as a calendar file, for a phone."""
    body = to_ics(
        _chosen(request, duties_for(request.user)),
        title=f"Việc đến hạn, {request.user.unit}",
        site=f"{request.scheme}://{request.get_host()}",
        made_at=clock.now(),
    )
    response = HttpResponse(body, content_type=ICS)
    response["Content-Disposition"] = 'attachment; filename="viec-den-han.ics"'
    response["Cache-Control"] = "no-store"
    return response


def _chosen(request: UserRequest, found: list[Duty]) -> list[Duty]:
    code, only_own = request.GET.get(OF_PLAN, ""), request.GET.get(OWN) == "1"
    return [
        duty
        for duty in found
        if (not only_own or duty.is_own) and (not code or duty.plan.code in {code, ""})
    ]


@require_safe
@needs(Permission.SEE_PROGRESS)
def of_plan(request: UserRequest, code: str) -> HttpResponse:
    """A plan's duties in the five columns, its teams, its recipients."""
    plan = get_object_or_404(_plans_of(request), code=code)
    page = plan_duties(plan, request.user)
    return render(request, "reports/duties_plan.html", {"plan": plan, "page": page})


@require_safe
@needs(Permission.SEE_PROGRESS)
def frequency(request: UserRequest, code: str) -> HttpResponse:
    """A plan's recurring duties: which periods met them, who did what when, with its proof."""
    plan = get_object_or_404(_plans_of(request), code=code)
    page = frequency_page(plan, request.user, pages=_pages(request))
    return render(request, "reports/duties_frequency.html", {"plan": plan, "page": page})


def _pages(request: UserRequest) -> int:
    """How far back was asked for by ?pages=; 1 where it is no such number."""
    asked = request.GET.get("pages", "")
    return max(int(asked), 1) if PAGES.fullmatch(asked) else 1


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.SEE_PROGRESS)
def task_done(request: UserRequest, pk: int) -> HttpResponse:
    """Report a task as done with what came of it; one that is done shows its note."""
    return _done(request, _task(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.SEE_PROGRESS)
def rule_done(request: UserRequest, pk: int) -> HttpResponse:
    """The same for a report or a deliverable that was handed in."""
    return _done(request, _rule(request, pk))


@require_POST
@needs(Permission.SEE_PROGRESS)
def task_reopen(request: UserRequest, pk: int) -> HttpResponse:
    """Take the mark of a task back, with the reason."""
    return _reopened(request, _task(request, pk))


@require_POST
@needs(Permission.SEE_PROGRESS)
def rule_reopen(request: UserRequest, pk: int) -> HttpResponse:
    """The same for a report or a deliverable."""
    return _reopened(request, _rule(request, pk))


def _done(request: UserRequest, duty: PlanDuty) -> HttpResponse:
    form = TaskDoneForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            finish(duty=duty, by=request.user, **form.cleaned_data)
        except TaskError as refusal:
            messages.error(request, str(refusal))
            duty.refresh_from_db()
        else:
            messages.success(request, "Đã ghi là hoàn thành.")
            return redirect("plan-duties", duty.plan.code)
    return _duty_page(request, duty, form, ReasonForm())


def _reopened(request: UserRequest, duty: PlanDuty) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _duty_page(request, duty, TaskDoneForm(), form)
    try:
        reopen(duty=duty, by=request.user, reason=form.cleaned_data["reason"])
    except TaskError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Việc được làm tiếp.")
    return redirect("task-done" if isinstance(duty, Task) else "rule-done", duty.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.SEE_PROGRESS)
def team(request: UserRequest, pk: int) -> HttpResponse:
    """Name the people of a team and its leader; what was typed stays where it is refused."""
    found = _team(request, pk)
    if request.method == "POST":
        form = TeamForm(request.POST, team=found)
        if form.is_valid() and _named(request, found, form):
            return redirect("plan-duties", found.plan.code)
        if form.unmatched:
            _seen_anew(form, found)
    else:
        form = TeamForm(team=found, initial=initial_of(found, mark_of(found)))
    line = team_line(found, request.user)
    return render(
        request, "reports/duties_team.html", {"plan": found.plan, "team": line, "form": form}
    )


def _named(request: UserRequest, found: Team, form: TeamForm) -> bool:
    seen = form.cleaned_data["seen"]
    try:
        name_people(team=found, names=form.names, leader=form.leader_pk, seen=seen, by=request.user)
    except TeamError as refusal:
        form.add_error(None, str(refusal))
        if isinstance(refusal, TeamChangedError):
            _seen_anew(form, found)
        return False
    messages.success(request, f"Đã lưu danh sách {found.name}.")
    return True


def _seen_anew(form: TeamForm, found: Team) -> None:
    """The page that comes back shows the present names: what is saved next has seen them."""
    form.data = {**dict(form.data.items()), "seen": mark_of(found)}


def _duty_page(
    request: UserRequest, duty: PlanDuty, form: TaskDoneForm, reason: ReasonForm
) -> HttpResponse:
    context: dict[str, Any] = {
        "plan": duty.plan,
        "duty": duty,
        "line": task_line(duty, request.user) if isinstance(duty, Task) else None,
        "reopen": reverse(
            "task-reopen" if isinstance(duty, Task) else "rule-reopen", args=[duty.pk]
        ),
        "form": form,
        "reason": reason,
    }
    return render(request, "reports/duties_task.html", context)


def _plans_of(request: UserRequest) -> QuerySet[Plan]:
    """The plans in sight that were issued: a draft orders nothing yet."""
    issued = Plan.objects.visible_to(request.user).exclude(state=Plan.State.DRAFT)
    return issued.select_related("unit")


def _task(request: UserRequest, pk: int) -> Task:
    rows = Task.objects.visible_to(request.user).select_related("lead_unit")
    return _answered_for(request, rows, pk)


def _rule(request: UserRequest, pk: int) -> ReportingRule:
    rows = ReportingRule.objects.visible_to(request.user).filter(kind__in=HANDED_IN)
    return _answered_for(request, rows, pk)


def _answered_for(request: UserRequest, rows: QuerySet[Any], pk: int) -> Any:
    """The duty of an issued plan in sight (else 404) that the account answers for (else 403)."""
    issued = rows.exclude(plan__state=Plan.State.DRAFT).select_related("plan__unit", "done_by")
    duty = get_object_or_404(issued, pk=pk)
    if not may_finish(request.user, duty):
        raise PermissionDenied(NO_RIGHT)
    return duty


def _team(request: UserRequest, pk: int) -> Team:
    """The team, where the account sees its plan (else 404) and names its people (else 403)."""
    rows = Team.objects.visible_to(request.user).exclude(plan__state=Plan.State.DRAFT)
    found: Team = get_object_or_404(rows.select_related("plan__unit", "unit"), pk=pk)
    if not may_name(request.user, found):
        raise PermissionDenied(NO_RIGHT)
    return found
