"""How much: a target split over units so that the parts sum to it, and over the days that are left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta


def split_by_largest_remainder(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Whole parts of `total` in proportion to the weights, summing to it exactly.

    Each part is its exact share rounded down; what is left goes, one each, to the largest
    remainders, ties to the earlier unit. All weights zero: the total is spread evenly.
    Raises ValueError for a negative total or weight, or when there is nobody to give it to.
    """
    if total < 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("a total and its weights cannot be negative")
    if not weights:
        raise ValueError("there is no unit to split over")
    whole = sum(weights.values())
    shares = weights if whole else dict.fromkeys(weights, 1)
    whole = whole or len(weights)
    parts = {unit: total * weight // whole for unit, weight in shares.items()}
    rest = total - sum(parts.values())
    by_remainder = sorted(shares, key=lambda unit: -(total * shares[unit] % whole))
    for unit in by_remainder[:rest]:
        parts[unit] += 1
    return parts


def owed_per_day(missing: int, days: int) -> int | None:
    """What each of the `days` left must bring so that nothing is `missing` after them, rounded up.

    None where no day is left.
    """
    return -(-max(missing, 0) // days) if days > 0 else None


def period_start(day: date, period: str) -> date:
    """The first day of the period that `day` falls in; weeks begin on Monday."""
    if period == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if period == "month" else day
