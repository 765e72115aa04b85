"""Recurring duties period by period: đủ, thiếu n, chưa hết kỳ, chưa đến kỳ."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reports.rules.frequency import Bounds, Period, State, periods_of, summary_text
from reports.rules.periods import met_periods

TUESDAY = date(2026, 5, 26)
END = date(2026, 6, 30)


def bounds(today: date, first: date = TUESDAY, last: date | None = END) -> Bounds:
    return Bounds(first, last, today)


def said(periods: tuple[Period, ...]) -> list[tuple[str, str]]:
    return [(period.name, period.words) for period in periods]


def test_a_duty_of_the_day_is_judged_day_by_day_the_newest_first():
    days = {date(2026, 5, 26): 3, date(2026, 5, 27): 1, date(2026, 5, 28): 2}

    found = periods_of(days, goal=3, period="day", bounds=bounds(date(2026, 5, 28)))

    assert said(found) == [
        ("Thứ Năm 28/5", "chưa hết kỳ, còn 1"),
        ("Thứ Tư 27/5", "thiếu 2"),
        ("Thứ Ba 26/5", "đủ"),
    ]


def test_a_week_runs_from_monday_to_sunday_and_one_that_began_before_the_plan_counts():
    days = {date(2026, 5, 27): 2, date(2026, 6, 9): 1}

    found = periods_of(days, goal=2, period="week", bounds=bounds(date(2026, 6, 12)))

    assert said(found) == [
        ("08/6–14/6", "chưa hết kỳ, còn 1"),
        ("01/6–07/6", "thiếu 2"),
        ("25/5–31/5", "đủ"),
    ]


def test_a_month_has_its_name():
    found = periods_of({}, goal=2, period="month", bounds=bounds(date(2026, 6, 12)))

    assert said(found) == [("tháng 6/2026", "chưa hết kỳ, còn 2"), ("tháng 5/2026", "thiếu 2")]


def test_february_is_a_month_and_its_first_week_is_a_week():
    month = Period(date(2027, 2, 1), date(2027, 2, 28), 0, 2, State.SHORT)
    week = Period(date(2027, 2, 1), date(2027, 2, 7), 0, 2, State.SHORT)

    assert (month.name, week.name) == ("tháng 2/2027", "01/02–07/02")


def test_before_the_plan_begins_its_first_period_has_not_come():
    found = periods_of({}, goal=2, period="week", bounds=bounds(date(2026, 5, 20)))

    assert said(found) == [("25/5–31/5", "chưa đến kỳ")]


def test_the_last_week_that_the_plans_end_cuts_is_not_short():
    found = periods_of({}, goal=2, period="week", bounds=bounds(date(2026, 7, 10)))

    assert said(found)[:2] == [("29/6–05/7", "kỳ cuối không trọn"), ("22/6–28/6", "thiếu 2")]


def test_the_summary_says_how_many_of_the_periods_over_were_met():
    assert summary_text(met=5, over=6, period="week") == "Đủ 5/6 tuần."
    assert summary_text(met=0, over=0, period="day") == "Chưa hết ngày nào."


@given(
    counts=st.dictionaries(st.integers(0, 60), st.integers(0, 5), max_size=40),
    goal=st.integers(1, 5),
    period=st.sampled_from(["day", "week", "month"]),
    length=st.integers(0, 60),
    ahead=st.integers(0, 20),
)
def test_periods_agree_with_the_progress_of_the_target(counts, goal, period, length, ahead):
    first = TUESDAY
    today = first + timedelta(days=length)
    edge = Bounds(first, today + timedelta(days=ahead - 10), today)
    days = {first + timedelta(days=n): value for n, value in counts.items()}
    days = {day: value for day, value in days.items() if day <= edge.complete_to}

    found = periods_of(days, goal=goal, period=period, bounds=edge)

    counted = [one for one in found if one.start <= edge.complete_to]
    met = sum(one.state == State.MET for one in counted)
    short = sum(one.state == State.SHORT for one in counted)
    if edge.complete_to >= first:
        expected = met_periods(days, goal=goal, period=period, first=first, last=edge.complete_to)
        assert (met, met + short) == expected
    for one in found:
        assert one.done == sum(v for day, v in days.items() if one.start <= day <= one.end)
        assert (one.missing == 0) == (one.done >= goal)
