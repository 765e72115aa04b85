"""By when: the deadlines that a sentence words, and steps on the way to one goal.

"Trước ngày 30/6" excludes the day, "đến hết ngày" includes it, a date alone is the day itself; "trong tháng
3/2026", "hết quý III" and "đến cuối năm" end with the last day. Read from plain text
(see `plans.reading.plain`).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from plans.reading.goals import GoalPhrase, goals_in
from plans.rules.goals import DatedWording, Wording

_LEAD = 60  # letters before a date that can say what it is
_BETWEEN = r"(?:\s[^\W\d]+){0,5}?\s*[(:,]?\s*$"  # "trước ngày khai giảng", "chậm nhất là ngày"
_DATE = re.compile(
    r"(?<![\d/.,\-])(?:(?P<d1>\d{1,2})\s?(?P<mark>[/.\-])\s?(?P<m1>\d{1,2})(?:\s?(?P=mark)\s?(?P<y1>20\d\d))?(?![\d/%]|[.\-,]\d)"
    r"|(?P<d2>\d{1,2})\sthang\s(?P<m2>\d{1,2})(?:,?\snam\s(?P<y2>20\d\d)|\s?/\s?(?P<y3>20\d\d))?(?!\d))"
)
_DATED_BY = re.compile(
    r"\b(?:(?:ngay|den|het|truoc|tu|sau|toi|vao|nhat|xong|han|khong qua|moc)|truoc ngay(?:\s[^\W\d]+){1,3})\s*$"
)
_NO_DEADLINE = re.compile(
    r"(?:\b(?:tinh|thoi diem|so lieu|ke|hieu luc)\s(?:tu\s|den\s|den het\s)*(?:ngay\s*)?|\bsau\s(?:ngay\s*)?|\btu\s(?:ngay\s*)?)$"
)
_WORDED: tuple[tuple[DatedWording, re.Pattern[str]], ...] = (
    ("before", re.compile(rf"\btruoc{_BETWEEN}")),
    (
        "through",
        re.compile(rf"(?:\b(?:den|toi|het|cham nhat|muon nhat|khong qua|den het)|-){_BETWEEN}"),
    ),
    (
        "on",
        re.compile(
            r"\b(?:vao|trong|hoan thanh|xong|thoi han)\s*:?\s*(?:ngay\s*)?$|\bkhi ket thuc\s[^()]{0,40}\($"
        ),
    ),
)
_AFTER = re.compile(r"\bsau\s(?:ngay\s*)?$")
_FROM = re.compile(r"\btu\s(?:ngay\s*)?$")
_UPTO = r"(?P<word>truoc|den het|den cuoi|het|cuoi|den|trong ca|trong|xong|cham nhat|hoan thanh)\s(?:cuoi\s|het\s|ngay cuoi\s)?"
_MONTH = re.compile(
    rf"\b(?:{_UPTO})?thang\s0?(?P<month>1[0-2]|[1-9])\b(?:\s?/\s?(?P<year>20\d\d)|\snam\s(?P<year2>20\d\d))?(?!\s?[/\d])(?P<bare>(?=\s?:|\s(?:dat|hoan thanh|phan dau)\b))?"
)
_QUARTER = re.compile(
    rf"\b(?:{_UPTO})?quy\s(?P<quarter>iv|i{{1,3}}|[1-4])\b(?:\s?[/-]\s?(?P<year>20\d\d)|\snam\s(?P<year2>20\d\d))?(?P<bare>(?=\s?:|\s(?:dat|hoan thanh|phan dau)\b))?"
)
_YEAR = re.compile(rf"\b{_UPTO}(?:ca\s)?nam(?:\s(?P<year>20\d\d)|\b(?!\s?(?:\d|hoc|truoc|qua)))")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_CONTINUOUS = re.compile(
    r"\b(?:thuong xuyen|trong suot|hang ngay|lien tuc|hang (?:tuan|thang|nam))\b"
)
_MONTHS = re.compile(r"\btu thang \d+.{0,12}? den (?:het )?thang \d+")
_DEFERRED = re.compile(
    r"\btheo (?:thoi gian|thoi han|tien do|lo trinh|chi dao|huong dan|yeu cau)\s(?:\w+\s){0,3}?(?:cap tren|cua tinh|cua huyen|cua thanh pho)\b"
)
_STEP_GAP = re.compile(
    r"[\s,;:.()]*(?:va|thi|phai|se|hoan thanh|dat|toi thieu|it nhat|duoc|thuc hien|ty le|chi tieu|ke hoach|so|giao|cac|cua|tren|con lai"
    r"|chi tieu giao|tong|duoc giao|xong|[\s,;:.()])*"
)
_STEP_WORDS = re.compile(
    r"\s(?P<act>[a-z]+(?: [a-z]+)?)\s(?:(?:duoc|xong|dat|it nhat|toi thieu|tren|tu|hoan thanh)\s)*"
)
_OF_THE_GOAL = re.compile(
    r"\s?(?:tren\s)?(?:tong\s)?(?:so\s)?(?:chi tieu|ke hoach|so giao|so duoc giao|so luong|muc tieu|khoi luong|tien do)\b"
)
_STEP_AFTER = re.compile(
    r"\s?(?:[:-]|dat|la|phai dat)?\s?(?:(?:tren|toi thieu|it nhat|dat)\s)*\d{1,3}(?:,\d+)?\s?%"
)
_STEP_ENDS = re.compile(r"(?:\s(?:tro len|so ho|chi tieu|ke hoach))?\s*(?:[.;,)]|$)")
_PHASE_NAME = re.compile(r"\s*(?:moc|dot|giai doan|buoc|ky)\s(?:\d+|[ivx]+)[\s:.(-]*")
_AND_PERIOD = re.compile(
    r"(?:,|\sva|\s?-)\s?(?:quy\s)?(?P<quarter>iv|i{1,3})\b(?:\s?/\s?20\d\d|\snam\s20\d\d)?"
)
_COMPARED = re.compile(r"\bso voi\s(?:cung ky\s)?$")
_TWO = 2


@dataclass(frozen=True)
class DeadlinePhrase:
    """A deadline at `start` to `end` of a text. `begins`: the first day where a range is worded."""

    wording: Wording
    start: int
    end: int
    day: date | None = None
    begins: date | None = None


@dataclass(frozen=True)
class Years:
    """Which year a date without one means: that of the plan's window."""

    starts_on: date | None
    ends_on: date | None
    default: int | None
    issued_on: date | None = None

    @property
    def first_day(self) -> date | None:
        """The day before which a date can only tell of what has been."""
        days = [day for day in (self.starts_on, self.issued_on) if day]
        return min(days, default=None)

    def of(self, month: int) -> int | None:
        """The year whose month lies in the window, else the plan's."""
        first, last = self.starts_on, self.ends_on
        if first and last and first.year != last.year:
            return first.year if month >= first.month else last.year
        end = last or first
        return end.year if end else self.default


@dataclass(frozen=True)
class Step:
    """A percent with its own date: one step of a row ("đến 30/9 đạt 50%, đến 31/10 đạt 80%")."""

    goal: GoalPhrase
    deadline: DeadlinePhrase
    is_share_of_goal: bool

    @property
    def percent(self) -> Decimal:
        return self.goal.value


def deadlines_in(text: str, years: Years) -> tuple[DeadlinePhrase, ...]:
    """The deadlines that the plain text words, in its order; no dates of documents, no "tính đến ngày"."""
    periods = _lasting(list(_ends_of_periods(text, years)), text)
    found = [*_days(text, years), *periods]
    match = _DEFERRED.search(text)
    if match:
        found = [DeadlinePhrase("deferred", match.start(), match.end())]
    return tuple(sorted(found, key=lambda phrase: phrase.start))


def labelled_deadline(text: str, years: Years) -> DeadlinePhrase | None:
    """What a line "Thời gian thực hiện: ..." says: the last of its dates, a date alone, or "Thường xuyên"."""
    dated = deadlines_in(text, years)
    if dated:
        return None if _MONTHS.search(text) else dated[-1]
    match = _CONTINUOUS.search(text)
    if match:
        return DeadlinePhrase("continuous", match.start(), match.end())
    bare = text.strip()
    alone = [day for _, _, day in days_in(f"ngay {bare}", years)]
    if len(alone) == 1:
        return DeadlinePhrase("on", 0, len(text), alone[0])
    periods = list(_ends_of_periods(f"trong {bare}", years))
    return replace(periods[-1], start=0, end=len(text)) if periods else None


def after_in(text: str, years: Years) -> date | None:
    """The day in "được thu nhận sau ngày 15/4/2025"."""
    found = (day for start, _, day in days_in(text, years) if _AFTER.search(text[:start]))
    return next(found, None)


def steps_in(
    text: str, goals: Sequence[GoalPhrase], deadlines: Sequence[DeadlinePhrase]
) -> list[Step]:
    """The longest row of percents each with its date, two at least; [] where there is none."""
    return max(rows_in(text, goals, deadlines), key=len, default=[])


def bare_step(text: str, years: Years) -> Step | None:
    """A line that is one step of a row and nothing else: "Đến 30/6: đạt 60%"."""
    dates = [d for d in deadlines_in(text, years) if d.day]
    percents = [g for g in goals_in(text) if g.kind == "percent"]
    if len(dates) != 1 or len(percents) != 1:
        return None
    date_, goal = dates[0], percents[0]
    marks = sorted(((date_.start, date_.end), (goal.start, goal.end)))
    gaps = (text[: marks[0][0]], text[marks[0][1] : marks[1][0]], text[marks[1][1] :])
    share = _OF_THE_GOAL.match(gaps[2])
    rest = (*gaps[:2], gaps[2][share.end() :] if share else gaps[2])
    is_bare = all(_STEP_GAP.fullmatch(gap) or _PHASE_NAME.fullmatch(gap) for gap in rest)
    return Step(goal, date_, share is not None) if is_bare else None


def rows_in(
    text: str, goals: Sequence[GoalPhrase], deadlines: Sequence[DeadlinePhrase]
) -> list[list[Step]]:
    """Every row of two steps or more, each to one goal; dates stand all before or all after their percents."""
    dated = [d for d in deadlines if d.day]
    percents = [g for g in goals if g.kind == "percent"]
    if len(dated) < _TWO or len(percents) < _TWO:
        return []
    ways = [list(_rows(text, percents, dated, date_first=first)) for first in (True, False)]
    return max(ways, key=lambda rows: sum(map(len, rows)))


def _rows(
    text: str, goals: list[GoalPhrase], deadlines: list[DeadlinePhrase], *, date_first: bool
) -> Iterator[list[Step]]:
    row: list[Step] = []
    for deadline in deadlines:
        pair = _beside(text, goals, deadline, date_first=date_first)
        if pair is None:
            continue
        step = Step(pair, deadline, bool(_OF_THE_GOAL.match(text[pair.end :])))
        if row and not _goes_on(text, row[-1], step):
            if len(row) >= _TWO:
                yield row
            row = []
        row.append(step)
    if len(row) >= _TWO:
        yield row


def _goes_on(text: str, last: Step, step: Step) -> bool:
    """Whether the step follows on the last: nothing between, and no other thing done ("kích hoạt", "thu nhận").

    Only the first may say what is reached: "đến 30/6: 50% số hộ phân loại rác; đến 31/12: 80%".
    """
    between = text[_last_end(last) : _first_start(step)]
    acts = [_act(text, one) for one in (last, step)]
    if _STEP_GAP.fullmatch(between):
        return not acts[1] or acts[0].split(" ")[0] == acts[1].split(" ")[0]
    days = (last.deadline.day, step.deadline.day)
    rises = last.percent < step.percent and days[0] is not None and days[1] is not None
    is_bare = not acts[1] and _STEP_ENDS.match(text[_last_end(step) :])
    is_listed = "%" not in between and between.rstrip(" va").endswith((";", ","))
    return bool(rises and days[0] < days[1] and is_bare and is_listed)  # type: ignore[operator]


def _act(text: str, step: Step) -> str:
    between = text[step.deadline.end : step.goal.start]
    match = None if _STEP_GAP.fullmatch(between) else _STEP_WORDS.fullmatch(between)
    return match["act"] if match else ""


def _beside(
    text: str, goals: list[GoalPhrase], deadline: DeadlinePhrase, *, date_first: bool
) -> GoalPhrase | None:
    """The percent that stands right after (or before) the date."""
    if date_first:
        goal = next((g for g in goals if g.start >= deadline.end), None)
    else:
        goal = next((g for g in reversed(goals) if g.end <= deadline.start), None)
    if goal is None:
        return None
    between = text[deadline.end : goal.start] if date_first else text[goal.end : deadline.start]
    is_near = len(between) <= _LEAD and (
        _STEP_GAP.fullmatch(between) or _STEP_WORDS.fullmatch(between)
    )
    return goal if is_near else None


def _last_end(step: Step) -> int:
    return max(step.goal.end, step.deadline.end)


def _first_start(step: Step) -> int:
    return min(step.goal.start, step.deadline.start)


def _days(text: str, years: Years) -> Iterator[DeadlinePhrase]:
    last_end = 0
    begins: date | None = None
    for start, end, day in days_in(text, years):
        lead = text[max(start - _LEAD, last_end) : start]
        last_end = end
        if _FROM.search(lead):
            begins = day
            continue
        if not _NO_DEADLINE.search(lead):
            worded = list(_worded(lead, start, end, day, begins))
            if not worded and _is_step(text, start, end):
                worded = [DeadlinePhrase("through", start, end, day)]
            yield from worded
        begins = None


def _worded(
    lead: str, start: int, end: int, day: date, begins: date | None
) -> Iterator[DeadlinePhrase]:
    """The date as a deadline, where the words before make it one; the nearest of them says how."""
    found = [
        (match.start(), wording) for wording, pattern in _WORDED if (match := pattern.search(lead))
    ]
    if found:
        at, wording = max(found)
        yield DeadlinePhrase(wording, start - len(lead) + at, end, day, begins)


def _is_step(text: str, start: int, end: int) -> bool:
    """Whether a percent stands with the date as a step: "30/6: 50%", "đạt 50% (30/6)"."""
    return (
        bool(_STEP_AFTER.match(text[end : end + _LEAD])) or text[max(start - 3, 0) : start] == "% ("
    )


def days_in(text: str, years: Years) -> Iterator[tuple[int, int, date]]:
    """Start, end and day of each date of the plain text; one without a year only after "ngày", "đến" or the like."""
    for match in _DATE.finditer(text):
        part = {
            name[0]: int(value)
            for name, value in match.groupdict().items()
            if value and name != "mark"
        }
        before = text[max(match.start() - _LEAD, 0) : match.start()]
        is_sure = "y" in part or match["m2"] is not None
        is_worded = bool(_DATED_BY.search(before)) or _is_step(text, match.start(), match.end())
        if not is_sure and not (match["mark"] == "/" and is_worded):
            continue
        year = part.get("y") or years.of(part["m"])
        try:
            day = date(year or 0, part["m"], part["d"])
        except ValueError:  # 31/02, or no year known
            continue
        yield match.start(), match.end(), day


def _ends_of_periods(text: str, years: Years) -> Iterator[DeadlinePhrase]:
    """Months, quarters and years that something is done in, by or before."""
    for pattern in (_MONTH, _QUARTER, _YEAR):
        for match in pattern.finditer(text):
            part = match.groupdict()
            first, last = _months(part)
            year = int(part.get("year") or part.get("year2") or years.of(last) or 0)
            is_worded = bool(part["word"]) or part.get("bare") is not None
            before = text[max(match.start() - _LEAD, 0) : match.start()]
            if year and is_worded and not _COMPARED.search(before):
                yield _period(match, year, first, last)


def _months(part: dict[str, str | None]) -> tuple[int, int]:
    if part.get("month"):
        return (int(part["month"] or 0),) * 2
    if part.get("quarter"):
        quarter = _QUARTERS[part["quarter"] or ""]
        return 3 * quarter - 2, 3 * quarter
    return 1, 12


def _lasting(found: list[DeadlinePhrase], text: str) -> Iterator[DeadlinePhrase]:
    """ "Trong quý II và quý III" is one phrase and ends with the later."""
    for phrase in found:
        more = _AND_PERIOD.match(text, phrase.end)
        if not more or not phrase.day or phrase.wording != "through":
            yield phrase
            continue
        year, month = phrase.day.year, _QUARTERS[more["quarter"]] * 3
        end = date(year, month, calendar.monthrange(year, month)[1])
        yield replace(phrase, end=more.end(), day=max(end, phrase.day))


def _period(match: re.Match[str], year: int, first: int, last: int) -> DeadlinePhrase:
    if match["word"] == "truoc":
        return DeadlinePhrase("before", match.start(), match.end(), date(year, first, 1))
    day = date(year, last, calendar.monthrange(year, last)[1])
    return DeadlinePhrase("through", match.start(), match.end(), day)
