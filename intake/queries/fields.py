"""Which cells a unit may fill in, and which commune's day a unit belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from intake.models import Count, Day
from intake.queries.sql import rows_of
from plans.models import Plan
from targets.models import EntryField, Indicator
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


Pair = tuple[int, int]  # indicator, cohort
Windows = dict[tuple[int, int, int], tuple[Window, ...]]  # by unit, indicator, cohort


@dataclass(frozen=True)
class Ground:
    """Units that figures are written for, and all that the tree and the plans say about them.

    `above` are the units above each, from the root down; `windows` are the days of the running plans
    that ask for a cell; `stocks` the indicators among them that are levels; `people` bounds a figure.
    """

    units: Mapping[int, Unit]
    communes: Mapping[int, int]
    above: Mapping[int, Sequence[int]]
    windows: Windows
    stocks: frozenset[int]
    people: Mapping[tuple[int, int], int]


def ground_of(units: Mapping[int, Unit]) -> Ground:
    """What a save has to know of its units, read in three questions."""
    kin = _kin_of(units.values())
    communes = {pk: kin.commune_of(unit) for pk, unit in units.items()}
    fields = _running_fields(units.values())
    return Ground(
        units,
        communes,
        {pk: [kin.ids[path] for path in lineage(unit.path)[:-1]] for pk, unit in units.items()},
        _windows(kin.leaves(units.values()), fields),
        frozenset(field.indicator_id for field in fields if field.is_stock),
        most_people(communes),
    )


def fields_of(units: Iterable[Unit]) -> Windows:
    """(unit, indicator, cohort) -> windows of the running plans that ask for that cell."""
    units = list(units)
    leaves = _kin_of(units).leaves(units)
    return _windows(leaves, _running_fields(leaves))


class _Kin(NamedTuple):
    """Ids of units and of those above them by path, the communes among them, parents in use by branch."""

    ids: dict[str, int]
    communes: dict[str, int]
    inner: set[tuple[int, str]]

    def commune_of(self, unit: Unit) -> int:
        paths = reversed(lineage(unit.path))
        return next((self.communes[path] for path in paths if path in self.communes), unit.pk)

    def leaves(self, units: Iterable[Unit]) -> list[Unit]:
        """The units without a unit of their own branch below them: a sum is never typed in."""
        return [unit for unit in units if (unit.pk, unit.branch) not in self.inner]


def _kin_of(units: Iterable[Unit]) -> _Kin:
    units = list(units)
    paths = {path for unit in units for path in lineage(unit.path)}
    rows = rows_of(_KIN_SQL, paths, {unit.pk for unit in units})
    kin = _Kin({}, {}, set())
    for path, pk, kind, parent, branch, is_active in rows:
        kin.ids[path] = pk
        if kind == Kind.COMMUNE:
            kin.communes[path] = pk
        if is_active:
            kin.inner.add((parent, branch))
    return kin


class _Field(NamedTuple):
    """A field of a running plan, as far as a save asks about it."""

    indicator_id: int
    cohort_id: int
    branch: str
    unit_id: int | None
    root: str
    window: Window
    is_stock: bool

    def binds(self, unit: Unit) -> bool:
        return _binds(unit, root=self.root, branch=self.branch, only=self.unit_id)


def _running_fields(units: Iterable[Unit]) -> list[_Field]:
    """The fields of the running plans that bind any of the units."""
    paths = {path for unit in units for path in lineage(unit.path)}
    found = []
    for *cell, starts_on, ends_on, kind in rows_of(_FIELDS_SQL, paths):
        is_stock = kind == Indicator.Aggregation.STOCK
        found.append(_Field._make((*cell, _window(starts_on, ends_on), is_stock)))
    return found


def _window(starts_on: date | None, ends_on: date | None) -> Window:
    return Window(Plan(starts_on=starts_on, ends_on=ends_on).first_day, ends_on)


def _windows(leaves: Iterable[Unit], fields: Sequence[_Field]) -> Windows:
    found: Windows = {}
    for unit in leaves:
        for field in fields:
            if field.binds(unit):
                key = (unit.pk, field.indicator_id, field.cohort_id)
                found[key] = (*found.get(key, ()), field.window)
    return found


def asks(field: EntryField, unit: Unit) -> bool:
    """Whether the field's plan binds the unit, still active, and the field is its branch's or its own."""
    return _binds(unit, root=field.plan.unit.path, branch=field.branch, only=field.unit_id)


def _binds(unit: Unit, *, root: str, branch: str, only: int | None) -> bool:
    """`root` is the path of the plan's unit, `only` the one unit that the field is for."""
    return (
        unit.is_active
        and unit.branch == branch
        and unit.path.startswith(root)
        and only in {None, unit.pk}
    )


def asked_once(unit: Unit, fields: Iterable[EntryField]) -> dict[Pair, EntryField]:
    """The fields that a unit fills in by their cells; of several plans the first one's in `fields`."""
    found: dict[Pair, EntryField] = {}
    for field in fields:
        if asks(field, unit):
            found.setdefault((field.indicator_id, field.cohort_id), field)
    return found


def communes_of(units: Iterable[Unit]) -> dict[int, int]:
    """Each unit's commune, whose day its figures belong to; a unit above communes is its own."""
    units = list(units)
    paths = {path for unit in units for path in lineage(unit.path)}
    rows = Unit.objects.filter(path__in=paths, kind=Kind.COMMUNE).order_by()
    kin = _Kin({}, dict(rows.values_list("path", "pk")), set())
    return {unit.pk: kin.commune_of(unit) for unit in units}


def most_people(communes: Mapping[int, int]) -> dict[tuple[int, int], int]:
    """The bound of a single figure, by unit and cohort: the people of the unit's whole commune.

    `communes` are the units' own, as `communes_of` gives them.

    A village's own people are no hard bound: people are taken in where they come, not where they are
    registered. The newest figure counts; of several kinds of residence the largest.
    """
    rows = rows_of(PEOPLE_SQL, set(communes.values()))
    known: dict[int, dict[int, int]] = {}
    for commune, cohort, people in rows:
        known.setdefault(commune, {})[cohort] = people
    return {
        (unit, cohort): people
        for unit, commune in communes.items()
        for cohort, people in known.get(commune, {}).items()
    }


_KIN_SQL = """
SELECT path, id, kind, parent_id, branch, is_active FROM units_unit
WHERE path {among} OR (parent_id {among} AND is_active)
"""
_FIELDS_SQL = """
SELECT field.indicator_id, field.cohort_id, field.branch, field.unit_id, unit.path,
    plan.starts_on, plan.ends_on, indicator.aggregation
FROM targets_entryfield AS field
JOIN plans_plan AS plan ON plan.id = field.plan_id
JOIN units_unit AS unit ON unit.id = plan.unit_id
JOIN targets_indicator AS indicator ON indicator.id = field.indicator_id
WHERE plan.state = 'running' AND unit.path {among}
"""
PEOPLE_SQL = """
SELECT unit_id, cohort_id, people FROM residents_population
WHERE unit_id {among} ORDER BY as_of, people
"""


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
