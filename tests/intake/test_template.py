"""The template: a unit's own form, which comes back filled in and is read exactly."""

import io
from datetime import date

import pytest
import xlwt
from django.urls import reverse
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import load_workbook

from intake.documents import VERSION_NAME, Template, TemplateSheet, template_workbook
from intake.models import Tally
from tests import build
from tests.intake import build_tallies as tally_of
from tests.intake.build_tallies import ACTIVATED, ADULT, CARD, CHILD, COMMUNE, HOA, TODAY
from units.rules import Role

pytestmark = pytest.mark.django_db

FIRST_ROW, FIRST_DAY, LAST_ROW, LAST_DAY = 6, 4, 9, 10
FIELDS = [
    ("card_intake", "age_6_13"),
    ("card_intake", "age_14_up"),
    ("eid_activated", "age_6_13"),
    ("eid_activated", "age_14_up"),
]


@pytest.fixture(autouse=True)
def _today(settings):
    settings.PORTAL_TODAY = TODAY


@pytest.fixture
def plan():
    return tally_of.world()


@pytest.fixture
def head(client, plan):
    user = tally_of.head()
    client.force_login(user)
    return user


def template(client, **query):
    return client.get(reverse("tally-template"), query)


def book_of(response):
    return load_workbook(io.BytesIO(response.content))


def filled(book):
    """Numbers in the days up to today; one cell stays blank, one is an explicit zero."""
    for page in book.worksheets:
        for row in range(FIRST_ROW, LAST_ROW + 1):
            for column in range(FIRST_DAY, FIRST_DAY + 5):
                page.cell(row, column).value = row * 10 + column
        page.cell(FIRST_ROW, FIRST_DAY).value = None
        page.cell(FIRST_ROW, FIRST_DAY + 1).value = 0
    return tally_of.saved(book)


def expected():
    """What `filled` wrote, as the cells of a reading."""
    cells = {
        (date(2026, 6, 8 + column).isoformat(), *FIELDS[row]): (FIRST_ROW + row) * 10
        + FIRST_DAY
        + column
        for row in range(4)
        for column in range(5)
    }
    del cells["2026-06-08", "card_intake", "age_6_13"]
    cells["2026-06-09", "card_intake", "age_6_13"] = 0
    return cells


def read_cells(tally):
    assert tally.reading["problems"] == []
    return {(c["date"], c["indicator"], c["cohort"]): c["value"] for c in tally.reading["cells"]}


def as_xls(book):
    """The same sheets as the old Excel format."""
    old = xlwt.Workbook()
    for page in book.worksheets:
        sheet = old.add_sheet(page.title)
        for cell in (c for line in page.iter_rows() for c in line if c.value is not None):
            day = xlwt.easyxf(num_format_str="DD/MM")
            style = [day] if isinstance(cell.value, date) else []
            sheet.write(cell.row - 1, cell.column - 1, cell.value, *style)
    return tally_of.saved(old)


def as_ods(book):
    """The same sheets as LibreOffice's own format."""
    document = OpenDocumentSpreadsheet()
    for page in book.worksheets:
        table = Table(name=page.title)
        for line in page.iter_rows():
            row = TableRow()
            for cell in line:
                row.addElement(_ods_cell(cell.value))
            table.addElement(row)
        document.spreadsheet.addElement(table)
    stream = io.BytesIO()
    document.write(stream)
    return stream.getvalue()


def _ods_cell(value):
    if isinstance(value, date):
        return TableCell(valuetype="date", datevalue=f"{value:%Y-%m-%d}")
    if isinstance(value, int):
        return TableCell(valuetype="float", value=value)
    cell = TableCell(valuetype="string")
    cell.addElement(P(text=value or ""))
    return cell


def test_a_village_head_gets_his_own_village_and_this_week(client, head):
    response = template(client)

    assert response["Content-Disposition"] == (
        'attachment; filename="bieu-tuan-08-06-14-06-2026.xlsx"'
    )
    book = book_of(response)
    assert book.sheetnames == ["Thôn Phú Hòa"]
    page = book.worksheets[0]
    assert [page.cell(n, 1).value for n in (1, 2, 3)] == [
        "BÁO CÁO KẾT QUẢ TUẦN",
        "Đơn vị: Thôn Phú Hòa",
        "Từ ngày 08/6/2026 đến ngày 14/6/2026",
    ]
    header = [cell.value for cell in page[5]]
    assert header[:3] == ["STT", "Nội dung", "Lứa tuổi"]
    assert [day.date() for day in header[3:]] == [date(2026, 6, n) for n in range(8, 15)]
    assert [[c.value for c in row[:3]] for row in page.iter_rows(FIRST_ROW, LAST_ROW)] == [
        [1, CARD, CHILD],
        [2, CARD, ADULT],
        [3, ACTIVATED, CHILD],
        [4, ACTIVATED, ADULT],
    ]


def test_it_takes_whole_numbers_only_and_prints_on_one_page_across(client, head):
    book = book_of(template(client))
    page = book.worksheets[0]

    [rule] = page.data_validations.dataValidation
    assert (rule.type, rule.operator, rule.formula1, str(rule.sqref)) == (
        "whole",
        "greaterThanOrEqual",
        "0",
        "D6:J9",
    )
    assert (page.freeze_panes, page.print_title_rows) == ("D6", "$5:$5")
    assert (page.page_setup.orientation, page.page_setup.fitToHeight) == ("landscape", 0)
    assert page.cell(FIRST_ROW, FIRST_DAY).number_format == "#,##0"
    assert page.cell(FIRST_ROW - 1, FIRST_DAY).number_format == "dd/m"
    assert book.defined_names[VERSION_NAME].value == '"ke-hoach/1"'


def test_an_officer_gets_a_sheet_for_each_village(client, plan):
    client.force_login(tally_of.officer())

    assert book_of(template(client)).sheetnames == ["Thôn Phú Hòa", "Thôn Phú Bình"]


def test_an_office_gets_the_cells_that_it_alone_counts(client, plan):
    office = tally_of.office()
    tally_of.office_field(plan, office)
    client.force_login(build.user(office.path, Role.REPORTER))

    page = book_of(template(client)).worksheets[0]

    assert [[c.value for c in row[:3]] for row in page.iter_rows(FIRST_ROW)] == [
        [1, "Phát thanh", "Toàn bộ nhân khẩu"]
    ]


def test_who_owes_no_counts_gets_no_form(client, plan):
    client.force_login(build.user(tally_of.office().path, Role.REPORTER))

    response = template(client)

    assert response.url == reverse("tallies")


def test_an_account_without_a_unit_gets_no_form(client, head):
    head.unit = None
    head.save()

    assert template(client).status_code == 404  # it sees no plan at all


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 5, 28), [26, 27, 28, 29, 30, 31]),  # the plan began on a Tuesday
        (date(2026, 7, 20), [29, 30]),  # it is over: its last week
    ],
)
def test_the_week_stays_inside_the_plan(client, head, settings, today, days):
    settings.PORTAL_TODAY = today

    header = [cell.value for cell in book_of(template(client)).worksheets[0][5]]

    assert [day.day for day in header[3:]] == days


def test_filled_in_and_sent_back_it_is_read_exactly(client, head):
    tally_of.send(client, filled(book_of(template(client))))

    assert read_cells(Tally.objects.get()) == expected()


@pytest.mark.parametrize(("kind", "converted"), [("xls", as_xls), ("ods", as_ods)])
def test_saved_in_another_format_it_is_still_read_exactly(client, head, kind, converted):
    book = load_workbook(io.BytesIO(filled(book_of(template(client)))))

    tally_of.send(client, converted(book), f"bieu.{kind}")

    assert read_cells(Tally.objects.get()) == expected()


def test_an_officers_form_of_all_villages_comes_back_whole(client, plan):
    client.force_login(tally_of.officer())
    tally_of.send(client, filled(book_of(template(client))))

    tally = Tally.objects.get()
    tally_of.confirm(client, tally)

    tally.refresh_from_db()
    assert (tally.receipt["cells"], sorted(tally.receipt["units"])) == (
        38,
        ["Thôn Phú Bình", "Thôn Phú Hòa"],
    )


def test_names_that_excel_would_cut_alike_stay_apart():
    long = "Tổ dân phố Nguyễn Thị Minh Khai số"
    sheets = tuple(TemplateSheet(f"{long} {n}", ((CARD, CHILD),)) for n in (1, 2, 3))
    data = template_workbook(Template("Kế hoạch", sheets, (TODAY,), "x/1"))

    names = load_workbook(io.BytesIO(data)).sheetnames

    assert len(set(names)) == 3
    assert max(map(len, names)) == 31
    assert names[1].endswith(" (2)")


def test_words_that_look_like_a_formula_stay_words():
    sheet = TemplateSheet("=1+1", (("=cmd|' /C calc'!A0", "@nhóm"),))
    data = template_workbook(Template("Kế hoạch", (sheet,), (TODAY,), "x/1"))

    page = load_workbook(io.BytesIO(data)).worksheets[0]

    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_the_form_names_the_plan_asked_for(client, head):
    build.field(build.plan("vn/", code="ke-hoach-tinh"))

    page = book_of(template(client, plan="ke-hoach-tinh")).worksheets[0]

    assert page.max_row == FIRST_ROW
    assert template(client, plan="khong-co").status_code == 404


def test_the_form_is_the_senders_own(client, head):
    build.unit(f"{COMMUNE}thon-khac/", name="Thôn Khác")

    assert HOA.split("/")[2] == "phu-hoa"
    assert book_of(template(client)).sheetnames == ["Thôn Phú Hòa"]
