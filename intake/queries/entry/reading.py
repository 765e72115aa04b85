"""The entry page's day: the cells a user fills in, beside each what helps to fill it in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from django.db.models import Q
from django.utils import timezone

from intake.models import Day, DayReport
from intake.queries.entry.cells import DONE_STATES, EntryCell, EntryUnit
from intake.queries.entry.figures import Figures, Known, known_of
from intake.queries.entry.page import EntryPage
from intake.queries.fields import Window, asked_once, reporting_units
from intake.queries.remaining import Left, left_of
from intake.queries.reminders import reminders_for
from intake.rules.entry import asks_which_day, entry_day
from intake.rules.ledger import CellKey
from plans.models import Plan
from targets.models import EntryField, Indicator
from units import clock
from units.models import Unit, User
from units.rules import Branch, Kind, lineage
from vietnamese.dates import format_date

Reports = dict[tuple[int, date], DayReport]


def entry_page(user: User, *, asked: date | None) -> EntryPage:
    """The day asked for, or the one the page opens on, of every unit the user fills in."""
    units = _units_of(user)
    fields = running_fields(units)
    today = clock.today()
    yesterday = today - timedelta(days=1)
    reports = _reports(units, {today, yesterday, asked or today})
    late = [
        unit
        for unit in units
        if _is_due(unit, yesterday, fields) and not _is_done(reports, unit, yesterday)
    ]
    cutoff = min((field.plan.daily_cutoff for field in fields), default=time(8, 0))
    hour, missing = clock.now().time(), bool(late)
    day = asked or entry_day(
        today=today, yesterday=yesterday, clock=hour, cutoff=cutoff, missing=missing
    )
    locks = _locks(units, day)
    rows = _rows(units, day, fields, reports, locks)
    return EntryPage(
        day=day,
        today=today,
        units=tuple(row for row in rows if not row.is_own),
        own=next((row for row in rows if row.is_own), None),
        missing_yesterday=sum(unit.branch != Branch.PERSON for unit in late),
        cutoff=cutoff,
        weekly_cutoff=min((field.plan.weekly_cutoff for field in fields), default=time(11, 0)),
        locks=tuple(_lock_sentence(lock) for lock in locks),
        asks_day=not asked
        and bool(rows)
        and asks_which_day(clock=hour, cutoff=cutoff, missing=missing),
        fields=tuple(fields),
        reminders=tuple(reminders_for(user)),
    )


def _units_of(user: User) -> list[Unit]:
    """The user's reporting units, and last his own line as an officer."""
    units = reporting_units(user.unit, user.unit.branch) if user.unit else []
    own = user.own_line
    return [*units, own] if own and own not in units else units


def _rows(
    units: list[Unit], day: date, fields: list[EntryField], reports: Reports, locks: list[Day]
) -> list[EntryUnit]:
    """The units that have something to fill in on that day, with their cells."""
    asked = {unit.pk: _asked_of(unit, day, fields) for unit in units}
    known = known_of(units, fields, day)
    totals = {(k.unit_id, k.indicator_id, k.cohort_id): f.total for k, f in known.figures.items()}
    left = left_of(units, fields, totals)
    rows = []
    for unit in units:
        lefts = left.get(unit.pk, [])
        cells = [_cell(unit, day, field, known, lefts) for field in asked[unit.pk]]
        if cells:
            is_locked = any(unit.path.startswith(lock.unit.path) for lock in locks)
            report = reports.get((unit.pk, day))
            paired = _parts_beside_wholes(cells)
            rows.append(EntryUnit(unit, day, paired, tuple(lefts), report, is_locked))
    return rows


def _parts_beside_wholes(cells: list[EntryCell]) -> tuple[EntryCell, ...]:
    """Each part of a whole that is a cell of the same unit and people follows it directly."""
    places = {(cell.key.indicator_id, cell.key.cohort_id): cell for cell in cells}
    wholes = {
        cell.name: places.get((cell.indicator.share_of_id or 0, cell.key.cohort_id))
        for cell in cells
    }
    placed: list[EntryCell] = []
    for cell in cells:
        if wholes[cell.name] is None:
            parts = [part for part in cells if wholes[part.name] is cell]
            placed += [cell, *(replace(part, whole=cell) for part in parts)]
    return tuple(placed)


def running_fields(units: list[Unit]) -> list[EntryField]:
    """The running plans' fields that bind any of the units, those of the nearest plan first."""
    paths = {path for unit in units for path in lineage(unit.path)}
    fields = EntryField.objects.filter(plan__unit__path__in=paths, plan__state=Plan.State.RUNNING)
    return list(
        fields.select_related("indicator", "cohort", "plan__unit").order_by(
            "-plan__unit__path", "plan__code", "position", "pk"
        )
    )


def _asked_of(unit: Unit, day: date, fields: list[EntryField]) -> list[EntryField]:
    """The fields that a unit fills in on a day, each cell once."""
    open_then = (
        field for field in fields if Window(field.plan.first_day, field.plan.ends_on).contains(day)
    )
    return list(asked_once(unit, open_then).values())


def _is_due(unit: Unit, day: date, fields: list[EntryField]) -> bool:
    """Whether the unit must report that very day; a weekly figure makes no single day late."""
    asked = _asked_of(unit, day, fields)
    return any(field.rhythm == EntryField.Rhythm.DAILY for field in asked)


def _reports(units: list[Unit], days: set[date]) -> Reports:
    rows = DayReport.objects.filter(unit__in=units, day__in=days).select_related("reviewed_by")
    return {(row.unit_id, row.day): row for row in rows}


def _is_done(reports: Reports, unit: Unit, day: date) -> bool:
    report = reports.get((unit.pk, day))
    return report is not None and report.state in DONE_STATES


def _locks(units: list[Unit], day: date) -> list[Day]:
    paths = {path for unit in units for path in lineage(unit.path)}
    own = Q(unit__kind=Kind.COMMUNE) | Q(unit__in=units)
    days = Day.objects.locked().filter(own, unit__path__in=paths, day=day)
    return list(days.select_related("unit", "locked_by"))


def _lock_sentence(lock: Day) -> str:
    at = timezone.localtime(lock.locked_at or lock.open_until)
    by = lock.closed_by
    return (
        f"{lock.unit}: ngày {format_date(lock.day)} đã khóa lúc {at:%H:%M} ngày {format_date(at)}"
        f" ({by}), số liệu chỉ để xem. Cần sửa, đề nghị Trưởng Công an xã mở khóa ngày này."
    )


def _cell(unit: Unit, day: date, field: EntryField, known: Known, lefts: list[Left]) -> EntryCell:
    key = CellKey(unit.pk, day, field.indicator_id, field.cohort_id)
    figures = known.figures.get(key, Figures())
    adds_up = field.indicator.aggregation == Indicator.Aggregation.FLOW
    alone = (
        one.value
        for one in lefts
        if one.indicator_id == key.indicator_id and one.cohort_ids == (key.cohort_id,)
    )
    return EntryCell(
        key=key,
        indicator=field.indicator,
        label=_label(field),
        indicator_code=field.indicator.code,
        cohort_code=field.cohort.code,
        value=figures.value,
        version=figures.version,
        previous=figures.previous,
        total=figures.total if adds_up else None,
        left=next(alone, None),
        is_weekly=field.rhythm == EntryField.Rhythm.WEEKLY,
        level=known.levels.get((unit.pk, field.indicator_id, field.cohort_id)),
        duty=known.duty(field, figures),
    )


def _label(field: EntryField) -> str:
    """ "Căn cước 6–14"; a cohort that is everybody, or that the indicator names, is left out."""
    name, group = field.indicator.short_label, field.cohort.short_label
    is_said = field.cohort.code == "all" or name.lower().endswith(group.lower())
    return name if is_said else f"{name} {group}"
