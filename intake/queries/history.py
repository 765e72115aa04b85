"""The rows behind one number: a cell's entries, or the counts that a sum is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from intake.models import Count, Entry
from residents.models import Cohort
from targets.models import Indicator
from units.models import Unit
from units.rules import BRANCH_LABELS, Branch


@dataclass(frozen=True)
class Parts:
    """The counts of one branch that add up to a unit's number on a day; branches never mix."""

    branch: str
    counts: tuple[Count, ...]

    @property
    def total(self) -> int:
        return sum(count.value or 0 for count in self.counts)


def entries_of(unit: Unit, day: date, indicator: Indicator, cohort: Cohort) -> list[Entry]:
    """Every value the cell was ever given, the current one first."""
    cell = Entry.objects.filter(unit=unit, day=day, indicator=indicator, cohort=cohort)
    return list(cell.select_related("by", "tally").order_by("-version"))


def parts_of_sum(unit: Unit, day: date, indicator: Indicator, cohort: Cohort) -> list[Parts]:
    """The counts of the units below, by branch; none for a unit that fills in its own cells."""
    below = Count.objects.within(unit.path).exclude(unit=unit)
    cell = below.filter(day=day, indicator=indicator, cohort=cohort).select_related("unit")
    rows = cell.order_by("unit__branch", "unit__position", "unit__name")
    return [
        Parts(BRANCH_LABELS[Branch(branch)], tuple(counts))
        for branch, counts in groupby(rows, key=lambda count: count.unit.branch)
    ]
