"""What the checks may know beside the plan itself; with none of it they work from the plan alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from plans.rules.vocabulary import CohortFacts, IndicatorFacts, VocabularyFacts
from vietnamese.text import comparable

EVERYBODY = "all"
Band = tuple[int, int | None]
_NEW = re.compile(r"\bmới\b")
_NO_WORDS = VocabularyFacts((), ())


@dataclass(frozen=True)
class Context:
    """The surroundings of a plan. Empty values are unknown.

    `units` and `unit_names` are the places that report (thôn, tổ dân phố); `populations` people by cohort
    code; `capacities` the most that all units together manage in a day, by the target's code.
    """

    today: date | None = None
    units: int | None = None
    unit_names: tuple[str, ...] = ()
    populations: Mapping[str, int] = field(default_factory=dict)
    capacities: Mapping[str, int] = field(default_factory=dict)
    vocabulary: VocabularyFacts = _NO_WORDS

    def cohort(self, code: str) -> CohortFacts | None:
        """The cohort of that code, None where the vocabulary has none."""
        return next((c for c in self.vocabulary.cohorts if c.code == code), None)

    def indicator(self, code: str) -> IndicatorFacts | None:
        """The indicator of that code, None where the vocabulary has none."""
        return next((i for i in self.vocabulary.indicators if i.code == code), None)

    def adds_to(self, indicator: str | None, stock: str | None) -> bool:
        """Whether an indicator counts what makes a stock grow: itself, or its "phát triển mới"."""
        if not indicator or indicator == stock:
            return indicator == stock
        new, old = (comparable(self.indicator_label(code)) for code in (indicator, stock))
        return bool(old) and old in new and bool(_NEW.search(new))

    def band(self, code: str) -> Band | None:
        """The ages [from, to) that alone decide who is in a cohort; everybody is [0, open)."""
        if code == EVERYBODY:
            return 0, None
        cohort = self.cohort(code)
        if cohort is None or not cohort.age or cohort.category or cohort.birth_years:
            return None
        return cohort.age_from or 0, cohort.age_to

    def cohort_label(self, code: str | None) -> str:
        """A cohort in words; "" where unknown."""
        cohort = self.cohort(code) if code else None
        return cohort.label if cohort else ""

    def indicator_label(self, code: str | None) -> str:
        """An indicator in words; "" where unknown."""
        indicator = self.indicator(code) if code else None
        return indicator.label if indicator else ""
