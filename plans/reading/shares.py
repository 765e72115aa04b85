"""Printed percents of what has been reached, each with the part and the whole that it belongs to.

Of all pairs that the sentence and its lead-in print, the pair that reconciles is taken; only where none
does, the pair that the grammar names. Where the grammar names none either, the percent is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plans.reading.blocks import Block
from plans.reading.printed import Number, numbers_in, unit_of
from plans.reading.tree import sentences
from plans.rules.checks.shares import is_exact, reconciles
from plans.rules.facts import FigureFacts
from plans.rules.goals import Span
from vietnamese.text import comparable, fold

# A goal, a change or a price, not a result.
_GOAL_BEFORE = re.compile(
    r"(?:tối thiểu|ít nhất|trên|từ|không dưới|dưới|tăng|giảm|thêm|bằng|đạt từ|còn)\s*(?:khoảng\s*)?$",
    re.IGNORECASE,
)
_GOAL_SENTENCE = re.compile(
    r"phấn đấu|phần đầu|bảo đảm|đảm bảo|chỉ tiêu|mục tiêu|lộ trình|tiến độ", re.IGNORECASE
)
_GOAL_AFTER = re.compile(
    r"\s*(?:trở (?:lên|xuống)|so với (?:cùng kỳ|năm)|(?:chỉ tiêu|kế hoạch|dự toán)\b)",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?:\b(?:đạt|chiếm|tương (?:ứng|đương)|tỷ lệ|tỉ lệ|tỷ trọng|bao phủ)\b[^%]{0,70}|[(=]\s*)$",
    re.IGNORECASE,
)
_OF = re.compile(
    r"\b(?:trên|trong|so với|của)\s+(?:tổng\s+)?(?:cộng\s+)?(?:số\s+)?(?:\w+\s+){0,3}$|/\s*$",
    re.IGNORECASE,
)
# Between a count and its percent: what is counted, then at once "đạt", "chiếm" or "tỷ lệ ...".
_GAP = re.compile(
    r"[^,;:()%]{0,60}(?:[,(–-]\s*|\s)?(?:(?:chỉ|mới|đã|hiện)\s+)*"
    r"(?:(?:đạt|chiếm|tương ứng|tương đương)(?:\s+(?:với|tỷ lệ|tỉ lệ|khoảng))*|(?:với\s+)?(?:tỷ|tỉ) lệ[^;:()%]{0,70}"
    r"|(?:độ|mức|tỷ lệ)?\s*bao phủ[^;:()%]{0,40}|[(=])\s*",
    re.IGNORECASE,
)
# Figures of another year or month have another whole.
_OTHER_TIME = re.compile(
    r"cùng kỳ|(?<!\d\s)\b(?:năm\s+(?:20\d\d|trước|ngoái)|tháng\s+\d|quý\s+[IV\d])", re.IGNORECASE
)
# Words right after a percent that say of what it is.
_NAMED_WHOLE = re.compile(
    r"\s+(?:(?:của|trên|trong|so với|tổng|số)\s+)*(?!(?:và|còn|trong|tăng|giảm|cao|thấp|theo|ở|tại|do|đã|chưa|đạt"
    r"|hoàn|vượt|là|nhưng|với|để|đến|vào|so)\b)([^\W\d_]+\s+[^\W\d_]+)"
)
_CLAUSE = re.compile(r"[,;:.(+]\s|\)\s*(?:và\s)?")
_VERB_END = re.compile(
    r"\btrong đó$|(?:\d[\d.,/]*|\b(?:là|có|được|đạt|cho|gồm|khoảng|mới))\s*$", re.IGNORECASE
)
_NEAR, _BESIDE = 80, 25  # letters between a fraction or a count and its percent
_LEAD_BLOCKS = 6
_MAX_NUMBERS = 60  # of one sentence; more are a list
_LABEL = 80
_PHRASE = 3  # words after a number, at least, that name a group


@dataclass(frozen=True)
class _Sentence:
    """A sentence of a block: its numbers with places in the block's text."""

    block: Block
    start: int
    end: int
    numbers: tuple[Number, ...]

    @property
    def text(self) -> str:
        return self.block.text[: self.end]

    @property
    def counts(self) -> list[Number]:
        return [number for number in self.numbers if number.kind != "percent"]


def shares_of(document: tuple[Block, ...]) -> Iterator[FigureFacts]:
    """Every percent reached whose part and whole the text prints."""
    before: list[_Sentence] = []
    for block in document:
        if block.kind == "row":
            yield from _row_share(block)
            continue
        if block.kind == "heading":
            before = []
        for sentence in _sentences(block):
            yield from _shares(sentence, before)
            if sentence.counts:
                before = [*before[-_LEAD_BLOCKS + 1 :], sentence]


def _sentences(block: Block) -> Iterator[_Sentence]:
    numbers = numbers_in(block.text)
    for start, end in sentences(block.text, at_semicolons=False) if numbers else ():
        inside = tuple(n for n in numbers if start <= n.start < end)
        if 0 < len(inside) <= _MAX_NUMBERS:
            yield _Sentence(block, start, end, inside)


def _shares(sentence: _Sentence, before: list[_Sentence]) -> Iterator[FigureFacts]:
    used: list[Number] = []
    for percent in sentence.numbers:
        if percent.kind != "percent" or not _is_result(sentence, percent):
            continue
        pair = _fitting(sentence, percent, before) or _named(sentence, percent, before, used)
        if pair and _is_named_whole(sentence, percent, pair):
            part, whole = pair
            used.append(part)
            yield _figure(sentence, percent, part, whole)


def _is_result(sentence: _Sentence, percent: Number) -> bool:
    """A share reached ("đạt 82,55%"), not one asked for ("tối thiểu 95%") or a change ("tăng 5%")."""
    lead = sentence.text[sentence.start : percent.start]
    if _GOAL_BEFORE.search(lead) or _GOAL_AFTER.match(sentence.block.text, percent.end):
        return False
    if "," in percent.printed:
        return "phấn đấu" not in lead.lower()
    return bool(_LINK.search(lead)) and not _GOAL_SENTENCE.search(lead)


def _is_named_whole(sentence: _Sentence, percent: Number, pair: tuple[Number, Number]) -> bool:
    """Whether the words after a percent that does not fit leave room for the whole: "4,2% lực lượng lao động"."""
    part, whole = pair
    if reconciles(percent.printed, part.value, whole.value) or whole.kind == "whole":
        return True
    text = sentence.block.text
    named = _NAMED_WHOLE.match(text, percent.end)
    if not named or 0 <= whole.start - percent.end < _NEAR:
        return True
    around = fold(_noun(sentence.block, whole)) if whole in sentence.numbers else ""
    return fold(named[1]) in around


def _fitting(
    sentence: _Sentence, percent: Number, before: list[_Sentence]
) -> tuple[Number, Number] | None:
    """A pair of printed counts that gives the percent, the nearest first; exact before cut off."""
    parts = sorted(sentence.counts, key=lambda n: _distance(n, percent))
    wholes = [*parts, *(number for lead in reversed(before) for number in lead.counts)]
    for fits in (is_exact, reconciles):
        for part in parts:
            for whole in wholes:
                if (
                    part is not whole
                    and part.value <= whole.value
                    and fits(percent.printed, part.value, whole.value)
                ):
                    return part, whole
    return None


def _distance(number: Number, percent: Number) -> int:
    """Counts before the percent are nearer than those after it."""
    return (
        percent.start - number.end
        if number.end <= percent.start
        else 1000 + number.start - percent.end
    )


def _named(
    sentence: _Sentence, percent: Number, before: list[_Sentence], used: list[Number]
) -> tuple[Number, Number] | None:
    """The pair that the sentence's grammar says, though the percent does not fit it."""
    fraction = _fraction(sentence, percent)
    if fraction:
        return fraction
    part = _part(sentence, percent)
    whole = part and _whole(sentence, percent, part, before, used)
    return (part, whole) if part and whole else None


def _fraction(sentence: _Sentence, percent: Number) -> tuple[Number, Number] | None:
    """ "7.356/8.127 tài khoản, đạt 90,51%" or "90,51% (7.356/8.127)", no other number between."""
    at = sentence.numbers.index(percent)
    around = (sentence.numbers[max(at - 2, 0) : at], sentence.numbers[at + 1 : at + 3])
    for pair, reach in zip(around, (_NEAR, _BESIDE), strict=True):
        if [number.kind for number in pair] == ["part", "whole"]:
            gap = (
                percent.start - pair[1].end
                if pair[1].end <= percent.start
                else pair[0].start - percent.end
            )
            if gap <= reach:
                return pair[0], pair[1]
    return None


def _part(sentence: _Sentence, percent: Number) -> Number | None:
    """The count just before the percent, linked to it by "đạt", "chiếm", "tỷ lệ" or a bracket."""
    at = sentence.numbers.index(percent)
    if not at or sentence.numbers[at - 1].kind != "count":
        return None
    part = sentence.numbers[at - 1]
    gap = sentence.text[part.end : percent.start]
    return part if _GAP.fullmatch(gap) and "trong đó" not in gap.lower() else None


def _whole(
    sentence: _Sentence, percent: Number, part: Number, before: list[_Sentence], used: list[Number]
) -> Number | None:
    """What the part is of: said outright, then the sentence's own larger count, then the lead-in's."""
    for number in sentence.counts:
        beside = abs(number.start - percent.end) < _BESIDE and number.value > part.value
        units = {unit_of(sentence.text, part), unit_of(sentence.block.text, number)} - {""}
        one_unit = len(units) <= 1
        if beside and one_unit and _OF.search(sentence.text[: number.start]):
            return number
    same = _of_same_people(sentence, part, before)
    if same:
        return same
    unit = unit_of(sentence.text, part)
    earlier = [
        number
        for number in sentence.counts
        if number.end <= part.start
        and number.value > part.value
        and unit_of(sentence.text, number) in (unit, "")
    ]
    for number in earlier:
        if any(number.value == part.value + other.value for other in sentence.counts):
            return number
    free = [number for number in earlier if number not in used] or earlier
    free = [n for n in free if not _OTHER_TIME.search(sentence.text, n.end, part.start)]
    other_time = _OTHER_TIME.search(sentence.text, sentence.start, part.start)
    if not free and not other_time and _ends_clause(sentence, percent):
        free = _of_lead(sentence, part, unit, before)
    return min(free, key=lambda n: _off(percent, part, n), default=None)


def _of_lead(sentence: _Sentence, part: Number, unit: str, before: list[_Sentence]) -> list[Number]:
    """The larger counts of the sentence before, or of the words that a list stands under."""
    for lead in reversed(before):
        same_block = lead.block is sentence.block
        if same_block or lead.block.level < sentence.block.level or lead.block.text.endswith(":"):
            return [
                n for n in lead.counts if n.value > part.value and unit_of(lead.text, n) == unit
            ]
    return []


def _of_same_people(sentence: _Sentence, part: Number, before: list[_Sentence]) -> Number | None:
    """The larger count that the same words follow: "388 trẻ từ 6 đến 10 tuổi" of "1.529 trẻ từ 6 đến 10 tuổi"."""
    phrase = _phrase(sentence.block, part)
    if len(phrase.split()) < _PHRASE:
        return None
    for place in (sentence, *reversed(before)):
        for number in place.counts:
            if number.value > part.value and _phrase(place.block, number) == phrase:
                return number
    return None


def _off(percent: Number, part: Number, whole: Number) -> float:
    return abs(100 * part.value / whole.value - float(percent.percent))


def _ends_clause(sentence: _Sentence, percent: Number) -> bool:
    """No words after the percent that name another whole ("đạt 96,4% kế hoạch")."""
    after = sentence.block.text[percent.end : percent.end + 2].strip()
    return not after or after[0] in ".,;)"


def _phrase(block: Block, number: Number) -> str:
    """The words after a number up to the clause's end, for comparing: "trẻ từ 6 đến 10 tuổi"."""
    return comparable(_noun(block, number))


def _noun(block: Block, number: Number) -> str:
    return re.split(r"[,;:.()/]|\bvà\b", block.text[number.end : number.end + _NEAR])[0]


def _figure(sentence: _Sentence, percent: Number, part: Number, whole: Number) -> FigureFacts:
    first = part.start
    last = max(
        percent.end,
        part.end,
        whole.end if whole.kind == "whole" and whole in sentence.numbers else 0,
    )
    span = sentence.block.span(min(first, percent.start), last)
    return FigureFacts(
        "share", _label(sentence, part), percent.printed, (part.value, whole.value), span
    )


def _label(sentence: _Sentence, part: Number) -> str:
    """The words that say what the part counts: its clause's, else those after it, else the clause before."""
    clauses = _CLAUSE.split(sentence.text[sentence.start : part.start])
    words, noun = _trimmed(clauses[-1]), _noun(sentence.block, part).strip()
    if len(words.split()) > 1:
        return words[:_LABEL]
    if len(noun.split()) > 1:
        return f"{words} {noun}".strip()[:_LABEL]
    return (_trimmed(clauses[-2]) if len(clauses) > 1 else noun)[:_LABEL]


def _trimmed(clause: str) -> str:
    """A clause without the numbers and verbs at its end."""
    return _VERB_END.sub("", clause.strip()).strip(" ,;:(+-")


def _row_share(block: Block) -> Iterator[FigureFacts]:
    """A table row with exactly two counts and a percent: the smaller of the larger."""
    numbers = numbers_in(block.text)
    counts = [n for n in numbers if n.kind == "count"][-2:]
    percents = [n for n in numbers if n.kind == "percent"]
    if len(percents) != 1 or len(counts) < 2 or "," not in percents[0].printed:  # noqa: PLR2004
        return
    part, whole = sorted(number.value for number in counts)
    if whole and reconciles(percents[0].printed, part, whole):
        yield FigureFacts(
            "share", "", percents[0].printed, (part, whole), _span(block, percents[0])
        )


def _span(block: Block, number: Number) -> Span:
    return block.span(number.start, number.end)
