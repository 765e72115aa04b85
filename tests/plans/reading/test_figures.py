"""Printed percents, sums, teams and days with the figures beside them that they follow from."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plans.reading.blocks import blocks_of
from plans.reading.figures import figures_of
from plans.rules.checks import Context
from plans.rules.checks.figures import check_figures
from plans.rules.facts import FigureFacts, PlanFacts
from plans.rules.findings import Kind
from vietnamese.numbers import format_count, format_decimal, percent_of


def figures(text: str, *kinds: str) -> list[tuple[str, tuple[int, ...]]]:
    """What is printed and what it follows from, of the kinds asked for."""
    return [(f.printed, f.terms) for f in figures_of(blocks_of(text)) if f.kind in kinds]


def shares(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return figures(text, "share")


def kinds(text: str) -> list[Kind]:
    read = figures_of(blocks_of(text))
    facts = PlanFacts("p", "UBND", "Kế hoạch", figures=read)
    return [finding.kind for finding in check_figures(facts, Context())]


def test_a_percent_belongs_to_the_count_before_it_and_the_whole_of_its_sentence():
    text = "Nhân khẩu thường trú 35.097 NK, đã được cấp thẻ 32.788 NK, đạt tỷ lệ 93,42%."
    (figure,) = figures_of(blocks_of(text))
    assert figure.span is not None
    assert (figure.kind, figure.printed, figure.terms) == ("share", "93,42", (32788, 35097))
    assert text[figure.span.start : figure.span.end] == "32.788 NK, đạt tỷ lệ 93,42%"
    assert figure.label == "đã được cấp thẻ"


def test_a_wrong_percent_and_that_of_the_rest_belong_to_the_same_whole():
    text = (
        "Nhân khẩu thường trú 35.097 NK, đã được cấp thẻ 32.788 NK, đạt tỷ lệ 82,55%; số nhân khẩu chưa được cấp"
        " thẻ 2.309 NK, chiếm tỷ lệ 17,45% (2.618 NK dưới 6 tuổi; 5.045 NK từ 6 đến 14 tuổi; 27.434 NK từ đủ 14"
        " tuổi trở lên)."
    )
    assert shares(text) == [("82,55", (32788, 35097)), ("17,45", (2309, 35097))]
    assert figures(text, "sum") == [("35.097", (2618, 5045, 27434))]


def test_a_percent_may_be_of_another_level_than_the_first():
    text = (
        "Toàn xã có 9.642 công dân; đã thu nhận 8.127 công dân, đạt 84,29%; đã kích hoạt 7.356/8.127 tài khoản,"
        " đạt 90,51%; còn 771 tài khoản chưa kích hoạt."
    )
    assert shares(text) == [("84,29", (8127, 9642)), ("90,51", (7356, 8127))]
    assert figures(text, "sum") == [("8.127", (7356, 771))]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Thu nhận 11.511/13.308 công dân từ đủ 14 tuổi trở lên, tỷ lệ 86,94%.", (11511, 13308)),
        ("Bao phủ BHYT đạt 91,00% (14.120/15.323 người).", (14120, 15323)),
        ("Cấp 5.012 thẻ/5.500 công dân, đạt 92,21%.", (5012, 5500)),
        ("Trẻ dưới 6 tuổi: 1.127 cháu; đã cấp 85 cháu (8,54%).", (85, 1127)),
        ("Đã khám 1.102 người, đạt 70,10% trên tổng số 1.530 người.", (1102, 1530)),
    ],
)
def test_a_wrong_percent_keeps_the_pair_that_the_grammar_names(text: str, terms: tuple[int, ...]):
    assert [figure_terms for _, figure_terms in shares(text)] == [terms]
    assert kinds(text) == [Kind.PERCENT_MISMATCH]


def test_the_whole_of_the_same_people_may_stand_in_the_sentence_before():
    text = (
        "Toàn xã có 2.846 trẻ (1.317 trẻ từ 1 đến 5 tuổi và 1.529 trẻ từ 6 đến 10 tuổi). Số trẻ chưa tiêm là 800 trẻ,"
        " gồm: 412 trẻ từ 1 đến 5 tuổi (chiếm 31,28%) và 388 trẻ từ 6 đến 10 tuổi (chiếm 25,83%)."
    )
    assert shares(text) == [("31,28", (412, 1317)), ("25,83", (388, 1529))]
    assert kinds(text) == [Kind.PERCENT_MISMATCH]


def test_the_whole_of_a_list_stands_in_the_words_above_it():
    text = (
        "Toàn phường có 5.240 người cao tuổi, gồm:\n- Từ 60 đến 69 tuổi: 2.840 người (54,20%);\n"
        "- Từ 70 đến 79 tuổi: 1.500 người (28,63%);\n- Từ 80 tuổi trở lên: 900 người (19,18%).\n"
    )
    assert shares(text) == [
        ("54,20", (2840, 5240)),
        ("28,63", (1500, 5240)),
        ("19,18", (900, 5240)),
    ]
    assert figures(text, "sum") == [("5.240", (2840, 1500, 900))]
    assert kinds(text) == [Kind.PERCENT_MISMATCH]


@pytest.mark.parametrize(
    "text",
    [
        "Thu nhận hồ sơ đạt tỷ lệ tối thiểu 95% so với tổng số 13.308 công dân.",
        "Phấn đấu 1.250 người tham gia, đạt 95,15% dân số 18.420 người.",
        "Năm 2024 phát triển 1.250 người mới, đạt 102,5% kế hoạch.",
        "Đã có 8.214 người tham gia trên tổng 9.000 người, tăng 2,13% so với cùng kỳ.",
        "Toàn xã có 15.300 nhân khẩu. Đã lắp 320 thùng rác, đạt 86,5%.",
        "Dân số 12.450 người, nữ chiếm 51,2%.",
        "Xã có 14.305 nhân khẩu, trong đó đồng bào dân tộc thiểu số chiếm 61%.",
        "Tiếp nhận 6.954 hồ sơ, nộp trực tuyến 6.120 hồ sơ (88,01%); hồ sơ đúng hạn đạt 99,2%.",
        "Tổng diện tích 4.512 ha, dân số 9.120 người, hộ nghèo 112 hộ chiếm 4,12%.",
        "Đạt 2.310/4.800 người, bằng 48,13% kế hoạch năm; cùng kỳ 2.145 người (47,2%).",
        "Năm 2023 tiếp nhận 1.200 hồ sơ; năm 2024 giải quyết 900 hồ sơ, đạt 85,60%.",
        "100% công dân từ đủ 14 tuổi; 80% người dân có hồ sơ sức khỏe.",
    ],
)
def test_goals_changes_and_percents_of_nothing_printed_are_no_findings(text: str):
    assert kinds(text) == []


pairs = st.tuples(st.integers(30, 99999), st.integers(30, 99999)).filter(
    lambda pair: pair[0] < pair[1]
)


def sentence(part: int, whole: int, percent: str) -> str:
    counts = format_count(whole), format_count(part)
    return f"Toàn xã có {counts[0]} công dân, đã cấp thẻ cho {counts[1]} công dân, đạt tỷ lệ {percent}%."


@given(pairs)
def test_a_sentence_whose_figures_agree_gives_no_finding(pair: tuple[int, int]):
    percent = format_decimal(percent_of(*pair) or Decimal(0), 2)
    assert kinds(sentence(*pair, percent)) == []


@given(pairs, st.integers(2, 3000))
def test_a_sentence_whose_percent_is_wrong_gives_exactly_one(pair: tuple[int, int], change: int):
    wrong = (percent_of(*pair) or Decimal(0)) + Decimal(change) / 100
    assume(wrong != 100)  # "100%" with decimals would be the whole of the whole
    assert kinds(sentence(*pair, format_decimal(wrong, 2))) == [Kind.PERCENT_MISMATCH]


@pytest.mark.parametrize(
    ("text", "printed", "terms"),
    [
        (
            "Tổ 1, gồm 06 người (Công an 04 người và lãnh đạo các phòng, ban 02 người).",
            "06",
            (4, 2),
        ),
        (
            "Tổ chỉ đạo gồm 12 người (Công an xã 05 người, Phòng A 04 người, Hội B 04 người).",
            "12",
            (5, 4, 4),
        ),
        (
            "Tổ thu nhận gồm 09 đồng chí: Công an 05, Đoàn Thanh niên 02, nhà trường 02.",
            "09",
            (5, 2, 2),
        ),
        ("Tổ công tác 10 người: 01 tổ trưởng, 02 tổ phó và 06 thành viên.", "10", (1, 2, 6)),
        ("Lập 09 Tổ công nghệ số với 65 thành viên (mỗi tổ 07 người).", "65", (7,) * 9),
        ("Thành lập 05 tổ, mỗi tổ 06 người, tổng số 32 người.", "32", (6,) * 5),
    ],
)
def test_a_team_is_its_members(text: str, printed: str, terms: tuple[int, ...]):
    assert figures(text, "team") == [(printed, terms)]


@pytest.mark.parametrize(
    "text",
    [
        "Tổ giúp việc gồm 08 đồng chí (Công an 03 đồng chí, còn lại là đoàn viên 04 đồng chí).",
        "Tổ công tác 10 người: phụ trách 04 thôn, 02 trường học.",
        "Đội xung kích 12 người (02 ca, 06 người/ca).",
        "Tổ công tác 12 người, trong đó có 03 đồng chí Công an và 02 cán bộ y tế.",
        "Người cao tuổi có 1.245 người, trong đó 800 người có thẻ, 600 người đã khám.",
        "Xã còn 25 hộ nghèo trong 3.215 hộ, đã hỗ trợ 2.450 hộ.",
        "Thu nhận 11.511/13.308 công dân; và còn 42 trường hợp chưa được cấp căn cước.",
    ],
)
def test_parts_that_are_not_all_of_a_total_are_no_finding(text: str):
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "printed", "terms"),
    [
        ("Người cao tuổi có 1.245 người, gồm 512 nam và 743 nữ.", "1.245", (512, 743)),
        (
            "Tổ chức 04 điểm tiêm (01 điểm tại Trạm, 02 điểm tại trường, 02 điểm lưu động).",
            "04",
            (1, 2, 2),
        ),
        ("Có 1.204 em (khối 6: 312 em, khối 7: 298 em, khối 8: 604 em).", "1.204", (312, 298, 604)),
        ("Tổng số trẻ: 2.316; đã có thẻ 903 cháu; còn 1.431 cháu.", "1.431", (2316, -903)),
    ],
)
def test_a_total_beside_all_its_parts_is_a_sum(text: str, printed: str, terms: tuple[int, ...]):
    assert figures(text, "sum") == [(printed, terms)]
    assert kinds(text) == [Kind.SUM_MISMATCH]


def days(first: date, last: date) -> tuple[int, int]:
    return first.toordinal(), last.toordinal()


def test_days_are_held_against_the_dates_beside_them():
    text = "Trong thời gian 60 ngày (kể từ ngày 18/4/2025 đến hết ngày 18/6) phải hoàn thành."
    assert figures(text, "duration") == [("60", days(date(2025, 4, 18), date(2025, 6, 18)))]


def test_a_campaign_called_by_its_days_is_held_against_the_window_once():
    text = (
        "KẾ HOẠCH\nThực hiện Chiến dịch “90 ngày, đêm” kích hoạt tài khoản\n\n"
        "1. Chiến dịch “90 ngày, đêm” là đợt cao điểm.\n"
        "2. Đợt 1 từ ngày 31/8/2023 đến ngày 10/9/2023.\n"
        "3. Thời gian thực hiện: từ ngày 31 tháng 8 năm 2023 đến hết ngày 30 tháng 11 năm 2023.\n"
    )
    assert figures(text, "duration") == [("90", days(date(2023, 8, 31), date(2023, 11, 30)))]


def test_limits_for_answers_are_no_durations():
    text = (
        "Thời gian thực hiện: từ ngày 01/7/2025 đến ngày 30/9/2025.\n"
        "Báo cáo trong 10 ngày kể từ ngày ký; xử lý trong vòng 15 ngày; đính chính trong 03 ngày làm việc."
    )
    assert figures(text, "duration") == []


def test_dates_that_run_backwards_are_handed_on_without_a_number_of_days():
    text = "Đợt 2: từ ngày 18/11/2024 đến ngày 12/11/2024; tiêm vét từ ngày 20/12 đến 05/01."
    assert figures(text, "duration") == [("", days(date(2024, 11, 18), date(2024, 11, 12)))]


def test_age_groups_side_by_side_that_share_an_age_are_handed_on():
    text = "2. Đối tượng: nhóm 1 là trẻ từ 1 đến 5 tuổi; nhóm 2 là trẻ từ 5 đến 10 tuổi."
    (figure,) = figures_of(blocks_of(text))
    assert (figure.kind, figure.printed, figure.terms) == (
        "ages",
        "từ 1 đến 5 tuổi / từ 5 đến 10 tuổi",
        (1, 5, 5, 10),
    )
    listed = "Đối tượng:\n- Nhóm 1: từ 1 đến 5 tuổi.\n- Nhóm 2: từ 5 đến 10 tuổi.\n"
    assert figures(listed, "ages") == [("từ 1 đến 5 tuổi / từ 5 đến 10 tuổi", (1, 5, 5, 10))]


@pytest.mark.parametrize(
    "text",
    [
        "trẻ từ 1 đến 5 tuổi và trẻ từ 6 đến 10 tuổi",
        "5.045 NK từ 6 đến 14 tuổi; 27.434 NK từ đủ 14 tuổi trở lên",
        "từ đủ 6 đến dưới 14 tuổi và từ 14 tuổi trở lên",
        "trẻ từ 1 đến 10 tuổi, trong đó trẻ từ 1 đến 5 tuổi",
        "từ 6 tuổi trở lên, trong đó từ 6 đến 14 tuổi",
    ],
)
def test_age_groups_apart_or_within_each_other_do_not_overlap(text: str):
    assert figures(text, "ages") == []


def test_a_line_of_a_table_gives_its_percent_where_it_fits():
    table = "| Thôn A | 120 | 100 | 83,33% |\n| Thôn B | 90 | 30 | 50,00% |\n"
    assert shares(table) == [("83,33", (100, 120))]


def test_figures_come_in_the_order_of_the_text():
    text = (
        "Tổ 1 gồm 06 người (Công an 04 người, Quân sự 02 người).\n\n"
        "Đã cấp 80/100 thẻ, đạt 80,00%.\n\nTổ 2 gồm 05 người (Công an 04 người, Quân sự 01 người).\n"
    )
    places = [f.span.start for f in figures_of(blocks_of(text)) if f.span]
    assert places == sorted(places)
    assert len(places) == 3


@given(st.text(alphabet="0123456789.,/%()-–: ;ngàyđếntừtuổiNKgồmcòn", max_size=120))
def test_no_text_breaks_the_reading(text: str):
    for figure in figures_of(blocks_of(text)):
        assert isinstance(figure, FigureFacts)
        assert figure.span is not None
        assert 0 <= figure.span.start <= figure.span.end <= len(text)
    assert isinstance(kinds(text), list)


def findings(text: str) -> list[tuple[Kind, str, str]]:
    facts = PlanFacts("p", "UBND", "Kế hoạch", figures=figures_of(blocks_of(text)))
    return [(f.kind, f.printed, f.computed) for f in check_figures(facts, Context())]


@pytest.mark.parametrize(
    "text",
    [
        "Số người tham gia là 467 người, tăng 3,1% so với năm 2024, dân số 20.794 người.",
        "Toàn xã có 12.400 người trong độ tuổi lao động; có 467 người tham gia, tỷ lệ còn thấp 4,2% lực lượng lao động.",
        "Toàn xã có 20.794 nhân khẩu, có 467 người tham gia BHXH tự nguyện, chiếm 4,2% lực lượng lao động.",
        "Thành lập Đội tình nguyện 24 người (mỗi điểm 08 người) tại 03 điểm.",
        "Đội tình nguyện 24 người tại 03 điểm, mỗi điểm 08 người gồm: Công an 02, Đoàn Thanh niên 06.",
        "Tổng số 120 người, trong đó 80 nữ, 30 đảng viên, 25 người dân tộc thiểu số.",
        "Toàn xã có 1.872 người cao tuổi, đã khám 1.246 người, còn 500 người đi làm ăn xa.",
        "Xã có 9.642 công dân, trong đó 8.127 đã thu nhận; còn khoảng 1.500 người chưa thu nhận.",
        "Tổ công tác có 07 người: đồng chí Phó Chủ tịch - Tổ trưởng, 02 Tổ phó, 04 thành viên.",
        "Số trẻ 2.846 (1.317 trẻ từ 1 đến 5 tuổi và 1.529 trẻ từ 6 đến 10 tuổi, 120 trẻ có chống chỉ định).",
        "Người dân tộc 5.100 người (57,2%), hộ nghèo 312 hộ (13,5%) trong tổng số 8.920 nhân khẩu.",
        "Kinh phí 275 triệu đồng, trong đó mua máy quét: 58 triệu đồng; tập huấn 30 triệu đồng.",
        "Tuyến đường dài 5 km, trong đó đoạn thôn Thượng 1,8 km, thôn Trung 1,5 km.",
    ],
)
def test_figures_that_are_of_another_whole_or_only_some_of_it_are_no_mistake(text: str):
    assert findings(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Xã có 17.020 tài khoản, trong đó 15.604 tài khoản đã kích hoạt (91,7%), còn lại 1.461 tài khoản.",
            (Kind.SUM_MISMATCH, "1.461", "1.416"),
        ),
        (
            "Chỉ tiêu 800 người phân bổ: cụm 1: 240; cụm 2: 290; cụm 3: 280.",
            (Kind.SUM_MISMATCH, "800", "810"),
        ),
        ("Kiện toàn 13 tổ, mỗi tổ 06 người, tổng 87.", (Kind.TEAM_SUM, "87", "78")),
        (
            "Kiện toàn 13 tổ, mỗi tổ 06 thành viên (tổng số 87 thành viên).",
            (Kind.TEAM_SUM, "87", "78"),
        ),
        (
            "Xây dựng tuyến đường dài 4,6 km (thôn Thượng 1,8 km; thôn Trung 1,5 km; thôn Hạ 1,1 km).",
            (Kind.SUM_MISMATCH, "4,6", "4,4"),
        ),
        (
            "Kinh phí 95 triệu đồng, gồm: tuyên truyền 30 triệu đồng, tập huấn 40 triệu đồng, khen thưởng 20 triệu đồng.",
            (Kind.SUM_MISMATCH, "95", "90"),
        ),
    ],
)
def test_a_slip_in_what_is_left_in_shares_given_out_and_in_measures_is_found(
    text: str, found: tuple[Kind, str, str]
):
    assert findings(text) == [found]


def test_a_tables_column_is_held_against_its_total_line_whatever_it_is_about():
    rows = "STT\tẤp\tNgày khám\tSố người\n1\tPhú Mỹ\t06/10 - 09/10\t312\n2\tTân Hòa\t13/10 - 16/10\t278\n3\tHội An\t20/10\t295\n"
    assert findings(rows + "\tCộng\t\t885\n") == []
    assert findings(rows + "\tCộng\t\t895\n") == [(Kind.SUM_MISMATCH, "895", "885")]
    assert findings(rows + "\tCộng\t\t4.100\n") == []  # of something else


def test_subtotals_and_averages_in_a_table_are_not_added_up():
    table = (
        "| TT | Đơn vị | Chỉ tiêu |\n| I | Khối trường | 300 |\n| 1 | THCS Hòa An | 100 |\n| 2 | Tiểu học Hòa An | 200 |\n"
        "| | Tổng cộng | 310 |\n"
    )
    assert findings(table) == []
    table = "| Thôn | Tỷ lệ (%) |\n| Thôn Hạ | 90 |\n| Thôn Thượng | 80 |\n| Thôn Trung | 85 |\n| Cộng | 250 |\n"
    assert findings(table) == []


def test_one_line_of_a_table_is_wrong_where_the_others_show_what_a_column_is():
    head = "| TT | Thôn | Dân số | Nam | Nữ | Cộng | Có thẻ | Tỷ lệ |\n"
    lines = (
        "| 1 | Thôn Hạ | 410 | 200 | 210 | 410 | 369 | 90,0% |\n"
        "| 2 | Thôn Thượng | 370 | 180 | 190 | 370 | 330 | 89,2% |\n"
        "| 3 | Thôn Trung | 310 | 150 | 160 | 310 | 200 | 46,5% |\n"
    )
    assert findings(head + lines) == [(Kind.PERCENT_MISMATCH, "46,5", "64,52")]
    table = (
        "| TT | Thôn | Số hộ | Nam | Nữ | Tổng |\n| 1 | Thôn Hạ | 90 | 200 | 210 | 410 |\n"
        "| 2 | Thôn Thượng | 80 | 180 | 190 | 370 |\n| 3 | Thôn Trung | 70 | 150 | 160 | 301 |\n"
    )
    assert findings(table) == [(Kind.SUM_MISMATCH, "301", "310")]


def test_hours_between_the_days_of_a_window_are_read_over():
    text = "Thời gian: 45 ngày đêm, từ 00h00 ngày 16/10/2025 đến 24h00 ngày 29/11/2025."
    days = (date(2025, 10, 16).toordinal(), date(2025, 11, 29).toordinal())
    assert figures(text, "duration") == [("45", days)]
