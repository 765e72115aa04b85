"""Age groups as people write them: 6-14, từ đủ 6 đến dưới 14 tuổi, ≥14, 14+."""

import re

from vietnamese.text import fold

Ages = tuple[int, int | None]  # completed years, [from, to)

_LEAD = r"(?:(?:lua tuoi|do tuoi|nhom tuoi|tre em|tre|nguoi|cong dan|nguoi dan|nhom|tuoi)\s*:?\s*)*"
_RANGE = r"(?:tu\s+)?(?:du\s+)?0*(?P<low>\d+)(?:\s*tuoi)?\s*(?:-|–|—|den|toi)\s*(?:du\s+)?(?P<below>duoi\s+|<\s*)?0*(?P<high>\d+)(?:\s*tuoi)?"
_BELOW = r"(?:duoi|<)\s*0*(?P<under>\d+)(?:\s*tuoi)?"
_FROM = r"(?:(?:tu|du|>=|≥)\s*)+0*(?P<from>\d+)(?:\s*tuoi)?(?:\s*tro len)?|0*(?P<up>\d+)(?:\s*tuoi)?\s*(?:tro len|\+)"
_WHOLE = re.compile(rf"{_LEAD}(?:{_RANGE}|{_BELOW}|{_FROM})\s*")
_INSIDE = re.compile(rf"[(\[]?\s*(?:{_RANGE}|{_BELOW}|{_FROM})\s*[)\]]?")


def read_ages(text: str) -> tuple[Ages, ...]:
    """The age groups that the whole text may mean, likeliest first; () where it is no age group.

    "6-14" is [6, 14) and "6-13" too when no group ends at 13: both are tried, in that order.
    """
    match = _WHOLE.fullmatch(fold(text).replace("> =", ">="))
    return _meanings(match) if match else ()


def split_ages(text: str) -> tuple[tuple[Ages, ...], str]:
    """An age group inside a longer heading, and the folded heading without it."""
    folded = fold(text)
    for match in _INSIDE.finditer(folded):
        if _stands_out(match, folded):
            rest = f"{folded[: match.start()]} {folded[match.end() :]}"
            return _meanings(match), re.sub(r"[\s\-–—,:;()]+", " ", rest).strip()
    return (), folded


def _stands_out(match: re.Match[str], folded: str) -> bool:
    """ "từ 14" and "6-14" count; a bare "2+" inside a word or a level ("mức 2") does not."""
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    before = folded[:start]
    return not before.endswith(("muc ", "muc do ", "/", ".")) and not before[-1:].isalnum()


def _meanings(match: re.Match[str]) -> tuple[Ages, ...]:
    part = match.groupdict()
    if part["low"]:
        low, high = int(part["low"]), int(part["high"])
        exact = (low, high)
        return (exact,) if part["below"] else (exact, (low, high + 1))
    if part["under"]:
        return ((0, int(part["under"])),)
    return ((int(part["from"] or part["up"]), None),)
