"""Figures that may be goals: what their own words say, and what is no goal at all."""

from decimal import Decimal

import pytest

from plans.reading.goals import goals_in
from plans.reading.plain import plain


def figures(text):
    return [(g.kind, g.value, g.period, g.each) for g in goals_in(plain(text))]


def only(text):
    (goal,) = goals_in(plain(text))
    return goal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100% công dân được cấp căn cước", ("percent", 100, None, "")),
        ("đạt từ 96,5% dân số trở lên", ("percent", Decimal("96.5"), None, "")),
        ("đạt 95-98% dân số", ("percent", 95, None, "")),
        ("kích hoạt thành công từ 32.520 tài khoản", ("count", 32520, None, "")),
        ("thu nhận ít nhất 30 hồ sơ/ngày/thôn", ("per_day", 30, "day", "unit")),
        ("Mỗi tổ thu nhận ít nhất 40 hồ sơ/ngày", ("per_day", 40, "day", "unit")),
        ("ít nhất 03 lần/ngày", ("per_period", 3, "day", "")),
        ("duy trì tối thiểu 02 tin, bài/01 tháng", ("per_period", 2, "month", "")),
        ("đăng ít nhất 04 tin, bài mỗi tháng", ("per_period", 4, "month", "")),
        ("hằng tuần tổ chức ít nhất 02 buổi", ("per_period", 2, "week", "")),
        ("mỗi cán bộ, chiến sĩ vận động ít nhất 10 người", ("per_officer", 10, None, "person")),
        ("bảo đảm 130 người/tổ được cấp chữ ký số", ("count", 130, None, "unit")),
    ],
)
def test_a_goal_is_read_from_its_own_words(text, expected):
    assert figures(text) == [expected]


@pytest.mark.parametrize("printed", ["8O%", "l00%", "1OO%"])
def test_letters_misread_for_digits_before_a_percent_sign_are_digits(printed):
    assert only(f"Duy trì {printed} trở lên").value == {"8O%": 80}.get(printed, 100)


@pytest.mark.parametrize(
    ("text", "operator"),
    [
        ("đạt trên 80% hộ", ">"),
        ("đánh giá trên VNeID trên 30% tổng số hồ sơ", ">"),
        ("đạt từ 90% trở lên", ">="),
        ("tối thiểu 95%", ">="),
    ],
)
def test_only_over_is_strict(text, operator):
    assert only(text).operator == operator


def test_phan_dau_is_aspirational_also_where_its_accents_are_misread():
    assert [only(text).commitment for text in ("phấn đấu đạt 95%", "phần đầu 95%", "đạt 95%")] == [
        "aspirational",
        "aspirational",
        "binding",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Tổ gồm 28 người",
        "tài khoản mức độ 2",
        "07 phương thức khai thác",
        "Thành lập 03 tổ",
        "trước ngày 25 hằng tháng",
        "theo dõi 24 - 48 giờ tại nhà",
        "mỗi buổi tiêm không quá 100 đối tượng",
        "tỷ lệ dưới 70%",
        "hoàn thành 110% kế hoạch",
        "phát 05 ngày/tuần",
        "Nghị quyết số 11",
    ],
)
def test_what_is_no_goal_is_not_read(text):
    assert goals_in(plain(text)) == ()


def test_each_is_the_officer_rather_than_the_household_he_visits():
    assert only("Mỗi nhân viên đến từng hộ mời ít nhất 20 người").kind == "per_officer"
