"""Sheets of units, accounts, populations and quotas: own subtree, whole or not at all, logged."""

import csv
import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client

from residents.models import Population
from targets.models import Quota
from tests import build
from tests.units.build_sheets import (
    ACCOUNTS,
    PEOPLE,
    QUOTAS,
    UNITS,
    VILLAGE,
    address,
    workbook,
)
from units.models import AuditEntry, Unit, User
from units.rules import Kind, Role

pytestmark = pytest.mark.django_db

THON, OTHER, STRANGE = "vn/xa/thon-1/", "vn/xa/thon-2/", "vn/xa-khac/thon-9/"


@pytest.fixture(autouse=True)
def admin(settings) -> User:
    settings.PORTAL_TODAY = build.DAY
    for path in (THON, OTHER, STRANGE):
        build.unit(path)
    build.cohort()
    return build.user("vn/xa/", Role.ADMINISTRATOR, username="quan-tri")


@pytest.fixture
def page(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def check(page: Client, model: type[models.Model], *rows: list[Any]) -> dict[str, Any]:
    """What the page says of a sheet before anything goes in."""
    file = SimpleUploadedFile("danh-sach.xlsx", workbook(*rows))
    response = page.post(address(model, "import"), {"file": file})
    assert response.status_code == 200
    return response.context


def take(page: Client, model: type[models.Model], *rows: list[Any]) -> None:
    """Check a sheet and let it in."""
    checked = check(page, model, *rows)
    assert checked["faults"] == []
    response = page.post(address(model, "import"), {"checked": checked["checked"]})
    assert response.status_code == 302


def faults(page: Client, model: type[models.Model], *rows: list[Any]) -> list[tuple[str, str]]:
    stored = model._default_manager.count()
    checked = check(page, model, *rows)
    assert (checked["checked"], checked["rows"]) == ("", [])
    assert model._default_manager.count() == stored
    found: list[tuple[str, str]] = checked["faults"]
    return found


def exported(page: Client, model: type[models.Model]) -> list[tuple[Any, ...]]:
    response = page.get(address(model, "export"))
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def log() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", "subject"))


def person(name: str = "an", **over: Any) -> list[Any]:
    cells = {"name": name, "full": "An", "role": "Trưởng thôn", "unit": "thon-1", "active": "có"}
    return list((cells | over).values())


def people(**over: Any) -> list[Any]:
    cells = {
        "unit": "thon-1",
        "cohort": "age_6_13",
        "residence": "thường trú",
        "as_of": "23/5/2026",
        "people": 420,
        "source": "Công an xã",
    }
    return list((cells | over).values())


def test_the_check_shows_what_would_change_and_stores_nothing(page):
    build.population(THON, 400, residence="permanent")
    checked = check(page, Population, PEOPLE, people(), people(unit="thon-2", people=7))

    assert [(row["line"], row["is_new"]) for row in checked["rows"]] == [(2, False), (3, True)]
    assert ("420", "400") in checked["rows"][0]["cells"]
    assert list(Population.objects.values_list("people", flat=True)) == [400]
    assert log() == []


def test_a_sheet_goes_in_by_its_natural_keys_and_is_logged(page):
    old = build.population(THON, 400)
    take(page, Population, PEOPLE, people(), people(unit="thon-2", people="1.204"))

    rows = Population.objects.order_by("unit__path").values_list("unit__path", "people", "as_of")
    assert list(rows) == [(THON, 420, old.as_of), (OTHER, 1204, date(2026, 5, 23))]
    assert log() == [("Nhập tệp dân số", "1 dòng"), ("Nhập tệp dân số", "1 dòng")]
    [[first], [second]] = AuditEntry.objects.order_by("pk").values_list("after", flat=True)
    assert (first["trước"]["Số người"], first["sau"]["Số người"]) == ("400", "420")
    assert second["trước"] is None


def test_the_same_sheet_again_changes_nothing(page):
    take(page, Population, PEOPLE, people())

    checked = check(page, Population, PEOPLE, people())
    assert (checked["rows"], checked["faults"]) == ([], [])
    assert Population.objects.count() == 1


def test_one_bad_row_keeps_the_whole_sheet_out(page):
    found = faults(page, Population, PEOPLE, people(), people(unit="thon-2", people="nhiều"))

    assert found == [("Dòng 3", "Số người: “nhiều” không phải là số nguyên từ 0 trở lên.")]


def test_what_was_checked_is_checked_again_when_it_goes_in(page):
    checked = check(page, Population, PEOPLE, people())["checked"]
    Unit.objects.filter(code="thon-1").update(code="ten-moi")

    response = page.post(address(Population, "import"), {"checked": checked})
    assert [place for place, _ in response.context["faults"]] == ["Dòng 2"]
    assert not Population.objects.exists()


def test_a_check_of_somebody_else_or_of_another_list_is_not_let_in(page, client):
    checked = check(page, Population, PEOPLE, people())["checked"]
    page.post(address(Quota, "import"), {"checked": checked})
    client.force_login(build.user("vn/xa/", Role.ADMINISTRATOR, username="khac"))
    client.post(address(Population, "import"), {"checked": checked})
    client.post(address(Population, "import"), {"checked": f"{checked}x"})

    assert not Population.objects.exists()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            people(unit="thon-9"),
            "Mã đơn vị: Không có đơn vị mã “thon-9” trong phạm vi của tài khoản.",
        ),
        (people(unit="vn"), "Mã đơn vị: Không có đơn vị mã “vn” trong phạm vi của tài khoản."),
        (
            people(cohort="x"),
            "Mã nhóm đối tượng: Không có nhóm đối tượng mã “x” trong phạm vi của tài khoản.",
        ),
        (
            people(as_of="32/5/2026"),
            "Tính đến ngày: “32/5/2026” không phải là ngày (ngày/tháng/năm).",
        ),
        (people(people=-1), "Số người: “-1” không phải là số nguyên từ 0 trở lên."),
        (people(people=1.5), "Số người: “1.5” không phải là số nguyên từ 0 trở lên."),
        (people(people=None), "Số người: Ô này phải có số nguyên từ 0 trở lên."),
    ],
)
def test_a_rows_fault_is_told_in_vietnamese_by_its_line(page, row, told):
    assert faults(page, Population, PEOPLE, row) == [("Dòng 2", told)]


def test_a_heading_too_few_or_too_many_is_refused_as_a_whole(page):
    wanted = "Dòng đầu của tệp phải có đúng các cột: " + ", ".join(PEOPLE) + "."

    assert faults(page, Population, PEOPLE[:-1], people()[:-1]) == [("", wanted)]
    assert faults(page, Population, [*PEOPLE, "id"], [*people(), 1]) == [("", wanted)]


@pytest.mark.parametrize(
    ("name", "data"),
    [("tep.xlsx", b"khong phai tep"), ("tep.exe", b"MZ"), ("tep.xlsx", workbook(PEOPLE))],
    ids=["not a workbook", "another kind", "no rows"],
)
def test_a_file_that_is_no_list_is_refused_beside_the_field(page, name, data):
    file = SimpleUploadedFile(name, data)
    response = page.post(address(Population, "import"), {"file": file})

    assert len(response.context["form"].errors["file"]) == 1
    assert "faults" not in response.context


def test_csv_comes_in_too(page):
    text = io.StringIO()
    csv.writer(text).writerows([PEOPLE, people()])
    file = SimpleUploadedFile("tep.csv", text.getvalue().encode("utf-8-sig"))
    response = page.post(address(Population, "import"), {"file": file})

    assert response.context["faults"] == []
    assert len(response.context["rows"]) == 1


def test_an_export_holds_the_own_subtree_and_comes_back_unchanged(page):
    build.population(THON, 400)
    build.population(STRANGE, 999)
    rows = exported(page, Population)

    assert rows == [
        tuple(PEOPLE),
        ("thon-1", "age_6_13", "thường trú", rows[1][3], 400, None),
    ]
    assert log() == [("Xuất tệp dân số", "1 dòng")]
    checked = check(page, Population, *[list(row) for row in rows])
    assert (checked["rows"], checked["faults"]) == ([], [])


@pytest.mark.parametrize("text", ["=1+1", "+84", "-1", "@SUM(A1)", "=HYPERLINK(0)"])
def test_no_text_becomes_a_formula_on_its_way_out_and_it_comes_back_as_it_was(page, text):
    build.population(THON, 400, source=text)
    response = page.get(address(Population, "export"))
    cell = openpyxl.load_workbook(io.BytesIO(response.content)).active["F2"]
    assert (cell.value, cell.data_type) == (text, "s")

    data = page.get(address(Population, "export") + "?format=csv").content
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1][5] == f"'{text}"
    file = SimpleUploadedFile("tep.csv", data)
    back = page.post(address(Population, "import"), {"file": file}).context
    assert (back["rows"], back["faults"]) == ([], [])


def test_accounts_come_in_without_a_password_and_leave_without_one(page):
    take(page, User, ACCOUNTS, person(), person("binh", role="officer", active=None))

    an, binh = User.objects.filter(username__in=["an", "binh"]).order_by("username")
    assert (an.role, an.unit.path, an.has_usable_password()) == (Role.VILLAGE_HEAD, THON, False)
    assert (binh.role, binh.is_active, binh.is_staff, binh.is_superuser) == (
        Role.OFFICER,
        True,
        False,
        False,
    )
    assert exported(page, User)[0] == (*ACCOUNTS, "Mã dòng số liệu riêng")
    assert User.objects.get(username="quan-tri").password not in str(exported(page, User))


def test_an_account_that_is_there_keeps_its_password(page):
    build.user(THON, username="an")
    take(page, User, ACCOUNTS, person(full="Nguyễn An"))

    user = User.objects.get(username="an")
    assert (user.full_name, user.check_password(build.PASSWORD)) == ("Nguyễn An", True)


def test_an_account_of_a_stranger_is_neither_taken_over_nor_moved(page):
    build.user(STRANGE, username="la")

    [(place, _)] = faults(page, User, ACCOUNTS, person("la"))
    assert place == "Dòng 2"
    assert User.objects.get(username="la").unit.path == STRANGE
    assert "la" not in {row[0] for row in exported(page, User)}


def test_nobody_shuts_himself_out_by_a_sheet(page):
    row = person("quan-tri", role="Quản trị", unit="xa", active="không")

    assert faults(page, User, ACCOUNTS, row) == [
        ("Dòng 2", "Không thể tự khóa, tự đổi vai trò hoặc đơn vị của chính mình.")
    ]


def village(code: str, **over: Any) -> list[Any]:
    cells = {
        "code": code,
        "name": f"Thôn {code}",
        "kind": VILLAGE,
        "parent": "xa",
        "position": 1,
        "aliases": "T. Ba; Ấp Ba",
        "head": "",
        "active": "có",
    }
    return list((cells | over).values())


def test_units_come_in_with_those_below_them(page):
    take(page, Unit, UNITS, village("khu-a"), village("to-1", parent="khu-a"))

    unit = Unit.objects.get(code="to-1")
    assert (unit.path, unit.kind, unit.aliases) == (
        "vn/xa/khu-a/to-1/",
        Kind.VILLAGE,
        ["T. Ba", "Ấp Ba"],
    )


@pytest.mark.parametrize(
    "row",
    [
        village("moi", parent="vn"),
        village("moi", parent="xa-khac"),
        village("moi", parent=None),
        village("Moi"),
        village("thon-9"),
        village("xa-khac", parent="xa"),
        village("thon-1", parent="thon-2"),
        village("thon-1", kind="Trường học"),
    ],
    ids=[
        "below a unit above",
        "below a stranger",
        "below nothing",
        "capital letters",
        "a stranger's code",
        "a neighbouring commune",
        "moved",
        "another kind",
    ],
)
def test_a_sheet_neither_reaches_outside_nor_moves_a_unit(page, row):
    before = list(Unit.objects.order_by("pk").values())

    [(place, _)] = faults(page, Unit, UNITS, row)
    assert place == "Dòng 2"
    assert list(Unit.objects.order_by("pk").values()) == before


def test_exported_units_come_back_unchanged(page):
    rows = exported(page, Unit)

    assert [row[0] for row in rows] == ["Mã", "thon-1", "thon-2"]
    checked = check(page, Unit, *[list(row) for row in rows])
    assert (checked["rows"], checked["faults"]) == ([], [])


def test_quotas_are_found_by_plan_and_target_and_given_inside_the_subtree(page):
    above = build.target(build.plan("vn/", code="cap-tren"))
    build.target(build.plan())
    take(
        page, Quota, QUOTAS, ["cap-tren", "T1", "thon-1", "1.300"], ["ke-hoach", "T1", "thon-2", 5]
    )

    rows = Quota.objects.order_by("value").values_list("target__plan__code", "unit__path", "value")
    assert list(rows) == [("ke-hoach", OTHER, 5), ("cap-tren", THON, 1300)]
    assert above.quotas.get().value == 1300
    assert exported(page, Quota)[0] == tuple(QUOTAS)


def test_a_quota_of_a_strangers_plan_or_unit_is_refused(page):
    build.target(build.plan("vn/xa-khac/", code="la"))
    build.target(build.plan())

    found = faults(page, Quota, QUOTAS, ["la", "T1", "thon-1", 5], ["ke-hoach", "T1", "thon-9", 5])
    assert found == [
        ("Dòng 2", "Ký hiệu chỉ tiêu: Không có kế hoạch mã “la” trong phạm vi của tài khoản."),
        ("Dòng 3", "Mã đơn vị: Không có đơn vị mã “thon-9” trong phạm vi của tài khoản."),
    ]


@pytest.mark.parametrize("model", [Unit, User, Population, Quota])
@pytest.mark.parametrize("act", ["import", "export"])
def test_sheets_are_the_administrators_alone(client, model, act):
    assert client.get(address(model, act)).status_code == 302
    client.force_login(build.user("vn/xa/", Role.POLICE_HEAD))
    assert client.get(address(model, act)).status_code == 403
    assert client.post(address(model, act)).status_code == 403
