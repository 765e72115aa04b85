import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.text import (
    collapse_spaces,
    comparable,
    fold,
    nfc,
    sort_key,
    with_new_tone_placement,
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Hoà", "Hòa"),
        ("HOÀ", "HÒA"),
        ("Uỷ ban", "Ủy ban"),
        ("Thuỷ", "Thủy"),
        ("khoẻ", "khỏe"),
        ("hoàn", "hoàn"),
        ("quỹ", "quỹ"),
        ("Hòa", "Hòa"),
        ("toán", "toán"),
    ],
)
def test_the_old_tone_placement_becomes_the_new(old, new):
    assert with_new_tone_placement(old) == new
    assert with_new_tone_placement(unicodedata.normalize("NFD", old)) == new


def test_spellings_of_the_same_words_compare_equal():
    written = [
        "Thôn Phú Hòa",
        "thôn Phú Hoà ",
        "THÔN\xa0PHÚ  HÒA",
        unicodedata.normalize("NFD", "Thôn Phú Hòa"),
    ]
    assert {comparable(text) for text in written} == {"thôn phú hòa"}


def test_folding_drops_accents_and_the_bar_of_d():
    assert fold(" Đường  ĐƠN vị ") == "duong don vi"


def test_a_text_too_long_to_keep_has_the_same_keys():
    long = "Thôn Phú Hoà  " * 40
    assert (fold(long), comparable(long)) == (
        " ".join(["thon phu hoa"] * 40),
        " ".join(["thôn phú hòa"] * 40),
    )


def test_spaces_of_every_kind_become_one():
    assert collapse_spaces("\ufeff a\xa0\n b\u200b ") == "a b"


def test_sorting_follows_the_vietnamese_alphabet_then_the_tones():
    names = ["Đa", "Ấp", "Áp", "Ăn", "An", "Da", "Ạp", "Àp", "Thôn 2", "Ân"]
    assert sorted(names, key=sort_key) == [
        "An",
        "Àp",
        "Áp",
        "Ạp",
        "Ăn",
        "Ân",
        "Ấp",
        "Da",
        "Đa",
        "Thôn 2",
    ]


@given(st.text(max_size=30))
def test_comparing_twice_changes_nothing_more(text):
    assert comparable(comparable(text)) == comparable(text)
    assert nfc(with_new_tone_placement(text)) == with_new_tone_placement(text)
