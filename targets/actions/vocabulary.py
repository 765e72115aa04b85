"""Writes on what is counted and for whom."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from plans.models import Plan, PlanVersion
from plans.rules.goals import TargetFacts
from plans.rules.vocabulary import CohortFacts, IndicatorFacts, VocabularyFacts
from residents.models import Cohort
from targets.actions.drafts import NO_RIGHT, held_draft, put_target
from targets.actions.refusals import PlanRefused
from targets.models import Indicator
from targets.queries.drafts import may_draft, vocabulary
from targets.rules.words import (
    NewWords,
    Term,
    alias_of,
    code_for,
    named_alike,
    of_same_people,
    people_of,
    with_codes,
)
from units.actions import record
from units.models import User

INDICATOR, COHORT = "Loại số liệu", "Nhóm đối tượng"


@transaction.atomic
def load_vocabulary(facts: VocabularyFacts) -> None:
    """Make or refresh every indicator and cohort of the catalogue."""
    indicators: dict[str, Indicator] = {}
    for position, indicator in enumerate(facts.indicators):
        indicators[indicator.code], _ = Indicator.objects.update_or_create(
            code=indicator.code,
            defaults={
                "label": indicator.label,
                "short_label": indicator.short_label,
                "measure": indicator.unit,
                "aggregation": indicator.aggregation,
                "aliases": list(indicator.aliases),
                "position": position,
            },
        )
    _relate(facts, indicators)
    for position, cohort in enumerate(facts.cohorts):
        Cohort.objects.update_or_create(
            code=cohort.code,
            defaults={
                "label": cohort.label,
                "short_label": cohort.short_label,
                "age_from": cohort.age_from,
                "age_to": cohort.age_to,
                "birth_years": list(cohort.birth_years),
                "category": cohort.category,
                "aliases": list(cohort.aliases),
                "position": position,
            },
        )


def _relate(facts: VocabularyFacts, indicators: dict[str, Indicator]) -> None:
    for given in facts.indicators:
        indicator = indicators[given.code]
        indicator.share_of = indicators[given.share_of] if given.share_of else None
        indicator.save(update_fields=["share_of"])
        indicator.follows.set(indicators[code] for code in given.follows)


@dataclass(frozen=True)
class Word:
    """An indicator or cohort that a target took; `is_new` where it was made for it."""

    kind: str
    code: str
    label: str
    is_new: bool


@transaction.atomic
def put_target_with_words(
    *,
    version: PlanVersion,
    target: TargetFacts,
    words: NewWords,
    revision: int,
    by: User,
    former: str = "",
) -> tuple[Word, ...]:
    """Make what the target still lacks and save it with the target, or nothing of both.

    `targets.rules.words.NEW` in the target stands for what is made. Raises as `put_target` does.
    """
    held = held_draft(version, revision=revision)
    taken: dict[str, Word] = {}
    if words.indicator:
        taken[INDICATOR] = make_indicator(facts=words.indicator, plan=held.plan, by=by)
    if words.cohort:
        taken[COHORT] = make_cohort(facts=words.cohort, plan=held.plan, by=by)
    codes = {kind: word.code for kind, word in taken.items()}
    target = with_codes(target, codes.get(INDICATOR), codes.get(COHORT))
    put_target(version=held, target=target, revision=revision, by=by, former=former)
    return tuple(taken.values())


@transaction.atomic
def make_indicator(*, facts: IndicatorFacts, plan: Plan, by: User) -> Word:
    """Add an indicator that a draft of the plan counts; one of that name is taken as it is.

    Raises PlanRefused without the right to draft the plan, and for a short name that another has.
    """
    _guard_and_lock(Indicator, plan, by)
    terms = vocabulary().indicators
    if same := named_alike(facts.label, terms):
        return Word(INDICATOR, same.code, same.label, is_new=False)
    _refuse_short_label(facts, terms)
    made = Indicator.objects.create(
        code=code_for(facts.label, {term.code for term in terms}, "so-lieu"),
        label=facts.label,
        short_label=facts.short_label,
        measure=facts.unit,
        aggregation=facts.aggregation,
        aliases=[alias for words in facts.aliases for alias in alias_of(words, facts, terms)],
        position=_last(Indicator),
    )
    what = {name: getattr(made, name) for name in ("code", "measure", "aggregation", "aliases")}
    record("Thêm loại số liệu", made.label, by=by, unit=plan.unit, after=what)
    return Word(INDICATOR, made.code, made.label, is_new=True)


@transaction.atomic
def make_cohort(*, facts: CohortFacts, plan: Plan, by: User) -> Word:
    """Add a group of people that a draft of the plan names; one of that name or of the same ages is taken.

    Raises PlanRefused as `make_indicator` does, and for the name of a group that is of other people.
    """
    _guard_and_lock(Cohort, plan, by)
    terms = vocabulary().cohorts
    if same := named_alike(facts.label, terms) or of_same_people(facts, terms):
        if (facts.age or facts.birth_years) and people_of(same) != people_of(facts):
            raise PlanRefused(
                f"Nhóm “{same.label}” đã có trong danh mục, với độ tuổi hoặc năm sinh khác. "
                "Đề nghị chọn nhóm đó, hoặc đặt tên khác."
            )
        return Word(COHORT, same.code, same.label, is_new=False)
    _refuse_short_label(facts, terms)
    code = code_for(facts.label, {term.code for term in terms}, "nhom")
    is_named_by_category = not facts.age and not facts.birth_years
    made = Cohort.objects.create(
        code=code,
        label=facts.label,
        short_label=facts.short_label,
        age_from=facts.age_from,
        age_to=facts.age_to,
        birth_years=list(facts.birth_years),
        category=(facts.category or code) if is_named_by_category else "",
        aliases=[alias for words in facts.aliases for alias in alias_of(words, facts, terms)],
        position=_last(Cohort),
    )
    names = ("code", "age_from", "age_to", "birth_years", "category", "aliases")
    what = {name: getattr(made, name) for name in names}
    record("Thêm nhóm đối tượng", made.label, by=by, unit=plan.unit, after=what)
    return Word(COHORT, made.code, made.label, is_new=True)


def _guard_and_lock(model: type[Indicator | Cohort], plan: Plan, by: User) -> None:
    """Only who drafts the plan adds words; two who add at once do so one after the other."""
    if not may_draft(by, plan):
        raise PlanRefused(NO_RIGHT)
    first = model.objects.select_for_update(no_key=True).order_by("pk")
    list(first.values_list("pk")[:1])


def _refuse_short_label(facts: Term, terms: tuple[Term, ...]) -> None:
    """Two columns of one heading could not be told apart, on the page or in a tally."""
    if other := named_alike(facts.short_label, terms):
        raise PlanRefused(
            f"Tên ngắn “{facts.short_label}” đã dùng cho “{other.label}”; đề nghị đặt tên ngắn khác."
        )


def _last(model: type[Indicator | Cohort]) -> int:
    """The place behind all others."""
    highest = model.objects.aggregate(highest=Max("position"))["highest"]
    return 0 if highest is None else int(highest) + 1
