"""A plan's rows of targets as facts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from plans.models import Plan
from plans.rules.facts import PlanFacts
from plans.rules.goals import DenominatorFacts, GoalFacts, MilestoneFacts, TargetFacts
from targets.models import Milestone, Target
from targets.queries.columns import (
    JOINT,
    Known,
    columns_of,
    fitted,
    milestone_columns,
    target_columns,
)


def targets_of(plan: Plan, base: PlanFacts, known: Known) -> tuple[TargetFacts, ...]:
    """Each target in force as the base's of that code, changed where its row says something else."""
    rows = plan.targets.select_related(
        "indicator", "cohort", "denominator_indicator", "denominator_cohort"
    ).prefetch_related("milestones")
    given = {fact.code: fact for fact in base.targets}
    return tuple(_target(row, given.get(row.code), known) for row in rows)


def _target(row: Target, base: TargetFacts | None, known: Known) -> TargetFacts:
    if base is None or not _says(row, base, known):
        base = _from_row(row, base)
    return replace(base, milestones=_milestones(row, base))


def _says(row: Target, fact: TargetFacts, known: Known) -> bool:
    """Whether the row holds what applying the fact would write."""
    is_known = fact.indicator in known.indicators and (fact.cohort or "all") in known.cohorts
    if not is_known:
        return False
    said = fitted(Target, target_columns(fact, known))
    return columns_of(row, said) == said


def _from_row(row: Target, base: TargetFacts | None) -> TargetFacts:
    held: dict[str, Any] = {
        "label": row.label,
        "short_label": row.short_label,
        "indicator": row.indicator.code,
        "goal": _goal(row, base),
        "source": row.source,
        "counted_by": row.branch,
        "cohort": row.cohort.code if row.cohort else None,
        "operator": row.operator,
        "deadline": row.deadline,
        "deadline_wording": row.deadline_wording or None,
        "commitment": row.commitment,
        "priority": row.priority,
        "lead": row.lead,
        "supporting": tuple(row.supporting.split(JOINT)) if row.supporting else (),
    }
    if base is not None:
        return replace(base, **held)
    return TargetFacts(code=row.code, section="", **held)


def _goal(row: Target, base: TargetFacts | None) -> GoalFacts:
    return GoalFacts(
        kind=Target.Goal(row.goal_kind).value,  # type: ignore[arg-type]  # the same words
        value=row.goal_value,
        period=row.goal_period or None,  # type: ignore[arg-type]
        each=row.goal_each,
        denominator=_denominator(row, base.goal.denominator if base else None),
    )


def _denominator(row: Target, base: DenominatorFacts | None) -> DenominatorFacts | None:
    if not row.denominator_kind:
        return None
    indicator, cohort = row.denominator_indicator, row.denominator_cohort
    return DenominatorFacts(
        kind=row.denominator_kind,  # type: ignore[arg-type]
        label=row.denominator_label,
        cohort=cohort.code if cohort else None,
        residence=row.denominator_residence or None,  # type: ignore[arg-type]
        indicator=indicator.code if indicator else None,
        after=row.denominator_after,
        count=base.count if base else None,
        note=base.note if base else "",
    )


def _milestones(row: Target, base: TargetFacts) -> tuple[MilestoneFacts, ...]:
    """The base's in their own order where the rows hold the same, else the rows'."""
    rows = list(row.milestones.all())
    held = [columns_of(m, ("by", "wording", "share_of_goal")) for m in rows]
    said = [fitted(Milestone, milestone_columns(m)) for m in base.milestones]
    if sorted(held, key=_day) == sorted(said, key=_day):
        return base.milestones
    return tuple(MilestoneFacts(m.by, m.wording, m.share_of_goal) for m in rows)  # type: ignore[arg-type]


def _day(columns: dict[str, object]) -> str:
    return str(columns["by"])
