"""What a phrase counts and for whom, by the catalogue's words and by the grammar of ages and birth years."""

import pytest

from plans.reading.plain import plain
from plans.reading.terms import terms_of
from targets.catalogue.facts import load_vocabulary


def indicators(text):
    return [m.code for m in terms_of(load_vocabulary()).indicators_in(plain(text))]


def cohorts(text):
    return [m.code for m in terms_of(load_vocabulary()).cohorts_in(plain(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "được thu nhận hồ sơ cấp căn cước, kích hoạt tài khoản ĐDDT",
            ["card_intake", "eid_activated"],
        ),
        ("cấp căn cước, tài khoản ĐDĐT mức 2", ["card_issued", "eid_activated"]),
        ("thu nhận hồ sơ định danh điện tử mức 2", ["eid_intake"]),
        ("thu nhận hồ sơ ĐDĐT mức độ 2 và kích hoạt tài khoản", ["eid_activated"]),
        ("hồ sơ cấp căn cước được nộp qua dịch vụ công trực tuyến", ["dossiers_online"]),
        ("hồ sơ có thanh toán trực tuyến", ["paid_online"]),
        ("tích hợp Số sức khỏe điện tử", ["health_record"]),
        ("phát triển mới 250 người tham gia BHXH tự nguyện", ["bhxh_voluntary_new"]),
        ("được lập hồ sơ sức khỏe điện tử", ["health_profile"]),
        ("phân loại rác thải sinh hoạt tại nguồn", ["waste_sorted"]),
    ],
)
def test_indicators_are_known_in_plans_words(text, expected):
    assert indicators(text) == expected


def test_what_is_not_done_yet_is_no_deed():
    assert indicators("công dân chưa kích hoạt tài khoản định danh điện tử") == [
        "eid_not_activated",
        "eid_activated",
    ]
    assert indicators("trẻ chưa tiêm đủ mũi vắc xin") == []


def test_a_phrase_does_not_reach_over_a_full_stop():
    assert indicators("Thu nhận xong. Thẻ căn cước") == ["card_issued"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("từ đủ 14 tuổi trở lên", ["age_14_up"]),
        ("trẻ em từ đủ 6 đến dưới 14 tuổi", ["age_6_13"]),
        ("công dân từ 6 - 14 tuổi", ["age_6_13"]),
        ("tre em tu du 6 den duoi 14 tuoi", ["age_6_13"]),
        ("trẻ từ 1 đến 10 tuổi", ["age_1_10"]),
        ("trẻ từ 1-5 tuổi", ["age_1_5"]),
        ("công dân dưới 06 tuổi", ["age_0_5"]),
        ("người từ đủ 80 tuổi trở lên", ["elderly_80_up"]),
        ("người dân từ đủ 18 tuổi", ["adults"]),
        ("học sinh từ đủ 14 tuổi của các trường", ["pupils_14_up"]),
        ("học sinh từ đủ 6 đến dưới 14 tuổi", ["age_6_13"]),
        ("sinh năm 2005, 2006, 2007, 2008, 2009", ["born_2005_2009"]),
        ("sinh từ năm 2005 đến năm 2009", ["born_2005_2009"]),
        ("sinh năm 2008 và 2011", ["born_2008_2011"]),
        ("đảng viên, cán bộ, công chức", ["officials", "officials", "officials"]),
        ("con của CBCS", ["officials_children"]),
    ],
)
def test_cohorts_are_known_by_age_by_birth_year_or_by_name(text, expected):
    assert cohorts(text) == expected


@pytest.mark.parametrize(
    "text", ["trong 14 tuổi", "sinh năm 1950", "từ 33 tuổi trở lên", "công dân"]
)
def test_groups_that_the_vocabulary_lacks_are_none(text):
    assert cohorts(text) == []
