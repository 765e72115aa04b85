"""A superior's targets beside the own ones: of the plan that this one carries out, and as its text quotes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plans.models import Plan
from plans.rules.facts import ParentFacts, PlanFacts
from plans.rules.goals import OtherGoalFacts, TargetFacts
from plans.rules.wording import WORDINGS, goal_words
from targets.models import Quota, Target
from targets.queries.pages import deadline_text, goal_text
from units.models import Unit
from units.rules import lineage
from vietnamese.dates import format_date
from vietnamese.numbers import format_count
from vietnamese.text import comparable


@dataclass(frozen=True)
class SuperiorLine:
    """A goal set from above, in words; `own` are the codes of the targets that answer it."""

    whose: str
    label: str
    goal: str
    deadline: str
    own: tuple[str, ...]


def parent_of(plan: Plan, facts: PlanFacts) -> Plan | None:
    """The superior's plan that this one carries out, where the portal holds it."""
    return plan.parent or plan_named(plan.unit, facts.parents)


def plan_named(unit: Unit, cited: Sequence[ParentFacts]) -> Plan | None:
    """The plan of a unit above that is cited by its number; a number alone is given by every body each year.

    So the issuer, and the year where both are known, must not say another.
    """
    if not any(row.number for row in cited):
        return None
    above = Plan.objects.filter(unit__path__in=lineage(unit.path)[:-1])
    rows = above.exclude(state=Plan.State.DRAFT).exclude(number="").order_by("-issued_on", "pk")
    found = (plan for row in cited if row.number for plan in rows if _is_cited(plan, row))
    return next(found, None)


def _is_cited(plan: Plan, row: ParentFacts) -> bool:
    if comparable(plan.number) != comparable(row.number):
        return False
    one, other = _issuer(plan.issuer), _issuer(row.issuer)
    is_same = one.startswith(other) or other.startswith(one)  # "UBND tỉnh" of that very province
    days = (plan.issued_on, row.issued_on)
    return is_same and (None in days or len({day.year for day in days if day}) == 1)


def _issuer(name: str) -> str:
    return f" {comparable(name)} ".replace(" ubnd ", " ủy ban nhân dân ").strip()


def superior_lines(plan: Plan, facts: PlanFacts) -> list[SuperiorLine]:
    """Goals from above: the superior plan's own targets, then those that the text itself quotes."""
    own = [row for row in facts.targets if row.review != "dropped"]
    lines = [_quoted(row, own) for row in facts.other_goals if row.assigned_by]
    parent = parent_of(plan, facts)
    if parent is None:
        return lines
    rows = Target.objects.filter(plan=parent).select_related("indicator", "cohort")
    shares = dict(
        Quota.objects.filter(target__plan=parent, unit=plan.unit_id).values_list(
            "target_id", "value"
        )
    )
    given = ((row, shares.get(row.pk)) for row in rows.prefetch_related("milestones"))
    return [*(_of_plan(parent, row, share, own) for row, share in given), *lines]


def _of_plan(parent: Plan, row: Target, share: int | None, own: list[TargetFacts]) -> SuperiorLine:
    cohort = row.cohort.code if row.cohort else None
    return SuperiorLine(
        whose=parent.issuer,
        label=row.label,
        goal=_goal_of_unit(row, share),
        deadline=deadline_text(row),
        own=_answering(row.indicator.code, cohort, own),
    )


def _goal_of_unit(row: Target, share: int | None) -> str:
    """ "giao đơn vị 4.447 trên 32.520 tài khoản": what of the goal is the unit's own, where it was split."""
    if share is None:
        return goal_text(row)
    if row.goal_kind == Target.Goal.COUNT:
        return f"giao đơn vị {format_count(share)} trên {goal_text(row)}"
    return f"giao đơn vị {format_count(share)} {row.indicator.measure}; mức chung {goal_text(row)}"


def _quoted(row: OtherGoalFacts, own: list[TargetFacts]) -> SuperiorLine:
    wording = WORDINGS.get(row.deadline_wording or "on", "ngày")
    return SuperiorLine(
        whose=row.assigned_by,
        label=row.label,
        goal=goal_words(row.goal, row.operator),
        deadline=f"{wording} {format_date(row.deadline)}" if row.deadline else "",
        own=_answering(row.indicator, row.cohort, own),
    )


def _answering(
    indicator: str | None, cohort: str | None, own: list[TargetFacts]
) -> tuple[str, ...]:
    """The own targets that count the same for the same people."""
    same = (row for row in own if indicator and (row.indicator, row.cohort) == (indicator, cohort))
    return tuple(row.code for row in same)
