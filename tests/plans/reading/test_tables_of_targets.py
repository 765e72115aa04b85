"""Targets in tables of every form, and what a date, a row of steps or a closing line gives to which figure."""

from datetime import date
from decimal import Decimal

import pytest

from plans.reading.blocks import blocks_of
from plans.reading.cells import cells_joined
from plans.reading.targets import targets_of
from plans.rules.facts import PlanFacts
from targets.catalogue.facts import load_vocabulary

HEADER = PlanFacts(
    code="x",
    issuer="Ủy ban nhân dân xã Bình An",
    title="Công tác năm 2026",
    issued_on=date(2026, 1, 5),
    starts_on=date(2026, 1, 5),
    ends_on=date(2026, 12, 31),
)


def targets(*lines, heading="I. MỤC TIÊU, CHỈ TIÊU"):
    text = "\n".join(("KẾ HOẠCH", "Công tác năm 2026", "", heading, *lines))
    return targets_of(blocks_of(text), HEADER, load_vocabulary())[0]


def goals(*lines, **options):
    return [(t.goal.kind, t.goal.value, t.deadline) for t in targets(*lines, **options)]


def steps(target):
    return [(m.by, m.share_of_goal) for m in target.milestones]


QUARTERS = (date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31))


def test_the_year_column_is_the_goal_and_last_years_result_is_not():
    assert goals(
        "TT\tChỉ tiêu\tĐVT\tKết quả 2025\tKế hoạch 2026\tThời hạn",
        "1\tTỷ lệ bao phủ BHYT\t%\t92,4\t95,2\t30/11/2026",
        "2\tSố người tham gia BHXH tự nguyện\tngười\t80\t120\tTrước 15/12",
    ) == [
        ("percent", Decimal("95.2"), date(2026, 11, 30)),
        ("count", Decimal(120), date(2026, 12, 15)),
    ]


def test_the_column_of_levels_may_itself_be_called_chi_tieu():
    assert goals(
        "| TT | Nội dung | Chỉ tiêu | Đơn vị chủ trì | Hoàn thành |",
        "|---|---|---|---|---|",
        "| 1 | Hồ sơ nộp trực tuyến | ≥ 85% | Văn phòng | 30/10/2026 |",
        "| 2 | Đánh giá hài lòng của người dân | > 95% | Văn phòng | 31/10/2026 |",
    ) == [
        ("percent", Decimal(85), date(2026, 10, 30)),
        ("percent", Decimal(95), date(2026, 10, 31)),
    ]


def test_quarters_that_rise_to_the_goal_are_its_milestones():
    (target,) = targets(
        "| TT | Chỉ tiêu | ĐVT | Năm 2025 | Năm 2026 | Quý I | Quý II | Quý III | Quý IV |",
        "| 1 | Tỷ lệ hồ sơ trực tuyến | % | 70 | 80 | 20 | 40 | 60 | 80 |",
    )
    assert (target.goal.value, target.deadline) == (Decimal(80), date(2026, 12, 31))
    assert steps(target) == list(zip(QUARTERS, (25, 50, 75, 100), strict=True))


def test_quarters_that_make_up_a_count_are_added_up():
    (target,) = targets(
        "| TT | Chỉ tiêu | Đơn vị | Giao năm 2026 | Quý I | Quý II | Quý III | Quý IV |",
        "| 1 | Số hộ phân loại rác | hộ | 1.200 | 300 | 300 | 300 | 300 |",
    )
    assert (target.goal.kind, target.goal.value) == ("count", Decimal(1200))
    assert steps(target) == list(zip(QUARTERS, (25, 50, 75, 100), strict=True))


def test_quarters_that_neither_rise_to_the_goal_nor_make_it_up_are_left_out():
    (target,) = targets(
        "| TT | Chỉ tiêu | ĐVT | Năm 2026 | Quý I | Quý II |",
        "| 1 | Tỷ lệ hồ sơ trực tuyến | % | 80 | 50 | 20 |",
    )
    assert (target.goal.value, target.milestones) == (Decimal(80), ())


def test_a_second_row_of_heading_names_the_quarters():
    (target,) = targets(
        "| TT | Chỉ tiêu | ĐVT | Năm 2026 | Trong đó | | | |",
        "| | | | | Quý I | Quý II | Quý III | Quý IV |",
        "| 1 | Tỷ lệ hồ sơ trực tuyến | % | 80 | 20 | 40 | 60 | 80 |",
    )
    assert [by for by, _ in steps(target)] == list(QUARTERS)


def test_a_heading_in_percent_makes_bare_figures_percents_and_the_number_of_people_is_none():
    assert goals(
        "STT\tChỉ tiêu\tSố đối tượng\tTỷ lệ tối thiểu (%)",
        "1\tHọc sinh tham gia BHYT\t182\t95",
    ) == [("percent", Decimal(95), None)]


def test_a_misread_figure_of_a_table_is_read():
    assert goals("TT\tChỉ tiêu\tĐVT\tNăm 2026", "1\tTỷ lệ hồ sơ trực tuyến\t%\t9S") == [
        ("percent", Decimal(95), None)
    ]


def test_a_table_of_units_holds_no_targets():
    assert goals("| TT | Thôn | Chỉ tiêu giao |", "| 1 | Thôn Đông | 120 |") == []


def test_a_row_that_groups_others_is_no_target_and_gives_them_what_they_are_about():
    found = targets(
        "| TT | Chỉ tiêu | ĐVT | Giao năm 2026 | Thời hạn |",
        "| I | Bảo hiểm xã hội tự nguyện | | | |",
        "| 1 | Số người tham gia mới | Người | 145 | 30/11/2026 |",
    )
    assert [(t.goal.value, t.indicator) for t in found] == [(Decimal(145), "bhxh_voluntary")]


def test_two_rows_with_the_same_percent_for_groups_unknown_are_two_targets():
    assert (
        goals(
            "TT\tChỉ tiêu\tTỷ lệ (%)",
            "1\tTrẻ 18 tháng tuổi được tiêm vắc xin sởi\t90",
            "2\tPhụ nữ có thai được tiêm vắc xin uốn ván\t90",
        )
        == [("percent", Decimal(90), None)] * 2
    )


def test_cells_that_stand_one_a_line_become_rows_of_the_same_length():
    text = "\n|\n".join(
        (
            "STT",
            "Chỉ tiêu",
            "Tỷ lệ (%)",
            "1",
            "Hồ sơ trực tuyến",
            "85",
            "2",
            "Học sinh tham gia BHYT",
            "95",
        )
    )
    joined = cells_joined(f"{text}\n|\n\nHết bảng.")
    assert len(joined) == len(f"{text}\n|\n\nHết bảng.")
    assert joined.split("\n")[:3] == [
        "STT | Chỉ tiêu | Tỷ lệ (%) |",
        "1 | Hồ sơ trực tuyến | 85 |",
        "2 | Học sinh tham gia BHYT | 95 |",
    ]
    assert goals(*joined.split("\n")) == [
        ("percent", Decimal(85), None),
        ("percent", Decimal(95), None),
    ]


def test_a_letterhead_with_bars_between_its_lines_is_left_alone():
    text = "XÃ BÌNH AN\n|\nCỘNG HÒA\n|\nSố: 1/KH-UBND\n|\nBình An, ngày 05 tháng 01 năm 2026\n|\n"
    assert cells_joined(text) == text


def test_a_closing_line_dates_only_the_items_it_numbers():
    assert goals(
        "1. Bao phủ BHYT đạt tối thiểu 94% dân số.",
        "2. Phát triển mới 420 người tham gia BHYT hộ gia đình.",
        "3. Học sinh tham gia BHYT đạt 100%.",
        "Thời gian hoàn thành các chỉ tiêu tại khoản 1, 2: trước ngày 15/12/2026.",
    ) == [
        ("percent", Decimal(94), date(2026, 12, 15)),
        ("count", Decimal(420), date(2026, 12, 15)),
        ("percent", Decimal(100), None),
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Nâng tỷ lệ bao phủ BHYT từ 78,4% lên tối thiểu 92%.", [("percent", Decimal(92), None)]),
        ("Không dưới 300 người tham gia BHXH tự nguyện.", [("count", Decimal(300), None)]),
        ("Mỗi thôn tổ chức 01 buổi tuyên truyền/quý.", [("per_period", Decimal(1), None)]),
        ("Trồng mới 2.00O cây xanh.", [("count", Decimal(2000), None)]),
        (
            "Kích hoạt 80% tài khoản định danh trước 30/6, 100% trước 31/12/2026.",
            [
                ("percent", Decimal(80), date(2026, 6, 30)),
                ("percent", Decimal(100), date(2026, 12, 31)),
            ],
        ),
        (
            "Cấp định danh tổ chức cho 100% doanh nghiệp, chậm nhất 15/11.",
            [("percent", Decimal(100), date(2026, 11, 15))],
        ),
        (
            "100% học sinh có thẻ căn cước khi kết thúc năm học (31/5/2026).",
            [("percent", Decimal(100), date(2026, 5, 31))],
        ),
        (
            "Khám sức khỏe cho 300 người trong quý II và quý III/2026.",
            [("count", Decimal(300), date(2026, 9, 30))],
        ),
        (
            "Số hóa 100% hồ sơ, hoàn thành quý II/2026.",
            [("percent", Decimal(100), date(2026, 6, 30))],
        ),
        ("Năm 2025 đạt 88,1% (vượt 2,1% so với chỉ tiêu giao).", []),
        ("Ngân sách hỗ trợ, ngoài 70% do Nhà nước hỗ trợ.", []),
    ],
)
def test_figures_of_a_sentence_with_their_own_dates(sentence, expected):
    assert goals(f"- {sentence}") == expected


def test_the_heading_dates_a_goal_to_reach_and_not_how_often_something_is_done():
    assert goals(
        "1. Đến 30/6/2026:",
        "- 60% hộ dân phân loại rác tại nguồn.",
        "- Tổng vệ sinh ít nhất 01 buổi/tuần.",
    ) == [("percent", Decimal(60), date(2026, 6, 30)), ("per_period", Decimal(1), None)]


def test_a_row_that_stops_short_of_the_goal_does_not_date_it():
    (target,) = targets(
        "Phấn đấu đến hết năm 2026:",
        "a) Tỷ lệ bao phủ BHYT đạt 95%; trong đó hết quý I đạt 93%, hết quý II đạt 94%.",
    )
    assert (target.goal.value, target.deadline) == (Decimal(95), date(2026, 12, 31))
    assert [by for by, _ in steps(target)] == list(QUARTERS[:2])
