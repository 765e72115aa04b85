"""A plan's life: issued, running, closed, evaluated. Nothing closes by itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from plans.models import Plan, PlanVersion
from plans.rules.facts import PlanFacts
from plans.rules.storing import plain
from residents.models import Cohort, Population, Residence
from targets.actions.applying import adopt_subplans, apply_facts
from targets.actions.drafts import held_draft
from targets.actions.refusals import NotIssuable, PlanRefused
from targets.queries.drafts import issue_preview, may_issue
from targets.queries.facts import open_draft
from units import clock
from units.actions import record
from units.models import User

NO_RIGHT = "Chỉ người có quyền ban hành của đơn vị ban hành kế hoạch mới làm được việc này."
SOURCE = ", số liệu đầu kỳ"
MOST_SOURCE = 200


@transaction.atomic
def issue(*, version: PlanVersion, revision: int, by: User) -> Plan:
    """Put a draft in force: its rows, its entry cells, its state; from now on only an amendment changes it.

    Raises Stale where somebody saved since `revision`, NotIssuable with every obstacle, and PlanRefused for
    who may not and for a target that cannot go.
    """
    plan = _held(version.plan)
    held = held_draft(version, revision=revision)
    _guard(by, plan)
    preview = issue_preview(held)
    if preview.obstacles:
        raise NotIssuable(preview.obstacles)
    former = preview.former
    apply_facts(plan, preview.facts, former=former)
    _keep_people(plan, preview.facts, former)
    held.facts, held.issued_by, held.issued_at = plain(preview.facts), by, clock.now()
    held.save(update_fields=["facts", "issued_by", "issued_at"])
    plan.state = _state_on(plan, clock.today())
    plan.save(update_fields=["state"])
    adopt_subplans(plan)
    act = "Ban hành kế hoạch" if former is None else "Ban hành sửa đổi kế hoạch"
    told = {"targets": plan.targets.count(), "fields": plan.fields.count()}
    record(act, str(held), by=by, unit=plan.unit, after=told, reason=held.reason)
    return plan


def _state_on(plan: Plan, today: date) -> str:
    """Running from its first day on; before that issued."""
    has_begun = plan.first_day is not None and plan.first_day <= today
    return (Plan.State.RUNNING if has_begun else Plan.State.ISSUED).value


def _keep_people(plan: Plan, facts: PlanFacts, former: PlanFacts | None) -> None:
    """People by cohort as the plan prints them, where the register has no figure of that date.

    An amendment that corrects the figure corrects the register's with it.
    """
    given = facts.baseline
    if given is None or given.as_of is None:
        return
    before = former.baseline.population if former and former.baseline else {}
    place: dict[str, Any] = {
        "unit": plan.unit,
        "residence": given.residence or Residence.PERMANENT,
        "as_of": given.as_of,
    }
    rows = Population.objects.filter(**place).select_related("cohort")
    held = {row.cohort.code: row for row in rows}
    corrected = []
    for code, people in given.population.items():
        if code in held and before.get(code, people) != people:
            held[code].people = people
            corrected.append(held[code])
    Population.objects.bulk_update(corrected, ["people"])
    place["source"] = str(plan)[: MOST_SOURCE - len(SOURCE)] + SOURCE
    _add_people({c: n for c, n in given.population.items() if c not in held}, place)


def _add_people(people: dict[str, int], place: dict[str, Any]) -> None:
    """Figures by cohort that the register lacks; one that it takes in at this moment stands."""
    cohorts = Cohort.objects.in_bulk(people, field_name="code")
    rows = (Population(cohort=cohorts[code], people=n, **place) for code, n in people.items())
    Population.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def close(*, plan: Plan, by: User) -> Plan:
    """End a plan: nothing more is counted for it. Refused while a draft of it is open."""
    plan = _held(plan)
    _guard(by, plan)
    if plan.state not in {Plan.State.ISSUED, Plan.State.RUNNING}:
        raise PlanRefused("Chỉ kết thúc được kế hoạch đã ban hành hoặc đang thực hiện.")
    if open_draft(plan):
        raise PlanRefused(
            "Kế hoạch đang có dự thảo sửa đổi; đề nghị ban hành hoặc bỏ dự thảo trước."
        )
    return _moved(plan, Plan.State.CLOSED, "Kết thúc kế hoạch", by)


@transaction.atomic
def evaluate(*, plan: Plan, conclusion: str, by: User) -> Plan:
    """Close the books of a plan that has ended, with what is concluded of it."""
    plan = _held(plan)
    _guard(by, plan)
    if plan.state != Plan.State.CLOSED:
        raise PlanRefused("Chỉ tổng kết được kế hoạch đã kết thúc.")
    if not conclusion.strip():
        raise PlanRefused("Đề nghị ghi đánh giá khi tổng kết.")
    plan.conclusion = conclusion.strip()
    plan.save(update_fields=["conclusion"])
    return _moved(plan, Plan.State.EVALUATED, "Tổng kết kế hoạch", by)


@transaction.atomic
def move_plans(*, today: date) -> int:
    """Issued plans whose window has begun are running from now on; how many there were."""
    issued = Plan.objects.select_for_update(of=("self",)).select_related("unit")
    begun = [
        plan
        for plan in issued.filter(state=Plan.State.ISSUED).order_by("pk")
        if _state_on(plan, today) == Plan.State.RUNNING
    ]
    for plan in begun:
        _moved(plan, Plan.State.RUNNING, "Bắt đầu thực hiện kế hoạch", None)
    return len(begun)


def _moved(plan: Plan, state: Plan.State, act: str, by: User | None) -> Plan:
    before, plan.state = plan.state, state.value
    plan.save(update_fields=["state"])
    record(act, str(plan), by=by, unit=plan.unit, before=before, after=plan.state)
    return plan


def _held(plan: Plan) -> Plan:
    return Plan.objects.select_for_update(of=("self",)).select_related("unit").get(pk=plan.pk)


def _guard(by: User, plan: Plan) -> None:
    if not may_issue(by, plan):
        raise PlanRefused(NO_RIGHT)
