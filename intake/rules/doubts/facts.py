"""What is known of a cell before today's figure: the ground on which a figure looks wrong or ordinary."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

FLOW, STOCK, FREQUENCY = "flow", "stock", "frequency"
REMEMBERED = 14  # days with a figure above zero that make what is usual
FEWEST = 3  # fewer days than these make nothing usual


class CellFacts(NamedTuple):
    """A cell on a day, all but its figure; None is unknown. Counts are of days before this one.

    `total` runs since the plan began and `start` is the level before that. `typical`, `least` and
    `most` are the median and the ends of the last days above zero; `typical` only of enough days.
    `done` cannot exceed `received` of the `follows` cells; `whole` names the cell of which this one
    is a share. `stored` is what the cell holds now. The last figures rose `rises` times one after the
    other, from `rise_from`.
    """

    row: str
    label: str
    kind: str = FLOW
    stored: int | None = None
    total: int = 0
    start: int | None = None
    previous: int | None = None
    typical: int | None = None
    least: int = 0
    most: int = 0
    people: int | None = None
    level: int | None = None
    done: int = 0
    received: int | None = None
    received_label: str = ""
    follows: tuple[str, ...] = ()
    whole: str = ""
    must_rise: bool = False
    rises: int = 0
    rise_from: int = 0

    def as_json(self) -> dict[str, Any]:
        """By short names; what is as by default is left out."""
        given = self._asdict()
        return {
            short: given[name] for name, short in SHORT.items() if given[name] != DEFAULTS.get(name)
        }


# The names under which a page carries the facts; static/js/doubts.js reads them.
SHORT = {
    "row": "u",
    "label": "l",
    "kind": "k",
    "stored": "c",
    "total": "t",
    "start": "b",
    "previous": "p",
    "typical": "m",
    "least": "w",
    "most": "h",
    "people": "g",
    "level": "v",
    "done": "a",
    "received": "r",
    "received_label": "n",
    "follows": "f",
    "whole": "o",
    "must_rise": "x",
    "rises": "z",
    "rise_from": "y",
}
DEFAULTS = CellFacts._field_defaults


class Basis(NamedTuple):
    """What is known of a cell whatever the day; `first` is its plan's first day.

    `follows` names the cells that this one cannot exceed, `received_start` is their level before the
    plan began.
    """

    row: str
    label: str
    kind: str = FLOW
    first: date = date.min
    start: int | None = None
    people: int | None = None
    follows: tuple[str, ...] = ()
    received_start: int | None = None
    received_label: str = ""
    whole: str = ""
    must_rise: bool = False


class Past:
    """What a cell has held, told day after day."""

    __slots__ = ("_usual", "last", "level", "recent", "rise_from", "rises", "total")

    def __init__(self, total: int = 0) -> None:
        self.total = total
        self.recent: deque[int] = deque(maxlen=REMEMBERED)
        self.last: tuple[date, int | None] = (date.min, None)
        self.level: int | None = None
        self.rises = self.rise_from = 0
        self._usual: tuple[int | None, int, int] | None = None

    def add(
        self, day: date, value: int | None, *, counts: bool = True, own: int | None = None
    ) -> None:
        """The figure of a later day; one before the plan began does not count in the total.

        `own` is what the day seems to have brought, where the figure itself is doubtful.
        """
        self.last = (day, value)
        if value is None:
            return
        self._note_rise(value)
        self.level = value
        brought = value if own is None else own
        self.total += brought if counts else 0
        if brought:
            self.recent.append(brought)
            self._usual = None

    def _note_rise(self, value: int) -> None:
        if self.level is not None and value > self.level:
            self.rises += 1
        else:
            self.rises, self.rise_from = 0, value

    @property
    def usual(self) -> tuple[int | None, int, int]:
        """The median (None of too few days), least and most of the last days above zero."""
        if self._usual is None:
            ordered = sorted(self.recent)
            middle = ordered[(len(ordered) - 1) // 2] if len(ordered) >= FEWEST else None
            ends = (ordered[0], ordered[-1]) if ordered else (0, 0)
            self._usual = (middle, *ends)
        return self._usual

    def on(self, day: date) -> int | None:
        """What it held on a day, where that is the last one told of."""
        return self.last[1] if self.last[0] == day else None


NOTHING = Past()


def facts_at(
    day: date,
    bases: Mapping[str, Basis],
    pasts: Mapping[str, Past],
    stored: Mapping[str, int | None],
) -> dict[str, CellFacts]:
    """The facts of every cell on a day, by the cells' names, from what was told of the days before."""
    yesterday = day - timedelta(days=1)
    found = {}
    for name, basis in bases.items():
        past = pasts.get(name, NOTHING)
        done, received = _received(basis, past, pasts) if basis.follows else (0, None)
        found[name] = CellFacts(
            basis.row,
            basis.label,
            basis.kind,
            stored.get(name),
            past.total,
            basis.start,
            past.on(yesterday),
            *past.usual,
            basis.people,
            past.level if basis.kind == STOCK else None,
            done,
            received,
            basis.received_label if received is not None else "",
            tuple(one for one in basis.follows if one in bases) if received is not None else (),
            basis.whole,
            basis.must_rise,
            past.rises,
            past.rise_from,
        )
    return found


def _received(basis: Basis, past: Past, pasts: Mapping[str, Past]) -> tuple[int, int | None]:
    """What was done and what had come in for it; levels before the plan only where both are known."""
    known = [pasts[name].total for name in basis.follows if name in pasts]
    if basis.start is None or basis.received_start is None:
        return past.total, sum(known) if known else None
    return basis.start + past.total, basis.received_start + sum(known)
