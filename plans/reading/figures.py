"""The printed figures of a plan that can be worked out again: percents, sums, teams, days."""

from __future__ import annotations

from plans.reading.ages import overlaps_of
from plans.reading.blocks import Block
from plans.reading.durations import durations_of
from plans.reading.measures import measures_of
from plans.reading.shares import shares_of
from plans.reading.sums import sums_of
from plans.reading.tables import tables_of
from plans.rules.facts import FigureFacts


def figures_of(document: tuple[Block, ...]) -> tuple[FigureFacts, ...]:
    """Shares, sums, teams and durations, right or wrong, in the order of the text."""
    found = [
        *shares_of(document),
        *sums_of(document),
        *measures_of(document),
        *tables_of(document),
        *durations_of(document),
        *overlaps_of(document),
    ]
    # A share of a table's row may be found from the row alone and from its column.
    once = {(figure.kind, figure.printed, figure.terms): figure for figure in reversed(found)}
    return tuple(sorted(once.values(), key=_place))


def _place(figure: FigureFacts) -> int:
    return figure.span.start if figure.span else 0
