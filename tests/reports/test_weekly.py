"""The weekly report: its facts, its pages, its files, and that an issued one never changes."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from reports.actions import draft_weekly_report, issue_weekly_report
from reports.documents import to_docx, to_pdf, to_xlsx
from reports.models import IssuedReport
from reports.queries.weekly import weekly_facts, weeks_of
from reports.rules.weekly import UnitLapse, figures
from tests import build
from tests.reports.build_commune import MONDAY, SUNDAY, TODAY, commune
from units.models import AuditEntry
from units.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def friday(settings):
    settings.PORTAL_TODAY = TODAY


def test_the_weeks_figures_are_the_commune_s_and_each_village_s_own():
    facts = weekly_facts(commune().plan, ending=SUNDAY)

    [target] = facts.targets
    assert (target.progress.done, target.week_count, target.previous_week_count) == (74, 44, None)
    assert [(u.progress.unit_name, u.progress.done, u.week_count) for u in target.by_unit] == [
        ("Thon 1", 60, 40),
        ("Thon 2", 14, 4),
    ]


def test_a_week_is_compared_only_with_one_that_the_plan_ran_through_whole(settings):
    world = commune()
    build.count("vn/xa/thon-2/", 5, date(2026, 5, 27), by=world.officer)
    build.count("vn/xa/thon-2/", 7, date(2026, 6, 2), by=world.officer)
    settings.PORTAL_TODAY = date(2026, 6, 15)

    after_the_short_first_week = weekly_facts(world.plan, ending=date(2026, 6, 7)).targets[0]
    after_a_whole_week = weekly_facts(world.plan, ending=SUNDAY).targets[0]

    assert world.plan.first_day == date(2026, 5, 26)
    assert (
        after_the_short_first_week.week_count,
        after_the_short_first_week.previous_week_count,
    ) == (7, None)
    assert (after_a_whole_week.week_count, after_a_whole_week.previous_week_count) == (44, 7)


def test_late_and_missing_day_reports_are_counted_against_the_cutoff_of_the_next_day():
    reporting = weekly_facts(commune().plan, ending=SUNDAY).reporting

    assert (reporting.units_expected, reporting.days, reporting.on_time) == (2, 4, 4)
    assert reporting.lapses == (UnitLapse("Thon 2", late=1, missing=3),)


def test_what_was_entered_today_is_in_the_report_and_the_report_says_up_to_when():
    world = commune()
    build.count("vn/xa/thon-2/", 7, TODAY, by=world.officer)

    facts = weekly_facts(world.plan, ending=SUNDAY)

    assert facts.figures_to == TODAY
    assert facts.targets[0].progress.done == 81


def test_a_week_outside_the_plan_or_not_yet_begun_is_refused():
    plan = commune().plan

    for ending in (date(2026, 5, 17), date(2026, 6, 21), date(2026, 7, 12)):
        with pytest.raises(ValueError, match="Tuần này"):
            weekly_facts(plan, ending=ending)


def test_the_weeks_of_a_plan_are_its_sundays_so_far_newest_first():
    assert weeks_of(commune().plan) == [SUNDAY, date(2026, 6, 7), date(2026, 5, 31)]


def test_a_plan_without_an_end_offers_no_week_that_could_not_be_opened():
    plan = commune().plan
    plan.ends_on = None

    assert weeks_of(plan) == []


def test_an_issued_report_stays_as_it_left_when_figures_are_corrected_later():
    world = commune()
    issued = issue_weekly_report(plan=world.plan, ending=SUNDAY, number=5, by=world.chairman)
    before = bytes(issued.pdf), bytes(issued.docx), issued.content

    build.count("vn/xa/thon-1/", 99, MONDAY, by=world.officer, reason="Sửa theo phiếu")
    again = issue_weekly_report(plan=world.plan, ending=SUNDAY, number=6, by=world.chairman)

    assert again.pk == issued.pk
    assert (bytes(again.pdf), bytes(again.docx), again.content) == before
    assert "74/300" not in figures(draft_weekly_report(world.plan, ending=SUNDAY))
    assert "163/300" in figures(draft_weekly_report(world.plan, ending=SUNDAY))


def test_issuing_gives_the_number_and_the_day_and_leaves_a_trace():
    world = commune()

    issued = issue_weekly_report(plan=world.plan, ending=SUNDAY, number=5, by=world.chairman)

    assert issued.number == "Số: 05/BC-UBND"
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(bytes(issued.pdf))).pages)
    assert "Số: 05/BC-UBND" in text
    assert "ngày 12 tháng 6 năm 2026" in text
    assert AuditEntry.objects.get(action="Phát hành báo cáo tuần").by == world.chairman


def test_the_chairman_issues_and_downloads_over_the_pages(client):
    world = commune()
    client.force_login(world.chairman)

    preview = client.get(reverse("report", args=[world.plan.code, SUNDAY]))
    client.post(reverse("report-issue", args=[world.plan.code, SUNDAY]), {"number": "7"})
    issued = IssuedReport.objects.get()
    word = client.get(reverse("issued-file", args=[issued.pk, "docx"]))

    assert "74/300" in preview.content.decode()
    assert issued.number == "Số: 07/BC-UBND"
    assert "Nguyễn Ửng Đặng" in "\n".join(
        cell.text for table in Document(BytesIO(word.content)).tables for cell in table._cells
    )


def test_a_number_that_is_none_issues_nothing(client):
    world = commune()
    client.force_login(world.chairman)

    page = client.post(
        reverse("report-issue", args=[world.plan.code, SUNDAY]), {"number": "0"}, follow=True
    )

    assert "Số báo cáo phải là số nguyên từ 1 trở lên." in page.content.decode()
    assert IssuedReport.objects.count() == 0


def test_a_number_that_another_report_of_the_year_bears_issues_nothing(client):
    world = commune()
    issue_weekly_report(plan=world.plan, ending=SUNDAY, number=7, by=world.chairman)
    client.force_login(world.chairman)
    earlier = reverse("report-issue", args=[world.plan.code, date(2026, 6, 7)])

    page = client.post(earlier, {"number": "7"}, follow=True)
    taken = IssuedReport.objects.count()
    client.post(earlier, {"number": "8"})

    assert "Số: 07/BC-UBND đã dùng cho báo cáo khác trong năm 2026." in page.content.decode()
    assert (taken, IssuedReport.objects.count()) == (1, 2)


def test_a_week_outside_the_plan_is_not_there_to_be_issued(client):
    world = commune()
    client.force_login(world.chairman)

    answer = client.post(
        reverse("report-issue", args=[world.plan.code, date(2026, 7, 12)]), {"number": "7"}
    )

    assert answer.status_code == 404


def test_whoever_issues_before_the_week_is_over_is_told_up_to_when_its_figures_go(client, settings):
    world = commune()
    client.force_login(world.chairman)
    address = reverse("report", args=[world.plan.code, SUNDAY])
    warning = "Tuần chưa kết thúc: báo cáo phát hành lúc này chỉ có số liệu đến ngày 12/6/2026."

    early = client.get(address).content.decode()
    settings.PORTAL_TODAY = date(2026, 6, 15)

    assert warning in early
    assert "Tuần chưa kết thúc" not in client.get(address).content.decode()


def test_the_head_of_police_drafts_but_does_not_issue(client):
    world = commune()
    client.force_login(build.user("vn/xa/", Role.POLICE_HEAD))

    draft = client.get(reverse("report-file", args=[world.plan.code, SUNDAY, "pdf"]))
    issue = client.post(reverse("report-issue", args=[world.plan.code, SUNDAY]), {"number": "1"})

    assert draft.content[:5] == b"%PDF-"
    assert issue.status_code == 403
    assert IssuedReport.objects.count() == 0


def test_another_communes_report_is_not_there(client):
    world = commune()
    issued = issue_weekly_report(plan=world.plan, ending=SUNDAY, number=5, by=world.chairman)
    client.force_login(build.user("vn/xa-khac/", Role.CHAIRMAN))

    addresses = [
        reverse("report", args=[world.plan.code, SUNDAY]),
        reverse("report-file", args=[world.plan.code, SUNDAY, "pdf"]),
        reverse("issued-file", args=[issued.pk, "pdf"]),
    ]

    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    assert client.get(reverse("reports")).context["weeks"] == []


def test_the_list_of_weeks_costs_the_same_for_one_plan_and_three(client, django_assert_num_queries):
    world = commune()
    client.force_login(world.chairman)
    reports_address = reverse("reports")
    with django_assert_num_queries(5):
        client.get(reports_address)
    for n in range(2):
        build.plan("vn/xa/", code=f"ke-hoach-{n}")
    with django_assert_num_queries(5):
        client.get(reports_address)


def test_the_command_writes_the_three_files(tmp_path, capsys):
    world = commune()

    for kind in ("docx", "pdf", "xlsx"):
        call_command(
            "weekly_report",
            plan=world.plan.code,
            ending=SUNDAY,
            format=kind,
            output=tmp_path / f"report.{kind}",
        )

    heads = [(tmp_path / f"report.{kind}").read_bytes()[:4] for kind in ("docx", "pdf", "xlsx")]
    assert heads == [b"PK\x03\x04", b"%PDF", b"PK\x03\x04"]


@pytest.mark.parametrize(
    ("plan", "ending", "message", "status"),
    [
        ("khong-co", SUNDAY, "Không có kế hoạch", 2),
        ("ke-hoach", SUNDAY + timedelta(days=70), "nằm ngoài thời gian", 1),
    ],
)
def test_the_command_refuses_what_is_not_there(tmp_path, plan, ending, message, status):
    commune()
    output = tmp_path / "report.pdf"

    with pytest.raises(CommandError, match=message) as refused:
        call_command("weekly_report", plan=plan, ending=ending, format="pdf", output=output)

    assert refused.value.returncode == status
    assert not output.exists()


def test_corrections_of_an_issued_report_leave_with_the_next_one_as_a_difference_sheet():
    world = commune()
    before = date(2026, 6, 7)
    day = date(2026, 6, 5)
    build.count("vn/xa/thon-1/", 6, day, by=world.officer)
    issue_weekly_report(plan=world.plan, ending=before, number=5, by=world.chairman)
    build.count("vn/xa/thon-1/", 9, day, by=world.officer, reason="Sửa theo phiếu")

    report = draft_weekly_report(world.plan, ending=SUNDAY)

    annex = report.annexes[-1]
    by_target = "Kết quả thực hiện các chỉ tiêu của Kế hoạch"
    by_unit = "Kích hoạt cho trẻ em theo thôn"
    assert annex.title == "ĐIỀU CHỈNH SỐ LIỆU CỦA BÁO CÁO TUẦN ĐẾN NGÀY 07/6/2026"
    assert annex.table.rows == (
        (1, by_target, "Kích hoạt cho trẻ em", "Trong tuần", 6, 9, 3),
        (2, by_target, "Kích hoạt cho trẻ em", "Lũy kế", 36, 39, 3),
        (3, by_unit, "Thon 1", "Trong tuần", 6, 9, 3),
        (4, by_unit, "Thon 1", "Lũy kế", 26, 29, 3),
    )
    [results] = [section for section in report.sections if section.heading.startswith("II. ")]
    assert "điều chỉnh số liệu của báo cáo trước tại Phụ lục III kèm theo." in results.paragraphs[0]
    for make in (to_docx, to_pdf, to_xlsx):
        assert make(report)


def test_a_report_whose_forerunner_still_holds_has_no_difference_sheet():
    world = commune()
    issue_weekly_report(plan=world.plan, ending=date(2026, 6, 7), number=5, by=world.chairman)

    report = draft_weekly_report(world.plan, ending=SUNDAY)

    assert [annex.label for annex in report.annexes] == ["Phụ lục I", "Phụ lục II"]


def test_days_that_came_after_a_report_left_are_no_corrections_of_it(settings):
    world = commune()
    issue_weekly_report(plan=world.plan, ending=SUNDAY, number=5, by=world.chairman)
    settings.PORTAL_TODAY = date(2026, 6, 19)
    build.count("vn/xa/thon-2/", 4, date(2026, 6, 13), by=world.officer)

    report = draft_weekly_report(world.plan, ending=date(2026, 6, 21))

    assert [annex.label for annex in report.annexes] == ["Phụ lục I", "Phụ lục II"]
