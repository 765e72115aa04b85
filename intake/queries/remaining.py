"""What each unit still owes to its quotas: the figure that stands beside the fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from plans.models import Plan
from residents.models import Cohort
from residents.rules import parts_of
from targets.models import Baseline, EntryField, Indicator, Quota, Target
from units.models import Unit

Cell = tuple[int, int, int]  # unit, indicator, cohort
Starts = dict[tuple[int, int, int, int | None], Baseline]  # plan, unit, indicator, cohort


@dataclass(frozen=True)
class Left:
    """A quota less its baseline less the counts of its cells; `value` below zero is a surplus.

    `name` is the indicator's and `group` the cohort's: "Kích hoạt", "từ đủ 6". `last_day` is the last
    one on which work still counts.
    """

    name: str
    group: str
    unit_id: int
    indicator_id: int
    cohort_ids: tuple[int, ...]
    value: int
    last_day: date | None = None


def left_of(
    units: Iterable[Unit], fields: Iterable[EntryField], totals: Mapping[Cell, int]
) -> dict[int, list[Left]]:
    """By unit, what is left of every quota of flows whose cells are all among `fields`.

    `totals` are the counts since the plan's first day. A percent without a baseline, or with one
    taken after the plan began, leaves the rest unknown, and it is not listed.
    """
    fields = list(fields)
    quotas = (
        Quota.objects.filter(unit__in=units, target__plan__state=Plan.State.RUNNING)
        .filter(target__indicator__aggregation=Indicator.Aggregation.FLOW)
        .select_related("target__plan", "target__indicator", "target__cohort")
        .order_by("target__plan", "target__position")
    )
    starts = _starts(units, fields)
    found: dict[int, list[Left]] = {}
    for quota in quotas:
        cohorts = _cohorts(quota.target, fields)
        start = _start(quota, cohorts, starts)
        if not cohorts or start is None:
            continue
        unit, indicator = quota.unit_id, quota.target.indicator_id
        done = sum(totals.get((unit, indicator, cohort), 0) for cohort in cohorts)
        value = quota.value - start - done
        words = _words(quota.target)
        left = Left(*words, unit, indicator, cohorts, value, quota.target.last_day)
        found.setdefault(unit, []).append(left)
    return found


def _starts(units: Iterable[Unit], fields: list[EntryField]) -> Starts:
    plans = {field.plan_id for field in fields}
    rows = Baseline.objects.filter(plan__in=plans, unit__in=units)
    return {(row.plan_id, row.unit_id, row.indicator_id, row.cohort_id): row for row in rows}


def _cohorts(target: Target, fields: list[EntryField]) -> tuple[int, ...]:
    """The cohorts of the plan's own fields that add up to the target's; () where none do."""
    if target.cohort is None:
        return ()
    counted: dict[str, Cohort] = {
        field.cohort.code: field.cohort
        for field in fields
        if field.plan_id == target.plan_id
        and field.branch == target.branch
        and field.indicator_id == target.indicator_id
    }
    codes = parts_of(target.cohort.facts, [cohort.facts for cohort in counted.values()])
    return tuple(counted[code].pk for code in codes)


def _start(quota: Quota, cohorts: tuple[int, ...], starts: Starts) -> int | None:
    """Where the unit stood before the plan; a goal in plain numbers is counted from nothing."""
    target = quota.target
    if target.goal_kind != Target.Goal.PERCENT:
        return 0
    for group in ((target.cohort_id,), cohorts):
        rows = [
            starts.get((target.plan_id, quota.unit_id, target.indicator_id, cohort))
            for cohort in group
        ]
        known = [row for row in rows if row is not None]
        if known and len(known) == len(rows):
            return _sum_before(known, target.plan.first_day)
    return None


def _sum_before(rows: list[Baseline], first_day: date | None) -> int | None:
    late = [r for r in rows if r.as_of and first_day and r.as_of >= first_day]
    return None if late else sum(row.value for row in rows)


def _words(target: Target) -> tuple[str, str]:
    return target.indicator.short_label, target.cohort.short_label if target.cohort else ""
