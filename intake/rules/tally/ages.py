"""Age groups as people write them: 6-14, từ đủ 6 đến dưới 14 tuổi, ≥14, 14+."""

import re
from functools import lru_cache

from vietnamese.text import fold

Ages = tuple[int, int | None]  # completed years, [from, to)

_PEOPLE = (
    r"(?:(?:lua tuoi|do tuoi|nhom tuoi|nhom|tuoi|tre em|tre|hoc sinh|doi tuong"
    r"|nguoi dan|nguoi|cong dan)\b\s*:?\s*)*"
)
_YEARS = r"(?:\s*(?:tuoi|t)\b)?"
_RANGE = rf"(?:(?<!dien )tu\s+)?(?:du\s+)?0*(?P<low>\d+){_YEARS}\s*(?:-|–|—|den|toi)\s*(?:du\s+)?(?P<below>duoi\s+|<\s*)?0*(?P<high>\d+){_YEARS}"
_BELOW = rf"(?:duoi|<)\s*0*(?P<under>\d+){_YEARS}"
_FROM = rf"(?:(?:(?<!dien )tu|du|tren|>=|≥)\s*)+0*(?P<from>\d+){_YEARS}(?:\s*tro len)?|0*(?P<up>\d+){_YEARS}\s*(?:tro len|\+)"
_EXACT = r"0*(?P<at>\d+)\s*tuoi"
_WHOLE = re.compile(rf"{_PEOPLE}(?:{_RANGE}|{_BELOW}|{_FROM}|{_EXACT})\s*")
_INSIDE = re.compile(
    rf"[(\[]?\s*(?:(?<!\w)(?:danh cho|doi voi|cho|cua)\s+)?(?<!\w){_PEOPLE}(?P<ages>{_RANGE}|{_BELOW}|{_FROM})\s*[)\]]?"
)


@lru_cache(maxsize=4096)
def read_ages(text: str) -> tuple[Ages, ...]:
    """The age groups that the whole text may mean, likeliest first; () where it is no age group.

    "6-14" is [6, 14) and "6-13" too when no group ends at 13: both are tried, in that order.
    """
    match = _WHOLE.fullmatch(fold(text).replace("> =", ">="))
    return _meanings(match) if match else ()


@lru_cache(maxsize=4096)
def split_ages(text: str) -> tuple[tuple[Ages, ...], str]:
    """An age group inside a longer heading, and the folded heading without it and whom it is of."""
    folded, start = fold(text), 0
    while match := _INSIDE.search(folded, start):
        start = _after_first_number(match)
        if _stands_out(folded[: match.start("ages")]):
            rest = f"{folded[: match.start()]} {folded[match.end() :]}"
            return _meanings(match), re.sub(r"[\s\-–—,:;()]+", " ", rest).strip()
    return (), folded


def _after_first_number(match: re.Match[str]) -> int:
    """In "mức 2 - 6-14 tuổi" the level is passed over and what follows it is looked at again."""
    number = re.search(r"\d+", match.group())
    return match.start() + (number.end() if number else 1)


def _stands_out(before: str) -> bool:
    """ "từ 14" and "6-14" count; a bare "2+" inside a word or a level ("mức 2") does not."""
    return not before.endswith(("muc ", "muc do ", "/", ".")) and not before[-1:].isalnum()


def _meanings(match: re.Match[str]) -> tuple[Ages, ...]:
    part = match.groupdict()
    if part["low"]:
        low, high = int(part["low"]), int(part["high"])
        exact = (low, high)
        return (exact,) if part["below"] else (exact, (low, high + 1))
    if part["under"]:
        return ((0, int(part["under"])),)
    if part.get("at"):
        return ((int(part["at"]), int(part["at"]) + 1),)
    return ((int(part["from"] or part["up"]), None),)
