"""What a tally says and does: its grid before and after, its totals, its place in the list."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from django.db.models import Q, QuerySet, Sum

from intake.models import Count, Entry, Layout, Source, Tally
from intake.rules.kept import KeptCell, kept_cells, receipt_number
from intake.rules.ledger import CellKey
from plans.models import Plan
from residents.models import Cohort
from targets.models import Indicator
from units.models import Unit, User

EVERYBODY = "all"
MOST_FORMER = 10
Totals = dict[tuple[int, int], int]  # by indicator and cohort
Change = tuple[CellKey, int | None, int | None]  # what stood in a cell, and what stands there now
_NOT_SUMMED = (Indicator.Aggregation.STOCK, Indicator.Aggregation.FREQUENCY)


@dataclass(frozen=True)
class Terms:
    """The units, indicators and cohorts that a tally names, by code."""

    units: dict[str, Unit]
    indicators: dict[str, Indicator]
    cohorts: dict[str, Cohort]

    def key(self, cell: KeptCell) -> CellKey:
        """The ledger's key of a cell of a reading."""
        return CellKey(
            self.units[cell.unit].pk,
            cell.day,
            self.indicators[cell.indicator].pk,
            self.cohorts[cell.cohort].pk,
        )

    def heading(self, indicator: str, cohort: str) -> str:
        """The words of a column."""
        return column_heading(self.indicators[indicator], self.cohorts[cohort])

    def columns(self, cells: Iterable[KeptCell]) -> list[tuple[str, str]]:
        """Indicator and cohort of every column that the cells need, in the order of the fields."""
        return sorted(
            {(c.indicator, c.cohort) for c in cells},
            key=lambda c: (self.indicators[c[0]].position, self.cohorts[c[1]].position, c),
        )


@dataclass(frozen=True)
class GridCell:
    """One cell before and after; `number` is its place among the tally's cells."""

    cell: KeptCell
    number: int


@dataclass(frozen=True)
class GridRow:
    """A unit's day."""

    day: date
    cells: tuple[GridCell | None, ...]


@dataclass(frozen=True)
class UnitLine:
    """What a tally does to one unit, in figures."""

    code: str
    unit: str
    days: int
    changes: int
    overlaps: int
    unchanged: int


@dataclass(frozen=True)
class UnitGrid:
    """All that a tally says of one unit, days down and cells across."""

    line: UnitLine
    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]


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


def terms_of(cells: Iterable[KeptCell]) -> Terms:
    """The rows behind the codes of a reading's cells."""
    cells = list(cells)
    units = Unit.objects.filter(code__in={c.unit for c in cells})
    indicators = Indicator.objects.filter(code__in={c.indicator for c in cells})
    cohorts = Cohort.objects.filter(code__in={c.cohort for c in cells})
    return Terms(
        {u.code: u for u in units}, {i.code: i for i in indicators}, {c.code: c for c in cohorts}
    )


def widened(terms: Terms, keys: Collection[CellKey]) -> Terms:
    """The terms with what other cells name."""
    units = Unit.objects.filter(pk__in={key.unit_id for key in keys})
    indicators = Indicator.objects.filter(pk__in={key.indicator_id for key in keys})
    cohorts = Cohort.objects.filter(pk__in={key.cohort_id for key in keys})
    return Terms(
        terms.units | {u.code: u for u in units},
        terms.indicators | {i.code: i for i in indicators},
        terms.cohorts | {c.code: c for c in cohorts},
    )


def unit_lines(cells: Iterable[KeptCell], terms: Terms) -> list[UnitLine]:
    """One line a unit, in the order in which units are listed."""
    by_unit: dict[str, list[KeptCell]] = defaultdict(list)
    for cell in cells:
        by_unit[cell.unit].append(cell)
    codes = sorted(by_unit, key=lambda code: (terms.units[code].position, terms.units[code].name))
    return [_unit_line(terms.units[code], by_unit[code]) for code in codes]


def _unit_line(unit: Unit, cells: list[KeptCell]) -> UnitLine:
    changes = sum(cell.is_change for cell in cells)
    return UnitLine(
        unit.code,
        unit.name,
        len({cell.date for cell in cells}),
        changes,
        sum(cell.overlaps for cell in cells),
        len(cells) - changes,
    )


def unit_grid(cells: Sequence[KeptCell], terms: Terms, line: UnitLine) -> UnitGrid:
    """The cells of one unit as a grid; its columns are the unit's own."""
    numbered = [GridCell(c, number) for number, c in enumerate(cells) if c.unit == line.code]
    columns = terms.columns(shown.cell for shown in numbered)
    found = {(g.cell.date, g.cell.indicator, g.cell.cohort): g for g in numbered}
    rows = tuple(
        GridRow(date.fromisoformat(day), tuple(found.get((day, *column)) for column in columns))
        for day in sorted({g.cell.date for g in numbered})
    )
    return UnitGrid(line, tuple(terms.heading(*column) for column in columns), rows)


@dataclass(frozen=True)
class Overlap:
    """Stored figures that a tally would replace: whose they are and how many."""

    source: str
    by: str
    receipt: str  # "" where they were not sent as a tally
    tally_id: int | None
    cells: int


def overlaps_of(cells: Iterable[KeptCell], terms: Terms) -> list[Overlap]:
    """Whose stored figures differ from the tally's, most first."""
    held = {terms.key(cell): cell.version for cell in cells if cell.overlaps}
    rows = Entry.objects.filter(
        unit__in={key.unit_id for key in held}, day__in={key.day for key in held}
    ).order_by()
    origins = Counter(
        row[5:]
        for row in rows.values_list(*CellKey._fields, "version", "source", "by", "tally")
        if held.get(CellKey(*row[:4])) == row[4]
    )
    people = User.objects.in_bulk({by for _, by, _ in origins})
    return [
        Overlap(
            Source(source).label, str(people[by]), receipt_number(tally) if tally else "", tally, n
        )
        for (source, by, tally), n in origins.most_common()
    ]


def former_tally(tally: Tally) -> Tally | None:
    """The sender's last tally of the same file name that tells of the same units and days.

    A head who calls every week's file "bao cao.xlsx" does not replace last week's, nor an officer
    one village's file by the next one's.
    """
    rows = (
        Tally.objects.filter(
            unit=tally.unit,
            plan=tally.plan,
            by=tally.by,
            file_name=tally.file_name,
            state=Tally.State.COMMITTED,
        )
        .exclude(pk=tally.pk)
        .defer("reading", "cells")
        .order_by("-committed_at")
    )
    told = {(cell.unit, cell.day) for cell in kept_cells(tally.cells)}
    return next((row for row in rows[:MOST_FORMER] if told & _told_of(row)), None)


def _told_of(tally: Tally) -> set[tuple[str, date]]:
    return {(cell.unit, cell.day) for cell in kept_cells(tally.cells)}


def totals_of(cells: Sequence[KeptCell], terms: Terms, plan: Plan) -> list[TotalLine]:
    """Running totals of the tally's units over the plan's days, as stored and as they will be.

    Flows add up over days; a stock is each unit's last level; times a week are never accumulated.
    """
    before = running_totals(terms, plan)
    after = Counter(before)
    for cell in cells:
        indicator, cohort = terms.indicators[cell.indicator], terms.cohorts[cell.cohort]
        if indicator.aggregation not in _NOT_SUMMED:
            after[indicator.pk, cohort.pk] += cell.value - (cell.before or 0)
    levels = _levels(terms, plan) | {terms.key(c): c.value for c in cells if _is_stock(c, terms)}
    return total_lines(terms, before, dict(after) | _last_levels(levels))


def total_lines(terms: Terms, before: Totals, after: Totals) -> list[TotalLine]:
    """Two states of the running totals side by side, in the order of the fields."""
    lines = []
    pairs = product(
        sorted(terms.indicators.values(), key=lambda i: (i.position, i.code)),
        sorted(terms.cohorts.values(), key=lambda c: (c.position, c.code)),
    )
    for indicator, cohort in pairs:
        if (indicator.pk, cohort.pk) not in before.keys() | after.keys():
            continue
        if indicator.aggregation != Indicator.Aggregation.FREQUENCY:
            key = (indicator.pk, cohort.pk)
            heading = column_heading(indicator, cohort)
            lines.append(TotalLine(heading, before.get(key, 0), after.get(key, 0)))
    return lines


def totals_around(terms: Terms, plan: Plan, changes: Iterable[Change]) -> tuple[Totals, Totals]:
    """The running totals as they were before the changes, and as they are now."""
    after, levels = running_totals(terms, plan), _levels(terms, plan)
    before = Counter(after)
    summed = {i.pk for i in terms.indicators.values() if i.aggregation not in _NOT_SUMMED}
    for key, old, new in changes:
        if key.indicator_id in summed:
            before[key.indicator_id, key.cohort_id] += (old or 0) - (new or 0)
        elif key in levels:
            levels[key] = old
    return dict(before) | _last_levels(levels), after


def running_totals(terms: Terms, plan: Plan) -> Totals:
    """What the units of a tally have reported so far, by indicator and cohort."""
    flows = _counts(terms, plan).exclude(indicator__aggregation__in=_NOT_SUMMED).order_by()
    sums = flows.values_list("indicator", "cohort").annotate(total=Sum("value"))
    return {(i, c): total or 0 for i, c, total in sums} | _last_levels(_levels(terms, plan))


def _is_stock(cell: KeptCell, terms: Terms) -> bool:
    return terms.indicators[cell.indicator].aggregation == Indicator.Aggregation.STOCK


def _counts(terms: Terms, plan: Plan) -> QuerySet[Count]:
    return Count.objects.filter(
        unit__in=[u.pk for u in terms.units.values()],
        indicator__in=[i.pk for i in terms.indicators.values()],
        cohort__in=[c.pk for c in terms.cohorts.values()],
        day__gte=plan.first_day or date.min,
        day__lte=plan.ends_on or date.max,
    )


def _levels(terms: Terms, plan: Plan) -> dict[CellKey, int | None]:
    rows = _counts(terms, plan).filter(indicator__aggregation=Indicator.Aggregation.STOCK)
    return {CellKey(r.unit_id, r.day, r.indicator_id, r.cohort_id): r.value for r in rows}


def _last_levels(levels: Mapping[CellKey, int | None]) -> Totals:
    """Each unit's last level, added up."""
    last: dict[tuple[int, int, int], int] = {}
    for key in sorted(levels, key=lambda key: key.day):
        value = levels[key]
        if value is not None:
            last[key.unit_id, key.indicator_id, key.cohort_id] = value
    sums: Counter[tuple[int, int]] = Counter()
    for (_, indicator, cohort), value in last.items():
        sums[indicator, cohort] += value
    return dict(sums)


def chosen_cells(tally: Tally) -> list[KeptCell]:
    """The cells that go in, or went in: all, or only those without a stored figure."""
    cells = kept_cells(tally.cells)
    if tally.choice == Tally.Choice.FILL:
        return [cell for cell in cells if not cell.overlaps]
    return cells


def known_file(*, unit: Unit, plan: Plan, sha256: str, by: User) -> Tally | None:
    """The tally that holds the very same file of the unit: taken in, or the sender's own still open."""
    same = Tally.objects.filter(unit=unit, plan=plan, sha256=sha256)
    is_open = Q(by=by, state__in=[Tally.State.PREVIEW, Tally.State.READING, Tally.State.ENTERING])
    return (
        same.filter(Q(state=Tally.State.COMMITTED) | is_open)
        .select_related("unit", "plan", "by")
        .order_by("state")  # "committed" comes first
        .first()
    )


def remembered_layout(tally: Tally) -> Layout | None:
    """The sender's earlier confirmation of a workbook of the same shape."""
    layouts = Layout.objects.filter(unit=tally.unit, fingerprint=tally.reading.get("layout", ""))
    return (
        layouts.exclude(tally=tally)
        .select_related("tally")
        .defer("tally__cells", "tally__reading", "tally__receipt")
        .first()
    )


def receipt_of(tally: Tally) -> dict[str, Any]:
    """The receipt as machines read it, with what became of the tally since."""
    hidden = {"reports_before"}  # kept for the undo alone
    shown = {name: value for name, value in tally.receipt.items() if name not in hidden}
    return {**shown, "state": tally.state, "undo": tally.receipt.get("undo")}
