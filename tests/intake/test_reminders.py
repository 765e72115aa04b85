"""Reminders: only to the late, once from the portal, again from a person; what a sender is shown."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from intake.actions import reminders as actions
from intake.actions.days import approve_days, close_day, open_day, return_day
from intake.actions.open_days import held_days
from intake.actions.reminders import remind_late
from intake.models import Reminder
from intake.queries.days import board_of
from intake.queries.reminders import reminders_for
from intake.rules.ledger import OutsideYourUnit
from intake.tasks import remind_late_units
from tests import build
from tests.intake import build_tallies as tally_of
from tests.intake.build_days import DAY, TODAY, at, report, stop_clock
from tests.intake.build_tallies import BINH, COMMUNE, HOA
from units.models import AuditEntry
from units.rules import Branch, Kind, Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(settings, monkeypatch):
    settings.PORTAL_TODAY = TODAY
    stop_clock(monkeypatch, at(TODAY, 8, 0, 1))


@pytest.fixture
def officer(plan):
    return tally_of.officer()


def remind(by=None, day=DAY):
    return [unit.path for unit in remind_late(root=build.unit(COMMUNE), day=day, by=by)]


def reminded() -> list[tuple[str, date, str | None]]:
    rows = Reminder.objects.order_by("pk")
    return list(rows.values_list("unit__path", "day", "by__username"))


# --- Who is reminded --------------------------------------------------------------------------------


def test_nobody_is_reminded_before_the_hour(chief, monkeypatch):
    stop_clock(monkeypatch, at(TODAY, 8))

    assert remind(chief) == []
    assert remind_late_units() == 0
    assert board_of(build.unit(COMMUNE), DAY).late == []


def test_those_without_a_report_that_stands_are_reminded_and_nobody_else(chief, officer):
    report(HOA, officer)
    assert remind(chief) == [BINH]

    approve_days(reports=[report(BINH, officer)], by=chief)
    returned = report(HOA, officer)
    return_day(report=returned, reason="Sai số", by=chief)
    assert remind(chief) == [HOA]
    assert [(path, day) for path, day, _ in reminded()] == [(BINH, DAY), (HOA, DAY)]


def test_who_reports_while_the_reminder_waits_for_the_day_is_not_reminded(
    chief, officer, monkeypatch
):
    def hold(keys):
        report(HOA, officer, moment=at(TODAY, 8, 0, 1))
        return held_days(keys)

    monkeypatch.setattr(actions, "held_days", hold)

    assert remind(chief) == [BINH]
    assert [path for path, _, _ in reminded()] == [BINH]


def test_who_owes_only_weekly_figures_is_not_late(chief, plan):
    office = tally_of.office()
    weekly = build.indicator("posts", short_label="Tin bài")
    build.field(plan, indicator=weekly, rhythm="weekly", branch=Branch.OFFICE, unit=office)

    assert remind(chief) == [HOA, BINH]


def test_each_plan_has_its_own_hour(chief):
    """An office of a plan that is due at 10:00 is not late yet when the villages are."""
    office = tally_of.office()
    other = build.plan(COMMUNE, code="van-hoa", daily_cutoff=time(10))
    tally_of.office_field(other, office)

    assert remind(chief) == [HOA, BINH]
    dues = {row.unit.path: row.due for row in board_of(build.unit(COMMUNE), DAY).rows}
    assert dues == {HOA: at(TODAY, 8), BINH: at(TODAY, 8), office.path: at(TODAY, 10)}


def test_an_officer_is_late_with_his_own_line_as_a_village_is(chief, plan):
    line = build.unit(f"{COMMUNE}can-bo-1/", name="Nguyễn Văn A", kind=Kind.OFFICER)
    build.field(plan, indicator=build.indicator("persuaded"), branch=Branch.PERSON)

    assert remind(chief) == [HOA, BINH, line.path]


def test_a_locked_day_is_nobodys_to_report_until_it_is_opened(chief):
    close_day(unit=build.unit(COMMUNE), day=DAY, by=chief)
    assert (remind(chief), remind(None)) == ([], [])
    assert board_of(build.unit(COMMUNE), DAY).late == []

    open_day(unit=build.unit(COMMUNE), day=DAY, reason="bổ sung", by=chief)
    assert remind(chief) == [HOA, BINH]


def test_a_day_outside_the_plan_reminds_nobody(chief):
    assert remind(chief, date(2026, 5, 25)) == []


# --- The portal's own -------------------------------------------------------------------------------


def test_the_portal_reminds_once_of_yesterday(officer, monkeypatch):
    report(HOA, officer)

    assert (remind_late_units(), remind_late_units()) == (1, 0)
    assert reminded() == [(BINH, DAY, None)]
    [line] = AuditEntry.objects.all()
    assert (line.action, line.subject, line.by_name, line.after) == (
        "Nhắc báo cáo",
        "Xã Phú Riềng 11/6/2026: 1 đơn vị",
        "Hệ thống",
        ["phu-binh"],
    )

    stop_clock(monkeypatch, at(TODAY, 16))
    assert remind_late_units() == 0


def test_a_report_returned_in_the_morning_is_reminded_of_by_the_portal_too(chief, officer):
    sent = report(HOA, officer)
    report(BINH, officer)
    assert remind_late_units() == 0
    return_day(report=sent, reason="Sai số", by=chief)

    assert remind_late_units() == 1
    assert reminded() == [(HOA, DAY, None)]


def test_the_portal_reminds_every_commune_of_a_plan_from_above():
    build.field(build.plan("vn/", code="ke-hoach-tinh"), position=8)
    build.unit("vn/xa-khac/thon-dong/")

    remind_late_units()

    assert [path for path, _, _ in reminded()] == ["vn/xa-khac/thon-dong/"]


# --- The head of police -----------------------------------------------------------------------------


def test_a_person_may_remind_again_but_not_within_ten_minutes(chief, monkeypatch):
    remind_late_units()
    assert remind(chief) == [HOA, BINH]
    stop_clock(monkeypatch, at(TODAY, 8, 9, 59))
    assert remind(chief) == []
    stop_clock(monkeypatch, at(TODAY, 8, 10, 1))
    assert remind(chief) == [HOA, BINH]


def test_who_does_not_review_these_units_does_not_remind_them(officer):
    stranger = build.user("vn/xa-khac/", Role.POLICE_HEAD)
    for by in (officer, stranger):
        with pytest.raises(OutsideYourUnit):
            remind(by)
    assert reminded() == []


def press(client, **form):
    return client.post(reverse("days-remind"), form, follow=True)


def test_the_button_reminds_the_late_and_the_board_says_when(client, chief, officer):
    report(HOA, officer)
    shown = client.get(reverse("days")).content.decode()
    assert "Nhắc 1 đơn vị chưa báo cáo" in shown
    assert "chưa nhắc" in shown

    done = press(client, day=DAY.isoformat())

    assert tally_of.texts(done) == ["Đã nhắc 1 đơn vị: Thôn Phú Bình."]
    assert f"đã nhắc lúc 08:00 ngày 12/6 ({chief})" in done.content.decode()
    assert reminded() == [(BINH, DAY, chief.username)]
    again = press(client, day=DAY.isoformat())
    assert tally_of.texts(again)[0].startswith("Không nhắc ai")


def test_the_text_for_the_group_names_the_late_the_hour_and_the_page(client, chief, officer):
    return_day(report=report(HOA, officer), reason="Sai số", by=chief)

    call = client.get(reverse("days")).context["call"]

    assert call.splitlines() == [
        "Đề nghị báo cáo số liệu ngày 11/6/2026 (hạn 08:00 ngày 12/6).",
        "Chưa báo cáo (1 đơn vị): Thôn Phú Bình.",
        "Thôn Phú Hòa: báo cáo bị trả lại để sửa, lý do: Sai số.",
        "Nhập tại: http://testserver/entry/?day=2026-06-11",
    ]


def test_before_the_hour_there_is_no_button_and_no_text(client, chief, monkeypatch):
    stop_clock(monkeypatch, at(TODAY, 7, 59))

    shown = client.get(reverse("days")).content.decode()

    assert reverse("days-remind") not in shown
    assert "Nội dung nhắc để gửi Zalo" not in shown
    assert "(chưa đến)" in shown


@pytest.mark.parametrize("asked", ["", "hôm qua", "2026-06-13"])
def test_a_day_that_cannot_be_read_reminds_nobody(client, chief, asked):
    assert len(tally_of.texts(press(client, day=asked))) == 1
    assert reminded() == []


def test_an_account_without_a_unit_reminds_nobody(client, chief):
    chief.unit = None
    chief.save()

    assert client.post(reverse("days-remind"), {"day": DAY.isoformat()}).status_code == 404


# --- What the sender is shown -----------------------------------------------------------------------


def told(user) -> list[tuple[str, date, str]]:
    return [(one.unit.path, one.day, one.by) for one in reminders_for(user)]


def test_a_sender_is_told_the_newest_reminder_of_each_day_he_still_owes(
    chief, officer, monkeypatch
):
    remind_late_units()
    stop_clock(monkeypatch, at(TODAY, 9))
    remind(chief)

    assert told(officer) == [(HOA, DAY, str(chief)), (BINH, DAY, str(chief))]
    assert told(tally_of.head()) == [(HOA, DAY, str(chief))]
    assert {one.at for one in reminders_for(officer)} == {at(TODAY, 9)}


def test_the_portals_own_reminder_names_nobody(officer):
    remind_late_units()

    assert told(officer) == [(HOA, DAY, ""), (BINH, DAY, "")]


def test_a_report_answers_the_reminder_and_its_return_brings_it_back(chief, officer):
    remind_late_units()
    sent = report(HOA, officer)
    assert told(officer) == [(BINH, DAY, "")]

    return_day(report=sent, reason="Sai số", by=chief)
    assert told(officer) == [(HOA, DAY, ""), (BINH, DAY, "")]


def test_a_lock_ends_the_reminder(chief, officer):
    remind_late_units()
    close_day(unit=build.unit(COMMUNE), day=DAY, by=chief)

    assert told(officer) == []


def test_the_oldest_day_comes_first(chief, officer):
    remind(chief)
    remind(chief, DAY - timedelta(days=1))

    assert [day for _, day, _ in told(tally_of.head())] == [DAY - timedelta(days=1), DAY]


def test_an_officer_is_told_of_the_places_and_of_his_own_line_alone(chief, officer, plan):
    own, other = (
        build.unit(f"{COMMUNE}{code}/", name=code, kind=Kind.OFFICER) for code in ("can-1", "can-2")
    )
    build.field(plan, indicator=build.indicator("persuaded"), branch=Branch.PERSON)
    tally_of.office_field(plan, tally_of.office())
    officer.personal_unit = own
    officer.save()
    assert len(remind(chief)) == 5

    assert [path for path, _, _ in told(officer)] == [own.path, HOA, BINH]
    assert other.path not in [path for path, _, _ in told(officer)]


def test_nobody_is_told_of_units_that_are_not_his(chief):
    remind_late_units()

    assert told(build.user("vn/xa-khac/")) == []
    assert told(build.user(COMMUNE, Role.CHAIRMAN)) == []
    assert told(build.user(HOA, username="khong-don-vi", unit=None)) == []


def test_where_nothing_is_due_it_costs_one_question(officer, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert reminders_for(officer) == []
    remind_late_units()
    with django_assert_num_queries(3):
        assert len(reminders_for(officer)) == 2
