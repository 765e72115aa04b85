"""A text as blocks: sentences put together again, each letter with its place."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.reading.blocks import Block, blocks_of
from plans.reading.dates import dates_in
from plans.reading.tree import above, sentences, siblings, under
from plans.rules.goals import Span


def told(text: str) -> list[tuple[str, str, str]]:
    return [(block.kind, block.number, block.text) for block in blocks_of(text)]


def texts(text: str) -> list[str]:
    return [block.text for block in blocks_of(text)]


def only(text: str) -> Block:
    (block,) = blocks_of(text)
    return block


# --- Joining -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("1. Cấp căn cước cho 100%\n\ncông dân từ đủ 6 tuổi.", "Cấp căn cước cho 100% công dân từ đủ 6 tuổi."),
        ("Tuyên truyền về ý\n\n- 3 -\n\nnghĩa của thẻ.", "Tuyên truyền về ý nghĩa của thẻ."),
        ("(*đồng chí An - Cán*\n\n*bộ Công an xã*)", "(đồng chí An - Cán bộ Công an xã)"),
        ("Theo Nghị định số 104/2016/NĐ-\nCP.", "Theo Nghị định số 104/2016/NĐ-CP."),
        (
            "Danh sách gửi chậm nhất trước khi kết thúc vào ngày\n30/6/2026 theo quy định.",
            "Danh sách gửi chậm nhất trước khi kết thúc vào ngày 30/6/2026 theo quy định.",
        ),
        ("+ Đơn vị chủ trì: Phòng Văn hóa\n- Xã hội.", "Đơn vị chủ trì: Phòng Văn hóa - Xã hội."),
        (
            "Tỷ lệ tiêm mũi 2 vắc xin sởi trong tiêm chủng thường xuyên\n- rubella chỉ đạt 78,6%.",
            "Tỷ lệ tiêm mũi 2 vắc xin sởi trong tiêm chủng thường xuyên - rubella chỉ đạt 78,6%.",
        ),
        (
            "Kích hoạt các tài khoản định danh điện tử ở mức độ\n2. Sau đó báo cáo.",
            "Kích hoạt các tài khoản định danh điện tử ở mức độ 2. Sau đó báo cáo.",
        ),
    ],
)  # fmt: skip
def test_a_sentence_broken_over_lines_is_one_block(text, joined):
    assert texts(text) == [joined]


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("- Công an xã;\n- Trạm Y tế xã.", ["Công an xã;", "Trạm Y tế xã."]),
        ("Việc thứ nhất.\nViệc thứ hai.", ["Việc thứ nhất.", "Việc thứ hai."]),
        (
            "xe tuyên truyền lưu động,\n\nTuyên truyền",
            ["xe tuyên truyền lưu động,", "Tuyên truyền"],
        ),
        ("mức 1;\n\nthu nhận hồ sơ", ["mức 1;", "thu nhận hồ sơ"]),
        ("I. MỤC TIÊU\ncấp thẻ căn cước", ["MỤC TIÊU", "cấp thẻ căn cước"]),
        ("| 1 | An |\n| 2 | Bình |", ["| 1 | An |", "| 2 | Bình |"]),
    ],
)
def test_what_is_said_apart_stays_apart(text, apart):
    assert texts(text) == apart


# --- Marks -------------------------------------------------------------------------------------------


def test_numbers_and_dashes_are_told_and_left_out_of_the_text():
    text = (
        "## II. NỘI DUNG\n\n**1. Công an xã**\n\n- Thu nhận:\n\n- + Hồ sơ mới.\n\n"
        "a) Tuyên truyền;\n\n(1) Danh sách.\n\n• Chấm tròn.\n\n1.1. Việc nhỏ\n\n+ Một ý."
    )
    assert told(text) == [
        ("heading", "II", "NỘI DUNG"),
        ("heading", "1", "Công an xã"),
        ("bullet", "-", "Thu nhận:"),
        ("bullet", "+", "Hồ sơ mới."),
        ("bullet", "a", "Tuyên truyền;"),
        ("bullet", "(1)", "Danh sách."),
        ("bullet", "-", "Chấm tròn."),
        ("heading", "1.1", "Việc nhỏ"),
        ("bullet", "+", "Một ý."),
    ]


def test_page_numbers_rules_and_emphasis_are_no_text():
    assert texts("Trang 2/5\n\n---\n\n**Đậm** và *nghiêng*.\n\n - 7 -\n\n|---|---|") == [
        "Đậm và nghiêng."
    ]


def test_sections_name_the_headings_above():
    text = "II. NỘI DUNG\n3. Chỉ tiêu\n3.1. Cấp thẻ\n- Một ý.\n4. Việc khác\na) Ý khác;\nIII. HẾT\nMột câu."
    assert [(b.section, b.level) for b in blocks_of(text)] == [
        ("II", 1),
        ("II.3", 2),
        ("II.3.1", 3),
        ("II.3.1", 7),
        ("II.4", 2),
        ("II.4.a", 5),
        ("III", 1),
        ("III", 7),
    ]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("| 1 | **Thôn A** | 120 |", ("1", "Thôn A", "120")),
        ("1\tẤp Hòa Lợi\t73\t142", ("1", "Ấp Hòa Lợi", "73", "142")),
        ("1 Hoà Thạnh 85 80 165", ("1", "Hoà Thạnh", "85", "80", "165")),
        ("Tổng 412 388 800", ("", "Tổng", "412", "388", "800")),
        ("|| CỘNG | 1.413 |", ("CỘNG", "1.413")),
    ],
)
def test_rows_of_tables_give_their_cells(line, cells):
    block = only(line)
    assert (block.kind, block.cells[-len(cells) :]) == ("row", cells)


@pytest.mark.parametrize("line", ["10 năm 2024", "Quý 1 năm 2026", "-\tMột ý của kế hoạch"])
def test_sentences_are_no_rows(line):
    assert only(line).kind != "row"


# --- Places ------------------------------------------------------------------------------------------


def test_every_position_leads_back_to_the_text():
    text = "- Giao **807** tài\n\n2\n\nkhoản  cho các thôn."
    block = only(text)
    at = block.text.index("807 tài khoản")
    assert block.span(at, at + 3) == Span(9, 12)
    assert (
        text[block.span().start : block.span().end]
        == "Giao **807** tài\n\n2\n\nkhoản  cho các thôn."
    )


@settings(max_examples=300, deadline=None, database=None)
@given(st.lists(st.sampled_from([*"aĐấ1.-+*|#()\t\n ", "II. ", "Nơi nhận:", "KẾ HOẠCH", "\n\n"])))
def test_blocks_are_in_order_and_every_letter_is_the_texts_own(pieces):
    text = unicodedata.normalize("NFC", "".join(pieces))
    last = 0
    for place, block in enumerate(blocks_of(text)):
        assert last <= block.start <= block.end <= len(text)
        assert block.parent < place
        last = block.end
        for at, letter in enumerate(block.text):
            if letter != " ":
                assert text[block.span(at, at + 1).start] == letter


def test_a_line_without_end_is_cut():
    text = "thôn " * 40_000
    blocks = blocks_of(text)
    assert max(len(block.text) for block in blocks) < 12_000
    assert sum(block.text.count("thôn") for block in blocks) == 40_000


# --- The tree ----------------------------------------------------------------------------------------

ITEM = "2. Tuyên truyền\n- Phát loa 02 lần/ngày.\n- Chủ trì: Đài truyền thanh.\n+ Thời gian: 2026.\n- Việc khác."


def test_above_and_under_follow_the_marks():
    blocks = blocks_of(ITEM)
    assert list(above(blocks, 3)) == [1, 0]
    assert list(under(blocks, 0)) == [1, 2, 3, 4]
    assert list(under(blocks, 1)) == [2, 3]


def test_labels_belong_to_the_dash_before_them():
    assert list(siblings(blocks_of(ITEM), 2)) == [1, 2, 3]


def test_sentences_end_at_semicolons_and_not_at_abbreviations():
    text = "Gửi UBND TP. Hải Dương; báo cáo ngày 30.6. Sau đó 1.250 hồ sơ."
    assert [text[a:b] for a, b in sentences(text)] == [
        "Gửi UBND TP. Hải Dương;",
        "báo cáo ngày 30.6.",
        "Sau đó 1.250 hồ sơ.",
    ]


# --- Dates -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("từ ngày 31 tháng 8 năm 2023 đến hết ngày 30/11/2023", ["2023-08-31 from", "2023-11-30 through"]),
        ("trước ngày khai giảng 05/9/2025", ["2025-09-05 before"]),
        ("đến 31/8 đạt 25%", ["2026-08-31 through"]),
        ("chậm nhất là ngày 5/9", ["2026-09-05 through"]),
        ("hoàn thành trong ngày 15.4.2026", ["2026-04-15 on"]),
        ("thu nhận sau ngày 15/4/2025", ["2025-04-15 after"]),
        ("Nghị quyết số 57-NQ/TW ngày 22/12/2024", ["2024-12-22 None"]),
        ("thứ 9/14 địa phương, từ 6-14 tuổi, 11.511/13.308", []),
        ("ngày 31/02/2026 và 40/13/2026", []),
    ],
)  # fmt: skip
def test_days_are_found_with_what_the_words_before_make_of_them(text, found):
    assert [f"{dated.day} {dated.role}" for dated in dates_in(text, 2026)] == found
