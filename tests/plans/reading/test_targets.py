"""The targets of a plan: what, for whom, by when, by whom; each goal once, nothing that is no target."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from plans.reading.blocks import blocks_of
from plans.reading.targets import targets_of
from plans.reading.targets.wording import shortened
from plans.rules.facts import BaselineFacts, PlanFacts
from plans.rules.goals import DenominatorFacts
from targets.catalogue.facts import load_vocabulary

HEADER = PlanFacts(
    code="x",
    issuer="Ủy ban nhân dân xã Phú Lâm",
    title="Cấp căn cước",
    starts_on=date(2026, 5, 1),
    ends_on=date(2026, 12, 31),
    lead_unit="Công an xã",
)


def text_of(*lines, title="Cấp căn cước, tài khoản định danh điện tử"):
    return "\n".join(("KẾ HOẠCH", title, "", *lines))


def read(*lines, header=HEADER, title="Cấp căn cước, tài khoản định danh điện tử"):
    return targets_of(blocks_of(text_of(*lines, title=title)), header, load_vocabulary())


def targets(*lines, **options):
    return read(*lines, **options)[0]


def brief(*lines, **options):
    """Indicator, cohort, kind, value and deadline of each target."""
    return [
        (t.indicator, t.cohort, t.goal.kind, t.goal.value, t.deadline)
        for t in targets(*lines, **options)
    ]


CARD = ("card_issued", "age_14_up", "percent", 100)


# --- Orders of words ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "100% công dân từ đủ 14 tuổi trở lên được cấp căn cước trước ngày 30/6/2026.",
        "Cấp căn cước cho 100% công dân từ đủ 14 tuổi trở lên, hoàn thành trước ngày 30/6/2026.",
        "Trước ngày 30/6/2026, tỷ lệ cấp căn cước cho công dân từ đủ 14 tuổi đạt 100%.",
        "Đối với công dân từ đủ 14 tuổi trở lên: 100% được cấp căn cước trước ngày 30/6.",
        "Hoàn thành 100% cấp căn cước cho công dân từ 14 tuổi trở lên (xong trước 30/6/2026).",
    ],
)
def test_a_goal_is_the_same_in_any_order_of_words(sentence):
    assert brief("I. CHỈ TIÊU", f"- {sentence}") == [(*CARD, date(2026, 6, 30))]


def test_two_things_share_one_percent():
    found = brief("I. CHỈ TIÊU", "- Cấp căn cước, tài khoản ĐDĐT cho 100% học sinh.")

    assert found == [
        ("card_issued", "pupils", "percent", 100, None),
        ("eid_activated", "pupils", "percent", 100, None),
    ]


def test_several_goals_of_one_sentence_have_each_their_own():
    found = brief(
        "I. CHỈ TIÊU",
        "- 80% người dân có hồ sơ sức khỏe; 20% hộ kinh doanh có mã QR, 95% học sinh tham gia BHYT.",
    )

    assert found == [
        ("health_record", None, "percent", 80, None),
        ("cashless_traders", "business_households", "percent", 20, None),
        ("health_insured", "pupils", "percent", 95, None),
    ]


def test_what_is_counted_may_stand_in_the_heading_and_the_group_in_the_line():
    found = brief(
        "II. NHIỆM VỤ",
        "1. Công tác thu nhận hồ sơ cấp Căn cước",
        "- Rà soát, tổng hợp danh sách.",
        "+ Chỉ tiêu: 100% công dân sinh năm 2008, 2011.",
        "+ Đơn vị thực hiện: Công an xã.",
        "+ Thời gian hoàn thành: 15/6/2026.",
    )

    assert found == [("card_intake", "born_2008_2011", "percent", 100, date(2026, 6, 15))]


def test_people_won_anew_are_counted_as_a_flow():
    found = brief(
        "I. CHỈ TIÊU",
        "- Phát triển mới 60 người tham gia BHXH tự nguyện và 120 người tham gia BHYT hộ gia đình.",
    )

    assert [(code, value) for code, _, _, value, _ in found] == [
        ("bhxh_voluntary_new", 60),
        ("health_insured_new", 120),
    ]


def test_a_goal_that_no_indicator_fits_says_in_words_what_it_counts():
    (target,) = targets("I. CHỈ TIÊU", "- 100% văn bản đi được ký số và gửi qua mạng.")

    assert (target.indicator, target.what) == (None, "Văn bản đi được ký số và gửi qua mạng")


def test_groups_of_a_list_without_a_figure_share_the_others_percent():
    found = brief(
        "I. CHỈ TIÊU",
        "- Ưu tiên đối tượng 1: Công dân sinh năm 2005, 2006, 2007, 2008, 2009. Đảm bảo 100% có CCCD.",
        "- Ưu tiên đối tượng 2: Công dân là đối tượng chính sách.",
        "- Nhóm đối tượng 3: Công dân từ 14 tuổi trở lên. Đảm bảo thu nhận đạt 30 hồ sơ/ngày và hoàn"
        " thành 100% công dân đăng ký làm CCCD.",
    )

    assert found == [
        ("card_intake", "born_2005_2009", "percent", 100, None),
        ("card_intake", "policy", "percent", 100, None),
        ("card_intake", "age_14_up", "per_day", 30, None),
        ("card_intake", "age_14_up", "percent", 100, None),
    ]


# --- By when -----------------------------------------------------------------------------------------


def test_the_announcement_of_a_list_dates_its_goals_but_not_those_dated_themselves():
    found = brief(
        "II. CHỈ TIÊU",
        "Đến hết ngày 18/6/2026 phải hoàn thành các chỉ tiêu sau:",
        "1. Kích hoạt 95% tài khoản định danh điện tử.",
        "2. Trước ngày 15/5/2026, kích hoạt thành công 807 tài khoản định danh điện tử.",
        "3. Kích hoạt 100% tài khoản của công dân được thu nhận hồ sơ định danh sau ngày 15/4/2026.",
    )

    assert [(value, day) for _, _, _, value, day in found] == [
        (95, date(2026, 6, 18)),
        (807, date(2026, 5, 15)),
        (100, None),
    ]


def test_a_heading_dates_the_goals_under_it():
    found = brief("II. MỤC TIÊU", "2. Chỉ tiêu đến 31/10/2026", "- 100% học sinh tham gia BHYT.")

    assert found == [("health_insured", "pupils", "percent", 100, date(2026, 10, 31))]


def test_the_window_alone_dates_nothing():
    assert brief("I. CHỈ TIÊU", "- 100% học sinh có thẻ căn cước.") == [
        ("card_issued", "pupils", "percent", 100, None)
    ]


def test_a_phase_ends_with_its_last_day():
    found = brief(
        "I. THỜI GIAN",
        "- Đợt 1 (tại trường học): từ ngày 01/6/2026 đến ngày 10/6/2026.",
        "II. NHIỆM VỤ",
        "- Trong đợt 1, tiêm cho ít nhất 80% số trẻ.",
    )

    assert found == [("vaccinated", None, "percent", 80, date(2026, 6, 10))]


def test_steps_are_milestones_of_the_goal_they_lead_to():
    (target,) = targets(
        "I. CHỈ TIÊU",
        "- Tích hợp Sổ sức khỏe điện tử đạt 60% nhân khẩu, lộ trình: đến 30/6 đạt 25%, đến 30/9 đạt 60%.",
    )

    assert (target.goal.value, target.deadline) == (60, date(2026, 9, 30))
    assert [(m.by, m.share_of_goal) for m in target.milestones] == [
        (date(2026, 6, 30), Decimal("41.67")),
        (date(2026, 9, 30), 100),
    ]


def test_shares_of_the_goal_in_a_labelled_line_are_milestones():
    (target,) = targets(
        "II. NHIỆM VỤ",
        "- Tích hợp các tiện ích.",
        "+ Chỉ tiêu: 80% người trưởng thành có ví điện tử.",
        "+ Thời gian hoàn thành: 60% chỉ tiêu trước ngày 15/6/2026; 100% chỉ tiêu trước ngày 15/11/2026.",
    )

    assert (target.deadline, target.deadline_wording) == (date(2026, 11, 15), "before")
    assert [(m.by, m.share_of_goal) for m in target.milestones] == [
        (date(2026, 6, 15), 60),
        (date(2026, 11, 15), 100),
    ]


def test_work_without_end_is_continuous():
    (target,) = targets(
        "II. NHIỆM VỤ",
        "- Phát thanh tuyên truyền ít nhất 02 lượt/ngày.",
        "+ Thời gian: trong suốt đợt cao điểm.",
    )

    assert (target.deadline, target.deadline_wording) == (None, "continuous")


# --- No targets --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "Tính đến ngày 31/3/2026 đã thu nhận 11.511/13.308 hồ sơ, tỷ lệ 86,49%.",
        "Số tài khoản chưa kích hoạt chiếm tỷ lệ 17,45%.",
        "Thành lập 03 tổ, mỗi tổ gồm 06 người (Công an xã 02 người, đoàn thể 04 người).",
        "Ngân sách xã hỗ trợ thêm 10% mức đóng BHXH tự nguyện.",
        "Phổ biến 15 tiện ích của VNeID và 07 phương thức thay sổ hộ khẩu.",
        "Mức đóng người thứ hai bằng 70% mức đóng của người thứ nhất.",
        "Báo cáo trước 16 giờ 30 hằng ngày, số điện thoại 0262.3855.114.",
    ],
)
def test_results_teams_and_money_are_no_targets(line):
    assert read("II. NHIỆM VỤ", f"- {line}") == ((), ())


def test_the_situation_and_the_appendix_hold_no_targets():
    assert (
        targets(
            "I. TÌNH HÌNH",
            "Đã cấp căn cước cho 95% công dân, phấn đấu tốt hơn.",
            "II. CHỈ TIÊU",
            "- 100% học sinh có thẻ căn cước.",
            "Nơi nhận:",
            "- Lưu: VT.",
            "PHỤ LỤC",
            "- Tổ 1: 100% công dân có thẻ căn cước.",
        )[1:]
        == ()
    )


def test_a_superiors_goal_of_the_preamble_stands_aside():
    found, others = read(
        "Thực hiện chỉ tiêu Tổ Đề án 06 giao hoàn thành 100% việc cấp căn cước cho trẻ em từ 6 - 14 tuổi,"
        " hoàn thành trước 10/4/2026.",
        "I. CHỈ TIÊU",
        "- Cấp căn cước cho 100% trẻ em từ 6 - 14 tuổi trước ngày 30/6/2026.",
    )

    assert [t.deadline for t in found] == [date(2026, 6, 30)]
    assert [(o.cohort, o.goal.value, o.deadline) for o in others] == [
        ("age_6_13", 100, date(2026, 4, 10))
    ]


def test_what_people_are_to_know_stands_aside():
    found, others = read(
        "II. NHIỆM VỤ", "- Đảm bảo 100% cán bộ, chiến sĩ phải nắm vững quy trình cấp căn cước."
    )

    assert (found, len(others)) == ((), 1)


# --- Stated again ------------------------------------------------------------------------------------


def test_a_goal_stated_four_times_is_one_target_with_four_places():
    lines = (
        "I. MỤC ĐÍCH, YÊU CẦU",
        "1. Hoàn thành 100% cấp căn cước cho trẻ em từ 6 đến 14 tuổi.",
        "II. CHỈ TIÊU",
        "- Cấp căn cước cho 100% trẻ em từ 6 đến 14 tuổi trước ngày 30/6/2026.",
        "III. NHIỆM VỤ",
        "1. Tổ chức cấp căn cước cho 100% trẻ em từ 6 đến 14 tuổi.",
        "2. Các trường: 100% trẻ em từ 6 đến 14 tuổi có thẻ căn cước.",
    )
    (target,) = targets(*lines)
    text = text_of(*lines)

    assert [text[s.start : s.end] for s in target.spans] == [
        "Cấp căn cước cho 100% trẻ em từ 6 đến 14 tuổi trước ngày 30/6/2026.",
        "Tổ chức cấp căn cước cho 100% trẻ em từ 6 đến 14 tuổi.",
        "Các trường: 100% trẻ em từ 6 đến 14 tuổi có thẻ căn cước.",
        "Hoàn thành 100% cấp căn cước cho trẻ em từ 6 đến 14 tuổi.",
    ]


def test_a_date_worded_elsewhere_goes_to_the_target():
    found = brief(
        "I. MỤC ĐÍCH",
        "1. Phấn đấu đến ngày 30/11/2026 kích hoạt thành công 32.520 tài khoản định danh điện tử.",
        "II. CHỈ TIÊU",
        "- Kích hoạt từ 32.520 tài khoản định danh điện tử trở lên.",
    )

    assert found == [("eid_activated", None, "count", 32520, date(2026, 11, 30))]


def test_another_operator_stands_aside_for_the_checks():
    found, others = read(
        "II. CHỈ TIÊU",
        "- Tối thiểu 90% hồ sơ nộp trực tuyến.",
        "III. NHIỆM VỤ",
        "- Hướng dẫn người dân, bảo đảm tỷ lệ hồ sơ trực tuyến trên 90%.",
    )

    assert [(t.indicator, t.operator) for t in found] == [("dossiers_online", ">=")]
    assert [(o.indicator, o.operator) for o in others] == [("dossiers_online", ">")]


# --- The draft ---------------------------------------------------------------------------------------


def test_a_draft_names_its_words_units_and_shares():
    (target,) = targets(
        "II. CHỈ TIÊU",
        "1. Cấp căn cước cho 100% công dân thường trú từ đủ 14 tuổi trở lên, giao cho từng thôn.",
        "- Chủ trì: Công an xã. Phối hợp: Đoàn Thanh niên, các thôn.",
        header=replace(HEADER, baseline=BaselineFacts((), population={"age_14_up": 27434})),
    )

    assert target.code == "T1"
    assert target.label.startswith("Cấp căn cước cho công dân thường trú từ đủ 14 tuổi trở lên")
    assert target.short_label == "Đã cấp thẻ, từ đủ 14"
    assert target.goal.denominator == DenominatorFacts(
        kind="population",
        label=target.goal.denominator.label,
        cohort="age_14_up",
        residence="permanent",
        count=27434,
    )
    assert (target.lead, target.supporting) == ("Công an xã", ("Đoàn Thanh niên, các thôn",))
    assert (target.counted_by, target.quota_to) == ("place", "village")
    assert (target.section, target.review) == ("II.1", "proposed")


def test_a_percent_of_dossiers_taken_in_after_a_day_says_so():
    (target,) = targets(
        "II. CHỈ TIÊU",
        "- 100% số công dân được thu nhận hồ sơ định danh mức 2 sau ngày 15/4/2026 được kích hoạt.",
    )

    denominator = target.goal.denominator
    assert (denominator.kind, denominator.indicator, denominator.after) == (
        "indicator",
        "eid_intake",
        date(2026, 4, 15),
    )


def test_the_unit_in_the_heading_leads():
    (target,) = targets("III. PHÂN CÔNG", "1. Phòng Kinh tế", "- Đăng 02 tin, bài/tuần.")

    assert (target.lead, target.counted_by) == ("Phòng Kinh tế", "office")


def test_each_officers_goal_is_counted_by_person():
    (target,) = targets(
        "III. PHÂN CÔNG", "- Mỗi đồng chí Công an xã kích hoạt ít nhất 200 tài khoản định danh."
    )

    assert (target.goal.kind, target.goal.each) == ("per_officer", True)
    assert (target.counted_by, target.quota_to) == ("person", "officer")


def test_persons_who_are_deducted_are_noticed():
    (target,) = targets(
        "II. NHIỆM VỤ",
        "- Rà soát danh sách vắng mặt để giám trừ chỉ tiêu, thu nhận hồ sơ căn cước.",
        "+ Chỉ tiêu: 100% học sinh.",
    )

    assert target.deductions is True


@pytest.mark.parametrize(
    "text", ["", "100%", "KẾ HOẠCH", "%%%%% 1/1/1 ///", "(((( 5% )", "- 9" * 500]
)
def test_no_text_is_too_strange(text):
    found, others = targets_of(blocks_of(text), HEADER, load_vocabulary())

    assert (type(found), type(others)) == (tuple, tuple)


# --- Tables and steps --------------------------------------------------------------------------------


def test_a_table_of_targets_is_read_row_by_row():
    lines = (
        "II. CHỈ TIÊU",
        "| TT | Chỉ tiêu | Mức | Thời hạn | Đơn vị chủ trì |",
        "|---|---|---|---|---|",
        "| 1 | Tỷ lệ hồ sơ nộp trực tuyến | ≥ 85% | 29/11 | Văn phòng |",
        "| 2 | Hộ kinh doanh có mã QR | > 60% | Trước 30/9/2026 | Phòng Kinh tế |",
        "| 3 | Phát triển mới BHXH tự nguyện | 120 người | Quý III/2026 | |",
        "| 4 | Lắp đặt camera an ninh | 12 bộ | 31/10/2026 | Công an xã |",
    )
    found = targets(*lines)

    assert [(t.indicator, t.operator, t.goal.value, t.deadline, t.lead) for t in found] == [
        ("dossiers_online", ">=", 85, date(2026, 11, 29), "Văn phòng"),
        ("cashless_traders", ">", 60, date(2026, 9, 30), "Phòng Kinh tế"),
        ("bhxh_voluntary_new", ">=", 120, date(2026, 9, 30), "Công an xã"),
        (None, ">=", 12, date(2026, 10, 31), "Công an xã"),
    ]
    text = text_of(*lines)
    assert "29/11" in text[found[0].spans[0].start : found[0].spans[0].end]


def test_a_table_of_units_shares_holds_no_targets():
    assert (
        brief(
            "II. CHỈ TIÊU",
            "| TT | Thôn | Chỉ tiêu giao |",
            "| 1 | Thôn A | 120 hồ sơ |",
            "| 2 | Thôn B | 90 hồ sơ |",
        )
        == []
    )


def test_a_column_of_measures_completes_bare_figures():
    found = targets(
        "II. CHỈ TIÊU",
        "| Nội dung | ĐVT | Kế hoạch năm 2026 |",
        "| Tỷ lệ bao phủ BHYT | % | 95 |",
        "| Phát triển mới BHXH tự nguyện | Người | 180 |",
    )

    assert [(t.indicator, t.goal.kind, t.goal.value) for t in found] == [
        ("health_insured", "percent", 95),
        ("bhxh_voluntary_new", "count", 180),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("- Tích hợp Sổ sức khỏe điện tử đạt 60% nhân khẩu (30/6: 30%; 30/9: 60%).",),
        (
            "- Tích hợp Sổ sức khỏe điện tử đạt 60% nhân khẩu, các mốc: đến 30/6 đạt 30%; đến 3O/9 đạt 60%.",
        ),
        (
            "1. Tích hợp Sổ sức khỏe điện tử cho 60% nhân khẩu:",
            "- Đến 30/6: đạt 30%",
            "- Đến 30/9: đạt 60%",
        ),
    ],
)
def test_steps_in_brackets_in_prose_and_in_lines_are_milestones(lines):
    (target,) = targets("II. CHỈ TIÊU", *lines)

    assert (target.goal.value, target.deadline) == (60, date(2026, 9, 30))
    assert [(m.by, m.share_of_goal) for m in target.milestones] == [
        (date(2026, 6, 30), 50),
        (date(2026, 9, 30), 100),
    ]


def test_a_last_line_dates_all_the_goals_above_it():
    found = brief(
        "II. CHỈ TIÊU",
        "- Trên 98% học sinh tham gia BHYT.",
        "- 100% người cao tuổi được khám sức khỏe.",
        "Thời gian hoàn thành các chỉ tiêu trên: trước ngày 30/11/2026.",
    )

    assert [day for *_, day in found] == [date(2026, 11, 30), date(2026, 11, 30)]


@pytest.mark.parametrize(
    "line",
    [
        "Mỗi ngày thu gom được khoảng 5,9 tấn rác.",
        "Đến 20/4/2026 có 62% hộ phân loại rác.",
        "Thành lập 05 tổ, mỗi tổ 06 người; mỗi đội có 03 thành viên.",
        "Cụm 1: 120 hồ sơ; Cụm 2 (Bản A, Bản B): 90 hồ sơ; Thôn Tân Tiến: 45 người.",
    ],
)
def test_results_teams_and_shares_of_units_are_no_targets(line):
    assert brief("II. NHIỆM VỤ", f"- {line}") == []


def test_another_act_between_leaves_the_thing_counted_unknown():
    (target,) = targets(
        "II. CHỈ TIÊU", "- Hỗ trợ kích hoạt VNeID, mức độ hài lòng của hội viên đạt 90%."
    )

    assert target.indicator is None


def test_a_goal_of_nothing_with_steps_is_read_without_harm():
    assert [
        t.goal.value
        for t in targets("II. CHỈ TIÊU", "- Đạt 0%, đến 30/6 đạt 20%, đến 30/9 đạt 50%.")
    ]


def test_a_long_sentence_that_stands_for_a_denominator_ends_with_a_whole_word():
    assert shortened("Đạt 100%") == "Đạt 100%"

    text = " ".join(["người"] * 40)
    short = shortened(text)

    assert short == " ".join(["người"] * 26) + "…"
    assert len(short) <= 160
