"""The calendar of duties as a file that phones and desktops read (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from icalendar import Calendar, Event, vText

from plans.rules.dates import ZONE
from reports.rules.document import printable
from reports.rules.duties import Duty
from vietnamese.text import collapse_spaces

PRODUCT = "-//Cong chien dich//Viec den han//VI"
MOST_LETTERS = 180  # of a title; the whole sentence stands in the description
SHOWN_FOR = timedelta(minutes=30)  # an hour by which something is due ends its half hour
END_OF_DAY = time(23, 59, 59)


def to_ics(duties: Iterable[Duty], *, title: str, site: str, made_at: datetime) -> bytes:
    """The duties as events, all-day ones without an hour; `site` as "https://so.vn" heads their addresses."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(_clean(title)))  # else not escaped: its type is unknown
    calendar.add("x-wr-timezone", ZONE.key)
    for duty in duties:
        calendar.add_component(_event(duty, site, made_at))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(duty: Duty, site: str, made_at: datetime) -> Event:
    said, address = _words(duty)
    event = Event()
    event.add("uid", f"{duty.key}@{site.partition('://')[2]}")
    event.add("dtstamp", made_at.astimezone(UTC))
    event.add("summary", _shortened(said))
    event.add("description", "\n".join(filter(None, (said, _plan_line(duty), site + address))))
    event.add("url", site + address)
    event.add("categories", [duty.label])
    event.add("transp", "TRANSPARENT")
    _add_time(event, duty)
    return event


def _words(duty: Duty) -> tuple[str, str]:
    """What the event says and where it leads; one that repeats speaks of no single day."""
    if duty.repeat:
        return _clean(duty.repeat.text), duty.repeat.address
    return _clean(f"{duty.owner}: {duty.text}" if duty.owner else duty.text), duty.address


def _clean(text: str) -> str:
    """One line without control signs, which RFC 5545 keeps out of texts."""
    return str(printable(collapse_spaces(text)))


def _plan_line(duty: Duty) -> str:
    return f"Kế hoạch: {_clean(duty.plan.name)}" if duty.plan.name else ""


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1].rstrip()}…"


def _add_time(event: Event, duty: Duty) -> None:
    """A day without an hour is the whole day; an hour is the end of a short event, so that it warns in time."""
    if duty.at is None:
        event.add("dtstart", duty.due_on)
        event.add("dtend", duty.due_on + timedelta(days=1))
    else:
        event.add("dtstart", duty.due - SHOWN_FOR)
        event.add("dtend", duty.due)
    if duty.repeat:
        rule: dict[str, object] = {"freq": duty.repeat.every}
        if duty.repeat.until is not None:
            until = datetime.combine(duty.repeat.until, END_OF_DAY, ZONE)
            rule["until"] = until.astimezone(UTC)
        event.add("rrule", rule)
