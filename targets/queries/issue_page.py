"""What will happen when a draft is issued, in words: targets, what units will be asked for, quotas' sums."""

from __future__ import annotations

from dataclasses import dataclass

from plans.rules.facts import FieldFacts
from plans.rules.vocabulary import VocabularyFacts
from targets.queries.draft_page import DraftPage, DraftTarget, FindingLine
from targets.rules.issuing import Obstacle
from units.rules import BRANCH_LABELS, Branch

RHYTHMS = {"daily": "hằng ngày", "weekly": "hằng tuần"}


@dataclass(frozen=True)
class FieldLine:
    """A figure that units will be asked for."""

    indicator: str
    cohort: str
    whom: str
    rhythm: str


@dataclass(frozen=True)
class QuotaLine:
    """A target that is given to units, with the sum of what is given; None before it is split."""

    target: DraftTarget
    total: int | None


@dataclass(frozen=True)
class IssuePage:
    """The preview of an issue."""

    obstacles: tuple[Obstacle, ...]
    proposed: list[DraftTarget]
    errors: list[FindingLine]
    fields: list[FieldLine]
    nobody: tuple[str, ...]
    quotas: list[QuotaLine]

    @property
    def others(self) -> list[Obstacle]:
        """What stands against the issue beside targets to decide on and findings to explain."""
        waiting = {line.facts.code for line in self.proposed}
        return [
            row
            for row in self.obstacles
            if row.place != "findings" and not (row.place == "targets" and row.about in waiting)
        ]

    @property
    def unsplit(self) -> list[DraftTarget]:
        """Targets that the plan gives to units, but that are not split yet."""
        return [line.target for line in self.quotas if line.total is None]


def issue_page(page: DraftPage, words: VocabularyFacts) -> IssuePage:
    """The preview in words, for the targets that the plan keeps. `nobody`: offices that are no unit here."""
    preview = page.preview
    indicators = {row.code: row.label for row in words.indicators}
    cohorts = {row.code: row.label for row in words.cohorts}
    given = [t for t in page.confirmed if t.facts.quota_to or t.facts.code in preview.quota_sums]
    return IssuePage(
        obstacles=preview.obstacles,
        proposed=page.proposed,
        errors=page.errors,
        fields=[_field(row, indicators, cohorts) for row in preview.fields],
        nobody=preview.nobody,
        quotas=[QuotaLine(t, preview.quota_sums.get(t.facts.code)) for t in given],
    )


def _field(row: FieldFacts, indicators: dict[str, str], cohorts: dict[str, str]) -> FieldLine:
    return FieldLine(
        indicator=indicators.get(row.indicator, row.indicator),
        cohort=cohorts.get(row.cohort, row.cohort),
        whom=row.unit or BRANCH_LABELS[Branch(row.branch)],
        rhythm=RHYTHMS[row.rhythm],
    )
