"""What helps to fill a day in: what it owes to the quotas, levels, shares, duties, questions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from random import Random

import pytest
from django.urls import reverse

from intake.forms.shown import ShownDoubt, open_doubts, shown_units
from intake.queries.entry import Duty, Level, entry_page
from intake.rules.entry import Need, least_owed
from targets.models import Indicator, Target
from targets.rules.quotas import owed_per_day, period_start
from tests import build
from tests.intake.build_entry import DAY, OTHER, commune, form_of, get, post, save
from units.models import User
from units.rules import Branch, Kind, Role

BEFORE = DAY - timedelta(days=1)

pytestmark = pytest.mark.usefixtures("pinned_day")


def office(*fields: dict, path: str = "vn/xa/hoi/") -> User:
    """An office with fields of its own, and its reporter."""
    plan = build.plan("vn/xa/")
    unit = build.unit(path, name="Hội", kind=Kind.UNION)
    for position, given in enumerate(fields):
        build.field(plan, branch=Branch.OFFICE, unit=unit, position=position, **given)
    return build.user(path, Role.REPORTER)


def cells_of(user: User, day: date = DAY):
    [unit] = entry_page(user, asked=day).units
    return unit.cells


# --- rules


@pytest.mark.parametrize(
    ("missing", "days", "owed"), [(100, 19, 6), (95, 19, 5), (0, 5, 0), (-3, 5, 0), (7, 0, None)]
)
def test_what_is_owed_a_day_is_the_rest_over_the_days_left_rounded_up(missing, days, owed):
    assert owed_per_day(missing, days) == owed


@pytest.mark.parametrize(
    ("period", "first"),
    [("day", date(2026, 6, 12)), ("week", date(2026, 6, 8)), ("month", date(2026, 6, 1))],
)
def test_a_period_begins_on_its_monday_or_first(period, first):
    assert period_start(DAY, period) == first


@pytest.mark.parametrize(
    ("children", "everybody", "owed"), [(13, 26, 26), (13, 5, 13), (0, 0, 0), (4, 0, 4)]
)
def test_what_children_bring_counts_for_everybody_too(children, everybody, owed):
    needs = [Need(frozenset("ab"), everybody), Need(frozenset("a"), children)]

    assert least_owed(needs) == owed


def test_needs_of_other_cells_add_up():
    assert least_owed([Need(frozenset("a"), 3), Need(frozenset("b"), 4)]) == 7


def fewest(needs: list[Need], cells: str) -> int:
    """The same found by trying: the smallest sum of what the cells could bring that meets all needs."""
    most = range(max((need.missing for need in needs), default=0) + 1)
    brought = (dict(zip(cells, each, strict=True)) for each in product(most, repeat=len(cells)))
    return min(
        sum(each.values())
        for each in brought
        if all(sum(each[cell] for cell in need.cells) >= need.missing for need in needs)
    )


def test_the_fewest_that_meet_all_needs_are_found_also_by_trying():
    groups = [frozenset("a"), frozenset("b"), frozenset("ab"), frozenset("c"), frozenset("abc")]
    random = Random(1)
    for _ in range(60):
        needs = [Need(group, random.randint(0, 4)) for group in groups if random.random() < 0.7]
        assert least_owed(needs) == fewest(needs, "abc"), needs


# --- what the day owes


@pytest.mark.django_db
def test_a_day_owes_its_share_of_what_was_left_before_it(client):
    place = commune(villages=2)
    target = build.target(place.plan)
    build.quota(target, place.first, 100)
    build.baseline(place.plan, place.first, 10)
    build.count(place.first, 4, BEFORE, by=place.officer)
    build.count(place.first, 3, DAY, by=place.officer)
    client.force_login(place.officer)

    answer = client.get(reverse("entry"), {"day": DAY.isoformat()})

    page = answer.context["page"]
    [need] = page.units[0].needs  # 86 left over 19 days, 12 June to 30 June
    assert (need.need, need.done, need.missing) == (5, 3, 2)
    assert page.owed == [("tài khoản", 2)]
    assert "Hôm nay <b data-owed>còn thiếu 2 tài khoản</b>" in answer.content.decode()


@pytest.mark.django_db
def test_an_earlier_day_is_named_and_owes_its_own_share(client):
    place = commune(villages=2)
    build.quota(build.target(place.plan), place.first, 100)
    build.baseline(place.plan, place.first, 0)
    client.force_login(place.officer)

    page = get(client, BEFORE)

    assert "Ngày 11/6 <b data-owed>còn thiếu 5 tài khoản</b>" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "deadline", [{"deadline": None, "deadline_wording": ""}, {"deadline": date(2026, 6, 11)}]
)
def test_without_a_day_left_nothing_is_owed_today(deadline):
    place = commune()
    build.quota(build.target(place.plan, **deadline), place.first, 100)
    build.baseline(place.plan, place.first, 0)

    page = entry_page(place.officer, asked=DAY)

    assert (page.units[0].needs, page.owed) == ([], [])


@pytest.mark.django_db
def test_the_page_owes_for_everybody_and_for_children_at_once():
    place = commune()
    for code, cohort, quota in (("T1", "age_6_13", 190), ("T2", "age_6_up", 380)):
        target = build.target(place.plan, code=code, cohort=build.cohort(cohort))
        build.quota(target, place.first, quota)
    for cohort in ("age_6_13", OTHER):
        build.baseline(place.plan, place.first, 0, cohort=build.cohort(cohort))

    page = entry_page(place.officer, asked=DAY)

    assert [(need.need, need.is_named) for need in page.units[0].needs] == [(10, True), (20, False)]
    assert page.owed == [("tài khoản", 20)]


@pytest.mark.django_db
def test_a_day_that_brought_its_share_says_so():
    place = commune()
    build.quota(build.target(place.plan), place.first, 19)
    build.baseline(place.plan, place.first, 0)
    build.count(place.first, 1, by=place.officer)

    page = entry_page(place.officer, asked=DAY)

    assert page.owed_words == "đã đủ mức cần đạt"


# --- levels, shares, duties


@pytest.mark.django_db
def test_a_stock_asks_for_its_level_and_shows_the_last_one_and_the_change(client):
    stock = build.indicator("wallets", aggregation=Indicator.Aggregation.STOCK)
    user = office({"indicator": stock})
    for day, value in ((date(2026, 6, 8), 1200), (date(2026, 6, 9), 1204), (DAY, 1216)):
        build.count("vn/xa/hoi/", value, day, by=user, indicator=stock)
    client.force_login(user)

    page = get(client)

    [cell] = cells_of(user)
    assert cell.level == Level(1204, date(2026, 6, 9))
    assert (cell.change_words, cell.total) == ("+12", None)
    assert "wallets age_6_13, mức hiện có</label>" in page
    assert "trước đó (09/6) <span>1.204</span></span><span>thay đổi <b" in page


@pytest.mark.django_db
def test_a_level_that_was_taken_back_is_not_the_last_one():
    stock = build.indicator("wallets", aggregation=Indicator.Aggregation.STOCK)
    user = office({"indicator": stock})
    build.count("vn/xa/hoi/", 900, date(2026, 6, 8), by=user, indicator=stock)
    build.count("vn/xa/hoi/", 990, date(2026, 6, 9), by=user, indicator=stock)
    build.count("vn/xa/hoi/", None, date(2026, 6, 9), by=user, indicator=stock)

    [cell] = cells_of(user)

    assert cell.level == Level(900, date(2026, 6, 8))


@pytest.mark.django_db
def test_nothing_happened_is_not_offered_for_a_level_alone(client):
    user = office({"indicator": build.indicator("w", aggregation=Indicator.Aggregation.STOCK)})
    client.force_login(user)

    assert 'name="nothing"' not in get(client)


@pytest.mark.django_db
def test_a_share_stands_beside_its_whole_with_the_percent(client):
    whole = build.indicator("dossiers", short_label="Tổng hồ sơ", measure="hồ sơ")
    part = build.indicator("online", short_label="Trực tuyến", share_of=whole)
    user = office({"indicator": part}, {"indicator": build.indicator("x")}, {"indicator": whole})
    build.count("vn/xa/hoi/", 20, by=user, indicator=whole)
    build.count("vn/xa/hoi/", 18, by=user, indicator=part)
    client.force_login(user)

    cells = cells_of(user)

    assert [cell.indicator_code for cell in cells] == ["x", "dossiers", "online"]
    assert cells[2].percent == Decimal("90.00")
    line = "Trực tuyến age_6_13 <b>18</b> / <b>20</b> hồ sơ = <b>90,00%</b>"
    assert line in get(client)


@pytest.mark.django_db
def test_a_share_of_what_the_unit_does_not_fill_in_stands_alone():
    whole = build.indicator("dossiers")
    user = office({"indicator": build.indicator("online", share_of=whole)})

    [cell] = cells_of(user)

    assert (cell.whole, cell.percent) == (None, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("period", "duty", "times"),
    [
        ("day", Duty(3, "day", 0), 1),
        ("week", Duty(3, "week", 2), 3),
        ("month", Duty(3, "month", 6), 7),
    ],
)
def test_a_duty_counts_the_times_of_its_period(period, duty, times):
    posts = build.indicator("posts", aggregation=Indicator.Aggregation.FREQUENCY)
    user = office({"indicator": posts})
    plan = user.unit.parent.plans.get()
    goal = {"goal_kind": Target.Goal.PER_PERIOD, "goal_value": Decimal(3), "goal_period": period}
    build.target(plan, indicator=posts, branch=Branch.OFFICE, denominator_kind="", **goal)
    for day, value in ((date(2026, 6, 7), 4), (date(2026, 6, 8), 2), (DAY, 1)):
        build.count("vn/xa/hoi/", value, day, by=user, indicator=posts)

    [cell] = cells_of(user)

    assert (cell.duty, cell.times) == (duty, times)


# --- questions


@pytest.mark.django_db
def test_a_question_is_asked_below_its_village_with_a_box_that_calls_the_figure_right():
    place = commune(villages=2)
    page = entry_page(place.officer, asked=DAY)
    asked = ShownDoubt(place.name(), "cumulative", "Số của riêng ngày 12/6?", 128)

    units = shown_units(page, doubts=[asked])

    assert [cell.is_wrong for cell in units[0].cells] == [True, False]
    assert asked.value == f"{place.name()}:cumulative:128"
    assert open_doubts(units) == [(units[0].entry.unit, units[0].cells[0].cell, asked)]


@pytest.mark.django_db
def test_an_answered_question_is_open_no_more():
    place = commune()
    page = entry_page(place.officer, asked=DAY)
    answered = ShownDoubt(place.name(), "cumulative", "?", 128, is_confirmed=True)

    units = shown_units(page, doubts=[answered])

    assert (units[0].cells[0].is_wrong, open_doubts(units)) == (False, [])


@pytest.mark.django_db
def test_without_javascript_a_doubted_figure_is_asked_about_and_kept_when_called_right(client):
    place = commune()
    build.count(place.first, 150, BEFORE, by=place.officer)
    client.force_login(place.officer)

    asked = save(client, {place.name(): "150"})
    page = asked.content.decode()
    [token] = [line.split('"')[0] for line in page.split('name="ok" value="')[1:]]
    answer = post(client, {**form_of(page), "ok": [token]})

    assert (asked.status_code, answer.status_code) == (422, 302)
    assert token.startswith(f"{place.name()}:")
    assert token.endswith(":150")
    assert f'href="#{place.name()}"' in page.split('id="entry"')[0]
