"""The day board as it was known at a past moment: values, reports, answers, lateness."""

import uuid

import pytest
from django.urls import reverse

from intake.actions.days import approve_days, close_day, return_day, withdraw_reports
from intake.actions.reminders import remind_late
from intake.models import Confirmation, Photo
from intake.queries.days import board_of
from intake.queries.known import reports_within
from tests import build
from tests.intake import build_tallies as tally_of
from tests.intake.build_days import DAY, TODAY, at, count_at, life, report, stop_clock
from tests.intake.build_tallies import BINH, COMMUNE, HOA

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(settings, monkeypatch):
    settings.PORTAL_TODAY = TODAY
    stop_clock(monkeypatch, at(TODAY, 12))


@pytest.fixture
def officer(plan):
    return tally_of.officer()


def rows(moment=None):
    return {row.unit.path: row for row in board_of(build.unit(COMMUNE), DAY, known_at=moment).rows}


def values(moment=None, path=HOA):
    return [cell.value for cell in rows(moment)[path].cells]


def test_values_are_those_that_had_reached_the_ledger_by_then(chief, officer):
    count_at(HOA, 9, at(DAY, 17), by=officer)
    count_at(HOA, 7, at(DAY, 20), by=officer)
    count_at(HOA, None, at(TODAY, 7), by=officer)

    assert values(at(DAY, 16, 59, 59)) == [None, None, None, None]
    assert values(at(DAY, 17)) == [None, None, 9, None]
    assert values(at(DAY, 20)) == [None, None, 7, None]
    assert values(at(TODAY, 7)) == values() == [None, None, None, None]


def test_the_day_before_too_is_as_it_was_known(chief, officer):
    count_at(HOA, 9, at(DAY, 17), by=officer, day=DAY.replace(day=10))

    assert [cell.before for cell in rows(at(DAY, 16))[HOA].cells] == [None] * 4
    assert [cell.before for cell in rows(at(DAY, 17))[HOA].cells] == [None, None, 9, None]


def test_reports_stand_as_they_stood(chief, officer):
    unit_day = {(build.unit(HOA).pk, DAY)}
    return_day(report=report(HOA, officer), reason="Sai số", by=chief, at=at(DAY, 18))
    approve_days(reports=[report(HOA, officer, moment=at(DAY, 19))], by=chief, at=at(DAY, 20))
    withdraw_reports(unit_day, by=officer, at=at(DAY, 21))
    report(HOA, officer, moment=at(TODAY, 9))

    past = {hour: rows(at(DAY, hour))[HOA].past[0].state for hour in (16, 17, 18, 19, 20, 21)}
    assert past == {
        16: "missing",
        17: "reported",
        18: "returned",
        19: "reported",
        20: "approved",
        21: "missing",
    }
    returned, sent_again = (rows(at(DAY, hour))[HOA].report for hour in (18, 19))
    assert (returned.reason, returned.reviewed_by) == ("Sai số", chief)
    assert (sent_again.reason, sent_again.reviewed_by) == ("", None)
    assert (sent_again.first_reported_at, sent_again.reported_at) == (at(DAY, 17), at(DAY, 19))
    assert rows()[HOA].report.first_reported_at == at(TODAY, 9)


def test_a_past_board_knows_as_much_of_the_present_as_the_present_one(chief, officer):
    count_at(HOA, 9, at(DAY, 17), by=officer)
    report(HOA, officer)
    return_day(report=report(BINH, officer), reason="Sai số", by=chief, at=at(DAY, 18))

    then, now = rows(at(TODAY, 12)), rows()

    for path in (HOA, BINH):
        assert (then[path].state, then[path].past) == (now[path].state, now[path].past)
        assert then[path].cells == now[path].cells


def test_lateness_is_judged_at_that_moment(chief):
    assert [row.is_late for row in rows(at(TODAY, 8)).values()] == [False, False]
    assert [row.is_late for row in rows(at(TODAY, 8, 0, 1)).values()] == [True, True]


def test_answers_photographs_and_reminders_that_came_later_are_not_there(
    chief, officer, monkeypatch
):
    count_at(HOA, 9, at(DAY, 17), by=officer)
    report(HOA, officer)
    key = build.key(HOA, DAY)
    said = Confirmation.objects.create(
        **key._asdict(), value=9, kind="ten_times", question="?", answer="đúng", by=officer,
        at=at(DAY, 18),
    )  # fmt: skip
    photo = Photo.objects.create(
        key=uuid.uuid4(), unit=build.unit(HOA), day=DAY, by=officer, size=1, width=1, height=1,
        content=b"x", at=at(DAY, 19), removed_at=at(DAY, 20), removed_by=officer,
    )  # fmt: skip
    remind_late(root=build.unit(COMMUNE), day=DAY, by=chief)

    def known(moment):
        row = rows(moment)[HOA]
        return [a.confirmation for a in row.attention.answers], list(row.attention.photos)

    assert known(at(DAY, 17)) == ([], [])
    assert known(at(DAY, 18)) == ([said], [])
    assert known(at(DAY, 19)) == ([said], [photo])
    assert known(at(DAY, 20)) == ([said], [])
    assert (rows(at(TODAY, 11))[BINH].reminder, rows()[BINH].reminder.by) == (None, chief)


def test_reports_of_all_days_below_a_unit_as_they_stood(chief, officer):
    report(HOA, officer)
    report("vn/xa-khac/thon-dong/", build.user("vn/xa-khac/"))
    withdraw_reports({(build.unit(HOA).pk, DAY)}, by=officer, at=at(DAY, 18))

    def known(hour):
        reports = reports_within(COMMUNE, known_at=at(DAY, hour))
        return [(report.unit.path, report.day, report.state) for report in reports]

    assert known(16) == []
    assert known(17) == [(HOA, DAY, "reported")]
    assert known(18) == []


def test_an_undone_tally_leaves_the_steps_back_to_what_stood_before(client, chief, officer):
    build.count(HOA, 4, DAY, by=officer, indicator=build.indicator("card_intake"))
    sent = report(HOA, officer)
    approve_days(reports=[sent], by=chief, at=at(DAY, 18))
    client.force_login(officer)
    tally = tally_of.sent(client, tally_of.row(9), tally_of.row(5, unit="Thôn Phú Bình"))
    tally_of.confirm(client, tally)
    assert [state for state, _, _ in life(HOA)] == ["reported", "approved", "reported"]
    assert [state for state, _, _ in life(BINH)] == ["reported"]

    client.post(reverse("tally-undo", args=[tally.pk]))

    assert life(HOA)[3:] == [("approved", officer.username, "")]
    assert life(BINH)[1:] == [("", officer.username, "")]
    assert {path: row.state for path, row in rows().items()} == {HOA: "approved", BINH: "missing"}
    assert {path: row.state for path, row in rows(at(TODAY, 12)).items()} == {
        HOA: "approved",
        BINH: "missing",
    }


# --- The page ---------------------------------------------------------------------------------------


def page(client, known_at, **more):
    return client.get(reverse("days"), {"day": DAY.isoformat(), "known_at": known_at, **more})


def test_the_page_says_plainly_which_moment_it_shows_and_offers_nothing_to_press(
    client, chief, officer
):
    report(HOA, officer, moment=at(TODAY, 9))
    report(BINH, officer)
    close_day(unit=build.unit(COMMUNE), day=DAY, by=chief)

    answer = page(client, "2026-06-12T11:00")

    shown = answer.content.decode()
    assert "Bảng như đã biết lúc 11:00 ngày 12/6/2026." in shown
    assert answer.context["board"].known_at == at(TODAY, 11)
    content = shown[shown.index('<main id="main"') :]
    assert 'method="post"' not in content
    assert "checkbox" not in content
    assert "Trả lại" not in content


def test_walking_from_day_to_day_stays_at_the_moment(client, chief):
    shown = page(client, "2026-06-12T11:00").content.decode()

    assert shown.count("known_at=2026-06-12T11:00:00") == 2 + 14  # before, after, the fortnight


def test_without_a_day_the_one_before_the_moment_is_shown(client, chief):
    answer = client.get(reverse("days"), {"known_at": "2026-06-10T11:00"})

    assert answer.context["board"].day == DAY.replace(day=9)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("hôm qua", "Thời điểm không hợp lệ. Đề nghị chọn lại ngày và giờ."),
        ("1999-12-31T10:00", "Thời điểm không hợp lệ. Đề nghị chọn lại ngày và giờ."),
        ("2026-06-12T12:00:01", "Chỉ xem lại được một thời điểm đã qua."),
    ],
)
def test_a_moment_that_is_none_or_to_come_shows_the_present_and_says_why(
    client, chief, asked, sentence
):
    answer = page(client, asked)

    assert answer.context["board"].known_at is None
    assert tally_of.texts(answer) == [sentence]


@pytest.mark.parametrize("villages", [1, 3])
def test_the_past_costs_no_more_than_the_present(
    client, chief, officer, villages, django_assert_num_queries
):
    for number in range(villages):
        path = f"vn/xa/thon-{number}/"
        count_at(path, number, at(DAY, 17), by=officer)
        report(path, officer)

    # who asks 2, whether it is a demonstration 1, fields and units 2, communes 1, reports 1,
    # values 1, steps 1, answers 1, photographs 1, reminders 1
    with django_assert_num_queries(12):
        page(client, "2026-06-12T11:00")
