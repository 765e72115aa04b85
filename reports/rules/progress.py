"""How a target stands: done against required, the path it should follow, pace, forecast and state.

Pure rules. Days are business dates; counts are whole people, dossiers or accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum

from targets.rules.quotas import owed_per_day
from vietnamese.text import sort_key

PACE_DAYS = 7
RISK_SHARE = Decimal("0.10")
RATIO_RISK_POINTS = Decimal(5)


class State(StrEnum):
    """How a target stands; every state has words and a shape on screen, not only a colour."""

    REACHED = "reached"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    LATE = "late"
    OVERDUE = "overdue"
    NOT_STARTED = "not_started"
    MEASURED = "measured"
    NO_DENOMINATOR = "no_denominator"
    NO_BASELINE = "no_baseline"
    NO_DATA = "no_data"


STATE_LABELS: dict[State, str] = {
    State.REACHED: "đạt",
    State.ON_TRACK: "đúng tiến độ",
    State.AT_RISK: "có nguy cơ",
    State.LATE: "chậm",
    State.OVERDUE: "quá hạn",
    State.NOT_STARTED: "chưa bắt đầu",
    State.MEASURED: "đang theo dõi",
    State.NO_DENOMINATOR: "chưa có mẫu số",
    State.NO_BASELINE: "chưa có số đầu kỳ",
    State.NO_DATA: "chưa có số liệu",
}
UNDECIDED = frozenset(
    {State.NO_DENOMINATOR, State.NO_BASELINE, State.NO_DATA, State.NOT_STARTED, State.MEASURED}
)


@dataclass(frozen=True)
class Point:
    """A place on the path: `value` must be reached by the end of `day`."""

    day: date
    value: int


@dataclass(frozen=True)
class Path:
    """The course a flow target should follow, straight between its points.

    `start` is the level at the end of the day before the plan begins; the last point is the
    requirement at the target's last day; milestones lie between them.
    """

    start: Point
    points: tuple[Point, ...]

    def expected_on(self, day: date) -> int:
        """The level owed at the end of `day`, rounded half up to a whole person."""
        previous = self.start
        if day <= previous.day:
            return previous.value
        for point in self.points:
            if day <= point.day:
                span = (point.day - previous.day).days
                share = Decimal((day - previous.day).days) / span
                level = previous.value + share * (point.value - previous.value)
                return int(level.quantize(Decimal(1), rounding=ROUND_HALF_UP))
            previous = point
        return previous.value


def build_path(
    *, starts_on: date, start_value: int, milestones: tuple[Point, ...], last: Point
) -> Path:
    """The path of a target; milestones past the last day or before the start are left out."""
    start = Point(starts_on - timedelta(days=1), start_value)
    between = sorted((p for p in milestones if start.day < p.day < last.day), key=lambda p: p.day)
    return Path(start, (*between, last))


def required_count(goal_percent: Decimal, denominator: int, operator: str) -> int:
    """How many of `denominator` satisfy the goal: 95% of 13.308 is 12.643 (rounded up)."""
    return least_count(goal_percent * denominator / 100, operator)


def least_count(goal: Decimal, operator: str) -> int:
    """The smallest whole number that satisfies the goal: 10 for "từ 10", 11 for "trên 10"."""
    least = int(goal.to_integral_value(rounding=ROUND_CEILING))
    return least + 1 if operator == ">" and goal == least else least


@dataclass(frozen=True)
class Pace:
    """What was achieved and what is owed, per day.

    `achieved` is the mean of the last seven complete days; `owed` is what is missing divided by
    the days left, rounded up; `forecast` is where the achieved pace leads by the last day.
    """

    achieved: Decimal
    owed: int | None
    forecast: int | None
    days_left: int


def pace_of(
    *, recent: tuple[int, ...], done: int, required: int, complete_to: date, last_day: date | None
) -> Pace:
    """Pace from the counts of the last complete days (`recent`, oldest first, at most seven)."""
    days = len(recent) or 1
    achieved = (Decimal(sum(recent)) / days).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    if last_day is None:
        return Pace(achieved, None, None, 0)
    left = max((last_day - complete_to).days, 0)
    missing = max(required - done, 0)
    owed = owed_per_day(missing, left)
    gain = (Decimal(sum(recent)) * left / days).to_integral_value(rounding=ROUND_HALF_UP)
    return Pace(achieved, owed, done + int(gain), left)


def state_of_flow(
    *, done: int, required: int, path: Path | None, complete_to: date, pace: Pace
) -> State:
    """The state of a target that grows toward a level.

    At risk: behind the path by at most a tenth of the way already owed, or fast enough now to
    arrive in time all the same. Later than that: late; past its last day: overdue.
    """
    if done >= required:
        return State.REACHED
    if path is None:
        return State.MEASURED
    if complete_to >= path.points[-1].day:
        return State.OVERDUE
    if complete_to < path.start.day:
        return State.NOT_STARTED
    return _state_on_path(done, required, path.expected_on(complete_to), path.start.value, pace)


def _state_on_path(done: int, required: int, expected: int, start: int, pace: Pace) -> State:
    if done >= expected:
        return State.ON_TRACK
    arrives = pace.forecast is not None and pace.forecast >= required
    little_behind = expected - done <= RISK_SHARE * (expected - start)
    return State.AT_RISK if arrives or little_behind else State.LATE


def state_of_ratio(percent: Decimal, goal: Decimal, operator: str) -> State:
    """The state of a share that is not accumulated toward, such as files sent in online."""
    if percent > goal or (percent == goal and operator != ">"):
        return State.REACHED
    return State.AT_RISK if goal - percent <= RATIO_RISK_POINTS else State.LATE


def state_of_frequency(*, met: int, periods: int) -> State:
    """The state of a duty done so many times a day, week or month: every period must be met."""
    if periods == 0:
        return State.NO_DATA
    if met == periods:
        return State.ON_TRACK
    return State.AT_RISK if met * 10 >= periods * 8 else State.LATE


def state_of_each(states: Sequence[State]) -> State:
    """The state of a goal that each of several officers must reach: one's surplus is no other's.

    Judged like a duty by how many are in time; reached once all have, overdue when one is.
    """
    if all(state == State.REACHED for state in states):
        return State.REACHED
    for undecided in (State.OVERDUE, State.MEASURED, State.NOT_STARTED):
        if undecided in states:
            return undecided
    in_time = sum(state in {State.REACHED, State.ON_TRACK} for state in states)
    return state_of_frequency(met=in_time, periods=len(states))


@dataclass(frozen=True)
class TargetFacts:
    """What a row of progress says of its target, ready to print."""

    code: str
    label: str
    short_label: str
    indicator: str
    indicator_label: str
    cohort: str | None
    cohort_label: str
    measure: str  # what is counted: "hồ sơ", "tài khoản", "người"
    operator: str
    goal_kind: str
    goal_value: Decimal
    goal_text: str  # "100%", "từ 95% trở lên", "03 lượt/ngày"
    deadline: date | None
    last_day: date | None  # the resolved last day: "trước ngày 30/6" is 29/6
    deadline_text: str
    lead: str
    branch: str


@dataclass(frozen=True)
class Progress:
    """One target held against one unit's counts on one day. None means unknown, never zero."""

    target: TargetFacts
    unit_code: str
    unit_name: str
    on: date
    complete_to: date
    state: State
    done: int | None = None
    start: int | None = None  # the baseline, part of `done`
    required: int | None = None
    denominator: int | None = None  # the net one, which the percent and the requirement are of
    deducted: int = 0  # people whom accepted deductions took out of it
    denominator_label: str = ""
    denominator_as_of: date | None = None
    percent: Decimal | None = None
    expected: int | None = None
    pace: Decimal | None = None
    required_per_day: int | None = None
    forecast: int | None = None
    days_left: int | None = None
    path: Path | None = None
    note: str = ""

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def gross(self) -> int | None:
        """The denominator before deductions."""
        return None if self.denominator is None else self.denominator + self.deducted

    @property
    def missing(self) -> int | None:
        """What is still to be done until the requirement; never negative."""
        if self.required is None or self.done is None:
            return None
        return max(self.required - self.done, 0)

    @property
    def behind(self) -> int | None:
        """How far behind the path (positive) or ahead of it (negative)."""
        if self.expected is None or self.done is None:
            return None
        return self.expected - self.done

    @property
    def gained(self) -> int | None:
        """What came in since the baseline."""
        return None if self.done is None else self.done - (self.start or 0)


RANK = (
    State.OVERDUE, State.LATE, State.AT_RISK, State.ON_TRACK, State.REACHED, State.NOT_STARTED,
    State.MEASURED, State.NO_DATA, State.NO_BASELINE, State.NO_DENOMINATOR,
)  # fmt: skip


def ranked(rows: list[Progress]) -> list[Progress]:
    """Best first, by how far along its own path each unit is; ties by name.

    Raw percent would rank the villages by where they started, not by what they did.
    """
    return sorted(rows, key=lambda row: (-_share_of_path(row), sort_key(row.unit_name)))


def _share_of_path(row: Progress) -> Decimal:
    if row.expected is None or row.done is None:
        return Decimal(-1)
    start = row.start or 0
    owed = row.expected - start
    return Decimal(row.done - start) / owed if owed > 0 else Decimal(row.done - start + 1)
