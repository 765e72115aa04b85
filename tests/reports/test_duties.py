"""What is due for whom: drawn from plans and reports, never from outside the account's subtree."""

from datetime import date, time
from decimal import Decimal

import pytest

from intake.actions.days import mark_reported
from intake.models import Day
from plans.models import Plan, ReportingRule
from reports.models import IssuedReport
from reports.queries.duties import duties_for
from reports.rules.duties import Kind, Repeat
from targets.models import EntryField, Milestone, Target
from tests import build
from tests.intake.build_days import at, stop_clock
from tests.plans import build_duties as made
from units.models import User
from units.rules import Branch, Role
from units.rules import Kind as UnitKind

pytestmark = pytest.mark.django_db
DAY = build.DAY  # a Friday
HOA = "vn/xa/phu-hoa/"
BINH = "vn/xa/phu-binh/"


@pytest.fixture(autouse=True)
def _pinned(settings, monkeypatch):
    settings.PORTAL_TODAY = DAY
    stop_clock(monkeypatch, at(DAY, 9))


def said(user: User, *kinds: Kind) -> list[tuple[str, str, date]]:
    """(who owes, what, by when) of the duties of some kinds."""
    found = [duty for duty in duties_for(user) if duty.kind in kinds]
    return [(duty.owner, duty.text, duty.due_on) for duty in found]


def quiet_plan(path: str = made.COMMUNE, **over) -> Plan:
    """A plan that asks for nothing by itself."""
    return build.plan(path, **{"ends_on": None, **over})


# --- Orders of the plan -----------------------------------------------------------------------------


def test_a_task_is_due_on_its_last_day_until_it_is_done():
    by, plan = made.head(), quiet_plan()
    made.task(plan, lead_unit=made.post())
    made.task(plan, text="Xong rồi", done_on=DAY)
    made.task(plan, text="Thường xuyên", due_on=None, timing="Thường xuyên")

    assert said(by, Kind.TASK) == [
        (
            "Công an xã",
            "Lập danh sách học sinh (trước ngày 15/6/2026); sản phẩm: Danh sách.",
            date(2026, 6, 14),
        )
    ]


def test_who_answers_for_a_task_is_led_to_its_mark_and_others_to_the_plans_duties():
    plan = quiet_plan()
    task = made.task(plan, lead_unit=made.post())
    village = build.user(HOA, Role.VILLAGE_HEAD)

    [own], [others] = duties_for(made.head()), duties_for(village)

    assert (own.address, own.is_own) == (f"/tasks/{task.pk}/done/", True)
    assert (others.address, others.is_own) == (f"/plans/{plan.code}/duties/", False)


def test_a_superiors_task_for_all_villages_is_the_village_heads_own():
    plan = quiet_plan("vn/")
    made.task(plan, lead="Các Ban điều hành thôn")
    made.task(plan, lead="Phòng Kinh tế", text="Việc khác")

    found = {duty.owner: duty.is_own for duty in duties_for(build.user(HOA, Role.VILLAGE_HEAD))}

    assert found == {"Các Ban điều hành thôn": True, "Phòng Kinh tế": False}


def test_a_deliverable_is_due_until_it_is_handed_in_and_its_text_names_its_owner_once():
    by, plan = made.head(), quiet_plan(lead_unit="Công an xã")
    made.rule(plan, text="Công an xã báo cáo điều tra cơ bản.")
    made.rule(plan, text="đã nộp", done_on=DAY)
    made.rule(plan, text="không ghi hạn", due_on=None)

    assert said(by, Kind.DELIVERABLE) == [
        ("Công an xã", "báo cáo điều tra cơ bản.", date(2026, 6, 20))
    ]


@pytest.mark.parametrize(
    ("state", "kinds"),
    [
        (Plan.State.DRAFT, []),
        (Plan.State.ISSUED, [Kind.DELIVERABLE, Kind.FINAL]),
        (Plan.State.RUNNING, [Kind.DELIVERABLE, Kind.FINAL]),
        (Plan.State.CLOSED, [Kind.FINAL]),
        (Plan.State.EVALUATED, []),
    ],
)
def test_a_closed_plan_owes_its_final_report_alone_and_an_evaluated_one_nothing(state, kinds):
    plan = quiet_plan(state=state)
    made.rule(plan)
    made.rule(plan, kind=ReportingRule.Kind.FINAL, text="báo cáo tổng kết")
    made.task(plan) if state in {Plan.State.CLOSED, Plan.State.EVALUATED} else None

    assert sorted(duty.kind for duty in duties_for(made.head())) == kinds


def test_the_plans_last_day_comes_and_once_over_its_own_unit_closes_it():
    build.plan(code="sap-het")
    build.plan(code="da-het", ends_on=date(2026, 6, 10))
    village = build.user(HOA, Role.VILLAGE_HEAD)

    assert said(made.head(), Kind.ENDING) == [
        ("Xa", "kết thúc kế hoạch trên cổng, rồi tổng kết.", date(2026, 6, 10)),
        ("Xa", "hết thời gian thực hiện kế hoạch.", date(2026, 6, 30)),
    ]
    assert said(village, Kind.ENDING) == [
        ("Xa", "hết thời gian thực hiện kế hoạch.", date(2026, 6, 30))
    ]


def test_communes_without_their_own_plan_owe_one_and_each_sees_itself_alone():
    above = quiet_plan("vn/", code="tinh", subplans_due_on=date(2026, 6, 20))
    for name in ("xa", "phuong-1", "phuong-2"):
        build.unit(f"vn/{name}/")
    build.unit("vn/giai-the/", is_active=False)
    quiet_plan("vn/phuong-1/", code="cua-phuong-1", parent=above)
    quiet_plan("vn/phuong-2/", code="du-thao", parent=above, state=Plan.State.DRAFT)

    text = "ban hành kế hoạch triển khai kế hoạch cấp trên."
    superior = build.user("vn/", Role.SUPERIOR)
    assert said(superior, Kind.SUBPLAN) == [("Phuong 2 và Xa", text, date(2026, 6, 20))]
    assert said(made.head(), Kind.SUBPLAN) == [("Xa", text, date(2026, 6, 20))]
    assert said(made.head("vn/phuong-1/"), Kind.SUBPLAN) == []


@pytest.mark.parametrize(
    ("ends_on", "owed"),
    [(date(2026, 4, 13), 1), (date(2026, 4, 12), 0), (None, 0)],
)
def test_a_closed_plans_report_leaves_the_calendar_sixty_days_after_its_end(ends_on, owed):
    plan = quiet_plan(state=Plan.State.CLOSED, ends_on=ends_on, starts_on=date(2026, 1, 1))
    made.rule(plan, kind=ReportingRule.Kind.FINAL, due_on=date(2026, 4, 10))

    assert len(said(made.head(), Kind.FINAL)) == owed


def test_what_hands_in_the_plans_of_the_units_below_is_said_by_those_that_lack_one():
    above = quiet_plan("vn/", code="tinh", subplans_due_on=date(2026, 6, 20))
    build.unit("vn/xa/")
    made.rule(above, text="gửi Kế hoạch về tỉnh", due_on=date(2026, 6, 20))
    superior = build.user("vn/", Role.SUPERIOR)
    assert [owner for owner, _, _ in said(superior, Kind.DELIVERABLE, Kind.SUBPLAN)] == ["Xa"]

    quiet_plan("vn/xa/", parent=above)

    assert said(superior, Kind.DELIVERABLE, Kind.SUBPLAN) == []


@pytest.mark.parametrize(
    ("text", "said_once"),
    [
        ("Hoàn thành trước ngày 15/06/2026.", "Hoàn thành trước ngày 15/06/2026."),
        ("Hoàn thành sớm.", "Hoàn thành sớm (trước ngày 15/6/2026)."),
    ],
)
def test_a_tasks_time_stands_in_brackets_only_where_its_text_does_not_hold_it(text, said_once):
    made.task(quiet_plan(), text=text, product="")

    assert [words for _, words, _ in said(made.head(), Kind.TASK)] == [said_once]


@pytest.mark.parametrize(
    ("role", "mine"),
    [
        (Role.CHAIRMAN, [Kind.ENDING, Kind.FINAL, Kind.WEEKLY]),
        (Role.POLICE_HEAD, []),
        (Role.SUPERIOR, [Kind.ENDING, Kind.FINAL]),
    ],
)
def test_only_who_signs_at_the_plans_unit_has_to_act_himself(role, mine):
    plan = quiet_plan(ends_on=date(2026, 6, 10))
    made.rule(plan, kind=ReportingRule.Kind.FINAL)
    made.rule(plan, kind=ReportingRule.Kind.WEEKLY, due_on=None, weekday=1)
    made.task(plan)
    here, above = build.user(made.COMMUNE, role), build.user("vn/", Role.SUPERIOR)

    assert sorted({duty.kind for duty in duties_for(here) if duty.is_mine}) == mine
    assert [duty.kind for duty in duties_for(above) if duty.is_mine] == []


# --- Targets ----------------------------------------------------------------------------------------


def test_a_targets_deadline_and_its_milestones_are_due_the_last_one_said_once():
    plan = quiet_plan()
    target = build.target(plan, lead="Công an xã", deadline_wording="before")
    for by, share in ((date(2026, 6, 20), 60), (date(2026, 6, 30), 100)):
        Milestone.objects.create(target=target, by=by, wording="before", share_of_goal=share)

    assert said(made.head(), Kind.TARGET, Kind.MILESTONE) == [
        (
            "Công an xã",
            "đạt mốc 60% mức giao của chỉ tiêu T1. Kích hoạt cho trẻ em, trước ngày 20/6/2026.",
            date(2026, 6, 19),
        ),
        (
            "Công an xã",
            "đạt chỉ tiêu T1. Kích hoạt cho trẻ em: 100%, trước ngày 30/6/2026.",
            date(2026, 6, 29),
        ),
    ]


def counted_plan(deadline: date = date(2026, 6, 10)) -> Target:
    """Fifty of a hundred children, thirty of them counted since; 50% was due by a milestone."""
    plan = quiet_plan()
    build.field(plan)
    build.population(made.COMMUNE, 100)
    build.baseline(plan, made.COMMUNE, 20)
    build.count(HOA, 30, date(2026, 6, 8), by=build.user(HOA, Role.VILLAGE_HEAD))
    return build.target(plan, deadline=deadline)


def test_a_deadline_past_stays_with_what_was_reached_until_it_is_met():
    target = counted_plan()
    by = made.head()
    missed = "đạt chỉ tiêu T1. Kích hoạt cho trẻ em: 100%, đến hết ngày 10/6/2026; đến nay đạt 50,00% (50/100)."

    assert said(by, Kind.TARGET) == [("", missed, date(2026, 6, 10))]

    Target.objects.filter(pk=target.pk).update(goal_value=Decimal(50))
    assert said(by, Kind.TARGET) == []


def test_a_number_past_its_deadline_says_how_many_were_done():
    target = counted_plan()
    goal = {"goal_kind": Target.Goal.COUNT, "goal_value": 40, "denominator_kind": ""}
    Target.objects.filter(pk=target.pk).update(**goal)

    [(_, text, _)] = said(made.head(), Kind.TARGET)

    assert text.endswith("đến hết ngày 10/6/2026; đến nay đạt 30/40 tài khoản.")


def test_a_recurring_duty_of_a_plan_that_is_over_is_not_due():
    office = duty_of_office("week", 3)
    Plan.objects.update(ends_on=date(2026, 6, 11))

    assert said(office, Kind.FREQUENCY) == []


@pytest.mark.parametrize(("share", "is_due"), [(50, False), (60, True)])
def test_a_milestone_past_stays_until_its_share_is_done(share, is_due):
    target = counted_plan(deadline=date(2026, 6, 30))
    Milestone.objects.create(target=target, by=date(2026, 6, 9), share_of_goal=share)

    assert bool(said(made.head(), Kind.MILESTONE)) is is_due


def test_a_deadline_past_that_nobody_can_judge_says_so():
    plan = quiet_plan()
    build.target(plan, deadline=date(2026, 6, 10))

    [(_, text, _)] = said(made.head(), Kind.TARGET)

    assert text.endswith("đến hết ngày 10/6/2026; chưa đủ số liệu để kết luận.")


def test_another_offices_deadline_past_does_not_trouble_a_village():
    plan = quiet_plan()
    build.target(plan, deadline=date(2026, 6, 10), branch=Branch.OFFICE)

    assert duties_for(build.user(HOA, Role.VILLAGE_HEAD)) == []


# --- What units report ------------------------------------------------------------------------------


def daily_plan() -> Plan:
    plan = quiet_plan(starts_on=date(2026, 6, 10))
    for path in (HOA, BINH):
        build.unit(path)
    build.field(plan)
    return plan


def reported(path: str, *days: date) -> None:
    by = build.user(made.COMMUNE, Role.OFFICER, username=f"can-bo-{path}")
    mark_reported({(build.unit(path).pk, day) for day in days}, by=by)


def test_days_not_reported_are_owed_by_name_until_they_are():
    daily_plan()
    reported(HOA, date(2026, 6, 10), date(2026, 6, 11))
    reported(BINH, DAY)

    assert said(made.head(), Kind.DAY) == [
        ("Phu binh", "báo cáo số liệu ngày 11/6.", date(2026, 6, 12)),
        ("Phu hoa", "báo cáo số liệu ngày 12/6.", date(2026, 6, 13)),
        ("Phu binh", "còn thiếu báo cáo số liệu ngày 10/6.", date(2026, 6, 11)),
    ]


def test_many_days_not_reported_are_counted_and_late_since_the_first():
    plan = daily_plan()
    Plan.objects.filter(pk=plan.pk).update(starts_on=date(2026, 6, 1))
    reported(HOA, *[date(2026, 6, n) for n in range(1, 13)])
    reported(BINH, date(2026, 6, 1), date(2026, 6, 11), DAY)

    assert said(made.head(), Kind.DAY) == [
        ("Phu binh", "còn thiếu báo cáo số liệu 9 ngày, từ 02/6 đến 10/6.", date(2026, 6, 3))
    ]


def test_a_locked_day_is_owed_no_more():
    daily_plan()
    reported(BINH, date(2026, 6, 10), date(2026, 6, 11), DAY)
    reported(HOA, date(2026, 6, 10), DAY)
    Day.objects.create(unit=build.unit(made.COMMUNE), day=date(2026, 6, 11), locked_at=at(DAY, 8))

    assert said(made.head(), Kind.DAY) == []


def test_a_village_head_owes_his_own_days_alone():
    daily_plan()
    reported(HOA, date(2026, 6, 10), date(2026, 6, 11))

    duty = next(iter(duties_for(build.user(HOA, Role.VILLAGE_HEAD))))

    assert (duty.owner, duty.due_on, duty.at) == ("Phu hoa", date(2026, 6, 13), time(8, 0))
    assert duty.repeat == Repeat("daily", "Báo cáo số liệu của ngày hôm trước.", "/entry/")
    assert duty.address == "/entry/?day=2026-06-12"


def test_an_officers_own_line_is_not_shown_to_the_chairman():
    plan = quiet_plan(starts_on=DAY)
    build.unit("vn/xa/can-bo/", kind=UnitKind.OFFICER)
    build.field(plan, branch=Branch.PERSON)

    assert said(build.user(made.COMMUNE, Role.CHAIRMAN), Kind.DAY) == []
    assert len(said(made.head(), Kind.DAY)) == 1


def weekly_office() -> Plan:
    plan = quiet_plan()
    build.unit("vn/xa/hoi/", kind=UnitKind.UNION, name="Hội Phụ nữ")
    build.field(plan, branch=Branch.OFFICE, rhythm=EntryField.Rhythm.WEEKLY)
    return plan


def test_weekly_figures_are_owed_for_the_week_over_and_for_this_one():
    weekly_office()

    assert said(made.head(), Kind.FIGURES) == [
        ("Hội Phụ nữ", "nhập số liệu tuần 01/6–07/6.", date(2026, 6, 8)),
        ("Hội Phụ nữ", "nhập số liệu tuần 08/6–14/6.", date(2026, 6, 15)),
    ]


def test_a_week_with_figures_is_owed_no_more():
    weekly_office()
    by = build.user("vn/xa/hoi/", Role.REPORTER)
    build.count("vn/xa/hoi/", 0, date(2026, 6, 3), by=by)

    assert said(by, Kind.FIGURES) == [
        ("Hội Phụ nữ", "nhập số liệu tuần 08/6–14/6.", date(2026, 6, 15))
    ]


def duty_of_office(period: str, goal: int) -> User:
    plan = quiet_plan(ends_on=date(2026, 6, 30))
    office = build.unit("vn/xa/van-hoa/", kind=UnitKind.DEPARTMENT, name="Phòng Văn hóa")
    loud = build.indicator("broadcasts", aggregation="frequency", measure="lượt")
    everybody = build.cohort("all")
    build.field(plan, indicator=loud, cohort=everybody, branch=Branch.OFFICE, unit=office)
    build.target(
        plan,
        label="Phát thanh",
        indicator=loud,
        cohort=everybody,
        branch=Branch.OFFICE,
        goal_kind=Target.Goal.PER_PERIOD,
        goal_period=period,
        goal_value=Decimal(goal),
        denominator_kind="",
        deadline=None,
        deadline_wording="",
    )
    by = build.user("vn/xa/van-hoa/", Role.REPORTER)
    build.count("vn/xa/van-hoa/", 1, DAY, by=by, indicator=loud, cohort=everybody)
    return by


@pytest.mark.parametrize(
    ("period", "text", "due_on"),
    [
        ("day", "Phát thanh (03 lượt/ngày): hôm nay mới 1/3.", DAY),
        ("week", "Phát thanh (03 lượt/tuần): tuần này mới 1/3.", date(2026, 6, 14)),
        ("month", "Phát thanh (03 lượt/tháng): tháng này mới 1/3.", date(2026, 6, 30)),
    ],
)
def test_a_recurring_duty_is_due_at_the_end_of_its_period_while_it_is_short(period, text, due_on):
    office = duty_of_office(period, 3)

    expected = [("Phòng Văn hóa", text, due_on)]
    assert said(office, Kind.FREQUENCY) == expected
    assert said(made.head(), Kind.FREQUENCY) == expected
    assert said(build.user(HOA, Role.VILLAGE_HEAD), Kind.FREQUENCY) == []


def test_a_recurring_duty_that_is_met_is_not_due():
    assert said(duty_of_office("day", 1), Kind.FREQUENCY) == []


def weekly_report_plan(**over) -> Plan:
    plan = build.plan(starts_on=date(2026, 5, 26))
    made.rule(plan, kind=ReportingRule.Kind.WEEKLY, text="báo cáo tuần", due_on=None, **over)
    return plan


def test_weekly_reports_not_issued_are_late_and_the_next_comes_on_monday():
    weekly_report_plan()

    assert said(made.head(), Kind.WEEKLY) == [
        ("Xa", "ban hành báo cáo tuần đến ngày 31/5 và 07/6.", date(2026, 6, 1)),
        ("Xa", "ban hành báo cáo tuần đến ngày 14/6.", date(2026, 6, 15)),
    ]


def test_many_reports_not_issued_are_counted():
    plan = weekly_report_plan()
    Plan.objects.filter(pk=plan.pk).update(starts_on=date(2026, 4, 20))

    assert said(made.head(), Kind.WEEKLY)[0] == (
        "Xa",
        "ban hành 7 báo cáo tuần, từ tuần hết ngày 26/4 đến tuần hết ngày 07/6.",
        date(2026, 4, 27),
    )


def test_an_issued_week_is_done_and_the_plan_may_name_another_day():
    plan, by = weekly_report_plan(weekday=3, due_time=time(17)), made.head()
    for ending in (date(2026, 5, 31), date(2026, 6, 7)):
        IssuedReport.objects.create(
            plan=plan,
            unit=plan.unit,
            ending=ending,
            issued_at="2026-06-08T08:00+07:00",
            issued_by=by,
            content={},
            docx=b"",
            pdf=b"",
            sha256="",
        )

    [duty] = [one for one in duties_for(by) if one.kind == Kind.WEEKLY]

    assert (duty.due_on, duty.at) == (date(2026, 6, 17), time(17))
    text, address = "Xa: ban hành báo cáo tuần vừa qua.", f"/plans/{plan.code}/"
    assert duty.repeat == Repeat("weekly", text, address, until=date(2026, 7, 8))
    assert duty.address == f"/reports/{plan.code}/2026-06-14/"


def test_those_below_the_plan_owe_no_weekly_report():
    weekly_report_plan()

    assert said(build.user(HOA, Role.VILLAGE_HEAD), Kind.WEEKLY) == []


# --- Whose ------------------------------------------------------------------------------------------


def test_another_communes_duties_are_not_seen():
    plan = build.plan("vn/xa-khac/", code="khac", subplans_due_on=DAY)
    made.task(plan)
    made.rule(plan)
    build.target(plan)
    build.field(plan)
    build.unit("vn/xa-khac/thon/")

    assert duties_for(made.head()) == []


def test_an_account_without_a_unit_has_no_duties():
    build.plan()

    assert duties_for(build.user(made.COMMUNE, username="nobody", unit=None)) == []
