"""What the ledger, the plans and the population say of a cell before the day's figure comes."""

import sys
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake.queries.bases import cell_name
from intake.queries.doubts import doubts_about, facts_json, facts_of
from intake.queries.entry import running_fields
from intake.rules.doubts import FREQUENCY, STOCK
from targets.models import Indicator, Target
from tests import build
from units.models import Unit

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 11)
HOA, BINH = "vn/xa/phu-hoa/", "vn/xa/phu-binh/"
Aggregation = Indicator.Aggregation


@pytest.fixture
def by():
    return build.user("vn/xa/")


def facts(*paths, day=DAY):
    units = [build.unit(path) for path in paths or (HOA,)]
    return facts_of(units, running_fields(units), day)


def fact_of(indicator="eid_activated", path=HOA, **more):
    return facts(path, **more)[name_of(indicator, path)]


def name_of(indicator="eid_activated", path=HOA):
    return cell_name(build.unit(path).pk, build.indicator(indicator).pk, build.cohort().pk)


def told(by, values, indicator="eid_activated", until=DAY):
    """One figure a day, the last one the day before."""
    for n, value in enumerate(values):
        day = until - timedelta(days=len(values) - n)
        build.count(HOA, value, day, by=by, indicator=build.indicator(indicator))


def begins(plan, day):
    """Let the plan begin on another day than when its figures were stored."""
    plan.starts_on = day
    plan.save()


def test_totals_and_what_is_usual_come_from_the_days_before(by):
    build.field(build.plan())
    told(by, [12, 0, 8, 20, 9])
    build.count(HOA, 99, DAY, by=by)
    build.count(HOA, 77, DAY + timedelta(days=1), by=by)

    fact = fact_of()

    assert (fact.total, fact.previous, fact.stored) == (49, 9, 99)
    assert (fact.typical, fact.least, fact.most) == (9, 8, 20)
    assert (fact.row, fact.label) == (str(build.unit(HOA).pk), "eid_activated age_6_13")
    assert (fact.start, fact.people, fact.received, fact.whole) == (None, None, None, "")


def test_two_days_make_nothing_usual_and_fourteen_are_remembered(by):
    build.field(build.plan(starts_on=date(2026, 5, 1)))
    told(by, [5, 6])
    assert (fact_of().typical, fact_of().most) == (None, 6)

    told(by, [500, 400, *range(21, 35)])

    fact = fact_of()
    assert (fact.typical, fact.least, fact.most) == (27, 21, 34)
    assert fact.total == 900 + sum(range(21, 35))


def test_figures_from_before_the_plan_make_usual_but_do_not_add_up(by):
    plan = build.plan()
    build.field(plan)
    told(by, [7, 8, 9, 10])
    begins(plan, DAY - timedelta(days=2))

    assert (fact_of().total, fact_of().typical) == (19, 8)


def test_the_total_counts_what_is_long_ago_as_well(by):
    plan = build.plan(starts_on=date(2025, 12, 1))
    build.field(plan)
    build.count(HOA, 1_000, date(2026, 2, 1), by=by)
    build.count(HOA, 3, date(2025, 12, 31), by=by)
    told(by, [7, 8])
    begins(plan, date(2026, 1, 1))

    assert (fact_of().total, fact_of().most) == (1_015, 8)


def test_a_baseline_counts_unless_it_was_taken_after_the_plan_began(by):
    plan = build.plan()
    build.field(plan)
    build.baseline(plan, HOA, 214)
    build.baseline(plan, BINH, 9, as_of=date(2026, 6, 1))

    known = facts(HOA, BINH)

    assert [known[name_of(path=path)].start for path in (HOA, BINH)] == [214, None]


def test_people_are_the_cohort_s_or_those_of_the_target_s_denominator():
    plan, insured = build.plan(), build.cohort("insured")
    build.field(plan)
    build.target(plan, denominator_cohort=insured)
    build.population(HOA, 431, cohort=insured)
    assert fact_of().people == 431

    build.population(HOA, 400)
    build.population(HOA, 410, as_of=date(2026, 6, 1))
    assert fact_of().people == 410


def received_world(by):
    """Cards are counted, other dossiers are only known from before the plan."""
    plan = build.plan()
    activated, cards = build.indicator(), build.indicator("card_intake", short_label="Căn cước")
    other = build.indicator("eid_intake", short_label="Thu nhận")
    activated.follows.set([cards, other])
    build.field(plan)
    build.field(plan, indicator=cards)
    told(by, [5, 6], "card_intake")
    told(by, [4, 3])
    return plan, other


def test_what_was_received_is_held_against_what_was_done(by):
    plan, other = received_world(by)

    fact = fact_of()
    assert (fact.done, fact.received, fact.received_label) == (7, 11, "Căn cước")
    assert fact.follows == (name_of("card_intake"),)
    assert fact_of("card_intake").received is None

    build.baseline(plan, HOA, 214, indicator=other)  # nothing to hold it against
    assert (fact_of().done, fact_of().received) == (7, 11)
    build.baseline(plan, HOA, 200)
    assert (fact_of().done, fact_of().received) == (207, 225)


def test_nothing_received_is_known_where_nobody_counts_it(by):
    activated = build.indicator()
    activated.follows.set([build.indicator("card_intake")])
    build.field(build.plan())
    told(by, [4, 3])

    assert (fact_of().received, fact_of().follows, fact_of().received_label) == (None, (), "")


def test_shares_stocks_times_and_rising_plans_are_known():
    plan = build.plan(must_rise_daily=True)
    whole = build.indicator("dossiers")
    part = build.indicator("dossiers_online", share_of=whole)
    kinds = {"wallets": Aggregation.STOCK, "broadcasts": Aggregation.FREQUENCY}
    others = [build.indicator(code, aggregation=kind) for code, kind in kinds.items()]
    for indicator in (whole, part, *others):
        build.field(plan, indicator=indicator)
    build.target(plan, indicator=part, goal_kind=Target.Goal.PERCENT)

    known = {code: fact_of(code) for code in ("dossiers", "dossiers_online", *kinds)}

    assert known["dossiers_online"].whole == name_of("dossiers")
    assert [known[code].kind for code in kinds] == [STOCK, FREQUENCY]
    assert [code for code, fact in known.items() if fact.must_rise] == ["dossiers_online"]


def test_the_last_level_of_a_stock_is_known_days_later(by):
    stock = build.indicator("wallets", aggregation=Aggregation.STOCK)
    build.field(build.plan(), indicator=stock)
    build.count(HOA, 420, date(2026, 6, 2), by=by, indicator=stock)

    assert fact_of("wallets").level == 420


def test_only_the_day_s_plans_and_the_units_own_cells_are_told_of():
    build.field(build.plan(ends_on=date(2026, 6, 10)))
    assert facts() == {}
    assert list(facts(day=date(2026, 6, 10))) == [name_of()]


def test_the_queries_do_not_grow_with_the_units(by, django_assert_num_queries):
    build.field(build.plan())
    units = [build.unit(f"vn/xa/thon-{n}/") for n in range(9)]
    for unit in units:
        build.count(unit.path, 5, DAY, by=by)
    fields = running_fields(units)

    for some in (units[:1], units):
        with django_assert_num_queries(5):
            assert len(facts_of(some, fields, DAY)) == len(some)


def test_facts_for_the_page_are_plain_and_short(by):
    build.field(build.plan())
    told(by, [12, 8, 9])

    assert facts_json(facts()) == {
        name_of(): {
            "u": str(Unit.objects.get(path=HOA).pk), "l": "eid_activated age_6_13", "t": 29, "p": 9,
            "m": 9, "w": 8, "h": 12, "z": 1, "y": 8,
        }
    }  # fmt: skip


def looking_through(units, days):
    """The figures of as many days looked through: database questions, and calls of functions."""
    first, pair = date(2026, 3, 1), (build.indicator().pk, build.cohort().pk)
    sent = {
        unit.pk: {
            first + timedelta(days=n): {cell_name(unit.pk, *pair): 10 + n % 7} for n in range(days)
        }
        for unit in units
    }
    fields = running_fields(units)
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event == "call"

    with CaptureQueriesContext(connection) as asked:
        sys.setprofile(count)
        try:
            found = list(doubts_about(units, fields, sent))
        finally:
            sys.setprofile(None)
    assert found == []
    return len(asked), calls


def test_thousands_of_cells_cost_no_more_questions_and_no_more_steps_each_than_a_few():
    build.field(build.plan(starts_on=date(2026, 1, 1)))
    units = [build.unit(f"vn/xa/thon-{n}/") for n in range(50)]

    few, steps_of_few = looking_through(units[:10], 10)
    many, steps_of_many = looking_through(units, 100)

    assert many == few
    assert steps_of_many / 5000 < steps_of_few / 100
