"""Moving a unit: its figures leave the totals of the line above it and join the new line's."""

from __future__ import annotations

from django.db import transaction

from intake.actions.counts import add_to_branch
from intake.actions.open_days import held_days
from intake.models import Count, Day
from intake.queries.fields import communes_of
from intake.rules.ledger import CellKey, added
from units.actions import move_unit
from units.models import Unit, User
from units.rules import lineage


@transaction.atomic
def move_with_figures(*, unit: Unit, parent: Unit | None, by: User | None) -> Unit:
    """Hang a unit, with all below it, under another parent, and carry its counts to the new totals."""
    _hold_days(unit)
    old = set(lineage(unit.path)[:-1])
    counts = list(
        Count.objects.within(unit.path).filter(value__isnull=False).select_related("unit")
    )
    branches = {count.unit_id: count.unit.branch for count in counts}
    move_unit(unit=unit, parent=parent, by=by)
    new = set(lineage(unit.path)[:-1])
    above = dict(Unit.objects.filter(path__in=old ^ new).values_list("path", "pk"))
    signs = [(above[path], -1) for path in old - new] + [(above[path], 1) for path in new - old]
    for branch in sorted(set(branches.values())):
        deltas = [
            (CellKey(up, count.day, count.indicator_id, count.cohort_id), sign * (count.value or 0))
            for count in counts
            for up, sign in signs
            if branches[count.unit_id] == branch
        ]
        add_to_branch(branch, added(deltas))
    return unit


def _hold_days(unit: Unit) -> None:
    """Hold the days on which the units have counts, so that no save passes by while they move."""
    units = list(Unit.objects.within(unit.path))
    communes = set(communes_of(units).values())
    held_days(set(Day.objects.filter(unit__in=communes).values_list("unit_id", "day")))
