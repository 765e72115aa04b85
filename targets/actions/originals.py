"""The file that a plan was read from, handed back as it was sent."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from plans.models import PlanVersion
from targets.actions.refusals import PlanRefused
from units.actions import record
from units.models import User
from units.sealing import opened


@dataclass(frozen=True)
class Original:
    """A file with its name."""

    name: str
    data: bytes


@transaction.atomic
def hand_out(*, version: PlanVersion, by: User) -> Original:
    """The original with what reading masks (telephone numbers): each look is logged."""
    document = version.document
    if document is None:
        raise PlanRefused("Lần ban hành này không được đọc từ tệp nào.")
    record("Tải văn bản gốc", str(version), by=by, unit=version.plan.unit)
    return Original(document.name, opened(bytes(document.content)))
