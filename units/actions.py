"""Writes on units and accounts, and the log that every write of the portal leaves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from units.models import AuditEntry, Unit, User


def record(  # noqa: PLR0913 -- each argument is a column of the log
    action: str,
    subject: str,
    *,
    by: User | None,
    unit: Unit | None = None,
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> AuditEntry:
    """Leave a trace of one act, in the transaction of the act itself.

    `by` None is the portal's own work at night; the name is kept as text beside the account.
    """
    return AuditEntry.objects.create(
        by=by,
        by_name=str(by) if by else "Hệ thống",
        unit=unit,
        action=action,
        subject=subject[:200],
        before=before,
        after=after,
        reason=reason[:300],
    )


def record_many(action: str, lines: Iterable[tuple[Unit | None, str, Any]], *, by: User) -> None:
    """The traces that one act leaves at several units: (unit, subject, what became)."""
    AuditEntry.objects.bulk_create(
        AuditEntry(
            by=by, by_name=str(by), unit=unit, action=action, subject=subject[:200], after=after
        )
        for unit, subject, after in lines
    )


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit | None, by: User | None) -> Unit:
    """Hang a unit, with everything below it, under another parent."""
    if parent and parent.path.startswith(unit.path):
        raise ValueError("Không thể đặt một đơn vị dưới chính nó.")
    below = list(Unit.objects.select_for_update().within(unit.path).order_by("path"))
    old_path, before = unit.path, str(unit.parent)
    unit.parent = parent
    unit.save(update_fields=["parent", "path", "branch"])
    for child in below:
        if child.pk != unit.pk:
            child.path = unit.path + child.path.removeprefix(old_path)
    Unit.objects.bulk_update([c for c in below if c.pk != unit.pk], ["path"])
    record("Chuyển đơn vị", unit.name, by=by, unit=unit, before=before, after=str(parent))
    return unit
