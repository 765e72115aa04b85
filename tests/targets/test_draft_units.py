"""Units, offices, deductions and superiors that change while a plan lives: no draft is stuck, nothing jumps."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from plans.models import Plan
from plans.rules.facts import FieldFacts, ParentFacts
from plans.rules.goals import QuotaFacts
from targets.actions.applying import apply_facts
from targets.actions.drafts import amend, put_target, review_target
from targets.actions.life import issue
from targets.models import Deduction, Quota
from targets.queries.drafts import obstacles
from targets.queries.facts import facts_of, version_facts
from targets.queries.versions import version_page
from tests import build
from tests.targets.build_draft_pages import at
from tests.targets.build_drafts import baseline, change, commune, draft, target
from tests.targets.test_draft_sight import issued, shares
from units.actions import move_unit
from units.models import Unit
from units.rules import Kind, Role

pytestmark = pytest.mark.django_db
OFFICE = FieldFacts("office", "weekly", "eid_activated", "age_6_13", "Công an xã")


@pytest.fixture
def xa(settings):
    settings.PORTAL_TODAY = build.DAY
    return commune()


def test_share_follows_a_unit_that_moved_within_the_plans_own(xa):
    version = amend(plan=issued(xa, quotas=shares(10, 20)).plan, reason="x", by=xa.head)
    group = build.unit("vn/xa/cum/", name="Cụm", kind=Kind.VILLAGE)
    move_unit(unit=xa.villages[0], parent=group, by=None)

    assert obstacles(version) == ()
    issue(version=version, revision=version.revision, by=xa.chairman)
    assert dict(Quota.objects.values_list("unit__path", "value")) == {
        "vn/xa/cum/a/": 10,
        "vn/xa/b/": 20,
    }


@pytest.mark.parametrize("is_deleted", [False, True])
def test_share_of_a_unit_that_left_is_taken_out_with_one_press(client, xa, is_deleted):
    version = draft(xa.head, quotas=shares(10, 20))
    if is_deleted:
        xa.villages[0].delete()
    else:
        move_unit(unit=xa.villages[0], parent=Unit.objects.get(path="vn/"), by=None)
    client.force_login(xa.head)
    page = client.get(at("draft-issue", version)).content.decode()
    assert at("draft-quotas-lost", version) in page

    client.post(at("draft-quotas-lost", version), {"revision": version.revision})

    version.refresh_from_db()
    assert version_facts(version).quotas == (QuotaFacts("T1", "vn/xa/b/", 20),)
    assert obstacles(version) == ()


def deducted(xa, plan):
    given = {"people": 5, "reason": "moved", "state": "withdrawn", "asked_by": xa.officer}
    row = {"unit": xa.villages[0], "asked_at": "2026-06-01T08:00+07:00", **given}
    return Deduction.objects.create(target=plan.targets.get(code="T1"), **row)


def test_preview_says_that_a_target_with_deductions_cannot_go(client, xa):
    plan = issued(xa, targets=(target(), target("T2"))).plan
    deducted(xa, plan)
    version = amend(plan=plan, reason="x", by=xa.head)
    version = review_target(
        version=version, code="T1", review="dropped", revision=version.revision, by=xa.head
    )
    client.force_login(xa.chairman)

    assert [row.message[:40] for row in obstacles(version)] == [
        "Chỉ tiêu T1 đã có đề nghị giám trừ nên k"
    ]
    page = client.get(at("draft-issue", version)).content.decode()
    assert 'type="submit">Ban hành' not in page


def test_deduction_never_comes_to_hang_on_other_people(xa):
    grown = target("T2", cohort="age_14_up")
    plan = issued(xa, targets=(target(), grown)).plan
    deducted(xa, plan)
    version = amend(plan=plan, reason="x", by=xa.head)
    first, second = version_facts(version).targets
    for row, former in ((replace(first, code="T9"), "T1"), (replace(second, code="T1"), "T2")):
        version = put_target(
            version=version, target=row, former=former, revision=version.revision, by=xa.head
        )

    assert [row.about for row in obstacles(version)] == ["T1"]


def cells(plan):
    return sorted(plan.fields.values_list("pk", "unit__code", "rhythm"))


def applied_again(plan):
    plan = Plan.objects.get(pk=plan.pk)
    apply_facts(plan, facts_of(plan), former=facts_of(plan))


def test_cell_of_an_office_out_of_work_stays(xa):
    plan = issued(xa, fields=(OFFICE,)).plan
    before = cells(plan)
    Unit.objects.filter(pk=xa.police.pk).update(is_active=False)

    applied_again(plan)

    assert cells(plan) == before


def test_cell_of_a_renamed_office_is_listed_once_and_stays(xa):
    plan = issued(xa, fields=(OFFICE,)).plan
    before = cells(plan)
    Unit.objects.filter(pk=xa.police.pk).update(name="Phòng nghiệp vụ")

    assert [f.unit for f in facts_of(plan).fields if f.unit] == ["Phòng nghiệp vụ"]
    applied_again(plan)
    assert cells(plan) == before


def test_cells_of_two_offices_of_one_name_stay_where_they_are(xa):
    plan = issued(xa, fields=(OFFICE,)).plan
    twin = build.unit("vn/xa/ca2/", name="Công an xã", kind=Kind.POLICE)
    given = plan.fields.exclude(unit=None).get()
    plan.fields.create(
        branch=given.branch,
        indicator=given.indicator,
        cohort=given.cohort,
        unit=twin,
        rhythm="weekly",
        position=9,
    )
    before = cells(plan)

    applied_again(plan)

    assert cells(plan) == before
    assert [f.unit for f in facts_of(plan).fields if f.unit] == ["Công an xã", "Công an xã (ca2)"]


def test_own_baselines_of_two_dates_keep_them(xa):
    plan = issued(xa, baseline=baseline()).plan
    row = plan.baselines.get()
    row.pk, row.indicator_id, row.as_of = None, plan.targets.get().indicator_id, date(2026, 5, 20)
    row.save()

    applied_again(plan)

    assert sorted(plan.baselines.values_list("as_of", flat=True)) == [
        date(2026, 5, 20),
        date(2026, 5, 23),
    ]


PARENT = ParentFacts("110/KH-UBND", "UBND tỉnh", "Kế hoạch", date(2026, 5, 1))


def above(**over):
    given = {"number": "110/KH-UBND", "issuer": "Ủy ban nhân dân tỉnh Đồng Nai"}
    return build.plan("vn/", code="cap-tren", issued_on=date(2026, 5, 1), **{**given, **over})


def test_superiors_plan_goes_when_an_amendment_takes_it_out(xa):
    superior = above()
    plan = issued(xa, parents=(PARENT,)).plan
    assert Plan.objects.get(pk=plan.pk).parent == superior
    version = change(amend(plan=plan, reason="x", by=xa.head), xa.head, parents=())

    issue(version=version, revision=version.revision, by=xa.chairman)

    assert Plan.objects.get(pk=plan.pk).parent is None


def test_superiors_plan_chosen_by_hand_stays_through_an_amendment(xa):
    plan = issued(xa).plan
    Plan.objects.filter(pk=plan.pk).update(parent=above())

    applied_again(plan)

    assert Plan.objects.get(pk=plan.pk).parent.code == "cap-tren"


@pytest.mark.parametrize(
    "cited",
    [replace(PARENT, issuer="UBND huyện Khác"), replace(PARENT, issued_on=date(2019, 5, 1))],
)
def test_number_alone_makes_no_superior(xa, cited):
    above()

    assert Plan.objects.get(pk=issued(xa, parents=(cited,)).plan_id).parent is None


def test_target_dropped_before_the_issue_is_no_change_of_the_first_amendment(xa):
    plan = issued(xa, targets=(target(), target("T2", review="dropped"))).plan

    assert version_page(amend(plan=plan, reason="x", by=xa.head)).changes == ()


def test_target_dropped_by_an_amendment_is_told_as_gone(xa):
    plan = issued(xa, targets=(target(), target("T2"))).plan
    version = amend(plan=plan, reason="x", by=xa.head)
    version = review_target(
        version=version, code="T2", review="dropped", revision=version.revision, by=xa.head
    )

    [gone] = [row for row in version_page(version).changes if row.about == "T2"]

    assert (gone.what, gone.after, "không" in gone.before) == ("Bỏ", "", False)


def test_issue_of_many_quotas_takes_few_statements(xa, django_assert_max_num_queries):
    villages = [build.unit(f"vn/xa/t{n}/", name=f"Thôn {n}") for n in range(60)]
    given = tuple(QuotaFacts("T1", village.path, 3) for village in villages)
    version = draft(xa.head, quotas=given)

    with django_assert_max_num_queries(75):
        issue(version=version, revision=version.revision, by=xa.chairman)

    assert Quota.objects.count() == 60


def test_draft_waits_for_the_chairman_on_progress_and_among_the_duties(client, xa):
    plan = issued(xa).plan
    amend(plan=plan, reason="x", by=xa.head)
    told = {}
    for account in (xa.chairman, xa.head):
        client.force_login(account)
        pages = [client.get(reverse(name)).content.decode() for name in ("progress", "duties")]
        told[account.username] = ["chờ ban hành" in page for page in pages]

    assert list(told.values()) == [[True, True], [False, False]]


def test_shares_of_a_unit_out_of_work_are_said_and_taken_out(client, xa):
    version = draft(xa.head, quotas=shares(10, 20))
    Unit.objects.filter(pk=xa.villages[0].pk).update(is_active=False)
    client.force_login(xa.head)
    page = client.get(at("draft-issue", version)).content.decode()
    assert "Thôn A đã ngừng hoạt động nhưng còn số giao" in page

    client.post(at("draft-quotas-lost", version), {"revision": version.revision})

    version.refresh_from_db()
    assert version_facts(version).quotas == (QuotaFacts("T1", "vn/xa/b/", 20),)


def test_word_that_the_vocabulary_lost_is_an_obstacle_and_no_crash(xa):
    stray = replace(OFFICE, cohort="nhom_cu")

    assert [row.about for row in obstacles(draft(xa.head, fields=(stray,)))] == ["nhom_cu"]


def test_closed_plan_offers_no_amendment(client, xa):
    plan = issued(xa).plan
    Plan.objects.filter(pk=plan.pk).update(state=Plan.State.CLOSED)
    client.force_login(xa.head)

    answer = client.get(reverse("plan-amend", args=[plan.code]))

    assert (answer.status_code, answer.url) == (302, reverse("plan", args=[plan.code]))


def test_administration_puts_no_plan_under_itself_or_below(client, xa):
    superior, plan = above(), issued(xa).plan
    build.plan("vn/xa/a/", code="duoi")
    client.force_login(build.user("vn/xa/", Role.ADMINISTRATOR))

    page = client.get(reverse("admin:plans_plan_change", args=[plan.pk]))

    choices = page.context["adminform"].form.fields["parent"].queryset
    assert list(choices) == [superior]
