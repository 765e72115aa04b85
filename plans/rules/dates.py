"""Dates as plans word them: the last day that still counts, the hour by which a day is due."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
BEFORE = "before"


def last_day(deadline: date, wording: str) -> date:
    """The last day on which work still counts: "trước ngày 30/6" ends on 29/6, others on the date."""
    return deadline - timedelta(days=1) if wording == BEFORE else deadline


def due_at(day: date, cutoff: time) -> datetime:
    """The moment by which a day's figures are due: the cut-off hour of the next day, in Vietnam."""
    return datetime.combine(day + timedelta(days=1), cutoff, ZONE)
