"""The cells that a plan's targets need units to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from plans.rules.facts import FieldFacts, PlanFacts
from plans.rules.goals import CountedBy, TargetFacts
from plans.rules.vocabulary import CohortFacts as CohortWords
from plans.rules.vocabulary import VocabularyFacts
from residents.rules import Band, CohortFacts, parts_of

EVERYBODY = "all"
_SEVERAL = re.compile(r"các\b|.*[,;]", re.IGNORECASE)  # "Các cơ quan, đơn vị": nobody in particular
Cell = tuple[CountedBy, str]  # branch, indicator


def fields_for(
    facts: PlanFacts, vocabulary: VocabularyFacts, former: PlanFacts | None = None
) -> tuple[FieldFacts, ...]:
    """The plan's own cells, and those that its confirmed targets need beside them.

    Age groups of one indicator that overlap are counted by the groups they consist of, so that nobody
    is counted twice. Of an amendment (`former` in force) only what it changes: cells for targets that
    it adds, and no longer those that only targets it takes out had needed.
    """
    targets = [target for target in facts.targets if target.review == "confirmed"]
    kept = facts.fields
    known: tuple[tuple[str | None, ...], ...] = ()
    if former is not None:
        needed, before = _cells_of(targets), _cells_of(former.targets)
        kept = tuple(f for f in kept if _cell(f) in needed or _cell(f) not in before)
        known = tuple(_need(target) for target in former.targets)
    new = [target for target in targets if _need(target) not in known]
    wanted = _wanted(new, kept, vocabulary)
    return kept + tuple(_apart(wanted, vocabulary))


def _cell(field: FieldFacts) -> Cell:
    return field.branch, field.indicator


def _need(target: TargetFacts) -> tuple[str | None, ...]:
    """What of a target decides its cells."""
    denominator = target.goal.denominator
    whole = denominator.indicator if denominator else None
    return target.counted_by, target.indicator, target.cohort, whole


def _cells_of(targets: Iterable[TargetFacts]) -> set[Cell]:
    return {(t.counted_by, code) for t in targets for code in _indicators(t)}


def _indicators(target: TargetFacts) -> Iterator[str]:
    """What is counted for a target: itself, and the whole that its percent is of."""
    denominator = target.goal.denominator
    for code in (target.indicator, denominator.indicator if denominator else None):
        if code:
            yield code


def _wanted(
    targets: Iterable[TargetFacts], kept: tuple[FieldFacts, ...], vocabulary: VocabularyFacts
) -> list[FieldFacts]:
    """Each cell once, those of the targets' own groups before the wholes that name no group."""
    typed = {i.code for i in vocabulary.indicators if i.entered and i.aggregation != "list"}
    found: dict[tuple[str, ...], FieldFacts] = {}
    targets = [target for target in targets if target.indicator in typed]
    for target in targets:
        if not _is_counted(target, kept, vocabulary):
            field = _field(target, target.indicator or "", target.cohort or EVERYBODY)
            found.setdefault(_key(field), field)
    counted = {_cell(field) for field in (*kept, *found.values())}
    for target in targets:
        for code in _indicators(target):
            if (target.counted_by, code) not in counted and code in typed:
                field = _field(target, code, EVERYBODY)
                found.setdefault(_key(field), field)
    return list(found.values())


def _key(field: FieldFacts) -> tuple[str, ...]:
    return field.branch, field.indicator, field.cohort, field.unit


def _field(target: TargetFacts, indicator: str, cohort: str) -> FieldFacts:
    """An office's own target is counted by that office alone, daily; one of all offices weekly."""
    is_one = not target.goal.each and not _SEVERAL.match(target.lead)
    only = target.lead if target.counted_by == "office" and is_one else ""
    weekly = target.counted_by == "office" and not only
    return FieldFacts(target.counted_by, "weekly" if weekly else "daily", indicator, cohort, only)


def _is_counted(
    target: TargetFacts, kept: tuple[FieldFacts, ...], vocabulary: VocabularyFacts
) -> bool:
    """Whether the plan's own cells add up to the target's group."""
    cohorts = _cohorts(vocabulary)
    own = [f.cohort for f in kept if _cell(f) == (target.counted_by, target.indicator)]
    if own and target.cohort is None:
        return True  # a target that names no group takes whatever groups are counted
    wanted = cohorts.get(target.cohort or EVERYBODY)
    return wanted is not None and bool(parts_of(wanted, [cohorts[c] for c in own if c in cohorts]))


def _apart(wanted: list[FieldFacts], vocabulary: VocabularyFacts) -> Iterator[FieldFacts]:
    """The cells with overlapping age groups replaced by their parts, in every indicator of the branch.

    Everybody (a target that names no group) is parted only where some age is counted by itself.
    """
    words = {cohort.code: cohort for cohort in vocabulary.cohorts}
    overlapping = [f for f in wanted if any(_overlap(words, f, other) for other in wanted)]
    split = {(f.branch, f.cohort) for f in overlapping if f.cohort != EVERYBODY}
    seen: set[tuple[str, ...]] = set()
    for field in wanted:
        is_split = field in overlapping or (field.branch, field.cohort) in split
        parts = words[field.cohort].parts if is_split and field.cohort in words else ()
        for cohort in parts or (field.cohort,):
            part = replace(field, cohort=cohort)
            if _key(part) not in seen:
                seen.add(_key(part))
                yield part


def _overlap(words: dict[str, CohortWords], one: FieldFacts, other: FieldFacts) -> bool:
    """Whether a person of an age may be counted in both cells of one indicator."""
    if _cell(one) != _cell(other) or one.cohort == other.cohort:
        return False
    first, second = (words.get(field.cohort) for field in (one, other))
    if first is None or second is None:
        return False
    a, b = _facts(first), _facts(second)
    return a.is_pure_band and b.is_pure_band and a.ages.overlaps(b.ages)


def _cohorts(vocabulary: VocabularyFacts) -> dict[str, CohortFacts]:
    return {cohort.code: _facts(cohort) for cohort in vocabulary.cohorts}


def _facts(words: CohortWords) -> CohortFacts:
    """The group as the counting rules read it."""
    band = None if words.age_from is None else Band(words.age_from, words.age_to)
    return CohortFacts(words.code, band, frozenset(words.birth_years), words.category)
