"""A deduction as the list that leaves the portal prints it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class DeductionRow:
    """A deduction in the words and order of the workbook's columns."""

    number: int
    plan: str
    target: str
    unit: str
    people: int
    reason: str
    note: str
    state: str
    asked_on: date
    sent_up_in: str
    decided_in: str
    decision_note: str
    counts_from: date | None
    revoked_on: date | None
    revoked_note: str
