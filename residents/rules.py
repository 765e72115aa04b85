"""For whom: cohorts as half-open age bands, birth years or categories; ages on a date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise


@dataclass(frozen=True)
class Band:
    """Ages from `low` (reached) up to, not including, `high`, in completed years; None is open."""

    low: int
    high: int | None

    def contains(self, age: int) -> bool:
        return self.low <= age and (self.high is None or age < self.high)

    def covers(self, other: Band) -> bool:
        """Whether every age of `other` is an age of this band."""
        if other.low < self.low:
            return False
        return self.high is None or (other.high is not None and other.high <= self.high)

    def overlaps(self, other: Band) -> bool:
        """Whether some age belongs to both."""
        below = other.high is None or self.low < other.high
        return below and (self.high is None or other.low < self.high)


def age_on(born: date, day: date) -> int:
    """Completed years on `day`; a person born on 29 February turns on 1 March of common years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True)
class CohortFacts:
    """A cohort as the counting rules need it. `all` has neither band, years nor category."""

    code: str
    band: Band | None = None
    birth_years: frozenset[int] = frozenset()
    category: str = ""

    @property
    def is_pure_band(self) -> bool:
        """Whether age alone decides who belongs."""
        return not self.category and not self.birth_years

    @property
    def ages(self) -> Band:
        return self.band or Band(0, None)


def belongs(cohort: CohortFacts, *, born: date, day: date) -> bool:
    """Whether a person born on `born` belongs to the cohort on `day`, by age or birth year."""
    if cohort.birth_years:
        return born.year in cohort.birth_years
    return cohort.ages.contains(age_on(born, day))


def parts_of(cohort: CohortFacts, counted: Iterable[CohortFacts]) -> tuple[str, ...]:
    """The codes of the counted cohorts whose counts add up to `cohort`; () where none do.

    The cohort itself when it is counted; else the pure age bands inside it, which must not overlap
    one another ("từ đủ 6" is "6 đến dưới 14" and "từ đủ 14") and must leave no age out.
    """
    known = {c.code: c for c in counted}
    if cohort.code in known:
        return (cohort.code,)
    if not cohort.is_pure_band:
        return ()
    inside = sorted(
        (c for c in known.values() if c.is_pure_band and cohort.ages.covers(c.ages)),
        key=lambda c: c.ages.low,
    )
    return tuple(c.code for c in inside) if _tile(cohort.ages, [c.ages for c in inside]) else ()


def are_disjoint(cohorts: Iterable[CohortFacts]) -> bool:
    """Whether no person can be counted in two of the cohorts; only pure age bands can promise it."""
    bands = sorted(cohorts, key=lambda c: c.ages.low)
    if len(bands) > 1 and not all(c.is_pure_band for c in bands):
        return False
    return not any(a.ages.overlaps(b.ages) for a, b in pairwise(bands))


def _tile(whole: Band, bands: list[Band]) -> bool:
    """Whether the bands, in order, cover the whole with neither gap nor overlap."""
    reached: int | None = whole.low
    for band in bands:
        if band.low != reached:
            return False
        reached = band.high
    return bool(bands) and reached == whole.high
