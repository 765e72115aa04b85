"""A plan as a document: what stands where, in the form of Nghị định 30/2020/NĐ-CP."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import docx
import pypdf
import pytest

from plans.rules.facts import PlanFacts, RecipientFacts
from plans.rules.goals import MilestoneFacts, QuotaFacts
from reports.documents import to_docx, to_pdf
from reports.documents.glyphs import RANGES, in_fonts
from reports.rules.document import BLANK, printed_rows
from reports.rules.plan_text import Amended, PlanText, amendment_text, letterhead_of, plan_text
from tests.reports.build_plan_text import NAMES, UNITS, frame, plan_facts, target


def text(**over) -> PlanText:
    facts = plan_facts(**over)
    return plan_text(facts, frame(facts))


def section(document: PlanText, heading: str) -> tuple[str, ...]:
    return next(s.paragraphs for s in document.sections if heading in s.heading)


def test_head_number_date_and_title_are_those_of_an_issued_plan():
    document = text()

    assert document.letterhead.issuer == ("ỦY BAN NHÂN DÂN", "XÃ PHÚ RIỀNG")
    assert document.letterhead.number_line == "Số: 05/KH-UBND"
    assert document.place_line == "Phú Riềng, ngày 05 tháng 02 năm 2026"
    assert (document.kind, document.period) == ("KẾ HOẠCH", "")
    assert document.subject == "Cao điểm cấp thẻ căn cước trên địa bàn xã"


@pytest.mark.parametrize("number", ["", "/KH-UBND", "không số", " / "])
def test_a_plan_without_a_number_leaves_room_for_it(number):
    head = letterhead_of(plan_facts(number=number), "Xã Phú Riềng", "KH-UBND")

    assert head.number_line == f"Số: {BLANK}/KH-UBND"


def test_a_number_keeps_its_own_symbol():
    head = letterhead_of(plan_facts(number="48/KH-UBND(CA)"), "Xã Phú Riềng", "KH-UBND")

    assert head.number_line == "Số: 48/KH-UBND(CA)"


@pytest.mark.parametrize(
    ("number", "line"),
    [("27a/KH-UBND", "Số: 27a/KH-UBND"), ("²/KH-UBND", "Số: ²/KH-UBND"), ("7/KH", "Số: 07/KH")],
)
def test_a_number_that_is_no_plain_one_is_printed_as_it_is(number, line):
    assert letterhead_of(plan_facts(number=number), "Xã", "KH-UBND").number_line == line


@pytest.mark.parametrize(
    ("unit", "place"),
    [
        ("Thành phố Đồng Nai", "Đồng Nai"),
        ("Thị xã Duyên Hải", "Duyên Hải"),
        ("Đặc khu Phú Quốc", "Phú Quốc"),
        ("xã Phú Riềng", "Phú Riềng"),
        ("Đồng Nai", "Đồng Nai"),
        ("Phường 2", "Phường 2"),
        ("Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("Xã", "Xã"),
    ],
)
def test_the_place_is_the_units_name_without_its_kind(unit, place):
    assert letterhead_of(plan_facts(place=""), unit, "KH-UBND").place == place


def test_another_body_than_the_committee_stands_as_the_issuer():
    head = letterhead_of(plan_facts(issuer="Ban Chỉ đạo Đề án 06 xã"), "Xã Phú Riềng", "KH-UBND")

    assert head.issuer == ("BAN CHỈ ĐẠO ĐỀ ÁN 06 XÃ",)


def test_dropped_targets_and_their_quotas_are_not_in_the_document():
    targets = (target(), target("A2", label="Bỏ rồi", review="dropped"))
    quotas = tuple(QuotaFacts(code, "vn/xa/thon-1/", 5) for code in ("A1", "A2"))
    document = text(targets=targets, quotas=quotas)

    assert not any("Bỏ rồi" in line for s in document.sections for line in s.paragraphs)
    assert [len(annex.table.columns) for annex in document.annexes] == [6, 3]
    assert len(document.annexes[0].table.rows) == 1


def test_the_milestone_that_is_the_deadline_itself_is_said_once():
    steps = tuple(
        MilestoneFacts(day, "before", Decimal(share))
        for day, share in ((date(2026, 6, 15), 60), (date(2026, 6, 30), 100))
    )

    assert (
        "(60% mức giao trước ngày 15/6/2026)"
        in section(text(targets=(target(milestones=steps),)), "CHỈ TIÊU")[1]
    )


def test_quotas_of_two_levels_are_indented_and_added_once():
    quotas = (
        ("vn/xa/", 100), ("vn/xa/thon-1/", 60), ("vn/xa/thon-2/", 40), ("vn/xa/truong/", 30),
    )  # fmt: skip
    names = replace(
        NAMES,
        units={"vn/xa/": "Xã", **UNITS, "vn/xa/truong/": "Trường"},
        branches={"vn/xa/truong/": "office"},
        root="vn/",
    )
    facts = plan_facts(quotas=tuple(QuotaFacts("A1", unit, n) for unit, n in quotas))
    table = plan_text(facts, frame(facts, names=names)).annexes[1].table

    assert [row[1] for row in printed_rows(table)] == [
        "Xã", "- Thôn 1", "- Thôn 2", "- Trường", "TỔNG CỘNG",
    ]  # fmt: skip
    assert printed_rows(table)[-1][2] == "100"


def test_bases_end_with_semicolons_and_the_last_with_a_full_stop():
    assert text().bases == (
        "Căn cứ Nghị quyết số 57-NQ/TW ngày 22/12/2024;",
        "Căn cứ Luật Căn cước.",
    )


def test_the_opening_names_the_plan_that_is_carried_out():
    assert text().opening == (
        (
            "Thực hiện Kế hoạch số 80/KH-UBND của UBND tỉnh, Ủy ban nhân dân xã Phú Riềng ban hành Kế hoạch "
            "cao điểm cấp thẻ căn cước trên địa bàn xã như sau:"
        ),
    )


def test_sections_are_numbered_without_gaps_and_empty_ones_left_out():
    assert [s.heading for s in text().sections] == [
        "I. MỤC ĐÍCH, YÊU CẦU",
        "II. THỜI GIAN, CHỈ TIÊU",
        "III. SỐ LIỆU ĐẦU KỲ",
        "IV. PHÂN CÔNG NHIỆM VỤ",
        "V. TỔ CÔNG TÁC",
        "VI. CHẾ ĐỘ BÁO CÁO",
    ]
    assert [s.heading for s in text(purposes=(), baseline=None, teams=()).sections] == [
        "I. THỜI GIAN, CHỈ TIÊU",
        "II. PHÂN CÔNG NHIỆM VỤ",
        "III. CHẾ ĐỘ BÁO CÁO",
    ]


def test_targets_stand_with_goal_deadline_milestones_and_the_superiors_beside_them():
    assert section(text(), "CHỈ TIÊU") == (
        "Thời gian thực hiện: từ ngày 26/5/2026 đến hết ngày 30/6/2026.",
        (
            "- A1. Cấp thẻ căn cước cho trẻ em từ 6 đến dưới 14 tuổi: 100%, trước ngày 30/6/2026 "
            "(60% mức giao trước ngày 15/6/2026). Chủ trì: Công an xã."
        ),
        "Phấn đấu:",
        "- A2. Phát thanh tuyên truyền: 03 lượt/ngày.",
        "Chỉ tiêu cấp trên giao:",
        "- Cấp căn cước cho trẻ em: 100%, hạn 10/5/2026 (Tổ Đề án 06 thành phố giao).",
        "Chi tiết tại Phụ lục I, Phụ lục II kèm theo.",
    )


def test_tasks_are_gathered_under_who_leads_them():
    assert section(text(), "NHIỆM VỤ") == (
        "1. Công an xã:",
        "- Phát thư mời. Thời gian: thường xuyên. Phối hợp: Ban điều hành thôn.",
        "- Lập danh sách. Thời gian: hạn 01/6/2026.",
        "2. Phòng Văn hóa:",
        "- Tăng thời lượng phát sóng. Sản phẩm: bản tin.",
    )


def test_teams_and_rules_are_said_in_sentences():
    assert section(text(), "TỔ CÔNG TÁC") == ("1. Tổ 1: 04 người (Công an xã 04 người). Đôn đốc.",)
    assert section(text(), "BÁO CÁO") == ("- Báo cáo tuần trước 11 giờ thứ Hai.",)


def test_the_baseline_prints_the_percent_that_its_numbers_give():
    table = next(s.table for s in text().sections if "ĐẦU KỲ" in s.heading)

    assert printed_rows(table) == (
        ("1", "Đã được cấp thẻ căn cước", "Toàn bộ nhân khẩu", "32.788", "35.097", "93,42%"),
    )


def test_the_quota_annex_sums_to_its_total_row():
    annex = text().annexes[1]

    assert (annex.label, annex.title) == ("Phụ lục II", "GIAO CHỈ TIÊU CHO TỪNG ĐƠN VỊ")
    assert annex.reference == (
        "(Kèm theo Kế hoạch số 05/KH-UBND ngày 05 tháng 02 năm 2026 của Ủy ban nhân dân xã Phú Riềng)"
    )
    assert printed_rows(annex.table) == (
        ("1", "Thôn 1", "100"),
        ("2", "Thôn 2", "101"),
        ("3", "Thôn 3", "102"),
        ("", "TỔNG CỘNG", "303"),
    )


def test_more_split_targets_than_fit_side_by_side_take_another_annex():
    codes = [f"A{n}" for n in range(1, 9)]
    quotas = tuple(QuotaFacts(code, "vn/xa/thon-1/", 7) for code in codes)
    document = text(targets=tuple(target(code) for code in codes), quotas=quotas)

    assert [len(annex.table.columns) for annex in document.annexes[1:]] == [8, 4]
    assert [annex.label for annex in document.annexes] == ["Phụ lục I", "Phụ lục II", "Phụ lục III"]


def test_recipients_say_why_they_receive_it_and_end_with_the_filed_copy():
    assert text().recipients == (
        "- UBND tỉnh (để báo cáo);",
        "- Công an xã (để thực hiện);",
        "- Lưu: VT, CAX.",
    )
    assert text(recipients=(RecipientFacts("Công an xã"),)).recipients == (
        "- Công an xã;",
        "- Lưu: VT.",
    )


def test_a_draft_says_so():
    facts = plan_facts(issued_on=None)
    document = plan_text(facts, frame(facts, is_draft=True, dated=date(2026, 5, 20)))

    assert document.period == "(Dự thảo)"
    assert document.place_line == f"Phú Riềng, ngày {BLANK} tháng 5 năm 2026"


def test_an_amendment_states_reason_and_what_becomes_what():
    facts = plan_facts()
    changes = [
        Amended("Chỉ tiêu A1", "Mức giao", "100%", "từ 95% trở lên"),
        Amended("Chỉ tiêu A3", "", "", "Tích hợp BHYT"),
        Amended("Chỉ tiêu A2", "", "Phát thanh", ""),
    ]
    document = amendment_text(
        facts, changes, "Giám trừ 20 người đi nước ngoài", "Kế hoạch số 5/KH-UBND", frame(facts)
    )

    assert document.subject == "Sửa đổi, bổ sung Kế hoạch số 5/KH-UBND"
    assert section(document, "LÝ DO") == ("Giám trừ 20 người đi nước ngoài.",)
    assert section(document, "NỘI DUNG") == (
        "- Chỉ tiêu A1, mức giao: “100%” sửa thành “từ 95% trở lên”.",
        "- Chỉ tiêu A3: bổ sung “Tích hợp BHYT”.",
        "- Chỉ tiêu A2: bỏ “Phát thanh”.",
    )
    assert len(document.annexes) == 2


def test_word_and_pdf_hold_every_sentence_and_figure():
    document = text()
    word = docx.Document(io.BytesIO(to_docx(document)))
    written = "\n".join(p.text for p in word.paragraphs)
    reader = pypdf.PdfReader(io.BytesIO(to_pdf(document)))
    printed = " ".join(" ".join(page.extract_text() for page in reader.pages).split())

    for s in document.sections:
        for line in (s.heading, *s.paragraphs):
            assert line in written
            assert line in printed
    assert [p.text for p in word.paragraphs if p.style.name == "Căn cứ"] == list(document.bases)
    assert all(run.font.italic is None for p in word.paragraphs for run in p.runs)
    assert word.styles["Căn cứ"].font.italic is True
    assert "TỔNG CỘNG 303" in printed


def test_signs_that_no_format_can_hold_are_left_out():
    document = text(title="Cao\x0b điểm\x00\uf0b7\ufffe", purposes=("a\x1fb",))

    assert document.subject == "Cao điểm"
    assert section(document, "MỤC ĐÍCH") == ("Ab",)
    assert to_docx(document)[:2] == b"PK"


def test_a_plan_that_says_nothing_can_still_be_set():
    facts = PlanFacts(code="x", issuer="", title="")
    document = plan_text(facts, frame(facts))

    assert (document.sections, document.annexes) == ((), ())
    assert document.subject == "(Kế hoạch chưa có tên)"
    assert to_pdf(document)[:4] == b"%PDF"
    assert to_docx(replace(document, illustrative=True))[:2] == b"PK"


def test_a_percent_goal_is_worded_by_its_operator():
    goal = replace(target().goal, value=Decimal("87.5"))
    above = text(targets=(target(goal=goal, operator=">", milestones=()),), quotas=())

    assert "trên 87,5%" in section(above, "CHỈ TIÊU")[1]


def test_letters_that_no_font_holds_are_question_marks_in_the_pdf_alone():
    document = text(purposes=("Vận động 中 \U0001f600 ➢ đạt",))

    assert to_pdf(document)[:4] == b"%PDF"
    assert "中" in "\n".join(
        p.text for p in docx.Document(io.BytesIO(to_docx(document))).paragraphs
    )


def test_every_letter_called_known_is_held_by_the_shipped_fonts():
    letters = "".join(chr(c) for first, last in RANGES for c in range(first, last + 1))
    document = text(purposes=(letters,))

    assert to_pdf(document)[:4] == b"%PDF"
    assert in_fonts("Ắ➢") == "Ắ?"
