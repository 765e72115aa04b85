"""Which indicator and which group a goal is of, in the words of many campaigns; the unknown keeps its words."""

import pytest

from plans.reading.blocks import blocks_of
from plans.reading.targets import targets_of
from plans.rules.facts import PlanFacts
from targets.catalogue.facts import load_vocabulary


def targets(*lines, title="Thực hiện nhiệm vụ trọng tâm"):
    text = "\n".join(("KẾ HOẠCH", title, "", "I. MỤC TIÊU, CHỈ TIÊU", *lines))
    header = PlanFacts(code="x", issuer="Ủy ban nhân dân xã Phú Lâm", title=title)
    return targets_of(blocks_of(text), header, load_vocabulary())[0]


def meant(*lines, **options):
    return [(t.indicator, t.cohort) for t in targets(*lines, **options)]


# --- The group -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("100% người cao tuổi có thẻ BHYT.", ("health_insured", "elderly_60_up")),
        ("100% người thuộc hộ cận nghèo có thẻ BHYT.", ("health_insured", "near_poor")),
        ("Trên 94% người dân tham gia BHYT.", ("health_insured", None)),
        ("Tích hợp Sổ sức khỏe điện tử cho 80% người có thẻ BHYT.", ("health_record", "insured")),
        (
            "Tỷ lệ người có thẻ BHYT tích hợp Sổ sức khỏe điện tử: 80%.",
            ("health_record", "insured"),
        ),
        (
            "Tỷ lệ tích hợp Sổ sức khỏe điện tử đạt 60% người có thẻ BHYT.",
            ("health_record", "insured"),
        ),
        ("Cán bộ, công chức có chữ ký số: 100%.", ("digital_signature", "officials")),
        ("Tỷ lệ hộ phân loại rác tại nguồn đạt 70%.", ("waste_sorted", "households")),
        ("Phấn đấu đạt 60% hộ kinh doanh có mã QR.", ("cashless_traders", "business_households")),
        (
            "Ít nhất 110 hộ kinh doanh chấp nhận thanh toán không dùng tiền mặt.",
            ("cashless_traders", "business_households"),
        ),
        (
            "Phát triển mới 420 người tham gia BHYT hộ gia đình.",
            ("health_insured_new", None),
        ),
        ("Phấn đấu 80% người có công được cấp thẻ căn cước.", ("card_issued", "policy")),
        (
            "100% thành viên Tổ công nghệ số cộng đồng được tập huấn kỹ năng số.",
            ("digital_trained", "digital_teams"),
        ),
        ("Cấp 120 tài khoản định danh tổ chức.", ("organisation_eid", "organisations")),
        ("100% công dân sinh năm 2008, 2011 được cấp căn cước.", ("card_issued", "born_2008_2011")),
    ],
)
def test_group_is_the_head_of_what_is_meant(sentence, expected):
    assert meant(f"1. {sentence}") == [expected]


def test_people_inside_the_object_are_no_group():
    assert meant("1. Đến từng nhà: Tổ vận động đến 100% hộ có người chưa tham gia BHYT.") == [
        ("households_visited", None)
    ]


def test_some_of_the_officials_are_not_all_of_them():
    (target,) = targets("1. 100% cán bộ làm công tác tiêm chủng được tập huấn lại quy trình.")

    assert (target.indicator, target.cohort) == (None, None)


def test_bare_people_are_those_for_whom_the_plan_is_made():
    title = "Khám sức khỏe cho người cao tuổi"

    assert meant("1. Mỗi ngày khám tối thiểu 75 người.", title=title) == [
        ("health_screened", "elderly_60_up")
    ]


# --- The thing counted -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Hồ sơ nộp trực tuyến: ≥ 85% tổng hồ sơ.", "dossiers_online"),
        ("Số hóa 100% hồ sơ hộ tịch.", "dossiers_digitised"),
        ("Bảo đảm trên 95% dân số có thẻ BHYT.", "health_insured"),
        ("100% người được khám có hồ sơ sức khỏe điện tử.", "health_profile"),
        ("BHXH tự nguyện: phát triển mới 120 người.", "bhxh_voluntary_new"),
        ("Loa bản phát tiếng Thái, tiếng Mông: 02 lần/tuần.", "broadcasts"),
        ("Mỗi tuần 01 video ngắn trên Fanpage của phường.", "posts"),
        ("Mỗi thôn tổ chức tuyên truyền lưu động 02 buổi/tháng.", "mobile_broadcasts"),
        ("Tỷ lệ thanh toán trực tuyến trên tổng số hồ sơ có phí đạt 65%.", "paid_online"),
        ("Mỗi cán bộ vận động ít nhất 05 người kích hoạt tài khoản.", "people_persuaded"),
        ("Mỗi đảng viên giúp đỡ ít nhất 05 người dân kích hoạt.", "people_persuaded"),
    ],
)
def test_indicator_is_the_deed_that_the_figure_belongs_to(sentence, expected):
    assert [code for code, _ in meant(f"1. {sentence}")] == [expected]


@pytest.mark.parametrize(
    "sentence",
    [
        "Duy trì trên 85% số người đến hạn đóng tiếp BHXH tự nguyện.",
        "Trên 85% người hưởng lương hưu nhận qua tài khoản cá nhân.",
        "Vận động xã hội hóa tặng tối thiểu 120 thẻ BHYT cho người mới thoát nghèo.",
        "Mức độ hài lòng về dịch vụ công trực tuyến đạt trên 95%.",
        "Tổ chức tiêm lưu động tối thiểu 02 buổi/tháng.",
        "Trên 90% người dân sử dụng ứng dụng VssID hoặc tích hợp thẻ BHYT trên VNeID.",
        "Tiêm vắc xin phòng dại cho đàn chó, mèo đạt 80% tổng đàn.",
        "100% thanh niên trong độ tuổi được khám sơ tuyển nghĩa vụ quân sự.",
        "Tập huấn phân loại rác cho 100% trưởng thôn.",
    ],
)
def test_unknown_thing_is_never_the_nearest_known_one(sentence):
    title = "Phát triển người tham gia bảo hiểm y tế"

    assert [code for code, _ in meant(f"1. {sentence}", title=title)] == [None]


@pytest.mark.parametrize(
    ("sentence", "what"),
    [
        ("Thả 20.000 con cá giống.", "Thả con cá giống"),
        ("Kết nạp mới 15 hội viên.", "Kết nạp mới hội viên"),
        ("Huy động 100% trẻ 5 tuổi ra lớp.", "Huy động trẻ 5 tuổi ra lớp"),
        (
            "Cài đặt ứng dụng VNeID cho 80% công dân từ đủ 14 tuổi trở lên.",
            "Cài đặt ứng dụng VNeID cho công dân từ đủ 14 tuổi trở lên",
        ),
        ("Tỷ lệ hộ sử dụng nước sạch đạt 98%.", "Tỷ lệ hộ sử dụng nước sạch"),
    ],
)
def test_unknown_thing_keeps_all_its_words(sentence, what):
    (target,) = targets(f"1. {sentence}")

    assert (target.indicator, target.what, target.label) == (None, what, what)


# --- From around ------------------------------------------------------------------------------------


def test_goal_that_points_to_a_number_is_of_that_target():
    found = meant(
        "(1) Từ 90% công dân từ đủ 14 tuổi được thu nhận hồ sơ định danh điện tử mức độ 2.",
        "(2) 80% trẻ dưới 6 tuổi được cấp căn cước.",
        "Phấn đấu 03 bản trung tâm hoàn thành 100% chỉ tiêu (1) trước ngày 31/5/2026.",
    )

    assert found[0] == found[2] == ("eid_intake", "age_14_up")


def test_number_that_no_target_has_is_not_guessed():
    found = meant(
        "(1) 80% trẻ dưới 6 tuổi được cấp căn cước.",
        "Phấn đấu 03 bản trung tâm hoàn thành 100% chỉ tiêu (7) trước ngày 31/5/2026.",
    )

    assert found[1] == (None, None)


def test_those_won_anew_raise_the_level_named_beside_them():
    found = meant(
        "1. BHXH tự nguyện: phát triển mới 120 người, đưa tỷ lệ tham gia lên 9,5% lực lượng lao động; "
        "mỗi xóm vận động được ít nhất 14 người."
    )

    assert [code for code, _ in found] == [
        "bhxh_voluntary_new",
        "bhxh_voluntary",
        "bhxh_voluntary_new",
    ]


def test_of_a_level_the_part_won_anew_is_the_flow():
    found = meant(
        "1. Số người tham gia BHXH tự nguyện đạt 612 người, trong đó phát triển mới 145 người."
    )

    assert [code for code, _ in found] == ["bhxh_voluntary", "bhxh_voluntary_new"]


def test_item_that_names_only_the_group_takes_its_thing_from_the_heading():
    found = meant(
        "1. Kích hoạt tài khoản định danh điện tử",
        "- Công dân từ đủ 14 tuổi: 95%",
        "- Cán bộ, công chức: 100%",
    )

    assert found == [("eid_activated", "age_14_up"), ("eid_activated", "officials")]


def test_name_of_the_people_is_not_what_is_done_for_them():
    (target,) = targets("1. Cài đặt VssID cho 70% người tham gia BHYT.")

    assert (target.indicator, target.cohort) == (None, "insured")
    assert target.what == "Cài đặt VssID cho người tham gia BHYT"
