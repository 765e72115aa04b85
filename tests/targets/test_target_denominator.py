"""The denominator of a percent that is typed by hand: the people of the target's own group, unless said."""

from dataclasses import replace
from decimal import Decimal

import pytest

from plans.rules.goals import DenominatorFacts, GoalFacts
from targets.catalogue.facts import load_vocabulary
from targets.forms.targets import TargetForm, initial_of
from tests.targets.build_drafts import target

PERCENT = replace(target(), goal=GoalFacts("percent", Decimal(95)), cohort=None, who="")


def saved(shown, **typed):
    """The target as its form keeps it: what was shown, with some fields typed over."""
    words = load_vocabulary()
    initial = {k: v for k, v in initial_of(shown, words).items() if v not in (None, "", False, ())}
    form = TargetForm({**initial, **typed}, vocabulary=words)
    assert form.is_valid(), form.errors
    return form.facts(shown, ()).goal.denominator


def test_a_percent_without_a_denominator_is_shown_the_people_of_its_group():
    assert initial_of(PERCENT, load_vocabulary())["denominator_kind"] == "population"
    count = replace(PERCENT, goal=GoalFacts("count", Decimal(95)))
    assert "denominator_kind" not in initial_of(count, load_vocabulary())


def test_saved_with_a_group_it_is_a_percent_of_that_groups_people():
    assert saved(PERCENT, cohort="age_6_13") == DenominatorFacts("population", "")


@pytest.mark.parametrize("typed", [{}, {"denominator_residence": "permanent"}])
def test_without_any_group_it_stays_without_a_denominator(typed):
    assert saved(PERCENT, **typed) is None


def test_a_denominator_taken_away_by_hand_stays_away():
    assert saved(PERCENT, cohort="age_6_13", denominator_kind="") is None
