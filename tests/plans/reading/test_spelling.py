"""Misread words and names spelt two ways, each with its first place in the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.reading.blocks import blocks_of
from plans.reading.spelling import spellings_of


def spellings(text: str) -> list[tuple[str, str, str, str]]:
    """Kind, as printed, suggested, and what stands at the place."""
    return [
        (s.kind, s.printed, s.suggestion, text[s.span.start : s.span.end])
        for s in spellings_of(blocks_of(text))
        if s.span
    ]


def test_a_slip_is_handed_on_once_at_its_first_place():
    text = "1. Cấp tài khoản **ĐDDT** mức 2.\n2. Kích hoạt ĐDDT. Phần đầu đạt 100%.\n"
    assert spellings(text) == [
        ("ocr", "ĐDDT", "ĐDĐT", "ĐDDT"),
        ("ocr", "Phần đầu", "Phấn đấu", "Phần đầu"),
    ]


def test_a_slip_broken_over_two_lines_spans_both():
    text = "Công an xã tích hợp Số sức\nkhỏe điện tử cho người dân trên địa bàn."
    assert spellings(text) == [("ocr", "Số sức khỏe", "Sổ sức khỏe", "Số sức\nkhỏe")]


def test_a_name_spelt_two_ways_is_marked_where_it_is_rarer():
    text = (
        "Phú Riềng, ngày tháng năm 2026\n\nKẾ HOẠCH\nCấp thẻ trên địa bàn xã Phú Riềng\n\n"
        "Trên đây là Kế hoạch của xã Phú Riêng, kính gửi các đơn vị./.\n"
    )
    assert spellings(text) == [("name", "Phú Riêng", "Phú Riềng", "Phú Riêng")]


SCHOOL = (
    "1. Phối hợp với trường THCS Đầm Mực rà soát.\n2. Trường THCS Đầm Mực tuyên truyền.\n\n"
    "Nơi nhận:\n- Hiệu trưởng trường THCS {};\n- Lưu: VP.\n"
)


def test_the_one_school_of_the_duties_under_another_name_among_the_recipients():
    assert spellings(SCHOOL.format("Hoàng Ngân (T/hiện)")) == [
        ("name", "THCS Hoàng Ngân", "THCS Đầm Mực", "THCS Hoàng Ngân")
    ]
    assert spellings(SCHOOL.format("Đầm Mực")) == []


def test_two_schools_in_the_duties_are_two_schools():
    two = "1. Trường THCS Đầm Mực, trường THCS Bình Yên rà soát.\n\nNơi nhận:\n- Trường THCS Hoàng Ngân;\n"
    assert spellings(two) == []


WORDS = [
    "xã",
    "Phú",
    "Riềng",
    "Riêng",
    "trường",
    "THCS",
    "Nơi nhận:",
    "ĐDDT",
    "l0%",
    "phần đầu",
    "\n- ",
    ", ngày tháng",
]


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), max_size=30).map(" ".join))
def test_every_suspect_stands_where_it_is_said_to(text: str):
    for spelling in spellings_of(blocks_of(text)):
        assert spelling.span is not None
        assert 0 <= spelling.span.start < spelling.span.end <= len(text)


@pytest.mark.parametrize(
    ("text", "printed", "suggestion"),
    [
        ("Trồng mới 2.00O cây xanh.", "2.00O", "2.000"),
        ("Các mốc: đến 30/4 đạt 50%, đến 3O/6 đạt 80%.", "3O/6", "30/6"),
        ("Hoàn thành trước ngày l5/6/2026.", "l5/6/2026", "15/6/2026"),
        ("Thực hiện l00% chỉ tiêu.", "l00%", "100%"),
        ("Đạt 9S% dân số.", "9S%", "95%"),
        ("Xong trong quý lI/2026.", "lI", "II"),
        ("Các thôn 1ập danh sách.", "1ập", "lập"),
        ("KẾ HOẠCH TRlỂN KHAI", "TRlỂN", "TRIỂN"),
    ],
)
def test_letters_among_digits_and_digits_among_letters_are_slips(
    text: str, printed: str, suggestion: str
):
    assert spellings(text) == [("ocr", printed, suggestion, printed.rstrip("%"))]


def test_names_with_letters_and_digits_are_no_slips():
    text = (
        "Vitamin B12, mã I10, 5S, nhà 2B, 20oC, 5l nước, quý I/2026, mục I.2, lớp 5B, thở O2, SpO2 95%, khoản 1a, "
        "4G, QL1A, kênh N2, CT02, PC06, 17h00, Web 2.0, Nghị quyết 57-NQ/TW, cá nhân dẫn đầu."
    )
    assert spellings(text) == []


def test_a_letter_in_a_tables_cell_is_a_slip_only_between_numbers():
    row = "| 6 | Hồ sơ trực tuyến | % | 83 | 9S | 85 | 90 |\n"
    assert spellings(row) == [("ocr", "9S", "95", "9S")]
    assert spellings("| 1 | 5B | 32 | 15 |\n| 2 | 5S | 30 | 14 |\n") == []


def test_a_small_l_stands_for_the_capital_of_a_name_known_with_it():
    text = "KẾ HOẠCH\nChuyển đổi số xã Ia Kdăm\n\nCác đơn vị báo cáo UBND xã la Kdăm."
    assert spellings(text) == [("ocr", "la Kdăm", "Ia Kdăm", "la Kdăm")]


def test_a_school_named_after_its_commune_bears_the_same_accents():
    text = "Xã Khánh Lương có 11 thôn.\n\nTiêm tại Trường Tiểu học Khánh Lường của xã Khánh Lương."
    assert spellings(text) == [("name", "Khánh Lường", "Khánh Lương", "Khánh Lường")]
