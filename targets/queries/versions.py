"""A plan's versions, and what each changed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from plans.models import Plan, PlanVersion
from plans.rules.facts import PlanFacts
from targets.queries.drafts import quota_sums, vocabulary
from targets.queries.facts import version_facts
from targets.rules.changes import Change, changes_of
from targets.rules.homes import rehomed
from targets.rules.shares import ShareChanges, shares_by_target
from units.models import AuditEntry, Unit, User

SAVED = "Sửa dự thảo kế hoạch"


@dataclass(frozen=True)
class VersionPage:
    """One version beside the one before it; `former` None is the plan's first issue."""

    version: PlanVersion
    former: PlanVersion | None
    changes: tuple[Change, ...]
    shares: tuple[ShareChanges, ...] = ()

    @property
    def others(self) -> list[Change]:
        """What changes beside the shares of units."""
        return [change for change in self.changes if change.place != "quotas"]


@dataclass(frozen=True)
class Saved:
    """What one save of a draft changed, by whom: (about, what, before, after)."""

    entry: AuditEntry

    @property
    def changes(self) -> list[Change]:
        return [Change("targets", *told) for told in self.entry.after or ()]


def saved_since(version: PlanVersion, revision: int) -> list[Saved]:
    """What was saved in a draft after the revision that somebody has seen, the oldest first."""
    if revision < 0 or revision == version.revision:
        return []
    rows = AuditEntry.objects.filter(action=SAVED, unit=version.plan.unit_id)
    rows = rows.filter(before__version=version.pk, before__revision__gt=revision)
    return [Saved(row) for row in rows.order_by("pk")]


def versions_of(plan: Plan) -> list[PlanVersion]:
    """The issued versions and the draft, the newest first."""
    return list(plan.versions.select_related("by", "issued_by").order_by("-number"))


def version_page(version: PlanVersion, reader: User | None = None) -> VersionPage:
    """What a version changes against the one before it, with the names of units and groups.

    A `reader` is told the shares of the units that he sees; None is who writes the plan.
    """
    earlier = version.plan.versions.filter(number__lt=version.number, issued_at__isnull=False)
    former = earlier.order_by("number").last()
    if former is None:
        return VersionPage(version, None, ())
    before, after = version_facts(former), version_facts(version)
    units = Unit.objects.within(version.plan.unit.path)
    names = dict(units.values_list("path", "name"))
    before = replace(before, quotas=rehomed(before.quotas, names))
    after = replace(after, quotas=rehomed(after.quotas, names))
    if reader is not None:
        seen = set(units.visible_to(reader).values_list("path", flat=True))
        before, after = _of_units(before, seen), _of_units(after, seen)
    root = version.plan.unit.path
    sums = quota_sums(before, root), quota_sums(after, root)
    return VersionPage(
        version,
        former,
        changes_of(before, after, vocabulary(), names),
        shares_by_target(before, after, names, sums),
    )


def _of_units(facts: PlanFacts, paths: Collection[str]) -> PlanFacts:
    """The facts with the shares of those units alone."""
    return replace(facts, quotas=tuple(row for row in facts.quotas if row.unit in paths))
