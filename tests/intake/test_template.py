"""The template: who gets which form, for which week."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from intake.documents import (
    VERSION_NAME,
)
from intake.queries.vocabulary import template_for
from tests import build
from tests.intake import build_tallies as tally_of
from tests.intake.build_tallies import ACTIVATED, ADULT, CARD, CHILD, COMMUNE, HOA
from tests.intake.build_templates import (
    FIRST_DAY,
    FIRST_ROW,
    LAST_ROW,
    book_of,
    template,
)
from units.rules import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tally_day")]


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


def test_it_takes_whole_numbers_only_and_prints_on_one_page_across(client, head, plan):
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
    version = template_for(plan.unit, plan).version
    assert book.defined_names[VERSION_NAME].value == f'"{version}"'


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


def test_last_weeks_form_is_given_on_demand(client, head):
    response = client.get(reverse("tally-template"), {"week": "last"})

    header = [cell.value for cell in book_of(response).worksheets[0][5]]
    assert [day.date() for day in header[3:]] == [date(2026, 6, n) for n in range(1, 8)]
    assert client.get(reverse("tallies")).context["has_last_week"] is True


def test_an_officer_chooses_one_sheet_a_day(client, plan):
    client.force_login(tally_of.officer())

    response = client.get(reverse("tally-template"), {"shape": "days"})

    assert book_of(response).sheetnames == [f"{n:02}-06-2026" for n in range(8, 15)]


def test_the_form_names_the_plan_asked_for(client, head):
    build.field(build.plan("vn/", code="ke-hoach-tinh"))

    page = book_of(template(client, plan="ke-hoach-tinh")).worksheets[0]

    assert page.max_row == FIRST_ROW
    assert template(client, plan="khong-co").status_code == 404


def test_the_form_is_the_senders_own(client, head):
    build.unit(f"{COMMUNE}thon-khac/", name="Thôn Khác")

    assert HOA.split("/")[2] == "phu-hoa"
    assert book_of(template(client)).sheetnames == ["Thôn Phú Hòa"]


def test_the_file_is_named_by_unit_and_week(plan):
    form = template_for(plan.unit, plan)

    assert form.file_name == "bieu-tuan-xa-phu-rieng-08-06-14-06-2026.xlsx"
    assert replace(form, sender="", sheets=form.sheets[:1]).file_name == (
        "bieu-tuan-thon-phu-hoa-08-06-14-06-2026.xlsx"
    )
    assert replace(form, sender="").file_name == "bieu-tuan-08-06-14-06-2026.xlsx"
