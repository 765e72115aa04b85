"""What a target's own words suggest for what the vocabulary lacks; codes and years of birth."""

from decimal import Decimal

import pytest

from plans.rules.goals import GoalFacts
from targets.catalogue.facts import load_vocabulary
from targets.rules.suggesting import suggested_cohort, suggested_indicator
from targets.rules.words import code_for, years_in
from tests.targets.build_drafts import target


@pytest.mark.parametrize(
    ("over", "suggested"),
    [
        (
            {
                "goal": GoalFacts("per_period", Decimal(2), "month"),
                "what": "Mỗi thôn tổ chức",
                "source": "Mỗi thôn tổ chức 02 buổi vệ sinh môi trường/tháng.",
            },
            ("Buổi vệ sinh môi trường", "buổi", "frequency"),
        ),
        (
            {
                "goal": GoalFacts("count", Decimal(1200)),
                "what": "Tiêm liều vắc xin dại",
                "source": "Tiêm 1.200 liều vắc xin dại trước ngày 30/8/2026.",
            },
            ("Tiêm liều vắc xin dại", "liều", "flow"),
        ),
        (
            {"what": "Khám sức khỏe", "cohort": "age_6_13", "source": ""},
            ("Khám sức khỏe", "người", "flow"),
        ),
        (
            {"what": "Tắm biển, hoàn thành trước tháng 8", "cohort": None, "source": ""},
            ("Tắm biển", "", "flow"),
        ),
    ],
    ids=["frequency", "count", "people", "deadline"],
)
def test_an_indicator_is_suggested_from_the_sentence(over, suggested):
    found = suggested_indicator(target(indicator=None, **over), load_vocabulary())

    assert (found.label, found.unit, found.aggregation) == suggested


@pytest.mark.parametrize(
    ("who", "age", "years"),
    [
        ("trẻ em từ 2 đến dưới 5 tuổi", (2, 5), ()),
        ("người từ đủ 67 tuổi trở lên", (67, None), ()),
        ("nam thanh niên sinh năm 2007, 2008", (), (2007, 2008)),
        ("đàn chó, mèo", (), ()),
    ],
)
def test_ages_and_birth_years_of_a_group_are_read_from_its_words(who, age, years):
    found = suggested_cohort(target(cohort=None, who=who))

    assert (found.age, found.birth_years) == (age, years)


def test_codes_are_the_names_letters_once_each():
    assert code_for("Tỷ lệ hộ dùng nước sạch (%)", (), "x") == "ty-le-ho-dung-nuoc-sach"
    assert code_for("Đàn chó", {"dan-cho", "dan-cho-2"}, "x") == "dan-cho-3"
    assert code_for("???", (), "so-lieu") == "so-lieu"
    long = code_for("dại " * 30, {("dai-" * 10).strip("-")}, "x")
    assert (len(long) <= 40, long.endswith("-2")) == (True, True)


@pytest.mark.parametrize("text", ["", "2008-2005", "1500", "1950-2020", "2008 và khác"])
def test_what_is_no_list_of_birth_years_is_none(text):
    with pytest.raises(ValueError, match="no "):
        years_in(text)
