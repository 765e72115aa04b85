"""Photographs in a real browser: made small on the phone, stripped before they leave it, shown, removed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from intake.actions.photos import photo_content
from intake.forms.photos import PhotoForm
from intake.models import Photo
from intake.views import photos
from targets.models import Indicator
from tests import build
from tests.intake.build_entry import DAY, Commune, commune
from tests.intake.build_images import CAMERA, encoded, exif, picture, segments
from tests.journeys.conftest import device
from tests.journeys.steps import log_in, press

Find = Callable[[Page], list[str]]
LARGE = (4000, 3000)


@pytest.fixture
def place(settings: Any, live_server: Any) -> Commune:
    settings.PORTAL_TODAY = DAY
    place = commune(villages=2)
    duty = build.indicator(
        "broadcasts", aggregation=Indicator.Aggregation.FREQUENCY, short_label="Phát thanh"
    )
    build.field(place.plan, indicator=duty, cohort=build.cohort("all"), position=9)
    return place


@pytest.fixture
def tally(tmp_path: Path) -> Path:
    """What a phone's camera writes of a paper tally: 12 million pixels on their side, and where it was."""
    path = tmp_path / "IMG_20260612.jpg"
    path.write_bytes(encoded(picture(*LARGE), quality=95, exif=exif(6), comment=b"Nguyen Van A"))
    return path


def box_of(page: Page, number: int = 0, kind: str = "Ảnh biểu giấy") -> Any:
    """A village's photographs, opened."""
    box = page.locator(".unit").nth(number).locator("details.photos", has_text=kind).first
    box.locator("summary").click()
    return box


@pytest.fixture
def arrived(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bytes]]:
    """The name and the bytes of every photograph as it came over the wire."""
    files: list[tuple[str, bytes]] = []

    def note(data: Any, sent: Any) -> PhotoForm:
        files.append((sent["photo"].name, sent["photo"].read()))
        sent["photo"].seek(0)
        return PhotoForm(data, sent)

    monkeypatch.setattr(photos, "PhotoForm", note)
    return files


@pytest.fixture
def page_at_fault(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A phone's page of which it is expected that requests fail, which the console then says."""
    context = browser.new_context(**device(360), base_url=live_server.url)
    yield context.new_page()
    context.close()


def test_a_large_photo_leaves_the_phone_small_upright_and_without_what_the_camera_wrote(
    place: Commune,
    page_at: Callable[[int], Page],
    faults: Find,
    tally: Path,
    arrived: list[tuple[str, bytes]],
) -> None:
    assert CAMERA.encode() in tally.read_bytes()
    page = page_at(360)
    log_in(page, place.officer.username)
    page.goto(f"/entry/?day={DAY}")
    box = box_of(page)
    assert box.get_by_text("Ảnh được thu nhỏ, bỏ thông tin vị trí trước khi gửi.").is_visible()
    assert faults(page) == []

    box.get_by_label("Chụp biểu giấy").set_input_files(tally)
    box.get_by_text(re.compile("Đã lưu lúc .* số biên nhận A")).first.wait_for()

    [(name, sent)] = arrived
    assert name == "anh.jpg"
    markers = {marker for marker, _ in segments(sent)}
    assert markers & {0xE1, 0xED, 0xFE} == set()  # EXIF and XMP, IPTC, comments
    assert [word for word in (CAMERA, "Nguyen", "GPS", "2026") if word.encode() in sent] == []
    assert len(sent) < min(tally.stat().st_size / 2, 200_000)
    kept = Photo.objects.get()
    assert (kept.unit, kept.day, kept.indicator) == (place.villages[0], DAY, None)
    assert (kept.width, kept.height) == (1200, 1600)
    assert CAMERA.encode() not in photo_content(kept)
    assert box.locator("img").evaluate("image => [image.naturalWidth, image.naturalHeight]") == [
        72,
        96,
    ]
    assert box.locator("summary").inner_text().startswith("Ảnh biểu giấy (1)")
    assert page.url.endswith(f"?day={DAY}")
    assert faults(page) == []


def test_a_photo_is_looked_at_and_removed_again(
    place: Commune, page_at: Callable[[int], Page], faults: Find, tally: Path
) -> None:
    page = page_at(360)
    log_in(page, place.officer.username)
    page.goto(f"/entry/?day={DAY}")
    box = box_of(page, 1, "Ảnh minh chứng")
    box.get_by_label("Chọn ảnh").set_input_files(tally)
    box.get_by_role("link", name="Xem ảnh").wait_for()
    kept = Photo.objects.get()
    assert (kept.unit, kept.indicator.code) == (place.villages[1], "broadcasts")

    page.reload()
    box = box_of(page, 1, "Ảnh minh chứng")
    assert faults(page) == []
    with page.expect_response(f"**/entry/photos/{kept.pk}/") as looked:
        box.get_by_role("link", name="Ảnh 1").click()
    assert looked.value.headers["content-type"] == "image/jpeg"
    page.wait_for_url(f"**/entry/photos/{kept.pk}/")
    page.go_back()
    page.wait_for_url("**/entry/?day=*")

    box = box_of(page, 1, "Ảnh minh chứng")
    page.once("dialog", lambda question: question.accept())
    box.get_by_role("button", name="Gỡ ảnh").click()
    box.locator(".photos-says", has_text="Đã gỡ ảnh.").wait_for(state="attached")
    assert box.locator("li").count() == 0
    kept.refresh_from_db()
    assert bytes(kept.content) == b""
    assert faults(page) == []


def test_what_the_phone_cannot_open_is_refused_in_words_before_it_is_sent(
    place: Commune,
    page_at_fault: Page,
    faults: Find,
    tmp_path: Path,
    arrived: list[tuple[str, bytes]],
) -> None:
    page = page_at_fault
    log_in(page, place.officer.username)
    page.goto(f"/entry/?day={DAY}")
    box = box_of(page)
    heic, broken = tmp_path / "IMG_1.heic", tmp_path / "hong.jpg"
    heic.write_bytes(b"\x00\x00\x00\x18ftypheic" + bytes(64))
    broken.write_bytes(b"\xff\xd8\xff\xe0 khong phai anh")

    box.get_by_label("Chọn ảnh").set_input_files(heic)
    box.locator("li", has_text="Máy này không mở được ảnh vừa chọn.").wait_for()
    assert arrived == []
    box.get_by_label("Chọn ảnh").set_input_files(broken)  # the server has the last word
    box.locator("li", has_text="Ảnh bị hỏng hoặc chưa tải về đủ").wait_for()
    assert [name for name, _ in arrived] == ["anh.jpg"]
    assert Photo.objects.count() == 0
    assert faults(page) == []


def test_without_a_network_a_photo_waits_on_the_phone_and_goes_by_itself(
    place: Commune, page_at_fault: Page, faults: Find, tally: Path
) -> None:
    page = page_at_fault
    log_in(page, place.officer.username)
    page.goto(f"/entry/?day={DAY}")
    box = box_of(page)
    page.context.set_offline(True)
    box.get_by_label("Chụp biểu giấy").set_input_files(tally)
    box.locator("li", has_text="Đã lưu trên máy này, chờ gửi.").wait_for()
    assert Photo.objects.count() == 0

    page.context.set_offline(False)
    box.get_by_text(re.compile("Đã lưu lúc .* số biên nhận A")).first.wait_for(timeout=60_000)
    assert Photo.objects.count() == 1
    assert faults(page) == []


def test_without_javascript_the_same_fields_send_the_photo_and_the_server_makes_it_small(
    place: Commune, browser: Browser, live_server: Any, tally: Path
) -> None:
    context = browser.new_context(
        java_script_enabled=False, base_url=live_server.url, viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    log_in(page, place.officer.username)
    page.goto(f"/entry/?day={DAY}")
    box = box_of(page, 1)
    box.get_by_label("Chọn ảnh").set_input_files(tally)
    press(page, "Gửi ảnh")

    kept = Photo.objects.get()
    assert page.get_by_text(f"Số biên nhận {kept.receipt_number}.").count() == 1
    assert (kept.unit, kept.width, kept.height) == (place.villages[1], 1200, 1600)
    assert CAMERA.encode() not in photo_content(kept)
    box_of(page, 1)
    press(page, "Gỡ ảnh 1, Thôn 2")
    assert page.get_by_text("Đã gỡ ảnh.").count() == 1
    context.close()
