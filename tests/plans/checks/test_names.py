"""Names spelt two ways, misread words, and what a plan leaves out."""

from datetime import date
from decimal import Decimal

import pytest

from plans.rules.checks import Context
from plans.rules.checks.names import check_missing, check_names
from plans.rules.checks.spelt import names_in, spelt_two_ways
from plans.rules.checks.words import suspects_in
from plans.rules.facts import BaselineFacts, PlanFacts, SpellingFacts, StockFacts
from plans.rules.findings import Kind, Level
from plans.rules.goals import (
    DenominatorFacts,
    GoalFacts,
    OtherGoalFacts,
    PrintedQuotaFacts,
    Span,
    TargetFacts,
)
from plans.rules.vocabulary import CohortFacts, VocabularyFacts


def misread(text: str) -> list[tuple[str, str]]:
    return [(suspect.printed, suspect.suggestion) for suspect in suspects_in(text)]


@pytest.mark.parametrize(
    ("text", "printed", "right"),
    [
        ("cấp tài khoản ĐDDT cho công dân", "ĐDDT", "ĐDĐT"),
        ("TT. HDND xã", "HDND", "HĐND"),
        ("con em từ 6 đến 14 tuổi. Phần đầu đạt 100%.", "Phần đầu", "Phấn đấu"),
        ("ứng dụng NelD nói chung", "NelD", "VNeID"),
        ("tích hợp Số sức khỏe điện tử", "Số sức khỏe", "Sổ sức khỏe"),
        ("tích hợp Số sức khoẻ điện tử", "Số sức khoẻ", "Sổ sức khỏe"),
        ("chuyên đổi số quốc gia", "chuyên đổi số", "chuyển đổi số"),
        ("Bổ trí lực lượng", "Bổ trí", "Bố trí"),
        ("duy trì 8O% trở lên", "8O%", "80%"),
        ("số hóa: l00% hồ sơ", "l00%", "100%"),
        ("đến 20/12 đạt 1OO%.", "1OO%", "100%"),
        ("các xã, phưòng báo cáo", "phưòng", ""),
        ("thưc hiện nghiêm túc", "thưc hiện", "thực hiện"),
    ],
)
def test_slips_of_recognition_are_found(text: str, printed: str, right: str):
    assert misread(text) == [(printed, right)]


@pytest.mark.parametrize(
    "text",
    [
        "phần đầu tiên của kế hoạch",
        "80% người dân có hồ sơ sức khỏe",
        "theo quy định tại khoản 2 Điều 5",
        "ông Nguyễn Văn Hòa, người già đơn độc",
        "nhà trường họp phụ huynh, điền từ ngày 01/6",
        "phấn đấu 100%, 30% và 9,5% hồ sơ",
        "ứng dụng VNeID, phần mềm VNEID, VssID",
        "UBND, HĐND, ĐDĐT, sđt, tk",
        "Ủy ban, Uỷ ban, kế hoạch, KẾ HOẠCH, hướng dẫn",
        "Ke hoach khong dau, chi tieu thu nhan ho so",
        "buôn Krông Búk, Ê đê, Y Bhiăr Niê, vắc xin, pano",
    ],
)
def test_right_words_and_other_languages_are_left_alone(text: str):
    assert misread(text) == []


def two_ways(*texts: str) -> list[tuple[str, str]]:
    names = [name for text in texts for name in names_in(text)]
    return [(rare.name, right.name) for rare, right in spelt_two_ways(names)]


def test_a_commune_under_other_accents_is_a_conflict_the_rarer_spelling_first():
    texts = ("xã Phú Riềng", "UBND xã Phú Riềng mở đợt", "trên địa bàn xã Phú Riêng, kính gửi")
    assert two_ways(*texts) == [("Phú Riêng", "Phú Riềng")]


def test_the_place_of_the_date_line_counts_as_a_name():
    assert two_ways("Điềm Mặc, ngày tháng năm 2024", "tại xã Diêm Mạc đã thực hiện") == [
        ("Diêm Mạc", "Điềm Mặc")
    ]
    assert two_ways("Số: 45/KH-UBND Tân Đình, ngày 04 tháng 9 năm 2024", "xã Tân Dĩnh") == [
        ("Tân Dĩnh", "Tân Đình")
    ]


def test_one_letter_in_a_long_name_counts_where_it_happens_once():
    often = ["xã Bình Liên Đông"] * 3
    assert two_ways(*often, "xã Bình Liễu Đông") == [("Bình Liễu Đông", "Bình Liên Đông")]
    assert two_ways(*often, "xã Bình Liễu Đông", "xã Bình Liễu Đông") == []


def test_neighbours_capitals_and_placing_of_the_tone_are_no_conflict():
    assert two_ways("xã Phú Tân", "xã Phú Tâm", "xã Phú Tân", "xã Phú Tân") == []
    assert two_ways("XÃ EA HNING", "xã Ea Hning", "thôn Hoà Lợi", "thôn Hòa Lợi") == []
    assert two_ways("thôn Phú Hòa", "xã Phú Hoa") == []
    assert two_ways("Phòng Văn hóa - Xã hội xã", "Công an xã", "xã An") == []


def plan(**fields: object) -> PlanFacts:
    wanted = {
        "number": "1/KH",
        "issued_on": date(2026, 5, 1),
        "starts_on": date(2026, 5, 2),
        **fields,
    }
    wanted.setdefault("ends_on", date(2026, 6, 1))
    return PlanFacts(**{"code": "p", "issuer": "UBND xã An Hòa", "title": "Kế hoạch", **wanted})  # type: ignore[arg-type]


def test_what_the_reader_found_misspelt_keeps_its_place():
    spellings = (
        SpellingFacts("ocr", "NelD", "VNeID", Span(5, 9)),
        SpellingFacts("name", "Phú Riêng", "Phú Riềng", Span(20, 29)),
        SpellingFacts("ocr", "thưc", "", Span(40, 44)),
    )
    findings = list(check_names(plan(spellings=spellings), Context()))
    assert [(f.kind, f.level, f.printed, f.computed, f.span) for f in findings] == [
        (Kind.OCR_SUSPECT, Level.WARNING, "NelD", "VNeID", Span(5, 9)),
        (Kind.NAME_CONFLICT, Level.WARNING, "Phú Riêng", "Phú Riềng", Span(20, 29)),
        (Kind.OCR_SUSPECT, Level.WARNING, "thưc", "", Span(40, 44)),
    ]
    assert [f.message for f in findings] == [
        "Chữ “NelD” nghi do nhận dạng sai, có thể là “VNeID”",
        "Tên ghi hai cách: “Phú Riêng” và “Phú Riềng”",
        "Chữ “thưc” nghi do nhận dạng sai",
    ]


def test_a_typed_plan_is_read_for_slips_in_its_own_words():
    facts = plan(
        issuer="Ủy ban nhân dân xã Tân Dĩnh",
        title="Cấp tài khoản ĐDDT trên địa bàn xã Tân Đình",
        other_goals=(OtherGoalFacts("", GoalFacts("percent", Decimal(1)), "tài khoản ĐDDT"),),
    )
    findings = check_names(facts, Context())
    assert [(f.kind, f.printed, f.computed) for f in findings] == [
        (Kind.OCR_SUSPECT, "ĐDDT", "ĐDĐT"),
        (Kind.NAME_CONFLICT, "Tân Đình", "Tân Dĩnh"),
    ]


def test_a_unit_of_the_appendix_under_other_accents_than_the_portals_is_a_conflict():
    rows = (PrintedQuotaFacts("Thôn Phú Hoà", 5), PrintedQuotaFacts("Thôn Phú Hung", 5))
    context = Context(unit_names=("Thôn Phú Hòa", "Thôn Phú Hưng"))
    findings = check_names(plan(printed_quotas=rows), context)
    assert [(f.printed, f.computed) for f in findings] == [("Thôn Phú Hung", "Thôn Phú Hưng")]


def missing(facts: PlanFacts) -> list[str]:
    findings = list(check_missing(facts, Context()))
    assert {f.level for f in findings} <= {Level.WARNING}
    return [f.about for f in findings]


def test_a_complete_plan_misses_nothing():
    assert missing(plan()) == []


def test_title_issuer_number_days_and_the_baselines_day_are_missed():
    stocks = (StockFacts("card_issued", 5),)
    empty = plan(title=" ", issuer="", number="", issued_on=None, starts_on=None, ends_on=None)
    assert missing(empty) == ["title", "issuer", "number", "window"]
    assert missing(plan(number="")) == ["number"]
    assert missing(plan(issued_on=None)) == ["issued_on"]
    assert missing(plan(starts_on=None)) == ["window"]
    assert missing(plan(baseline=BaselineFacts(stocks))) == ["as_of"]
    assert missing(plan(baseline=BaselineFacts(stocks, as_of=date(2026, 4, 1)))) == []


def test_a_percent_that_does_not_say_of_what_is_missed():
    def with_percent(**fields: object) -> PlanFacts:
        denominator = fields.pop("denominator", None)
        goal = GoalFacts("percent", Decimal(90), denominator=denominator)  # type: ignore[arg-type]
        return plan(
            targets=(TargetFacts("T1", "", "", "posts", goal, "", "II", "place", **fields),)  # type: ignore[arg-type]
        )

    assert missing(with_percent()) == ["denominator:T1"]
    assert missing(with_percent(cohort="adults", review="proposed")) == []
    assert missing(with_percent(who="hộ kinh doanh", review="proposed")) == []
    assert missing(with_percent(cohort="adults")) == ["denominator:T1"]
    assert missing(with_percent(who="hộ kinh doanh")) == ["denominator:T1"]
    assert missing(with_percent(denominator=DenominatorFacts("stated", "Tổng số hồ sơ"))) == []
    assert missing(with_percent(review="dropped")) == []


def test_a_confirmed_percent_of_a_known_group_is_told_which_denominator_it_may_take():
    words = VocabularyFacts((), (CohortFacts("adults", "Từ đủ 18 tuổi", "18+", age=(18, None)),))
    goal = GoalFacts("percent", Decimal(95))
    facts = plan(
        targets=(TargetFacts("T1", "", "", "posts", goal, "", "II", "place", cohort="adults"),)
    )

    [finding] = [
        f for f in check_missing(facts, Context(vocabulary=words)) if "denominator" in f.about
    ]

    assert (finding.level, finding.message) == (
        Level.WARNING,
        (
            "Chỉ tiêu T1 chưa chọn mẫu số nên không tính được tỷ lệ đã đạt; có thể chọn số người của nhóm"
            " “Từ đủ 18 tuổi”"
        ),
    )
