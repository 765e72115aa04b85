"""The road of the registers' sheets: what changed since the check, the log, hostile files."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from django.test import Client

from residents.models import Population
from sheets import writing
from sheets.gate import MAX_BYTES
from targets.models import Quota
from tests import build
from tests.units.build_sheets import (
    COMMUNE,
    OTHER,
    PEOPLE,
    THON,
    UNITS,
    address,
    people,
    send,
    village,
    workbook,
    world,
)
from units.admin import files, sheets
from units.models import AuditEntry, Unit, User
from units.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def admin(settings) -> User:
    settings.PORTAL_TODAY = build.DAY
    return world()


@pytest.fixture
def page(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


# What changed since the check ---------------------------------------------------------------------


def test_what_somebody_changed_since_the_check_is_shown_again_before_it_goes_in(page):
    row = build.population(THON, 400)
    checked = send(page, Population, workbook(PEOPLE, people())).context["checked"]
    Population.objects.filter(pk=row.pk).update(people=410)

    response = page.post(address(Population, "import"), {"checked": checked})
    assert ("420", "410") in response.context["rows"][0]["cells"]
    assert "Số liệu đã thay đổi sau lần kiểm tra trước" in response.content.decode()
    assert Population.objects.get().people == 410

    page.post(address(Population, "import"), {"checked": response.context["checked"]})
    assert Population.objects.get().people == 420


# The log ------------------------------------------------------------------------------------------


def test_each_unit_keeps_the_history_of_its_own_rows(page, admin):
    build.population(THON, 400)
    rows = [people(), people("thon-2", 7)]
    checked = send(page, Population, workbook(PEOPLE, *rows)).context["checked"]
    page.post(address(Population, "import"), {"checked": checked})

    entries = AuditEntry.objects.order_by("unit__path")
    assert [(e.unit.path, e.action, e.subject, e.by) for e in entries] == [
        (THON, "Nhập tệp dân số", "1 dòng", admin),
        (OTHER, "Nhập tệp dân số", "1 dòng", admin),
    ]
    [line] = entries[0].after
    assert (line["dòng"], line["trước"]["Số người"], line["sau"]["Số người"]) == (2, "400", "420")
    seen = AuditEntry.objects.visible_to(build.user(THON, Role.ADMINISTRATOR))
    assert [entry.unit.path for entry in seen] == [THON]


def test_new_units_are_logged_where_they_hang(page):
    checked = send(page, Unit, workbook(UNITS, village("a"), village("b"))).context["checked"]
    page.post(address(Unit, "import"), {"checked": checked})

    entry = AuditEntry.objects.get()
    assert (entry.unit.path, entry.action, entry.subject) == (COMMUNE, "Nhập tệp đơn vị", "2 dòng")


# Hostile files ------------------------------------------------------------------------------------


def archive(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in members.items():
            zipped.writestr(name, data)
    return stream.getvalue()


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>'


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("tep.xlsx", archive({"xl/workbook.xml": BOMB})),
        ("tep.xlsx", archive({"../x": b"1", "xl/workbook.xml": b"<a/>"})),
        ("tep.xlsx", workbook(PEOPLE, people())[:400]),
        ("tep.xlsx", b"MZ\x90" * 100),
        ("tep.pdf", b"%PDF-1.7 " * 100),
        ("tep.csv", b"a" * (MAX_BYTES + 1)),
    ],
    ids=["entities", "a path outside", "cut short", "a program", "a paper", "too large"],
)
@pytest.mark.parametrize("model", [Unit, User, Population, Quota])
def test_a_hostile_file_is_refused_beside_the_field_and_nothing_is_kept(page, model, name, data):
    before = model._default_manager.count()
    response = send(page, model, data, name)

    [told] = response.context["form"].errors["file"]
    assert any(letter in told for letter in "ệạổảừ")
    assert "checked" not in response.context
    assert model._default_manager.count() == before
    assert not AuditEntry.objects.exists()


def test_an_upload_is_read_no_further_than_a_workbook_may_be_long(page, monkeypatch):
    got: list[int] = []

    def counted(data: bytes, name: str) -> Any:
        got.append(len(data))
        return read_table(data, name)

    read_table = files.read_table
    monkeypatch.setattr(sheets, "read_table", counted)
    response = send(page, Population, b"a" * (MAX_BYTES + 1000), "tep.csv")

    assert got == [MAX_BYTES + 1]
    assert response.context["form"].errors["file"]


def test_a_sheet_of_too_much_text_to_carry_to_the_second_step_is_refused(page, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_CARRIED", 100)
    response = send(page, Population, workbook(PEOPLE, people()))

    assert response.context["form"].errors["file"] == [
        "Tệp có quá nhiều chữ để kiểm tra một lần. Đề nghị chia nhỏ tệp rồi gửi lại."
    ]


def test_a_hidden_first_sheet_is_not_the_list(page):
    book = openpyxl.Workbook()
    book.worksheets[0].append(["cũ", "bỏ"])
    book.worksheets[0].sheet_state = "hidden"
    shown = book.create_sheet("Danh sách")
    for row in (PEOPLE, people()):
        shown.append(row)
    response = send(page, Population, writing.to_bytes(book))

    assert (response.context["faults"], len(response.context["rows"])) == ([], 1)


# The export ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "name"),
    [(Unit, "don-vi"), (User, "tai-khoan"), (Population, "dan-so"), (Quota, "giao-chi-tieu")],
)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_export_is_named_in_vietnamese_by_its_list_and_day(page, model, name, kind):
    response = page.get(address(model, "export"), {"format": kind})

    day = f"{build.DAY:%d-%m-%Y}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}-{day}.{kind}"'
