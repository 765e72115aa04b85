"""A plan's life: what stands against its issue, what an issue does, running, closed, evaluated."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.models import Explanation, Plan, PlanVersion
from plans.rules.facts import FieldFacts
from plans.rules.goals import GoalFacts, QuotaFacts
from residents.models import Population
from targets.actions.drafts import NotIssuable, PlanRefused, Stale, amend, explain
from targets.actions.life import close, evaluate, issue, move_plans
from targets.queries.drafts import findings, issue_preview, obstacles
from targets.queries.facts import version_facts
from targets.queries.versions import version_page, versions_of
from targets.rules.changes import Change
from targets.rules.issuing import Obstacle, kept_key
from tests import build
from tests.targets.build_drafts import baseline, change, commune, draft, target
from units.models import AuditEntry

pytestmark = pytest.mark.django_db
BEFORE, WITHIN = date(2026, 5, 20), date(2026, 6, 12)


@pytest.fixture
def xa(settings):
    settings.PORTAL_TODAY = WITHIN
    return commune()


def issued(xa, **over):
    version = draft(xa.head, **over)
    return issue(version=version, revision=version.revision, by=xa.chairman)


def why_not(xa, **over):
    """The obstacles of a draft, and that issuing it indeed names them and changes nothing."""
    version = draft(xa.head, **over)
    found = obstacles(version)
    with pytest.raises(NotIssuable) as refused:
        issue(version=version, revision=version.revision, by=xa.chairman)
    assert refused.value.obstacles == found
    assert (PlanVersion.objects.get().is_draft, version.plan.targets.count()) == (True, 0)
    return [(o.place, o.about, o.message) for o in found]


def test_an_issued_draft_is_in_force(xa):
    quotas = (QuotaFacts("T1", "vn/xa/a/", 60), QuotaFacts("T1", "vn/xa/b/", 40))

    plan = issued(xa, quotas=quotas)

    [row] = plan.targets.all()
    assert (plan.state, row.code, row.goal_value) == (Plan.State.RUNNING, "T1", Decimal(100))
    assert list(row.quotas.order_by("pk").values_list("unit__code", "value")) == [
        ("a", 60),
        ("b", 40),
    ]
    [field] = plan.fields.all()
    assert (field.indicator.code, field.cohort.code, field.branch) == (
        "eid_activated",
        "age_6_13",
        "place",
    )
    version = plan.versions.get()
    assert (version.issued_by, version.issued_at.date()) == (xa.chairman, WITHIN)
    entry = AuditEntry.objects.filter(action="Ban hành kế hoạch").get()
    assert (entry.by, entry.unit, entry.after) == (
        xa.chairman,
        xa.unit,
        {"targets": 1, "fields": 1},
    )


def test_the_issued_version_says_which_cells_the_units_were_asked_for(xa):
    plan = issued(xa)

    [field] = version_facts(plan.versions.get()).fields
    assert field == FieldFacts("place", "daily", "eid_activated", "age_6_13")


def test_people_that_the_plan_prints_are_its_denominators(xa):
    issued(xa, baseline=baseline())

    rows = Population.objects.order_by("people").values_list("cohort__code", "people", "as_of")
    day = date(2026, 5, 23)
    assert list(rows) == [("age_6_13", 5045, day), ("all", 35097, day)]


def test_a_register_of_the_same_day_is_not_overwritten_but_by_a_correction(xa):
    build.population("vn/xa/", 5000)
    plan = issued(xa, baseline=baseline())
    known = Population.objects.filter(cohort__code="age_6_13")
    assert known.get().people == 5000

    version = amend(plan=plan, reason="Đính chính dân số", by=xa.head)
    corrected = replace(baseline(), population={"all": 35097, "age_6_13": 5045 + 5})
    version = change(version, xa.head, baseline=corrected)
    issue(version=version, revision=version.revision, by=xa.chairman)

    assert known.get().people == 5050


@pytest.mark.parametrize(
    ("lacking", "place", "message"),
    [
        ({"title": ""}, ("heading", "title"), "Kế hoạch chưa có tên."),
        ({"issuer": ""}, ("heading", "issuer"), "Kế hoạch chưa có cơ quan ban hành."),
        ({"ends_on": None}, ("heading", "ends_on"), "Kế hoạch chưa có ngày kết thúc."),
        (
            {"targets": ()},
            ("targets", ""),
            "Kế hoạch chưa có chỉ tiêu nào, hoặc mọi chỉ tiêu đều đã bỏ.",
        ),
        (
            {"targets": (target(), target("T2", review="proposed"))},
            ("targets", "T2"),
            "Chỉ tiêu T2 chưa được xác nhận hoặc bỏ.",
        ),
        (
            {"targets": (target(), target("T2", cohort="khong-ro"))},
            ("targets", "T2"),
            "Chỉ tiêu T2: nhóm đối tượng “khong-ro” không có trong danh mục.",
        ),
        (
            {"targets": (target(), target())},
            ("targets", "T1"),
            "Có 2 chỉ tiêu cùng ký hiệu T1.",
        ),
        (
            {"targets": (target(goal=GoalFacts("per_period", Decimal(3))),)},
            ("targets", "T1"),
            "Chỉ tiêu T1: kỳ chỉ ghi, và phải ghi, khi mức giao tính theo kỳ.",
        ),
        (
            {"quotas": (QuotaFacts("T1", "vn/khac/", 5),)},
            ("quotas", "T1"),
            "Chỉ tiêu T1 giao cho đơn vị không còn thuộc phạm vi kế hoạch.",
        ),
    ],
)
def test_what_is_missing_is_said_with_its_place(xa, lacking, place, message):
    found = why_not(xa, **lacking)

    assert (*place, message) in found


def test_a_confirmed_target_needs_something_to_count(xa):
    found = why_not(xa, targets=(target(indicator=None, what="việc chưa rõ"),))

    assert ("targets", "T1", "Chỉ tiêu T1: chưa chọn loại số liệu.") in found


def test_an_error_stands_in_the_way_until_it_is_mended_or_explained(xa):
    version = draft(xa.head, baseline=baseline("82,55"))
    [found] = [f for f in findings(version.plan, version_facts(version)) if f.level == "error"]
    key = kept_key(found)
    assert obstacles(version) == (
        Obstacle(f"Chưa sửa hoặc giải trình: {found.message}", "findings", key),
    )

    explain(version=version, key=key, text="Theo số của tỉnh", by=xa.head)

    assert obstacles(version) == ()
    plan = issue(version=version, revision=version.revision, by=xa.chairman)
    assert plan.baselines.get().printed_percent == "82,55"


def test_a_mended_figure_stands_in_nobodys_way(xa):
    version = draft(xa.head, baseline=baseline("82,55"))

    assert obstacles(change(version, xa.head, baseline=baseline("93,42"))) == ()


def test_a_dropped_target_stands_in_nobodys_way_and_is_not_in_force(xa):
    dropped = target("T2", indicator=None, review="dropped")

    plan = issued(xa, targets=(target(), dropped))

    assert list(plan.targets.values_list("code", flat=True)) == ["T1"]
    assert [t.review for t in version_facts(plan.versions.get()).targets] == [
        "confirmed",
        "dropped",
    ]


@pytest.mark.parametrize("who", ["head", "officer", "superior", "stranger"])
def test_only_who_issues_plans_at_its_unit_issues_closes_and_evaluates(xa, who):
    version, by = draft(xa.head), getattr(xa, who)

    with pytest.raises(PlanRefused, match="quyền ban hành"):
        issue(version=version, revision=version.revision, by=by)
    with pytest.raises(PlanRefused, match="quyền ban hành"):
        close(plan=version.plan, by=by)
    with pytest.raises(PlanRefused, match="quyền ban hành"):
        evaluate(plan=version.plan, conclusion="Đạt", by=by)

    assert Plan.objects.get().state == Plan.State.DRAFT


def test_what_was_saved_since_is_not_issued_unseen(xa):
    version = draft(xa.head)
    change(version, xa.head, title="Tên mới")

    with pytest.raises(Stale):
        issue(version=version, revision=version.revision, by=xa.chairman)


def test_a_version_is_issued_once(xa):
    version = draft(xa.head)
    issue(version=version, revision=version.revision, by=xa.chairman)

    with pytest.raises(PlanRefused, match="đã được ban hành"):
        issue(version=version, revision=version.revision, by=xa.chairman)


def test_an_amendment_changes_the_plan_in_force_when_it_is_issued_and_not_before(xa):
    plan = issued(xa, targets=(target(), target("T2", cohort="age_14_up")))
    row = plan.targets.get(code="T1")
    version = amend(plan=plan, reason="Gia hạn", by=xa.head)
    kept, other = version_facts(version).targets
    later = replace(kept, deadline=date(2026, 7, 15))

    version = change(version, xa.head, targets=(later, other), ends_on=date(2026, 7, 15))
    assert plan.targets.get(code="T1").deadline == date(2026, 6, 30)
    assert Plan.objects.get().ends_on == date(2026, 6, 30)
    issue(version=version, revision=version.revision, by=xa.chairman)

    again = plan.targets.get(code="T1")
    assert (again.pk, again.deadline) == (row.pk, date(2026, 7, 15))
    plan = Plan.objects.get()
    assert (plan.ends_on, plan.state) == (date(2026, 7, 15), Plan.State.RUNNING)
    entry = AuditEntry.objects.filter(action="Ban hành sửa đổi kế hoạch").get()
    assert entry.reason == "Gia hạn"


def test_what_the_version_in_force_was_issued_with_bars_no_amendment_but_a_new_error_does(xa):
    version = draft(xa.head, baseline=baseline("82,55"))
    [error] = [f for f in findings(version.plan, version_facts(version)) if f.level == "error"]
    explain(version=version, key=kept_key(error), text="Theo số của tỉnh", by=xa.head)
    plan = issue(version=version, revision=version.revision, by=xa.chairman)
    Explanation.objects.all().delete()  # as of a plan that came with the portal
    version = amend(plan=plan, reason="Giao cho thôn", by=xa.head)
    version = change(version, xa.head, quotas=(QuotaFacts("T1", "vn/xa/a/", 5045),))
    assert [f.printed for f in issue_preview(version).findings if f.level == "error"] == ["82,55"]
    assert obstacles(version) == ()

    worse = change(version, xa.head, baseline=baseline("81,00"))

    assert [obstacle.place for obstacle in obstacles(worse)] == ["findings"]


def test_a_version_is_shown_beside_the_one_before_it(xa):
    plan = issued(xa)
    version = amend(plan=plan, reason="Giao cho thôn", by=xa.head)
    quotas = (QuotaFacts("T1", "vn/xa/a/", 1250),)
    version = change(version, xa.head, quotas=quotas, title="Tên mới")

    page = version_page(version)

    first = plan.versions.get(number=1)
    assert (page.former, versions_of(plan)) == (first, [version, first])
    assert page.changes == (
        Change("heading", "", "Tên kế hoạch", "Cao điểm cấp căn cước", "Tên mới"),
        Change("quotas", "T1", "Thôn A", "", "1.250"),
    )
    assert version_page(first).former is None


def test_an_amendment_that_takes_a_target_out_takes_its_cell_along(xa):
    more = target("T2", indicator="health_record", cohort="insured")
    plan = issued(xa, targets=(target(), more))
    assert plan.fields.count() == 2
    version = amend(plan=plan, reason="Bỏ chỉ tiêu", by=xa.head)
    given = version_facts(version)

    version = change(version, xa.head, targets=given.targets[:1])
    issue(version=version, revision=version.revision, by=xa.chairman)

    assert [f.indicator.code for f in plan.fields.all()] == ["eid_activated"]


def test_the_preview_says_who_will_be_asked_for_what(xa):
    online = target("T2", indicator="dossiers_online", cohort=None, counted_by="office")
    quotas = (
        QuotaFacts("T1", "vn/xa/a/", 60),
        QuotaFacts("T1", "vn/xa/b/", 40),
        QuotaFacts("T1", "vn/xa/", 100),
    )
    named = (replace(online, lead="Công an xã"), replace(online, code="T3", lead="Chi cục Thuế"))
    version = draft(xa.head, targets=(target(), *named), quotas=quotas)

    preview = issue_preview(version)

    assert [(f.branch, f.indicator, f.unit) for f in preview.new_fields] == [
        ("place", "eid_activated", ""),
        ("office", "dossiers_online", "Công an xã"),
        ("office", "dossiers_online", "Chi cục Thuế"),
    ]
    assert (preview.nobody, preview.quota_sums) == (("Chi cục Thuế",), {"T1": 100})


def test_a_plan_of_later_is_issued_first_and_runs_from_its_first_day(xa, settings):
    settings.PORTAL_TODAY = BEFORE
    plan = issued(xa)
    assert plan.state == Plan.State.ISSUED

    assert move_plans(today=date(2026, 5, 25)) == 0
    assert move_plans(today=date(2026, 5, 26)) == 1
    assert move_plans(today=date(2026, 5, 27)) == 0

    assert Plan.objects.get().state == Plan.State.RUNNING
    entry = AuditEntry.objects.filter(action="Bắt đầu thực hiện kế hoạch").get()
    assert (entry.by_name, entry.before, entry.after) == ("Hệ thống", "issued", "running")


def test_nothing_closes_by_itself(xa):
    issued(xa)

    assert move_plans(today=date(2030, 1, 1)) == 0
    assert Plan.objects.get().state == Plan.State.RUNNING


def test_a_plan_is_closed_and_then_evaluated_with_a_conclusion(xa):
    plan = close(plan=issued(xa), by=xa.chairman)
    assert plan.state == Plan.State.CLOSED
    with pytest.raises(PlanRefused, match="ghi đánh giá"):
        evaluate(plan=plan, conclusion=" ", by=xa.chairman)

    plan = evaluate(plan=plan, conclusion=" Hoàn thành vượt mức. ", by=xa.chairman)

    assert (plan.state, plan.conclusion) == (Plan.State.EVALUATED, "Hoàn thành vượt mức.")
    steps = AuditEntry.objects.filter(unit=xa.unit, action__endswith="kế hoạch").order_by("pk")
    assert [s.action for s in steps][-2:] == ["Kết thúc kế hoạch", "Tổng kết kế hoạch"]


def test_the_steps_of_a_life_come_in_their_order(xa):
    version = draft(xa.head)
    with pytest.raises(PlanRefused, match="Chỉ kết thúc được"):
        close(plan=version.plan, by=xa.chairman)
    plan = issue(version=version, revision=version.revision, by=xa.chairman)
    with pytest.raises(PlanRefused, match="Chỉ tổng kết được"):
        evaluate(plan=plan, conclusion="Đạt", by=xa.chairman)
    amend(plan=plan, reason="Gia hạn", by=xa.head)

    with pytest.raises(PlanRefused, match="đang có dự thảo sửa đổi"):
        close(plan=plan, by=xa.chairman)


@pytest.mark.parametrize("count", [1, 6])
def test_a_preview_asks_the_same_few_questions_for_any_number_of_targets(xa, count):
    targets = tuple(target(f"T{n}") for n in range(count))
    version = PlanVersion.objects.select_related("plan__unit").get(
        pk=draft(xa.head, targets=targets).pk
    )

    with CaptureQueriesContext(
        connection,
    ) as asked:
        issue_preview(version)

    assert len(asked) == 10
