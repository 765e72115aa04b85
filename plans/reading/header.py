"""The head of a plan: its number, who issued it, where and when, its title (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from plans.reading.blocks import Block
from plans.reading.lines import CAPITAL
from vietnamese.text import collapse_spaces, comparable, fold, with_new_tone_placement

_HEAD_BLOCKS = 25
_SHORT_TITLE = 100
_TITLE_WORD = re.compile(r"kế hoạch\b[\s:.]*", re.IGNORECASE)
_NUMBER = re.compile(
    r"\bSố\s*:?\s*(?P<figure>\d{1,5}[A-Za-z]?)?[\s.…_]*(?P<code>/\s*(?:KH|K[HN])[\w()&.\-–]*)",
    re.IGNORECASE,
)
_ISSUED = re.compile(
    r"(?P<place>[^\W\d_][^,;:\d|]{1,50}),\s*ngày\s*(?P<day>\d{0,2})[\s.…_]*tháng\s*(?P<month>\d{0,2})[\s.…_]*"
    r"năm\s*(?P<year>\d{4})",
    re.IGNORECASE,
)
# The country's name and motto stand beside the issuer's; a scan runs the two columns together.
_MOTTO = re.compile(
    r"c[ộô]ng\s+h(?:òa|oà)\s+xã\s+hội\s+chủ\s+nghĩa\s+việt(?:\s+nam)?"
    r"|độc\s+lập\s*[-–]\s*tự\s+do\s*[-–]\s*hạnh\s+phúc",
    re.IGNORECASE,
)
_LEVELS = r"xã|phường|thị trấn|đặc khu|thị xã|huyện|quận|thành phố|tỉnh"
_COUNCIL = r"(?:[ỦU][ỷy]|[UỦ]ỷ|[ỦU]y)\s+ban\s+nhân\s+dân|UBND"
_WORD = rf"[{CAPITAL}][^\s,;:.()“”\"–/]*"
_PLACE_NAME = rf"{_WORD}(?:\s+{_WORD}){{0,4}}"
_FORM_COUNCIL = re.compile(_COUNCIL, re.IGNORECASE)
_FORM_PLACE = re.compile(
    rf"\s*(?P<level>{_LEVELS})\s+(?P<name>\S+(?:\s+\S+){{0,4}})", re.IGNORECASE
)
_NAMED = re.compile(rf"\b(?P<level>(?i:{_LEVELS}))\s+(?P<name>{_PLACE_NAME})")
_ANY_LEVEL = re.compile(
    rf"(?:(?:Chủ tịch\s+)?(?i:{_COUNCIL})|trên địa bàn|toàn)\s+(?P<level>{_LEVELS})\b"
)
_FULL_COUNCIL = "Ủy ban nhân dân"


@dataclass(frozen=True)
class Head:
    """What stands above the first paragraph; blank where the text leaves it out."""

    number: str = ""
    number_printed: str = ""
    issuer: str = ""
    place: str = ""
    issued_on: date | None = None
    issued_printed: str = ""
    year: int | None = None
    title: str = ""
    short_title: str = ""


def head_of(blocks: Sequence[Block]) -> Head:
    """The head, from the form's own lines and, where they are silent, from the title and the text."""
    title_at = _title_place(blocks)
    above = blocks[: title_at if title_at is not None else _HEAD_BLOCKS]
    title = _title(blocks, title_at)
    number, number_printed = _number(above)
    issued = _issued(above)
    place = collapse_spaces(issued["place"]) if issued else ""
    day = _day(issued)
    return Head(
        number=number,
        number_printed=number_printed,
        issuer=_issuer(above, blocks, title, place),
        place=place,
        issued_on=day,
        issued_printed=collapse_spaces(issued[0]) if issued else "",
        year=_working_year(int(issued["year"]), title) if issued else _year_in(title),
        title=title,
        short_title=short_title_of(title),
    )


def _title_place(blocks: Sequence[Block]) -> int | None:
    for place, block in enumerate(blocks[: 2 * _HEAD_BLOCKS]):
        match = _TITLE_WORD.match(block.text)
        if match and (match.end() == len(block.text) or block.text.startswith("KẾ HOẠCH")):
            return place
    return None


def _title(blocks: Sequence[Block], at: int | None) -> str:
    """The words under KẾ HOẠCH, up to a date in brackets or the first paragraph."""
    if at is None:
        return ""
    behind = _TITLE_WORD.sub("", blocks[at].text, count=1)
    if behind:
        return behind
    following = blocks[at + 1 : at + 2]
    if not following or following[0].number or following[0].kind == "row":
        return ""
    lines = [following[0].text]
    for block in blocks[at + 2 : at + 6]:  # a title in capitals comes line by line
        if block.kind != "line" or following[0].kind != "line":
            break
        lines.append(block.text)
    return re.split(r"\s*\(\s*(?:từ|thời gian)\b", " ".join(lines), flags=re.IGNORECASE)[0].strip(
        " ."
    )


def short_title_of(title: str) -> str:
    """A title to fit a list: without the place at its end, cut at a comma or word near 100 letters."""
    short = re.split(r"\s+(?:trên địa bàn|tại địa bàn)\b", title)[0]
    if len(short) <= _SHORT_TITLE:
        return short
    cut = short[:_SHORT_TITLE]
    at = max(cut.rfind(","), cut.rfind(";"))
    if at < _SHORT_TITLE // 2:
        at = cut.rfind(" ")
    return cut[: at if at > 0 else None].rstrip(" ,;") + "…"


def _number(above: Sequence[Block]) -> tuple[str, str]:
    for block in above:
        if match := _NUMBER.search(block.text):
            code = re.sub(r"\s+", "", match["code"])
            figure = match["figure"] or ""
            return f"{figure}{code}" if figure else "", collapse_spaces(match[0])
    return "", ""


def _issued(above: Sequence[Block]) -> re.Match[str] | None:
    for block in above:
        text = _MOTTO.sub(" ", _NUMBER.sub(" ", block.text)).strip(" |")
        if match := _ISSUED.search(text):
            return match
    return None


def _day(issued: re.Match[str] | None) -> date | None:
    if issued is None or not (issued["day"] and issued["month"]):
        return None
    try:
        return date(int(issued["year"]), int(issued["month"]), int(issued["day"]))
    except ValueError:
        return None


def _year_in(title: str) -> int | None:
    years = re.findall(r"\bnăm\s+(20\d{2})\b", title)
    return int(years[-1]) if years else None


def _working_year(issued: int, title: str) -> int:
    """The year of days without one: a plan "năm 2026" is often issued at the end of 2025."""
    years = {int(year) for year in re.findall(r"(?i:\bnăm)\s+(20\d{2})\b(?!\s*[-–])", title)}
    return issued + 1 if years == {issued + 1} else issued


def _issuer(above: Sequence[Block], blocks: Sequence[Block], title: str, place: str) -> str:
    """ "Ủy ban nhân dân xã Ea Hning": from the form's line in capitals, else the title, else the text."""
    written = _form_lines(above)
    *above_it, own = _FORM_COUNCIL.split(written)  # the superior's name stands above the issuer's
    match = _FORM_PLACE.match(own)
    if above_it and match:
        return _council(match["level"], _name_as_placed(match["name"], place))
    texts = [title, *(block.text for block in blocks)]
    level, name = _own_place(texts, place)
    return _council(level, name) if level else ""


def _form_lines(above: Sequence[Block]) -> str:
    lines = (_ISSUED.sub(" ", _NUMBER.sub(" ", block.text)).strip(" |") for block in above)
    return collapse_spaces(_MOTTO.sub(" ", collapse_spaces(" ".join(lines))))


def _name_as_placed(name: str, place: str) -> str:
    """The name in the letters of the date line, which is not in capitals; else each word capitalised."""
    name = re.sub(r"(?:\s+(?:số|nam|[-–_*]+))+$", "", name, flags=re.IGNORECASE)
    if place and fold(name).startswith(fold(place).split()[0]):
        return place
    return " ".join(word.capitalize() for word in name.split())


def _own_place(texts: Sequence[str], place: str) -> tuple[str, str]:
    """The level and name of the plan's own unit: the place of the date line, or the title's "xã X"."""
    if place and (match := _NAMED.match(place)) and match.end() == len(place):
        return match["level"].lower(), match["name"]
    if place:
        wanted = comparable(place)
        levels = Counter(
            match["level"].lower()
            for text in texts
            for match in _NAMED.finditer(text)
            if comparable(match["name"]).startswith(wanted)
        )
        if levels:
            return levels.most_common(1)[0][0], place
    if match := _NAMED.search(texts[0]):
        return match["level"].lower(), match["name"]
    anonymous = Counter(match["level"] for text in texts for match in _ANY_LEVEL.finditer(text))
    return (anonymous.most_common(1)[0][0], place) if anonymous else ("", "")


def _council(level: str, name: str) -> str:
    return collapse_spaces(with_new_tone_placement(f"{_FULL_COUNCIL} {level.lower()} {name}"))
