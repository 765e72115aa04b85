"""Drafts and shares of others: not seen on any road; content of another shape closes no page."""

from datetime import date

import pytest
from django.urls import reverse

from plans.models import Plan, PlanVersion
from plans.rules.goals import QuotaFacts
from targets.actions.drafts import amend, discard
from targets.actions.life import issue
from tests import build
from tests.targets.build_draft_pages import at
from tests.targets.build_drafts import change, commune, draft
from units.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def xa(settings):
    settings.PORTAL_TODAY = build.DAY
    return commune()


def issued(xa, **over):
    version = draft(xa.head, **over)
    issue(version=version, revision=version.revision, by=xa.chairman)
    return PlanVersion.objects.get(pk=version.pk)


def shares(a, b):
    return (QuotaFacts("T1", "vn/xa/a/", a), QuotaFacts("T1", "vn/xa/b/", b))


def test_weekly_report_of_a_draft_is_nobodys(client, xa):
    version = draft(xa.head)
    for account in (build.user("vn/", Role.POLICE_HEAD), xa.head):
        client.force_login(account)
        address = reverse("report", args=[version.plan.code, date(2026, 6, 14)])

        assert client.get(address).status_code == 404


@pytest.mark.parametrize(("path", "status"), [("vn/", 404), ("vn/xa/a/", 404), ("vn/xa/", 200)])
def test_administration_shows_a_draft_to_its_own_unit_alone(client, xa, path, status):
    version = draft(xa.head, title="Dự thảo kín")
    client.force_login(build.user(path, Role.ADMINISTRATOR))

    listed = client.get(reverse("admin:plans_plan_changelist")).content.decode()
    page = client.get(reverse("admin:plans_plan_change", args=[version.plan_id]))

    assert (page.status_code, "Dự thảo kín" in listed) == (status, status == 200)


def test_draft_is_a_file_only_for_who_writes_it(client, xa):
    first = issued(xa)
    amend(plan=first.plan, reason="Bổ sung", by=xa.head)
    asked = {}
    for account in (xa.head, xa.officer):
        client.force_login(account)
        asked[account.username] = [
            client.get(at("plan-file", first, number, "docx")).status_code for number in (1, 2)
        ]

    assert list(asked.values()) == [[200, 200], [200, 404]]


def test_draft_is_not_listed_for_who_does_not_write_it(client, xa):
    version = draft(xa.head, title="Dự thảo kín")
    client.force_login(xa.officer)

    assert "Dự thảo kín" not in client.get(reverse("plans")).content.decode()
    assert client.get(at("plan", version)).status_code == 404


def test_version_tells_a_village_its_own_share_alone(client, xa):
    first = issued(xa, quotas=shares(10, 20))
    second = amend(plan=first.plan, reason="Giao lại", by=xa.head)
    second = change(second, xa.head, quotas=shares(11, 4321))
    issue(version=second, revision=second.revision, by=xa.chairman)
    told = {}
    for account in (build.user("vn/xa/a/", Role.VILLAGE_HEAD), xa.head):
        client.force_login(account)
        page = client.get(at("plan-version", first, 2)).context["page"]
        told[account.username] = [(row.before, row.after) for row in page.changes]

    assert list(told.values()) == [[("10", "11")], [("10", "11"), ("20", "4.321")]]


def test_page_of_a_draft_that_was_thrown_away_issues_nothing(client, xa):
    first = issued(xa)
    seen = change(amend(plan=first.plan, reason="một", by=xa.head), xa.head, title="Một")
    discard(version=seen, by=xa.head)
    change(amend(plan=first.plan, reason="hai", by=xa.head), xa.head, title="Hai")
    client.force_login(xa.chairman)

    answer = client.post(at("draft-issue", first), {"revision": seen.revision})

    assert answer.status_code == 422
    assert Plan.objects.get(pk=first.plan_id).title == "Cao điểm cấp căn cước"


def test_page_of_an_issued_draft_issues_not_the_next_one(client, xa):
    first = issued(xa)
    seen = amend(plan=first.plan, reason="một", by=xa.head)
    issue(version=seen, revision=seen.revision, by=xa.chairman)
    amend(plan=first.plan, reason="hai", by=xa.head)
    client.force_login(xa.chairman)

    assert client.post(at("draft-issue", first), {"revision": seen.revision}).status_code == 422


def test_plan_that_takes_the_code_of_one_thrown_away_goes_on_counting(xa):
    seen = draft(xa.head)
    discard(version=seen, by=xa.head)
    again = draft(xa.head)

    assert again.plan.code == seen.plan.code
    assert again.revision > seen.revision


def spoilt(version):
    PlanVersion.objects.filter(pk=version.pk).update(facts={**version.facts, "old_key": 1})


def test_issued_plan_whose_content_has_another_shape_is_shown_from_its_rows(client, xa):
    version = issued(xa)
    spoilt(version)
    client.force_login(xa.head)
    pages = [at("plan", version), at("plan-quotas", version), at("plan-amend", version)]

    assert [client.get(page).status_code for page in pages] == [200, 200, 200]
    assert client.get(at("plan-file", version, 1, "docx")).status_code == 409
    opened = amend(plan=version.plan, reason="Bổ sung", by=xa.head)
    assert [row["code"] for row in opened.facts["targets"]] == ["T1"]


def test_draft_whose_content_has_another_shape_may_be_thrown_away(client, xa):
    version = draft(xa.head)
    spoilt(version)
    client.force_login(xa.head)

    for name in ("draft", "draft-heading", "draft-issue", "plan-quotas"):
        answer = client.get(at(name, version))
        assert answer.status_code == 409
        assert at("draft-discard", version) in answer.content.decode()
    client.post(at("draft-discard", version), {"revision": version.revision})
    assert not Plan.objects.filter(pk=version.plan_id).exists()


def test_draft_that_somebody_changed_meanwhile_is_not_thrown_away_unseen(client, xa):
    version = draft(xa.head)
    change(version, xa.chairman, place="Phú Riềng")
    client.force_login(xa.head)

    answer = client.post(at("draft-discard", version), {"revision": version.revision})

    assert answer.url == at("draft", version)
    assert Plan.objects.filter(pk=version.plan_id).exists()
