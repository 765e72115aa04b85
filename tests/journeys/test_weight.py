"""How many bytes the entry page costs on the wire, with everything it loads, as Chromium really asks for it."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext

from demonstration import loading
from tests import services
from tests.journeys.conftest import device
from tests.journeys.offline import UNTIL_KEPT
from units.models import User

pytestmark = pytest.mark.django_db(transaction=True)

DAY = date(2026, 6, 12)
ENTRY = f"/entry/?day={DAY}"
FIRST, LATER = 100_000, 10_000  # bytes, headers and all


class Wire:
    """A wire of plain TCP to a server that counts what comes back over it."""

    def __init__(self, port: int) -> None:
        self.server, self.received = port, 0
        self._counting = threading.Lock()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._open, daemon=True).start()

    def _open(self) -> None:
        with suppress(OSError):  # closed
            while True:
                here, _ = self._door.accept()
                threading.Thread(target=self._join, args=[here], daemon=True).start()

    def _join(self, here: socket.socket) -> None:
        with here, socket.create_connection(("127.0.0.1", self.server)) as there:
            back = threading.Thread(target=self._carry, args=[there, here, True], daemon=True)
            back.start()
            self._carry(here, there, False)
            back.join()

    def _carry(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):  # either side may close at any time
            while data := source.recv(65536):
                if is_answer:
                    with self._counting:
                        self.received += len(data)
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def taken(self) -> int:
        """The bytes since they were last asked for."""
        with self._counting:
            received, self.received = self.received, 0
        return received

    def close(self) -> None:
        self._door.close()


@pytest.fixture
def wire(settings: Any, transactional_db: None, tmp_path: Path) -> Iterator[Wire]:
    """The wire to the demonstration, served as in production."""
    settings.PORTAL_TODAY = DAY
    loading.load(until=DAY - timedelta(days=1), password=None)
    services.collect_static(tmp_path)
    with services.gunicorn(tmp_path) as server:
        wire = Wire(server.port)
        yield wire
        wire.close()


@pytest.fixture
def phone(browser: Browser, wire: Wire) -> Iterator[Callable[..., BrowserContext]]:
    """New phones on which the officer of the twelve villages is logged in."""
    contexts = []

    def build_phone(**options: Any) -> BrowserContext:
        client = Client()
        client.force_login(User.objects.get(username="canbo"))
        context = browser.new_context(**device(360), base_url=wire.url, **options)
        client.get("/entry/session/")  # logging in leaves a token too
        cookies = [
            {"name": c.key, "value": c.value, "url": wire.url} for c in client.cookies.values()
        ]
        context.add_cookies(cookies)
        contexts.append(context)
        return context

    yield build_phone
    for context in contexts:
        context.close()


def visit(context: BrowserContext, *, kept: tuple[str, ...] = ()) -> None:
    """Open the day, wait until nothing more is loaded, close it."""
    page = context.new_page()
    page.goto(ENTRY, wait_until="networkidle")
    assert page.locator("section.unit").count() >= 12
    for address in kept:
        page.evaluate(UNTIL_KEPT, address)
    page.close()


@pytest.mark.parametrize("workers", ["block", "allow"])
def test_a_first_visit_is_light_and_a_later_one_hardly_weighs(wire, phone, workers):
    context = phone(service_workers=workers)
    kept = (ENTRY, "/entry/queue/") if workers == "allow" else ()
    visit(context, kept=kept)
    first = wire.taken()
    visit(context)
    later = wire.taken()

    sys.stdout.write(f"service worker {workers}: first visit {first} bytes, later {later} bytes\n")
    assert first <= FIRST
    assert later <= LATER
