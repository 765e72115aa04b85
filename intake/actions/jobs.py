"""The queue of record: taking a job, doing it, giving it up. Celery and its broker are only the bell.

A job may run twice and may be killed anywhere.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone

from intake.models import Job, Tally

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
# A sender waits for his tally; it may safely be read or entered by two workers at once.
SHORT_LEASE = timedelta(minutes=1)
MOST_TRIES = 3
NOT_READ = (
    "Hệ thống chưa đọc được tệp này. Đề nghị lưu lại dưới dạng .xlsx rồi gửi lại;"
    " nếu vẫn không được, đề nghị báo quản trị hệ thống."
)
NOT_UNDONE = "Hệ thống chưa hoàn tác được biểu, số liệu giữ nguyên. Đề nghị thử lại sau ít phút."
NOT_ENTERED = "Hệ thống chưa nhập được biểu, chưa nhập ô nào. Đề nghị thử lại sau ít phút."

Work = Callable[[Job], object]


def waiting_jobs() -> list[int]:
    """Jobs that nobody holds: never rung, or whose worker died and let its lease run out."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=timezone.now())
    waiting = Job.objects.filter(free, state=Job.State.WAITING)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def take_job(job_id: int) -> Job | None:
    """Take the lease of a job; None when another worker holds it or it is finished.

    A job that has used up its tries is put aside as dead, for the administrator to see.
    """
    now = timezone.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    taken = Job.objects.filter(free, pk=job_id, state=Job.State.WAITING)
    if taken.filter(tries__gte=MOST_TRIES).update(state=Job.State.DEAD):
        _tell_sender(job_id)
        return None
    until = Case(When(tally__isnull=True, then=Value(now + LEASE)), default=now + SHORT_LEASE)
    if not taken.update(lease_until=until, tries=F("tries") + 1):
        return None
    # A large tally's cells are 60 MB; its work reads them when it holds the tally.
    rows = Job.objects.select_related("unit", "tally").defer("tally__cells", "tally__reading")
    return rows.get(pk=job_id)


def _tell_sender(job_id: int) -> None:
    """A tally whose job is dead must not say "đang đọc" for ever; asked for again it is another job."""
    tallies, revision = Tally.objects.filter(jobs=job_id), F("revision") + 1
    tallies.filter(state=Tally.State.READING).update(
        state=Tally.State.REFUSED, reading={"refused": NOT_READ}, revision=revision
    )
    tallies.filter(state=Tally.State.ENTERING).update(
        state=Tally.State.PREVIEW, notice=NOT_ENTERED, revision=revision
    )
    tallies.filter(state=Tally.State.UNDOING).update(
        state=Tally.State.COMMITTED, notice=NOT_UNDONE, revision=revision
    )


def note_progress(job: Job, percent: int) -> None:
    """Say how far the work on a tally is, for the page that waits, and keep the lease meanwhile."""
    Tally.objects.filter(jobs=job).update(progress=percent)
    _held(job).update(lease_until=timezone.now() + SHORT_LEASE)


def _held(job: Job) -> QuerySet[Job]:
    """The job, unless another worker has taken it since: each taking is another try."""
    return Job.objects.filter(pk=job.pk, tries=job.tries)


def run_job(job_id: int, work: Mapping[str, Work]) -> None:
    """Do one job by the work of its kind. Safe to call twice, at once or after a crash."""
    job = take_job(job_id)
    if job is None:
        return
    try:
        work[job.kind](job)
    except Exception as error:
        _held(job).update(lease_until=None, error=type(error).__name__)
        raise
    _held(job).update(state=Job.State.DONE, done_at=timezone.now(), lease_until=None, error="")


def run_at_once(job: Job, work: Mapping[str, Work]) -> None:
    """Do a small job while its sender waits; what fails is rung again like any other."""
    try:
        run_job(job.pk, work)
    except Exception:
        logger.exception("job %s failed at once and will be tried again", job.pk)
