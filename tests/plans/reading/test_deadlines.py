"""By when: the wordings of deadlines, dates without a year, and steps on the way to a goal."""

from datetime import date
from decimal import Decimal

import pytest

from plans.reading.deadlines import (
    Years,
    after_in,
    deadlines_in,
    labelled_deadline,
    steps_in,
)
from plans.reading.goals import goals_in
from plans.reading.plain import plain

YEARS = Years(date(2025, 7, 15), date(2025, 12, 31), 2025)


def dated(text, years=YEARS):
    return [(d.wording, d.day) for d in deadlines_in(plain(text), years)]


def steps(text):
    letters = plain(text)
    row = steps_in(letters, goals_in(letters), deadlines_in(letters, YEARS))
    return [(s.deadline.day, s.percent, s.is_share_of_goal) for s in row]


@pytest.mark.parametrize(
    ("text", "wording", "day"),
    [
        ("hoàn thành trước ngày 30/6/2026", "before", date(2026, 6, 30)),
        ("hoàn thành truoc ngay 30/6/2026", "before", date(2026, 6, 30)),
        ("đến hết ngày 30 tháng 11 năm 2023", "through", date(2023, 11, 30)),
        ("chậm nhất ngày 05/9/2025", "through", date(2025, 9, 5)),
        ("trước ngày khai giảng 05/9", "before", date(2025, 9, 5)),
        ("vào ngày 30/6/2026", "on", date(2026, 6, 30)),
        ("xong trong tháng 8/2025", "through", date(2025, 8, 31)),
        ("trước tháng 9/2025", "before", date(2025, 9, 1)),
        ("trong quý III/2026", "through", date(2026, 9, 30)),
        ("từ nay đến cuối năm", "through", date(2025, 12, 31)),
        ("đến hết năm 2026 đạt 95%", "through", date(2026, 12, 31)),
    ],
)
def test_a_deadline_keeps_its_wording(text, wording, day):
    assert dated(text) == [(wording, day)]


@pytest.mark.parametrize(
    "text",
    [
        "Kế hoạch số 15/KH-UBND ngày 17/8/2025 của tỉnh",
        "tính đến ngày 31/3/2025 đã thu nhận",
        "được thu nhận sau ngày 15/4/2025",
        "có hiệu lực từ ngày 01/7/2024",
        "xếp thứ 9/14 địa phương",
        "trẻ từ 6-14 tuổi",
        "trong 06 tháng cuối",
        "trước ngày 31/02/2025",
    ],
)
def test_other_dates_are_no_deadlines(text):
    assert dated(text) == []


def test_a_range_ends_with_its_last_day():
    (found,) = deadlines_in(plain("từ ngày 18/4/2025 đến hết ngày 18/6"), YEARS)

    assert (found.begins, found.day) == (date(2025, 4, 18), date(2025, 6, 18))


def test_a_date_without_a_year_lies_in_a_window_over_new_year():
    winter = Years(date(2025, 11, 1), date(2026, 2, 28), 2025)

    assert dated("trước ngày 15/12", winter) == [("before", date(2025, 12, 15))]
    assert dated("trước ngày 15/01", winter) == [("before", date(2026, 1, 15))]


def test_what_superiors_will_say_is_deferred():
    assert dated("theo thời gian cấp trên giao trong năm 2024") == [("deferred", None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15/4/2026.", ("on", date(2026, 4, 15))),
        ("Thường xuyên.", ("continuous", None)),
        ("trong suốt đợt thi đua.", ("continuous", None)),
        ("từ 01/3/2026 đến 30/9/2026", ("through", date(2026, 9, 30))),
    ],
)
def test_a_labelled_line_says_when(text, expected):
    found = labelled_deadline(plain(text), YEARS)

    assert (found.wording, found.day) == expected


def test_months_of_work_are_no_deadline():
    assert labelled_deadline(plain("từ tháng 8 đến tháng 12/2025"), YEARS) is None


def test_steps_are_percents_each_with_its_date():
    text = "theo lộ trình: đến 31/8 đạt 25%, đến 30/9 đạt 45% và đến 15/10 đạt 60%."

    assert steps(text) == [
        (date(2025, 8, 31), 25, False),
        (date(2025, 9, 30), 45, False),
        (date(2025, 10, 15), 60, False),
    ]


def test_steps_may_be_shares_of_the_goal_with_the_date_after():
    text = "60% chỉ tiêu trước ngày 15/8/2025; 100% chỉ tiêu trước ngày 15/11/2025."

    assert steps(text) == [(date(2025, 8, 15), 60, True), (date(2025, 11, 15), 100, True)]


def test_two_things_with_a_date_each_are_no_steps():
    assert steps("đến 31/8 kích hoạt 50% tài khoản, đến 30/9 thu nhận 80% hồ sơ") == []


def test_the_day_after_which_dossiers_count():
    assert after_in(plain("được thu nhận sau ngày 15/4/2025"), YEARS) == date(2025, 4, 15)
    assert after_in(plain("được thu nhận trước ngày 15/4/2025"), YEARS) is None


def test_a_percent_keeps_its_fraction():
    (step, _) = steps("đến 31/8 đạt 62,5%, đến 30/9 đạt 80%")

    assert step[1] == Decimal("62.5")
