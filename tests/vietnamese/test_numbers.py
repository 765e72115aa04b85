from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.numbers import (
    NegativeCountError,
    NotANumberError,
    NotWholeError,
    format_count,
    format_decimal,
    format_percent,
    parse_count,
    percent_of,
)


def test_numbers_print_as_the_plans_print_them():
    assert [format_count(n) for n in (0, 999, 1000, 35097, 1497360)] == [
        "0",
        "999",
        "1.000",
        "35.097",
        "1.497.360",
    ]
    assert format_decimal(Decimal("1234.5")) == "1.234,5"
    assert format_decimal(Decimal("2.675"), 2) == "2,68"


def test_percents_print_with_a_comma_and_two_decimals():
    assert format_percent(Decimal("82.55")) == "82,55%"
    assert format_percent(Decimal(100)) == "100,00%"


def test_a_missing_denominator_prints_in_words():
    assert format_percent(None) == "chưa có mẫu số"


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [
        (32788, 35097, "93.42"),
        (11511, 13308, "86.50"),  # 86,497 as 2025-tu-nghia prints it cut, not rounded
        (1, 800, "0.13"),  # 0,125 goes up
        (0, 5, "0.00"),
        (7, 5, "140.00"),
    ],
)
def test_a_percent_is_rounded_half_up_to_two_decimals(numerator, denominator, percent):
    assert percent_of(numerator, denominator) == Decimal(percent)


def test_nothing_has_a_percent_of_nothing():
    assert percent_of(0, 0) is None


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("1.234", 1234),
        ("1.234 ", 1234),
        ("\xa012\xa0", 12),
        ("12 hồ sơ", 12),
        ("12 Người.", 12),
        ("09", 9),
        ("１２", 12),
        ("'5", 5),
        ("1 234", 1234),
        ("1.234.567", 1234567),
        ("12,0", 12),
        ("+3", 3),
        (7, 7),
        (4.0, 4),
        (Decimal(3), 3),
    ],
)
def test_counts_are_read_as_people_type_them(typed, count):
    assert parse_count(typed) == count


@pytest.mark.parametrize(
    "typed",
    ["nhiều", "", "82,55%", "12 (dự kiến)", "1e3", "1.2.3", "3 và 4", "12/6", "5²", "½", "①", "١٢"],
)
def test_words_and_percents_are_no_counts(typed):
    with pytest.raises(NotANumberError):
        parse_count(typed)


@pytest.mark.parametrize("typed", [True, float("nan"), float("inf"), "9" * 20])
def test_odd_values_are_no_counts(typed):
    with pytest.raises(NotANumberError):
        parse_count(typed)


@pytest.mark.parametrize("typed", ["2,5", "1,234", "0.123", "12.34", 1.234, "1.234,5"])
def test_a_number_with_decimals_is_not_taken_for_thousands(typed):
    with pytest.raises(NotWholeError):
        parse_count(typed)


@pytest.mark.parametrize("typed", ["-3", "−3", -3, -0.5])
def test_negative_numbers_are_named_as_such(typed):
    with pytest.raises(NegativeCountError):
        parse_count(typed)


@given(st.integers(0, 10**11))
def test_a_printed_count_reads_back(count):
    assert parse_count(format_count(count)) == count


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused_in_words(text):
    try:
        count = parse_count(text)
    except (NotANumberError, NotWholeError, NegativeCountError):
        return
    assert count >= 0
