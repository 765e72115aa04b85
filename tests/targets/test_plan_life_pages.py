"""How a plan begins, is issued, amended, closed and evaluated; and the list of plans."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from plans.models import Plan, PlanVersion
from targets.actions import drafts as acts
from targets.actions.life import close, issue
from targets.queries.facts import open_draft, version_facts
from tests import build
from tests.targets.build_draft_pages import at, post, read_draft, reviews, said
from tests.targets.build_drafts import change, commune, draft, target
from units.models import AuditEntry
from units.rules import Kind, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def xa(settings):
    settings.PORTAL_TODAY = build.DAY
    return commune()


def test_preview_of_the_issue_says_what_stands_against_it(client, xa):
    client.force_login(xa.chairman)
    version = read_draft(xa)

    answer = client.get(at("draft-issue", version))

    page = answer.context["issue"]
    assert [line.facts.code for line in page.proposed] == ["T2", "T1"]
    assert [line.finding.printed for line in page.errors] == ["82,55"]
    assert page.others == []
    assert "Ban hành kế hoạch" not in answer.content.decode()


def test_preview_names_the_figures_that_units_will_be_asked_for(client, xa):
    client.force_login(xa.chairman)
    version = draft(xa.head, targets=(target(quota_to="village"),))

    page = client.get(at("draft-issue", version)).context["issue"]

    assert page.obstacles == ()
    assert [(f.indicator, f.whom, f.rhythm) for f in page.fields] == [
        ("Kích hoạt tài khoản ĐDĐT mức 2", "Địa bàn", "hằng ngày")
    ]
    assert [line.facts.code for line in page.unsplit] == ["T1"]


def test_chairman_issues_and_the_head_of_police_cannot(client, xa):
    version = draft(xa.head)
    client.force_login(xa.head)
    refused = post(client, "draft-issue", version)
    assert refused.status_code == 422
    assert Plan.objects.get().state == Plan.State.DRAFT

    client.force_login(xa.chairman)
    answer = post(client, "draft-issue", version)

    assert answer.url == at("plan", version)
    assert Plan.objects.get().state == Plan.State.RUNNING
    assert client.get(at("plan", version)).context["page"].targets[0].target.code == "T1"


def test_issuing_a_page_that_somebody_overtook_is_refused(client, xa):
    version = draft(xa.head)
    change(version, xa.head, place="Phú Riềng")
    client.force_login(xa.chairman)

    post(client, "draft-issue", version)

    assert Plan.objects.get().state == Plan.State.DRAFT


def test_upload_makes_a_draft_and_the_same_file_leads_to_it_again(client, xa):
    client.force_login(xa.head)
    text = (
        "KẾ HOẠCH\n\nMở đợt cao điểm cấp thẻ căn cước\n\nTừ ngày 26/5/2026 đến hết ngày 30/6/2026."
    )
    answers = [
        client.post(
            reverse("plan-new"), {"file": SimpleUploadedFile("ke-hoach.txt", text.encode())}
        ).url
        for _ in range(2)
    ]

    version = PlanVersion.objects.get()
    assert answers == [at("draft", version)] * 2


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (None, "Chưa chọn tệp."),
        (SimpleUploadedFile("ke-hoach.txt", b""), "Tệp không có nội dung."),
    ],
)
def test_an_upload_without_a_file_or_content_says_so(client, xa, file, words):
    client.force_login(xa.head)

    answer = client.post(reverse("plan-new"), {"file": file} if file else {})

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_file_that_cannot_be_read_is_refused_with_its_reason(client, xa):
    client.force_login(xa.head)
    file = SimpleUploadedFile("ke-hoach.exe", b"MZ\x00\x01\x02\x03" * 40)

    answer = client.post(reverse("plan-new"), {"file": file})

    assert answer.status_code == 422
    assert said(answer)
    assert not Plan.objects.exists()


def test_the_original_goes_back_as_it_was_sent_and_each_look_is_logged(client, xa):
    client.force_login(xa.head)
    version = read_draft(xa)

    answer = client.get(at("plan-original", version, 1))

    assert answer.content == b"x"
    assert answer["Content-Disposition"] == 'attachment; filename="ke-hoach.txt"'
    assert AuditEntry.objects.latest("pk").action == "Tải văn bản gốc"
    assert client.get(at("plan-original", version, 2)).status_code == 404


def test_a_version_typed_by_hand_has_no_original(client, xa):
    client.force_login(xa.head)

    answer = client.get(at("plan-original", draft(xa.head), 1))

    assert said(answer) == ["Lần ban hành này không được đọc từ tệp nào."]


def test_a_plan_is_begun_by_hand(client, xa):
    client.force_login(xa.head)

    answer = client.post(reverse("plan-new"), {"title": "Kế hoạch mới"})
    empty = client.post(reverse("plan-new"), {"title": " "})

    assert answer.url == at("draft", PlanVersion.objects.get())
    assert empty.status_code == 422


def test_a_draft_is_discarded_after_a_page_that_says_what_goes_with_it(client, xa):
    client.force_login(xa.head)
    version = draft(xa.head)

    assert "Hủy dự thảo" in client.get(at("draft-discard", version)).content.decode()
    assert post(client, "draft-discard", version).url == reverse("plans")

    assert not Plan.objects.exists()


def issued(xa, **over):
    version = draft(xa.head, **over)
    return issue(version=version, revision=version.revision, by=xa.chairman)


def test_an_amendment_needs_a_reason_and_shows_before_and_after(client, xa):
    plan = issued(xa)
    client.force_login(xa.head)
    assert client.post(reverse("plan-amend", args=[plan.code]), {"reason": ""}).status_code == 422

    answer = client.post(reverse("plan-amend", args=[plan.code]), {"reason": "Gia hạn"})
    assert answer.url == reverse("draft", args=[plan.code])
    version = change(open_draft(plan), xa.head, ends_on=date(2026, 7, 31))
    preview = client.get(at("draft-issue", version)).context["changes"]
    issue(version=version, revision=version.revision, by=xa.chairman)

    page = client.get(reverse("plan-version", args=[plan.code, 2])).context["page"]
    assert [(row.before, row.after) for row in page.changes] == [("30/6/2026", "31/7/2026")]
    assert preview == page.changes
    first = client.get(reverse("plan-version", args=[plan.code, 1]))
    assert "Đây là bản ban hành đầu tiên." in first.content.decode()
    assert client.get(reverse("plan-version", args=[plan.code, 3])).status_code == 404


def test_page_of_amending_leads_to_the_draft_that_is_open(client, xa):
    plan = issued(xa)
    acts.amend(plan=plan, reason="Gia hạn", by=xa.head)
    client.force_login(xa.head)

    text = client.get(reverse("plan-amend", args=[plan.code])).content.decode()

    assert f'href="{reverse("draft", args=[plan.code])}"' in text


def test_a_plan_is_cloned_to_the_next_year(client, xa):
    plan = issued(xa)
    client.force_login(xa.head)
    page = client.get(reverse("plan-clone", args=[plan.code]))
    assert page.context["form"]["year"].value() == "2027"

    client.post(reverse("plan-clone", args=[plan.code]), {"year": "2027"})

    version = PlanVersion.objects.get(issued_at=None)
    assert version_facts(version).ends_on == date(2027, 6, 30)
    assert reviews(version) == {"T1": "proposed"}


def test_chairman_closes_and_evaluates(client, xa):
    plan = issued(xa)
    address = reverse("plan-state", args=[plan.code])
    client.force_login(xa.chairman)

    client.post(address)
    plan.refresh_from_db()
    assert plan.state == Plan.State.CLOSED
    assert client.post(address, {"conclusion": ""}).status_code == 422
    client.post(address, {"conclusion": "Đạt 98%"})

    plan.refresh_from_db()
    assert (plan.state, plan.conclusion) == (Plan.State.EVALUATED, "Đạt 98%")
    assert "Đạt 98%" in client.get(reverse("plan", args=[plan.code])).content.decode()


def test_what_is_done_in_a_draft_is_logged_with_who_did_it(client, xa):
    client.force_login(xa.head)
    version = read_draft(xa)

    post(client, "draft-review", version)

    entry = AuditEntry.objects.latest("pk")
    assert entry.by == xa.head
    assert entry.subject.endswith(": Xác nhận 1 chỉ tiêu không có điểm cần xem")


def test_list_shows_the_drafts_of_the_own_unit_to_who_may_draft(client, xa):
    version = read_draft(xa)
    seen = {}
    for account in (xa.head, xa.officer, xa.stranger):
        client.force_login(account)
        seen[account] = list(client.get(reverse("plans")).context["drafts"])

    assert list(seen.values()) == [[version], [], []]


def test_subplans_stand_beneath_their_plan_with_who_has_none_by_the_due_date(client, xa):
    above = build.plan("vn/", code="tinh", subplans_due_on=date(2026, 6, 1))
    own = build.plan("vn/xa/", code="xa", parent=above)
    build.plan("vn/khac/", code="khac", parent=above, state=Plan.State.DRAFT)
    build.unit("vn/cu/", is_active=False)
    build.unit("vn/so/", kind=Kind.DEPARTMENT)
    client.force_login(build.user("vn/", Role.SUPERIOR, username="tinh"))

    [row] = client.get(reverse("plans")).context["rows"]

    assert (row.plan, [inner.plan for inner in row.subplans]) == (above, [own])
    assert ([unit.code for unit in row.without], row.is_late) == (["khac"], True)


def test_a_commune_sees_no_other_communes_name_beneath_a_superiors_plan(client, xa):
    build.plan("vn/", code="tinh", subplans_due_on=date(2026, 6, 1))
    build.unit("vn/khac/")
    client.force_login(xa.head)

    [row] = client.get(reverse("plans")).context["rows"]

    assert [unit.code for unit in row.without] == ["xa"]


def test_a_closed_plan_is_neither_amended_nor_closed_again(client, xa):
    plan = close(plan=issued(xa), by=xa.chairman)
    client.force_login(xa.chairman)

    text = client.get(reverse("plan", args=[plan.code])).content.decode()

    assert reverse("plan-amend", args=[plan.code]) not in text
    assert "Tổng kết kế hoạch" in text
