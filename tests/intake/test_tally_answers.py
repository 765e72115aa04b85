"""What the sender says back: cells typed anew, names explained, names left out; and what he is shown."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.rules.tally import (
    LEAVE_OUT,
    Ignored,
    Problem,
    ReadColumn,
    ReadTable,
    UnitName,
    read_tally,
)
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
from vietnamese.text import comparable

LIST = ("Ngày", "Đơn vị", "Chỉ tiêu", "Lứa tuổi", "Số lượng")
HOA, LAM = "Thôn Phú Hòa", "Thôn Phú Lâm"
GOOD = (JUNE_1, HOA, CARDS, CHILDREN, 5)
BOARD = (
    ("BIỂU NGÀY 01/6/2026",),
    ("TT", "Thôn", f"{CARDS} 6-14", "Số ca lạ"),
    (1, HOA, 1, 5),
    (2, LAM, 2, 6),
)


def told(side, text, code, place=""):
    return vocabulary(answers={(side, comparable(text), place): code})


def fixed(*rows, fixes, words=None, **options):
    on_sheet = {("Sheet", cell): text for cell, text in fixes.items()}
    book = Workbook((sheet(*rows, **options),))
    return read_tally(book, words or vocabulary(), fixes=on_sheet)


def values(read):
    return [count[4] for count in counts(read)]


# Cells typed anew


@pytest.mark.parametrize(
    ("typed", "value"), [("7", 7), ("1.234", 1234), (" 12 hồ sơ ", 12), ("09", 9), ("0", 0)]
)
def test_a_typed_number_is_read_as_a_text_in_the_cell_would_be(typed, value):
    read = fixed(LIST, (*GOOD[:4], "nhiều"), fixes={"E2": typed})
    assert (values(read), read.problems) == ([value], ())


@pytest.mark.parametrize("typed", ["", "  ", "-", "x"])
def test_a_cell_typed_blank_is_not_reported(typed):
    read = fixed(LIST, (*GOOD[:4], "nhiều"), (JUNE_2, *GOOD[1:]), fixes={"E2": typed})
    assert ([c.cell for c in read.cells], read.problems) == (["E3"], ())


def test_a_fix_that_is_wrong_again_is_told_again():
    read = fixed(LIST, (*GOOD[:4], "nhiều"), fixes={"E2": "-4"})
    assert [(p.kind, p.cell, p.text) for p in read.problems] == [("negative", "E2", "-4")]


def test_a_typed_day_and_a_typed_name_are_understood():
    read = fixed(LIST, ("hôm qua", "Thôn Lạ", *GOOD[2:]), fixes={"A2": "2.6", "B2": "T. Phú Lâm"})
    assert counts(read) == [(LAM, "card_intake", "age_6_13", "2026-06-02", 5)]


def test_a_typed_heading_gives_its_column_a_meaning():
    read = fixed(*BOARD, fixes={"D2": f"{ACTIVATED} 6-14"})
    assert [(c[1], c[4]) for c in counts(read)] == [
        ("card_intake", 1),
        ("eid_activated", 5),
        ("card_intake", 2),
        ("eid_activated", 6),
    ]


def test_a_fix_in_a_merged_cell_changes_its_content():
    rows = (LIST, (JUNE_1, "Thôn Lạ", CARDS, CHILDREN, 1), (JUNE_1, None, CARDS, ADULTS, 2))
    read = fixed(*rows, fixes={"B3": LAM}, merged=((1, 1, 2, 1),))
    assert [(c[0], c[4]) for c in counts(read)] == [(LAM, 1), (LAM, 2)]


def test_a_fix_may_add_one_row_and_one_column():
    rows = (LIST[:4], GOOD[:4])
    below = {"A3": "2.6", "B3": LAM, "C3": CARDS, "D3": CHILDREN, "E3": "4"}
    read = fixed(*rows, fixes={"E1": "Số lượng", "E2": "3", **below})
    assert [(c.unit, c.cell, c.value) for c in read.cells] == [(HOA, "E2", 3), (LAM, "E3", 4)]
    assert read.ignored == ()


@pytest.mark.parametrize("cell", ["E4", "G2", "XFD1048576", "A0", "", "2E", "=A1"])
def test_a_fix_outside_the_sheet_is_left_aside_and_told(cell):
    read = fixed(LIST, GOOD, fixes={cell: "9"})
    assert (values(read), read.ignored) == (
        [5],
        (Ignored("Ô sửa nằm ngoài phần có số liệu, không dùng.", "Sheet", cell),),
    )


def test_a_fix_for_a_sheet_that_is_not_there_is_told():
    book = Workbook((sheet(LIST, GOOD),))
    read = read_tally(book, vocabulary(), fixes={("Khác", "E2"): "9"})
    assert (values(read), [(i.sheet, i.cell) for i in read.ignored]) == ([5], [("Khác", "E2")])


def test_a_fix_is_unicode_also_on_a_sheet_typed_with_an_old_font():
    words = vocabulary(UnitName("other", "Phó Vinh"))
    old_font = (JUNE_1, "Th«n Phó Hßa", CARDS, CHILDREN, 1)
    read = fixed(LIST, old_font, (*GOOD[:4], 2), fixes={"B3": "Phó Vinh"}, words=words)
    assert [(c[0], c[4]) for c in counts(read)] == [(HOA, 1), ("other", 2)]


# What a problem asks


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        ((JUNE_1, "Thôn Phú Lâmm", CARDS, CHILDREN, 5), ("unit", "Thôn Phú Lâmm", (LAM,))),
        ((JUNE_1, None, CARDS, CHILDREN, 5), ("unit", "", ())),
        ((JUNE_1, HOA, "Chỉ tiêu lạ", CHILDREN, 5), ("indicator", "Chỉ tiêu lạ", ())),
        (
            (JUNE_1, HOA, CARDS, "Học sinh", 5),
            ("cohort", "Học sinh", ("age_14_up", "age_6_13")),
        ),
        ((JUNE_1, HOA, CARDS, "Dưới 6 tuổi", 5), ("cohort", "Dưới 6 tuổi", ())),
        (("hôm qua", HOA, CARDS, CHILDREN, 5), ("day", "hôm qua", ())),
        ((date(2026, 6, 13), HOA, CARDS, CHILDREN, 5), ("day", "13/6/2026", ())),
        ((*GOOD[:4], -3), ("", "-3", ())),
        ((*GOOD[:4], "nhiều"), ("", "nhiều", ())),
        ((*GOOD[:4], 1.234), ("", "1,234", ())),
        ((*GOOD[:4], JUNE_1), ("", "01/6/2026", ())),
        ((*GOOD[:4], True), ("", "TRUE", ())),
        ((*GOOD[:4], Fault("error", "#REF!")), ("", "#REF!", ())),
        ((*GOOD[:4], 999999), ("", "999999", ())),
    ],
)
def test_a_problem_says_what_it_asks_about(row, asked):
    (problem,) = reading(LIST, row, (JUNE_2, LAM, CARDS, CHILDREN, 1)).problems
    assert (problem.asks, problem.text, problem.options) == asked


def test_an_ambiguous_name_has_its_candidates_as_options():
    words = vocabulary(UnitName("a", "Thôn 3"), UnitName("b", "Ấp 3"))
    (problem,) = reading(LIST, GOOD, (JUNE_1, "3", *GOOD[2:]), words=words).problems
    assert (problem.asks, problem.text, problem.options) == ("unit", "3", ("a", "b"))


def test_a_conflict_shows_the_value_of_its_cell():
    (problem,) = reading(LIST, GOOD, (*GOOD[:4], 9)).problems
    assert problem == Problem(
        "conflicting_duplicate",
        "Các ô E2, E3 cùng một đơn vị, chỉ tiêu, nhóm đối tượng và ngày nhưng khác số. "
        "Đề nghị giữ lại một ô đúng.",
        "Sheet",
        "E3",
        text="9",
    )


def test_a_strange_heading_is_asked_about_with_the_one_above_it():
    read = reading(
        ("NGÀY 01/6/2026",),
        ("TT", "Thôn", f"{CARDS} 6-14", None),
        (None, None, "Trong ngày", "Bị trả lại"),
        (1, HOA, 1, 5),
        merged=((1, 2, 1, 3),),
    )
    (problem,) = read.problems
    assert (problem.asks, problem.text, problem.cell) == (
        "indicator",
        f"{CARDS} 6-14 / Bị trả lại",
        "D3",
    )


# Answers


@pytest.mark.parametrize(
    ("side", "text", "code", "row"),
    [
        ("unit", "Cụm Một", LAM, (JUNE_1, "cụm  một", CARDS, CHILDREN, 5)),
        ("indicator", "Làm thẻ", "card_intake", (JUNE_1, LAM, "LÀM THẺ", CHILDREN, 5)),
        ("cohort", "Học sinh", "age_6_13", (JUNE_1, LAM, CARDS, "Học sinh", 5)),
        ("day", "Đầu tuần", "2026-06-01", ("Đầu tuần", LAM, CARDS, CHILDREN, 5)),
        ("day", "45,5", "2026-06-01", ("45,5", LAM, CARDS, CHILDREN, 5)),
    ],
)
def test_an_explained_key_is_understood(side, text, code, row):
    words = told(side, text, code)
    assert counts(reading(LIST, row, words=words)) == [
        (LAM, "card_intake", "age_6_13", "2026-06-01", 5)
    ]


def test_an_explained_heading_makes_its_column_known():
    words = told("indicator", "Số ca lạ", "broadcasts")
    read = reading(*BOARD, words=words)
    assert [(c[1], c[2], c[4]) for c in counts(read) if c[0] == HOA] == [
        ("card_intake", "age_6_13", 1),
        ("broadcasts", "all", 5),
    ]


def test_explained_headings_alone_make_a_table():
    words = vocabulary(
        answers={("unit", "đội 1", ""): HOA, ("unit", "đội 2", ""): LAM},
    )
    read = reading(
        ("BIỂU NGÀY 01/6/2026",),
        ("Nội dung", "Lứa tuổi", "Đội 1", "Đội 2"),
        (CARDS, CHILDREN, 1, 2),
        words=words,
    )
    assert [(c[0], c[4]) for c in counts(read)] == [(HOA, 1), (LAM, 2)]


@pytest.mark.parametrize("group", ["Cụm Một", "1. Cụm Một"])
def test_an_explained_group_names_its_rows(group):
    read = reading(
        ("BIỂU NGÀY 01/6/2026",),
        ("TT", "Nội dung", "Số lượng"),
        ("I", group),
        (1, f"{CARDS} (6-14 tuổi)", 3),
        words=told("unit", group, LAM),
    )
    assert [(c[0], c[4]) for c in counts(read)] == [(LAM, 3)]


WEEK = (
    ("STT", "Nội dung", "Lứa tuổi", "01/06", "02/06"),
    (1, CARDS, CHILDREN, 3, 4),
)


@pytest.mark.parametrize("name", ["Cụm Một", "cụm một"])
def test_an_explained_sheet_name_names_the_unit(name):
    read = reading(*WEEK, name=name, words=told("unit", "Cụm Một", LAM))
    assert [(c[0], c[4]) for c in counts(read)] == [(LAM, 3), (LAM, 4)]


def test_an_explained_title_names_the_unit():
    rows = (("Đơn vị: Cụm Một",), *WEEK)
    assert kinds(reading(*rows)) == [("unknown_unit", "A1")]
    read = reading(*rows, words=told("unit", "Cụm Một", LAM))
    assert [(c[0], c[4]) for c in counts(read)] == [(LAM, 3), (LAM, 4)]


def test_an_answer_settles_a_contradiction():
    rows = (("Đơn vị: Thôn Phú Lâm",), *WEEK)
    (problem,) = reading(*rows, name=HOA).problems
    read = reading(*rows, name=HOA, words=told(problem.asks, problem.text, LAM))
    assert [(c[0], c[4]) for c in counts(read)] == [(LAM, 3), (LAM, 4)]


def test_an_answer_settles_an_ambiguous_name_and_another_units_name():
    words = vocabulary(
        UnitName("a", "Thôn 3"),
        UnitName("b", "Ấp 3"),
        UnitName("x", "Thôn Bên Cạnh", is_own=False),
        answers={("unit", "3", ""): "b", ("unit", "thôn bên cạnh", ""): LAM},
    )
    rows = [(JUNE_1, unit, *GOOD[2:]) for unit in ("3", "Thôn Bên Cạnh")]
    assert [c[0] for c in counts(reading(LIST, *rows, words=words))] == ["b", LAM]


def test_a_side_that_nobody_wrote_is_answered_for_its_sheet_alone():
    rows = (("Nội dung", "Lứa tuổi", "Số lượng"), (CARDS, CHILDREN, 3))
    words = vocabulary(
        answers={("unit", "", "Một"): LAM, ("day", "", "Một"): "2026-06-02"},
    )
    book = Workbook((sheet(*rows, name="Một"), sheet(*rows, name="Hai")))
    read = read_tally(book, words)
    assert counts(read) == [(LAM, "card_intake", "age_6_13", "2026-06-02", 3)]
    assert [(p.kind, p.sheet) for p in read.problems] == [
        ("unknown_unit", "Hai"),
        ("bad_date", "Hai"),
    ]


def test_a_group_answered_for_a_sheet_leaves_counts_alone_that_need_none():
    rows = [(JUNE_1, HOA, name, 3) for name in (CARDS, "loa truyền thanh")]
    read = reading(
        ("Ngày", "Thôn", "Nội dung", "Số lượng"),
        *rows,
        words=told("cohort", "", "age_14_up", "Sheet"),
    )
    assert [(c[1], c[2]) for c in counts(read)] == [
        ("card_intake", "age_14_up"),
        ("broadcasts", "all"),
    ]


@pytest.mark.parametrize("code", ["gone", "2026-13-01"])
@pytest.mark.parametrize("side", ["unit", "indicator", "cohort", "day"])
def test_an_answer_that_names_nothing_any_more_is_as_if_not_given(side, code):
    column = ("day", "unit", "indicator", "cohort").index(side)
    row = [*GOOD]
    row[column] = "Lạ lùng"
    plain = reading(LIST, row)
    assert reading(LIST, row, words=told(side, "Lạ lùng", code)).problems == plain.problems
    assert len(plain.problems) == 1


# Names left out


def left_out(name):
    return f"Theo trả lời của người gửi, không nhập “{name}”."


def test_rows_of_a_name_left_out_are_listed_and_the_others_read():
    rows = [(JUNE_1, unit, *GOOD[2:]) for unit in ("Thôn Lạ", HOA, "Thôn Lạ")]
    read = reading(LIST, *rows, words=told("unit", "Thôn Lạ", LEAVE_OUT))
    assert ([c[0] for c in counts(read)], read.problems) == ([HOA], ())
    assert read.ignored == (
        Ignored(left_out("Thôn Lạ"), "Sheet", "B2"),
        Ignored(left_out("Thôn Lạ"), "Sheet", "B4"),
    )


def test_a_column_left_out_is_listed_once():
    read = reading(*BOARD, words=told("indicator", "Số ca lạ", LEAVE_OUT))
    assert (values(read), read.problems) == ([1, 2], ())
    assert read.ignored == (Ignored(left_out("Số ca lạ"), "Sheet", "D2"),)
    assert read.tables[0].columns[3].meaning == "Không nhập, theo trả lời của người gửi"


def test_a_group_left_out_takes_its_rows_along_and_no_more():
    read = reading(
        ("BIỂU NGÀY 01/6/2026",),
        ("TT", "Nội dung", "Số lượng"),
        ("I", "Thôn Không Có"),
        (1, f"{CARDS} (6-14 tuổi)", 3),
        ("II", LAM),
        (1, f"{CARDS} (6-14 tuổi)", 5),
        words=told("unit", "Thôn Không Có", LEAVE_OUT),
    )
    assert ([(c[0], c[4]) for c in counts(read)], read.problems) == ([(LAM, 5)], ())
    assert read.ignored == (Ignored(left_out("Thôn Không Có"), "Sheet", "B3"),)


def test_a_day_left_out_stays_out_however_it_is_written_in_the_cell():
    rows = [(day, *GOOD[1:]) for day in (date(2026, 6, 13), JUNE_1)]
    read = reading(LIST, *rows, words=told("day", "13/6/2026", LEAVE_OUT))
    assert ([c[3] for c in counts(read)], read.problems) == (["2026-06-01"], ())
    assert read.ignored == (Ignored(left_out("13/6/2026"), "Sheet", "A2"),)


def test_what_no_unit_is_written_for_is_left_out_and_listed_once_for_its_sheet():
    rows = [(JUNE_1, None, *GOOD[2:4], 1), (JUNE_2, None, *GOOD[2:4], 2), GOOD]
    read = reading(LIST, *rows, words=told("unit", "", LEAVE_OUT, "Sheet"))
    assert (values(read), read.problems) == ([5], ())
    assert read.ignored == (
        Ignored("Theo trả lời của người gửi, không nhập các ô không ghi đơn vị.", "Sheet", "B2"),
    )


def test_a_name_left_out_wins_over_what_else_is_said():
    read = reading(
        ("BIỂU NGÀY 01/6/2026",),
        ("Nội dung", "Lứa tuổi", "Số lượng"),
        (f"{CARDS} 6-14", CHILDREN, 3),
        (f"{CARDS} 6-14", "Học sinh", 4),
        words=vocabulary(default_unit=HOA, answers={("cohort", "học sinh", ""): LEAVE_OUT}),
    )
    assert (values(read), read.problems) == ([3], ())


# Each row for itself

_UNITS = st.sampled_from([HOA, "phu lam", "Thôn Lạ", "Thôn Phú Lâmm", "Thôn Bên Cạnh"])
_DAYS = st.sampled_from([JUNE_1, JUNE_2, "2.6", 46174, date(2026, 6, 13), "hôm qua"])
_NAMES = st.sampled_from([CARDS, "thu nhận ĐDĐT", ACTIVATED, "Chỉ tiêu lạ", "loa truyền thanh"])
_AGES = st.sampled_from([CHILDREN, ADULTS, "Học sinh", "Dưới 6 tuổi"])
_VALUES = st.sampled_from([0, 3, 3.0, "4", "12 hồ sơ", -3, 2.5, "nhiều", 999999])
_ROWS = st.lists(st.tuples(_DAYS, _UNITS, _NAMES, _AGES, _VALUES), min_size=1, max_size=30)


@given(_ROWS)
@settings(max_examples=60, deadline=None)
def test_a_row_means_the_same_among_others_as_alone(rows):
    words = vocabulary(
        UnitName("x", "Thôn Bên Cạnh", is_own=False),
        answers={("unit", "thôn lạ", ""): LEAVE_OUT, ("cohort", "học sinh", ""): "age_6_13"},
    )
    listed = reading(LIST, *rows, words=words)
    alone = [reading(LIST, *([()] * at), row, words=words) for at, row in enumerate(rows)]
    assert {_whole(p) for p in listed.problems if p.kind != "conflicting_duplicate"} == {
        _whole(p) for read in alone for p in read.problems
    }
    assert {(i.what, i.cell) for i in listed.ignored} == {
        (i.what, i.cell) for read in alone for i in read.ignored
    }
    taken = {cell for read in alone for cell in read.cells}
    assert set(listed.cells) <= taken
    assert {_key(c) for c in listed.cells} | _conflicting(taken) == {_key(c) for c in taken}


def _whole(problem):
    return problem.kind, problem.message, problem.cell, problem.asks, problem.text, problem.options


def _key(cell):
    return cell.unit, cell.indicator, cell.cohort, cell.day


def _conflicting(cells):
    found = {}
    for cell in cells:
        found.setdefault(_key(cell), set()).add(cell.value)
    return {key for key, same in found.items() if len(same) > 1}


def test_the_same_unknown_group_twice_is_told_at_both_places():
    group = [("I", "Thôn Không Có"), (1, f"{CARDS} (6-14 tuổi)", 3)]
    read = reading(
        ("BIỂU NGÀY 01/6/2026",), ("TT", "Nội dung", "Số lượng"), *group, ("II", LAM), *group
    )
    assert kinds(read) == [("unknown_unit", "B3"), ("unknown_unit", "B6")]


def test_the_same_unknown_name_in_merged_cells_is_told_at_each_first_cell():
    rows = [(JUNE_1, name, CARDS, ages, 1) for name in ("Lạ", "Lạ") for ages in (CHILDREN, ADULTS)]
    blank = [row if at % 2 == 0 else (row[0], None, *row[2:]) for at, row in enumerate(rows)]
    read = reading(LIST, *blank, merged=((1, 1, 2, 1), (3, 1, 4, 1)))
    assert kinds(read) == [("unknown_unit", "B2"), ("unknown_unit", "B4")]


# What the sender is shown


def test_columns_are_told_in_plain_words():
    read = reading(
        ("BIỂU TỔNG HỢP NGÀY 01/6/2026",),
        ("TT", "Thôn", CARDS, None, "Lũy kế", "Cộng", "Số ca lạ", "Ghi chú", None),
        (None, None, CHILDREN, ADULTS),
        (1, HOA, 1, 2, 30, 3, 4, "đủ"),
    )
    nothing = "Không đọc (tỷ lệ, lũy kế, ghi chú)"
    assert read.tables == (
        ReadTable(
            "Sheet",
            "A2:H3",
            (
                ReadColumn("A", "TT", "Số thứ tự"),
                ReadColumn("B", "Thôn", "Tên đơn vị"),
                ReadColumn(
                    "C",
                    f"{CARDS} / {CHILDREN}",
                    "Thu nhận hồ sơ cấp căn cước, Từ đủ 6 đến dưới 14 tuổi",
                ),
                ReadColumn(
                    "D",
                    f"{CARDS} / {ADULTS}",
                    "Thu nhận hồ sơ cấp căn cước, Từ đủ 14 tuổi trở lên",
                ),
                ReadColumn("E", "Lũy kế", nothing),
                ReadColumn("F", "Cộng", "Cột cộng, chỉ đối chiếu"),
                ReadColumn("G", "Số ca lạ", "Chưa rõ chỉ tiêu"),
                ReadColumn("H", "Ghi chú", nothing),
            ),
        ),
    )


def test_days_and_units_across_are_told_by_their_names():
    days = reading(
        ("Đơn vị: Thôn Phú Hòa",), ("Nội dung", "Lứa tuổi", JUNE_1, "02/6"), (CARDS, CHILDREN)
    )
    assert [(c.heading, c.meaning) for c in days.tables[0].columns] == [
        ("Nội dung", "Chỉ tiêu"),
        ("Lứa tuổi", "Nhóm đối tượng"),
        ("01/6/2026", "Ngày 01/6/2026"),
        ("02/6", "Ngày 02/6/2026"),
    ]
    units = reading(("Nội dung", "Số lượng", "Phú Hòa"), (CARDS, 1, 2))
    assert [c.meaning for c in units.tables[0].columns] == ["Chỉ tiêu", "Số lượng", HOA]


def week(village, days, rows):
    heading = ("STT", "Nội dung", "Lứa tuổi", *days, "Cộng")
    return (("BÁO CÁO TUẦN",), (f"Đơn vị: {village}",), heading, *rows)


def test_next_weeks_workbook_of_the_same_form_has_the_same_layout():
    row = (1, CARDS, CHILDREN, 1, 2, 3)
    first = reading(*week(HOA, ("01/6", "02/6"), [row]), name="Phú Hòa")
    later = week(LAM, ("Thứ Hai 08/6/2026", date(2026, 6, 9), "10/6"), [row, row])
    assert first.layout == reading(*later, name="Tuần 2").layout
    assert len(first.layout) == 16
    assert int(first.layout, 16) > 0


def test_the_layout_follows_the_headings_not_the_units_nor_the_order_of_sheets():
    one = sheet(("Nội dung", "Lứa tuổi", "Phú Hòa"), (CARDS, CHILDREN, 1), name="a")
    same = sheet(("Nội dung", "Lứa tuổi", "Phú Lâm", "Phú Tân"), (CARDS, CHILDREN, 1, 2), name="b")
    other = sheet(LIST, GOOD, name="c")
    books = [(one, other), (other, same), (one, same, other), (one,), (other,)]
    layouts = [read_tally(Workbook(sheets), vocabulary()).layout for sheets in books]
    assert layouts[0] == layouts[1] == layouts[2]
    assert len(set(layouts)) == 3


def test_answers_do_not_change_the_layout():
    plain = reading(*BOARD).layout
    assert reading(*BOARD, words=told("indicator", "Số ca lạ", "broadcasts")).layout == plain


def test_a_workbook_without_a_table_has_no_layout():
    read = reading(("Kính gửi Công an xã",))
    assert (read.tables, read.layout) == ((), "")
