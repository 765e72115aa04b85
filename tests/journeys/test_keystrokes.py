"""What a day of twelve villages costs in taps and keys: measured on the page, counted by rules elsewhere.

docs/keystrokes.md prints the figures and the rules; the last test holds it to what is measured here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from intake.models import Count
from tests import build
from tests.intake.build_entry import DAY
from tests.journeys.build_entry_day import fields, said
from tests.journeys.steps import log_in, tap
from units.models import User

PageAt = Callable[[int], Page]
PHONE, DESKTOP = 360, 1280
# A day as villages have it: four columns, three villages where nothing happened.
FIGURES = [
    [5, 3, 12, 9],
    [2, 1, 7, 4],
    [0, 0, 3, 2],
    [],
    [8, 6, 15, 11],
    [1, 1, 4, 4],
    [],
    [3, 0, 9, 10],
    [12, 7, 21, 18],
    [4, 2, 6, 5],
    [],
    [2, 2, 8, 3],
]
COLUMNS = 4
DIGITS = sum(len(str(figure)) for row in FIGURES for figure in row)
FILLED = [row for row in FIGURES if row]
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "keystrokes.md"
COUNT = """() => {
  window.cost = { taps: 0, keys: 0, scrolls: 0 };
  const note = (what) => () => { window.cost[what] += 1; };
  addEventListener("pointerdown", note("taps"), true);
  addEventListener("keydown", note("keys"), true);
  addEventListener("wheel", note("scrolls"), true);
  addEventListener("touchmove", note("scrolls"), true);
}"""


class Cost(NamedTuple):
    """What hands do: taps or clicks, keys (of a number pad too), scrolls."""

    taps: int = 0
    keys: int = 0
    scrolls: int = 0

    def __add__(self, other: tuple[int, ...]) -> Cost:  # type: ignore[override]
        return Cost(*(one + more for one, more in zip(self, other, strict=True)))

    @property
    def total(self) -> int:
        return sum(self)


OPEN_ICON = Cost(taps=1)  # of the portal, of Zalo: both are on the home screen, both are logged in
SEND_BY_ZALO = Cost(taps=6)  # Zalo, the group, the clip, "tệp", the file, "gửi"


def by_spreadsheet() -> Cost:
    """The day's own sheet, each figure typed once, the file sent."""
    opened = Cost(taps=2) + Cost(taps=1)  # a double click on the file, the sheet's tab
    found = Cost(taps=1, scrolls=1)  # to the day's columns, its first cell
    typed = Cost(keys=DIGITS + len(FIGURES) * COLUMNS)  # Tab or Enter after each cell, blank or not
    saved = Cost(keys=2)  # Ctrl+S
    return opened + found + typed + saved + SEND_BY_ZALO


def by_message() -> Cost:
    """The shortest message that can be read: a village's number, its figures, a line each; then "gửi"."""
    lines = [" ".join(map(str, [number, *row])) for number, row in enumerate(FIGURES, 1) if row]
    keys = len("\n".join(lines))
    return OPEN_ICON + Cost(taps=3, keys=keys)  # the group, the field, "gửi"


@pytest.fixture(autouse=True)
def _pinned(settings: Any, live_server: Any) -> None:
    settings.PORTAL_TODAY = DAY


@pytest.fixture
def officer() -> User:
    """Twelve villages that fill in four columns."""
    plan = build.plan("vn/xa/")
    indicators = [build.indicator(code, short_label=code) for code in ("Căn cước", "Kích hoạt")]
    for position, indicator in enumerate(indicators):
        for step, code in enumerate(("age_6_13", "age_14_up")):
            given = {"indicator": indicator, "cohort": build.cohort(code)}
            build.field(plan, position=2 * position + step, **given)
    for number in range(1, len(FIGURES) + 1):
        build.unit(f"vn/xa/thon-{number}/", name=f"Thôn {number}", position=number)
    return build.user("vn/xa/")


@pytest.fixture
def opened(officer: User, page_at: PageAt) -> Callable[[int], Page]:
    def open_page(width: int) -> Page:
        page = page_at(width)
        log_in(page, officer.username)
        page.goto("/entry/")
        page.evaluate(COUNT)
        return page

    return open_page


def cost_of(page: Page) -> Cost:
    """What was done since the page was opened, and the opening itself."""
    page.wait_for_function("() => /^Đã lưu/.test(document.getElementById('say').textContent)")
    assert "48 ô của 12 thôn" in said(page)
    stored = list(
        Count.objects.order_by("unit__position", "indicator_id", "cohort_id").values_list(
            "value", flat=True
        )
    )
    assert stored == [figure for row in FIGURES for figure in (row or [0] * COLUMNS)]
    return OPEN_ICON + Cost(**page.evaluate("() => window.cost"))


def touch(page: Page, number: int) -> None:
    """A tap or a click on a field."""
    field = fields(page).nth(number)
    if page.viewport_size["width"] > 600:
        field.click()
    else:
        tap(field)
    expect(field).to_be_focused()
    page.locator(".keys").wait_for()  # the page's script is there


def type_day(page: Page) -> Cost:
    """Figures with the "next" key between them; a village where nothing happened is passed over."""
    is_next = False
    for number, row in enumerate(FIGURES):
        if row and not is_next:
            touch(page, number * COLUMNS)
        for step, figure in enumerate(row):
            page.keyboard.type(str(figure))
            if step < COLUMNS - 1 or FIGURES[number + 1 : number + 2] not in ([], [[]]):
                page.keyboard.press("Enter")
        is_next = bool(row)
    return finish(page)


def finish(page: Page) -> Cost:
    """ "Các thôn chưa nhập số nào: không phát sinh", then "Lưu"."""
    is_desktop = page.viewport_size["width"] > 600
    for place in ("[name=nothing_rest]", ".save [type=submit]"):
        button = page.locator(place)
        if is_desktop:
            button.click()
        else:
            tap(button)
    return cost_of(page)


def paste_day(page: Page) -> Cost:
    """The block lies on the clipboard already: copied from the workbook in which it was kept."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    block = "\n".join("\t".join(map(str, row or [""] * COLUMNS)) for row in FIGURES)
    page.evaluate("(text) => navigator.clipboard.writeText(text)", block)
    touch(page, 0)
    page.keyboard.press("Control+v")
    copied = Cost(taps=2, keys=3)  # the block's first cell, Shift and its last, Ctrl+C
    return copied + finish(page)


def told() -> dict[str, Cost]:
    """The rows of the guide's table: way, taps, keys, scrolls, all."""
    rows = re.findall(r"^\| (.+?) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", GUIDE.read_text(), re.M)
    found = {way: Cost(int(taps), int(keys), int(scrolls)) for way, taps, keys, scrolls, _ in rows}
    assert [int(row[4]) for row in rows] == [cost.total for cost in found.values()]
    return found


@pytest.mark.parametrize(
    ("way", "width", "work"),
    [
        ("the page on a phone", PHONE, type_day),
        ("the page on a PC, typed", DESKTOP, type_day),
        ("the page on a PC, pasted", DESKTOP, paste_day),
    ],
)
def test_the_guide_tells_what_a_day_costs_on_the_page(opened, way, width, work):
    assert told()[way] == work(opened(width))


def test_the_guide_tells_what_a_day_costs_elsewhere():
    assert told()["a spreadsheet, sent by Zalo"] == by_spreadsheet()
    assert told()["a message in Zalo, typed again by who adds it up"] == by_message()
