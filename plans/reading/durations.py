"""Days that a plan calls its campaign by ("90 ngày, đêm") with the dates that they run over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from plans.reading.blocks import Block
from plans.reading.dates import Dated, dates_in
from plans.rules.facts import FigureFacts

_DAYS = re.compile(
    r"(?<![\d/.,\-])(?P<days>\d{2,3})\s*ngày\b(?!\s*(?:\d|tháng|làm việc|kể từ (?:ngày )?(?:ký|nhận|có)|sau khi|trước khi|/))(?P<nights>[,\s]*đêm)?",
    re.IGNORECASE,
)
_CAMPAIGN = re.compile(
    r"(?:chiến dịch|đợt|cao điểm|thi đua|thời gian|kéo dài)\s*(?:là\s*)?[“\"'‘]?$|[“\"‘]$",
    re.IGNORECASE,
)
_LIMIT = re.compile(r"(?:trong vòng|sau|trước|quá|tối thiểu|ít nhất|mỗi)\s*$", re.IGNORECASE)
_TIME = re.compile(r"thời gian", re.IGNORECASE)
_TO = re.compile(
    r"\s*(?:,\s*)?(?:đến|tới|kết thúc|[-–])[^\d]{0,20}(?:\d{1,2}\s?(?:h|giờ|:)\s?(?:\d\d)?(?:\s*phút)?\D{0,10})?$",
    re.IGNORECASE,
)
_BEFORE, _AFTER = 25, 15  # letters between the days and their dates
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


@dataclass(frozen=True)
class _Range:
    """From the first to the last day, letters [start, end) of a block; `is_stated` with both years."""

    block: Block
    first: date
    last: date
    start: int
    end: int
    is_stated: bool


def durations_of(document: tuple[Block, ...]) -> Iterator[FigureFacts]:
    """Numbers of days beside their dates or for the plan's own window, and dates that run backwards."""
    year = _year(document)
    ranges = [found for block in document for found in _ranges(block, year)]
    for backwards in ranges:
        if backwards.first > backwards.last and backwards.is_stated:
            yield _figure("", backwards, backwards.block, backwards.start, backwards.end)
    forwards = [r for r in ranges if r.first < r.last]
    window = max(forwards, key=_rank, default=None)
    seen: set[tuple[str, date, date]] = set()
    for block in document:
        for match in _DAYS.finditer(block.text):
            chosen = _beside(match, block, forwards) or (window if _is_campaign(match) else None)
            if chosen and (key := (match["days"], chosen.first, chosen.last)) not in seen:
                seen.add(key)
                yield _figure(match["days"], chosen, block, *match.span())


def _figure(days: str, dates: _Range, block: Block, start: int, end: int) -> FigureFacts:
    terms = (dates.first.toordinal(), dates.last.toordinal())
    return FigureFacts("duration", "", days, terms, block.span(start, end))


def _year(document: tuple[Block, ...]) -> int | None:
    """The year that dates without one belong to: the one that the text names most."""
    years = [match[0] for block in document for match in _YEAR.finditer(block.text)]
    counts = Counter(years)
    return int(max(counts, key=lambda year: (counts[year], year))) if counts else None


def _ranges(block: Block, year: int | None) -> Iterator[_Range]:
    dates = list(dates_in(block.text, year))
    for first, last in pairwise(dates):
        if first.role in ("from", None) and _TO.fullmatch(block.text[first.end : last.start]):
            day = _with_year_of(first, last) if last.has_year and not first.has_year else first.day
            until = _with_year_of(last, first) if first.has_year and not last.has_year else last.day
            stated = first.has_year and last.has_year
            yield _Range(block, day, until, first.start, last.end, stated)


def _with_year_of(bare: Dated, full: Dated) -> date:
    try:
        return bare.day.replace(year=full.day.year)
    except ValueError:  # 29/02
        return bare.day


def _rank(dates: _Range) -> tuple[bool, int]:
    """The window is where the text speaks of "thời gian", or else the longest."""
    return bool(_TIME.search(dates.block.text)), (dates.last - dates.first).days


def _beside(match: re.Match[str], block: Block, ranges: list[_Range]) -> _Range | None:
    for dates in ranges:
        if dates.block is block and (
            0 <= dates.start - match.end() <= _BEFORE or 0 <= match.start() - dates.end <= _AFTER
        ):
            return dates
    return None


def _is_campaign(match: re.Match[str]) -> bool:
    lead = match.string[max(match.start() - _BEFORE, 0) : match.start()]
    if _LIMIT.search(lead):
        return False
    return bool(match["nights"] or _CAMPAIGN.search(lead.rstrip()))
