"""Which unit owes which day, and by what hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from intake.queries.fields import Window, asks, reporting_units
from plans.models import Plan
from targets.models import EntryField
from units import clock
from units.models import Unit
from units.rules import Branch, lineage

Column = tuple[int, int]  # indicator, cohort


@dataclass(frozen=True)
class Duties:
    """The units that running plans ask for daily figures, and the plans that ask each of them.

    Weekly figures are among the fields, but make no day late.
    """

    units: tuple[Unit, ...]
    fields: tuple[EntryField, ...]
    plans: Mapping[int, tuple[Plan, ...]]

    def due_at(self, unit: int, day: date) -> datetime | None:
        """By when the unit's day is due: the next day, at its plans' latest hour; None: not owed."""
        hours = [plan.daily_cutoff for plan in self.plans[unit] if in_window(plan, day)]
        if not hours:
            return None
        return datetime.combine(day + timedelta(days=1), max(hours), clock.ZONE)

    def owing(self, day: date) -> list[Unit]:
        """The units that owe the day."""
        return [unit for unit in self.units if self.due_at(unit.pk, day)]

    def fields_on(self, day: date) -> list[EntryField]:
        """The cells asked for on the day."""
        return [field for field in self.fields if in_window(field.plan, day)]


def duties_of(root: Unit) -> Duties:
    """The duties at and below `root`, of all branches in their order."""
    fields = _fields(root)
    branches = {field.branch for field in fields}
    units = [
        unit for branch in Branch if branch in branches for unit in reporting_units(root, branch)
    ]
    plans = {unit.pk: _daily_plans(unit, fields) for unit in units}
    owing = tuple(unit for unit in units if plans[unit.pk])
    return Duties(owing, fields, plans)


def in_window(plan: Plan, day: date) -> bool:
    """Whether the plan counts that day."""
    return Window(plan.first_day, plan.ends_on).contains(day)


def owes_daily(field: EntryField, unit: Unit) -> bool:
    """Whether the unit owes the cell each day."""
    return field.rhythm == EntryField.Rhythm.DAILY and asks(field, unit)


def _daily_plans(unit: Unit, fields: tuple[EntryField, ...]) -> tuple[Plan, ...]:
    asking = {field.plan_id: field.plan for field in fields if owes_daily(field, unit)}
    return tuple(asking.values())


def _fields(root: Unit) -> tuple[EntryField, ...]:
    """The cells that running plans ask for at, above and below `root`."""
    near = Q(plan__unit__path__in=lineage(root.path)) | Q(plan__unit__path__startswith=root.path)
    rows = EntryField.objects.filter(near, plan__state=Plan.State.RUNNING)
    return tuple(
        rows.select_related("plan__unit", "indicator", "cohort").order_by("position", "pk")
    )
