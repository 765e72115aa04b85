"""What a version of a plan needs to be set as a document: names of codes and units, head, signature."""

from __future__ import annotations

from dataclasses import replace

from django.utils.timezone import localdate

from plans.models import Plan, PlanVersion
from plans.rules.facts import PlanFacts
from reports.queries.weekly import issuer_name, signature_of
from reports.rules.document import Signature
from reports.rules.plan_tables import Names
from reports.rules.plan_text import (
    Amended,
    Frame,
    PlanText,
    amendment_text,
    is_committee,
    letterhead_of,
    plan_text,
)
from residents.models import Cohort
from targets.models import Indicator
from targets.queries.facts import version_facts
from targets.queries.versions import version_page
from units.models import Unit
from vietnamese.dates import format_formal
from vietnamese.text import nfc

SYMBOL = "KH-UBND"


def plan_document(version: PlanVersion) -> PlanText:
    """The plan as this version states it; an amendment says what it changes."""
    facts = version_facts(version)
    if version.number == 1:
        return plan_text(facts, _frame(version, facts))
    first = _first_facts(version)
    changes = [
        Amended(change.about, change.what, change.before, change.after)
        for change in version_page(version).changes
    ]
    frame = _frame(version, _with_own_number(version, facts, first))
    return amendment_text(facts, changes, version.reason, _cited(first), frame)


def _first_facts(version: PlanVersion) -> PlanFacts:
    return version_facts(PlanVersion.objects.get(plan_id=version.plan_id, number=1))


def _with_own_number(version: PlanVersion, facts: PlanFacts, first: PlanFacts) -> PlanFacts:
    """An amendment is a document of its own: it never bears the number and the day of the one it amends."""
    symbol = f"/{first.number.partition('/')[2]}" if "/" in first.number else ""
    own_day = localdate(version.issued_at) if version.issued_at else None
    return replace(
        facts,
        number=symbol if facts.number == first.number else facts.number,
        issued_on=own_day if facts.issued_on == first.issued_on else facts.issued_on,
    )


def _frame(version: PlanVersion, facts: PlanFacts) -> Frame:
    unit = version.plan.unit
    committee = is_committee(facts.issuer)
    return Frame(
        names=_names(unit),
        letterhead=letterhead_of(facts, nfc(unit.name), SYMBOL),
        issuer_name=issuer_name(unit) if committee else facts.issuer,
        signature=_signature(version.plan, facts),
        dated=localdate(version.issued_at or version.at),
        is_draft=version.is_draft,
        is_illustrative=version.plan.is_illustrative,
    )


def _names(unit: Unit) -> Names:
    indicators = list(Indicator.objects.values_list("code", "label", "measure"))
    units = list(
        Unit.objects.within(unit.path)
        .order_by("branch", "position", "path")
        .values_list("path", "name", "branch")
    )
    return Names(
        indicators={code: label for code, label, _ in indicators},
        measures={code: measure for code, _, measure in indicators},
        cohorts=dict(Cohort.objects.values_list("code", "label")),
        units={path: name for path, name, _ in units},
        branches={path: branch for path, _, branch in units},
        root=unit.path,
    )


def _signature(plan: Plan, facts: PlanFacts) -> Signature:
    """As the plan's text signs; where it does not say, the chairman of the issuing unit."""
    signer = facts.signer
    if not signer.name:
        return signature_of(plan)
    capacity = signer.capacity or "TM. ỦY BAN NHÂN DÂN"
    return Signature((capacity.upper(), signer.title.upper() or "CHỦ TỊCH"), signer.name)


def _cited(first: PlanFacts) -> str:
    """The plan as other documents name it: by number and day where it has them, and by its title."""
    has_number = bool(first.number.partition("/")[0].strip())
    number = f" số {first.number}" if has_number else ""
    issued = f" {format_formal(first.issued_on)}" if first.issued_on else ""
    return f"Kế hoạch{number}{issued} về {first.title[:1].lower()}{first.title[1:]}"
