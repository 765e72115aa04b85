"""What waits for the account itself: drafts that it issues, deductions that it answers."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from reports.queries.deductions import visible_deductions
from reports.rules.duties import Matter, units_text
from targets.queries.deductions import OPEN, waits_for
from targets.queries.waiting import waiting_for
from units.models import User
from units.rules import Permission
from vietnamese.dates import format_date
from vietnamese.numbers import format_count


def matters_of(user: User) -> list[Matter]:
    """The drafts and the deductions that cannot go on without the account; they have no day of their own."""
    return [*_drafts(user), *_deductions(user)]


def decides(user: User) -> bool:
    """Whether the account signs rather than reports: its own matters come apart from its units'."""
    return user.may(Permission.ISSUE_PLANS)


def _drafts(user: User) -> Iterator[Matter]:
    for draft in waiting_for(user):
        whose = f"{draft.label} của {draft.title}" if draft.label else draft.title
        yield Matter(
            text=f"dự thảo {whose} chờ ban hành.",
            detail=f"lập ngày {format_date(draft.begun_on)}",
            address=reverse("draft-issue", args=[draft.code]),
            plan=draft.code,
        )


def _deductions(user: User) -> Iterator[Matter]:
    if not user.may(Permission.DECIDE_DEDUCTIONS):
        return
    rows = [row for row in visible_deductions(user).filter(state__in=OPEN) if waits_for(user, row)]
    if not rows:
        return
    people = format_count(sum(row.people for row in rows))
    units = list(dict.fromkeys(row.unit.name for row in rows))
    yield Matter(
        text=f"trả lời {len(rows)} đề nghị giám trừ ({people} người).",
        detail=f"đề nghị của {units_text(units)}",
        address=reverse("deductions") if len(rows) > 1 else reverse("deduction", args=[rows[0].pk]),
    )
