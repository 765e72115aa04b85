"""A draft with all that its pages and its issue ask about: words, surroundings, findings, obstacles."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, QuerySet

from plans.models import Explanation, Plan, PlanVersion
from plans.rules.checks import Context, findings_of
from plans.rules.facts import FieldFacts, PlanFacts
from plans.rules.findings import Finding
from plans.rules.vocabulary import CohortFacts, IndicatorFacts, VocabularyFacts
from residents.models import Cohort, Population, Residence
from targets.catalogue.facts import load_vocabulary
from targets.models import Deduction, Indicator
from targets.queries.columns import known_for
from targets.queries.facts import facts_of, version_facts
from targets.rules.fields import fields_for
from targets.rules.homes import rehomed
from targets.rules.issuing import Obstacle, kept_key, obstacles_of
from units import clock
from units.models import Unit, User
from units.rules import Branch, Permission, lineage


def may_draft(user: User, plan: Plan) -> bool:
    """Whether the account writes drafts of this plan: seated at its unit, in a role that drafts."""
    return _sits_at(user, plan) and user.may(Permission.DRAFT_PLANS)


def may_split(user: User, plan: Plan) -> bool:
    """Whether the account changes the shares of units in a draft of this plan."""
    return _sits_at(user, plan) and user.may(Permission.SPLIT_QUOTAS)


def may_issue(user: User, plan: Plan) -> bool:
    """Whether the account issues, closes and evaluates this plan."""
    return _sits_at(user, plan) and user.may(Permission.ISSUE_PLANS)


def _sits_at(user: User, plan: Plan) -> bool:
    return user.unit_id is not None and user.unit_id == plan.unit_id


def drafts_of(user: User) -> QuerySet[PlanVersion]:
    """The open drafts of the account's own unit, the newest first; none without the right to draft."""
    drafts = PlanVersion.objects.filter(issued_at__isnull=True).select_related(
        "plan__unit", "document", "by"
    )
    drafts = drafts.defer("facts", "document__content", "document__text")
    if user.unit_id is None or not user.may(Permission.DRAFT_PLANS):
        return drafts.none()
    return drafts.filter(plan__unit=user.unit_id).order_by("-at", "-pk")


def vocabulary() -> VocabularyFacts:
    """What plans may name here: the portal's indicators and cohorts, with the catalogue's phrases."""
    given = load_vocabulary()
    indicators = {fact.code: fact for fact in given.indicators}
    cohorts = {fact.code: fact for fact in given.cohorts}
    rows = Indicator.objects.select_related("share_of").prefetch_related("follows")
    return VocabularyFacts(
        tuple(_indicator(row, indicators.get(row.code)) for row in rows),
        tuple(_cohort(row, cohorts.get(row.code)) for row in Cohort.objects.all()),
    )


def _indicator(row: Indicator, given: IndicatorFacts | None) -> IndicatorFacts:
    aggregation = Indicator.Aggregation(row.aggregation).value
    held = IndicatorFacts(
        row.code,
        aggregation,  # type: ignore[arg-type]  # the same four words
        row.measure,
        row.label,
        row.short_label,
        tuple(row.aliases),
        share_of=row.share_of.code if row.share_of else "",
        follows=tuple(other.code for other in row.follows.all()),
    )
    return replace(held, entered=given.entered, phrases=given.phrases) if given else held


def _cohort(row: Cohort, given: CohortFacts | None) -> CohortFacts:
    held = CohortFacts(
        row.code,
        row.label,
        row.short_label,
        age=() if row.age_from is None else (row.age_from, row.age_to),
        birth_years=tuple(row.birth_years),
        category=row.category,
        aliases=tuple(row.aliases),
    )
    return replace(held, parts=given.parts, phrases=given.phrases) if given else held


def context_for(plan: Plan, words: VocabularyFacts) -> Context:
    """The surroundings that a plan is checked in: today, the places below its unit, its people."""
    places = reporting_places(plan.unit)
    return Context(
        today=clock.today(),
        units=len(places) or None,
        unit_names=tuple(place.name for place in places),
        populations=_people_of(plan.unit),
        vocabulary=words,
    )


def reporting_places(unit: Unit) -> list[Unit]:
    """The places below a unit that have no other place below them: its villages, or their like."""
    places = Unit.objects.filter(branch=Branch.PLACE, is_active=True)
    inner = Exists(places.filter(parent=OuterRef("pk")))
    below = places.within(unit.path).exclude(pk=unit.pk)
    return list(below.filter(~inner).order_by("position", "name"))


def _people_of(unit: Unit) -> dict[str, int]:
    """The unit's own people by cohort code, permanent residents, the newest figures."""
    rows = Population.objects.filter(unit=unit, residence=Residence.PERMANENT).order_by("as_of")
    return dict(rows.values_list("cohort__code", "people"))


def findings(plan: Plan, facts: PlanFacts, words: VocabularyFacts | None = None) -> list[Finding]:
    """What does not add up in the facts, targets that were dropped left aside."""
    words = words or vocabulary()
    kept = tuple(target for target in facts.targets if target.review != "dropped")
    return findings_of(replace(facts, targets=kept), context_for(plan, words))


def explanations(version: PlanVersion) -> dict[str, Explanation]:
    """What was said about findings of a version, by `targets.rules.issuing.kept_key`."""
    rows = Explanation.objects.filter(version=version).select_related("by")
    return {row.key: row for row in rows}


@dataclass(frozen=True)
class IssuePreview:
    """A draft as it would be issued. `fields` are the cells that units will be asked for.

    `new_fields` are those among them that are not asked for yet; `nobody` names the offices of fields
    that are no unit here, so that the cells would not be made; `quota_sums` by the target's code; `closed`
    names units with a share that do no work any more: no page that splits shows them, and their shares
    stand in the sums. `former`: what is in force; None before the first issue.
    """

    version: PlanVersion
    facts: PlanFacts
    findings: tuple[Finding, ...]
    explained: dict[str, Explanation]
    obstacles: tuple[Obstacle, ...]
    fields: tuple[FieldFacts, ...]
    new_fields: tuple[FieldFacts, ...]
    nobody: tuple[str, ...]
    quota_sums: dict[str, int]
    closed: tuple[str, ...] = ()
    former: PlanFacts | None = None


def issue_preview(version: PlanVersion) -> IssuePreview:
    """What issuing the draft now would do, and what stands against it."""
    plan, words = version.plan, vocabulary()
    places = {unit.path: unit for unit in Unit.objects.within(plan.unit.path)}
    facts = version_facts(version)
    facts = replace(facts, quotas=rehomed(facts.quotas, places))
    former = facts_of(plan) if version.number > 1 else None
    fields = fields_for(facts, words, former)
    found, explained = findings(plan, facts, words), explanations(version)
    known = known_for(plan.unit)
    offices = dict.fromkeys(field.unit for field in fields if field.unit)
    return IssuePreview(
        version=version,
        facts=replace(facts, fields=fields),
        findings=tuple(found),
        explained=explained,
        obstacles=(
            *obstacles_of(facts, found, {*explained, *_in_force(plan, former, words)}, words),
            *_strangers(facts, places),
            *(held_back(plan, facts) if former else ()),
        ),
        fields=fields,
        new_fields=tuple(f for f in fields if former is None or f not in former.fields),
        nobody=tuple(name for name in offices if known.unit_named(name) is None),
        quota_sums=quota_sums(facts, plan.unit.path),
        closed=_closed(facts, places),
        former=former,
    )


def _in_force(plan: Plan, former: PlanFacts | None, words: VocabularyFacts) -> set[str]:
    """Findings that the version in force was issued with: they bar no amendment of something else."""
    return {kept_key(finding) for finding in findings(plan, former, words)} if former else set()


def housed(facts: PlanFacts, unit: Unit) -> PlanFacts:
    """The facts of a draft with its shares by the present paths of units moved within the plan's own."""
    if not facts.quotas:
        return facts
    paths = set(Unit.objects.within(unit.path).values_list("path", flat=True))
    return replace(facts, quotas=rehomed(facts.quotas, paths))


def housed_only(facts: PlanFacts, unit: Unit) -> PlanFacts:
    """The same without the shares of units that do no work below the plan's own any more."""
    units = Unit.objects.within(unit.path).filter(is_active=True)
    paths = set(units.values_list("path", flat=True))
    kept = (quota for quota in rehomed(facts.quotas, paths) if quota.unit in paths)
    return replace(facts, quotas=tuple(kept))


def held_back(plan: Plan, facts: PlanFacts) -> Iterator[Obstacle]:
    """Targets that units asked deductions for, but that the facts take out or make into another one.

    What was asked and decided, withdrawn requests as well, would hang on nothing, or on other people.
    """
    asked = Deduction.objects.filter(target__plan=plan).order_by("target__position")
    staying = {target.code: target for target in facts.targets if target.review == "confirmed"}
    columns = ("target__code", "target__indicator__code", "target__cohort__code")
    for code, indicator, cohort in dict.fromkeys(asked.values_list(*columns)):
        target = staying.get(code)
        if target is None:
            yield Obstacle(
                f"Chỉ tiêu {code} đã có đề nghị giám trừ nên không bỏ được. "
                "Đề nghị giữ chỉ tiêu, hoặc sửa mức giao và thời hạn của chỉ tiêu.",
                "targets",
                code,
            )
        elif (target.indicator, target.cohort) != (indicator, cohort):
            yield Obstacle(
                f"Chỉ tiêu {code} đã có đề nghị giám trừ nên không đổi loại số liệu, nhóm đối tượng được. "
                "Đề nghị bổ sung một chỉ tiêu khác.",
                "targets",
                code,
            )


def _closed(facts: PlanFacts, places: Mapping[str, Unit]) -> tuple[str, ...]:
    given = dict.fromkeys(quota.unit for quota in facts.quotas if quota.unit in places)
    return tuple(places[path].name for path in given if not places[path].is_active)


def _strangers(facts: PlanFacts, paths: Collection[str]) -> Iterator[Obstacle]:
    """Shares given to units that do not lie below the plan's."""
    lost = dict.fromkeys(quota.target for quota in facts.quotas if quota.unit not in paths)
    for code in lost:
        yield Obstacle(
            f"Chỉ tiêu {code} giao cho đơn vị không còn thuộc phạm vi kế hoạch.",
            "quotas",
            code,
        )


def obstacles(version: PlanVersion) -> tuple[Obstacle, ...]:
    """Why a draft cannot be issued now; empty where it can."""
    return issue_preview(version).obstacles


def quota_sums(facts: PlanFacts, root: str) -> dict[str, int]:
    """Each target's shares added up at their highest level below the plan's unit; a share split further
    counts once."""
    sums: dict[str, int] = {}
    given = {(quota.target, quota.unit) for quota in facts.quotas if quota.unit != root}
    for quota in facts.quotas:
        above = lineage(quota.unit)[:-1]
        if quota.unit != root and not any((quota.target, path) in given for path in above):
            sums[quota.target] = sums.get(quota.target, 0) + quota.value
    return sums
