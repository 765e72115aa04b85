"""Tallies at once, on PostgreSQL: superseding, undoing and saving never end in a deadlock."""

import threading
import time
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from intake import uploads
from intake.actions import receipts
from intake.actions.undo import undo_tally
from intake.models import Job, Tally
from intake.queries.integrity import differences_of
from intake.rules.ledger import Refusal
from intake.tasks import run_job
from intake.uploads import choose, commit_tally, receive_tally
from plans.models import Plan
from tests import build
from tests.intake import build_tallies as tally_of
from tests.intake.build_tallies import ADULT, BINH, HOA, TODAY, row
from units.models import User

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]

HEAD_START = 0.5


@pytest.fixture(autouse=True)
def officer(settings) -> User:
    settings.PORTAL_TODAY = TODAY
    tally_of.world()
    return tally_of.officer()


def chosen(by: User, *rows, choice: str = "", name: str = "bieu.xlsx") -> Tally:
    plan = Plan.objects.get()
    tally = receive_tally(upload=tally_of.upload(*rows, name=name), plan=plan, by=by)
    return choose(tally=tally, choice=choice, revision=tally.revision, by=by)


def one_after_the_other(*works: Callable[[], object]) -> list[str]:
    """Start the works half a second apart, each with a connection of its own; how each ended."""
    ends = [""] * len(works)

    def run(number: int) -> None:
        try:
            works[number]()
            ends[number] = "done"
        except Refusal:
            ends[number] = "refused"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(works))]
    for thread in threads:
        thread.start()
        time.sleep(HEAD_START)
    for thread in threads:
        thread.join()
    return ends


@pytest.fixture
def slow_receipts(monkeypatch):
    """A commit rests while it holds what it has written, so that the other comes in between."""
    close = receipts._close

    def slowly(*args, **kwargs):
        time.sleep(3 * HEAD_START)
        return close(*args, **kwargs)

    monkeypatch.setattr(receipts, "_close", slowly)


def test_superseding_a_tally_and_undoing_it_at_once(officer, slow_receipts):
    former = commit_tally(tally=chosen(officer, row(14), row(9, cohort=ADULT)), by=officer)
    later = chosen(officer, row(15), choice="supersede")

    ends = one_after_the_other(
        lambda: commit_tally(tally=later, by=officer),
        lambda: undo_tally(tally=former, by=officer),
    )

    assert ends == ["done", "refused"]
    assert sorted(v for v in tally_of.values().values() if v is not None) == [15]
    assert differences_of(former.plan.unit)[1] == []


def test_superseding_and_another_tally_of_the_same_days_at_once(officer, slow_receipts):
    commit_tally(tally=chosen(officer, row(14), row(9, day="09/06/2026")), by=officer)
    later = chosen(officer, row(15), choice="supersede")
    other = chosen(
        officer,
        row(3, unit="Thôn Phú Bình"),
        row(4, unit="Thôn Phú Bình", day="09/06/2026"),
        name="khac.xlsx",
    )

    ends = one_after_the_other(
        lambda: commit_tally(tally=later, by=officer),
        lambda: commit_tally(tally=other, by=officer),
    )

    assert ends == ["done", "done"]
    assert differences_of(later.plan.unit)[1] == []


def test_a_save_waits_for_no_reading(officer, monkeypatch):
    """A workbook is read for as long as it takes; meanwhile its cells are saved by hand."""
    reading, saved = threading.Event(), threading.Event()
    real = uploads.read_upload

    def read_slowly(*args, **kwargs):
        reading.set()
        assert saved.wait(timeout=20)
        return real(*args, **kwargs)

    monkeypatch.setattr("intake.uploads.MOST_BYTES_AT_ONCE", 0)
    monkeypatch.setattr("intake.uploads.read_upload", read_slowly)
    upload = tally_of.upload(row(14))
    tally = receive_tally(upload=upload, plan=Plan.objects.get(), by=officer)
    job = Job.objects.get(tally=tally)

    def save() -> None:
        assert reading.wait(timeout=20)
        build.count(HOA, 5, date(2026, 6, 11), by=officer)
        build.count(BINH, 6, date(2026, 6, 11), by=officer)
        saved.set()

    assert one_after_the_other(lambda: run_job(job.pk), save) == ["done", "done"]
    tally.refresh_from_db()
    assert (tally.state, tally.cells[0][7]) == (Tally.State.PREVIEW, 5)
