"""The weekly report's pages: the weeks, one week's preview, its files, and issuing it."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from plans.models import Plan
from reports.actions import NumberTakenError, draft_weekly_report, issue_weekly_report
from reports.documents import to_docx, to_pdf, to_xlsx
from reports.forms import IssueForm
from reports.models import IssuedReport
from reports.queries.weekly import weeks_of
from reports.rules.document import Table, header_groups, is_grouped, printed_rows
from reports.rules.weekly import WeeklyReport
from units.http import UserRequest, needs
from units.rules import Permission

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = {"docx": (to_docx, DOCX), "pdf": (to_pdf, PDF), "xlsx": (to_xlsx, XLSX)}


@require_GET
@needs(Permission.MAKE_REPORTS)
def reports(request: UserRequest) -> HttpResponse:
    """Every week of the running plans in the user's subtree, and what was issued."""
    plans = Plan.objects.editable_by(request.user, Permission.MAKE_REPORTS)
    running = list(plans.exclude(state=Plan.State.DRAFT).select_related("unit"))
    issued = {
        (report.plan_id, report.ending): report
        for report in IssuedReport.objects.visible_to(request.user)
        .filter(plan__in=running)
        .defer("docx", "pdf", "content")
        .select_related("issued_by")
    }
    weeks = [
        {
            "plan": plan,
            "starts_on": ending - timedelta(days=6),
            "ending": ending,
            "issued": issued.get((plan.pk, ending)),
        }
        for plan in running
        for ending in weeks_of(plan)
    ]
    return render(request, "reports/reports.html", {"weeks": weeks})


@require_GET
@needs(Permission.MAKE_REPORTS)
def report(request: UserRequest, code: str, ending: date) -> HttpResponse:
    """One week as it would leave now, also where an issued one, which the page offers, left before."""
    plan = _own_plan(request, code)
    issued = IssuedReport.objects.visible_to(request.user).filter(plan=plan, ending=ending).first()
    draft = _draft(plan, ending)
    context = {
        "plan": plan,
        "ending": ending,
        "report": draft,
        "sections": [(section, _printed(section.table)) for section in draft.sections],
        "issued": issued,
        "form": IssueForm(),
        "may_issue": request.user.may(Permission.ISSUE_REPORTS),
    }
    return render(request, "reports/report.html", context)


@require_GET
@needs(Permission.MAKE_REPORTS)
def report_file(request: UserRequest, code: str, ending: date, kind: str) -> HttpResponse:
    """The week's draft as a Word, PDF or Excel file."""
    plan = _own_plan(request, code)
    if kind not in FILES:
        raise Http404
    make, mime = FILES[kind]
    return download(make(_draft(plan, ending)), mime, f"bao-cao-tuan-{code}-{ending}.{kind}")


@require_POST
@needs(Permission.ISSUE_REPORTS)
def report_issue(request: UserRequest, code: str, ending: date) -> HttpResponse:
    """Freeze the week's report under its number."""
    plan = _own_plan(request, code)
    form = IssueForm(request.POST)
    if form.is_valid():
        _issue(request, plan, ending, form.cleaned_data["number"])
    else:
        messages.error(request, "Số báo cáo phải là số nguyên từ 1 trở lên.")
    return redirect("report", code, ending)


def _issue(request: UserRequest, plan: Plan, ending: date, number: int) -> None:
    try:
        issued = issue_weekly_report(plan=plan, ending=ending, number=number, by=request.user)
    except NumberTakenError as error:
        messages.error(request, str(error))
    except ValueError as error:
        raise Http404(str(error)) from error
    else:
        messages.success(request, f"Đã phát hành báo cáo {issued.number}.")


@require_GET
@needs(Permission.MAKE_REPORTS)
def issued_file(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    """An issued report's own bytes, as it left."""
    issued = get_object_or_404(IssuedReport.objects.visible_to(request.user), pk=pk)
    if kind not in {"docx", "pdf"}:
        raise Http404
    body = bytes(issued.pdf if kind == "pdf" else issued.docx)
    return download(body, FILES[kind][1], f"bao-cao-tuan-{issued.plan.code}-{issued.ending}.{kind}")


def _own_plan(request: UserRequest, code: str) -> Plan:
    """A plan issued in the user's own subtree: a report speaks for the unit that issued the plan."""
    own = Plan.objects.editable_by(request.user, Permission.MAKE_REPORTS)
    own = own.exclude(
        state=Plan.State.DRAFT
    )  # a draft orders no report, and is its own unit's matter
    return get_object_or_404(own.select_related("unit__parent"), code=code)


def _draft(plan: Plan, ending: date) -> WeeklyReport:
    try:
        return draft_weekly_report(plan, ending=ending)
    except ValueError as error:
        raise Http404(str(error)) from error


def _printed(table: Table | None) -> dict[str, object] | None:
    """A table with its cells as printed, for the page; the same words as in Word and PDF."""
    if table is None:
        return None
    rows = printed_rows(table)
    has_total = table.total is not None
    return {
        "caption": table.caption,
        "columns": table.columns,
        "groups": header_groups(table) if is_grouped(table) else (),
        "rows": rows[:-1] if has_total else rows,
        "total": rows[-1] if has_total else None,
    }


def download(body: bytes, mime: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
