"""Facts into the rows of a plan: its bases, rules, targets, baselines and entry fields."""

from __future__ import annotations

from django.db import transaction

from plans.models import LegalBasis, Participant, Plan, Recipient, ReportingRule
from plans.rules.facts import PlanFacts
from plans.rules.goals import DenominatorFacts, TargetFacts
from residents.models import Cohort
from targets.models import Baseline, EntryField, Indicator, Milestone, Target
from units.models import Unit


@transaction.atomic
def load_plan(facts: PlanFacts, *, unit: Unit, state: str, is_illustrative: bool = False) -> Plan:
    """Make a plan of its facts, with its bases, rules, targets, baselines and entry fields.

    A plan that exists already is left as it is.
    """
    plan, is_new = Plan.objects.get_or_create(
        code=facts.code,
        defaults={
            **_plan_columns(facts),
            "unit": unit,
            "state": state,
            "is_illustrative": is_illustrative,
        },
    )
    if is_new:
        _load_text(plan, facts)
        for position, target in enumerate(facts.targets):
            _load_target(plan, target, position)
        _load_baselines(plan, facts)
        _load_fields(plan, facts)
    return plan


def _plan_columns(facts: PlanFacts) -> dict[str, object]:
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
    }


def _load_text(plan: Plan, facts: PlanFacts) -> None:
    LegalBasis.objects.bulk_create(
        LegalBasis(plan=plan, text=basis.text, position=n) for n, basis in enumerate(facts.bases)
    )
    ReportingRule.objects.bulk_create(
        ReportingRule(
            plan=plan,
            kind=rule.kind,
            text=rule.text,
            due_on=rule.due_on,
            weekday=rule.weekday,
            due_time=rule.time_of_day,
            position=n,
        )
        for n, rule in enumerate(facts.rules)
    )
    Recipient.objects.bulk_create(
        Recipient(plan=plan, name=row.name, role=row.role or "", position=n)
        for n, row in enumerate(facts.recipients)
    )
    Participant.objects.bulk_create(
        Participant(plan=plan, name=name, position=n) for n, name in enumerate(facts.participants)
    )


def _load_target(plan: Plan, facts: TargetFacts, position: int) -> None:
    target = Target.objects.create(
        plan=plan,
        code=facts.code,
        label=facts.label,
        short_label=facts.short_label,
        indicator=Indicator.objects.get(code=facts.indicator),
        cohort=_cohort(facts.cohort),
        operator=facts.operator,
        goal_kind=facts.goal.kind,
        goal_value=facts.goal.value,
        goal_period=facts.goal.period or "",
        goal_each=facts.goal.each,
        deadline=facts.deadline,
        deadline_wording=facts.deadline_wording or "",
        commitment=facts.commitment,
        lead=facts.lead,
        supporting=", ".join(facts.supporting),
        branch=facts.counted_by,
        priority=facts.priority,
        source=facts.source,
        position=position,
        **_denominator_columns(facts.goal.denominator),
    )
    Milestone.objects.bulk_create(
        Milestone(target=target, by=m.by, wording=m.wording, share_of_goal=m.share_of_goal)
        for m in facts.milestones
    )


def _denominator_columns(facts: DenominatorFacts | None) -> dict[str, object]:
    if facts is None:
        return {}
    indicator = Indicator.objects.get(code=facts.indicator) if facts.indicator else None
    return {
        "denominator_kind": facts.kind,
        "denominator_indicator": indicator,
        "denominator_cohort": _cohort(facts.cohort),
        "denominator_residence": facts.residence or "",
        "denominator_after": facts.after,
        "denominator_label": facts.label,
    }


def _cohort(code: str | None) -> Cohort | None:
    return Cohort.objects.get(code=code) if code else None


def _load_baselines(plan: Plan, facts: PlanFacts) -> None:
    if facts.baseline is None:
        return
    for stock in facts.baseline.stocks:
        Baseline.objects.create(
            plan=plan,
            unit=plan.unit,
            indicator=Indicator.objects.get(code=stock.indicator),
            cohort=_cohort(stock.cohort),
            as_of=facts.baseline.as_of,
            value=stock.value,
            printed_percent=stock.printed_percent,
            note=stock.note,
        )


def _load_fields(plan: Plan, facts: PlanFacts) -> None:
    for position, row in enumerate(facts.fields):
        only = Unit.objects.within(plan.unit.path).filter(name=row.unit).first()
        if row.unit and only is None:
            continue  # the plan's office is not a unit here yet: nobody could fill the cell in
        EntryField.objects.create(
            plan=plan,
            indicator=Indicator.objects.get(code=row.indicator),
            cohort=Cohort.objects.get(code=row.cohort),
            branch=row.branch,
            unit=only,
            rhythm=row.rhythm,
            position=position,
        )
