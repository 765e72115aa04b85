"""The calendar file: RFC 5545, read back by another reader's rules."""

from datetime import UTC, date, datetime, time

from icalendar import Calendar

from plans.rules.dates import ZONE
from reports.documents.calendar import to_ics
from reports.rules.duties import Duty, Kind, PlanName, Repeat

MADE = datetime(2026, 6, 12, 9, 0, tzinfo=ZONE)
SITE = "https://chien-dich.example.vn"


def duty(**over) -> Duty:
    fields = {
        "key": "task-7",
        "kind": Kind.TASK,
        "due_on": date(2026, 6, 29),
        "owner": "Công an xã",
        "text": "lập danh sách; gửi về, trước ngày 30/6/2026.",
        "address": "/tasks/7/done/",
        "plan": PlanName("ke-hoach", "Cao điểm, xã Phú Riềng"),
    }
    return Duty(**{**fields, **over})


def made(*duties: Duty) -> bytes:
    return to_ics(duties, title="Việc đến hạn, Xã Phú Riềng", site=SITE, made_at=MADE)


def events(*duties: Duty) -> list:
    return list(Calendar.from_ical(made(*duties)).walk("VEVENT"))


def test_a_duty_of_a_day_is_a_whole_day_with_its_words_plan_and_address():
    [event] = events(duty())

    assert event["DTSTART"].dt == date(2026, 6, 29)
    assert event["DTEND"].dt == date(2026, 6, 30)
    assert event["SUMMARY"] == "Công an xã: lập danh sách; gửi về, trước ngày 30/6/2026."
    assert event["DESCRIPTION"] == (
        "Công an xã: lập danh sách; gửi về, trước ngày 30/6/2026.\n"
        "Kế hoạch: Cao điểm, xã Phú Riềng\n"
        "https://chien-dich.example.vn/tasks/7/done/"
    )
    assert event["UID"] == "task-7@chien-dich.example.vn"
    assert event["DTSTAMP"].dt == MADE.astimezone(UTC)
    assert "RRULE" not in event


def test_control_signs_and_line_breaks_of_a_text_are_left_out():
    hostile = duty(text="lập\r\nBEGIN:VALARM\x0b danh\x00 sách\x07", owner="Công an\r\nATTENDEE:x")
    body = made(hostile)

    assert not set(b"\x00\x07\x0b") & set(body)
    [event] = events(hostile)
    assert event["SUMMARY"] == "Công an ATTENDEE:x: lập BEGIN:VALARM danh sách"


def test_an_hour_is_the_end_of_an_event_on_vietnams_clock():
    [event] = events(duty(at=time(11, 0)))

    assert event["DTEND"].dt == datetime(2026, 6, 29, 11, 0, tzinfo=ZONE)
    assert event["DTSTART"].dt == datetime(2026, 6, 29, 10, 30, tzinfo=ZONE)
    assert b"BEGIN:VTIMEZONE" in made(duty(at=time(11, 0)))


def test_what_repeats_repeats_to_its_last_day_in_words_of_no_single_day():
    each = Repeat("weekly", "Ban hành báo cáo tuần vừa qua.", "/plans/k/", date(2026, 7, 6))
    [event] = events(duty(at=time(11, 0), repeat=each))

    assert event["RRULE"]["FREQ"] == ["WEEKLY"]
    assert event["RRULE"]["UNTIL"] == [datetime(2026, 7, 6, 16, 59, 59, tzinfo=UTC)]
    assert event["SUMMARY"] == "Ban hành báo cáo tuần vừa qua."
    assert event["URL"] == "https://chien-dich.example.vn/plans/k/"


def test_what_repeats_without_an_end_names_none():
    [event] = events(duty(at=time(8, 0), repeat=Repeat("daily", "Báo cáo.", "/entry/")))

    assert event["RRULE"]["FREQ"] == ["DAILY"]
    assert "UNTIL" not in event["RRULE"]


def test_separators_are_escaped_and_no_line_is_longer_than_75_bytes():
    body = made(duty(text="Tuyên truyền, vận động; " * 20 + r"xem \\may\chu"))

    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert rb"truy\xe1" not in body
    whole = body.replace(b"\r\n ", b"").decode()
    assert "Tuyên truyền\\, vận động\\; " in whole
    [event] = Calendar.from_ical(body).walk("VEVENT")
    assert r"xem \\may\chu" in event["DESCRIPTION"]


def test_a_line_break_in_a_duty_cannot_make_a_property_of_its_own():
    body = made(duty(text="lập danh sách\r\nATTENDEE:mailto:ai-do@example.vn"))

    assert b"\r\nATTENDEE" not in body


def test_a_long_title_is_shortened_and_said_whole_below():
    long = "Rà soát " * 60
    [event] = events(duty(text=long))

    assert len(event["SUMMARY"]) == 180
    assert event["SUMMARY"].endswith("…")
    assert event["DESCRIPTION"].startswith(f"Công an xã: {long}"[:400])


def test_no_duties_make_a_calendar_without_events():
    assert events() == []
    assert "X-WR-CALNAME:Việc đến hạn\\, Xã Phú Riềng" in made().decode()
