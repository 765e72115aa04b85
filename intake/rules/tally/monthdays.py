"""Days written by half (Ngày 8, 8, T2, 46174): the month or the week that a title names makes them whole."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from intake.rules.tally.columns import KEYS
from intake.rules.tally.grid import Grid, Place
from intake.rules.tally.lexicon import Lexicon
from intake.rules.tally.wording import Role, heading_role
from sheets.workbook import Value
from vietnamese.dates import DateError, parse_date
from vietnamese.text import fold

SERIALS = range(40_000, 60_000)  # Excel's day numbers of the years 2009 to 2064
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_LAST_OF_MONTH, _WEEK = 31, 7
_LONGEST = 12  # letters of a half written day
_FEWEST = 3  # so many numbers in a row make a line of days; two may be anything

_MONTH = re.compile(
    r"(?<!\d )(?<!\w)thang (?P<month>\d{1,2})\b(?:\s*(?:/|-|\.|nam)\s*(?P<year>\d{4}|\d{2})\b)?"
)
_HALF = r"\d{1,2}(?:\s?[/.]\s?\d{1,2}(?:\s?[/.]\s?(?:\d{4}|\d{2}))?| thang \d{1,2}(?: nam \d{4})?)?"
_SPAN = re.compile(
    rf"(?<![\d/.])(?P<first>{_HALF})\s*(?:den|toi|-|–)\s*(?:het )?(?:ngay )?(?P<last>{_HALF})(?![\d/])"
)
_OF_DAYS = re.compile(r"\b(?:tu|ngay|tuan)\b")
_DAY_OF_MONTH = re.compile(r"(?:ngay|ng\.?)\s*:?\s*(?P<day>\d{1,2})")
_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5, "chu nhat": 6, "cn": 6}
_WEEKDAY = re.compile(
    r"(?:thu |t ?)(?P<number>[2-7])|thu (?P<word>hai|ba|tu|nam|sau|bay)|(?P<sunday>cn|chu nhat)"
)
_DAYS_BELOW = re.compile(r"(?:cac )?ngay\b(?! \d)")


@dataclass(frozen=True)
class Calendar:
    """The days that a title speaks of: a month, or the days from one to another."""

    first: date
    last: date

    def of_month(self, number: int) -> date | None:
        """The day with this number; None where it is not one of these days."""
        return _only(day for day in self._days() if day.day == number)

    def of_week(self, weekday: int) -> date | None:
        """The Monday (0) to Sunday (6) of a week; None where these days are more than a week."""
        return _only(day for day in self._days() if day.weekday() == weekday)

    def half_written(self, text: str) -> date | None:
        """The day that "Ngày 8" or "Thứ Hai" means here."""
        folded = fold(text)
        numbered = _DAY_OF_MONTH.fullmatch(folded)
        if numbered:
            return self.of_month(int(numbered["day"]))
        weekday = _weekday(folded)
        return None if weekday is None else self.of_week(weekday)

    def _days(self) -> Iterator[date]:
        count = (self.last - self.first).days + 1
        return (self.first + timedelta(days=number) for number in range(count))


def _only(days: Iterator[date]) -> date | None:
    found = list(days)
    return found[0] if len(found) == 1 else None


def _weekday(folded: str) -> int | None:
    match = _WEEKDAY.fullmatch(folded)
    if not match:
        return None
    return (
        int(match["number"]) - 2 if match["number"] else _WEEKDAYS[match["word"] or match["sunday"]]
    )


def calendar_of(texts: Iterable[str], lexicon: Lexicon) -> Calendar | None:
    """The one span of days, else the one month, that the texts name together."""
    lines = [fold(text) for text in texts if len(text) <= 300]  # noqa: PLR2004 -- longer texts are notes
    spans = {span for line in lines for span in _spans(line, lexicon)}
    found = spans or {month for line in lines for month in _months(line, lexicon)}
    return found.pop() if len(found) == 1 else None


def _spans(line: str, lexicon: Lexicon) -> Iterator[Calendar]:
    if not _OF_DAYS.search(line):
        return
    for match in _SPAN.finditer(line):
        try:
            last = lexicon.in_window(parse_date(match["last"], lexicon.year))
            first = _first_day(match["first"], last)
        except (DateError, ValueError):
            continue
        if first <= last and (last - first).days < _LAST_OF_MONTH:
            yield Calendar(first, last)


def _first_day(text: str, last: date) -> date:
    """ "Từ ngày 01 đến 07/6": the first day has the month and the year of the last."""
    return last.replace(day=int(text)) if text.isdigit() else parse_date(text, last.year)


def _months(line: str, lexicon: Lexicon) -> Iterator[Calendar]:
    for match in _MONTH.finditer(line):
        month, year = int(match["month"]), int(match["year"] or lexicon.year)
        if not 1 <= month <= 12:  # noqa: PLR2004
            continue
        year += 2000 if year < 100 else 0  # noqa: PLR2004
        first = date(year, month, 1)
        first = first if match["year"] else lexicon.in_window(first)
        yield Calendar(first, first.replace(day=monthrange(first.year, month)[1]))


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
        told = (calendar_of([name], grid.lexicon) for name in names)
        self._calendar = next((calendar for calendar in told if calendar), None)
        self._titles: list[str] = []  # texts since the last row of figures

    def found(self) -> dict[Place, date]:
        days: dict[Place, date] = {}
        for row, cells in enumerate(self._grid.rows):
            if not self._grid.has_figures[row]:
                self._listen(cells)
                days.update(self._words(row, cells))
                days.update(self._column(row, cells))
            elif self._titles:  # a line of days stands right below words
                line = {**dict(self._serials(row, cells)), **dict(self._numbers(row))}
                days.update(line)
                self._titles = self._titles if line else []
        return days

    def _listen(self, cells: Sequence[Value]) -> None:
        texts = [cell for cell in cells if isinstance(cell, str)]
        self._titles.extend(texts)
        self._calendar = calendar_of(self._titles, self._grid.lexicon) or self._calendar

    def _words(self, row: int, cells: Sequence[Value]) -> Iterator[tuple[Place, date]]:
        """ "Ngày 8", or several of "T2" to "CN", in one row."""
        if self._calendar is None:
            return
        texts = {
            c: fold(v) for c, v in enumerate(cells) if isinstance(v, str) and len(v) <= _LONGEST
        }
        weekdays = {_weekday(text) for text in texts.values()} - {None}
        for column, text in texts.items():
            if _weekday(text) is not None and len(weekdays) < 2:  # noqa: PLR2004
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


def day_of_serial(value: float) -> date:
    """The day that a spreadsheet counts so."""
    return _EXCEL_DAY_ZERO + timedelta(days=int(value))


def is_half_written(text: str) -> bool:
    """Whether a text is "Ngày 8" or "Thứ Hai": a day only together with its month or week."""
    if len(text) > _LONGEST:
        return False
    folded = fold(text)
    return bool(_DAY_OF_MONTH.fullmatch(folded) or _WEEKDAY.fullmatch(folded))
