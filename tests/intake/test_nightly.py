"""The night: recompute from the entries, compare, repair, lock; twice, or killed anywhere."""

import logging
from datetime import date, timedelta

import pytest
from django.utils import timezone

from intake.actions import nightly
from intake.actions.days import close_day, open_day
from intake.actions.jobs import take_job, waiting_jobs
from intake.models import Count, Day, Entry, Job, NightlyCheck, Total
from intake.queries.integrity import differences_of
from intake.rules.ledger import DayLocked
from intake.tasks import run_job, start_nightly_run
from plans.models import Plan
from tests import build
from tests.intake.build_days import at, stop_clock
from units.models import AuditEntry, User
from units.rules import Role

pytestmark = pytest.mark.django_db

THON, OTHER = "vn/xa/thon-1/", "vn/xa/thon-2/"


@pytest.fixture(autouse=True)
def officer(settings) -> User:
    settings.PORTAL_TODAY = build.DAY
    build.unit(THON)
    build.unit(OTHER)
    build.field(build.plan())
    return build.user("vn/xa/")


def check(path: str = "vn/xa/", day: date = build.DAY) -> NightlyCheck:
    return nightly.check_unit(unit=build.unit(path), day=day)


def found(path: str = "vn/") -> list[tuple[str, str, int | None, int | None]]:
    _, differences = differences_of(build.unit(path))
    return [(d.unit, d.branch, d.stored, d.computed) for d in differences]


def test_figures_that_agree_leave_a_clean_record(officer):
    build.count(THON, 5, by=officer)
    build.count(OTHER, None, by=officer)

    record = check()
    assert (record.cells, record.differences) == (2, [])  # the count and the commune's total
    assert found() == []


def test_a_total_that_differs_is_found_repaired_recorded_and_told(officer, caplog):
    build.count(THON, 5, by=officer)
    Total.objects.filter(unit__path="vn/xa/").update(value=6)
    assert found() == [("Xa", "place", 6, 5)]

    with caplog.at_level(logging.ERROR):
        record = check()

    assert [(d["unit"], d["level"], d["stored"], d["computed"]) for d in record.differences] == [
        ("Xa", "total", 6, 5)
    ]
    assert found() == []
    assert len(caplog.records) == 1


def test_a_missing_total_is_put_back(officer):
    build.count(THON, 5, by=officer)
    Total.objects.all().delete()
    assert found() == [("Vn", "place", None, 5), ("Xa", "place", None, 5)]

    check("vn/")
    assert found() == []


def test_a_total_over_nothing_falls_to_zero(officer):
    build.count(THON, 5, by=officer)
    build.count(THON, None, by=officer)
    Total.objects.update(value=4)

    check("vn/")
    assert set(Total.objects.values_list("value", flat=True)) == {0}
    assert found() == []


@pytest.mark.parametrize("wrong", [{"value": 9}, {"value": None}, {"value": 9, "version": 7}])
def test_a_count_that_is_not_its_last_entry_is_put_back(officer, wrong):
    build.count(THON, 4, by=officer)
    build.count(THON, 5, by=officer)
    Count.objects.update(**wrong)

    check()
    assert list(Count.objects.values_list("value", "version")) == [(5, 2)]
    assert build.count(THON, 8, by=officer).cells == 1


def test_a_missing_count_is_put_back_also_where_the_value_was_taken_back(officer):
    build.count(THON, 5, by=officer)
    build.count(OTHER, 5, by=officer)
    build.count(OTHER, None, by=officer)
    Count.objects.all().delete()

    check()
    rows = Count.objects.order_by("unit__path").values_list("value", "version")
    assert list(rows) == [(5, 1), (None, 2)]


def test_a_count_without_an_entry_becomes_not_reported(officer):
    build.count(THON, 5, by=officer)
    Entry.objects.all().delete()

    check("vn/")
    assert list(Count.objects.values_list("value", "version")) == [(None, 0)]
    assert found() == []


def test_a_second_run_adds_to_the_record_of_the_first(officer):
    build.count(THON, 5, by=officer)
    Total.objects.filter(unit__path="vn/xa/").update(value=6)
    first = check()
    second = check()

    assert NightlyCheck.objects.count() == 1
    assert second.differences == first.differences != []
    assert second.locked_days == first.locked_days == 3


def test_only_the_own_subtree_is_repaired(officer):
    build.count(THON, 5, by=officer)
    Total.objects.update(value=6)

    check()
    assert found() == [("Vn", "place", 6, 5)]


def locked() -> list[date]:
    rows = Day.objects.filter(unit__path="vn/xa/", locked_at__isnull=False)
    return list(rows.order_by("day").values_list("day", flat=True))


def test_days_past_correction_are_locked_also_where_nobody_ever_saved(officer):
    build.count(THON, 5, date(2026, 5, 27), by=officer)

    assert check().locked_days == 3
    assert locked() == [date(2026, 5, 26), date(2026, 5, 27), date(2026, 5, 28)]
    with pytest.raises(DayLocked):
        build.count(THON, 5, date(2026, 5, 28), by=officer)
    assert build.count(THON, 5, date(2026, 5, 29), by=officer).cells == 1


def test_the_nights_locking_is_one_line_of_the_log():
    check()

    [line] = AuditEntry.objects.all()
    assert (line.action, line.subject, line.by_name) == ("Khóa ngày", "Xa: 3 ngày", "Hệ thống")
    assert line.after == ["2026-05-26", "2026-05-27", "2026-05-28"]


def test_the_plan_that_lets_correct_longest_decides():
    build.plan("vn/", code="cap-tren", open_days=15, starts_on=date(2026, 6, 1))
    check("vn/")

    assert locked() == [date(2026, 5, 26), date(2026, 5, 27)]


def test_a_day_that_was_opened_is_locked_again_the_next_night():
    check()
    head = build.user("vn/xa/", Role.POLICE_HEAD)
    open_day(unit=build.unit("vn/xa/"), day=date(2026, 5, 27), reason="bổ sung", by=head)
    assert locked() == [date(2026, 5, 26), date(2026, 5, 28)]

    check(day=date(2026, 6, 13))
    assert locked() == [date(2026, 5, n) for n in (26, 27, 28, 29)]


def test_a_day_opened_until_an_hour_is_left_open_by_the_night_until_then(monkeypatch):
    check()
    head = build.user("vn/xa/", Role.POLICE_HEAD)
    late = date(2026, 5, 27)
    until = at(date(2026, 6, 14), 17)
    open_day(unit=build.unit("vn/xa/"), day=late, reason="bổ sung", by=head, until=until)

    stop_clock(monkeypatch, at(date(2026, 6, 13), 0, 30))
    check(day=date(2026, 6, 13))
    assert locked() == [date(2026, 5, n) for n in (26, 28, 29)]

    stop_clock(monkeypatch, at(date(2026, 6, 15), 0, 30))
    record = check(day=date(2026, 6, 15))
    assert late in locked()
    assert record.locked_days == 3  # it, and the two days that were due since
    day = Day.objects.get(day=late)
    assert (day.locked_at, day.closed_by) == (until, "hệ thống, khi hết giờ mở lại")


def test_a_day_opened_before_it_was_due_and_without_an_end_locks_when_it_is_due():
    head = build.user("vn/xa/", Role.POLICE_HEAD)
    early = date(2026, 6, 5)
    close_day(unit=build.unit("vn/xa/"), day=early, by=head)
    open_day(unit=build.unit("vn/xa/"), day=early, reason="bổ sung", by=head)

    check(day=date(2026, 6, 19))
    assert early not in locked()
    check(day=date(2026, 6, 20))
    assert early in locked()
    assert Day.objects.get(day=early).closed_by == "hệ thống, khi hết hạn sửa"


def test_without_a_running_plan_nothing_is_locked():
    Plan.objects.update(state=Plan.State.CLOSED)

    assert check().locked_days == 0
    assert locked() == []


def jobs() -> list[tuple[str, str, int]]:
    return list(Job.objects.order_by("pk").values_list("unit__path", "state", "tries"))


def test_jobs_of_a_night_are_made_once_deepest_unit_first():
    for _ in range(2):
        nightly.plan_nightly_jobs(day=build.DAY)

    assert jobs() == [("vn/xa/", "waiting", 0), ("vn/", "waiting", 0)]


def test_units_without_a_running_plan_get_no_job():
    build.unit("vn/xa-khac/thon-9/")
    build.plan("vn/xa-khac/", code="du-thao", state=Plan.State.DRAFT)

    nightly.plan_nightly_jobs(day=build.DAY)
    assert [path for path, _, _ in jobs()] == ["vn/xa/", "vn/"]


def test_a_plan_whose_first_day_has_come_runs_from_that_night_on():
    Plan.objects.update(state=Plan.State.ISSUED)

    assert nightly.plan_nightly_jobs(day=date(2026, 5, 25)) == []
    assert set(Plan.objects.values_list("state", flat=True)) == {Plan.State.ISSUED}
    nightly.plan_nightly_jobs(day=date(2026, 5, 26))

    assert set(Plan.objects.values_list("state", flat=True)) == {Plan.State.RUNNING}
    assert [path for path, _, _ in jobs()] == ["vn/xa/", "vn/"]


def first_job() -> Job:
    return nightly.plan_nightly_jobs(day=build.DAY)[0]


def test_a_job_that_is_done_is_not_done_again():
    job = first_job()
    run_job(job.pk)
    NightlyCheck.objects.all().delete()

    run_job(job.pk)
    assert jobs()[0] == ("vn/xa/", "done", 1)
    assert not NightlyCheck.objects.exists()


def test_a_job_that_another_worker_holds_is_left_alone():
    job = first_job()
    assert take_job(job.pk) is not None

    assert take_job(job.pk) is None
    assert job.pk not in waiting_jobs()
    assert jobs()[0] == ("vn/xa/", "waiting", 1)


def test_the_job_of_a_dead_worker_comes_back_when_its_lease_runs_out():
    job = first_job()
    take_job(job.pk)
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    assert job.pk in waiting_jobs()
    run_job(job.pk)
    assert jobs()[0] == ("vn/xa/", "done", 2)


def test_a_job_that_fails_says_why_and_is_put_aside_after_three_tries(monkeypatch):
    def fail(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(nightly, "check_unit", fail)
    job = first_job()
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            run_job(job.pk)
    run_job(job.pk)

    assert jobs()[0] == ("vn/xa/", "dead", 3)
    job.refresh_from_db()
    assert (job.error, job.pk in waiting_jobs()) == ("ZeroDivisionError", False)


def test_a_worker_killed_after_the_check_and_before_the_note_loses_nothing(officer, monkeypatch):
    """The check has committed; the job is still waiting and is done a second time."""
    build.count(THON, 5, by=officer)
    Total.objects.filter(unit__path="vn/xa/").update(value=6)
    job = first_job()
    take_job(job.pk)
    check()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    run_job(job.pk)
    assert jobs()[0] == ("vn/xa/", "done", 2)
    assert [d["stored"] for d in NightlyCheck.objects.get().differences] == [6]


def test_the_task_plans_the_night_of_the_business_date_and_each_job_is_one_call(monkeypatch):
    rung: list[int] = []
    monkeypatch.setattr(run_job, "delay", rung.append)

    assert start_nightly_run() == 2
    assert rung == list(Job.objects.order_by("pk").values_list("pk", flat=True))
    for job_id in rung:
        run_job(job_id)
    assert [(path, state) for path, state, _ in jobs()] == [("vn/xa/", "done"), ("vn/", "done")]
    assert set(NightlyCheck.objects.values_list("day", flat=True)) == {build.DAY}
