"""Which units a plan's page sets beside one another: those that its targets are handed out to."""

from __future__ import annotations

from plans.models import Plan
from targets.models import Quota
from units.models import Unit
from units.rules import Branch, lineage


def ranked_units(plan: Plan, root: Unit, counting: list[Unit]) -> list[Unit]:
    """The units just below `root` that `counting`, its reporting units, lie in: a city's communes.

    The reporting units themselves where they are just below, are no places, or where the plan's quotas
    pass the level in between over. Their numbers add up to the root's in either case.
    """
    depth = len(lineage(root.path))
    paths = {lineage(unit.path)[depth] for unit in counting if unit.branch == Branch.PLACE}
    if paths <= {unit.path for unit in counting}:
        return counting
    given = set(_given_below(plan, root))
    if given and not given & paths:
        return counting
    return list(Unit.objects.filter(path__in=paths).order_by("position", "name"))


def _given_below(plan: Plan, root: Unit) -> list[str]:
    quotas = Quota.objects.filter(target__plan=plan).within(root.path).exclude(unit=root)
    return list(quotas.values_list("unit__path", flat=True))
