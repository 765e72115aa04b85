"""The server killed with -9 between request and answer: every "đã lưu" is in the ledger once, and nothing else."""

from __future__ import annotations

import random
import re
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from intake.models import Count, Entry, Submission
from intake.queries.integrity import differences_of
from tests import build, services
from tests.intake.build_entry import DAY, Commune, commune
from tests.journeys.conftest import device

pytestmark = pytest.mark.django_db(transaction=True)

SEED = 20260612
KILLS = 200
MOST = 0.6  # of the time that a save usually takes: later than that, most answers are out
MASTERS = 5  # of the kills, those that take the master too
RECEIPT = re.compile(r"Số biên nhận (G\d+)\.")
# What the browser holds of each press: its key, its state, the receipt that its queue page shows.
ITEMS = """async () => {
  const db = await new Promise((done) => { indexedDB.open("portal").onsuccess = (e) => done(e.target.result); });
  const all = await new Promise((done) => {
    db.transaction("items").objectStore("items").getAll().onsuccess = (e) => done(e.target.result);
  });
  db.close();
  return all.map(({ key, state, answer }) => ({ key, state, answer }));
}"""
TOLD = "() => /^Đã lưu|^Không có|^Chưa/.test(document.getElementById('say').textContent)"
# Without the patience with which a test's hand looks for the field and the button.
PRESS = """([name, value]) => {
  const form = document.getElementById("entry");
  document.getElementById("say").textContent = "";
  form.elements.namedItem(name).value = value;
  form.elements.namedItem(name).dispatchEvent(new Event("input", { bubbles: true }));
  form.requestSubmit();
}"""


@pytest.fixture
def place(settings: Any, transactional_db: None) -> Commune:
    settings.PORTAL_TODAY = DAY
    return commune(villages=12)


@pytest.fixture
def server(place: Commune, tmp_path: Path) -> Iterator[services.Gunicorn]:
    services.collect_static(tmp_path)
    with services.gunicorn(tmp_path, "tests.killable") as started:
        yield started


class Officer:
    """Types and presses on one page that stays open, and writes down what the page says."""

    def __init__(self, page: Page, place: Commune, chance: random.Random) -> None:
        self.page, self.chance = page, chance
        self.fields = page.locator("#entry input[data-indicator]").evaluate_all(
            "fields => fields.map((field) => field.name)"
        )
        self.typed: dict[str, int] = {}
        self.presses = 0
        self.told: list[str] = []  # receipts, as the page said them

    def type_and_press(self) -> str:
        """Change a figure, press Lưu, return what the page says then."""
        name = self.chance.choice(self.fields)
        value = self.chance.choice([n for n in range(9) if n != self.typed.get(name)])
        self.typed[name] = value
        self.presses += 1
        self.page.evaluate(PRESS, [name, str(value)])
        self.page.wait_for_function(TOLD)
        said = self.page.locator("#say").inner_text()
        self.told += RECEIPT.findall(said)
        return said

    def let_die(self, *, after: float, who: str) -> None:
        """Let the next press kill the server; one that still waits goes before it and lives."""
        self.page.set_extra_http_headers({"X-Die": f"{after:.4f} {self.presses + 1} {who}"})

    def send_the_rest(self) -> None:
        self.page.set_extra_http_headers({})
        self.page.goto("/entry/queue/")
        self.page.get_by_text("Đã gửi hết.").first.wait_for()

    def items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.page.evaluate(ITEMS)
        return items


@pytest.fixture
def officer(browser: Browser, server: services.Gunicorn, place: Commune) -> Iterator[Officer]:
    client = Client()
    client.force_login(place.officer)
    context = browser.new_context(**device(360), base_url=server.url)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": server.url}])
    page = context.new_page()
    page.goto(f"/entry/?day={DAY}")
    yield Officer(page, place, random.Random(SEED))
    context.close()


def usual_seconds(officer: Officer) -> float:
    """How long the server takes for a save when nobody kills it."""
    times = []
    for _ in range(9):
        with officer.page.expect_response(lambda answer: answer.request.method == "POST") as found:
            assert officer.type_and_press().startswith("Đã lưu 1 ô")
        times.append(found.value.request.timing["responseEnd"] / 1000)
    return statistics.median(times)


def test_what_the_page_called_saved_is_in_the_ledger_once_and_nothing_else(officer, server, place):
    chance, window = random.Random(SEED), usual_seconds(officer) * MOST
    unanswered = unheard = 0
    for kill in range(KILLS):
        takes_master = kill % (KILLS // MASTERS) == KILLS // MASTERS - 1
        who = "master" if takes_master else "worker"
        officer.let_die(after=chance.uniform(0, window), who=who)
        if "Chờ gửi" in officer.type_and_press():
            unanswered += 1
            unheard += Submission.objects.count() == officer.presses
        if takes_master:
            server.start_again()
    officer.send_the_rest()
    sys.stdout.write(
        f"seed {SEED}: {KILLS} kills within {window:.3f} s of a request, {unanswered} before the"
        f" answer, in {unheard} of these it was stored already\n"
    )
    check(officer, place)


def check(officer: Officer, place: Commune) -> None:
    items = {item["key"]: item for item in officer.items()}
    assert {item["state"] for item in items.values()} == {"sent"}
    submissions = {str(sub.key): sub for sub in Submission.objects.all()}
    assert submissions.keys() == items.keys()
    for key, item in items.items():
        assert item["answer"]["receipt"] == submissions[key].receipt_number
        assert item["answer"]["cells"] == submissions[key].entries.count()
    receipts = [sub.receipt_number for sub in submissions.values()]
    assert len(officer.told) == len(set(officer.told))
    assert set(officer.told) <= set(receipts)
    assert not Entry.objects.filter(submission__isnull=True).exists()
    stored = {f"c-{c.unit_id}-{c.indicator_id}-{c.cohort_id}": c.value for c in Count.objects.all()}
    assert stored == officer.typed
    assert differences_of(build.unit("vn/"))[1] == []
