"""Where units stood before a plan that does not say so itself: another plan's word and the counts since."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from reports.queries.progress import progress_of
from reports.queries.quotas.standings import ground_of, share_of
from reports.rules.progress import State
from targets.queries.facts import facts_of
from tests import build
from tests.reports.build_board import log_in, text_of
from units.rules import Role

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 12)


@pytest.fixture(autouse=True)
def today(settings):
    settings.PORTAL_TODAY = TODAY


@pytest.fixture
def officer():
    return build.user("vn/xa/")


@pytest.fixture
def old(officer):
    """The plan of May: 40 in the commune on 23/5, 20 and 10 of them in the villages; 5 more on 28/5."""
    plan = build.plan(code="cu", starts_on=date(2026, 5, 1), ends_on=date(2026, 6, 30))
    build.target(plan)
    build.field(plan)
    for path, people, start in (("", 300, 40), ("thon-1/", 200, 20), ("thon-2/", 100, 10)):
        build.population(f"vn/xa/{path}", people)
        build.baseline(plan, f"vn/xa/{path}", start)
    build.count("vn/xa/thon-1/", 5, date(2026, 5, 28), by=officer)
    return plan


@pytest.fixture
def plan(old, officer):
    """The plan of June states the commune's 48 alone; 7 come in under it in the first village."""
    plan = build.plan(code="moi", starts_on=date(2026, 6, 1))
    build.target(plan)
    build.field(plan)
    build.baseline(plan, "vn/xa/", 48, as_of=date(2026, 5, 31))
    build.count("vn/xa/thon-1/", 7, date(2026, 6, 3), by=officer)
    return plan


def rows_of(plan, *paths, on=TODAY):
    units = [build.unit(path) for path in ("vn/xa/", *paths)]
    return progress_of(plan, units, on=on)


def test_a_unit_begins_where_another_plan_and_the_counts_since_leave_it(plan):
    _, first, second = rows_of(plan, "vn/xa/thon-1/", "vn/xa/thon-2/")

    assert (first.start, first.done, first.percent) == (25, 32, Decimal("16.00"))
    assert (second.start, second.done, second.state) == (10, 10, State.LATE)


def test_the_plans_own_word_stands_before_another_plans(plan):
    build.baseline(plan, "vn/xa/thon-2/", 12, as_of=date(2026, 5, 31))

    whole, second = rows_of(plan, "vn/xa/thon-2/")

    assert (whole.start, second.start) == (48, 12)


def test_counts_by_age_are_added_to_a_start_of_all_ages(plan, officer):
    everybody = build.cohort("age_6_up")
    build.target(plan, code="T2", cohort=everybody, indicator=build.indicator("vneid"))
    for code, more in (("age_6_13", 3), ("age_14_up", 4)):
        cell = {"cohort": build.cohort(code), "indicator": build.indicator("vneid")}
        build.field(plan, **cell)
        build.field(plan.__class__.objects.get(code="cu"), **cell)
        build.count("vn/xa/thon-1/", more, date(2026, 5, 30), by=officer, **cell)
    old = plan.__class__.objects.get(code="cu")
    build.baseline(old, "vn/xa/thon-1/", 100, cohort=everybody, indicator=build.indicator("vneid"))

    [row] = [r for r in rows_of(plan, "vn/xa/thon-1/")[2:] if r.unit_code == "thon-1"]

    assert row.start == 107


def test_a_start_is_unknown_where_the_counts_since_are_of_others_too(plan, officer):
    build.field(plan.__class__.objects.get(code="cu"), cohort=build.cohort("age_6_up"))
    wide = {"cohort": build.cohort("age_6_up"), "indicator": build.indicator("vneid")}
    old = plan.__class__.objects.get(code="cu")
    build.field(old, **wide)
    build.baseline(old, "vn/xa/thon-1/", 30, indicator=build.indicator("vneid"))
    build.count("vn/xa/thon-1/", 9, date(2026, 5, 30), by=officer, **wide)
    build.target(plan, code="T2", indicator=build.indicator("vneid"))
    build.field(plan, indicator=build.indicator("vneid"))

    row = rows_of(plan, "vn/xa/thon-1/")[3]

    assert (row.target.code, row.unit_code, row.start) == ("T2", "thon-1", None)


def test_a_start_stated_after_the_day_looked_at_is_not_known_yet(plan):
    [_, row] = rows_of(plan, "vn/xa/thon-1/", on=date(2026, 5, 22))

    assert row.start is None


def test_progress_and_quotas_say_the_same_of_a_unit(plan):
    ground = ground_of(plan, facts_of(plan), plan.unit, on=TODAY)
    [target] = ground.split
    shares = {unit.path: share_of(ground, target, unit) for unit in ground.units_of(target)}

    _, *rows = rows_of(plan, *shares)

    assert [row.done for row in rows] == [share.counted for share in shares.values()] == [32, 10]


def test_rows_that_do_not_add_up_to_the_whole_are_said_in_a_sentence(client, plan):
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    text = text_of(client, "target-progress", "moi", "T1")

    assert (
        "Số đầu kỳ của toàn đơn vị là 48; số đầu kỳ đã biết của các đơn vị cộng lại là 35, "
        "chênh lệch 13." in text
    )


def test_units_without_a_start_are_counted_beside_the_whole(client, plan):
    build.unit("vn/xa/thon-3/")
    build.population("vn/xa/thon-3/", 10)
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    text = text_of(client, "target-progress", "moi", "T1")

    assert "“Cộng” gồm số đầu kỳ 48 của toàn đơn vị; 1 đơn vị chưa có số đầu kỳ riêng." in text


def test_nothing_is_said_where_the_starts_add_up(client, plan):
    build.baseline(plan, "vn/xa/thon-2/", 23, as_of=date(2026, 5, 31))
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    assert "Số đầu kỳ của toàn đơn vị" not in text_of(client, "target-progress", "moi", "T1")


@pytest.mark.parametrize(("is_stated", "more"), [(True, 0), (False, 2)])
def test_known_starts_cost_two_questions_where_they_are_needed(
    client, plan, django_assert_num_queries, is_stated, more
):
    if is_stated:
        for path in ("vn/xa/thon-1/", "vn/xa/thon-2/"):
            build.baseline(plan, path, 20, as_of=date(2026, 5, 31))
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    with django_assert_num_queries(16 + more):
        client.get(reverse("target-progress", args=["moi", "T1"]))
