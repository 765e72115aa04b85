"""The business date. A day of work is a date in Vietnam, never a timestamp."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ONE_DAY = timedelta(days=1)


def today() -> date:
    """The business date: PORTAL_TODAY where it is pinned, else today in Asia/Ho_Chi_Minh."""
    pinned: date | None = settings.PORTAL_TODAY
    return pinned or timezone.localdate()


def now() -> datetime:
    """This moment, aware, in Asia/Ho_Chi_Minh; on a pinned day, that day at the real clock time."""
    moment = timezone.localtime()
    pinned: date | None = settings.PORTAL_TODAY
    if pinned is None:
        return moment
    return moment.replace(year=pinned.year, month=pinned.month, day=pinned.day)
