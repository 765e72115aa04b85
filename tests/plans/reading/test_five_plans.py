"""The targets and baselines of the five plans, read from their texts, against the catalogue's facts."""

from collections import Counter
from pathlib import Path

import pytest

from plans.reading.baseline import baseline_of
from plans.reading.blocks import blocks_of
from plans.reading.targets import targets_of
from targets.catalogue.facts import PLAN_CODES, load_plan, load_vocabulary

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "plans"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not here")

# Read besides the catalogue's targets, and right in the text.
BESIDES = {
    "2026-phu-rieng": [("card_issued", "officials_children", "percent", 100)],
    "2024-diem-mac": [("card_issued", "pupils", "percent", 100)],
}


def text_of(code):
    return (SHARED / f"{code}.txt").read_text(encoding="utf-8")


def read(code):
    return targets_of(blocks_of(text_of(code)), load_plan(code), load_vocabulary())


def stock(facts):
    return (facts.indicator, facts.cohort, facts.value, facts.printed_percent)


def key(target):
    return (target.indicator, target.cohort, target.goal.kind, target.goal.value)


@pytest.mark.parametrize("code", PLAN_CODES)
def test_every_target_of_the_catalogue_is_read_and_hardly_another(code):
    expected = [*map(key, load_plan(code).targets), *BESIDES.get(code, [])]

    assert Counter(map(key, read(code)[0])) == Counter(expected)


def full(target):
    return (
        key(target),
        target.deadline,
        target.operator,
        target.commitment,
        target.priority,
        target.milestones,
        target.deductions,
    )


@pytest.mark.parametrize("code", PLAN_CODES)
def test_dates_operators_commitments_and_milestones_agree(code):
    found = {full(target) for target in read(code)[0]}
    # The plan ranks the group; that its daily figure and its percent both carry the rank is our reading.
    unranked = {"B5"}
    missed = [
        target.code
        for target in load_plan(code).targets
        if target.code not in unranked and full(target) not in found
    ]

    assert missed == []


@pytest.mark.parametrize("code", PLAN_CODES)
def test_every_span_holds_the_targets_sentence(code):
    text = text_of(code)
    for target in read(code)[0]:
        first = target.spans[0]
        assert " ".join(text[first.start : first.end].replace("*", "").split()) == target.source


@pytest.mark.parametrize("code", PLAN_CODES)
def test_the_baseline_agrees(code):
    expected = load_plan(code).baseline
    found = baseline_of(blocks_of(text_of(code)), load_plan(code), load_vocabulary())

    assert (found is None) == (expected is None)
    if found and expected:
        assert (found.as_of, found.population) == (expected.as_of, expected.population)
        assert Counter(map(stock, found.stocks)) == Counter(map(stock, expected.stocks))


def test_the_goal_of_four_places_is_one_target():
    (target,) = (t for t in read("2026-phu-rieng")[0] if key(t)[:2] == ("card_issued", "age_6_13"))

    assert len(target.spans) >= 3
