"""The chairman's page as it was known at a past moment."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from intake.actions.counts import Origin
from intake.actions.days import return_day
from intake.models import DayReport, Source
from reports.queries.board import board_of
from tests import build
from tests.reports.build_board import MONDAY, THURSDAY, commune, log_in, text_of
from units import clock
from units.rules import Role

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 6, 10)


@pytest.fixture(autouse=True)
def today(settings):
    settings.PORTAL_TODAY = date(2026, 6, 12)


@pytest.fixture
def officer():
    return build.user("vn/xa/")


@pytest.fixture
def plan(officer):
    """What `commune` counts reached the ledger today; 3 more of Monday reached it on Wednesday."""
    plan = commune(officer, villages=3)
    origin = Origin(Source.WEB, at=at(WEDNESDAY, 10))
    build.count("vn/xa/thon-9/", 3, MONDAY, by=officer, origin=origin)
    return plan


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.ZONE)


def test_figures_are_those_known_then_and_the_day_itself_was_not_over(plan):
    board = board_of(plan, plan.unit, known_at=at(WEDNESDAY, 11))

    assert (board.moment.on, board.moment.complete_to) == (WEDNESDAY, date(2026, 6, 9))
    assert [line.row.done for line in board.judged] == [30 + 3]
    assert board.days_left == 21
    before = board_of(plan, plan.unit, known_at=at(WEDNESDAY, 9))
    assert [line.row.done for line in [*before.judged, *before.open]] == [30]
    assert board_of(plan, plan.unit).judged[0].row.done == 67 + 3


def test_reports_are_those_that_stood_then(plan, officer):
    head = build.user("vn/xa/", Role.POLICE_HEAD)
    report = DayReport.objects.get(unit__path="vn/xa/thon-0/", day=THURSDAY)
    return_day(report=report, reason="Sai số", by=head, at=at(date(2026, 6, 12), 0))
    friday = at(date(2026, 6, 12), 0)

    then = board_of(plan, plan.unit, known_at=friday)
    earlier = board_of(plan, plan.unit, known_at=friday.replace(day=11, hour=23))

    assert (then.reporting.day, then.reporting.done, then.reporting.expected) == (THURSDAY, 2, 4)
    assert [decision.kind for decision in then.decisions].count("returned") == 1
    assert [decision.kind for decision in earlier.decisions].count("returned") == 0
    assert earlier.reporting.day == WEDNESDAY


def test_the_page_says_which_moment_it_shows(client, plan):
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    shown = text_of(client, "progress", query="?known_at=2026-06-10T11:00")

    assert "Trang này như đã biết lúc 11:00 ngày 10/6/2026." in shown
    assert "Số liệu đến hết ngày 09/6/2026" in shown
    assert "Mở ngày" not in shown


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("hôm qua", "Thời điểm không hợp lệ. Đề nghị chọn lại ngày và giờ."),
        ("2026-06-20T10:00", "Chỉ xem lại được một thời điểm đã qua."),
    ],
)
def test_a_moment_that_is_none_or_to_come_shows_the_present_and_says_why(
    client, plan, asked, sentence
):
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    answer = client.get(reverse("progress"), {"known_at": asked})

    assert [str(message) for message in answer.context["messages"]] == [sentence]
    assert answer.context["board"].known_at is None
