"""A plan above the communes: which plan its pages open with, and which units they set beside one another."""

from datetime import date

import pytest

from intake.queries.fields import counting_units
from plans.models import Plan
from reports.queries.board import board_of, default_plan, plans_seen_by
from reports.queries.ranking import ranked_units
from tests import build
from tests.reports.build_board import context, log_in
from units.rules import Branch, Kind, Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(settings):
    settings.PORTAL_TODAY = date(2026, 6, 12)


@pytest.fixture
def city():
    """A city of 40 people in two communes with two villages each."""
    city = build.unit("vn/tp/", name="Thành phố Thử", kind=Kind.PROVINCE)
    build.population("vn/tp/", 40)
    for commune in ("xa-1", "xa-2"):
        build.unit(f"vn/tp/{commune}/", kind=Kind.COMMUNE)
        build.population(f"vn/tp/{commune}/", 20)
        for village in ("a", "b"):
            build.unit(f"vn/tp/{commune}/{commune}-{village}/", kind=Kind.VILLAGE)
    return city


def come_in(commune, value):
    officer = build.user(f"vn/tp/{commune}/")
    build.count(f"vn/tp/{commune}/{commune}-a/", value, date(2026, 6, 8), by=officer)


@pytest.fixture
def plan(city):
    """The city's plan; 4 and 6 came in on 8/6 in one village of each commune."""
    plan = build.plan("vn/tp/", code="tp")
    build.target(plan)
    build.field(plan)
    build.baseline(plan, "vn/tp/", 0)
    come_in("xa-1", 4)
    come_in("xa-2", 6)
    return plan


def units_of(client, *args):
    return [(line.row.unit_code, line.row.done) for line in context(client, *args)["focus"].units]


def test_a_citys_plan_sets_its_communes_beside_one_another(client, plan):
    log_in(client, "vn/tp/", Role.SUPERIOR)

    assert sorted(units_of(client, "target-progress", "tp", "T1")) == [("xa-1", 4), ("xa-2", 6)]
    focus = board_of(plan, plan.unit).focus
    assert sorted(line.row.unit_code for line in focus.units) == ["xa-1", "xa-2"]


def test_a_commune_within_it_sees_its_villages(client, plan):
    log_in(client, "vn/tp/xa-1/", Role.CHAIRMAN)

    rows = dict(units_of(client, "target-progress", "tp", "T1"))

    assert rows == {"xa-1-a": 4, "xa-1-b": None}


def test_quotas_given_past_the_communes_keep_the_villages(client, plan):
    build.quota(plan.targets.get(), "vn/tp/xa-1/xa-1-a/", 10)
    log_in(client, "vn/tp/", Role.SUPERIOR)

    rows = dict(units_of(client, "target-progress", "tp", "T1"))

    assert rows == {"xa-1-a": 4, "xa-1-b": None, "xa-2-a": 6, "xa-2-b": None}


def test_quotas_of_communes_and_villages_show_the_communes(client, plan):
    build.quota(plan.targets.get(), "vn/tp/xa-1/xa-1-a/", 10)
    build.quota(plan.targets.get(), "vn/tp/xa-1/", 10)
    log_in(client, "vn/tp/", Role.SUPERIOR)

    assert sorted(units_of(client, "target-progress", "tp", "T1")) == [("xa-1", 4), ("xa-2", 6)]


def test_a_days_communes_sum_to_the_citys_number(client, plan):
    log_in(client, "vn/tp/", Role.SUPERIOR)

    shown = context(client, "unit-progress", "tp", "T1", "tp", query="?day=2026-06-08")

    rows, total = shown["of_day"]
    assert [(row.unit.code, row.total) for row in rows] == [("xa-1", 4), ("xa-2", 6)]
    assert total.total == 10


def test_a_target_asked_of_one_village_stands_in_its_communes_row(client, plan):
    plan.fields.update(unit=build.unit("vn/tp/xa-1/xa-1-a/"))
    log_in(client, "vn/tp/", Role.SUPERIOR)

    assert units_of(client, "target-progress", "tp", "T1") == [("xa-1", 4)]


def test_reports_are_still_those_of_the_villages(client, plan):
    board = board_of(plan, plan.unit)

    assert (board.reporting.done, board.reporting.expected) == (0, 4)


# --- Which plan opens --------------------------------------------------------------------------------


def test_a_plan_nobody_reports_for_gives_way_to_one_with_figures(city):
    superior = build.user("vn/tp/", Role.SUPERIOR)
    empty = build.plan("vn/tp/", code="tp")
    build.field(empty, indicator=build.indicator("other"))
    below = build.plan("vn/tp/xa-1/", code="xa")
    build.field(below)
    come_in("xa-1", 4)

    assert default_plan(plans_seen_by(superior), superior.unit) == below

    build.field(empty)
    assert default_plan(plans_seen_by(superior), superior.unit) == empty


def test_figures_of_before_a_plan_or_of_long_ago_are_none_of_it(city, settings):
    superior = build.user("vn/tp/", Role.SUPERIOR)
    new = build.plan("vn/tp/", code="tp", starts_on=date(2026, 6, 10))
    build.field(new)
    below = build.plan("vn/tp/xa-1/", code="xa")
    build.field(below)
    come_in("xa-1", 4)

    assert default_plan(plans_seen_by(superior), superior.unit) == below

    settings.PORTAL_TODAY = date(2026, 6, 30)
    assert default_plan(plans_seen_by(superior), superior.unit) == new


def test_a_plan_that_is_over_never_takes_the_place_of_a_running_one(city):
    chairman = build.user("vn/tp/xa-1/", Role.CHAIRMAN)
    over = build.plan("vn/tp/xa-1/", code="cu")
    build.field(over)
    come_in("xa-1", 4)
    Plan.objects.update(state=Plan.State.CLOSED)
    running = build.plan("vn/tp/xa-1/", code="moi")

    assert default_plan(plans_seen_by(chairman), chairman.unit) == running


def test_a_choice_of_plan_costs_one_question(city, django_assert_num_queries):
    superior = build.user("vn/tp/", Role.SUPERIOR)
    build.plan("vn/tp/", code="tp")
    plans = plans_seen_by(superior)
    with django_assert_num_queries(0):
        default_plan(plans, superior.unit)
    build.plan("vn/tp/xa-1/", code="xa")
    plans = plans_seen_by(superior)

    with django_assert_num_queries(1):
        default_plan(plans, superior.unit)


def test_units_above_the_reporting_ones_cost_two_questions(plan, django_assert_num_queries):
    villages = counting_units(plan.unit, Branch.PLACE)
    communes = {village.parent_id: village.parent for village in villages}

    with django_assert_num_queries(2):
        ranked_units(plan, plan.unit, villages)
    for commune in communes.values():
        below = counting_units(commune, Branch.PLACE)
        with django_assert_num_queries(0):
            assert ranked_units(plan, commune, below) == below
