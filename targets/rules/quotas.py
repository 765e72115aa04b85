"""How much: a target split over units so that the parts sum to it, and over the days that are left."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from units.rules import lineage

WEEK = 7


class Method(StrEnum):
    """What a target is split in proportion to; by hand, each part stands as it was typed."""

    LEFT = "left"
    POPULATION = "population"
    EVENLY = "evenly"
    CAPACITY = "capacity"
    HAND = "hand"


@dataclass(frozen=True)
class Share:
    """One unit as a split sees it; None is unknown.

    `counted` already counts toward the quota; `left` people could still be added to it out of `people`;
    `best` is what the unit's best seven days brought; `is_fixed`: a split leaves the quota as it is.
    Without `has_start` nobody said where the unit began, so that `counted` is not all that counts.
    """

    unit: str
    quota: int | None = None
    is_fixed: bool = False
    counted: int = 0
    people: int | None = None
    left: int | None = None
    best: int | None = None
    has_start: bool = True

    @property
    def most(self) -> int | None:
        """The largest quota that the unit's people allow."""
        return None if self.left is None else self.counted + self.left

    def reach(self, days: int) -> int | None:
        """What the unit has after `days` more days as good as those of its best week."""
        return None if self.best is None else self.counted + self.best * days // WEEK


@dataclass(frozen=True)
class Split:
    """Quotas by unit. `rest` is what of the total nobody can take; negative: so much beyond it."""

    parts: dict[str, int]
    rest: int = 0


@dataclass(frozen=True)
class Claim:
    """A unit's claim on a total: in proportion to `weight`, not under `least`, not over `most`."""

    unit: str
    weight: int
    least: int = 0
    most: int | None = None

    def at(self, level: Fraction) -> Fraction:
        """The exact share where one of weight is worth `level`."""
        share = max(level * self.weight, Fraction(self.least))
        return share if self.most is None else min(share, Fraction(self.most))


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
    return split_within(total, [Claim(unit, weight) for unit, weight in weights.items()])


def split_within(total: int, claims: Sequence[Claim]) -> dict[str, int]:
    """Whole parts in proportion to the weights, each within its bounds; largest remainder.

    They sum to `total` unless the bounds forbid it: then all stand at their least, or all at their
    most. One more in the total moves no part by more than one.
    """
    exact = _exact(total, claims)
    parts = {unit: int(share) for unit, share in exact.items()}
    rest = int(sum(exact.values())) - sum(parts.values())
    by_remainder = sorted(exact, key=lambda unit: parts[unit] - exact[unit])
    for unit in by_remainder[:rest]:
        parts[unit] += 1
    return parts


def _exact(total: int, claims: Sequence[Claim]) -> dict[str, Fraction]:
    """The shares before rounding. Who has no weight takes part once nobody else can take more."""
    heavy = [claim for claim in claims if claim.weight]
    light = [Claim(c.unit, 1, c.least, c.most) for c in claims if not c.weight]
    reserved = sum(claim.least for claim in light)
    capped = [claim.most for claim in heavy if claim.most is not None]
    if len(capped) == len(heavy) and total - reserved > sum(capped):
        found = _levelled(total - sum(capped), light)
        found |= {c.unit: Fraction(most) for c, most in zip(heavy, capped, strict=True)}
    else:
        found = _levelled(total - reserved, heavy)
        found |= {claim.unit: Fraction(claim.least) for claim in light}
    return {claim.unit: found[claim.unit] for claim in claims}


def _levelled(total: int, claims: Sequence[Claim]) -> dict[str, Fraction]:
    """Every claim at the one level at which they sum to the total, as far as the bounds allow."""
    if not claims:
        return {}
    if all(c.most is not None for c in claims) and total >= sum(c.most or 0 for c in claims):
        return {claim.unit: Fraction(claim.most or 0) for claim in claims}
    level = _level(max(total, sum(claim.least for claim in claims)), claims)
    return {claim.unit: claim.at(level) for claim in claims}


def _level(total: int, claims: Sequence[Claim]) -> Fraction:
    """The shares' sum grows with the level, straight between the levels at which a bound begins or ends."""

    def sum_at(level: Fraction) -> Fraction:
        return sum((claim.at(level) for claim in claims), Fraction(0))

    bounds = [(claim, bound) for claim in claims for bound in (claim.least, claim.most)]
    corners = sorted({Fraction(b, claim.weight) for claim, b in bounds if b is not None})
    corner = corners[bisect_right(corners, Fraction(total), key=sum_at) - 1]
    growing = sum(
        claim.weight
        for claim in claims
        if claim.least <= corner * claim.weight
        and (claim.most is None or corner * claim.weight < claim.most)
    )
    return corner + (total - sum_at(corner)) / growing if growing else corner


def split(total: int, shares: Sequence[Share], method: Method) -> Split:
    """A target's total over units; what is fixed stays, the others share what it leaves.

    Nobody is given less than counts already, nor more than its people allow. By what is left and by
    capacity only what is still to be done is split; a figure unknown weighs nothing.
    """
    free = [s for s in shares if not s.is_fixed or s.quota is None]
    parts = {s.unit: s.quota for s in shares if s.quota is not None}
    if method != Method.HAND:
        fixed = sum(s.quota for s in shares if s.is_fixed and s.quota is not None)
        parts |= _split_free(total - fixed, free, method)
    return Split(_in_order(parts, shares), total - sum(parts.values()))


def _split_free(total: int, free: Sequence[Share], method: Method) -> dict[str, int]:
    if method in {Method.LEFT, Method.CAPACITY}:
        work = max(total - sum(s.counted for s in free), 0)
        more = split_within(work, [Claim(s.unit, _weight(s, method), 0, s.left) for s in free])
        return {s.unit: s.counted + more[s.unit] for s in free}
    return split_within(total, [Claim(s.unit, _weight(s, method), s.counted, s.most) for s in free])


def _weight(share: Share, method: Method) -> int:
    figure = _figure(share, method)
    return 1 if method == Method.EVENLY else figure or 0


def _figure(share: Share, method: Method) -> int | None:
    """What the method measures a unit by."""
    figures = {
        Method.LEFT: share.left,
        Method.POPULATION: share.people,
        Method.CAPACITY: share.best,
    }
    return figures.get(method, 1)


def unmeasured(shares: Iterable[Share], method: Method) -> list[str]:
    """The units that a split by this method would have to guess about."""
    return [s.unit for s in shares if not s.is_fixed and _figure(s, method) is None]


def relevel(total: int, shares: Sequence[Share], days: int) -> Split:
    """Quotas moved as little as makes them possible again, and their sum the total.

    A unit keeps its quota as far as its people and its best week allow; what it cannot do goes to
    those with room, in proportion to their room. What nobody has room for stays with the units that it
    was taken from, as far as they have people; a unit without known figures is given nothing more.
    """
    free = [s for s in shares if s.quota is not None and not s.is_fixed]
    quotas = {s.unit: s.quota or 0 for s in shares if s.quota is not None}
    ceilings = {s.unit: _ceiling(s, days) for s in free}
    parts = quotas | {s.unit: min(quotas[s.unit], ceilings[s.unit]) for s in free}
    lacking = total - sum(parts.values())
    if lacking < 0:
        spare = [(s.unit, max(parts[s.unit] - s.counted, 0)) for s in free]
        return _moved(parts, spare, lacking, shares, total)
    room = [(s.unit, ceilings[s.unit] - parts[s.unit]) for s in free]
    given = _moved(parts, room, lacking, shares, total)
    back = [(s.unit, _most_kept(s) - given.parts[s.unit]) for s in free]
    return _moved(given.parts, back, given.rest, shares, total)


def _ceiling(share: Share, days: int) -> int:
    """The largest quota a unit can reach; what it has, where nothing is known of it."""
    limits = [limit for limit in (share.most, share.reach(days)) if limit is not None]
    return min(limits) if share.best is not None else min([share.quota or 0, *limits])


def _most_kept(share: Share) -> int:
    quota = share.quota or 0
    return quota if share.most is None else min(quota, share.most)


def _moved(
    parts: Mapping[str, int],
    room: Iterable[tuple[str, int]],
    amount: int,
    shares: Sequence[Share],
    total: int,
) -> Split:
    """`amount` added (taken, where it is negative) in proportion to each unit's room, none beyond it."""
    claims = [Claim(unit, size, 0, size) for unit, size in room if size > 0]
    sign = 1 if amount >= 0 else -1
    moved = split_within(abs(amount), claims)
    after = {unit: part + sign * moved.get(unit, 0) for unit, part in parts.items()}
    return Split(_in_order(after, shares), total - sum(after.values()))


def _in_order(parts: Mapping[str, int], shares: Iterable[Share]) -> dict[str, int]:
    return {s.unit: parts[s.unit] for s in shares if s.unit in parts}


@dataclass(frozen=True)
class Level:
    """What a unit was given (`owed`, None: unknown) and what it has given to those below it in turn."""

    unit: str
    owed: int | None
    given: int

    @property
    def lacking(self) -> int:
        """What is not passed on yet; negative where more is passed on than was given."""
        return (self.owed or 0) - self.given

    @property
    def over(self) -> int:
        """What is passed on beyond what was given."""
        return max(-self.lacking, 0)


def levels_of(total: int | None, root: str, quotas: Mapping[str, int]) -> tuple[Level, ...]:
    """The sum at every level of a target's quotas (by path), the root's first.

    A quota is part of the nearest one above it, so that none is added twice.
    """
    given: dict[str, int] = {root: 0}
    for path in sorted(quotas):
        if path != root:
            above = next((p for p in reversed(lineage(path)[:-1]) if p in quotas), root)
            above = root if len(above) < len(root) else above
            given[above] = given.get(above, 0) + quotas[path]
    owed = {**quotas, root: total}
    return tuple(Level(path, owed[path], given[path]) for path in sorted(given))


def best_week(days: Mapping[date, int]) -> int | None:
    """The most that seven days running brought; None where no seven days are covered yet."""
    if not days or (max(days) - min(days)).days < WEEK - 1:
        return None
    return max(
        sum(days.get(last - timedelta(days=back), 0) for back in range(WEEK)) for last in days
    )


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
