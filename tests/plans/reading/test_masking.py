"""Personal numbers in every way they are written, and the figures that look like them."""

import pytest

from plans.reading.masking import MASK, masked


@pytest.mark.parametrize(
    "written",
    [
        "0912345678",
        "0912.345.678",
        "091 234 5678",
        "0912345678/0987654321",
        "ĐT: 0912 345 678/0987 654 321",
        "0912345678 - 0987654321",
        "(+84) 912 345 678",
        "+84(0)912345678",
        "0084912345678",
        "84912345678",
        "09 12 34 56 78",
        "0.912.345.678",
        "0912–345–678",
        "0912·345_678",
        "0912\n345678",
        "O912345678",
        "09I2345678",
        "(0651) 3778 123",
        "069.2345.678",
        "０９１２３４５６７８",
        "ĐT: 912345678",
        "Thôn A 091 234 5678",
        "CMND: 123456789",
        "CMND số 123 456 789",
        "001089012345/",
        "001089012345/CCCD",
        "001 089 012 345",
        "CCCD: 0010 8901 2345",
    ],
)
def test_no_figure_of_a_personal_number_is_left(written):
    shown, _ = masked(written)
    assert len(shown) == len(written)
    assert not any(sign.isdigit() for sign in shown)
    assert MASK in shown


@pytest.mark.parametrize(
    "written",
    [
        "010 020 030 040",
        "Thôn A 085 120 0345",
        "010203 040506",
        "02 03 04 05 06",
        "03 04 05 06 07",
        "0 120 340 560",
        "05.11.2024 10 người",
        "05.11.2024 - 10.12.2024",
        "0912345678/QĐ-UBND",
        "84.912.345.678 đồng",
        "điện thoại: 12.500.000 đồng",
        "STK 012345678901 ngân sách",
        "căn cước: 123.456.789 đồng",
    ],
)
def test_other_figures_stay(written):
    assert masked(written) == (written, "")


def test_two_numbers_beside_a_slash_count_twice():
    assert masked("ĐT: 0912 345 678/0987 654 321") == (
        "ĐT: •••• ••• •••/•••• ••• •••",
        "Đã che 2 số điện thoại cá nhân.",
    )


def test_a_figure_behind_a_number_stays():
    assert masked("0912345678 - 5 người")[0] == "•••••••••• - 5 người"


def test_a_year_of_birth_behind_a_slash_hides_no_number():
    assert masked("0912345678/1987")[0] == "••••••••••/1987"
