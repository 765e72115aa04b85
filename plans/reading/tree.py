"""Walking a plan's blocks: what stands above a block, what under it, and the sentences in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from plans.reading.blocks import TEXT_LEVEL, Block
from plans.reading.lines import CAPITAL

_SENTENCE_END = re.compile(rf"(?:[.!?…]+[”\")]*\s+(?=[{CAPITAL}“\"(\d])|/\./?|;\s*)")
_ABBREVIATED = re.compile(r"(?:\b(?:TP|TX|TT|CV|BS|ThS|TS|Tp|Đ/c|đ/c|KH|P|Q|H|số))\.\s*$")


def above(blocks: Sequence[Block], at: int) -> Iterator[int]:
    """Places of the blocks that the block at `at` stands under, the nearest first, headings outermost."""
    place = blocks[at].parent
    while place >= 0:
        yield place
        place = blocks[place].parent


def under(blocks: Sequence[Block], at: int) -> Iterator[int]:
    """Places of the blocks that stand under the block at `at`, in order.

    Under a heading also paragraphs of its level's text; under a bullet the plus signs that follow it.
    """
    level = blocks[at].level
    for place in range(at + 1, len(blocks)):
        block = blocks[place]
        if block.kind == "line" or block.level <= level:
            return
        yield place


def siblings(blocks: Sequence[Block], at: int) -> Iterator[int]:
    """Places of the deeper or equal blocks around `at` that belong to one item ("+ Chỉ tiêu", "+ Thời gian").

    From the nearest block above that is not a plus sign up to the next that is not, `at` included.
    """
    first = at
    while first > 0 and blocks[first].level > TEXT_LEVEL:
        first -= 1
    yield first
    yield from under(blocks, first)


def sentences(text: str, *, at_semicolons: bool = True) -> Iterator[tuple[int, int]]:
    """Where each sentence of a block's text begins and ends; a semicolon ends one too unless told otherwise."""
    begin = 0
    for match in _SENTENCE_END.finditer(text):
        if match[0].startswith(";") and not at_semicolons:
            continue
        if match[0].startswith(".") and _ABBREVIATED.search(text[begin : match.start() + 1]):
            continue
        yield (
            begin,
            match.end() if match[0].startswith("/") else match.start() + len(match[0].rstrip()),
        )
        begin = match.end()
    if begin < len(text):
        yield begin, len(text)
