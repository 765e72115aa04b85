"""The template as a workbook: a sheet a unit or a sheet a day, where to type, what it refuses."""

import io
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook

from intake.documents import (
    INSTRUCTION,
    MOST_SHEETS,
    Shape,
    Template,
    TemplateSheet,
    TemplateTooLarge,
    template_workbook,
)
from intake.queries.vocabulary import template_for
from sheets.opening import open_workbook
from tests.intake import build_tallies as tally_of
from tests.intake.build_tallies import ACTIVATED, ADULT, CARD, CHILD, TODAY
from tests.intake.build_templates import (
    by_day,
)
from tests.sheets.build import cpu_seconds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tally_day")]


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
    begin = cpu_seconds()
    data = template_workbook(form)

    assert cpu_seconds() - begin < 10
    assert len(open_workbook(data, "bieu.xlsx").sheets) == 7


def test_a_form_that_nobody_could_fill_in_is_refused_in_words():
    rows = tuple((f"Nội dung {i}", CHILD) for i in range(30))
    units = tuple(TemplateSheet(f"Thôn {n}", rows) for n in range(5001))

    with pytest.raises(TemplateTooLarge, match="từng đơn vị tải mẫu"):
        template_workbook(Template("Kế hoạch", units, (TODAY,), "x/1"))


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
