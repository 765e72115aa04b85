"""The road of the registers' sheets: 10.000 rows, hostile files, what changed since the check, the log."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from residents.models import Population
from residents.resources import PopulationResource
from sheets import writing
from sheets.gate import MAX_BYTES
from targets.models import Quota
from targets.resources import QuotaResource
from tests import build
from units.admin import files, sheets
from units.models import AuditEntry, Unit, User
from units.resources import (
    ListWidget,
    ScopedResource,
    UnitResource,
    UserResource,
    faults_of,
    take_sheet,
)
from units.rules import Kind, Role

pytestmark = pytest.mark.django_db

COMMUNE, THON, OTHER = "vn/xa/", "vn/xa/thon-1/", "vn/xa/thon-2/"
UNITS = [
    "Mã",
    "Tên đơn vị",
    "Loại",
    "Mã đơn vị cấp trên",
    "Thứ tự",
    "Tên gọi khác",
    "Người đứng đầu",
    "Đang hoạt động",
]
ACCOUNTS = ["Tên đăng nhập", "Họ và tên", "Vai trò", "Mã đơn vị", "Đang sử dụng"]
PEOPLE = ["Mã đơn vị", "Mã nhóm đối tượng", "Cư trú", "Tính đến ngày", "Số người", "Nguồn"]
QUOTAS = ["Mã kế hoạch", "Ký hiệu chỉ tiêu", "Mã đơn vị", "Số giao"]
VILLAGE = "Thôn, xóm, ấp, khóm, tổ dân phố"


@pytest.fixture(autouse=True)
def admin(settings) -> User:
    settings.PORTAL_TODAY = build.DAY
    build.unit(THON)
    build.unit(OTHER)
    build.cohort()
    return build.user(COMMUNE, Role.ADMINISTRATOR, username="quan-tri")


@pytest.fixture
def page(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def address(model: type[models.Model], act: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{act}")


def workbook(*rows: list[Any]) -> bytes:
    book, sheet = writing.new_workbook("Tệp")
    for row in rows:
        sheet.append(row)
    return writing.to_bytes(book)


def send(page: Client, model: type[models.Model], data: bytes, name: str = "tep.xlsx") -> Any:
    return page.post(address(model, "import"), {"file": SimpleUploadedFile(name, data)})


def faults(page: Client, model: type[models.Model], *rows: list[Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = send(page, model, workbook(*rows)).context["faults"]
    return found


def taken(resource: ScopedResource, *table: list[Any], dry_run: bool = False) -> Any:
    lines = list(range(2, len(table) + 1))
    result = take_sheet(resource, files.dataset_of(list(table)), lines, dry_run=dry_run)
    assert faults_of(resource, result) == []
    return result


def people(unit: str = "thon-1", count: Any = 420, source: str = "") -> list[Any]:
    return [unit, "age_6_13", "thường trú", "23/5/2026", count, source]


def village(code: str, parent: str = "xa", name: str = "") -> list[Any]:
    return [code, name or f"Thôn {code}", VILLAGE, parent, 1, "", "", "có"]


# Size ---------------------------------------------------------------------------------------------


def villages(count: int) -> list[list[Any]]:
    return [village(f"u-{n}") for n in range(count)]


REGISTERS = {
    "units": (
        UnitResource,
        UNITS,
        lambda n: village(f"u-{n}"),
        lambda n: village(f"u-{n}", name="Ấp"),
    ),
    "accounts": (
        UserResource,
        ACCOUNTS,
        lambda n: [f"n-{n}", f"Ông {n}", "Trưởng thôn", f"u-{n}", "có"],
        lambda n: [f"n-{n}", f"Bà {n}", "Trưởng thôn", f"u-{n}", "có"],
    ),
    "populations": (
        PopulationResource,
        PEOPLE,
        lambda n: people(f"u-{n}", n),
        lambda n: people(f"u-{n}", n + 1),
    ),
    "quotas": (
        QuotaResource,
        QUOTAS,
        lambda n: ["ke-hoach", "T1", f"u-{n}", n],
        lambda n: ["ke-hoach", "T1", f"u-{n}", n + 1],
    ),
}


def questions(queries: CaptureQueriesContext) -> int:
    """What was asked of the database, without the marks of transactions."""
    marks = ("SAVEPOINT", "RELEASE", "ROLLBACK")
    return sum(not query["sql"].startswith(marks) for query in queries.captured_queries)


@pytest.mark.parametrize("name", REGISTERS)
def test_a_sheet_asks_few_questions_however_long_it_is(admin, name):
    build.target(build.plan())
    resource, heading, first, second = REGISTERS[name]
    if name != "units":
        taken(UnitResource(user=admin), UNITS, *villages(400))
    asked: list[int] = []
    for row in (first, second, second):  # all new, all changed, nothing to do
        with CaptureQueriesContext(connection) as queries:
            taken(resource(user=admin), heading, *[row(n) for n in range(400)], dry_run=True)
        asked.append(questions(queries))
        taken(resource(user=admin), heading, *[row(n) for n in range(400)])

    # Reading takes a question for each table; SQLite inserts no more than some sixty rows at once.
    assert asked[2] <= 4
    assert max(asked) <= 12


@pytest.mark.parametrize("name", REGISTERS)
def test_an_export_asks_one_question_however_long_it_is(admin, name, django_assert_num_queries):
    build.target(build.plan())
    taken(UnitResource(user=admin), UNITS, *villages(30))
    resource, heading, row, _ = REGISTERS[name]
    if name != "units":
        taken(resource(user=admin), heading, *[row(n) for n in range(30)])

    with django_assert_num_queries(1):
        assert len(resource(user=admin).export()) >= 30


def test_ten_thousand_rows_are_taken_and_one_more_is_not():
    rows = [people("thon-1", n) for n in range(10_001)]

    assert len(files.read_table(workbook(PEOPLE, *rows[:-1]), "tep.xlsx")[1]) == 10_000
    with pytest.raises(files.Refused, match=r"Tệp có quá 10\.000 dòng"):
        files.read_table(workbook(PEOPLE, *rows), "tep.xlsx")


def test_a_long_check_shows_its_first_rows_and_says_how_many_there_are(page, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_SHOWN", 3)
    build.population(OTHER, 5)
    rows = [people(f"thon-{n}", n, "mới") for n in range(3, 8)]
    for row in rows:
        build.unit(f"{COMMUNE}{row[0]}/")
    response = send(page, Population, workbook(PEOPLE, *rows, people("thon-2", 6)))

    # What overwrites a figure comes first.
    assert [row["line"] for row in response.context["rows"]] == [7, 2, 3]
    text = response.content.decode()
    assert "Sẽ thêm 5 dòng, sửa 1 dòng." in text
    assert "Dưới đây là 3 dòng đầu, các dòng sửa xếp trước." in text


def test_many_faults_are_counted_and_the_first_ones_listed(page, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_SHOWN", 2)
    response = send(page, Population, workbook(PEOPLE, *[people(count="?") for _ in range(5)]))

    assert len(response.context["faults"]) == 2
    assert "còn 3 lỗi khác" in response.content.decode()


def test_a_wrong_heading_is_told_without_reading_the_rows(admin):
    resource = PopulationResource(user=admin)
    table = files.dataset_of([PEOPLE[:-1], *[people()[:-1] for _ in range(50)]])
    with CaptureQueriesContext(connection) as queries:
        result = take_sheet(resource, table, list(range(2, 52)), dry_run=True)

    wanted = "Dòng đầu của tệp phải có đúng các cột: " + ", ".join(PEOPLE) + "."
    assert faults_of(resource, result) == [("", wanted)]
    assert (questions(queries), result.totals["error"]) == (0, 0)


# What a row says ----------------------------------------------------------------------------------


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
