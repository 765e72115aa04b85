"""The day board: who has reported, what, when; approving, returning, locking, opening."""

import unicodedata
from datetime import date, timedelta

import pytest
from django.urls import reverse

from intake.actions.days import close_day, return_day
from intake.models import Day, DayReport
from intake.queries.days import board_of
from tests import build
from tests.intake import build_tallies as tally_of
from tests.intake.build_days import at, confirm, photo, report, stop_clock
from tests.intake.build_tallies import BINH, COMMUNE, HOA, TODAY
from units.models import AuditEntry
from units.rules import Role

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 11)


@pytest.fixture(autouse=True)
def _today(settings):
    settings.PORTAL_TODAY = TODAY


@pytest.fixture
def officer(plan):
    return tally_of.officer()


def board(client, day=DAY):
    return client.get(reverse("days"), {"day": day.isoformat()}).context["board"]


def rows(client, day=DAY):
    return {row.unit.code: row for row in board(client, day).rows}


def texts(response):
    return [str(message) for message in response.context["messages"]]


def approve(client, *seen, day=DAY):
    form = {"day": day.isoformat(), "report": list(seen)}
    return client.post(reverse("days-approve"), form, follow=True)


def send_back(client, sent, reason="Sai số", seen=None):
    """Return a report as the board shows it now, or as it was `seen`."""
    form = {"reason": reason, "seen": rows(client)[sent.unit.code].seen if seen is None else seen}
    return client.post(reverse("day-return", args=[sent.pk]), form, follow=True)


# --- The board -------------------------------------------------------------------------------------


def test_the_board_opens_on_yesterday(client, chief):
    assert client.get(reverse("days")).context["board"].day == DAY


@pytest.mark.parametrize("asked", ["2026-06-13", "hôm qua", "2026-02-30"])
def test_a_day_to_come_or_unreadable_shows_yesterday(client, chief, asked):
    assert client.get(reverse("days"), {"day": asked}).context["board"].day == DAY


def test_each_unit_stands_with_its_state_and_its_cells_beside_the_day_before(
    client, chief, officer
):
    day = date(2026, 6, 10)  # its hour is over whatever the clock says
    build.count(HOA, 11, date(2026, 6, 9), by=officer)
    build.count(HOA, 0, day, by=officer)
    report(HOA, officer, day)

    shown = rows(client, day)

    assert list(shown) == ["phu-hoa", "phu-binh"]
    hoa, binh = shown["phu-hoa"], shown["phu-binh"]
    assert (hoa.state, hoa.label, hoa.is_late) == ("reported", "đã báo cáo", False)
    assert [(c.label, c.value, c.before) for c in hoa.cells][2] == ("Kích hoạt 6–14", 0, 11)
    assert (binh.state, binh.label, binh.is_late) == ("missing", "chưa báo cáo", True)
    assert [c.value for c in binh.cells] == [None, None, None, None]


def test_a_report_after_the_hour_of_the_next_day_is_late(client, chief, officer):
    report(HOA, officer, moment=at(TODAY, 8))
    report(BINH, officer, moment=at(TODAY, 9))

    shown = rows(client)

    assert (shown["phu-hoa"].is_late, shown["phu-binh"].is_late) == (False, True)
    assert "muộn" in client.get(reverse("days")).content.decode()


def test_a_day_still_running_is_not_late(client, chief):
    assert [row.is_late for row in board(client, TODAY).rows] == [False, False]


def test_offices_stand_apart_with_their_own_cells(client, chief, plan, officer):
    office = tally_of.office()
    tally_of.office_field(plan, office)
    tally_of.office("Phòng Kinh tế", "phong-kt")  # asked for nothing, so not waited for

    places, offices = board(client).groups

    assert (places.label, len(places.rows)) == ("Địa bàn", 2)
    assert (offices.label, offices.columns) == ("Cơ quan, đoàn thể", ("Phát thanh",))
    assert [row.unit.name for row in offices.rows] == [office.name]


def test_weekly_cells_are_shown_only_on_the_day_they_came_in(client, chief, plan, officer):
    weekly = build.indicator("posts", label="Tin bài", short_label="Tin bài")
    build.field(plan, indicator=weekly, rhythm="weekly", position=9)
    assert "Tin bài 6–14" not in board(client).groups[0].columns

    build.count(HOA, 3, DAY, by=officer, indicator=weekly)

    shown = rows(client)
    assert [
        cell and cell.value for cell in (shown["phu-hoa"].cells[4], shown["phu-binh"].cells[4])
    ] == [
        3,
        None,
    ]


def test_the_fortnight_says_each_days_state_in_words(client, chief, officer):
    report(HOA, officer, date(2026, 5, 29))
    returned = report(HOA, officer, date(2026, 6, 1))
    return_day(report=returned, reason="Sai số", by=chief)

    past = {p.day: p.label for p in rows(client)["phu-hoa"].past}

    assert (min(past), max(past), len(past)) == (date(2026, 5, 29), DAY, 14)
    assert past[date(2026, 5, 29)] == "đã báo cáo"
    assert past[date(2026, 6, 1)] == "bị trả lại"
    assert past[DAY] == "chưa báo cáo"


def test_days_before_the_plan_are_not_missing(client, chief):
    past = rows(client, date(2026, 5, 27))["phu-hoa"].past

    assert [p.state for p in past] == ["missing", "missing"] + [""] * 12


def test_a_day_without_a_running_plan_asks_nobody(client, chief):
    response = client.get(reverse("days"), {"day": "2026-05-01"})

    assert response.context["board"].groups == ()
    assert "Không có kế hoạch nào đang thực hiện" in response.content.decode()


def test_only_the_own_subtree_is_shown(client, chief):
    build.unit("vn/xa-khac/thon-dong/")
    build.field(build.plan("vn/", code="ke-hoach-tinh"), position=8)

    assert list(rows(client)) == ["phu-hoa", "phu-binh"]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.POLICE_HEAD])
def test_other_roles_do_not_review(client, plan, role):
    client.force_login(build.user(COMMUNE, role))

    assert client.get(reverse("days")).status_code == 403
    for page in ("days-approve", "days-lock", "days-open"):
        assert client.post(reverse(page)).status_code == 403


# --- Deciding --------------------------------------------------------------------------------------


def test_approving_takes_the_reports_that_were_ticked(client, chief, officer):
    report(HOA, officer)
    report(BINH, officer)
    seen = rows(client)["phu-hoa"].seen

    response = approve(client, seen)

    assert texts(response) == ["Đã duyệt báo cáo ngày của 1 đơn vị."]
    states = dict(DayReport.objects.values_list("unit__code", "state"))
    assert states == {"phu-hoa": "approved", "phu-binh": "reported"}


def test_a_report_sent_again_after_the_page_was_opened_is_not_approved(client, chief, officer):
    report(HOA, officer)
    seen = rows(client)["phu-hoa"].seen
    report(HOA, officer, moment=at(DAY, 18))

    response = approve(client, seen)

    assert texts(response) == [
        "Thôn Phú Hòa vừa báo cáo lại hoặc bổ sung, chưa duyệt. Đề nghị xem lại rồi duyệt."
    ]
    assert DayReport.objects.get().state == DayReport.State.REPORTED


@pytest.mark.parametrize("more", [confirm, photo], ids=["answer", "photo"])
def test_what_came_with_a_report_after_the_page_was_opened_keeps_it_from_approval(
    client, chief, officer, more
):
    report(HOA, officer)
    seen = rows(client)["phu-hoa"].seen
    more(HOA, officer)

    response = approve(client, seen)

    assert texts(response) == [
        "Thôn Phú Hòa vừa báo cáo lại hoặc bổ sung, chưa duyệt. Đề nghị xem lại rồi duyệt."
    ]
    assert DayReport.objects.get().state == "reported"
    approve(client, rows(client)["phu-hoa"].seen)
    assert DayReport.objects.get().state == "approved"


@pytest.mark.parametrize("more", [report, confirm, photo], ids=["report", "answer", "photo"])
def test_a_report_that_grew_after_the_page_was_opened_is_not_returned(client, chief, officer, more):
    sent = report(HOA, officer)
    seen = rows(client)["phu-hoa"].seen
    more(HOA, officer, **({"moment": at(DAY, 18)} if more is report else {}))

    response = send_back(client, sent, seen=seen)

    assert texts(response) == [
        "Thôn Phú Hòa vừa báo cáo lại hoặc bổ sung, chưa trả lại. Đề nghị xem lại rồi trả lại."
    ]
    assert DayReport.objects.get().state == "reported"
    send_back(client, sent)
    assert DayReport.objects.get().state == "returned"


def test_a_return_that_does_not_say_which_report_was_seen_returns_nothing(client, chief, officer):
    sent = report(HOA, officer)

    response = send_back(client, sent, seen="")

    assert texts(response) == ["Chưa trả lại. Đề nghị xem lại báo cáo rồi trả lại."]
    assert DayReport.objects.get().state == "reported"


def test_the_board_says_with_every_return_which_report_it_shows(client, chief, officer):
    report(HOA, officer)
    report(BINH, officer, moment=at(TODAY, 9))

    shown = client.get(reverse("days")).content.decode()

    marks = [row.seen for row in rows(client).values()]
    assert [f'<input type="hidden" name="seen" value="{mark}">' in shown for mark in marks] == [
        True,
        True,
    ]


def test_approving_nothing_says_so(client, chief):
    assert texts(approve(client)) == ["Chưa chọn đơn vị nào đã báo cáo nên chưa duyệt gì."]


def test_returning_needs_a_reason_and_keeps_it(client, chief, officer):
    sent = report(HOA, officer)

    refused = send_back(client, sent, " ")
    assert texts(refused) == ["Trả lại phải ghi rõ lý do để đơn vị biết cần sửa gì."]

    done = send_back(client, sent, "Số kích hoạt lớn hơn số đã thu nhận")
    sent.refresh_from_db()
    assert (sent.state, sent.reason) == ("returned", "Số kích hoạt lớn hơn số đã thu nhận")
    assert texts(done) == ["Đã trả lại báo cáo ngày của Thôn Phú Hòa."]
    assert sent.reason in done.content.decode()


def lock(client, day=DAY, **form):
    form = {"unit": "xa", "day": day.isoformat(), **form}
    return client.post(reverse("days-lock"), form, follow=True)


def test_locking_asks_for_a_confirmation(client, chief):
    response = lock(client)

    assert texts(response)[0].startswith("Chưa khóa.")
    assert Day.objects.filter(locked_at__isnull=False).count() == 0


def test_a_locked_day_says_who_locked_it_and_refuses_a_return(client, chief, officer):
    sent = report(HOA, officer)

    response = lock(client, confirm="1")

    assert texts(response) == ["Đã khóa ngày 11/6/2026 của Xã Phú Riềng."]
    assert reverse("days-approve") not in response.content.decode()
    [commune] = response.context["board"].communes
    assert (commune.unit.code, commune.locked_by) == ("xa", str(chief))
    assert "đã khóa" in texts(send_back(client, sent))[0]
    assert "đã khóa" in texts(approve(client, rows(client)["phu-hoa"].seen))[0]
    assert texts(lock(client, confirm="1")) == ["Ngày 11/6/2026 của Xã Phú Riềng đã khóa từ trước."]


def test_a_day_locked_at_night_names_the_system(client, chief):
    close_day(unit=build.unit(COMMUNE), day=DAY, by=None)

    assert board(client).communes[0].locked_by == "hệ thống, khi hết hạn sửa"


def test_opening_a_locked_day_needs_a_reason_that_stays_in_the_log(client, chief):
    close_day(unit=build.unit(COMMUNE), day=DAY, by=chief)
    form = {"unit": "xa", "day": DAY.isoformat()}

    refused = client.post(reverse("days-open"), form, follow=True)
    assert texts(refused) == ["Mở khóa ngày phải ghi rõ lý do."]

    client.post(reverse("days-open"), {**form, "reason": "Thôn báo bổ sung"})
    assert Day.objects.get().locked_at is None
    assert AuditEntry.objects.get(action="Mở khóa ngày").reason == "Thôn báo bổ sung"


@pytest.mark.parametrize(
    ("asked", "until", "words"),
    [
        ({}, at(date(2026, 6, 13), 0), "hết ngày 12/6/2026"),
        ({"until": "today"}, at(date(2026, 6, 13), 0), "hết ngày 12/6/2026"),
        ({"until": "2h"}, at(TODAY, 17), "17:00 ngày 12/6/2026"),
        ({"until": "24h"}, at(date(2026, 6, 13), 15), "15:00 ngày 13/6/2026"),
        ({"until": "3d"}, at(date(2026, 6, 15), 15), "15:00 ngày 15/6/2026"),
    ],
)
def test_a_day_is_opened_for_as_long_as_was_chosen_and_the_board_says_until_when(
    client, chief, monkeypatch, asked, until, words
):
    stop_clock(monkeypatch, at(TODAY, 15))
    close_day(unit=build.unit(COMMUNE), day=DAY, by=chief)
    form = {"unit": "xa", "day": DAY.isoformat(), "reason": "Thôn báo bổ sung", **asked}

    done = client.post(reverse("days-open"), form, follow=True)

    assert Day.objects.get().open_until == until
    assert texts(done) == [f"Đã mở khóa ngày 11/6/2026 của Xã Phú Riềng đến {words}."]
    told = f"ngày này được mở lại đến {words}, lý do: Thôn báo bổ sung."
    assert told in done.content.decode()

    stop_clock(monkeypatch, until)
    [commune] = board(client).communes
    assert (commune.locked_at, commune.locked_by) == (until, "hệ thống, khi hết giờ mở lại")


def test_a_time_that_was_not_offered_opens_nothing(client, chief):
    close_day(unit=build.unit(COMMUNE), day=DAY, by=chief)
    form = {"unit": "xa", "day": DAY.isoformat(), "reason": "Thôn báo bổ sung", "until": "7d"}

    refused = client.post(reverse("days-open"), form, follow=True)

    assert texts(refused) == ["Thời gian mở lại không hợp lệ. Đề nghị chọn lại."]
    assert Day.objects.get().is_locked


def test_a_fortnight_says_in_words_and_figures_who_was_late(client, chief, officer, monkeypatch):
    stop_clock(monkeypatch, at(TODAY, 9))
    for days in range(14):
        day = DAY - timedelta(days=days)
        report(BINH, officer, day)
        if days:
            report(HOA, officer, day, at(day + timedelta(days=1), 8 if days > 3 else 10))

    shown = board(client)

    assert [(r.name, r.on_time, r.late, r.missing) for r in shown.ranking] == [
        ("Thôn Phú Hòa", 10, 3, 1)
    ]
    assert shown.ranking_sentence == (
        "Thôn Phú Hòa muộn nhiều nhất: 4/14 ngày (3 ngày báo cáo muộn, 1 ngày chưa báo cáo)."
        " 1/2 đơn vị đúng hạn tất cả các ngày."
    )
    assert shown.ranking_sentence in client.get(reverse("days")).content.decode()


def test_a_strangers_report_and_commune_do_not_exist(client, chief):
    stranger = build.user("vn/xa-khac/", Role.POLICE_HEAD)
    theirs = report("vn/xa-khac/thon-dong/", stranger)

    assert client.post(reverse("day-return", args=[theirs.pk]), {"reason": "x"}).status_code == 404
    assert approve(client, f"{theirs.pk}@{theirs.reported_at.isoformat()}").status_code == 404
    assert approve(client, "khong-phai-so").status_code == 404
    assert lock(client, unit="xa-khac", confirm="1").status_code == 404
    opened = client.post(reverse("days-open"), {"unit": "xa-khac", "day": DAY.isoformat()})
    assert opened.status_code == 404
    assert lock(client, unit="phu-hoa", confirm="1").status_code == 404  # a village has no day


def test_a_search_of_days_never_answers_another_method(client, chief):
    assert client.post(reverse("days")).status_code == 405
    assert client.get(reverse("days-lock")).status_code == 405


@pytest.mark.parametrize("villages", [1, 3, 12])
def test_the_board_costs_the_same_however_many_villages(
    client, chief, officer, villages, django_assert_num_queries
):
    for number in range(villages):
        path = f"vn/xa/thon-{number}/"
        build.count(path, number, DAY, by=officer)
        report(path, officer)

    # who asks 2, whether it is a demonstration 1, fields and units 2, communes and days 3,
    # reports 1, values 1, what came with them 1, steps 1, answers 1, photographs 1, reminders 1
    with django_assert_num_queries(15):
        response = client.get(reverse("days"))

    assert len(response.context["board"].rows) == 2 + villages


def test_an_account_without_a_unit_reviews_nothing(client, chief):
    chief.unit = None
    chief.save()

    assert client.get(reverse("days")).status_code == 404


def test_the_board_of_a_province_lists_every_communes_lock(plan):
    build.unit("vn/xa-khac/thon-dong/")
    build.field(build.plan("vn/", code="ke-hoach-tinh"), position=8)

    shown = board_of(build.unit("vn/"), DAY)

    assert {commune.unit.code for commune in shown.communes} == {"xa", "xa-khac"}


@pytest.mark.parametrize("asked", ["0001-01-01", "1999-12-31"])
def test_a_day_before_any_plan_shows_yesterday(client, chief, asked):
    assert client.get(reverse("days"), {"day": asked}).context["board"].day == DAY


@pytest.mark.parametrize("asked", ["", "2026-13-40", "0001-01-01"])
def test_no_other_day_is_locked_or_opened_instead_of_one_that_cannot_be_read(client, chief, asked):
    close_day(unit=build.unit(COMMUNE), day=DAY, by=chief)
    form = {"unit": "xa", "day": asked, "confirm": "1", "reason": "Thôn báo bổ sung"}

    locked = client.post(reverse("days-lock"), form, follow=True)
    opened = client.post(reverse("days-open"), form, follow=True)

    assert texts(locked) == texts(opened) == ["Ngày không hợp lệ."]
    assert [day.day for day in Day.objects.exclude(locked_at=None)] == [DAY]


def test_an_open_day_is_not_opened_again(client, chief):
    form = {"unit": "xa", "day": DAY.isoformat(), "reason": "Thôn báo bổ sung"}

    response = client.post(reverse("days-open"), form, follow=True)

    assert texts(response) == ["Ngày 11/6/2026 của Xã Phú Riềng đang mở, không cần mở khóa."]
    assert not AuditEntry.objects.filter(action="Mở khóa ngày").exists()


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("ă" * 301, "Lý do dài quá 300 ký tự. Đề nghị viết gọn lại."),
        ("sai\0số", "Lý do có ký tự lạ. Đề nghị nhập lại."),
    ],
)
def test_a_reason_that_cannot_be_kept_whole_is_refused(client, chief, officer, reason, sentence):
    sent = report(HOA, officer)

    response = send_back(client, sent, reason)

    assert texts(response) == [sentence]
    assert DayReport.objects.get().state == "reported"


def test_a_reason_is_kept_in_composed_letters(client, chief, officer):
    sent = report(HOA, officer)
    decomposed = unicodedata.normalize("NFD", "Sai số liệu")

    send_back(client, sent, decomposed)

    assert DayReport.objects.get().reason == "Sai số liệu"


@pytest.mark.parametrize("mark", ["abc", "9" * 30 + "@x", "٣@x", "01@x", "1"])
def test_a_mark_that_names_no_report_is_not_found(client, chief, officer, mark):
    report(HOA, officer)

    assert approve(client, mark).status_code == 404


@pytest.mark.parametrize("code", ["a\0b", ""])
def test_a_commune_without_a_readable_code_is_not_found(client, chief, code):
    form = {"unit": code, "day": DAY.isoformat(), "confirm": "1"}

    assert client.post(reverse("days-lock"), form).status_code == 404


def test_the_board_answers_head(client, chief):
    assert client.head(reverse("days")).status_code == 200
