"""When a plan begins and ends, and the words that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from plans.reading.blocks import TEXT_LEVEL, Block
from plans.reading.dates import Dated, dates_in
from plans.reading.header import Head
from plans.reading.tree import above
from vietnamese.text import fold

_TIME = re.compile(r"thời gian|thời điểm|chiến dịch|đợt|kéo dài|cao điểm", re.IGNORECASE)
_TIME_HEADING = re.compile(r"^\s*(?:về\s+)?thời gian", re.IGNORECASE)
_WHO = re.compile(r"(?:(?:đơn vị|cơ quan) )?(?:chủ trì|thực hiện|phối hợp)\s*:", re.IGNORECASE)
_PART = re.compile(r"^\s*(?:đợt|giai đoạn|bước|tuần)\s*\d|tiêm vét|đợt \d", re.IGNORECASE)
_NO_DEADLINE = re.compile(
    r"báo cáo|căn cứ|quyết định số|tính đến|kế hoạch số|sau ngày|danh sách|lịch|gửi", re.IGNORECASE
)
_GAP = 60  # letters between the first day and the last
_LEAD = 300  # letters before a day that can say what it is; keeps a page without full stops cheap
_BEGINS = re.compile(r"bắt đầu\s*(?:từ\s*)?(?:vào\s*)?(?:ngày\s*)?$", re.IGNORECASE)
_BEGINNING = re.compile(r".*\b(?P<word>bắt đầu|(?:kể )?từ)\b", re.IGNORECASE | re.DOTALL)
_FROM_ISSUE = re.compile(
    r"từ (?:(?:khi|ngày) (?:ban hành|ký)(?: kế hoạch)?|(?P<now>nay))[^.;\d]{0,40}$", re.IGNORECASE
)
# What has been reached so far, not what is to be done; in letters without accents.
_PAST = re.compile(
    r"so lieu|ket qua|thuc trang|tinh hinh|danh gia|hien trang|dac diem|ton tai|han che"
)
_AHEAD = re.compile(r"muc tieu|chi tieu|nhiem vu|thoi gian|yeu cau|tien do")
_CAMPAIGN = re.compile(
    r"chien dich|cao diem|\bdot\b|ra quan|\bthang (?:hanh dong|thi dua)|ngay dem|ngay, dem|\d+ ngay\b"
)
_TITLE_YEAR = re.compile(
    r"(?<!từ )(?<!đến )(?<!tới )(?P<wording>\bnăm (?P<year>20\d\d))(?!\s*[-–/]\s*\d|\s+đến)",
    re.IGNORECASE,
)
_PART_OF_YEAR = re.compile(
    r"(?:quý\s+\w+,?\s*|(?:tháng|đợt)\s+\d+\s*[,/]?\s*|đầu\s+|kỷ niệm\s[^,;]*)$", re.IGNORECASE
)
_YEAR_END = re.compile(
    r"(?:đến|trước|vào) cuối năm|(?:đến|tới) hết năm|hết năm (?:20\d\d|nay)|hết quý (?:IV|4)\b|cả năm 20\d\d",
    re.IGNORECASE,
)
_LAST_QUARTER = 10
_SIGNS = re.compile(r"[^\w(;:,]*")


@dataclass(frozen=True)
class Window:
    """First and last day, either unknown; `source` is the plan's own wording."""

    starts_on: date | None = None
    ends_on: date | None = None
    source: str = ""
    wording: str = ""


def window_of(blocks: Sequence[Block], head: Head) -> Window:
    """ "Từ ngày ... đến hết ngày ..." where the plan says it, else the year of its title or its last deadline."""
    year = None if _CAMPAIGN.search(fold(head.title)) else _year_of(head.title)
    pairs = _pairs(blocks, head, of_a_year=year is not None)
    likeliest = max(pairs, key=lambda pair: pair[0], default=None)
    if likeliest and likeliest[0] >= 0:
        return likeliest[1]
    last = _last_deadline(blocks, head)
    if not year or (year["year"] == str(last.window.ends_on)[:4] and last.ends_a_year(blocks)):
        return last.window
    return Window(None, date(int(year["year"]), 12, 31), year["wording"], "through")


def _year_of(title: str) -> re.Match[str] | None:
    """ "năm 2026" in a title; not "năm 2026-2030", "quý I năm 2026", "6 tháng đầu năm 2026"."""
    years = [
        match
        for match in _TITLE_YEAR.finditer(title)
        if not _PART_OF_YEAR.search(title[max(match.start() - _LEAD, 0) : match.start()])
    ]
    return years[0] if len({match["year"] for match in years}) == 1 else None


def _pairs(blocks: Sequence[Block], head: Head, *, of_a_year: bool) -> Iterator[tuple[int, Window]]:
    """Every "từ ... đến ..." of the text with how likely it is the plan's own window."""
    for place, block in enumerate(blocks):
        if block.kind == "row" or _is_of_the_past(blocks, place):
            continue
        days = list(dates_in(block.text, head.year or _first_year(block.text)))
        for last in days:
            if window := _window_from_issue(block.text, last, head):
                yield -1 if _is_of_a_task(blocks, place) else 1, window
        for first, last in pairwise(days):
            window = _window(block.text, first, last)
            if window:
                others = (
                    _is_of_a_task(blocks, place)
                    or _is_over(window, head)
                    or (of_a_year and _is_campaign(block.text[: min(first.start, _LEAD)]))
                )
                yield -1 if others else _likelihood(block, place, first, window), window


def _is_of_the_past(blocks: Sequence[Block], place: int) -> bool:
    """Under "I. Kết quả ...", "Số liệu đến ...": the period of a figure."""
    headings = (blocks[at] for at in above(blocks, place) if blocks[at].level == 1)
    words = " ".join(fold(block.text) for block in headings)
    return bool(_PAST.search(words)) and not _AHEAD.search(words)


def _is_of_a_task(blocks: Sequence[Block], place: int) -> bool:
    """ "Thời gian: ..." beside "Đơn vị chủ trì: ..." is one task's time."""
    around = blocks[max(place - 3, 0) : place + 4]
    return blocks[place].level > TEXT_LEVEL and any(
        _WHO.match(block.text) and block.section == blocks[place].section for block in around
    )


def _first_year(text: str) -> int | None:
    return next((dated.day.year for dated in dates_in(text)), None)


def _window(text: str, first: Dated, last: Dated) -> Window | None:
    between = text[first.end : last.start]
    before = text[max(first.start - _LEAD, 0) : first.start]
    begins = first.role == "from" or _BEGINS.search(before)
    if len(between) > _GAP or not begins or last.role not in ("through", "before"):
        return None
    begin, end = _with_years(first, last)
    if begin >= end:
        return None
    word = _BEGINNING.match(before)
    start = first.start - (len(before) - word.start("word") if word else 0)
    return Window(begin, end, _wording(text, start, last), last.role)


def _window_from_issue(text: str, last: Dated, head: Head) -> Window | None:
    """ "Kế hoạch thực hiện từ ngày ban hành đến hết ngày 31/12/2026"."""
    if last.role not in ("through", "before"):
        return None
    before = text[max(last.start - _LEAD, 0) : last.start]
    told = _FROM_ISSUE.search(before)
    if not told or not re.search(r"kế hoạch|thời gian", before[: told.start()], re.IGNORECASE):
        return None
    if told["now"] and not _TIME_HEADING.match(text):  # "từ nay đến ngày ..." is said of goals too
        return None
    start = last.start - len(before) + told.start()
    return Window(head.issued_on, last.day, _wording(text, start, last), last.role)


def _wording(text: str, start: int, last: Dated) -> str:
    after = _SIGNS.match(text, last.end)
    return text[start : after.end() if after else last.end].strip(" )")


def _with_years(first: Dated, last: Dated) -> tuple[date, date]:
    """A day without a year has the other's; "từ 15/11 đến 20/01/2026" began the year before."""
    begin, end = first.day, last.day
    try:
        if first.has_year and not last.has_year:
            end = end.replace(year=begin.year)
            end = end if end >= begin else end.replace(year=begin.year + 1)
        elif last.has_year and not first.has_year:
            begin = begin.replace(year=end.year)
            begin = begin if begin <= end else begin.replace(year=end.year - 1)
    except ValueError:  # 29/02
        pass
    return begin, end


def _likelihood(block: Block, place: int, first: Dated, window: Window) -> int:
    lead = block.text[: min(first.start, _LEAD)]
    if _PART.search(lead):
        return -1
    score = 0
    if _TIME.search(lead):
        score += 3
    if _TIME_HEADING.match(block.text):
        score += 3
    if not block.section:  # in brackets under the title
        score += 5 if block.text.startswith("(") or place < 8 else 0  # noqa: PLR2004
    if window.starts_on and window.ends_on and (window.ends_on - window.starts_on).days > 13:  # noqa: PLR2004
        score += 1
    return score


def _is_over(window: Window, head: Head) -> bool:
    """Ended before the plan was issued: the period of a figure."""
    return bool(head.issued_on and window.ends_on and window.ends_on < head.issued_on)


def _is_campaign(lead: str) -> bool:
    """ "Mở đợt cao điểm ... từ ngày": in a plan for a whole year one of its tasks."""
    return bool(_CAMPAIGN.search(fold(lead))) and not _TIME_HEADING.match(lead)


@dataclass(frozen=True)
class _Last:
    """The last day by which something must be reached, and the words about it."""

    window: Window = Window()
    told: str = ""

    def ends_a_year(self, blocks: Sequence[Block]) -> bool:
        """Everything is wanted whole by that day, and no goal runs on to the year's end."""
        day = self.window.ends_on
        if day is None or day.month < _LAST_QUARTER or "100%" not in self.told:
            return False
        future = (
            block.text for place, block in enumerate(blocks) if not _is_of_the_past(blocks, place)
        )
        return not any(_YEAR_END.search(text) for text in future)


def _last_deadline(blocks: Sequence[Block], head: Head) -> _Last:
    """Without a window a plan ends with the last day by which something must be reached."""
    found: tuple[date, Block, Dated] | None = None
    for place, block in enumerate(blocks):
        if not block.section or block.kind == "row" or _is_of_the_past(blocks, place):
            continue
        for dated in dates_in(block.text, head.year):
            if not _is_deadline(block.text, dated, head):
                continue
            if found is None or dated.day > found[0]:
                found = dated.day, block, dated
    if found is None:
        return _Last()
    day, block, dated = found
    window = Window(None, day, _clause(block.text, dated), dated.role or "")
    return _Last(window, block.text)


def _is_deadline(text: str, dated: Dated, head: Head) -> bool:
    if dated.role not in ("before", "through", "on"):
        return False
    begin = max(text.rfind(sign, 0, dated.start) for sign in ".;(")
    clause = text[max(begin + 1, dated.start - _LEAD) : dated.start]
    is_ours = head.year is None or dated.day.year >= head.year
    return is_ours and not _NO_DEADLINE.search(clause)


def _clause(text: str, dated: Dated) -> str:
    begin = max(text.rfind(sign, 0, dated.start) for sign in ";(")
    sentence = text.rfind(". ", 0, dated.start)
    end = re.compile(r"[;)]|\.(?:\s|$)").search(text, dated.end)
    stop = end.start() if end else len(text)
    if end and end[0].startswith("."):
        stop += 1
    return text[max(begin, sentence) + 1 : stop].strip()


def with_year(window: Window, head: Head) -> Head:
    """The head with the year of the window, where the date line has none."""
    day = window.starts_on or window.ends_on
    return replace(head, year=day.year) if head.year is None and day else head
