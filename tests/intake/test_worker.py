"""The nightly run on a real worker: it does the job, and a worker killed at any moment loses nothing."""

import random
import signal
import time
from datetime import date, timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from demonstration import loading
from intake.actions import nightly
from intake.models import Job, NightlyCheck, Total
from intake.queries.integrity import differences_of
from intake.tasks import ring_waiting_jobs, run_job, start_nightly_run
from tests import services
from tests.build import DAY
from units.models import Unit

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]

KILLS = 4


@pytest.fixture(autouse=True)
def commune(settings) -> Unit:
    """The demonstration commune, with one total made wrong for the night to find."""
    settings.PORTAL_TODAY = DAY
    loading.load(until=date(2026, 6, 11), password=None)
    NightlyCheck.objects.all().delete()
    unit = Unit.objects.get(code="phu-rieng")
    spoil(unit)
    return unit


def spoil(unit: Unit) -> None:
    first = Total.objects.filter(unit=unit).order_by("pk").first()
    assert first is not None
    Total.objects.filter(pk=first.pk).update(value=F("value") + 1)


def is_done() -> bool:
    return not Job.objects.exclude(state=Job.State.DONE).exists()


def test_the_nightly_run_on_a_worker_repairs_what_differs_and_records_it(commune):
    with services.celery_worker():
        start_nightly_run.delay()
        services.wait_for(lambda: Job.objects.exists() and is_done(), what="the nightly jobs")

    record = NightlyCheck.objects.get(unit=commune)
    assert [d["unit"] for d in record.differences] == [commune.name]
    assert differences_of(commune)[1] == []


def test_a_worker_killed_anywhere_in_the_job_leaves_it_to_be_done_by_the_next(commune):
    chance = random.Random(20260612)
    [job] = [job for job in nightly.plan_nightly_jobs(day=DAY) if job.unit_id == commune.pk]
    Job.objects.exclude(pk=job.pk).delete()

    for _ in range(KILLS):
        Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING, tries=0, lease_until=None)
        with services.celery_worker() as worker:
            run_job.delay(job.pk)
            time.sleep(chance.uniform(0.0, 0.6))
            worker.signal(signal.SIGKILL)
            worker.process.wait(timeout=5)
        differing = differences_of(commune)[1]
        job.refresh_from_db()
        assert differing == [] or job.state == Job.State.WAITING

    # The dead worker's lease runs out, and the sweeper rings for the next one.
    run_out = timezone.now() - timedelta(seconds=1)
    Job.objects.filter(state=Job.State.WAITING).update(lease_until=run_out)
    with services.celery_worker():
        ring_waiting_jobs.delay()
        services.wait_for(is_done, what="the job after the kills")

    assert differences_of(commune)[1] == []
    assert NightlyCheck.objects.filter(unit=commune).count() == 1
