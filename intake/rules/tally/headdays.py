"""Rows of days among headings: 31.5 and 1.6 typed as texts, 1 … 30 of a month, T2 … CN of a week."""

import re
from datetime import date
from itertools import pairwise

from intake.rules.tally.calendars import SERIALS, Calendar, day_of_serial, weekday_of
from intake.rules.tally.grid import Grid, Place, is_figure
from intake.rules.tally.headers import is_banner
from intake.rules.tally.wording import Role, heading_role
from sheets.workbook import Value
from vietnamese.dates import DateError, looks_like_date, parse_date
from vietnamese.text import fold

_KEY_ROLES = frozenset({Role.UNIT, Role.INDICATOR, Role.COHORT, Role.ORDINAL})
_HEADER_ROWS = 4
_DEEPEST = 2000  # rows in which such headings are looked for
_LONGEST = 60  # letters of a heading
_MAX_STEP = 4  # days that a form may leave out between two columns: a long week-end
_BARE_DAY = re.compile(r"(?:ngay\s*)?0?(\d{1,2})")


def heading_rows(grid: Grid) -> frozenset[int]:
    """Rows that hold a heading of rows (Thôn, Nội dung, STT), and a few below them."""
    rows = grid.rows[:_DEEPEST]
    texts = {value for row in rows for value in row if isinstance(value, str)}
    heads = {
        text
        for text in texts
        if len(text) <= _LONGEST and heading_role(text) in _KEY_ROLES | {Role.DAY}
    }
    first = [n for n, row in enumerate(rows) if not heads.isdisjoint(row)]
    below = {n for head in first for n in range(head, head + _HEADER_ROWS)}
    return frozenset(n for n in below if n < len(grid.rows) and grid.filled(n))


def days_of(grid: Grid, row: int, calendar: Calendar | None) -> dict[Place, Value]:
    """The row's cells that are days: all of its figures are, they rise, and they stand over counts."""
    cells = {c: v for c in grid.filled(row) if _may_be_day(v := grid.value(row, c))}
    if not cells or not _is_heading(grid, row, cells):
        return {}
    weekdays = {c: n for c, v in cells.items() if (n := _weekday(v)) is not None}
    if weekdays:
        is_week = len(weekdays) == len(cells)
        return _weekday_row(grid, row, weekdays, calendar) if is_week else {}
    days = {c: _day(grid, v, calendar) for c, v in cells.items()}
    known = [day for day in days.values() if day]
    if len(known) < len(cells) or not _rise(known):
        return {}
    return {
        (row, c): day
        for c, day in days.items()
        if is_figure(cells[c]) or not _is_day(grid, (row, c))
    }


def _weekday_row(
    grid: Grid, row: int, weekdays: dict[int, int], calendar: Calendar | None
) -> dict[Place, Value]:
    """Weekdays over or under their dates say nothing more; alone they are days of the week told."""
    beside = [r for r in (row - 1, row + 1) if 0 <= r < len(grid.rows)]
    if any(all(_is_day(grid, (r, c)) for c in weekdays) for r in beside):
        return {(row, c): None for c in weekdays}
    days = {c: calendar.of_week(n) if calendar else None for c, n in weekdays.items()}
    known = [day for day in days.values() if day]
    if len(known) < len(weekdays) or not _rise(known):
        return {}
    return {(row, c): day for c, day in days.items()}


def _is_day(grid: Grid, place: Place) -> bool:
    value = grid.value(*place)
    return isinstance(value, date) or (isinstance(value, str) and looks_like_date(value))


def _may_be_day(value: Value) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return True
    return isinstance(value, str) and bool(
        _BARE_DAY.fullmatch(fold(value)) or _weekday(value) is not None or looks_like_date(value)
    )


def _weekday(value: Value) -> int | None:
    return weekday_of(fold(value)) if isinstance(value, str) else None


def _day(grid: Grid, value: Value, calendar: Calendar | None) -> date | None:
    if isinstance(value, int | float) and value in SERIALS:
        return day_of_serial(value)
    text = fold(str(value))
    bare = _BARE_DAY.fullmatch(text)
    if bare:
        return calendar.of_month(int(bare.group(1))) if calendar else None
    try:
        return grid.lexicon.in_window(parse_date(text, grid.lexicon.year))
    except DateError:
        return None


def _rise(days: list[date]) -> bool:
    """Left to right, each after the one before; a row of indicators may begin anew."""
    steps = [(after - before).days for before, after in pairwise(days)]
    if all(0 < step <= _MAX_STEP for step in steps):
        return True
    first = days[0]
    again = [n for n, day in enumerate(days) if day == first]
    return len(again) > 1 and all(
        days[start : start + again[1]] == days[: again[1]] for start in again
    )


def _is_heading(grid: Grid, row: int, cells: dict[int, Value]) -> bool:
    """The days stand beside the headings of rows, or below them with nothing under those."""
    above = range(max(0, row - _HEADER_ROWS + 1), row)
    here = {c for c in grid.filled(row) if _heads_rows(grid, (row, c))}
    keys = here or {c for r in above for c in grid.filled(r) if _heads_rows(grid, (r, c))}
    if not keys or keys & cells.keys() or (not here and keys.intersection(grid.filled(row))):
        return False
    others = [grid.label(row, c) for c in grid.filled(row) if c not in cells]
    return all(label.role or label.names_something for label in others)


def _heads_rows(grid: Grid, place: Place) -> bool:
    is_weekday = _weekday(grid.value(*place)) is not None  # "Thu tu" may be "Thứ tự" or "Thứ Tư"
    return grid.label(*place).role in _KEY_ROLES and not is_weekday and not is_banner(grid, place)
