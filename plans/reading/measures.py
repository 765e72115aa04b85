"""Lengths, areas, weights and money that a plan prints with their parts: "4,6 km (1,8 km; 1,5 km; 1,1 km)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from plans.reading.blocks import Block
from plans.reading.tree import sentences
from plans.rules.checks.totals import is_slip
from plans.rules.facts import FigureFacts

_MEASURE = re.compile(
    r"(?<![\w.,/])(?P<digits>\d{1,3}(?:\.\d{3})+|\d{1,12})(?:,(?P<decimals>\d{1,4}))?\s*"
    r"(?P<unit>km2|km|ha|m2|m3|tấn|tạ|kg|triệu đồng|tỷ đồng|nghìn đồng|đồng(?!\s*(?:chí|bào)))(?![\w/])(?!\s*/)",
    re.IGNORECASE,
)
_LINK = re.compile(r"\(|:|\b(?:gồm|bao gồm|cụ thể|trong đó|chia ra)\b", re.IGNORECASE)
_SOME = re.compile(r"\btrong đó\b|\bcòn lại\b|\bmỗi\b|%|\sx\s|×", re.IGNORECASE)
_GAP = 60  # letters between a total and its first part
_MOST = 60  # measures of one sentence; more are a list


@dataclass(frozen=True)
class _Measure:
    """A quantity with its unit, letters [start, end)."""

    printed: str
    unit: str
    start: int
    end: int

    @property
    def value(self) -> Decimal:
        return Decimal(self.printed.replace(".", "").replace(",", "."))

    @property
    def decimals(self) -> int:
        return len(self.printed.partition(",")[2])


def measures_of(document: tuple[Block, ...]) -> Iterator[FigureFacts]:
    """Totals with their parts of the same unit, in brackets or after a colon; terms in the last decimal's unit."""
    for block in document:
        found = _measures(block.text) if block.kind != "row" else []
        for start, end in (
            sentences(block.text, at_semicolons=False) if len(found) > 2 else ()  # noqa: PLR2004
        ):
            yield from _totals(block, [m for m in found if start <= m.start < end], end)


def _measures(text: str) -> list[_Measure]:
    return [
        _Measure(
            match["digits"] + (f",{match['decimals']}" if match["decimals"] else ""),
            match["unit"].lower(),
            *match.span(),
        )
        for match in _MEASURE.finditer(text)
    ]


def _totals(block: Block, measures: list[_Measure], end: int) -> Iterator[FigureFacts]:
    for at, total in enumerate(measures[:_MOST]):
        parts = _parts(block.text, total, measures[at + 1 :], end)
        if len(parts) < 2:  # noqa: PLR2004
            continue
        scale = max(measure.decimals for measure in (total, *parts))
        terms = tuple(int(part.value.scaleb(scale)) for part in parts)
        value = int(total.value.scaleb(scale))
        all_said = not _SOME.search(block.text[total.end : parts[-1].end])
        if value == sum(terms) or (all_said and is_slip(value, terms)):
            printed = total.printed + _zeros(scale, total.decimals)
            span = block.span(total.start, parts[-1].end)
            yield FigureFacts("sum", _label(block.text, total), printed, terms, span)
            return


def _zeros(scale: int, decimals: int) -> str:
    """What makes "5" of the parts 1,8 and 3,2 "5,0"."""
    missing = scale - decimals
    return ("" if decimals or not missing else ",") + "0" * missing


def _parts(text: str, total: _Measure, after: list[_Measure], end: int) -> list[_Measure]:
    """The measures that the total's bracket or colon brings; none where one has another unit."""
    if not after:
        return []
    gap = text[total.end : after[0].start]
    link = _LINK.search(gap)
    if not link or len(gap) > _GAP or ";" in gap[: link.start()]:
        return []
    until = text.find(")", after[0].start, end) if link[0] == "(" else end
    parts = [m for m in after if m.start < (until if until >= 0 else end)]
    return parts if all(part.unit == total.unit for part in parts) else []


def _label(text: str, total: _Measure) -> str:
    return re.split(r"[,;:.(]\s", text[max(total.start - 80, 0) : total.start])[-1].strip()
