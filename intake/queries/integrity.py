"""Every current value and every total, held against the entries they come from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery

from intake.models import Count, Entry, Total
from units.models import Unit
from units.rules import lineage

Cell = tuple[int, date, int, int]  # unit, day, indicator, cohort


@dataclass(frozen=True)
class Difference:
    """A stored figure that is not what the entries say. `branch` "" is a count, else a total."""

    unit_id: int
    unit: str
    branch: str
    day: date
    indicator_id: int
    cohort_id: int
    stored: int | None
    computed: int | None

    def as_json(self) -> dict[str, Any]:
        """For machines and for the record of the night."""
        return {
            "unit": self.unit,
            "level": "total" if self.branch else "count",
            "branch": self.branch,
            "day": self.day.isoformat(),
            "indicator": self.indicator_id,
            "cohort": self.cohort_id,
            "stored": self.stored,
            "computed": self.computed,
        }


def differences_of(root: Unit) -> tuple[int, list[Difference]]:
    """How many figures were recomputed at and below `root`, and the ones that differ."""
    units = {unit.pk: unit for unit in Unit.objects.within(root.path)}
    latest = _latest_entries(units)
    stored_counts = {
        (unit, day, ind, cohort): value
        for unit, day, ind, cohort, value in Count.objects.filter(unit__in=units).values_list(
            "unit_id", "day", "indicator_id", "cohort_id", "value"
        )
    }
    found = [
        _difference(units, "", cell, stored_counts.get(cell), latest.get(cell))
        for cell in sorted(latest.keys() | stored_counts.keys())
        if stored_counts.get(cell) != latest.get(cell) or cell not in stored_counts
    ]
    computed = _totals(latest, units)
    stored_totals = {
        (branch, (unit, day, ind, cohort)): value
        for branch, unit, day, ind, cohort, value in Total.objects.filter(
            unit__in=units
        ).values_list("branch", "unit_id", "day", "indicator_id", "cohort_id", "value")
    }
    for branch, cell in sorted(computed.keys() | stored_totals.keys()):
        stored, right = stored_totals.get((branch, cell)), computed.get((branch, cell), 0)
        if (stored or 0) != right:
            found.append(_difference(units, branch, cell, stored, right))
    return len(latest) + len(computed), found


def _latest_entries(units: dict[int, Unit]) -> dict[Cell, int | None]:
    """What the last entry of each cell says."""
    newest = Entry.objects.filter(
        unit=OuterRef("unit"),
        day=OuterRef("day"),
        indicator=OuterRef("indicator"),
        cohort=OuterRef("cohort"),
    ).order_by("-version")
    rows = Entry.objects.filter(unit__in=units, pk=Subquery(newest.values("pk")[:1])).values_list(
        "unit_id", "day", "indicator_id", "cohort_id", "value"
    )
    return {(unit, day, ind, cohort): value for unit, day, ind, cohort, value in rows}


def _totals(latest: dict[Cell, int | None], units: dict[int, Unit]) -> dict[tuple[str, Cell], int]:
    """The totals that the entries ask for, at every unit above the one that reported."""
    by_path = {unit.path: unit.pk for unit in units.values()}
    sums: dict[tuple[str, Cell], int] = defaultdict(int)
    for (unit_id, day, indicator, cohort), value in latest.items():
        unit = units[unit_id]
        for path in lineage(unit.path)[:-1]:
            if path in by_path:
                sums[unit.branch, (by_path[path], day, indicator, cohort)] += value or 0
    return sums


def _difference(
    units: dict[int, Unit], branch: str, cell: Cell, stored: int | None, computed: int | None
) -> Difference:
    unit, day, indicator, cohort = cell
    return Difference(unit, units[unit].name, branch, day, indicator, cohort, stored, computed)
