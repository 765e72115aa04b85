"""Large tallies: read and entered by jobs that may fail, die or come too late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intake.actions.days import close_day, open_day
from intake.actions.jobs import MOST_TRIES, NOT_ENTERED, NOT_READ, note_progress, take_job
from intake.models import Entry, Job, Tally
from intake.rules.kept import kept_cells
from intake.tasks import ring_waiting_jobs, run_job
from intake.uploads import MOST_BYTES_AT_ONCE, receive_tally
from tests import build
from tests.intake import build_tallies as tally_of
from tests.intake.build_tallies import (
    COMMUNE,
    HOA,
    confirm,
    row,
    sent,
)
from units import clock
from units.rules import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tally_day")]

DAY = date(2026, 6, 11)
CELL = ("phu-hoa", DAY, "eid_activated", "age_6_13")


@pytest.fixture
def rung(monkeypatch, settings):
    """Everything is large; what is rung for is noted instead of sent."""
    calls: list[int] = []
    monkeypatch.setattr("intake.uploads.MOST_BYTES_AT_ONCE", 0)
    monkeypatch.setattr("intake.uploads.MOST_CELLS_AT_ONCE", 0)
    monkeypatch.setattr(run_job, "apply_async", lambda args, **_: calls.append(args[0]))
    return calls


def test_a_large_file_is_read_and_entered_by_a_worker(client, head, rung):
    tally = sent(client, row(14))
    assert (tally.state, tally.cells, len(rung)) == (Tally.State.READING, [], 1)
    page = client.get(reverse("tally", args=[tally.pk]))
    assert page.status_code == 200

    run_job(rung.pop())
    tally.refresh_from_db()
    assert (tally.state, len(tally.cells)) == (Tally.State.PREVIEW, 1)

    confirm(client, tally)
    tally.refresh_from_db()
    assert (tally.state, Entry.objects.count()) == (Tally.State.ENTERING, 0)
    run_job(rung.pop())
    tally.refresh_from_db()
    assert (tally.state, tally_of.values()) == (Tally.State.COMMITTED, {CELL: 14})


def test_a_change_meanwhile_brings_a_large_tally_back_to_its_sender(client, head, rung):
    tally = sent(client, row(14))
    run_job(rung.pop())
    confirm(client, Tally.objects.get())
    build.count(HOA, 10, DAY, by=build.user(COMMUNE))

    run_job(rung.pop())

    tally.refresh_from_db()
    assert (tally.state, tally_of.values()) == (Tally.State.PREVIEW, {CELL: 10})
    assert tally.notice.startswith("Có 1 ô vừa được người khác sửa")
    assert kept_cells(tally.cells)[0].before == 10


def test_a_lock_meanwhile_brings_a_large_tally_back_with_the_reason(client, head, rung):
    tally = sent(client, row(14))
    run_job(rung.pop())
    confirm(client, Tally.objects.get())
    close_day(unit=build.unit(COMMUNE), day=DAY, by=None)

    run_job(rung.pop())

    tally.refresh_from_db()
    assert (tally.state, Entry.objects.count()) == (Tally.State.PREVIEW, 0)
    assert "đã khóa" in tally.notice


def test_a_reading_that_always_fails_is_given_up_and_said(client, head, rung, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError

    tally = sent(client, row(14))
    monkeypatch.setattr("intake.uploads.read_upload", fail)
    [job_id] = rung
    for _ in range(MOST_TRIES):
        with pytest.raises(ZeroDivisionError):
            run_job(job_id)
    run_job(job_id)

    tally.refresh_from_db()
    assert (tally.state, tally.reading["refused"]) == (Tally.State.REFUSED, NOT_READ)
    assert client.get(reverse("tally", args=[tally.pk])).status_code == 200


def test_a_small_file_whose_reading_failed_at_once_waits_for_the_sweeper(
    client, head, plan, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr("intake.uploads.read_upload", lambda *_, **__: 1 / 0)
        tally = sent(client, row(14))
    assert tally.state == Tally.State.READING

    monkeypatch.setattr(run_job, "delay", run_job)
    assert ring_waiting_jobs() == 1

    tally.refresh_from_db()
    assert tally.state == Tally.State.PREVIEW


def test_a_job_of_an_older_reading_changes_nothing(client, head, rung):
    tally = sent(client, row("mười"))
    [job_id] = rung
    Tally.objects.filter(pk=tally.pk).update(revision=5)

    run_job(job_id)

    tally.refresh_from_db()
    assert (tally.state, tally.revision, Job.objects.get().state) == (
        Tally.State.PREVIEW,
        6,
        Job.State.DONE,
    )


def test_a_broker_that_is_down_loses_no_file(client, head, monkeypatch):
    def down(*_, **__):
        raise ConnectionRefusedError

    monkeypatch.setattr("intake.uploads.MOST_BYTES_AT_ONCE", 0)
    monkeypatch.setattr(run_job, "apply_async", down)

    tally = sent(client, row(14))

    assert (tally.state, Job.objects.get().state) == (Tally.State.READING, Job.State.WAITING)


def test_a_command_reads_at_once_however_large(head, plan, rung):
    upload = tally_of.upload(row(14))

    tally = receive_tally(upload=upload, plan=plan, by=head, at_once=True)

    assert (tally.state, rung) == (Tally.State.PREVIEW, [])


def test_a_large_file_that_the_gate_refuses_waits_for_no_worker(client, head, rung):
    tally_of.send(client, b"not a workbook", "hinh.xlsx")

    assert (Tally.objects.get().state, rung) == (Tally.State.REFUSED, [])


def test_a_tally_given_back_to_its_sender_is_entered_when_he_confirms_again(client, head, rung):
    tally = sent(client, row(14))
    run_job(rung.pop())
    confirm(client, Tally.objects.get())
    close_day(unit=build.unit(COMMUNE), day=DAY, by=None)
    run_job(rung.pop())
    open_day(
        unit=build.unit(COMMUNE), day=DAY, reason="sửa", by=build.user(COMMUNE, Role.POLICE_HEAD)
    )

    tally.refresh_from_db()
    confirm(client, tally)
    run_job(rung.pop())

    tally.refresh_from_db()
    assert (tally.state, tally_of.values()) == (Tally.State.COMMITTED, {CELL: 14})


def test_a_tally_whose_entering_was_given_up_is_entered_when_confirmed_again(
    client, head, rung, monkeypatch
):
    tally = sent(client, row(14))
    run_job(rung.pop())
    confirm(client, Tally.objects.get())
    job_id = rung.pop()
    with monkeypatch.context() as patch:
        patch.setattr("intake.uploads.commit_tally", lambda **_: 1 / 0)
        for _ in range(MOST_TRIES):
            with pytest.raises(ZeroDivisionError):
                run_job(job_id)
    run_job(job_id)
    tally.refresh_from_db()
    assert (tally.state, tally.notice) == (Tally.State.PREVIEW, NOT_ENTERED)

    confirm(client, tally)
    run_job(rung.pop())

    tally.refresh_from_db()
    assert tally.state == Tally.State.COMMITTED


def test_a_large_tally_is_undone_by_a_worker(client, head, rung):
    tally = sent(client, row(14))
    run_job(rung.pop())
    confirm(client, Tally.objects.get())
    run_job(rung.pop())

    client.post(reverse("tally-undo", args=[tally.pk]))
    tally.refresh_from_db()
    assert (tally.state, tally_of.values()) == (Tally.State.UNDOING, {CELL: 14})
    assert client.get(reverse("tally", args=[tally.pk])).status_code == 200
    run_job(rung.pop())

    tally.refresh_from_db()
    assert (tally.state, tally_of.values()) == (Tally.State.UNDONE, {CELL: None})


def test_a_large_tally_that_may_not_be_undone_any_more_stays_and_says_why(client, head, rung):
    tally = sent(client, row(14))
    run_job(rung.pop())
    confirm(client, Tally.objects.get())
    run_job(rung.pop())
    client.post(reverse("tally-undo", args=[tally.pk]))
    close_day(unit=build.unit(COMMUNE), day=DAY, by=None)

    run_job(rung.pop())

    tally.refresh_from_db()
    assert (tally.state, tally.undone_by, tally_of.values()) == (
        Tally.State.COMMITTED,
        None,
        {CELL: 14},
    )
    assert "đã khóa" in tally.notice


def test_a_page_that_waits_loads_no_cells(client, head, rung, django_assert_max_num_queries):
    tally = sent(client, row(14))

    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("tally", args=[tally.pk]))

    assert not [query for query in asked if '"cells"' in query["sql"]]


def test_the_list_of_the_administration_loads_no_cells(client, head):
    sent(client, row(14))
    client.force_login(build.user(COMMUNE, Role.ADMINISTRATOR))

    with CaptureQueriesContext(connection) as asked:
        page = client.get("/admin/intake/tally/").content.decode().lower()

    assert not [query for query in asked if '"cells"' in query["sql"]]
    assert ("số biên nhận" in page, "receipt number" in page) == (True, False)


def test_a_worker_that_comes_back_late_does_not_mark_the_others_work(client, head, rung):
    sent(client, row(14))
    [job_id] = rung
    late = take_job(job_id)
    Job.objects.filter(pk=job_id).update(lease_until=clock.now() - timedelta(minutes=5))
    take_job(job_id)

    note_progress(late, 50)

    assert Job.objects.get(pk=job_id).lease_until > clock.now()
    assert Job.objects.get(pk=job_id).tries == 2


def test_a_workbook_that_packs_well_is_read_by_a_worker_all_the_same(client, head, monkeypatch):
    calls: list[int] = []
    monkeypatch.setattr(run_job, "apply_async", lambda args, **_: calls.append(args[0]))
    monkeypatch.setattr("intake.uploads.MOST_UNPACKED_AT_ONCE", 10_000)

    data = tally_of.long_list(*(row("chưa rõ", day="1/6") for _ in range(300)))
    tally_of.send(client, data)

    assert len(data) < MOST_BYTES_AT_ONCE
    assert (Tally.objects.get().state, len(calls)) == (Tally.State.READING, 1)
