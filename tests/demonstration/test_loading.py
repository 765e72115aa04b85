"""The demonstration in the database: complete, loaded through the same actions, sums that agree."""

from collections import Counter
from datetime import date

import pytest

from demonstration import loading
from demonstration.simulation import LAST_DAY, simulate
from intake.models import (
    Count,
    Day,
    DayReport,
    DayReportChange,
    Entry,
    NightlyCheck,
    Submission,
    Total,
)
from intake.queries.fields import fields_of
from intake.queries.integrity import differences_of
from plans.models import Plan, PlanVersion, Task, Team
from reports.queries.progress import progress_of
from targets.catalogue.facts import PLAN_CODES
from targets.models import Baseline, Deduction, DeductionFile, EntryField, Indicator, Quota, Target
from targets.queries.facts import facts_of, version_facts
from tests.demonstration.loaded import PASSWORD, loaded_demonstration
from units.models import AuditEntry, Unit, User

pytestmark = pytest.mark.django_db
ISSUED = ("phuong-1", "dan-thanh", "long-huu", "long-toan", "truong-long-hoa")


@pytest.fixture(scope="module", autouse=True)
def demonstration(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), loaded_demonstration():
        yield


def commune():
    return Unit.objects.get(code="phu-rieng")


def villages():
    return list(Unit.objects.filter(parent=commune(), branch="place"))


def rows(code):
    """A target's rows: the commune's, then each village's."""
    plan = Plan.objects.get(code="2026-phu-rieng")
    found = [row for row in progress_of(plan, [commune(), *villages()]) if row.target.code == code]
    return found[0], found[1:]


def test_five_plans_with_47_targets_are_there():
    plans = Plan.objects.filter(code__in=PLAN_CODES)

    assert plans.count() == 5
    assert Target.objects.filter(plan__in=plans).count() == 47


def test_plans_with_made_up_figures_say_so_and_only_that_of_the_demonstration_is_running():
    running = Plan.objects.filter(state=Plan.State.RUNNING).values_list("code", flat=True)

    assert set(Plan.objects.filter(is_illustrative=True).values_list("code", flat=True)) == {
        "2026-phu-rieng",
        "2023-duyen-hai",
        *(f"2023-duyen-hai-{unit}" for unit in ISSUED),
    }
    assert "2026-phu-rieng" in running
    assert "2023-duyen-hai" not in running


def test_each_plan_is_in_force_as_its_first_version_shares_and_added_cells_with_it():
    plans = list(Plan.objects.all())

    for plan in plans:
        version = plan.versions.get()
        assert (version.number, version.is_draft) == (1, False)
        assert version_facts(version) == facts_of(plan)
    shares = {plan.code: len(facts_of(plan).quotas) for plan in plans}
    assert shares == dict.fromkeys(shares, 0) | {"2026-phu-rieng": 48, "2023-duyen-hai": 7}
    assert sum(shares.values()) == Quota.objects.count()


def test_accounts_can_log_in_with_the_password():
    account = User.objects.get(username="chutich")

    assert account.check_password(PASSWORD)
    assert (account.unit.code, account.role) == ("phu-rieng", "chairman")


def test_every_simulated_value_went_through_the_ledger():
    last = {(c.unit, c.day, c.indicator, c.cohort): c.value for c in simulate().counts}

    stored = Count.objects.values_list(
        "unit__code", "day", "indicator__code", "cohort__code", "value"
    )

    assert {tuple(row[:4]): row[4] for row in stored} == last
    assert Entry.objects.count() == len(simulate().counts)


def test_days_are_reported_approved_and_one_is_returned():
    states = Counter(DayReport.objects.values_list("state", flat=True))

    assert states == {"approved": 282, "returned": 1, "reported": 34}


def test_totals_are_what_the_entries_say():
    cells, differences = differences_of(Unit.objects.get(code="vn"))

    assert cells > 1000
    assert differences == []
    assert NightlyCheck.objects.get(unit=commune()).differences == []


@pytest.mark.parametrize("code", ["A2", "A4"])
def test_villages_sum_to_the_commune(code):
    whole, parts = rows(code)

    for name in ("done", "start", "denominator", "required", "gained"):
        assert sum(getattr(row, name) for row in parts) == getattr(whole, name)


def test_figures_on_the_morning_of_12_june():
    children, _ = rows("A4")
    everybody, _ = rows("A2")

    assert (children.start, children.done, children.required) == (9, 1889, 5045)
    assert (everybody.start, everybody.done, everybody.required) == (21982, 26259, 32479)
    assert (children.state_label, everybody.state_label) == ("chậm", "chậm")


def test_villages_stand_differently():
    _, parts = rows("A4")

    assert Counter(row.state_label for row in parts) == {
        "đúng tiến độ": 2,
        "có nguy cơ": 3,
        "chậm": 7,
    }


def test_village_baselines_and_quotas_sum_to_the_plans():
    baselines = Baseline.objects.filter(
        unit__in=villages(), indicator__code="eid_activated", cohort__code="age_6_13"
    )
    quotas = Quota.objects.filter(target__code="A4").values_list("value", flat=True)

    assert sum(baselines.values_list("value", flat=True)) == 9
    assert sum(quotas) == 5045
    assert len(quotas) == 12


def test_loading_again_changes_nothing():
    tables = (
        Unit, User, Plan, PlanVersion, Task, Team, Target, EntryField, Quota, Baseline, Deduction, DeductionFile,
        AuditEntry, Entry, Count, Submission, DayReport, DayReportChange,
    )  # fmt: skip
    before = [list(table.objects.order_by("pk").values()) for table in tables]

    loading.load(until=LAST_DAY, password=PASSWORD)

    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def test_an_officer_typed_his_own_figures_and_the_head_those_of_officers_without_an_account():
    rows = Entry.objects.filter(unit__branch="person").values_list("unit__code", "by__username")

    assert set(rows) == {
        ("can-bo-1", "canbo"),
        ("can-bo-2", "truongca"),
        ("can-bo-3", "truongca"),
        ("can-bo-4", "truongca"),
    }


def test_what_officers_persuaded_adds_up_beside_the_villages_never_with_them():
    rows = Total.objects.filter(indicator__code="people_persuaded")
    whole = Counter()
    for unit, branch, value in rows.values_list("unit__code", "branch", "value"):
        whole[unit, branch] += value

    assert whole == {(code, "person"): 38 for code in ("cong-an-xa", "phu-rieng", "dong-nai", "vn")}


def test_the_culture_office_has_its_duties_to_tick_and_the_union_its_week():
    office, union = (User.objects.get(username=name).unit for name in ("vanhoa", "baocaovien"))
    indicators = dict(Indicator.objects.values_list("pk", "code"))
    asked = {
        unit.code: {
            indicators[indicator] for pk, indicator, _ in fields_of([unit]) if pk == unit.pk
        }
        for unit in (office, union)
    }

    assert asked["van-hoa-xa-hoi"] >= {"broadcasts", "posts", "mobile_broadcasts"}
    assert asked["mttq-doan-the"] == {"eid_activated"}


def older_demonstration():
    """The database as it was before the demonstration had officers; the first days are locked."""
    officers = Unit.objects.filter(kind="officer")
    for table in (Entry, Count, DayReport, DayReportChange):
        table.objects.filter(unit__in=officers).delete()
    Total.objects.filter(branch="person").delete()
    Submission.objects.filter(entries=None).delete()
    EntryField.objects.filter(branch="person").delete()
    User.objects.update(personal_unit=None)
    User.objects.filter(username="vanhoa").delete()
    officers.delete()
    Day.objects.filter(unit=commune(), day__lte=date(2026, 6, 5)).update(
        locked_at="2026-06-11T00:05+07:00"
    )


def test_an_older_demonstration_gets_its_officers_on_the_days_that_are_not_locked():
    older_demonstration()
    others = [list(t.objects.order_by("pk").values()) for t in (Entry, Count, DayReport, Unit)]

    loading.load(until=LAST_DAY, password=None)

    by_officers = {
        table: table.objects.filter(unit__branch="person") for table in (Entry, Count, DayReport)
    }
    assert {min(rows.values_list("day", flat=True)) for rows in by_officers.values()} == {
        date(2026, 6, 6)
    }
    assert [rows.count() for rows in by_officers.values()] == [23, 23, 23]
    assert [
        list(t.objects.exclude(unit__branch="person").order_by("pk").values()) for t in by_officers
    ] + [list(Unit.objects.exclude(branch="person").order_by("pk").values())] == others
    holders = User.objects.exclude(personal_unit=None).values_list(
        "username", "personal_unit__code"
    )
    assert set(holders) == {("canbo", "can-bo-1"), ("truongca", "can-bo-2")}
    assert User.objects.filter(username="vanhoa").exists()


def test_a_line_that_was_given_to_somebody_else_stays_his():
    own = Unit.objects.get(code="can-bo-1")
    User.objects.filter(username="canbo").update(personal_unit=None)
    User.objects.filter(username="baocaovien").update(personal_unit=own)

    loading.load(until=LAST_DAY, password=None)

    assert User.objects.get(personal_unit=own).username == "baocaovien"
    assert User.objects.get(username="canbo").personal_unit is None


def test_later_run_adds_only_the_later_days():
    for table in (Entry, Count, DayReport, Submission, Day, NightlyCheck):
        table.objects.all().delete()
    loading.load(until=date(2026, 6, 9), password=None)
    last_of_short, short = Count.objects.latest("day").day, Entry.objects.count()

    loading.load(until=LAST_DAY, password=None)

    assert last_of_short == date(2026, 6, 9)
    assert short < Entry.objects.count() == len(simulate().counts)
