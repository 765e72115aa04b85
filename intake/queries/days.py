"""The day board: every reporting unit's day, what to look at in it, its last fortnight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from intake.models import Day, DayReport, Reminder
from intake.queries.attention import Attention, Waiting, attention_of, marks_of
from intake.queries.board import (
    MISSING,
    STATE_LABELS,
    Board,
    BoardCell,
    BoardGroup,
    BoardRow,
    CommuneDay,
    PastDay,
)
from intake.queries.duties import Column, Duties, duties_of, owes_daily
from intake.queries.fields import communes_of
from intake.queries.known import CellOnDay, reports_of, values_of
from intake.queries.tallies import column_heading
from intake.rules.lateness import Arrival, arrival_of, is_over
from plans.models import Plan
from targets.models import EntryField
from units import clock
from units.models import Unit
from units.rules import BRANCH_LABELS, Branch, Kind

FORTNIGHT = 14


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


def board_of(root: Unit, day: date, *, known_at: datetime | None = None) -> Board:
    """The day of every unit at or below `root` that a running plan asks to report.

    The fortnight runs backwards: on a phone the latest days are in view first. At a past moment
    the plans and units are today's, the figures and reports those known then.
    """
    duties = duties_of(root)
    units = duties.owing(day)
    communes = communes_of(units)
    fortnight = tuple(day - timedelta(days=n) for n in range(FORTNIGHT))
    days = () if known_at else _commune_days(set(communes.values()), day)
    locked = {one.unit.pk for one in days if one.locked_at}
    reports = reports_of(units, fortnight, known_at=known_at)
    values = values_of(units, (day, fortnight[1]), known_at=known_at)
    waiting = [
        Waiting(unit, report, duties.due_at(unit.pk, day))
        for unit in units
        if (report := reports.get((unit.pk, day))) and report.state == DayReport.State.REPORTED
    ]
    shown = [report for (_, on), report in reports.items() if on == day and report.pk]
    marks = marks_of(shown)  # before the attention: see there
    facts = _Facts(
        day=day,
        fortnight=fortnight,
        now=known_at or clock.now(),
        duties=duties,
        values=values,
        reports=reports,
        marks={report.unit_id: marks.get(report.pk, "") for report in shown},
        attention=attention_of(waiting, values, day, known_at=known_at),
        reminders=_last_reminders(units, day, known_at),
        locked={unit for unit, commune in communes.items() if commune in locked},
    )
    groups = (_group(branch, [u for u in units if u.branch == branch], facts) for branch in Branch)
    return Board(day, tuple(g for g in groups if g.rows), days, fortnight, known_at)


@dataclass(frozen=True)
class _Facts:
    day: date
    fortnight: tuple[date, ...]
    now: datetime
    duties: Duties
    values: Mapping[CellOnDay, int | None]
    reports: Mapping[tuple[int, date], DayReport]
    marks: Mapping[int, str]
    attention: Mapping[int, Attention]
    reminders: Mapping[int, Reminder]
    locked: set[int]

    def arrival_on(self, unit: int, day: date) -> Arrival:
        """How the unit's day came in."""
        report = self.reports.get((unit, day))
        return arrival_of(
            due=self.duties.due_at(unit, day),
            first_reported_at=report.first_reported_at if report else None,
            now=self.now,
        )

    def past_day(self, unit: int, day: date) -> PastDay:
        report = self.reports.get((unit, day))
        owed = MISSING if self.duties.due_at(unit, day) else ""
        state = report.state if report else owed
        label = STATE_LABELS.get(state, "ngoài kế hoạch")
        return PastDay(day, state, label, self.arrival_on(unit, day))


def _last_reminders(units: list[Unit], day: date, known_at: datetime | None) -> dict[int, Reminder]:
    rows = Reminder.objects.filter(unit__in=units, day=day).select_related("by")
    if known_at is not None:
        rows = rows.filter(at__lte=known_at)
    return {row.unit_id: row for row in rows.order_by("at", "pk")}


def _group(branch: Branch, units: list[Unit], facts: _Facts) -> BoardGroup:
    fields: dict[Column, EntryField] = {}
    for field in facts.duties.fields_on(facts.day):
        if field.branch == branch and _is_shown(field, units, facts):
            fields[field.indicator_id, field.cohort_id] = field
    columns = {column: column_heading(f.indicator, f.cohort) for column, f in fields.items()}
    rows = tuple(_row(unit, fields, facts) for unit in units)
    return BoardGroup(BRANCH_LABELS[branch], tuple(columns.values()), rows)


def _is_shown(field: EntryField, units: list[Unit], facts: _Facts) -> bool:
    """Daily cells always, weekly ones on the day on which some unit reported them."""
    if field.rhythm == EntryField.Rhythm.DAILY:
        return True
    column = (field.indicator_id, field.cohort_id)
    return any(facts.values.get((unit.pk, column, facts.day)) is not None for unit in units)


def _row(unit: Unit, fields: Mapping[Column, EntryField], facts: _Facts) -> BoardRow:
    past = tuple(facts.past_day(unit.pk, day) for day in facts.fortnight)
    due = facts.duties.due_at(unit.pk, facts.day)
    return BoardRow(
        unit=unit,
        report=facts.reports.get((unit.pk, facts.day)),
        state=past[0].state,
        due=due,
        is_over=is_over(due, facts.now),
        is_late=past[0].arrival in {"late", "missing"},
        is_locked=unit.pk in facts.locked,
        cells=_cells(unit, fields, facts),
        past=past,
        attention=facts.attention.get(unit.pk, Attention()),
        reminder=facts.reminders.get(unit.pk),
        seen=facts.marks.get(unit.pk, ""),
    )


def _cells(
    unit: Unit, fields: Mapping[Column, EntryField], facts: _Facts
) -> tuple[BoardCell | None, ...]:
    asked = {
        (field.indicator_id, field.cohort_id)
        for field in facts.duties.fields_on(facts.day)
        if owes_daily(field, unit)
    }
    return tuple(
        _cell(unit, field, facts)
        if column in asked or facts.values.get((unit.pk, column, facts.day)) is not None
        else None
        for column, field in fields.items()
    )


def _cell(unit: Unit, field: EntryField, facts: _Facts) -> BoardCell:
    column = (field.indicator_id, field.cohort_id)
    value = facts.values.get((unit.pk, column, facts.day))
    before = facts.values.get((unit.pk, column, facts.day - timedelta(days=1)))
    return BoardCell(column_heading(field.indicator, field.cohort), field, value, before)


def _commune_days(ids: set[int], day: date) -> tuple[CommuneDay, ...]:
    rows = Day.objects.filter(unit__in=ids, day=day).select_related("locked_by")
    days = {row.unit_id: row for row in rows}
    communes = Unit.objects.filter(pk__in=ids).order_by("position", "name")
    return tuple(_commune_day(unit, days.get(unit.pk)) for unit in communes)


def _commune_day(unit: Unit, day: Day | None) -> CommuneDay:
    if day is None:
        return CommuneDay(unit)
    if day.is_locked:
        return CommuneDay(unit, day.locked_at or day.open_until, day.closed_by)
    return CommuneDay(unit, open_until=day.open_until, open_reason=day.open_reason)
