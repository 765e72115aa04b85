"""The chairman's page: verdict, targets, units, decisions; which plan, and whose figures."""

import re
from datetime import date

import pytest
from django.urls import reverse

from intake.actions.days import return_day
from intake.models import DayReport
from plans.models import Plan
from reports.queries.board import board_of, default_plan, plans_seen_by
from reports.rules.decisions import Kind as Decided
from reports.rules.progress import State
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


# --- The board ---------------------------------------------------------------------------------------


def test_board_tells_the_verdict_the_targets_and_the_units_below(plan):
    board = board_of(plan, plan.unit)

    assert board.verdict.summary == "Đến 30/6 dự báo đạt 0 trong 1 chỉ tiêu tính được."
    [line] = board.judged
    assert (line.row.done, line.row.required, line.row.state) == (67, 300, State.LATE)
    assert [(unit.row.unit_name, unit.row.done) for unit in board.focus.units] == [
        ("Thon 1", 23),
        ("Thon 0", 22),
        ("Thon 2", 22),
    ]
    assert board.days_left == 19
    assert (board.reporting.done, board.reporting.expected) == (2, 3)


def test_units_under_a_number_sum_to_it(plan):
    board = board_of(plan, plan.unit)

    for name in ("done", "required", "denominator", "missing"):
        parts = [getattr(line.row, name) for line in board.focus.units]
        assert sum(parts) == getattr(board.focus.line.row, name)


def test_what_to_decide_names_late_units_missing_reports_and_returned_days(plan, officer):
    head = build.user("vn/xa/", Role.POLICE_HEAD)
    [returned] = DayReport.objects.filter(unit__code="thon-1")
    return_day(report=returned, reason="Cần kiểm tra lại", by=head)

    decisions = board_of(plan, plan.unit).decisions

    assert [(d.kind, d.who) for d in decisions] == [
        (Decided.LATE, "Thon 0, Thon 2 và Thon 1"),
        (Decided.MISSING, "Thon 2"),
        (Decided.RETURNED, "Thon 1"),
    ]
    assert decisions[1].what == "chưa báo cáo ngày 11/6 (hạn 08:00 ngày 12/6)."


def test_quotas_that_do_not_sum_to_the_target_are_to_be_decided(plan):
    build.quota(plan.targets.get(), "vn/xa/thon-9/", 7)

    [decision] = [d for d in board_of(plan, plan.unit).decisions if d.kind == Decided.QUOTA]

    assert decision.what == ("giao cho các đơn vị 307, nhiều hơn chỉ tiêu 300 là 7 tài khoản.")


def test_nobody_is_missing_on_a_day_outside_the_plan(plan, settings):
    settings.PORTAL_TODAY = date(2026, 7, 3)

    board = board_of(plan, plan.unit)

    assert board.reporting is None
    assert [d.kind for d in board.decisions] == [Decided.LATE]
    assert board.days_left == 0


def test_targets_that_cannot_be_judged_stand_apart_with_their_reason(plan):
    build.target(plan, code="T2", indicator=build.indicator("social_insurance"))

    board = board_of(plan, plan.unit)

    assert [(line.row.target.code, line.sentence) for line in board.open] == [
        ("T2", "Chưa có số liệu báo cáo.")
    ]


def test_picture_ends_at_the_number_of_the_card(plan):
    picture = board_of(plan, plan.unit).focus.picture

    assert (picture.rows[0].level, picture.rows[-1].level) == (30, 67)
    assert picture.rows[-1].day == THURSDAY
    assert picture.wide.now.text == picture.narrow.now.text == "67"
    assert "đến hết ngày 11/6/2026 đạt 67 trên 300 tài khoản" in picture.text


# --- Which plan, whose figures -----------------------------------------------------------------------


def test_plan_that_runs_at_the_nearest_unit_above_comes_first():
    far = build.plan("vn/", code="tinh")
    closed = build.plan("vn/xa/", code="cu", state=Plan.State.CLOSED)
    near = build.plan("vn/xa/", code="moi")
    build.plan("vn/xa/", code="nhap", state=Plan.State.DRAFT)
    account = build.user("vn/xa/thon/", Role.VILLAGE_HEAD)

    seen = plans_seen_by(account)

    assert seen == [near, far, closed]
    assert default_plan(seen, account.unit) == near


def test_superior_gets_the_only_plan_below_or_a_choice():
    superior = build.user("vn/", Role.SUPERIOR)
    only = build.plan("vn/a/", code="a")
    assert default_plan(plans_seen_by(superior), superior.unit) == only

    build.plan("vn/b/", code="b")

    assert default_plan(plans_seen_by(superior), superior.unit) is None
    assert default_plan([], None) is None


def test_superior_chooses_among_the_communes(client, plan):
    build.plan("vn/khac/", code="khac", title="Cao điểm xã khác")
    log_in(client, "vn/", Role.SUPERIOR)

    assert {p.code for p in context(client, "progress")["plans"]} == {"ke-hoach", "khac"}
    assert context(client, "progress", query="?plan=ke-hoach")["board"].unit == plan.unit


def test_account_without_any_plan_is_told_so(client):
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    assert "Đơn vị chưa có kế hoạch nào để theo dõi." in text_of(client, "progress")


def test_strangers_plan_target_and_unit_are_not_found(client, plan):
    log_in(client, "vn/khac/", Role.CHAIRMAN)

    for address in (
        reverse("progress") + "?plan=ke-hoach",
        reverse("target-progress", args=["ke-hoach", "T1"]),
        reverse("unit-progress", args=["ke-hoach", "T1", "xa"]),
    ):
        assert client.get(address).status_code == 404


def test_quotas_of_two_levels_are_not_added_twice(client):
    plan = build.plan("vn/", code="tinh")
    target = build.target(plan)
    for path, value in (("vn/xa/", 100), ("vn/xa/thon-1/", 60), ("vn/xa/thon-2/", 40)):
        build.quota(target, path, value)
    log_in(client, "vn/", Role.SUPERIOR)

    assert context(client, "target-progress", "tinh", "T1")["focus"].given == 100


def test_village_head_sees_his_village_alone(client, plan):
    log_in(client, "vn/xa/thon-1/", Role.VILLAGE_HEAD)

    board = context(client, "progress")["board"]
    focus = context(client, "target-progress", "ke-hoach", "T1")["focus"]

    assert (board.unit.code, board.judged[0].row.done) == ("thon-1", 23)
    assert board.focus.units == focus.units == []
    assert focus.given is None
    for page in (text_of(client, "progress"), text_of(client, "target-progress", "ke-hoach", "T1")):
        assert "Thon 0" not in page
        assert "Thon 2" not in page
    assert (
        client.get(reverse("unit-progress", args=["ke-hoach", "T1", "thon-0"])).status_code == 404
    )
    assert client.get(reverse("unit-progress", args=["ke-hoach", "T1", "xa"])).status_code == 404


def test_office_sees_only_the_targets_it_is_asked_to_count(client, plan):
    for name in ("doan", "kinh-te"):
        build.unit(f"vn/xa/{name}/", kind=Kind.UNION)
    posts, firms = build.indicator("posts"), build.indicator("organisation_eid")
    build.field(plan, indicator=posts, branch="office")
    build.field(plan, indicator=firms, branch="office", unit=build.unit("vn/xa/kinh-te/"))
    build.target(plan, code="P", indicator=posts, branch="office")
    build.target(plan, code="F", indicator=firms, branch="office")
    log_in(client, "vn/xa/doan/", Role.REPORTER)

    board = context(client, "progress")["board"]

    assert [line.row.target.code for line in (*board.judged, *board.open)] == ["P"]


# --- The chairman's page -----------------------------------------------------------------------------


def test_page_says_the_verdict_the_speeds_and_the_links(client, plan):
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    text = text_of(client, "progress")

    assert "còn 19 ngày" in text
    assert "2/3 đơn vị đã báo cáo" in text
    assert "Đến 30/6 dự báo đạt 0 trong 1 chỉ tiêu tính được. Kích hoạt" in text
    assert "22,33%" in text
    assert "Cần 13 tài khoản/ngày, đang đạt 5,3; chậm 91 tài khoản so với tiến độ." in text
    assert "hạn 30/6" in text


def test_every_number_of_a_card_opens_its_rows(client, plan):
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    html = client.get(reverse("progress")).content.decode()

    for address in (
        reverse("target-progress", args=["ke-hoach", "T1"]),
        reverse("unit-progress", args=["ke-hoach", "T1", "xa"]),
        reverse("unit-progress", args=["ke-hoach", "T1", "thon-2"]),
    ):
        assert f'href="{address}"' in html
        assert client.get(address).status_code == 200


def test_days_are_opened_by_who_reviews_them_and_looked_at_by_others(client, plan):
    log_in(client, "vn/xa/", Role.POLICE_HEAD)
    reviewer = client.get(reverse("progress")).content.decode()
    log_in(client, "vn/xa/", Role.CHAIRMAN)
    chairman = client.get(reverse("progress")).content.decode()

    assert f"{reverse('days')}?day=2026-06-11" in reviewer
    assert f"{reverse('days')}?day=" not in chairman
    rows = reverse("unit-progress", args=["ke-hoach", "T1", "xa"])
    assert f"{rows}?day=2026-06-11" in chairman


def test_page_has_no_inline_style_or_script(client, plan):
    log_in(client, "vn/xa/", Role.CHAIRMAN)
    pages = [
        reverse("progress"),
        reverse("target-progress", args=["ke-hoach", "T1"]),
        reverse("unit-progress", args=["ke-hoach", "T1", "xa"]) + "?day=2026-06-11",
    ]

    found = [re.findall(r'\sstyle="|<style|<script(?![^>]* src=)|\son\w+="', client.get(page).content.decode())
             for page in pages]  # fmt: skip

    assert found == [[], [], []]


@pytest.mark.parametrize("villages", [1, 3, 12])
def test_pages_take_the_same_few_queries_for_any_number_of_villages(
    client, officer, django_assert_num_queries, villages
):
    plan = commune(officer, villages=villages)
    Milestone.objects.create(target=plan.targets.get(), by=MONDAY, share_of_goal=50)
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    with django_assert_num_queries(17):
        client.get(reverse("progress"))
    with django_assert_num_queries(16):
        client.get(reverse("target-progress", args=["ke-hoach", "T1"]))
    with django_assert_num_queries(18):
        client.get(reverse("unit-progress", args=["ke-hoach", "T1", "xa"]) + "?day=2026-06-11")


def test_plan_without_an_end_counts_no_days_left(plan):
    plan.ends_on = None

    assert board_of(plan, plan.unit).days_left is None


def test_nothing_reported_draws_no_picture(officer):
    plan = build.plan()
    build.target(plan)
    build.population("vn/xa/", 100)
    build.baseline(plan, "vn/xa/", 10)

    focus = board_of(plan, plan.unit).focus

    assert (focus.line.row.done, focus.picture, focus.units) == (10, None, [])


def test_account_without_a_unit_sees_no_plan(client, plan):
    account = log_in(client, "vn/xa/", Role.CHAIRMAN)
    account.unit = None
    account.save()

    assert "Đơn vị chưa có kế hoạch nào để theo dõi." in text_of(client, "progress")
    assert client.get(reverse("target-progress", args=["ke-hoach", "T1"])).status_code == 404
