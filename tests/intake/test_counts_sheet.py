"""Counts leave the administration as a sheet; they come in as tallies alone."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from django.urls import NoReverseMatch, reverse

from intake.models import Count
from intake.queries.vocabulary import vocabulary_for
from intake.rules.tally import read_tally
from sheets.opening import open_workbook
from tests import build
from tests.intake import build_tallies as tally_of
from tests.intake.build_tallies import ACTIVATED, BINH, CARD, CHILD, COMMUNE, HOA, TODAY
from units.admin import sheets
from units.models import AuditEntry
from units.rules import Role

pytestmark = pytest.mark.django_db

HEADINGS = ("Mã đơn vị", "Đơn vị", "Ngày", "Nội dung", "Lứa tuổi", "Số lượng")


@pytest.fixture(autouse=True)
def plan(settings):
    settings.PORTAL_TODAY = TODAY
    return tally_of.world()


@pytest.fixture
def page(client, plan):
    officer = tally_of.officer()
    build.count(HOA, 1234, date(2026, 6, 10), by=officer)
    build.count(BINH, 0, date(2026, 6, 11), by=officer)
    build.count(BINH, 7, date(2026, 6, 12), by=officer)
    build.count(BINH, None, date(2026, 6, 12), by=officer, base_version=1)
    client.force_login(build.user(COMMUNE, Role.ADMINISTRATOR, username="quan-tri"))
    return client


def exported(page, query=""):
    response = page.get(reverse("admin:intake_count_export") + query)
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]


def rows_of(sheet):
    return list(sheet.iter_rows(min_row=2, values_only=True))


def test_counts_leave_as_numbers_and_days_under_vietnamese_headings(page):
    sheet = exported(page)

    assert next(sheet.iter_rows(max_row=1, values_only=True)) == HEADINGS
    assert [(row[1], row[2].date(), *row[3:]) for row in rows_of(sheet)] == [
        ("Thôn Phú Hòa", date(2026, 6, 10), ACTIVATED, CHILD, 1234),
        ("Thôn Phú Bình", date(2026, 6, 11), ACTIVATED, CHILD, 0),
        ("Thôn Phú Bình", date(2026, 6, 12), ACTIVATED, CHILD, None),
    ]
    assert (sheet["F2"].data_type, sheet["F2"].number_format) == ("n", "#,##0")
    assert list(AuditEntry.objects.values_list("action", "subject")) == [
        ("Xuất tệp số liệu ngày", "3 dòng")
    ]


def test_only_the_own_subtree_leaves(page, client):
    client.force_login(build.user(HOA, Role.ADMINISTRATOR))

    assert [row[1] for row in rows_of(exported(client))] == ["Thôn Phú Hòa"]


def test_what_the_list_is_filtered_to_leaves(page):
    assert [row[1] for row in rows_of(exported(page, "?q=Bình&day__day=11&format=xlsx"))] == [
        "Thôn Phú Bình"
    ]
    build.indicator("card_intake", label=CARD)
    other = Count.objects.get(value=1234).indicator_id
    assert len(rows_of(exported(page, f"?indicator__id__exact={other}&p=1"))) == 3
    assert (
        page.get(reverse("admin:intake_count_export") + "?indicator__id__exact=x").status_code
        == 302
    )


def test_no_text_of_a_count_runs_in_excel_or_in_a_csv(page):
    indicator = build.indicator()
    indicator.label = "=cmd|' /C calc'!A0"
    indicator.save()

    cell = exported(page)["D2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (indicator.label, "s", True)
    data = page.get(reverse("admin:intake_count_export") + "?format=csv").content
    [heading, first, *_] = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    assert (tuple(heading), first[3], first[5]) == (HEADINGS, f"'{indicator.label}", "1234")


def test_what_left_is_read_again_as_a_tally(page, plan):
    data = page.get(reverse("admin:intake_count_export")).content

    reading = read_tally(open_workbook(data, "so-lieu.xlsx"), vocabulary_for(plan.unit, plan))
    assert reading.problems == ()
    assert {(c.unit, c.day.day, c.indicator, c.cohort, c.value) for c in reading.cells} == {
        ("phu-hoa", 10, "eid_activated", "age_6_13", 1234),
        ("phu-binh", 11, "eid_activated", "age_6_13", 0),
    }


def test_a_list_too_long_for_a_file_asks_for_a_filter(page, monkeypatch):
    monkeypatch.setitem(sheets.MOST_EXPORTED, "xlsx", 2)
    response = page.get(reverse("admin:intake_count_export"), follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "Danh sách có 3 dòng, tệp .xlsx xuất được tối đa 2 dòng. Đề nghị lọc bớt rồi xuất lại."
    ]
    assert not AuditEntry.objects.exists()


def test_counts_take_no_sheet_in_and_the_page_says_where_they_do(page):
    text = page.get(reverse("admin:intake_count_changelist")).content.decode()

    assert "gửi biểu Excel tại trang Biểu tổng hợp của cổng, xem trước rồi xác nhận" in text
    assert "Nhập từ tệp" not in text
    with pytest.raises(NoReverseMatch):
        reverse("admin:intake_count_import")


def test_an_export_asks_few_questions_however_long_it_is(page, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):  # session, account, how many, the rows, the log
        exported(page)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CHAIRMAN])
def test_the_export_is_the_administrators_alone(client, role):
    client.force_login(build.user(COMMUNE, role))

    assert client.get(reverse("admin:intake_count_export")).status_code == 403
