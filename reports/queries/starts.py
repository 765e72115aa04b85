"""Where units stood before a plan: as the plan states it, else as another plan and the counts since tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from intake.queries.series import Series, SeriesKey, series_of
from plans.models import Plan
from residents.rules import CohortFacts, are_disjoint
from targets.models import Baseline
from units.clock import ONE_DAY
from units.models import Unit

Starts = dict[SeriesKey, tuple[int, date | None]]
Counting = Mapping[int, str]  # indicator -> the branch that counts it; "" where days never add up


@dataclass(frozen=True)
class Before:
    """A plan's first day, seen from the day `on`, as it was known at a past moment."""

    plan: Plan
    first: date
    on: date
    known_at: datetime | None = None

    @property
    def last(self) -> date:
        """The day whose end is the plan's start."""
        return min(self.first - ONE_DAY, self.on)


def known_starts(
    before: Before, units: list[Unit], counting: Counting, cohorts: Mapping[int, CohortFacts]
) -> Starts:
    """Each unit's level before the plan: the plan's own word, else the level that other plans let one know.

    Of another plan only what `counting` names is taken, brought forward to the day before the first by
    what was counted meanwhile.
    """
    everybody = next((pk for pk, cohort in cohorts.items() if cohort.code == "all"), 0)
    own, others = _stated(before, units, everybody)
    missing = {k: row for k, row in others.items() if k not in own and k[1] in counting}
    for branch in sorted(set(counting.values())):
        rows = {key: row for key, row in missing.items() if counting[key[1]] == branch}
        own |= _brought_forward(before, rows, units, branch, cohorts) if branch else rows
    return own


def _stated(before: Before, units: list[Unit], everybody: int) -> tuple[Starts, Starts]:
    """The plan's own figures, and those of other plans: the last before the first day, else the next."""
    rows = (
        Baseline.objects.filter(unit__in=units)
        .order_by(F("as_of").asc(nulls_first=True), "plan_id")
        .values_list("plan_id", "unit_id", "indicator_id", "cohort_id", "value", "as_of")
    )
    own: Starts = {}
    others: Starts = {}
    for plan_id, unit, indicator, cohort, value, as_of in rows:
        key = (unit, indicator, cohort or everybody)
        if plan_id == before.plan.pk:
            own[key] = (value, as_of)
        elif as_of and as_of <= before.on and (as_of < before.first or key not in others):
            others[key] = (value, as_of)
    return own, others


def _brought_forward(
    before: Before,
    rows: Starts,
    units: Iterable[Unit],
    branch: str,
    cohorts: Mapping[int, CohortFacts],
) -> Starts:
    """The levels at the end of the day before the plan; none where what came in since cannot be told apart."""
    early = [as_of for _, as_of in rows.values() if as_of and as_of < before.last]
    if not early:
        return rows
    wanted = {unit for unit, _, _ in rows}
    behind = [unit for unit in units if unit.pk in wanted]
    since = series_of(
        behind, branch, first=min(early) + ONE_DAY, last=before.last, known_at=before.known_at
    )
    found: Starts = {}
    for key, (value, as_of) in rows.items():
        if as_of is None or as_of >= before.last:
            found[key] = (value, as_of)
        elif (parts := _parts(since, key, cohorts)) is not None:
            days = since.of(key[0], key[1], parts)
            added = sum(n for day, n in days.items() if day > as_of)
            found[key] = (value + added, before.last)
    return found


def _parts(
    since: Series, key: SeriesKey, cohorts: Mapping[int, CohortFacts]
) -> tuple[int, ...] | None:
    """The counted cohorts that belong to the key's; None where some may belong to it in part."""
    unit, indicator, cohort = key
    counted = [c for u, i, c in since.days if (u, i) == (unit, indicator)]
    if cohort in counted:
        return (cohort,)
    whole = cohorts[cohort]
    touching = {pk: cohorts[pk] for pk in counted if not _is_apart(whole, cohorts[pk])}
    inside = all(_is_inside(whole, part) for part in touching.values())
    return tuple(touching) if inside and are_disjoint(touching.values()) else None


def _is_apart(whole: CohortFacts, part: CohortFacts) -> bool:
    return whole.is_pure_band and part.is_pure_band and not whole.ages.overlaps(part.ages)


def _is_inside(whole: CohortFacts, part: CohortFacts) -> bool:
    return whole.is_pure_band and part.is_pure_band and whole.ages.covers(part.ages)
