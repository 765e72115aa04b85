"""Reading a plan document: bytes in, a draft with the place of every item out. No network, no database."""

from __future__ import annotations

from dataclasses import dataclass

from plans.rules.facts import PlanFacts


@dataclass(frozen=True)
class PlanReading:
    """What was understood of a document.

    `text` is what the spans of `facts` point into: line ends \\n, NFC, telephone numbers masked sign by
    sign so that nothing moves. `repaired` says in Vietnamese what was put right on the way.
    """

    text: str
    facts: PlanFacts
    repaired: tuple[str, ...] = ()
