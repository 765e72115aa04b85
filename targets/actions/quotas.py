"""Writes on quotas."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from targets.models import Quota, Target
from targets.rules import split_by_largest_remainder
from units.actions import record
from units.models import Unit, User
from units.rules import Permission


@transaction.atomic
def split_quota(
    *, target: Target, total: int, weights: Mapping[str, int], by: User | None
) -> dict[str, int]:
    """Give a target to units (by code) in proportion to weights; the parts sum to `total`.

    `by` None is the loading of a plan's own appendix or of the demonstration.
    """
    units = Unit.objects.within(target.plan.unit.path).filter(code__in=weights)
    if by is not None:
        units = units.editable_by(by, Permission.SPLIT_QUOTAS)
    found = {unit.code: unit for unit in units}
    if found.keys() != weights.keys():
        raise ValueError("Có đơn vị không thuộc phạm vi của kế hoạch.")
    parts = split_by_largest_remainder(total, weights)
    Quota.objects.filter(target=target, unit__branch=target.branch).delete()
    Quota.objects.bulk_create(
        Quota(target=target, unit=found[code], value=value) for code, value in parts.items()
    )
    record("Giao chỉ tiêu", str(target), by=by, unit=target.plan.unit, after=parts)
    return parts
