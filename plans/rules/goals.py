"""How much a plan asks for: goals, targets, milestones and the shares of units, as facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Residence = Literal["permanent", "temporary", "permanent_and_temporary"]
Wording = Literal["before", "through", "on", "continuous", "deferred"]
DatedWording = Literal["before", "through", "on"]
CountedBy = Literal["place", "office", "person"]
Commitment = Literal["binding", "aspirational"]
Review = Literal["proposed", "confirmed", "dropped"]
DATED = frozenset({"before", "through", "on"})


@dataclass(frozen=True)
class Span:
    """Where in the document's text something stands: characters from `start` up to `end`."""

    start: int
    end: int


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
    value: Decimal
    period: Literal["day", "week", "month"] | None = None
    each: bool = False
    denominator: DenominatorFacts | None = None


@dataclass(frozen=True)
class MilestoneFacts:
    """A share of the goal due earlier: 60% of an 80% goal is 48% of the people."""

    by: date
    wording: DatedWording
    share_of_goal: Decimal


@dataclass(frozen=True)
class TargetFacts:
    """A target (chỉ tiêu). `source` is the plan's own sentence, `section` where it stands.

    `deadline` is the printed date, resolved to a last day only with `deadline_wording`. `cohort` None:
    the plan names no group, or one that the vocabulary does not know, which stands in `who`; so does
    `what` for `indicator`. `spans`: every place of the text that states the goal, the fullest first.
    `review` is what a person decided about a target that was read.
    """

    code: str
    label: str
    short_label: str
    indicator: str | None
    goal: GoalFacts
    source: str
    section: str
    counted_by: CountedBy
    cohort: str | None = None
    operator: Literal[">=", ">"] = ">="
    deadline: date | None = None
    deadline_wording: Wording | None = None
    milestones: tuple[MilestoneFacts, ...] = ()
    commitment: Commitment = "binding"
    priority: int | None = None
    lead: str = ""
    supporting: tuple[str, ...] = ()
    assigned_by: str = ""
    quota_to: Literal["village", "commune", "office", "officer"] | None = None
    deductions: bool = False
    note: str = ""
    what: str = ""
    who: str = ""
    review: Review = "confirmed"
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class OtherGoalFacts:
    """A goal that the text states beside its targets: a superior's (`assigned_by`) or a general one."""

    label: str
    goal: GoalFacts
    source: str
    indicator: str | None = None
    cohort: str | None = None
    assigned_by: str = ""
    operator: Literal[">=", ">"] = ">="
    commitment: Commitment = "binding"
    deadline: date | None = None
    deadline_wording: Wording | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class QuotaFacts:
    """A target's share for one unit (its path). `is_fixed`: set by hand, a new split leaves it alone."""

    target: str
    unit: str
    value: int
    is_fixed: bool = False


@dataclass(frozen=True)
class PrintedQuotaFacts:
    """A line of the plan's own appendix: a unit as it is named there, and its share in the text's words.

    `what` is the heading of the column; `is_total` marks a TỔNG CỘNG line.
    """

    unit: str
    value: int
    what: str = ""
    is_total: bool = False
    span: Span | None = None
