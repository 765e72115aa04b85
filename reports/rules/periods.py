"""Duties done so many times a day, week or month: which whole periods met them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from targets.rules.quotas import period_start


def next_period(start: date, period: str) -> date:
    """The first day of the period after the one that begins on `start`."""
    if period == "month":
        return (start.replace(day=28) + timedelta(days=4)).replace(day=1)
    return start + timedelta(days=7 if period == "week" else 1)


def met_periods(
    days: Mapping[date, int], *, goal: int, period: str, first: date, last: date
) -> tuple[int, int]:
    """(periods that reached `goal`, periods that are over) between `first` and `last`.

    A period that the plan began in the middle of counts; one that is not over yet counts only once
    it has reached the goal, so that nobody is late on a Tuesday for a duty of the week.
    """
    sums: dict[date, int] = defaultdict(int)
    for day, value in days.items():
        sums[period_start(day, period)] += value
    met = over = 0
    start = period_start(first, period)
    while start <= last:
        end = next_period(start, period) - timedelta(days=1)
        reached = sums[start] >= goal
        met += reached
        over += reached or end <= last
        start = end + timedelta(days=1)
    return met, over
