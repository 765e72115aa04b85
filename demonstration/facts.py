"""The demonstration's units and accounts, read from `units.yaml`: illustrative, no database.

What happened there from day to day is in `demonstration.simulation`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from targets.catalogue.facts import PLAN_CODES
from targets.catalogue.reading import read_facts
from units.rules import Branch, Kind, Role, branch_of


@dataclass(frozen=True)
class UnitFacts:
    """A unit of the tree; parents come before their children.

    `population` is people by cohort, `baselines` levels by indicator and cohort, both at the date of
    the plan's baseline; empty where none is known.
    """

    code: str
    name: str
    kind: Kind
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    population: Mapping[str, int] = field(default_factory=dict)
    baselines: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def branch(self) -> Branch:
        return branch_of(self.kind)


@dataclass(frozen=True)
class AccountFacts:
    """A demonstration account; its person's name says that it is illustrative.

    `personal_unit` is the officer's own line.
    """

    username: str
    full_name: str
    unit: str
    role: Role
    personal_unit: str | None = None


@dataclass(frozen=True)
class AddedField:
    """A cell that the demonstration asks for beside those of a plan's own text."""

    plan: str
    branch: Branch
    rhythm: Literal["daily", "weekly"]
    indicator: str
    cohort: str = "all"


@dataclass(frozen=True)
class SubplanFacts:
    """A plan that a unit below the town issued to carry out the town's."""

    unit: str
    number: str
    issued_on: date


@dataclass(frozen=True)
class TownFacts:
    """What a town made of its plan: `target` split by `people` (by unit), and its communes' plans."""

    plan: str
    target: str
    people: Mapping[str, int]
    subplans: tuple[SubplanFacts, ...]


@dataclass(frozen=True)
class DeductionFacts:
    """A request for a deduction in the demonstration's plan; `answered_by` is who sent it up or accepted it.

    Sent up where `sent_up_in` names a document, accepted where `counts_from` is a day.
    """

    unit: str
    target: str
    reason: str
    note: str
    persons: tuple[str, ...]
    asked_by: str
    answered_by: str = ""
    sent_up_in: str = ""
    counts_from: date | None = None


@dataclass(frozen=True)
class DemonstrationFacts:
    """The whole demonstration. `plans` gives the issuing unit by plan code; `note` is for screens."""

    note: str
    plans: Mapping[str, str]
    units: tuple[UnitFacts, ...]
    accounts: tuple[AccountFacts, ...]
    added_fields: tuple[AddedField, ...] = ()
    towns: tuple[TownFacts, ...] = ()
    deductions: tuple[DeductionFacts, ...] = ()

    def holder_of(self, unit: str) -> str | None:
        """Whose own line a unit is, by login name."""
        return next((a.username for a in self.accounts if a.personal_unit == unit), None)

    def below(self, parent: str, branch: Branch) -> tuple[UnitFacts, ...]:
        """The units directly below `parent` in one branch, in their order."""
        return tuple(u for u in self.units if u.parent == parent and u.branch == branch)


@cache
def load_demonstration() -> DemonstrationFacts:
    """The demonstration's units and accounts."""
    return read_demonstration(Path(__file__).with_name("units.yaml"))


def read_demonstration(path: Path) -> DemonstrationFacts:
    """The demonstration in `path`; ValueError names a unit or plan that is not there or there twice."""
    facts = read_facts(path, DemonstrationFacts)
    known: set[str | None] = {None}
    for unit in facts.units:
        if unit.parent not in known or unit.code in known:
            raise ValueError(f"{path.name}: {unit.code}: twice, or its parent is not above it")
        known.add(unit.code)
    for code in _units_named(facts):
        if code not in known:
            raise ValueError(f"{path.name}: unknown unit {code!r}")
    added = (row.plan for row in facts.added_fields)
    for plan in (*facts.plans, *added, *(town.plan for town in facts.towns)):
        if plan not in PLAN_CODES:
            raise ValueError(f"{path.name}: unknown plan {plan!r}")
    return facts


def _units_named(facts: DemonstrationFacts) -> Iterator[str | None]:
    """Every unit that plans, accounts, quotas, subplans and deductions are given to."""
    yield from facts.plans.values()
    for account in facts.accounts:
        yield from (account.unit, account.personal_unit)
    for town in facts.towns:
        yield from (*town.people, *(subplan.unit for subplan in town.subplans))
    yield from (deduction.unit for deduction in facts.deductions)
