"""The page of a draft: what is still to do, each target and finding, and the text that they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from plans.models import PlanDocument, PlanVersion
from plans.rules.facts import PlanFacts
from plans.rules.findings import KIND_LABELS, Finding, Kind, Level
from plans.rules.goals import Review, TargetFacts
from plans.rules.marking import Mark, Piece, Quote, pieces_of, quote_of
from plans.rules.mending import is_mendable
from plans.rules.vocabulary import VocabularyFacts
from plans.rules.wording import deadline_words, goal_words, milestone_words
from targets.queries.drafts import IssuePreview, issue_preview, vocabulary
from targets.queries.facts import version_facts
from targets.queries.superiors import SuperiorLine, superior_lines
from targets.queries.versions import VersionPage, version_page
from targets.rules.changes import Change
from targets.rules.issuing import Obstacle, kept_key
from vietnamese.text import comparable

_CODES = re.compile(r"[\w.-]+")
_OF_HEADING = frozenset(
    {"title", "issuer", "number", "issued_on", "window", "subplans", "parent", "basis"}
)
_OF_FIGURES = frozenset(
    {Kind.PERCENT_MISMATCH, Kind.ROUNDING, Kind.SUM_MISMATCH, Kind.TEAM_SUM, Kind.DURATION_MISMATCH}
)
_OF_QUOTAS = frozenset({Kind.QUOTA_EXCEEDS_REMAINING, Kind.QUOTA_BELOW_REMAINING})
_PERCENTS = frozenset({Kind.PERCENT_MISMATCH, Kind.ROUNDING})


@dataclass(frozen=True)
class FindingLine:
    """A finding with its place in the text, what was said about it, and what would put it right."""

    finding: Finding
    number: int
    explanation: str
    codes: tuple[str, ...]
    quote: Quote | None
    is_mendable: bool

    @property
    def item(self) -> str:
        return f"diem-{self.number}"

    @property
    def key(self) -> str:
        """What an explanation of it is kept under."""
        return kept_key(self.finding)

    @property
    def is_error(self) -> bool:
        return self.finding.level is Level.ERROR

    @property
    def is_open(self) -> bool:
        """Whether it still keeps the plan from being issued."""
        return self.is_error and not self.explanation

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[self.finding.kind]

    @property
    def right(self) -> str:
        """What the printed figure or word becomes when it is put right."""
        unit = "%" if self.finding.kind in _PERCENTS else ""
        return f"{self.finding.computed}{unit}"

    @property
    def page(self) -> str:
        """Where it is put right by hand: target, quotas, figures, heading, or "" for nowhere."""
        if self.finding.kind in _OF_QUOTAS:
            return "quotas"
        if self.codes:
            return "target"
        if self.finding.kind in _OF_FIGURES:
            return "figures"
        is_of_heading = self.finding.kind is Kind.DATE_ORDER or self.finding.about in _OF_HEADING
        return "heading" if is_of_heading else ""


@dataclass(frozen=True)
class DraftTarget:
    """A target of a draft in words, with what was found about it and what a superior asks beside it."""

    facts: TargetFacts
    indicator: str
    cohort: str
    measure: str
    findings: tuple[FindingLine, ...] = ()
    superiors: tuple[SuperiorLine, ...] = ()

    @property
    def item(self) -> str:
        return f"chi-tieu-{self.facts.code}"

    @property
    def goal(self) -> str:
        return goal_words(self.facts.goal, self.facts.operator, self.measure)

    @property
    def deadline(self) -> str:
        return deadline_words(self.facts)

    @property
    def milestones(self) -> list[str]:
        return [milestone_words(row) for row in self.facts.milestones]

    @property
    def denominator(self) -> str:
        """What a percent is of; said where the plan names nothing."""
        if self.facts.goal.kind != "percent":
            return ""
        whole = self.facts.goal.denominator
        return whole.label if whole and whole.label else "Kế hoạch chưa nêu mẫu số"

    @property
    def terms(self) -> list[str]:
        """What is counted, for whom, by when and who leads; what the label says already is not said again."""
        said = comparable(self.facts.label)
        words = [self.indicator, self.cohort, self.deadline, self.facts.lead]
        return [term for term in words if term and comparable(term) not in said]

    @property
    def is_of(self) -> str:
        """The denominator where neither the label nor the group says it already."""
        words = comparable(self.denominator)
        is_said = words in comparable(self.facts.label) or words == comparable(self.cohort)
        return "" if is_said else self.denominator

    @property
    def is_aspirational(self) -> bool:
        return self.facts.commitment == "aspirational"

    @property
    def is_quiet(self) -> bool:
        """Nothing about it needs a second look."""
        return self.facts.indicator is not None and not self.findings

    @property
    def has_place(self) -> bool:
        return bool(self.facts.spans)


@dataclass(frozen=True)
class DraftPage:
    """Everything that the page of a draft shows."""

    version: PlanVersion
    facts: PlanFacts
    document: PlanDocument | None
    findings: tuple[FindingLine, ...]
    targets: tuple[DraftTarget, ...]
    superiors: tuple[SuperiorLine, ...]
    preview: IssuePreview
    compared: VersionPage | None = None

    @property
    def changes(self) -> tuple[Change, ...]:
        """What the draft changes in the plan that is in force."""
        return self.compared.changes if self.compared else ()

    @cached_property
    def errors(self) -> list[FindingLine]:
        """What keeps the plan from being issued until it is put right or explained."""
        return [line for line in self.findings if line.is_open]

    @cached_property
    def warnings(self) -> list[FindingLine]:
        return [line for line in self.findings if not line.is_error and not line.explanation]

    @cached_property
    def misread(self) -> list[FindingLine]:
        """Words that recognition got wrong, where the right one is known."""
        is_word = (line for line in self.warnings if line.finding.kind is Kind.OCR_SUSPECT)
        return [line for line in is_word if line.is_mendable]

    @cached_property
    def explained(self) -> list[FindingLine]:
        return [line for line in self.findings if line.explanation]

    def _reviewed(self, review: Review) -> list[DraftTarget]:
        return [line for line in self.targets if line.facts.review == review]

    @cached_property
    def proposed(self) -> list[DraftTarget]:
        """Those with something to look at first."""
        return sorted(self._reviewed("proposed"), key=lambda line: line.is_quiet)

    @cached_property
    def quiet(self) -> list[DraftTarget]:
        return [line for line in self.proposed if line.is_quiet]

    @cached_property
    def confirmed(self) -> list[DraftTarget]:
        return self._reviewed("confirmed")

    @cached_property
    def dropped(self) -> list[DraftTarget]:
        return self._reviewed("dropped")

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """Why the plan cannot be issued yet."""
        return self.preview.obstacles

    @cached_property
    def missing(self) -> list[Obstacle]:
        """What the head of the plan still lacks."""
        return [row for row in self.obstacles if row.place == "heading"]

    @property
    def verdict(self) -> str:
        """What is still to do, in one sentence."""
        parts = []
        if self.errors:
            parts.append(f"{len(self.errors)} điểm sai số")
        if self.proposed:
            parts.append(f"{len(self.proposed)} chỉ tiêu chờ xác nhận")
        if self.missing:
            parts.append(f"{len(self.missing)} mục phải bổ sung")
        if parts:
            return f"Còn {_joined(parts)}."
        if self.obstacles:
            return "Còn điểm phải xem trước khi ban hành."
        if not self.confirmed:
            return "Dự thảo chưa có chỉ tiêu nào."
        return "Dự thảo đã đủ điều kiện ban hành."

    @cached_property
    def pieces(self) -> list[Piece]:
        """The document's text with its targets and findings marked."""
        if self.document is None:
            return []
        text = self.document.text
        marks = [*_marks(self.targets, self.findings), *_mended_marks(self.facts, text)]
        pieces = pieces_of(text, marks)
        first = pieces[0]
        return pieces if first.tone else [replace(first, text=first.text.lstrip()), *pieces[1:]]


def draft_page(version: PlanVersion) -> DraftPage:
    """The page of an open draft."""
    facts, words, preview = version_facts(version), vocabulary(), issue_preview(version)
    lines = finding_lines(preview)
    superiors = superior_lines(version.plan, facts)
    return DraftPage(
        version=version,
        facts=facts,
        document=version.document,
        findings=lines,
        targets=tuple(target_line(row, words, lines, superiors) for row in facts.targets),
        superiors=tuple(superiors),
        preview=preview,
        compared=version_page(version) if version.number > 1 else None,
    )


def finding_lines(preview: IssuePreview) -> tuple[FindingLine, ...]:
    """What the checks find in a draft, errors first; what a target counts is asked for at the target."""
    facts, document = preview.facts, preview.version.document
    found = [row for row in preview.findings if row.kind is not Kind.UNKNOWN_INDICATOR]
    found.sort(key=lambda row: row.level is not Level.ERROR)
    said = {key: row.text for key, row in preview.explained.items()}
    text = document.text if document else ""
    known = {target.code for target in facts.targets}
    return tuple(
        FindingLine(
            finding=row,
            number=number,
            explanation=said.get(kept_key(row), ""),
            codes=tuple(code for code in _CODES.findall(row.about) if code in known),
            quote=quote_of(text, row.span) if row.span else None,
            is_mendable=is_mendable(facts, row),
        )
        for number, row in enumerate(found, start=1)
    )


def target_line(
    target: TargetFacts,
    words: VocabularyFacts,
    lines: Sequence[FindingLine] = (),
    superiors: Sequence[SuperiorLine] = (),
) -> DraftTarget:
    """A target in the words of the vocabulary, with what belongs to it."""
    indicators = {row.code: row for row in words.indicators}
    cohorts: Mapping[str, str] = {row.code: row.label for row in words.cohorts}
    indicator = indicators.get(target.indicator or "")
    return DraftTarget(
        facts=target,
        indicator=indicator.label if indicator else "",
        cohort=cohorts.get(target.cohort or "", target.who),
        measure=indicator.unit if indicator else "",
        findings=tuple(row for row in lines if target.code in row.codes and not row.explanation),
        superiors=tuple(row for row in superiors if target.code in row.own),
    )


def _marks(targets: Sequence[DraftTarget], lines: Sequence[FindingLine]) -> list[Mark]:
    marks = []
    for line in lines:
        if line.finding.span:
            tone = "noted" if line.explanation else "error" if line.is_error else "warning"
            rank = {"error": 0, "warning": 1, "noted": 3}[tone]
            marks.append(Mark(line.item, str(line.number), line.finding.span, tone, rank))
    for target in targets:
        for span in {span.start: span for span in target.facts.spans}.values():
            tone = target.facts.review
            marks.append(Mark(target.item, target.facts.code, span, tone, rank=2))
    return marks


def _mended_marks(facts: PlanFacts, text: str) -> Iterator[Mark]:
    """Figures that the draft no longer states as the text prints them."""
    for row in facts.figures:
        if row.kind == "ages" or row.span is None:
            continue
        if row.printed not in text[row.span.start : row.span.end]:
            unit = "%" if row.kind == "share" else ""
            label = f"đã sửa: {row.printed}{unit}"
            yield Mark("so-lieu", label, row.span, "mended", rank=1)


def _joined(parts: Sequence[str]) -> str:
    """ "a, b và c"."""
    return " và ".join([", ".join(parts[:-1]), parts[-1]]) if parts[1:] else parts[0]
