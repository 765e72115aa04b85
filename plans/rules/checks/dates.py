"""Days in an order that cannot be, and one day worded in two ways."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from plans.rules.checks.context import Context
from plans.rules.dates import last_day
from plans.rules.facts import ParentFacts, PlanFacts
from plans.rules.findings import Finding, Kind, Level
from plans.rules.goals import DATED, OtherGoalFacts, Span, TargetFacts
from vietnamese.dates import format_date, weekday_name
from vietnamese.text import comparable

_LONG_BEFORE = timedelta(
    days=548
)  # a year and a half: a slip of the year, unless the parent spans years
_PERIOD = re.compile(r"giai đoạn\s*(\d{4})\s*[-–]\s*(\d{4})|đến năm\s*()(\d{4})")
_PARTIAL = re.compile(r"sơ kết|giai đoạn|từng đợt|đợt (?:1|I)\b|quý|tháng đầu", re.IGNORECASE)
_MONTH = re.compile(r"tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_WORDS = {"before": "trước ngày", "through": "đến hết ngày", "on": "ngày"}
_SATURDAY = 5


def check_dates(facts: PlanFacts, context: Context) -> Iterator[Finding]:
    """Everything about days: the window, what the plan rests on, deadlines, their wording."""
    yield from _window(facts)
    yield from _parents(facts, context)
    yield from _bases(facts, context)
    yield from _goals_out_of_window(facts)
    yield from _milestones(facts)
    yield from _closing(facts)
    yield from _wordings(facts)
    yield from _two_deadlines(facts)
    yield from _weekends(facts)


def goals_of(facts: PlanFacts) -> Iterator[TargetFacts | OtherGoalFacts]:
    """The targets that were not dropped, then the goals beside them."""
    yield from (target for target in facts.targets if target.review != "dropped")
    yield from facts.other_goals


def place_of(goal: TargetFacts | OtherGoalFacts) -> Span | None:
    """Where the text states a goal; None in a plan typed by hand."""
    return goal.spans[0] if goal.spans else None


def name_of(goal: TargetFacts | OtherGoalFacts) -> str:
    """What an explanation of a finding about this goal is kept under."""
    return goal.code if isinstance(goal, TargetFacts) else comparable(goal.label)[:60]


def _order(message: str, about: str, printed: str = "", span: Span | None = None) -> Finding:
    return Finding(Kind.DATE_ORDER, Level.WARNING, message, printed, span=span, about=about)


def _window(facts: PlanFacts) -> Iterator[Finding]:
    starts, ends, issued = facts.starts_on, facts.ends_on, facts.issued_on
    if starts and ends and ends < starts and not _is_read(facts, starts, ends):
        printed = f"từ ngày {format_date(starts)} đến ngày {format_date(ends)}"
        message = f"Thời gian thực hiện {printed}: ngày kết thúc trước ngày bắt đầu"
        yield Finding(Kind.DATE_ORDER, Level.ERROR, message, printed, about="window")
    if issued and ends and ends < issued:
        message = f"Kế hoạch ký ngày {format_date(issued)}, sau ngày kết thúc {format_date(ends)}"
        yield _order(message, "issued", format_date(issued))
    elif issued and starts and starts < issued:
        message = f"Kế hoạch ký ngày {format_date(issued)}, sau ngày bắt đầu {format_date(starts)}"
        yield _order(message, "issued", format_date(issued))


def _is_read(facts: PlanFacts, starts: date, ends: date) -> bool:
    """Whether the text's own dates of the window are among the figures, which are checked by themselves."""
    terms = (starts.toordinal(), ends.toordinal())
    return any(figure.kind == "duration" and figure.terms == terms for figure in facts.figures)


def _parents(facts: PlanFacts, context: Context) -> Iterator[Finding]:
    """A superior's plan comes before the plan that carries it out, and not years before."""
    own = _own_day(facts, context)
    for parent in facts.parents:
        dated = parent.issued_on or parent.printed_issued_on
        if not dated or not own:
            continue
        name = f"Kế hoạch số {parent.number}" if parent.number else "Kế hoạch cấp trên"
        if dated > own:
            message = f"{name} ghi ngày {format_date(dated)}, sau kế hoạch này ({format_date(own)})"
            yield _order(message, f"parent:{parent.number}", format_date(dated))
        elif own - dated > _LONG_BEFORE and not _spans_years(parent, own):
            message = (
                f"{name} ghi ngày {format_date(dated)}, trước kế hoạch này ({format_date(own)}) nhiều năm;"
                " có thể ghi nhầm năm"
            )
            yield _order(message, f"parent:{parent.number}", format_date(dated))


def _own_day(facts: PlanFacts, context: Context) -> date | None:
    """When the plan was issued, the last day it may have been: of the month printed without a day, else its start."""
    month = _MONTH.search(facts.issued_printed)
    if facts.issued_on or not month or not 1 <= int(month[1]) <= 12 or not int(month[2]):  # noqa: PLR2004
        return facts.issued_on or facts.starts_on or context.today
    first = date(int(month[2]), int(month[1]), 1)
    return first.replace(day=monthrange(first.year, first.month)[1])


def _spans_years(parent: ParentFacts, day: date) -> bool:
    """Whether the parent says that it holds for years ("giai đoạn 2021-2025")."""
    match = _PERIOD.search(parent.text.lower())
    return bool(match and day.year <= int(match[2] or match[4]))


def _bases(facts: PlanFacts, context: Context) -> Iterator[Finding]:
    own = _own_day(facts, context)
    for basis in facts.bases:
        if own and basis.issued_on and basis.issued_on > own:
            name = basis.number or basis.text[:80]
            message = f"Căn cứ {name} ghi ngày {format_date(basis.issued_on)}, sau kế hoạch này ({format_date(own)})"
            yield _order(message, f"basis:{basis.number}", format_date(basis.issued_on))


def _goals_out_of_window(facts: PlanFacts) -> Iterator[Finding]:
    """A deadline that was past before the start (a superior's, as a rule) or falls after the end."""
    # Between signing and start there is time to prepare.
    starts = min((day for day in (facts.issued_on, facts.starts_on) if day), default=None)
    seen: set[date] = set()
    for goal in goals_of(facts):
        day = goal.deadline
        if not day or day in seen or goal.deadline_wording not in DATED:
            continue
        if starts and last_day(day, goal.deadline_wording) < starts:
            seen.add(day)
            who = "cấp trên giao " if goal.assigned_by or isinstance(goal, OtherGoalFacts) else ""
            message = (
                f"Chỉ tiêu {who}hạn {format_date(day)} đã quá hạn trước khi kế hoạch bắt đầu"
                f" ({format_date(starts)})"
            )
            yield _order(message, f"past:{name_of(goal)}", format_date(day), place_of(goal))
        elif facts.ends_on and day > facts.ends_on:
            seen.add(day)
            message = f"Chỉ tiêu hạn {format_date(day)}, sau ngày kết thúc kế hoạch ({format_date(facts.ends_on)})"
            yield _order(message, f"after:{name_of(goal)}", format_date(day), place_of(goal))


def _milestones(facts: PlanFacts) -> Iterator[Finding]:
    """Steps go forward in time and in share, none after the deadline."""
    for target in facts.targets:
        steps = sorted((step.by, step.share_of_goal) for step in target.milestones)
        shares = [share for _, share in steps]
        late = bool(target.deadline and steps and steps[-1][0] > target.deadline)
        if target.review != "dropped" and (late or shares != sorted(shares)):
            message = (
                f"Các mốc của chỉ tiêu {target.code} không tăng dần theo ngày hoặc sau thời hạn"
            )
            yield _order(message, f"milestones:{target.code}", span=place_of(target))


def _closing(facts: PlanFacts) -> Iterator[Finding]:
    """A closing report that is due before the plan ends; in the last month of a year's plan that is usual."""
    ends = facts.ends_on
    for rule in facts.rules:
        due = rule.due_on
        if rule.kind != "final" or not ends or not due or due >= ends or _PARTIAL.search(rule.text):
            continue
        if facts.starts_on and due < facts.starts_on:
            continue
        if (ends.month, ends.day) != (12, 31) or due.month != ends.month:
            message = f"Báo cáo tổng kết hạn {format_date(due)}, trước ngày kết thúc kế hoạch ({format_date(ends)})"
            yield _order(message, f"closing:{due.isoformat()}", format_date(due), rule.span)


@dataclass(frozen=True)
class _LastDay:
    """A last day as one place of the plan words it; `about` what it is of, "" the window."""

    day: date
    wording: str
    name: str
    about: str
    span: Span | None = None


def _wordings(facts: PlanFacts) -> Iterator[Finding]:
    """One date as "trước ngày" here and "đến hết ngày" there, of the window or of one figure: two last days."""
    days = list(_last_days(facts))
    seen: set[date] = set()
    for before in days:
        if before.wording != "before" or before.day in seen:
            continue
        for other in sorted(days, key=lambda last: last.about):
            same = other.day == before.day and other.wording != "before"
            if same and (other.about == before.about or not (other.about and before.about)):
                seen.add(before.day)
                yield _two_days(other, before)
                break


def _two_days(other: _LastDay, before: _LastDay) -> Finding:
    written = format_date(before.day)
    words = f"{_WORDS[other.wording]} {written}"
    return Finding(
        Kind.DEADLINE_WORDING,
        Level.WARNING,
        f"{other.name} ghi “{words}”, {_small(before.name)} ghi “trước ngày {written}”: hai mốc lệch nhau 01 ngày",
        f"{words} / trước ngày {written}",
        span=before.span or other.span,
        about=f"day:{before.day.isoformat()}",
    )


def _last_days(facts: PlanFacts) -> Iterator[_LastDay]:
    """Every last day that the plan states: the window's, the goals', the milestones'."""
    if facts.ends_on and (wording := _window_wording(facts)):
        yield _LastDay(facts.ends_on, wording, "Thời gian thực hiện", "")
    for goal in goals_of(facts):
        name = "Chỉ tiêu " + (goal.code if isinstance(goal, TargetFacts) else "khác")
        about = goal.indicator or name_of(goal)
        if goal.deadline and goal.deadline_wording in DATED:
            yield _LastDay(goal.deadline, goal.deadline_wording, name, about, place_of(goal))
        for step in goal.milestones if isinstance(goal, TargetFacts) else ():
            step_name = f"Mốc của {_small(name)}"
            yield _LastDay(step.by, step.wording, step_name, about, place_of(goal))


def _two_deadlines(facts: PlanFacts) -> Iterator[Finding]:
    """One goal of the plan's own with two last days."""
    begins = min((day for day in (facts.issued_on, facts.starts_on) if day), default=date.min)
    dated = [
        (goal, goal.deadline, goal.deadline_wording)
        for goal in goals_of(facts)
        if goal.deadline
        and goal.deadline >= begins  # one before is a superior's
        and goal.deadline_wording in DATED
        and goal.indicator
        and not goal.assigned_by
    ]
    seen: set[str] = set()
    for (one, day, wording), (other, other_day, other_wording) in combinations(dated, 2):
        # The same date worded in two ways is said elsewhere; the day before "trước ngày" is the same day.
        same = day == other_day or last_day(day, wording) == last_day(other_day, other_wording)
        if same or not _is_one_goal(one, other) or name_of(one) in seen:
            continue
        seen.add(name_of(one))
        first, second = _worded(day, wording), _worded(other_day, other_wording)
        yield Finding(
            Kind.DEADLINE_WORDING,
            Level.WARNING,
            f"Một chỉ tiêu ghi hai thời hạn: “{first}” và “{second}”",
            f"{first} / {second}",
            span=place_of(other) or place_of(one),
            about=f"deadlines:{name_of(one)}"[:80],
        )


def _worded(day: date, wording: str) -> str:
    return f"{_WORDS[wording]} {format_date(day)}"


def _is_one_goal(one: TargetFacts | OtherGoalFacts, other: TargetFacts | OtherGoalFacts) -> bool:
    who = {goal.who for goal in (one, other) if isinstance(goal, TargetFacts)}
    return (
        one.indicator == other.indicator
        and one.cohort == other.cohort
        and (one.goal.kind, one.goal.value, one.goal.each)
        == (other.goal.kind, other.goal.value, other.goal.each)
        and len(who) <= 1
    )


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _window_wording(facts: PlanFacts) -> str:
    """How the text words the last day of the window; "" where it does not say."""
    words = comparable(facts.dates_source)
    if "trước" in words:
        return "before"
    return "through" if "đến" in words or "hết" in words else ""


def _weekends(facts: PlanFacts) -> Iterator[Finding]:
    """A target's last day on a Saturday or Sunday, when offices are closed."""
    seen: set[date] = set()
    for target in facts.targets:
        day = target.deadline
        if not day or target.review == "dropped" or day in seen or day.weekday() < _SATURDAY:
            continue
        if target.deadline_wording in DATED:
            seen.add(day)
            yield Finding(
                Kind.DEADLINE_WORDING,
                Level.WARNING,
                f"Ngày {format_date(day)} là {weekday_name(day)}",
                format_date(day),
                span=place_of(target),
                about=f"weekday:{day.isoformat()}",
            )
