"""What was done for a target by a unit: the level before the plan and what came in since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from reports.queries.facts import PlanFigures
from reports.rules.progress import Progress
from targets.models import Indicator, Target
from units.models import Unit

Goal = Target.Goal


def with_done(figures: PlanFigures, target: Target, unit: Unit, row: Progress) -> Progress:
    """What was done by the day asked about: baseline plus counts since, or the last level."""
    parts = figures.parts(target.branch, target.indicator_id, target.cohort_id)
    if is_stock(target):
        levels = figures.levels[target.branch]
        known = [levels[k] for p in parts if (k := (unit.pk, target.indicator_id, p)) in levels]
        return replace(row, done=sum(known)) if known else row
    start, days = since_start(figures, target, unit)
    is_stated = start is not None and target.goal_kind == Goal.PERCENT
    if not days and not is_stated:
        return row
    return replace(row, start=start, done=(start or 0) + sum(days.values()))


def since_start(
    figures: PlanFigures, target: Target, unit: Unit
) -> tuple[int | None, dict[date, int]]:
    """The level before the plan (None is unknown) and the counts since, which the level leaves out."""
    parts = figures.parts(target.branch, target.indicator_id, target.cohort_id)
    days = days_of(figures, target, unit, parts)
    stated = _baseline(figures, target, unit, parts)
    if stated is None:
        return None, days
    start, as_of = stated
    return start, {day: n for day, n in days.items() if as_of is None or day > as_of}


def _baseline(
    figures: PlanFigures, target: Target, unit: Unit, parts: tuple[int, ...]
) -> tuple[int, date | None] | None:
    if target.goal_kind != Goal.PERCENT:
        return 0, None  # a number of accounts to activate is counted from nothing
    return figures.baseline(unit.pk, target.indicator_id, target.cohort_id, parts)


def days_of(
    figures: PlanFigures, target: Target, unit: Unit, parts: tuple[int, ...]
) -> dict[date, int]:
    return figures.series[target.branch].of(unit.pk, target.indicator_id, parts)


def is_stock(target: Target) -> bool:
    """Whether the last level counts and days never add up."""
    return target.indicator.aggregation == Indicator.Aggregation.STOCK


def whole_since_start(
    figures: PlanFigures, target: Target, unit: Unit
) -> tuple[int | None, dict[date, int]]:
    """The other indicator's level before the plan and its days since, where a share is taken of it.

    The level counts only where the numerator has one too, or where neither has days.
    """
    indicator = target.denominator_indicator_id
    if indicator is None:
        return None, {}
    cohort = target.denominator_cohort_id or target.cohort_id
    parts = figures.parts(target.branch, indicator, cohort)
    days = figures.series[target.branch].of(unit.pk, indicator, parts)
    after = target.denominator_after
    if after is not None:
        return None, {day: value for day, value in days.items() if day > after}
    start, counted = since_start(figures, target, unit)
    stated = figures.baseline(unit.pk, indicator, cohort, parts)
    if stated is None or (start is None and counted):
        return None, days
    value, as_of = stated
    return value, {day: n for day, n in days.items() if as_of is None or day > as_of}
