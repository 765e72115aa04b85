"""For which day figures are entered: what the page opens on, and when it asks."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from intake.actions.days import mark_reported, return_day
from intake.models import DayReport, Reminder
from tests import build
from tests.intake.build_entry import DAY, commune
from units.rules import Branch, Kind, Role

pytestmark = pytest.mark.django_db
BEFORE = DAY - timedelta(days=1)


@pytest.fixture
def at(settings, monkeypatch):
    """Set the clock of the pinned day."""
    settings.PORTAL_TODAY = DAY

    def set_clock(clock: time) -> None:
        moment = datetime.combine(DAY, clock, ZoneInfo("Asia/Ho_Chi_Minh"))
        monkeypatch.setattr("units.clock.now", lambda: moment)

    return set_clock


def reported(place, day=BEFORE) -> None:
    for village in place.villages:
        build.count(village.path, 1, day, by=place.officer)
        mark_reported({(village.pk, day)}, by=place.officer)


@pytest.mark.parametrize(
    ("clock", "is_reported", "opens_on", "asks"),
    [
        (time(0, 10), False, BEFORE, True),
        (time(0, 10), True, DAY, True),
        (time(4, 59), True, DAY, True),
        (time(5, 0), True, DAY, False),
        (time(7, 59), False, BEFORE, True),
        (time(8, 0), False, DAY, False),
    ],
)
def test_before_yesterdays_hour_the_page_asks_for_the_day_and_at_night_always(
    client, at, clock, is_reported, opens_on, asks
):
    place = commune()
    if is_reported:
        reported(place)
    at(clock)
    client.force_login(place.officer)

    answer = client.get(reverse("entry"))

    page = answer.context["page"]
    assert (page.day, page.asks_day) == (opens_on, asks)
    assert ('id="entry"' in answer.content.decode()) is not asks


def test_the_question_offers_both_days_with_what_each_still_lacks(client, at):
    place = commune(villages=3)
    at(time(0, 10))
    client.force_login(place.officer)

    page = client.get(reverse("entry")).content.decode()

    assert "Nhập số liệu cho ngày nào?" in page
    assert (
        'href="?day=2026-06-11"><b>Hôm qua 11/6</b><span>Thứ Năm · còn thiếu 3 thôn · hạn 08:00 hôm nay<'
        in page
    )
    assert 'href="?day=2026-06-12"><b>Hôm nay 12/6</b><span>Thứ Sáu · hạn 08:00 ngày 13/6<' in page


@pytest.mark.parametrize("day", [BEFORE, DAY])
def test_whoever_has_said_for_which_day_is_not_asked_again(client, at, day):
    place = commune()
    at(time(0, 10))
    client.force_login(place.officer)

    page = client.get(reverse("entry"), {"day": day.isoformat()}).context["page"]

    assert (page.day, page.asks_day) == (day, False)


def test_where_nothing_is_filled_in_nothing_is_asked(client, at):
    build.unit("vn/xa/thon-1/")
    at(time(0, 10))
    client.force_login(build.user("vn/xa/", Role.OFFICER))

    answer = client.get(reverse("entry"))

    assert answer.context["page"].asks_day is False
    assert "không có ô số liệu nào" in answer.content.decode()


def test_a_returned_day_is_told_of_before_the_day_is_chosen(client, at):
    place = commune()
    reported(place)
    head = build.user("vn/xa/", Role.POLICE_HEAD)
    return_day(report=DayReport.objects.get(), reason="Xem lại số kích hoạt", by=head)
    at(time(6, 0))
    client.force_login(place.officer)

    page = client.get(reverse("entry")).content.decode()

    assert "Xem lại số kích hoạt" in page
    assert f'href="?day=2026-06-11#u{place.villages[0].pk}">Sửa ngay' in page


def test_a_reminder_is_one_calm_notice_that_leads_to_its_day(client, at):
    place = commune(villages=2)
    at(time(9, 0))
    moment = datetime.combine(DAY, time(8, 1), ZoneInfo("Asia/Ho_Chi_Minh"))
    for village in place.villages:
        Reminder.objects.create(unit=village, day=BEFORE, at=moment)
    client.force_login(place.officer)

    page = client.get(reverse("entry")).content.decode()

    assert page.count("Đã nhắc lúc") == 1
    assert "Đã nhắc lúc 08:01 ngày 12/6: Thôn 1, Thôn 2 chưa báo cáo ngày 11/6." in page
    assert '<a href="?day=2026-06-11">Nhập ngày 11/6</a>' in page


def test_an_officers_own_line_stands_last_and_no_sum_counts_it(client, at):
    place = commune(villages=2)
    line = build.unit("vn/xa/can-bo-1/", name="Cán bộ 1", kind=Kind.OFFICER)
    persuaded = build.indicator("people_persuaded", short_label="Vận động")
    build.field(place.plan, indicator=persuaded, branch=Branch.PERSON)
    place.officer.personal_unit = line
    place.officer.save()
    at(time(9, 0))
    client.force_login(place.officer)

    answer = client.get(reverse("entry"))

    page = answer.context["page"]
    text = answer.content.decode()
    assert [unit.unit.name for unit in page.units] == ["Thôn 1", "Thôn 2"]
    assert [cell.label for cell in page.own.cells] == ["Vận động age_6_13"]
    assert text.index("Thôn 2</h2>") < text.index("Số liệu riêng của tôi") < text.index("Cán bộ 1<")
    assert (page.noun, page.missing_yesterday) == ("thôn", 2)
    assert persuaded not in dict(page.sums)
