"""What was ordered: plans, their versions, and the duties that they lay on people."""

from plans.models.duties import Task, Team, TeamMember
from plans.models.plan import (
    LegalBasis,
    Participant,
    Plan,
    PlanPartQuerySet,
    Recipient,
    ReportingRule,
)
from plans.models.versions import Explanation, PlanDocument, PlanVersion

__all__ = [
    "Explanation",
    "LegalBasis",
    "Participant",
    "Plan",
    "PlanDocument",
    "PlanPartQuerySet",
    "PlanVersion",
    "Recipient",
    "ReportingRule",
    "Task",
    "Team",
    "TeamMember",
]
