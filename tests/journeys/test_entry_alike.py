"""The entry page's script and its server say the same; and whatever was done can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from targets.models import Target
from tests import build
from tests.intake.build_entry import DAY, OTHER, Commune
from tests.journeys.build_entry_day import commune_with_quotas, fields, open_entry, paste, typed

PageAt = Callable[[int], Page]
DESKTOP = 1280
FIGURES = ".owed, .line, .hint, .sums"


@pytest.fixture(autouse=True)
def _pinned(settings: Any, live_server: Any) -> None:
    settings.PORTAL_TODAY = DAY


def commune_with_nested_quotas(random: Random) -> Commune:
    """Children have a quota of their own and are part of everybody's."""
    place = commune_with_quotas()
    everybody = build.target(place.plan, code="T2", cohort=build.cohort("age_6_up"))
    for village in place.villages:
        build.quota(everybody, village.path, random.randint(150, 900))
        build.baseline(place.plan, village.path, 7, cohort=build.cohort(OTHER))
    received = build.indicator("card_intake", short_label="Căn cước", measure="hồ sơ")
    build.field(place.plan, indicator=received, position=2)
    for village in place.villages:
        goal = {"goal_kind": Target.Goal.COUNT, "denominator_kind": ""}
        code = f"C{village.pk}"
        target = build.target(place.plan, code=code, indicator=received, **goal)
        build.quota(target, village.path, random.randint(10, 200))
    return place


def figures(page: Page) -> list[str]:
    """All figures beside the fields, as they are read."""
    texts = page.locator(FIGURES).all_inner_texts()
    return [" ".join(text.partition("xem các lần ghi")[0].split()) for text in texts]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_figures_while_typing_are_those_the_server_shows_after_the_save(
    seed: int, page_at: PageAt, browser: Browser, live_server: Any
) -> None:
    random = Random(seed)
    place = commune_with_nested_quotas(random)
    page = open_entry(page_at(DESKTOP), place.officer)
    inputs = fields(page)
    for number in range(inputs.count()):
        if random.random() < 0.8:
            inputs.nth(number).fill(str(random.randint(0, 30)))
    page.get_by_role("button", name="Lưu số liệu").focus()
    for box in page.get_by_label("Vẫn đúng").all():
        box.check()
    shown = figures(page)
    page.get_by_role("button", name="Lưu số liệu").click()
    page.get_by_text("Đã lưu").wait_for()

    context = browser.new_context(
        java_script_enabled=False,
        base_url=live_server.url,
        viewport={"width": DESKTOP, "height": 800},
    )
    stored = figures(open_entry(context.new_page(), place.officer))
    context.close()

    done = [
        text for text in stored if "/3 thôn" in text
    ]  # only the server counts a village as done
    assert [t for t in shown if "/3 thôn" not in t] == [t for t in stored if t not in done]


def act(page: Page, random: Random) -> None:
    """Something that a person does on the page."""
    inputs = fields(page)
    number = random.randrange(inputs.count())
    kind = random.choice(["type", "type", "step", "nothing", "rest", "paste", "empty"])
    if kind == "type":
        inputs.nth(number).fill(str(random.randint(0, 99)))
    elif kind == "empty":
        inputs.nth(number).fill("")
    elif kind == "step":
        inputs.nth(number).focus()
        page.locator("[data-key=more]").dispatch_event("click")
    elif kind == "nothing":
        page.locator("[name=nothing]").nth(random.randrange(3)).click()
    elif kind == "rest":
        page.locator("[name=nothing_rest]").click()
    else:
        rows = [[str(random.randint(0, 50)) for _ in range(3)] for _ in range(3)]
        paste(page, number, "\n".join("\t".join(row) for row in rows))


def state(page: Page) -> tuple[list[str], list[bool]]:
    boxes = page.locator("#entry input[name^=nothing]")
    return typed(page), boxes.evaluate_all("boxes => boxes.map((box) => box.checked)")


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_whatever_was_done_is_taken_back_step_by_step_and_done_again(
    seed: int, page_at: PageAt
) -> None:
    random = Random(seed)
    page = open_entry(page_at(DESKTOP), commune_with_nested_quotas(random).officer)
    states = [state(page)]
    for _ in range(25):
        act(page, random)
        page.get_by_role("button", name="Lưu số liệu").focus()
        if state(page) != states[-1]:
            states.append(state(page))

    for before in reversed(states[:-1]):
        page.keyboard.press("Control+z")
        assert state(page) == before
    for after in states[1:]:
        page.keyboard.press("Control+y")
        assert state(page) == after


def test_a_block_comes_from_the_real_clipboard(page_at: PageAt) -> None:
    page = open_entry(page_at(DESKTOP), commune_with_quotas().officer)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('4\\t5\\n6\\t7')")

    fields(page).nth(2).focus()
    page.keyboard.press("Control+v")

    assert typed(page) == ["", "", "4", "5", "6", "7"]
