"""What village heads add around their counts: weeks and months, parts and wholes, captions, examples."""

import pytest

from intake.rules.tally import read_tally
from sheets.marking.types import LIST_TITLE
from sheets.workbook import Workbook
from tests.intake.tally_build import (
    ACTIVATED,
    ADULTS,
    CARDS,
    CHILDREN,
    counts,
    kinds,
    reading,
    sheet,
    vocabulary,
)

HOA, LAM = "Thôn Phú Hòa", "Thôn Phú Lâm"
DAY = "NGÀY 02/6/2026"
HEADS = ("Thôn", f"{CARDS} {CHILDREN}")


def values(read):
    return [(c.day.isoformat(), c.value) for c in read.cells]


def card(unit, cohort, value, day="2026-06-02"):
    return unit, "card_intake", cohort, day, value


# Days


@pytest.mark.parametrize(
    "title",
    [
        "CĂN CƯỚC, ĐỊNH DANH ĐIỆN TỬ NGÀY 02/6/2026",
        "KẾT QUẢ CẤP CĂN CƯỚC, NGÀY 02/6/2026",
        "HỒ SƠ CĂN CƯỚC NGÀY 2/6",
    ],
)
def test_the_day_of_an_ordinary_title_is_read(title):
    assert counts(reading((title,), HEADS, (HOA, 5))) == [card(HOA, "age_6_13", 5)]


@pytest.mark.parametrize(
    "title", ["Kèm theo Công văn số 12/CV ngày 02/6", "Căn cứ Kế hoạch ngày 02/6"]
)
def test_the_day_of_a_letter_is_not_the_day_of_the_counts(title):
    assert kinds(reading((title,), HEADS, (HOA, 5))) == [("bad_date", "B3")]


@pytest.mark.parametrize(
    "title",
    [
        "TUẦN 1 THÁNG 6 NĂM 2026",
        "NGÀY 05-06/6/2026",
        "TỪ 5 ĐẾN 6/6/2026",
        "HAI NGÀY 06, 07/6/2026",
        "TỪ NGÀY RA QUÂN 01/6/2026 ĐẾN NAY",
        "Hạn nộp: trước 16 giờ ngày 10/6",
        "TÀI LIỆU HỌP GIAO BAN NGÀY 08/6",
        "Biểu số 3/6",
    ],
)
def test_weeks_spans_deadlines_meetings_and_numbers_of_forms_are_no_day(title):
    read = reading((title,), HEADS, (HOA, 5))
    assert (read.cells, [kind for kind, _ in kinds(read)]) == ((), ["bad_date"])


@pytest.mark.parametrize(
    ("title", "heads"),
    [
        ("THÁNG 6/2026", ("Ngày 1", "Ngày 2")),
        ("Từ ngày 01/6 đến ngày 07/6/2026", ("T2", "T3")),
        ("Từ ngày 01/6 đến ngày 07/6/2026", ("Thứ hai", "Thứ ba")),
        ("TỔNG HỢP", (46174, 46175)),
    ],
)
def test_half_written_days_in_a_heading_are_made_whole(title, heads):
    read = reading((title,), ("Thôn", "Lứa tuổi", *heads), (HOA, CHILDREN, 5, 6), name=CARDS)
    assert values(read) == [("2026-06-01", 5), ("2026-06-02", 6)]


def test_weekdays_without_a_week_are_not_guessed():
    read = reading(("BÁO CÁO TUẦN",), (*HEADS[:1], "T2", "T3"), (HOA, 5, 6), name=f"{CARDS} 6-14")
    assert read.cells == ()


def test_the_numbers_of_a_month_below_one_heading_are_days_and_column_numbers_are_not():
    month = reading(
        ("THÁNG 6/2026",),
        ("Nội dung", "Ngày trong tháng"),
        (None, 1, 2, 3),
        (f"{CARDS} {CHILDREN}", 5, 6, 7),
        name=HOA,
    )
    assert values(month) == [("2026-06-01", 5), ("2026-06-02", 6), ("2026-06-03", 7)]
    numbered = reading(("Tháng 6, ngày 02/6/2026",), (*HEADS, ADULTS), (1, 2, 3), (HOA, 5, None))
    assert counts(numbered) == [card(HOA, "age_6_13", 5)]


def test_a_column_of_bare_days_belongs_to_the_month_of_the_title():
    read = reading(("THÁNG 6/2026",), ("Ngày", HEADS[1]), (1, 5), (2, 6), ("Cộng", 11), name=HOA)
    assert values(read) == [("2026-06-01", 5), ("2026-06-02", 6)]


def test_a_sheet_named_for_a_weekday_is_a_day_of_the_week_in_its_title():
    title = "BÁO CÁO TUẦN (từ ngày 01/6/2026 đến ngày 07/6/2026)"
    assert counts(reading((title,), HEADS, (HOA, 5), name="T3")) == [card(HOA, "age_6_13", 5)]


def test_a_report_of_the_day_is_of_the_day_it_is_dated():
    lines = ("Phú Riềng, ngày 02 tháng 6 năm 2026",), ("KẾT QUẢ TRONG NGÀY",)
    assert counts(reading(*lines, HEADS, (HOA, 5))) == [card(HOA, "age_6_13", 5)]
    assert kinds(reading(lines[0], ("KẾT QUẢ",), HEADS, (HOA, 5))) == [("bad_date", "B4")]


# Parts and wholes


@pytest.mark.parametrize(
    "heads",
    [
        ("Tổng số", "Trong đó: nữ"),
        ("Cả ngày", "Sáng"),
        ("Hôm nay", "Hôm qua"),
        ("Trong kỳ", "Lũy kế"),
    ],
)
def test_the_whole_is_the_count_and_its_part_is_left_out(heads):
    read = reading((DAY,), ("Thôn", HEADS[1], None), (None, *heads), (HOA, 5, 3))
    assert (counts(read), read.problems) == ([card(HOA, "age_6_13", 5)], ())


def test_the_whole_only_checks_where_its_parts_are_counts():
    rows = ("Thôn", CARDS, None, None), (None, "Tổng số", "Trong đó", None)
    ages = (None, None, CHILDREN, ADULTS)
    read = reading((DAY,), *rows, ages, (HOA, 8, 5, 3), merged=((1, 1, 1, 3), (2, 2, 2, 3)))
    assert counts(read) == [card(HOA, "age_6_13", 5), card(HOA, "age_14_up", 3)]


def test_what_was_ordered_beside_what_was_done_is_no_count():
    read = reading(
        (DAY,), HEADS, (None, "Chỉ tiêu ngày", "Thực hiện"), (HOA, 9, 5), merged=((1, 1, 1, 2),)
    )
    assert (counts(read), read.problems) == ([card(HOA, "age_6_13", 5)], ())


@pytest.mark.parametrize("merged", [(), ((1, 1, 1, 1), (1, 2, 1, 2))])
def test_the_same_heading_below_two_teams_is_asked_even_where_the_figures_agree(merged):
    read = reading((DAY,), (None, "Đội 1", "Đội 2"), (*HEADS, HEADS[1]), (HOA, 3, 3), merged=merged)
    assert read.cells == ()
    assert read.problems != ()


def test_the_same_heading_twice_is_asked_even_where_the_figures_agree():
    read = reading((DAY,), (*HEADS, HEADS[1]), (HOA, 3, 3), (LAM, 0, 0))
    assert counts(read) == [card(LAM, "age_6_13", 0)]
    assert kinds(read) == [("conflicting_duplicate", "C3")]


def test_equal_figures_that_an_unread_column_tells_apart_are_asked():
    heads = ("Thôn", "Điểm thu nhận", HEADS[1])
    parts = reading((DAY,), heads, (HOA, "Nhà văn hóa", 4), (HOA, "Trường học", 4))
    assert (parts.cells, kinds(parts)) == ((), [("conflicting_duplicate", "C4")])
    copies = reading((DAY,), heads, (HOA, "Nhà văn hóa", 4), (HOA, "Nhà văn hóa", 4))
    assert counts(copies) == [card(HOA, "age_6_13", 4)]


# Captions and groups


def test_tables_side_by_side_have_captions_of_their_own():
    read = reading(
        (f"KẾT QUẢ {DAY}",),
        (f"I. {CHILDREN}", None, None, f"II. {ADULTS}"),
        ("Thôn", CARDS, None, "Thôn", CARDS),
        (HOA, 5, None, HOA, 6),
    )
    assert counts(read) == [card(HOA, "age_6_13", 5), card(HOA, "age_14_up", 6)]


def test_a_day_over_all_columns_heads_the_rows_below_it():
    rows = (
        ("STT", *HEADS),
        ("Ngày 01 tháng 6 năm 2026",),
        (1, HOA, 5),
        ("Ngày 02 tháng 6 năm 2026",),
        (1, HOA, 6),
    )
    read = reading(*rows, merged=((1, 0, 1, 2), (3, 0, 3, 2)))
    assert values(read) == [("2026-06-01", 5), ("2026-06-02", 6)]


def test_what_the_first_title_says_holds_for_a_later_table_with_its_own_caption():
    first = (f"SỐ LIỆU NHÓM TRẺ EM TỪ ĐỦ 6 ĐẾN DƯỚI 14 TUỔI {DAY}",), (f"Biểu 1: {CARDS}",)
    second = (f"Biểu 2: {ACTIVATED}",)
    read = reading(*first, ("Thôn", "Số lượng"), (HOA, 5), second, ("Thôn", "Số lượng"), (HOA, 6))
    assert [c.indicator for c in read.cells] == ["card_intake", "eid_activated"]


def test_the_indicator_of_an_earlier_caption_is_not_taken_for_a_later_table():
    first, second = (f"{CARDS} {CHILDREN} {DAY}",), ("Công việc khác",)
    read = reading(first, ("Thôn", "Số lượng"), (HOA, 5), second, ("Thôn", "Số lượng"), (LAM, 6))
    assert counts(read) == [card(HOA, "age_6_13", 5)]
    assert read.problems != ()


def test_a_sheet_name_says_what_is_counted_and_must_not_contradict_the_title():
    rows = ("Thôn", "02/6/2026", "03/6/2026"), (HOA, 5, 6)
    assert len(reading(*rows, name=f"{CARDS} 6-14").cells) == 2
    assert reading((ACTIVATED,), *rows, name=f"{CARDS} 6-14").cells == ()


def test_a_group_of_running_totals_is_left_aside():
    group = ("A. TRONG NGÀY",), (HOA, 5), ("B. LŨY KẾ ĐẾN NAY",), (HOA, 50)
    read = reading((DAY,), HEADS, *group)
    assert (counts(read), read.problems) == ([card(HOA, "age_6_13", 5)], ())


def test_a_group_row_with_the_sum_of_the_units_below_is_a_total():
    heads = ("STT", *HEADS)
    group = ("I", "Cụm 1", 11), (1, HOA, 5), (2, LAM, 6)
    strange = ("II", "Đội xung kích", 12)
    assert reading((DAY,), heads, *group).problems == ()
    assert kinds(reading((DAY,), heads, strange, *group[1:])) == [("unknown_unit", "B3")]


def test_a_group_row_with_figures_that_names_another_side_is_a_sum_and_speaks_for_its_rows():
    rows = ("I", CARDS, 11), (1, HOA, 5), (2, LAM, 6), ("II", ACTIVATED, 3), (1, HOA, 3)
    read = reading((DAY,), ("STT", "Nội dung", CHILDREN), *rows)
    assert [(c.unit, c.indicator, c.value) for c in read.cells] == [
        (HOA, "card_intake", 5),
        (LAM, "card_intake", 6),
        (HOA, "eid_activated", 3),
    ]


def test_rows_below_a_strange_heading_of_a_group_are_not_taken_for_the_group_before():
    rows = (CARDS, 11), (HOA, 5), (LAM, 6), ("Việc khác", 8), (HOA, 3), (LAM, 4)
    read = reading((DAY,), ("Nội dung", CHILDREN), *rows)
    assert [(c.unit, c.value) for c in read.cells] == [(HOA, 5), (LAM, 6)]
    assert kinds(read)[0][0] == "unknown_indicator"


def test_a_row_below_the_heading_divides_it_even_where_nothing_is_merged():
    rows = ("STT", "Thôn", f"{ACTIVATED} {CHILDREN}", None), (None, None, "Lần 1", "Lần 2")
    read = reading((DAY,), *rows, (1, HOA, 5, 6))
    assert (read.cells, len(read.problems)) == ((), 2)


def test_a_signature_below_a_key_written_once_is_no_row():
    rows = (HOA, CHILDREN, 5), (None, ADULTS, 6), (), (None, None, "Trưởng thôn")
    read = reading((f"{CARDS} {DAY}",), ("Thôn", "Lứa tuổi", "Số lượng"), *rows)
    assert (len(read.cells), read.problems) == (2, ())


# What is no report


@pytest.mark.parametrize("name", ["Ví dụ", "HƯỚNG DẪN", "Mẫu", "Hướng dẫn nhập"])
def test_a_sheet_of_examples_is_not_read(name):
    rows = (DAY,), HEADS, (HOA, 5)
    read = read_tally(Workbook((sheet(*rows), sheet(*rows[:2], (HOA, 9), name=name))), vocabulary())
    assert (counts(read), read.problems) == ([card(HOA, "age_6_13", 5)], ())
    assert [(one.sheet, one.cell) for one in read.ignored] == [(name, "A1")]


def test_a_table_titled_as_an_example_is_not_read():
    read = reading((f"VÍ DỤ CÁCH GHI (không nhập vào đây) - {DAY}",), HEADS, (HOA, 5))
    assert (read.cells, [one.cell for one in read.ignored]) == ((), ["A1"])


def test_the_portals_own_list_in_a_marked_file_is_not_mentioned():
    rows = (DAY,), HEADS, (HOA, 5)
    own = sheet(
        ("STT", "Trang tính", "Ô", "Nội dung cần sửa"), (1, HOA, "B3", "5"), name=LIST_TITLE
    )
    read = read_tally(Workbook((own, sheet(*rows))), vocabulary())
    assert (len(read.cells), read.ignored, read.problems) == (1, (), ())
