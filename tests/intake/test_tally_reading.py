import unicodedata
from dataclasses import replace
from datetime import date

import pytest

from intake.rules.tally import Ignored, ReadCell, UnitName, read_tally
from sheets.workbook import Fault, Workbook
from tests.intake.tally_build import (
    ACTIVATED,
    ADULTS,
    CARDS,
    CHILDREN,
    JUNE_1,
    JUNE_2,
    counts,
    kinds,
    reading,
    sheet,
    vocabulary,
)

LIST = ("Ngày", "Đơn vị", "Chỉ tiêu", "Lứa tuổi", "Số lượng")
HOA, LAM = "Thôn Phú Hòa", "Thôn Phú Lâm"


def listed(*rows, **options):
    return reading(LIST, *rows, **options)


def one(value, *, day=JUNE_1, unit=HOA, indicator=CARDS, cohort=CHILDREN):
    return day, unit, indicator, cohort, value


# Layouts


def test_a_list_is_read_in_any_column_order_below_any_title():
    read = reading(
        ("BẢNG KÊ",),
        (),
        (None, "Số lượng", "Lứa tuổi", "Nội dung", "Thôn", "Ngày báo cáo"),
        (None, 5, CHILDREN, CARDS, HOA, JUNE_1),
        (None, 0, ADULTS, ACTIVATED, LAM, "2.6"),
    )
    assert read.cells == (
        ReadCell(HOA, "card_intake", "age_6_13", JUNE_1, 5, "Sheet", "B4"),
        ReadCell(LAM, "eid_activated", "age_14_up", JUNE_2, 0, "Sheet", "B5"),
    )
    assert (read.problems, read.refused) == ((), None)


DAY_SHEET = (
    ("ỦY BAN NHÂN DÂN XÃ PHÚ RIỀNG", None, None, None, "Phú Riềng, ngày 05 tháng 6 năm 2026"),
    ("BIỂU TỔNG HỢP NGÀY 01/6/2026",),
    ("TT", "Thôn", CARDS, None, ACTIVATED, None, "Ghi chú"),
    (None, None, CHILDREN, ADULTS, CHILDREN, ADULTS),
    (1, HOA, 1, 2, 3, 4, "đủ"),
    (2, LAM, 5, "-", None, "x", "thiếu 3"),
    (None, "TỔNG CỘNG", 6, 2, 3, 4),
    (),
    (None, "Người lập biểu", None, None, "TRƯỞNG CÔNG AN XÃ"),
)
DAY_COUNTS = [
    (HOA, "card_intake", "age_6_13", "2026-06-01", 1),
    (HOA, "card_intake", "age_14_up", "2026-06-01", 2),
    (HOA, "eid_activated", "age_6_13", "2026-06-01", 3),
    (HOA, "eid_activated", "age_14_up", "2026-06-01", 4),
    (LAM, "card_intake", "age_6_13", "2026-06-01", 5),
]


@pytest.mark.parametrize("merged", [(), ((2, 2, 2, 3), (2, 4, 2, 5), (2, 0, 3, 0), (2, 1, 3, 1))])
def test_units_down_and_two_heading_rows_across(merged):
    read = reading(*DAY_SHEET, merged=merged)
    assert counts(read) == DAY_COUNTS
    assert read.problems == ()


def test_blank_dash_and_x_are_not_reported_and_zero_is():
    read = listed(one(None), one("-", cohort=ADULTS), one("x", day=JUNE_2), one("0", unit=LAM))
    assert counts(read) == [(LAM, "card_intake", "age_6_13", "2026-06-01", 0)]
    assert read.problems == ()


WEEK = (
    ("BÁO CÁO KẾT QUẢ TUẦN",),
    ("Đơn vị: Thôn Phú Hòa",),
    ("Từ ngày 01/06/2026 đến ngày 07/06/2026",),
    ("STT", "Nội dung", "Lứa tuổi", "01/06", "02/06", "Cộng"),
    (1, CARDS, "Từ 6 đến dưới 14 tuổi", 0, 16, 16),
    (2, ACTIVATED, "Từ đủ 14 tuổi trở lên", 12, None, 13),
)
WEEK_COUNTS = [
    (HOA, "card_intake", "age_6_13", "2026-06-01", 0),
    (HOA, "card_intake", "age_6_13", "2026-06-02", 16),
    (HOA, "eid_activated", "age_14_up", "2026-06-01", 12),
]


def test_one_unit_with_days_across_and_the_unit_in_the_title():
    assert counts(reading(*WEEK)) == WEEK_COUNTS


def test_days_under_a_common_heading():
    read = reading(
        *WEEK[:3],
        ("STT", "Nội dung", "Lứa tuổi", "Ngày", None, "Cộng"),
        (None, None, None, "01/06", "02/06", None),
        *WEEK[4:],
    )
    assert counts(read) == WEEK_COUNTS


def test_a_sheet_per_village_with_hidden_instructions():
    titleless = (WEEK[0], *WEEK[2:])
    book = Workbook(
        (
            sheet(("Nhập số liệu vào sheet của thôn mình",), name="Hướng dẫn", hidden=True),
            sheet(*WEEK, name="Phú Hòa"),
            sheet(*titleless, name="T. Phú Lâm"),
        )
    )
    read = read_tally(book, vocabulary())
    assert counts(read) == WEEK_COUNTS + [(LAM, *rest) for _, *rest in WEEK_COUNTS]
    assert read.ignored[0] == Ignored("Trang tính ẩn, không đọc.", "Hướng dẫn", "A1")


def test_groups_of_rows_name_the_unit():
    read = reading(
        ("BIỂU NGÀY 01/6/2026",),
        ("TT", "Nội dung", "Số lượng"),
        ("I", HOA),
        (1, f"{CARDS} (6-14 tuổi)", 3),
        (2, f"{ACTIVATED} từ đủ 14 tuổi", 4),
        ("II", "THÔN PHÚ LÂM"),
        (1, f"{CARDS} (6-14 tuổi)", 5),
    )
    assert counts(read) == [
        (HOA, "card_intake", "age_6_13", "2026-06-01", 3),
        (HOA, "eid_activated", "age_14_up", "2026-06-01", 4),
        (LAM, "card_intake", "age_6_13", "2026-06-01", 5),
    ]


def test_rows_below_an_unknown_group_belong_to_nobody():
    read = reading(
        ("BIỂU NGÀY 01/6/2026",),
        ("TT", "Nội dung", "Số lượng"),
        ("I", "Thôn Không Có"),
        (1, f"{CARDS} (6-14 tuổi)", 3),
        words=vocabulary(default_unit=HOA),
    )
    assert (counts(read), kinds(read)) == ([], [("unknown_unit", "B3")])


def test_a_sheet_and_its_title_that_name_different_villages_are_told_to_agree():
    read = reading(
        (f"Đơn vị: {LAM}",),
        ("Ngày: 01/6/2026",),
        ("TT", "Nội dung", "Lứa tuổi", "Số lượng"),
        (1, CARDS, CHILDREN, 3),
        name=HOA,
    )
    assert kinds(read) == [("unknown_unit", "A1")]
    assert read.problems[0].message == (
        "Tệp ghi đơn vị ở nhiều chỗ không giống nhau: “Thôn Phú Hòa / Thôn Phú Lâm”."
        " Đề nghị sửa cho thống nhất (tên trang tính, tiêu đề, dòng, cột)."
    )


def test_a_unit_written_once_in_merged_cells_names_all_its_rows():
    read = reading(
        ("Ngày: 01/6/2026",),
        ("Thôn", "Nội dung", "Lứa tuổi", "Kết quả"),
        (HOA, CARDS, CHILDREN, 1),
        (None, CARDS, ADULTS, 2),
        (LAM, CARDS, CHILDREN, 3),
        (None, CARDS, ADULTS, 4),
        merged=((2, 0, 3, 0), (4, 0, 5, 0)),
    )
    assert [(c[0], c[4]) for c in counts(read)] == [(HOA, 1), (HOA, 2), (LAM, 3), (LAM, 4)]


def test_a_forgotten_unit_is_asked_for_not_taken_from_the_row_above():
    read = listed(
        one(1), one(2, unit=LAM), (JUNE_1, None, ACTIVATED, CHILDREN, 3), one(4, unit="Phú Tân")
    )
    assert [c[4] for c in counts(read)] == [1, 2, 4]
    assert kinds(read) == [("unknown_unit", "B4")]


def test_several_tables_on_a_sheet_each_with_its_own_title():
    heading = ("TT", "Thôn", f"{CARDS} 6-14 tuổi", f"{ACTIVATED} từ đủ 14")
    read = reading(
        ("NGÀY 01/6/2026",),
        heading,
        (1, HOA, 1, 2),
        (),
        ("NGÀY 02/6/2026",),
        heading,
        (1, HOA, 3, 4),
    )
    assert [(c[1], c[3], c[4]) for c in counts(read)] == [
        ("card_intake", "2026-06-01", 1),
        ("eid_activated", "2026-06-01", 2),
        ("card_intake", "2026-06-02", 3),
        ("eid_activated", "2026-06-02", 4),
    ]


def test_two_tables_side_by_side_keep_their_own_units():
    read = reading(
        ("NGÀY 01/6/2026 - THU NHẬN HỒ SƠ CĂN CƯỚC",),
        ("Thôn", CHILDREN, ADULTS, None, "Thôn", CHILDREN, ADULTS),
        (HOA, 1, 2, None, LAM, 3, 4),
    )
    assert [(c[0], c[2], c[4]) for c in counts(read)] == [
        (HOA, "age_6_13", 1),
        (HOA, "age_14_up", 2),
        (LAM, "age_6_13", 3),
        (LAM, "age_14_up", 4),
    ]


def test_units_across_and_contents_down():
    read = reading(
        ("Ngày 01/6/2026",),
        ("Nội dung", "Lứa tuổi", "Phú Hòa", "Phú Lâm"),
        (CARDS, CHILDREN, 1, 2),
    )
    assert [(c[0], c[4]) for c in counts(read)] == [(HOA, 1), (LAM, 2)]


def test_headings_of_three_rows_and_a_line_of_column_numbers():
    read = reading(
        ("NGÀY 01/6/2026",),
        ("STT", "Đơn vị", "Kết quả thực hiện", None, None, None),
        (None, None, "Căn cước", None, "ĐDĐT mức 2", None),
        (None, None, "Thu nhận 6-14", "Thu nhận từ đủ 14", "Kích hoạt 6-14", "Kích hoạt từ đủ 14"),
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"),
        (1, HOA, 1, 2, 3, 4),
        merged=((1, 2, 1, 5), (2, 2, 2, 3), (2, 4, 2, 5)),
    )
    assert [(c[1], c[2], c[4]) for c in counts(read)] == [
        ("card_intake", "age_6_13", 1),
        ("card_intake", "age_14_up", 2),
        ("eid_activated", "age_6_13", 3),
        ("eid_activated", "age_14_up", 4),
    ]


def test_days_that_lost_their_format_are_still_days():
    read = listed(one(1, day=46174), one(2, day=2.6))
    assert [c[3] for c in counts(read)] == ["2026-06-01", "2026-06-02"]


def test_the_day_may_stand_in_the_sheet_or_file_name_only():
    rows = (("TT", "Thôn", f"{CARDS} 6-14"), (1, HOA, 3))
    assert [c[3] for c in counts(reading(*rows, name="01.6"))] == ["2026-06-01"]
    read = reading(*rows, filename="bao-cao-02-6-2026.xlsx")
    assert [c[3] for c in counts(read)] == ["2026-06-02"]


def test_the_senders_own_village_is_taken_where_none_is_named():
    rows = (("Ngày", "Nội dung", "Lứa tuổi", "Kết quả"), (JUNE_1, CARDS, CHILDREN, 3))
    assert counts(reading(*rows, words=vocabulary(default_unit=LAM)))[0][0] == LAM
    assert kinds(reading(*rows)) == [("unknown_unit", "D2")]


# What is left out


def test_totals_are_only_compared():
    assert [i.what for i in reading(*DAY_SHEET).ignored if i.cell == "B7"] == [
        "Dòng “TỔNG CỘNG” chỉ dùng để đối chiếu, không nhập."
    ]
    wrong = reading(*WEEK).ignored
    assert [i.cell for i in wrong] == ["F4", "F6"]
    assert wrong[1].what.startswith("Ô cộng ghi 13, cộng các ô được 12.")


def test_a_total_row_without_a_word_is_recognised_by_its_sums():
    read = reading(
        ("NGÀY 01/6/2026",),
        ("Thôn", f"{CARDS} 6-14", f"{CARDS} từ đủ 14"),
        (HOA, 1, 2),
        (LAM, 3, 4),
        (None, 4, 6),
    )
    assert (len(read.cells), read.problems) == (4, ())


@pytest.mark.parametrize(
    "heading", ["Lũy kế", "Tỷ lệ %", "Còn lại", "Chỉ tiêu giao", "Lũy kế kích hoạt ĐDĐT"]
)
def test_figures_about_the_count_are_not_the_count(heading):
    read = reading(
        ("NGÀY 01/6/2026",),
        ("TT", "Thôn", f"{CARDS} 6-14", heading),
        (1, HOA, 3, 99),
    )
    assert ([c[4] for c in counts(read)], read.problems) == ([3], ())


def test_a_cumulative_row_is_left_out():
    read = reading(
        ("NGÀY 01/6/2026",),
        ("TT", "Thôn", f"{CARDS} 6-14"),
        (1, HOA, 3),
        (None, "Lũy kế từ đầu chiến dịch", 120),
    )
    assert ([c[4] for c in counts(read)], read.problems) == ([3], ())


def test_titles_that_count_up_to_a_day_give_no_day():
    read = reading(
        ("KẾT QUẢ TÍNH ĐẾN NGÀY 01/6/2026",),
        ("TT", "Thôn", f"{CARDS} 6-14"),
        (1, HOA, 300),
    )
    assert (counts(read), kinds(read)) == ([], [("bad_date", "A1")])


def test_a_sheet_whose_name_and_title_disagree_is_asked_about():
    rows = (("TT", "Thôn", f"{CARDS} 6-14"), (1, HOA, 3))
    read = reading(("NGÀY 01/6/2026",), *rows, name="02.6")
    assert (counts(read), kinds(read)) == ([], [("bad_date", "A1")])


def test_a_workbook_without_a_table_is_refused_with_advice():
    read = reading(("Kính gửi Công an xã",))
    assert read.cells == ()
    assert read.refused.startswith("Không tìm thấy bảng số liệu nào trong tệp.")


# Problems


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (one(5, unit="Thôn Không Có"), ("unknown_unit", "B2")),
        (one(5, day=date(2025, 1, 1)), ("date_outside_plan", "A2")),
        (one(5, day=date(2026, 6, 13)), ("date_outside_plan", "A2")),
        (one(5, day="32/13/2026"), ("bad_date", "A2")),
        (one(5, day="hôm qua"), ("bad_date", "A2")),
        (one(5, indicator="Chỉ tiêu lạ"), ("unknown_indicator", "C2")),
        (one(5, indicator="Kích hoạt mức 1"), ("unknown_indicator", "C2")),
        (one(5, cohort="Học sinh"), ("unknown_cohort", "D2")),
        (one(5, cohort="Dưới 6 tuổi"), ("unknown_cohort", "D2")),
        (one(-3), ("negative", "E2")),
        (one("nhiều"), ("not_a_number", "E2")),
        (one("82,55%"), ("not_a_number", "E2")),
        (one(JUNE_1), ("not_a_number", "E2")),
        (one(2.5), ("not_whole", "E2")),
        (one(1.234), ("not_whole", "E2")),
        (one(Fault("error", "#REF!")), ("formula_error", "E2")),
        (one(Fault("no_value", "SUM(A1)")), ("formula_without_value", "E2")),
        (one(999999), ("above_population", "E2")),
    ],
)
def test_a_wrong_cell_is_reported_where_it_stands_and_never_stored(row, problem):
    read = listed(row, one(1, unit=LAM))
    assert kinds(read) == [problem]
    assert [c[0] for c in counts(read)] == [LAM]
    assert read.problems[0].message.endswith(".")


def test_messages_say_what_is_wrong_and_what_to_do():
    late, many = listed(one(999999, day=date(2026, 6, 13))).problems
    assert late.message == (
        "Ngày 13/6/2026 ngoài thời gian nhập số liệu (từ 26/5/2026 đến 12/6/2026). "
        "Đề nghị kiểm tra lại ngày."
    )
    assert many.message == (
        "999.999 lớn hơn số nhân khẩu “Từ đủ 6 đến dưới 14 tuổi” của Thôn Phú Hòa (5.045). "
        "Đề nghị kiểm tra lại, có thể đã ghi số lũy kế."
    )


def test_the_same_count_twice_is_one_count():
    read = listed(one(5), one(5))
    assert ([c.cell for c in read.cells], read.problems) == (["E2"], ())


def test_the_same_count_with_two_values_is_none():
    read = listed(one(7), one(9), one(1, unit=LAM))
    assert ([c[0] for c in counts(read)], kinds(read)) == ([LAM], [("conflicting_duplicate", "E3")])
    assert read.problems[0].message.startswith("Các ô E2, E3 cùng một đơn vị")


def test_another_units_rows_and_locked_days_are_refused():
    stranger = UnitName("X", "Thôn Bên Cạnh", is_own=False)
    words = vocabulary(stranger, locked_days=frozenset({JUNE_2}))
    read = listed(one(1, unit="Thôn Bên Cạnh"), one(2, day=JUNE_2), one(3), words=words)
    assert ([c[4] for c in counts(read)], kinds(read)) == (
        [3],
        [("outside_your_unit", "B2"), ("day_locked", "A3")],
    )


def test_a_wrong_heading_is_told_once():
    read = reading(
        ("NGÀY 01/6/2026",),
        ("TT", "Thôn", f"{CARDS} 6-14", "Số ca lạ"),
        (1, HOA, 1, 5),
        (2, LAM, 2, 6),
    )
    assert ([c[4] for c in counts(read)], kinds(read)[0]) == ([1, 2], ("unknown_indicator", "D2"))
    assert len({p for p in kinds(read) if p[0] == "unknown_indicator"}) == 1


def test_a_heading_below_a_known_one_changes_its_meaning():
    read = reading(
        ("NGÀY 01/6/2026",),
        ("TT", "Thôn", f"{CARDS} 6-14", None),
        (None, None, "Trong ngày", "Bị trả lại"),
        (1, HOA, 1, 5),
        merged=((1, 2, 1, 3),),
    )
    assert ([c[4] for c in counts(read)], kinds(read)) == ([1], [("unknown_indicator", "D3")])


# Names


@pytest.mark.parametrize(
    "written",
    [
        "thôn Phú Hoà ",
        "PHÚ HÒA",
        "T. Phú Hòa",
        "phu hoa",
        "Thon Phu Hoa",
        unicodedata.normalize("NFD", "Thôn Phú Hòa"),
        "Th«n Phó Hßa",
        "Thoân Phuù Hoøa",
    ],
)
def test_a_unit_is_known_however_it_is_spelt(written):
    read = listed(one(5, unit=written))
    assert [c[0] for c in counts(read)] == [HOA]


@pytest.mark.parametrize("written", ["Thôn 3", "thôn 03", "Thôn Ba", "T.3", "T3", "thôn  ba"])
def test_numbered_villages_are_known_in_figures_and_words(written):
    words = vocabulary(UnitName("three", "Thôn 3"), UnitName("ten", "Thôn 13"))
    assert (
        counts(listed(one(5, unit=written), words=replace(words, population={})))[0][0] == "three"
    )


def test_an_ambiguous_name_is_asked_about_with_its_candidates():
    words = vocabulary(
        UnitName("a", "Thôn 3"), UnitName("b", "Ấp 3"), UnitName("c", "Thôn Phú Tấn")
    )
    read = listed(one(5, unit="3"), one(5, unit="phu tan"), one(5, unit="Phú Tấn"), words=words)
    assert [c[0] for c in counts(read)] == ["c"]
    assert kinds(read) == [("unknown_unit", "B2"), ("unknown_unit", "B3")]
    assert "Có thể là: Thôn Phú Tân, Thôn Phú Tấn." in read.problems[-1].message


def test_a_slip_is_offered_but_never_taken():
    read = listed(one(5, unit="Thôn Phú Lâmm"))
    assert counts(read) == []
    assert "Có thể là: Thôn Phú Lâm." in read.problems[0].message


def test_what_was_understood_differently_is_listed():
    read = listed(one(5, unit="PHÚ HOÀ"), one(6, unit="thôn Phú Lâm"))
    assert read.repaired == ("“PHÚ HOÀ” được hiểu là “Thôn Phú Hòa”.",)


def test_an_indicator_with_one_cohort_needs_no_cohort_column():
    read = reading(("Ngày", "Thôn", "Nội dung", "Số lượng"), (JUNE_1, HOA, "loa truyền thanh", 3))
    assert counts(read) == [(HOA, "broadcasts", "all", "2026-06-01", 3)]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("6 - 14", "age_6_13"),
        ("6-13", "age_6_13"),
        ("từ 06 đến dưới 14", "age_6_13"),
        (">=14", "age_14_up"),
        ("14 tuổi trở lên", "age_14_up"),
    ],
)
def test_age_groups_are_known_however_they_are_written(written, code):
    assert [c[2] for c in counts(listed(one(5, cohort=written)))] == [code]
