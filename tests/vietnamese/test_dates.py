import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.dates import (
    DateError,
    find_dated_spans,
    format_date,
    format_day_month,
    format_formal,
    looks_like_date,
    parse_date,
    weekday_name,
)

JUNE_4 = date(2026, 6, 4)


def test_dates_print_with_the_padding_of_decree_30():
    days = (date(2026, 6, 30), date(2026, 9, 5), date(2026, 2, 5), date(2026, 11, 5))
    assert [format_date(d) for d in days] == ["30/6/2026", "05/9/2026", "05/02/2026", "05/11/2026"]
    assert format_day_month(date(2026, 6, 30)) == "30/6"
    assert format_formal(date(2023, 9, 5)) == "ngày 05 tháng 9 năm 2023"
    assert format_formal(date(2020, 1, 5)) == "ngày 05 tháng 01 năm 2020"


def test_the_week_begins_on_thu_hai():
    names = [weekday_name(date(2026, 6, day)) for day in range(1, 8)]
    assert names == ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"]


@pytest.mark.parametrize(
    "typed",
    [
        "04/06/2026",
        "4/6/2026",
        "4.6",
        "4-6-2026",
        "04/6/26",
        "ngày 04 tháng 6 năm 2026",
        "Ngày 4 tháng 6",
        "ngày 4/6",
        "Ngày: 04/6/2026",
        "Thứ năm, 04/06",
        "T5 04/06",
        "thứ năm\nngày 4/6",
        "2026-06-04",
        "2026-06-04 00:00:00",
        "23h ngày 4-6-2026",
        unicodedata.normalize("NFD", "ngày 04 tháng 6"),
        "04/6 (T5)",
        "04/6 - Thứ năm",
        "T.5 4/6",
        "(04/6)",
        "2026/06/04",
        "04-thg6-2026",
        "04/06/2026 00:00",
    ],
)
def test_days_are_read_as_people_type_them(typed):
    assert parse_date(typed, 2026) == JUNE_4


@pytest.mark.parametrize(
    "typed",
    [
        "Thứ Tư 04/6/2026",
        "04/6/2026 (T6)",
        "32/13/2026",
        "06/13/2026",
        "29/2/2026",
        "hôm qua",
        "",
        "1.234",
        "Thu nhận 6-4",
        "4/6/2026/1",
    ],
)
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(DateError):
        parse_date(typed, 2026)


def test_a_wrong_day_still_looks_like_a_date():
    assert [looks_like_date(t) for t in ("32/13/2026", "nhiều", "1.234")] == [True, False, False]


def days_in(title):
    return tuple(day for _, day in find_dated_spans(title, 2026))


def test_days_are_found_in_titles_but_age_groups_are_not():
    assert days_in("BIỂU TỔNG HỢP KẾT QUẢ NGÀY 04/6/2026") == (JUNE_4,)
    assert days_in("Từ ngày 01/06 đến ngày 04/06/2026") == (date(2026, 6, 1), JUNE_4)
    assert days_in("Trẻ 6-12 tuổi đạt 4.6, Đề án 06/CP") == ()


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_a_printed_date_reads_back(day):
    assert parse_date(format_date(day), 1999) == day
    assert parse_date(format_formal(day), 1999) == day
    assert parse_date(format_day_month(day), day.year) == day
