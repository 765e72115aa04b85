"""The officer's day in a real browser: keys, undo, a pasted block, figures while typing, questions."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from intake.models import Confirmation, Count, Submission
from tests.intake.build_entry import DAY, values_of
from tests.journeys.build_entry_day import (
    ENTRY,
    commune_with_quotas,
    fields,
    key,
    office_of_every_kind,
    open_entry,
    paste,
    said,
    typed,
)
from tests.journeys.steps import log_in, tap
from vietnamese.numbers import format_percent, percent_of

PageAt = Callable[[int], Page]
PHONE, DESKTOP = 360, 1280
LEAST_TARGET = 44  # pixels that a thumb hits


@pytest.fixture(autouse=True)
def _pinned(settings: Any, live_server: Any) -> None:
    settings.PORTAL_TODAY = DAY


# --- keys and undo


def test_the_keys_of_the_field_in_hand_step_go_on_and_take_back(page_at: PageAt) -> None:
    page = open_entry(page_at(PHONE), commune_with_quotas().officer)
    expect(key(page, "Thêm 1")).to_be_hidden()

    tap(fields(page).first)
    for name in ("Thêm 1", "Thêm 1", "Thêm 1", "Bớt 1", "Ô tiếp"):
        tap(key(page, name))
    page.keyboard.type("7")
    assert typed(page)[:3] == ["2", "7", ""]

    tap(key(page, "Hoàn tác"))
    assert typed(page)[:2] == ["2", ""]
    tap(key(page, "Hoàn tác"))
    assert typed(page)[:2] == ["", ""]
    assert said(page) == "Đã hoàn tác, Thôn 1, eid_activated age_6_13: ô trống."


def test_the_keys_are_large_enough_and_only_there_for_a_field(
    page_at: PageAt, faults: Callable[[Page], list[str]]
) -> None:
    page = open_entry(page_at(PHONE), commune_with_quotas().officer)

    tap(fields(page).first)
    keys = page.locator(".keys button")
    boxes = [box for box in (button.bounding_box() for button in keys.all()) if box]

    assert len(boxes) == 5
    assert all(min(box["width"], box["height"]) >= LEAST_TARGET for box in boxes)
    assert faults(page) == []
    tap(page.get_by_role("heading", name="Số liệu ngày"))
    expect(keys.first).to_be_hidden()


def test_stepping_below_zero_stays_at_zero(page_at: PageAt) -> None:
    page = open_entry(page_at(PHONE), commune_with_quotas().officer)

    tap(fields(page).first)
    tap(key(page, "Bớt 1"))

    assert typed(page)[0] == "0"


def test_a_keyboard_goes_on_with_enter_across_with_arrows_and_takes_back_with_ctrl_z(
    page_at: PageAt,
) -> None:
    page = open_entry(page_at(DESKTOP), commune_with_quotas().officer)
    fields(page).first.focus()
    for keys in ("4", "Enter", "5", "ArrowDown", "6", "ArrowUp", "ArrowUp"):
        page.keyboard.press(keys)
    assert typed(page) == ["4", "5", "", "6", "", ""]

    for _ in range(3):
        page.keyboard.press("Control+z")
    assert typed(page) == [""] * 6
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+Shift+Z")
    assert typed(page) == ["4", "5", "", "", "", ""]


# --- không phát sinh


def test_nothing_happened_writes_zeros_into_the_blank_cells_and_one_step_takes_them_back(
    page_at: PageAt,
) -> None:
    page = open_entry(page_at(PHONE), commune_with_quotas().officer)
    fields(page).nth(1).fill("8")

    tap(fields(page).nth(1))
    tap(key(page, "Không phát sinh"))
    assert typed(page)[:2] == ["0", "8"]
    page.get_by_label("Các thôn chưa nhập số nào: không phát sinh").check()
    assert typed(page) == ["0", "8", "0", "0", "0", "0"]

    page.keyboard.press("Control+z")
    assert typed(page) == ["0", "8", "", "", "", ""]
    page.keyboard.press("Control+z")
    assert typed(page) == ["", "8", "", "", "", ""]
    assert page.locator("[name=nothing]:checked").count() == 0


def test_a_zero_that_is_emptied_again_is_no_longer_declared(page_at: PageAt) -> None:
    page = open_entry(page_at(PHONE), commune_with_quotas().officer)
    box = page.locator("[name=nothing]").first
    box.check()

    fields(page).first.fill("")

    assert (typed(page)[:2], box.is_checked()) == (["", "0"], False)


# --- a block from a workbook


def test_a_block_from_a_workbook_fills_to_the_right_and_down_and_is_one_step(
    page_at: PageAt,
) -> None:
    page = open_entry(page_at(DESKTOP), commune_with_quotas().officer)

    paste(page, 0, "11\t12\r\n21\t\r\n31\t1.232\r\n")
    assert typed(page) == ["11", "12", "21", "", "31", "1.232"]
    assert said(page) == "Đã điền 5 ô của 3 thôn."

    page.keyboard.press("Control+z")
    assert typed(page) == [""] * 6


def test_names_in_the_block_find_their_villages_without_accents_and_in_any_order(
    page_at: PageAt,
) -> None:
    place = commune_with_quotas()
    for village, name in zip(place.villages, ("Phú Lâm", "Phú Hòa", "Tân Phước"), strict=True):
        village.name = f"Thôn {name}"
        village.save()
    page = open_entry(page_at(DESKTOP), place.officer)

    paste(page, 3, "TT\tThôn\tA\tB\n1\tT. tan phuoc\t5\t6\n2\tTHÔN PHÚ LÂM\t1\t2\n\tCộng\t6\t8")

    assert typed(page) == ["1", "2", "", "", "5", "6"]
    assert said(page) == ("Đã điền 4 ô của 2 thôn. Không có chỗ cho “Thôn”: A, B; “Cộng”: 6, 8.")


def test_what_is_no_number_or_finds_no_place_is_said_and_marked(page_at: PageAt) -> None:
    page = open_entry(page_at(DESKTOP), commune_with_quotas().officer)

    paste(page, 2, "1\tx\t9\n2\t3\n4\t5")

    assert typed(page) == ["", "", "1", "x", "2", "3"]
    assert said(page) == (
        "Đã điền 3 ô của 2 thôn. 1 ô không phải số, đã đánh dấu để xem lại."
        " Không có chỗ cho dòng 1: 9; dòng 3: 4, 5."
    )
    assert page.locator(".is-wrong input[data-indicator]").evaluate_all(
        "f => f.map(f => f.value)"
    ) == ["x"]
    page.get_by_role("button", name="Lưu số liệu").click()
    assert said(page) == "Chưa lưu: có điểm cần xem lại."
    assert fields(page).nth(3).evaluate("field => field === document.activeElement")
    assert Submission.objects.count() == 0


# --- figures while typing


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_totals_and_what_the_day_owes_change_while_typing(
    width: int, page_at: PageAt, faults: Callable[[Page], list[str]]
) -> None:
    page = open_entry(page_at(width), commune_with_quotas().officer)
    village = page.locator(".unit").first
    owed = page.locator(".owed")
    assert owed.inner_text() == "Hôm nay còn thiếu 15 tài khoản"

    fields(page).first.fill("3")

    expect(village.locator("[data-show=total]").first).to_have_text("103")
    expect(village.locator("[data-show=left]")).to_have_text("còn 92")
    expect(village.locator("[data-need]")).to_have_text("còn 2")
    assert owed.inner_text() == "Hôm nay còn thiếu 12 tài khoản"
    assert "còn thiếu 12 tài khoản" in page.locator(".save").inner_text()
    for number in (0, 2, 4):
        fields(page).nth(number).fill("6")
    assert owed.inner_text() == "Hôm nay đã đủ mức cần đạt"
    assert faults(page) == []


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_share_a_level_and_a_duty_answer_to_what_is_typed(
    width: int, page_at: PageAt, faults: Callable[[Page], list[str]]
) -> None:
    page = open_entry(page_at(width), office_of_every_kind())

    for label, value in (("Tổng hồ sơ", "20"), ("Trực tuyến", "18"), ("Ví điện tử, mức", "1.216")):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Lần 2: Tin bài").click()

    assert page.locator("[data-part]").inner_text() == "Trực tuyến 18 / 20 hồ sơ = 90,00%"
    assert page.locator("[data-show=change]").inner_text() == "+12"
    assert page.locator("[data-show=times]").inner_text() == "2/2"
    assert page.get_by_label("Tin bài", exact=True).input_value() == "1"
    assert faults(page) == []
    page.get_by_role("button", name="Lần 2: Tin bài").click()
    assert page.get_by_label("Tin bài", exact=True).input_value() == "0"


def test_the_page_rounds_a_percent_as_reports_do(page_at: PageAt) -> None:
    random = Random(4)
    pairs = [(random.randint(0, 9_999), random.randint(1, 9_999)) for _ in range(2_000)]
    page = open_entry(page_at(DESKTOP), commune_with_quotas(1).officer)

    shown = page.evaluate(
        """async (pairs) => {
          const { percent } = await import("/static/js/entry/cells.js");
          return pairs.map(([part, whole]) => percent(part, whole));
        }""",
        pairs,
    )

    rounded = [format_percent(percent_of(part, whole)) for part, whole in pairs]
    assert shown == rounded


# --- questions


def test_a_doubted_figure_is_asked_about_at_once_and_nothing_is_sent_while_it_is_open(
    page_at: PageAt, faults: Callable[[Page], list[str]]
) -> None:
    place = commune_with_quotas()
    page = open_entry(page_at(PHONE), place.officer)

    fields(page).first.fill("100")
    fields(page).nth(1).focus()
    question = page.locator(".ask")
    expect(question).to_contain_text("100 bằng đúng số lũy kế")
    assert faults(page) == []
    tap(page.get_by_role("button", name="Lưu số liệu"))
    assert said(page) == "Chưa lưu: có điểm cần xem lại."
    assert Submission.objects.count() == 0

    page.get_by_label("Vẫn đúng").check()
    tap(page.get_by_role("button", name="Lưu số liệu"))
    page.get_by_text(
        re.compile(r"Đã lưu 1 ô của 1 thôn lúc \d\d:\d\d, ngày 12/6\. Số biên nhận G")
    ).wait_for()
    assert values_of(place.first) == [100, None]
    assert [(c.kind, c.value, c.answer) for c in Confirmation.objects.all()] == [
        ("cumulative", 100, "vẫn đúng")
    ]


def test_another_figure_drops_the_question_and_its_answer(page_at: PageAt) -> None:
    page = open_entry(page_at(PHONE), commune_with_quotas().officer)
    fields(page).first.fill("100")
    fields(page).nth(1).focus()
    page.get_by_label("Vẫn đúng").check()

    fields(page).first.fill("30")
    fields(page).nth(1).focus()

    assert page.locator(".ask").count() == 0
    assert page.locator(".is-wrong").count() == 0


def test_a_saved_day_is_told_without_a_new_page_and_can_be_corrected_at_once(
    page_at: PageAt,
) -> None:
    place = commune_with_quotas()
    page = open_entry(page_at(PHONE), place.officer)
    save = page.get_by_role("button", name="Lưu số liệu")

    for value in ("31", "32"):
        fields(page).first.fill(value)
        tap(save)
        page.get_by_text("Đã lưu 1 ô của 1 thôn").wait_for()
        expect(page.locator(".unit").first.locator(".state")).to_have_text("đã báo cáo")
        page.locator("#say").evaluate("say => { say.textContent = ''; }")

    assert page.locator("[data-done]").first.inner_text() == "1/3"
    count = Count.objects.get(unit__path=place.first, day=DAY, value__isnull=False)
    assert (count.value, count.version) == (32, 2)


def test_what_is_typed_while_the_page_is_being_saved_is_still_to_be_saved(page_at: PageAt) -> None:
    page = open_entry(page_at(PHONE), commune_with_quotas().officer)
    held: list[Route] = []
    page.route(
        "**/entry/", lambda route: held.append(route) if is_save(route) else route.continue_()
    )
    fields(page).nth(0).fill("6")
    with page.expect_request(lambda request: request.method == "POST"):
        page.get_by_role("button", name="Lưu số liệu ngày").click()

    fields(page).nth(1).fill("4")
    while not held:  # the request is told of before it is held
        page.wait_for_timeout(20)
    held.pop().continue_()

    expect(page.locator("#say")).to_contain_text("Số nhập sau khi bấm Lưu chưa được lưu.")
    page.unroute("**/entry/")
    page.get_by_role("button", name="Lưu số liệu ngày").click()
    expect(page.locator("#say")).not_to_contain_text("chưa được lưu")
    expect(page.locator("#say")).to_contain_text("Đã lưu 1 ô")
    assert values_of("vn/xa/thon-1/") == [6, 4]


def is_save(route: Route) -> bool:
    return route.request.method == "POST"


def test_taking_a_stored_value_back_is_asked_about_before_it_is_sent(page_at: PageAt) -> None:
    place = commune_with_quotas()
    page = open_entry(page_at(PHONE), place.officer)
    fields(page).first.fill("31")
    tap(page.get_by_role("button", name="Lưu số liệu"))
    page.get_by_text("Đã lưu 1 ô").wait_for()

    fields(page).first.fill("")
    tap(page.get_by_role("button", name="Lưu số liệu"))
    expect(page.locator(".ask")).to_contain_text("Ô này đã lưu 31")
    page.get_by_label("Rút lại số đã lưu").check()
    tap(page.get_by_role("button", name="Lưu số liệu"))
    page.get_by_text("Đã lưu 1 ô").wait_for()

    assert values_of(place.first) == [None, None]


# --- the day, and no JavaScript


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_at_ten_past_midnight_the_page_asks_for_the_day(
    width: int,
    page_at: PageAt,
    monkeypatch: pytest.MonkeyPatch,
    faults: Callable[[Page], list[str]],
) -> None:
    place = commune_with_quotas()
    moment = datetime.combine(DAY, time(0, 10), ZoneInfo("Asia/Ho_Chi_Minh"))
    monkeypatch.setattr("units.clock.now", lambda: moment)
    page = page_at(width)
    log_in(page, place.officer.username)

    page.goto("/entry/")
    assert page.get_by_role("heading", level=1).inner_text() == "Nhập số liệu cho ngày nào?"
    assert faults(page) == []
    page.get_by_role("link", name="Hôm nay 12/6").click()

    page.wait_for_url(f"**{ENTRY}")
    assert page.get_by_role("heading", level=1).inner_text() == "Số liệu ngày 12/6"


def test_without_javascript_the_day_is_read_asked_about_and_saved(
    browser: Browser, live_server: Any
) -> None:
    place = commune_with_quotas()
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = open_entry(context.new_page(), place.officer)
    assert page.locator(".owed").inner_text() == "Hôm nay còn thiếu 15 tài khoản"

    fields(page).first.fill("100")
    page.get_by_role("button", name="Lưu số liệu").click()
    page.get_by_label("Vẫn đúng").check()
    page.get_by_role("button", name="Lưu số liệu").click()

    page.get_by_text("Đã lưu 1 ô của 1 thôn").wait_for()
    assert values_of(place.first) == [100, None]
    context.close()
