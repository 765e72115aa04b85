"""Days written by half (Ngày 8, 8, T2, 46174): the month or the week that a title names makes them whole."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from intake.rules.tally.calendars import (
    LONGEST,
    SERIALS,
    Calendar,
    Told,
    calendar_of,
    day_of_serial,
    is_half_written,
    weekday_of,
)
from intake.rules.tally.columns import KEYS
from intake.rules.tally.grid import Grid, Place
from intake.rules.tally.headdays import days_of, heading_rows
from intake.rules.tally.wording import Role, heading_role
from sheets.workbook import Value
from vietnamese.text import fold

_LAST_OF_MONTH, _WEEK = 31, 7
_FEWEST = 3  # so many numbers in a row make a line of days; two may be anything
_DAYS_BELOW = re.compile(r"(?:cac )?ngay\b(?! \d)")


def with_whole_days(grid: Grid, *names: str) -> Grid:
    """The grid with every half written day in a heading, or below the heading "Ngày", made whole.

    `names` are the sheet's and the file's: they speak where no title does.
    """
    days = _Days(grid, names).found()
    if not days:
        return grid
    rows = [list(row) for row in grid.rows]
    for (row, column), day in days.items():
        rows[row][column] = day
    return replace(grid, rows=tuple(map(tuple, rows)))


class _Days:
    def __init__(self, grid: Grid, names: Sequence[str]) -> None:
        self._grid = grid
        named = (calendar_of([name], grid.lexicon) for name in names)
        self._calendar = next((calendar for calendar in named if calendar), None)
        self._told = Told(grid.lexicon)  # by the texts since the last row of figures
        self._has_words = False
        self._heads = heading_rows(grid)

    def found(self) -> dict[Place, Value]:
        days: dict[Place, Value] = {}
        for row, cells in enumerate(self._grid.rows):
            line = self._line(row, cells)
            days.update(line)
            if not self._grid.has_figures[row]:
                days.update(self._column(row, cells))
            elif self._has_words and not line:
                self._told.forget()
                self._has_words = False
        return days

    def _line(self, row: int, cells: Sequence[Value]) -> dict[Place, Value]:
        """The days of a row that is, or belongs to, a heading; a line of figures stands right below words."""
        has_figures = self._grid.has_figures[row]
        if not has_figures:
            self._listen(cells)
        if row in self._heads and (line := days_of(self._grid, row, self._calendar)):
            return line
        if not has_figures:
            return dict(self._words(row, cells))
        if not self._has_words:
            return {}
        return {**dict(self._serials(row, cells)), **dict(self._numbers(row))}

    def _listen(self, cells: Sequence[Value]) -> None:
        for cell in cells:
            if isinstance(cell, str):
                self._has_words = True
                self._told.hear(cell)
        self._calendar = self._told.calendar or self._calendar

    def _words(self, row: int, cells: Sequence[Value]) -> Iterator[tuple[Place, date]]:
        """ "Ngày 8", or several of "T2" to "CN", in one row."""
        if self._calendar is None:
            return
        texts = {
            c: fold(v) for c, v in enumerate(cells) if isinstance(v, str) and len(v) <= LONGEST
        }
        weekdays = {weekday_of(text) for text in texts.values()} - {None}
        for column, text in texts.items():
            if weekday_of(text) is not None and len(weekdays) < 2:  # noqa: PLR2004
                continue
            day = self._calendar.half_written(text)
            if day:
                yield (row, column), day

    def _serials(self, row: int, cells: Sequence[Value]) -> Iterator[tuple[Place, date]]:
        """Days in a heading that lost their format; it has no other figures, and may have them twice."""
        numbers = [(c, v) for c, v in enumerate(cells) if type(v) in {int, float}]
        values = [int(value) for _, value in numbers if isinstance(value, int | float)]
        if len(values) < 2 or any(v not in SERIALS for v in values):  # noqa: PLR2004
            return
        if all(after - before <= _WEEK for before, after in pairwise(values)):
            for (column, _), value in zip(numbers, values, strict=True):
                yield (row, column), day_of_serial(value)

    def _numbers(self, row: int) -> Iterator[tuple[Place, date]]:
        """1 to 30 below the heading "Ngày trong tháng", or all days of the month or week in one row."""
        run = self._run(row)
        if self._calendar is None or not run:
            return
        days = [self._calendar.of_month(number) for number in run.values()]
        is_whole = days[0] == self._calendar.first and days[-1] == self._calendar.last
        starts_line = row + 1 == len(self._grid.rows) or not self._run(row + 1)
        is_line = (is_whole and starts_line) or self._is_beside_heads(row, run)
        is_line = is_line and len(run) >= _FEWEST
        if all(days) and (is_line or self._is_below_days(row, run)):
            yield from (((row, c), day) for c, day in zip(run, days, strict=True) if day)

    def _run(self, row: int) -> dict[int, int]:
        """The row's numbers where they rise by one from cell to cell and nothing else is a figure."""
        numbers = {
            c: number
            for c, value in enumerate(self._grid.rows[row])
            if (number := _day_number(value)) is not None
        }
        steps = all(b - a == 1 and d - c == 1 for (a, c), (b, d) in pairwise(numbers.items()))
        return numbers if steps else {}

    def _is_below_days(self, row: int, run: dict[int, int]) -> bool:
        first, last = min(run), max(run)
        if not row or self._grid.filled(row)[0] != first:
            return False  # a row that is named, or whose columns are numbered
        above = {c: self._grid.value(row - 1, c) for c in range(first, last + 1)}
        head = above.pop(first)
        is_days = isinstance(head, str) and bool(_DAYS_BELOW.match(fold(head)))
        return is_days and not any(value is not None for value in above.values())

    def _is_beside_heads(self, row: int, run: dict[int, int]) -> bool:
        """The numbers follow headings such as "Nội dung" in one row, with nothing of their own above."""
        heads = [v for v in self._grid.rows[row] if isinstance(v, str) and heading_role(v) in KEYS]
        is_bare = not row or all(self._grid.value(row - 1, column) is None for column in run)
        return bool(heads) and is_bare

    def _column(self, row: int, cells: Sequence[Value]) -> Iterator[tuple[Place, date]]:
        """Numbers below a heading "Ngày" of one column."""
        for column, head in enumerate(cells):
            if (
                self._calendar is None
                or not isinstance(head, str)
                or heading_role(head) is not Role.DAY
                or self._grid.value(row, column + 1) is None
            ):
                continue
            yield from self._below(row + 1, column, self._calendar)

    def _below(self, start: int, column: int, calendar: Calendar) -> Iterator[tuple[Place, date]]:
        values = self._until_next_heading(start, column)
        days = [
            ((row, column), _day_below(value, calendar))
            for row, value in values
            if _day_number(value) is not None or (isinstance(value, str) and is_half_written(value))
        ]
        known = [day for _, day in days if day]
        if len(known) == len(days) and known == sorted(known):
            yield from ((place, day) for place, day in days if day)

    def _until_next_heading(self, start: int, column: int) -> Iterator[tuple[int, Value]]:
        for row in range(start, len(self._grid.rows)):
            value = self._grid.value(row, column)
            if isinstance(value, str) and heading_role(value) is Role.DAY:
                return
            yield row, value


def _day_below(value: Value, calendar: Calendar) -> date | None:
    number = _day_number(value)
    if number is not None:
        return calendar.of_month(number)
    return calendar.half_written(value) if isinstance(value, str) else None


def _day_number(value: Value) -> int | None:
    if isinstance(value, str):
        value = int(value) if value.isdecimal() and len(value) <= 2 else None  # noqa: PLR2004
    return value if type(value) is int and 1 <= value <= _LAST_OF_MONTH else None
