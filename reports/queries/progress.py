"""Progress: a plan's targets held against the counts of any of its units, on any day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from plans.models import Plan
from reports.queries.done import days_of, is_stock, since_start, whole_since_start, with_done
from reports.queries.each import day_text, goal_of_all, goal_of_each, reached_text, sharers_of
from reports.queries.facts import (
    PlanFigures,
    is_asked_alone,
    is_given_to_each,
    plan_figures,
)
from reports.queries.wording import denominator_note, quota_note, target_facts
from reports.rules.periods import met_periods
from reports.rules.progress import (
    PACE_DAYS,
    Path,
    Point,
    Progress,
    State,
    build_path,
    least_count,
    pace_of,
    required_count,
    state_of_each,
    state_of_flow,
    state_of_frequency,
    state_of_ratio,
)
from targets.models import Target
from units import clock
from units.models import Unit
from units.rules import Branch
from vietnamese.numbers import percent_of

Goal = Target.Goal
NO_DAILY_QUOTA = "Chưa giao mức mỗi ngày cho đơn vị này."


@dataclass(frozen=True)
class Moment:
    """The day asked about. `complete_to` is the last day that is over: today's work still comes in."""

    on: date
    complete_to: date


def moment_on(on: date | None = None) -> Moment:
    """The moment of a day, by default today; a later day than today is over only in part."""
    today = clock.today()
    on = on or today
    return Moment(on, min(on, today - timedelta(days=1)))


def progress_of(
    plan: Plan, units: list[Unit], *, on: date | None = None, known_at: datetime | None = None
) -> list[Progress]:
    """Every target of the plan for every given unit, in the order of targets, then units."""
    moment = moment_on(on)
    figures = plan_figures(plan, units, on=moment.on, known_at=known_at)
    return [
        progress_of_target(figures, target, unit, moment)
        for target in figures.targets
        for unit in units
    ]


def progress_of_target(
    figures: PlanFigures, target: Target, unit: Unit, moment: Moment
) -> Progress:
    """One target for one unit."""
    row = Progress(
        target_facts(target), unit.code, unit.name, moment.on, moment.complete_to, State.NO_DATA
    )
    if target.goal_kind == Goal.PER_PERIOD:
        return _frequency(figures, target, unit, row)
    if target.goal_kind == Goal.PER_DAY:
        return _daily_rate(figures, target, unit, row)
    if target.goal_kind == Goal.PER_OFFICER:
        return _per_officer(figures, target, unit, row)
    if target.denominator_kind == Target.Denominator.INDICATOR:
        return _ratio(figures, target, unit, row)
    return _level(figures, target, unit, row)


def _level(figures: PlanFigures, target: Target, unit: Unit, row: Progress) -> Progress:
    """A target that grows from a baseline to a level: a percent of people, or a number."""
    row = with_done(figures, target, unit, _with_denominator(figures, target, unit, row))
    required = _required(figures, target, unit, row)
    row = replace(
        row,
        required=required,
        note=quota_note(row.note, figures.quotas.get((target.pk, unit.pk)), required),
    )
    if required is None:
        return replace(row, state=State.NO_DENOMINATOR)
    if target.goal_kind == Goal.PERCENT and row.start is None and not is_stock(target):
        state = State.NO_BASELINE if row.done is not None else State.NO_DATA
        return replace(row, state=state, note=_no_baseline_note(row))
    if row.done is None:
        return row
    return _with_pace(figures, target, unit, row)


def _no_baseline_note(row: Progress) -> str:
    if row.done is None:
        return "Chưa có số liệu báo cáo."
    return "Kế hoạch chưa nêu số đã có trước đợt nên chưa tính được tỷ lệ."


def _with_denominator(figures: PlanFigures, target: Target, unit: Unit, row: Progress) -> Progress:
    if target.denominator_kind != Target.Denominator.POPULATION:
        return replace(row, denominator_label=target.denominator_label)
    cohort = target.denominator_cohort_id or target.cohort_id
    stated = figures.population(unit.pk, cohort, target.denominator_residence)
    if stated is None:
        return replace(row, denominator_label=target.denominator_label)
    label, note = denominator_note(stated.residence, target.denominator_residence)
    deducted = min(figures.deducted.get((target.pk, unit.pk), 0), stated.people)
    return replace(
        row,
        denominator=stated.people - deducted,
        deducted=deducted,
        denominator_label=label,
        denominator_as_of=stated.as_of,
        note=note,
    )


def _required(figures: PlanFigures, target: Target, unit: Unit, row: Progress) -> int | None:
    """The quota given to the unit, else the goal worked out on its denominator.

    A quota from before a deduction asks for no more than the people left.
    """
    quota = figures.quotas.get((target.pk, unit.pk))
    if quota is not None:
        is_of_people = target.goal_kind == Goal.PERCENT and row.denominator is not None
        return min(quota, row.denominator or 0) if is_of_people and row.deducted else quota
    if is_given_to_each(target):
        return goal_of_all(figures, target, unit)
    if target.goal_kind == Goal.COUNT:
        is_own = unit.pk == figures.plan.unit_id
        return least_count(target.goal_value, target.operator) if is_own else None
    if row.denominator is None:
        return None
    return required_count(target.goal_value, row.denominator, target.operator)


def path_of(figures: PlanFigures, target: Target, row: Progress) -> Path | None:
    """The path from the baseline over the milestones to the requirement; None without a last day."""
    last_day, first = _last_day(target), figures.plan.first_day
    if last_day is None or first is None or row.required is None or last_day < first:
        return None
    start = row.start or 0
    milestones = tuple(
        Point(m.last_day, required_count(m.share_of_goal, row.required, ">="))
        for m in target.milestones.all()
    )
    return build_path(
        starts_on=first,
        start_value=min(start, row.required),
        milestones=milestones,
        last=Point(last_day, row.required),
    )


def _last_day(target: Target) -> date | None:
    """The target's last day; milestones end where it states no date of its own."""
    if target.last_day:
        return target.last_day
    return max((m.last_day for m in target.milestones.all()), default=None)


def _with_pace(figures: PlanFigures, target: Target, unit: Unit, row: Progress) -> Progress:
    if row.done is None or row.required is None:
        return row
    path = path_of(figures, target, row)
    parts = figures.parts(target.branch, target.indicator_id, target.cohort_id)
    pace = pace_of(
        recent=_recent(figures, row.complete_to, days_of(figures, target, unit, parts)),
        done=row.done,
        required=row.required,
        complete_to=row.complete_to,
        last_day=_last_day(target),
    )
    state = state_of_flow(
        done=row.done, required=row.required, path=path, complete_to=row.complete_to, pace=pace
    )
    percent = percent_of(row.done, row.denominator) if row.denominator else None
    return replace(
        row,
        state=state,
        percent=percent,
        path=path,
        expected=path.expected_on(row.complete_to) if path else None,
        pace=pace.achieved,
        required_per_day=pace.owed,
        forecast=pace.forecast,
        days_left=pace.days_left if path else None,
    )


def _recent(figures: PlanFigures, complete_to: date, days: dict[date, int]) -> tuple[int, ...]:
    """The last complete days, at most seven, none before the plan began; a silent day brought nothing."""
    first = figures.plan.first_day or complete_to
    back = [complete_to - timedelta(days=n) for n in reversed(range(PACE_DAYS))]
    return tuple(days.get(day, 0) for day in back if day >= first)


def _per_officer(figures: PlanFigures, target: Target, unit: Unit, row: Progress) -> Progress:
    """So many by each officer: his own number, or that of all officers at and below the unit."""
    row = with_done(figures, target, unit, row)
    required = _required(figures, target, unit, row)
    if required is None:
        return replace(row, state=State.NO_DENOMINATOR, note="Chưa có số cán bộ được giao.")
    row = replace(row, required=required)
    if row.done is None:
        return replace(row, note="Chưa có số liệu báo cáo.")
    whole = _with_pace(figures, target, unit, row)
    return whole if unit.branch == Branch.PERSON else _of_officers(figures, target, unit, whole)


def _of_officers(figures: PlanFigures, target: Target, unit: Unit, whole: Progress) -> Progress:
    """The sum judged by its officers: what one did beyond his own number stands in for nobody.

    Who reported nothing has brought nobody so far: the duty is his, reported or not.
    """
    officers = sharers_of(figures, target, unit)
    rows = []
    for one in officers:
        own = with_done(figures, target, one, replace(whole, done=0))
        own = replace(own, required=goal_of_each(figures, target, one))
        rows.append(_with_pace(figures, target, one, own))
    states = [row.state for row in rows]
    late = states.count(State.LATE)
    note = reached_text(figures, target, officers, states.count(State.REACHED))
    forecasts = [min(row.forecast, row.required or 0) for row in rows if row.forecast is not None]
    owed = [row.required_per_day for row in rows if row.required_per_day is not None]
    return replace(
        whole,
        state=state_of_each(states),
        forecast=sum(forecasts) if forecasts else None,
        required_per_day=sum(owed) if owed else None,
        note=f"{note}; {late} cán bộ chậm tiến độ." if late else f"{note}.",
    )


def _ratio(figures: PlanFigures, target: Target, unit: Unit, row: Progress) -> Progress:
    """A share of another indicator's total, such as files sent in online."""
    start, days = since_start(figures, target, unit)
    whole_start, whole_days = whole_since_start(figures, target, unit)
    known = whole_start is not None or whole_days
    whole = (whole_start or 0) + sum(whole_days.values()) if known else None
    row = replace(row, denominator=whole, denominator_label=target.denominator_label)
    if not days and start is None:
        state = State.NO_DENOMINATOR if whole is None else State.NO_DATA
        return replace(row, state=state, note="Chưa có số liệu báo cáo.")
    done = sum(days.values()) + (start or 0)
    row = replace(row, done=done, start=start)
    percent = percent_of(done, whole) if whole else None
    if whole is None or percent is None:
        return replace(row, state=State.NO_DENOMINATOR)
    state = state_of_ratio(percent, target.goal_value, target.operator)
    if state != State.REACHED and target.last_day and row.complete_to >= target.last_day:
        state = State.OVERDUE
    return replace(
        row,
        state=state,
        percent=percent,
        denominator_as_of=row.on,
        required=required_count(target.goal_value, whole, target.operator),
    )


def _frequency(figures: PlanFigures, target: Target, unit: Unit, row: Progress) -> Progress:
    """So many a day, week or month: how many whole periods met it."""
    parts = figures.parts(target.branch, target.indicator_id, target.cohort_id)
    days = days_of(figures, target, unit, parts)
    first = figures.plan.first_day
    if not days or first is None:
        return replace(row, note="Chưa có số liệu báo cáo.")
    goal = int(target.goal_value)
    met, periods = met_periods(
        days, goal=goal, period=target.goal_period, first=first, last=_last_owed(target, row)
    )
    return replace(
        row,
        state=state_of_frequency(met=met, periods=periods),
        done=sum(days.values()),
        start=0,
        required=goal * periods,
        percent=percent_of(met, periods) if periods else None,
        denominator=periods,
        denominator_label=f"số {target.get_goal_period_display()} đã qua",
        denominator_as_of=_last_owed(target, row),
        note=f"Đủ {met}/{periods} {target.get_goal_period_display()}.",
    )


def _last_owed(target: Target, row: Progress) -> date:
    """The last day over that a duty is owed for: none after the target's or the plan's own end."""
    end = _last_day(target) or target.plan.ends_on
    return min(row.complete_to, end) if end else row.complete_to


def _daily_rate(figures: PlanFigures, target: Target, unit: Unit, row: Progress) -> Progress:
    """So many a day on average, by each unit where the plan gives it to each."""
    daily = _goal_a_day(figures, target, unit)
    if daily is None:
        row = with_done(figures, target, unit, row)
        return replace(row, state=State.NO_DENOMINATOR, note=NO_DAILY_QUOTA)
    parts = figures.parts(target.branch, target.indicator_id, target.cohort_id)
    days = days_of(figures, target, unit, parts)
    first = figures.plan.first_day
    if not days or first is None:
        return replace(row, note="Chưa có số liệu báo cáo.")
    last = _last_owed(target, row)
    elapsed = (last - first).days + 1
    done, owed = sum(days.values()), daily * max(elapsed, 0)
    recent = _recent(figures, last, days)
    mean = Decimal(sum(recent)) / (len(recent) or 1)
    percent = percent_of(done, owed) if owed else None
    state = state_of_ratio(percent, Decimal(100), ">=") if percent is not None else State.NO_DATA
    return replace(
        row,
        state=State.ON_TRACK if state == State.REACHED else state,
        done=done,
        start=0,
        required=owed,
        expected=owed,
        pace=mean.quantize(Decimal("0.1")),
        required_per_day=daily,
        note=_officers_day(figures, target, unit, last),
    )


def _goal_a_day(figures: PlanFigures, target: Target, unit: Unit) -> int | None:
    """The unit's quota, nought included, or the goal of each below it; else the plan's unit owes the goal.

    A unit below it owes the goal alone only where the plan asks nobody else.
    """
    quota = figures.quotas.get((target.pk, unit.pk))
    if quota is not None:
        return quota
    of_all = goal_of_all(figures, target, unit)
    if of_all is not None:
        return of_all
    is_whole = unit.pk == figures.plan.unit_id or is_asked_alone(figures, target, unit)
    return least_count(target.goal_value, target.operator) if is_whole else None


def _officers_day(figures: PlanFigures, target: Target, unit: Unit, day: date) -> str:
    """How many of the officers below brought their number on the last day that is over."""
    first = figures.plan.first_day
    officers = sharers_of(figures, target, unit) if target.branch == Branch.PERSON else []
    if not officers or unit.branch == Branch.PERSON or first is None or day < first:
        return ""
    return day_text(figures, target, officers, day)


def as_json(row: Progress) -> dict[str, Any]:
    """A row of progress for machines; unknown is null, and the state is said in words."""
    return {
        "target": row.target.code,
        "label": row.target.label,
        "indicator": row.target.indicator,
        "cohort": row.target.cohort,
        "unit": row.unit_name,
        "unit_code": row.unit_code,
        "done": row.done,
        "required": row.required,
        "denominator": row.denominator,
        "gross": row.gross,
        "deducted": row.deducted,
        "denominator_label": row.denominator_label,
        "denominator_as_of": row.denominator_as_of and row.denominator_as_of.isoformat(),
        "percent": None if row.percent is None else float(row.percent),
        "expected": row.expected,
        "pace": None if row.pace is None else float(row.pace),
        "required_per_day": row.required_per_day,
        "forecast": row.forecast,
        "deadline": row.target.deadline and row.target.deadline.isoformat(),
        "last_day": row.target.last_day and row.target.last_day.isoformat(),
        "state": row.state_label,
        "state_code": row.state.value,
        "note": row.note,
    }
