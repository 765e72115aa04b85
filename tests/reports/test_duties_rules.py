"""The calendar's lines: grouped by the moment, one's own first, said in whole sentences."""

from datetime import date, datetime, time

import pytest

from plans.rules.dates import ZONE
from reports.rules.addressing import Body, is_addressed
from reports.rules.duties import (
    Duty,
    Kind,
    days_text,
    groups_of,
    in_order,
    summary_of,
    units_text,
)
from units.rules import Kind as UnitKind

FRIDAY = date(2026, 6, 12)
NOW = datetime(2026, 6, 12, 9, 30, tzinfo=ZONE)


def duty(due_on: date = FRIDAY, **over) -> Duty:
    fields = {
        "key": f"task-{due_on}",
        "kind": Kind.TASK,
        "due_on": due_on,
        "owner": "Công an xã",
        "text": "lập danh sách.",
        "address": "/tasks/1/done/",
        "is_own": True,
    }
    return Duty(**{**fields, **over})


@pytest.mark.parametrize(
    ("due_on", "at", "code", "said"),
    [
        (date(2026, 6, 11), None, "overdue", "quá hạn 1 ngày (hạn 11/6/2026)"),
        (date(2026, 6, 12), time(8, 0), "overdue", "quá hạn (hạn 08:00 12/6/2026)"),
        (date(2026, 6, 12), time(9, 30), "today", "hạn 09:30 hôm nay"),
        (date(2026, 6, 12), None, "today", "hết hôm nay"),
        (date(2026, 6, 14), None, "week", "hạn Chủ nhật 14/6/2026, còn 2 ngày"),
        (date(2026, 6, 15), time(11), "later", "hạn 11:00 Thứ Hai 15/6/2026, còn 3 ngày"),
        (date(2026, 6, 27), None, "later", "hạn Thứ Bảy 27/6/2026"),
    ],
)
def test_a_duty_stands_in_its_stretch_of_time_with_its_due_words(due_on, at, code, said):
    [group] = groups_of([duty(due_on, at=at)], NOW)

    assert (group.code, group.lines[0].due_text) == (code, said)


def test_a_day_without_an_hour_is_in_time_to_its_last_minute():
    one = duty()

    assert not one.is_late(datetime(2026, 6, 12, 23, 59, 59, tzinfo=ZONE))
    assert one.is_late(datetime(2026, 6, 13, 0, 0, tzinfo=ZONE))


def test_overdue_comes_first_and_empty_stretches_are_left_out():
    groups = groups_of([duty(date(2026, 6, 20)), duty(date(2026, 6, 1))], NOW)

    assert [group.title for group in groups] == ["Quá hạn", "Sau tuần này"]
    assert summary_of(groups) == "1 việc quá hạn, 1 việc sau tuần này."


def test_nothing_due_is_said_and_what_others_owe_is_counted_apart():
    others = duty(date(2026, 6, 1), is_own=False)

    assert summary_of(groups_of([], NOW)) == "Không có việc nào đến hạn."
    assert summary_of(groups_of([others], NOW)) == (
        "Không có việc nào đến hạn; ngoài ra 1 việc của đơn vị khác."
    )
    assert summary_of(groups_of([others, duty()], NOW)) == (
        "1 việc đến hạn hôm nay; ngoài ra 1 việc của đơn vị khác."
    )


def test_ones_own_duties_stand_before_others_even_where_those_are_due_earlier():
    others = duty(date(2026, 6, 13), key="a", is_own=False)
    own = duty(date(2026, 6, 14), key="b")
    earlier = duty(date(2026, 6, 14), key="c", at=time(8, 0))

    assert [one.key for one in in_order([others, own, earlier])] == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["Thôn A"], "Thôn A"),
        (["Thôn A", "Thôn B"], "Thôn A và Thôn B"),
        (["A", "B", "C"], "A, B và C"),
        (["A", "B", "C", "D"], "4 đơn vị (A, B, C, ...)"),
    ],
)
def test_many_units_are_counted_and_few_are_named(names, said):
    assert units_text(names) == said


def test_few_days_are_named_and_many_are_counted():
    days = [date(2026, 6, n) for n in range(5, 11)]

    assert days_text(days[:1]) == "ngày 05/6"
    assert days_text([*days[:2], date(2027, 2, 9)]) == "ngày 05/6, 06/6 và 09/02"
    assert days_text(days) == "6 ngày, từ 05/6 đến 10/6"


POST = Body("vn/xa/cong-an/", UnitKind.POLICE, ("Công an xã", "CAX"))
VILLAGE = Body("vn/xa/phu-hoa/", UnitKind.VILLAGE, ("Thôn Phú Hòa", "Phú Hòa"))
SCHOOL = Body("vn/xa/thcs/", UnitKind.SCHOOL, ("Trường THCS Phú Riềng",))


@pytest.mark.parametrize(
    ("words", "body", "is_meant"),
    [
        ("Công an xã", POST, True),
        ("cong an xa, các đoàn thể", POST, True),
        ("Đề nghị CAX phối hợp", POST, True),
        ("Các Ban điều hành thôn", VILLAGE, True),
        ("Ban nhân dân ấp", VILLAGE, True),
        ("Các ban, ngành cấp xã", VILLAGE, False),
        ("Các cơ quan, đơn vị, trường học", SCHOOL, True),
        ("Phòng Kinh tế", POST, False),
        ("", POST, False),
    ],
)
def test_a_unit_is_meant_by_its_name_or_with_all_of_its_kind(words, body, is_meant):
    assert is_addressed(words, [body]) is is_meant
