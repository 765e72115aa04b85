"""Printed totals with their parts: brackets, lists after a colon, what is left over, teams."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import pairwise, takewhile
from typing import Literal

from plans.reading.blocks import Block
from plans.reading.printed import Number, numbers_in, unit_of
from plans.reading.tree import sentences
from plans.rules.checks.totals import is_misprint
from plans.rules.facts import FigureFacts
from plans.rules.goals import Span

_BRACKET = re.compile(r"\(([^()]*)\)")
_LIST = re.compile(
    r"\b(?:gồm(?:\s+có)?|bao gồm|cụ thể|trong đó|chia ra)\b[^\d:;.]{0,30}:?\s*|:\s*", re.IGNORECASE
)
_PEOPLE = re.compile(
    r"\s*(?:người|đồng chí|đ/c|thành viên|cán bộ|chiến sĩ|chiến sỹ|đoàn viên|hội viên|nhân viên|bác sĩ|bác sỹ|y sĩ"
    r"|y tá|điều dưỡng|hỗ trợ|tổ trưởng|tổ phó|đội trưởng|đội phó|thư ký|trưởng|phó|công chức|viên chức|giáo viên"
    r"|tình nguyện viên|cộng tác viên|dân quân)\b(?!\s*/)",
    re.IGNORECASE,
)
_ALONE = re.compile(r"\s*(?:[,;.)]|và\b|$)")  # "Công an phường 05, Đoàn Thanh niên 02"
_TEAM = re.compile(r"\b(?:tổ|đội|nhóm|ban chỉ đạo|đoàn kiểm tra|lực lượng)\b", re.IGNORECASE)
_REST = re.compile(r"\bcòn lại\b|\bmột số\b|\bcác đồng chí\b", re.IGNORECASE)
_ROUGH = re.compile(r"\b(?:khoảng|hơn|gần|trên|dưới|ít nhất|tối thiểu)\s+\d", re.IGNORECASE)
_LEFT_OVER = re.compile(r"\bcòn(?:\s+lại)?(?:\s+là)?\s+$|\bcòn(?:\s+lại)?\s*:?\s*$", re.IGNORECASE)
_HEADS = r"(?:thành viên|người|đồng chí|cán bộ)"
_EACH = r"mỗi\s+(?P=kind)\s+(?:có\s+|gồm\s+)?(?P<each>\d{1,3})\b(?!\s*[-–])"
_TEAMS = (
    r"\b(?P<teams>\d{1,3})\s+(?P<kind>tổ|đội|nhóm|chốt|kíp|cụm|điểm|ban|câu lạc bộ)\b[^.;()]{0,60}?"
)
_ALL = r"(?:tổng\s+(?:cộng|số|quân\s+số)?|cộng|tất\s+cả|gồm)"
_EACH_TEAM = (
    re.compile(
        rf"{_TEAMS}\b(?P<total>\d{{1,3}}(?:\.\d{{3}})+|\d+)\s+{_HEADS}\s*\(\s*{_EACH}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_TEAMS}[,(:–-]\s*{_EACH}\s+{_HEADS}\)?[,;(\s]*{_ALL}[^\d.;]{{0,20}}(?P<total>\d{{1,3}}(?:\.\d{{3}})+|\d+)(?:\s+{_HEADS}|\s*[,;.)]|$)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<total>\d{{1,3}}(?:\.\d{{3}})+|\d+)\s+{_HEADS}[^.;()\d]{{0,30}}(?:chia|thành)[^.;()\d]{{0,15}}{_TEAMS}[,(]\s*{_EACH}",
        re.IGNORECASE,
    ),
)
_TEAM_NAME = re.compile(r"\b(?:Tổ|Đội|Nhóm)\b[^,;:.()]*$")
_LABEL = 80
_WORDS = 20  # letters in which "còn lại là" stands
_MAX_NUMBERS = 60  # of one sentence; more are a list
_MOI = re.compile(r"\bmỗi (?:tổ|đội|nhóm)\b", re.IGNORECASE)
_CLOSE = 0.1  # parts further than this from the total are not all of it
_VERY_CLOSE = 0.03
_CLOSE_TEAM = 0.5
_CLOSE_REST = 0.3
_GAP = 60  # letters between a total and its parts
_MAX_TEAMS = 200
_FAR = 400  # letters in which the team of some people is named


def sums_of(document: tuple[Block, ...]) -> Iterator[FigureFacts]:
    """Totals and teams of every sentence whose parts the text prints beside them."""
    for block in document:
        if block.kind == "row":
            continue
        numbers = [n for n in numbers_in(block.text) if n.kind != "percent"]
        if len(numbers) > 2:  # noqa: PLR2004
            if _MOI.search(block.text):
                yield from _each_team(block)
            for start, end in sentences(block.text, at_semicolons=False):
                inside = [n for n in numbers if start <= n.start < end]
                if len(inside) > _MAX_NUMBERS:
                    continue
                yield from _brackets(block, inside, start, end)
                yield from _lists(block, inside, start, end)
                yield from _left_over(block, inside, start)
    yield from _items(document)


def _each_team(block: Block) -> Iterator[FigureFacts]:
    """ "09 Tổ ... với 65 thành viên (mỗi tổ 07 người)"."""
    for match in (m for pattern in _EACH_TEAM for m in pattern.finditer(block.text)):
        teams, each = int(match["teams"]), int(match["each"])
        if 1 < teams <= _MAX_TEAMS:
            label = f"{match['teams']} {match['kind'].lower()}, mỗi {match['kind'].lower()} {match['each']} người"
            yield FigureFacts(
                "team", label, match["total"], (each,) * teams, block.span(*match.span())
            )


def _brackets(block: Block, numbers: list[Number], start: int, end: int) -> Iterator[FigureFacts]:
    """ "gồm 12 người (Công an xã 05 người, ...)", "2.846 trẻ (1.317 trẻ ... và 1.529 trẻ ...)"."""
    for match in _BRACKET.finditer(block.text, start, end):
        parts = [n for n in numbers if match.start() < n.start < match.end()]
        before = [n for n in numbers if n.end <= match.start()]
        if len(parts) > 1 and before and not re.search(r"%|\bmỗi\b", match[1]):
            yield from _total(block, before, parts, match.start())


def _lists(block: Block, numbers: list[Number], start: int, end: int) -> Iterator[FigureFacts]:
    """ "gồm 09 đồng chí: Công an phường 05, Đoàn Thanh niên 02, nhà trường 02"."""
    brackets = [m.span() for m in _BRACKET.finditer(block.text, start, end)]
    plain = [n for n in numbers if not any(a < n.start < b for a, b in brackets)]
    for total, first in pairwise(plain):
        gap = block.text[total.end : first.start]
        link = _LIST.search(gap)
        if not link or len(gap) > _GAP + len(link[0]) or ";" in gap[: link.start()]:
            continue
        parts = [n for n in plain if n.start >= first.start]
        if len(parts) > 1 and all(part.kind == "count" for part in parts):
            yield from _total(block, [total], parts, total.end + link.start())
            return


def _items(document: tuple[Block, ...]) -> Iterator[FigureFacts]:
    """ "5.230 người cao tuổi, gồm:" and the items under it, one count each."""
    for at, lead in enumerate(document[:-1]):
        if lead.kind == "row" or not lead.text.rstrip().endswith(":"):
            continue
        totals = [n for n in numbers_in(lead.text) if n.kind == "count"]
        level = document[at + 1].level
        items = list(takewhile(partial(_is_item, level), document[at + 1 :]))
        parts = [[n for n in numbers_in(item.text) if n.kind == "count"] for item in items]
        if not totals or len(items) < 2 or any(len(counts) != 1 for counts in parts):  # noqa: PLR2004
            continue
        total, terms = totals[-1], tuple(counts[0].value for counts in parts)
        if abs(sum(terms) - total.value) <= _VERY_CLOSE * total.value:
            span = Span(lead.span(total.start, total.end).start, items[-1].end)
            yield FigureFacts("sum", _label(lead.text, total), total.printed, terms, span)


def _is_item(level: int, block: Block) -> bool:
    return block.kind == "bullet" and block.level == level


def _total(
    block: Block, before: list[Number], parts: list[Number], at: int
) -> Iterator[FigureFacts]:
    """The parts with the count they add up to; else with the count beside them, if near enough to be theirs."""
    nearest = before[-1]
    for count in range(2, len(parts)):
        if sum(part.value for part in parts[:count]) == nearest.value:
            parts = parts[:count]  # what follows counts something else
            break
    terms = tuple(part.value for part in parts)
    total = next((n for n in reversed(before) if n.value == sum(terms)), None)
    is_team = _is_team(block, nearest, parts, at)
    if total is None:
        if not _is_all_of(block.text, nearest, parts, at, is_team=is_team):
            return
        total = nearest
    span = block.span(total.start, parts[-1].end)
    kind: Literal["team", "sum"] = "team" if is_team else "sum"
    yield FigureFacts(kind, _label(block.text, total), total.printed, terms, span)


def _is_team(block: Block, total: Number, parts: list[Number], at: int) -> bool:
    """People of a team: the total and its parts are counted in heads."""
    text = block.text
    heads = _PEOPLE.match(text, total.end) and _TEAM.search(text, max(at - _FAR, 0), at)
    return bool(heads) and total.value < 1000  # noqa: PLR2004


def _is_all_of(text: str, total: Number, parts: list[Number], at: int, *, is_team: bool) -> bool:
    """Whether the parts are said to be all of the total beside them, none left without a number."""
    gap, inside = text[total.end : at], text[at : parts[-1].end]
    tail = re.split(r"[).;]", text[parts[-1].end : parts[-1].end + _GAP])[0]
    unsaid = _REST.search(inside + tail) or "," in tail or " và " in tail
    unsaid = unsaid or len(re.split(r"[,;]\s", inside)) > len(parts)  # "đồng chí A, 02 tổ phó"
    if len(gap) > _GAP or "%" in gap or unsaid or total.kind != "count" or _ROUGH.search(inside):
        return False
    found = sum(part.value for part in parts)
    off = abs(found - total.value) / max(total.value, 1)
    if "trong đó" in (gap + inside).lower():  # some of the whole, as a rule
        return off <= _VERY_CLOSE and is_misprint(total.value, found)
    if is_team:
        heads = all(_PEOPLE.match(text, p.end) or _ALONE.match(text, p.end) for p in parts)
        return heads and off <= _CLOSE_TEAM
    same = len({_unit(text, number) for number in (total, *parts)} - {""}) == 1
    return off <= (max(_CLOSE, 1 / max(total.value, 1)) if same else _VERY_CLOSE)


def _unit(text: str, number: Number) -> str:
    match = re.match(r"\s*([^\W\d_]+)", text[number.end : number.end + _GAP])
    return match[1].lower() if match else ""


def _label(text: str, total: Number) -> str:
    """The words before the total in its clause, a team by its name."""
    before = re.sub(
        r"[\s,]*\b(?:gồm|gồm có|bao gồm|là|có|với)?[\s:]*$",
        "",
        text[max(total.start - 2 * _LABEL, 0) : total.start],
    )
    team = _TEAM_NAME.search(before)
    words = team[0] if team else re.split(r"[,;:.(]\s", before)[-1]
    return words.strip()[-_LABEL:]


def _left_over(block: Block, numbers: list[Number], start: int) -> Iterator[FigureFacts]:
    """ "2.316 trẻ; đã có thẻ 903; còn 1.413": what is done and what is left make the whole."""
    for at, left in enumerate(numbers):
        earlier = numbers[:at]
        if left.kind != "count" or not _LEFT_OVER.search(
            block.text[max(start, left.start - _WORDS) : left.start]
        ):
            continue
        pairs = [
            (done, whole)
            for whole in earlier
            for done in earlier
            if done is not whole
            and 0 < done.value < whole.value
            and (done.start > whole.start or done.kind == "part")
        ]
        fits = [pair for pair in pairs if pair[0].value + left.value == pair[1].value]
        near = (
            [pair for pair in pairs if _nearly(block.text, left, *pair)] if len(pairs) == 1 else []
        )
        for done, whole in (fits or near)[:1]:
            span = block.span(min(done.start, whole.start), left.end)
            label = _label(block.text, min(done, whole, key=lambda n: n.start))
            if done.value + left.value == whole.value:
                yield FigureFacts("sum", label, whole.printed, (done.value, left.value), span)
            else:  # what is left is the figure that was worked out, so it is the wrong one
                yield FigureFacts("sum", label, left.printed, (whole.value, -done.value), span)


def _nearly(text: str, left: Number, done: Number, whole: Number) -> bool:
    """Whether what is left is a slip: counted like the whole, and near what it should be."""
    true_left = whole.value - done.value
    same = unit_of(text, left) in ("", unit_of(text, whole), unit_of(text, done))
    all_left = "còn lại" in text[max(left.start - _WORDS, 0) : left.start].lower()
    near = all_left and abs(true_left - left.value) <= _CLOSE_REST * true_left
    return same and (near or is_misprint(left.value, true_left))
