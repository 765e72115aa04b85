"""What a version changes in the shares of units, told by target: thousands of lines say nothing on a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plans.rules.facts import PlanFacts
from plans.rules.goals import QuotaFacts
from targets.rules.changes import Change, changed_shares, share_change

MOST_TOLD = 10


@dataclass(frozen=True)
class ShareChanges:
    """The shares of a target that differ, the biggest difference first, and its sums before and after."""

    target: str
    before: int | None
    after: int | None
    lines: tuple[Change, ...]

    @property
    def biggest(self) -> tuple[Change, ...]:
        """Those to be told without being asked for."""
        return self.lines[:MOST_TOLD]

    @property
    def others(self) -> int:
        """How many more there are."""
        return len(self.lines) - len(self.biggest)


def shares_by_target(
    before: PlanFacts,
    after: PlanFacts,
    units: Mapping[str, str],
    sums: tuple[Mapping[str, int], Mapping[str, int]],
) -> tuple[ShareChanges, ...]:
    """The differences by target. `units` are names by path; `sums` what each target adds up to, before and after."""
    was, now = sums
    found = []
    for code, rows in changed_shares(before, after).items():
        rows.sort(key=lambda row: -_distance(row[1], row[2]))
        lines = (share_change(code, units.get(path, path), *pair) for path, *pair in rows)
        found.append(ShareChanges(code, was.get(code), now.get(code), tuple(lines)))
    return tuple(found)


def _distance(before: QuotaFacts | None, after: QuotaFacts | None) -> int:
    return abs((after.value if after else 0) - (before.value if before else 0))
