"""Where a plan starts from: people by group, stocks with their printed percents, the day they were counted."""

from datetime import date

from plans.reading.baseline import baseline_of
from plans.reading.blocks import blocks_of
from plans.rules.facts import PlanFacts
from targets.catalogue.facts import load_vocabulary

HEADER = PlanFacts(code="x", issuer="Ủy ban nhân dân xã", title="", ends_on=date(2026, 6, 30))


def baseline(*lines):
    text = "\n".join(("KẾ HOẠCH", "Cấp căn cước", "", *lines))
    return baseline_of(blocks_of(text), HEADER, load_vocabulary())


def stocks(*lines):
    return [(s.indicator, s.cohort, s.value, s.printed_percent) for s in baseline(*lines).stocks]


def test_parts_of_the_population_and_the_whole():
    found = baseline(
        "I. TÌNH HÌNH",
        "Nhân khẩu thường trú toàn xã 35.097 NK (2.618 NK dưới 6 tuổi; 5.045 NK từ 6 đến 14 tuổi; 27.434"
        " NK từ đủ 14 tuổi trở lên).",
    )

    assert found.population == {"all": 35097, "age_0_5": 2618, "age_6_13": 5045, "age_14_up": 27434}
    assert found.residence == "permanent"


def test_a_percent_belongs_to_the_stock_before_it():
    assert stocks(
        "I. TÌNH HÌNH",
        "Toàn xã có 9.642 công dân từ đủ 14 tuổi trở lên; đã thu nhận hồ sơ định danh điện tử mức độ 2 cho"
        " 8.127 công dân, đạt 84,29%; đã kích hoạt 7.356/8.127 tài khoản, đạt 90,51%; còn 771 tài khoản"
        " chưa kích hoạt.",
    ) == [
        ("eid_intake", "age_14_up", 8127, "84,29"),
        ("eid_activated", None, 7356, "90,51"),
        ("eid_not_activated", None, 771, ""),
    ]


def test_a_share_of_a_group_names_the_group_and_its_size():
    found = baseline(
        "Qua tổng hợp, tính đến 31/3/2026 đã thu nhận tài khoản định danh mức 2 là 11.511/13.308 tổng số công"
        " dân từ đủ 14 tuổi trở lên, tỷ lệ 86,49%.",
        "I. MỤC ĐÍCH",
        "1. Nâng cao tỷ lệ.",
    )

    assert found.as_of == date(2026, 3, 31)
    assert found.population == {"age_14_up": 13308}
    assert [(s.indicator, s.value, s.printed_percent) for s in found.stocks] == [
        ("eid_intake", 11511, "86,49")
    ]


def test_what_is_missing_is_told_from_what_is_reached():
    assert stocks(
        "I. TÌNH HÌNH",
        "Đã cấp thẻ căn cước cho 903 cháu; còn 42 trường hợp công dân từ 14 tuổi trở lên chưa được thu nhận hồ"
        " sơ cấp Căn cước.",
    ) == [("card_issued", None, 903, ""), ("card_missing", "age_14_up", 42, "")]


def test_figures_below_an_announcement_of_results_are_stocks():
    assert stocks(
        "I. MỤC ĐÍCH",
        "- Đến thời điểm hiện tại đã thực hiện được:",
        "+ Tài khoản mức 2 đã thu nhận và được kích hoạt là 2.541;",
        "+ Tài khoản mức 2 chưa được cấp là 990;",
    ) == [("eid_activated", None, 2541, ""), ("eid_intake_missing", None, 990, "")]


def test_the_heading_may_hold_the_day():
    found = baseline(
        "I. SỐ LIỆU RÀ SOÁT (tính đến 28/3/2026)",
        "- Trẻ dưới 6 tuổi: 1.127 cháu; đã cấp thẻ căn cước 85 cháu (7,54%).",
    )

    assert found.as_of == date(2026, 3, 28)
    assert found.population == {"age_0_5": 1127}
    assert [(s.cohort, s.value, s.printed_percent) for s in found.stocks] == [
        ("age_0_5", 85, "7,54")
    ]


def test_dates_villages_and_birth_years_are_no_figures():
    assert (
        baseline(
            "Thực hiện Kế hoạch số 15/KH-UBND ngày 17/8/2025, xã có 11 thôn; trẻ sinh năm 2008 và 2011 đã"
            " thi lớp 9 năm học 2024-2025.",
            "I. MỤC ĐÍCH",
            "1. Nâng cao tỷ lệ.",
        )
        is None
    )


def test_targets_are_no_baseline():
    assert baseline("I. CHỈ TIÊU", "- Kích hoạt 807 tài khoản định danh điện tử.") is None
