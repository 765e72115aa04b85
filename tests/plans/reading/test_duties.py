"""Rules, tasks, teams, packages and cases out of a plan's text."""

from datetime import date, time

import pytest

from plans.reading.blocks import blocks_of
from plans.reading.bodies import body_at, is_body, split_bodies
from plans.reading.duties import Duties, duties_of
from plans.reading.header import Head
from plans.rules.facts import (
    CaseKindFacts,
    RuleFacts,
    ServicePackageFacts,
    TaskFacts,
    TeamFacts,
    TeamMemberFacts,
)

ENDS_ON = date(2026, 6, 30)


def duties(text: str, issuer: str = "Ủy ban nhân dân xã An Hòa") -> Duties:
    return duties_of(blocks_of(text), Head(year=2026, issuer=issuer), ENDS_ON)


def rule(sentence: str, above: str = "V. TỔ CHỨC THỰC HIỆN\n1. ") -> RuleFacts:
    (only,) = duties(above + sentence).rules
    return only


# --- Bodies ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["Công an xã", "Các trường học", "bí thư chi bộ", "Đề nghị Hội phụ nữ", "Trưởng 08 buôn", "11 Trưởng thôn"],
)  # fmt: skip
def test_those_who_can_be_given_work_are_bodies(name):
    assert is_body(name)


@pytest.mark.parametrize(
    "words",
    ["Kinh phí", "TỔ CHỨC THỰC HIỆN", "Tổ chức thu nhận", "Ban hành kế hoạch", "Hội nghị", "Đoàn viên 95%"],
)  # fmt: skip
def test_other_words_are_no_bodies(words):
    assert not is_body(words)


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Giao bí thư chi bộ, Trưởng thôn", ("bí thư chi bộ", "Trưởng thôn")),
        ("Phòng Kinh tế, Hạ tầng và Đô thị", ("Phòng Kinh tế, Hạ tầng và Đô thị",)),
        ("Các trường Tiểu học, THCS, THPT", ("Các trường Tiểu học, THCS, THPT",)),
        (
            "Các phòng, ban, ngành thị xã và Ủy ban nhân dân các xã, phường",
            ("Các phòng, ban, ngành thị xã", "Ủy ban nhân dân các xã, phường"),
        ),
        (
            "Phòng Văn hóa - Xã hội xã; Các tổ chức CT-XH; các cơ sở giáo dục.",
            ("Phòng Văn hóa - Xã hội xã", "Các tổ chức CT-XH", "các cơ sở giáo dục"),
        ),
        ("", ()),
    ],
)
def test_a_list_of_bodies_is_taken_apart_where_a_body_begins(text, bodies):
    assert split_bodies(text) == bodies


@pytest.mark.parametrize(
    ("text", "body", "work"),
    [
        ("Công an xã: rà soát dữ liệu.", "Công an xã", "rà soát dữ liệu."),
        ("Trạm Y tế xã (cơ quan thường trực): tham mưu.", "Trạm Y tế xã", "tham mưu."),
        ("Giao Công an xã chủ trì, theo dõi.", "Công an xã", "chủ trì, theo dõi."),
        (
            "Giao Công an thị xã - Thường trực Tổ công tác triển khai Đề án 06 chủ trì, phối hợp.",
            "Công an thị xã",
            "chủ trì, phối hợp.",
        ),
        ("Đề nghị Hội phụ nữ vận động hội viên.", "Hội phụ nữ", "vận động hội viên."),
        ("Văn phòng xã theo dõi, đôn đốc.", "Văn phòng xã", "Văn phòng xã theo dõi, đôn đốc."),
        ("Kinh phí: ngân sách xã.", "", "Kinh phí: ngân sách xã."),
    ],
)
def test_whom_a_paragraph_gives_its_work_to(text, body, work):
    found, begin = body_at(text)
    assert (found, text[begin:]) == (body, work)


# --- Rules -------------------------------------------------------------------------------------------


def test_the_next_days_hour_is_a_daily_rule():
    found = rule(
        "Tổ công tác các xã báo cáo kết quả hàng ngày về Công an thị xã (kết quả của ngày hôm trước báo cáo trước "
        "08 giờ ngày hôm sau)."
    )
    assert (found.kind, found.time_of_day, found.days_after) == ("daily", time(8), 1)
    assert (found.sender, found.addressee) == ("Tổ công tác các xã", "Công an thị xã")


@pytest.mark.parametrize(
    ("sentence", "weekday", "clock"),
    [
        ("Hàng tuần, trước 11 giờ thứ 2, các hội báo cáo về Công an xã.", 1, time(11)),
        ("Công an xã báo cáo tuần trước 10 giờ thứ Sáu.", 5, time(10)),
        ("Công an xã báo cáo tuần vào chiều thứ Năm.", 4, None),
        ("Công an xã báo cáo tuần trước 16h30 Chủ nhật.", 7, time(16, 30)),
        ("Định kỳ hàng tuần các đơn vị báo cáo kết quả về Công an xã.", None, None),
    ],
)
def test_weekly_rules_have_their_weekday_and_hour(sentence, weekday, clock):
    found = rule(sentence)
    assert (found.kind, found.weekday, found.time_of_day) == ("weekly", weekday, clock)


@pytest.mark.parametrize(
    ("sentence", "kind", "due_on", "wording"),
    [
        ("Công an xã báo cáo tổng kết trước ngày 04 tháng 12 năm 2026.", "final", date(2026, 12, 4), "before"),
        ("Trạm Y tế báo cáo tổng kết trong vòng 05 ngày sau khi kết thúc chiến dịch.", "final", date(2026, 7, 5), "through"),
        ("Các trường học: cung cấp danh sách học sinh trước ngày 25/7.", "deliverable", date(2026, 7, 25), "before"),
        ("Danh sách gửi về Trạm Y tế chậm nhất ngày 29/4/2026.", "deliverable", date(2026, 4, 29), "through"),
        ("Thủ trưởng đơn vị chịu trách nhiệm trước Chủ tịch UBND xã.", "other", None, None),
        ("Các phòng báo cáo kết quả trước ngày 15 hằng tháng gửi Văn phòng UBND xã.", "other", None, None),
    ],
)  # fmt: skip
def test_rules_are_told_apart_and_dated(sentence, kind, due_on, wording):
    found = rule(sentence)
    assert (found.kind, found.due_on, found.due_wording) == (kind, due_on, wording)


def test_one_paragraph_names_sender_and_addressee_once_for_all_its_rules():
    found = duties(
        "V. TỔ CHỨC THỰC HIỆN\n1. Chế độ báo cáo: các thôn báo cáo hằng ngày trước 16 giờ 30 về Công an xã; "
        "báo cáo tuần trước 10 giờ thứ Sáu; báo cáo tổng kết trước ngày 20/7/2026."
    ).rules
    assert [(one.kind, one.sender, one.addressee) for one in found] == [
        ("daily", "các thôn", "Công an xã"),
        ("weekly", "các thôn", "Công an xã"),
        ("final", "các thôn", "Công an xã"),
    ]
    assert [one.days_after for one in found] == [0, None, None]


def test_two_reports_in_one_sentence_are_two_rules():
    found = duties(
        "V. HẾT\n1. Phòng Y tế: báo cáo Chủ tịch UBND xã trước ngày 25 hằng tháng và tổng kết trước ngày 20/12/2026."
    ).rules
    assert [(one.kind, one.due_on, one.sender) for one in found] == [
        ("other", None, "Phòng Y tế"),
        ("final", date(2026, 12, 20), "Phòng Y tế"),
    ]


def test_a_goal_that_speaks_of_lists_is_no_rule():
    assert (
        duties("II. HẾT\n- 100% trẻ được rà soát và lập danh sách trước ngày 30/6/2026.").rules
        == ()
    )


def test_a_rules_span_is_its_sentence():
    text = "V. HẾT\n1. Việc khác; Công an xã **báo cáo tuần** trước 10 giờ thứ Sáu."
    (found,) = duties(text).rules
    assert (
        text[found.span.start : found.span.end]
        == "Công an xã **báo cáo tuần** trước 10 giờ thứ Sáu."
    )


def test_what_the_weekly_report_goes_to_and_on_to():
    found = duties(
        "V. HẾT\n1. Hàng tuần các hội báo cáo về Công an xã để tập hợp, báo cáo chủ tịch UBND xã và Giám đốc Công an tỉnh theo dõi."
    )
    assert found.weekly_report_to == "Công an xã"
    assert found.weekly_report_onward == ("Chủ tịch UBND xã", "Giám đốc Công an tỉnh")


def test_rates_that_rise_daily_and_sub_plans_are_noticed():
    found = duties(
        "I. HẾT\n- Bảo đảm tỷ lệ ngày hôm sau phải cao hơn ngày hôm trước.\n"
        "- Các xã xây dựng kế hoạch (gửi Kế hoạch đến Công an thị xã trước ngày 05/5/2026)."
    )
    assert (found.must_rise_daily, found.subplans_due_on) == (True, date(2026, 5, 5))


# --- Tasks -------------------------------------------------------------------------------------------


def test_a_task_has_who_helps_and_by_when_from_the_lines_under_it():
    (task,) = duties(
        "II. NHIỆM VỤ\n1. Tập huấn\n- Tổ chức 03 lớp.\n+ Đơn vị thực hiện: Phòng Y tế, Công an xã.\n"
        "+ Đơn vị phối hợp: Các thôn.\n+ Sản phẩm: Báo cáo.\n+ Thời gian hoàn thành: Trước ngày 30/6."
    ).tasks
    assert (task.text, task.lead, task.supporting) == (
        "Tổ chức 03 lớp.",
        "Phòng Y tế",
        ("Công an xã", "Các thôn"),
    )
    assert (task.timing, task.due_on, task.due_wording, task.product) == (
        "Trước ngày 30/6",
        date(2026, 6, 30),
        "before",
        "Báo cáo",
    )


@pytest.mark.parametrize(
    ("words", "timing", "due_on", "wording"),
    [
        ("Hoàn thành chỉ tiêu trước ngày 30/6/2026.", "trước ngày 30/6/2026", date(2026, 6, 30), "before"),
        ("Xong đợt 1 trước ngày 10/6, tất cả đến hết ngày 20/6.", "đến hết ngày 20/6", date(2026, 6, 20), "through"),
        ("Cấp định danh, chậm nhất 15/11.", "chậm nhất 15/11", date(2026, 11, 15), "through"),
        ("Ra quân từ ngày 26/5/2026 đến ngày 30/6/2026.", "đến ngày 30/6/2026", date(2026, 6, 30), "through"),
        ("Rà soát số liệu tính đến ngày 23/5/2026.", "", None, None),
        ("Thực hiện Kế hoạch số 05/KH-UBND ngày 05/02/2026.", "", None, None),
        ("Cấp thẻ cho công dân sinh trước ngày 01/01/2010.", "", None, None),
        ("Vận động nhân dân trong tháng 6.", "", None, None),
    ],
)  # fmt: skip
def test_a_task_is_due_when_its_own_sentence_says_so(words, timing, due_on, wording):
    (task,) = duties(f"II. NHIỆM VỤ\n1. Tập huấn\n- {words}").tasks
    assert (task.timing, task.due_on, task.due_wording) == (timing, due_on, wording)


def test_a_line_on_the_time_goes_before_the_sentences_own_date():
    (task,) = duties(
        "II. NHIỆM VỤ\n1. Tập huấn\n- Gửi danh sách trước ngày 10/6/2026.\n+ Thời gian: Thường xuyên."
    ).tasks
    assert (task.timing, task.due_on, task.due_wording) == ("Thường xuyên", None, "continuous")


def test_several_labels_on_one_line_are_read():
    (task,) = duties(
        "II. NHIỆM VỤ\n3. Thanh toán\n- Mở tài khoản.\n- Chủ trì: Phòng Kinh tế. Phối hợp: Agribank.\n- Thời gian: Thường xuyên."
    ).tasks
    assert (task.lead, task.supporting, task.due_wording) == (
        "Phòng Kinh tế",
        ("Agribank",),
        "continuous",
    )


def test_a_heading_gives_its_paragraphs_to_its_body():
    tasks = duties(
        "IV. PHÂN CÔNG NHIỆM VỤ\n1. Giao Công an xã\nPhối hợp với Trạm Y tế tổ chức tuyên truyền.\n2. Phòng Kinh tế: bố trí kinh phí."
    ).tasks
    assert [(task.lead, task.supporting, task.text) for task in tasks] == [
        ("Công an xã", ("Trạm Y tế",), "Phối hợp với Trạm Y tế tổ chức tuyên truyền."),
        ("Phòng Kinh tế", (), "bố trí kinh phí."),
    ]


def test_purposes_targets_and_appendices_are_no_tasks():
    found = duties(
        "I. MỤC ĐÍCH, YÊU CẦU\n1. Nâng cao nhận thức.\nII. CHỈ TIÊU\n1. Đạt 95% dân số.\nNơi nhận:\n- Lưu: VT.\n"
        "PHỤ LỤC\n1. Tổ dân phố A: 22"
    )
    assert (found.tasks, found.purposes, found.appendix) == (
        (),
        ("Nâng cao nhận thức.",),
        "PHỤ LỤC",
    )


def test_participants_are_named_once_and_the_standing_office_leads():
    found = duties(
        "IV. TỔ CHỨC THỰC HIỆN\n1. Trạm y tế xã: là cơ quan thường trực, theo dõi, đôn đốc.\n2. Công an xã: phối hợp.\n"
        "3. Công an xã: hỗ trợ."
    )
    assert (found.lead_unit, found.participants) == ("Trạm y tế xã", ("Trạm y tế xã", "Công an xã"))


def test_tasks_span_their_own_words():
    text = "IV. NHIỆM VỤ\n1. Phòng Kinh tế: bố trí **kinh phí**."
    (task,) = duties(text).tasks
    assert task == TaskFacts(
        text="bố trí kinh phí.", lead="Phòng Kinh tế", section="IV.1", span=task.span
    )
    assert text[task.span.start : task.span.end] == "bố trí **kinh phí**."


# --- Teams -------------------------------------------------------------------------------------------


def members(*pairs: tuple[str, int]) -> tuple[TeamMemberFacts, ...]:
    return tuple(TeamMemberFacts(unit, people) for unit, people in pairs)


def team(sentence: str) -> TeamFacts:
    (only,) = duties(f"II. NHIỆM VỤ\n{sentence}").teams
    return only


@pytest.mark.parametrize(
    ("sentence", "name", "people", "expected"),
    [
        (
            "+ Tổ 1, gồm 06 người (*Công an thị xã 04 người và lãnh đạo các phòng, ban thị xã 02 người*).",
            "Tổ 1",
            6,
            members(("Công an thị xã", 4), ("Lãnh đạo các phòng, ban thị xã", 2)),
        ),
        (
            "- Thành lập Tổ thu nhận gồm 09 đồng chí: Công an phường 05, Đoàn Thanh niên 02, nhà trường 02.",
            "Tổ thu nhận",
            9,
            members(("Công an phường", 5), ("Đoàn Thanh niên", 2), ("Nhà trường", 2)),
        ),
        (
            "- Thành lập 14 tổ vận động tại 14 tổ dân phố, mỗi tổ gồm 06 người (Bí thư chi bộ 01 người, nhân viên 05 người).",
            "Tổ vận động",
            6,
            members(("Bí thư chi bộ", 1), ("Nhân viên", 5)),
        ),
        (
            "- Mỗi điểm tiêm có 01 đội tiêm gồm 05 người (01 bác sĩ, 02 điều dưỡng, 02 hỗ trợ).",
            "Đội tiêm",
            5,
            members(("Bác sĩ", 1), ("Điều dưỡng", 2), ("Hỗ trợ", 2)),
        ),
        (
            "- Thành lập Tổ chỉ đạo gồm 12 người (mời: Công an xã 12 người), do đồng chí Phó Chủ tịch UBND xã làm Tổ trưởng.",
            "Tổ chỉ đạo",
            12,
            (*members(("Công an xã", 12)), TeamMemberFacts("Phó Chủ tịch UBND xã", role="Tổ trưởng")),
        ),
        ("- Đã có 09 Tổ công nghệ số với 65 thành viên (mỗi tổ 07 người).", "Tổ công nghệ số", 7, ()),
        ("- Thành lập 03 tổ thu nhận lưu động, xuống tận buôn.", "Tổ thu nhận lưu động", None, ()),
    ],
)  # fmt: skip
def test_teams_have_their_people_by_office(sentence, name, people, expected):
    found = team(sentence)
    assert (found.name, found.people, found.members) == (name, people, expected)


def test_a_teams_work_may_stand_in_the_next_paragraph():
    found = team(
        "+ Tổ 2, gồm 04 người (Công an xã 04 người).\n\nNhiệm vụ: Hướng dẫn các thôn. Báo cáo."
    )
    assert found.task == "Hướng dẫn các thôn."


def test_the_level_of_a_team_is_the_one_it_stands_under():
    found = duties(
        "II. NHIỆM VỤ\n- Đối với cấp thị xã: Thành lập 01 tổ:\n+ Tổ 1, gồm 06 người.\n"
        "- Tại mỗi thôn: Tổ tuyên truyền gồm 03 người.\n- Đội cơ động gồm 02 người.",
        issuer="Ủy ban nhân dân xã",
    ).teams
    assert [(one.name, one.level) for one in found] == [
        ("Tổ 1", "town"),
        ("Tổ tuyên truyền", "village"),
        ("Đội cơ động", "commune"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "- Giao mỗi Tổ công nghệ số cộng đồng hướng dẫn ít nhất 130 người.",
        "- Phối hợp với Tổ công tác của xã.",
        "- Tại 14 tổ dân phố có 200 người cao tuổi.",
    ],
)
def test_teams_that_are_only_spoken_of_are_not_set_up(sentence):
    assert duties(f"II. NHIỆM VỤ\n{sentence}").teams == ()


# --- Packages and cases ------------------------------------------------------------------------------


def test_packages_stand_in_the_order_in_which_they_are_served():
    text = (
        "I. HẾT\n- **1 tiện ích:** Cấp tài khoản.\n- **3 tiện ích trong 1:**\n+ Cấp thẻ.\n+ Mở tài khoản.\n"
        "- Ưu tiên theo thứ tự 3 tiện ích trong 1 và 1 tiện ích."
    )
    assert duties(text).service_packages == (
        ServicePackageFacts("three_in_one", "3 tiện ích trong 1", 1, ("Cấp thẻ.", "Mở tài khoản.")),
        ServicePackageFacts("one", "1 tiện ích", 2, ("Cấp tài khoản.",)),
    )


@pytest.mark.parametrize(
    ("sentence", "case"),
    [
        (
            "+ Đối với trường hợp công dân chết thực hiện thủ tục xóa đăng ký.",
            CaseKindFacts("deceased", "Công dân chết", "Thực hiện thủ tục xóa đăng ký"),
        ),
        (
            "(3) Trường hợp hệ thống báo “Số điện thoại đã được gắn”: Công an các xã lập biên bản.",
            CaseKindFacts(
                "phone_bound", "Số điện thoại đã được gắn", "Công an các xã lập biên bản"
            ),
        ),
        (
            "- Kích hoạt tài khoản (trường hợp không có thiết bị thông minh, Công an xã hỗ trợ).",
            CaseKindFacts("no_device", "Không có thiết bị thông minh", "Công an xã hỗ trợ"),
        ),
    ],
)
def test_persons_who_are_held_up_have_a_kind_and_what_is_done(sentence, case):
    assert duties(f"I. HẾT\n{sentence}").case_kinds == (case,)


def test_a_case_that_holds_nobody_up_is_none():
    assert duties("I. HẾT\n- Trường hợp công dân đăng ký mới, phối hợp hướng dẫn.").case_kinds == ()
