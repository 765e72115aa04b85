"""The main job in a real browser: the officer saves, the chairman sees it, the report contains it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Page
from pypdf import PdfReader

from demonstration import loading
from plans.models import Plan
from reports.queries.progress import progress_of
from tests.build import PASSWORD
from tests.journeys.steps import log_in
from units.models import Unit
from vietnamese.numbers import format_count

TODAY = date(2026, 6, 12)
ADDED = 7
WIDTHS = [360, 1280]


@pytest.fixture
def demonstration(settings: Any, live_server: Any) -> Plan:
    settings.PORTAL_TODAY = TODAY
    loading.load(until=date(2026, 6, 11), password=PASSWORD)
    return Plan.objects.get(code=loading.DEMO_PLAN)


def children_activated(plan: Plan) -> int:
    """How many children have an activated account, as the portal knows it now."""
    rows = progress_of(plan, [plan.unit])
    [row] = [row for row in rows if row.target.code == "A4"]
    assert row.done is not None
    return row.done


@pytest.mark.parametrize("width", WIDTHS)
def test_what_the_officer_saves_is_on_the_chairmans_page_and_in_the_report(
    width: int,
    demonstration: Plan,
    page_at: Callable[[int], Page],
    faults: Callable[[Page], list[str]],
) -> None:
    before = children_activated(demonstration)
    village = Unit.objects.get(code="phu-binh")

    officer = page_at(width)
    log_in(officer, "canbo")
    officer.goto(f"/entry/?day={TODAY}")
    section = officer.locator(f"#u{village.pk}")
    for label, value in (
        ("Căn cước 6–14", 9),
        ("Kích hoạt 6–14", ADDED),
        ("Căn cước từ đủ 14", 4),
        ("Kích hoạt từ đủ 14", 12),
    ):
        section.get_by_label(label, exact=True).fill(str(value))
    assert faults(officer) == []
    officer.get_by_role("button", name="Lưu số liệu ngày 12/6").click()
    officer.get_by_text("Đã lưu 4 ô của 1 thôn").wait_for()

    after = format_count(before + ADDED)
    chairman = page_at(width)
    log_in(chairman, "chutich")
    assert chairman.url.endswith("/progress/")
    assert chairman.get_by_text(after).count() > 0
    assert faults(chairman) == []

    chairman.goto("/reports/")
    assert faults(chairman) == []
    chairman.goto("/reports/2026-phu-rieng/2026-06-14/")
    assert chairman.get_by_text(f"{after}/5.045").count() > 0
    assert faults(chairman) == []
    assert f"{after}/5.045" in word_text(download(chairman, "Tải Word"))
    assert f"{after}/5.045" in pdf_text(download(chairman, "Tải PDF"))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("name", "addresses"),
    [
        ("truongthon", ["/entry/", "/tallies/", "/progress/", "/plans/"]),
        ("truongca", ["/days/", "/entry/?day=2026-06-09", "/plans/2026-phu-rieng/"]),
        ("baocaovien", ["/entry/", "/tallies/"]),
        ("chutich", ["/progress/2026-phu-rieng/A4/", "/progress/2026-phu-rieng/A4/phu-lam/"]),
        ("tinh", ["/progress/"]),
        ("quantri", ["/admin/"]),
    ],
)
def test_each_roles_pages_fit_the_screen_and_are_accessible(
    width: int,
    name: str,
    addresses: list[str],
    demonstration: Plan,
    page_at: Callable[[int], Page],
    faults: Callable[[Page], list[str]],
) -> None:
    page = page_at(width)
    log_in(page, name)
    for address in addresses:
        response = page.goto(address)
        assert response is not None
        assert (address, response.status) == (address, 200)
        if address.startswith("/admin"):
            continue  # Django's own pages
        assert (address, faults(page)) == (address, [])


def download(page: Page, link: str) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("link", name=link).click()
    return started.value.path().read_bytes()


def word_text(body: bytes) -> str:
    document = Document(BytesIO(body))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def pdf_text(body: bytes) -> str:
    pages = PdfReader(BytesIO(body)).pages
    return " ".join("".join(page.extract_text() for page in pages).split())
