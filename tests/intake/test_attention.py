"""The day board's exceptions: what each report has to be looked at for; the rest in one press."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from intake.actions.counts import Origin
from intake.actions.days import approve_days, close_day, return_day
from intake.models import DayReport, Source, Submission
from intake.queries.days import board_of
from tests import build
from tests.intake import build_tallies as tally_of
from tests.intake.build_days import (
    DAY,
    TODAY,
    at,
    confirm,
    count_at,
    photo,
    report,
    stop_clock,
)
from tests.intake.build_tallies import BINH, COMMUNE, HOA

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(settings, monkeypatch):
    settings.PORTAL_TODAY = TODAY
    stop_clock(monkeypatch, at(TODAY, 10))


@pytest.fixture
def officer(plan):
    return tally_of.officer()


def board():
    return board_of(build.unit(COMMUNE), DAY)


def row(path=HOA):
    return next(row for row in board().rows if row.unit.path == path)


def page(client):
    return client.get(reverse("days"), {"day": DAY.isoformat()}).content.decode()


def test_a_report_in_time_without_a_doubt_needs_no_look(chief, officer):
    count_at(HOA, 9, at(DAY, 17), by=officer)
    report(HOA, officer)

    assert (row().is_quiet, row().is_exception) == (True, False)
    assert [r.unit.path for r in board().approvable] == [HOA]


# --- What the sender answered ---------------------------------------------------------------------


def test_a_figure_that_its_sender_let_stand_is_shown_with_question_answer_who_and_when(
    client, chief, officer
):
    count_at(HOA, 9, at(DAY, 17), by=officer)
    report(HOA, officer)
    said = confirm(HOA, officer)

    [answer] = row().attention.answers
    shown = page(client)

    assert (answer.label, answer.confirmation, answer.is_clash) == ("Kích hoạt 6–14", said, False)
    assert "Số 9 gấp 10 lần mức thường ngày. Có đúng không?" in shown
    assert "“vẫn đúng”" in shown
    assert f"{officer}, 17:00 ngày 11/6" in shown


def test_an_answer_about_a_figure_that_is_gone_is_not_shown(chief, officer):
    count_at(HOA, 9, at(DAY, 17), by=officer)
    report(HOA, officer)
    confirm(HOA, officer)
    count_at(HOA, 8, at(DAY, 18), by=officer)

    assert row().is_quiet


def test_of_one_question_the_last_answer_is_shown(chief, officer):
    count_at(HOA, 9, at(DAY, 17), by=officer)
    report(HOA, officer)
    confirm(HOA, officer)
    last = confirm(HOA, officer, at=at(DAY, 18))
    other = confirm(HOA, officer, kind="copied", question="Giống hôm qua?")

    said = [answer.confirmation for answer in row().attention.answers]
    assert sorted(said, key=lambda one: one.pk) == [last, other]


def test_a_figure_kept_after_a_clash_says_that_two_people_differed(client, chief, officer):
    count_at(HOA, 9, at(DAY, 17), by=officer)
    report(HOA, officer)
    confirm(HOA, officer, kind="clash", question="An 3, Bình 9?", answer="giữ 9")

    assert row().attention.answers[0].is_clash
    assert "hai người nhập khác nhau" in page(client)


# --- Sent again -----------------------------------------------------------------------------------


def test_a_report_changed_after_its_approval_shows_each_change(client, chief, officer):
    count_at(HOA, 9, at(DAY, 17), by=officer)
    count_at(HOA, 4, at(DAY, 17), by=officer, indicator=build.indicator("card_intake"))
    sent = report(HOA, officer)
    approve_days(reports=[sent], by=chief, at=at(DAY, 20))
    count_at(HOA, 7, at(DAY, 21), by=officer)
    report(HOA, officer, moment=at(DAY, 21))

    again = row().attention.again
    assert (again.review.state, again.review.at) == ("approved", at(DAY, 20))
    assert [(c.label, c.before, c.after) for c in again.changes] == [("Kích hoạt 6–14", 9, 7)]
    assert "Sửa sau khi đã duyệt" in page(client)


def test_a_report_sent_again_after_its_return_says_why_it_was_returned(client, chief, officer):
    sent = report(HOA, officer)
    return_day(report=sent, reason="Sai số kích hoạt", by=chief, at=at(DAY, 20))
    report(HOA, officer, moment=at(DAY, 21))

    again = row().attention.again
    assert (again.review.state, again.review.reason) == ("returned", "Sai số kích hoạt")
    assert again.changes == ()
    assert "không số nào thay đổi" in page(client)


def test_a_report_sent_again_before_anybody_decided_and_before_its_hour_is_quiet(chief, officer):
    report(HOA, officer)
    report(HOA, officer, moment=at(TODAY, 8))

    assert row().is_quiet


def test_a_report_in_time_that_is_sent_again_after_its_hour_shows_what_changed_since(
    client, chief, officer
):
    count_at(HOA, 9, at(DAY, 17), by=officer)
    report(HOA, officer)
    count_at(HOA, 12, at(TODAY, 8, 1), by=officer)
    report(HOA, officer, moment=at(TODAY, 8, 1))

    attention = row().attention
    assert (attention.is_late, attention.again.review) == (False, None)
    assert [(c.before, c.after) for c in attention.again.changes] == [(9, 12)]
    assert "Gửi lại sau hạn" in page(client)


def test_an_approval_after_the_change_settles_it(chief, officer):
    for hour in (17, 21):
        sent = report(HOA, officer, moment=at(DAY, hour))
        approve_days(reports=[sent], by=chief, at=at(DAY, hour + 1))

    assert row().is_approved
    assert not row().attention


# --- Late -----------------------------------------------------------------------------------------


def sent_offline(path, by, *, pressed_at, moment):
    sent = Submission.objects.create(
        key=uuid.uuid4(),
        body_hash="x",
        by=by,
        at=moment,
        source=Source.WEB,
        pressed_at=pressed_at,
    )
    origin = Origin(Source.WEB, at=moment, submission=sent)
    build.count(path, 9, DAY, by=by, origin=origin)
    report(path, by, moment=moment)


def test_a_late_report_says_when_it_came_and_when_it_was_due(client, chief, officer):
    report(HOA, officer, moment=at(TODAY, 9, 15))

    assert (row().attention.is_late, row().attention.pressed) == (True, "")
    shown = " ".join(page(client).split())
    assert "đến lúc 09:15 ngày 12/6, hạn 08:00 ngày 12/6." in shown


def test_one_saved_on_the_phone_before_the_hour_is_late_and_says_when_it_was_saved(
    client, chief, officer
):
    sent_offline(HOA, officer, pressed_at=at(TODAY, 7, 50), moment=at(TODAY, 9, 15))

    assert row().is_late
    assert row().attention.pressed == "bấm lưu lúc 07:50 trên máy"
    assert "(bấm lưu lúc 07:50 trên máy)" in page(client)


def test_it_is_the_first_figures_that_tell_not_a_later_correction(chief, officer):
    sent_offline(HOA, officer, pressed_at=at(TODAY, 9, 15), moment=at(TODAY, 9, 15))
    sent_offline(HOA, officer, pressed_at=at(TODAY, 7, 50), moment=at(TODAY, 9, 40))

    assert row().attention.pressed == ""


# --- Photographs ----------------------------------------------------------------------------------


def test_photographs_are_to_be_looked_at_but_for_the_removed(client, chief, officer):
    report(HOA, officer)
    stands = photo(HOA, officer)
    proof = photo(HOA, officer, indicator=build.indicator(), at=at(DAY, 19))
    photo(HOA, officer, removed_at=at(DAY, 19), removed_by=officer)
    photo(BINH, officer)

    assert row().attention.photos == (stands, proof)
    shown = page(client)
    assert reverse("photo", args=[stands.pk]) in shown
    assert "biểu giấy, lúc 18:00" in shown
    assert "minh chứng Kích hoạt, lúc 19:00" in shown


# --- Approving ------------------------------------------------------------------------------------


def ticked(html: str) -> list[bool]:
    """Whether each box of a report is ticked when the page opens."""
    boxes = [part.split(">")[0] for part in html.split("<input") if 'type="checkbox"' in part]
    return ["checked" in box for box in boxes if 'name="report"' in box]


def test_exceptions_come_first_each_with_a_box_that_is_not_ticked(client, chief, officer):
    report(BINH, officer)
    report(HOA, officer, moment=at(TODAY, 9))

    shown = page(client)

    assert ticked(shown) == [False]
    assert shown.index("Thôn Phú Hòa") < shown.index("Duyệt 1 đơn vị không có điểm cần xem")
    assert "2 đơn vị chờ duyệt, 1 có điểm cần xem." in shown


def test_one_press_approves_all_that_need_no_look_and_none_that_do(client, chief, officer):
    report(BINH, officer)
    report(HOA, officer, moment=at(TODAY, 9))
    quiet = [r.seen for r in board().approvable]

    client.post(reverse("days-approve"), {"day": DAY.isoformat(), "report": quiet})

    states = dict(DayReport.objects.values_list("unit__path", "state"))
    assert states == {BINH: "approved", HOA: "reported"}


def test_a_locked_day_has_nothing_to_press(client, chief, officer):
    report(BINH, officer)
    report(HOA, officer, moment=at(TODAY, 9))
    close_day(unit=build.unit(COMMUNE), day=DAY, by=chief)

    shown = page(client)

    assert (ticked(shown), board().approvable) == ([], [])
    assert 'id="approve"' not in shown
    assert reverse("days-remind") not in shown


def test_of_several_communes_the_locked_ones_alone_are_closed(plan, officer):
    other = "vn/xa-khac/thon-dong/"
    province = build.plan("vn/", code="ke-hoach-tinh")
    build.field(province, position=8)
    for path in (HOA, other):
        report(path, officer)
    close_day(unit=build.unit("vn/xa-khac/"), day=DAY, by=None)

    shown = board_of(build.unit("vn/"), DAY)

    assert [r.unit.path for r in shown.approvable] == [HOA]
    assert [r.unit.path for r in shown.rows if r.is_locked] == [other]


@pytest.mark.parametrize("villages", [1, 3])
def test_exceptions_of_every_kind_cost_the_same_however_many(
    client, chief, officer, villages, django_assert_num_queries
):
    for number in range(villages):
        path = f"vn/xa/thon-{number}/"
        count_at(path, 9, at(DAY, 17), by=officer)
        approve_days(reports=[report(path, officer)], by=chief, at=at(DAY, 18))
        report(path, officer, moment=at(DAY, 19))
        confirm(path, officer)
        photo(path, officer)
        late = f"vn/xa/muon-{number}/"
        sent_offline(
            late, officer, pressed_at=at(TODAY, 7), moment=at(TODAY, 9) + timedelta(minutes=number)
        )

    # who asks 2, whether it is a demonstration 1, the plan's fields and units 2, reports 1,
    # values 1, what came with them 1, steps 1, pressed 1, changes 1, answers 1, photographs 1, reminders 1, days 3
    with django_assert_num_queries(17):
        page(client)
