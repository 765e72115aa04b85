"""What is handed out against what is left: too much, or too little to reach the goal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING

from plans.rules.checks.context import EVERYBODY, Context
from plans.rules.checks.dates import place_of
from plans.rules.dates import last_day
from plans.rules.facts import PlanFacts
from plans.rules.findings import Finding, Kind, Level
from plans.rules.goals import PrintedQuotaFacts, Span, TargetFacts
from units.rules import lineage
from vietnamese.numbers import format_count, format_decimal
from vietnamese.text import fold

_PLACE = r"thon|ban|buon|ap|khom|xom|lang|to dan pho|khu dan cu|khu pho|soc|phum"
_COUNTED = re.compile(rf"\b(\d{{1,3}})\s+(?:truong\s+)?(?:{_PLACE})\b")
_PER_PLACE = re.compile(rf"/\s*(?:{_PLACE})\b|\bmoi\s+(?:{_PLACE})\b")
_PER_OTHER = re.compile(rf"\bmoi\s+(?!(?:{_PLACE}|xa|phuong|don vi|dia phuong|ngay)\b)[a-z]+")
_LEFT = re.compile(r"\b(?:con lai|chua)\b")
_GIVEN = re.compile(r"\b(?:giao|chi tieu)\b")


@dataclass(frozen=True)
class _Left:
    """How many a percent goal asks for, and how many are missing to it and to everybody."""

    target: TargetFacts
    required: int
    to_goal: int
    to_all: int


def check_quotas(facts: PlanFacts, context: Context) -> Iterator[Finding]:
    """Daily rates, new numbers, splits and the appendix against what is left to do."""
    active = [target for target in facts.targets if target.review != "dropped"]
    lefts = [left for target in active if (left := _left_of(target, facts, context))]
    for target in active:
        yield from _rate(target, lefts, facts, context)
        yield from _new_ones(target, lefts, context)
        yield from _shares_of_count(target, active, facts, context)
        yield from _split(target, facts, context)
        yield from _capacity(target, lefts, facts, context)
    yield from _rows(facts.printed_quotas)
    yield from _appendix(active, facts.printed_quotas)


def unit_count(facts: PlanFacts, context: Context) -> int | None:
    """How many places report: as the portal knows, as the appendix lists, as the text says ("11 thôn")."""
    if context.units or context.unit_names:
        return context.units or len(context.unit_names)
    rows = {fold(row.unit) for row in facts.printed_quotas if not row.is_total}
    if len(rows) > 1:
        return len(rows)
    words = [r.name for r in facts.recipients] + [*facts.participants, facts.issuer]
    words += [t.source for t in facts.targets] + [r.text for r in facts.rules]
    words += [t.text for t in facts.tasks]
    found = {int(match[1]) for text in words for match in _COUNTED.finditer(fold(text))}
    return found.pop() if len(found) == 1 else None


def _left_of(target: TargetFacts, facts: PlanFacts, context: Context) -> _Left | None:
    """What a percent goal of people still asks for, from the baseline's own figures."""
    if target.goal.kind != "percent" or not facts.baseline:
        return None
    denominator = target.goal.denominator
    if denominator and denominator.kind != "population":
        return None
    cohort = (denominator and denominator.cohort) or target.cohort or EVERYBODY
    if not denominator and not target.cohort and target.who:
        return None  # of people that the vocabulary does not know
    known = facts.baseline.population.get(cohort, context.populations.get(cohort))
    people = denominator.count if denominator and denominator.count else known
    done = [
        stock.value
        for stock in facts.baseline.stocks
        if stock.indicator == target.indicator and (stock.cohort or EVERYBODY) == cohort
    ]
    if not people or len(done) != 1 or done[0] > people:
        return None
    required = int((target.goal.value * people / 100).to_integral_value(ROUND_CEILING))
    return _Left(target, required, max(required - done[0], 0), people - done[0])


def _match(target: TargetFacts, lefts: list[_Left], context: Context) -> _Left | None:
    """The percent goal that a target's work adds to: same indicator, the same people or unnamed ones."""
    for left in lefts:
        same = left.target is not target and context.adds_to(
            target.indicator, left.target.indicator
        )
        if same and target.cohort in (None, left.target.cohort):
            return left
    return None


def _days(target: TargetFacts, facts: PlanFacts) -> int | None:
    first = facts.starts_on or facts.issued_on
    last = target.deadline or facts.ends_on
    if not first or not last:
        return None
    days = (last_day(last, target.deadline_wording or "") - first).days + 1
    return days if days > 0 else None


def _rate(
    target: TargetFacts, lefts: list[_Left], facts: PlanFacts, context: Context
) -> Iterator[Finding]:
    """So many a day, over all units and days, against what is left."""
    days, units = _days(target, facts), _units_of(target, facts, context)
    if target.goal.kind != "per_day" or not days or not units:
        return
    total = int(target.goal.value * units * days)
    places = f" × {units} đơn vị" if target.goal.each else ""
    sum_text = (
        f"{format_decimal(target.goal.value)}/ngày{places} × {days} ngày = {format_count(total)}"
    )
    for left, whole, words in _wholes(target, lefts, facts, context):
        if total > whole or total < left:
            yield _finding(target, (sum_text, total), left, words, exceeds=total > whole)
        return


def _wholes(
    target: TargetFacts, lefts: list[_Left], facts: PlanFacts, context: Context
) -> Iterator[tuple[int, int, str]]:
    """What is left to the goal, what is left at all, and how to say it."""
    left = _match(target, lefts, context)
    if left:
        goal = format_decimal(left.target.goal.value)
        yield (
            left.to_goal,
            left.to_all,
            f"{format_count(left.to_goal)} để đạt {goal}% ({format_count(left.to_all)} để đạt 100%)",
        )
    for other in facts.targets:
        same = (other.indicator, other.goal.kind) == (target.indicator, "count")
        if (
            same
            and other.review != "dropped"
            and not other.goal.each
            and target.cohort in (None, other.cohort)
        ):
            count = int(other.goal.value)
            yield count, count, f"{format_count(count)} theo chỉ tiêu {other.code}"


def _units_of(target: TargetFacts, facts: PlanFacts, context: Context) -> int | None:
    """By how many units a rate is multiplied; None where "each" is of something not counted here."""
    if not target.goal.each:
        return 1
    if _PER_OTHER.search(fold(target.source)):
        return None
    if target.quota_to == "village" or _PER_PLACE.search(fold(target.source)):
        return unit_count(facts, context)
    return None


def _new_ones(target: TargetFacts, lefts: list[_Left], context: Context) -> Iterator[Finding]:
    """A number of new ones too small for the percent that it shall bring about."""
    left = _match(target, lefts, context)
    if target.goal.kind != "count" or target.goal.each or not left or target.indicator is None:
        return
    value = int(target.goal.value)
    if value < left.to_goal:
        words = f"{format_count(left.to_goal)} để đạt {format_decimal(left.target.goal.value)}%"
        yield _finding(target, (format_count(value), value), left.to_goal, words, exceeds=False)


def _shares_of_count(
    target: TargetFacts, active: list[TargetFacts], facts: PlanFacts, context: Context
) -> Iterator[Finding]:
    """So many for each unit, too few in all for the number that the plan asks for."""
    if target.goal.kind != "count" or not target.goal.each or target.indicator is None:
        return
    units = unit_count(facts, context)
    wholes = [
        other
        for other in active
        if other.indicator == target.indicator
        and other.goal.kind == "count"
        and not other.goal.each
    ]
    if not units or len(wholes) != 1 or target.quota_to in ("office", "officer"):
        return
    total, whole = int(target.goal.value * units), int(wholes[0].goal.value)
    if total < whole:
        text = f"{format_decimal(target.goal.value)} × {units} đơn vị = {format_count(total)}"
        words = f"{format_count(whole)} theo chỉ tiêu {wholes[0].code}"
        yield _finding(target, (text, total), whole, words, exceeds=False)


def _split(target: TargetFacts, facts: PlanFacts, context: Context) -> Iterator[Finding]:
    """The shares of units, added up, against the goal that they make up: what was done before is part of both."""
    shares = [quota for quota in facts.quotas if quota.target == target.code]
    paths = {quota.unit for quota in shares}
    top = [q for q in shares if not any(above in paths for above in lineage(q.unit)[:-1])]
    left = _left_of(target, facts, context)
    of_people = left.required if left else None
    whole = int(target.goal.value) if target.goal.kind == "count" else of_people
    if not top or whole is None or target.goal.each:
        return
    total = sum(quota.value for quota in top)
    if total != whole:
        text = f"Tổng số giao {format_count(total)}"
        words = f"{format_count(whole)} theo chỉ tiêu {target.code}"
        yield _finding(target, (text, total), whole, words, exceeds=total > whole)


def _capacity(
    target: TargetFacts, lefts: list[_Left], facts: PlanFacts, context: Context
) -> Iterator[Finding]:
    """What all units together can manage until the deadline, against what is left."""
    capacity, days = context.capacities.get(target.code), _days_left(target, facts, context.today)
    left = next((left for left in lefts if left.target is target), None)
    if capacity is None or not days or not left or capacity * days >= left.to_goal:
        return
    total = capacity * days
    text = f"Năng lực {format_count(capacity)}/ngày × {days} ngày = {format_count(total)}"
    words = f"{format_count(left.to_goal)} để đạt {format_decimal(target.goal.value)}%"
    yield _finding(target, (text, total), left.to_goal, words, exceeds=False)


def _days_left(target: TargetFacts, facts: PlanFacts, today: date | None) -> int | None:
    last, first = (
        target.deadline or facts.ends_on,
        max((day for day in (facts.starts_on, today) if day), default=None),
    )
    if not first or not last:
        return None
    return max((last_day(last, target.deadline_wording or "") - first).days + 1, 0)


def _finding(
    target: TargetFacts, given: tuple[str, int], left: int, words: str, *, exceeds: bool
) -> Finding:
    text, total = given
    verdict = "vượt số còn lại" if exceeds else "không đủ"
    printed = text if "=" in text else format_count(total)
    return Finding(
        Kind.QUOTA_EXCEEDS_REMAINING if exceeds else Kind.QUOTA_BELOW_REMAINING,
        Level.WARNING,
        f"Chỉ tiêu {target.code}: {text}, {verdict}: còn {words}",
        printed,
        format_count(left),
        place_of(target),
        target.code,
    )


def _rows(rows: tuple[PrintedQuotaFacts, ...]) -> Iterator[Finding]:
    """Lines of the appendix that give a unit more than it has left, where both columns are printed."""
    left: dict[str, int] = {}
    given: list[PrintedQuotaFacts] = []
    for row in rows:
        what = fold(row.what)
        if row.is_total:
            continue
        if _LEFT.search(what):
            left[fold(row.unit)] = row.value
        elif _GIVEN.search(what):
            given.append(row)
    for row in given:
        remaining = left.get(fold(row.unit))
        if remaining is not None and row.value > remaining:
            yield Finding(
                Kind.QUOTA_EXCEEDS_REMAINING,
                Level.WARNING,
                f"{row.unit} được giao {format_count(row.value)}, chỉ còn {format_count(remaining)}",
                format_count(row.value),
                format_count(remaining),
                row.span,
                f"row:{fold(row.unit)}",
            )


def _appendix(active: list[TargetFacts], rows: tuple[PrintedQuotaFacts, ...]) -> Iterator[Finding]:
    """An appendix of one column without a total line, against the only number that is split."""
    wholes = [
        t for t in active if t.goal.kind == "count" and not t.goal.each and t.quota_to == "village"
    ]
    columns = {row.what for row in rows}
    if len(wholes) != 1 or len(columns) != 1 or any(row.is_total for row in rows):
        return
    target, total = wholes[0], sum(row.value for row in rows)
    whole = int(target.goal.value)
    if total != whole and len(rows) > 1:
        text = f"Tổng số giao trong phụ lục {format_count(total)}"
        words = f"{format_count(whole)} theo chỉ tiêu {target.code}"
        span: Span | None = rows[0].span
        yield Finding(
            Kind.QUOTA_EXCEEDS_REMAINING if total > whole else Kind.QUOTA_BELOW_REMAINING,
            Level.WARNING,
            f"{text}, còn {words}",
            format_count(total),
            format_count(whole),
            span,
            f"appendix:{target.code}",
        )
