"""What is due, who owes it, and how it is said: the lines of the calendar of duties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal

from plans.rules.dates import ZONE
from vietnamese.dates import format_date, format_day_month, weekday_name
from vietnamese.text import sort_key

SUNDAY = 6
MOST_UNITS = 3
MOST_DAYS = 5
DAYS_SAID = 14  # a duty further ahead says its date alone


class Kind(StrEnum):
    """What is owed."""

    TASK = "task"
    TARGET = "target"
    MILESTONE = "milestone"
    DAY = "day"
    FIGURES = "figures"
    FREQUENCY = "frequency"
    WEEKLY = "weekly"
    FINAL = "final"
    DELIVERABLE = "deliverable"
    SUBPLAN = "subplan"
    ENDING = "ending"


KIND_LABELS: dict[Kind, str] = {
    Kind.TASK: "nhiệm vụ",
    Kind.TARGET: "thời hạn chỉ tiêu",
    Kind.MILESTONE: "mốc tiến độ",
    Kind.DAY: "số liệu ngày",
    Kind.FIGURES: "số liệu tuần",
    Kind.FREQUENCY: "việc theo kỳ",
    Kind.WEEKLY: "báo cáo tuần",
    Kind.FINAL: "báo cáo tổng kết",
    Kind.DELIVERABLE: "sản phẩm phải nộp",
    Kind.SUBPLAN: "kế hoạch triển khai",
    Kind.ENDING: "hết thời gian kế hoạch",
}


@dataclass(frozen=True)
class PlanName:
    """The plan that a duty comes from; both empty where several plans ask for the same."""

    code: str = ""
    name: str = ""


@dataclass(frozen=True)
class Repeat:
    """How a duty comes again until `until`, and its words and its page where no single time is meant."""

    every: Literal["daily", "weekly"]
    text: str
    address: str
    until: date | None = None


@dataclass(frozen=True)
class Duty:
    """One thing due: `owner` owes `text` by the end of `due_on`, or by `at` of that day.

    `owner` is "" where the plan names nobody; `is_own` says that the reader's unit, or one below it,
    owes it, `is_mine` that the account itself has to act. One that repeats is shown once, as it comes
    next. `key` names it for as long as it stands.
    """

    key: str
    kind: Kind
    due_on: date
    owner: str
    text: str
    address: str
    plan: PlanName = PlanName()
    is_own: bool = False
    is_mine: bool = False
    at: time | None = None
    repeat: Repeat | None = None

    @property
    def label(self) -> str:
        return KIND_LABELS[self.kind]

    @property
    def due(self) -> datetime:
        """The moment after which it is late, in Vietnam."""
        if self.at is not None:
            return datetime.combine(self.due_on, self.at, ZONE)
        return datetime.combine(self.due_on + timedelta(days=1), time(0), ZONE)

    def is_late(self, now: datetime) -> bool:
        """Whether its moment is over; at the hour itself it is still in time."""
        return now > self.due if self.at is not None else now >= self.due

    def due_text(self, now: datetime) -> str:
        """ "quá hạn 3 ngày (hạn 09/6/2026)", "hạn 11:00 hôm nay", "hạn Thứ Hai 15/6/2026, còn 3 ngày"."""
        today = now.astimezone(ZONE).date()
        hour = f"{self.at:%H:%M} " if self.at else ""
        days = (self.due_on - today).days
        if self.is_late(now):
            late = f"quá hạn {-days} ngày" if days else "quá hạn"
            return f"{late} (hạn {hour}{format_date(self.due_on)})"
        if days == 0:
            return f"hạn {hour}hôm nay" if hour else "hết hôm nay"
        left = f", còn {days} ngày" if days <= DAYS_SAID else ""
        return f"hạn {hour}{weekday_name(self.due_on)} {format_date(self.due_on)}{left}"


@dataclass(frozen=True)
class Matter:
    """What waits for the account itself with no day by which it must be done; `plan` is its code."""

    text: str
    detail: str
    address: str
    plan: str = ""


@dataclass(frozen=True)
class Line:
    """A duty as it stands at a moment."""

    duty: Duty
    due_text: str
    is_late: bool


@dataclass(frozen=True)
class Group:
    """The duties of one stretch of time, one's own first."""

    code: Literal["overdue", "today", "week", "later"]
    title: str
    lines: tuple[Line, ...]


TITLES: dict[Literal["overdue", "today", "week", "later"], str] = {
    "overdue": "Quá hạn",
    "today": "Hôm nay",
    "week": "Trong tuần này",
    "later": "Sau tuần này",
}


def groups_of(duties: Iterable[Duty], now: datetime) -> tuple[Group, ...]:
    """Overdue first, then today, the rest of the week to Sunday, later; empty groups are left out."""
    lines = lines_of(duties, now)
    found = {code: tuple(line for line in lines if _group(line, now) == code) for code in TITLES}
    return tuple(Group(code, TITLES[code], rows) for code, rows in found.items() if rows)


def lines_of(duties: Iterable[Duty], now: datetime) -> tuple[Line, ...]:
    """The duties as they stand now, by when they are due."""
    return tuple(Line(duty, duty.due_text(now), duty.is_late(now)) for duty in in_order(duties))


def in_order(duties: Iterable[Duty]) -> list[Duty]:
    """One's own first; then by when they are due, by their owner and their words."""
    return sorted(
        duties, key=lambda d: (not d.is_own, d.due, sort_key(d.owner), sort_key(d.text), d.key)
    )


def _group(line: Line, now: datetime) -> str:
    today = now.astimezone(ZONE).date()
    if line.is_late:
        return "overdue"
    if line.duty.due_on == today:
        return "today"
    sunday = today + timedelta(days=SUNDAY - today.weekday())
    return "week" if line.duty.due_on <= sunday else "later"


COUNTED: dict[str, str] = {
    "overdue": "việc quá hạn",
    "today": "việc đến hạn hôm nay",
    "week": "việc trong tuần này",
    "later": "việc sau tuần này",
}


def summary_of(groups: Sequence[Group]) -> str:
    """What the calendar says before its lines; what others owe is counted apart.

    "2 việc quá hạn, 1 việc đến hạn hôm nay; ngoài ra 3 việc của đơn vị khác."
    """
    own = {group.code: sum(line.duty.is_own for line in group.lines) for group in groups}
    others = sum(len(group.lines) for group in groups) - sum(own.values())
    said = [f"{count} {COUNTED[code]}" for code, count in own.items() if count]
    text = ", ".join(said) or "Không có việc nào đến hạn"
    return f"{text}; ngoài ra {others} việc của đơn vị khác." if others else f"{text}."


def units_text(names: Sequence[str]) -> str:
    """ "Thôn A", "Thôn A và Thôn B", "12 đơn vị (Thôn A, Thôn B, Thôn C, ...)"."""
    if len(names) > MOST_UNITS:
        return f"{len(names)} đơn vị ({', '.join(names[:MOST_UNITS])}, ...)"
    return _listed(names)


def days_text(days: Sequence[date]) -> str:
    """ "ngày 05/6, 07/6 và 09/6", or how many they are: "13 ngày, từ 29/5 đến 10/6"."""
    if len(days) > MOST_DAYS:
        first, last = format_day_month(days[0]), format_day_month(days[-1])
        return f"{len(days)} ngày, từ {first} đến {last}"
    said = [format_day_month(day) for day in days]
    return f"ngày {_listed(said)}"


def _listed(words: Sequence[str]) -> str:
    return " và ".join(filter(None, (", ".join(words[:-1]), words[-1] if words else "")))
