"""Dates as Vietnamese papers print them (Nghị định 30/2020/NĐ-CP, Phụ lục I) and people type them."""

import re
from datetime import date

from vietnamese.text import collapse_spaces, fold

_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")

_MIDNIGHT = r"(?:[ t]0?0:00(?::00)?)?"
_WORDS = (
    r"(?:ngay\s+)?(?P<d1>\d{1,2})(?:\s+|-)(?:thang\s+|thg\.?[\s-]*)(?P<m1>\d{1,2})"
    r"(?:(?:,?\s+nam\s+|[\s,-]+)(?P<y1>\d{4}))?"
)
_MARKED = (
    r"(?P<d2>\d{1,2})\s?(?P<mark>[/.\-])\s?(?P<m2>\d{1,2})"
    rf"(?:\s?(?P=mark)\s?(?P<y2>\d{{4}}|\d{{2}}){_MIDNIGHT})?"
)
_ISO = rf"(?P<y3>\d{{4}})(?P<bar>[-/])(?P<m3>\d{{1,2}})(?P=bar)(?P<d3>\d{{1,2}}){_MIDNIGHT}"
_ANY = re.compile(rf"(?<![\d/.\-])(?:{_ISO}|{_WORDS}|{_MARKED})(?![\d/]|[.\-]\d)")
_WEEKDAY = r"thu\s*(?:hai|ba|tu|nam|sau|bay|[2-7])|t\.?\s?[2-7]|cn|chu nhat"
_BEFORE = re.compile(
    r"(?:(?:\d{1,2}h\d{0,2}\s+)?ngay\s*:?\s*"
    rf"|(?P<weekday>{_WEEKDAY})(?![a-z0-9])\s*[,:(\-–]*\s*(?:ngay\s+)?)?"
)
_AFTER = re.compile(rf"(?:\s*[,(\-–]\s*|\s+)(?P<weekday>{_WEEKDAY})\s*\)?$")
_NUMBERS_OF_WEEKDAYS = {
    "hai": 0,
    "ba": 1,
    "tu": 2,
    "nam": 3,
    "sau": 4,
    "bay": 5,
    "nhat": 6,
    "cn": 6,
}


_MAX_LENGTH, _MAX_SENTENCE = 60, 2000


class DateError(ValueError):
    """The text is no date, or no day of the calendar."""


def format_day_month(day: date) -> str:
    """30/6 and 05/02: the day padded below 10, the month only for January and February."""
    month = f"{day.month:02d}" if day.month in {1, 2} else f"{day.month}"
    return f"{day.day:02d}/{month}"


def format_date(day: date) -> str:
    """30/6/2026 and 05/02/2026, as the plans write dates in running text."""
    return f"{format_day_month(day)}/{day.year}"


def format_formal(day: date) -> str:
    """ngày 05 tháng 9 năm 2023, for the date line and citations (Nghị định 30, Phụ lục I, II.4b)."""
    day_text, month = format_day_month(day).split("/")
    return f"ngày {day_text} tháng {month} năm {day.year}"


def weekday_name(day: date) -> str:
    """Thứ Hai to Chủ nhật."""
    return _WEEKDAYS[day.weekday()]


def parse_date(text: str, default_year: int) -> date:
    """The day in 01/6/2026, 4.6, 5-7-2023, "ngày 04 tháng 6"; DateError otherwise. Day before month, always.

    A weekday beside it must be that day's own ("Thứ Ba 08/6/2026" was a Monday: DateError).
    """
    match, weekday = _whole(text)
    if not match:
        raise DateError(collapse_spaces(text))
    day = _day(match, default_year, text)
    if weekday is not None and day.weekday() != weekday:
        raise DateError(collapse_spaces(text))
    return day


def looks_like_date(text: str) -> bool:
    """Written like a date, even where no calendar has that day (32/13/2026)."""
    return _whole(text)[0] is not None


def _whole(text: str) -> tuple[re.Match[str] | None, int | None]:
    """The date that the whole text is, and the weekday (Monday 0) that stands before or after it."""
    if len(text) > _MAX_LENGTH:
        return None, None
    folded = fold(text).strip(" .()")
    start, end = _BEFORE.match(folded), _AFTER.search(folded)
    weekday = (start["weekday"] if start else None) or (end["weekday"] if end else None)
    written = folded[start.end() if start else 0 : end.start() if end else None]
    match = _ANY.fullmatch(written.strip(" ()"))
    return match, _weekday_number(weekday) if weekday else None


def _weekday_number(word: str) -> int:
    last = re.split(r"[\s.]+", word)[-1]
    digit = last[-1]
    return int(digit) - 2 if digit.isdigit() else _NUMBERS_OF_WEEKDAYS[last.removeprefix("thu")]


def find_dated_spans(text: str, default_year: int) -> tuple[tuple[str, date], ...]:
    """Each day of a title or sentence with the folded text before it, so that a caller can tell "từ ngày" from "ngày"."""
    folded = fold(text[:_MAX_SENTENCE])
    found = []
    for match in _ANY.finditer(folded):
        if not _is_clearly_a_date(match, folded):
            continue
        try:
            found.append((folded[: match.start()], _day(match, default_year, text)))
        except DateError:
            continue
    return tuple(found)


def _is_clearly_a_date(match: re.Match[str], folded: str) -> bool:
    """In a sentence "6-14 tuổi" and "đạt 4.6" are no days: without a year it takes a slash or "ngày"."""
    has_year = any(match[name] for name in ("y1", "y2", "y3"))
    before = folded[: match.start()].rstrip(" :")
    return has_year or bool(match["m1"]) or match["mark"] == "/" or before.endswith("ngay")


def _day(match: re.Match[str], default_year: int, text: str) -> date:
    part = {
        name[0]: value for name, value in match.groupdict().items() if value and name[1:].isdigit()
    }
    year = int(part.get("y", default_year))
    if year < 100:  # noqa: PLR2004
        year += 2000
    try:
        return date(year, int(part["m"]), int(part["d"]))
    except ValueError as error:
        raise DateError(collapse_spaces(text)) from error
