"""An officer's own line: whose it is, who sees it, who changes it, on every path."""

from datetime import date
from uuid import uuid4

import pytest
from django.db.models import Model
from django.urls import reverse

from intake.actions.days import approve_days, mark_reported, return_day
from intake.models import (
    Confirmation,
    Count,
    DayReport,
    DayReportChange,
    Entry,
    Photo,
    Reminder,
    Tally,
    Total,
)
from intake.rules.ledger import OutsideYourUnit
from reports.queries.focus import shown_to
from residents.models import Population
from targets.models import Baseline, Quota, Target
from tests import build
from units.models import AuditEntry, Unit, User
from units.rules import Branch, Kind, Permission, Role
from units.scope import ScopedQuerySet, choices_of, sees_officers

pytestmark = pytest.mark.django_db

COMMUNE, POST, THON = "vn/xa/", "vn/xa/ca/", "vn/xa/thon/"
AN, BINH, LA = f"{POST}an/", f"{POST}binh/", "vn/xa-khac/ca-khac/la/"
LINES = {AN, BINH, LA}
DAY = date(2026, 6, 11)

# Whose line each role's account in the commune sees: An holds his own.
SEES: dict[Role, frozenset[str]] = dict.fromkeys(Role, frozenset()) | {
    Role.POLICE_HEAD: frozenset({AN, BINH}),
    Role.ADMINISTRATOR: frozenset({AN, BINH}),
}


@pytest.fixture(autouse=True)
def country(settings) -> None:
    settings.PORTAL_TODAY = build.DAY
    build.unit(THON)
    build.unit("vn/xa-khac/thon-khac/")
    for path in LINES:
        build.unit(path.rsplit("/", 2)[0] + "/", kind=Kind.POLICE)
        build.unit(path, kind=Kind.OFFICER)


def persuaded(**over):
    return build.indicator("people_persuaded", measure="người", **over)


def plan(path="vn/", **over):
    """A plan that asks officers whom they persuaded, and villages whom they activated."""
    made = build.plan(path, **over)
    build.field(made)
    build.field(made, branch=Branch.PERSON, indicator=persuaded(), cohort=build.cohort("all"))
    return made


def count(path, value, by, day=DAY, **over):
    cell = {"indicator": persuaded(), "cohort": build.cohort("all")}
    return build.count(path, value, day, by=by, **cell, **over)


def head(path=COMMUNE):
    return build.user(path, Role.POLICE_HEAD)


def holder(line=AN, path=COMMUNE, role=Role.OFFICER, **over):
    return build.user(path, role, personal_unit=build.unit(line), **over)


def lines_of(rows, path="path"):
    return {found for found in rows.values_list(path, flat=True) if found in LINES}


def rows_everywhere():
    """A row of every scoped model at every officer's line and at the village."""
    made, by = plan(), build.user("vn/", Role.POLICE_HEAD, username="tren")
    target = build.target(made, indicator=persuaded(), branch=Branch.PERSON, cohort=None)
    for path in (*LINES, THON):
        unit, now = build.unit(path), "2026-06-12T08:00+07:00"
        cell = {"indicator": persuaded(), "cohort": build.cohort("all"), "day": DAY, "unit": unit}
        if path == THON:
            build.count(path, 5, DAY, by=by)
        else:
            count(path, 5, by)
        mark_reported([(unit.pk, DAY)], by=by)
        Total.objects.create(branch=Branch.PERSON, value=5, **cell)
        Confirmation.objects.create(value=5, kind="jump", question="?", by=by, at=now, **cell)
        Reminder.objects.create(unit=unit, day=DAY, at=now)
        photo = {"size": 1, "width": 1, "height": 1, "content": b"x"}
        Photo.objects.create(key=uuid4(), unit=unit, day=DAY, by=by, at=now, **photo)
        build.quota(target, path, 10)
        build.population(path, 1)
        build.baseline(made, path, 0)
        Tally.objects.create(unit=unit, plan=made, by=by, at=now, size=1, reading={}, file_name="x")
        AuditEntry.objects.create(by_name="x", unit=unit, action="x", subject="x")


SCOPED: list[type[Model]] = [
    Count, Entry, Total, Confirmation, DayReport, DayReportChange, Photo, Reminder, Quota, Baseline,
    Population, Tally, AuditEntry,
]  # fmt: skip


# --- Who sees and changes ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_of_officers_below_him_each_role_sees_what_the_table_says(role):
    assert lines_of(Unit.objects.visible_to(build.user(COMMUNE, role))) == SEES[role]
    assert sees_officers(build.user(COMMUNE, role, username="hai")) == bool(SEES[role])


@pytest.mark.parametrize("role", list(Role))
def test_who_holds_a_line_sees_it_besides(role):
    assert lines_of(Unit.objects.visible_to(holder(role=role))) == SEES[role] | {AN}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("permission", list(Permission))
def test_nobody_changes_a_line_that_he_does_not_see_nor_without_the_right(role, permission):
    user = holder(role=role)

    changed = lines_of(Unit.objects.editable_by(user, permission))

    assert changed == (SEES[role] | {AN} if user.may(permission) else set())


@pytest.mark.parametrize("path", ["vn/", COMMUNE, POST])
def test_a_head_sees_the_lines_of_his_own_subtree_alone(path):
    assert lines_of(Unit.objects.visible_to(head(path))) == {p for p in LINES if p.startswith(path)}


def test_what_is_no_officers_line_is_seen_as_ever():
    chairman = build.user(COMMUNE, Role.CHAIRMAN)

    assert set(Unit.objects.visible_to(chairman).values_list("path", flat=True)) == {
        COMMUNE,
        POST,
        THON,
    }


def test_a_line_outside_the_holders_unit_is_as_strange_as_any():
    """As after the officer was moved to another commune: rule 12 goes before what is written in the account."""
    user = holder(LA)

    assert lines_of(Unit.objects.visible_to(user)) == set()
    assert lines_of(Unit.objects.editable_by(user, Permission.ENTER_COUNTS)) == set()
    assert user.own_line is None


def test_an_account_seated_at_its_own_line_sees_it_and_no_other():
    assert lines_of(Unit.objects.visible_to(build.user(AN))) == {AN}


def test_a_deactivated_head_sees_no_officers_line():
    user = head()
    user.is_active = False

    assert lines_of(Unit.objects.visible_to(user)) == set()


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)
def test_rows_of_an_officers_line_are_seen_where_the_line_is(model):
    rows_everywhere()
    users = {
        "holder": holder(),
        "colleague": build.user(COMMUNE, username="khac"),
        "chairman": build.user(COMMUNE, Role.CHAIRMAN),
        "superior": build.user("vn/", Role.SUPERIOR),
        "head": head(),
        "administrator": build.user("vn/", Role.ADMINISTRATOR),
    }

    seen = {
        name: lines_of(ScopedQuerySet(model).visible_to(user), "unit__path")
        for name, user in users.items()
    }

    assert seen == {
        "holder": {AN},
        "colleague": set(),
        "chairman": set(),
        "superior": set(),
        "head": {AN, BINH},
        "administrator": LINES,
    }
    villages = ScopedQuerySet(model).visible_to(users["chairman"]).filter(unit=build.unit(THON))
    assert villages.exists()


def test_a_plan_of_a_line_is_scoped_like_the_line():
    own = plan(AN, code="rieng")
    target = build.target(own)

    assert list(Target.objects.visible_to(head())) == [target]
    assert list(Target.objects.visible_to(holder())) == [target]
    assert not Target.objects.visible_to(build.user(COMMUNE, Role.CHAIRMAN)).exists()


def test_scope_costs_no_question_of_its_own(django_assert_num_queries):
    user = User.objects.select_related("unit").get(pk=holder().pk)

    with django_assert_num_queries(1):
        assert len(Unit.objects.visible_to(user)) == 4


def test_a_form_offers_officers_to_the_administrator_and_nobody_else():
    for role in Role:
        offered = lines_of(choices_of(Unit, build.user(COMMUNE, role)))
        assert offered == ({AN, BINH} if role == Role.ADMINISTRATOR else set())


# --- Entering ----------------------------------------------------------------------------------------


def test_an_officer_enters_his_own_line_and_no_colleagues():
    plan()
    an = holder()

    assert count(AN, 2, an).cells == 1
    with pytest.raises(OutsideYourUnit):
        count(BINH, 2, an)
    assert list(Count.objects.values_list("unit__path", "value")) == [(AN, 2)]


@pytest.mark.parametrize(
    "role", [Role.CHAIRMAN, Role.VILLAGE_HEAD, Role.SUPERIOR, Role.ADMINISTRATOR]
)
def test_nobody_else_enters_an_officers_line(role):
    plan()

    with pytest.raises(OutsideYourUnit):
        count(AN, 2, build.user(COMMUNE, role))


def test_the_head_corrects_an_officers_figure_and_decides_on_his_day():
    plan()
    an, boss = holder(), head()
    count(AN, 2, an)
    count(AN, 3, boss, base_version=1, reason="Theo phiếu")
    mark_reported([(build.unit(AN).pk, DAY)], by=an)
    report = DayReport.objects.get()

    return_day(report=report, reason="kiểm tra", by=boss)
    mark_reported([(build.unit(AN).pk, DAY)], by=an)
    report.refresh_from_db()

    assert approve_days(reports=[report], by=boss) == 1
    assert list(Entry.objects.values_list("value", "by")) == [(2, an.pk), (3, boss.pk)]


@pytest.mark.parametrize("role", list(Role))
def test_the_history_of_a_line_opens_to_who_sees_it(client, role):
    plan()
    count(AN, 2, head("vn/"))
    url = reverse("cell-history", args=["an", DAY, "people_persuaded", "all"])
    expected = 200 if SEES[role] else 404

    client.force_login(build.user(COMMUNE, role))
    assert client.get(url).status_code == expected
    client.force_login(holder(role=role, username="giu"))
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("unit", ["ca", "xa"])
def test_the_history_of_a_sum_lists_no_other_officer(client, unit):
    plan()
    by = head("vn/")
    count(AN, 2, by)
    count(BINH, 3, by)
    url = reverse("cell-history", args=[unit, DAY, "people_persuaded", "all"])
    shown = {}
    for name, user in {
        "chairman": build.user(COMMUNE, Role.CHAIRMAN),
        "holder": holder(),
        "head": head(),
    }.items():
        client.force_login(user)
        [parts] = client.get(url).context["parts"]
        shown[name] = ([c.unit.path for c in parts.counts], parts.total)

    assert shown == {"chairman": ([], 5), "holder": ([AN], 5), "head": ([AN, BINH], 5)}


# --- Sums --------------------------------------------------------------------------------------------


def test_who_sees_no_line_sees_the_sums_of_the_post_and_the_commune():
    plan()
    boss = head()
    count(AN, 2, boss)
    count(BINH, 3, boss)

    rows = Total.objects.visible_to(build.user(COMMUNE, Role.CHAIRMAN))

    assert set(rows.values_list("unit__path", "branch", "value")) == {
        (POST, "person", 5),
        (COMMUNE, "person", 5),
    }


def test_of_officers_each_reader_is_shown_his_own_or_all():
    lines = [build.unit(AN), build.unit(BINH), build.unit(THON)]

    assert shown_to(holder(), lines) == [lines[0], lines[2]]
    assert shown_to(head(), lines) == lines
    assert shown_to(build.user(COMMUNE, Role.CHAIRMAN), lines) == [lines[2]]
