"""What the ledger knows of cells before a day's figures come, and the doubts about a tally's."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from django.db.models import Q, QuerySet, Sum

from intake.models import Count
from intake.queries.bases import Bases, bases_of, cell_name
from intake.queries.sql import rows_of
from intake.rules.doubts import Basis, CellFacts, Doubt, Past, doubts_of, facts_at
from targets.models import EntryField
from units.models import Unit

REMEMBERED_DAYS = 35  # what is usual, and the last level of a stock, is looked for in so many days
SLIPS = frozenset({"digits", "doubled", "ten_times"})
Row = dict[str, int | None]  # a unit's day, by the cells' names


def facts_of(
    units: Collection[Unit], fields: Collection[EntryField], day: date
) -> dict[str, CellFacts]:
    """What is known of every cell that the units fill in on a day, by the cells' names.

    `fields` are the running plans', those of the nearest plan first. The number of queries does not
    grow with the units.
    """
    bases = bases_of(units, [field for field in fields if _covers(field, day, day)])
    ledger = Ledger.read(bases, first=day, last=day)
    found: dict[str, CellFacts] = {}
    for unit, cells in bases.items():
        days = ledger.days.get(unit, {})
        pasts = Walk(cells, ledger.totals, days).until(day)
        found |= facts_at(day, cells, pasts, days.get(day, {}))
    return found


def facts_json(facts: Mapping[str, CellFacts]) -> dict[str, dict[str, Any]]:
    """The facts as the page carries them for static/js/doubts.js."""
    return {name: fact.as_json() for name, fact in facts.items()}


def doubts_about(
    units: Collection[Unit],
    fields: Collection[EntryField],
    sent: Mapping[int, Mapping[date, Row]],
) -> Iterator[tuple[int, date, Doubt]]:
    """The doubts about figures of many units and days, by unit and then by day.

    What is sent for a day counts as known on the days after it.
    """
    days = {day for by_day in sent.values() for day in by_day}
    if not days:
        return
    first, last = min(days), max(days)
    bases = bases_of(units, [field for field in fields if _covers(field, first, last)])
    ledger = Ledger.read(bases, first=first, last=last)
    for unit, cells in bases.items():
        stored = ledger.days.get(unit, {})
        rows = _laid_over(stored, sent.get(unit, {}))
        walk = Walk(cells, ledger.totals, rows)
        for day in sorted(sent.get(unit, {})):
            facts = facts_at(day, cells, walk.until(day), stored.get(day, {}))
            for doubt in doubts_of(facts, rows[day], day):
                walk.doubt(day, doubt)
                yield unit, day, doubt


def _laid_over(stored: Mapping[date, Row], sent: Mapping[date, Row]) -> dict[date, Row]:
    """The days as they will stand."""
    return {day: {**stored.get(day, {}), **sent.get(day, {})} for day in {*stored, *sent}}


def _covers(field: EntryField, first: date, last: date) -> bool:
    """Whether the field's plan asks for it on one of the days."""
    begins, ends = field.plan.first_day, field.plan.ends_on
    return (begins is None or begins <= last) and (ends is None or first <= ends)


@dataclass(frozen=True)
class Ledger:
    """Figures by unit and day in a window, and by cell what had come together before it."""

    days: dict[int, dict[date, Row]]
    totals: dict[str, int]

    @classmethod
    def read(cls, bases: Bases, *, first: date, last: date) -> Ledger:
        """What is known of the cells, and of those that they follow, up to the last day."""
        since = first - timedelta(days=REMEMBERED_DAYS)
        firsts = _firsts(bases)
        units, indicators = list(bases), {indicator for indicator, _ in firsts}
        days: dict[int, dict[date, Row]] = defaultdict(dict)
        names: dict[tuple[int, int, int], str] = {}
        window = (since.isoformat(), last.isoformat())
        for day, value, *cell in rows_of(_WINDOW_SQL, units, indicators, *window):
            key = (cell[0], cell[1], cell[2])
            name = names.get(key) or names.setdefault(key, cell_name(*key))
            days[cell[0]].setdefault(day, {})[name] = value
        counts = Count.objects.filter(
            unit__in=units, indicator__in=indicators, value__isnull=False
        ).order_by()
        return cls(dict(days), _totals(counts, firsts, since))


_CELL = ("unit_id", "indicator_id", "cohort_id")
_WINDOW_SQL = """
SELECT day, value, unit_id, indicator_id, cohort_id FROM intake_count
WHERE unit_id {among} AND indicator_id {among} AND day BETWEEN %s AND %s AND value IS NOT NULL
ORDER BY day
"""


def _firsts(bases: Bases) -> dict[tuple[int, int], date]:
    """The plan's first day of every indicator and cohort that the cells count or follow."""
    firsts: dict[tuple[int, int], date] = {}
    for cells in bases.values():
        for name, basis in cells.items():
            for one in (name, *basis.follows):
                _, _, indicator, cohort = one.split("-")
                firsts.setdefault((int(indicator), int(cohort)), basis.first)
    return firsts


def _totals(
    counts: QuerySet[Count], firsts: Mapping[tuple[int, int], date], since: date
) -> dict[str, int]:
    """The running totals up to the window; none where every plan begins in it."""
    begun = Q(pk__in=[])
    for (indicator, cohort), first in firsts.items():
        if first < since:
            begun |= Q(indicator=indicator, cohort=cohort, day__gte=first)
    if not any(first < since for first in firsts.values()):
        return {}
    rows = counts.filter(begun, day__lt=since).values_list(*_CELL).annotate(total=Sum("value"))
    return {cell_name(*cell): total or 0 for *cell, total in rows}


class Walk:
    """A unit's days told one after the other, as far as its cells are concerned."""

    def __init__(
        self, cells: Mapping[str, Basis], totals: Mapping[str, int], rows: Mapping[date, Row]
    ) -> None:
        self._firsts = _told_cells(cells)
        self.pasts = {name: Past(totals[name]) for name in self._firsts if name in totals}
        self._own: dict[tuple[date, str], int] = {}
        self._ahead = deque(sorted(rows.items(), key=itemgetter(0)))

    def until(self, day: date) -> dict[str, Past]:
        """What is known before a day, the days until then told of."""
        while self._ahead and self._ahead[0][0] < day:
            self._tell(*self._ahead.popleft())
        return self.pasts

    def doubt(self, day: date, doubt: Doubt) -> None:
        """Let a doubtful figure of the day not make usual, or add up to, what it seems not to be."""
        if doubt.kind == "cumulative":
            self._own[day, doubt.name] = max(doubt.value - self._total(doubt.name), 0)
        elif doubt.kind in SLIPS:
            self._own[day, doubt.name] = 0

    def _total(self, name: str) -> int:
        return self.pasts[name].total if name in self.pasts else 0

    def _tell(self, day: date, row: Row) -> None:
        for name, value in row.items():
            first = self._firsts.get(name)
            if first is not None:
                past, own = self.pasts.setdefault(name, Past()), self._own.get((day, name))
                past.add(day, value, counts=day >= first, own=own)


def _told_cells(cells: Mapping[str, Basis]) -> dict[str, date]:
    """The cells to tell of with their plans' first days: a unit's own and those they follow."""
    followed = {one: basis.first for basis in cells.values() for one in basis.follows}
    return followed | {name: basis.first for name, basis in cells.items()}
