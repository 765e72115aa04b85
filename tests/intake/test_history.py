"""A cell's time line: every value and every answer, who, when, from where, why, by which receipt."""

import uuid

import pytest
from django.urls import reverse

from intake.actions.counts import Origin
from intake.models import Confirmation, Source, Submission, Tally
from intake.queries.history import history_of
from tests import build
from tests.intake import build_tallies as tally_of
from tests.intake.build_days import DAY, TODAY, at
from tests.intake.build_tallies import COMMUNE, HOA

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def officer(settings):
    settings.PORTAL_TODAY = TODAY
    tally_of.world()
    return tally_of.officer()


def submission(by, moment, pressed_at=None):
    return Submission.objects.create(
        key=uuid.uuid4(),
        body_hash="x",
        by=by,
        at=moment,
        source=Source.WEB,
        pressed_at=pressed_at,
    )


def count(value, by, moment, *, pressed_at=None, reason=""):
    sent = submission(by, moment, pressed_at)
    origin = Origin(Source.WEB, at=moment, submission=sent)
    build.count(HOA, value, DAY, by=by, origin=origin, reason=reason)
    return sent


def confirm(by, value, moment, **over):
    given = {"kind": "ten_times", "question": "Gấp 10 lần?", "answer": "vẫn đúng", **over}
    cell = build.key(HOA, DAY)._asdict()
    return Confirmation.objects.create(**cell, value=value, by=by, at=moment, **given)


def lines():
    return history_of(build.unit(HOA), DAY, build.indicator(), build.cohort())


def test_values_and_answers_make_one_line_the_latest_first(officer):
    first = count(90, officer, at(DAY, 17))
    said = confirm(officer, 90, at(DAY, 17), submission=first)
    second = count(9, officer, at(DAY, 18), reason="nhầm một số 0")

    assert [
        (line.value, line.question, line.reason, line.receipt, line.is_current) for line in lines()
    ] == [
        (9, "", "nhầm một số 0", second.receipt_number, True),
        (90, "", "", first.receipt_number, False),
        (90, said.question, "“vẫn đúng”", first.receipt_number, False),
    ]
    assert {(line.by, line.origin) for line in lines()} == {
        (str(officer), "nhập trên trang"),
        (str(officer), "xác nhận khi nhập"),
    }


def test_what_waited_on_the_phone_says_so(officer):
    count(9, officer, at(TODAY, 9, 15), pressed_at=at(TODAY, 7, 50))

    [line] = lines()
    assert (line.origin, line.at) == (
        "gửi từ hàng chờ, bấm lưu lúc 07:50 trên máy",
        at(TODAY, 9, 15),
    )


def test_what_was_sent_at_once_came_from_the_page(officer):
    count(9, officer, at(TODAY, 9, 15), pressed_at=at(TODAY, 9, 14, 58))

    assert [line.origin for line in lines()] == ["nhập trên trang"]


def test_what_came_by_a_tally_and_its_undoing_carry_the_tallys_number(officer, client):
    client.force_login(officer)
    tally = tally_of.sent(client, tally_of.row(9))
    tally_of.confirm(client, tally)
    confirm(officer, 9, at(TODAY, 10), tally=tally)
    client.post(reverse("tally-undo", args=[tally.pk]))
    tally.refresh_from_db()

    number = tally.receipt_number
    assert tally.state == Tally.State.UNDONE
    found = {(line.value, line.question != "", line.origin, line.receipt) for line in lines()}
    assert found == {
        (None, False, "hoàn tác biểu", number),
        (9, False, "biểu tổng hợp", number),
        (9, True, "xác nhận khi gửi biểu", number),
    }


def test_a_value_without_a_submission_has_no_receipt(officer):
    build.count(HOA, 9, DAY, by=officer)

    assert [line.receipt for line in lines()] == [""]


def test_the_page_prints_the_line_in_words(officer, client):
    sent = count(9, officer, at(TODAY, 9, 15), pressed_at=at(TODAY, 7, 50))
    confirm(officer, 9, at(TODAY, 9, 15), submission=sent)
    client.force_login(build.user(COMMUNE, username="khac"))

    shown = client.get(
        reverse("cell-history", args=["phu-hoa", DAY, "eid_activated", "age_6_13"])
    ).content.decode()

    assert "gửi từ hàng chờ, bấm lưu lúc 07:50 trên máy" in shown
    assert "Gấp 10 lần? “vẫn đúng”" in shown
    assert shown.count(sent.receipt_number) == 2
    assert shown.count("hiện tại") == 1
