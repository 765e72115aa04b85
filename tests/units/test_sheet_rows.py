"""What a row of a register's sheet says, and how its faults are told."""

from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from residents.models import Population
from residents.resources import PopulationResource
from sheets import writing
from tests import build
from tests.units.build_sheets import (
    ACCOUNTS,
    PEOPLE,
    UNITS,
    address,
    faults,
    people,
    send,
    village,
    workbook,
    world,
)
from units.models import Unit, User
from units.resources import (
    ListWidget,
)
from units.rules import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def admin(settings) -> User:
    settings.PORTAL_TODAY = build.DAY
    return world()


@pytest.fixture
def page(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def test_every_fault_of_a_row_is_told_by_its_column(page):
    row = ["thon-9", "x", "ở trọ", "32/5/2026", "nhiều", ""]

    [(place, text)] = faults(page, Population, PEOPLE, row)
    assert place == "Dòng 2"
    assert text == (
        "Mã đơn vị: Không có đơn vị mã “thon-9” trong phạm vi của tài khoản. "
        "Mã nhóm đối tượng: Không có nhóm đối tượng mã “x” trong phạm vi của tài khoản. "
        "Cư trú: “ở trọ” không có trong danh sách: thường trú, tạm trú, thường trú và tạm trú. "
        "Tính đến ngày: “32/5/2026” không phải là ngày (ngày/tháng/năm). "
        "Số người: “nhiều” không phải là số nguyên từ 0 trở lên."
    )


def test_two_lines_about_the_same_thing_are_refused_not_the_last_one_taken(page):
    found = faults(page, Population, PEOPLE, people(), people("thon-2"), people(count=7))

    assert found == [
        (
            "Dòng 4",
            "Trùng với dòng 2 (cùng Mã đơn vị, Mã nhóm đối tượng, Cư trú, Tính đến ngày).",
        )
    ]


@pytest.mark.parametrize("value", [2**31, 10**14])
def test_a_figure_that_no_database_holds_is_told(page, value):
    [(place, text)] = faults(page, Population, PEOPLE, people(count=value))

    assert (place, text) == ("Dòng 2", f"Số người: “{value}” lớn quá mức của một ô.")
    assert not Population.objects.exists()


@pytest.mark.parametrize("blank", range(4))
def test_a_blank_key_is_told_by_its_column(page, blank):
    row = people()
    row[blank] = None

    [(place, text)] = faults(page, Population, PEOPLE, row)
    assert (place, text.startswith(f"{PEOPLE[blank]}: ")) == ("Dòng 2", True)


def test_a_code_in_capitals_is_told_by_its_column(page):
    assert faults(page, Unit, UNITS, village("Moi")) == [
        ("Dòng 2", "Mã: Mã chỉ gồm chữ thường không dấu, chữ số và dấu gạch nối.")
    ]


def test_units_hang_below_units_of_the_same_sheet_three_deep(page):
    rows = [village("a"), village("a-1", "a"), village("b"), village("a-1-1", "a-1")]
    checked = send(page, Unit, workbook(UNITS, *rows)).context
    assert checked["faults"] == []
    page.post(address(Unit, "import"), {"checked": checked["checked"]})

    paths = dict(Unit.objects.filter(code__startswith="a").values_list("path", "parent__code"))
    assert paths == {"vn/xa/a/": "xa", "vn/xa/a/a-1/": "a", "vn/xa/a/a-1/a-1-1/": "a-1"}
    assert set(Unit.objects.filter(code="b").values_list("kind", "branch")) == {
        (Kind.VILLAGE, "place")
    }


def test_a_unit_whose_path_grows_too_long_is_told(page):
    codes = [f"{n}-{'x' * 50}" for n in range(9)]
    rows = [village(code, parent) for parent, code in zip(["xa", *codes], codes, strict=False)]

    (place, text), (below, _) = faults(page, Unit, UNITS, *rows)
    assert (place, text.startswith("Mã: ")) == ("Dòng 9", True)
    assert below == "Dòng 10"  # its unit above is not there


@pytest.mark.parametrize("over", [{2: "Trưởng thôn"}, {3: "thon-1"}, {4: "không"}])
def test_nobody_changes_his_own_role_unit_or_state_by_a_sheet(page, over):
    row = ["quan-tri", "quan-tri", "Quản trị", "xa", "có"]
    for place, value in over.items():
        row[place] = value

    assert faults(page, User, ACCOUNTS, row) == [
        ("Dòng 2", "Không thể tự khóa, tự đổi vai trò hoặc đơn vị của chính mình.")
    ]


def test_the_own_name_may_be_changed_by_a_sheet(page, admin):
    row = ["quan-tri", "Nguyễn Văn An", "Quản trị", "xa", "có"]

    assert faults(page, User, ACCOUNTS, row) == []


def test_a_list_that_was_guarded_in_a_csv_comes_back_as_it_was():
    told = writing.plain_text(ListWidget().render(["=1+1", "Ấp Ba"]))

    assert told == "'=1+1; Ấp Ba"
    assert ListWidget().clean(told) == ["=1+1", "Ấp Ba"]


# What goes wrong below ----------------------------------------------------------------------------


def test_what_only_the_program_understands_is_told_without_its_english_name(page, monkeypatch):
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("internal error")

    monkeypatch.setattr(PopulationResource, "validate_instance", broken)
    [(place, text)] = faults(page, Population, PEOPLE, people())

    assert place == "Dòng 2"
    assert text == "Không đọc được dòng này. Đề nghị kiểm tra lại từng ô của dòng."


def test_a_value_error_of_the_program_itself_is_not_shown_in_english(page, monkeypatch):
    monkeypatch.setattr(Population, "full_clean", lambda *args, **kwargs: int("x"))

    [(_, text)] = faults(page, Population, PEOPLE, people())
    assert text == "Không đọc được dòng này. Đề nghị kiểm tra lại từng ô của dòng."


def test_a_sheet_that_the_database_refuses_is_told_in_words_and_leaves_nothing(page, monkeypatch):
    def refused(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError("UNIQUE constraint failed")

    monkeypatch.setattr(Population.objects, "bulk_create", refused, raising=False)
    found = faults(page, Population, PEOPLE, people())

    assert found == [
        (
            "",
            "Tệp chưa nhập được vì số liệu vừa được người khác thay đổi. Đề nghị gửi lại tệp.",
        )
    ]
    assert not Population.objects.exists()
