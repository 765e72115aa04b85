"""Everything that progress is computed from, read in a handful of queries for any number of units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from intake.queries.fields import reporting_units
from intake.queries.series import Series, SeriesKey, last_levels, series_of
from plans.models import Plan
from reports.queries.starts import Before, Starts, known_starts
from residents.models import Cohort, Population, Residence
from residents.rules import CohortFacts, are_disjoint, parts_of
from targets.models import EntryField, Indicator, Quota, Target
from targets.queries.deductions import taken_from
from units.models import Unit
from units.rules import Branch, is_within


@dataclass(frozen=True)
class Stated:
    """A population figure as stated, with its date and whom it counts."""

    people: int
    as_of: date
    residence: str


@dataclass(frozen=True)
class Asked:
    """A cell that the plan asks units of a branch to fill in; `unit`, at `path`, limits it to one of them."""

    branch: str
    indicator: int
    cohort: int
    unit: int | None
    is_daily: bool
    path: str


@dataclass(frozen=True)
class PlanFigures:
    """A plan's targets and all figures of some units by `on`, ready for the rules."""

    plan: Plan
    units: list[Unit]
    targets: list[Target]
    cohorts: dict[int, CohortFacts]
    ids: dict[str, int]
    fields: list[Asked]
    counted: dict[tuple[str, int], list[CohortFacts]]  # (branch, indicator) -> cohorts counted
    series: dict[str, Series]
    levels: dict[str, dict[SeriesKey, int]]
    baselines: Starts
    populations: dict[tuple[int, int], list[Stated]]
    quotas: dict[tuple[int, int], int]
    quota_units: dict[int, str]  # the paths of units that have a quota
    deducted: dict[tuple[int, int], int]  # (target, unit) -> people accepted there and below
    leaves: dict[
        str, list[Unit]
    ]  # by branch, the plan's reporting units that a goal is given to each

    def target(self, code: str) -> Target:
        """The target of a code, with its milestones at hand."""
        return next(target for target in self.targets if target.code == code)

    def parts(self, branch: str, indicator: int, cohort: int | None) -> tuple[int, ...]:
        """The cohorts whose counts of the indicator add up to `cohort`; () where none are counted."""
        counted = self.counted.get((branch, indicator), [])
        wanted = self.cohorts[cohort if cohort is not None else self.ids["all"]]
        codes = parts_of(wanted, counted)
        if not codes and cohort is None and are_disjoint(counted):
            # a target that names no group takes whatever groups are counted
            codes = tuple(c.code for c in counted)
        return tuple(self.ids[code] for code in codes)

    def baseline(
        self, unit: int, indicator: int, cohort: int | None, parts: tuple[int, ...]
    ) -> tuple[int, date | None] | None:
        """The level before the plan: stated for the cohort itself, else of all its parts."""
        whole = cohort if cohort is not None else self.ids["all"]
        if stated := self.baselines.get((unit, indicator, whole)):
            return stated
        rows = [self.baselines.get((unit, indicator, part)) for part in parts]
        known = [row for row in rows if row is not None]
        if not rows or len(known) != len(rows):
            return None
        return sum(value for value, _ in known), known[0][1]

    def population(self, unit: int, cohort: int | None, residence: str) -> Stated | None:
        """The people of a cohort: stated for it, else the sum of the age bands it consists of.

        The residence asked for comes first; permanent residents stand in where only they are known.
        """
        whole = cohort if cohort is not None else self.ids["all"]
        if stated := self._best((unit, whole), residence):
            return stated
        known = [self.cohorts[c] for u, c in self.populations if u == unit]
        parts = parts_of(self.cohorts[whole], known)
        rows = [self._best((unit, self.ids[code]), residence) for code in parts]
        found = [row for row in rows if row is not None]
        if not found or len(found) != len(rows):
            return None
        return Stated(sum(r.people for r in found), found[0].as_of, found[0].residence)

    def _best(self, key: tuple[int, int], residence: str) -> Stated | None:
        rows = self.populations.get(key, [])
        exact = [row for row in rows if row.residence == (residence or Residence.PERMANENT)]
        usable = exact or [row for row in rows if row.residence == Residence.PERMANENT]
        return max(usable, key=lambda row: row.as_of, default=None)


def plan_figures(
    plan: Plan, units: list[Unit], *, on: date, known_at: datetime | None = None
) -> PlanFigures:
    """All figures of the units for the plan's targets, as of the end of `on`."""
    targets = list(
        plan.targets.select_related(
            "indicator", "cohort", "denominator_indicator", "denominator_cohort", "plan"
        )
        .prefetch_related("milestones")
        .order_by("position", "pk")
    )
    cohorts = {cohort.pk: cohort.facts for cohort in Cohort.objects.all()}
    ids = {cohort.code: pk for pk, cohort in cohorts.items()}
    leaves = _leaves(plan, targets)
    of_branch = _units_by_branch(units, targets, leaves)
    stocks = any(target.indicator.aggregation == "stock" for target in targets)
    fields = _fields(plan)
    before = Before(plan, plan.first_day or on, on, known_at)
    given = Quota.objects.filter(target__plan=plan).select_related("unit")
    return PlanFigures(
        plan=plan,
        units=units,
        targets=targets,
        cohorts=cohorts,
        ids=ids,
        fields=fields,
        counted=_counted(fields, cohorts),
        series={
            branch: series_of(some, branch, first=plan.first_day or on, last=on, known_at=known_at)
            for branch, some in of_branch.items()
        },
        levels={
            branch: last_levels(some, branch, last=on, known_at=known_at) if stocks else {}
            for branch, some in of_branch.items()
        },
        baselines=known_starts(before, units, counting_of(targets), cohorts),
        populations=_populations([unit.pk for unit in units], on),
        quotas={(quota.target_id, quota.unit_id): quota.value for quota in given},
        quota_units={quota.unit_id: quota.unit.path for quota in given},
        deducted=taken_from(plan, units, on, known_at=known_at),
        leaves=leaves,
    )


def counting_of(targets: list[Target]) -> dict[int, str]:
    """Whose level before the plan may be another plan's word: the percents of people, by who counts them.

    None of a share of another indicator, which must take both its figures from one time.
    """
    percents = [t for t in targets if t.goal_kind == Target.Goal.PERCENT]
    shares = {t.indicator_id for t in percents if t.denominator_indicator_id}
    stock = Indicator.Aggregation.STOCK
    return {
        t.indicator_id: "" if t.indicator.aggregation == stock else t.branch
        for t in percents
        if t.indicator_id not in shares
    }


def _units_by_branch(
    units: list[Unit], targets: list[Target], leaves: dict[str, list[Unit]]
) -> dict[str, list[Unit]]:
    """Whose counts are read in each branch: the units asked about, and every officer, who is judged alone."""
    officers = [one for one in leaves.get(Branch.PERSON, []) if one not in units]
    branches = sorted({target.branch for target in targets} | {Branch.PLACE.value})
    return {b: units + officers if b == Branch.PERSON else units for b in branches}


def is_given_to_each(target: Target) -> bool:
    """Whether the goal holds for every unit by itself, not for all of them together."""
    kinds = Target.Goal
    if target.branch == Branch.PERSON and target.goal_kind in {kinds.PER_OFFICER, kinds.PER_DAY}:
        return True
    return target.goal_each and target.goal_kind in {kinds.COUNT, kinds.PER_DAY}


def _leaves(plan: Plan, targets: list[Target]) -> dict[str, list[Unit]]:
    """The reporting units of the branches where it matters how many they are, or who."""
    branches = {t.branch for t in targets if is_given_to_each(t) or t.branch == Branch.PERSON}
    return {branch: reporting_units(plan.unit, branch) for branch in sorted(branches)}


def asked_units(figures: PlanFigures, target: Target, units: list[Unit]) -> list[Unit]:
    """Of the units of the target's branch, those where the plan asks anybody to count it."""
    fields = _fields_of(figures, target)
    if not fields or any(field.unit is None for field in fields):
        return units
    return [unit for unit in units if any(is_within(f.path, unit.path) for f in fields)]


def is_asked_alone(figures: PlanFigures, target: Target, unit: Unit) -> bool:
    """Whether the plan asks this unit by name to count the target, and no other."""
    return {field.unit for field in _fields_of(figures, target)} == {unit.pk}


def _fields_of(figures: PlanFigures, target: Target) -> list[Asked]:
    """The target's cells; of each the unit that it is limited to, None where it asks all."""
    parts = figures.parts(target.branch, target.indicator_id, target.cohort_id)
    return [
        field
        for field in figures.fields
        if (field.branch, field.indicator) == (target.branch, target.indicator_id)
        and field.cohort in parts
    ]


def _fields(plan: Plan) -> list[Asked]:
    rows = EntryField.objects.filter(plan=plan).values_list(
        "branch", "indicator_id", "cohort_id", "unit_id", "rhythm", "unit__path"
    )
    return [
        Asked(branch, indicator, cohort, unit, rhythm == EntryField.Rhythm.DAILY, path or "")
        for branch, indicator, cohort, unit, rhythm, path in rows
    ]


def _counted(
    fields: list[Asked], cohorts: dict[int, CohortFacts]
) -> dict[tuple[str, int], list[CohortFacts]]:
    found: dict[tuple[str, int], list[CohortFacts]] = {}
    for field in fields:
        known = found.setdefault((field.branch, field.indicator), [])
        if cohorts[field.cohort] not in known:
            known.append(cohorts[field.cohort])
    return found


def _populations(units: list[int], on: date) -> dict[tuple[int, int], list[Stated]]:
    found: dict[tuple[int, int], list[Stated]] = {}
    rows = Population.objects.filter(unit__in=units, as_of__lte=on).values_list(
        "unit_id", "cohort_id", "people", "as_of", "residence"
    )
    for unit, cohort, people, as_of, residence in rows:
        found.setdefault((unit, cohort), []).append(Stated(people, as_of, residence))
    return found
