"""Figures that may be goals: percents, counts, so many a day or a week, so many for each officer.

Read from one sentence of plain text (see `plans.reading.plain`). What a figure counts, for whom and by when
is worked out elsewhere; here only what its own words say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

Kind = Literal["percent", "count", "per_day", "per_period", "per_officer"]
Period = Literal["day", "week", "month"]
Each = Literal["", "person", "unit"]

_NUMBER = r"(?<![\w.,/\-+])(?P<number>\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?)"
_PERCENT = re.compile(
    _NUMBER + r"(?:\s?-\s?\d+(?:,\d+)?)?\s?(?:%|phan tram\b)(?P<after>(?:\s\w+){0,3}?\stro len)?"
)
_UNIT = (
    r"thon|buon|ban|ap|khom|xom|to dan pho|to|xa|phuong|thi tran|truong|lop|chi doan|chi hoi|chi bo|don vi|co quan"
    r"|diem|ban tiem|doi|khu pho|khu dan cu|khu|cum|ho|tram|nhom|doanh nghiep|doan the|hoi|nha truong"
)
_PERSON = (
    r"can bo|chien si|chien sy|cbcs|dong chi|doan vien|hoi vien|dang vien|cong chuc|vien chuc|thanh vien|nguoi"
    r"|nhan vien|cong tac vien|canh sat|tinh nguyen vien|tuyen truyen vien|giao vien|truong thon|bi thu|chi huy"
    r"|dai ly|luc luong|can bo chien s[iy]|to truong|truong ap|truong buon|truong ban"
)
# A quarter or a year is no period that a target can have: such a goal has none, and a person says which.
_PERIODS: dict[str, Period] = {"ngay": "day", "tuan": "week", "thang": "month"}
_PER = rf"(?:\s?/\s?|\s)(?:moi\s|tung\s)?(?:{_UNIT}|{_PERSON})\b"
_RATE = re.compile(
    _NUMBER
    + r"\s(?P<noun>[^\d/;:.%()\"]{2,70}?)"
    + rf"(?P<each1>\s?/\s?(?:{_UNIT}|{_PERSON}))?"
    + r"(?:\s?/\s?|\s(?:moi|mot|hang|tren|trong)\s)(?:0?1\s)?(?P<period>ngay|tuan|thang|(?<!trong )(?<!tren )(?:quy|nam)(?!\s(?:i{1,3}|iv|hoc|nay|qua|truoc|sau)\b))\b(?!\s?\d)"
    + rf"(?P<each2>(?:\s?/\s?|\s(?:moi|tung)\s)(?:{_UNIT}|{_PERSON})\b)?"
)
_FREQUENT = r"lan|luot|buoi|tin bai|tin, bai|tin|bai viet|bai|cuoc|hoi nghi|chuyen muc|phong su|video|clip|chuyen de|dot|phien|toi|ca"
_COUNTED = (
    r"ho u|ho so|tai khoan|the|nguoi|cong dan|truong hop|tre em|tre|chau|em|hoc sinh|sinh vien|ho gia dinh|ho dan|ho kinh doanh|ho"
    r"|giao dich|to chuc|doanh nghiep|ban cam ket|cam ket|phieu|giay chung nhan|giay|gcn|thua dat|thua|khau|doi tuong"
    r"|doan vien|hoi vien|thanh vien|lao dong|mui|lieu|tan|kg|m3|cay|lop|mo hinh|thung|diem ban|nhan khau|nk|dang vien"
    r"|can bo|tieu thuong|co so|chu ho|nguoi dan|suat|bo|tuyen duong|km|vu khi|con|chu ky so|chu ky|chung thu so|ma qr|gian hang|ho u|hoi nghi|buoi|cuoc|thung rac|diem|tuyen|san pham|may|thiet bi|mo hinh|cong trinh|hop tac xa|camera|dien thoai|nha|y kien|tin nhan"
)
_RATE_BEFORE = re.compile(
    r"\b(?:moi|hang|mot|0?1)\s(?P<period>ngay|tuan|thang|quy|nam)\b(?P<between>[^;:.\d]{0,60}?)"
    + _NUMBER
    + rf"\s(?P<noun>{_FREQUENT}|{_COUNTED})\b"
)
_COUNT = re.compile(
    _NUMBER + rf"\s(?P<noun>{_COUNTED}|{_FREQUENT})\b(?P<each>\s?/\s?(?:{_UNIT}|{_PERSON})\b)?"
)
_NOUN = re.compile(rf"(?:{_FREQUENT}|{_COUNTED})\b")
_LEAD = 40  # letters before a figure that say how it is meant
_MISREAD = re.compile(r"(?<![\w.,])\d{1,3}(?:\.[\dol]{3})+(?![\w.])")  # "2.00O cây"
_MISREAD_AS = str.maketrans("ol", "01")
_NO_NOUN = re.compile(r"(?:ngay|gio|phut|dong|trieu|thang|lan phut)\b")
_OVER = re.compile(r"(?:\btren|\bhon|\bvuot|>)\s(?:muc\s)?$|>\s?$")
_AT_MOST = re.compile(
    r"(?:khong (?:qua|vuot qua|lon hon)|toi da|(?<!khong )duoi|(?<!khong )it hon|(?<!khong )nho hon)\s(?:muc\s)?$"
)
_FROM = re.compile(r"\btu (?:muc )?$")
_RISES = re.compile(r"[^;:%]{0,40}?\s(?:len|den|thanh)\s[^;:%]{0,30}?\d[\d,]*\s?%")
_HOPED = re.compile(r"\b(?:phan dau|mong muon|co gang|huong toi)\b")
_EVERY = re.compile(rf"\btung\s(?:(?P<person>{_PERSON})|(?P<unit>{_UNIT}))\b")
_EACH = re.compile(rf"\bmoi\s(?:mot\s|0?1\s)?(?:(?P<person>{_PERSON})|(?P<unit>{_UNIT}))\b")
_STRONG = re.compile(
    r"(?:\b(?:toi thieu|it nhat|khong duoi|phan dau|dam bao|bao dam|hoan thanh|dat|chi tieu|phai|thap nhat|trung binh"
    r"|dat chi tieu|thuc hien|thanh cong)\b[^;.]{0,25})$"
)
_NO_GOAL_BEFORE = re.compile(
    r"(?:\b(?:gom|thanh lap|bo tri|kien toan|huy dong|co mat|phan cong|tang cuong|cu|nhom|doi tuong uu tien|"
    r"so|nam|muc|muc do|cap do|(?<!tai )khoan|dieu|thu|lop|khoa|nghi dinh|quyet dinh|luat|dien thoai|phu luc|mau|giai doan|mo rong|"
    r"bi tru|tru|buoc|dot|nhu cau)\s(?:them\s|duoc\s|khoang\s)?)$"
)


@dataclass(frozen=True)
class GoalPhrase:
    """A figure with its own words. `start` to `end` is the figure with its unit; `noun` what is counted.

    `strong`: words of obligation stand right before it; without them a count needs a verb that it counts.
    """

    kind: Kind
    value: Decimal
    start: int
    end: int
    operator: Literal[">=", ">"] = ">="
    commitment: Literal["binding", "aspirational"] = "binding"
    period: Period | None = None
    each: Each = ""
    noun: str = ""
    strong: bool = False


def goals_in(text: str) -> tuple[GoalPhrase, ...]:
    """Every figure of the sentence that may be a goal, in its order."""
    text = _MISREAD.sub(lambda match: match[0].translate(_MISREAD_AS), text)
    found: list[GoalPhrase] = []
    for phrase in (*_percents(text), *_rates(text), *_counts(text)):
        if not any(phrase.start < other.end and other.start < phrase.end for other in found):
            found.append(phrase)
    found.sort(key=lambda phrase: phrase.start)
    return tuple(_worded(text, phrase) for phrase in found if not _is_limit(text, phrase))


def is_counted(word: str) -> bool:
    """Whether the plain word names something that goals count."""
    return _NOUN.fullmatch(word) is not None


def _percents(text: str) -> Iterator[GoalPhrase]:
    for match in _PERCENT.finditer(text):
        value = _value(match["number"])
        if value <= 100:  # noqa: PLR2004
            end = match.start("after") if match["after"] else match.end()
            yield GoalPhrase("percent", value, match.start("number"), end)


def _rates(text: str) -> Iterator[GoalPhrase]:
    """ "30 hồ sơ/ngày/thôn", "02 tin, bài/01 tháng", "mỗi tuần ít nhất 02 buổi"."""
    for match in _RATE.finditer(text):
        noun, between = match["noun"], text[match.end("noun") : match.start("period")]
        is_counted = _NOUN.match(noun) is not None and "," not in noun.replace("tin, bai", "")
        if _NO_NOUN.match(noun) or ("/" not in between and not is_counted):
            continue
        each = match["each1"] or match["each2"] or ""
        yield _rate(match, match.start("number"), each)
    for match in _RATE_BEFORE.finditer(text):
        yield _rate(match, match.start("number"), "")


def _rate(match: re.Match[str], start: int, each: str) -> GoalPhrase:
    period = _PERIODS.get(match["period"])
    noun = match["noun"].strip(" ,")
    is_frequency = re.match(rf"(?:{_FREQUENT})\b", noun) is not None
    kind: Kind = "per_day" if period == "day" and not is_frequency else "per_period"
    return GoalPhrase(
        kind,
        _value(match["number"]),
        start,
        match.end(),
        period=period,
        each=_each_of(each),
        noun=noun,
    )


def _counts(text: str) -> Iterator[GoalPhrase]:
    for match in _COUNT.finditer(text):
        before = text[max(match.start() - 2 * _LEAD, 0) : match.start()]
        if _NO_GOAL_BEFORE.search(before) or "," in match["number"]:
            continue
        each = _each_of(match["each"] or "")
        kind: Kind = "per_officer" if each == "person" else "count"
        yield GoalPhrase(
            kind, _value(match["number"]), match.start(), match.end(), each=each, noun=match["noun"]
        )


def _each_of(words: str) -> Each:
    if not words:
        return ""
    return "person" if re.search(rf"(?:{_PERSON})$", words) else "unit"


def _value(number: str) -> Decimal:
    return Decimal(number.replace(".", "").replace(",", "."))


def _is_limit(text: str, phrase: GoalPhrase) -> bool:
    """At most so many is no goal to reach, nor is where a rise begins: "từ 78,4% lên 92%"."""
    is_start = phrase.kind == "percent" and _RISES.match(text, phrase.end)
    before = text[max(phrase.start - _LEAD, 0) : phrase.start]
    return bool(_AT_MOST.search(before) or (is_start and _FROM.search(before)))


def _worded(text: str, phrase: GoalPhrase) -> GoalPhrase:
    """The phrase with what the words before it say: more than, aspired to, each officer."""
    before = text[: phrase.start]
    clause = re.split(r"[;:]\s", before)[-1]
    each, kind = phrase.each, phrase.kind
    named = _last(_EACH, clause) or _last(_EVERY, clause)
    if not each and named:
        each = "person" if named["person"] else "unit"
        kind = "per_officer" if each == "person" and kind == "count" else kind
    return replace(
        phrase,
        kind=kind,
        each=each,
        operator=">" if _OVER.search(before[-_LEAD:]) else ">=",
        commitment="aspirational" if _HOPED.search(before) else "binding",
        strong=bool(_STRONG.search(before[-2 * _LEAD :]))
        or text[phrase.end :].lstrip().startswith("tro len"),
    )


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(text):
        found = match
    return found
