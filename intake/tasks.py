"""What Celery calls. Each task takes an id and makes one call; the Job table remembers, not the broker."""

from __future__ import annotations

import logging

from celery import shared_task
from kombu.exceptions import KombuError

from intake import uploads
from intake.actions import days, files, jobs, nightly, reminders
from intake.models import Job, Tally
from units import clock

logger = logging.getLogger(__name__)

WORK = {Job.Kind.NIGHTLY.value: nightly.check_job, **uploads.WORK}


@shared_task
def run_job(job_id: int) -> None:
    """Do one job of the queue of record."""
    jobs.run_job(job_id, WORK)


def ring_for(tally: Tally) -> None:
    """Ring for a tally's waiting work; where the broker does not answer the sweeper rings later."""
    waiting = tally.jobs.filter(state=Job.State.WAITING, lease_until__isnull=True)
    for job_id in waiting.values_list("pk", flat=True):
        try:
            run_job.apply_async((job_id,), retry=False)
        except (OSError, KombuError) as error:
            logger.warning("no broker to ring for job %s: %s", job_id, type(error).__name__)


@shared_task
def ring_waiting_jobs() -> int:
    """Ring again for every job that nobody holds. Returns how many."""
    waiting = jobs.waiting_jobs()
    for job_id in waiting:
        run_job.delay(job_id)
    return len(waiting)


@shared_task
def start_nightly_run() -> int:
    """Write tonight's jobs and ring for them. Returns how many."""
    nightly_jobs = nightly.plan_nightly_jobs(day=clock.today())
    for job in nightly_jobs:
        run_job.delay(job.pk)
    return len(nightly_jobs)


@shared_task
def remove_expired_files() -> int:
    """Remove workbooks whose time is over. Returns how many."""
    return files.remove_expired_files(today=clock.today())


@shared_task
def remind_late_units() -> int:
    """Remind each unit once of a day whose hour is over. Returns how many."""
    return reminders.remind_at_cutoff()


@shared_task
def lock_reopened_days() -> int:
    """Note the locks of days whose reopening is over. Returns how many."""
    return days.lock_expired_days()
