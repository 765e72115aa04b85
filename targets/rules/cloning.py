"""Last year's plan as the draft of this year's: what is taken over, and every date moved."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from plans.rules.facts import PlanFacts, RuleFacts, SignerFacts, TaskFacts
from plans.rules.goals import MilestoneFacts, TargetFacts

Move = Callable[[date], date]


def moved_by_years(years: int) -> Move:
    """The same day of another year; 29 February becomes 28 February."""

    def move(day: date) -> date:
        try:
            return day.replace(year=day.year + years)
        except ValueError:
            return day.replace(year=day.year + years, day=28)

    return move


def moved_by_days(days: int) -> Move:
    """So many days later, or earlier where negative."""
    return lambda day: day + timedelta(days=days)


def first_day_of(facts: PlanFacts) -> date | None:
    """The day that a new start is counted from: the start, else the issue, else the end."""
    return facts.starts_on or facts.issued_on or facts.ends_on


def copied(facts: PlanFacts, move: Move) -> PlanFacts:
    """The plan with its dates moved and everything dropped that was true of the former document alone.

    Dropped: its number and date, who signed, figures of the beginning, shares, findings, places in the
    text. Every target is proposed anew. The year in names is that of the moved dates.
    """
    start = first_day_of(facts)
    renamed = _renamed(start.year, move(start).year) if start else str
    return PlanFacts(
        code=facts.code,
        issuer=facts.issuer,
        title=renamed(facts.title),
        short_title=renamed(facts.short_title),
        place=facts.place,
        starts_on=_moved(facts.starts_on, move),
        ends_on=_moved(facts.ends_on, move),
        subplans_due_on=_moved(facts.subplans_due_on, move),
        lead_unit=facts.lead_unit,
        signer=SignerFacts("", facts.signer.title, facts.signer.capacity),
        participants=facts.participants,
        recipients=facts.recipients,
        targets=tuple(_target(target, move) for target in facts.targets),
        rules=tuple(_rule(rule, move, renamed) for rule in facts.rules),
        fields=facts.fields,
        weekly_report_to=facts.weekly_report_to,
        weekly_report_onward=facts.weekly_report_onward,
        parents=facts.parents,
        bases=facts.bases,
        must_rise_daily=facts.must_rise_daily,
        tasks=tuple(_task(task, move, renamed) for task in facts.tasks),
        service_packages=facts.service_packages,
        teams=tuple(replace(team, span=None) for team in facts.teams),
        case_kinds=facts.case_kinds,
    )


def _moved(day: date | None, move: Move) -> date | None:
    return move(day) if day else None


def _renamed(former: int, new: int) -> Callable[[str], str]:
    """Text with the former year replaced where it stands as a number of its own."""
    pattern = re.compile(rf"(?<!\d){former}(?!\d)")
    return lambda text: pattern.sub(str(new), text)


def _target(facts: TargetFacts, move: Move) -> TargetFacts:
    """The target without its sentence, which was the former document's."""
    denominator = facts.goal.denominator
    if denominator is not None:
        denominator = replace(denominator, count=None, after=_moved(denominator.after, move))
    return replace(
        facts,
        goal=replace(facts.goal, denominator=denominator),
        source="",
        deadline=_moved(facts.deadline, move),
        milestones=tuple(_milestone(m, move) for m in facts.milestones),
        review="proposed",
        spans=(),
    )


def _milestone(facts: MilestoneFacts, move: Move) -> MilestoneFacts:
    return replace(facts, by=move(facts.by))


def _rule(facts: RuleFacts, move: Move, renamed: Callable[[str], str]) -> RuleFacts:
    return replace(facts, text=renamed(facts.text), due_on=_moved(facts.due_on, move), span=None)


def _task(facts: TaskFacts, move: Move, renamed: Callable[[str], str]) -> TaskFacts:
    due_on = _moved(facts.due_on, move)
    text, timing = renamed(facts.text), renamed(facts.timing)
    return replace(facts, text=text, timing=timing, due_on=due_on, span=None)
