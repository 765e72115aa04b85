"""Goals that contradict each other or the baseline."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from plans.rules.checks.context import Band, Context
from plans.rules.checks.dates import goals_of, name_of, place_of
from plans.rules.facts import PlanFacts
from plans.rules.findings import Finding, Kind, Level
from plans.rules.goals import DenominatorFacts, OtherGoalFacts, Residence, TargetFacts
from vietnamese.numbers import format_count, format_decimal
from vietnamese.text import comparable

Goal = TargetFacts | OtherGoalFacts
_ALIKE = 0.4  # the share of word pairs in common from which two phrases speak of one thing
_RESIDENCES: dict[Residence, str] = {
    "permanent": "thường trú",
    "temporary": "tạm trú",
    "permanent_and_temporary": "thường trú và tạm trú",
}
_UNITS = {
    "percent": "%",
    "per_day": "/ngày",
    "count": "",
    "per_period": "",
    "per_officer": "/cán bộ",
}


def check_goals(facts: PlanFacts, context: Context) -> Iterator[Finding]:
    """Conflicts of operator, denominator and cohort, and targets whose indicator nobody knows."""
    yield from _operators(facts)
    yield from _residences(facts)
    yield from _counts(facts)
    yield from _two_denominators(facts)
    yield from _overlaps(facts, context)
    yield from _unknown_indicators(facts)


def _operators(facts: PlanFacts) -> Iterator[Finding]:
    """80% here, "trên 80%" there: the same goal asked for in two ways."""
    pairs = sorted(
        (
            (likeness, n, one, other)
            for n, (one, other) in enumerate(combinations(goals_of(facts), 2))
            if (likeness := _likeness(one, other))
        ),
        key=lambda pair: (-pair[0], pair[1]),
    )
    seen: set[str] = set()
    for _, _, one, other in pairs:
        if name_of(one) in seen or name_of(other) in seen:
            continue
        seen |= {name_of(one), name_of(other)}
        wording = f"{_amount(one)} / {_amount(other)}"
        yield Finding(
            Kind.OPERATOR_CONFLICT,
            Level.WARNING,
            f"Mức giao ghi hai cách: “{_amount(one)}” ({_short(one)}) và “{_amount(other)}” ({_short(other)})",
            wording,
            span=place_of(other) or place_of(one),
            about=f"{name_of(one)}/{name_of(other)}"[:80],
        )


def _likeness(one: Goal, other: Goal) -> float:
    """How surely two goals are one with another operator: 1 for codes alike, else by their words; 0 none."""
    same_amount = (one.goal.kind, one.goal.value, one.goal.period) == (
        other.goal.kind,
        other.goal.value,
        other.goal.period,
    )
    if not same_amount or one.operator == other.operator:
        return 0
    is_round = one.goal.value == one.goal.value.to_integral_value()
    if one.indicator and other.indicator and (is_round or one.indicator == other.indicator):
        return float(one.indicator == other.indicator and _compatible(one.cohort, other.cohort))
    likeness = _in_common(one.source, other.source)
    # "95,15%" twice is one goal with few words in common.
    return likeness if likeness >= (_ALIKE if is_round else _ALIKE / 4) else 0


def _compatible(one: str | None, other: str | None) -> bool:
    return one == other or one is None or other is None


def _in_common(one: str, other: str) -> float:
    """Word pairs in common, of the shorter phrase's."""
    pairs = [set(pairwise(words)) for text in (one, other) if (words := comparable(text).split())]
    if len(pairs) < 2 or not all(pairs):  # noqa: PLR2004
        return 0
    return len(pairs[0] & pairs[1]) / min(len(pairs[0]), len(pairs[1]))


def _amount(goal: Goal) -> str:
    sign = "trên " if goal.operator == ">" else ""
    return f"{sign}{format_decimal(goal.goal.value)}{_UNITS[goal.goal.kind]}"


def _short(goal: Goal) -> str:
    return f"chỉ tiêu {goal.code}" if isinstance(goal, TargetFacts) else goal.label[:80]


def _residences(facts: PlanFacts) -> Iterator[Finding]:
    """A goal that counts temporary residents over a baseline that does not."""
    counted = facts.baseline.residence if facts.baseline else None
    groups: dict[tuple[Residence, str | None], list[TargetFacts]] = {}
    for target, denominator in _denominators(facts):
        if counted and denominator.residence and denominator.residence != counted:
            groups.setdefault((denominator.residence, target.cohort), []).append(target)
    for (residence, _), targets in groups.items():
        codes = ", ".join(target.code for target in targets)
        yield Finding(
            Kind.DENOMINATOR_MISMATCH,
            Level.WARNING,
            f"Chỉ tiêu {codes} tính trên người {_RESIDENCES[residence]}; số đầu kỳ chỉ có người"
            f" {_RESIDENCES[counted or residence]}",
            _RESIDENCES[residence],
            _RESIDENCES[counted or residence],
            place_of(targets[0]),
            codes,
        )


def _denominators(facts: PlanFacts) -> Iterator[tuple[TargetFacts, DenominatorFacts]]:
    for target in facts.targets:
        if target.review != "dropped" and target.goal.kind == "percent" and target.goal.denominator:
            yield target, target.goal.denominator


def _counts(facts: PlanFacts) -> Iterator[Finding]:
    """A denominator printed with a number that is not the baseline's."""
    population = facts.baseline.population if facts.baseline else {}
    for target, denominator in _denominators(facts):
        known = population.get(denominator.cohort or "")
        if denominator.count is None or not known or denominator.count == known:
            continue
        yield Finding(
            Kind.DENOMINATOR_MISMATCH,
            Level.WARNING,
            f"Mẫu số của chỉ tiêu {target.code} là {format_count(denominator.count)}, số đầu kỳ là"
            f" {format_count(known)}",
            format_count(denominator.count),
            format_count(known),
            place_of(target),
            target.code,
        )


def _two_denominators(facts: PlanFacts) -> Iterator[Finding]:
    """One figure asked for in two percents of two wholes, for the same people."""
    for (one, of_one), (other, of_other) in combinations(_denominators(facts), 2):
        if one.indicator is None or (one.indicator, one.cohort) != (other.indicator, other.cohort):
            continue
        wholes = [
            (of.kind, of.indicator, of.cohort, comparable(of.label)) for of in (of_one, of_other)
        ]
        same = wholes[0] == wholes[1] or one.goal.value == other.goal.value
        if same or of_one.after or of_other.after or not (of_one.label and of_other.label):
            continue
        yield Finding(
            Kind.DENOMINATOR_MISMATCH,
            Level.WARNING,
            f"Chỉ tiêu {one.code} và {other.code} cùng loại số liệu nhưng hai mẫu số: “{of_one.label}” và"
            f" “{of_other.label}”",
            f"{of_one.label} / {of_other.label}",
            span=place_of(other),
            about=f"{one.code}/{other.code}",
        )


def _overlaps(facts: PlanFacts, context: Context) -> Iterator[Finding]:
    """Age groups of one indicator that share some ages without one holding the other."""
    active = [goal for goal in goals_of(facts) if goal.indicator and goal.cohort]
    seen: set[frozenset[str | None]] = set()
    for one, other in combinations(active, 2):
        pair = frozenset((one.cohort, other.cohort))
        if one.indicator != other.indicator or pair in seen:
            continue
        bands = context.band(one.cohort or ""), context.band(other.cohort or "")
        if _a_year_apart(*bands) or (_cross(*bands) and not isinstance(other, OtherGoalFacts)):
            seen.add(pair)
            labels = [context.cohort_label(goal.cohort) for goal in (one, other)]
            yield Finding(
                Kind.COHORT_OVERLAP,
                Level.WARNING,
                f"Nhóm “{labels[0]}” ({_short(one)}) và “{labels[1]}” ({_short(other)}) có độ tuổi trùng nhau",
                " / ".join(labels),
                span=place_of(other),
                about=f"{name_of(one)}/{name_of(other)}"[:80],
            )


def _a_year_apart(one: Band | None, other: Band | None) -> bool:
    """Whether two bands are the same people but for one year: "từ 6 đến dưới 14", "từ 6 đến 14 tuổi"."""
    if not one or not other or one[1] is None or other[1] is None:
        return False
    return abs(one[0] - other[0]) + abs(one[1] - other[1]) == 1


def _cross(one: Band | None, other: Band | None) -> bool:
    """Whether two bands share ages and each has ages of its own."""
    if not one or not other or one == other:
        return False
    first, second = sorted((one, other), key=lambda band: band[0])
    if first[0] == second[0] or first[1] is None:
        return False  # one holds the other
    return second[0] < first[1] and (second[1] is None or second[1] > first[1])


def _unknown_indicators(facts: PlanFacts) -> Iterator[Finding]:
    """An error once a person has confirmed the target; as read, it is one of those still to be looked at."""
    for target in facts.targets:
        if target.indicator is None and target.review != "dropped":
            what = f" (“{target.what}”)" if target.what else ""
            yield Finding(
                Kind.UNKNOWN_INDICATOR,
                Level.WARNING if target.review == "proposed" else Level.ERROR,
                f"Chỉ tiêu {target.code}{what} chưa gắn với loại số liệu nào nên chưa theo dõi được",
                target.what,
                span=place_of(target),
                about=target.code,
            )
