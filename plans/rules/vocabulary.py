"""The words of plans: what is counted and for whom, with one code each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class IndicatorFacts:
    """What is counted (loại số liệu). `entered` is false where no unit types it.

    `share_of` names the whole that it is a part of; `follows` those whose running totals, added up,
    it cannot exceed. `phrases` are how plans write it, for reading plans only: "..." stands for a few
    words between, "#" for the figure, "(a|b)" for a choice.
    """

    code: str
    aggregation: Literal["flow", "stock", "frequency", "list"]
    unit: str
    label: str
    short_label: str
    aliases: tuple[str, ...] = ()
    entered: bool = True
    share_of: str = ""
    follows: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class CohortFacts:
    """A group of people (nhóm đối tượng): ages [from, to) in completed years, birth years or a category.

    `parts` are the cohorts that together make it up, each person in exactly one of them. `phrases` as
    with indicators.
    """

    code: str
    label: str
    short_label: str
    age: tuple[int | None, ...] = ()
    birth_years: tuple[int, ...] = ()
    category: str = ""
    parts: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()

    @property
    def age_from(self) -> int | None:
        return self.age[0] if self.age else None

    @property
    def age_to(self) -> int | None:
        return self.age[1] if self.age else None


@dataclass(frozen=True)
class VocabularyFacts:
    """Every indicator and cohort that plans are known to name, in the order of display."""

    indicators: tuple[IndicatorFacts, ...]
    cohorts: tuple[CohortFacts, ...]
