import pytest

from vietnamese.legacy import certain_encoding, from_tcvn3, from_vni, repaired, sheet_encoding
from vietnamese.syllables import is_syllable
from vietnamese.text import nfc


def to_tcvn3(text: str) -> str:
    """The text as the font's bytes, seen as Latin-1."""
    byte_of = {from_tcvn3(chr(code)): chr(code) for code in range(0xA1, 0xFF)}
    return "".join(byte_of.get(letter, letter) for letter in text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Th«n Phó B×nh", "Thôn Phú Bình"),
        ("Thu nhËn hå s¬ c¨n c\xadíc", "Thu nhận hồ sơ căn cước"),
        ("KÝch ho¹t tµi kho¶n §D§T møc 2", "Kích hoạt tài khoản ĐDĐT mức 2"),
    ],
)
def test_tcvn3_is_recognised_and_read(typed, meant):
    assert (certain_encoding(typed), from_tcvn3(typed), repaired(typed, None)) == (
        "TCVN3",
        meant,
        meant,
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Thoân Phuù Nghóa", "Thôn Phú Nghĩa"),
        ("BAùO CAùO KEáT QUAû TUAàN", "BÁO CÁO KẾT QUẢ TUẦN"),
        ("Töø ñuû 14 tuoåi trôû leân", "Từ đủ 14 tuổi trở lên"),
        ("Kích hoaït taøi khoaûn ÑDÑT möùc 2", "Kích hoạt tài khoản ĐDĐT mức 2"),
        ("PHUÙ HÖNG", "PHÚ HƯNG"),
    ],
)
def test_vni_is_recognised_and_read(typed, meant):
    assert (certain_encoding(typed), from_vni(typed), repaired(typed, None)) == (
        "VNI",
        meant,
        meant,
    )


@pytest.mark.parametrize(
    "text", ["Thôn Phú Vinh", "Từ đủ 14 tuổi", "Excel", "Café", "", "Xã Phú Riềng"]
)
def test_unicode_text_is_left_alone(text):
    assert certain_encoding(text) is None
    assert repaired(text, None) == text


def test_a_text_that_reads_well_either_way_follows_its_sheet():
    assert repaired("Phó Vinh", sheet_encoding(["Th«n Phó B×nh", "Phó Vinh", "12"])) == "Phú Vinh"
    assert repaired("Phó Vinh", sheet_encoding(["Thôn Phú Lâm", "Từ đủ 14 tuổi"])) == "Phó Vinh"
    assert sheet_encoding([]) is None


def test_genuine_unicode_among_cells_of_an_old_font_stays_as_it_is():
    shared = sheet_encoding(["Th«n Phó B×nh", "Thôn Phú Tân", "Từ đủ 14 tuổi", "Th«n Phó Hßa"])
    assert repaired("Thôn Phú Tân", shared) == "Thôn Phú Tân"
    assert repaired("Th«n Phó B×nh", shared) == "Thôn Phú Bình"
    assert repaired("Phó Vinh", shared) == "Phú Vinh"


@pytest.mark.parametrize(
    ("meant", "scheme"),
    [("Thôn Phú Bình", "TCVN3"), ("Từ 6 đến dưới 14 tuổi", "TCVN3 in 1258")],
)
def test_tcvn3_that_was_opened_in_windows_1258_is_recognised(meant, scheme):
    seen = nfc(to_tcvn3(meant).encode("latin-1").decode("cp1258"))
    assert (certain_encoding(seen), repaired(seen, None)) == (scheme, meant)


def test_words_with_tones_apart_are_put_together_again():
    seen = nfc(to_tcvn3("Thống kê tiền điện của xóm").encode("latin-1").decode("cp1258"))
    assert repaired(seen, None) == "Thống kê tiền điện của xóm"


def test_syllables_have_a_known_onset_rime_and_tone():
    assert [is_syllable(w) for w in ("thôn", "Nghĩa", "quyết", "giếng", "ƯƠNG")] == [True] * 5
    assert [is_syllable(w) for w in ("th«n", "Nghóa", "Phß", "cât", "oà́")] == [
        False,
        True,
        False,
        False,
        False,
    ]
