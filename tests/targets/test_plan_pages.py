"""The list of plans and a plan's page: what was ordered, in the plan's own words."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from plans.models import LegalBasis, Participant, Plan, ReportingRule
from targets.actions.applying import load_plan
from targets.actions.vocabulary import load_vocabulary
from targets.catalogue.facts import load_plan as plan_facts
from targets.catalogue.facts import load_vocabulary as vocabulary_facts
from targets.models import Milestone, Target
from targets.queries import TargetLine, plan_page
from tests import build
from units.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def chairman(client):
    account = build.user("vn/xa/", Role.CHAIRMAN)
    client.force_login(account)
    return account


def page_text(client, name, *args):
    return client.get(reverse(name, args=args)).content.decode()


def test_list_shows_own_plans_and_those_from_above_but_no_strangers(client, chairman):
    build.plan("vn/", code="tinh", title="Kế hoạch tỉnh")
    build.target(build.plan("vn/xa/", code="xa", title="Kế hoạch xã"))
    build.plan("vn/khac/", code="khac", title="Kế hoạch xã khác")

    plans = client.get(reverse("plans")).context["plans"]

    assert {(plan.code, plan.target_count) for plan in plans} == {("tinh", 0), ("xa", 1)}


@pytest.mark.parametrize(
    ("printed", "finding"),
    [("82,55", "In 82,55%, tính lại 93,42%"), ("93,42", ""), ("khoảng 82", ""), ("82,55%", "")],
)
def test_a_printed_percent_is_checked_and_one_that_is_no_number_breaks_no_page(
    client, chairman, printed, finding
):
    plan = build.plan("vn/xa/")
    build.population("vn/xa/", 35097, as_of=date(2026, 5, 23))
    row = build.baseline(plan, "vn/xa/", 32788, as_of=date(2026, 5, 23))
    row.printed_percent = printed
    row.save()

    [line] = client.get(reverse("plan", args=[plan.code])).context["page"].baselines

    assert line.finding == finding


def test_strangers_plan_is_not_found(client, chairman):
    build.plan("vn/khac/", code="khac")

    assert client.get(reverse("plan", args=["khac"])).status_code == 404


@pytest.mark.parametrize("plan_count", [1, 3, 12])
def test_list_takes_the_same_few_queries_for_any_number_of_plans(
    client, chairman, settings, django_assert_num_queries, plan_count
):
    settings.PORTAL_TODAY = date(2026, 6, 12)
    for number in range(plan_count):
        build.target(build.plan("vn/xa/", code=f"kh-{number}"))

    with django_assert_num_queries(4):
        client.get(reverse("plans"))


@pytest.mark.parametrize("target_count", [1, 3, 12])
def test_page_takes_the_same_few_queries_for_any_number_of_targets(
    client, chairman, settings, django_assert_num_queries, target_count
):
    settings.PORTAL_TODAY = date(2026, 6, 12)
    plan = build.plan("vn/xa/")
    for number in range(target_count):
        target = build.target(plan, code=f"T{number}")
        Milestone.objects.create(target=target, by=date(2026, 6, 10), share_of_goal=50)

    with django_assert_num_queries(11):
        client.get(reverse("plan", args=[plan.code]))


def test_blank_number_and_dates_are_said_in_words(client, chairman):
    plan = build.plan("vn/xa/", number="", issued_on=None, starts_on=None, ends_on=None)

    text = page_text(client, "plan", plan.code)

    assert "chưa ghi số" in text
    assert "chưa ghi ngày" in text
    assert "kế hoạch chưa ghi" in text


def test_page_shows_bases_rules_participants_and_the_parent_plan(client, chairman):
    plan = build.plan("vn/xa/", parent_number="80/KH-UBND", parent_issuer="UBND tỉnh")
    LegalBasis.objects.create(plan=plan, text="Nghị quyết số 57-NQ/TW")
    ReportingRule.objects.create(plan=plan, kind="weekly", text="Báo cáo thứ Hai")
    Participant.objects.create(plan=plan, name="Đoàn thanh niên")

    text = page_text(client, "plan", plan.code)

    for said in ("80/KH-UBND", "UBND tỉnh", "57-NQ/TW", "Báo cáo thứ Hai", "Đoàn thanh niên"):
        assert said in text


def test_target_says_goal_deadline_and_milestones_as_the_plan_words_them():
    target = build.target(
        build.plan(),
        goal_value=Decimal(80),
        deadline=date(2026, 6, 30),
        deadline_wording=Target.Wording.BEFORE,
        commitment=Target.Commitment.ASPIRATIONAL,
    )
    Milestone.objects.create(target=target, by=date(2026, 6, 5), wording="before", share_of_goal=60)

    line = TargetLine(target)

    assert line.goal == "từ 80% trở lên"
    assert line.deadline == "trước ngày 30/6/2026"
    assert line.milestones == ["60% trước ngày 05/6/2026"]
    assert line.is_aspirational


@pytest.mark.parametrize(
    ("over", "goal"),
    [
        ({"goal_value": Decimal(100)}, "100%"),
        ({"goal_value": Decimal("97.5")}, "từ 97,5% trở lên"),
        ({"goal_value": Decimal(30), "operator": ">"}, "trên 30%"),
        ({"goal_kind": "count", "goal_value": Decimal(32520)}, "32.520 tài khoản"),
        ({"goal_kind": "per_day", "goal_value": Decimal(20)}, "20 tài khoản/ngày"),
        (
            {"goal_kind": "per_day", "goal_value": Decimal(5), "goal_each": True},
            "05 tài khoản/ngày/đơn vị",
        ),
        (
            {"goal_kind": "per_period", "goal_value": Decimal(2), "goal_period": "week"},
            "02 tài khoản/tuần",
        ),
        ({"goal_kind": "per_officer", "goal_value": Decimal(40)}, "40 tài khoản/cán bộ"),
    ],
)
def test_goal_is_written_as_plans_write_it(over, goal):
    assert TargetLine(build.target(build.plan(), **over)).goal == goal


@pytest.mark.parametrize(
    ("wording", "text"),
    [("through", "đến hết ngày 30/6/2026"), ("on", "hoàn thành ngày 30/6/2026"),
     ("continuous", "thường xuyên"), ("deferred", "theo thời gian cấp trên giao")],
)  # fmt: skip
def test_deadline_is_written_as_plans_write_it(wording, text):
    assert TargetLine(build.target(build.plan(), deadline_wording=wording)).deadline == text


def test_target_without_a_deadline_of_its_own_ends_with_its_milestones():
    target = build.target(build.plan(), deadline=None, deadline_wording="")
    Milestone.objects.create(target=target, by=date(2026, 6, 5), wording="on", share_of_goal=60)

    line = TargetLine(target)

    assert line.deadline == "60% hoàn thành ngày 05/6/2026"
    assert line.milestones == []


def test_percent_without_a_named_denominator_says_so():
    target = build.target(build.plan(), denominator_label="")

    assert TargetLine(target).denominator == "Kế hoạch chưa nêu mẫu số"


def baselines_of_phu_rieng():
    load_vocabulary(vocabulary_facts())
    plan = load_plan(
        plan_facts("2026-phu-rieng"), unit=build.unit("vn/xa/"), state=Plan.State.RUNNING
    )
    for code, people in (("all", 35097), ("age_6_up", 32479), ("age_6_13", 5045)):
        build.population("vn/xa/", people, cohort=build.cohort(code))
    return {
        (line.baseline.indicator.code, line.baseline.cohort.code): line
        for line in plan_page(plan).baselines
    }


def test_printed_percent_that_its_numbers_refute_is_told_beside_the_right_one():
    lines = baselines_of_phu_rieng()

    assert lines["card_issued", "all"].finding == "In 82,55%, tính lại 93,42%"
    assert lines["card_missing", "all"].finding == "In 17,45%, tính lại 6,58%"
    assert lines["eid_intake", "age_6_13"].finding == "In 16,95%, tính lại 4,24%"


def test_printed_percent_that_its_numbers_confirm_is_left_alone():
    lines = baselines_of_phu_rieng()

    line = lines["eid_activated", "age_6_up"]

    assert (line.computed, line.finding) == (Decimal("67.68"), "")


def test_percent_is_not_computed_where_the_people_are_unknown():
    line = baselines_of_phu_rieng()["eid_activated", "age_14_up"]

    assert (line.computed, line.finding) == (None, "")


def test_page_prints_the_finding(client, chairman):
    baselines_of_phu_rieng()

    assert "In 82,55%, tính lại 93,42%" in page_text(client, "plan", "2026-phu-rieng")


def test_a_draft_shows_only_to_the_unit_that_writes_it(client):
    build.plan("vn/xa/", state=Plan.State.DRAFT)
    answers = {}
    for path, role in (
        ("vn/xa/", Role.CHAIRMAN),
        ("vn/", Role.SUPERIOR),
        ("vn/xa/thon-1/", Role.VILLAGE_HEAD),
    ):
        client.force_login(build.user(path, role))
        listed = len(client.get(reverse("plans")).context["plans"])
        answers[path] = (listed, client.get(reverse("plan", args=["ke-hoach"])).status_code)

    assert answers == {"vn/xa/": (1, 200), "vn/": (0, 404), "vn/xa/thon-1/": (0, 404)}
