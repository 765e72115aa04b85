"""Figures that look wrong: the questions that every path into the ledger asks, and the page offline."""

from intake.rules.doubts.facts import (
    FLOW,
    FREQUENCY,
    STOCK,
    Basis,
    CellFacts,
    Past,
    facts_at,
)
from intake.rules.doubts.judging import STILL_RIGHT, Doubt, doubts_of, unanswered

__all__ = [
    "FLOW",
    "FREQUENCY",
    "STILL_RIGHT",
    "STOCK",
    "Basis",
    "CellFacts",
    "Doubt",
    "Past",
    "doubts_of",
    "facts_at",
    "unanswered",
]
