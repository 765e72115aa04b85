"""How much: indicators, targets with their denominators and milestones, baselines, quotas, deductions."""

from targets.models.deductions import Deduction, DeductionFile
from targets.models.goals import (
    BRANCHES,
    Baseline,
    EntryField,
    Indicator,
    Milestone,
    Quota,
    Target,
)

__all__ = [
    "BRANCHES",
    "Baseline",
    "Deduction",
    "DeductionFile",
    "EntryField",
    "Indicator",
    "Milestone",
    "Quota",
    "Target",
]
