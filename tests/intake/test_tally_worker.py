"""Large tallies on a real worker: read, entered, and killed at any moment, once in the ledger."""

import random
import signal
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from intake.models import Entry, Job, Tally
from intake.queries.integrity import differences_of
from intake.tasks import ring_for, ring_waiting_jobs
from intake.uploads import enter_tally, receive_tally
from tests import services
from tests.intake import build_tallies as tally_of
from tests.intake.build_tallies import ADULT, CARD, TODAY, row
from units.models import User

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]

KILLS = 4
ROWS = [
    row(n, unit=unit, day=f"{day:02}/06/2026", **over)
    for n, unit in enumerate(("Thôn Phú Hòa", "Thôn Phú Bình"), 1)
    for day in range(1, 12)
    for over in ({}, {"cohort": ADULT}, {"indicator": CARD})
]


@pytest.fixture(autouse=True)
def officer(settings, monkeypatch) -> User:
    """Every file and every tally is large."""
    settings.PORTAL_TODAY = TODAY
    monkeypatch.setattr("intake.uploads.MOST_BYTES_AT_ONCE", 0)
    monkeypatch.setattr("intake.uploads.MOST_CELLS_AT_ONCE", 0)
    tally_of.world()
    return tally_of.officer()


@pytest.fixture
def sent(officer) -> Tally:
    plan = tally_of.Plan.objects.get()
    return receive_tally(upload=tally_of.upload(*ROWS), plan=plan, by=officer)


def is_in(tally: Tally, state: Tally.State) -> bool:
    tally.refresh_from_db()
    return tally.state == state


def confirm(tally: Tally) -> None:
    ring_for(enter_tally(tally=tally, choice="", revision=tally.revision, by=tally.by))


def run_out_leases() -> None:
    past = timezone.now() - timedelta(seconds=1)
    Job.objects.filter(state=Job.State.WAITING).update(lease_until=past, tries=0)


def test_a_worker_reads_and_enters_a_large_tally(sent):
    with services.celery_worker():
        ring_for(sent)
        services.wait_for(lambda: is_in(sent, Tally.State.PREVIEW), what="the reading")
        confirm(sent)
        services.wait_for(lambda: is_in(sent, Tally.State.COMMITTED), what="the receipt")

    assert (sent.receipt["cells"], Entry.objects.count()) == (len(ROWS), len(ROWS))
    assert differences_of(sent.plan.unit)[1] == []


def test_a_worker_killed_anywhere_leaves_the_tally_to_the_next(sent):
    chance = random.Random(20260612)
    for _ in range(KILLS):
        with services.celery_worker() as worker:
            run_out_leases()
            ring_waiting_jobs()
            time.sleep(chance.uniform(0.0, 0.8))
            worker.signal(signal.SIGKILL)
            worker.process.wait(timeout=5)
        if is_in(sent, Tally.State.PREVIEW):
            confirm(sent)
        assert Entry.objects.count() in {0, len(ROWS)}
    with services.celery_worker():
        services.wait_for(lambda: settled(sent), what="the receipt after the kills")

    assert (sent.receipt["cells"], Entry.objects.count()) == (len(ROWS), len(ROWS))
    assert differences_of(sent.plan.unit)[1] == []


def settled(tally: Tally) -> bool:
    """Ring for what waits, and confirm once it is read."""
    if is_in(tally, Tally.State.PREVIEW):
        confirm(tally)
    run_out_leases()
    ring_waiting_jobs()
    return is_in(tally, Tally.State.COMMITTED)
