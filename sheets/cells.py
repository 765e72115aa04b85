"""Cell addresses as people read them: A1, AA12."""

import re

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


def column_letters(column: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        letters = chr(ord("A") + rest) + letters
        column -= 1
    return letters


def address(row: int, column: int) -> str:
    """The A1 address of a cell counted from 0."""
    return f"{column_letters(column)}{row + 1}"


def position(text: str) -> tuple[int, int]:
    """Row and column from 0 of an A1 address; ValueError where it is none."""
    match = _ADDRESS.fullmatch(text)
    if not match:
        raise ValueError(text)
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match.group(2)) - 1, column - 1
