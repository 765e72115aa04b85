"""Moments of a day board's tests, the clock stopped at one, and reports that came in at another."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time
from typing import Any

import pytest

from intake.actions.counts import Origin
from intake.actions.days import mark_reported
from intake.models import Confirmation, DayReport, DayReportChange, Photo, Source
from tests import build
from units import clock
from units.models import User

DAY, TODAY = date(2026, 6, 11), date(2026, 6, 12)


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment in Vietnam."""
    return datetime.combine(day, time(hour, minute, second), clock.ZONE)


def stop_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> datetime:
    """Make it that moment for the whole portal; the business date is the one of the settings."""
    monkeypatch.setattr(clock, "now", lambda: moment)
    return moment


def report(path: str, by: User, day: date = DAY, moment: datetime | None = None) -> DayReport:
    """The unit's report of the day, come in at a moment: by default at 17:00 of the day itself."""
    mark_reported({(build.unit(path).pk, day)}, by=by, at=moment or at(day, 17))
    return DayReport.objects.get(unit__path=path, day=day)


def confirm(path: str, by: User, **over: Any) -> Confirmation:
    """The sender let the usual cell's 9 of DAY stand."""
    given = {
        "value": 9,
        "kind": "ten_times",
        "question": "Số 9 gấp 10 lần mức thường ngày. Có đúng không?",
        "answer": "vẫn đúng",
        "at": at(DAY, 17),
    }
    key = build.key(path, DAY)
    return Confirmation.objects.create(**key._asdict(), by=by, **{**given, **over})


def photo(path: str, by: User, **over: Any) -> Photo:
    """A photograph of DAY's paper tally, without a picture in it."""
    given = {"key": uuid.uuid4(), "at": at(DAY, 18), "size": 1, "width": 1, "height": 1}
    row = {"unit": build.unit(path), "day": DAY, "by": by, "content": b"x"}
    return Photo.objects.create(**{**row, **given, **over})


def life(path: str, day: date = DAY) -> list[tuple[str, str, str]]:
    """The steps of a unit's day: state, who, why."""
    rows = DayReportChange.objects.filter(unit__path=path, day=day).order_by("at", "pk")
    return [(row.state, row.by.username, row.reason) for row in rows.select_related("by")]


def count_at(path: str, value: int | None, moment: datetime, *, by: User, **over: Any) -> None:
    """A value of DAY that reached the ledger at a moment."""
    day = over.pop("day", DAY)
    build.count(path, value, day, by=by, origin=Origin(Source.WEB, at=moment), **over)
