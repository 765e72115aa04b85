"""What Celery calls. Each task takes an id and makes one call; the Job table remembers, not the broker."""

from __future__ import annotations

from celery import shared_task

from intake.actions import nightly
from units import clock


@shared_task
def run_job(job_id: int) -> None:
    """Do one job of the queue of record."""
    nightly.run_job(job_id)


@shared_task
def ring_waiting_jobs() -> int:
    """Ring again for every job that nobody holds. Returns how many."""
    waiting = nightly.waiting_jobs()
    for job_id in waiting:
        run_job.delay(job_id)
    return len(waiting)


@shared_task
def start_nightly_run() -> int:
    """Write tonight's jobs and ring for them. Returns how many."""
    jobs = nightly.plan_nightly_jobs(day=clock.today())
    for job in jobs:
        run_job.delay(job.pk)
    return len(jobs)
