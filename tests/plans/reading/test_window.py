"""When a plan of a year, or of a campaign in it, begins and ends."""

from dataclasses import replace
from datetime import date

import pytest

from plans.reading.blocks import blocks_of
from plans.reading.citations import citations_of
from plans.reading.dates import dates_in
from plans.reading.header import Head, head_of
from plans.reading.window import Window, window_of

YEAR = Head(
    year=2026, issued_on=date(2026, 2, 9), title="Chuyển đổi số xã An Hòa năm 2026", place="An Hòa"
)
CAMPAIGN = replace(YEAR, title="Đợt cao điểm cấp thẻ căn cước trên địa bàn xã An Hòa")
WHOLE_YEAR = Window(None, date(2026, 12, 31), "năm 2026", "through")


def window(text: str, head: Head = YEAR) -> Window:
    return window_of(blocks_of(text), head)


@pytest.mark.parametrize(
    "text",
    [
        "I. MỤC TIÊU\n1. Cấp thẻ căn cước cho công dân.",
        # one task's deadline
        "I. NHIỆM VỤ\n1. Rà soát trẻ em, xong trước ngày 30/4/2026.",
        # milestones of one task, with a goal that runs on to the year's end
        (
            "I. NHIỆM VỤ\n1. Số hóa\n+ Thời gian: 50% trước ngày 30/6/2026; 100% trước ngày 30/11/2026.\n"
            "2. Cấp chữ ký số\n+ Thời gian hoàn thành: đến cuối năm."
        ),
        # a campaign within the year
        "I. NHIỆM VỤ\n1. Mở đợt cao điểm vận động từ ngày 15/8/2026 đến ngày 30/9/2026.",
        # the period of a figure
        "I. KẾT QUẢ\nTừ ngày 01/3/2026 đến ngày 30/9/2026 tiếp nhận 3.108 hồ sơ.\nII. MỤC TIÊU\n1. Đạt 90%.",
    ],
)
def test_a_plan_for_a_year_ends_with_the_year(text):
    assert window(text) == WHOLE_YEAR


@pytest.mark.parametrize(
    "text",
    [
        "I. MỤC TIÊU\n1. Hoàn thành 100% chỉ tiêu trước ngày 15/11/2026.",
        "I. NHIỆM VỤ\n+ Thời gian: 60% chỉ tiêu trước ngày 15/6/2026; 100% chỉ tiêu trước ngày 15/11/2026.",
    ],
)
def test_a_year_plan_that_wants_everything_earlier_ends_then(text):
    assert window(text).ends_on == date(2026, 11, 15)


@pytest.mark.parametrize(
    "title",
    [
        "Cấp căn cước quý I năm 2026",
        "Cấp căn cước 6 tháng đầu năm 2026",
        "Chuyển đổi số từ năm 2026 đến năm 2030",
        "Đợt cao điểm 60 ngày cấp căn cước năm 2026",
    ],
)
def test_a_title_that_names_no_whole_year_leaves_the_last_deadline(title):
    text = "I. MỤC TIÊU\n1. Cấp thẻ trước ngày 30/3/2026."
    assert window(text, replace(YEAR, title=title)).ends_on == date(2026, 3, 30)


def test_a_printed_window_goes_before_the_year_of_the_title():
    text = "I. THỜI GIAN\n1. Thời gian thực hiện: từ ngày 01/3/2026 đến hết ngày 30/10/2026."
    assert (window(text).starts_on, window(text).ends_on) == (date(2026, 3, 1), date(2026, 10, 30))


def test_hours_may_stand_before_the_days():
    text = "I. SỐ LIỆU ĐẾN 31/01/2026\nTừ 01/9 đến 30/11/2026 có 3.108 hồ sơ.\nII. THỜI GIAN\nThời gian: 45 ngày đêm, từ 00h00 ngày 16/10/2026 đến 24h00 ngày 29/11/2026."
    assert window(text, CAMPAIGN) == Window(
        date(2026, 10, 16),
        date(2026, 11, 29),
        "từ 00h00 ngày 16/10/2026 đến 24h00 ngày 29/11/2026.",
        "through",
    )


def test_an_hour_of_a_deadline_does_not_make_it_a_last_day():
    assert [dated.role for dated in dates_in("nộp trước 10 giờ ngày 05/6/2026")] == [None]


def test_what_was_over_when_the_plan_was_issued_is_not_its_window():
    text = "I. MỞ ĐẦU\nTừ ngày 01/10/2025 đến hết ngày 31/12/2025 xã đã cấp 300 thẻ.\nII. MỤC TIÊU\n1. Xong trước ngày 30/6/2026."
    assert window(text, CAMPAIGN).ends_on == date(2026, 6, 30)


def test_begins_and_ends_in_words():
    text = "I. THỜI GIAN\n1. Thời gian: bắt đầu ngày 01 tháng 10 năm 2026, kết thúc chậm nhất ngày 30 tháng 11 năm 2026."
    found = window(text, CAMPAIGN)
    assert (found.starts_on, found.ends_on) == (date(2026, 10, 1), date(2026, 11, 30))
    assert found.source.startswith("bắt đầu ngày 01 tháng 10")


def test_from_the_day_of_issue():
    text = "IV. TỔ CHỨC THỰC HIỆN\n1. Kế hoạch thực hiện từ ngày ban hành đến hết ngày 31/12/2026."
    assert window(text) == Window(
        date(2026, 2, 9),
        date(2026, 12, 31),
        "từ ngày ban hành đến hết ngày 31/12/2026.",
        "through",
    )


def test_from_now():
    text = "II. THỜI GIAN\n1. Thời gian thực hiện: từ nay đến hết ngày 30/6/2026.\n2. Báo cáo trước ngày 15/7/2026."
    found = window(text, CAMPAIGN)
    assert (found.starts_on, found.ends_on) == (date(2026, 2, 9), date(2026, 6, 30))


def test_a_task_from_the_day_of_issue_is_not_the_plan():
    text = (
        "III. NHIỆM VỤ\n1. Tập huấn\n+ Chủ trì: Công an xã.\n"
        "+ Thời gian: từ ngày ban hành kế hoạch đến hết ngày 30/3/2026."
    )
    assert window(text) == WHOLE_YEAR


def test_days_of_a_plan_issued_before_its_year_are_of_its_year():
    text = "An Hòa, ngày 25 tháng 12 năm 2025\nKẾ HOẠCH\nChuyển đổi số xã An Hòa năm 2026\nI. MỤC TIÊU\n1. Đạt 90%."
    head = head_of(blocks_of(text))
    assert (head.year, head.issued_on) == (2026, date(2025, 12, 25))


@pytest.mark.parametrize(
    "bases",
    [
        (
            "Thực hiện Nghị quyết số 28-NQ/TW ngày 23/5/2018 của Ban Chấp hành Trung ương;\n"
            "Kế hoạch số 55/KH-UBND ngày 12/3/2026 của UBND tỉnh Bình Nam về chuyển đổi số.\n"
        ),
        (
            "I. CĂN CỨ\n- Nghị định số 104/2016/NĐ-CP ngày 01/7/2016 của Chính phủ;\n"
            "- Kế hoạch số 55/KH-UBND ngày 12/3/2026 của UBND tỉnh Bình Nam về chuyển đổi số.\n"
        ),
    ],
)
def test_a_parent_on_a_line_of_its_own_or_in_a_part_of_bases(bases):
    text = f"KẾ HOẠCH\nChuyển đổi số xã An Hòa năm 2026\n\n{bases}\nII. MỤC TIÊU\n1. Đạt 90%."
    blocks = blocks_of(text)
    parent = citations_of(blocks, replace(head_of(blocks), year=2026)).parents[0]
    assert (parent.number, parent.issued_on) == ("55/KH-UBND", date(2026, 3, 12))
