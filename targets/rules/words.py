"""Words that the vocabulary lacks: their codes, and whether another name of the same thing is there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from itertools import count
from typing import TypeVar

from plans.rules.goals import TargetFacts
from plans.rules.vocabulary import CohortFacts, IndicatorFacts
from vietnamese.text import collapse_spaces, fold, nfc

NEW = "+"  # stands for the code of what is made with the target; no code is written so
MOST_CODE = 40
MOST_ALIAS = 160
FEWEST_WORDS = 2  # one word alone would be found in every second plan
FIRST_YEAR, LAST_YEAR, MOST_YEARS = 1900, 2100, 60
_NO_CODE = re.compile(r"[^a-z0-9]+")
_BETWEEN_YEARS = re.compile(r"\s*(?:[,;]|\bvà\b)\s*")
_YEARS = re.compile(r"(\d{4})(?:\s*(?:-|–|đến)\s*(\d{4}))?")

Term = TypeVar("Term", IndicatorFacts, CohortFacts)


@dataclass(frozen=True)
class NewWords:
    """What a target counts, and for whom, where that is still to be made; their codes are empty."""

    indicator: IndicatorFacts | None = None
    cohort: CohortFacts | None = None


def code_for(name: str, taken: Collection[str], otherwise: str) -> str:
    """A free code: the name's Latin letters and figures; `otherwise` for a name without any."""
    stem = _NO_CODE.sub("-", fold(name)).strip("-")[:MOST_CODE].strip("-") or otherwise
    endings = ("" if n == 1 else f"-{n}" for n in count(1))
    codes = (stem[: MOST_CODE - len(ending)].rstrip("-") + ending for ending in endings)
    return next(code for code in codes if code not in taken)


def named_alike(name: str, terms: Iterable[Term]) -> Term | None:
    """The term that bears this name or is also called so, accents and case aside."""
    wanted, known = fold(name), list(terms)
    by_label = (term for term in known if fold(term.label) == wanted)
    by_other_name = (term for term in known if wanted in _names(term))
    return next(by_label, None) or next(by_other_name, None)


def _names(term: IndicatorFacts | CohortFacts) -> set[str]:
    return {fold(name) for name in (term.label, term.short_label, *term.aliases)}


def of_same_people(cohort: CohortFacts, cohorts: Iterable[CohortFacts]) -> CohortFacts | None:
    """The group of the very same ages or birth years, under whatever name; none for a category."""
    if cohort.category or not (cohort.age or cohort.birth_years):
        return None
    return next((row for row in cohorts if people_of(row) == people_of(cohort)), None)


def people_of(cohort: CohortFacts) -> tuple[object, ...]:
    """What decides who belongs to a group."""
    return cohort.age, cohort.birth_years, fold(cohort.category)


def alias_of(words: str, term: Term, terms: Iterable[Term]) -> tuple[str, ...]:
    """The plan's own words as another name of the term; () where they say too little or mean another."""
    words = collapse_spaces(nfc(words))[:MOST_ALIAS]
    is_short = len(words.split()) < FEWEST_WORDS
    is_said = fold(words) in (fold(term.label), fold(term.short_label))
    if is_short or is_said or not is_printable(words):
        return ()
    return () if named_alike(words, terms) else (words,)


def is_printable(text: str) -> bool:
    """Whether every character is one that shows: no control characters, no turned writing."""
    return not any(unicodedata.category(letter).startswith("C") for letter in text)


def years_in(text: str) -> tuple[int, ...]:
    """Birth years typed as "2008, 2010" or "2005-2009". Raises ValueError for anything else."""
    years: set[int] = set()
    for part in _BETWEEN_YEARS.split(text.strip()):
        match = _YEARS.fullmatch(part)
        if match is None:
            raise ValueError(f"no year: {part!r}")
        first, last = int(match[1]), int(match[2] or match[1])
        if not FIRST_YEAR <= first <= last <= LAST_YEAR or last - first >= MOST_YEARS:
            raise ValueError(f"no span of birth years: {part!r}")
        years.update(range(first, last + 1))
    return tuple(sorted(years))


def with_codes(target: TargetFacts, indicator: str | None, cohort: str | None) -> TargetFacts:
    """The target with the codes of what was made for it; words that a code stands for are no longer kept."""
    if target.indicator == NEW:
        target = replace(target, indicator=indicator, what="")
    if target.cohort == NEW:
        target = replace(target, cohort=cohort, who="")
    whole = target.goal.denominator
    if whole and whole.cohort == NEW:
        goal = replace(target.goal, denominator=replace(whole, cohort=cohort))
        target = replace(target, goal=goal)
    return target
