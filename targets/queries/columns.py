"""Facts of a plan as the columns of its rows: one mapping, for applying a version and for reading it back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from plans.models import TeamMember
from plans.rules.facts import (
    BaselineFacts,
    FieldFacts,
    PlanFacts,
    RecipientFacts,
    RuleFacts,
    StockFacts,
    TaskFacts,
    TeamFacts,
    TeamMemberFacts,
)
from plans.rules.goals import DenominatorFacts, MilestoneFacts, TargetFacts
from residents.models import Cohort
from targets.models import Indicator
from units.models import Unit
from vietnamese.text import fold

Columns = dict[str, Any]
JOINT = ", "
LEADER = "leader"


@dataclass(frozen=True)
class Known:
    """Codes and names of the portal's vocabulary and of the units that a plan binds, with their keys."""

    indicators: dict[str, int]
    cohorts: dict[str, int]
    units: tuple[Unit, ...]
    retired: tuple[Unit, ...] = ()

    def unit_named(self, name: str) -> Unit | None:
        """The unit of that name, accents and case aside; an alias counts as well."""
        return _named(name, self.units)

    def seat_named(self, name: str) -> Unit | None:
        """The same; a unit that does no work any more where no other bears the name."""
        return _named(name, self.units) or _named(name, self.retired)

    def name_of(self, unit: Unit) -> str:
        """The unit's name as facts write it; with its code where another unit bears the name first."""
        return unit.name if self.seat_named(unit.name) == unit else _with_code(unit)

    def unit_meant(self, name: str) -> Unit | None:
        """The unit of that name, else the one whose name begins so ("Công an xã" of Công an xã Phú Riềng)."""
        beginning = f"{fold(name)} "
        some = [u for u in self.units if name and fold(u.name).startswith(beginning)]
        return self.unit_named(name) or (some[0] if len(some) == 1 else None)

    def unit_within(self, text: str) -> Unit | None:
        """The one unit that a text names ("Tổ công tác thôn Phú Hòa"); None where several or none."""
        words = f" {fold(text)} "
        some = [u for u in self.units if f" {fold(u.name)} " in words]
        return some[0] if len(some) == 1 else None


def _named(name: str, units: Iterable[Unit]) -> Unit | None:
    wanted = fold(name)
    found = (u for u in units if wanted in {fold(n) for n in (u.name, _with_code(u), *u.aliases)})
    return next(found, None) if wanted else None


def _with_code(unit: Unit) -> str:
    return f"{unit.name} ({unit.code})"


def known_for(unit: Unit) -> Known:
    """What facts of a plan of this unit may name."""
    units = list(Unit.objects.within(unit.path))
    return Known(
        dict(Indicator.objects.values_list("code", "pk")),
        dict(Cohort.objects.values_list("code", "pk")),
        tuple(u for u in units if u.is_active),
        tuple(u for u in units if not u.is_active),
    )


def fitted(model: type[models.Model], columns: Columns) -> Columns:
    """The columns with each text cut to what its column holds; a version's facts keep it whole."""
    return {name: _fit(model, name, value) for name, value in columns.items()}


def _fit(model: type[models.Model], name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    most = getattr(model._meta.get_field(name), "max_length", None)
    return value if most is None or len(value) <= most else f"{value[: most - 1]}…"


def plan_columns(facts: PlanFacts) -> Columns:
    """The plan's own row; its code, unit and state are not the facts' matter."""
    parent = facts.parents[0] if facts.parents else None
    return {
        "issuer": facts.issuer,
        "number": facts.number,
        "title": facts.title,
        "short_title": facts.short_title,
        "place": facts.place,
        "issued_on": facts.issued_on,
        "starts_on": facts.starts_on,
        "ends_on": facts.ends_on,
        "parent_number": parent.number if parent else "",
        "parent_issuer": parent.issuer if parent else "",
        "parent_issued_on": (parent.issued_on or parent.printed_issued_on) if parent else None,
        "lead_unit": facts.lead_unit,
        "weekly_report_to": facts.weekly_report_to,
        "signer_title": "\n".join(t for t in (facts.signer.capacity, facts.signer.title) if t),
        "signer_name": facts.signer.name,
        "must_rise_daily": facts.must_rise_daily,
        "subplans_due_on": facts.subplans_due_on,
    }


def cutoff_columns(facts: PlanFacts) -> Columns:
    """The hours that the plan's rules of reporting state; a rule without an hour states none."""
    hours: Columns = {}
    for rule in facts.rules:
        if rule.time_of_day is None:
            continue
        if rule.kind == "daily" and rule.days_after != 0:
            hours.setdefault("daily_cutoff", rule.time_of_day)
        if rule.kind == "weekly":
            hours.setdefault("weekly_cutoff", rule.time_of_day)
    return hours


def rule_columns(facts: RuleFacts) -> Columns:
    return {
        "kind": facts.kind,
        "text": facts.text,
        "due_on": facts.due_on,
        "weekday": facts.weekday,
        "due_time": facts.time_of_day,
    }


def recipient_columns(facts: RecipientFacts) -> Columns:
    return {"name": facts.name, "role": facts.role or ""}


def task_columns(facts: TaskFacts) -> Columns:
    return {
        "text": facts.text,
        "lead": facts.lead,
        "supporting": JOINT.join(facts.supporting),
        "timing": facts.timing,
        "due_on": facts.due_on,
        "due_wording": facts.due_wording or "",
        "product": facts.product,
        "responsible": facts.responsible,
        "section": facts.section,
    }


def team_columns(facts: TeamFacts) -> Columns:
    return {
        "name": facts.name,
        "level": facts.level,
        "task": facts.task,
        "people": facts.people,
    }


def member_columns(facts: TeamMemberFacts) -> Columns:
    role = TeamMember.Role.LEADER if facts.role == LEADER else TeamMember.Role.MEMBER
    return {"office": facts.unit, "people": facts.people, "role": role.value}


def target_columns(facts: TargetFacts, known: Known) -> Columns:
    """A target without its milestones. KeyError where an indicator or cohort is not known."""
    return {
        "code": facts.code,
        "label": facts.label,
        "short_label": facts.short_label,
        "indicator_id": known.indicators[facts.indicator or ""],
        "cohort_id": known.cohorts[facts.cohort] if facts.cohort else None,
        "operator": facts.operator,
        "goal_kind": facts.goal.kind,
        "goal_value": facts.goal.value,
        "goal_period": facts.goal.period or "",
        "goal_each": facts.goal.each,
        "deadline": facts.deadline,
        "deadline_wording": facts.deadline_wording or "",
        "commitment": facts.commitment,
        "lead": facts.lead,
        "supporting": JOINT.join(facts.supporting),
        "branch": facts.counted_by,
        "priority": facts.priority,
        "source": facts.source,
        **denominator_columns(facts.goal.denominator, known),
    }


def denominator_columns(facts: DenominatorFacts | None, known: Known) -> Columns:
    """What a percent is of; all columns empty where the plan does not say."""
    given = facts or DenominatorFacts("stated", "")
    return {
        "denominator_kind": facts.kind if facts else "",
        "denominator_indicator_id": known.indicators[given.indicator] if given.indicator else None,
        "denominator_cohort_id": known.cohorts[given.cohort] if given.cohort else None,
        "denominator_residence": given.residence or "",
        "denominator_after": given.after,
        "denominator_label": given.label,
    }


def milestone_columns(facts: MilestoneFacts) -> Columns:
    return {"by": facts.by, "wording": facts.wording, "share_of_goal": facts.share_of_goal}


def stock_columns(facts: StockFacts, baseline: BaselineFacts, known: Known) -> Columns:
    return {
        "indicator_id": known.indicators[facts.indicator],
        "cohort_id": known.cohorts[facts.cohort] if facts.cohort else None,
        "as_of": baseline.as_of,
        "value": facts.value,
        "printed_percent": facts.printed_percent,
        "note": facts.note,
    }


def field_columns(facts: FieldFacts, known: Known) -> Columns | None:
    """None where the plan's office is not a unit here yet: nobody could fill the cell in."""
    unit = known.seat_named(facts.unit)
    if facts.unit and unit is None:
        return None
    return {
        "branch": facts.branch,
        "indicator_id": known.indicators[facts.indicator],
        "cohort_id": known.cohorts[facts.cohort],
        "unit_id": unit.pk if unit else None,
        "rhythm": facts.rhythm,
    }


def columns_of(row: models.Model, names: Iterable[str]) -> Columns:
    """What a row holds in those columns."""
    return {name: getattr(row, name) for name in names}
