"""Who reads the calendar: the account's unit and all below it, and the plans that it sees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from intake.queries.fields import reporting_units
from plans.models import Plan
from reports.rules.addressing import Body, is_addressed
from reports.rules.duties import PlanName
from targets.models import EntryField
from targets.queries.drafts import may_issue
from units import clock
from units.models import Unit, User
from units.rules import Branch, Kind, is_within
from units.scope import sees_officers

LIVE = (Plan.State.ISSUED, Plan.State.RUNNING)


@dataclass(frozen=True)
class Reader:
    """An account with its unit, the bodies of its subtree that plans may name, its plans, its moment."""

    user: User
    unit: Unit
    bodies: tuple[Body, ...]
    plans: tuple[Plan, ...]
    now: datetime

    @property
    def today(self) -> date:
        return clock.today()

    @property
    def live_plans(self) -> list[Plan]:
        """The plans issued and not over."""
        return [plan for plan in self.plans if plan.state in LIVE]

    def answers_for(self, plan: Plan) -> bool:
        """Whether the plan is the reader's own, or was issued below him."""
        return is_within(plan.unit.path, self.unit.path)

    def issues(self, plan: Plan) -> bool:
        """Whether the account itself issues the plan, and with it closes and sums it up."""
        return may_issue(self.user, plan)

    def owns(self, plan: Plan, names: str, lead: Unit | None = None) -> bool:
        """Whether what the plan gives to `names` (or to the unit `lead`) is the reader's to see done."""
        if self.answers_for(plan):
            return True
        if lead is not None:
            return is_within(lead.path, self.unit.path)
        below = [body for body in self.bodies if is_within(body.path, plan.unit.path)]
        return is_addressed(names, below)


def reader_of(user: User) -> Reader | None:
    """The reader, with the plans that are issued and not evaluated; None for an account without a unit."""
    if user.unit is None:
        return None
    plans = Plan.objects.visible_to(user).filter(state__in=[*LIVE, Plan.State.CLOSED])
    return Reader(
        user=user,
        unit=user.unit,
        bodies=tuple(_bodies(user.unit)),
        plans=tuple(plans.select_related("unit").prefetch_related("rules")),
        now=clock.now(),
    )


def _bodies(root: Unit) -> Iterable[Body]:
    """The units that a plan may name: the reader's own, and the offices and communes below it."""
    rows = Unit.objects.within(root.path).filter(is_active=True).exclude(branch=Branch.PERSON)
    rows = rows.exclude(kind=Kind.VILLAGE) | Unit.objects.filter(pk=root.pk)
    for path, kind, name, aliases in rows.values_list("path", "kind", "name", "aliases"):
        yield Body(path, kind, (name, *aliases))


def sees_line(user: User, unit: Unit) -> bool:
    """An officer's own line is his and his head's matter; any other unit's is no secret in its subtree."""
    is_his = unit.pk == user.personal_unit_id
    return unit.branch != Branch.PERSON or is_his or sees_officers(user)


def doers_of(fields: Iterable[EntryField], root: Unit) -> list[Unit]:
    """Who fills the fields in at and below `root`, officers one by one; else those that are named."""
    fields = list(fields)
    named = {field.unit for field in fields if field.unit}
    for_each = {field.branch for field in fields if field.unit is None}
    officers = reporting_units(root, Branch.PERSON) if Branch.PERSON in for_each else []
    return sorted({*named, *officers}, key=str)


def hidden_of(user: User, doers: Iterable[Unit]) -> int:
    """How many of them are officers whose lines the account does not see.

    One alone would be read from the sum: less one's own line, the sum is his.
    """
    return sum(not sees_line(user, unit) for unit in doers)


def names_of(user: User, fields: Iterable[EntryField]) -> list[str]:
    """The units that the fields are limited to; officers whose lines the account does not see by number."""
    named = {field.unit for field in fields if field.unit}
    hidden = hidden_of(user, named)
    names = sorted(str(unit) for unit in named if sees_line(user, unit))
    return [*names, *([f"{hidden} cán bộ" if hidden > 1 else "một cán bộ"] if hidden else [])]


def plan_name(plan: Plan) -> PlanName:
    return PlanName(plan.code, str(plan))


def plan_page(name: str, plan: Plan) -> str:
    """The address of one of a plan's pages."""
    return reverse(name, args=[plan.code])
