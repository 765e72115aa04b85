"""What the demonstration shows of a plan's life: tasks, a town's subplans and quotas, deductions."""

from datetime import date

import docx
import pytest
from django.test import override_settings

from demonstration import loading
from demonstration.facts import load_demonstration
from demonstration.simulation import LAST_DAY
from plans.models import Plan, PlanVersion
from reports.queries.progress import progress_of
from targets.actions.deductions import look_at_persons, take_evidence
from targets.catalogue.facts import load_plan
from targets.models import Deduction, Quota
from targets.queries.deductions import waits_for
from targets.queries.plan_list import plan_rows
from tests.demonstration.loaded import loaded_demonstration
from units.models import AuditEntry, Unit, User

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def demonstration(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), loaded_demonstration():
        yield


def plan_of_the_town():
    return Plan.objects.get(code="2023-duyen-hai")


def deduction(unit):
    return Deduction.objects.get(unit__code=unit)


# --- Tasks and teams -----------------------------------------------------------------------------------


def test_tasks_of_phu_rieng_are_led_by_units_of_the_portal():
    tasks = Plan.objects.get(code="2026-phu-rieng").tasks.order_by("position")

    assert list(tasks.values_list("section", "lead_unit__code")) == [
        *[(section, None) for section in ("III.1", "III.2", "III.3", "III.4")],
        *[("IV.1", "cong-an-xa")] * 5,
        *[("IV.2", "hanh-chinh-cong")] * 3,
        *[("IV.3", "van-hoa-xa-hoi")] * 2,
        *[("IV.4", "phong-kinh-te")] * 2,
        ("IV.5", "mttq-doan-the"),
        ("IV.5", "doan-thanh-nien"),
        *[("IV.6", None)] * 3,
        ("V.1", "cong-an-xa"),
        ("V.4", "cong-an-xa"),
    ]


def test_teams_are_those_of_the_texts_and_phu_rieng_names_none():
    teams = {plan.code: plan.teams.count() for plan in Plan.objects.filter(parent=None)}

    assert teams == {
        "2026-phu-rieng": 0,
        "2024-diem-mac": 0,
        "2026-tan-dinh": 1,
        "2023-duyen-hai": 3,
        "2025-tu-nghia": 0,
    }


# --- The town and its communes and wards ----------------------------------------------------------------


def test_shares_of_the_town_sum_to_32520():
    shares = dict(Quota.objects.filter(target__code="D1").values_list("unit__code", "value"))

    assert shares == {
        "phuong-1": 4447,
        "phuong-2": 3262,
        "dan-thanh": 4890,
        "hiep-thanh": 3735,
        "long-huu": 5314,
        "long-toan": 5694,
        "truong-long-hoa": 5178,
    }
    assert sum(shares.values()) == 32520


def test_five_communes_and_wards_issued_their_plan_in_time():
    plan = plan_of_the_town()

    assert list(
        plan.subplans.order_by("unit__position").values_list("unit__code", "number", "issued_on")
    ) == [
        ("phuong-1", "12/KH-UBND", date(2023, 8, 31)),
        ("dan-thanh", "27/KH-UBND", date(2023, 8, 31)),
        ("long-huu", "31/KH-UBND", date(2023, 9, 1)),
        ("long-toan", "19/KH-UBND", date(2023, 9, 4)),
        ("truong-long-hoa", "22/KH-UBND", date(2023, 9, 4)),
    ]
    assert plan.subplans_due_on == date(2023, 9, 5)
    assert plan.subplans.filter(issued_on__gte=plan.subplans_due_on).exists() is False


def test_the_list_says_who_has_no_plan_and_that_the_day_is_over():
    user = User.objects.get(username="thixa")

    [row] = plan_rows(Plan.objects.visible_to(user), [], user)

    assert (row.plan.code, len(row.subplans), row.is_late) == ("2023-duyen-hai", 5, True)
    assert [unit.name for unit in row.without] == ["Phường 2", "Xã Hiệp Thạnh"]


def test_a_subplan_carries_the_share_of_its_unit_and_says_that_it_is_made_up():
    for plan in plan_of_the_town().subplans.all():
        target = plan.targets.get()
        share = Quota.objects.get(target__code="D1", unit=plan.unit).value

        assert (target.code, target.goal_value, target.deadline) == (
            "T1",
            share,
            date(2023, 11, 30),
        )
        assert plan.title.endswith("(minh họa)")
        assert plan.short_title.endswith("(minh họa)")


def test_a_subplan_is_named_in_the_form_of_its_kind_of_unit():
    ward = plan_of_the_town().subplans.get(unit__code="phuong-1")

    assert (ward.issuer, ward.lead_unit) == ("Ủy ban nhân dân phường 1", "Công an phường")
    assert ward.title == (
        "Thực hiện Chiến dịch “90 ngày, đêm” thu nhận, kích hoạt tài khoản định danh điện tử cho công dân"
        " đủ điều kiện trên địa bàn phường 1 (minh họa)"
    )


# --- Deductions ----------------------------------------------------------------------------------------


def test_one_deduction_waits_one_was_sent_up_and_one_is_accepted():
    rows = Deduction.objects.order_by("pk")

    assert list(
        rows.values_list(
            "unit__code",
            "target__code",
            "people",
            "state",
            "asked_by__username",
            "decided_by__username",
            "counts_from",
        )
    ) == [
        ("phu-hoa", "A4", 2, "asked", "truongthon", None, None),
        ("phu-thinh", "A4", 1, "sent_up", "canbo", None, None),
        ("phu-lam", "A3", 3, "accepted", "canbo", "truongca", date(2026, 6, 8)),
    ]


def test_each_waits_for_the_one_who_answers_it():
    head, above = (User.objects.get(username=name) for name in ("truongca", "tinh"))
    units = ("phu-hoa", "phu-thinh", "phu-lam")

    assert [waits_for(head, deduction(unit)) for unit in units] == [True, False, False]
    assert [waits_for(above, deduction(unit)) for unit in units] == [False, True, False]


def test_history_of_the_deductions_was_made_by_the_same_actions():
    acts = AuditEntry.objects.filter(action__icontains="giám trừ").order_by("pk")

    assert list(acts.values_list("action", "by__username")) == [
        ("Đề nghị giám trừ", "truongthon"),
        ("Đề nghị giám trừ", "canbo"),
        ("Gửi cấp trên đề nghị giám trừ", "truongca"),
        ("Đề nghị giám trừ", "canbo"),
        ("Chấp nhận giám trừ", "truongca"),
    ]


def test_the_accepted_one_makes_the_denominator_smaller_at_its_village_and_its_commune():
    plan = Plan.objects.get(code="2026-phu-rieng")
    units = [Unit.objects.get(code=code) for code in ("phu-rieng", "phu-lam")]

    rows = {
        (unit.code, row.target.code): (row.gross, row.deducted, row.denominator)
        for unit in units
        for row in progress_of(plan, [unit])
        if row.target.code in {"A3", "A4"}
    }

    assert rows == {
        ("phu-rieng", "A3"): (5045, 3, 5042),
        ("phu-lam", "A3"): (526, 3, 523),
        ("phu-rieng", "A4"): (5045, 0, 5045),
        ("phu-lam", "A4"): (526, 0, 526),
    }


def test_people_and_evidence_are_sealed_and_say_that_they_are_made_up(tmp_path):
    head, row = User.objects.get(username="truongca"), deduction("phu-hoa")
    name, _, data = take_evidence(deduction=row, by=head)
    (tmp_path / name).write_bytes(data)
    lines = [p.text for p in docx.Document(str(tmp_path / name)).paragraphs]

    assert name == "Giấy xác nhận (minh họa).docx"
    assert lines == [
        "Giấy xác nhận (minh họa)",
        row.note,
        "Mai Văn P, sinh năm 2016 (minh họa)",
        "Mai Thị Q, sinh năm 2018 (minh họa)",
    ]
    assert look_at_persons(deduction=row, by=head) == tuple(lines[2:])
    assert "Mai Văn P".encode() not in bytes(row.persons)


def test_every_person_and_note_of_a_deduction_says_that_it_is_made_up():
    texts = [
        text
        for row in load_demonstration().deductions
        for text in (row.note, *row.persons)
        if not text.endswith("(minh họa)")
    ]

    assert texts == []


# --- Loaded at another time ----------------------------------------------------------------------------


def test_where_the_plan_is_over_nobody_asks_for_a_deduction():
    Deduction.objects.all().delete()
    Plan.objects.filter(code="2026-phu-rieng").update(state=Plan.State.CLOSED)

    with override_settings(PORTAL_TODAY=date(2026, 7, 10)):
        loading.load(until=LAST_DAY, password=None)

    assert Deduction.objects.count() == 0


def test_an_older_demonstration_gets_the_shares_the_subplans_and_the_deductions():
    town = plan_of_the_town()
    before = town.versions.get()
    Deduction.objects.all().delete()
    Plan.objects.filter(parent=town).delete()
    Quota.objects.filter(target__plan=town).delete()
    PlanVersion.objects.filter(pk=before.pk).delete()
    Plan.objects.filter(pk=town.pk).update(is_illustrative=False)

    loading.load(until=LAST_DAY, password=None)

    town.refresh_from_db()
    assert (town.is_illustrative, town.subplans.count(), Deduction.objects.count()) == (True, 5, 3)
    assert town.versions.get().facts == before.facts
    assert sum(quota["value"] for quota in before.facts["quotas"]) == 32520
    assert load_plan(town.code).quotas == ()
