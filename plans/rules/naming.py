"""Names of people as they are typed for a team's office: one office, several people."""

from __future__ import annotations

import re

from vietnamese.text import collapse_spaces, nfc

_BETWEEN = re.compile(r"[,;\n]")
MOST_LETTERS = 600


def names_in(text: str) -> tuple[str, ...]:
    """The names between commas, semicolons or line breaks; spaces collapsed, blanks left out."""
    return tuple(name for part in _BETWEEN.split(nfc(text)) if (name := collapse_spaces(part)))


def fault_of(office: str, names: tuple[str, ...], people: int | None) -> str:
    """What is wrong with the names of an office, as a sentence; "" for nothing."""
    if any(any(letter.isdigit() for letter in name) for name in names):
        return f"{office}: chỉ ghi họ tên, không ghi số điện thoại hay số giấy tờ."
    if people is not None and len(names) > people:
        return f"{office} cử {people} người vào tổ, đã ghi {len(names)} tên."
    if len(", ".join(names)) > MOST_LETTERS:
        return f"{office}: danh sách họ tên dài quá {MOST_LETTERS} ký tự."
    return ""
