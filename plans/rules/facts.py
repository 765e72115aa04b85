"""One plan as facts: what the reader draws out of a document, what a draft holds, what an issue applies.

Each wording that a user sees is the plan's own; each figure stands as the plan prints it, also where
it does not reconcile (see `plans.rules.checks`). What the text leaves blank is None or empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal

from plans.rules.goals import (
    CountedBy,
    DatedWording,
    OtherGoalFacts,
    PrintedQuotaFacts,
    QuotaFacts,
    Residence,
    Span,
    TargetFacts,
    Wording,
)


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
    due_wording: DatedWording | None = None
    sender: str = ""
    addressee: str = ""
    span: Span | None = None


@dataclass(frozen=True)
class TaskFacts:
    """A duty that the plan gives somebody: who (lead, supporting), what, when, product, responsibility.

    The five things that plan 2025-tu-nghia asks of every assignment ("rõ người, rõ việc, rõ thời gian, rõ
    sản phẩm, rõ trách nhiệm"). `timing` is the text's own wording ("Thường xuyên"); `due_on` its date.
    """

    text: str
    lead: str = ""
    supporting: tuple[str, ...] = ()
    timing: str = ""
    due_on: date | None = None
    due_wording: Wording | None = None
    product: str = ""
    responsible: str = ""
    section: str = ""
    span: Span | None = None


@dataclass(frozen=True)
class FigureFacts:
    """A printed figure that can be worked out again from figures beside it.

    share: `terms` are part and whole, `printed` a percent ("82,55"); sum and team: the parts, `printed`
    their total; duration: first and last day as ordinals, `printed` the days ("90"); ages: low and high of
    one printed group and of the next, both ends included, -1 without an upper end. Terms of a sum count its
    last printed decimal ("4,6": 18, 15, 11); a negative one is taken away.
    """

    kind: Literal["share", "sum", "team", "duration", "ages"]
    label: str
    printed: str
    terms: tuple[int, ...]
    span: Span | None = None


@dataclass(frozen=True)
class SpellingFacts:
    """A word that is probably misread: ocr, a slip of recognition; name, one body spelt two ways."""

    kind: Literal["ocr", "name"]
    printed: str
    suggestion: str
    span: Span | None = None


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
    """A unit's part in a team; `people` None where the plan gives no number; `role` "leader" or words."""

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
    span: Span | None = None


@dataclass(frozen=True)
class CaseKindFacts:
    """Why a person is held up, and what is then done."""

    code: str
    label: str
    follow_up: str


@dataclass(frozen=True)
class PlanFacts:
    """One plan, complete. `purposes` are the paragraphs of "Mục đích, yêu cầu"."""

    code: str
    issuer: str
    title: str
    short_title: str = ""
    ends_on: date | None = None
    dates_source: str = ""
    lead_unit: str = ""
    signer: SignerFacts = SignerFacts("", "")
    participants: tuple[str, ...] = ()
    recipients: tuple[RecipientFacts, ...] = ()
    targets: tuple[TargetFacts, ...] = ()
    rules: tuple[RuleFacts, ...] = ()
    fields: tuple[FieldFacts, ...] = ()
    place: str = ""
    number: str = ""
    number_printed: str = ""
    issued_on: date | None = None
    issued_printed: str = ""
    starts_on: date | None = None
    weekly_report_to: str = ""
    weekly_report_onward: tuple[str, ...] = ()
    subplans_due_on: date | None = None
    parents: tuple[ParentFacts, ...] = ()
    bases: tuple[BasisFacts, ...] = ()
    purposes: tuple[str, ...] = ()
    appendix: str = ""
    must_rise_daily: bool = False
    baseline: BaselineFacts | None = None
    findings: tuple[FindingFacts, ...] = ()
    other_goals: tuple[OtherGoalFacts, ...] = ()
    tasks: tuple[TaskFacts, ...] = ()
    service_packages: tuple[ServicePackageFacts, ...] = ()
    teams: tuple[TeamFacts, ...] = ()
    case_kinds: tuple[CaseKindFacts, ...] = ()
    quotas: tuple[QuotaFacts, ...] = ()
    printed_quotas: tuple[PrintedQuotaFacts, ...] = ()
    figures: tuple[FigureFacts, ...] = ()
    spellings: tuple[SpellingFacts, ...] = ()
