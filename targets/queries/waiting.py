"""Drafts that wait for who issues them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from plans.models import PlanVersion
from units.models import User
from units.rules import Permission


@dataclass(frozen=True)
class Waiting:
    """A draft of the account's own unit that it may issue."""

    code: str
    title: str
    label: str  # "" for a plan that was never issued
    begun_on: date


def waiting_for(user: User) -> list[Waiting]:
    """The open drafts of the account's own unit, for who issues its plans; the oldest first."""
    if user.unit_id is None or not user.may(Permission.ISSUE_PLANS):
        return []
    rows = PlanVersion.objects.filter(issued_at__isnull=True, plan__unit=user.unit_id)
    rows = rows.select_related("plan").defer("facts").order_by("at", "pk")
    return [_waiting(row) for row in rows]


def _waiting(row: PlanVersion) -> Waiting:
    label = row.label if row.number > 1 else ""
    return Waiting(row.plan.code, str(row.plan), label, localdate(row.at))
