"""How long a save takes through the whole stack, as a ratio to an empty view that inserts one row.

    .venv/bin/python bench/entry.py [--rounds 200]                 on SQLite, in a temporary folder
    DATABASE_URL=postgres://... .venv/bin/python bench/entry.py    in a database that holds nothing else

A gunicorn of its own answers one kept-alive connection. The three requests take turns: the empty view (the same
middleware, session and account; one INSERT in a transaction of its own), a village's cells of a day, and the day of
all twelve villages. The day's rows are wiped before each save, so that each is a first one: the commonest and the
dearest. Both databases must write to the disk at each commit for the ratio to mean anything.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 6, 12)
SEED = 20260612
WARM_UP = 20
PASSWORD = "mat-khau-do-toc-do"

os.environ.setdefault("PORTAL_VAR", tempfile.mkdtemp(prefix="portal-bench-"))
os.environ["PORTAL_TODAY"] = DAY.isoformat()
os.environ["DJANGO_SETTINGS_MODULE"] = "campaign_portal.settings"
sys.path.insert(0, str(ROOT))

import django  # noqa: E402
from django.conf import settings  # noqa: E402

if __name__ != "__main__":  # as gunicorn loads it
    settings.ROOT_URLCONF = __name__
django.setup()

from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.http import HttpRequest, JsonResponse  # noqa: E402
from django.urls import include, path  # noqa: E402

from demonstration import loading  # noqa: E402
from intake.models import Count, Day, DayReport, DayReportChange, Entry, Total  # noqa: E402
from intake.queries.entry import EntryUnit, entry_page  # noqa: E402
from units import clock  # noqa: E402
from units.models import User  # noqa: E402


@transaction.atomic
def empty(request: HttpRequest) -> JsonResponse:
    """The floor: what any page that stores something pays."""
    with connection.cursor() as cursor:
        row = [clock.now(), request.user.pk, request.POST["value"]]
        cursor.execute("INSERT INTO bench_row (at, by_id, value) VALUES (%s, %s, %s)", row)
    return JsonResponse({"state": "saved"})


urlpatterns = [path("empty/", empty), path("", include("campaign_portal.urls"))]
application = get_wsgi_application()


@dataclass
class Client:
    """One browser on one kept-alive connection."""

    connection: http.client.HTTPConnection
    cookies: dict[str, str]

    def ask(self, method: str, address: str, body: str | None = None) -> tuple[int, str]:
        headers = {
            "Accept": "application/json",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.connection.request(method, address, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        for line in response.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, text

    def log_in(self) -> None:
        _, page = self.ask("GET", "/login/")
        [token] = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
        form = {"username": "canbo", "password": PASSWORD, "csrfmiddlewaretoken": token}
        status, _ = self.ask("POST", "/login/", urlencode(form))
        assert status == HTTPStatus.FOUND, status

    def timed(self, address: str, body: str) -> float:
        """Milliseconds from the first byte sent to the last byte received; the answer must be a success."""
        begun = time.perf_counter()
        status, text = self.ask("POST", address, body)
        taken = 1000 * (time.perf_counter() - begun)
        assert status in {HTTPStatus.OK, HTTPStatus.FOUND}, (status, text[:500])
        return taken


@contextmanager
def served() -> Iterator[Client]:
    """The portal as `./run` starts it, and one client that has logged in."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "entry:application",
        "--chdir",
        str(ROOT / "bench"),
    ]
    options = ["--bind", f"127.0.0.1:{port}", "--preload", "--workers", "2", "--threads", "4"]
    quiet = ["--keep-alive", "60", "--log-level", "warning", "--no-control-socket"]
    server = subprocess.Popen([*gunicorn, *options, "--worker-class", "gthread", *quiet])
    try:
        while True:
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        client = Client(http.client.HTTPConnection("127.0.0.1", port), {})
        client.log_in()
        yield client
    finally:
        server.terminate()
        server.wait(timeout=20)


def scene() -> tuple[EntryUnit, ...]:
    """The demonstration up to the eve; the twelve villages of its day."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    loading.load(until=DAY - timedelta(days=1), password=PASSWORD)
    with connection.cursor() as cursor:
        key = "bigserial" if connection.vendor == "postgresql" else "integer"
        cursor.execute("DROP TABLE IF EXISTS bench_row")
        cursor.execute(
            f"CREATE TABLE bench_row (id {key} PRIMARY KEY, at timestamp, by_id bigint, value integer)"
        )
    return entry_page(User.objects.get(username="canbo"), asked=DAY).units


def wipe() -> None:
    """Take the day back to where nobody has entered anything."""
    for model in (Entry, Count, Total, DayReport, DayReportChange, Day):
        model._base_manager.filter(day=DAY)._raw_delete("default")


def body_of(units: tuple[EntryUnit, ...], run: int) -> str:
    """The form of a first save, with figures near those of the eve."""
    form = {"day": DAY.isoformat(), "key": str(uuid.uuid4())}
    for cell in (cell for unit in units for cell in unit.cells):
        form[cell.name] = str((cell.previous or 0) + 1 + run % 2)
        form[f"s-{cell.name}"] = "0:"
    return urlencode(form)


def measured(client: Client, units: tuple[EntryUnit, ...], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each request, in turns whose order is drawn anew."""
    chance, times = random.Random(SEED), {"empty": [], "village": [], "day": []}
    for run in range(rounds + WARM_UP):
        for name in chance.sample(sorted(times), len(times)):
            wipe()
            sent = units[run % len(units) :][:1] if name == "village" else units
            body = f"value={run}" if name == "empty" else body_of(sent, run)
            times[name].append(client.timed("/empty/" if name == "empty" else "/entry/", body))
    return {name: taken[WARM_UP:] for name, taken in times.items()}


def told(name: str, taken: list[float], floor: list[float]) -> str:
    half, most = quantiles(taken)
    floor_half, floor_most = quantiles(floor)
    ratios = f"{half / floor_half:5.2f} x  {most / floor_most:5.2f} x the empty view"
    return f"{name:28} p50 {half:6.1f} ms  p95 {most:6.1f} ms  {ratios}"


def quantiles(taken: list[float]) -> tuple[float, float]:
    """p50 and p95."""
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=200)
    rounds = options.parse_args().rounds
    units = scene()
    with served() as client:
        times = measured(client, units, rounds)
    cells = sum(len(unit.cells) for unit in units)
    print(f"{connection.vendor}, {rounds} rounds, requests in turns, seed {SEED}")
    print(told("an empty view, one row", times["empty"], times["empty"]))
    print(told(f"a village, {len(units[0].cells)} cells", times["village"], times["empty"]))
    print(told(f"{len(units)} villages, {cells} cells", times["day"], times["empty"]))


if __name__ == "__main__":
    main()
