"""Quotas proposed anew where units cannot carry theirs: who would give, who would take, what stays wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.rules.decisions import names_text
from reports.rules.quotas import (
    BEYOND,
    Burden,
    Given,
    deducted_text,
    load_text,
    rest_text,
    sum_text,
)
from targets.rules.quotas import Level, relevel
from vietnamese.numbers import format_count

STUCK = (
    "Không chuyển bớt được cho đơn vị khác: các đơn vị còn lại đã được giao hết số người của mình, "
    "hoặc cũng không còn sức. Cần thêm người, thêm buổi, hoặc xin điều chỉnh thời hạn."
)


@dataclass(frozen=True)
class Move:
    """A unit's quota before and after what is proposed."""

    name: str
    before: int
    after: int

    @property
    def difference(self) -> str:
        sign = "+" if self.after > self.before else "−"
        return f"{sign}{format_count(abs(self.after - self.before))}"


@dataclass(frozen=True)
class Proposal:
    """Quotas proposed anew: why, who would move, and what even that does not mend."""

    why: list[str]
    moves: list[Move]
    parts: dict[str, int]
    left_over: str


def proposal_of(level: Level, given: Given, burdens: Sequence[Burden]) -> Proposal | None:
    """What re-levelling would change; None where nothing has to, or where it cannot be worked out."""
    shares = [b.share for b in burdens]
    if given.total is None or given.is_rate or given.days is None or level.owed is None:
        return None
    if not shares or any(s.quota is None for s in shares):
        return None
    made = relevel(given.total, shares, given.days)
    moves = [
        Move(b.name, b.share.quota or 0, made.parts[b.share.unit])
        for b in burdens
        if made.parts[b.share.unit] != b.share.quota
    ]
    if not moves:
        return None
    after = [replace(b, share=replace(b.share, quota=made.parts[b.share.unit])) for b in burdens]
    return Proposal(
        _why(level, given, burdens), moves, made.parts, _left_over(after, made.rest, given)
    )


def _why(level: Level, given: Given, burdens: Sequence[Burden]) -> list[str]:
    beyond = [b for b in burdens if b.load in BEYOND and not b.share.is_fixed]
    said = [load_text(beyond)] if beyond else []
    if level.lacking:
        said += [sum_text(level, given.measure), deducted_text(given, level)]
    return [text for text in said if text]


def _left_over(after: Sequence[Burden], rest: int, given: Given) -> str:
    """What stays wrong after all moves."""
    if rest:
        return rest_text(rest, given.measure)
    beyond = [b.name for b in after if b.load in BEYOND]
    if not beyond:
        return ""
    return (
        f"Điều chỉnh giữa các đơn vị chưa đủ: {names_text(beyond)} vẫn quá tuần tốt nhất. "
        "Cần thêm người, thêm buổi, hoặc xin điều chỉnh thời hạn."
    )
