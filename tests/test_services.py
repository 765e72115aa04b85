"""The real worker that tests marked `server` start: it answers, works, and leaves nothing behind."""

import signal

import pytest
from celery import current_app

from tests import services

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]


def test_a_worker_knows_the_portals_tasks(celery_worker):
    [answer] = current_app.control.inspect(timeout=5).registered().values()

    assert {
        "intake.tasks.ring_waiting_jobs",
        "intake.tasks.run_job",
        "intake.tasks.start_nightly_run",
    } <= set(answer)


def test_a_worker_killed_with_its_children_is_gone(django_db_setup):
    with services.celery_worker() as worker:
        worker.signal(signal.SIGKILL)

        assert worker.process.wait(timeout=5) == -signal.SIGKILL
