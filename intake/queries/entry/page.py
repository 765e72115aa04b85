"""The entry page as a whole: its day, its units, what is owed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from intake.models import DayReport
from intake.queries.entry.cells import EntryUnit
from intake.queries.reminders import StandingReminder
from intake.rules.entry import Need, least_owed
from targets.models import EntryField, Indicator
from units.models import Unit
from units.rules import Kind
from vietnamese.dates import format_day_month
from vietnamese.numbers import format_count

MOST_COLUMNS = 4  # fields side by side on a phone of 360 px


@dataclass(frozen=True)
class EntryPage:
    """One day of every unit that the user fills in.

    `own` is the officer's own line, which no sum of the page counts. `asks_day`: nothing is filled
    in before the user has said for which day.
    """

    day: date
    today: date
    units: tuple[EntryUnit, ...]
    own: EntryUnit | None
    missing_yesterday: int
    cutoff: time
    weekly_cutoff: time
    locks: tuple[str, ...]
    asks_day: bool = False
    fields: tuple[EntryField, ...] = ()
    reminders: tuple[StandingReminder, ...] = ()

    @property
    def all_units(self) -> tuple[EntryUnit, ...]:
        """The units of the page, the officer's own line last."""
        return (*self.units, self.own) if self.own else self.units

    @property
    def yesterday(self) -> date:
        return self.today - timedelta(days=1)

    @property
    def tomorrow(self) -> date:
        return self.today + timedelta(days=1)

    @property
    def day_words(self) -> str:
        """The page's day as a sentence about what is owed names it."""
        return "hôm nay" if self.day == self.today else f"ngày {format_day_month(self.day)}"

    @property
    def is_other_day(self) -> bool:
        return self.day not in {self.today, self.yesterday}

    @property
    def previous_day(self) -> date:
        return self.day - timedelta(days=1)

    @property
    def due_on(self) -> date:
        return self.day + timedelta(days=1)

    @property
    def is_weekly(self) -> bool:
        """Whether nothing on the page is owed by the day."""
        cells = [cell for unit in self.all_units for cell in unit.cells]
        return bool(cells) and all(cell.is_weekly for cell in cells)

    @property
    def week_due_on(self) -> date:
        """The Monday after the day, when its week is due."""
        return self.day + timedelta(days=7 - self.day.weekday())

    @property
    def headings(self) -> tuple[tuple[str, str], ...]:
        """The fields' names in two lines each, where one heading serves every unit; else ()."""
        rows = {tuple(cell.heading for cell in unit.cells) for unit in self.units}
        if len(self.units) <= 1 or len(rows) != 1:
            return ()
        cells = [cell for unit in self.units for cell in unit.cells]
        if any(cell.is_stock or cell.is_frequency or cell.whole for cell in cells):
            return ()  # such a field needs more room than a heading leaves it
        [headings] = rows
        return headings if len(headings) <= MOST_COLUMNS else ()

    @property
    def done_count(self) -> int:
        return sum(unit.is_done for unit in self.units)

    @property
    def returned(self) -> list[EntryUnit]:
        state = DayReport.State.RETURNED
        return [unit for unit in self.all_units if unit.report and unit.report.state == state]

    @property
    def is_open(self) -> bool:
        """Whether anything on the page can be changed."""
        return any(not unit.is_locked for unit in self.all_units)

    @property
    def has_empty_units(self) -> bool:
        """Whether some unit that can still be filled in holds no figure at all."""
        return any(
            not unit.is_locked and unit.has_blanks and all(c.value is None for c in unit.cells)
            for unit in self.units
        )

    @property
    def sums(self) -> list[tuple[Indicator, int]]:
        """The day's stored values of each indicator, over the page's units; levels do not add up."""
        found: dict[Indicator, int] = {}
        for cell in (cell for unit in self.units for cell in unit.cells if not cell.is_stock):
            found[cell.indicator] = found.get(cell.indicator, 0) + (cell.value or 0)
        return list(found.items())

    @property
    def owed(self) -> list[tuple[str, int]]:
        """What the day still has to bring to meet the quotas in time, by what is counted."""
        needs: dict[tuple[int, Indicator], list[Need]] = defaultdict(list)
        for entry in self.units:
            for need in entry.needs:
                cells = frozenset(need.cell_names.split())
                needs[entry.unit.pk, need.indicator].append(Need(cells, need.missing))
        found: dict[str, int] = {}
        for (_, indicator), parts in needs.items():
            found[indicator.measure] = found.get(indicator.measure, 0) + least_owed(parts)
        return list(found.items())

    @property
    def owed_words(self) -> str:
        """ "còn thiếu 28 hồ sơ"; that a day's share is reached does not say that the target is."""
        parts = [f"{format_count(n)} {measure}" for measure, n in self.owed if n]
        return f"còn thiếu {', '.join(parts)}" if parts else "đã đủ mức cần đạt"

    @property
    def noun(self) -> str:
        """What the page's units call themselves: "thôn", "ấp", "khóm", else "đơn vị"."""
        return noun_of(entry.unit for entry in self.units)


def noun_of(units: Iterable[Unit]) -> str:
    """The common first word of villages' names, else "đơn vị"."""
    words = {
        u.name.split(maxsplit=1)[0].lower() if u.kind == Kind.VILLAGE else "đơn vị" for u in units
    }
    common = words.pop() if len(words) == 1 else "đơn vị"
    return common if common in {"thôn", "xóm", "ấp", "khóm", "bản", "làng"} else "đơn vị"
