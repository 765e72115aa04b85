"""Which content of a plan a user reads: of its open draft, or what is in force."""

from __future__ import annotations

from dataclasses import dataclass, replace

from plans.models import Plan, PlanVersion
from plans.rules.facts import PlanFacts
from targets.queries.columns import known_for
from targets.queries.drafts import housed, may_draft, may_split
from targets.queries.facts import (
    issued_version,
    open_draft,
    quotas_of,
    readable_facts,
    version_facts,
)
from targets.queries.goals import targets_of
from units.models import User


@dataclass(frozen=True)
class Content:
    """The plan's facts that a user reads: of its open draft where that is his matter, else those in force."""

    plan: Plan
    facts: PlanFacts
    draft: PlanVersion | None

    @property
    def revision(self) -> int | None:
        return self.draft.revision if self.draft else None


def content_for(user: User, plan: Plan) -> Content:
    """What the user reads of the plan's quotas."""
    is_his = may_draft(user, plan) or may_split(user, plan)
    draft = open_draft(plan) if is_his else None
    facts = housed(version_facts(draft), plan.unit) if draft else facts_in_force(plan)
    return Content(plan, facts, draft)


def facts_in_force(plan: Plan) -> PlanFacts:
    """The issued plan as far as quotas ask: its dates, fields, targets and quotas as the rows have them."""
    version = issued_version(plan)
    base = PlanFacts(code=plan.code, issuer=plan.issuer, title=plan.title)
    base = readable_facts(version) if version else base
    return replace(
        base,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        targets=targets_of(plan, base, known_for(plan.unit)),
        quotas=quotas_of(plan),
    )
