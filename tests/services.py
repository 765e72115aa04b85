"""Real processes for tests marked `server`: a Celery worker, a gunicorn, on the test database and broker."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from celery import current_app
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30.0


def use_own_broker(*, worker: int) -> None:
    """A broker of this test process alone: a Redis database of its own, or memory where no Redis is given."""
    if settings.CELERY_BROKER_URL.startswith("redis:"):
        settings.CELERY_BROKER_URL = settings.CELERY_BROKER_URL.rpartition("/")[0] + f"/{worker}"
    else:
        settings.CELERY_BROKER_URL = "memory://"
        settings.CELERY_BROKER_TRANSPORT_OPTIONS = {}
    os.environ["CELERY_BROKER_URL"] = (
        settings.CELERY_BROKER_URL
    )  # Celery believes it before its settings
    current_app.conf.broker_url = settings.CELERY_BROKER_URL
    current_app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS


def database_url() -> str:
    """Address of the test database that this process uses."""
    given = connection.settings_dict
    if given["ENGINE"].endswith("sqlite3"):
        raise RuntimeError(
            "another process cannot reach SQLite's database in memory: mark the test `server`"
        )
    account = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
    port = f":{given['PORT']}" if given["PORT"] else ""
    return f"postgres://{account}@{quote(given['HOST'], safe='')}{port}/{quote(given['NAME'])}"


def portal_environment(**more: str) -> dict[str, str]:
    """Environment in which a process started by a test sees this test's database and broker."""
    return (
        os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "campaign_portal.settings",
            "DATABASE_URL": database_url(),
            "CELERY_BROKER_URL": settings.CELERY_BROKER_URL,
            "PORTAL_TODAY": settings.PORTAL_TODAY.isoformat() if settings.PORTAL_TODAY else "",
            "CONN_MAX_AGE": "0",  # so that no connection is left when the test database is dropped
        }
        | more
    )


@dataclass(frozen=True)
class Worker:
    """A running worker; it and its children are one process group."""

    process: subprocess.Popen[bytes]

    def signal(self, number: int) -> None:
        """Send a signal to the worker and its children at once, as a machine that dies would."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)


def wait_for(
    condition: Callable[[], bool], *, seconds: float = PATIENCE, what: str = "the condition"
) -> None:
    """Ask a callable again and again until it answers true; fail with `what` after the time is up."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not come within {seconds:g} s")
        time.sleep(0.1)


@contextlib.contextmanager
def celery_worker(**environment: str) -> Iterator[Worker]:
    """A real worker from its first answer to its end, for tests that kill one."""
    command = [sys.executable, "-m", "celery", "--app", "campaign_portal", "--quiet", "worker"]
    options = [
        "--concurrency",
        "1",
        "--loglevel",
        "WARNING",
        "--without-gossip",
        "--without-mingle",
    ]
    process = subprocess.Popen(
        [*command, *options],
        cwd=ROOT,
        env=portal_environment(**environment),
        start_new_session=True,
    )
    worker = Worker(process)
    try:
        wait_for(lambda: answers(process), what="an answer of the Celery worker")
        yield worker
    finally:
        stop(worker)


def answers(process: subprocess.Popen[bytes]) -> bool:
    if process.poll() is not None:
        raise AssertionError(f"the Celery worker ended at once with status {process.returncode}")
    return bool(current_app.control.ping(timeout=0.5))


def stop(worker: Worker) -> None:
    if worker.process.poll() is None:
        worker.process.terminate()
        try:
            worker.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            worker.signal(signal.SIGKILL)
            worker.process.wait(timeout=10)


def collect_static(var: Path) -> None:
    """Make the static files of the served portal, hashed and compressed, in a folder for PORTAL_VAR."""
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=portal_environment(PORTAL_VAR=str(var)), check=True)


class Gunicorn:
    """The portal as `./run` starts it, on the test database, with one worker."""

    def __init__(self, var: Path, application: str) -> None:
        self.application = application
        self.environment = portal_environment(PORTAL_VAR=str(var), SECRET_KEY=settings.SECRET_KEY)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", self.application, "--preload"]
        bind = ["--bind", f"127.0.0.1:{self.port}", "--log-level", "critical"]
        workers = ["--workers", "1", "--worker-class", "gthread", "--threads", "4"]
        self.process = subprocess.Popen(
            [*command, *bind, *workers, "--no-control-socket"],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
        )

    def is_answering(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(f"gunicorn ended at once with status {self.process.returncode}")
        with socket.socket() as asked:
            return asked.connect_ex(("127.0.0.1", self.port)) == 0

    def start_again(self) -> None:
        """After its master was killed: what it left behind is killed too."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.start()
        wait_for(self.is_answering, what="an answer of gunicorn")


@contextlib.contextmanager
def gunicorn(var: Path, application: str = "campaign_portal.wsgi") -> Iterator[Gunicorn]:
    """A real gunicorn from its first answer to its end."""
    server = Gunicorn(var, application)
    try:
        wait_for(server.is_answering, what="an answer of gunicorn")
        yield server
    finally:
        stop(Worker(server.process))
