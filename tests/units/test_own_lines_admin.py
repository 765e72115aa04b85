"""An account's own line in the administration: offered, chosen, refused in words, in a sheet and out."""

import io
from typing import Any

import openpyxl
import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from tests import build
from tests.units.build_sheets import ACCOUNTS, address, send, workbook
from units.models import AuditEntry, Unit, User
from units.rules import Kind, Role

pytestmark = pytest.mark.django_db

COMMUNE, POST, THON = "vn/xa/", "vn/xa/ca/", "vn/xa/thon/"
AN, BINH, LA = f"{POST}an/", f"{POST}binh/", "vn/xa-khac/ca-khac/la/"
OFFICERS_ALONE = "Chỉ chọn được đơn vị loại Cán bộ trong phạm vi quản trị của tài khoản đang dùng."
WITH_LINE = [*ACCOUNTS, "Mã dòng số liệu riêng"]


@pytest.fixture(autouse=True)
def admin(settings) -> User:
    settings.PORTAL_TODAY = build.DAY
    build.unit(THON)
    build.unit("vn/xa-khac/thon-khac/")
    for path in (AN, BINH, LA):
        build.unit(path.rsplit("/", 2)[0] + "/", kind=Kind.POLICE)
        build.unit(path, kind=Kind.OFFICER)
    return build.user(COMMUNE, Role.ADMINISTRATOR, username="quan-tri")


@pytest.fixture
def page(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


@pytest.fixture
def officer() -> User:
    return build.user(COMMUNE, username="an", full_name="An")


def url_of(account: User) -> str:
    return reverse("admin:units_user_change", args=[account.pk])


def offered(page: Client, url: str) -> set[str]:
    choices = page.get(url).context["adminform"].form.fields["personal_unit"].queryset
    return {unit.path for unit in choices}


def form(account: User, line: str | None, **over: Any) -> dict[str, Any]:
    return {
        "username": account.username,
        "full_name": account.full_name,
        "role": account.role,
        "unit": account.unit_id,
        "personal_unit": build.unit(line).pk if line else "",
        "is_active": "on",
        **over,
    }


def told(page: Client, account: User, line: str, **over: Any) -> dict[str, list[str]]:
    response = page.post(url_of(account), form(account, line, **over))
    found: dict[str, list[str]] = response.context["adminform"].errors
    return {name: list(errors) for name, errors in found.items()}


# --- The form ----------------------------------------------------------------------------------------


def test_a_form_offers_the_officers_below_the_accounts_unit(page, officer):
    in_village = build.user(THON, Role.VILLAGE_HEAD)

    assert offered(page, url_of(officer)) == {AN, BINH}
    assert offered(page, url_of(in_village)) == set()
    assert offered(page, address(User, "add")) == {AN, BINH}


def test_a_form_offers_nobody_elses_line_but_ones_own(page, officer):
    build.user(COMMUNE, Role.POLICE_HEAD, personal_unit=build.unit(BINH))
    officer.personal_unit = build.unit(AN)
    officer.save()
    build.unit(f"{POST}nghi/", kind=Kind.OFFICER, is_active=False)

    assert offered(page, url_of(officer)) == {AN}


def test_a_line_is_given_and_logged(page, officer):
    assert page.post(url_of(officer), form(officer, AN)).status_code == 302

    officer.refresh_from_db()
    assert officer.personal_unit == build.unit(AN)
    [line] = AuditEntry.objects.values_list("action", "before", "after")
    label = "Dòng số liệu riêng của cán bộ"
    assert line == ("Sửa tài khoản", {label: None}, {label: "An"})


def test_a_line_is_taken_back(page, officer):
    officer.personal_unit = build.unit(AN)
    officer.save()

    page.post(url_of(officer), form(officer, None))

    officer.refresh_from_db()
    assert officer.personal_unit is None


def test_a_new_account_gets_its_line_at_once(page):
    passwords = {"password1": "rung-cao-su-xanh", "password2": "rung-cao-su-xanh"}
    new = User(username="moi", full_name="Mới", role=Role.OFFICER, unit=build.unit(COMMUNE))

    assert page.post(address(User, "add"), {**form(new, AN), **passwords}).status_code == 302

    assert User.objects.get(username="moi").personal_unit == build.unit(AN)


def test_what_is_no_officer_is_refused_in_words(page, officer):
    assert told(page, officer, THON) == {"personal_unit": [OFFICERS_ALONE]}
    officer.refresh_from_db()
    assert officer.personal_unit is None


def test_an_officer_outside_the_accounts_unit_is_refused_in_words(page):
    head = build.user(THON, Role.VILLAGE_HEAD)

    assert told(page, head, AN) == {"personal_unit": ["“An” không thuộc đơn vị của tài khoản."]}


def test_a_line_that_somebody_holds_is_refused_in_words(page, officer):
    build.user(COMMUNE, Role.POLICE_HEAD, personal_unit=build.unit(AN))

    assert told(page, officer, AN) == {
        "personal_unit": ["“An” đã là dòng số liệu riêng của một tài khoản khác."]
    }


def test_moving_an_account_away_from_its_line_is_refused_in_words(page, officer):
    officer.personal_unit = build.unit(AN)
    officer.save()

    assert told(page, officer, AN, unit=build.unit(THON).pk) == {
        "personal_unit": ["“An” không thuộc đơn vị của tài khoản."]
    }


def test_a_strangers_officer_can_not_be_named(page, officer):
    assert told(page, officer, LA) == {"personal_unit": [OFFICERS_ALONE]}


def test_the_list_of_accounts_names_each_ones_line(page, officer):
    officer.personal_unit = build.unit(AN)
    officer.save()

    assert page.get(address(User, "changelist")).context["cl"].list_display.count("personal_unit")


# --- The sheet ---------------------------------------------------------------------------------------


def person(name: str = "an", line: str = "", **over: Any) -> list[Any]:
    cells = {"name": name, "full": "An", "role": "officer", "unit": "xa", "active": "có"}
    return [*(cells | over).values(), line]


def take(page: Client, *rows: list[Any]) -> None:
    checked = send(page, User, workbook(*rows)).context
    assert checked["faults"] == []
    page.post(address(User, "import"), {"checked": checked["checked"]})


def faults(page: Client, *rows: list[Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = send(page, User, workbook(WITH_LINE, *rows)).context["faults"]
    return found


def lines() -> dict[str, str]:
    held = User.objects.exclude(personal_unit=None)
    return dict(held.values_list("username", "personal_unit__path"))


def test_a_sheet_gives_lines_and_takes_them_back(page, officer):
    take(page, WITH_LINE, person("an", "an"), person("binh", "binh"))
    assert lines() == {"an": AN, "binh": BINH}

    take(page, WITH_LINE, person("an", ""), person("binh", "binh"))
    assert lines() == {"binh": BINH}


def test_a_sheet_without_the_column_leaves_the_lines_alone(page, officer):
    officer.personal_unit = build.unit(AN)
    officer.save()

    take(page, ACCOUNTS, person("an", full="Tên mới")[:-1])

    officer.refresh_from_db()
    assert (officer.full_name, officer.personal_unit) == ("Tên mới", build.unit(AN))


def test_an_exported_sheet_shows_the_lines_and_comes_back_unchanged(page, officer):
    officer.personal_unit = build.unit(AN)
    officer.save()
    response = page.get(address(User, "export"))
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]

    checked = send(page, User, workbook(*rows)).context

    assert (rows[0], rows[1][0], rows[1][-1]) == (WITH_LINE, "an", "an")
    assert (checked["faults"], checked["rows"]) == ([], [])


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (person("an", "thon"), "“Thon” không phải là đơn vị loại Cán bộ."),
        (person("an", "an", unit="thon"), "“An” không thuộc đơn vị của tài khoản."),
        (person("an", "an"), "“An” đã là dòng số liệu riêng của một tài khoản khác."),
        (person("an", "la"), "Không có đơn vị mã “la” trong phạm vi của tài khoản."),
    ],
)
def test_each_fault_of_a_line_is_told_by_its_column(page, row, fault):
    if "đã là" in fault:
        build.user(COMMUNE, Role.POLICE_HEAD, personal_unit=build.unit(AN))

    assert faults(page, row) == [("Dòng 2", f"Mã dòng số liệu riêng: {fault}")]


def test_one_line_given_twice_in_a_sheet_is_told_at_the_second(page):
    assert faults(page, person("an", "an"), person("binh", "an")) == [
        ("Dòng 3", "Mã dòng số liệu riêng: “An” đã ghi cho tài khoản an trong tệp này.")
    ]
    assert not User.objects.filter(username="binh").exists()


# --- Sheets of other registers -----------------------------------------------------------------------


@pytest.mark.parametrize("model", [Unit, User])
def test_a_list_with_officers_asks_no_question_for_each(page, model, django_assert_max_num_queries):
    def opened(model: type[models.Model]) -> None:
        assert page.get(address(model, "changelist")).status_code == 200

    for n in range(20):
        line = build.unit(f"{POST}can-bo-{n}/", kind=Kind.OFFICER)
        build.user(COMMUNE, username=f"can-bo-{n}", personal_unit=line)

    with django_assert_max_num_queries(10):
        opened(model)
