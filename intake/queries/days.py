"""The day board: every reporting unit's day, its cells beside the day before, its last fortnight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from intake.models import Count, Day, DayReport
from intake.queries.fields import asks, communes_of, reporting_units
from intake.queries.tallies import column_heading
from plans.models import Plan
from targets.models import EntryField
from units import clock
from units.models import Unit
from units.rules import BRANCH_LABELS, Branch, Kind, lineage

FORTNIGHT = 14
Column = tuple[int, int]  # indicator, cohort

STATE_LABELS: dict[str, str] = {
    "missing": "chưa báo cáo",
    **{state.value: str(state.label) for state in DayReport.State},
}


@dataclass(frozen=True)
class BoardCell:
    """A cell of the day and of the day before; None is "not reported"."""

    label: str
    value: int | None
    before: int | None


@dataclass(frozen=True)
class PastDay:
    """One day of a unit's fortnight."""

    day: date
    state: str
    label: str


@dataclass(frozen=True)
class BoardRow:
    """A unit's day. `is_late`: it came in after the plan's hour, or is still missing after it."""

    unit: Unit
    report: DayReport | None
    state: str
    label: str
    is_late: bool
    cells: tuple[BoardCell | None, ...]
    past: tuple[PastDay, ...]

    @property
    def seen(self) -> str:
        """Which report the reviewer sees, so that he never approves one sent after it."""
        return f"{self.report.pk}@{self.report.reported_at.isoformat()}" if self.report else ""


@dataclass(frozen=True)
class BoardGroup:
    """The units of one branch with the columns that they share."""

    label: str
    columns: tuple[str, ...]
    rows: tuple[BoardRow, ...]


@dataclass(frozen=True)
class CommuneDay:
    """A commune's day: open, or locked by whom and when."""

    unit: Unit
    locked_at: datetime | None
    locked_by: str


@dataclass(frozen=True)
class Board:
    """All of one day that a reviewer decides on."""

    day: date
    groups: tuple[BoardGroup, ...]
    communes: tuple[CommuneDay, ...]
    fortnight: tuple[date, ...]

    @property
    def previous(self) -> date:
        return self.day - timedelta(days=1)

    @property
    def next(self) -> date | None:
        """The day after, unless it has not begun."""
        return self.day + timedelta(days=1) if self.day < clock.today() else None

    @property
    def is_locked(self) -> bool:
        """Whether nothing of the day may be decided any more."""
        return bool(self.communes) and all(c.locked_at for c in self.communes)

    @property
    def rows(self) -> list[BoardRow]:
        return [row for group in self.groups for row in group.rows]

    def number_in(self, state: str) -> int:
        """How many units stand in a state."""
        return sum(row.state == state for row in self.rows)

    @property
    def counts(self) -> dict[str, int]:
        return {state: self.number_in(state) for state in STATE_LABELS}

    @property
    def legend(self) -> list[tuple[str, str]]:
        """Each state with its word, for the shapes of the fortnight."""
        return list(STATE_LABELS.items())


def locked_days(communes: Iterable[int], days: Iterable[date]) -> set[tuple[int, date]]:
    """Which (commune id, day) are locked."""
    rows = Day.objects.locked().filter(unit__in=set(communes), day__in=set(days))
    return set(rows.values_list("unit_id", "day"))


def communes_of_running_plans() -> QuerySet[Unit]:
    """Every commune at or below a unit that issued a running plan."""
    issuers = Unit.objects.filter(plans__state=Plan.State.RUNNING).values_list("path", flat=True)
    below = Q(pk__in=[])
    for path in set(issuers):
        below |= Q(path__startswith=path)
    return Unit.objects.filter(below, kind=Kind.COMMUNE)


def board_of(root: Unit, day: date) -> Board:
    """The day of every unit at or below `root` that a running plan asks to report.

    The fortnight runs backwards: on a phone the latest days are in view first.
    """
    fields = _fields(root, day)
    units = [u for branch in (Branch.PLACE, Branch.OFFICE) for u in reporting_units(root, branch)]
    units = [unit for unit in units if any(_owes_daily(field, unit) for field in fields)]
    fortnight = tuple(day - timedelta(days=n) for n in range(FORTNIGHT))
    facts = _Facts(
        day=day,
        fortnight=fortnight,
        cutoff=_cutoff(fields, day),
        first=min((f.plan.first_day or date.min for f in fields), default=date.min),
        values=_values(units, day),
        reports=_reports(units, fortnight),
    )
    groups = (
        _group(branch, [u for u in units if u.branch == branch], fields, facts)
        for branch in (Branch.PLACE, Branch.OFFICE)
    )
    return Board(day, tuple(g for g in groups if g.rows), _commune_days(units, day), fortnight)


@dataclass(frozen=True)
class _Facts:
    day: date
    fortnight: tuple[date, ...]
    cutoff: datetime | None
    first: date
    values: Mapping[tuple[int, Column, date], int | None]
    reports: Mapping[tuple[int, date], DayReport]

    def state_on(self, unit: int, day: date) -> str:
        """missing, or the report's state; "" before the plan began."""
        report = self.reports.get((unit, day))
        if report:
            return report.state
        return "missing" if day >= self.first else ""


def _fields(root: Unit, day: date) -> list[EntryField]:
    """The cells that running plans ask for on that day, at, above and below `root`."""
    near = Q(plan__unit__path__in=lineage(root.path)) | Q(plan__unit__path__startswith=root.path)
    rows = (
        EntryField.objects.filter(near, plan__state=Plan.State.RUNNING)
        .select_related("plan__unit", "indicator", "cohort")
        .order_by("position", "pk")
    )
    return [f for f in rows if _in_window(f.plan, day)]


def _in_window(plan: Plan, day: date) -> bool:
    return (plan.first_day or date.min) <= day <= (plan.ends_on or date.max)


def _owes_daily(field: EntryField, unit: Unit) -> bool:
    """Whether the unit owes the cell each day; weekly cells do not make a day late."""
    return field.rhythm == EntryField.Rhythm.DAILY and asks(field, unit)


def _cutoff(fields: list[EntryField], day: date) -> datetime | None:
    """The hour of the next day by which reports are due; of several plans the latest."""
    hours: list[time] = [field.plan.daily_cutoff for field in fields]
    if not hours:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), max(hours)))


def _values(units: list[Unit], day: date) -> dict[tuple[int, Column, date], int | None]:
    rows = Count.objects.filter(unit__in=units, day__in=[day, day - timedelta(days=1)])
    return {(r.unit_id, (r.indicator_id, r.cohort_id), r.day): r.value for r in rows}


def _reports(units: list[Unit], days: tuple[date, ...]) -> dict[tuple[int, date], DayReport]:
    rows = DayReport.objects.filter(unit__in=units, day__in=days)
    return {(r.unit_id, r.day): r for r in rows.select_related("reported_by", "reviewed_by")}


def _group(
    branch: Branch, units: list[Unit], fields: list[EntryField], facts: _Facts
) -> BoardGroup:
    columns = {
        (f.indicator_id, f.cohort_id): column_heading(f.indicator, f.cohort)
        for f in fields
        if f.branch == branch and _is_shown(f, units, facts)
    }
    asked = {
        unit.pk: {(f.indicator_id, f.cohort_id) for f in fields if _owes_daily(f, unit)}
        for unit in units
    }
    rows = tuple(_row(unit, columns, asked[unit.pk], facts) for unit in units)
    return BoardGroup(BRANCH_LABELS[branch], tuple(columns.values()), rows)


def _is_shown(field: EntryField, units: list[Unit], facts: _Facts) -> bool:
    """Daily cells always, weekly ones on the day on which some unit reported them."""
    if field.rhythm == EntryField.Rhythm.DAILY:
        return True
    column = (field.indicator_id, field.cohort_id)
    return any(facts.values.get((unit.pk, column, facts.day)) is not None for unit in units)


def _row(unit: Unit, columns: Mapping[Column, str], asked: set[Column], facts: _Facts) -> BoardRow:
    report, state = facts.reports.get((unit.pk, facts.day)), facts.state_on(unit.pk, facts.day)
    came_in = report.first_reported_at if report else clock.now()
    return BoardRow(
        unit=unit,
        report=report,
        state=state,
        label=STATE_LABELS.get(state, ""),
        is_late=facts.cutoff is not None and came_in > facts.cutoff,
        cells=tuple(_cell(unit, column, label, asked, facts) for column, label in columns.items()),
        past=tuple(
            PastDay(d, s, STATE_LABELS.get(s, "ngoài kế hoạch"))
            for d in facts.fortnight
            for s in (facts.state_on(unit.pk, d),)
        ),
    )


def _cell(
    unit: Unit, column: Column, label: str, asked: set[Column], facts: _Facts
) -> BoardCell | None:
    value = facts.values.get((unit.pk, column, facts.day))
    if column not in asked and value is None:
        return None
    before = facts.values.get((unit.pk, column, facts.day - timedelta(days=1)))
    return BoardCell(label, value, before)


def _commune_days(units: list[Unit], day: date) -> tuple[CommuneDay, ...]:
    ids = set(communes_of(units).values())
    rows = Day.objects.filter(unit__in=ids, day=day).select_related("locked_by")
    locks = {row.unit_id: row for row in rows if row.is_locked}
    communes = Unit.objects.filter(pk__in=ids).order_by("position", "name")
    return tuple(_commune_day(unit, locks.get(unit.pk)) for unit in communes)


def _commune_day(unit: Unit, lock: Day | None) -> CommuneDay:
    if lock is None:
        return CommuneDay(unit, None, "")
    return CommuneDay(unit, lock.locked_at or lock.open_until, lock.closed_by)
