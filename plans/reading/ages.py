"""Age groups that one passage tells apart but whose ages overlap ("từ 1 đến 5 tuổi", "từ 5 đến 10 tuổi")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from plans.reading.blocks import Block
from plans.reading.tree import sentences
from plans.rules.facts import FigureFacts
from plans.rules.goals import Span

_OPEN = -1
_MOST = 12  # age groups of one passage that are compared
_GROUP = re.compile(
    r"\b(?:từ\s+)?(?P<sharp>đủ\s+)?(?P<low>\d{1,3})(?:\s+tuổi)?\s*(?:đến|[-–])\s*(?P<under>dưới\s+)?(?:đủ\s+)?"
    r"(?P<high>\d{1,3})\s*tuổi\b"
    r"|\b(?:từ\s+)?(?P<sharp_up>đủ\s+)?(?P<up>\d{1,3})\s*tuổi\s+trở\s+lên",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Ages:
    """Ages from `low` to `high`, both in it; `is_sharp` where "đủ" says on which day the first begins."""

    low: int
    high: int
    is_sharp: bool
    printed: str
    span: Span


def overlaps_of(document: tuple[Block, ...]) -> Iterator[FigureFacts]:
    """Pairs of age groups of a sentence, or of two items of a list, that share ages partly; each pair once."""
    seen: set[tuple[int, ...]] = set()
    before: Block | None = None
    for block in document:
        sets = [_ages(block, start, end) for start, end in _sentences(block)]
        if before and (before.kind, before.level, block.kind) == ("bullet", block.level, "bullet"):
            sets.append(
                _ages(before, 0, len(before.text))[:1] + _ages(block, 0, len(block.text))[:1]
            )
        before = block
        for one, other in (pair for ages in sets for pair in combinations(ages[:_MOST], 2)):
            terms = (one.low, one.high, other.low, other.high)
            if _overlap(*sorted((one, other), key=lambda ages: ages.low)) and terms not in seen:
                seen.add(terms)
                yield FigureFacts("ages", "", f"{one.printed} / {other.printed}", terms, other.span)


def _sentences(block: Block) -> Iterator[tuple[int, int]]:
    return sentences(block.text, at_semicolons=False)


def _ages(block: Block, start: int, end: int) -> list[_Ages]:
    found: list[_Ages] = []
    for match in _GROUP.finditer(block.text, start, end):
        low = int(match["low"] or match["up"])
        high = int(match["high"]) - bool(match["under"]) if match["high"] else _OPEN
        sharp = bool(match["sharp"] or match["sharp_up"])
        if high == _OPEN or low < high:
            found.append(_Ages(low, high, sharp, match[0], block.span(*match.span())))
    return found


def _overlap(first: _Ages, second: _Ages) -> bool:
    """Some ages in both and some in each alone; "đến 14" before "từ đủ 14" is the everyday way to say under 14."""
    if first.low == second.low or first.high == _OPEN or second.low > first.high:
        return False
    if second.high != _OPEN and second.high <= first.high:
        return False
    return not (second.is_sharp and second.low == first.high)
