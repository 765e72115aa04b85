"""What plans and population say of cells, whatever the day: half of the ground for `doubts_of`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from intake.queries.fields import asks
from intake.queries.tallies import column_heading
from intake.rules import ledger
from intake.rules.doubts import FLOW, FREQUENCY, STOCK, Basis
from intake.rules.ledger import CellKey
from residents.models import Population
from targets.models import Baseline, EntryField, Indicator, Target
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
        asked: dict[tuple[int, int], EntryField] = {}
        for field in fields:
            if asks(field, unit):
                asked.setdefault((field.indicator_id, field.cohort_id), field)
        cells = {
            cell_name(unit.pk, *pair): known.basis(unit.pk, field, asked)
            for pair, field in asked.items()
        }
        if cells:
            found[unit.pk] = cells
    return found


def followed_by(fields: Iterable[EntryField]) -> dict[int, dict[int, str]]:
    """By indicator of the fields, those whose totals it cannot exceed, with their short names."""
    indicators = {field.indicator_id for field in fields}
    rows = Indicator.objects.filter(pk__in=indicators, follows__isnull=False).order_by(
        "follows__position"
    )
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for pk, other, name in rows.values_list("pk", "follows", "follows__short_label"):
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
        percents = list(
            Target.objects.filter(
                plan__in={field.plan_id for field in fields}, goal_kind=Target.Goal.PERCENT
            ).values_list("plan_id", "indicator_id", "cohort_id", "denominator_cohort_id")
        )
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
    plans = {field.plan_id for field in fields}
    rows = Baseline.objects.filter(plan__in=plans, unit__in=units).select_related("plan")
    return {
        (row.plan_id, row.unit_id, row.indicator_id, row.cohort_id): row.value
        for row in rows
        if not (row.as_of and row.plan.first_day and row.as_of >= row.plan.first_day)
    }


def _people(units: Collection[Unit]) -> dict[tuple[int, int], int]:
    """The newest figure counts; of several kinds of residence the largest."""
    rows = Population.objects.filter(unit__in=units).order_by("as_of", "people")
    return {(u, c): n for u, c, n in rows.values_list("unit_id", "cohort_id", F("people"))}
