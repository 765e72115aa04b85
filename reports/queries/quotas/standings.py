"""How units stand toward the targets of a plan's facts, issued or still a draft: people, done, best week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from intake.queries.fields import reporting_units
from intake.queries.series import Series, last_levels, series_of
from plans.models import Plan
from plans.rules.dates import last_day
from plans.rules.facts import PlanFacts
from plans.rules.goals import QuotaFacts, TargetFacts
from reports.queries.facts import PlanFigures, Stated
from reports.queries.starts import Before, known_starts
from reports.rules.quotas import Given, is_each, may_be_split, total_owed
from residents.models import Cohort, Population
from residents.rules import CohortFacts
from targets.models import Indicator, Target
from targets.queries.deductions import taken_from
from targets.rules.quotas import Share, best_week
from units.clock import ONE_DAY
from units.models import Unit, User
from units.rules import Branch
from units.scope import sees_officers

BEST_WITHIN = timedelta(days=120)  # a best week of long ago says little of the people there now
STOCK = Indicator.Aggregation.STOCK


@dataclass(frozen=True)
class Ground:
    """All that is known of a unit and those below it, for the targets of one plan's facts.

    `split` are the targets that may have quotas, `below` by branch the units that they are split over.
    """

    plan: Plan
    facts: PlanFacts
    root: Unit
    split: list[TargetFacts]
    below: dict[str, list[Unit]]
    figures: PlanFigures
    indicators: dict[str, Indicator]
    targets: dict[str, int]  # code -> id, where people were deducted from any
    quotas: dict[tuple[str, str], QuotaFacts]  # by target and path
    on: date

    def units_of(self, target: TargetFacts) -> list[Unit]:
        """The units that the target is split over: those alone that the plan asks to count it."""
        named = {
            field.unit
            for field in self.facts.fields
            if (field.branch, field.indicator) == (target.counted_by, target.indicator)
        }
        units = self.below.get(target.counted_by, [])
        return units if not named or "" in named else [u for u in units if u.name in named]

    def quota(self, target: TargetFacts, unit: Unit) -> QuotaFacts | None:
        return self.quotas.get((target.code, unit.path))


def ground_of(plan: Plan, facts: PlanFacts, root: Unit, *, on: date) -> Ground:
    """Everything about `root` and the units just below it, read in about ten queries."""
    indicators = {row.code: row for row in Indicator.objects.all()}
    targets = [t for t in facts.targets if t.indicator in indicators and may_be_split(t)]
    branches: set[str] = {t.counted_by for t in targets}
    below = {branch.value: units_below(root, branch) for branch in Branch if branch in branches}
    units = [root, *dict.fromkeys(unit for some in below.values() for unit in some)]
    stocks = {t.counted_by for t in targets if indicators[t.indicator or ""].aggregation == STOCK}
    asked = _Asked(plan, facts, units, _counting(facts, indicators), on)
    figures = _figures(asked, {branch: branch in stocks for branch in below})
    rows = Target.objects.filter(plan=plan) if figures.deducted else Target.objects.none()
    return Ground(
        plan=plan,
        facts=facts,
        root=root,
        split=targets,
        below=below,
        figures=figures,
        indicators=indicators,
        targets=dict(rows.values_list("code", "pk")),
        quotas={(quota.target, quota.unit): quota for quota in facts.quotas},
        on=on,
    )


def units_below(root: Unit, branch: str) -> list[Unit]:
    """Whom `root` hands a target of the branch out to: the places just below it, else who reports there."""
    if branch != Branch.PLACE:
        return [unit for unit in reporting_units(root, branch) if unit.pk != root.pk]
    rows = Unit.objects.filter(parent=root, branch=branch, is_active=True)
    return list(rows.order_by("position", "name"))


def seen_by(user: User, units: Iterable[Unit]) -> list[Unit]:
    """Those of the units whose own quota a user sees; officers' own are not everybody's."""
    own = {user.personal_unit_id, user.unit.pk if user.unit else None}
    everybody = sees_officers(user)
    return [u for u in units if everybody or u.branch != Branch.PERSON or u.pk in own]


@dataclass(frozen=True)
class _Asked:
    """Whose figures of which plan, and the indicators whose start may be another plan's word."""

    plan: Plan
    facts: PlanFacts
    units: list[Unit]
    counting: dict[int, str]
    on: date

    @property
    def first_day(self) -> date:
        """As the plan would begin once these facts are in force."""
        window = Plan(starts_on=self.facts.starts_on, ends_on=self.facts.ends_on)
        return window.first_day or self.on


def _figures(asked: _Asked, stocks: dict[str, bool]) -> PlanFigures:
    """The figures as progress reads them, but of cells that were counted, whichever plan asked for them."""
    plan, units, on = asked.plan, asked.units, asked.on
    cohorts = {cohort.pk: cohort.facts for cohort in Cohort.objects.all()}
    ids = {cohort.code: pk for pk, cohort in cohorts.items()}
    before = Before(plan, asked.first_day, on)
    baselines = known_starts(before, units, asked.counting, cohorts)
    first = min([on - BEST_WITHIN, *(day + ONE_DAY for _, day in baselines.values() if day)])
    first = min(first, asked.facts.starts_on or first)
    series = {branch: series_of(units, branch, first=first, last=on) for branch in stocks}
    return PlanFigures(
        plan=plan,
        units=units,
        targets=[],
        cohorts=cohorts,
        ids=ids,
        fields=[],
        counted=_counted(series, cohorts),
        series=series,
        levels={b: last_levels(units, b, last=on) for b, is_stock in stocks.items() if is_stock},
        baselines=baselines,
        populations=_populations(units, on),
        quotas={},
        quota_units={},
        deducted=taken_from(plan, units, on),
        leaves={},
    )


def _counting(facts: PlanFacts, indicators: dict[str, Indicator]) -> dict[int, str]:
    """The same as `reports.queries.facts.counting_of`, of a plan's facts, with the numbers to reach."""
    shares = {t.indicator for t in facts.targets if _is_share(t)}
    found = {}
    for target in facts.targets:
        indicator = indicators.get(target.indicator or "")
        if indicator and target.indicator not in shares and may_be_split(target):
            found[indicator.pk] = "" if indicator.aggregation == STOCK else target.counted_by
    return found


def _is_share(target: TargetFacts) -> bool:
    """Whether the target is a percent of what another indicator counts."""
    denominator = target.goal.denominator
    is_other = denominator is not None and denominator.kind == "indicator"
    return is_other and target.goal.kind == "percent" and target.review != "dropped"


def _counted(
    series: dict[str, Series], cohorts: dict[int, CohortFacts]
) -> dict[tuple[str, int], list[CohortFacts]]:
    found: dict[tuple[str, int], set[int]] = {}
    for branch, some in series.items():
        for _, indicator, cohort in some.days:
            found.setdefault((branch, indicator), set()).add(cohort)
    return {key: [cohorts[pk] for pk in sorted(pks)] for key, pks in found.items()}


def _populations(units: list[Unit], on: date) -> dict[tuple[int, int], list[Stated]]:
    found: dict[tuple[int, int], list[Stated]] = {}
    rows = Population.objects.filter(unit__in=units, as_of__lte=on)
    for unit, cohort, people, as_of, residence in rows.values_list(
        "unit_id", "cohort_id", "people", "as_of", "residence"
    ):
        found.setdefault((unit, cohort), []).append(Stated(people, as_of, residence))
    return found


def given_of(ground: Ground, target: TargetFacts) -> Given:
    """The target as `ground.root` has it: the whole of it at the plan's own unit, else the unit's quota."""
    each = is_each(target)
    is_rate = target.goal.kind == "per_day"
    units = len(ground.units_of(target))
    quota = ground.quota(target, ground.root)
    if ground.root.pk != ground.plan.unit_id:
        total = gross = quota.value if quota else None
    else:
        people = people_of(ground, target, ground.root)
        taken = _taken(ground, target, ground.root)
        gross = total_owed(target, people, units)
        total = gross if people is None else total_owed(target, max(people - taken, 0), units)
    return Given(
        total=None if each and not units else total,
        measure=ground.indicators[target.indicator or ""].measure,
        days=days_left(ground, target),
        is_rate=is_rate,
        gross=gross,
    )


def days_left(ground: Ground, target: TargetFacts) -> int | None:
    """The days on which work still counts, today included, from the plan's start on; None: no end is set."""
    last = ground.facts.ends_on
    if target.deadline:
        last = last_day(target.deadline, target.deadline_wording or "")
    elif target.milestones:
        last = max(last_day(m.by, m.wording) for m in target.milestones)
    if last is None:
        return None
    first = max(ground.on, ground.facts.starts_on or ground.on)
    return max((last - first).days + 1, 0)


def people_of(ground: Ground, target: TargetFacts, unit: Unit) -> int | None:
    """The people that the target speaks of at a unit, before deductions: as registered, else as the plan says."""
    denominator = target.goal.denominator
    if denominator and denominator.kind == "stated" and not denominator.cohort:
        return denominator.count if unit.pk == ground.plan.unit_id else None  # no group known here
    cohort = (denominator and denominator.cohort) or target.cohort
    residence = (denominator and denominator.residence) or ""
    pk = ground.figures.ids.get(cohort or "all")
    stated = ground.figures.population(unit.pk, pk, residence) if pk else None
    if stated is not None:
        return stated.people
    return printed_people(ground.facts, target) if unit.pk == ground.plan.unit_id else None


def printed_people(facts: PlanFacts, target: TargetFacts) -> int | None:
    """The denominator that the plan itself prints for its own unit."""
    denominator = target.goal.denominator
    if denominator and denominator.count is not None:
        return denominator.count
    cohort = (denominator and denominator.cohort) or target.cohort or "all"
    return facts.baseline.population.get(cohort) if facts.baseline else None


def share_of(ground: Ground, target: TargetFacts, unit: Unit) -> Share:
    """A unit as a split of the target sees it."""
    quota = ground.quota(target, unit)
    people = people_of(ground, target, unit)
    people = None if people is None else max(people - _taken(ground, target, unit), 0)
    days = _days_of(ground, target, unit)
    level = _level(ground, target, unit, days)
    counted = _counted_so_far(ground, target, level, days)
    has_start = level is not None or target.goal.kind != "percent"
    is_of_people = target.goal.kind in {"percent", "count"} and not is_each(target)
    knows_left = is_of_people and people is not None and level is not None
    recent = {day: n for day, n in days.items() if day > ground.on - BEST_WITHIN}
    return Share(
        unit=unit.path,
        quota=quota.value if quota else None,
        is_fixed=bool(quota and quota.is_fixed),
        counted=counted,
        people=people,
        left=max((people or 0) - (level or 0), 0) if knows_left else None,
        best=best_week(recent) if has_start else None,
        has_start=has_start,
    )


def _taken(ground: Ground, target: TargetFacts, unit: Unit) -> int:
    return ground.figures.deducted.get((ground.targets.get(target.code, 0), unit.pk), 0)


def _parts(ground: Ground, target: TargetFacts) -> tuple[int, tuple[int, ...], int | None]:
    """The indicator, the counted cohorts that make up the target's, and the target's own."""
    indicator = ground.indicators[target.indicator or ""].pk
    cohort = ground.figures.ids.get(target.cohort) if target.cohort else None
    if target.cohort and cohort is None:
        return indicator, (), None  # a group that the portal does not know is counted nowhere
    return indicator, ground.figures.parts(target.counted_by, indicator, cohort), cohort


def _days_of(ground: Ground, target: TargetFacts, unit: Unit) -> dict[date, int]:
    indicator, parts, _ = _parts(ground, target)
    if ground.indicators[target.indicator or ""].aggregation == STOCK:
        return {}
    return ground.figures.series[target.counted_by].of(unit.pk, indicator, parts)


def _level(ground: Ground, target: TargetFacts, unit: Unit, days: dict[date, int]) -> int | None:
    """How many of the unit's people have it by now; None where nobody ever said where it began."""
    indicator, parts, cohort = _parts(ground, target)
    levels = ground.figures.levels.get(target.counted_by, {})
    known = [levels[key] for p in parts if (key := (unit.pk, indicator, p)) in levels]
    if known:
        return sum(known)
    stated = ground.figures.baseline(unit.pk, indicator, cohort, parts)
    if stated is None:
        return None
    value, as_of = stated
    first = as_of + ONE_DAY if as_of else ground.facts.starts_on
    return value + sum(n for day, n in days.items() if first is None or day >= first)


def _counted_so_far(
    ground: Ground, target: TargetFacts, level: int | None, days: dict[date, int]
) -> int:
    """What counts toward the quota: the level for a percent of people, else what came in since the start."""
    if target.goal.kind == "percent":
        return level or 0
    if target.goal.kind == "per_day":
        return 0
    first = ground.facts.starts_on
    return sum(n for day, n in days.items() if first is None or day >= first)
