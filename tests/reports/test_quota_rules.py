"""Does the sum fit, who carries how much, is it possible: judged and said from figures alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from plans.rules.goals import DenominatorFacts, GoalFacts, TargetFacts
from reports.rules.quotas import (
    Burden,
    Given,
    Load,
    is_each,
    load_text,
    own_verdict,
    reasons_of,
    rest_text,
    sum_text,
    total_owed,
    verdict_of,
    whole_text,
    why_not_split,
)
from targets.rules.quotas import Level, Share, best_week

START = date(2026, 6, 1)


def target(kind="percent", value="80", **over):
    goal = {k: over.pop(k) for k in ("each", "period", "denominator") if k in over}
    return TargetFacts(
        code="T1", label="Kích hoạt", short_label="Kích hoạt",
        goal=GoalFacts(kind, Decimal(value), **goal), source="", section="",
        **{"counted_by": "place", "indicator": "eid_activated", **over},
    )  # fmt: skip


def burden(name="Thôn 1", *, days=10, is_rate=False, **share):
    return Burden(name, Share(unit=name, **share), Given(100, "hồ sơ", days, is_rate))


# --- What is owed ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "owed"),
    [
        (target(), 321),  # 80% of 401, rounded up
        (target("percent", "30", operator=">"), 121),
        (target("count", "90"), 90),
        (target("count", "90", each=True), 270),
        (target("per_officer", "10", counted_by="person"), 30),
        (target("per_day", "2", counted_by="person"), 6),
        (target("per_day", "70"), 70),
    ],
)
def test_parts_must_sum_to_the_goal_as_often_as_it_is_given(made, owed):
    assert total_owed(made, 401, units=3) == owed


def test_percent_of_nobody_known_is_unknown():
    assert total_owed(target(), None, units=3) is None


def test_goals_for_each_are_told_from_goals_for_all():
    assert [
        is_each(made)
        for made in (
            target("count", "9", each=True),
            target("per_day", "9", counted_by="person"),
            target("percent", "9", each=True),
            target("per_day", "9"),
        )
    ] == [True, True, False, False]


def test_goals_without_parts_say_why():
    of_other = DenominatorFacts("indicator", "hồ sơ phát sinh", indicator="files")

    assert why_not_split(target()) == ""
    assert "không chia số" in why_not_split(target("per_period", "2", period="week"))
    assert "thay đổi hằng ngày" in why_not_split(target(denominator=of_other))
    assert "Chưa rõ loại số liệu" in why_not_split(target(indicator=None))


# --- One unit --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "load"),
    [
        ({}, Load.NONE),
        ({"quota": 50, "counted": 50, "best": 1}, Load.DONE),
        ({"quota": 60, "counted": 50, "best": 7}, Load.LIGHT),  # ten days at one a day
        ({"quota": 61, "counted": 50, "best": 7}, Load.HEAVY),
        ({"quota": 60, "counted": 50}, Load.UNKNOWN),
        ({"quota": 60, "counted": 50, "left": 9, "best": 70}, Load.IMPOSSIBLE),
        ({"quota": 0, "counted": 0}, Load.DONE),
        ({"quota": 60, "has_start": False}, Load.UNKNOWN),
        ({"quota": 60, "best": 70, "days": None}, Load.UNKNOWN),
        ({"quota": 60, "counted": 50, "best": 700, "days": 0}, Load.HEAVY),
        ({"quota": 10, "best": 70, "is_rate": True}, Load.LIGHT),
        ({"quota": 11, "best": 70, "is_rate": True}, Load.HEAVY),
    ],
)
def test_a_part_is_held_against_people_and_the_best_week(share, load):
    assert burden(**share).load == load


def test_what_a_day_must_bring_is_rounded_up_and_stands_beside_the_best_day():
    one = burden(quota=61, counted=50, best=10)

    assert (one.more, one.per_day, one.best_text, one.part) == (11, 2, "1,4", Decimal("61.00"))


def test_a_rate_is_owed_every_day_and_never_worked_off():
    one = burden(quota=11, best=70, is_rate=True)

    assert (one.more, one.per_day) == (None, 11)


@pytest.mark.parametrize(
    ("values", "best"),
    [
        ([5] * 6, None),  # six days are no week
        ([1, 1, 1, 1, 1, 1, 1], 7),
        ([9, 0, 0, 0, 0, 0, 0, 0, 3, 3, 3], 9),
        ([0] * 10, 0),
    ],
)
def test_best_week_is_the_most_of_seven_days_running(values, best):
    days = {START + timedelta(days=n): value for n, value in enumerate(values)}

    assert best_week(days) == best


# --- In words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "text"),
    [
        (Level("x", 100, 100), "Tổng giao 100 hồ sơ, khớp với chỉ tiêu."),
        (Level("x", 1100, 100), "Tổng giao 100 hồ sơ, thiếu 1.000 so với chỉ tiêu 1.100."),
        (Level("x", 90, 100), "Tổng giao 100 hồ sơ, vượt 10 so với chỉ tiêu 90."),
        (Level("x", None, 100), "Đã giao 100 hồ sơ; chưa có mẫu số để đối chiếu với chỉ tiêu."),
        (Level("x", 90, 0), "Chưa giao cho đơn vị nào trong 90 hồ sơ."),
        (Level("x", None, 0), "Chưa giao cho đơn vị nào."),
    ],
)
def test_the_sum_is_said_against_what_is_owed(level, text):
    assert sum_text(level, "hồ sơ") == text


def test_a_difference_is_explained_by_what_causes_it():
    given = Given(90, "hồ sơ", 10, gross=100)
    full = burden("A", quota=40, counted=10, left=30)
    kept = burden("B", quota=20, is_fixed=True)
    none = burden("C")
    ahead = burden("D", quota=99, counted=99)

    assert reasons_of(Level("x", 90, 60), Given(90, "hồ sơ", 10), [full, kept]) == [
        "1 đơn vị được giao hết số người của mình, không còn ai để giao thêm.",
        "Số của B được giữ nguyên khi chia.",
    ]
    assert reasons_of(Level("x", 90, 40), Given(90, "hồ sơ", 10), [full, none])[0] == (
        "Chưa giao cho C."
    )
    assert reasons_of(Level("x", 90, 100), given, [burden("A", quota=100)]) == [
        "Đúng bằng 10 được giám trừ khỏi chỉ tiêu (trước giám trừ 100)."
    ]
    assert reasons_of(Level("x", 90, 99), Given(90, "hồ sơ", 10), [ahead]) == [
        "Các đơn vị đã làm được 99, nhiều hơn chỉ tiêu."
    ]
    assert reasons_of(Level("x", 90, 91), Given(90, "hồ sơ", 10), [burden("A", quota=91)]) == [
        "Các số được nhập tay, không cộng lại bằng chỉ tiêu."
    ]
    assert reasons_of(Level("x", 90, 90), given, [kept]) == []


def test_who_cannot_carry_its_part_is_named_the_worst_first():
    burdens = [
        burden("A", quota=30, best=7),
        burden("B", quota=90, best=7),
        burden("C", quota=5, best=7),
        burden("D", quota=50, counted=10, left=30, best=70),
        burden("E", quota=50),
    ]

    assert load_text(burdens) == (
        "D được giao 50 nhưng chỉ có 40 người. "
        "2/4 đơn vị phải làm nhanh hơn tuần tốt nhất của mình: "
        "B (cần 9, tốt nhất 1/ngày) và A (cần 3, tốt nhất 1/ngày)."
    )


def test_that_all_can_is_said_with_whom_nothing_is_known_of():
    burdens = [burden("A", quota=5, best=7), burden("B", quota=5)]

    assert load_text(burdens) == (
        "Cả 1 đơn vị đều làm được với tốc độ tuần tốt nhất của mình; 1 đơn vị chưa có số liệu để so."
    )
    assert load_text(burdens[1:]) == (
        "Chưa có số liệu của đủ 7 ngày để so với khả năng của các đơn vị."
    )


def test_nothing_is_said_of_work_left_where_nobody_said_where_units_began():
    one = burden("A", quota=5, has_start=False)

    assert (one.more, one.per_day) == (None, None)
    assert load_text([one]) == (
        "Chưa có số đầu kỳ của các đơn vị nên chưa biết còn phải làm bao nhiêu."
    )


def test_all_together_are_held_against_all_best_weeks_together():
    able = [burden("A", quota=20, best=7), burden("B", quota=40, best=35)]

    assert whole_text(able, "hồ sơ") == (
        "Cộng lại mỗi ngày phải đạt 6 hồ sơ, các tuần tốt nhất cộng lại được 6/ngày: vừa sức."
    )
    assert whole_text([*able, burden("C", quota=10, best=6)], "hồ sơ").endswith("vượt sức.")
    assert whole_text([*able, burden("C", quota=10)], "hồ sơ") == ""


def test_a_rest_says_what_could_not_be_placed_or_avoided():
    assert rest_text(0, "hồ sơ") == ""
    assert rest_text(1500, "hồ sơ").startswith("Còn 1.500 hồ sơ chưa giao được")
    assert rest_text(-3, "hồ sơ").startswith("Nhiều hơn chỉ tiêu 3 hồ sơ")


def test_first_sentences():
    assert verdict_of(fit=0, given=0, all_targets=0, beyond=0).startswith("Kế hoạch không có")
    assert verdict_of(fit=0, given=0, all_targets=4, beyond=0) == (
        "Chưa giao chỉ tiêu nào trong 4 chỉ tiêu chia được."
    )
    assert verdict_of(fit=2, given=2, all_targets=2, beyond=0) == (
        "Tổng giao khớp ở 2 trong 2 chỉ tiêu đã giao; không phần nào vượt sức đơn vị."
    )
    assert own_verdict([burden()], "Thôn 1") == "Thôn 1 chưa được giao chỉ tiêu nào."
    assert own_verdict([burden(quota=5, counted=5)], "Thôn 1") == (
        "Thôn 1 được giao 1 chỉ tiêu, 1 chỉ tiêu đã đủ."
    )
