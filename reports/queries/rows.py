"""The rows under a number: one unit's days for one target, and one day's units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from intake.queries.series import Series
from reports.queries.done import is_stock, since_start, whole_since_start
from reports.queries.facts import PlanFigures
from reports.queries.progress import Moment, progress_of_target
from reports.rules.sentences import Line
from residents.models import Cohort
from targets.models import Indicator, Target
from units.models import Unit


@dataclass(frozen=True)
class Column:
    """A cohort counted for the target; `is_whole` marks those of the denominator of a share."""

    indicator: str
    cohort: str
    label: str
    keys: tuple[int, int]
    is_whole: bool = False


@dataclass(frozen=True)
class Cell:
    """A day's value of a column; None is "not reported"."""

    column: Column
    value: int | None


@dataclass(frozen=True)
class DayRow:
    """A day: its cells, their sum, the level at its end, the level owed, and how many reported.

    `whole` is the level of a share's denominator.
    """

    day: date
    cells: list[Cell]
    total: int | None
    level: int | None
    whole: int | None
    expected: int | None
    reported: int


@dataclass(frozen=True)
class UnitDay:
    """One unit's cells of one day."""

    unit: Unit
    cells: list[Cell]
    total: int | None


@dataclass(frozen=True)
class Rows:
    """The rows whose last level is the number that was clicked on."""

    line: Line
    columns: list[Column]
    start: int | None
    days: list[DayRow]
    below: list[Unit]

    @property
    def has_sum(self) -> bool:
        """Whether a day's cells add up to more than one of them."""
        return sum(not column.is_whole for column in self.columns) > 1

    @property
    def has_whole(self) -> bool:
        return any(column.is_whole for column in self.columns)


def rows_of(figures: PlanFigures, target: Target, below: list[Unit], moment: Moment) -> Rows:
    """The days of the figures' first unit; `below` are the units that its counts come from."""
    root = figures.units[0]
    row = progress_of_target(figures, target, root, moment)
    columns = columns_of(figures, target)
    days = [
        DayRow(
            day=day,
            cells=(cells := _sums(figures, target, below or [root], columns, day)),
            total=_total(cells),
            level=_level_on(figures, target, below or [root], columns, day),
            whole=_level(*whole_since_start(figures, target, root), day),
            expected=row.path.expected_on(day) if row.path else None,
            reported=_reported_count(figures, target, below, columns, day),
        )
        for day in _days(figures, target, root, columns, moment)
    ]
    return Rows(Line(row), columns, row.start, days, below)


def _level_on(
    figures: PlanFigures, target: Target, sources: list[Unit], columns: list[Column], day: date
) -> int | None:
    """The level at the end of a day: what was there and came in since, or every last level of a stock."""
    if not is_stock(target):
        return _level(*since_start(figures, target, figures.units[0]), day)
    series = figures.series[target.branch].days
    cells = [series.get((unit.pk, *column.keys), {}) for unit in sources for column in columns]
    levels = [cell[max(past)] for cell in cells if (past := [d for d in cell if d <= day])]
    return sum(levels) if levels else None


def _level(start: int | None, counted: dict[date, int], day: date) -> int | None:
    known = [n for counted_on, n in counted.items() if counted_on <= day]
    return (start or 0) + sum(known) if known or start is not None else None


def _reported_count(
    figures: PlanFigures, target: Target, below: list[Unit], columns: list[Column], day: date
) -> int:
    cells = [_cells(figures, target, unit, columns, day) for unit in below]
    return sum(_total(row) is not None for row in cells)


def columns_of(figures: PlanFigures, target: Target) -> list[Column]:
    """The cells that make up the target's count, then those of a share's denominator."""
    parts = figures.parts(target.branch, target.indicator_id, target.cohort_id)
    wanted = [(target.indicator, part, False) for part in parts]
    whole = target.denominator_indicator
    if whole is not None and whole.pk != target.indicator_id:
        cohort = target.denominator_cohort_id or target.cohort_id
        wanted += [(whole, part, True) for part in figures.parts(target.branch, whole.pk, cohort)]
    names = {c.pk: c for c in Cohort.objects.filter(pk__in={part for _, part, _ in wanted})}
    return [_column(indicator, names[part], is_whole) for indicator, part, is_whole in wanted]


def _column(indicator: Indicator, cohort: Cohort, is_whole: bool) -> Column:
    label = indicator.short_label if is_whole or cohort.code == "all" else cohort.short_label
    return Column(indicator.code, cohort.code, label, (indicator.pk, cohort.pk), is_whole)


def day_of(
    figures: PlanFigures, target: Target, rows: Rows, day: date, *, shown: list[Unit]
) -> tuple[list[UnitDay], UnitDay]:
    """One day's units, of which `shown` are listed, and the sum of all, in the columns of the rows above."""
    found = []
    for unit in shown:
        cells = _cells(figures, target, unit, rows.columns, day)
        found.append(UnitDay(unit, cells, _total(cells)))
    sums = _sums(figures, target, rows.below, rows.columns, day)
    return found, UnitDay(figures.units[0], sums, _total(sums))


def _cells(
    figures: PlanFigures, target: Target, unit: Unit, columns: list[Column], day: date
) -> list[Cell]:
    series = figures.series[target.branch]
    return [Cell(column, _value(series, unit, column, day)) for column in columns]


def _sums(
    figures: PlanFigures, target: Target, units: list[Unit], columns: list[Column], day: date
) -> list[Cell]:
    """The cells of units added up. A total of nought does not tell a reported zero from silence."""
    rows = [_cells(figures, target, unit, columns, day) for unit in units]
    return [
        Cell(column, sum(known) if known else None)
        for column, cells in zip(columns, zip(*rows, strict=True), strict=True)
        for known in [[cell.value for cell in cells if cell.value is not None]]
    ]


def _value(series: Series, unit: Unit, column: Column, day: date) -> int | None:
    return series.days.get((unit.pk, *column.keys), {}).get(day)


def _total(cells: list[Cell]) -> int | None:
    """The sum of what was reported for the target itself; None where nothing was."""
    known = [cell.value for cell in cells if cell.value is not None and not cell.column.is_whole]
    return sum(known) if known else None


def _days(
    figures: PlanFigures, target: Target, unit: Unit, columns: list[Column], moment: Moment
) -> list[date]:
    """Every day from the plan's first to the last that is over; reported ones alone where the figures
    are due weekly, or where nothing came in at all."""
    series = figures.series[target.branch]
    reported = {day for column in columns for day in series.days.get((unit.pk, *column.keys), {})}
    first = figures.plan.first_day
    if not reported or first is None or not _is_daily(figures, target, columns):
        return sorted(reported)
    last = max(min(moment.complete_to, figures.plan.ends_on or moment.complete_to), *reported)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _is_daily(figures: PlanFigures, target: Target, columns: list[Column]) -> bool:
    keys = {column.keys for column in columns}
    return any(
        field.is_daily and field.branch == target.branch and (field.indicator, field.cohort) in keys
        for field in figures.fields
    )
