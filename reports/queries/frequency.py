"""Duties of a plan done so many times a period: period by period, with who did what when, and its proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from intake.models import Entry, Photo
from intake.queries.series import Series, series_of
from plans.models import Plan
from reports.queries.board import unit_of_page
from reports.queries.duties.reader import doers_of, hidden_of, names_of
from reports.queries.duties.reported import reaches
from reports.rules.frequency import Bounds, Period, periods_of, summary_text
from reports.rules.periods import met_periods
from targets.models import EntryField, Target
from targets.queries.pages import goal_text
from units import clock
from units.models import Unit, User

PERIODS = 92  # a quarter of days
ONE_MANS = (
    "Số liệu của riêng một cán bộ: chỉ người đó, Trưởng Công an xã và người quản trị xem được."
)
PhotoKey = tuple[int, int, date]  # unit, indicator, day


@dataclass(frozen=True)
class LogLine:
    """One day's figure of a duty: who gave it when, for which unit, and its photographs."""

    day: date
    unit: Unit
    value: int
    by: str
    at: datetime
    photos: tuple[int, ...]


@dataclass(frozen=True)
class Frequency:
    """A duty with its compliance since it began, and its log, the newest first.

    `obstacle` says why its figures are not shown; "" where they are. `older` says how many more periods
    there are before those given, `older_lines` how many more lines of the log.
    """

    target: Target
    goal: str
    doers: tuple[str, ...]
    summary: str
    periods: tuple[Period, ...]
    log: tuple[LogLine, ...]
    obstacle: str
    older: int = 0
    older_lines: int = 0


@dataclass(frozen=True)
class FrequencyPage:
    """All duties of a plan that recur, as one unit sees them."""

    plan: Plan
    unit: Unit
    duties: tuple[Frequency, ...]
    pages: int = 1

    @property
    def has_more(self) -> bool:
        return any(duty.older or duty.older_lines for duty in self.duties)


@dataclass(frozen=True)
class _Reading:
    """What every duty of the page is worked out from; `series` by branch, `log` by indicator."""

    unit: Unit
    user: User
    shown: int
    first: date
    today: date
    fields: list[EntryField]
    series: dict[str, Series]
    log: dict[int, list[LogLine]]


def frequency_page(plan: Plan, user: User, *, pages: int = 1) -> FrequencyPage:
    """The recurring duties, with the figures of the account's own unit and those below it alone.

    Each page adds `PERIODS` older periods and as many lines of the log.
    """
    unit = unit_of_page(plan, user.unit)
    rows = Target.objects.filter(plan=plan, goal_kind=Target.Goal.PER_PERIOD)
    targets = list(
        rows.select_related("indicator", "plan").prefetch_related("milestones").order_by("position")
    )
    if not targets:
        return FrequencyPage(plan, unit, ())
    today = clock.today()
    first = plan.first_day or today
    branches = sorted({target.branch for target in targets})
    reading = _Reading(
        unit=unit,
        user=user,
        shown=PERIODS * pages,
        first=first,
        today=today,
        fields=list(EntryField.objects.filter(plan=plan).select_related("unit")),
        series={b: series_of([unit], b, first=first, last=today) for b in branches},
        log=_log({target.indicator_id for target in targets}, unit, user, first),
    )
    duties = tuple(_frequency(target, reading) for target in targets)
    return FrequencyPage(plan, unit, duties, pages)


def _frequency(target: Target, reading: _Reading) -> Frequency:
    key = (target.branch, target.indicator_id)
    fields = [f for f in reading.fields if (f.branch, f.indicator_id) == key]
    cohorts = {field.cohort_id for field in fields}
    days = reading.series[target.branch].of(reading.unit.pk, target.indicator_id, cohorts)
    bounds = Bounds(reading.first, target.last_day or target.plan.ends_on, reading.today)
    goal, period = int(target.goal_value), target.goal_period
    met, over = met_periods(
        days, goal=goal, period=period, first=bounds.first, last=bounds.complete_to
    )
    named = names_of(reading.user, fields)
    periods = periods_of(days, goal=goal, period=period, bounds=bounds)
    log = reading.log.get(target.indicator_id, [])
    return Frequency(
        target=target,
        goal=goal_text(target),
        doers=tuple(named) or tuple(filter(None, [target.lead])),
        summary=summary_text(met=met, over=over, period=period),
        periods=periods[: reading.shown],
        log=tuple(log[: reading.shown]),
        obstacle=_obstacle(fields, reading),
        older=max(len(periods) - reading.shown, 0),
        older_lines=max(len(log) - reading.shown, 0),
    )


def _obstacle(fields: list[EntryField], reading: _Reading) -> str:
    """Only who does a duty, and those above him, see its figures; a single officer's only his head."""
    if not fields:
        return "Chưa đơn vị nào được giao nhập số liệu của việc này."
    if hidden_of(reading.user, doers_of(fields, reading.unit)) == 1:
        return ONE_MANS
    if any(reaches(field, reading.unit) for field in fields):
        return ""
    return "Việc này do đơn vị khác thực hiện; số liệu chỉ đơn vị đó và cấp trên xem được."


def _log(indicators: set[int], unit: Unit, user: User, first: date) -> dict[int, list[LogLine]]:
    """By indicator, the last word of each day's figure above nothing, the newest day first."""
    rows = Entry.objects.visible_to(user).within(unit.path)
    rows = rows.filter(indicator__in=indicators, day__gte=first).select_related("unit", "by")
    last = {
        (row.unit_id, row.day, row.indicator_id, row.cohort_id): row
        for row in rows.order_by("version")
    }
    photos = _photos(indicators, unit, user, first)
    found: dict[int, list[LogLine]] = {}
    for row in sorted(last.values(), key=lambda r: (-r.day.toordinal(), r.unit.position, r.pk)):
        if row.value:
            proof = tuple(photos.get((row.unit_id, row.indicator_id, row.day), []))
            line = LogLine(row.day, row.unit, row.value, str(row.by), row.at, proof)
            found.setdefault(row.indicator_id, []).append(line)
    return found


def _photos(indicators: set[int], unit: Unit, user: User, first: date) -> dict[PhotoKey, list[int]]:
    rows = Photo.objects.visible_to(user).within(unit.path)
    rows = rows.filter(indicator__in=indicators, day__gte=first, removed_at__isnull=True)
    found: dict[PhotoKey, list[int]] = {}
    for pk, unit_id, indicator, day in rows.order_by("at", "pk").values_list(
        "pk", "unit_id", "indicator_id", "day"
    ):
        found.setdefault((unit_id, indicator, day), []).append(pk)
    return found
