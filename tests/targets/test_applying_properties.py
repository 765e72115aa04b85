"""Whatever content a plan has and whatever becomes of it: what is applied is what is read back."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.models import Plan
from plans.rules.facts import (
    BasisFacts,
    FieldFacts,
    PlanFacts,
    RecipientFacts,
    RuleFacts,
    SignerFacts,
    TaskFacts,
    TeamFacts,
    TeamMemberFacts,
)
from plans.rules.goals import (
    DenominatorFacts,
    GoalFacts,
    MilestoneFacts,
    QuotaFacts,
    TargetFacts,
)
from targets.actions.applying import apply_facts, load_plan
from targets.actions.vocabulary import load_vocabulary
from targets.catalogue.facts import load_vocabulary as vocabulary_facts
from targets.queries.facts import facts_of
from tests import build
from units.models import Unit

pytestmark = pytest.mark.django_db
PATHS = ("vn/xa/a/", "vn/xa/b/")
INDICATORS = ("eid_activated", "card_intake", "health_record")
COHORTS = ("all", "age_6_13", "age_14_up", "insured")

words = st.text("aăâbcdđ ,;", min_size=1, max_size=12).map(str.strip).filter(bool)
maybe = st.one_of(st.just(""), words)
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
some_day = st.none() | days
names = st.lists(words.filter(lambda text: ", " not in text), max_size=3).map(tuple)


def many(kind, most=3, **key):
    return st.lists(kind, max_size=most, **key).map(tuple)


denominators = st.builds(
    DenominatorFacts,
    kind=st.sampled_from(("population", "stated")),
    label=words,
    cohort=st.none() | st.sampled_from(COHORTS),
    residence=st.sampled_from((None, "permanent", "temporary")),
    after=some_day,
)
goals = st.builds(
    GoalFacts,
    kind=st.sampled_from(("percent", "count", "per_day")),
    value=st.decimals(0, 10**6, places=2),
    each=st.booleans(),
    denominator=st.none() | denominators,
)
milestones = st.builds(
    MilestoneFacts,
    by=days,
    wording=st.sampled_from(("before", "through", "on")),
    share_of_goal=st.decimals(0, 100, places=2),
)
targets = st.builds(
    TargetFacts,
    code=st.sampled_from([f"T{n}" for n in range(9)]),
    label=words,
    short_label=words,
    indicator=st.sampled_from(INDICATORS),
    goal=goals,
    source=maybe,
    section=maybe,
    counted_by=st.sampled_from(("place", "office")),
    cohort=st.none() | st.sampled_from(COHORTS),
    operator=st.sampled_from((">=", ">")),
    deadline=some_day,
    deadline_wording=st.sampled_from((None, "before", "through", "continuous")),
    milestones=many(milestones, unique_by=lambda m: m.by),
    commitment=st.sampled_from(("binding", "aspirational")),
    priority=st.none() | st.integers(0, 99),
    lead=maybe,
    supporting=names,
    note=maybe,
)
fields = st.builds(
    FieldFacts,
    branch=st.sampled_from(("place", "office")),
    rhythm=st.sampled_from(("daily", "weekly")),
    indicator=st.sampled_from(INDICATORS),
    cohort=st.sampled_from(COHORTS),
)
rules = st.builds(
    RuleFacts,
    kind=st.sampled_from(("daily", "weekly", "final", "other")),
    text=words,
    section=maybe,
    time_of_day=st.none() | st.sampled_from((time(8, 0), time(16, 30))),
    weekday=st.none() | st.integers(1, 7),
    due_on=some_day,
    sender=maybe,
)
tasks = st.builds(
    TaskFacts,
    text=words,
    lead=maybe,
    supporting=names,
    timing=maybe,
    due_on=some_day,
    product=maybe,
)
teams = st.builds(
    TeamFacts,
    name=words,
    level=st.sampled_from(("town", "commune", "village")),
    task=maybe,
    members=many(
        st.builds(
            TeamMemberFacts,
            unit=words,
            people=st.none() | st.integers(0, 99),
            role=st.sampled_from(("leader", "ghi chép")),
        )
    ),
    people=st.none() | st.integers(0, 99),
)
contents = st.builds(
    PlanFacts,
    code=st.just("ke-hoach"),
    issuer=words,
    title=words,
    short_title=maybe,
    number=maybe,
    issued_on=some_day,
    ends_on=some_day,
    signer=st.builds(SignerFacts, words, words, maybe),
    participants=many(words),
    recipients=many(
        st.builds(RecipientFacts, words, st.sampled_from((None, "execute", "report", "file")))
    ),
    bases=many(st.builds(BasisFacts, words, maybe)),
    targets=many(targets, most=4, unique_by=lambda t: t.code),
    rules=many(rules),
    tasks=many(tasks),
    teams=many(teams, most=2),
    fields=many(fields, unique_by=lambda f: (f.branch, f.indicator, f.cohort)),
    must_rise_daily=st.booleans(),
)


@st.composite
def plans(draw):
    """A plan with shares for some units of some of its targets, in the order that they are kept in."""
    facts = draw(contents)
    shares = st.integers(0, 10**6), st.booleans()
    cells = [(t.code, path) for t in facts.targets for path in PATHS if draw(st.booleans())]
    return replace(facts, quotas=tuple(QuotaFacts(*cell, *map(draw, shares)) for cell in cells))


def in_a_portal(test):
    """Run with the vocabulary and the units there, and leave nothing behind for the next example."""
    with transaction.atomic():
        if not Unit.objects.exists():
            load_vocabulary(vocabulary_facts())
            for path in PATHS:
                build.unit(path)
        test(build.unit("vn/xa/"))
        transaction.set_rollback(True)


@settings(max_examples=25)
@given(plans())
def test_what_is_applied_is_read_back_whole(facts):
    def test(unit):
        plan = load_plan(facts, unit=unit, state=Plan.State.RUNNING)

        assert facts_of(plan) == facts

    in_a_portal(test)


@settings(max_examples=25)
@given(plans(), plans())
def test_an_amendment_leaves_nothing_of_what_was_before(first, second):
    def test(unit):
        plan = load_plan(first, unit=unit, state=Plan.State.RUNNING)

        apply_facts(plan, second, former=first)

        assert facts_of(plan, second) == second

    in_a_portal(test)


@settings(max_examples=25)
@given(plans())
def test_rows_alone_say_all_that_rows_hold(facts):
    def test(unit):
        plan = load_plan(facts, unit=unit, state=Plan.State.RUNNING)
        bare = PlanFacts(code=plan.code, issuer="", title="")

        once = facts_of(plan, bare)
        apply_facts(plan, once)

        assert facts_of(plan, bare) == once
        assert [(t.code, t.goal.value) for t in once.targets] == [
            (t.code, Decimal(t.goal.value)) for t in facts.targets
        ]

    in_a_portal(test)
