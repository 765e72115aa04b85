"""Goals given to each unit by itself: "mỗi cán bộ ít nhất 10 người", "30 hồ sơ/ngày/thôn"."""

from __future__ import annotations

from datetime import date

from plans.rules.wording import number_words
from reports.queries.done import days_of
from reports.queries.facts import PlanFigures, asked_units, is_given_to_each
from reports.rules.progress import least_count
from targets.models import Target
from units.models import Unit
from units.rules import Branch, is_within
from vietnamese.dates import format_day_month

NOUNS = {Branch.PERSON.value: "cán bộ"}


def sharers_of(figures: PlanFigures, target: Target, unit: Unit) -> list[Unit]:
    """The active units at or below `unit` that the goal is given to, one by one; [] for a shared goal."""
    if not is_given_to_each(target):
        return []
    every = asked_units(figures, target, figures.leaves.get(target.branch, []))
    return [one for one in every if is_within(one.path, unit.path)]


def goal_of_each(figures: PlanFigures, target: Target, sharer: Unit) -> int:
    """What one of them owes: its own quota, else the plan's goal for each."""
    quota = figures.quotas.get((target.pk, sharer.pk))
    return least_count(target.goal_value, target.operator) if quota is None else quota


def goal_of_all(figures: PlanFigures, target: Target, unit: Unit) -> int | None:
    """What they owe together; None where nobody is there to give it to."""
    sharers = sharers_of(figures, target, unit)
    return sum(goal_of_each(figures, target, one) for one in sharers) if sharers else None


def reached_text(figures: PlanFigures, target: Target, sharers: list[Unit], reached: int) -> str:
    """ "7/9 cán bộ đã đạt từ 10 người trở lên"."""
    noun = NOUNS.get(target.branch, "đơn vị")
    goal = _goal_text(figures, target, sharers)
    return f"{reached}/{len(sharers)} {noun} đã đạt {goal}"


def day_text(figures: PlanFigures, target: Target, sharers: list[Unit], day: date) -> str:
    """How many brought their number on a day: "Ngày 11/6: 3/4 cán bộ đạt từ 2 người trở lên."."""
    parts = figures.parts(target.branch, target.indicator_id, target.cohort_id)
    brought = [days_of(figures, target, one, parts).get(day, 0) for one in sharers]
    owed = [goal_of_each(figures, target, one) for one in sharers]
    met = sum(n >= goal for n, goal in zip(brought, owed, strict=True))
    noun, goal = NOUNS.get(target.branch, "đơn vị"), _goal_text(figures, target, sharers)
    return f"Ngày {format_day_month(day)}: {met}/{len(sharers)} {noun} đạt {goal}."


def _goal_text(figures: PlanFigures, target: Target, sharers: list[Unit]) -> str:
    """The goal in words, or that each has its own."""
    if any((target.pk, one.pk) in figures.quotas for one in sharers):
        return "mức giao riêng"
    number, measure = number_words(target.goal_value), target.indicator.measure
    if target.operator == ">":
        return f"trên {number} {measure}"
    return f"từ {number} {measure} trở lên"
