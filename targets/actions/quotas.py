"""Writes on quotas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction

from plans.models import Plan, PlanVersion
from plans.rules.goals import QuotaFacts
from targets.actions.drafts import amend, save_facts
from targets.actions.refusals import PlanRefused, Stale
from targets.models import Quota, Target
from targets.queries.drafts import housed
from targets.queries.facts import open_draft, version_facts
from targets.rules.quotas import split_by_largest_remainder
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


@transaction.atomic
def give_quotas(
    *,
    plan: Plan,
    given: Mapping[tuple[str, str], QuotaFacts | None],
    revision: int | None,
    reason: str,
    by: User,
) -> PlanVersion:
    """Write quotas, by target and unit's path, into the plan's draft; None takes one away.

    An issued plan without a draft gets one: an amendment for `reason`. `revision` is the one of the
    draft that was looked at, None where there was none. Raises PlanRefused, Stale.
    """
    draft = open_draft(plan)
    if draft is None and revision is not None:
        raise PlanRefused(
            "Dự thảo không còn nữa (đã ban hành hoặc đã bỏ). Đề nghị xem lại số giao hiện hành rồi lưu lần nữa."
        )
    if draft is not None and revision is None:
        raise Stale(draft)
    _check_units(plan, {path for _, path in given})
    version = draft or amend(plan=plan, reason=reason, by=by)
    facts = housed(version_facts(version), plan.unit)
    kept = {(quota.target, quota.unit): quota for quota in facts.quotas}
    after = tuple(quota for quota in {**kept, **given}.values() if quota is not None)
    codes = ", ".join(dict.fromkeys(code for code, _ in given))
    return save_facts(
        version=version,
        facts=replace(facts, quotas=after),
        revision=version.revision if revision is None else revision,
        by=by,
        what=f"Giao chỉ tiêu {codes}",
    )


def _check_units(plan: Plan, paths: set[str]) -> None:
    """Refused where a unit does not lie below the plan's own, or does no work any more."""
    known = Unit.objects.within(plan.unit.path).filter(is_active=True, path__in=paths)
    if known.exclude(pk=plan.unit_id).count() < len(paths):
        raise PlanRefused("Có đơn vị không thuộc phạm vi của kế hoạch hoặc đã ngừng hoạt động.")
