"""One target looked at closely: its picture, its units, and the sum of what was given to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reports.queries.done import is_stock, since_start
from reports.queries.each import goal_of_all
from reports.queries.facts import PlanFigures, asked_units, is_given_to_each
from reports.queries.progress import Moment, progress_of_target
from reports.rules.ordering import BY_PATH, in_order
from reports.rules.picture import NARROW, WIDE, BurnUp, burn_up
from reports.rules.progress import Path, Point, Progress
from reports.rules.sentences import Line, daily_sum_text, picture_text, start_sum_text
from targets.models import Target
from targets.rules.quotas import levels_of
from units.models import Unit, User
from units.rules import Branch, is_within
from vietnamese.dates import format_day_month


@dataclass(frozen=True)
class LevelRow:
    """A day of the picture in figures: the level reached and the level owed."""

    day: date
    level: int
    expected: int


@dataclass(frozen=True)
class Picture:
    """The burn-up for a wide and a narrow screen, the same in words, and its figures as a table."""

    wide: BurnUp
    narrow: BurnUp
    text: str
    rows: list[LevelRow]


@dataclass(frozen=True)
class Focus:
    """A target of a unit, with the units below in the order asked for."""

    target: Target
    line: Line
    units: list[Line]
    picture: Picture | None
    given: int | None
    hidden: int = 0  # officers whose line the reader does not see; they count in the sum

    @property
    def unplaced(self) -> int:
        """The people deducted from the whole whom no unit listed deducts: the net total is less by them."""
        return self.line.row.deducted - sum(line.row.deducted for line in self.units)

    @property
    def daily_note(self) -> str:
        """The word under the table where the column of numbers a day does not add up."""
        return daily_sum_text(self.line.row, [line.row for line in self.units])

    @property
    def start_note(self) -> str:
        """The word under the table where the units' levels before the plan do not add up."""
        if self.hidden:
            return ""
        return start_sum_text(self.line.row, [line.row for line in self.units])


def focus_of(
    figures: PlanFigures,
    target: Target,
    units: Sequence[Unit],
    moment: Moment,
    *,
    order: str = BY_PATH,
    shown: Sequence[Unit] | None = None,
) -> Focus:
    """The target for the first of the figures' units; `units` are those that count for it.

    `shown` are those of them that the reader may look at one by one; all, unless said.
    """
    root = figures.units[0]
    row = progress_of_target(figures, target, root, moment)
    listed = units if shown is None else shown
    below = [progress_of_target(figures, target, unit, moment) for unit in listed]
    return Focus(
        target=target,
        line=Line(row),
        units=[Line(unit) for unit in in_order(below, order)],
        picture=_picture(figures, target, row),
        given=given_to_units(figures, target),
        hidden=len(units) - len(listed),
    )


def shown_to(user: User, units: list[Unit]) -> list[Unit]:
    """Those of the units whose own figures a user sees; an officer's counts for others in a sum alone."""
    if all(unit.branch != Branch.PERSON for unit in units):
        return units
    rows = Unit.objects.visible_to(user).filter(pk__in=[unit.pk for unit in units])
    seen = set(rows.values_list("pk", flat=True))
    return [unit for unit in units if unit.pk in seen]


def given_to_units(figures: PlanFigures, target: Target) -> int | None:
    """The sum of the target's quotas, what is part of a larger one left out.

    None where none was given, or for a unit below the plan's.
    """
    own = figures.plan.unit_id
    if figures.units[0].pk != own:
        return None
    if is_given_to_each(target):
        is_rate = (
            target.goal_kind == Target.Goal.PER_DAY
        )  # owed anew each day: no sum to hold it against
        return None if is_rate else goal_of_all(figures, target, figures.units[0])
    given = {
        figures.quota_units[unit]: value
        for (key, unit), value in figures.quotas.items()
        if key == target.pk and unit != own
    }
    return levels_of(None, figures.plan.unit.path, given)[0].given if given else None


def concerns(figures: PlanFigures, target: Target) -> bool:
    """Whether the figures' first unit has a part in a target: the plan's own unit in all of them.

    So has the post in those of the officers below it.
    """
    unit = figures.units[0]
    if unit.pk == figures.plan.unit_id:
        return True
    officers = figures.leaves.get(Branch.PERSON, []) if target.branch == Branch.PERSON else []
    if any(is_within(officer.path, unit.path) for officer in officers):
        return True
    return unit.branch == target.branch and bool(asked_units(figures, target, [unit]))


def _picture(figures: PlanFigures, target: Target, row: Progress) -> Picture | None:
    """None where there is no path, nothing came in, or a level is no sum of days (stocks)."""
    if row.path is None or row.done is None or is_stock(target):
        return None
    levels = _levels(figures, target, row.path)
    if len(levels) == 1:
        return None
    forecast = row.forecast if row.days_left else None
    deadline = _deadline_mark(target, row.path)
    wide, narrow = (
        burn_up(levels, row.path, forecast=forecast, deadline=deadline, size=size)
        for size in (WIDE, NARROW)
    )
    rows = [LevelRow(p.day, p.value, row.path.expected_on(p.day)) for p in levels]
    return Picture(wide, narrow, picture_text(row, levels[-1].day), rows)


def _levels(figures: PlanFigures, target: Target, path: Path) -> list[Point]:
    """The level at the end of every day, from the start of the path to the last day reported."""
    start, days = since_start(figures, target, figures.units[0])
    level = start or 0
    points = [Point(path.start.day, level)]
    last = max(days, default=path.start.day)
    for n in range(1, (last - path.start.day).days + 1):
        day = path.start.day + timedelta(days=n)
        level += days.get(day, 0)
        points.append(Point(day, level))
    return points


def _deadline_mark(target: Target, path: Path) -> str:
    """ "hạn 30/6", or "trước 30/6" where the date itself is too late."""
    if target.deadline is None:
        return f"hạn {format_day_month(path.points[-1].day)}"
    word = "trước" if target.deadline_wording == Target.Wording.BEFORE else "hạn"
    return f"{word} {format_day_month(target.deadline)}"
