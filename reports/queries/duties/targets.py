"""Deadlines and milestones of targets: those to come, and those past that were not reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from intake.queries.fields import asks
from plans.models import Plan
from plans.rules.wording import number_words
from reports.queries.board import unit_of_page
from reports.queries.duties.reader import Reader, plan_name
from reports.queries.facts import PlanFigures, plan_figures
from reports.queries.focus import concerns
from reports.queries.progress import moment_on, progress_of_target
from reports.rules.duties import Duty, Kind
from reports.rules.progress import UNDECIDED, Progress, State, required_count
from targets.models import EntryField, Milestone, Target
from targets.queries.pages import deadline_text, goal_text
from units.models import Unit
from vietnamese.dates import format_date
from vietnamese.numbers import format_count, format_percent

Counted = tuple[int, str, int]  # plan, branch, indicator


@dataclass(frozen=True)
class Point:
    """A date of a target: its deadline, or one of its milestones."""

    target: Target
    day: date
    milestone: Milestone | None = None


def target_duties(reader: Reader, fields: Sequence[EntryField]) -> Iterator[Duty]:
    """Of points past, only those that the reader's unit has a part in and has not reached.

    `fields` are the cells that running plans ask for around the reader's unit.
    """
    asked = {(f.plan_id, f.branch, f.indicator_id) for f in fields if asks(f, reader.unit)}
    by_plan: dict[int, list[Target]] = {}
    rows = Target.objects.filter(plan__in=reader.live_plans)
    for target in rows.select_related("indicator").prefetch_related("milestones"):
        by_plan.setdefault(target.plan_id, []).append(target)
    for plan in reader.live_plans:
        points = [point for target in by_plan.get(plan.pk, []) for point in _points(target)]
        yield from _of_plan(reader, plan, points, asked)


def _points(target: Target) -> Iterator[Point]:
    end = target.last_day
    for milestone in target.milestones.all():
        if milestone.last_day != end:  # the last milestone of many plans is the deadline said twice
            yield Point(target, milestone.last_day, milestone)
    if end is not None:
        yield Point(target, end)


def _of_plan(
    reader: Reader, plan: Plan, points: list[Point], asked: set[Counted]
) -> Iterator[Duty]:
    past = [point for point in points if point.day < reader.today]
    standing = _Standing(plan, unit_of_page(plan, reader.unit)) if past else None
    for point in points:
        target = point.target
        is_asked = (plan.pk, target.branch, target.indicator_id) in asked
        is_own = is_asked or reader.owns(plan, target.lead)
        if point.day >= reader.today:
            yield _duty(plan, point, is_own=is_own)
        elif standing is not None and standing.is_missed(point):
            yield _duty(plan, point, is_own=is_own, standing=standing.text(point))


class _Standing:
    """How a plan's targets stand for one unit today, asked only where something is past."""

    def __init__(self, plan: Plan, unit: Unit) -> None:
        self.unit, self.moment = unit, moment_on()
        self.figures: PlanFigures = plan_figures(plan, [unit], on=self.moment.on)

    def is_missed(self, point: Point) -> bool:
        """Whether the point concerns the unit and what it asked for has not been done to this day."""
        target = self.figures.target(point.target.code)
        if not concerns(self.figures, target):
            return False
        row = self._row(point)
        if row.state == State.REACHED:
            return False
        if point.milestone is None or row.done is None or row.required is None:
            return True
        return row.done < required_count(point.milestone.share_of_goal, row.required, ">=")

    def text(self, point: Point) -> str:
        """ "; đến nay đạt 43,10% (2.174/5.045)", or that it cannot be told."""
        row = self._row(point)
        if row.state in UNDECIDED or row.done is None:
            return "; chưa đủ số liệu để kết luận"
        if row.percent is None:
            of = f"/{format_count(row.required)}" if row.required is not None else ""
            return f"; đến nay đạt {format_count(row.done)}{of} {row.target.measure}"
        whole = f"{format_count(row.done)}/{format_count(row.denominator or 0)}"
        return f"; đến nay đạt {format_percent(row.percent)} ({whole})"

    def _row(self, point: Point) -> Progress:
        target = self.figures.target(point.target.code)
        return progress_of_target(self.figures, target, self.unit, self.moment)


def _duty(plan: Plan, point: Point, *, is_own: bool, standing: str = "") -> Duty:
    target, milestone = point.target, point.milestone
    return Duty(
        key=f"milestone-{milestone.pk}" if milestone else f"target-{target.pk}",
        kind=Kind.MILESTONE if milestone else Kind.TARGET,
        due_on=point.day,
        owner=target.lead,
        text=f"{_point_text(target, milestone)}{standing}.",
        address=reverse("target-progress", args=[plan.code, target.code]),
        plan=plan_name(plan),
        is_own=is_own,
    )


def _point_text(target: Target, milestone: Milestone | None) -> str:
    if milestone is None:
        return f"đạt chỉ tiêu {target.code}. {target.label}: {goal_text(target)}, {deadline_text(target)}"
    share = number_words(milestone.share_of_goal)
    when = f"{milestone.get_wording_display() or 'ngày'} {format_date(milestone.by)}"
    return f"đạt mốc {share}% mức giao của chỉ tiêu {target.code}. {target.label}, {when}"
