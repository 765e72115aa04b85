"""Whether the portal can do its work: database, broker, worker, the night's roll-up, disk."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import connection
from django.db.models import Max, Min, Q
from django.utils import timezone

from intake.models import Job, NightlyCheck
from plans.models import Plan
from units import clock
from units.models import User

BROKER_SECONDS = 2.0
WORKER_SECONDS = 3.0  # by way of files an answer takes one
STUCK_AFTER = timedelta(minutes=15)  # the sweeper rings twice a minute
FIRST_NIGHT = timedelta(hours=26)
LEAST_FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `detail` names figures, never addresses, accounts or keys."""

    name: str
    is_ok: bool
    detail: dict[str, Any]


def findings() -> list[Finding]:
    """Everything, in order; what cannot even be looked at is not well."""
    return [
        _looked_at(name, look)
        for name, look in (
            ("database", _database),
            ("broker", _broker),
            ("worker", _worker),
            ("nightly", _nightly),
            ("disk", _disk),
        )
    ]


def _looked_at(name: str, look: Callable[[], tuple[bool, dict[str, Any]]]) -> Finding:
    try:
        is_ok, detail = look()
    except Exception as error:  # whatever it is, it is the answer; its text may hold a secret
        return Finding(name, is_ok=False, detail={"error": type(error).__name__})
    return Finding(name, is_ok, detail)


def _database() -> tuple[bool, dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return True, {"kind": connection.vendor}


def _broker() -> tuple[bool, dict[str, Any]]:
    """A broker of files must take a file; any other must take a connection."""
    scheme = settings.CELERY_BROKER_URL.partition(":")[0]
    if scheme == "filesystem":
        folder = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"])
        trial = folder / f".trial-{uuid.uuid4().hex}"
        trial.touch()
        trial.unlink()
    else:
        with current_app.connection(connect_timeout=BROKER_SECONDS) as broker:
            broker.ensure_connection(max_retries=0, timeout=BROKER_SECONDS)
    return True, {"kind": scheme}


def _worker() -> tuple[bool, dict[str, Any]]:
    """A worker answers, and the queue of record moves: a job that nobody takes is not done."""
    now = timezone.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    waiting = Job.objects.filter(state=Job.State.WAITING)
    stuck = waiting.filter(free, created_at__lt=now - STUCK_AFTER).count()
    dead = Job.objects.filter(state=Job.State.DEAD, created_at__gt=now - FIRST_NIGHT).count()
    last = Job.objects.aggregate(at=Max("done_at"))["at"]
    answers = worker_answers()
    detail = {
        "answers": answers,
        "stuck_jobs": stuck,
        "dead_jobs": dead,
        "last_job_done_at": _iso(last),
    }
    return answers and not stuck and not dead, detail


def worker_answers() -> bool:
    """Whether at least one worker answers in time, busy or not."""
    replies = current_app.control.broadcast("ping", reply=True, timeout=WORKER_SECONDS, limit=1)
    return bool(replies)


def _nightly() -> tuple[bool, dict[str, Any]]:
    """Yesterday's or today's night has run, wherever a plan runs; a new portal has a day's grace."""
    last = NightlyCheck.objects.order_by("day").last()
    detail = {
        "last_day": last.day.isoformat() if last else None,
        "differences": len(last.differences) if last else None,
    }
    if last:
        return last.day >= clock.today() - timedelta(days=1), detail
    running = Plan.objects.filter(state=Plan.State.RUNNING).exists()
    begun = User.objects.aggregate(at=Min("date_joined"))["at"]
    is_new = begun is None or timezone.now() - begun < FIRST_NIGHT
    return is_new or not running, detail


def _disk() -> tuple[bool, dict[str, Any]]:
    free = shutil.disk_usage(settings.VAR_DIR).free
    writable = os.access(settings.VAR_DIR, os.W_OK)
    return writable and free >= LEAST_FREE_BYTES, {"free_mb": free // 1024**2}


def _iso(moment: Any) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None
