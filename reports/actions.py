"""Issuing the weekly report: from then on it never changes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date

from django.db import transaction

from plans.models import Plan
from reports.documents import to_docx, to_pdf
from reports.models import IssuedReport
from reports.queries.weekly import weekly_facts
from reports.rules.corrections import corrections
from reports.rules.narrative import draft_report
from reports.rules.weekly import WeeklyReport, from_json, numbered, to_json
from targets.queries.facts import issued_version, version_facts
from units import clock
from units.actions import record
from units.models import User


def draft_weekly_report(plan: Plan, *, ending: date) -> WeeklyReport:
    """The report of a week, drafted from the figures as they are now.

    Figures of the last issued report that have been corrected since leave with it as an annex. Raises
    ValueError, in the user's words, when the week lies outside the plan.
    """
    facts = weekly_facts(plan, ending=ending)
    earlier = IssuedReport.objects.filter(plan=plan, unit=plan.unit, ending__lt=ending)
    last = earlier.defer("docx", "pdf").order_by("ending").last()
    if last is None:
        return draft_report(facts)
    issued = from_json(json.dumps(last.content))
    anew = weekly_facts(plan, ending=issued.ending, figures_to=issued.figures_to)
    renamed, new = _amended_since(plan, last)
    return draft_report(
        replace(
            facts,
            corrections=corrections(issued, draft_report(anew), renamed=renamed, new=new),
            corrected_ending=issued.ending,
        )
    )


def _amended_since(plan: Plan, report: IssuedReport) -> tuple[dict[str, str], list[str]]:
    """What targets were called in the report and are now ("" where they are no more), and the new ones' names."""
    known = [v for v in plan.versions.all() if v.number == report.plan_version]
    if not known:  # issued before plans had versions
        return {}, []
    [version] = known
    then = {target.code: target.label for target in version_facts(version).targets}
    now = dict(plan.targets.values_list("code", "label"))
    renamed = {label: now.get(code, "") for code, label in then.items() if now.get(code) != label}
    return renamed, [label for code, label in now.items() if code not in then]


class NumberTakenError(ValueError):
    """The number stands on another report of the unit in the same year."""


@transaction.atomic
def issue_weekly_report(*, plan: Plan, ending: date, number: int, by: User) -> IssuedReport:
    """Freeze the week's report with its number and today's date: content, Word and PDF.

    A report that was issued already is returned as it left, whatever the figures say now. Raises
    ValueError when the week lies outside the plan, NumberTakenError when the number is in use.
    """
    Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    issued = IssuedReport.objects.filter(plan=plan, unit=plan.unit, ending=ending).first()
    if issued:
        return issued
    draft = draft_weekly_report(plan, ending=ending)
    report = numbered(draft, number=number, issued_on=clock.today())
    _check_number(plan, report)
    pdf, version = to_pdf(report), issued_version(plan)
    issued = IssuedReport.objects.create(
        plan=plan,
        unit=plan.unit,
        ending=ending,
        number=report.letterhead.number_line,
        plan_version=version.number if version else None,
        issued_at=clock.now(),
        issued_by=by,
        content=json.loads(to_json(report)),
        docx=to_docx(report),
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
    )
    record("Phát hành báo cáo tuần", str(issued), by=by, unit=plan.unit, after=issued.sha256)
    return issued


def _check_number(plan: Plan, report: WeeklyReport) -> None:
    """A unit's numbers run within a calendar year and none is given twice (Nghị định 30, II.3)."""
    number, year = report.letterhead.number_line, clock.today().year
    used = IssuedReport.objects.filter(unit=plan.unit, number=number, issued_at__year=year)
    if used.exists():
        raise NumberTakenError(f"{number} đã dùng cho báo cáo khác trong năm {year}.")
