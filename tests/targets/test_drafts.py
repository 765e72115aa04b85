"""Drafts: begun from a document, by hand or from a plan that is there; saved, reviewed, explained, discarded."""

from dataclasses import replace
from datetime import date

import pytest

from plans.models import Explanation, Plan, PlanDocument, PlanVersion
from plans.rules.goals import QuotaFacts
from targets.actions import drafts
from targets.actions.drafts import (
    PlanRefused,
    Stale,
    amend,
    clone,
    discard,
    explain,
    new_plan,
    open_document,
    put_target,
    review_target,
)
from targets.actions.life import close, issue
from targets.queries.drafts import drafts_of, findings
from targets.queries.facts import facts_of, open_draft, version_facts
from targets.rules.issuing import kept_key
from tests import build
from tests.targets.build_drafts import baseline, change, commune, draft, save, target
from units.models import AuditEntry
from units.rules import Role
from units.sealing import opened

pytestmark = pytest.mark.django_db
TEXT = """ỦY BAN NHÂN DÂN
XÃ PHÚ RIỀNG

Số: 12/KH-UBND

Phú Riềng, ngày 20 tháng 5 năm 2026

KẾ HOẠCH

Mở đợt cao điểm cấp thẻ căn cước trên địa bàn xã

I. CHỈ TIÊU

1. Thời gian thực hiện: Từ ngày 26/5/2026 đến hết ngày 30/6/2026.

2. Kích hoạt tài khoản định danh điện tử mức 2 cho 100% trẻ em từ 6 đến dưới 14 tuổi, hoàn thành trước ngày 30/6/2026.
"""


@pytest.fixture
def xa():
    return commune()


def upload(by, text=TEXT, name="ke-hoach.txt"):
    return open_document(data=text.encode(), name=name, by=by)


def log(action):
    return AuditEntry.objects.filter(action=action)


def test_a_document_becomes_a_draft_of_its_senders_unit(xa):
    version = upload(xa.head)

    plan, held = version.plan, version_facts(version)
    assert (plan.unit, plan.state, version.number) == (xa.unit, Plan.State.DRAFT, 1)
    assert (version.is_draft, version.by, version.revision) == (True, xa.head, 0)
    assert (held.code, plan.code) == ("2026-xa", "2026-xa")
    assert {t.review for t in held.targets} <= {"proposed"}
    assert (plan.targets.count(), plan.title) == (0, held.title)


def test_the_file_is_kept_sealed_beside_the_text_that_was_read(xa):
    document = upload(xa.head).document

    assert opened(document.content) == TEXT.encode()
    assert (document.name, document.size) == ("ke-hoach.txt", len(TEXT.encode()))
    assert (document.unit, document.by) == (xa.unit, xa.head)
    assert "100% trẻ em" in document.text
    assert TEXT.encode() not in bytes(document.content)


def test_the_same_file_again_answers_with_the_draft_that_is_there(xa):
    first = upload(xa.head)

    again = upload(xa.chairman, name="ten-khac.txt")

    assert again == first
    assert (Plan.objects.count(), PlanDocument.objects.count()) == (1, 1)


def test_the_same_file_in_another_unit_is_another_plan(xa):
    first = upload(xa.head)

    other = upload(xa.stranger)

    assert other.plan != first.plan
    assert (first.plan.code, other.plan.code) == ("2026-xa", "2026-khac")


def test_a_second_plan_of_the_year_gets_a_code_of_its_own(xa):
    upload(xa.head)

    assert upload(xa.head, TEXT + "\nThêm một dòng.\n").plan.code == "2026-xa-2"


def test_a_file_that_cannot_be_read_is_refused_with_the_readers_reason(xa):
    with pytest.raises(PlanRefused, match="Tệp"):
        open_document(data=b"\x89PNG\r\n\x1a\n" + b"\0" * 99, name="anh.png", by=xa.head)

    assert (Plan.objects.count(), PlanDocument.objects.count()) == (0, 0)


@pytest.mark.parametrize("who", ["officer", "administrator"])
def test_who_may_not_draft_begins_nothing(xa, who):
    accounts = {"officer": xa.officer, "administrator": build.user("vn/xa/", Role.ADMINISTRATOR)}

    for begin in (upload, lambda by: new_plan(by=by, title="Kế hoạch")):
        with pytest.raises(PlanRefused, match="không có quyền soạn kế hoạch"):
            begin(accounts[who])

    assert Plan.objects.count() == 0


def test_a_plan_begun_by_hand_has_its_title_and_its_issuer(xa):
    version = new_plan(by=xa.head, title="  Kế hoạch tiêm chủng ")

    held = version_facts(version)
    assert (held.title, held.issuer) == ("Kế hoạch tiêm chủng", "Ủy ban nhân dân xã Phú Riềng")
    assert version.plan.title == "Kế hoạch tiêm chủng"
    with pytest.raises(PlanRefused, match="nhập tên kế hoạch"):
        new_plan(by=xa.head, title=" ")


def test_a_saved_draft_says_who_changed_what(xa):
    version = draft(xa.head)

    changed = change(version, xa.chairman, title="Tên mới")

    assert (changed.revision, version_facts(changed).title) == (version.revision + 1, "Tên mới")
    entry = log("Sửa dự thảo kế hoạch").first()
    assert (entry.by, entry.unit) == (xa.chairman, xa.unit)
    assert entry.after == [["", "Tên kế hoạch", "Cao điểm cấp căn cước", "Tên mới"]]


def test_a_list_shows_a_plan_as_its_draft_has_it(xa):
    version = draft(xa.head)

    change(version, xa.head, title="Tên mới", number="12/KH-UBND", ends_on=date(2026, 7, 15))

    plan = Plan.objects.get()
    assert (plan.title, plan.number, plan.ends_on) == ("Tên mới", "12/KH-UBND", date(2026, 7, 15))


def test_a_draft_may_hold_dates_that_cannot_be(xa):
    version = change(draft(xa.head), xa.head, starts_on=date(2026, 9, 1), title="Tên mới")

    plan = Plan.objects.get()
    assert version_facts(version).starts_on == date(2026, 9, 1)
    assert (plan.title, plan.starts_on) == ("Tên mới", date(2026, 5, 26))


def test_a_save_that_changes_nothing_is_no_change(xa):
    version = draft(xa.head)
    count = AuditEntry.objects.count()

    same = save(version, xa.head, version_facts(version))

    assert (same.revision, AuditEntry.objects.count()) == (version.revision, count)


def test_who_did_not_see_the_last_save_is_told_and_changes_nothing(xa):
    version = draft(xa.head)
    theirs = change(version, xa.chairman, title="Của chủ tịch")

    with pytest.raises(Stale, match="vừa được người khác sửa") as refused:
        change(version, xa.head, title="Của công an")

    assert refused.value.version.revision == theirs.revision
    assert version_facts(PlanVersion.objects.get()).title == "Của chủ tịch"


@pytest.mark.parametrize("who", ["officer", "stranger", "superior"])
def test_only_the_plans_own_unit_writes_its_draft(xa, who):
    version = draft(xa.head)

    with pytest.raises(PlanRefused, match="không có quyền"):
        change(version, getattr(xa, who), title="Của người khác")
    with pytest.raises(PlanRefused, match="không có quyền"):
        discard(version=version, by=getattr(xa, who))

    assert version_facts(PlanVersion.objects.get()).title == "Cao điểm cấp căn cước"


def test_who_only_splits_quotas_changes_nothing_else(xa, monkeypatch):
    version = draft(xa.head)
    quotas = (QuotaFacts("T1", "vn/xa/a/", 10),)
    monkeypatch.setattr(drafts, "may_draft", lambda user, plan: False)

    split = change(version, xa.head, quotas=quotas)
    with pytest.raises(PlanRefused, match="không có quyền"):
        change(split, xa.head, title="Tên mới")

    assert version_facts(split).quotas == quotas


def test_an_issued_version_is_not_saved_again(xa):
    version = draft(xa.head)
    issue(version=version, revision=version.revision, by=xa.chairman)

    with pytest.raises(PlanRefused, match="đã được ban hành"):
        change(version, xa.head, title="Tên mới")


def test_a_target_is_confirmed_dropped_and_proposed_again(xa):
    version = draft(xa.head, targets=(target(review="proposed"),))

    reviews = []
    for review in ("confirmed", "dropped", "proposed"):
        version = review_target(
            version=version, code="T1", review=review, revision=version.revision, by=xa.head
        )
        reviews.append(version_facts(version).targets[0].review)

    assert reviews == ["confirmed", "dropped", "proposed"]


def test_a_target_that_gets_another_code_keeps_its_shares(xa):
    shares = (QuotaFacts("T1", "vn/xa/a/", 10), QuotaFacts("T2", "vn/xa/a/", 20))
    version = draft(xa.head, targets=(target("T1"), target("T2")), quotas=shares)
    renamed = replace(target("A1"), label="Tên khác")

    version = put_target(
        version=version, target=renamed, former="T1", revision=version.revision, by=xa.head
    )

    held = version_facts(version)
    assert [t.code for t in held.targets] == ["A1", "T2"]
    assert [q.target for q in held.quotas] == ["A1", "T2"]


def test_a_target_is_added_at_the_end_and_never_under_a_code_in_use(xa):
    version = draft(xa.head)

    version = put_target(
        version=version, target=target("T2"), revision=version.revision, by=xa.head
    )

    assert [t.code for t in version_facts(version).targets] == ["T1", "T2"]
    for code, former, message in (("T2", "T1", "đã dùng"), ("T3", "T9", "không có chỉ tiêu T9")):
        with pytest.raises(PlanRefused, match=message):
            put_target(
                version=version,
                target=target(code),
                former=former,
                revision=version.revision,
                by=xa.head,
            )


def wrong(xa):
    """A draft whose printed percent its numbers refute, with the key of what is found."""
    version = draft(xa.head, baseline=baseline("82,55"))
    [found] = [f for f in findings(version.plan, version_facts(version)) if f.level == "error"]
    return version, kept_key(found)


def test_a_finding_is_explained_and_the_explanation_taken_back(xa):
    version, key = wrong(xa)

    kept = explain(version=version, key=key, text="Theo số của tỉnh", by=xa.head)
    assert (kept.text, kept.by) == ("Theo số của tỉnh", xa.head)
    explain(version=version, key=key, text="Lý do khác", by=xa.chairman)
    assert list(Explanation.objects.values_list("text", "by")) == [("Lý do khác", xa.chairman.pk)]
    assert explain(version=version, key=key, text=" ", by=xa.head) is None

    assert Explanation.objects.count() == 0
    assert log("Giải trình").count() == 2


def test_what_is_not_found_is_not_explained(xa):
    version, _ = wrong(xa)

    with pytest.raises(PlanRefused, match="không còn trong dự thảo"):
        explain(version=version, key="percent_mismatch:x:1:2", text="Vì sao", by=xa.head)


def test_a_discarded_first_draft_leaves_nothing_but_the_log(xa):
    version = upload(xa.head)

    discard(version=version, by=xa.head)

    left = (Plan.objects.count(), PlanVersion.objects.count(), PlanDocument.objects.count())
    assert left == (0, 0, 0)
    assert log("Bỏ dự thảo kế hoạch").get().before["title"]
    with pytest.raises(PlanRefused, match="không còn"):
        discard(version=version, by=xa.head)


def issued(xa, **over):
    version = draft(xa.head, **over)
    for row in findings(version.plan, version_facts(version)):
        explain(version=version, key=kept_key(row), text="Theo văn bản", by=xa.head)
    return issue(version=version, revision=version.revision, by=xa.chairman)


def test_an_amendment_begins_as_the_plan_in_force_and_can_be_thrown_away(xa):
    plan = issued(xa)
    plan.targets.update(lead="Đoàn Thanh niên")

    version = amend(plan=plan, reason="Điều chỉnh thời hạn", by=xa.head)

    assert (version.number, version.label, version.reason) == (
        2,
        "sửa đổi lần 1",
        "Điều chỉnh thời hạn",
    )
    assert version_facts(version) == facts_of(plan)
    assert version_facts(version).targets[0].lead == "Đoàn Thanh niên"
    discard(version=version, by=xa.head)
    assert list(plan.versions.values_list("number", flat=True)) == [1]
    assert Plan.objects.get(pk=plan.pk).state == Plan.State.RUNNING


def test_what_was_explained_once_is_not_asked_again_by_an_amendment(xa):
    plan = issued(xa, baseline=baseline("82,55"))
    explained = set(Explanation.objects.values_list("key", "text"))

    version = amend(plan=plan, reason="Thêm chỉ tiêu", by=xa.head)

    held = set(Explanation.objects.filter(version=version).values_list("key", "text"))
    assert held == explained
    assert explained


def test_a_plan_that_came_without_versions_can_be_amended(xa):
    plan = build.plan()
    build.target(plan)

    version = amend(plan=plan, reason="Điều chỉnh", by=xa.head)

    assert [(v.number, v.is_draft) for v in plan.versions.all()] == [(1, False), (2, True)]
    assert version_facts(version) == facts_of(plan)


def test_an_amendment_is_refused_without_reason_or_where_one_is_open(xa):
    plan = issued(xa)

    with pytest.raises(PlanRefused, match="lý do sửa đổi"):
        amend(plan=plan, reason=" ", by=xa.head)
    amend(plan=plan, reason="Điều chỉnh", by=xa.head)
    with pytest.raises(PlanRefused, match="đang có một dự thảo"):
        amend(plan=plan, reason="Điều chỉnh", by=xa.chairman)

    assert plan.versions.count() == 2


def test_a_closed_plan_is_not_amended(xa):
    plan = close(plan=issued(xa), by=xa.chairman)

    with pytest.raises(PlanRefused, match="đã kết thúc thì không sửa đổi được"):
        amend(plan=plan, reason="Điều chỉnh", by=xa.head)


@pytest.mark.parametrize("who", ["officer", "stranger", "superior"])
def test_only_the_plans_own_unit_amends_and_clones_it(xa, who):
    plan = issued(xa)

    with pytest.raises(PlanRefused, match="không có quyền"):
        amend(plan=plan, reason="Điều chỉnh", by=getattr(xa, who))
    with pytest.raises(PlanRefused, match="không có quyền"):
        clone(plan=plan, by=getattr(xa, who), year=2027)

    assert (plan.versions.count(), Plan.objects.count()) == (1, 1)


def test_last_years_plan_is_begun_again_in_another_year(xa):
    plan = issued(xa, title="Cao điểm năm 2026", number="12/KH-UBND", baseline=baseline())

    version = clone(plan=plan, by=xa.head, year=2027)

    held = version_facts(version)
    assert (held.code, held.title, held.number) == ("2027-xa", "Cao điểm năm 2027", "")
    assert (held.starts_on, held.ends_on) == (date(2027, 5, 26), date(2027, 6, 30))
    assert (held.targets[0].deadline, held.targets[0].review) == (date(2027, 6, 30), "proposed")
    assert (held.baseline, version.plan.cloned_from, version.plan.state) == (None, plan, "draft")


def test_a_plan_is_begun_again_from_another_first_day(xa):
    version = clone(plan=issued(xa), by=xa.head, starts_on=date(2026, 9, 7))

    held = version_facts(version)
    assert (held.starts_on, held.ends_on) == (date(2026, 9, 7), date(2026, 10, 12))


def test_a_clone_asks_for_one_new_beginning_in_this_century(xa):
    plan = issued(xa)

    with pytest.raises(ValueError, match="not both"):
        clone(plan=plan, by=xa.head)
    with pytest.raises(PlanRefused, match="từ 2000 đến 2100"):
        clone(plan=plan, by=xa.head, year=20260)


def test_a_units_open_drafts_are_listed_for_who_drafts_there(xa):
    version = draft(xa.head)
    amendment = amend(plan=issued(xa), reason="Điều chỉnh", by=xa.head)
    draft(xa.stranger)

    assert set(drafts_of(xa.chairman)) == {version, amendment}
    assert list(drafts_of(xa.officer)) == []
    assert open_draft(amendment.plan) == amendment
