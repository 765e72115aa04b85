"""Which words name a unit, an indicator or an age group, and which are asked about."""

from dataclasses import replace

import pytest

from intake.rules.tally import Term, UnitName
from intake.rules.tally.ages import split_ages
from intake.rules.tally.lexicon import Lexicon
from intake.rules.tally.wording import Role, heading_role, is_letterhead, is_total
from tests.intake.tally_build import CARDS, FIELDS, counts, kinds, reading, vocabulary

HOA, TAN = "Thôn Phú Hòa", "Thôn Phú Tân"
TITLE = ("BÁO CÁO KẾT QUẢ NGÀY 01/6/2026",)


def day_table(*headings, values=(1, 2), words=None):
    return reading(
        TITLE, ("STT", "Thôn", *headings), (1, HOA, *values[: len(headings)]), words=words
    )


def label(text, *more_units):
    return Lexicon(vocabulary(*more_units)).label(text)


# Indicators


@pytest.mark.parametrize("heading", ["ĐDĐT mức 2 6-14", "Định danh mức 2 6-14", "Mức 2 (6-14)"])
def test_a_heading_that_does_not_say_what_was_done_is_asked_even_if_the_plan_wants_one(heading):
    words = vocabulary(fields=FIELDS - {("eid_intake", "age_6_13"), ("eid_intake", "age_14_up")})
    read = day_table(f"{CARDS} 6-14", heading, words=words)
    assert counts(read) == [(HOA, "card_intake", "age_6_13", "2026-06-01", 1)]
    [problem] = read.problems
    assert (problem.kind, problem.cell, problem.text) == ("unknown_indicator", "D2", heading)
    assert problem.options == ("eid_activated", "eid_intake")


def test_a_second_heading_may_say_what_was_done():
    read = reading(
        TITLE,
        ("STT", "Thôn", "ĐDĐT mức 2", None),
        (None, None, "Kích hoạt 6-14", "Kích hoạt 14+"),
        (1, HOA, 4, 5),
    )
    assert [c[1:3] for c in counts(read)] == [
        ("eid_activated", "age_6_13"),
        ("eid_activated", "age_14_up"),
    ]


def test_kh_is_an_activation_only_before_what_is_activated():
    read = day_table("KH ĐDĐT mức 2 6-14", "KH mức 2 14+")
    assert [c[1:3] for c in counts(read)] == [
        ("eid_activated", "age_6_13"),
        ("eid_activated", "age_14_up"),
    ]
    assert kinds(day_table("KH 6-14")) == [("unknown_indicator", "C2")]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("TN HS CCCD", "card_intake"),
        ("Đã thu nhận hồ sơ căn cước trong ngày", "card_intake"),
        ("Đã kích hoạt định danh mức 2 trong ngày", "eid_activated"),
        ("Số người được cấp căn cước", "card_issued"),
        ("Đã cấp CC", "card_issued"),
        ("Đã làm CCCD", "card_intake"),
        ("Thu nhận hồ sơ cấp thẻ căn cước", "card_intake"),
        ("Kết quả thu nhận hồ sơ CCCD (trường hợp)", "card_intake"),
        ("1. Kích hoạt", "eid_activated"),
        ("+ Thu nhận hồ sơ căn cước", "card_intake"),
    ],
)
def test_deeds_are_understood_in_the_words_of_reports(written, code):
    assert label(written).indicators == (code,)


def test_the_electronic_identity_is_no_card():
    assert label("Căn cước điện tử").indicators == ()
    assert label("Căn cước điện tử 6-14").indicators == ()


def test_a_title_about_those_who_have_not_names_no_count():
    assert Lexicon(vocabulary()).indicators.find_inside("DANH SÁCH CHƯA KÍCH HOẠT ĐDĐT") == ()
    assert Lexicon(vocabulary()).indicators.find_inside("KẾT QUẢ KÍCH HOẠT ĐDĐT") == (
        "eid_activated",
    )


# Age groups


@pytest.mark.parametrize(
    "written",
    [
        "Dưới 14 tuổi",
        "6–11",
        "14–18",
        "Từ 6 đến dưới 11 tuổi",
        "14 tuổi",
        "trẻ em dưới 14",
        "6-14 và 14+",
        "6-14, 0-5",
    ],
)
def test_an_age_group_that_no_cohort_has_is_asked_and_never_the_nearest(written):
    read = day_table(f"{CARDS} 14+", f"{CARDS} ({written})")
    assert kinds(day_table(CARDS, written)) != []
    assert label(written).cohorts == ()
    assert counts(read) == [(HOA, "card_intake", "age_14_up", "2026-06-01", 1)]


def test_a_strange_age_group_under_an_indicator_is_the_cohorts_question():
    read = reading(
        ("THU NHẬN HỒ SƠ CẤP CĂN CƯỚC NGÀY 01/6/2026",),
        ("STT", "Thôn", "Dưới 14 tuổi", "Từ đủ 14 tuổi trở lên"),
        (1, HOA, 3, 29),
    )
    assert counts(read) == [(HOA, "card_intake", "age_14_up", "2026-06-01", 29)]
    [problem] = read.problems
    assert (problem.kind, problem.cell, problem.asks) == ("unknown_cohort", "C2", "cohort")
    assert problem.text.startswith("Dưới 14 tuổi")


def test_words_of_an_age_group_without_its_numbers_are_not_the_group():
    assert label("Trẻ em").cohorts == ()
    assert label("Sinh năm 2005").cohorts == ()


def test_words_between_names_are_no_part_of_a_name():
    adults = Term("adults", "Người trong độ tuổi trưởng thành")
    words = Lexicon(vocabulary(cohorts=(*vocabulary().cohorts, adults)))
    assert words.label("Trong đó").cohorts == ()
    assert words.label("Người trưởng thành").cohorts == ("adults",)


def test_an_age_group_and_whom_it_is_of_are_taken_out_of_a_sentence():
    assert split_ages("Thu nhận hồ sơ căn cước cho trẻ em từ 6 đến dưới 14 tuổi") == (
        ((6, 14),),
        "thu nhan ho so can cuoc",
    )
    assert split_ages("KH mức 2 (≥14)") == (((14, None),), "kh muc 2")
    assert split_ages("ĐDĐT mức 2 - 6-14 tuổi") == (((6, 14), (6, 15)), "dddt muc 2")
    assert split_ages("Kích hoạt mức 2") == ((), "kich hoat muc 2")


def test_what_stands_beside_an_age_group_must_be_understood():
    read = reading(
        ("THU NHẬN HỒ SƠ CẤP CĂN CƯỚC NGÀY 01/6/2026",),
        ("STT", "Thôn", "Số trẻ 6-14", "Nữ 14+"),
        (1, HOA, 3, 2),
    )
    assert counts(read) == [(HOA, "card_intake", "age_6_13", "2026-06-01", 3)]
    assert [p.kind for p in read.problems] == ["unknown_indicator"]


# Units


@pytest.mark.parametrize(
    "written",
    [
        "3. Thôn Phú Hòa (sáp nhập thôn 3, thôn 4)",
        "7/ thôn Phú Hòa",
        "Phú-Hòa",
        "Thôn Phú - Hoà",
        "Th. Phú Hòa",
        "II. THÔN PHÚ HÒA (mới)",
    ],
)
def test_numbers_hyphens_and_the_places_history_leave_the_name_as_it_is(written):
    assert label(written).units == (HOA,)


@pytest.mark.parametrize(
    "written", [f"{HOA} (tổ 1)", "Thôn Phú Hòa - Phú Tân", "Thôn 3-4", "Tổ CNSCĐ thôn Phú Hòa"]
)
def test_a_part_of_a_place_or_two_places_are_no_unit(written):
    assert label(written, UnitName("t3", "Thôn 3"), UnitName("t4", "Thôn 4")).units == ()


def test_a_running_number_does_not_hide_a_numbered_unit():
    hamlets = (UnitName("t1", "Thôn 1"), UnitName("t3", "Thôn 3"))
    assert label("1. Thôn 3", *hamlets).units == ("t3",)
    assert label("Thôn 3", *hamlets).units == ("t3",)
    assert label("Thôn số 03", *hamlets).units == ("t3",)


def test_a_unit_may_be_called_as_a_word_that_tells_of_other_figures():
    assert label("Thôn Đạt", UnitName("dat", "Thôn Đạt")).units == ("dat",)
    assert label("Dự kiến thu nhận").role is Role.SKIP


# Headings, totals, letterheads


@pytest.mark.parametrize(
    ("written", "role"),
    [
        ("S/T/T", Role.ORDINAL),
        ("Đ.vị", Role.UNIT),
        ("Học sinh thuộc thôn", Role.UNIT),
        ("Số lượng (người)", Role.VALUE),
        ("Chỉ tiêu ngày", Role.SKIP),
        ("Trong kỳ", Role.VALUE),
        ("Tên các thôn, ấp", Role.UNIT),
        ("Chia theo độ tuổi", Role.COHORT),
        ("Thứ tự", Role.ORDINAL),
        ("Thứ tư", None),
        ("Căn cước", None),
    ],
)
def test_headings_have_their_role_in_other_spellings(written, role):
    assert heading_role(written) is role


def test_sums_carried_over_a_page_are_sums():
    assert [is_total(t) for t in ("Mang sang", "Cộng mang sang", "Trang trước chuyển sang")] == [
        True,
        True,
        True,
    ]
    assert is_total("TONG CONG TOAN XA") is True
    assert is_total("Công an xã") is False
    assert is_total("cong an xa") is False


def test_a_title_that_begins_like_an_authority_is_a_title():
    assert [is_letterhead(t) for t in ("SỞ NỘI VỤ", "TỈNH ĐỒNG NAI")] == [True, True]
    assert [is_letterhead(t) for t in ("SỐ LIỆU NGÀY 10/6", "TÌNH HÌNH NGÀY 10/6")] == [
        False,
        False,
    ]


# Days


def test_a_day_whose_weekday_is_another_ones_is_asked():
    rows = (("Ngày", "Thôn", "Nội dung", "Lứa tuổi", "Số lượng"),)
    right = ("Thứ Hai 01/6/2026", HOA, CARDS, "6-14", 5)
    wrong = ("Thứ Ba 01/6/2026", TAN, CARDS, "6-14", 6)
    read = reading(*rows, right, wrong)
    assert counts(read) == [(HOA, "card_intake", "age_6_13", "2026-06-01", 5)]
    assert kinds(read) == [("bad_date", "A3")]


def test_a_weekday_tells_which_year_of_a_plan_over_new_year_is_meant():
    words = vocabulary()
    long = replace(
        words,
        starts_on=words.starts_on.replace(year=2025, month=12, day=1),
        ends_on=words.ends_on.replace(month=1, day=31),
    )
    assert Lexicon(long).label("Thứ Hai 05/01").day.isoformat() == "2026-01-05"


def test_the_catalogues_own_wording_stays_exact():
    words = vocabulary(indicators=(*vocabulary().indicators, Term("eid", "ĐDĐT mức 2")))
    found = Lexicon(words).label("ĐDĐT mức 2")
    assert (found.indicators, found.is_open) == (("eid",), False)
