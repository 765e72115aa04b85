"""Counts by day, for any units, at any level, as known now or at any past moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from intake.models import Count, Entry, Total
from units.models import Unit

SeriesKey = tuple[int, int, int]  # unit, indicator, cohort
Days = dict[date, int]


@dataclass(frozen=True)
class Series:
    """Reported values by (unit, indicator, cohort) and day, of one branch.

    A missing day is "not reported".
    """

    days: dict[SeriesKey, Days] = field(default_factory=dict)

    def of(self, unit: int, indicator: int, cohorts: Iterable[int]) -> Days:
        """The days of some cohorts added up (they never overlap)."""
        summed: Days = defaultdict(int)
        for cohort in cohorts:
            for day, value in self.days.get((unit, indicator, cohort), {}).items():
                summed[day] += value
        return dict(summed)


def series_of(
    units: Iterable[Unit], branch: str, *, first: date, last: date, known_at: datetime | None = None
) -> Series:
    """The counts of units from `first` to `last`, both included, at or below each unit.

    `known_at` asks for what the ledger said at that moment; it reads entries instead of totals.
    """
    units = list(units)
    if known_at is not None:
        return _known_at(units, branch, (first, last), known_at)
    found: dict[SeriesKey, Days] = defaultdict(lambda: defaultdict(int))
    ids = [unit.pk for unit in units]
    own = Count.objects.filter(
        unit__in=ids, unit__branch=branch, day__range=(first, last), value__isnull=False
    )
    below = Total.objects.filter(unit__in=ids, branch=branch, day__range=(first, last))
    names = ("unit_id", "indicator_id", "cohort_id", "day", "value")
    for unit, indicator, cohort, day, value in (
        *own.values_list(*names),
        *below.values_list(*names),
    ):
        found[unit, indicator, cohort][day] += value
    return Series({key: dict(days) for key, days in found.items()})


def _known_at(
    units: list[Unit], branch: str, window: tuple[date, date], moment: datetime
) -> Series:
    """The same from the ledger: each cell's last entry made by `moment`, added up the paths."""
    found: dict[SeriesKey, Days] = defaultdict(lambda: defaultdict(int))
    rows = (
        Entry.objects.filter(at__lte=moment, day__range=window, unit__branch=branch)
        .order_by("unit", "day", "indicator", "cohort", "version")
        .values_list("unit__path", "indicator_id", "cohort_id", "day", "value")
    )
    latest = {(path, ind, cohort, day): value for path, ind, cohort, day, value in rows}
    for (path, indicator, cohort, day), value in latest.items():
        if value is None:
            continue
        for unit in units:
            if path.startswith(unit.path):
                found[unit.pk, indicator, cohort][day] += value
    return Series({key: dict(days) for key, days in found.items()})


def last_levels(
    units: Iterable[Unit], branch: str, *, last: date, known_at: datetime | None = None
) -> dict[SeriesKey, int]:
    """The last reported level of every cell by `last`, summed over the reporting units below.

    For stocks: levels of different units add up, levels of different days never do.
    """
    units = list(units)
    rows = Entry.objects.filter(day__lte=last, unit__branch=branch)
    if known_at is not None:
        rows = rows.filter(at__lte=known_at)
    latest: dict[tuple[str, int, int], int] = {}
    ordered = rows.filter(indicator__aggregation="stock").order_by("day", "version")
    by_day: dict[tuple[str, int, int, date], int | None] = {
        (path, ind, cohort, day): value
        for path, ind, cohort, day, value in ordered.values_list(
            "unit__path", "indicator_id", "cohort_id", "day", "value"
        )
    }
    for (path, indicator, cohort, _day), value in by_day.items():
        if value is not None:
            latest[path, indicator, cohort] = value
    found: dict[SeriesKey, int] = defaultdict(int)
    for (path, indicator, cohort), value in latest.items():
        for unit in units:
            if path.startswith(unit.path):
                found[unit.pk, indicator, cohort] += value
    return dict(found)
