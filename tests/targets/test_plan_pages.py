"""The list of plans and a plan's page: what was ordered, in the plan's own words."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from plans.models import LegalBasis, Participant, Plan, ReportingRule
from plans.rules.dates import ZONE
from plans.rules.facts import PlanFacts
from targets.actions.applying import keep_first_version, load_plan
from targets.actions.vocabulary import load_vocabulary
from targets.catalogue.facts import load_plan as plan_facts
from targets.catalogue.facts import load_vocabulary as vocabulary_facts
from targets.models import Milestone, Quota, Target
from targets.queries.pages import TargetLine, plan_page
from targets.queries.superiors import superior_lines
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

    with django_assert_num_queries(6):
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

    with django_assert_num_queries(13):  # the plans that carry it out are one of them
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


# --- Plans above and below --------------------------------------------------------------------------


def of_town(**over) -> Plan:
    """The plan of a superior above vn/xa/, with its day and number."""
    return build.plan("vn/", code="tinh", number="110/KH-UBND", issued_on=date(2023, 8, 30), **over)


def test_the_first_issue_bears_the_plans_own_day_and_not_that_of_its_loading(client, chairman):
    plan = build.plan("vn/xa/", issued_on=date(2023, 8, 30))
    version = keep_first_version(plan)
    text = page_text(client, "plan", plan.code)
    assert "Bản ban hành</a>, ngày 30/8/2023" in text

    Plan.objects.update(issued_on=None)
    version.issued_at = datetime(2026, 6, 12, 8, tzinfo=ZONE)
    version.save()

    assert "Bản ban hành</a>, nạp vào cổng ngày 12/6/2026" in page_text(client, "plan", plan.code)


@pytest.mark.parametrize(
    ("shares", "goal"),
    [
        ({"vn/xa/": 4447, "vn/khac/": 100}, "giao đơn vị 4.447 trên 32.520 tài khoản"),
        ({"vn/khac/": 100}, "32.520 tài khoản"),
    ],
)
def test_a_superiors_goal_says_what_of_it_was_given_to_the_unit(chairman, shares, goal):
    above = of_town()
    target = build.target(above, goal_kind="count", goal_value=Decimal(32520))
    for path, value in shares.items():
        Quota.objects.create(target=target, unit=build.unit(path), value=value)

    [line] = superior_lines(
        build.plan("vn/xa/", parent=above), PlanFacts("xa", "UBND xã", "Kế hoạch")
    )

    assert line.goal == goal


def test_a_superiors_share_of_people_is_given_in_people_beside_the_share(chairman):
    above = of_town()
    target = build.target(above, goal_value=Decimal(95))
    Quota.objects.create(target=target, unit=build.unit("vn/xa/"), value=4447)

    [line] = superior_lines(
        build.plan("vn/xa/", parent=above), PlanFacts("xa", "UBND xã", "Kế hoạch")
    )

    assert line.goal == "giao đơn vị 4.447 tài khoản; mức chung từ 95% trở lên"


def test_a_plan_names_its_subplans_and_who_has_none_after_the_day(client, settings):
    settings.PORTAL_TODAY = date(2026, 6, 12)
    above = of_town(subplans_due_on=date(2023, 9, 5))
    for path in ("vn/xa/", "vn/phuong-2/"):
        build.unit(path)
    build.plan(
        "vn/xa/",
        code="xa",
        parent=above,
        issuer="UBND xã",
        number="12/KH-UBND",
        issued_on=date(2023, 8, 31),
        state=Plan.State.CLOSED,
    )
    build.plan("vn/phuong-2/", code="du-thao", parent=above, state=Plan.State.DRAFT)
    client.force_login(build.user("vn/", Role.SUPERIOR))

    text = " ".join(page_text(client, "plan", "tinh").split())

    shown = strip_tags(text)
    assert "UBND xã · 12/KH-UBND ngày 31/8/2023 · đã kết thúc" in shown
    assert "1 đơn vị chưa ban hành kế hoạch (hạn 05/9/2023, đã quá): Phuong 2" in text
    assert "<dt>Hạn cấp dưới ban hành kế hoạch</dt><dd>05/9/2023</dd>" in text


def test_a_plan_that_asks_for_no_subplans_says_nothing_of_them(client, chairman):
    plan = build.plan("vn/xa/")

    assert "Kế hoạch cấp dưới" not in page_text(client, "plan", plan.code)


def test_a_unit_below_sees_its_own_subplan_alone(client):
    above = of_town(subplans_due_on=date(2026, 9, 5))
    build.plan("vn/xa/", code="xa", parent=above)
    build.plan("vn/khac/", code="khac", parent=above)
    client.force_login(build.user("vn/xa/", Role.CHAIRMAN))

    shown = client.get(reverse("plan", args=["tinh"])).context["subplans"]

    assert [row.plan.code for row in shown.subplans] == ["xa"]
    assert shown.without == ()


def test_the_list_gives_each_plan_its_number_and_day(client):
    above = of_town()
    build.plan("vn/xa/", code="xa", parent=above, issuer="UBND xã", number="", issued_on=None)
    client.force_login(build.user("vn/", Role.SUPERIOR))

    text = " ".join(page_text(client, "plans").split())

    assert "110/KH-UBND ngày 30/8/2023" in text
    assert (
        'href="/plans/xa/">UBND xã</a> <span class="small muted fw-normal"><span class="dot">· </span>chưa ghi số'
        in text
    )


@pytest.mark.parametrize(("is_illustrative", "times"), [(True, 1), (False, 0)])
def test_an_illustrative_plan_says_that_its_shares_are_examples(
    client, chairman, is_illustrative, times
):
    plan = build.plan("vn/xa/", is_illustrative=is_illustrative)

    text = page_text(client, "plan", plan.code)

    assert text.count("số chia cho đơn vị là ví dụ") == times
