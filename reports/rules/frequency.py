"""Duties done so many times a day, week or month, period by period: đủ, thiếu n, chưa đến kỳ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from reports.rules.periods import next_period
from targets.rules.quotas import period_start
from vietnamese.dates import format_day_month, weekday_name

PERIOD_NOUNS = {"day": "ngày", "week": "tuần", "month": "tháng"}


class State(StrEnum):
    """How a period stands."""

    MET = "met"
    SHORT = "short"
    OPEN = "open"
    CUT = "cut"
    AHEAD = "ahead"


CHIPS: dict[State, str] = {
    State.MET: "reached",
    State.SHORT: "late",
    State.OPEN: "on_track",
    State.CUT: "no_data",
    State.AHEAD: "not_started",
}


@dataclass(frozen=True)
class Bounds:
    """The days that a duty is owed for: from `first` to `last` (None: without an end), seen on `today`."""

    first: date
    last: date | None
    today: date

    @property
    def complete_to(self) -> date:
        """The last day over that something is owed for."""
        yesterday = self.today - timedelta(days=1)
        return min(yesterday, self.last) if self.last else yesterday


@dataclass(frozen=True)
class Period:
    """One day, week or month of a duty: what was done of what is owed."""

    start: date
    end: date
    done: int
    goal: int
    state: State

    @property
    def missing(self) -> int:
        return max(self.goal - self.done, 0)

    @property
    def chip(self) -> str:
        """The shape and colour that the state is shown with."""
        return CHIPS[self.state]

    @property
    def name(self) -> str:
        """ "Thứ Sáu 12/6", "08/6–14/6" or "tháng 6/2026"."""
        if self.start == self.end:
            return f"{weekday_name(self.start)} {format_day_month(self.start)}"
        if self.start.day == 1 and next_period(self.start, "month") > self.end > self.start + _WEEK:
            return f"tháng {self.start.month}/{self.start.year}"
        return f"{format_day_month(self.start)}–{format_day_month(self.end)}"

    @property
    def words(self) -> str:
        """How it stands, in words."""
        return {
            State.MET: "đủ",
            State.SHORT: f"thiếu {self.missing}",
            State.OPEN: f"chưa hết kỳ, còn {self.missing}",
            State.CUT: "kỳ cuối không trọn",
            State.AHEAD: "chưa đến kỳ",
        }[self.state]


_WEEK = timedelta(days=7)


def periods_of(
    days: Mapping[date, int], *, goal: int, period: str, bounds: Bounds
) -> tuple[Period, ...]:
    """The periods from the first to the one of today, or to the last that is owed; the newest first.

    A period in the middle of which the duty began is owed in full. One that its end cuts short is
    `CUT` unless it was met. Before the first day there is one period, `AHEAD`.
    """
    sums: dict[date, int] = defaultdict(int)
    for day, value in days.items():
        sums[period_start(day, period)] += value
    until = min(bounds.today, bounds.last) if bounds.last else bounds.today
    start, found = period_start(bounds.first, period), []
    while start <= max(until, bounds.first):
        following = next_period(start, period)
        end = following - timedelta(days=1)
        state = _state(sums[start], goal, end, bounds)
        found.append(Period(start, end, sums[start], goal, state))
        start = following
    return tuple(reversed(found))


def _state(done: int, goal: int, end: date, bounds: Bounds) -> State:
    if done >= goal:
        return State.MET
    if bounds.today < bounds.first:
        return State.AHEAD
    if end <= bounds.complete_to:
        return State.SHORT
    if bounds.last is not None and bounds.last < bounds.today:
        return State.CUT
    return State.OPEN


def summary_text(*, met: int, over: int, period: str) -> str:
    """ "Đủ 5/6 tuần." as the progress of the target counts them: a week met early counts already."""
    noun = PERIOD_NOUNS[period]
    if not over:
        return f"Chưa hết {noun} nào."
    return f"Đủ {met}/{over} {noun}."
