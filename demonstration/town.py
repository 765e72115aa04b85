"""The town's plan and what was made of it: quotas of its communes and wards, and the plans of some of them.

The appendix of 110/KH-UBND is not part of its text: shares and subplans are illustrative.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from demonstration.facts import SubplanFacts, TownFacts
from plans.models import Plan
from plans.rules.facts import ParentFacts, PlanFacts, SignerFacts
from plans.rules.goals import TargetFacts
from targets.actions.applying import load_plan, restate_first_version
from targets.actions.quotas import split_quota
from targets.catalogue.facts import load_plan as plan_facts
from targets.models import Quota
from units.models import Unit
from vietnamese.dates import format_date
from vietnamese.numbers import format_count

MARK = "(minh họa)"


def load_town(facts: TownFacts, units: Mapping[str, Unit]) -> None:
    """The quotas of the town's target and its subplans; what is there already stays as it is."""
    plan = Plan.objects.get(code=facts.plan)
    target = plan.targets.get(code=facts.target)
    if not target.quotas.exists():
        total = int(target.goal_value)
        split_quota(target=target, total=total, weights=facts.people, by=None)
        Plan.objects.filter(pk=plan.pk).update(is_illustrative=True)
        restate_first_version(plan)
    quotas = dict(Quota.objects.filter(target=target).values_list("unit__code", "value"))
    for subplan in facts.subplans:
        unit = units[subplan.unit]
        if unit.code in quotas:
            made = subplan_of(
                plan_facts(facts.plan), facts.target, subplan, unit, quotas[unit.code]
            )
            load_plan(made, unit=unit, state=plan.state, is_illustrative=True)


def subplan_of(
    town: PlanFacts, code: str, subplan: SubplanFacts, unit: Unit, quota: int
) -> PlanFacts:
    """A commune's plan that carries out the town's: its one target is the commune's quota of `code`."""
    place = f"{unit.name[:1].lower()}{unit.name[1:]}"
    police = f"Công an {place.split(maxsplit=1)[0]}"
    given = next(target for target in town.targets if target.code == code)
    return PlanFacts(
        code=f"{town.code}-{unit.code}",
        issuer=f"Ủy ban nhân dân {place}",
        place=unit.name,
        number=subplan.number,
        issued_on=subplan.issued_on,
        title=f"{town.title.removesuffix('thị xã Duyên Hải')}{place} {MARK}",
        short_title=f"Chiến dịch “90 ngày, đêm” trên địa bàn {place} {MARK}",
        starts_on=town.starts_on,
        ends_on=town.ends_on,
        lead_unit=police,
        signer=SignerFacts("", "CHỦ TỊCH"),
        participants=(police,),
        parents=(_parent(town),),
        targets=(_share(given, police, quota),),
    )


def _parent(town: PlanFacts) -> ParentFacts:
    day = format_date(town.issued_on) if town.issued_on else ""
    text = f"Kế hoạch số {town.number} ngày {day} của {town.issuer}"
    return ParentFacts(town.number, town.issuer, text, town.issued_on)


def _share(given: TargetFacts, lead: str, quota: int) -> TargetFacts:
    return replace(
        given,
        code="T1",
        goal=replace(given.goal, value=Decimal(quota)),
        lead=lead,
        supporting=(),
        quota_to="village",
        section="",
        source=f"Kích hoạt {format_count(quota)} tài khoản định danh điện tử mức 2 {MARK}",
    )
