"""The chairman's page: will it be met, who is behind, what must be decided today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from intake.models import DayReport, Total
from intake.queries.fields import counting_units
from intake.queries.known import reports_within
from plans.models import Plan
from reports.queries.facts import PlanFigures, plan_figures
from reports.queries.focus import (
    Focus,
    concerns,
    focus_of,
    given_to_units,
)
from reports.queries.progress import Moment, moment_on, progress_of_target
from reports.queries.ranking import ranked_units
from reports.rules.decisions import (
    Decision,
    late_units,
    missing_reports,
    quota_difference,
    returned_day,
)
from reports.rules.progress import UNDECIDED, Progress
from reports.rules.sentences import Line, Verdict, is_main, verdict_of, worst_of
from targets.models import EntryField
from units import clock
from units.models import Unit, User
from units.rules import Branch, is_within, lineage

LATELY = timedelta(days=14)


@dataclass(frozen=True)
class Reporting:
    """How many of the units that report daily have reported `day`."""

    day: date
    done: int
    expected: int


@dataclass(frozen=True)
class Board:
    """A plan as one unit sees it today; `known_at`: as it was known at that past moment."""

    plan: Plan
    unit: Unit
    moment: Moment
    verdict: Verdict
    judged: list[Line]
    open: list[Line]
    decisions: list[Decision]
    reporting: Reporting | None
    focus: Focus | None
    known_at: datetime | None = None

    @property
    def days_left(self) -> int | None:
        """The days of the plan still to come, today included."""
        if self.plan.ends_on is None:
            return None
        return max((self.plan.ends_on - self.moment.complete_to).days, 0)

    @property
    def main(self) -> list[Line]:
        """The targets that a forecast can be made for."""
        return [line for line in self.judged if is_main(line.row)]


def plans_seen_by(user: User) -> list[Plan]:
    """The plans that a user sees, the one nearest to his own unit first, running ones before others."""
    plans = list(
        Plan.objects.visible_to(user).exclude(state=Plan.State.DRAFT).select_related("unit")
    )
    path = user.unit.path if user.unit else ""
    return sorted(
        plans, key=lambda plan: (not _binds(plan, path), not _runs(plan), -len(plan.unit.path))
    )


def _binds(plan: Plan, path: str) -> bool:
    return is_within(path, plan.unit.path)


def _runs(plan: Plan) -> bool:
    return plan.state == Plan.State.RUNNING


def unit_of_page(plan: Plan, user_unit: Unit | None) -> Unit:
    """Whose figures a user is shown: his own unit's, or the plan's where he stands above it."""
    if user_unit is None or not is_within(user_unit.path, plan.unit.path):
        return plan.unit
    return user_unit


def board_of(plan: Plan, unit: Unit, *, known_at: datetime | None = None) -> Board:
    """The page of a plan for a unit: the plan's own, or one below it that sees itself alone.

    At a past moment the plan, its quotas and its units are today's, the figures those known then.
    """
    moment = _moment_at(known_at) if known_at else moment_on()
    villages = counting_units(unit, Branch.PLACE)
    ranked = ranked_units(plan, unit, villages)
    figures = plan_figures(plan, [unit, *ranked], on=moment.on, known_at=known_at)
    rows = [
        progress_of_target(figures, target, unit, moment)
        for target in figures.targets
        if concerns(figures, target)
    ]
    focus = _focus(figures, rows, ranked, moment)
    reporting, of_days = _of_days(figures, villages or [unit], moment, known_at)
    return Board(
        plan=plan,
        unit=unit,
        moment=moment,
        verdict=verdict_of(rows, ends_on=plan.ends_on, complete_to=moment.complete_to),
        judged=[Line(row) for row in rows if row.state not in UNDECIDED],
        open=[Line(row) for row in rows if row.state in UNDECIDED],
        decisions=[*_late(focus), *of_days, *_quotas(figures, rows)],
        reporting=reporting,
        focus=focus,
        known_at=known_at,
    )


def _moment_at(known_at: datetime) -> Moment:
    """The moment of a day that was not over yet."""
    on = timezone.localdate(known_at)
    return Moment(on, on - timedelta(days=1))


def _focus(
    figures: PlanFigures, rows: list[Progress], ranked: list[Unit], moment: Moment
) -> Focus | None:
    """The worst target that is counted by place, since only these have units to look at."""
    places = [row for row in rows if row.target.branch == Branch.PLACE]
    worst = worst_of(places)
    if worst is None:
        return None
    return focus_of(figures, figures.target(worst.target.code), ranked, moment)


def _late(focus: Focus | None) -> list[Decision]:
    return late_units([line.row for line in focus.units]) if focus else []


def _quotas(figures: PlanFigures, rows: list[Progress]) -> list[Decision]:
    """Where what was given does not sum to the target."""
    found: list[Decision] = []
    for row in rows:
        given = given_to_units(figures, figures.target(row.target.code))
        if given is not None:
            found += quota_difference(row, given)
    return found


def _of_days(
    figures: PlanFigures, places: list[Unit], moment: Moment, known_at: datetime | None
) -> tuple[Reporting | None, list[Decision]]:
    """Who has not reported the last complete day, and which returned days wait for correction.

    A returned day of a single officer is between him and his head, who has it on the day board.
    """
    plan, day = figures.plan, moment.complete_to
    rows = _reports(figures.units[0], day, known_at)
    returned = [
        returned_day(r.unit.code, r.unit.name, day=r.day, reason=r.reason)
        for r in rows
        if r.state == DayReport.State.RETURNED and _in_window(plan, r.day)
    ]
    if not _in_window(plan, day) or not _asked_daily(figures):
        return None, returned
    known = {r.unit_id for r in rows if r.day == day}
    asked = [unit for unit in places if unit.branch == Branch.PLACE]
    missing = [unit.name for unit in asked if unit.pk not in known]
    reporting = Reporting(day, len(asked) - len(missing), len(asked)) if asked else None
    late = missing_reports(missing, day=day, cutoff=plan.daily_cutoff)
    return reporting, [*late, *returned]


def _reports(root: Unit, day: date, known_at: datetime | None) -> list[DayReport]:
    """The day's reports, and of other days those sent back; none of single officers."""
    if known_at is None:
        rows = DayReport.objects.within(root.path).filter(
            Q(day=day) | Q(state=DayReport.State.RETURNED)
        )
        return list(rows.exclude(unit__branch=Branch.PERSON).select_related("unit"))
    reports = reports_within(root.path, known_at=known_at)
    return [report for report in reports if report.unit.branch != Branch.PERSON]


def _asked_daily(figures: PlanFigures) -> bool:
    return any(f.is_daily and f.branch == Branch.PLACE for f in figures.fields)


def _in_window(plan: Plan, day: date) -> bool:
    first = plan.first_day
    return first is not None and first <= day and (plan.ends_on is None or day <= plan.ends_on)


def default_plan(plans: Iterable[Plan], unit: Unit | None) -> Plan | None:
    """The plan that binds the unit; else the only one below it; None where there is a choice.

    One that nobody reports for gives way to a running one with figures: another that binds the unit, else
    the one with most of them lately.
    """
    plans = list(plans)
    if len(plans) <= 1:
        return plans[0] if plans else None
    path = unit.path if unit else ""
    binding = [plan for plan in plans if plan.unit.path in lineage(path)] if path else []
    if not binding:
        return None
    figures = _recent_figures(plans)
    with_figures = [plan for plan in plans if figures.get(plan.pk)]
    own = [plan for plan in binding if plan in with_figures]
    return own[0] if own else max(with_figures, key=lambda p: figures[p.pk], default=binding[0])


def _recent_figures(plans: list[Plan]) -> dict[int, int]:
    """How many figures of the last days, within its window, each running plan's unit has in the plan's cells."""
    running = Plan.objects.filter(pk__in=[plan.pk for plan in plans if _runs(plan)]).order_by()
    cell = {name: OuterRef(name) for name in ("indicator", "cohort", "branch")}
    asked = EntryField.objects.filter(plan=OuterRef(OuterRef("pk")), **cell)
    first = clock.today() - LATELY
    days = (first, clock.today())
    totals = Total.objects.filter(Exists(asked), unit=OuterRef("unit"), day__range=days)
    begun = totals.filter(day__gte=Coalesce(OuterRef("starts_on"), Value(first))).order_by()
    number = begun.values("unit").annotate(n=Count("pk")).values("n")
    found = running.annotate(figures=Coalesce(Subquery(number), 0))
    return dict(found.values_list("pk", "figures"))
