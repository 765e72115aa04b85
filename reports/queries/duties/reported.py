"""What units report: their days, their weeks, their duties of a period, and the weekly report itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import partial

from django.urls import reverse

from intake.models import Count, DayReport
from intake.queries.days import locked_days
from intake.queries.duties import Duties, in_window
from intake.queries.fields import asks, communes_of, reporting_units
from intake.queries.series import series_of
from plans.models import Plan, ReportingRule
from reports.models import IssuedReport
from reports.queries.duties.reader import (
    Reader,
    doers_of,
    hidden_of,
    names_of,
    plan_name,
    plan_page,
    sees_line,
)
from reports.queries.weekly import week_of, weeks_of
from reports.rules.duties import MOST_DAYS, Duty, Kind, Repeat, days_text, units_text
from reports.rules.frequency import Bounds, State, periods_of
from targets.models import EntryField, Indicator, Target
from targets.queries.pages import goal_text
from targets.rules.quotas import period_start
from units import clock
from units.models import Unit
from units.rules import Branch, Permission, is_within
from vietnamese.dates import format_day_month

WEEK = timedelta(days=7)
LOOK_BACK = 14  # days: those before are past correction unless a plan says otherwise
MONDAY = 1
NOW = {"day": "hôm nay", "week": "tuần này", "month": "tháng này"}


def reported_duties(reader: Reader, duties: Duties) -> Iterator[Duty]:
    """What the units at and below the reader's own still have to send in."""
    yield from _days(reader, duties)
    yield from _weeks(reader, duties)
    yield from _periods(reader, duties)
    yield from _reports(reader)


def _days(reader: Reader, duties: Duties) -> Iterator[Duty]:
    """Yesterday's figures by their hour, today's by tomorrow's; older days in one line."""
    owed = _owed_days(reader, duties)
    yesterday = reader.today - clock.ONE_DAY
    for day in (yesterday, reader.today):
        if owed.get(day):
            yield _day_duty(reader, duties, day, owed[day])
    older = sorted(day for day in owed if day < yesterday)
    if older:
        yield _older_days(reader, older, owed)


def _owed_days(reader: Reader, duties: Duties) -> dict[date, list[Unit]]:
    """The units that have not reported each day that they owe and can still report."""
    days = [reader.today - timedelta(days=n) for n in range(LOOK_BACK + 1)]
    units = [unit for unit in duties.units if sees_line(reader.user, unit)]
    standing = DayReport.objects.filter(unit__in=units, day__in=days)
    reported = set(standing.exclude(state=DayReport.State.RETURNED).values_list("unit_id", "day"))
    communes = communes_of(units)
    locked = locked_days(communes.values(), days)
    found: dict[date, list[Unit]] = {}
    for day in days:
        for unit in units:
            is_open = (unit.pk, day) not in reported and (communes[unit.pk], day) not in locked
            if is_open and duties.due_at(unit.pk, day):
                found.setdefault(day, []).append(unit)
    return found


def _day_duty(reader: Reader, duties: Duties, day: date, units: list[Unit]) -> Duty:
    due = max(filter(None, (duties.due_at(unit.pk, day) for unit in units)))
    is_today = day == reader.today
    return Duty(
        key=f"day-{reader.unit.pk}" if is_today else f"day-{reader.unit.pk}-{day}",
        kind=Kind.DAY,
        due_on=due.date(),
        at=due.time(),
        owner=units_text([unit.name for unit in units]),
        text=f"báo cáo số liệu ngày {format_day_month(day)}.",
        address=_day_address(reader, day),
        is_own=True,
        repeat=_each_day(reader, duties, units) if is_today else None,
    )


def _each_day(reader: Reader, duties: Duties, units: list[Unit]) -> Repeat:
    ends = [plan.ends_on for unit in units for plan in duties.plans[unit.pk]]
    known = [day for day in ends if day]
    return Repeat(
        every="daily",
        text="Báo cáo số liệu của ngày hôm trước.",
        address=_day_page(reader),
        until=max(known) + clock.ONE_DAY if len(known) == len(ends) else None,
    )


def _older_days(reader: Reader, days: list[date], owed: dict[date, list[Unit]]) -> Duty:
    units = list(dict.fromkeys(unit for day in days for unit in owed[day]))
    return Duty(
        key=f"days-{reader.unit.pk}",
        kind=Kind.DAY,
        due_on=days[0] + clock.ONE_DAY,
        owner=units_text([unit.name for unit in units]),
        text=f"còn thiếu báo cáo số liệu {days_text(days)}.",
        address=_day_address(reader, days[0]),
        is_own=True,
    )


def _day_address(reader: Reader, day: date) -> str:
    """Where the reader can do something about a day: his entry page, else the board, else progress."""
    page = _day_page(reader)
    return page if page == reverse("progress") else f"{page}?day={day}"


def _day_page(reader: Reader) -> str:
    if reader.user.may(Permission.REVIEW_DAYS):
        return reverse("days")
    return reverse("entry" if reader.user.may(Permission.ENTER_COUNTS) else "progress")


def _weeks(reader: Reader, duties: Duties) -> Iterator[Duty]:
    """The figures of the week that is over and of this week, for each plan that asks weekly ones."""
    weekly = [f for f in duties.fields if f.rhythm == EntryField.Rhythm.WEEKLY]
    branches = sorted({field.branch for field in weekly})
    units = {branch: reporting_units(reader.unit, branch) for branch in branches}
    sunday = week_of(reader.today)[1]
    given = _given(weekly, sunday - 2 * WEEK, sunday) if weekly else set()
    for plan in dict.fromkeys(field.plan for field in weekly):
        fields = [field for field in weekly if field.plan_id == plan.pk]
        for ending in (sunday - WEEK, sunday):
            missing = [
                unit
                for branch in branches
                for unit in units[branch]
                if sees_line(reader.user, unit) and _lacks(unit, fields, ending, given)
            ]
            if missing and in_window(plan, ending - timedelta(days=6)) | in_window(plan, ending):
                yield _week_duty(reader, plan, ending, missing)


def _given(
    fields: Iterable[EntryField], after: date, last: date
) -> set[tuple[int, int, int, date]]:
    """The (unit, indicator, cohort, Sunday) that have a figure in the weeks from `after` to `last`."""
    rows = Count.objects.filter(
        indicator__in={field.indicator_id for field in fields},
        day__gt=after,
        day__lte=last,
        value__isnull=False,
    ).values_list("unit_id", "indicator_id", "cohort_id", "day")
    return {(unit, ind, cohort, week_of(day)[1]) for unit, ind, cohort, day in rows}


def _lacks(
    unit: Unit, fields: list[EntryField], ending: date, given: set[tuple[int, int, int, date]]
) -> bool:
    return any(
        asks(f, unit) and (unit.pk, f.indicator_id, f.cohort_id, ending) not in given
        for f in fields
    )


def _week_duty(reader: Reader, plan: Plan, ending: date, units: list[Unit]) -> Duty:
    first = format_day_month(ending - timedelta(days=6))
    return Duty(
        key=f"figures-{plan.pk}-{ending}",
        kind=Kind.FIGURES,
        due_on=ending + clock.ONE_DAY,
        at=plan.weekly_cutoff,
        owner=units_text([unit.name for unit in units]),
        text=f"nhập số liệu tuần {first}–{format_day_month(ending)}.",
        address=_day_address(reader, min(ending, reader.today)),
        plan=plan_name(plan),
        is_own=True,
    )


def _periods(reader: Reader, duties: Duties) -> Iterator[Duty]:
    """Duties of a day, week or month whose period is not over and not met."""
    asked = [
        field
        for field in duties.fields
        if field.indicator.aggregation == Indicator.Aggregation.FREQUENCY
        and reaches(field, reader.unit)
    ]
    if not asked:
        return
    rows = Target.objects.filter(
        plan__in={field.plan_id for field in asked}, goal_kind=Target.Goal.PER_PERIOD
    )
    first = period_start(period_start(reader.today, "month"), "week")
    read = partial(series_of, [reader.unit], first=first, last=reader.today)
    series = {branch: read(branch) for branch in sorted({field.branch for field in asked})}
    for target in rows.select_related("plan__unit", "indicator"):
        fields = [
            f
            for f in asked
            if (f.plan_id, f.branch, f.indicator_id)
            == (target.plan_id, target.branch, target.indicator_id)
        ]
        if fields:
            cohorts = {field.cohort_id for field in fields}
            days = series[target.branch].of(reader.unit.pk, target.indicator_id, cohorts)
            yield from _period_duty(reader, target, fields, days)


def reaches(field: EntryField, unit: Unit) -> bool:
    """Whether a unit that fills the field in lies at or below `unit`, or may."""
    if field.unit is None:
        return unit.branch in {field.branch, Branch.PLACE}
    return is_within(field.unit.path, unit.path)


def _period_duty(
    reader: Reader, target: Target, fields: list[EntryField], days: dict[date, int]
) -> Iterator[Duty]:
    plan = target.plan
    if not in_window(plan, reader.today):
        return
    start = period_start(reader.today, target.goal_period)
    bounds = Bounds(start, target.last_day or plan.ends_on, reader.today)
    goal = int(target.goal_value)
    period = periods_of(days, goal=goal, period=target.goal_period, bounds=bounds)[0]
    if period.state != State.OPEN:
        return
    doers = doers_of(fields, reader.unit)
    is_one_mans = hidden_of(reader.user, doers) == 1
    if is_one_mans and reader.user.personal_unit not in doers:
        return  # another officer's own duty
    standing = "chưa đủ" if is_one_mans else f"mới {period.done}/{period.goal}"
    named = names_of(reader.user, fields)
    yield Duty(
        key=f"period-{target.pk}-{period.start}",
        kind=Kind.FREQUENCY,
        due_on=min(period.end, bounds.last) if bounds.last else period.end,
        owner=units_text(named) or target.lead or str(plan.unit),
        text=(f"{target.label} ({goal_text(target)}): {NOW[target.goal_period]} {standing}."),
        address=plan_page("plan-frequency", plan),
        plan=plan_name(plan),
        is_own=True,
    )


def _reports(reader: Reader) -> Iterator[Duty]:
    """The weekly reports of the plans that the reader answers for: late ones in one line, and the next."""
    own = [plan for plan in reader.live_plans if reader.answers_for(plan)]
    rules = {plan.pk: rule for plan in own if (rule := _weekly_rule(plan))}
    rows = IssuedReport.objects.filter(plan__in=rules, unit__path__startswith=reader.unit.path)
    issued = set(rows.values_list("plan_id", "ending")) if rules else set()
    for plan in own:
        if plan.pk in rules:
            open_weeks = [day for day in weeks_of(plan) if (plan.pk, day) not in issued]
            yield from _report_duties(reader, plan, rules[plan.pk], sorted(open_weeks))


def _weekly_rule(plan: Plan) -> ReportingRule | None:
    return next((r for r in plan.rules.all() if r.kind == ReportingRule.Kind.WEEKLY), None)


def _report_duties(
    reader: Reader, plan: Plan, rule: ReportingRule, endings: list[date]
) -> Iterator[Duty]:
    """A report is due on the weekday that the plan names after its week, Monday unless it names one."""
    sunday = week_of(reader.today)[1]
    after = timedelta(days=rule.weekday or MONDAY)
    for weeks in ([day for day in endings if day < sunday], [d for d in endings if d == sunday]):
        if not weeks:
            continue
        is_next = weeks[0] == sunday
        yield Duty(
            key=f"weekly-{plan.pk}" if is_next else f"weekly-{plan.pk}-{weeks[0]}",
            kind=Kind.WEEKLY,
            due_on=weeks[0] + after,
            at=rule.due_time or plan.weekly_cutoff,
            owner=str(plan.unit),
            text=_report_text(weeks),
            address=_report_address(reader, plan, weeks[0]),
            plan=plan_name(plan),
            is_own=True,
            is_mine=reader.user.may(Permission.ISSUE_REPORTS) and plan.unit_id == reader.unit.pk,
            repeat=_each_week(plan, after) if is_next else None,
        )


def _each_week(plan: Plan, after: timedelta) -> Repeat:
    return Repeat(
        every="weekly",
        text=f"{plan.unit}: ban hành báo cáo tuần vừa qua.",
        address=plan_page("plan", plan),
        until=week_of(plan.ends_on)[1] + after if plan.ends_on else None,
    )


def _report_text(weeks: list[date]) -> str:
    if len(weeks) <= MOST_DAYS:
        return f"ban hành báo cáo tuần đến {days_text(weeks)}."
    first, last = format_day_month(weeks[0]), format_day_month(weeks[-1])
    return f"ban hành {len(weeks)} báo cáo tuần, từ tuần hết ngày {first} đến tuần hết ngày {last}."


def _report_address(reader: Reader, plan: Plan, ending: date) -> str:
    if reader.user.may(Permission.MAKE_REPORTS):
        return reverse("report", args=[plan.code, ending])
    return plan_page("plan", plan)
