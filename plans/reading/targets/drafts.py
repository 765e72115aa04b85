"""A merged goal as the draft of a target: labels, denominator, units, milestones and its places in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Literal, TypeGuard

from plans.reading.deadlines import Step
from plans.reading.plain import plain
from plans.reading.targets.context import Surroundings
from plans.reading.targets.merging import Merged
from plans.reading.targets.outline import LabelKind
from plans.reading.targets.statements import Statement
from plans.reading.targets.wording import TargetWords, shortened
from plans.rules.facts import PlanFacts
from plans.rules.goals import (
    DATED,
    CountedBy,
    DatedWording,
    DenominatorFacts,
    GoalFacts,
    MilestoneFacts,
    OtherGoalFacts,
    Residence,
    TargetFacts,
    Wording,
)

QuotaTo = Literal["village", "commune", "office", "officer"]
_UNIT_NAME = re.compile(
    r"(?:(?:giao|de nghi|phan cong)\s)?(?P<unit>(?:cong an|trung tam|phong|uy ban|ubnd|mat tran|doan|hoi|cac|tram|truong|cong chuc|van phong"
    r"|ban|to|tu phap|dai|bi thu|bao hiem|bhxh|ngan hang|hieu truong|van hoa|luc luong|chi bo|thu truong|nha truong|kho bac)\b[^.:;]{0,110})"
)
_NO_UNIT = re.compile(
    r"\b(?:cong tac|nhiem vu|noi dung|to chuc thuc hien|ban hanh|cac giai phap|hoi nghi)\b"
)
_UNIT_LENGTH = 110
_RESIDENCES: tuple[tuple[re.Pattern[str], Residence], ...] = (
    (
        re.compile(r"thuong tru (?:va|,|hoac) tam tru|thuong tru, tam tru"),
        "permanent_and_temporary",
    ),
    (re.compile(r"thuong tru"), "permanent"),
    (re.compile(r"tam tru"), "temporary"),
)
_PEOPLE = re.compile(r"\b(?:cong dan|nguoi dan|nhan khau|dan so|nguoi|khau)\b")
_CONDITION = re.compile(r"\b(?:du dieu kien|trong danh sach|da duoc|co|tham gia|chua)\b")
_DEDUCTED = re.compile(r"\bgiam tru\b")
_NEAR = 300  # letters on to "(phụ lục kèm theo)"
_BY_VILLAGE = re.compile(
    r"\b(?:tung|moi|cac|cho \d+)\s(?:thon|buon|ban|ap|khom|xom|to dan pho|to|khu pho)\b|/(?:thon|buon|ban|ap|khom|xom|to dan pho)\b|phu luc"
)
_ABOVE_COMMUNE = re.compile(
    r"^(?:uy ban nhan dan |ubnd )?(?:huyen|thi xa|thanh pho|tp|tinh|quan)\b"
)
_GIVEN_TO = re.compile(
    r"\bgiao (?:cho )?(?P<units>[^.;:]{3,200}?) (?:phai|hoan thanh|thuc hien|to chuc)\b"
)
_OFFICE_COHORTS = frozenset(
    {"officials", "organisations", "relatives_of_officials", "officials_children"}
)


class Drafting:
    """Writes drafts with the words of one plan."""

    def __init__(self, around: Surroundings, header: PlanFacts) -> None:
        self._around = around
        self._outline = around.outline
        self._terms = around.terms
        self._header = header
        self._deducted = {n for n, text in enumerate(self._outline.plain) if _DEDUCTED.search(text)}
        self._wording = TargetWords(around.outline, around.terms)

    def target(self, code: str, goal: Merged) -> TargetFacts:
        """The draft of a target, proposed."""
        first = goal.first
        day, wording = self._deadline(goal.dated)
        lead, supporting = self._units(first)
        return TargetFacts(
            code=code,
            label=self._wording.label(first),
            short_label=self._wording.short_label(first),
            indicator=first.indicator,
            goal=self._goal(first),
            source=self._wording.source(first),
            section=self._outline.blocks[first.block].section,
            counted_by=self._counted_by(first),
            cohort=first.cohort,
            operator=first.goal.operator,
            deadline=day,
            deadline_wording=wording,
            milestones=self._milestones(goal),
            commitment=first.goal.commitment,
            priority=self._priority(first),
            lead=lead,
            supporting=supporting,
            assigned_by=first.given_by and self._wording.words(first, first.given_by),
            quota_to=self._quota_to(first),
            deductions=self._deductions(first),
            what="" if first.indicator else self._wording.label(first),
            who="" if first.cohort else self._wording.who(first),
            review="proposed",
            spans=tuple(
                self._outline.blocks[s.block].span(s.start, s.end) for s in goal.statements
            ),
        )

    def other(self, goal: Merged) -> OtherGoalFacts:
        """A goal that is no target of the plan."""
        first = goal.first
        day, wording = self._deadline(goal.dated)
        return OtherGoalFacts(
            label=self._wording.label(first),
            goal=self._goal(first),
            source=self._wording.source(first),
            indicator=first.indicator,
            cohort=first.cohort,
            assigned_by=first.given_by and self._wording.words(first, first.given_by),
            operator=first.goal.operator,
            commitment=first.goal.commitment,
            deadline=day,
            deadline_wording=wording,
            spans=tuple(
                self._outline.blocks[s.block].span(s.start, s.end) for s in goal.statements
            ),
        )

    # --- How much ------------------------------------------------------------------------------------

    def _goal(self, statement: Statement) -> GoalFacts:
        goal = statement.goal
        denominator = self._denominator(statement) if goal.kind == "percent" else None
        period = goal.period if goal.kind == "per_period" else None
        return GoalFacts(goal.kind, goal.value, period, bool(goal.each), denominator)

    def _denominator(self, statement: Statement) -> DenominatorFacts:
        who = self._wording.who(statement)
        letters = plain(who)
        residence = next((kind for pattern, kind in _RESIDENCES if pattern.search(letters)), None)
        share = self._terms.indicators[statement.indicator].share_of if statement.indicator else ""
        of = share or statement.of_indicator
        if of and (statement.of_indicator or not statement.cohort):
            label = who or self._terms.indicators[of].label
            return DenominatorFacts("indicator", label, indicator=of, after=statement.after)
        cohort = statement.cohort or (
            "all" if _PEOPLE.search(letters) and not _CONDITION.search(letters) else None
        )
        if cohort not in self._terms.cohorts:
            return DenominatorFacts(
                "stated", who or shortened(self._wording.source(statement)), residence=residence
            )
        count = self._population(cohort, residence)
        label = who or self._terms.cohorts[cohort].label
        return DenominatorFacts(
            "population", label, cohort=cohort, residence=residence, count=count
        )

    def _population(self, cohort: str | None, residence: Residence | None) -> int | None:
        baseline = self._header.baseline
        if (
            baseline is None
            or cohort is None
            or residence in ("temporary", "permanent_and_temporary")
        ):
            return None
        return baseline.population.get(cohort)

    def _milestones(self, goal: Merged) -> tuple[MilestoneFacts, ...]:
        steps = next((s.steps for s in goal.statements if s.steps), ())
        value = goal.first.goal.value
        is_share = goal.first.goal.kind != "percent" or any(s.is_share_of_goal for s in steps)
        made = (_milestone(step, value, is_share) for step in steps)
        return tuple(milestone for milestone in made if milestone)

    def _deadline(self, statement: Statement) -> tuple[date | None, Wording | None]:
        phrase = statement.deadline
        if phrase is None:
            return None, None
        if phrase.wording in DATED and phrase.day is None:
            return None, None
        return phrase.day, phrase.wording

    # --- By whom ---------------------------------------------------------------------------------------

    def _units(self, statement: Statement) -> tuple[str, tuple[str, ...]]:
        lead = next(self._labelled(statement, "lead"), "")
        supporting = tuple(
            unit for words in self._labelled(statement, "support") for unit in _listed(words)
        )
        if not lead:
            units = _listed(self._unit_above(statement)) or self._given_to(statement)
            lead, supporting = (
                (units[0], supporting or tuple(units[1:]))
                if units
                else (self._header.lead_unit, supporting)
            )
        return lead, supporting

    def _given_to(self, statement: Statement) -> list[str]:
        """The units that the list's announcement charges ("giao cho Công an xã, ... phải hoàn thành")."""
        at = self._outline.lead_in(statement.block)
        match = _GIVEN_TO.search(self._outline.plain[at]) if at is not None else None
        if at is None or not match:
            return []
        words = self._outline.blocks[at].text[match.start("units") : match.end("units")]
        return [_capital(unit) for unit in re.split(r", | và ", words)]

    def _labelled(self, statement: Statement, kind: LabelKind) -> Iterator[str]:
        for label, _ in self._around.timing.labels(statement, kind):
            for n in self._outline.group(statement.block):
                if label in self._outline.labels(n):
                    yield self._outline.blocks[n].text[label.start : label.end].strip(" .;,")
                    break

    def _unit_above(self, statement: Statement) -> str:
        """The unit whose name the block begins with or stands under."""
        outline = self._outline
        own = outline.plain[statement.block].split(":")[0]
        if len(own) <= _UNIT_LENGTH and ":" in outline.plain[statement.block]:
            match = _UNIT_NAME.fullmatch(own)
            if match and not _NO_UNIT.search(own):
                return outline.blocks[statement.block].text[match.start("unit") : match.end("unit")]
        for n in outline.headings(statement.block):
            match = _UNIT_NAME.fullmatch(outline.plain[n].rstrip(" .:"))
            if match and not _NO_UNIT.search(outline.plain[n]):
                return outline.blocks[n].text[match.start("unit") : match.end("unit")]
        return ""

    def _counted_by(self, statement: Statement) -> CountedBy:
        if statement.goal.each == "person":
            return "person"
        term = self._terms.indicators.get(statement.indicator or "")
        if term and (term.aggregation in ("frequency", "list") or term.share_of):
            return "office"
        return "office" if statement.cohort in _OFFICE_COHORTS else "place"

    def _quota_to(self, statement: Statement) -> QuotaTo | None:
        if statement.goal.each == "person":
            return "officer"
        if statement.cohort in _OFFICE_COHORTS:
            return "office"
        words = self._outline.plain[statement.block][statement.start : statement.end + _NEAR]
        if self._counted_by(statement) != "place" or not (
            statement.goal.each or _BY_VILLAGE.search(words)
        ):
            return None
        issuer = plain(self._header.issuer)
        return "commune" if _ABOVE_COMMUNE.search(issuer) else "village"

    def _priority(self, statement: Statement) -> int | None:
        match = re.match(
            r"(?:uu tien|nhom)[a-z ]{0,25}?(\d+)\s?:", self._outline.plain[statement.block]
        )
        return int(match[1]) if match else None

    def _deductions(self, statement: Statement) -> bool:
        places = {
            statement.block,
            *self._outline.group(statement.block),
            *self._outline.content(statement.block),
        }
        return not places.isdisjoint(self._deducted)


def _is_dated(wording: Wording) -> TypeGuard[DatedWording]:
    return wording in DATED


def _milestone(step: Step, goal: Decimal, is_share: bool) -> MilestoneFacts | None:
    day, wording = step.deadline.day, step.deadline.wording
    if day is None or not _is_dated(wording):
        return None
    share = step.percent if is_share or not goal else 100 * step.percent / goal
    share = share.quantize(Decimal("0.01"))
    return MilestoneFacts(day, wording, share)


def _listed(words: str) -> list[str]:
    """Units apart at semicolons and before a capital: "Các phòng, ban" is one."""
    units: list[str] = []
    for part in re.split(r"(;\s*|,\s+)", words):
        if (
            units
            and not part.startswith((";", ","))
            and units[-1].endswith(",")
            and part[:1].islower()
        ):
            units[-1] = f"{units[-1]} {part}"
        elif part.startswith(","):
            units[-1:] = [f"{units[-1]},"] if units else []
        elif not part.startswith(";"):
            units.append(part)
    return [_capital(unit.strip(" .,;")) for unit in units if unit.strip(" .,;")]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
