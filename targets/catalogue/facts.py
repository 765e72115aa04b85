"""The facts of the five plans and the words they use, read from this package's YAML files.

Each wording that a user sees is the plan's own; each figure stands as the plan prints it, also where
it does not reconcile (see `findings`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Literal

from targets.catalogue.reading import read_facts

FOLDER = Path(__file__).parent
PLAN_CODES = (
    "2026-phu-rieng",
    "2024-diem-mac",
    "2026-tan-dinh",
    "2023-duyen-hai",
    "2025-tu-nghia",
)
SHORT_LABEL_LENGTH = 28

Residence = Literal["permanent", "temporary", "permanent_and_temporary"]
Wording = Literal["before", "through", "on", "continuous", "deferred"]
CountedBy = Literal["place", "office", "person"]
DATED = frozenset({"before", "through", "on"})


@dataclass(frozen=True)
class IndicatorFacts:
    """What is counted (loại số liệu). `entered` is false where no unit types it.

    `share_of` names the whole that it is a part of; `follows` those whose running totals, added up,
    it cannot exceed.
    """

    code: str
    aggregation: Literal["flow", "stock", "frequency", "list"]
    unit: str
    label: str
    short_label: str
    aliases: tuple[str, ...] = ()
    entered: bool = True
    share_of: str = ""
    follows: tuple[str, ...] = ()


@dataclass(frozen=True)
class CohortFacts:
    """A group of people (nhóm đối tượng): ages [from, to) in completed years, birth years or a category.

    `parts` are the cohorts that together make it up, each person in exactly one of them.
    """

    code: str
    label: str
    short_label: str
    age: tuple[int | None, ...] = ()
    birth_years: tuple[int, ...] = ()
    category: str = ""
    parts: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def age_from(self) -> int | None:
        return self.age[0] if self.age else None

    @property
    def age_to(self) -> int | None:
        return self.age[1] if self.age else None


@dataclass(frozen=True)
class VocabularyFacts:
    """Every indicator and cohort of the five plans, in the order of display."""

    indicators: tuple[IndicatorFacts, ...]
    cohorts: tuple[CohortFacts, ...]


@dataclass(frozen=True)
class DenominatorFacts:
    """What a percent is of. `count` None means that the plan states no number.

    population: people of `cohort`; indicator: the total of `indicator`, where `after` is set only of
    what came in later than that date; stated: words alone.
    """

    kind: Literal["population", "indicator", "stated"]
    label: str
    cohort: str | None = None
    residence: Residence | None = None
    indicator: str | None = None
    after: date | None = None
    count: int | None = None
    note: str = ""


@dataclass(frozen=True)
class GoalFacts:
    """How much. `each` means that the value holds for every unit or officer, not for their sum."""

    kind: Literal["percent", "count", "per_day", "per_period", "per_officer"]
    value: int
    period: Literal["day", "week", "month"] | None = None
    each: bool = False
    denominator: DenominatorFacts | None = None


@dataclass(frozen=True)
class MilestoneFacts:
    """A share of the goal due earlier: 60% of an 80% goal is 48% of the people."""

    by: date
    wording: Literal["before", "through", "on"]
    share_of_goal: int


@dataclass(frozen=True)
class TargetFacts:
    """A target (chỉ tiêu). `source` is the plan's own sentence, `section` where it stands.

    `deadline` is the printed date, resolved to a last day only with `deadline_wording`. `cohort` None:
    the plan names no group.
    """

    code: str
    label: str
    short_label: str
    indicator: str
    goal: GoalFacts
    source: str
    section: str
    counted_by: CountedBy
    cohort: str | None = None
    operator: Literal[">=", ">"] = ">="
    deadline: date | None = None
    deadline_wording: Wording | None = None
    milestones: tuple[MilestoneFacts, ...] = ()
    commitment: Literal["binding", "aspirational"] = "binding"
    priority: int | None = None
    lead: str = ""
    supporting: tuple[str, ...] = ()
    assigned_by: str = ""
    quota_to: Literal["village", "commune", "office", "officer"] | None = None
    deductions: bool = False
    note: str = ""


@dataclass(frozen=True)
class OtherGoalFacts:
    """A goal that the text states beside its targets: a superior's, a restated or a general one."""

    label: str
    goal: GoalFacts
    source: str
    operator: Literal[">=", ">"] = ">="
    commitment: Literal["binding", "aspirational"] = "binding"
    deadline: date | None = None
    deadline_wording: Wording | None = None


@dataclass(frozen=True)
class StockFacts:
    """A level at the start (số đầu kỳ); `printed_percent` as printed ("82,55"), right or wrong."""

    indicator: str
    value: int
    cohort: str | None = None
    printed_percent: str = ""
    note: str = ""


@dataclass(frozen=True)
class BaselineFacts:
    """Where the issuing unit stood before the plan. `population` is people by cohort code."""

    stocks: tuple[StockFacts, ...]
    as_of: date | None = None
    residence: Residence | None = None
    population: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class FindingFacts:
    """Something in the plan's text that does not add up; percents as written, comma decimal."""

    message: str
    printed: str = ""
    computed: str = ""


@dataclass(frozen=True)
class RuleFacts:
    """A duty of reporting or follow-up, in the plan's words.

    `weekday` is ISO (1 is Monday); `days_after` 1 means due at `time_of_day` of the following day.
    """

    kind: Literal["daily", "weekly", "final", "deliverable", "other"]
    text: str
    section: str
    time_of_day: time | None = None
    days_after: int | None = None
    weekday: int | None = None
    due_on: date | None = None
    due_wording: Literal["before", "through", "on"] | None = None
    sender: str = ""
    addressee: str = ""


@dataclass(frozen=True)
class FieldFacts:
    """A cell that units of a branch fill in; `unit` (its name) where only that one unit does."""

    branch: CountedBy
    rhythm: Literal["daily", "weekly"]
    indicator: str
    cohort: str = "all"
    unit: str = ""


@dataclass(frozen=True)
class ParentFacts:
    """A superior's plan that this one carries out. `printed_issued_on` is a date that looks wrong."""

    number: str
    issuer: str
    text: str
    issued_on: date | None = None
    printed_issued_on: date | None = None
    finding: str = ""


@dataclass(frozen=True)
class BasisFacts:
    """A document that the plan rests on (căn cứ), as the plan cites it."""

    text: str
    number: str = ""
    issued_on: date | None = None
    issuer: str = ""


@dataclass(frozen=True)
class RecipientFacts:
    """A line of "Nơi nhận"; execute "(t/hiện)", report "(b/c)", file "Lưu"."""

    name: str
    role: Literal["execute", "report", "file"] | None = None


@dataclass(frozen=True)
class SignerFacts:
    """Who signed, with the title and the capacity ("TM. ...") that the text prints."""

    name: str
    title: str
    capacity: str = ""


@dataclass(frozen=True)
class ServicePackageFacts:
    """Services taken in at one visit ("4 tiện ích trong 1"); lower `order` is served first."""

    code: str
    label: str
    order: int
    services: tuple[str, ...]


@dataclass(frozen=True)
class TeamMemberFacts:
    """A unit's part in a team; `people` None where the plan gives no number."""

    unit: str
    people: int | None = None
    role: str = ""


@dataclass(frozen=True)
class TeamFacts:
    """A team (tổ công tác) that the plan sets up; its people are the sum of its members'."""

    name: str
    level: Literal["town", "commune", "village"]
    task: str
    members: tuple[TeamMemberFacts, ...]
    people: int | None = None


@dataclass(frozen=True)
class CaseKindFacts:
    """Why a person is held up, and what is then done."""

    code: str
    label: str
    follow_up: str


@dataclass(frozen=True)
class PlanFacts:
    """One issued plan, complete. What the text leaves blank is None or empty."""

    code: str
    issuer: str
    title: str
    short_title: str
    ends_on: date
    dates_source: str
    lead_unit: str
    signer: SignerFacts
    participants: tuple[str, ...]
    recipients: tuple[RecipientFacts, ...]
    targets: tuple[TargetFacts, ...]
    rules: tuple[RuleFacts, ...]
    fields: tuple[FieldFacts, ...]
    place: str = ""
    number: str = ""
    number_printed: str = ""
    issued_on: date | None = None
    issued_printed: str = ""
    starts_on: date | None = None
    weekly_report_to: str = ""
    weekly_report_onward: tuple[str, ...] = ()
    parents: tuple[ParentFacts, ...] = ()
    bases: tuple[BasisFacts, ...] = ()
    appendix: str = ""
    must_rise_daily: bool = False
    baseline: BaselineFacts | None = None
    findings: tuple[FindingFacts, ...] = ()
    other_goals: tuple[OtherGoalFacts, ...] = ()
    service_packages: tuple[ServicePackageFacts, ...] = ()
    teams: tuple[TeamFacts, ...] = ()
    case_kinds: tuple[CaseKindFacts, ...] = ()


@cache
def load_vocabulary() -> VocabularyFacts:
    """Every indicator and cohort."""
    return read_facts(FOLDER / "vocabulary.yaml", VocabularyFacts)


@cache
def load_plan(code: str) -> PlanFacts:
    """The facts of one plan of `PLAN_CODES`; ValueError for any other code."""
    if code not in PLAN_CODES:
        raise ValueError(f"no plan {code!r}")
    return read_plan_file(FOLDER / "plans" / f"{code}.yaml")


def read_plan_file(path: Path) -> PlanFacts:
    """A plan's facts, checked against the vocabulary and against themselves."""
    plan = read_facts(path, PlanFacts)
    vocabulary = load_vocabulary()
    known = {
        "indicator": {indicator.code for indicator in vocabulary.indicators},
        "cohort": {cohort.code for cohort in vocabulary.cohorts},
    }
    for kind, code in _codes_used(plan):
        if code not in known[kind]:
            raise ValueError(f"{path.name}: unknown {kind} {code!r}")
    for target in plan.targets:
        for fault in _faults(target):
            raise ValueError(f"{path.name}: target {target.code}: {fault}")
    return plan


def _codes_used(plan: PlanFacts) -> Iterator[tuple[str, str]]:
    """("indicator" or "cohort", code) wherever the plan names one."""
    baseline = plan.baseline or BaselineFacts(stocks=())
    denominators = [t.goal.denominator for t in plan.targets if t.goal.denominator]
    for row in (*plan.targets, *plan.fields, *baseline.stocks, *denominators):
        for kind in ("indicator", "cohort"):
            if code := getattr(row, kind):
                yield kind, code
    for code in baseline.population:
        yield "cohort", code


def _faults(target: TargetFacts) -> Iterator[str]:
    """What contradicts itself in a target."""
    if (target.goal.kind == "percent") != (target.goal.denominator is not None):
        yield "a percent, and only a percent, has a denominator"
    if (target.goal.kind == "per_period") != (target.goal.period is not None):
        yield "per_period, and only per_period, has a period"
    if (target.deadline_wording in DATED) != (target.deadline is not None):
        yield "a date and its wording go together"
    if len(target.short_label) > SHORT_LABEL_LENGTH:
        yield "short_label is too long"
