"""A plan's facts into rows and back: what is in force is what was issued."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from plans.models import Plan
from plans.rules.facts import (
    BasisFacts,
    FieldFacts,
    ParentFacts,
    RuleFacts,
    TaskFacts,
    TeamFacts,
    TeamMemberFacts,
)
from plans.rules.goals import QuotaFacts
from targets.actions.applying import apply_facts, keep_first_version, load_plan
from targets.actions.refusals import PlanRefused
from targets.actions.vocabulary import load_vocabulary
from targets.catalogue.facts import PLAN_CODES
from targets.catalogue.facts import load_plan as plan_facts
from targets.catalogue.facts import load_vocabulary as vocabulary_facts
from targets.models import Deduction
from targets.queries.facts import facts_of, issued_version, version_facts
from tests import build
from units import clock
from units.rules import Kind

pytestmark = pytest.mark.django_db
UNIT = "vn/xa/"


@pytest.fixture
def vocabulary():
    load_vocabulary(vocabulary_facts())


def load(code="2026-phu-rieng", **over):
    facts = replace(plan_facts(code), **over)
    return load_plan(facts, unit=build.unit(UNIT), state=Plan.State.RUNNING)


def content(plan):
    """Every row of the plan with its key, as the database holds it."""
    plan = Plan.objects.get(pk=plan.pk)
    parts = [
        plan.bases,
        plan.rules,
        plan.recipients,
        plan.participants,
        plan.tasks,
        plan.teams,
        plan.targets,
        plan.baselines,
        plan.fields,
    ]
    parts += [row.members for row in plan.teams.all()]
    parts += [part for row in plan.targets.all() for part in (row.milestones, row.quotas)]
    rows = [list(part.order_by("pk").values()) for part in parts]
    return [list(Plan.objects.filter(pk=plan.pk).values()), *rows]


@pytest.mark.parametrize("code", PLAN_CODES)
def test_the_facts_that_were_applied_are_read_back_whole(vocabulary, code):
    plan = load(code)

    assert facts_of(plan) == plan_facts(code)


@pytest.mark.parametrize("code", PLAN_CODES)
def test_applying_what_is_in_force_changes_nothing(vocabulary, code):
    plan = load(code)
    build.unit("vn/xa/a/")
    before = content(plan)

    apply_facts(plan, facts_of(plan), former=facts_of(plan))

    assert content(plan) == before


@pytest.mark.parametrize("code", PLAN_CODES)
def test_rows_without_a_version_say_the_same_as_their_facts_do_in_rows(vocabulary, code):
    plan = load(code)
    before = content(plan)
    plan.versions.all().delete()

    apply_facts(plan, facts_of(plan))

    assert content(plan) == before


def test_a_loaded_plan_has_its_first_version(vocabulary):
    plan = load()

    version = issued_version(plan)

    assert version is not None
    assert (version.number, version.by, version.issued_by) == (1, None, None)
    assert version_facts(version) == plan_facts("2026-phu-rieng")


def test_a_plan_of_before_versions_gets_one_of_its_rows(vocabulary):
    plan = build.plan()
    build.target(plan, short_label="Như đang có")

    version = keep_first_version(plan)

    assert [t.short_label for t in version_facts(version).targets] == ["Như đang có"]
    assert keep_first_version(plan) == version


def test_what_an_administrator_changed_since_is_what_an_amendment_begins_from(vocabulary):
    plan = load()
    plan.targets.filter(code="A4").update(goal_value=Decimal("97.50"), lead="Đoàn Thanh niên")
    Plan.objects.filter(pk=plan.pk).update(title="Tên mới", signer_name="Người khác")
    plan = Plan.objects.get(pk=plan.pk)

    facts = facts_of(plan)

    given = next(t for t in plan_facts("2026-phu-rieng").targets if t.code == "A4")
    found = next(t for t in facts.targets if t.code == "A4")
    goal = replace(given.goal, value=Decimal("97.50"))
    assert found == replace(given, goal=goal, lead="Đoàn Thanh niên")
    assert (facts.title, facts.signer.name) == ("Tên mới", "Người khác")
    assert facts.signer.title == plan_facts("2026-phu-rieng").signer.title


def test_a_target_that_stays_keeps_its_row_and_what_hangs_on_it(vocabulary):
    plan, village = load(), build.unit("vn/xa/a/")
    row = plan.targets.get(code="A4")
    facts = facts_of(plan)
    changed = tuple(
        replace(t, label="Nội dung mới") if t.code == "A4" else t for t in facts.targets
    )
    quotas = (QuotaFacts("A4", village.path, 70, is_fixed=True),)

    apply_facts(plan, replace(facts, targets=changed, quotas=quotas), former=facts)

    again = plan.targets.get(code="A4")
    assert (again.pk, again.label) == (row.pk, "Nội dung mới")
    assert list(again.quotas.values_list("unit", "value", "is_fixed")) == [(village.pk, 70, True)]


def test_a_target_goes_with_its_milestones_and_quotas(vocabulary):
    plan, facts = load("2026-tan-dinh"), plan_facts("2026-tan-dinh")
    build.quota(plan.targets.get(code="C6"), "vn/xa/a/", 5)
    left = tuple(t for t in facts.targets if t.code != "C6")

    apply_facts(plan, replace(facts_of(plan), targets=left))

    assert "C6" not in plan.targets.values_list("code", flat=True)
    assert facts_of(plan).quotas == ()


def test_a_dropped_target_is_not_applied(vocabulary):
    facts = plan_facts("2023-duyen-hai")
    first, *others = facts.targets
    plan = load("2023-duyen-hai", targets=(replace(first, review="dropped"), *others))

    assert list(plan.targets.values_list("code", flat=True)) == ["D2", "D3", "D4"]


def test_a_target_with_a_deduction_does_not_go(vocabulary):
    plan, facts = load(), plan_facts("2026-phu-rieng")
    Deduction.objects.create(
        target=plan.targets.get(code="A4"),
        unit=build.unit("vn/xa/a/"),
        people=2,
        reason=Deduction.Reason.MOVED,
        asked_by=build.user("vn/xa/a/"),
        asked_at=clock.now(),
    )
    before = content(plan)

    with pytest.raises(PlanRefused, match="Chỉ tiêu A4 đã có đề nghị giám trừ"):
        apply_facts(plan, replace(facts, targets=facts.targets[:3]))

    assert content(plan) == before


def test_hours_of_reporting_and_the_rising_rule_come_from_the_plan(vocabulary):
    rules = (
        RuleFacts("daily", "Báo cáo trước 16 giờ 30", "IV", time(16, 30), days_after=1),
        RuleFacts("weekly", "Báo cáo tuần trước 10 giờ thứ Hai", "IV", time(10, 0), weekday=1),
    )
    plan = load(rules=rules, must_rise_daily=True, subplans_due_on=date(2026, 6, 1))

    assert (plan.daily_cutoff, plan.weekly_cutoff) == (time(16, 30), time(10, 0))
    assert (plan.must_rise_daily, plan.subplans_due_on) == (True, date(2026, 6, 1))


def test_an_hour_that_an_administrator_set_stays_while_the_plan_says_the_same(vocabulary):
    plan = load("2023-duyen-hai")
    Plan.objects.filter(pk=plan.pk).update(daily_cutoff=time(9, 30))
    plan = Plan.objects.get(pk=plan.pk)
    facts = facts_of(plan)

    apply_facts(plan, replace(facts, title="Tên mới"), former=facts)

    assert Plan.objects.get(pk=plan.pk).daily_cutoff == time(9, 30)


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("Công an xã", "Công an xã Phú Riềng"),
        ("CÔNG AN XÃ PHÚ RIỀNG", "Công an xã Phú Riềng"),
        ("phòng van hoa", "Phòng Văn hóa"),
        ("Phòng", None),
        ("", None),
    ],
)
def test_the_unit_that_leads_a_task_is_found_by_its_name(vocabulary, lead, expected):
    build.unit("vn/xa/ca/", name="Công an xã Phú Riềng", kind=Kind.POLICE)
    build.unit("vn/xa/vh/", name="Phòng Văn hóa", kind=Kind.DEPARTMENT)
    build.unit("vn/xa/kt/", name="Phòng Kinh tế", kind=Kind.DEPARTMENT)
    plan = load(tasks=(TaskFacts("Tuyên truyền", lead=lead),))

    [task] = plan.tasks.all()

    assert (task.lead, task.lead_unit.name if task.lead_unit else None) == (lead, expected)


def test_a_task_that_was_done_stays_done_when_the_plan_is_amended(vocabulary):
    plan = load(tasks=(TaskFacts("Tuyên truyền"), TaskFacts("Rà soát")))
    plan.tasks.filter(text="Rà soát").update(done_on=build.DAY, done_note="Đủ")
    facts = facts_of(plan)

    apply_facts(plan, replace(facts, tasks=(TaskFacts("Rà soát", lead="Công an xã"),)))

    done = plan.tasks.values_list("text", "lead", "done_on", "done_note", "position")
    assert list(done) == [("Rà soát", "Công an xã", build.DAY, "Đủ", 0)]


def test_the_person_named_in_a_team_stays_with_his_office(vocabulary):
    build.unit("vn/xa/a/", name="Thôn Phú Hòa")
    members = (
        TeamMemberFacts("Công an xã", 2, "leader"),
        TeamMemberFacts("Đoàn TN", 1, "ghi chép"),
    )
    team = TeamFacts("Tổ công tác thôn Phú Hòa", "village", "Đi từng nhà", members, 3)
    plan = load(teams=(team,))
    [row] = plan.teams.all()
    row.members.filter(office="Công an xã").update(person="Lê Văn C")

    apply_facts(plan, replace(facts_of(plan), teams=(replace(team, members=members[:1]),)))

    assert row.unit is not None
    assert row.unit.name == "Thôn Phú Hòa"
    held = row.members.values_list("office", "people", "role", "person")
    assert list(held) == [("Công an xã", 2, "leader", "Lê Văn C")]


def test_a_leader_who_was_named_since_stays_where_the_plan_names_none(vocabulary):
    team = TeamFacts("Tổ công tác", "commune", "Chỉ đạo", (TeamMemberFacts("Công an xã", 2),), 2)
    plan = load(teams=(team,))
    before = facts_of(plan)
    plan.teams.get().members.update(role="leader", person="Lê Văn C")

    apply_facts(plan, before, former=before)

    member = plan.teams.get().members.get()
    assert (member.role, member.person) == ("leader", "Lê Văn C")
    assert facts_of(plan).teams[0].members[0].role == "leader"


def test_the_superiors_plan_is_found_by_its_number(vocabulary):
    above = build.plan("vn/", code="cap-tren", number="170/KH-UBND", issuer="UBND tỉnh")
    build.plan("vn/khac/", code="xa-khac", number="170/KH-UBND")
    parent = ParentFacts("170/KH-UBND", "UBND tỉnh", "Kế hoạch số 170/KH-UBND")

    plan = load(parents=(parent,))

    assert plan.parent == above


def test_plans_below_that_were_there_first_are_put_beneath_it(vocabulary):
    given = {"parent_number": "12/KH-UBND", "parent_issuer": "UBND xã"}
    waiting = build.plan("vn/xa/a/", code="cho", **given)
    build.plan("vn/xa/b/", code="khac", parent_number="13/KH-UBND")
    build.plan("vn/khac/", code="noi-khac", **given)

    plan = load(number="12/KH-UBND")

    assert list(plan.subplans.all()) == [waiting]


def test_a_draft_above_is_nobodys_parent(vocabulary):
    build.plan("vn/", code="cap-tren", number="170/KH-UBND", state=Plan.State.DRAFT)

    plan = load(parents=(ParentFacts("170/KH-UBND", "UBND tỉnh", ""),))

    assert plan.parent is None


def test_a_long_text_is_cut_in_its_row_and_whole_in_the_plans_facts(vocabulary):
    long = "Căn cứ " + "rất dài " * 100
    plan = load(bases=(BasisFacts(long),))

    [row] = plan.bases.all()

    assert (len(row.text), row.text[-1]) == (400, "…")
    assert facts_of(plan).bases == (BasisFacts(long),)


def test_a_figure_that_no_column_holds_is_refused_in_words(vocabulary):
    first, *others = plan_facts("2026-phu-rieng").targets

    with pytest.raises(PlanRefused, match=r"^A1: .*thứ tự ưu tiên"):
        load(targets=(replace(first, priority=10**20), *others))


def test_a_field_of_an_office_that_is_no_unit_yet_is_kept_in_mind(vocabulary):
    field = FieldFacts("office", "daily", "dossiers", unit="Công an xã")

    plan = load("2023-duyen-hai", fields=(field,))

    assert plan.fields.count() == 0
    assert facts_of(plan).fields == (field,)


def test_levels_that_units_below_stated_are_not_the_plans_matter(vocabulary):
    plan = load()
    baseline = build.baseline(plan, "vn/xa/a/", 7)

    apply_facts(plan, replace(facts_of(plan), baseline=None))

    assert list(plan.baselines.all()) == [baseline]
