"""Where the units of a draft's shares are now: a unit may be moved, or go, while a draft names its path."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from plans.rules.goals import QuotaFacts


def rehomed(quotas: Iterable[QuotaFacts], paths: Collection[str]) -> tuple[QuotaFacts, ...]:
    """The shares by the present paths of their units, of those below the plan's unit (`paths`).

    A unit that was moved is known by its code, the last part of its path. One that is not among `paths`
    any more keeps the path that it had.
    """
    now = {_code(path): path for path in paths}
    found: dict[tuple[str, str], QuotaFacts] = {}
    for quota in quotas:
        path = quota.unit if quota.unit in paths else now.get(_code(quota.unit), quota.unit)
        if quota.unit == path or (quota.target, path) not in found:
            found[quota.target, path] = replace(quota, unit=path)
    return tuple(found.values())


def _code(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
