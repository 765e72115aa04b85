"""What plans and population say of cells, whatever the day: half of the ground for `doubts_of`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from intake.queries.fields import PEOPLE_SQL, asked_once
from intake.queries.sql import rows_of
from intake.queries.tallies import column_heading
from intake.rules import ledger
from intake.rules.doubts import FLOW, FREQUENCY, STOCK, Basis
from intake.rules.ledger import CellKey
from targets.models import EntryField, Indicator
from units.models import Unit

LONG_AGO = date(1900, 1, 1)
_KINDS = {
    Indicator.Aggregation.STOCK.value: STOCK,
    Indicator.Aggregation.FREQUENCY.value: FREQUENCY,
}
Bases = dict[int, dict[str, Basis]]  # by unit, then by the cells' names


def cell_name(unit: int, indicator: int, cohort: int) -> str:
    """A cell's name in the entry form and in facts, the same on every day."""
    return ledger.cell_name(CellKey(unit, date.min, indicator, cohort))


def bases_of(units: Collection[Unit], fields: Collection[EntryField]) -> Bases:
    """The cells that each unit fills in, each once; of several plans the first one's in `fields`."""
    known = _Known.read(units, fields)
    found: Bases = {}
    for unit in units:
        asked = asked_once(unit, fields)
        cells = {
            cell_name(unit.pk, *pair): known.basis(unit.pk, field, asked)
            for pair, field in asked.items()
        }
        if cells:
            found[unit.pk] = cells
    return found


def followed_by(fields: Iterable[EntryField]) -> dict[int, dict[int, str]]:
    """By indicator of the fields, those whose totals it cannot exceed, with their short names."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for pk, other, name in rows_of(_FOLLOWS_SQL, {field.indicator_id for field in fields}):
        found[pk][other] = name
    return dict(found)


@dataclass(frozen=True)
class _Known:
    """All that was read for a number of units and fields."""

    follows: dict[int, dict[int, str]]
    starts: dict[tuple[int, int, int, int | None], int]  # plan, unit, indicator, cohort
    people: dict[tuple[int, int], int]  # unit, cohort
    denominators: dict[tuple[int, int, int | None], int]  # plan, indicator, cohort -> cohort
    shares: frozenset[tuple[int, int]]  # plan and indicator of every target in percent

    @classmethod
    def read(cls, units: Collection[Unit], fields: Collection[EntryField]) -> _Known:
        percents = rows_of(_PERCENTS_SQL, {field.plan_id for field in fields})
        return cls(
            followed_by(fields),
            _starts(units, fields),
            _people(units),
            {(plan, i, c): of for plan, i, c, of in percents if of is not None},
            frozenset((plan, indicator) for plan, indicator, _, _ in percents),
        )

    def basis(
        self, unit: int, field: EntryField, asked: dict[tuple[int, int], EntryField]
    ) -> Basis:
        """The cell of a field; `asked` are all that the unit fills in."""
        plan, indicator, cohort = field.plan_id, field.indicator, field.cohort_id
        followed = self.follows.get(indicator.pk, {})
        starts = {pk: self.starts.get((plan, unit, pk, cohort)) for pk in followed}
        levels = [start for start in starts.values() if start is not None]
        named = [n for pk, n in followed.items() if starts[pk] is not None or (pk, cohort) in asked]
        is_part = indicator.share_of_id is not None and (indicator.share_of_id, cohort) in asked
        return Basis(
            row=str(unit),
            label=column_heading(indicator, field.cohort),
            kind=_KINDS.get(indicator.aggregation, FLOW),
            first=field.plan.first_day or LONG_AGO,
            start=self.starts.get((plan, unit, indicator.pk, cohort)),
            people=self._people_of(unit, field),
            follows=tuple(cell_name(unit, pk, cohort) for pk in followed),
            received_start=sum(levels) if levels else None,
            received_label=" + ".join(named),
            whole=cell_name(unit, indicator.share_of_id or 0, cohort) if is_part else "",
            must_rise=field.plan.must_rise_daily and (plan, indicator.pk) in self.shares,
        )

    def _people_of(self, unit: int, field: EntryField) -> int | None:
        """The people of the cell's cohort, else of the one that a target takes as its denominator."""
        own = self.people.get((unit, field.cohort_id))
        of = self.denominators.get((field.plan_id, field.indicator_id, field.cohort_id))
        return self.people.get((unit, of)) if own is None and of is not None else own


def _starts(
    units: Collection[Unit], fields: Collection[EntryField]
) -> dict[tuple[int, int, int, int | None], int]:
    """Levels from before the plan; one taken after it began says nothing of its beginning."""
    begins = {field.plan_id: field.plan.first_day for field in fields}
    rows = rows_of(_STARTS_SQL, begins.keys(), {unit.pk for unit in units})
    return {
        (plan, unit, indicator, cohort): value
        for plan, unit, indicator, cohort, as_of, value in rows
        if not (as_of and begins[plan] and as_of >= begins[plan])
    }


def _people(units: Collection[Unit]) -> dict[tuple[int, int], int]:
    """The newest figure counts; of several kinds of residence the largest."""
    rows = rows_of(PEOPLE_SQL, {unit.pk for unit in units})
    return {(unit, cohort): people for unit, cohort, people in rows}


_FOLLOWS_SQL = """
SELECT pair.from_indicator_id, other.id, other.short_label
FROM targets_indicator_follows AS pair
JOIN targets_indicator AS other ON other.id = pair.to_indicator_id
WHERE pair.from_indicator_id {among} ORDER BY other.position, other.id
"""
_PERCENTS_SQL = """
SELECT plan_id, indicator_id, cohort_id, denominator_cohort_id FROM targets_target
WHERE goal_kind = 'percent' AND plan_id {among} ORDER BY plan_id, position
"""
_STARTS_SQL = """
SELECT plan_id, unit_id, indicator_id, cohort_id, as_of, value FROM targets_baseline
WHERE plan_id {among} AND unit_id {among}
"""
