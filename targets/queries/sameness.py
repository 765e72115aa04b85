"""Whether a plan is here already under another code, and whether its text is another body's."""

from __future__ import annotations

from plans.models import Plan
from units.models import Unit
from units.rules import Branch
from vietnamese.text import comparable


def same_plans(plan: Plan) -> list[Plan]:
    """Other plans of the unit with the same number and issuer, or the same title and window."""
    rows = Plan.objects.filter(unit=plan.unit_id).exclude(pk=plan.pk).order_by("-pk")
    return [row for row in rows if _is_same(row, plan)]


def _is_same(one: Plan, other: Plan) -> bool:
    days = {one.issued_on, other.issued_on} - {None}
    is_numbered = bool(one.number) and len(days) < 2  # noqa: PLR2004 -- numbers begin anew each year
    by_number = is_numbered and _key(one) == _key(other)
    window = (one.starts_on, one.ends_on)
    is_dated = window != (None, None) and window == (other.starts_on, other.ends_on)
    return by_number or (is_dated and comparable(one.title) == comparable(other.title))


def _key(plan: Plan) -> tuple[str, str]:
    return comparable(plan.number), comparable(plan.issuer)


def issuer_of(unit: Unit) -> str:
    """Who issues a unit's plans: the People's Committee of a place, an office itself."""
    if unit.branch != Branch.PLACE:
        return unit.name
    return f"Ủy ban nhân dân {unit.name[:1].lower()}{unit.name[1:]}"


def foreign_issuer(issuer: str, unit: Unit) -> str:
    """The issuer that a text names where it is not the plan's own unit; "" where it is, or none is named."""
    return "" if not issuer or is_issued_by(issuer, unit) else issuer


def is_issued_by(issuer: str, unit: Unit) -> bool:
    """Whether a body named in a text is this unit: its People's Committee, with or without its own name."""
    said = f" {comparable(issuer)} ".replace(" ubnd ", " ủy ban nhân dân ").strip()
    own = [comparable(issuer_of(unit)), comparable(unit.name)]
    return any(said in name or name in said for name in own)
