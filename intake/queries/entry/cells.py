"""What the entry page shows of a cell and of a unit's day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from intake.models import DayReport
from intake.queries.remaining import Left
from intake.rules.ledger import CellKey, cell_name
from targets.models import Indicator
from targets.rules.quotas import owed_per_day
from units.models import Unit
from units.rules import Branch
from vietnamese.numbers import format_count, percent_of

DONE_STATES = {DayReport.State.REPORTED, DayReport.State.APPROVED}
MISSING, LOCKED = "missing", "locked"
STATE_LABELS = {MISSING: "chưa báo cáo", LOCKED: "đã khóa", **dict(DayReport.State.choices)}


@dataclass(frozen=True)
class Level:
    """A stock's last reported level before the day, and when it was reported."""

    value: int
    day: date


@dataclass(frozen=True)
class Duty:
    """So many times a day, week or month; `before` are the times of the period's earlier days."""

    goal: int
    period: str
    before: int

    @property
    def words(self) -> str:
        """The period as a sentence names it."""
        return {"day": "trong ngày", "week": "tuần này", "month": "tháng này"}[self.period]


@dataclass(frozen=True)
class EntryCell:
    """One cell to fill in. `total` and `left` count the stored value of the day in; None is unknown.

    `level` is a stock's, `duty` a frequency's; `whole` is the cell that this one is a part of.
    """

    key: CellKey
    indicator: Indicator
    label: str
    indicator_code: str
    cohort_code: str
    value: int | None = None
    version: int = 0
    previous: int | None = None
    total: int | None = None
    left: int | None = None
    is_weekly: bool = False
    level: Level | None = None
    duty: Duty | None = None
    whole: EntryCell | None = None

    @property
    def name(self) -> str:
        """The field's name in the form."""
        return cell_name(self.key)

    @property
    def heading(self) -> tuple[str, str]:
        """The label in two lines: what is counted, and for whom where the label says it."""
        name = self.indicator.short_label
        return name, self.label.removeprefix(name).strip()

    @property
    def is_stock(self) -> bool:
        """Whether the cell asks for the level reached, and not for what the day brought."""
        return self.indicator.aggregation == Indicator.Aggregation.STOCK

    @property
    def is_frequency(self) -> bool:
        return self.indicator.aggregation == Indicator.Aggregation.FREQUENCY

    @property
    def change(self) -> int | None:
        """By how much the stored level differs from the last one."""
        if self.level is None or self.value is None:
            return None
        return self.value - self.level.value

    @property
    def change_words(self) -> str:
        """ "+12", "−3"; nothing while no level is given."""
        if self.change is None:
            return ""
        sign = "−" if self.change < 0 else "+"
        return f"{sign}{format_count(abs(self.change))}"

    @property
    def percent(self) -> Decimal | None:
        """The day's share of its whole."""
        if self.whole is None or self.whole.value is None or self.value is None:
            return None
        return percent_of(self.value, self.whole.value)

    @property
    def times(self) -> int:
        """How often a duty was done in its period, the day counted in."""
        return (self.duty.before if self.duty else 0) + (self.value or 0)

    @property
    def total_without(self) -> int | None:
        """The running total without this day, for counting on while the user types."""
        return None if self.total is None else self.total - (self.value or 0)

    @property
    def left_without(self) -> int | None:
        """What is left to the quota without this day."""
        return None if self.left is None else self.left + (self.value or 0)


@dataclass(frozen=True)
class SharedLeft:
    """What is left of a quota that several cells feed; `without` leaves this day out."""

    name: str
    group: str
    value: int
    without: int
    cell_names: str

    @property
    def last_cell(self) -> str:
        """The field beside which it stands."""
        return self.cell_names.rpartition(" ")[2]


@dataclass(frozen=True)
class DayNeed:
    """What a quota asks of this very day: what is left of it over the days left, rounded up."""

    name: str
    group: str
    indicator: Indicator
    need: int
    done: int
    cell_names: str
    is_named: bool = True  # False where the need before it has the same name

    @property
    def missing(self) -> int:
        return max(self.need - self.done, 0)


@dataclass(frozen=True)
class EntryUnit:
    """A unit's day: its cells and where its day report stands."""

    unit: Unit
    day: date
    cells: tuple[EntryCell, ...]
    quotas: tuple[Left, ...]
    report: DayReport | None
    is_locked: bool

    @property
    def state(self) -> str:
        if self.is_locked:
            return LOCKED
        return self.report.state if self.report else MISSING

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def is_done(self) -> bool:
        return self.report is not None and self.report.state in DONE_STATES

    @property
    def is_own(self) -> bool:
        """Whether it is an officer's own line, that is never added to the villages."""
        return self.unit.branch == Branch.PERSON

    @property
    def lefts(self) -> list[SharedLeft]:
        """What is left of quotas that several of the cells feed."""
        found = []
        for left in self.quotas:
            if len(left.cohort_ids) > 1:
                names = " ".join(cell.name for cell in self._fed_by(left))
                without = left.value + self._stored(left)
                found.append(SharedLeft(left.name, left.group, left.value, without, names))
        return found

    @property
    def needs(self) -> list[DayNeed]:
        """What this day has to bring for each quota whose last day is not over."""
        found: list[DayNeed] = []
        for left in sorted(self.quotas, key=lambda left: len(left.cohort_ids)):
            days = (left.last_day - self.day).days + 1 if left.last_day else 0
            stored = self._stored(left)
            need = owed_per_day(left.value + stored, days)
            cells = self._fed_by(left)
            if need and cells:
                names = " ".join(cell.name for cell in cells)
                is_named = not found or found[-1].name != left.name
                first = cells[0].indicator
                found.append(DayNeed(left.name, left.group, first, need, stored, names, is_named))
        return found

    def _fed_by(self, left: Left) -> list[EntryCell]:
        """The cells that add to a quota."""
        return [
            cell
            for cell in self.cells
            if cell.indicator.pk == left.indicator_id and cell.key.cohort_id in left.cohort_ids
        ]

    def _stored(self, left: Left) -> int:
        return sum(cell.value or 0 for cell in self._fed_by(left))

    @property
    def parts(self) -> list[EntryCell]:
        """The cells that are shown as a share of another one."""
        return [cell for cell in self.cells if cell.whole is not None]

    @property
    def has_blanks(self) -> bool:
        """Whether "không phát sinh" would write anything: a blank level stays unknown."""
        return any(cell.value is None and not cell.is_stock for cell in self.cells)

    @property
    def awaits_confirmation(self) -> bool:
        """Whether figures stand there that nobody has reported, or that were sent back."""
        return not self.is_done and any(cell.value is not None for cell in self.cells)
