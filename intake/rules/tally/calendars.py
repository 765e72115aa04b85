"""The days that a title speaks of, a month or a week, and what "Ngày 8" or "T2" is among them."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from intake.rules.tally.lexicon import Lexicon
from vietnamese.dates import DateError, parse_date
from vietnamese.text import fold

SERIALS = range(40_000, 60_000)  # Excel's day numbers of the years 2009 to 2064
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_LAST_OF_MONTH = 31
LONGEST = 12  # letters of a half written day
_LONGEST_TITLE = 300  # longer texts are notes

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
        weekday = weekday_of(folded)
        return None if weekday is None else self.of_week(weekday)

    def _days(self) -> Iterator[date]:
        count = (self.last - self.first).days + 1
        return (self.first + timedelta(days=number) for number in range(count))


def _only(days: Iterator[date]) -> date | None:
    found = list(days)
    return found[0] if len(found) == 1 else None


def weekday_of(folded: str) -> int | None:
    """0 for "t2" and "thu hai" to 6 for "cn"; None for other words."""
    match = _WEEKDAY.fullmatch(folded)
    if not match:
        return None
    return (
        int(match["number"]) - 2 if match["number"] else _WEEKDAYS[match["word"] or match["sunday"]]
    )


class Told:
    """The days that some texts speak of together; each different text is looked at once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._of_text: dict[str, tuple[frozenset[Calendar], frozenset[Calendar]]] = {}
        self.forget()

    def forget(self) -> None:
        """What was heard so far counts no more."""
        self._spans: set[Calendar] = set()
        self._months: set[Calendar] = set()

    def hear(self, text: str) -> None:
        """Take in one text more."""
        if len(text) > _LONGEST_TITLE:
            return
        if text not in self._of_text:
            line = fold(text)
            spans, months = _spans(line, self._lexicon), _months(line, self._lexicon)
            self._of_text[text] = frozenset(spans), frozenset(months)
        spans_of, months_of = self._of_text[text]
        self._spans |= spans_of
        self._months |= months_of

    @property
    def calendar(self) -> Calendar | None:
        """The one span of days, else the one month, that was named."""
        found = self._spans or self._months
        return next(iter(found)) if len(found) == 1 else None


def calendar_of(texts: Iterable[str], lexicon: Lexicon) -> Calendar | None:
    """The one span of days, else the one month, that the texts name together."""
    told = Told(lexicon)
    for text in texts:
        told.hear(text)
    return told.calendar


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


def day_of_serial(value: float) -> date:
    """The day that a spreadsheet counts so."""
    return _EXCEL_DAY_ZERO + timedelta(days=int(value))


def is_half_written(text: str) -> bool:
    """Whether a text is "Ngày 8" or "Thứ Hai": a day only together with its month or week."""
    if len(text) > LONGEST:
        return False
    folded = fold(text)
    return bool(_DAY_OF_MONTH.fullmatch(folded) or _WEEKDAY.fullmatch(folded))
