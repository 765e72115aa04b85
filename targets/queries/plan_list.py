"""The list of plans: drafts first, each superior's plan with its subplans beneath, and who has none yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from plans.models import Plan, PlanVersion
from units import clock
from units.models import Unit, User
from units.rules import Kind, is_within

_ISSUERS = (Kind.PROVINCE, Kind.DISTRICT, Kind.COMMUNE)


@dataclass(frozen=True)
class PlanRow:
    """A plan with the plans that carry it out, and the units below that have issued none."""

    plan: Plan
    subplans: tuple[PlanRow, ...]
    without: tuple[Unit, ...]
    has_draft: bool
    today: date

    @property
    def is_late(self) -> bool:
        """Whether a unit still has no plan after the day by which it should."""
        due = self.plan.subplans_due_on
        return bool(self.without) and due is not None and due < self.today


def plan_rows(plans: Iterable[Plan], drafts: Iterable[PlanVersion], user: User) -> list[PlanRow]:
    """The plans that no other plan in sight stands above, each with its own beneath it."""
    known = list(plans)
    amended = {draft.plan_id for draft in drafts}
    issuers = _issuers(known, user)
    seen = {plan.pk for plan in known}
    today = clock.today()

    def row(plan: Plan) -> PlanRow:
        beneath = [other for other in known if other.parent_id == plan.pk]
        return PlanRow(
            plan=plan,
            subplans=tuple(row(other) for other in beneath),
            without=_without(plan, beneath, issuers),
            has_draft=plan.pk in amended,
            today=today,
        )

    return [row(plan) for plan in known if plan.parent_id not in seen]


def subplans_of(plan: Plan, user: User) -> PlanRow | None:
    """The plans that carry out this one and who has none; None where it has none and asks for none."""
    rows = Plan.objects.visible_to(user).filter(parent=plan).exclude(state=Plan.State.DRAFT)
    beneath = list(rows.select_related("unit").order_by("unit__position", "unit__name", "code"))
    if not (beneath or plan.subplans_due_on):
        return None
    today = clock.today()
    return PlanRow(
        plan=plan,
        subplans=tuple(PlanRow(other, (), (), False, today) for other in beneath),
        without=_without(plan, beneath, _issuers([plan], user)),
        has_draft=False,
        today=today,
    )


def all_issued_on(plan: Plan) -> date | None:
    """The day of the last subplan once every unit right below has issued one; None before."""
    rows = Unit.objects.filter(parent=plan.unit_id, kind__in=_ISSUERS, is_active=True)
    beneath = Plan.objects.filter(parent=plan).exclude(state=Plan.State.DRAFT)
    issued = list(beneath.select_related("unit"))
    if not issued or _without(plan, issued, list(rows)):
        return None
    days = [row.issued_on for row in issued if row.issued_on]
    return max(days, default=None)


def _issuers(plans: Sequence[Plan], user: User) -> list[Unit]:
    """The units that issue plans of their own right below a plan's unit, where the user sees them."""
    above = {plan.unit_id for plan in plans}
    rows = Unit.objects.visible_to(user).filter(parent__in=above, kind__in=_ISSUERS, is_active=True)
    return list(rows.order_by("position", "name"))


def _without(plan: Plan, beneath: Sequence[Plan], issuers: Sequence[Unit]) -> tuple[Unit, ...]:
    """Units right below that have not issued a plan; asked only where the plan, or a subplan, asks for them."""
    if plan.state == Plan.State.DRAFT or not (plan.subplans_due_on or beneath):
        return ()
    issued = [p.unit.path for p in beneath if p.state != Plan.State.DRAFT]
    below = (unit for unit in issuers if unit.parent_id == plan.unit_id)
    return tuple(unit for unit in below if not any(is_within(path, unit.path) for path in issued))
