"""The entry page's day: the cells a user fills in, beside each what helps to fill it in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Max, Q, Sum
from django.utils import timezone

from intake.models import Count, Day, DayReport
from intake.queries.fields import Window, asks, reporting_units
from intake.queries.remaining import Left, left_of
from intake.rules.ledger import CellKey, entry_day
from plans.models import Plan
from targets.models import EntryField, Indicator
from units import clock
from units.models import Unit, User
from units.rules import Kind, lineage
from vietnamese.dates import format_date

DONE_STATES = {DayReport.State.REPORTED, DayReport.State.APPROVED}
MISSING, LOCKED = "missing", "locked"
STATE_LABELS = {MISSING: "chưa báo cáo", LOCKED: "đã khóa", **dict(DayReport.State.choices)}
LONG_AGO = date(1900, 1, 1)
MOST_COLUMNS = 4  # fields side by side on a phone of 360 px

Reports = dict[tuple[int, date], DayReport]


@dataclass(frozen=True)
class EntryCell:
    """One cell to fill in. `total` and `left` count the stored value of the day in; None is unknown."""

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

    @property
    def name(self) -> str:
        """The field's name in the form."""
        return f"c-{self.key.unit_id}-{self.key.indicator_id}-{self.key.cohort_id}"

    @property
    def heading(self) -> tuple[str, str]:
        """The label in two lines: what is counted, and for whom where the label says it."""
        name = self.indicator.short_label
        return name, self.label.removeprefix(name).strip()

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
class EntryUnit:
    """A unit's day: its cells and where its day report stands."""

    unit: Unit
    cells: tuple[EntryCell, ...]
    shared: tuple[Left, ...]
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
    def lefts(self) -> list[SharedLeft]:
        """What is left of quotas that several of the cells feed."""
        return [self._shared_left(left) for left in self.shared]

    def _shared_left(self, left: Left) -> SharedLeft:
        cells = [
            cell
            for cell in self.cells
            if cell.indicator.pk == left.indicator_id and cell.key.cohort_id in left.cohort_ids
        ]
        names = " ".join(cell.name for cell in cells)
        stored = sum(cell.value or 0 for cell in cells)
        return SharedLeft(left.name, left.group, left.value, left.value + stored, names)

    @property
    def has_blanks(self) -> bool:
        return any(cell.value is None for cell in self.cells)

    @property
    def awaits_confirmation(self) -> bool:
        """Whether figures stand there that nobody has reported, or that were sent back."""
        return not self.is_done and any(cell.value is not None for cell in self.cells)


@dataclass(frozen=True)
class EntryPage:
    """One day of every unit that the user fills in."""

    day: date
    today: date
    units: tuple[EntryUnit, ...]
    missing_yesterday: int
    cutoff: time
    weekly_cutoff: time
    locks: tuple[str, ...]

    @property
    def yesterday(self) -> date:
        return self.today - timedelta(days=1)

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
        cells = [cell for unit in self.units for cell in unit.cells]
        return bool(cells) and all(cell.is_weekly for cell in cells)

    @property
    def week_due_on(self) -> date:
        """The Monday after the day, when its week is due."""
        return self.day + timedelta(days=7 - self.day.weekday())

    @property
    def headings(self) -> tuple[tuple[str, str], ...]:
        """The fields' names in two lines each, where one heading serves every unit; else ()."""
        rows = {tuple(cell.heading for cell in unit.cells) for unit in self.units}
        if len(self.units) == 1 or len(rows) != 1:
            return ()
        [headings] = rows
        return headings if len(headings) <= MOST_COLUMNS else ()

    @property
    def done_count(self) -> int:
        return sum(unit.is_done for unit in self.units)

    @property
    def returned(self) -> list[EntryUnit]:
        return [u for u in self.units if u.report and u.report.state == DayReport.State.RETURNED]

    @property
    def is_open(self) -> bool:
        """Whether anything on the page can be changed."""
        return any(not unit.is_locked for unit in self.units)

    @property
    def has_empty_units(self) -> bool:
        """Whether some unit that can still be filled in holds no figure at all."""
        return any(
            not unit.is_locked and all(cell.value is None for cell in unit.cells)
            for unit in self.units
        )

    @property
    def sums(self) -> list[tuple[Indicator, int]]:
        """The day's stored values of each indicator, over the page's units."""
        found: dict[Indicator, int] = {}
        for unit in self.units:
            for cell in unit.cells:
                found[cell.indicator] = found.get(cell.indicator, 0) + (cell.value or 0)
        return list(found.items())

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


def entry_page(user: User, *, asked: date | None) -> EntryPage:
    """The day asked for, or the one the page opens on, of every unit the user fills in."""
    units = reporting_units(user.unit, user.unit.branch) if user.unit else []
    fields = _fields(units)
    today = clock.today()
    yesterday = today - timedelta(days=1)
    reports = _reports(units, {today, yesterday, asked or today})
    late = [
        unit
        for unit in units
        if _is_due(unit, yesterday, fields) and not _is_done(reports, unit, yesterday)
    ]
    cutoff = min((field.plan.daily_cutoff for field in fields), default=time(8, 0))
    weekly = min((field.plan.weekly_cutoff for field in fields), default=time(11, 0))
    day = asked or entry_day(
        today=today,
        yesterday=yesterday,
        clock=clock.now().time(),
        cutoff=cutoff,
        missing=bool(late),
    )
    locks = _locks(units, day)
    rows = _rows(units, day, fields, reports, locks)
    sentences = tuple(_lock_sentence(lock) for lock in locks)
    return EntryPage(day, today, tuple(rows), len(late), cutoff, weekly, sentences)


def _rows(
    units: list[Unit], day: date, fields: list[EntryField], reports: Reports, locks: list[Day]
) -> list[EntryUnit]:
    """The units that have something to fill in on that day, with their cells."""
    asked = {unit.pk: _asked_of(unit, day, fields) for unit in units}
    figures = _figures(units, fields, day)
    totals = {(k.unit_id, k.indicator_id, k.cohort_id): f.total for k, f in figures.items()}
    left = left_of(units, fields, totals)
    rows = []
    for unit in units:
        lefts = left.get(unit.pk, [])
        cells = tuple(_cell(unit, day, field, figures, lefts) for field in asked[unit.pk])
        if cells:
            shared = tuple(one for one in lefts if len(one.cohort_ids) > 1)
            is_locked = any(unit.path.startswith(lock.unit.path) for lock in locks)
            report = reports.get((unit.pk, day))
            rows.append(EntryUnit(unit, cells, shared, report, is_locked))
    return rows


def _fields(units: list[Unit]) -> list[EntryField]:
    """The running plans' fields, those of the nearest plan first."""
    paths = {path for unit in units for path in lineage(unit.path)}
    fields = EntryField.objects.filter(plan__unit__path__in=paths, plan__state=Plan.State.RUNNING)
    return list(
        fields.select_related("indicator", "cohort", "plan__unit").order_by(
            "-plan__unit__path", "plan__code", "position", "pk"
        )
    )


def _asked_of(unit: Unit, day: date, fields: list[EntryField]) -> list[EntryField]:
    """The fields that a unit fills in on a day, each cell once."""
    found: dict[tuple[int, int], EntryField] = {}
    for field in fields:
        window = Window(field.plan.first_day, field.plan.ends_on)
        if asks(field, unit) and window.contains(day):
            found.setdefault((field.indicator_id, field.cohort_id), field)
    return list(found.values())


def _is_due(unit: Unit, day: date, fields: list[EntryField]) -> bool:
    """Whether the unit must report that very day; a weekly figure makes no single day late."""
    asked = _asked_of(unit, day, fields)
    return any(field.rhythm == EntryField.Rhythm.DAILY for field in asked)


def _reports(units: list[Unit], days: set[date]) -> Reports:
    rows = DayReport.objects.filter(unit__in=units, day__in=days).select_related("reviewed_by")
    return {(row.unit_id, row.day): row for row in rows}


def _is_done(reports: Reports, unit: Unit, day: date) -> bool:
    report = reports.get((unit.pk, day))
    return report is not None and report.state in DONE_STATES


def _locks(units: list[Unit], day: date) -> list[Day]:
    paths = {path for unit in units for path in lineage(unit.path)}
    own = Q(unit__kind=Kind.COMMUNE) | Q(unit__in=units)
    days = Day.objects.locked().filter(own, unit__path__in=paths, day=day)
    return list(days.select_related("unit", "locked_by"))


def _lock_sentence(lock: Day) -> str:
    at = timezone.localtime(lock.locked_at or lock.open_until)
    by = lock.closed_by
    return (
        f"{lock.unit}: ngày {format_date(lock.day)} đã khóa lúc {at:%H:%M} ngày {format_date(at)}"
        f" ({by}), số liệu chỉ để xem. Cần sửa, đề nghị Trưởng Công an xã mở khóa ngày này."
    )


@dataclass(frozen=True)
class Figures:
    """What the ledger knows of a cell on a day: `total` counts from the plan's first day."""

    value: int | None = None
    version: int = 0
    previous: int | None = None
    total: int = 0


def _figures(units: list[Unit], fields: list[EntryField], day: date) -> dict[CellKey, Figures]:
    begun = Q(pk__in=[])
    for field in {(f.indicator_id, f.cohort_id): f for f in reversed(fields)}.values():
        first = field.plan.first_day or LONG_AGO
        begun |= Q(indicator=field.indicator_id, cohort=field.cohort_id, day__gte=first)
    rows = (
        Count.objects.filter(unit__in=units, day__lte=day)
        .values_list("unit_id", "indicator_id", "cohort_id")
        .annotate(
            current=Max("value", filter=Q(day=day)),
            last_version=Max("version", filter=Q(day=day)),
            previous=Max("value", filter=Q(day=day - timedelta(days=1))),
            total=Sum("value", filter=begun),
        )
        .order_by()
    )
    return {
        CellKey(unit, day, indicator, cohort): Figures(value, version or 0, previous, total or 0)
        for unit, indicator, cohort, value, version, previous, total in rows
    }


def _cell(
    unit: Unit,
    day: date,
    field: EntryField,
    figures: dict[CellKey, Figures],
    lefts: list[Left],
) -> EntryCell:
    key = CellKey(unit.pk, day, field.indicator_id, field.cohort_id)
    known = figures.get(key, Figures())
    adds_up = field.indicator.aggregation == Indicator.Aggregation.FLOW
    alone = (
        one.value
        for one in lefts
        if one.indicator_id == key.indicator_id and one.cohort_ids == (key.cohort_id,)
    )
    return EntryCell(
        key=key,
        indicator=field.indicator,
        label=_label(field),
        indicator_code=field.indicator.code,
        cohort_code=field.cohort.code,
        value=known.value,
        version=known.version,
        previous=known.previous,
        total=known.total if adds_up else None,
        left=next(alone, None),
        is_weekly=field.rhythm == EntryField.Rhythm.WEEKLY,
    )


def _label(field: EntryField) -> str:
    """ "Căn cước 6–14"; a cohort that is everybody, or that the indicator names, is left out."""
    name, group = field.indicator.short_label, field.cohort.short_label
    is_said = field.cohort.code == "all" or name.lower().endswith(group.lower())
    return name if is_said else f"{name} {group}"
