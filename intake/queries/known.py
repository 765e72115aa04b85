"""What was known at a past moment: values from the ledger, day reports from their changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from intake.models import Count, DayReport, DayReportChange, Entry
from units.models import Unit

CellOnDay = tuple[int, tuple[int, int], date]  # unit, (indicator, cohort), day
UnitDay = tuple[int, date]
State = DayReport.State


def values_of(
    units: Collection[Unit], days: Collection[date], *, known_at: datetime | None = None
) -> dict[CellOnDay, int | None]:
    """The units' values; at a past moment each cell's last entry made by then."""
    names = ("unit_id", "indicator_id", "cohort_id", "day", "value")
    rows: QuerySet[Entry] | QuerySet[Count]
    if known_at is None:
        rows = Count.objects.filter(unit__in=units, day__in=days).order_by()
    else:
        made = Entry.objects.filter(unit__in=units, day__in=days, at__lte=known_at)
        rows = made.order_by("version")
    return {
        (unit, (indicator, cohort), day): value
        for unit, indicator, cohort, day, value in rows.values_list(*names)
    }


@dataclass(frozen=True)
class Life:
    """How a unit's day report came to stand as it does: its steps, oldest first."""

    steps: tuple[DayReportChange, ...] = ()

    @property
    def review_answered(self) -> DayReportChange | None:
        """The last approval or return that a newer report of the unit followed."""
        seen = None
        for step, after in zip(self.steps, self.steps[1:], strict=False):
            if step.state in {State.APPROVED, State.RETURNED} and after.state == State.REPORTED:
                seen = step
        return seen if self.steps and self.steps[-1].state == State.REPORTED else None

    @property
    def report(self) -> DayReport | None:
        """The report as the steps leave it, not stored; None where there is none, or it was withdrawn."""
        report: DayReport | None = None
        for step in self.steps:
            report = _after(report, step)
        return report


def _after(report: DayReport | None, step: DayReportChange) -> DayReport | None:
    """The report after one more step."""
    if not step.state:
        return None
    report = report or DayReport(
        unit=step.unit,
        day=step.day,
        first_reported_at=step.at,
        reported_at=step.at,
        reported_by=step.by,
    )
    report.state, report.reason = step.state, step.reason
    if step.state == State.REPORTED:
        report.reported_at, report.reported_by = step.at, step.by
        report.reviewed_at = report.reviewed_by = None
    else:
        report.reviewed_at, report.reviewed_by = step.at, step.by
    return report


def lives_of(
    units: Iterable[Unit], days: Collection[date], *, known_at: datetime | None = None
) -> Mapping[UnitDay, Life]:
    """The lives of the units' days, up to a moment where one is given."""
    rows = DayReportChange.objects.filter(unit__in=units, day__in=days).select_related("unit", "by")
    if known_at is not None:
        rows = rows.filter(at__lte=known_at)
    found: dict[UnitDay, list[DayReportChange]] = {}
    for row in rows.order_by("at", "pk"):
        found.setdefault((row.unit_id, row.day), []).append(row)
    return {unit_day: Life(tuple(steps)) for unit_day, steps in found.items()}


def reports_of(
    units: Collection[Unit], days: Collection[date], *, known_at: datetime | None = None
) -> dict[UnitDay, DayReport]:
    """The units' day reports as they stand, or as they stood at a past moment."""
    if known_at is None:
        rows = DayReport.objects.filter(unit__in=units, day__in=days)
        rows = rows.select_related("reported_by", "reviewed_by")
        return {(row.unit_id, row.day): row for row in rows}
    lives = lives_of(units, days, known_at=known_at)
    reports = {unit_day: life.report for unit_day, life in lives.items()}
    return {unit_day: report for unit_day, report in reports.items() if report}


def reports_within(path: str, *, known_at: datetime) -> list[DayReport]:
    """Every day report at and below a path as it stood at a past moment, with its unit."""
    rows = DayReportChange.objects.within(path).filter(at__lte=known_at)
    steps: dict[UnitDay, list[DayReportChange]] = {}
    for row in rows.select_related("unit", "by").order_by("day", "at", "pk"):
        steps.setdefault((row.unit_id, row.day), []).append(row)
    reports = [Life(tuple(life)).report for life in steps.values()]
    return [report for report in reports if report]
