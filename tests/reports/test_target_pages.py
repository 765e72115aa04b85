"""A target's page and the rows under a number."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from targets.models import Milestone
from tests import build
from tests.reports.build_board import MONDAY, THURSDAY, commune, context, log_in, text_of
from units.rules import Kind, Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(settings):
    settings.PORTAL_TODAY = date(2026, 6, 12)


@pytest.fixture
def officer():
    return build.user("vn/xa/")


@pytest.fixture
def plan(officer):
    return commune(officer, villages=3)


# --- A target's page ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("", ["Thon 1", "Thon 0", "Thon 2"]),
        ("?sort=behind", ["Thon 0", "Thon 2", "Thon 1"]),
        ("?sort=name", ["Thon 0", "Thon 1", "Thon 2"]),
        ("?sort=nonsense", ["Thon 1", "Thon 0", "Thon 2"]),
    ],
)
def test_units_can_be_sorted_by_plain_links(client, plan, order, names):
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    page = context(client, "target-progress", "ke-hoach", "T1", query=order)

    assert [line.row.unit_name for line in page["focus"].units] == names


def test_sum_of_quotas_is_shown_beside_the_target(client, plan):
    log_in(client, "vn/xa/", Role.CHAIRMAN)
    assert "Tổng giao 300 = chỉ tiêu 300." in text_of(client, "target-progress", "ke-hoach", "T1")

    plan.targets.get().quotas.filter(unit__code="thon-0").update(value=90)

    text = text_of(client, "target-progress", "ke-hoach", "T1")
    assert "Tổng giao 290, ít hơn chỉ tiêu 300 là 10 tài khoản." in text


def test_page_quotes_the_plan_and_names_the_last_day(client, plan):
    plan.targets.update(source="100% trẻ em", deadline_wording="before", lead="Công an xã")
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    text = text_of(client, "target-progress", "ke-hoach", "T1")

    assert "“100% trẻ em”" in text
    assert "trước ngày 30/6/2026 (ngày cuối còn tính: 29/6/2026)" in text
    assert "Mẫu số: nhân khẩu thường trú 300, tính đến 23/5/2026." in text


def test_unknown_target_is_not_found(client, plan):
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    assert client.get(reverse("target-progress", args=["ke-hoach", "T9"])).status_code == 404


def test_only_the_asked_offices_stand_under_an_office_target(client, plan):
    for name in ("doan", "kinh-te"):
        build.unit(f"vn/xa/{name}/", kind=Kind.UNION)
    posts = build.indicator("posts")
    build.field(plan, indicator=posts, branch="office", unit=build.unit("vn/xa/doan/"))
    build.target(plan, code="P", indicator=posts, branch="office")
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    page = context(client, "target-progress", "ke-hoach", "P")

    assert [line.row.unit_code for line in page["focus"].units] == ["doan"]


# --- The rows under a number -------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["xa", "thon-0", "thon-2"])
def test_last_level_is_the_number_that_was_clicked(client, plan, code):
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    rows = context(client, "unit-progress", "ke-hoach", "T1", code)["rows"]

    assert rows.days[-1].level == rows.line.row.done
    assert rows.start + sum(day.total or 0 for day in rows.days) == rows.line.row.done


def test_every_day_that_is_over_has_its_row_and_silence_is_said(client, plan):
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    rows = context(client, "unit-progress", "ke-hoach", "T1", "thon-2")["rows"]

    assert [day.day for day in (rows.days[0], rows.days[-1])] == [date(2026, 5, 26), THURSDAY]
    assert {day.day: day.total for day in rows.days if day.total is not None} == {MONDAY: 12}
    page = client.get(reverse("unit-progress", args=["ke-hoach", "T1", "thon-2"])).content.decode()
    assert page.count("chưa báo cáo") == 16


def test_value_links_to_the_history_of_its_cell(client, plan):
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    html = client.get(reverse("unit-progress", args=["ke-hoach", "T1", "thon-2"])).content.decode()

    address = reverse("cell-history", args=["thon-2", MONDAY, "eid_activated", "age_6_13"])
    assert f'<a href="{address}">12</a>' in html


def test_days_of_the_commune_open_to_villages_that_sum_to_them(client, plan):
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    page = context(client, "unit-progress", "ke-hoach", "T1", "xa", query="?day=2026-06-11")
    units, whole = page["of_day"]

    assert [(item.unit.code, item.total) for item in units] == [
        ("thon-0", 2),
        ("thon-1", 2),
        ("thon-2", None),
    ]
    [thursday] = [day for day in page["rows"].days if day.day == THURSDAY]
    assert whole.total == thursday.total == 4
    assert thursday.reported == 2


def test_reported_zero_of_all_villages_is_zero_not_silence(client, plan, officer):
    wednesday = THURSDAY - timedelta(days=1)
    for n in range(3):
        build.count(f"vn/xa/thon-{n}/", 0, wednesday, by=officer)
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    rows = context(client, "unit-progress", "ke-hoach", "T1", "xa")["rows"]

    assert {day.day.day: day.total for day in rows.days[-3:]} == {9: None, 10: 0, 11: 4}


@pytest.mark.parametrize("query", ["?day=2026-13-45", "?day=x", "?day="])
def test_nonsense_for_a_day_is_ignored(client, plan, query):
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    assert context(client, "unit-progress", "ke-hoach", "T1", "xa", query=query)["of_day"] is None


def test_unit_outside_the_plan_is_not_found_even_in_ones_own_subtree(client, plan):
    build.unit("vn/khac/")
    log_in(client, "vn/", Role.SUPERIOR)

    assert client.get(reverse("unit-progress", args=["ke-hoach", "T1", "khac"])).status_code == 404


def test_share_shows_both_its_sums(client, plan, officer):
    online, whole = build.indicator("dossiers_online"), build.indicator("dossiers")
    for indicator, value in ((online, 9), (whole, 10)):
        build.field(plan, indicator=indicator)
        build.count("vn/xa/thon-0/", value, MONDAY, by=officer, indicator=indicator)
    build.target(
        plan, code="S", indicator=online, goal_value=Decimal(95), denominator_kind="indicator",
        denominator_indicator=whole,
    )  # fmt: skip
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    rows = context(client, "unit-progress", "ke-hoach", "S", "xa")["rows"]

    assert (rows.days[-1].level, rows.days[-1].whole) == (9, 10)
    assert (rows.line.row.done, rows.line.row.denominator) == (9, 10)
    assert [column.is_whole for column in rows.columns] == [False, True]


def test_stock_shows_the_last_levels_and_never_their_sum_over_days(client, plan, officer):
    wallet = build.indicator("e_wallet", aggregation="stock")
    build.field(plan, indicator=wallet)
    build.target(plan, code="W", indicator=wallet)
    for village, day, value in ((0, MONDAY, 40), (1, MONDAY, 20), (0, THURSDAY, 45)):
        build.count(f"vn/xa/thon-{village}/", value, day, by=officer, indicator=wallet)
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    page = context(client, "unit-progress", "ke-hoach", "W", "xa")["rows"]
    focus = context(client, "target-progress", "ke-hoach", "W")["focus"]

    assert {day.day: day.level for day in page.days if day.total is not None} == {
        MONDAY: 60,
        THURSDAY: 65,
    }
    assert page.line.row.done == 65
    assert focus.picture is None


def test_weekly_figures_show_only_the_days_they_came_on(client, plan, officer):
    posts = build.indicator("posts")
    build.field(plan, indicator=posts, rhythm="weekly")
    build.target(plan, code="P", indicator=posts)
    build.count("vn/xa/thon-0/", 3, MONDAY, by=officer, indicator=posts)
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    rows = context(client, "unit-progress", "ke-hoach", "P", "xa")["rows"]

    assert [(day.day, day.total) for day in rows.days] == [(MONDAY, 3)]


def test_nothing_reported_is_said_once(client, plan):
    build.target(plan, code="N", indicator=build.indicator("posts"))
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    text = text_of(client, "unit-progress", "ke-hoach", "N", "xa")

    assert "Số liệu từng ngày Chưa có số liệu báo cáo." in text


def test_target_that_ends_with_its_last_milestone_is_drawn_to_it(client, plan):
    target = plan.targets.get()
    plan.targets.update(deadline=None, deadline_wording="")
    Milestone.objects.create(target=target, by=MONDAY, wording="before", share_of_goal=60)
    Milestone.objects.create(target=target, by=date(2026, 6, 20), wording="on", share_of_goal=100)
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    wide = context(client, "target-progress", "ke-hoach", "T1")["focus"].picture.wide

    assert wide.deadline.text == "hạn 20/6"
    assert [mark.text for mark in wide.milestones] == ["mốc 07/6: 180"]
