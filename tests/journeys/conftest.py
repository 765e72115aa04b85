"""Chromium for the journeys: pages of a phone's and a desktop's width that must make no error."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

# Playwright keeps an event loop in the test's thread, where Django then refuses every query.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",  # the test machine's account is root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = (Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

PageAt = Callable[[int], Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page_at(browser: Browser, live_server: Any) -> Iterator[PageAt]:
    """Open pages of a width in pixels, each with cookies of its own, on the live server.

    The test fails where a page logs an error (a breach of the Content-Security-Policy is one),
    throws, gets a 5xx, or asks another host for anything.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(width: int) -> Page:
        context = browser.new_context(
            **device(width), base_url=live_server.url, service_workers="block"
        )
        contexts.append(context)
        page = context.new_page()
        watch(page, live_server.url, faults)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def device(width: int) -> dict[str, Any]:
    """A phone up to 600 px, a desktop above."""
    phone = width <= 600
    return {
        "viewport": {"width": width, "height": 740 if phone else 800},
        "is_mobile": phone,
        "has_touch": phone,
        "locale": "vi-VN",
        "timezone_id": "Asia/Ho_Chi_Minh",
    }


def watch(page: Page, origin: str, faults: list[str]) -> None:
    def note_line(line: ConsoleMessage) -> None:
        # A line without an address comes from a script that the test itself put in, as axe is.
        if line.type == "error" and line.location["url"]:
            faults.append(f"{page.url}: {line.text}")

    def note_request(request: Request) -> None:
        if not request.url.startswith((origin, "data:", "blob:", "about:")):
            faults.append(f"{page.url} asked another host: {request.url}")

    def note_response(response: Response) -> None:
        if response.status >= 500:
            faults.append(f"{response.status} {response.url}")

    page.on("console", note_line)
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on("request", note_request)
    page.on("response", note_response)


@pytest.fixture
def axe_violations() -> Callable[[Page], list[str]]:
    """What axe-core finds wrong on a page as it stands, one line for each rule and place."""

    def find(page: Page) -> list[str]:
        page.evaluate(AXE)
        found = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG
        )
        return [
            f"{rule['id']}: {' '.join(node['target'])}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    return find


@pytest.fixture
def overflow() -> Callable[[Page], int]:
    """By how many pixels a page is wider than its window; 0 where nothing needs to be moved sideways."""

    def measure(page: Page) -> int:
        return page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )

    return measure


@pytest.fixture
def faults(
    axe_violations: Callable[[Page], list[str]], overflow: Callable[[Page], int]
) -> Callable[[Page], list[str]]:
    """What is wrong with a page as it stands: breaches of WCAG, and being wider than its window."""

    def find(page: Page) -> list[str]:
        wider = overflow(page)
        return [*axe_violations(page), *([f"{wider} px too wide"] if wider else [])]

    return find
