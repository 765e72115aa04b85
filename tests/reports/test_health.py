"""What the portal tells the machines that watch it."""

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError
from django.test import RequestFactory
from django.utils import timezone

from intake.models import Job, NightlyCheck
from reports.queries import health
from reports.views.health import healthz, readyz
from tests import build
from units.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def portal(settings, monkeypatch) -> None:
    """A pinned day, and a worker that answers: a real one is asked in the tests marked `server`."""
    settings.PORTAL_TODAY = build.DAY
    monkeypatch.setattr(health, "worker_answers", lambda: True)


def asked() -> tuple[int, dict[str, Any]]:

    response = readyz(RequestFactory().get("/readyz"))
    return response.status_code, json.loads(response.content)


def check(day=build.DAY) -> None:
    NightlyCheck.objects.create(unit=build.unit("vn/xa/"), day=day, at=timezone.now(), cells=1)


def job(**over: Any) -> Job:
    made = Job.objects.create(kind=Job.Kind.NIGHTLY, key="1", unit=build.unit("vn/"), day=build.DAY)
    Job.objects.update(**over)
    return made


def test_a_process_that_answers_is_up():
    response = healthz(RequestFactory().get("/healthz"))

    assert (response.status_code, response.content) == (200, b'{"status": "ok"}')


def test_a_portal_that_can_work_says_so():
    check()
    status, answer = asked()

    assert (status, answer["status"], answer["failing"]) == (200, "ok", [])
    assert list(answer["checks"]) == ["database", "broker", "worker", "nightly", "disk"]
    assert answer["checks"]["nightly"] == {"ok": True, "last_day": "2026-06-12", "differences": 0}


def test_a_database_that_does_not_answer_is_named_without_its_words(monkeypatch):
    def fail() -> None:
        raise OperationalError("password of portal@10.0.0.1")

    monkeypatch.setattr(health, "connection", SimpleNamespace(cursor=fail, vendor="x"))
    status, answer = asked()

    assert (status, answer["failing"]) == (503, ["database"])
    assert answer["checks"]["database"] == {"ok": False, "error": "OperationalError"}
    assert "password" not in str(answer)


def test_a_broker_of_files_that_takes_none_is_named(settings, tmp_path):
    settings.CELERY_BROKER_URL = "filesystem://localhost"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(tmp_path / "gone")}
    assert asked()[1]["failing"] == ["broker"]

    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(tmp_path)}
    assert asked()[1]["checks"]["broker"] == {"ok": True, "kind": "filesystem"}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("state", "age", "failing"),
    [
        (Job.State.WAITING, timedelta(minutes=5), []),
        (Job.State.WAITING, timedelta(minutes=16), ["worker"]),
        (Job.State.DEAD, timedelta(minutes=5), ["worker"]),
        (Job.State.DONE, timedelta(days=2), []),
    ],
    ids=["just rung", "nobody takes it", "put aside", "done"],
)
def test_a_job_that_nobody_does_means_that_nobody_works(state, age, failing):
    job(state=state, created_at=timezone.now() - age)

    assert asked()[1]["failing"] == failing


def test_a_worker_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setattr(health, "worker_answers", lambda: False)

    assert asked()[1]["failing"] == ["worker"]


@pytest.mark.server
def test_a_real_worker_is_heard(celery_worker, monkeypatch):
    monkeypatch.undo()

    assert health.worker_answers()


def test_a_job_that_somebody_holds_is_not_stuck():
    now = timezone.now()
    job(created_at=now - timedelta(hours=1), lease_until=now + timedelta(minutes=5))

    assert asked()[1]["failing"] == []


def test_a_night_that_did_not_run_is_named_the_day_after_next():
    check(build.DAY - timedelta(days=1))
    assert asked()[1]["failing"] == []

    NightlyCheck.objects.update(day=build.DAY - timedelta(days=2))
    assert asked()[1]["failing"] == ["nightly"]


def test_a_new_portal_may_wait_for_its_first_night_and_an_old_one_may_not():
    build.plan()
    build.user("vn/xa/")
    assert asked()[1]["failing"] == []

    User.objects.update(date_joined=timezone.now() - timedelta(days=2))
    assert asked()[1]["failing"] == ["nightly"]


def test_a_full_disk_is_named(monkeypatch):
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: SimpleNamespace(free=1024**2))

    status, answer = asked()
    assert (status, answer["failing"]) == (503, ["disk"])
    assert answer["checks"]["disk"] == {"ok": False, "free_mb": 1}
