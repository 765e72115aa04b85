"""The facts of the five plans and the words they use, read from this package's YAML files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from plans.rules.facts import BaselineFacts, PlanFacts
from plans.rules.goals import DATED, TargetFacts
from plans.rules.vocabulary import VocabularyFacts
from targets.catalogue.reading import read_facts

FOLDER = Path(__file__).parent
PLAN_CODES = (
    "2026-phu-rieng",
    "2024-diem-mac",
    "2026-tan-dinh",
    "2023-duyen-hai",
    "2025-tu-nghia",
)
SHORT_LABEL_LENGTH = 28


@cache
def load_vocabulary() -> VocabularyFacts:
    """Every indicator and cohort."""
    return read_facts(FOLDER / "vocabulary.yaml", VocabularyFacts)


@cache
def load_plan(code: str) -> PlanFacts:
    """The facts of one plan of `PLAN_CODES`; ValueError for any other code."""
    if code not in PLAN_CODES:
        raise ValueError(f"no plan {code!r}")
    return read_plan_file(FOLDER / "plans" / f"{code}.yaml")


def read_plan_file(path: Path) -> PlanFacts:
    """A plan's facts, checked against the vocabulary and against themselves."""
    plan = read_facts(path, PlanFacts)
    vocabulary = load_vocabulary()
    known = {
        "indicator": {indicator.code for indicator in vocabulary.indicators},
        "cohort": {cohort.code for cohort in vocabulary.cohorts},
    }
    for kind, code in _codes_used(plan):
        if code not in known[kind]:
            raise ValueError(f"{path.name}: unknown {kind} {code!r}")
    if plan.ends_on is None:
        raise ValueError(f"{path.name}: missing key 'ends_on'")
    for target in plan.targets:
        for fault in _faults(target):
            raise ValueError(f"{path.name}: target {target.code}: {fault}")
    return plan


def _codes_used(plan: PlanFacts) -> Iterator[tuple[str, str]]:
    """("indicator" or "cohort", code) wherever the plan names one."""
    baseline = plan.baseline or BaselineFacts(stocks=())
    denominators = [t.goal.denominator for t in plan.targets if t.goal.denominator]
    for row in (
        *plan.targets,
        *plan.other_goals,
        *plan.fields,
        *baseline.stocks,
        *denominators,
    ):
        for kind in ("indicator", "cohort"):
            if code := getattr(row, kind):
                yield kind, code
    for code in baseline.population:
        yield "cohort", code


def _faults(target: TargetFacts) -> Iterator[str]:
    """What contradicts itself in a target."""
    if target.indicator is None:
        yield "a target counts something"
    if (target.goal.kind == "percent") != (target.goal.denominator is not None):
        yield "a percent, and only a percent, has a denominator"
    if (target.goal.kind == "per_period") != (target.goal.period is not None):
        yield "per_period, and only per_period, has a period"
    if (target.deadline_wording in DATED) != (target.deadline is not None):
        yield "a date and its wording go together"
    if len(target.short_label) > SHORT_LABEL_LENGTH:
        yield "short_label is too long"
