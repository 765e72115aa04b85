"""The quotas' pages: sums at every level, a split tried before it is written, written into drafts alone."""

import pytest
from django.urls import reverse

from plans.models import Plan
from plans.rules.goals import QuotaFacts
from residents.models import Population
from targets.actions.quotas import give_quotas
from targets.actions.refusals import PlanRefused, Stale
from targets.models import Deduction, Quota
from targets.queries.facts import open_draft, version_facts
from tests import build
from tests.reports.build_quotas import TODAY, given, ground, issued, path, typed
from units.models import AuditEntry
from units.rules import Branch, Kind, Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings):
    settings.PORTAL_TODAY = TODAY


def page(client, user, *, code="T1", **query):
    client.force_login(user)
    return client.get(reverse("plan-quota", args=["ke-hoach", code]), query)


def send(client, user, data, query=""):
    client.force_login(user)
    return client.post(reverse("plan-quota", args=["ke-hoach", "T1"]) + query, data)


def quotas_of(plan):
    draft = open_draft(plan)
    return {q.unit: (q.value, q.is_fixed) for q in version_facts(draft).quotas}


# --- Sums ------------------------------------------------------------------------------------------


def test_sum_that_fits_is_said_with_who_cannot_carry_its_part(client):
    made = issued(given(ground(), 160, 80, 80))

    shown = page(client, made.chairman).context["quotas"]

    assert (shown.level.owed, shown.level.given, shown.level.lacking) == (320, 320, 0)
    assert shown.sum_text == "Tổng giao 320 tài khoản, khớp với chỉ tiêu."
    assert shown.state_label == "khớp, 1 đơn vị quá sức"
    assert shown.load_text == (
        "1/3 đơn vị phải làm nhanh hơn tuần tốt nhất của mình: Thôn 3 (cần 3, tốt nhất 1/ngày)."
    )


def test_difference_is_shown_and_explained(client):
    made = issued(ground())
    build.quota(made.target, path("thon-1"), 150)
    build.quota(made.target, path("thon-2"), 70)

    shown = page(client, made.chairman).context["quotas"]

    assert shown.sum_text == "Tổng giao 220 tài khoản, thiếu 100 so với chỉ tiêu 320."
    assert shown.reasons == ["Chưa giao cho Thôn 3."]


def test_people_deducted_explain_a_sum_that_is_too_large(client):
    made = issued(given(ground(), 160, 80, 80))
    Deduction.objects.create(
        target=made.target, unit=build.unit(path("thon-3")), people=10, reason="moved",
        state="accepted", asked_by=made.head, asked_at="2026-06-01T08:00+07:00", counts_from="2026-06-05",
    )  # fmt: skip

    shown = page(client, made.chairman).context["quotas"]

    assert shown.given.total == 312  # 80% of 390
    assert shown.sum_text == "Tổng giao 320 tài khoản, vượt 8 so với chỉ tiêu 312."
    assert shown.reasons == ["Đúng bằng 8 được giám trừ khỏi chỉ tiêu (trước giám trừ 320)."]


def test_overview_says_what_fits_and_what_nobody_was_given(client):
    made = given(ground(), 160, 80, 80)
    build.target(made.plan, code="T2", goal_kind="count", goal_value=90, denominator_kind="")
    build.target(made.plan, code="T3", goal_kind="per_period", goal_period="week", goal_value=2)
    issued(made)
    client.force_login(made.chairman)

    shown = client.get(reverse("plan-quotas", args=["ke-hoach"])).context["page"]

    assert shown.verdict == (
        "Tổng giao khớp ở 1 trong 1 chỉ tiêu đã giao; 1 chỉ tiêu chưa giao cho ai; "
        "1 phần giao vượt sức đơn vị."
    )
    assert [(target.code, why) for target, why in shown.others] == [
        ("T3", "Chỉ tiêu theo kỳ: mỗi đơn vị làm đủ số lần của kỳ, không chia số.")
    ]
    assert [unit.name for unit, _ in shown.carriers] == ["Thôn 1", "Thôn 2", "Thôn 3"]


def test_village_head_sees_his_own_part_and_nobody_elses(client):
    issued(given(ground(), 160, 80, 80))
    client.force_login(build.user(path("thon-3"), Role.VILLAGE_HEAD))

    answer = client.get(reverse("plan-quotas", args=["ke-hoach"]))

    row = answer.context["page"].rows[0]
    assert (row.own.share.quota, row.own.share.counted, row.own.per_day) == (80, 24, 3)
    assert answer.context["page"].verdict == (
        "Thôn 3 được giao 1 chỉ tiêu; 1 chỉ tiêu cần nhanh hơn tuần tốt nhất."
    )
    assert "Thôn 1" not in answer.content.decode()
    own = client.get(reverse("plan-quota", args=["ke-hoach", "T1"])).content.decode()
    assert "Đã có 24, còn phải làm 56: mỗi ngày 3; tuần tốt nhất đạt 1/ngày." in own
    assert "Thôn 1" not in own
    assert client.get(reverse("plan-quotas-file", args=["ke-hoach"])).status_code == 404


def test_parts_are_passed_on_level_by_level_and_each_level_is_summed(client):
    """Tỉnh: 320 to two communes; xa-1 has passed on 150 of its 200."""
    build.unit("vn/tinh/", kind=Kind.PROVINCE)
    head = build.user("vn/tinh/", Role.SUPERIOR)
    plan = build.plan("vn/tinh/")
    target = build.target(plan, goal_kind="count", goal_value=320, denominator_kind="")
    build.field(plan)
    for place, value in (("xa-1/", 200), ("xa-2/", 120), ("xa-1/a/", 100), ("xa-1/b/", 50)):
        kind = Kind.COMMUNE if place.count("/") == 1 else Kind.VILLAGE
        build.unit(f"vn/tinh/{place}", kind=kind)
        build.quota(target, f"vn/tinh/{place}", value)
    build.version(plan)

    whole = page(client, head).context
    under = page(client, head, under="xa-1").context

    assert (whole["quotas"].level.given, whole["quotas"].level.lacking) == (320, 0)
    assert whole["quotas"].uneven_text == (
        "Xa 1: Tổng giao 150 tài khoản, thiếu 50 so với chỉ tiêu 200."
    )
    assert [(row.unit.code, row.before) for row in under["page"].rows] == [("a", 100), ("b", 50)]
    assert [unit.code for unit in under["page"].above] == ["tinh"]
    assert (under["quotas"].level.owed, under["quotas"].level.given) == (200, 150)


def test_officers_parts_are_shown_to_who_reviews_and_summed_for_the_others(client):
    made = ground()
    target = build.target(
        made.plan, code="T2", goal_kind="per_officer", goal_value=10, branch=Branch.PERSON,
        denominator_kind="",
    )  # fmt: skip
    build.field(made.plan, branch=Branch.PERSON)
    for code, value in (("an", 10), ("binh", 15)):
        build.unit(f"vn/xa/{code}/", kind=Kind.OFFICER)
        build.quota(target, f"vn/xa/{code}/", value)
    issued(made)

    of_head = page(client, made.head, code="T2").context["page"]
    of_chairman = page(client, made.chairman, code="T2").context["page"]

    assert [(row.unit.code, row.before) for row in of_head.rows] == [("an", 10), ("binh", 15)]
    assert (of_chairman.rows, of_chairman.hidden, of_chairman.hidden_sum) == ([], 2, 25)
    assert of_head.quotas.sum_text == "Tổng giao 25 tài khoản, vượt 5 so với chỉ tiêu 20."


# --- Trying a split --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "parts"),
    [
        ("left", [179, 82, 59]),  # 250 had it; the other 70 over 40, 34 and 76 people left
        ("population", [160, 80, 80]),
        ("evenly", [160, 80, 80]),  # 106 each, but thon-1 has done 160 already
        ("capacity", [200, 90, 30]),  # ten times what thon-3 manages, but thon-1 has 200 people
    ],
)
def test_a_split_is_tried_beside_what_is_in_force_and_nothing_is_written(client, method, parts):
    made = issued(given(ground(), 100, 100, 100))

    answer = send(client, made.head, typed("100", "100", "100", method=method))

    rows = answer.context["page"].rows
    assert [row.before for row in rows] == [100, 100, 100]
    assert [row.burden.share.quota for row in rows] == parts
    assert open_draft(made.plan) is None
    assert list(Quota.objects.values_list("value", flat=True)) == [100, 100, 100]


def test_what_is_kept_stays_and_the_others_share_the_rest(client):
    made = issued(ground())

    answer = send(client, made.head, typed("170", "", "", method="evenly", **{"keep-thon-1": "on"}))

    rows = answer.context["page"].rows
    assert [row.burden.share.quota for row in rows] == [170, 75, 75]
    assert [row.burden.share.is_fixed for row in rows] == [True, False, False]


@pytest.mark.parametrize(
    ("is_stated", "is_counted", "method"),
    [(True, True, "left"), (False, True, "population"), (False, False, "evenly")],
)
def test_the_method_that_is_offered_first_can_split_the_target(
    client, is_stated, is_counted, method
):
    made = issued(ground())
    if not is_stated:
        made.plan.baselines.filter(unit__code="thon-2").delete()
    if not is_counted:
        Population.objects.filter(unit__code="thon-3").delete()

    assert page(client, made.head).context["form"]["method"].value() == method


def test_a_method_that_lacks_a_figure_says_whose(client):
    made = issued(ground())
    build.unit(path("thon-4"), name="Thôn 4")

    answer = send(client, made.head, typed("1", "2", "3", method="population") | {"q-thon-4": "4"})

    said = [str(message) for message in answer.context["messages"]]
    assert said == ["Theo số dân của nhóm: chưa chia được vì Thôn 4 chưa có số dân."]
    quotas = [row.burden.share.quota for row in answer.context["page"].rows]
    assert quotas == [1, 2, 3, 4]


def test_a_number_that_cannot_be_read_is_named_and_the_rest_is_kept(client):
    made = issued(ground())

    answer = send(client, made.head, typed("1.70", "80", "-3", do="save"))

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "q-thon-1": ["Không đọc được “1.70”. Đề nghị nhập số nguyên, ví dụ 120."],
        "q-thon-3": ["Số giao không được nhỏ hơn 0."],
    }
    assert 'value="80"' in answer.content.decode()


# --- Writing ---------------------------------------------------------------------------------------


def test_written_into_the_draft_of_a_plan_that_is_not_issued(client):
    made = ground(state=Plan.State.DRAFT)
    draft = build.version(made.plan, issued_at=None)
    fields = typed("170", "80", "70", do="save", revision="0", **{"keep-thon-1": "on"})

    answer = send(client, made.head, fields)

    assert answer.status_code == 302
    assert quotas_of(made.plan) == {
        path("thon-1"): (170, True),
        path("thon-2"): (80, False),
        path("thon-3"): (70, False),
    }
    draft.refresh_from_db()
    assert draft.revision == 1
    assert Quota.objects.count() == 0
    assert AuditEntry.objects.filter(action="Sửa dự thảo kế hoạch").count() == 1


def test_issued_plan_needs_a_reason_and_gets_an_amendment(client):
    made = issued(given(ground(), 160, 80, 80))

    refused = send(client, made.head, typed("170", "80", "70", do="save"))
    written = send(client, made.head, typed("170", "80", "70", do="save", reason="Thôn 3 chậm"))

    assert refused.status_code == 409
    assert 'value="170"' in refused.content.decode()
    assert written.status_code == 302
    draft = open_draft(made.plan)
    assert (draft.number, draft.reason) == (2, "Thôn 3 chậm")
    assert quotas_of(made.plan)[path("thon-3")] == (70, False)
    assert list(Quota.objects.values_list("value", flat=True)) == [160, 80, 80]


def test_a_blank_takes_the_quota_away_and_zero_is_a_quota(client):
    made = given(ground(state=Plan.State.DRAFT), 160, 80, 80)
    build.version(made.plan, issued_at=None)

    send(client, made.head, typed("160", "", "0", do="save", revision="0"))

    assert quotas_of(made.plan) == {path("thon-1"): (160, False), path("thon-3"): (0, False)}


def test_second_of_two_writers_is_told_and_keeps_what_he_typed(client):
    made = ground(state=Plan.State.DRAFT)
    build.version(made.plan, issued_at=None)
    send(client, made.head, typed("100", "100", "100", do="save", revision="0"))

    answer = send(client, made.head, typed("170", "80", "70", do="save", revision="0"))

    assert answer.status_code == 409
    rows = answer.context["page"].rows
    assert [(row.before, row.burden.share.quota) for row in rows] == [
        (100, 170),
        (100, 80),
        (100, 70),
    ]
    assert answer.context["form"].initial["revision"] == 1
    assert quotas_of(made.plan)[path("thon-1")] == (100, False)


@pytest.mark.parametrize(("revision", "refusal"), [(None, Stale), (3, Stale)])
def test_a_draft_that_was_not_looked_at_is_not_written_over(revision, refusal):
    made = ground(state=Plan.State.DRAFT)
    build.version(made.plan, issued_at=None)

    with pytest.raises(refusal):
        give(made, path("thon-1"), revision=revision)


def test_a_draft_that_is_gone_and_units_elsewhere_are_refused():
    made = issued(ground())
    build.unit("vn/xa-khac/thon-9/")
    build.unit(path("thon-5"), is_active=False)

    with pytest.raises(PlanRefused, match="Dự thảo không còn nữa"):
        give(made, path("thon-1"), revision=0)
    for place in ("vn/xa-khac/thon-9/", path("thon-5"), "vn/xa/"):
        with pytest.raises(PlanRefused, match="không thuộc phạm vi"):
            give(made, place, revision=None, reason="thử")


def give(made, place, **over):
    quota = {("T1", place): QuotaFacts("T1", place, 5)}
    give_quotas(**{"plan": made.plan, "given": quota, "reason": "", "by": made.head, **over})


def test_plan_that_is_over_is_shown_without_fields(client):
    made = issued(given(ground(state=Plan.State.CLOSED), 160, 80, 80))

    assert page(client, made.head).context["may_split"] is False
    assert send(client, made.head, typed("1", "2", "3", do="save")).status_code == 404


def test_draft_is_shown_to_its_own_unit_alone(client):
    made = ground(state=Plan.State.DRAFT)
    build.version(made.plan, issued_at=None)
    address = reverse("plan-quotas", args=["ke-hoach"])
    statuses = {}
    for user in (made.head, made.chairman, build.user(path("thon-1"), Role.VILLAGE_HEAD)):
        client.force_login(user)
        statuses[user.role] = client.get(address).status_code

    assert statuses == {Role.POLICE_HEAD: 200, Role.CHAIRMAN: 200, Role.VILLAGE_HEAD: 404}


# --- Proposals -------------------------------------------------------------------------------------


def test_what_a_slow_village_cannot_do_is_proposed_to_others_and_not_written(client):
    """Nineteen days: thon-3 can do 19 more than its 24; thon-1 and thon-2 have room for 40 and 20 people."""
    made = issued(given(ground(), 160, 80, 80))

    shown = page(client, made.head)
    tried = send(client, made.head, {"do": "relevel"})

    proposal = shown.context["quotas"].proposal
    assert [(m.name, m.before, m.after, m.difference) for m in proposal.moves] == [
        ("Thôn 1", 160, 185, "+25"),
        ("Thôn 2", 80, 92, "+12"),
        ("Thôn 3", 80, 43, "−37"),
    ]
    assert "không tự ghi" in shown.content.decode()
    assert [row.burden.share.quota for row in tried.context["page"].rows] == [185, 92, 43]
    assert open_draft(made.plan) is None


def test_nothing_is_proposed_where_all_can_carry_their_parts(client):
    made = issued(given(ground(), 190, 95, 35))

    assert page(client, made.head).context["quotas"].proposal is None


def test_a_sum_that_is_too_large_is_proposed_smaller(client):
    made = issued(given(ground(), 200, 100, 80))

    proposal = page(client, made.head).context["quotas"].proposal

    assert sum(move.after - move.before for move in proposal.moves) == -60
    assert proposal.why[-1] == "Tổng giao 380 tài khoản, vượt 60 so với chỉ tiêu 320."


def test_where_nobody_has_room_it_is_said(client):
    """All 400 people are asked for: thon-3 cannot do its 100, and nobody else has anybody left."""
    made = given(ground(), 200, 100, 100)
    made.target.goal_value = 100
    made.target.save()

    shown = page(client, issued(made).head).context["quotas"]

    assert shown.proposal is None
    assert shown.stuck_text.startswith("Không chuyển bớt được cho đơn vị khác")


# --- Cost ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("villages", [0, 9])
def test_pages_cost_the_same_for_any_number_of_villages(
    client, django_assert_num_queries, villages
):
    made = given(ground(), 160, 80, 80)
    for n in range(villages):
        build.population(path(f"them-{n}"), 50)
    issued(made)
    client.force_login(made.head)

    with django_assert_num_queries(20):
        client.get(reverse("plan-quotas", args=["ke-hoach"]))
    with django_assert_num_queries(21):
        client.get(reverse("plan-quota", args=["ke-hoach", "T1"]))
