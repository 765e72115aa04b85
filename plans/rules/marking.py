"""A text with places marked in it, cut into pieces that each lie under the same marks.

Marks may overlap in any way; pieces never do, so that they can be written one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from plans.rules.goals import Span

MOST_AROUND = 110
_SENTENCE_END = re.compile(r"(?<=[.;])\s+(?=[^\W\d_])|\n\s*\n")
_BREAKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Mark:
    """One marked place. `item` is what it belongs to, `label` its short name there.

    `rank` orders marks of one place: the lowest is shown. `tone` is its look.
    """

    item: str
    label: str
    span: Span
    tone: str
    rank: int = 0


@dataclass(frozen=True)
class Piece:
    """A stretch of text: the marks over it, the strongest first, and those that begin with it."""

    text: str
    marks: tuple[Mark, ...] = ()
    begins: tuple[Mark, ...] = ()

    @property
    def tone(self) -> str:
        """The look of the strongest mark; "" where nothing is marked."""
        return self.marks[0].tone if self.marks else ""

    @property
    def items(self) -> str:
        """What the piece belongs to, parted by spaces."""
        return " ".join(dict.fromkeys(mark.item for mark in self.marks))


def pieces_of(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """The whole text in pieces; a mark that lies outside the text, or is empty, is left out."""
    kept = [m for m in marks if 0 <= m.span.start < m.span.end <= len(text)]
    kept.sort(key=lambda m: (m.rank, m.span.start, m.item))
    begins: dict[int, list[Mark]] = {}
    for mark in kept:
        begins.setdefault(mark.span.start, []).append(mark)
    cuts = sorted({0, len(text), *(m.span.start for m in kept), *(m.span.end for m in kept)})
    pieces: list[Piece] = []
    over: list[Mark] = []
    for start, end in pairwise(cuts):
        begun = begins.get(start, [])
        over = [m for m in (*over, *begun) if m.span.end > start]
        over.sort(key=lambda m: m.rank)
        pieces.append(Piece(text[start:end], tuple(over), tuple(begun)))
    return pieces


@dataclass(frozen=True)
class Quote:
    """A marked place with the words of its sentence around it."""

    before: str
    marked: str
    after: str


def quote_of(text: str, span: Span) -> Quote | None:
    """The sentence that a span stands in, shortened on either side; None where it lies outside the text."""
    if not 0 <= span.start < span.end <= len(text):
        return None
    before = _SENTENCE_END.split(text[max(0, span.start - MOST_AROUND) : span.start])[-1]
    after = _SENTENCE_END.split(text[span.end : span.end + MOST_AROUND])[0]
    if len(before) == MOST_AROUND:
        before = "…" + before.partition(" ")[2]
    if len(after) == MOST_AROUND:
        after = after.rpartition(" ")[0] + "…"
    marked = " ".join(text[span.start : span.end].split())
    return Quote(_on_one_line(before), marked, _on_one_line(after))


def _on_one_line(words: str) -> str:
    """Line breaks and markdown stars dropped; the spaces at the ends stay, since the mark stands there."""
    return _BREAKS.sub(" ", words.replace("*", ""))
