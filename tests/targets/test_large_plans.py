"""Plans of many units: what an issue asks of the database, and what a page tells of an amendment."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.models import Plan
from plans.rules.facts import TeamFacts, TeamMemberFacts
from plans.rules.goals import DenominatorFacts, GoalFacts, MilestoneFacts, QuotaFacts
from targets.actions.applying import load_plan
from targets.actions.drafts import amend
from targets.actions.life import issue
from targets.actions.refusals import PlanRefused
from targets.models import Quota
from targets.queries.versions import version_page
from targets.rules.changes import Change
from targets.rules.shares import ShareChanges
from tests import build
from tests.targets.build_drafts import change, commune, draft, facts, target

pytestmark = pytest.mark.django_db
MILESTONES = (MilestoneFacts(date(2026, 6, 10), "before", Decimal(50)),)
CODES = ("T1", "T2")
FIRST_ISSUE, AMENDMENT = 58, 63


@pytest.fixture
def xa(settings):
    settings.PORTAL_TODAY = date(2026, 6, 12)
    return commune()


def shares(count, first=7):
    """Villages, and a share of each target for each: `first`, one more for the next, and so on."""
    villages = [build.unit(f"vn/xa/t{n:02}/", name=f"Thôn số {n}") for n in range(count)]
    return tuple(
        QuotaFacts(code, unit.path, first + n) for code in CODES for n, unit in enumerate(villages)
    )


def large(xa, quotas):
    """A draft of two targets with milestones, a team, and these shares."""
    teams = (TeamFacts("Tổ 1", "commune", "Rà soát", (TeamMemberFacts("Công an xã", 3),)),)
    targets = tuple(target(code, milestones=MILESTONES) for code in CODES)
    return draft(xa.head, targets=targets, teams=teams, quotas=quotas)


def asked_by_issue(version, xa):
    with CaptureQueriesContext(connection) as asked:
        issue(version=version, revision=version.revision, by=xa.chairman)
    return len(asked)


@pytest.mark.parametrize("count", [3, 30])
def test_an_issue_asks_the_same_few_questions_for_any_number_of_units(xa, count):
    given = shares(count)
    version = large(xa, given)

    assert asked_by_issue(version, xa) == FIRST_ISSUE

    raised = tuple(replace(quota, value=quota.value + 1) for quota in given[:-1])
    version = change(
        amend(plan=version.plan, reason="Giao lại", by=xa.head), xa.head, quotas=raised
    )
    assert asked_by_issue(version, xa) == AMENDMENT


def test_shares_that_stay_keep_their_rows(xa):
    given = shares(3)
    plan = issue(version=(version := large(xa, given)), revision=version.revision, by=xa.chairman)
    rows = Quota.objects.filter(target__plan=plan).order_by("pk")
    before = {(row.target.code, row.unit.path): row.pk for row in rows}
    raised = (*(replace(quota, value=90, is_fixed=True) for quota in given[:2]), *given[3:])
    added = QuotaFacts("T1", "vn/xa/a/", 5)

    version = change(
        amend(plan=plan, reason="Giao lại", by=xa.head), xa.head, quotas=(*raised, added)
    )
    issue(version=version, revision=version.revision, by=xa.chairman)

    after = {(row.target.code, row.unit.path): row for row in rows.all()}
    new = after.pop(("T1", "vn/xa/a/"))
    assert (new.value, new.pk in before.values()) == (5, False)
    assert {key: row.pk for key, row in after.items()} == {
        key: pk for key, pk in before.items() if key != ("T1", "vn/xa/t02/")
    }
    assert [(row.value, row.is_fixed) for row in after.values()] == [
        (90, True),
        (90, True),
        (7, False),
        (8, False),
        (9, False),
    ]


def test_a_target_that_the_database_refuses_is_named_with_the_rule_it_breaks(xa):
    wrong = target("T2", goal=GoalFacts("per_period", Decimal(3)))

    with pytest.raises(PlanRefused, match=r"^T2: Kỳ chỉ ghi, và phải ghi, khi mức giao là mỗi kỳ"):
        load_plan(facts(code="x", targets=(target(), wrong)), unit=xa.unit, state="running")

    assert Plan.objects.count() == 0


def test_a_denominator_without_its_indicator_is_named_as_well(xa):
    goal = GoalFacts("percent", Decimal(9), denominator=DenominatorFacts("indicator", "Hồ sơ"))

    with pytest.raises(PlanRefused, match=r"^T2: Loại số liệu làm mẫu số chỉ ghi, và phải ghi"):
        load_plan(
            facts(code="x", targets=(target(), target("T2", goal=goal))),
            unit=xa.unit,
            state="running",
        )


def test_changes_of_shares_are_told_by_target_with_the_sums_and_the_biggest_first(xa):
    given = (QuotaFacts("T1", "vn/xa/a/", 60), QuotaFacts("T1", "vn/xa/b/", 40))
    version = large(xa, given)
    plan = issue(version=version, revision=version.revision, by=xa.chairman)
    fresh = (QuotaFacts("T1", "vn/xa/a/", 61), QuotaFacts("T1", "vn/xa/b/", 1200, is_fixed=True))
    version = change(
        amend(plan=plan, reason="Giao lại", by=xa.head), xa.head, quotas=fresh, title="Tên mới"
    )

    page = version_page(version)

    first = Change("quotas", "T1", "Thôn B", "40", "1.200 (ấn định bằng tay)")
    second = Change("quotas", "T1", "Thôn A", "60", "61")
    assert page.shares == (ShareChanges("T1", 100, 1261, (first, second)),)
    assert [change.what for change in page.others] == ["Tên kế hoạch"]
    assert sorted(page.changes, key=str) == sorted((*page.others, first, second), key=str)


def test_two_units_of_one_name_are_two_changes(xa):
    build.unit("vn/xa/c/", name="Thôn A")
    version = large(xa, ())
    plan = issue(version=version, revision=version.revision, by=xa.chairman)
    fresh = (QuotaFacts("T1", "vn/xa/a/", 60), QuotaFacts("T1", "vn/xa/c/", 40))
    version = change(amend(plan=plan, reason="Giao", by=xa.head), xa.head, quotas=fresh)

    assert [(change.what, change.after) for change in version_page(version).changes] == [
        ("Thôn A", "60"),
        ("Thôn A", "40"),
    ]


@pytest.mark.parametrize("name", ["draft", "draft-issue", "plan-version"])
def test_a_page_tells_ten_units_of_each_target_and_all_of_the_one_asked_for(client, xa, name):
    given = shares(25)
    version = large(xa, ())
    plan = issue(version=version, revision=version.revision, by=xa.chairman)
    version = change(amend(plan=plan, reason="Giao", by=xa.head), xa.head, quotas=given)
    where = [plan.code]
    if name == "plan-version":
        issue(version=version, revision=version.revision, by=xa.chairman)
        where.append(2)
    client.force_login(xa.head)

    def units_told(**asked):
        text = client.get(reverse(name, args=where), asked).content.decode()
        told = text.partition('<table class="table table-stack before-after">')[2]
        return told.partition("</table>")[0].count("Thôn số"), "xem đủ 25 đơn vị của T1" in text

    assert units_told() == (20, True)
    assert units_told(shares="T1") == (35, False)
    assert units_told(shares="khác") == (20, True)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("draft-duties", [(1, False), (1, False), (1, False)]),
        ("draft-figures", [(2, False), (2, False), (0, False)]),
        ("draft-heading", [(1, False)]),
    ],
)
def test_a_form_that_claims_a_hundred_thousand_rows_is_refused_with_few_of_them(
    client, xa, name, shown
):
    version = draft(xa.head)
    client.force_login(xa.head)
    prefixes = ("rules", "tasks", "teams", "stocks", "population", "printed", "parents")
    claimed = {f"{prefix}-TOTAL_FORMS": "100000" for prefix in prefixes}
    empty = {f"{prefix}-INITIAL_FORMS": "0" for prefix in prefixes}

    answer = client.post(
        reverse(name, args=[version.plan.code]),
        {"revision": version.revision, "title": "Tên", **claimed, **empty},
    )

    assert answer.status_code == 422
    names = ("rules", "tasks", "teams", "stocks", "population", "printed", "rows")
    found = [answer.context[name] for name in names if name in answer.context]
    assert [(len(rows.forms), rows.is_valid()) for rows in found] == shown
    version.refresh_from_db()
    assert version.revision == 1
