"""What the ledger and the plans know of the entry page's cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, OuterRef, Q, Subquery, Sum

from intake.models import Count
from intake.queries.bases import LONG_AGO
from intake.queries.entry.cells import Duty, Level
from intake.rules.ledger import CellKey
from targets.models import EntryField, Indicator, Target
from targets.rules.quotas import period_start
from units.models import Unit

PERIODS = ("week", "month")
Aggregation = Indicator.Aggregation


@dataclass(frozen=True)
class Figures:
    """What the ledger knows of a cell on a day: `total` counts from the plan's first day.

    `week` and `month` count the days before this one in its week and month, of frequencies only.
    """

    value: int | None = None
    version: int = 0
    previous: int | None = None
    total: int = 0
    week: int = 0
    month: int = 0

    def before(self, period: str) -> int:
        """The times on the earlier days of a period."""
        return {"week": self.week, "month": self.month}.get(period, 0)


@dataclass(frozen=True)
class Known:
    """All that stands beside the fields of a day, by cell or by plan and indicator."""

    figures: dict[CellKey, Figures]
    levels: dict[tuple[int, int, int], Level]
    duties: dict[tuple[int, int], Target]

    def duty(self, field: EntryField, figures: Figures) -> Duty | None:
        """The duty that a plan lays on a frequency."""
        target = self.duties.get((field.plan_id, field.indicator_id))
        if target is None:
            return None
        period = target.goal_period
        return Duty(int(target.goal_value), period, figures.before(period))


def known_of(units: list[Unit], fields: list[EntryField], day: date) -> Known:
    """One query for the counts; one more for levels and for duties, where a field asks for them."""
    by_kind = {
        kind: {field.indicator_id for field in fields if field.indicator.aggregation == kind}
        for kind in (Aggregation.STOCK, Aggregation.FREQUENCY)
    }
    frequencies = by_kind[Aggregation.FREQUENCY]
    return Known(
        _figures(units, fields, day, with_periods=bool(frequencies)),
        _levels(units, by_kind[Aggregation.STOCK], day),
        _duties(fields, frequencies),
    )


def _figures(
    units: list[Unit], fields: list[EntryField], day: date, *, with_periods: bool
) -> dict[CellKey, Figures]:
    begun = Q(pk__in=[])
    for field in {(f.indicator_id, f.cohort_id): f for f in reversed(fields)}.values():
        first = field.plan.first_day or LONG_AGO
        begun |= Q(indicator=field.indicator_id, cohort=field.cohort_id, day__gte=first)
    sums: dict[str, Any] = {
        period: Sum("value", filter=Q(day__gte=period_start(day, period), day__lt=day))
        for period in (PERIODS if with_periods else ())
    }
    rows = (
        Count.objects.filter(unit__in=units, day__lte=day)
        .values("unit_id", "indicator_id", "cohort_id")
        .annotate(
            current=Max("value", filter=Q(day=day)),
            last_version=Max("version", filter=Q(day=day)),
            previous=Max("value", filter=Q(day=day - timedelta(days=1))),
            total=Sum("value", filter=begun),
            **sums,
        )
        .order_by()
    )
    return {
        CellKey(row["unit_id"], day, row["indicator_id"], row["cohort_id"]): Figures(
            row["current"],
            row["last_version"] or 0,
            row["previous"],
            row["total"] or 0,
            *((row[period] or 0) for period in sums),
        )
        for row in rows
    }


def _levels(units: list[Unit], stocks: set[int], day: date) -> dict[tuple[int, int, int], Level]:
    """The last levels before a day."""
    if not stocks:
        return {}
    reported = Count.objects.filter(
        unit__in=units, indicator__in=stocks, day__lt=day, value__isnull=False
    )
    same = {name: OuterRef(name) for name in ("unit", "indicator", "cohort")}
    last = reported.filter(**same).order_by("-day").values("day")[:1]
    rows = reported.filter(day=Subquery(last))
    names = rows.values_list("unit_id", "indicator_id", "cohort_id", "value", "day")
    return {(u, i, c): Level(value or 0, on) for u, i, c, value, on in names}


def _duties(fields: list[EntryField], frequencies: set[int]) -> dict[tuple[int, int], Target]:
    """The targets of so many a period, by plan and indicator."""
    if not frequencies:
        return {}
    targets = Target.objects.filter(
        plan__in={field.plan_id for field in fields},
        indicator__in=frequencies,
        goal_kind=Target.Goal.PER_PERIOD,
    ).order_by("-position")
    return {(target.plan_id, target.indicator_id): target for target in targets}
