"""Facts into the rows of a plan: what issuing a version does to the plan that is in force."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from plans.models import Plan, PlanVersion, Team, TeamMember
from plans.rules.facts import BaselineFacts, ParentFacts, PlanFacts, TeamMemberFacts
from plans.rules.goals import TargetFacts
from plans.rules.storing import plain
from targets.actions.refusals import PlanRefused
from targets.actions.syncing import sync, sync_parts, write
from targets.models import Milestone, Quota, Target
from targets.queries import columns
from targets.queries.columns import Columns, Known, known_for
from targets.queries.drafts import held_back
from targets.queries.facts import facts_of, issued_version
from targets.queries.superiors import plan_named
from units import clock
from units.models import Unit


@transaction.atomic
def load_plan(facts: PlanFacts, *, unit: Unit, state: str, is_illustrative: bool = False) -> Plan:
    """Make a plan of its facts, issued, with everything it orders. One that is there stays as it is.

    For the catalogue and the demonstration; a plan of the portal's own begins as a draft.
    """
    plan, is_new = Plan.objects.get_or_create(
        code=facts.code,
        defaults={
            "issuer": facts.issuer,
            "title": facts.title,
            "unit": unit,
            "state": state,
            "is_illustrative": is_illustrative,
        },
    )
    if is_new:
        apply_facts(plan, facts)
        adopt_subplans(plan)
    keep_first_version(plan, facts)
    return plan


def keep_first_version(plan: Plan, facts: PlanFacts | None = None) -> PlanVersion:
    """The plan's version in force; made of its rows, over `facts`, for a plan that came without any."""
    version = issued_version(plan)
    if version is not None:
        return version
    now = clock.now()
    found = facts_of(plan, facts)
    return plan.versions.create(number=1, facts=plain(found), by=None, at=now, issued_at=now)


def restate_first_version(plan: Plan) -> None:
    """Once, after loading: what was loaded beside the plan's own text (quotas) belongs to version 1."""
    version = plan.versions.filter(number=1, by=None, revision=0).first()
    if version is not None:
        version.facts = plain(facts_of(plan))
        version.revision = 1
        version.save(update_fields=["facts", "revision"])


@transaction.atomic
def apply_facts(plan: Plan, facts: PlanFacts, *, former: PlanFacts | None = None) -> None:
    """Make the plan's rows say what the facts say; rows that stay keep their keys.

    `former` are the facts that were in force. Raises PlanRefused, before anything is changed for good,
    for a target that deductions hang on and for what the rows cannot hold.
    """
    known = known_for(plan.unit)
    _apply_heading(plan, facts, former)
    _apply_texts(plan, facts, known)
    _apply_teams(plan, facts, known)
    _apply_targets(plan, facts, known)
    _apply_baseline(plan, facts, former, known)
    _apply_fields(plan, facts, known)


def _apply_heading(plan: Plan, facts: PlanFacts, former: PlanFacts | None) -> None:
    hours = columns.cutoff_columns(facts)
    if former is not None and columns.cutoff_columns(former) == hours:
        hours = {}  # an hour that an administrator set since stays
    wanted = {**columns.plan_columns(facts), **hours}
    named = plan_named(plan.unit, facts.parents[:1])
    if named is not None or (former is not None and former.parents[:1] != facts.parents[:1]):
        wanted["parent_id"] = named.pk if named else None  # else one that was chosen by hand stays
    write(plan, wanted, "Thông tin chung")


def adopt_subplans(plan: Plan) -> None:
    """Plans of units below that name this one as theirs from above, and were there before it."""
    below = Plan.objects.filter(unit__path__startswith=plan.unit.path, parent__isnull=True)
    for orphan in below.exclude(unit=plan.unit).exclude(parent_number="").select_related("unit"):
        cited = ParentFacts(orphan.parent_number, orphan.parent_issuer, "", orphan.parent_issued_on)
        if plan_named(orphan.unit, [cited]) == plan:
            Plan.objects.filter(pk=orphan.pk).update(parent=plan)


def _apply_texts(plan: Plan, facts: PlanFacts, known: Known) -> None:
    """Bases, rules, recipients, participants and tasks, each in the plan's order."""
    sync(plan.bases, ({"text": f.text} for f in facts.bases), ("text",))
    sync(plan.rules, map(columns.rule_columns, facts.rules), ("kind", "text"))
    sync(plan.recipients, map(columns.recipient_columns, facts.recipients), ("name",))
    sync(plan.participants, ({"name": name} for name in facts.participants), ("name",))
    tasks: list[Columns] = []
    for task in facts.tasks:
        unit = known.unit_meant(task.lead)
        tasks.append(columns.task_columns(task) | ({"lead_unit_id": unit.pk} if unit else {}))
    sync(plan.tasks, tasks, ("text",))


def _apply_teams(plan: Plan, facts: PlanFacts, known: Known) -> None:
    """Teams and their members; the persons named since then stay where their office does."""
    wanted: list[Columns] = []
    for team in facts.teams:
        unit = known.unit_within(team.name)
        wanted.append(columns.team_columns(team) | ({"unit_id": unit.pk} if unit else {}))
    rows: list[Team] = sync(plan.teams, wanted, ("name",))
    members = (map(_member, team.members) for team in facts.teams)
    held = TeamMember.objects.filter(team__plan=plan)
    sync_parts(held, "team", zip(rows, members, strict=True), ("office",))


def _member(facts: TeamMemberFacts) -> Columns:
    """Where the plan names no part of an office in its team, the leader who was named since stays."""
    cell = columns.member_columns(facts)
    return cell if facts.role else {name: cell[name] for name in ("office", "people")}


def _apply_targets(plan: Plan, facts: PlanFacts, known: Known) -> None:
    """Targets by their code, milestones by their day, quotas by their unit."""
    given = {target.code: target for target in facts.targets if target.review == "confirmed"}
    for obstacle in held_back(plan, facts):
        raise PlanRefused(obstacle.message)
    wanted = [columns.target_columns(target, known) for target in given.values()]
    rows: list[Target] = sync(plan.targets, wanted, ("code",))
    days = (_milestones(target) for target in given.values())
    held = Milestone.objects.filter(target__plan=plan)
    sync_parts(held, "target", zip(rows, days, strict=True), ("by",))
    shares = _shares(plan, facts)
    quotas = ((row, shares.get(row.code, {}).values()) for row in rows)
    sync_parts(Quota.objects.filter(target__plan=plan), "target", quotas, ("unit_id",))


def _milestones(facts: TargetFacts) -> Iterable[Columns]:
    return {m.by: columns.milestone_columns(m) for m in facts.milestones}.values()


def _shares(plan: Plan, facts: PlanFacts) -> dict[str, dict[int, Columns]]:
    """The shares of units below the plan's own, by target and unit."""
    units = dict(Unit.objects.within(plan.unit.path).values_list("path", "pk"))
    found: dict[str, dict[int, Columns]] = {}
    for quota in facts.quotas:
        if quota.unit in units:
            pk = units[quota.unit]
            cell = {"unit_id": pk, "value": quota.value, "is_fixed": quota.is_fixed}
            found.setdefault(quota.target, {})[pk] = cell
    return found


def _apply_baseline(plan: Plan, facts: PlanFacts, former: PlanFacts | None, known: Known) -> None:
    """The issuing unit's own levels; what units below stated is theirs.

    The facts have one date for all: where it stays, a row of another date keeps its own.
    """
    own = plan.baselines.filter(unit=plan.unit)
    given = facts.baseline or BaselineFacts(())
    before = former.baseline if former else None
    stays = before is not None and before.as_of == given.as_of
    dates = {(row.indicator_id, row.cohort_id): row.as_of for row in own} if stays else {}
    wanted: dict[Any, Columns] = {}
    for stock in given.stocks:
        cell = columns.stock_columns(stock, given, known) | {"unit_id": plan.unit_id}
        key = cell["indicator_id"], cell["cohort_id"]
        wanted[key] = cell | {"as_of": dates.get(key, given.as_of)}
    sync(plan.baselines, wanted.values(), ("indicator_id", "cohort_id"), among=own)


def _apply_fields(plan: Plan, facts: PlanFacts, known: Known) -> None:
    key = ("branch", "indicator_id", "cohort_id", "unit_id")
    cells = (columns.field_columns(row, known) for row in facts.fields)
    wanted = {tuple(cell[name] for name in key): cell for cell in cells if cell}
    sync(plan.fields, wanted.values(), key)
