"""Who answers for a plan's tasks, for what it wants handed in, for its teams; what a form has seen of one."""

from __future__ import annotations

import hashlib

from plans.models import Plan, ReportingRule, Task, Team
from units.models import User
from units.rules import Permission, is_within

PlanDuty = Task | ReportingRule
HANDED_IN = (ReportingRule.Kind.FINAL, ReportingRule.Kind.DELIVERABLE)


def may_finish(user: User, duty: PlanDuty) -> bool:
    """Whether the account answers for the duty: seated at or above its lead unit, or the plan's own.

    It takes a right to enter figures, or to draft plans (a chairman enters none).
    """
    if user.unit is None:
        return False
    if not (user.may(Permission.ENTER_COUNTS) or user.may(Permission.DRAFT_PLANS)):
        return False
    lead = duty.lead_unit if isinstance(duty, Task) else None
    units = filter(None, (duty.plan.unit, lead))
    return any(is_within(unit.path, user.unit.path) for unit in units)


def wants_subplans(plan: Plan, rule: ReportingRule) -> bool:
    """Whether what is to be handed in are the plans of the units below: due on their day, named so."""
    is_product = rule.kind == ReportingRule.Kind.DELIVERABLE and rule.due_on is not None
    return is_product and rule.due_on == plan.subplans_due_on and "kế hoạch" in rule.text.casefold()


def may_name(user: User, team: Team) -> bool:
    """Whether the account names the team's people: it drafts plans where the plan or the team belongs."""
    if user.unit is None or not user.may(Permission.DRAFT_PLANS):
        return False
    if user.unit.pk == team.plan.unit_id:
        return True
    return team.unit is not None and is_within(team.unit.path, user.unit.path)


def mark_of(team: Team) -> str:
    """The names and the leader as they stand, for a form to say what it has seen."""
    rows = team.members.order_by("pk").values_list("pk", "role", "person")
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()[:16]
