"""The day board as it is shown: what a reviewer sees of a day, and what he may decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intake.models import DayReport, Reminder
from intake.queries.attention import Attention
from intake.rules.lateness import (
    Arrival,
    Call,
    Record,
    ranking,
    ranking_sentence,
    record_of,
    until_text,
)
from targets.models import EntryField
from units import clock
from units.models import Unit

MISSING = "missing"
State = DayReport.State

STATE_LABELS: dict[str, str] = {
    MISSING: "chưa báo cáo",
    **{state.value: str(state.label) for state in State},
}


@dataclass(frozen=True)
class BoardCell:
    """A cell of the day and of the day before; None is "not reported"."""

    label: str
    field: EntryField
    value: int | None
    before: int | None


@dataclass(frozen=True)
class PastDay:
    """One day of a unit's fortnight: where its report stands, and how it came in."""

    day: date
    state: str
    label: str
    arrival: Arrival


@dataclass(frozen=True)
class BoardRow:
    """A unit's day. `is_late`: it came in after `due`, or is still missing after it.

    `is_over`: `due` had passed at the moment that the board shows.
    """

    unit: Unit
    report: DayReport | None
    state: str
    due: datetime | None
    is_over: bool
    is_late: bool
    is_locked: bool
    cells: tuple[BoardCell | None, ...]
    past: tuple[PastDay, ...]
    attention: Attention
    reminder: Reminder | None
    seen: str  # which state of the report is shown: what came since is not decided unseen

    @property
    def label(self) -> str:
        return STATE_LABELS.get(self.state, "")

    @property
    def is_waiting(self) -> bool:
        """Whether the report waits for a decision."""
        return self.state == State.REPORTED

    @property
    def is_exception(self) -> bool:
        """Whether it waits for a decision and has something to look at."""
        return self.is_waiting and bool(self.attention)

    @property
    def is_quiet(self) -> bool:
        """Whether it waits for a decision, with nothing to look at."""
        return self.is_waiting and not self.attention

    @property
    def is_approved(self) -> bool:
        return self.state == State.APPROVED

    @property
    def is_owed(self) -> bool:
        """Whether no report of the day stands: none came in, or it was sent back."""
        return self.state in {MISSING, State.RETURNED}

    @property
    def is_to_be_reminded(self) -> bool:
        """Whether no report stands though its hour is over, and one can still come."""
        return self.is_owed and self.is_over and not self.is_locked


@dataclass(frozen=True)
class BoardGroup:
    """The units of one branch with the columns that they share."""

    label: str
    columns: tuple[str, ...]
    rows: tuple[BoardRow, ...]

    @property
    def quiet(self) -> list[BoardRow]:
        return [row for row in self.rows if row.is_quiet]

    @property
    def approved(self) -> list[BoardRow]:
        return [row for row in self.rows if row.is_approved]


@dataclass(frozen=True)
class CommuneDay:
    """A commune's day: open, opened again until an hour, or locked by whom and when."""

    unit: Unit
    locked_at: datetime | None = None
    locked_by: str = ""
    open_until: datetime | None = None
    open_reason: str = ""

    @property
    def until(self) -> str:
        """When a day that was opened again closes, in words."""
        return until_text(self.open_until.astimezone(clock.ZONE)) if self.open_until else ""


@dataclass(frozen=True)
class Board:
    """All of one day that a reviewer decides on; `known_at`: as it was known at that past moment."""

    day: date
    groups: tuple[BoardGroup, ...]
    communes: tuple[CommuneDay, ...]
    fortnight: tuple[date, ...]
    known_at: datetime | None = None

    @property
    def previous(self) -> date:
        return self.day - timedelta(days=1)

    @property
    def next(self) -> date | None:
        """The day after, unless it has not begun."""
        return self.day + timedelta(days=1) if self.day < clock.today() else None

    @property
    def is_locked(self) -> bool:
        """Whether nothing of the day may be decided any more."""
        return bool(self.communes) and all(c.locked_at for c in self.communes)

    @property
    def is_open(self) -> bool:
        """Whether anything may be decided: not in the past, and not locked."""
        return self.known_at is None and not self.is_locked

    @property
    def rows(self) -> list[BoardRow]:
        return [row for group in self.groups for row in group.rows]

    @property
    def exceptions(self) -> list[BoardRow]:
        return [row for row in self.rows if row.is_exception]

    @property
    def quiet(self) -> list[BoardRow]:
        return [row for row in self.rows if row.is_quiet]

    @property
    def approvable(self) -> list[BoardRow]:
        """The quiet ones that one press approves."""
        return [row for row in self.quiet if self.is_open and not row.is_locked]

    @property
    def owed(self) -> list[BoardRow]:
        return [row for row in self.rows if row.is_owed]

    @property
    def late(self) -> list[BoardRow]:
        """The units to be reminded."""
        return [row for row in self.rows if row.is_to_be_reminded]

    @property
    def due(self) -> datetime | None:
        """By when the day is due; None where units have different hours."""
        dues = {row.due for row in self.rows}
        return dues.pop() if len(dues) == 1 else None

    @property
    def is_over(self) -> bool:
        """Whether the hour of every unit is over."""
        return all(row.is_over for row in self.rows)

    @property
    def counts(self) -> dict[str, int]:
        """How many units stand in each state."""
        states = [row.state for row in self.rows]
        return {state: states.count(state) for state in STATE_LABELS}

    @property
    def legend(self) -> list[tuple[str, str]]:
        """Each state with its word, for the shapes of the fortnight."""
        return list(STATE_LABELS.items())

    @property
    def records(self) -> list[Record]:
        """How each unit's fortnight came in."""
        return [record_of(r.unit.name, [past.arrival for past in r.past]) for r in self.rows]

    @property
    def ranking(self) -> list[Record]:
        """The units that were late in the fortnight, the latest first."""
        return ranking(self.records)

    @property
    def ranking_sentence(self) -> str:
        return ranking_sentence(self.records)

    def call(self, address: str) -> Call | None:
        """What the late are told; None where nobody is to be reminded."""
        late = self.late
        dues = [row.due.astimezone(clock.ZONE) for row in late if row.due]
        if not dues:
            return None
        missing = tuple(row.unit.name for row in late if row.report is None)
        returned = tuple((r.unit.name, r.report.reason) for r in late if r.report)
        return Call(self.day, max(dues), missing, returned, address)
