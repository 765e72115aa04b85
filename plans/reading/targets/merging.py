"""One target for a goal that is stated several times; what is no target of this plan goes aside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from plans.reading.targets.clauses import is_small
from plans.reading.targets.statements import Statement
from plans.reading.terms import Terms

_Rank = tuple[int, int, int, int]
_ANY = "*"
_OLDEST = 200
_RANKS = {"target": 0, "task": 1, "purpose": 2, "situation": 3, "skip": 4}


@dataclass
class Merged:
    """A goal with every statement of it, the fullest first."""

    statements: list[Statement] = field(default_factory=list)
    days: set[date] = field(default_factory=set)

    def add(self, statement: Statement) -> None:
        """One more place that states the goal."""
        self.statements.append(statement)
        day = _own_day(statement)
        if day:
            self.days.add(day)

    @property
    def first(self) -> Statement:
        return self.statements[0]

    @property
    def day(self) -> date | None:
        """The day of the fullest statement's deadline."""
        return self.first.deadline.day if self.first.deadline else None

    @property
    def dated(self) -> Statement:
        """The statement whose deadline counts: the fullest's, else one that words it itself."""
        if self.first.deadline and self.first.deadline.day:
            return self.first
        return next(
            (s for s in self.statements if s.own_deadline and s.deadline and s.deadline.day),
            self.first,
        )


def merged(statements: Sequence[Statement], terms: Terms) -> tuple[list[Merged], list[Merged]]:
    """Targets and other goals, in the text's order."""
    goals: list[Merged] = []
    alike: dict[tuple[Any, ...], list[Merged]] = defaultdict(list)
    for statement in sorted(statements, key=_rank):
        near = alike[_likeness(statement)]
        same = next((goal for goal in near if _is_same(goal, statement)), None)
        if same:
            same.add(statement)
        else:
            near.append(Merged())
            near[-1].add(statement)
            goals.append(near[-1])
    goals.sort(key=lambda goal: (goal.first.block, goal.first.goal.start))
    targets: list[Merged] = []
    others: list[Merged] = []
    rivals = _Rivals(goals, terms)
    has_targets = any(goal.first.region in ("target", "task") for goal in goals)
    for goal in goals:
        is_target = _is_target(goal, has_targets=has_targets) and not rivals.restate(goal.first)
        (targets if is_target else others).append(goal)
    return targets, others


def _figure(statement: Statement) -> tuple[Any, ...]:
    return statement.goal.kind, statement.goal.value


def _likeness(statement: Statement) -> tuple[Any, ...]:
    """What two statements of one goal have in common; without an indicator each place is a goal of its own."""
    goal = statement.goal
    place = None if statement.indicator else (statement.block, goal.start)
    return (
        *_figure(statement),
        goal.period,
        goal.operator,
        statement.indicator,
        statement.after,
        place,
    )


def _rank(statement: Statement) -> _Rank:
    """The fullest statement first: in the part on targets, dated, then as the text goes."""
    return (
        _RANKS[statement.region],
        0 if statement.goal.operator == ">=" or statement.region == "target" else 1,
        statement.block,
        statement.goal.start,
    )


def _is_same(goal: Merged, statement: Statement) -> bool:
    return _cohorts_agree(goal.first, statement) and _dates_agree(goal, statement)


def _cohorts_agree(one: Statement, other: Statement) -> bool:
    """The same group, or one statement names none at all ("... đạt 95% ở từng ấp")."""
    if one.cohort == other.cohort:
        return one.cohort is not None or not _are_items(one, other)
    return other.cohort is None and not other.has_who and other.region != "target"


def _are_items(one: Statement, other: Statement) -> bool:
    """Two items of one list of targets, each for people that the vocabulary does not know."""
    if one.block == other.block or not one.region == other.region == "target":
        return False
    return (one.is_row and other.is_row) or (one.has_who and other.has_who)


def _dates_agree(goal: Merged, statement: Statement) -> bool:
    day = _own_day(statement)
    return not goal.days or day is None or goal.days == {day}


def _own_day(statement: Statement) -> date | None:
    """The day that the sentence itself words."""
    deadline = statement.deadline if statement.own_deadline else None
    return deadline.day if deadline else None


def _is_target(goal: Merged, *, has_targets: bool) -> bool:
    """No target: a superior's goal told in the preamble, an aim beside targets, what somebody should know."""
    first = goal.first
    if first.region == "situation" or first.is_knowledge:
        return False
    if first.region == "purpose":
        return not has_targets
    if first.region != "task" or first.goal.kind != "count" or first.indicator is not None:
        return True
    return not is_small(first.goal) and bool(first.goal.each or (first.own_deadline and goal.day))


class _Rivals:
    """Percents by what a weaker or stricter wording of one would share with it."""

    def __init__(self, goals: Sequence[Merged], terms: Terms) -> None:
        self._terms = terms
        self._first: dict[tuple[Any, ...], _Rank] = {}  # the fullest wording of each kind
        self._cohorts: dict[tuple[Any, ...], set[str | None]] = defaultdict(set)
        for goal in goals:
            if goal.first.goal.kind == "percent":
                figure = _figure(goal.first)
                self._cohorts[figure].add(goal.first.cohort)
                for cohort in (goal.first.cohort, _ANY):
                    key = (*figure, goal.first.indicator, goal.first.goal.operator, cohort)
                    rank = _rank(goal.first)
                    self._first[key] = min(rank, self._first.get(key, rank))

    def restate(self, mine: Statement) -> bool:
        """Whether the goal words another again: "trên 80%" beside "80%", a part of its group aspired to."""
        figure = _figure(mine)
        if mine.goal.kind != "percent":
            return False
        operator = ">" if mine.goal.operator == ">=" else ">="
        key = (*figure, mine.indicator, operator, mine.cohort or _ANY)
        if key in self._first and self._first[key] < _rank(mine):
            return True
        is_hoped = mine.goal.commitment == "aspirational" and mine.deadline is None
        if not is_hoped or mine.region != "task":
            return False
        return any(_is_part(mine.cohort, whole, self._terms) for whole in self._cohorts[figure])


def _is_part(part: str | None, whole: str | None, terms: Terms) -> bool:
    if part is None or whole is None or part == whole:
        return False
    inner, outer = terms.cohorts[part], terms.cohorts[whole]
    if not inner.age or not outer.age:
        return False
    ends_inside = outer.age_to is None or (inner.age_to or _OLDEST) <= outer.age_to
    return (outer.age_from or 0) <= (inner.age_from or 0) and ends_inside
