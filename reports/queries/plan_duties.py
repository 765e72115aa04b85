"""A plan's duties in five columns, its teams by office, its recipients by what they receive it for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.urls import reverse

from plans.models import Plan, Recipient, ReportingRule, Task, Team, TeamMember
from plans.queries import HANDED_IN, PlanDuty, may_finish, may_name, wants_subplans
from plans.rules.dates import last_day
from plans.rules.naming import names_in
from reports.rules.assignments import (
    Assignment,
    LeadGroup,
    MemberLine,
    TeamLine,
    by_lead,
    summary_of,
    timing_text,
)
from targets.models import Target
from targets.queries.pages import deadline_text, goal_text
from targets.queries.plan_list import all_issued_on
from units import clock
from units.models import User

SUBPLANS_DONE = "các đơn vị đã ban hành kế hoạch"


@dataclass(frozen=True)
class RecipientGroup:
    """Those who receive the plan for one purpose."""

    label: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class PlanDuties:
    """Everything that the page of a plan's duties shows."""

    plan: Plan
    tasks: tuple[Assignment, ...]
    targets: tuple[Assignment, ...]
    handed_in: tuple[Assignment, ...]
    teams: tuple[TeamLine, ...]
    recipients: tuple[RecipientGroup, ...]

    @property
    def summary(self) -> str:
        if not self.tasks:
            return "Kế hoạch không ghi nhiệm vụ nào ngoài các chỉ tiêu."
        return summary_of(self.tasks)

    @property
    def task_groups(self) -> tuple[LeadGroup, ...]:
        return by_lead(self.tasks)

    @property
    def target_groups(self) -> tuple[LeadGroup, ...]:
        return by_lead(self.targets)

    @property
    def has_unclear(self) -> bool:
        return any(row.unclear for row in (*self.tasks, *self.targets))


def plan_duties(plan: Plan, user: User) -> PlanDuties:
    """The plan's tasks and targets, teams and recipients, with what the account may do about them."""
    return PlanDuties(
        plan=plan,
        tasks=tuple(_tasks(plan, user)),
        targets=tuple(_targets(plan)),
        handed_in=tuple(_handed_in(plan, user)),
        teams=tuple(_teams(plan, user)),
        recipients=tuple(_recipients(plan)),
    )


def _tasks(plan: Plan, user: User) -> list[Assignment]:
    rows = Task.objects.filter(plan=plan).select_related("plan__unit", "lead_unit")
    return [task_line(task, user) for task in rows.order_by("position", "pk")]


def task_line(task: Task, user: User) -> Assignment:
    """One task in its five columns, in the plan's own words."""
    return Assignment(
        today=clock.today(),
        work=task.text,
        lead=task.lead or str(task.lead_unit or ""),
        supporting=task.supporting,
        timing=timing_text(task.timing, task.due_on, task.due_wording),
        product=task.product,
        responsible=task.responsible,
        head=task.lead_unit.head_name if task.lead_unit else "",
        last_day=last_day(task.due_on, task.due_wording) if task.due_on else None,
        done_on=task.done_on,
        done_note=task.done_note,
        address=_address(user, task, "task-done"),
    )


def _address(user: User, duty: PlanDuty, page: str) -> str:
    is_open = duty.plan.state != Plan.State.EVALUATED and may_finish(user, duty)
    return reverse(page, args=[duty.pk]) if is_open else ""


def _handed_in(plan: Plan, user: User) -> list[Assignment]:
    """The reports and products that the plan wants handed in, each once."""
    rules = ReportingRule.objects.filter(plan=plan, kind__in=HANDED_IN)
    rows = list(rules.select_related("plan__unit").order_by("position", "pk"))
    issued_on = _issued_below(plan, rows)
    return [
        Assignment(
            today=clock.today(),
            work=rule.text,
            lead="",
            supporting="",
            timing=timing_text("", rule.due_on, ""),
            product=rule.get_kind_display(),
            responsible="",
            last_day=rule.due_on,
            done_on=rule.done_on or issued_on.get(rule.pk),
            done_note=rule.done_note or (SUBPLANS_DONE if rule.pk in issued_on else ""),
            address=_address(user, rule, "rule-done"),
        )
        for rule in rows
    ]


def _issued_below(plan: Plan, rows: Iterable[ReportingRule]) -> dict[int, date]:
    """The day on which the last plan of the units below was issued, for the rules that want them."""
    asking = [rule for rule in rows if wants_subplans(plan, rule)]
    issued_on = all_issued_on(plan) if asking else None
    return {rule.pk: issued_on for rule in asking} if issued_on else {}


def _targets(plan: Plan) -> list[Assignment]:
    """A target is a duty too: its product is its goal, and who leads it answers for it."""
    rows = Target.objects.filter(plan=plan).select_related("indicator", "plan")
    return [
        Assignment(
            today=clock.today(),
            code=target.code,
            work=target.label,
            lead=target.lead,
            supporting=target.supporting,
            timing=deadline_text(target),
            product=goal_text(target),
            responsible=target.lead,
            last_day=target.last_day,
        )
        for target in rows.prefetch_related("milestones").order_by("position")
    ]


def _teams(plan: Plan, user: User) -> list[TeamLine]:
    members = Prefetch("members", TeamMember.objects.order_by("position", "pk"))
    rows = Team.objects.filter(plan=plan).select_related("plan__unit", "unit")
    return [team_line(team, user) for team in rows.prefetch_related(members)]


def team_line(team: Team, user: User) -> TeamLine:
    """A team with its members by office and the names that are known."""
    return TeamLine(
        pk=team.pk,
        name=team.name,
        level=team.get_level_display(),
        task=team.task,
        unit=str(team.unit or ""),
        people=team.people,
        members=tuple(
            MemberLine(
                office=member.office,
                people=member.people,
                names=names_in(member.person),
                is_leader=member.role == TeamMember.Role.LEADER,
            )
            for member in team.members.all()
        ),
        may_name=team.plan.state != Plan.State.EVALUATED and may_name(user, team),
    )


def _recipients(plan: Plan) -> list[RecipientGroup]:
    """Who carries it out first, then who is reported to, who is to know, and the files."""
    rows = list(plan.recipients.all())
    order = (
        Recipient.Role.EXECUTE,
        Recipient.Role.REPORT,
        Recipient.Role.KNOW,
        Recipient.Role.FILE,
    )
    groups = [
        RecipientGroup(str(role.label), tuple(row.name for row in rows if row.role == role))
        for role in order
    ]
    return [group for group in groups if group.names]
