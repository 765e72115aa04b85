"""The template: a unit's own form, which comes back filled in and is read exactly."""

import io
import time
from dataclasses import replace
from datetime import date

import pytest
import xlwt
from django.urls import reverse
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import load_workbook

from intake.documents import (
    INSTRUCTION,
    MOST_SHEETS,
    VERSION_NAME,
    Shape,
    Template,
    TemplateSheet,
    TemplateTooLarge,
    template_mark,
    template_workbook,
)
from intake.models import Tally
from intake.queries.vocabulary import template_for, vocabulary_for
from intake.rules.kept import kept_cells
from intake.rules.tally import read_tally
from sheets.opening import open_workbook
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
    return {(c.date, c.indicator, c.cohort): c.value for c in kept_cells(tally.cells)}


def as_xls(book):
    """The same sheets as the old Excel format."""
    old = xlwt.Workbook()
    for page in book.worksheets:
        sheet = old.add_sheet(page.title)
        for cell in (c for line in page.iter_rows() for c in line if c.value is not None):
            day = xlwt.easyxf(num_format_str="DD/MM")
            style = [day] if isinstance(cell.value, date) else []
            sheet.write(cell.row - 1, cell.column - 1, cell.value, *style)
        for at in page.merged_cells.ranges:
            sheet.merge(at.min_row - 1, at.max_row - 1, at.min_col - 1, at.max_col - 1)
    return tally_of.saved(old)


def as_ods(book):
    """The same sheets as LibreOffice's own format."""
    document = OpenDocumentSpreadsheet()
    for page in book.worksheets:
        table = Table(name=page.title)
        spans = {(at.min_row, at.min_col): at for at in page.merged_cells.ranges}
        for line in page.iter_rows():
            row = TableRow()
            for cell in line:
                row.addElement(_spanned(_ods_cell(cell.value), spans.get((cell.row, cell.column))))
            table.addElement(row)
        document.spreadsheet.addElement(table)
    stream = io.BytesIO()
    document.write(stream)
    return stream.getvalue()


def _spanned(cell, region):
    if region:
        cell.setAttribute("numberrowsspanned", region.size["rows"])
        cell.setAttribute("numbercolumnsspanned", region.size["columns"])
    return cell


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
        'attachment; filename="bieu-tuan-thon-phu-hoa-08-06-14-06-2026.xlsx"'
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
    assert page.cell(FIRST_ROW - 1, FIRST_DAY).number_format == '"T2" dd/m'
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


# One sheet a day ----------------------------------------------------------------------------------

WEEK_SO_FAR = tuple(date(2026, 6, n) for n in range(8, 13))
VILLAGES = ("phu-hoa", "phu-binh")
ORDER = {
    Shape.UNITS: [(d, u, *field) for u in VILLAGES for field in FIELDS for d in WEEK_SO_FAR],
    Shape.DAYS: [(d, u, *field) for d in WEEK_SO_FAR for u in VILLAGES for field in FIELDS],
}


def by_day(plan, **over):
    return replace(template_for(plan.unit, plan), shape=Shape.DAYS, **over)


def typed_in(data):
    """A number in every cell to type in; every fifth stays blank. The book and the numbers."""
    book, numbers = load_workbook(io.BytesIO(data)), []
    for page in book.worksheets:
        for cell in (c for line in page.iter_rows() for c in line if not c.protection.locked):
            numbers.append(None if len(numbers) % 5 == 4 else len(numbers) % 9)
            cell.value = numbers[-1]
    return book, numbers


def read(data, name, plan):
    reading = read_tally(open_workbook(data, name), vocabulary_for(plan.unit, plan), filename=name)
    assert (reading.problems, reading.refused) == ((), None)
    return {(c.day, c.unit, c.indicator, c.cohort): c.value for c in reading.cells}


def test_by_day_it_holds_a_sheet_a_day_with_the_villages_down(plan):
    book = load_workbook(io.BytesIO(template_workbook(by_day(plan))))

    assert book.sheetnames == [f"{day:02d}-06-2026" for day in range(8, 15)]
    page = book.worksheets[0]
    assert [page.cell(n, 1).value for n in (1, 2, 4)] == [
        "BÁO CÁO KẾT QUẢ NGÀY",
        "Ngày 08/6/2026 (Thứ Hai)",
        INSTRUCTION,
    ]
    assert [cell.value for cell in page[5]] == ["STT", "Đơn vị", CARD, None, ACTIVATED, None]
    assert [cell.value for cell in page[6]] == [None, None, CHILD, ADULT, CHILD, ADULT]
    assert [[c.value for c in row[:2]] for row in page.iter_rows(7)] == [
        [1, "Thôn Phú Hòa"],
        [2, "Thôn Phú Bình"],
    ]
    assert {str(at) for at in page.merged_cells.ranges} == {"A5:A6", "B5:B6", "C5:D5", "E5:F5"}
    [rule] = page.data_validations.dataValidation
    assert (str(rule.sqref), page.freeze_panes, page.print_title_rows) == ("C7:F8", "C7", "$5:$6")


@pytest.mark.parametrize("shape", list(Shape))
@pytest.mark.parametrize(
    ("kind", "converted"), [("xlsx", tally_of.saved), ("xls", as_xls), ("ods", as_ods)]
)
def test_in_either_shape_and_any_format_it_is_read_exactly(plan, shape, kind, converted):
    form = replace(template_for(plan.unit, plan), shape=shape, days=WEEK_SO_FAR)
    book, numbers = typed_in(template_workbook(form))
    expected = {k: v for k, v in zip(ORDER[shape], numbers, strict=True) if v is not None}

    assert len(expected) == 32
    assert read(converted(book), f"bieu.{kind}", plan) == expected


def test_by_day_what_a_unit_is_not_asked_for_is_grey_and_closed(plan):
    office = tally_of.office()
    both = (
        TemplateSheet("Thôn Phú Hòa", ((CARD, CHILD),)),
        TemplateSheet(office.name, (("Phát thanh", "Toàn bộ nhân khẩu"),)),
    )
    page = load_workbook(io.BytesIO(template_workbook(by_day(plan, sheets=both)))).worksheets[0]

    assert [[c.protection.locked for c in row[2:]] for row in page.iter_rows(7)] == [
        [False, True],
        [True, False],
    ]
    assert page["D7"].fill.fgColor.rgb == "00D9DDDB"


def test_too_many_units_for_sheets_of_their_own_are_laid_out_by_day():
    rows = ((CARD, CHILD),)
    units = tuple(TemplateSheet(f"Thôn {n}", rows) for n in range(MOST_SHEETS + 1))
    form = Template("Kế hoạch", units, (TODAY,), "x/1", shape=Shape.UNITS)

    assert form.laid_out is Shape.DAYS
    assert replace(form, sheets=units[:-1]).laid_out is Shape.UNITS
    assert load_workbook(io.BytesIO(template_workbook(form))).sheetnames == ["12-06-2026"]


def test_a_province_of_500_villages_gets_its_form_within_seconds_and_it_opens_again():
    rows = tuple((f"Nội dung {i}", group) for i in range(8) for group in (CHILD, ADULT))
    units = tuple(TemplateSheet(f"Thôn {n}", rows) for n in range(500))
    form = Template("Kế hoạch", units, tuple(date(2026, 6, n) for n in range(8, 15)), "x/1")
    begin = time.perf_counter()
    data = template_workbook(form)

    assert time.perf_counter() - begin < 10
    assert len(open_workbook(data, "bieu.xlsx").sheets) == 7


def test_a_form_that_nobody_could_fill_in_is_refused_in_words():
    rows = tuple((f"Nội dung {i}", CHILD) for i in range(30))
    units = tuple(TemplateSheet(f"Thôn {n}", rows) for n in range(5001))

    with pytest.raises(TemplateTooLarge, match="từng đơn vị tải mẫu"):
        template_workbook(Template("Kế hoạch", units, (TODAY,), "x/1"))


# Where to type ------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", list(Shape))
def test_only_the_tinted_cells_take_a_number_and_no_password_locks_anybody_out(plan, shape):
    form = replace(template_for(plan.unit, plan), shape=shape)
    for page in load_workbook(io.BytesIO(template_workbook(form))).worksheets:
        cells = [c for line in page.iter_rows() for c in line]
        tinted = {c.coordinate for c in cells if c.fill.fgColor.rgb == "00FFF8DC"}
        [rule] = page.data_validations.dataValidation

        assert tinted == {c.coordinate for c in cells if not c.protection.locked}
        assert tinted == {cell for line in page[str(rule.sqref)] for cell in map(_name, line)}
        assert (page.protection.sheet, page.protection.password) == (True, None)
        assert page.cell(4, 1).value == INSTRUCTION
        assert (rule.showInputMessage, rule.prompt) == (
            True,
            "Để trống: chưa có số liệu. Nhập 0: không phát sinh.",
        )


def _name(cell):
    return cell.coordinate


def test_headings_of_january_and_february_are_padded_as_the_decree_has_it():
    form = Template(
        "Kế hoạch", (TemplateSheet("Thôn", ((CARD, CHILD),)),), (date(2026, 2, 1),), "x/1"
    )
    page = load_workbook(io.BytesIO(template_workbook(form))).worksheets[0]

    assert page["D5"].number_format == '"CN" dd/mm'


# The name and the mark ----------------------------------------------------------------------------


def test_the_file_is_named_by_unit_and_week(plan):
    form = template_for(plan.unit, plan)

    assert form.file_name == "bieu-tuan-xa-phu-rieng-08-06-14-06-2026.xlsx"
    assert replace(form, sender="", sheets=form.sheets[:1]).file_name == (
        "bieu-tuan-thon-phu-hoa-08-06-14-06-2026.xlsx"
    )
    assert replace(form, sender="").file_name == "bieu-tuan-08-06-14-06-2026.xlsx"


def test_last_weeks_form_is_given_on_demand(client, head):
    response = client.get(reverse("tally-template"), {"week": "last"})

    header = [cell.value for cell in book_of(response).worksheets[0][5]]
    assert [day.date() for day in header[3:]] == [date(2026, 6, n) for n in range(1, 8)]
    assert client.get(reverse("tallies")).context["has_last_week"] is True


def test_an_officer_chooses_one_sheet_a_day(client, plan):
    client.force_login(tally_of.officer())

    response = client.get(reverse("tally-template"), {"shape": "days"})

    assert book_of(response).sheetnames == [f"{n:02}-06-2026" for n in range(8, 15)]


def test_a_form_is_known_by_its_hidden_mark_when_it_comes_back(plan):
    form = template_for(plan.unit, plan)
    back = open_workbook(filled(load_workbook(io.BytesIO(template_workbook(form)))), "bieu.xlsx")

    assert template_mark(back.names) == form.version == "ke-hoach/1"


@pytest.mark.parametrize(
    ("names", "mark"),
    [
        ({VERSION_NAME: "2026-phu-rieng/1"}, "2026-phu-rieng/1"),
        ({VERSION_NAME: '"ke-hoach/12"'}, "ke-hoach/12"),
        ({VERSION_NAME: "=1+1"}, None),
        ({VERSION_NAME: "ke-hoach"}, None),
        ({"KHAC": "ke-hoach/1"}, None),
        ({}, None),
    ],
)
def test_the_mark_tells_plan_and_version_or_nothing(names, mark):
    assert template_mark(names) == mark
