"""What the progress pages say, made from figures alone."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from reports.rules.decisions import (
    Decision,
    Kind,
    late_units,
    missing_reports,
    names_text,
    quota_difference,
    returned_day,
)
from reports.rules.progress import State
from reports.rules.sentences import (
    Line,
    Share,
    Verdict,
    daily_sum_text,
    denominator_text,
    pace_text,
    picture_text,
    quota_text,
    ratio_text,
    roughly,
    sentence_of,
    share_of,
    share_text,
    shortfall,
    verdict_of,
    worst_of,
)
from tests.reports import build_rows

ENDS = date(2026, 6, 30)
ON = date(2026, 6, 11)

reached = build_rows.row(state=State.REACHED, done=5045, forecast=5045)
duty = build_rows.row(
    target=build_rows.facts(
        short_label="Loa truyền thanh", measure="lượt", goal_kind="per_period", goal_text="03 lượt/ngày"
    ),
    state=State.AT_RISK, done=54, required=51, denominator=17, percent=Decimal("94.12"),
    expected=None, path=None, forecast=None, note="Đủ 16/17 ngày.",
)  # fmt: skip


# --- The verdict -------------------------------------------------------------------------------------


def verdict(*rows, ends_on=ENDS, complete_to=ON):
    return verdict_of(rows, ends_on=ends_on, complete_to=complete_to)


def test_verdict_counts_what_will_arrive_and_names_the_worst_gap():
    assert verdict(build_rows.row(), build_rows.share("96.1"), reached, duty) == Verdict(
        "Đến 30/6 dự báo đạt 2 trong 3 chỉ tiêu tính được.",
        "Kích hoạt, 6–14 tuổi",
        "dự báo thiếu khoảng 890 tài khoản",
    )


def test_worst_gap_is_the_largest_part_of_a_targets_own_work():
    large = build_rows.row(
        target=build_rows.facts(code="A2"), start=20000, required=32000, forecast=31000
    )  # 1.000 of 12.000
    small = build_rows.row(start=0, required=5000, forecast=4200)  # 800 of 5.000

    assert worst_of([large, small]) is small


def test_all_that_will_arrive_is_said_without_a_gap():
    on_track = build_rows.row(state=State.ON_TRACK, forecast=5045)

    assert verdict(on_track, reached) == Verdict("Đến 30/6 dự báo đạt cả 2 chỉ tiêu tính được.")
    assert verdict(reached) == Verdict("Đến 30/6 dự báo đạt chỉ tiêu tính được.")


def test_nothing_known_is_no_promise():
    rows = [build_rows.undecided(), duty]

    assert verdict(*rows) == Verdict("Chưa đủ số liệu để kết luận về chỉ tiêu nào.")


def test_plan_that_is_over_is_told_by_what_was_reached_not_by_a_forecast():
    overdue = build_rows.row(state=State.OVERDUE, done=5000, days_left=0)

    assert verdict(overdue, reached, complete_to=ENDS) == Verdict(
        "Đợt đã kết thúc ngày 30/6/2026, đạt 1 trong 2 chỉ tiêu tính được.",
        "Kích hoạt, 6–14 tuổi",
        "thiếu 45 tài khoản",
    )


def test_plan_without_an_end_names_no_date():
    assert verdict(reached, ends_on=None).summary == "Dự báo đạt chỉ tiêu tính được."


@pytest.mark.parametrize(("value", "said"), [(7, 7), (99, 99), (104, 100), (105, 110), (888, 890)])
def test_forecast_is_told_roughly_from_one_hundred_on(value, said):
    assert roughly(value) == said


# --- The sentence of a target ------------------------------------------------------------------------


def test_flow_says_what_is_owed_what_is_achieved_and_the_distance():
    assert sentence_of(build_rows.row()) == (
        "Cần 176 tài khoản/ngày, đang đạt 126; chậm 566 tài khoản so với tiến độ."
    )


@pytest.mark.parametrize(
    ("done", "end"),
    [(2455, "đúng tiến độ."), (2500, "vượt 45 tài khoản so với tiến độ.")],
)
def test_flow_ahead_or_just_on_its_path_says_so(done, end):
    assert sentence_of(build_rows.row(done=done, state=State.ON_TRACK)).endswith(f"; {end}")


@pytest.mark.parametrize(
    ("pace", "said"), [("0.0", "0"), ("3.4", "3,4"), ("9.0", "9"), ("12.5", "13"), ("1234.4", "1.234")]
)  # fmt: skip
def test_pace_is_whole_from_ten_on(pace, said):
    assert pace_text(Decimal(pace)) == said


def test_other_kinds_of_target_say_what_they_are_held_against():
    rate = build_rows.row(
        target=build_rows.facts(goal_kind="per_day", goal_text="20 hồ sơ/ngày"), pace=Decimal("7.5")
    )

    assert sentence_of(reached) == "Đã đạt mức giao 100%."
    assert sentence_of(build_rows.share("90")) == "Yêu cầu từ 95% trở lên."
    assert sentence_of(duty) == "Yêu cầu 03 lượt/ngày."
    assert sentence_of(rate) == "Yêu cầu 20 hồ sơ/ngày, gần đây 7,5/ngày."
    assert sentence_of(replace(rate, pace=None)) == "Yêu cầu 20 hồ sơ/ngày."


def test_distance_alone_is_told_where_no_speed_is_known():
    assert sentence_of(build_rows.row(required_per_day=None)) == (
        "Chậm 566 tài khoản so với tiến độ."
    )


def test_unknown_requirement_is_no_shortfall():
    assert shortfall(build_rows.undecided()) == 0


def test_overdue_target_says_since_when_and_how_much():
    assert sentence_of(build_rows.row(state=State.OVERDUE)) == (
        "Hết hạn ngày 29/6/2026, còn thiếu 3.156 tài khoản."
    )


@pytest.mark.parametrize(
    ("state", "over", "said"),
    [
        (State.NO_DENOMINATOR, {"denominator_label": "Công dân đã có giấy phép"},
         "Chưa có mẫu số: công dân đã có giấy phép."),
        (State.NO_DATA, {}, "Chưa có số liệu báo cáo."),
        (State.NO_BASELINE, {"note": "Chưa nêu số đầu kỳ."}, "Chưa nêu số đầu kỳ."),
        (State.NOT_STARTED, {}, "Chưa đến thời gian thực hiện."),
        (State.MEASURED, {}, "Kế hoạch không ghi thời hạn nên chưa có lộ trình để so sánh."),
    ],
)  # fmt: skip
def test_undecided_target_says_why(state, over, said):
    assert sentence_of(build_rows.undecided(state, **over)) == said


# --- Percents, bars ----------------------------------------------------------------------------------


def test_percent_shows_numerator_denominator_and_its_date():
    row = build_rows.row()

    assert ratio_text(row) == "1.889 / 5.045 tài khoản"
    assert denominator_text(row) == "Mẫu số: nhân khẩu thường trú 5.045, tính đến 23/5/2026."


def test_requirement_that_is_not_the_denominator_is_named():
    row = build_rows.row(required=4540, denominator_as_of=None)

    assert denominator_text(row) == (
        "Mẫu số: nhân khẩu thường trú 5.045, kế hoạch chưa ghi ngày chốt; cần đạt 4.540."
    )


def test_count_without_a_percent_is_shown_against_its_requirement_or_alone():
    counted = build_rows.row(percent=None, required=32520, denominator=None)

    assert ratio_text(counted) == "1.889 / 32.520 tài khoản"
    assert ratio_text(build_rows.undecided(done=32)) == "32 tài khoản"
    assert ratio_text(build_rows.undecided()) == ""
    assert ratio_text(duty) == "Đủ 16/17 ngày"
    assert denominator_text(counted) == denominator_text(duty) == ""


def test_bar_shows_the_share_done_and_where_the_path_is():
    share = share_of(build_rows.row())

    assert share == Share(Decimal("37.44"), Decimal("48.66"))
    assert share_text(share) == "37,44%, theo lộ trình 48,66%"


def test_bar_never_leaves_its_box():
    assert share_of(build_rows.row(done=9999)).done == Decimal(100)


def test_bar_of_a_share_marks_its_goal_and_that_of_a_duty_every_period():
    assert share_of(build_rows.share("96.1")) == Share(Decimal("96.1"), Decimal(95))
    assert share_of(duty) == Share(Decimal("94.12"), Decimal(100))


def test_unknown_has_no_bar():
    share = share_of(build_rows.undecided(done=32))

    assert share == Share(None, None)
    assert share_text(share) == ""
    assert share_text(Share(Decimal(5), None)) == "5,00%"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (build_rows.row(), "chậm 566"),
        (build_rows.row(done=2467), "vượt 12"),
        (build_rows.row(done=2455), "đúng"),
        (build_rows.undecided(), ""),
    ],
)
def test_distance_to_the_path_in_a_table(row, said):
    assert Line(row).behind_text == said


def test_picture_is_told_in_words():
    assert picture_text(build_rows.row(), ON) == (
        "Biểu đồ lũy kế Kích hoạt, 6–14 tuổi, Xã: đến hết ngày 11/6/2026 đạt 1.889 trên 5.045 tài khoản;"
        " theo lộ trình phải đạt 2.455; với tốc độ gần đây, đến hết ngày 29/6/2026 dự báo đạt 4.157;"
        " thời hạn trước ngày 30/6/2026."
    )


def test_picture_of_a_plan_that_is_over_tells_no_forecast():
    text = picture_text(build_rows.row(days_left=0), ON)

    assert "dự báo" not in text
    assert picture_text(build_rows.undecided(), ON) == ""


# --- Quotas ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "required", "said"),
    [
        (5045, 5045, "Tổng giao 5.045 = chỉ tiêu 5.045."),
        (5000, 5045, "Tổng giao 5.000, ít hơn chỉ tiêu 5.045 là 45 em."),
        (5100, 5045, "Tổng giao 5.100, nhiều hơn chỉ tiêu 5.045 là 55 em."),
        (10, None, "Tổng giao 10 em; kế hoạch chưa nêu mẫu số để đối chiếu."),
        (None, 5045, "Chưa giao chỉ tiêu cho đơn vị nào."),
    ],
)
def test_sum_of_quotas_is_held_against_the_target(given, required, said):
    assert quota_text(given, required, "em") == said


# --- What must be decided ----------------------------------------------------------------------------


def late(name, behind):
    return build_rows.unit(name, done=100 - behind, expected=100)


def test_three_units_furthest_behind_are_named_with_their_gaps():
    rows = [late("Thôn A", 5), late("Thôn B", 90), late("Thôn C", 40), late("Thôn D", 60)]

    assert late_units([*rows, build_rows.unit("Thôn E", state=State.AT_RISK)]) == [
        Decision(
            Kind.LATE,
            "Thôn B, Thôn D và Thôn C",
            "chậm nhất về Kích hoạt, 6–14 tuổi: thiếu 90, 60, 40 tài khoản so với lộ trình riêng;"
            " tổng số 4 đơn vị chậm.",
            target="A4",
        )
    ]


def test_nobody_late_is_nothing_to_decide():
    assert late_units([build_rows.unit("Thôn E", state=State.ON_TRACK)]) == []


def test_missing_reports_name_the_hour_they_were_due():
    [decision] = missing_reports(["Thôn A", "Thôn B"], day=date(2026, 5, 31), cutoff=time(8))

    assert decision.who == "Thôn A và Thôn B"
    assert decision.what == "chưa báo cáo ngày 31/5 (hạn 08:00 ngày 01/6)."
    assert missing_reports([], day=ON, cutoff=time(8)) == []


def test_long_list_of_names_is_cut():
    assert names_text(["A", "B", "C", "D", "E"]) == "A, B, C và 2 đơn vị khác"
    assert names_text(["A"]) == "A"


def test_returned_day_says_its_reason():
    decision = returned_day("thon-a", "Thôn A", day=date(2026, 6, 9), reason="Sai số.")

    assert decision.what == "chưa sửa số liệu ngày 09/6 bị trả lại: Sai số."
    assert (decision.unit, decision.day) == ("thon-a", date(2026, 6, 9))


def test_quota_sum_is_decided_only_where_it_differs():
    [decision] = quota_difference(build_rows.row(), 5000)

    assert decision.who == "Kích hoạt, 6–14 tuổi"
    assert decision.what == ("giao cho các đơn vị 5.000, ít hơn chỉ tiêu 5.045 là 45 tài khoản.")
    assert quota_difference(build_rows.row(), 5045) == []
    assert quota_difference(build_rows.undecided(), 5045) == []


def test_daily_numbers_that_do_not_add_up_to_the_whole_units_are_explained():
    whole = build_rows.row(required_per_day=176)
    units = [
        build_rows.row(required_per_day=90),
        build_rows.row(required_per_day=91),
        build_rows.row(required_per_day=None),
    ]

    assert daily_sum_text(whole, units) == (
        "Cần/ngày của từng đơn vị làm tròn lên nên cộng lại là 181, chung toàn đơn vị là 176."
    )


@pytest.mark.parametrize(
    ("whole", "units"), [(176, (90, 86)), (None, (90, 86)), (176, (None, None))]
)
def test_daily_numbers_that_add_up_or_are_unknown_need_no_word(whole, units):
    rows = [build_rows.row(required_per_day=value) for value in units]

    assert daily_sum_text(build_rows.row(required_per_day=whole), rows) == ""
