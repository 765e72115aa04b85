"""The lines by which a plan hands out its goal to units."""

from hypothesis import given
from hypothesis import strategies as st

from plans.reading.blocks import blocks_of
from plans.reading.quotas import printed_quotas_of


def quotas(text: str) -> list[tuple[str, int, str, bool]]:
    return [(q.unit, q.value, q.what, q.is_total) for q in printed_quotas_of(blocks_of(text))]


def test_a_table_of_the_appendix_gives_a_line_for_each_unit_and_the_total():
    text = (
        "PHỤ LỤC\nGIAO CHỈ TIÊU KÍCH HOẠT\n\n| STT | Buôn | Số tài khoản phải kích hoạt |\n|---|---|---|\n"
        "| 1 | Buôn Ea Kmát | 1.112 |\n| 2 | Buôn Puăn | 98 |\n| | Tổng cộng | 1.210 |\n"
    )
    what = "Số tài khoản phải kích hoạt"
    assert quotas(text) == [
        ("Buôn Ea Kmát", 1112, what, False),
        ("Buôn Puăn", 98, what, False),
        ("Tổng cộng", 1210, what, True),
    ]
    (first, *_) = printed_quotas_of(blocks_of(text))
    assert first.span is not None
    assert "Buôn Ea Kmát | 1.112" in text[first.span.start : first.span.end]


def test_each_column_after_the_unit_keeps_its_heading():
    text = (
        "PHỤ LỤC: SỐ LIỆU GIAO CHỈ TIÊU\n\n| TT | Đơn vị | Còn lại | Chỉ tiêu giao |\n"
        "|1| Tổ dân phố số 1 | 156 | 150 |\n|2| Tổ dân phố số 2 | - | 200 |\n|| CỘNG | 156 | 350 |\n"
    )
    assert quotas(text) == [
        ("Tổ dân phố số 1", 156, "Còn lại", False),
        ("Tổ dân phố số 1", 150, "Chỉ tiêu giao", False),
        ("Tổ dân phố số 2", 200, "Chỉ tiêu giao", False),
        ("CỘNG", 156, "Còn lại", True),
        ("CỘNG", 350, "Chỉ tiêu giao", True),
    ]


def test_tabs_in_the_body_count_where_the_lead_hands_out():
    text = (
        "4. Trưởng các ấp chịu trách nhiệm theo bảng phân bổ:\n\nTT\tẤp\tTrẻ 1-5 tuổi\tCộng\n"
        "1\tHoà Thạnh\t85\t85\n2\tHoà Lợi\t73\t73\n\tTổng\t158\t158\n"
    )
    assert quotas(text)[:2] == [
        ("Hoà Thạnh", 85, "Trẻ 1-5 tuổi", False),
        ("Hoà Thạnh", 85, "Cộng", False),
    ]
    assert quotas(text)[-1] == ("Tổng", 158, "Cộng", True)


def test_lines_of_the_appendix_with_a_colon_are_shares():
    text = (
        "PHỤ LỤC\nGiao chỉ tiêu phát triển mới cho các tổ dân phố\n(Kèm theo Kế hoạch số 61/KH-UBND)\n"
        "1. Tổ dân phố Châu Chính: 22\n2. Tổ dân phố Trường Sơn: 19\n3. Tổ dân phố Vinh Quang: 18 người\nCộng: 59\n"
    )
    what = "Giao chỉ tiêu phát triển mới cho các tổ dân phố"
    assert quotas(text) == [
        ("Tổ dân phố Châu Chính", 22, what, False),
        ("Tổ dân phố Trường Sơn", 19, what, False),
        ("Tổ dân phố Vinh Quang", 18, what, False),
        ("Cộng", 59, what, True),
    ]


def test_items_under_a_sentence_that_hands_out_are_shares_too():
    text = "Giao chỉ tiêu cho các thôn như sau:\n- Thôn A: 22 người;\n- Thôn B: 19 người;\n- Thôn C: 18 người.\n"
    assert [(unit, value) for unit, value, _, _ in quotas(text)] == [
        ("Thôn A", 22),
        ("Thôn B", 19),
        ("Thôn C", 18),
    ]


def test_other_tables_and_lists_hand_out_nothing():
    prices = "Dự toán:\n\n| TT | Nội dung | Tiền |\n| 1 | Băng rôn | 500 |\n| 2 | Tờ rơi | 300 |\n"
    people = "Dân số các thôn:\n\n| Thôn | Dân số |\n| Thôn A | 500 |\n| Thôn B | 300 |\n"
    stocks = "Kết quả đã thực hiện được:\n- Đã cấp: 2.875;\n- Chưa cấp: 990;\n- Kích hoạt: 2.541;\n"
    assert [quotas(text) for text in (prices, people, stocks, "")] == [[], [], [], []]


CELLS = st.sampled_from(
    ["Thôn A", "Tổng cộng", "12", "1.200", "", "-", "TT", "Đơn vị", "Chỉ tiêu giao", "3,5%"]
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=8))
def test_ragged_tables_are_read_without_a_fault(rows: list[list[str]]):
    text = "PHỤ LỤC\nGiao chỉ tiêu\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)
    for quota in printed_quotas_of(blocks_of(text)):
        assert quota.unit
        assert quota.value in (12, 1200)
