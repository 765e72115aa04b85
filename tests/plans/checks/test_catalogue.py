"""The five plans as the catalogue holds them: what is wrong in them is found, nothing else is an error."""

from pathlib import Path

import pytest

from plans.rules.checks import Context, findings_of
from plans.rules.facts import PlanFacts
from plans.rules.findings import Finding, Kind, Level
from plans.rules.vocabulary import VocabularyFacts
from targets.catalogue.reading import read_facts

CATALOGUE = Path(__file__).parents[3] / "targets" / "catalogue"
PLANS = sorted((CATALOGUE / "plans").glob("*.yaml"), key=lambda path: path.name)


def findings(name: str) -> list[Finding]:
    vocabulary = read_facts(CATALOGUE / "vocabulary.yaml", VocabularyFacts)
    facts = read_facts(CATALOGUE / "plans" / f"{name}.yaml", PlanFacts)
    return findings_of(facts, Context(vocabulary=vocabulary))


def figures(name: str) -> set[tuple[Kind, str, str]]:
    return {(f.kind, f.printed, f.computed) for f in findings(name)}


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_every_figure_that_the_catalogue_calls_wrong_is_found(path: Path):
    stated = read_facts(path, PlanFacts).findings
    wrong = {(finding.printed, finding.computed) for finding in stated if finding.computed}
    assert wrong <= {(printed, computed) for _, printed, computed in figures(path.stem)}


def test_only_the_three_percents_that_refute_themselves_are_errors():
    errors = [f for path in PLANS for f in findings(path.stem) if f.level is Level.ERROR]
    assert [(f.kind, f.printed, f.computed) for f in errors] == [
        (Kind.PERCENT_MISMATCH, "82,55", "93,42"),
        (Kind.PERCENT_MISMATCH, "17,45", "6,58"),
        (Kind.PERCENT_MISMATCH, "16,95", "4,24"),
    ]


def test_days_dates_and_wordings_are_found():
    assert {
        (Kind.DURATION_MISMATCH, "90", "92"),
        (Kind.DATE_ORDER, "21/8/2021", ""),
    } <= figures("2023-duyen-hai")
    assert {
        (Kind.DATE_ORDER, "10/5/2026", ""),
        (Kind.DEADLINE_WORDING, "đến hết ngày 30/6/2026 / trước ngày 30/6/2026", ""),
        (Kind.DENOMINATOR_MISMATCH, "thường trú và tạm trú", "thường trú"),
    } <= figures("2026-phu-rieng")


def test_names_operators_and_rates_are_found():
    assert {
        (Kind.OPERATOR_CONFLICT, "80% / trên 80%", ""),
        (Kind.NAME_CONFLICT, "Tân Đình", "Tân Dĩnh"),
        (Kind.DEADLINE_WORDING, "15/11/2026", ""),
    } <= figures("2026-tan-dinh")
    rate = "30/ngày × 11 đơn vị × 62 ngày = 20.460"
    assert (Kind.QUOTA_EXCEEDS_REMAINING, rate, "1.132") in figures("2025-tu-nghia")
    assert (Kind.ROUNDING, "86,49", "86,50") in figures("2025-tu-nghia")
