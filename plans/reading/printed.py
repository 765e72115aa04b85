"""The numbers that a sentence prints: counts, percents and fractions, without ages, dates and the like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from plans.reading.dates import dates_in
from vietnamese.numbers import CountError, parse_count
from vietnamese.text import fold

_COUNT = r"\d{1,3}(?:\.\d{3})+|\d+"
_FRACTION = re.compile(
    rf"(?<![\w/.,\-])(?P<part>{_COUNT})\s?/\s?(?P<whole>{_COUNT})(?!\d|/|[.,]\d|\s?%)"
)
_NUMBER = re.compile(
    rf"(?<![\w/.,\-])(?P<digits>{_COUNT})(?:,(?P<decimals>\d+))?(?P<percent>\s?%)?(?![\w/]|[.,]\d)"
)
_SPREAD = re.compile(
    rf"(?<![\w/.,\-])(?P<part>{_COUNT})(?:\s+[^\W\d_]+){{1,3}}\s?/\s?(?:tổng\s+(?:số\s+)?)?(?P<whole>{_COUNT})(?!\d|/|[.,]\d|\s?%)"
)
_DIGIT = re.compile(r"\d")
_MAX_DIGITS = 12
_MAX_NUMBERS = 300  # of one block; more are no sentence
_TAKEN = b"\2"  # the sign of a fraction's letters
# Numbers that count nobody: of laws, ages, levels, times, money.
_NO_COUNT = re.compile(
    r"""
    \b(?:(?<!tổng\s)số|mục|điều|(?<!tài\s)khoản|mức(?:\s+độ)?|cấp\s+độ|đề\s+án|phụ\s+lục|mẫu|lớp|khóa|quý|tháng
        |đợt|nhóm|vòng|mũi|hạng|thứ|luật|nghị\s+quyết|nghị\s+định|quyết\s+định|chỉ\s+thị|chỉ\s+số|(?<!mỗi\s)tổ|khối|cụm|khu|thôn
        |ấp|buôn|khóm|loại|đối\s+tượng|giai\s+đoạn)
        \s+(?:số\s+)?\d{1,3}(?:[./]\d{1,2})?(?![\d.]*\d)(?!\s*(?:người|đồng\s+chí|thành\s+viên|hộ\b|hồ\s+sơ))
    | \b(?:năm|sinh)\s+(?:năm\s+|nam\s+)?(?:19|20)\d\d(?:(?:\s*[-–,]\s*|\s+(?:và|đến)\s+)(?:19|20)\d\d)*(?![\d.]*\d)
    | \b\d{1,3}(?:\s*(?:[-–]|đến|tuổi\s+đến|den)(?:\s+(?:dưới|duoi))?(?:\s+(?:đủ|du))?\s*\d{1,3})?\s*(?:tuổi|tuoi)
    | \b\d[\d.,]*\s*(?:đồng(?!\s+(?:chí|bào))|triệu|tỷ\s+đồng|nghìn|ngàn|km|ha|m2|ml|kg|phút|giờ|h\d{0,2}\b|ngày
        |tuần|tháng|năm|quý|lần|°)
    | \b(?:19|20)\d{2}\s*[-–]\s*(?:19|20)\d{2}\b
    | \b\d+/\d{4}/[\w-]+ | \b\d+\s?/[A-ZĐ][\w()-]*
    | \b0\d{2,3}[. ]?\d{3,4}[. ]?\d{3,4}\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


_UNIT = re.compile(r"\s+[^\W\d_]+(?:\s+[^\W\d_]+)?")
# People, and what each of them has one of.
_PERSONS = frozenset(
    """
    nguoi,nk,nhan khau,cong dan,cd,chau,em,tre,tre em,hoc sinh,sinh vien,hoi vien,doan vien,dang vien,ca,truong hop
    doi tuong,can bo,lao dong,phu nu,cu,ong,nam,nu,ho so,tai khoan,the,tk,can cuoc,giay,tong so,dan,cu tri,vien chuc
    """.replace("\n", ",")
    .replace(" " * 4, "")
    .split(",")
)


@dataclass(frozen=True)
class Number:
    """A number of a sentence, letters [start, end). `value` None for a percent, whose figure is `printed`."""

    kind: Literal["count", "percent", "part", "whole"]
    printed: str
    start: int
    end: int

    @property
    def value(self) -> int:
        return int(self.printed.replace(".", ""))

    @property
    def percent(self) -> Decimal:
        return Decimal(self.printed.replace(".", "").replace(",", "."))


def unit_of(text: str, number: Number) -> str:
    """What a number counts: "" unsaid, "person" people and their files, else the word itself."""
    match = _UNIT.match(text, number.end)
    if not match:
        return ""
    words = fold(match[0]).split()
    if words[0] in _PERSONS or " ".join(words[:2]) in _PERSONS:
        return "person"
    return words[0]


@lru_cache(maxsize=1 << 11)  # percents and sums ask for the same blocks
def numbers_in(text: str) -> tuple[Number, ...]:
    """Counts, percents, and the two sides of fractions ("11.511/13.308"), in order; the first hundreds."""
    if not _DIGIT.search(text):
        return ()
    hidden = _hidden(text)
    found: list[Number] = []
    for match in (*_FRACTION.finditer(text), *_SPREAD.finditer(text)):
        if (
            not any(hidden[match.start() : match.end()])
            and not _is_rank(match)
            and _is_share(match)
        ):
            for side in ("part", "whole"):
                found.append(Number(side, match[side], *match.span(side)))
                hidden[match.start(side) : match.end(side)] = _TAKEN * len(match[side])
    for match in _NUMBER.finditer(text):
        number = _number(match)
        covered = max(hidden[match.start() : match.end()])
        if number and covered < (_TAKEN[0] if number.kind == "percent" else 1):
            found.append(number)
    return tuple(sorted(found, key=lambda number: number.start)[:_MAX_NUMBERS])


def _number(match: re.Match[str]) -> Number | None:
    """A count, a percent with its decimals, or nothing ("1,2 lần")."""
    if len(match["digits"]) > _MAX_DIGITS:
        return None
    if match["percent"]:
        decimals = f",{match['decimals']}" if match["decimals"] else ""
        if len(decimals) > 7:  # noqa: PLR2004 - more than six decimals is no printed percent
            return None
        return Number("percent", match["digits"] + decimals, match.start(), match.end())
    if match["decimals"]:
        return None
    return Number("count", match["digits"], match.start(), match.end())


def _hidden(text: str) -> bytearray:
    """A sign for every letter, set where dates, ages and the like stand."""
    hidden = bytearray(len(text))
    spans = [(dated.start, dated.end) for dated in dates_in(text, 2000)]
    for start, end in (*spans, *(match.span() for match in _NO_COUNT.finditer(text))):
        hidden[start:end] = b"\1" * (end - start)
    return hidden


def _is_share(match: re.Match[str]) -> bool:
    """A fraction of people or files; "02 tin, bài/01 tháng" is a rhythm."""
    part, whole = (int(match[side].replace(".", "")) for side in ("part", "whole"))
    return match.re is _FRACTION or part <= whole


def _is_rank(match: re.Match[str]) -> bool:
    """ "xếp thứ 9/14 địa phương" counts nobody."""
    before = match.string[max(match.start() - 15, 0) : match.start()].lower().rstrip()
    return before.endswith(("thứ", "hạng", "số", "ngày", "quyết", "định"))


@lru_cache(maxsize=1 << 12)  # several readers ask for the same cells
def count_in(cell: str) -> int | None:
    """The whole number that a table's cell holds; None where it holds none."""
    if not _DIGIT.search(cell):
        return None
    try:
        return parse_count(cell)
    except CountError:
        return None
