"""Illustrative deductions: one asked for, one sent up, one accepted, through the same actions as the pages'."""

from __future__ import annotations

import io
from collections.abc import Mapping

import docx

from demonstration.facts import DeductionFacts
from plans.models import Plan
from targets.actions.deductions import Decision, Request, ask_deduction, decide, send_up
from targets.models import Deduction
from units.models import Unit, User

EVIDENCE = "Giấy xác nhận (minh họa)"


def load_deductions(
    rows: tuple[DeductionFacts, ...],
    plan: Plan,
    units: Mapping[str, Unit],
    accounts: Mapping[str, User],
) -> None:
    """The requests, once: not where the plan has any, nor where it is over and nobody can ask any more."""
    if plan.state not in {Plan.State.ISSUED, Plan.State.RUNNING}:
        return
    if Deduction.objects.filter(target__plan=plan).exists():
        return
    for row in rows:
        asked, _ = ask_deduction(request=_request(row, plan, units), by=accounts[row.asked_by])
        if row.sent_up_in:
            send_up(deduction=asked, document=row.sent_up_in, by=accounts[row.answered_by])
        if row.counts_from:
            decision = Decision(True, counts_from=row.counts_from)
            decide(deduction=asked, decision=decision, by=accounts[row.answered_by])


def _request(row: DeductionFacts, plan: Plan, units: Mapping[str, Unit]) -> Request:
    return Request(
        target=plan.targets.select_related("plan__unit").get(code=row.target),
        unit=units[row.unit],
        reason=row.reason,
        people=len(row.persons),
        persons="\n".join(row.persons),
        note=row.note,
        file_name=EVIDENCE,
        evidence=_evidence(row),
    )


def _evidence(row: DeductionFacts) -> bytes:
    """A sheet that names the people and says that it is no real document."""
    sheet = docx.Document()
    sheet.add_heading(EVIDENCE, level=1)
    sheet.add_paragraph(row.note)
    for person in row.persons:
        sheet.add_paragraph(person, style="List Number")
    data = io.BytesIO()
    sheet.save(data)
    return data.getvalue()
