"""What a tally says and does: its grid before and after, its totals, its place in the list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from intake.models import Count, Tally
from intake.rules.ledger import CellKey, is_change
from plans.models import Plan
from residents.models import Cohort
from targets.models import Indicator
from units.models import Unit

EVERYBODY = "all"


@dataclass(frozen=True)
class Terms:
    """The units, indicators and cohorts that a tally names, by code."""

    units: dict[str, Unit]
    indicators: dict[str, Indicator]
    cohorts: dict[str, Cohort]

    def key(self, cell: Mapping[str, Any]) -> CellKey:
        """The ledger's key of a cell of a reading."""
        return CellKey(
            self.units[cell["unit"]].pk,
            date.fromisoformat(cell["date"]),
            self.indicators[cell["indicator"]].pk,
            self.cohorts[cell["cohort"]].pk,
        )

    def heading(self, indicator: str, cohort: str) -> str:
        """The words of a column."""
        return column_heading(self.indicators[indicator], self.cohorts[cohort])


@dataclass(frozen=True)
class GridCell:
    """One cell before and after; `after` None where the workbook says nothing of it."""

    before: int | None
    after: int | None
    is_change: bool


@dataclass(frozen=True)
class GridRow:
    """A unit's day."""

    day: date
    cells: tuple[GridCell | None, ...]


@dataclass(frozen=True)
class UnitGrid:
    """All that a tally says of one unit, days down and cells across."""

    unit: str
    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]
    changes: int
    unchanged: int


@dataclass(frozen=True)
class TotalLine:
    """An indicator and cohort of the tally's units, up to today: before the tally and with it."""

    label: str
    before: int
    after: int

    @property
    def difference(self) -> int:
        return self.after - self.before


def column_heading(indicator: Indicator, cohort: Cohort) -> str:
    """ "Căn cước 6–14"; where everybody counts, the cohort goes without saying."""
    if cohort.code == EVERYBODY:
        return indicator.short_label
    return f"{indicator.short_label} {cohort.short_label}"


def terms_of(cells: Iterable[Mapping[str, Any]]) -> Terms:
    """The rows behind the codes of a reading's cells."""
    cells = list(cells)
    units = Unit.objects.filter(code__in={c["unit"] for c in cells})
    indicators = Indicator.objects.filter(code__in={c["indicator"] for c in cells})
    cohorts = Cohort.objects.filter(code__in={c["cohort"] for c in cells})
    return Terms(
        {u.code: u for u in units}, {i.code: i for i in indicators}, {c.code: c for c in cohorts}
    )


def grids_of(cells: list[dict[str, Any]], terms: Terms) -> list[UnitGrid]:
    """The cells of a reading as grids, in the order in which units and fields are listed."""
    columns = sorted(
        {(c["indicator"], c["cohort"]) for c in cells},
        key=lambda c: (terms.indicators[c[0]].position, terms.cohorts[c[1]].position, c),
    )
    by_unit: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for cell in cells:
        by_unit[cell["unit"]].append(cell)
    units = sorted(by_unit, key=lambda code: (terms.units[code].position, terms.units[code].name))
    return [_unit_grid(terms, code, columns, by_unit[code]) for code in units]


def _unit_grid(
    terms: Terms, unit: str, columns: list[tuple[str, str]], cells: list[dict[str, Any]]
) -> UnitGrid:
    found = {(c["date"], c["indicator"], c["cohort"]): _grid_cell(c) for c in cells}
    rows = tuple(
        GridRow(date.fromisoformat(day), tuple(found.get((day, *column)) for column in columns))
        for day in sorted({c["date"] for c in cells})
    )
    changes = sum(cell.is_change for cell in found.values())
    headings = tuple(terms.heading(*column) for column in columns)
    return UnitGrid(terms.units[unit].name, headings, rows, changes, len(found) - changes)


def _grid_cell(cell: dict[str, Any]) -> GridCell:
    changed = is_change(stored=cell["before"], version=cell["version"], sent=cell["value"])
    return GridCell(cell["before"], cell["value"], changed)


def totals_of(cells: list[dict[str, Any]], terms: Terms, plan: Plan) -> list[TotalLine]:
    """Running totals of the tally's units over the plan's days, without its cells and with them.

    Flows add up over days; a stock is each unit's last level; times a week are never accumulated.
    """
    sent = {terms.key(cell): cell["value"] for cell in cells}
    stored = _stored(terms, plan)
    without = stored | {terms.key(cell): cell["before"] for cell in cells}
    columns = sorted(
        {(c["indicator"], c["cohort"]) for c in cells},
        key=lambda c: (terms.indicators[c[0]].position, terms.cohorts[c[1]].position, c),
    )
    return [
        TotalLine(
            terms.heading(*column),
            _total(without, column, terms),
            _total(stored | sent, column, terms),
        )
        for column in columns
        if terms.indicators[column[0]].aggregation != Indicator.Aggregation.FREQUENCY
    ]


def _stored(terms: Terms, plan: Plan) -> dict[CellKey, int | None]:
    rows = Count.objects.filter(
        unit__in=[u.pk for u in terms.units.values()],
        indicator__in=[i.pk for i in terms.indicators.values()],
        cohort__in=[c.pk for c in terms.cohorts.values()],
        day__gte=plan.first_day or date.min,
        day__lte=plan.ends_on or date.max,
    )
    return {CellKey(r.unit_id, r.day, r.indicator_id, r.cohort_id): r.value for r in rows}


def _total(values: Mapping[CellKey, int | None], column: tuple[str, str], terms: Terms) -> int:
    indicator, cohort = terms.indicators[column[0]], terms.cohorts[column[1]]
    days = sorted(
        (key.day, key.unit_id, value)
        for key, value in values.items()
        if (key.indicator_id, key.cohort_id) == (indicator.pk, cohort.pk) and value is not None
    )
    if indicator.aggregation == Indicator.Aggregation.STOCK:
        return sum({unit: value for _, unit, value in days}.values())
    return sum(value for _, _, value in days)


def committed_before(*, unit: Unit, sha256: str) -> Tally | None:
    """The tally that took in the very same file from the same unit, unless it was undone since."""
    return (
        Tally.objects.filter(unit=unit, sha256=sha256, state=Tally.State.COMMITTED)
        .select_related("unit", "plan", "by")
        .first()
    )


def receipt_of(tally: Tally) -> dict[str, Any]:
    """The receipt as machines read it, with what became of the tally since."""
    hidden = {"reports_before"}  # kept for the undo alone
    shown = {name: value for name, value in tally.receipt.items() if name not in hidden}
    return {**shown, "state": tally.state, "undo": tally.receipt.get("undo")}
