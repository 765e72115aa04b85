"""The targets of a plan: each goal once, with what it counts, for whom, by when and by whom."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plans.reading.blocks import Block
from plans.reading.deadlines import Years
from plans.reading.targets.context import Surroundings
from plans.reading.targets.drafts import Drafting
from plans.reading.targets.merging import merged
from plans.reading.targets.outline import Outline
from plans.reading.targets.tables import with_tables
from plans.reading.terms import terms_of
from plans.rules.facts import PlanFacts
from plans.rules.goals import OtherGoalFacts, TargetFacts
from plans.rules.vocabulary import VocabularyFacts


def targets_of(
    document: Sequence[Block], header: PlanFacts, vocabulary: VocabularyFacts
) -> tuple[tuple[TargetFacts, ...], tuple[OtherGoalFacts, ...]]:
    """The targets, all proposed, and the goals that are stated beside them; `header` gives window and units."""
    terms = terms_of(vocabulary)
    outline = Outline(with_tables(document))
    around = Surroundings(outline, terms, years_of(document, header))
    targets, others = merged(around.statements(), terms)
    drafting = Drafting(around, header)
    return (
        tuple(drafting.target(f"T{n}", goal) for n, goal in enumerate(targets, 1)),
        tuple(drafting.other(goal) for goal in others),
    )


def years_of(document: Sequence[Block], header: PlanFacts) -> Years:
    """The year of dates that name none: the window's, else that of the date line or the title."""
    issued = header.issued_on
    words = " ".join((header.issued_printed, header.title, *(block.text for block in document[:6])))
    year = issued.year if issued else year_in(words)
    return Years(header.starts_on, header.ends_on, year, issued)


def year_in(words: str) -> int | None:
    """The year of "năm 2026" in the words."""
    found = re.findall(r"năm (20\d\d)", words)
    return int(found[0]) if found else None
