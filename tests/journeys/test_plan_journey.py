"""From the plan's document to the issued plan, in a real browser: read, mended, confirmed, split, issued."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from plans.models import Plan, PlanVersion
from targets.queries.facts import version_facts
from tests.journeys.steps import follow, log_in, press
from tests.targets.build_drafts import commune, draft

TODAY = date(2026, 6, 12)
DOCUMENT = Path(__file__).resolve().parent.parent / "plans" / "texts" / "2026-phu-rieng.txt"
WRONG = {"82,55%": "93,42%", "17,45%": "6,58%", "16,95%": "4,24%"}
SPLIT = ("card_issued", "age_6_13")

Find = Callable[[Page], list[str]]


@pytest.fixture
def xa(settings: Any, live_server: Any) -> SimpleNamespace:
    settings.PORTAL_TODAY = TODAY
    return commune()


def upload(page: Page, account: Any) -> None:
    log_in(page, account.username)
    page.goto("/plans/")
    follow(page, "Tải văn bản kế hoạch lên")
    page.locator("input[type=file]").set_input_files(DOCUMENT)
    press(page, "Đọc văn bản")


def errors_in(page: Page) -> Locator:
    return page.locator("#plan-text mark.m-error")


def decide_all(page: Page) -> None:
    """Confirm what needs no second look at once, then each of the others with one tap; drop what counts nothing known."""
    if page.get_by_role("button", name="Xác nhận tất cả chỉ tiêu").count():
        press(page, "Xác nhận tất cả chỉ tiêu")
    waiting = page.locator(".is-proposed")
    for left in reversed(range(waiting.count())):
        form = waiting.first.locator(".confirm")
        sure = form.get_by_role("button", name="Xác nhận")
        (sure if sure.count() else form.get_by_role("button", name="Bỏ")).click()
        page.wait_for_function(
            "n => document.querySelectorAll('.is-proposed').length === n", arg=left
        )


def split(page: Page) -> None:
    """Hand the children's cards out to the villages in even parts, into the draft."""
    facts = version_facts(PlanVersion.objects.get())
    [target] = [row for row in facts.targets if (row.indicator, row.cohort) == SPLIT]
    follow(page, "Giao chỉ tiêu cho đơn vị")
    with page.expect_navigation():
        page.get_by_role("link", name=f"{target.code}. ").first.click()
    page.get_by_label("Cách chia").select_option("evenly")
    press(page, "Chia thử")
    press(page, "Ghi số giao vào dự thảo")


def test_a_document_is_read_mended_confirmed_split_and_issued(
    xa: SimpleNamespace, page_at: Callable[[int], Page], faults: Find
) -> None:
    page = page_at(1280)
    upload(page, xa.head)

    page.get_by_text("Còn 3 điểm sai số và").wait_for()
    marked = [mark.inner_text().split()[-1] for mark in errors_in(page).all()]
    assert marked == list(WRONG)
    assert faults(page) == []

    for right in WRONG.values():
        button = page.get_by_role("button", name=f"Sửa thành {right}")
        button.click()
        button.wait_for(state="detached")
    assert errors_in(page).count() == 0

    decide_all(page)
    page.get_by_text("Dự thảo đã đủ điều kiện ban hành.").first.wait_for()
    assert faults(page) == []
    split(page)

    plan = Plan.objects.get()
    chairman = page_at(360)
    log_in(chairman, xa.chairman.username)
    chairman.goto(f"/plans/{plan.code}/draft/")
    follow(chairman, "Xem trước khi ban hành")
    assert faults(chairman) == []
    press(chairman, "Ban hành kế hoạch")
    chairman.get_by_text("Đã ban hành kế hoạch").wait_for()
    assert faults(chairman) == []

    plan.refresh_from_db()
    assert plan.state == Plan.State.RUNNING
    given = plan.targets.get(quotas__isnull=False, quotas__unit__code="a").quotas
    assert [quota.unit.code for quota in given.order_by("unit__path")] == ["a", "b"]


def in_sight(page: Page, place: Locator) -> bool:
    """Whether the middle of a place lies in the window, and in the text's own box where it is in one."""
    return place.evaluate(
        """place => {
          const spot = place.getClientRects()[0], box = place.closest(".plan-text")?.getBoundingClientRect();
          const middle = spot.top + spot.height / 2;
          return middle > (box?.top ?? 0) && middle < (box?.bottom ?? innerHeight);
        }"""
    )


def test_pressing_an_item_shows_its_place_in_the_text_and_the_other_way_round(
    xa: SimpleNamespace, page_at: Callable[[int], Page]
) -> None:
    page = page_at(1280)
    page.emulate_media(reduced_motion="reduce")
    upload(page, xa.head)
    wrong = errors_in(page).last
    card = page.locator("#diem-3")
    assert not in_sight(page, wrong)

    card.locator(".item-says").click()
    assert in_sight(page, wrong)
    assert "is-active" in (wrong.get_attribute("class") or "")

    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert not in_sight(page, card)
    wrong.evaluate("mark => mark.click()")
    assert in_sight(page, card)


def test_on_a_phone_the_draft_is_a_list_with_the_sentences_quoted(
    xa: SimpleNamespace, page_at: Callable[[int], Page], faults: Find
) -> None:
    page = page_at(360)
    upload(page, xa.head)

    assert "đạt tỷ lệ 82,55%" in page.locator("#diem-1 blockquote").inner_text()
    quoted = page.locator(".is-proposed blockquote").all()
    assert len(quoted) == page.locator(".is-proposed").count() > 10
    assert faults(page) == []

    decide_all(page)
    page.get_by_text("Còn 3 điểm sai số.").first.wait_for()
    for place in ("heading/", "figures/", "duties/", "targets/new/", "discard/"):
        page.goto(f"/plans/{Plan.objects.get().code}/draft/{place}")
        assert faults(page) == [], place


def test_rows_are_added_to_a_form_as_many_as_are_needed(
    xa: SimpleNamespace, page_at: Callable[[int], Page]
) -> None:
    version = draft(xa.head)
    page = page_at(1280)
    log_in(page, xa.head.username)
    page.goto(f"/plans/{version.plan.code}/draft/duties/")
    for number, task in enumerate(("Rà soát", "Tuyên truyền", "Tổng kết")):
        if number:
            page.get_by_role("button", name="Thêm dòng").first.click()
        page.locator(f"[name=tasks-{number}-text]").fill(task)
    press(page, "Lưu")

    version.refresh_from_db()
    assert [row.text for row in version_facts(version).tasks] == [
        "Rà soát",
        "Tuyên truyền",
        "Tổng kết",
    ]


def test_without_scripts_the_links_lead_to_and_fro_and_every_decision_is_a_form(
    xa: SimpleNamespace, browser: Browser, live_server: Any
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    upload(page, xa.head)

    page.locator("#plan-text .m-label.m-error").first.click()
    assert page.url.endswith("#diem-1")
    page.locator("#diem-1 blockquote a").click()
    assert page.url.split("#")[1].startswith("diem-1-o-")
    press(page, "Sửa thành 93,42%")
    assert page.get_by_text("Đã sửa “82,55” thành “93,42”.").is_visible()
    press(page, "Xác nhận T3")
    assert page.get_by_text("Đã xác nhận chỉ tiêu T3.").is_visible()
    context.close()
