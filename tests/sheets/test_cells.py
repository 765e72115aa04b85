import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets.cells import address, column_letters, position


def test_columns_are_lettered_as_excel_letters_them():
    assert [column_letters(n) for n in (0, 25, 26, 51, 701, 702, 16383)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "ZZ",
        "AAA",
        "XFD",
    ]


@given(st.integers(0, 1048575), st.integers(0, 16383))
def test_an_address_leads_back_to_its_place(row, column):
    assert position(address(row, column)) == (row, column)


@pytest.mark.parametrize("text", ["", "A0", "1A", "a1", "ABCD1"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValueError, match=f"^{text}$"):
        position(text)
