"""Which cells a unit may fill in, and which commune's day a unit belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from intake.models import Count, Day
from plans.models import Plan
from residents.models import Population
from targets.models import EntryField
from units.models import Unit
from units.rules import Kind, lineage


@dataclass(frozen=True)
class Window:
    """The days of a plan, both ends included; None is open."""

    starts_on: date | None
    ends_on: date | None

    def contains(self, day: date) -> bool:
        after = self.starts_on is None or day >= self.starts_on
        return after and (self.ends_on is None or day <= self.ends_on)


def fields_of(units: Iterable[Unit]) -> dict[tuple[int, int, int], tuple[Window, ...]]:
    """(unit, indicator, cohort) -> windows of the running plans that ask for that cell."""
    units = _leaves(units)
    paths = {path for unit in units for path in lineage(unit.path)}
    fields = EntryField.objects.select_related("plan__unit").filter(
        plan__unit__path__in=paths, plan__state=Plan.State.RUNNING
    )
    found: dict[tuple[int, int, int], tuple[Window, ...]] = {}
    for field in fields:
        window = Window(field.plan.first_day, field.plan.ends_on)
        for unit in units:
            if asks(field, unit):
                key = (unit.pk, field.indicator_id, field.cohort_id)
                found[key] = (*found.get(key, ()), window)
    return found


def _leaves(units: Iterable[Unit]) -> list[Unit]:
    """The units without a unit of their own branch below them: a sum is never typed in."""
    units = list(units)
    inner = set(
        Unit.objects.filter(parent__in=units, is_active=True).values_list("parent_id", "branch")
    )
    return [unit for unit in units if (unit.pk, unit.branch) not in inner]


def asks(field: EntryField, unit: Unit) -> bool:
    """Whether the field's plan binds the unit, still active, and the field is its branch's or its own."""
    if (
        not unit.is_active
        or not unit.path.startswith(field.plan.unit.path)
        or unit.branch != field.branch
    ):
        return False
    return field.unit_id is None or field.unit_id == unit.pk


def communes_of(units: Iterable[Unit]) -> dict[int, int]:
    """Each unit's commune, whose day its figures belong to; a unit above communes is its own."""
    units = list(units)
    paths = {path for unit in units for path in lineage(unit.path)}
    communes = dict(
        Unit.objects.filter(path__in=paths, kind=Kind.COMMUNE).values_list("path", "pk")
    )
    return {
        unit.pk: next((communes[p] for p in reversed(lineage(unit.path)) if p in communes), unit.pk)
        for unit in units
    }


def most_people(communes: Mapping[int, int]) -> dict[tuple[int, int], int]:
    """The bound of a single figure, by unit and cohort: the people of the unit's whole commune.

    `communes` are the units' own, as `communes_of` gives them.

    A village's own people are no hard bound: people are taken in where they come, not where they are
    registered. The newest figure counts; of several kinds of residence the largest.
    """
    rows = (
        Population.objects.filter(unit__in=set(communes.values()))
        .order_by("as_of", "people")
        .values_list("unit_id", "cohort_id", "people")
    )
    known: dict[int, dict[int, int]] = {}
    for commune, cohort, people in rows:
        known.setdefault(commune, {})[cohort] = people
    return {
        (unit, cohort): people
        for unit, commune in communes.items()
        for cohort, people in known.get(commune, {}).items()
    }


def reporting_units(root: Unit, branch: str) -> list[Unit]:
    """The active units below (or at) `root` that fill in cells: those with none of their branch below."""
    return _without_inner(Unit.objects.within(root.path).filter(branch=branch, is_active=True))


def counting_units(root: Unit, branch: str) -> list[Unit]:
    """The units below `root` whose counts of a branch add up to its own.

    One that is no longer active stays among them for what it reported, so that the rows still sum.
    """
    has_counts = Exists(Count.objects.filter(unit=OuterRef("pk"), value__isnull=False))
    below = Unit.objects.within(root.path).filter(branch=branch).exclude(pk=root.pk)
    return _without_inner(below.filter(Q(is_active=True) | has_counts))


def _without_inner(units: Iterable[Unit]) -> list[Unit]:
    """The units that have no other of the given ones below them, in the order of the tree's lists."""
    units = list(units)
    inner = {path for unit in units for path in lineage(unit.path)[:-1]}
    leaves = [unit for unit in units if unit.path not in inner]
    return sorted(leaves, key=lambda unit: (unit.position, unit.name))


@dataclass(frozen=True)
class CorrectionWindow:
    """A commune's days of counting, first to last; those before `open_from` are past correction."""

    unit: Unit
    first: date
    last: date
    open_from: date

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def correction_windows(root: Unit, *, today: date) -> list[CorrectionWindow]:
    """The windows of the communes (and of offices above them) at and below `root`.

    Where several running plans bind a commune, the one that lets it correct longest counts: the
    same figures serve them all.
    """
    plans = list(Plan.objects.select_related("unit").filter(state=Plan.State.RUNNING))
    with_days = Day.objects.within(root.path).values("unit")
    below = Unit.objects.within(root.path)
    found = []
    for unit in (below.filter(kind=Kind.COMMUNE) | below.filter(pk__in=with_days)).order_by("path"):
        binding = [p for p in plans if p.first_day and unit.path.startswith(p.unit.path)]
        if binding:
            first = min(p.first_day for p in binding if p.first_day)
            open_days = max(p.open_days for p in binding)
            found.append(CorrectionWindow(unit, first, today, today - timedelta(days=open_days)))
    return found
