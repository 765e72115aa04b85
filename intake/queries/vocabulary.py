"""What a plan's tallies may name: the reader's vocabulary, and the template that uses its words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count as RowCount
from django.db.models import Q

from intake.documents import Shape, Template, TemplateSheet, form_version
from intake.models import Day, LearnedName
from intake.queries.fields import asks, communes_of, most_people, reporting_units
from intake.rules.tally.types import Term, UnitName, Vocabulary
from plans.models import Plan
from residents.models import Cohort
from targets.models import EntryField, Indicator
from units import clock
from units.models import Unit
from units.rules import Branch, is_within


def vocabulary_for(root: Unit, plan: Plan, default: Unit | None = None) -> Vocabulary:
    """All that a tally of the plan may name when it is sent by somebody whose subtree is `root`.

    `default` is the unit meant where the workbook names none; else the sender's own, when it reports.
    """
    units = _nameable_units(root, plan)
    own = [unit for unit in units if is_within(unit.path, root.path)]
    fields = list(_fields(plan, own))
    today = clock.today()
    return Vocabulary(
        units=tuple(
            UnitName(u.code, u.name, tuple(u.aliases), is_own=is_within(u.path, root.path))
            for u in units
        ),
        indicators=tuple(_term(i) for i in Indicator.objects.all()),
        cohorts=tuple(_term(c) for c in Cohort.objects.all()),
        fields=frozenset((f.indicator.code, f.cohort.code) for f in fields),
        starts_on=plan.first_day or date.min,
        ends_on=plan.ends_on or today,
        today=today,
        population=_population(own, fields),
        locked_days=_days_locked_for_all(own),
        default_unit=_default_unit(root, own, default),
    )


def learned_names(unit: Unit) -> dict[tuple[str, str, str], str]:
    """What the unit's own words mean, confirmed with earlier tallies: (side, text, "") -> code."""
    rows = LearnedName.objects.filter(unit=unit).values_list("side", "text", "code")
    return {(side, text, ""): code for side, text, code in rows}


def own_reporting_units(root: Unit, plan: Plan) -> list[Unit]:
    """The units at or below `root` that fill in cells of the plan."""
    return [unit for unit in _nameable_units(root, plan) if is_within(unit.path, root.path)]


def _nameable_units(root: Unit, plan: Plan) -> list[Unit]:
    """Villages always; offices only for an office, lest a letterhead be read as a unit."""
    units = reporting_units(plan.unit, Branch.PLACE)
    if root.branch == Branch.OFFICE:
        units += reporting_units(plan.unit, Branch.OFFICE)
    return units


def _fields(plan: Plan, own: Iterable[Unit]) -> Iterable[EntryField]:
    """The plan's cells that the units are asked for."""
    units = list(own)
    return (
        EntryField.objects.filter(plan=plan, branch__in={unit.branch for unit in units})
        .filter(Q(unit__isnull=True) | Q(unit__in=units))
        .select_related("plan__unit", "indicator", "cohort")
        .order_by("position")
    )


def _term(row: Indicator | Cohort) -> Term:
    return Term(row.code, row.label, (row.short_label, *row.aliases))


def _population(units: list[Unit], fields: list[EntryField]) -> dict[tuple[str, str], int]:
    units_by_id = {unit.pk: unit.code for unit in units}
    cohorts = {field.cohort_id: field.cohort.code for field in fields}
    return {
        (units_by_id[unit], cohorts[cohort]): people
        for (unit, cohort), people in most_people(communes_of(units)).items()
        if cohort in cohorts
    }


def _days_locked_for_all(units: list[Unit]) -> frozenset[date]:
    """Days locked in every commune concerned; one locked in some is refused cell by cell later."""
    communes = set(communes_of(units).values())
    rows = (
        Day.objects.locked()
        .filter(unit__in=communes)
        .values_list("day")
        .annotate(locked=RowCount("pk"))
        .order_by()
    )
    return frozenset(day for day, locked in rows if locked == len(communes))


def _default_unit(root: Unit, own: list[Unit], default: Unit | None) -> str | None:
    if default:
        return default.code
    return root.code if [unit.pk for unit in own] == [root.pk] else None


def template_for(
    root: Unit, plan: Plan, *, is_last_week: bool = False, shape: Shape | None = None
) -> Template | None:
    """The week's form of the units at or below `root`: their own cells, this week's days or last week's.

    None where the plan asks nothing of these units, or has no day in that week.
    """
    units = own_reporting_units(root, plan)
    fields = list(_fields(plan, units))
    sheets = tuple(
        TemplateSheet(unit.name, tuple((f.indicator.label, f.cohort.label) for f in asked))
        for unit in units
        if (asked := [f for f in fields if asks(f, unit)])
    )
    days = week_of(plan, is_last=is_last_week)
    if not sheets or not days:
        return None
    return Template(str(plan), sheets, days, template_version(plan), shape, root.name)


def template_version(plan: Plan) -> str:
    """The mark in a template by which it is known when it comes back."""
    fields = EntryField.objects.filter(plan=plan).values_list("indicator__label", "cohort__label")
    return form_version(plan.code, fields)


def week_of(plan: Plan, *, is_last: bool = False) -> tuple[date, ...]:
    """Monday to Sunday of the business date, inside the plan; the nearest week of it otherwise.

    With `is_last` the week before, which may lie outside the plan: then no day.
    """
    first, last = plan.first_day or date.min, plan.ends_on or date.max
    day = max(first, min(clock.today(), last))
    monday = day - timedelta(days=day.weekday() + (7 if is_last else 0))
    week = (monday + timedelta(days=n) for n in range(7))
    return tuple(d for d in week if first <= d <= last)
