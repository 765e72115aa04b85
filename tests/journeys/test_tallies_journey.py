"""The conversation about a tally in a real browser: sent, asked, settled, confirmed, taken back."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, Page

from intake import tasks, uploads
from intake.actions.jobs import run_job
from intake.models import Job, LearnedName, Tally
from intake.queries import previews
from tests import build
from tests.intake import build_tallies as tally_of
from tests.journeys.steps import follow, log_in, press
from units.models import User

HEADINGS = ("Thôn", "Ngày", "Căn cước 6-14", "Kích hoạt 6-14")
WIDTHS = [360, 1280]
Find = Callable[[Page], list[str]]


@pytest.fixture
def head(settings: Any, live_server: Any) -> User:
    """The head of Thôn Phú Hòa, who can log in."""
    settings.PORTAL_TODAY = tally_of.TODAY
    tally_of.world()
    return tally_of.head()


def workbook(folder: Path, name: str, *rows: tuple[Any, ...]) -> Path:
    """A sheet "Tuần" with a line for each village and day."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "Tuần"
    for row in (HEADINGS, *rows):
        page.append(row)
    path = folder / name
    book.save(path)
    return path


def sound(folder: Path, name: str = "tuan.xlsx", count: int = 3) -> Path:
    return workbook(folder, name, ("Thôn Phú Hòa", "11/6/2026", 5, count))


def doubtful(folder: Path) -> Path:
    """A misspelled village in A2, and in D3 words where a number belongs."""
    return workbook(
        folder,
        "tuan.xlsx",
        ("Thôn Phú Hào", "10/6/2026", 4, 2),
        ("Thôn Phú Hòa", "11/6/2026", 5, "ba người"),
    )


def send(page: Page, *files: Path) -> None:
    page.goto("/tallies/")
    page.locator("#file").set_input_files(files)
    page.get_by_role("button", name="Gửi và xem trước").click()


def send_one(page: Page, file: Path) -> Tally:
    send(page, file)
    page.wait_for_url("**/tallies/*/")
    return Tally.objects.latest("pk")


def test_a_village_head_settles_confirms_and_takes_back_a_doubtful_tally_on_a_phone(
    head: User, page_at: Callable[[int], Page], faults: Find, tmp_path: Path
) -> None:
    page = page_at(360)
    log_in(page, head.username)
    send_one(page, sound(tmp_path, "dau-tuan.xlsx", count=1))
    press(page, "Nhập 2 ô")
    before = tally_of.values()
    assert len(before) == 2

    send_one(page, doubtful(tmp_path))
    page.get_by_role("heading", name="Cần sửa 2 chỗ").wait_for()
    assert faults(page) == []
    page.get_by_role("button", name="Thôn Phú Hòa").click()
    assert page.get_by_label("“Thôn Phú Hào” là").input_value() == "phu-hoa"
    page.get_by_label("Số đúng").fill("3")
    press(page, "Đọc lại với các chỗ đã sửa")

    page.get_by_role("heading", name="Sẽ nhập 3 ô của 1 đơn vị, 2 ngày").wait_for()
    assert page.locator("input[name=choice]:checked").count() == 0
    assert faults(page) == []
    page.get_by_text("Thay bằng số trong biểu này.").click()
    press(page, "Nhập 3 ô")

    page.get_by_role("heading", name="Biên nhận").wait_for()
    assert page.get_by_text("ô D3: sửa thành 3").count() == 1
    assert page.get_by_text("“Thôn Phú Hào”: Thôn Phú Hòa").count() == 1
    assert faults(page) == []
    stored = tally_of.values()
    assert stored["phu-hoa", date(2026, 6, 11), "eid_activated", "age_6_13"] == 3
    assert stored["phu-hoa", date(2026, 6, 10), "card_intake", "age_6_13"] == 4
    assert LearnedName.objects.get().code == "phu-hoa"

    page.get_by_text("Hoàn tác biểu này").click()
    press(page, "Hoàn tác 3 ô")
    page.get_by_text("đã hoàn tác lúc").wait_for()
    assert faults(page) == []
    after = {key: value for key, value in tally_of.values().items() if value is not None}
    assert after == before


def test_the_workbook_comes_back_with_its_doubtful_cells_marked(
    head: User, page_at: Callable[[int], Page], tmp_path: Path
) -> None:
    page = page_at(1280)
    log_in(page, head.username)
    send_one(page, doubtful(tmp_path))
    with page.expect_download() as started:
        page.get_by_role("link", name="Tải tệp có đánh dấu").click()
    sheet = load_workbook(io.BytesIO(started.value.path().read_bytes()))["Tuần"]
    comments = {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}
    assert sorted(comments) == ["A2", "D3"]
    assert "Thôn Phú Hào" in comments["A2"]
    assert "ba người" in comments["D3"]
    assert sheet["D3"].value == "ba người"


def test_two_files_dropped_on_a_desktop_are_shown_then_sent_together(
    head: User, page_at: Callable[[int], Page], faults: Find, tmp_path: Path
) -> None:
    page = page_at(1280)
    log_in(page, head.username)
    page.goto("/tallies/")
    drop(page, sound(tmp_path, "mot.xlsx"), sound(tmp_path, "hai.xlsx", count=4))
    lines = page.locator(".files li")
    lines.nth(1).wait_for()
    assert [text.split("\n")[0] for text in lines.all_inner_texts()] == ["mot.xlsx", "hai.xlsx"]
    assert all("KB" in text for text in lines.all_inner_texts())
    assert faults(page) == []

    page.get_by_role("button", name="Gửi và xem trước").click()
    page.get_by_text("Đã nhận 2 tệp").wait_for()
    names = page.locator("#sent tbody td[data-label='Tệp']").all_inner_texts()
    assert names == ["hai.xlsx", "mot.xlsx"]
    assert faults(page) == []


def drop(page: Page, *files: Path) -> None:
    """Let go of files over the field, as a hand with a mouse does."""
    box = page.locator(".drop").bounding_box()
    assert box is not None
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})


def test_files_that_cannot_be_read_are_refused_before_they_are_sent(
    head: User, page_at: Callable[[int], Page], faults: Find, tmp_path: Path
) -> None:
    letter, heavy = tmp_path / "thu.pdf", tmp_path / "nang.xlsx"
    letter.write_bytes(b"%PDF-1.4")
    heavy.write_bytes(bytes(5 * 1024 * 1024 + 1))
    page = page_at(360)
    log_in(page, head.username)
    page.goto("/tallies/")
    page.locator("#file").set_input_files([letter, heavy, sound(tmp_path)])
    refused = page.locator(".files-wrong").inner_text()
    assert "Tệp “thu.pdf” không phải tệp .xlsx, .xls, .ods hoặc .csv" in refused
    assert "Tệp “nang.xlsx” lớn hơn 5 MB" in refused
    assert page.locator(".files li").count() == 1
    assert faults(page) == []
    page.get_by_role("button", name="Bỏ tệp tuan.xlsx").click()
    assert page.evaluate("document.getElementById('file').files.length") == 0


def test_without_javascript_a_tally_is_sent_answered_and_confirmed(
    head: User, browser: Browser, live_server: Any, tmp_path: Path
) -> None:
    context = browser.new_context(
        java_script_enabled=False, base_url=live_server.url, viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    log_in(page, head.username)
    send_one(page, doubtful(tmp_path))
    page.get_by_label("“Thôn Phú Hào” là").select_option("phu-hoa")
    page.get_by_label("Để trống ô này").check()
    press(page, "Đọc lại với các chỗ đã sửa")
    press(page, "Nhập 3 ô")
    page.get_by_role("heading", name="Biên nhận").wait_for()
    assert len(tally_of.values()) == 3
    context.close()


def hold_clock(page: Page) -> None:
    """Open the page anew with a clock that the test moves on, so that it asks again only then."""
    start = datetime(2026, 6, 12, 8, tzinfo=UTC)
    page.clock.install(time=start)
    page.clock.pause_at(start + timedelta(hours=1))
    page.reload()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_waiting_page_says_what_is_done_and_shows_the_result_by_itself(
    width: int,
    head: User,
    page_at: Callable[[int], Page],
    faults: Find,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES_AT_ONCE", 0)
    monkeypatch.setattr(tasks.run_job, "apply_async", lambda *_, **__: None)  # nobody is rung for
    page = page_at(width)
    log_in(page, head.username)
    tally = send_one(page, sound(tmp_path))
    page.get_by_role("heading", name="Đang chờ đến lượt").wait_for()
    assert faults(page) == []

    hold_clock(page)
    Tally.objects.filter(pk=tally.pk).update(progress=60)
    page.clock.run_for(1100)
    page.get_by_role("heading", name="Đang so với số liệu đang lưu").wait_for()
    page.clock.run_for(100)  # htmx settles what it has put in
    assert page.locator("#says").inner_text() == "Đang so với số liệu đang lưu"

    run_job(Job.objects.get(tally=tally).pk, uploads.WORK)
    page.clock.run_for(1100)
    page.get_by_role("button", name="Nhập 2 ô").wait_for()
    page.clock.run_for(100)
    assert page.locator("#says").inner_text() == "Sẽ nhập 2 ô của 1 đơn vị, 1 ngày"


@pytest.mark.parametrize("width", WIDTHS)
def test_the_list_renews_itself_while_something_is_read(
    width: int,
    head: User,
    page_at: Callable[[int], Page],
    faults: Find,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES_AT_ONCE", 0)
    monkeypatch.setattr(tasks.run_job, "apply_async", lambda *_, **__: None)  # nobody is rung for
    page = page_at(width)
    log_in(page, head.username)
    tally = send_one(page, sound(tmp_path))
    page.goto("/tallies/")
    page.get_by_text("đang đọc, 0%").wait_for()
    assert faults(page) == []

    hold_clock(page)
    run_job(Job.objects.get(tally=tally).pk, uploads.WORK)
    page.clock.run_for(2100)
    page.locator("#sent").get_by_text("chờ xác nhận").wait_for()
    assert page.locator("#sent[hx-get]").count() == 0


def test_a_corrected_file_of_the_same_name_lets_the_sender_choose(
    head: User, page_at: Callable[[int], Page], faults: Find, tmp_path: Path
) -> None:
    page = page_at(360)
    log_in(page, head.username)
    former = send_one(page, sound(tmp_path))
    press(page, "Nhập 2 ô")
    send_one(page, workbook(tmp_path, "tuan.xlsx", ("Thôn Phú Hòa", "11/6/2026", None, 9)))
    assert page.get_by_text("Bố cục như biểu").count() == 1
    assert page.locator("input[name=choice]:checked").count() == 0
    assert faults(page) == []
    page.get_by_text(f"Thay cả biểu {former.receipt_number}").click()
    press(page, "Nhập theo cách đã chọn")
    assert page.get_by_text(f"Thay biểu {former.receipt_number}: 1 ô").count() == 1
    day = date(2026, 6, 11)
    assert tally_of.values() == {
        ("phu-hoa", day, "card_intake", "age_6_13"): None,
        ("phu-hoa", day, "eid_activated", "age_6_13"): 9,
    }


@pytest.mark.parametrize("width", WIDTHS)
def test_figures_are_mended_in_the_table_before_they_go_in(
    width: int, head: User, page_at: Callable[[int], Page], faults: Find, tmp_path: Path
) -> None:
    page = page_at(width)
    log_in(page, head.username)
    send_one(page, sound(tmp_path))
    follow(page, "Sửa số trong bảng")
    assert faults(page) == []
    page.get_by_label("ngày 11/6, trang tính Tuần ô D2").fill("8")
    press(page, "Đọc lại với các số đã sửa")
    press(page, "Nhập 2 ô")
    assert tally_of.values()["phu-hoa", date(2026, 6, 11), "eid_activated", "age_6_13"] == 8


@pytest.mark.parametrize("width", WIDTHS)
def test_of_many_units_one_is_found_without_accents_and_opened(
    width: int,
    head: User,
    page_at: Callable[[int], Page],
    faults: Find,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(previews, "MOST_CELLS_ON_A_PAGE", 10)
    names = [f"Thôn Đồng {number}" for number in range(1, 13)]
    for number, name in enumerate(names, 1):
        build.unit(f"{tally_of.COMMUNE}dong-{number}/", name=name, position=10 + number)
    page = page_at(width)
    log_in(page, tally_of.officer().username)
    send_one(page, workbook(tmp_path, "xa.xlsx", *((n, "11/6/2026", 1, 2) for n in names)))
    assert page.locator("#grid").count() == 0
    page.get_by_label("Tìm đơn vị").fill("dong 12")
    assert page.locator("#unit-lines tbody tr:visible").all_inner_texts()[0].startswith(names[11])
    assert page.locator("#unit-lines tbody tr:visible").count() == 1
    page.get_by_label("Tìm đơn vị").fill("Dòng 12")
    assert page.locator("#unit-lines tbody tr:visible").count() == 0
    page.get_by_label("Tìm đơn vị").fill("")
    assert faults(page) == []
    page.get_by_role("link", name=names[11]).click()
    page.locator("#grid").get_by_text(names[11]).wait_for()
    assert faults(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_refused_file_says_why_and_what_to_do(
    width: int, head: User, page_at: Callable[[int], Page], faults: Find, tmp_path: Path
) -> None:
    page = page_at(width)
    log_in(page, head.username)
    broken = tmp_path / "hong.xlsx"
    broken.write_bytes(b"khong phai bang tinh \x00\x01")
    send_one(page, broken)
    page.get_by_text("Tệp không được nhận, chưa nhập ô nào.").wait_for()
    assert page.get_by_role("link", name="Gửi tệp khác").count() == 1
    assert faults(page) == []


def test_a_tally_is_put_away_unread(
    head: User, page_at: Callable[[int], Page], tmp_path: Path
) -> None:
    page = page_at(360)
    log_in(page, head.username)
    send_one(page, sound(tmp_path))
    page.get_by_text("Bỏ tệp này").click()
    press(page, "Bỏ tệp, không nhập")
    page.get_by_text("Chưa có biểu nào được gửi.").wait_for()
    assert Tally.objects.count() == 0
