"""Goals of each officer: what he owes, what all owe together, how many have reached it, who reads whose."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from intake.actions.days import mark_reported, return_day
from intake.models import DayReport
from reports.queries.progress import progress_of
from reports.rules.progress import State
from reports.rules.sentences import sentence_of
from tests import build
from tests.reports.build_board import context, log_in, text_of
from units.models import Unit
from units.rules import Branch, Kind, Role

pytestmark = pytest.mark.django_db

POST = "vn/xa/ca/"
MONDAY, THURSDAY = date(2026, 6, 8), date(2026, 6, 11)  # the last is the last complete day
OFFICERS = [f"{POST}{name}/" for name in ("an", "binh", "chi")]


@pytest.fixture(autouse=True)
def today(settings):
    settings.PORTAL_TODAY = date(2026, 6, 12)


@pytest.fixture
def boss():
    return build.user("vn/xa/", Role.POLICE_HEAD, username="truongca")


@pytest.fixture
def plan():
    """A commune of three officers and a village; the plan runs from 26/5 to 30/6."""
    made = build.plan()
    build.unit("vn/xa/thon/")
    build.unit(POST, kind=Kind.POLICE)
    for path in OFFICERS:
        build.unit(path, kind=Kind.OFFICER)
    build.field(made, branch=Branch.PERSON, indicator=people(), cohort=build.cohort("all"))
    return made


def people():
    return build.indicator("people_persuaded", measure="người")


def target(plan, **over):
    """Each officer persuades at least 10 people; no date, unless given."""
    goal = {"goal_kind": "per_officer", "goal_value": Decimal(10), "goal_each": True}
    undated = {"denominator_kind": "", "deadline": None, "deadline_wording": "", "cohort": None}
    defaults = {"indicator": people(), "branch": Branch.PERSON, **goal, **undated}
    made = build.target(plan, **{**defaults, **over})
    made.cohort = over.get("cohort")
    made.save()
    return made


def count(path, value, by, day=MONDAY):
    build.count(path, value, day, by=by, indicator=people(), cohort=build.cohort("all"))


def counts(by, *values, day=MONDAY):
    for path, value in zip(OFFICERS, values, strict=True):
        if value is not None:
            count(path, value, by, day)


def row_of(plan, path="vn/xa/", **over):
    [row] = progress_of(plan, [build.unit(path)], **over)
    return row


# --- At least so many by each ------------------------------------------------------------------------


def test_officer_owes_the_goal_and_the_units_above_as_many_goals_as_officers(plan, boss):
    target(plan)
    counts(boss, 4, 5, 6)

    rows = {path: row_of(plan, path) for path in ("vn/", "vn/xa/", POST, *OFFICERS)}

    assert {path: (row.done, row.required) for path, row in rows.items()} == {
        "vn/": (15, 30),
        "vn/xa/": (15, 30),
        POST: (15, 30),
        OFFICERS[0]: (4, 10),
        OFFICERS[1]: (5, 10),
        OFFICERS[2]: (6, 10),
    }


def test_sum_says_how_many_officers_have_reached_it(plan, boss):
    target(plan)
    counts(boss, 12, 9, 10)

    row = row_of(plan)

    assert row.note == "2/3 cán bộ đã đạt từ 10 người trở lên."
    assert sentence_of(row) == row.note
    assert [row_of(plan, path).state for path in OFFICERS] == [
        State.REACHED,
        State.MEASURED,
        State.REACHED,
    ]


def test_what_one_did_beyond_his_number_stands_in_for_nobody(plan, boss):
    target(plan)
    counts(boss, 30, 0, None)

    row = row_of(plan)

    assert (row.done, row.required, row.missing) == (30, 30, 0)
    assert (row.state, row.note) == (
        State.MEASURED,
        "1/3 cán bộ đã đạt từ 10 người trở lên.",
    )


def test_goal_is_reached_once_every_officer_has_reached_it(plan, boss):
    target(plan)
    counts(boss, 10, 11, 10)

    assert (row_of(plan).state, row_of(plan).note) == (
        State.REACHED,
        "3/3 cán bộ đã đạt từ 10 người trở lên.",
    )


def test_more_than_a_number_asks_for_one_more(plan, boss):
    target(plan, operator=">")
    counts(boss, 10, 11, 11)

    row = row_of(plan)

    assert (row.required, row.note) == (33, "2/3 cán bộ đã đạt trên 10 người.")


def test_nothing_reported_is_unknown_not_zero(plan):
    target(plan)

    row = row_of(plan)

    assert (row.state, row.done, row.required) == (State.NO_DATA, None, 30)
    assert row.note == "Chưa có số liệu báo cáo."


def test_unit_without_officers_has_nothing_to_be_held_against(plan, boss):
    target(plan)
    counts(boss, 1, 1, 1)

    row = row_of(plan, "vn/xa/thon/")

    assert (row.state, row.required) == (State.NO_DENOMINATOR, None)
    assert row.note == "Chưa có số cán bộ được giao."


def test_officer_who_left_owes_nothing_and_what_he_brought_stays(plan, boss):
    target(plan)
    counts(boss, 10, 4, 10)
    Unit.objects.filter(code="binh").update(is_active=False)

    row = row_of(plan)

    assert (row.done, row.required) == (24, 20)
    assert (row.state, row.note) == (State.REACHED, "2/2 cán bộ đã đạt từ 10 người trở lên.")


def test_an_officers_own_quota_goes_before_the_plans_number(plan, boss):
    made = target(plan)
    build.quota(made, OFFICERS[0], 4)
    counts(boss, 4, 9, 10)

    row = row_of(plan)

    assert (row_of(plan, OFFICERS[0]).required, row.required) == (4, 24)
    assert row.note == "2/3 cán bộ đã đạt mức giao riêng."


def test_officers_of_another_plans_subtree_do_not_count(plan, boss):
    build.unit("vn/xa-khac/ca-khac/", kind=Kind.POLICE)
    build.unit("vn/xa-khac/ca-khac/dung/", kind=Kind.OFFICER)
    target(plan)
    counts(boss, 1, 1, 1)

    assert row_of(plan).required == 30


# --- With a date -------------------------------------------------------------------------------------

DATED = {"deadline": date(2026, 6, 30), "deadline_wording": "through"}  # 36 days from 26/5


def test_dated_goal_has_a_path_a_pace_and_a_state(plan, boss):
    target(plan, **DATED)
    counts(boss, 5, 5, 5)  # owed after 17 of 36 days: 4,7 each

    row = row_of(plan)

    assert (row.expected, row.pace, row.days_left) == (14, Decimal("2.1"), 19)
    assert (row.state, row.required_per_day) == (State.ON_TRACK, 3)  # each one a day
    assert row.forecast == 30  # each would come to 19, his number is 10
    assert sentence_of(row) == (
        "0/3 cán bộ đã đạt từ 10 người trở lên. Cần 3 người/ngày, đang đạt 2,1."
    )


def test_officers_behind_their_path_make_the_sum_late_however_much_the_others_did(plan, boss):
    target(plan, **DATED)
    counts(boss, 30, 10, 0)

    row = row_of(plan)

    assert (row.done, row.required, row.state) == (40, 30, State.LATE)
    assert (row.forecast, row.required_per_day) == (20, 1)
    assert row.note == "2/3 cán bộ đã đạt từ 10 người trở lên; 1 cán bộ chậm tiến độ."


def test_after_the_last_day_the_goal_is_overdue_while_one_officer_misses_his(plan, boss, settings):
    target(plan, **DATED)
    counts(boss, 30, 10, 9)
    settings.PORTAL_TODAY = date(2026, 7, 2)

    row = row_of(plan)

    assert (row.state, row_of(plan, OFFICERS[2]).state) == (State.OVERDUE, State.OVERDUE)
    assert sentence_of(row) == "2/3 cán bộ đã đạt từ 10 người trở lên."


# --- So many a day by each ---------------------------------------------------------------------------


def daily(plan, **over):
    return target(plan, goal_kind="per_day", goal_value=Decimal(2), **over)


def test_daily_number_is_owed_by_each_officer_every_day(plan, boss):
    daily(plan)
    counts(boss, 20, 14, 34)

    rows = [row_of(plan, path) for path in ("vn/xa/", *OFFICERS)]

    # 17 days are over, 2 a day for each of three
    assert [(r.done, r.required, r.required_per_day) for r in rows] == [
        (68, 102, 6),
        (20, 34, 2),
        (14, 34, 2),
        (34, 34, 2),
    ]
    assert [r.state for r in rows] == [State.LATE, State.LATE, State.LATE, State.ON_TRACK]


def test_daily_number_says_how_many_brought_it_on_the_last_day(plan, boss):
    daily(plan)
    counts(boss, 3, 1, None, day=THURSDAY)

    row = row_of(plan)

    assert row.note == "Ngày 11/6: 1/3 cán bộ đạt từ 2 người trở lên."
    assert sentence_of(row) == (
        "Yêu cầu 02 người/ngày/đơn vị, gần đây 0,6/ngày."
        " Ngày 11/6: 1/3 cán bộ đạt từ 2 người trở lên."
    )
    assert row_of(plan, OFFICERS[0]).note == ""


def test_daily_number_of_each_village_is_owed_by_all_of_them(plan, boss):
    build.unit("vn/xa/thon-2/")
    build.field(plan)
    build.target(
        plan, goal_kind="per_day", goal_value=Decimal(5), goal_each=True, denominator_kind=""
    )
    build.count("vn/xa/thon/", 85, MONDAY, by=boss)

    assert (row_of(plan).required, row_of(plan).required_per_day) == (170, 10)
    assert row_of(plan, "vn/xa/thon/").required == 85


def test_number_given_to_each_village_is_the_commune_s_as_often_as_it_has_villages(plan, boss):
    build.unit("vn/xa/thon-2/")
    build.field(plan)
    build.target(
        plan, goal_kind="count", goal_value=Decimal(50), goal_each=True, denominator_kind=""
    )
    build.count("vn/xa/thon/", 50, MONDAY, by=boss)

    assert (row_of(plan).required, row_of(plan, "vn/xa/thon/").state) == (100, State.REACHED)


# --- Pages and the command ---------------------------------------------------------------------------


def shown_on(client, plan):
    focus = context(client, "target-progress", plan.code, "T1")["focus"]
    return [line.row.unit_code for line in focus.units], focus.hidden, focus.line.row.done


@pytest.mark.parametrize(
    ("role", "own", "shown"),
    [
        (Role.POLICE_HEAD, None, ["chi", "an", "binh"]),
        (Role.CHAIRMAN, None, []),
        (Role.OFFICER, None, []),
        (Role.OFFICER, OFFICERS[0], ["an"]),
    ],
)
def test_target_page_lists_the_officers_that_the_reader_sees_under_the_sum_of_all(
    client, plan, boss, role, own, shown
):
    target(plan)
    counts(boss, 4, 3, 6)
    line = build.unit(own) if own else None
    client.force_login(build.user("vn/xa/", role, personal_unit=line, username="xem"))

    codes, hidden, done = shown_on(client, plan)

    assert (sorted(codes), hidden, done) == (sorted(shown), 3 - len(shown), 13)


def test_page_says_that_officers_are_in_the_sum_and_not_listed(client, plan, boss):
    target(plan)
    counts(boss, 4, 3, 6)
    log_in(client, "vn/xa/", Role.CHAIRMAN)
    said = "Tổng gồm cả số của 3 cán bộ không liệt kê ở đây"
    day = f"?day={MONDAY.isoformat()}"

    assert said in text_of(client, "target-progress", plan.code, "T1")
    assert said in text_of(client, "unit-progress", plan.code, "T1", "xa", query=day)

    client.force_login(boss)
    assert said not in text_of(client, "target-progress", plan.code, "T1")


def test_rows_of_a_day_are_those_that_the_reader_sees_and_the_sum_is_of_all(client, plan, boss):
    target(plan)
    counts(boss, 4, 3, 6)
    client.force_login(build.user("vn/xa/", personal_unit=build.unit(OFFICERS[1])))

    page = context(
        client, "unit-progress", plan.code, "T1", "ca", query=f"?day={MONDAY.isoformat()}"
    )

    units, whole = page["of_day"]
    assert ([one.unit.code for one in units], whole.total) == (["binh"], 13)


def test_page_of_an_officers_days_opens_to_who_sees_his_line(client, plan, boss):
    target(plan)
    counts(boss, 4, 3, 6)
    url = reverse("unit-progress", args=[plan.code, "T1", "an"])
    answers = {}
    for name, user in {
        "head": boss,
        "holder": build.user("vn/xa/", personal_unit=build.unit(OFFICERS[0])),
        "colleague": build.user("vn/xa/", username="khac"),
        "chairman": build.user("vn/xa/", Role.CHAIRMAN),
    }.items():
        client.force_login(user)
        answers[name] = client.get(url).status_code

    assert answers == {"head": 200, "holder": 200, "colleague": 404, "chairman": 404}


def test_returned_day_of_an_officer_is_no_matter_of_the_boards(client, plan, boss):
    target(plan)
    counts(boss, 4, 3, 6)
    mark_reported([(build.unit(OFFICERS[0]).pk, MONDAY)], by=boss)
    return_day(report=DayReport.objects.get(), reason="sai", by=boss)
    log_in(client, "vn/xa/", Role.CHAIRMAN)

    assert context(client, "progress")["board"].decisions == []


def test_post_is_shown_the_target_of_its_officers(client, plan, boss):
    target(plan)
    counts(boss, 4, 3, 6)
    log_in(client, POST, Role.OFFICER)

    board = context(client, "progress")["board"]

    assert [(line.row.target.code, line.row.done) for line in board.open] == [("T1", 13)]


def test_sum_of_what_was_given_to_officers_is_the_target(client, plan, boss):
    build.quota(target(plan), OFFICERS[0], 12)
    counts(boss, 4, 3, 6)
    client.force_login(boss)

    assert "Tổng giao 32 = chỉ tiêu 32." in text_of(client, "target-progress", plan.code, "T1")


def test_command_gives_a_row_to_every_officer_for_his_own_targets_alone(plan, boss):
    target(plan)
    build.target(plan, code="T2")
    build.field(plan)
    counts(boss, 4, None, 10)
    out = StringIO()

    call_command("progress", "--plan", plan.code, "--json", stdout=out)

    rows = json.loads(out.getvalue())["rows"]
    assert [(r["target"], r["unit"], r["done"], r["required"]) for r in rows] == [
        ("T1", "Xa", 14, 30),
        ("T1", "Thon", None, None),
        ("T1", "An", 4, 10),
        ("T1", "Binh", None, 10),
        ("T1", "Chi", 10, 10),
        ("T2", "Xa", None, None),
        ("T2", "Thon", None, None),
    ]
