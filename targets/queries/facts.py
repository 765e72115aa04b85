"""A plan's rows as facts again: what an amendment begins from, so that applying it unchanged changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from django.db import models

from plans.models import Plan, PlanVersion, Team
from plans.rules.facts import (
    BaselineFacts,
    BasisFacts,
    FieldFacts,
    ParentFacts,
    PlanFacts,
    RecipientFacts,
    RuleFacts,
    SignerFacts,
    StockFacts,
    TaskFacts,
    TeamFacts,
    TeamMemberFacts,
)
from plans.rules.goals import QuotaFacts
from plans.rules.storing import facts_from
from targets.models import Baseline, Quota
from targets.queries import columns
from targets.queries.columns import JOINT, LEADER, Columns, Known, columns_of, fitted, known_for
from targets.queries.goals import targets_of

F = TypeVar("F")
HEADING = (
    "issuer",
    "number",
    "title",
    "short_title",
    "place",
    "issued_on",
    "starts_on",
    "ends_on",
    "lead_unit",
    "weekly_report_to",
    "must_rise_daily",
    "subplans_due_on",
)


class UnreadableError(ValueError):
    """A version's content has a shape that this release of the portal does not know."""

    def __init__(self, version: PlanVersion) -> None:
        super().__init__(
            f"Nội dung {version.label} của kế hoạch do một phiên bản khác của hệ thống ghi nên không mở được."
        )
        self.version = version


def version_facts(version: PlanVersion) -> PlanFacts:
    """The content of a version. UnreadableError where another release of the portal wrote it."""
    try:
        return facts_from(PlanFacts, version.facts, f"version {version.pk}")
    except ValueError as error:
        raise UnreadableError(version) from error


def readable_facts(version: PlanVersion) -> PlanFacts:
    """The content of an issued version; nothing but the plan's name where it cannot be read any more.

    What is in force stands in the plan's rows: `facts_of` lays them over it.
    """
    try:
        return version_facts(version)
    except UnreadableError:
        plan = version.plan
        return PlanFacts(code=plan.code, issuer=plan.issuer, title=plan.title)


def issued_version(plan: Plan) -> PlanVersion | None:
    """The version that is in force; None for a plan that was never issued."""
    return plan.versions.filter(issued_at__isnull=False).order_by("number").last()


def open_draft(plan: Plan) -> PlanVersion | None:
    """The plan's draft; there is one at most."""
    return plan.versions.filter(issued_at__isnull=True).first()


def facts_of(plan: Plan, base: PlanFacts | None = None) -> PlanFacts:
    """What the plan's rows say. What they do not hold (spans, sections, figures) stands as in `base`.

    `base` is the version in force where it is not given.
    """
    version = None if base else issued_version(plan)
    if version is not None:
        base = readable_facts(version)
    base = base or PlanFacts(code=plan.code, issuer=plan.issuer, title=plan.title)
    known = known_for(plan.unit)
    return replace(
        _heading(plan, base),
        code=plan.code,
        bases=_overlaid(
            plan.bases.all(), base.bases, ("text",), lambda f: {"text": f.text}, _basis
        ),
        rules=_overlaid(
            plan.rules.all(), base.rules, ("kind", "text"), columns.rule_columns, _rule
        ),
        recipients=_overlaid(
            plan.recipients.all(), base.recipients, ("name",), columns.recipient_columns, _recipient
        ),
        participants=_overlaid(
            plan.participants.all(), base.participants, ("name",), lambda f: {"name": f}, _name
        ),
        tasks=_overlaid(plan.tasks.all(), base.tasks, ("text",), columns.task_columns, _task),
        teams=_teams(plan, base),
        targets=targets_of(plan, base, known),
        baseline=_baseline(plan, base, known),
        fields=_fields(plan, base, known),
        quotas=quotas_of(plan),
    )


def quotas_of(plan: Plan) -> tuple[QuotaFacts, ...]:
    """The quotas in force, by target and unit."""
    rows = Quota.objects.filter(target__plan=plan).order_by("target__position", "unit__path")
    found = rows.values_list("target__code", "unit__path", "value", "is_fixed")
    return tuple(QuotaFacts(*row) for row in found)


def _heading(plan: Plan, base: PlanFacts) -> PlanFacts:
    """The base with every column of the plan's row that says something else."""
    said = fitted(Plan, columns.plan_columns(base))
    held = columns_of(plan, said)
    changed: dict[str, Any] = {n: held[n] for n in HEADING if held[n] != said[n]}
    if any(held[n] != said[n] for n in ("signer_title", "signer_name")):
        *capacity, title = plan.signer_title.split("\n")
        changed["signer"] = SignerFacts(plan.signer_name, title, "\n".join(capacity))
    if any(held[n] != said[n] for n in ("parent_number", "parent_issuer", "parent_issued_on")):
        changed["parents"] = (*_first_parent(plan), *base.parents[1:])
    return replace(base, **changed)


def _first_parent(plan: Plan) -> tuple[ParentFacts, ...]:
    if not (plan.parent_number or plan.parent_issuer):
        return ()
    number, issuer = plan.parent_number, plan.parent_issuer
    return (ParentFacts(number, issuer, f"Kế hoạch số {number}", plan.parent_issued_on),)


def _overlaid(
    rows: Iterable[models.Model],
    base: Sequence[F],
    key: tuple[str, ...],
    said: Callable[[F], Columns],
    made: Callable[[Any, F | None], F],
) -> tuple[F, ...]:
    """Each row as the fact of the base that it came from, changed where the row says something else.

    Facts of the same key are taken in their order.
    """
    rows = list(rows)
    left: dict[tuple[Any, ...], list[tuple[F, Columns]]] = {}
    for fact in base if rows else ():
        held = fitted(type(rows[0]), said(fact))
        left.setdefault(tuple(held[n] for n in key), []).append((fact, held))
    found = []
    for row in rows:
        same = left.get(tuple(getattr(row, n) for n in key), [])
        if not same:
            found.append(made(row, None))
            continue
        fact, held = same.pop(0)
        found.append(fact if columns_of(row, held) == held else made(row, fact))
    return tuple(found)


def _basis(row: Any, base: BasisFacts | None) -> BasisFacts:
    return base or BasisFacts(row.text)


def _name(row: Any, base: str | None) -> str:
    return base or str(row.name)


def _recipient(row: Any, base: RecipientFacts | None) -> RecipientFacts:
    return RecipientFacts(base.name if base else row.name, row.role or None)


def _rule(row: Any, base: RuleFacts | None) -> RuleFacts:
    held = {"due_on": row.due_on, "weekday": row.weekday, "time_of_day": row.due_time}
    return replace(base or RuleFacts(row.kind, row.text, ""), **held)


def _task(row: Any, base: TaskFacts | None) -> TaskFacts:
    return replace(
        base or TaskFacts(row.text),
        lead=row.lead,
        supporting=_split(row.supporting),
        timing=row.timing,
        due_on=row.due_on,
        due_wording=row.due_wording or None,
        product=row.product,
        responsible=row.responsible,
        section=row.section,
    )


def _teams(plan: Plan, base: PlanFacts) -> tuple[TeamFacts, ...]:
    rows = list(plan.teams.prefetch_related("members"))
    teams = _overlaid(rows, base.teams, ("name",), columns.team_columns, _team)
    return tuple(
        replace(team, members=_members(row, team)) for row, team in zip(rows, teams, strict=True)
    )


def _team(row: Any, base: TeamFacts | None) -> TeamFacts:
    held = {"level": row.level, "task": row.task, "people": row.people}
    return replace(base or TeamFacts(row.name, row.level, row.task, ()), **held)


def _members(row: Team, team: TeamFacts) -> tuple[TeamMemberFacts, ...]:
    return _overlaid(row.members.all(), team.members, ("office",), columns.member_columns, _member)


def _member(row: Any, base: TeamMemberFacts | None) -> TeamMemberFacts:
    words = base.role if base and base.role != LEADER else ""
    role = LEADER if row.role == LEADER else words
    return TeamMemberFacts(base.unit if base else row.office, row.people, role)


def _baseline(plan: Plan, base: PlanFacts, known: Known) -> BaselineFacts | None:
    """The issuing unit's own levels; those of the units below were not printed."""
    rows = Baseline.objects.filter(plan=plan, unit=plan.unit).order_by("pk")
    rows = rows.select_related("indicator", "cohort")
    given = base.baseline or BaselineFacts(())
    dated = next((row.as_of for row in rows), given.as_of)
    given = replace(given, as_of=dated)
    stocks = _overlaid(
        rows,
        given.stocks,
        ("indicator_id", "cohort_id"),
        lambda fact: columns.stock_columns(fact, given, known),
        _stock,
    )
    return replace(given, stocks=stocks) if stocks or base.baseline else None


def _stock(row: Any, base: StockFacts | None) -> StockFacts:
    cohort = row.cohort.code if row.cohort else None
    return StockFacts(row.indicator.code, row.value, cohort, row.printed_percent, row.note)


def _fields(plan: Plan, base: PlanFacts, known: Known) -> tuple[FieldFacts, ...]:
    """The cells in force, then those of offices that are no unit here yet."""
    rows = plan.fields.select_related("indicator", "cohort", "unit").order_by("position", "pk")
    here = [f for f in base.fields if columns.field_columns(f, known)]
    found = _overlaid(
        rows,
        here,
        ("branch", "indicator_id", "cohort_id", "unit_id"),
        lambda fact: columns.field_columns(fact, known) or {},
        partial(_field, known),
    )
    if list(found) == here:
        return base.fields
    renamed = Counter(_cell(f) for f in found if f.unit and f not in here)
    waiting = []
    for fact in (f for f in base.fields if f not in here):
        if renamed[_cell(fact)]:  # its office bears another name now, and stands among the rows
            renamed[_cell(fact)] -= 1
        else:
            waiting.append(fact)
    return (*found, *waiting)


def _cell(fact: FieldFacts) -> tuple[str, str, str]:
    return fact.branch, fact.indicator, fact.cohort


def _field(known: Known, row: Any, base: FieldFacts | None) -> FieldFacts:
    unit = base.unit if base else (known.name_of(row.unit) if row.unit else "")
    return FieldFacts(row.branch, row.rhythm, row.indicator.code, row.cohort.code, unit)


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split(JOINT)) if text else ()
