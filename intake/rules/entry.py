"""The entry page's rules: which day it opens on, when it asks for it, and what a day still has to bring."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import NamedTuple

NIGHT_ENDS = time(5)


def asks_which_day(*, clock: time, cutoff: time, missing: bool) -> bool:
    """Whether the page asks for the day before it shows a field.

    At night nobody's "today" is sure, so it always asks; in the morning while yesterday is still due
    and incomplete.
    """
    return clock < NIGHT_ENDS or (missing and clock < cutoff)


def entry_day(*, today: date, yesterday: date, clock: time, cutoff: time, missing: bool) -> date:
    """The day the entry page opens on: yesterday while it is still due and incomplete, else today."""
    return yesterday if missing and clock < cutoff else today


class Need(NamedTuple):
    """What cells of one unit and indicator, added up, must still bring on a day."""

    cells: frozenset[str]
    missing: int


def least_owed(needs: Iterable[Need]) -> int:
    """The fewest more that meet all needs, of which one may hold another's cells (từ đủ 6: 6–14).

    What a cell brings counts for every need that it is part of, so the needs do not simply add up.
    """
    owed: list[Need] = []
    for need in sorted(needs, key=lambda need: len(need.cells)):
        brought = sum(part.missing for part in owed if part.cells <= need.cells)
        owed.append(Need(need.cells, max(need.missing - brought, 0)))
    return sum(need.missing for need in owed)
