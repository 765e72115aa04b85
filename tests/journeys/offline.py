"""A phone whose network the test cuts, slows and gives back, and what its browser keeps."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Route

from intake.models import Count, Entry, Submission
from tests.journeys.steps import log_in, press

DAY = "2026-06-12"
ENTRY = f"/entry/?day={DAY}"
# What Chromium itself logs where there is no network, or where an answer is no success.
OF_THE_NETWORK = ("net::ERR_", "Failed to load resource", "service worker", "Failed to fetch")

UNTIL_KEPT = """async (address) => {
  const end = Date.now() + 20000;
  while (!(await caches.match(address))) {
    if (Date.now() > end) throw new Error(`${address} is not kept`);
    await new Promise((done) => setTimeout(done, 50));
  }
}"""
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 6000, "uploadThroughput": 6000}
EVERYTHING = """async () => {
  const kept = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) kept.push(request.url);
  }
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done) => { indexedDB.open(name).onsuccess = (e) => done(e.target.result); });
    for (const store of db.objectStoreNames) {
      const keys = await new Promise((done) => {
        db.transaction(store).objectStore(store).getAllKeys().onsuccess = (e) => done(e.target.result);
      });
      kept.push(...keys.map((key) => `${store}: ${key}`));
    }
    db.close();
  }
  return [...kept, ...Object.keys(localStorage), ...Object.keys(sessionStorage)];
}"""


# Everything that is kept becomes so many days older.
AGE = """async (days) => {
  const past = days * 24 * 60 * 60 * 1000;
  for (const name of (await caches.keys()).filter((name) => name.startsWith("pages-"))) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const page = await cache.match(request);
      const headers = new Headers(page.headers);
      headers.set("X-Kept", String(Number(headers.get("X-Kept")) - past));
      const html = (await page.text()).replace(/data-kept="(\\d+)"/, (_, at) => `data-kept="${Number(at) - past}"`);
      await cache.put(request, new Response(html, { headers }));
    }
  }
  const db = await new Promise((done) => { indexedDB.open("portal").onsuccess = (e) => done(e.target.result); });
  const tx = db.transaction("items", "readwrite");
  tx.objectStore("items").getAll().onsuccess = (event) => {
    for (const item of event.target.result) tx.objectStore("items").put({ ...item, pressedAt: item.pressedAt - past });
  };
  await new Promise((done) => { tx.oncomplete = done; });
  db.close();
}"""


class Phone:
    """One browser with its own store; its page may be closed and opened again."""

    def __init__(self, context: BrowserContext, faults: list[str]) -> None:
        self.context, self.faults = context, faults
        self.page = self.new_page()

    def new_page(self) -> Page:
        self.page = self.context.new_page()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        return self.page

    def _note(self, line: ConsoleMessage) -> None:
        if line.type == "error" and not any(text in line.text for text in OF_THE_NETWORK):
            self.faults.append(line.text)

    def log_in(self, name: str) -> None:
        log_in(self.page, name)

    def open_day(self, address: str = ENTRY) -> None:
        """Open the day and wait until the browser would open it without a network."""
        self.page.goto(address)
        self.ready()
        self.page.evaluate(UNTIL_KEPT, address)
        self.page.evaluate(UNTIL_KEPT, "/entry/queue/")

    def ready(self) -> None:
        """Wait until what this browser keeps is laid over the page."""
        self.page.locator("html[data-ready]").wait_for(state="attached")

    def fill(self, name: str, value: int | str) -> None:
        self.page.locator(f"[name={name}]").fill(str(value))

    def value(self, name: str) -> str:
        return self.page.locator(f"[name={name}]").input_value()

    def shows(self, name: str, value: str) -> None:
        """Wait until the field shows the value."""
        arg = [name, value]
        self.page.wait_for_function(
            "([n, v]) => document.querySelector(`[name=${n}]`)?.value === v", arg=arg
        )

    def all_sent(self) -> None:
        """Wait until the queue's page holds nothing that waits."""
        self.page.goto("/entry/queue/")
        self.says("Đã gửi hết.")

    def press_save(self) -> None:
        self.page.locator(".save [type=submit]").click()

    def says(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for()

    def save(self, name: str, value: int | str, said: str) -> None:
        self.fill(name, value)
        self.press_save()
        self.says(said)

    def load_queue(self, file: Path) -> None:
        self.page.goto("/entry/queue/")
        self.page.get_by_text("Nạp tệp hàng chờ").click()
        self.page.get_by_label("Tệp hàng chờ", exact=True).set_input_files(file)

    def kill_browser(self) -> None:
        """The browser is killed with -9, as by a battery that is taken out."""
        browser = self.context.browser
        assert browser is not None
        processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
        [main] = [p["id"] for p in processes["processInfo"] if p["type"] == "browser"]
        with self.context.expect_event("close"):
            os.kill(main, signal.SIGKILL)

    def die(self) -> None:
        """The tab's process ends in the middle of whatever it does: nothing of the page runs any more."""
        with self.page.expect_event("crash"), suppress(Error):
            self.page.goto("chrome://crash")
        self.new_page()

    @contextmanager
    def without_network(self) -> Iterator[None]:
        self.context.set_offline(True)
        yield
        self.context.set_offline(False)

    def slow_down(self) -> None:
        """400 ms and 6 kB a second, as at the edge of a village's network."""
        self.context.new_cdp_session(self.page).send("Network.emulateNetworkConditions", SLOW)

    def log_out(self) -> None:
        self.page.locator("details.account summary").click()
        press(self.page, "Đăng xuất")

    def age(self, days: int) -> None:
        """Let so many days pass over everything that this browser keeps."""
        self.page.evaluate(AGE, days)

    def kept(self) -> list[str]:
        return self.page.evaluate(EVERYTHING)


def answer_is_lost(route: Route) -> None:
    """The server gets the request and stores it; its answer never comes back."""
    route.fetch()
    route.abort("connectionreset")


def stored() -> list[tuple[str, int | None]]:
    """Every entry of the ledger, as the form's name of its cell and the value."""
    rows = Entry.objects.order_by("pk").values_list("unit_id", "indicator_id", "cohort_id", "value")
    return [(f"c-{unit}-{ind}-{coh}", value) for unit, ind, coh, value in rows]


def standing() -> dict[str, Any]:
    return {f"c-{c.unit_id}-{c.indicator_id}-{c.cohort_id}": c.value for c in Count.objects.all()}


def presses() -> int:
    return Submission.objects.count()
