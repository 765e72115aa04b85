"""Checking a plan's arithmetic and wording: what does not add up, with the printed and the computed figure.

Works on a plan that was read, typed by hand or amended alike. Only figures that refute each other, targets
whose indicator nobody knows and a start after the end are errors; the rest asks to look again.
"""

from __future__ import annotations

from plans.rules.checks.context import Context
from plans.rules.checks.dates import check_dates
from plans.rules.checks.figures import check_figures
from plans.rules.checks.goals import check_goals
from plans.rules.checks.names import check_missing, check_names
from plans.rules.checks.quotas import check_quotas
from plans.rules.facts import PlanFacts
from plans.rules.findings import Finding, Level

__all__ = ["Context", "findings_of"]

_CHECKS = (check_figures, check_dates, check_goals, check_quotas, check_names, check_missing)


def findings_of(facts: PlanFacts, context: Context | None = None) -> list[Finding]:
    """Everything found in a plan: errors first, then by place in the text; each thing once."""
    context = context or Context()
    found: dict[str, Finding] = {}
    for check in _CHECKS:
        for finding in check(facts, context):
            found.setdefault(finding.key, finding)
    return sorted(found.values(), key=_order)


def _order(finding: Finding) -> tuple[bool, float]:
    place = finding.span.start if finding.span else float("inf")
    return finding.level is not Level.ERROR, place
