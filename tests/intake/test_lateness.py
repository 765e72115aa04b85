"""Who is late: the rule, the ranking of a fortnight, what is said to the late."""

from datetime import timedelta

import pytest

from intake.rules.lateness import (
    Call,
    Record,
    arrival_of,
    call_text,
    pressed_text,
    ranking,
    ranking_sentence,
    record_of,
    until_text,
)
from tests.intake.build_days import DAY, TODAY, at

DUE = at(TODAY, 8)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("first", "now", "arrival"),
    [
        (DUE, DUE + SECOND, "on_time"),
        (DUE + SECOND, DUE + SECOND, "late"),
        (None, DUE, ""),
        (None, DUE + SECOND, "missing"),
    ],
)
def test_a_day_is_in_time_up_to_the_very_hour(first, now, arrival):
    assert arrival_of(due=DUE, first_reported_at=first, now=now) == arrival


def test_a_day_that_nobody_owes_is_never_late():
    assert arrival_of(due=None, first_reported_at=None, now=DUE) == ""
    assert arrival_of(due=None, first_reported_at=DUE, now=DUE) == "on_time"


def test_a_fortnight_is_counted_by_how_its_days_came_in():
    record = record_of("Thôn 1", ["on_time", "late", "missing", "missing", ""])

    assert (record.on_time, record.late, record.missing) == (1, 1, 2)
    assert (record.behind, record.days) == (3, 4)


def test_the_ranking_names_only_the_late_and_missing_days_weigh_more():
    records = [
        Record("Thôn 1", 14, 0, 0),
        Record("Thôn 2", 12, 2, 0),
        Record("Thôn 3", 12, 0, 2),
        Record("Thôn 4", 11, 3, 0),
    ]

    assert [record.name for record in ranking(records)] == ["Thôn 4", "Thôn 3", "Thôn 2"]
    assert ranking_sentence(records) == (
        "Thôn 4 muộn nhiều nhất: 3/14 ngày (3 ngày báo cáo muộn)."
        " 1/4 đơn vị đúng hạn tất cả các ngày."
    )


def test_the_sentence_tells_late_and_missing_days_apart():
    assert ranking_sentence([Record("Thôn 1", 4, 7, 3)]) == (
        "Thôn 1 muộn nhiều nhất: 10/14 ngày (7 ngày báo cáo muộn, 3 ngày chưa báo cáo)."
    )


def test_a_fortnight_without_lateness_says_so_and_one_without_days_says_nothing():
    in_time = [Record("Thôn 1", 14, 0, 0), Record("Thôn 2", 14, 0, 0)]

    assert ranking_sentence(in_time) == "Cả 2 đơn vị báo cáo đúng hạn tất cả các ngày."
    assert ranking_sentence([Record("Thôn 1", 0, 0, 0)]) == ""


@pytest.mark.parametrize(
    ("pressed_at", "text"),
    [
        (None, ""),
        (at(TODAY, 9, 29, 1), ""),  # 59 seconds: an ordinary slow answer
        (at(TODAY, 9, 31), ""),  # the phone's clock is fast
        (at(TODAY, 9, 29), "bấm lưu lúc 09:29 trên máy"),
        (at(DAY, 17, 50), "bấm lưu lúc 17:50 ngày 11/6 trên máy"),
    ],
)
def test_what_waited_on_the_phone_says_when_it_was_saved_there(pressed_at, text):
    assert pressed_text(pressed_at=pressed_at, at=at(TODAY, 9, 30)) == text


@pytest.mark.parametrize(
    ("until", "text"),
    [
        (at(TODAY, 17, 0), "17:00 ngày 12/6/2026"),
        (at(TODAY + timedelta(days=1), 0), "hết ngày 12/6/2026"),
    ],
)
def test_midnight_is_the_end_of_the_day_before(until, text):
    assert until_text(until) == text


def test_the_late_are_told_the_day_the_hour_who_and_where():
    call = Call(
        DAY,
        DUE,
        ("Thôn Phú Hòa", "Thôn Phú Bình"),
        (("Thôn Phú Tân", "Sai số"),),
        "https://cong.vn/entry/?day=2026-06-11",
    )

    assert call_text(call).splitlines() == [
        "Đề nghị báo cáo số liệu ngày 11/6/2026 (hạn 08:00 ngày 12/6).",
        "Chưa báo cáo (2 đơn vị): Thôn Phú Hòa, Thôn Phú Bình.",
        "Thôn Phú Tân: báo cáo bị trả lại để sửa, lý do: Sai số.",
        "Nhập tại: https://cong.vn/entry/?day=2026-06-11",
    ]
