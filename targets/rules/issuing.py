"""What stands between a draft and its issue, each with the place where it is put right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from plans.rules.facts import PlanFacts
from plans.rules.findings import Finding, Level
from plans.rules.goals import GoalFacts, TargetFacts
from plans.rules.vocabulary import VocabularyFacts

Place = Literal["heading", "targets", "findings", "quotas", "figures"]
MOST_KEY = 300
MOST_TITLE = 300
MOST_LABEL = 300
MOST_SHORT = 60
MOST_CODE = 10
MOST_VALUE = 10**10
PLACES = 2


@dataclass(frozen=True)
class Obstacle:
    """Why a draft cannot be issued. `about`: a heading's field, a target's code, a finding's key."""

    message: str
    place: Place
    about: str = ""


def kept_key(finding: Finding) -> str:
    """A finding's key as an explanation is kept under it."""
    return finding.key[:MOST_KEY]


def obstacles_of(
    facts: PlanFacts,
    findings: Iterable[Finding],
    explained: Collection[str],
    vocabulary: VocabularyFacts,
) -> tuple[Obstacle, ...]:
    """Everything that must be done first: the heading, each target, each error without explanation."""
    return (
        *_heading(facts),
        *_targets(facts, vocabulary),
        *_words(facts, vocabulary),
        *(
            Obstacle(f"Chưa sửa hoặc giải trình: {finding.message}", "findings", kept_key(finding))
            for finding in findings
            if finding.level == Level.ERROR and kept_key(finding) not in explained
        ),
    )


def _heading(facts: PlanFacts) -> Iterator[Obstacle]:
    missing = {
        "title": "Kế hoạch chưa có tên.",
        "issuer": "Kế hoạch chưa có cơ quan ban hành.",
        "ends_on": "Kế hoạch chưa có ngày kết thúc.",
    }
    for field, message in missing.items():
        if not getattr(facts, field):
            yield Obstacle(message, "heading", field)
    if len(facts.title) > MOST_TITLE:
        yield Obstacle(f"Tên kế hoạch dài quá {MOST_TITLE} chữ cái.", "heading", "title")
    if facts.starts_on and facts.ends_on and facts.starts_on > facts.ends_on:
        yield Obstacle("Ngày bắt đầu sau ngày kết thúc.", "heading", "starts_on")


def _words(facts: PlanFacts, vocabulary: VocabularyFacts) -> Iterator[Obstacle]:
    """Words of the start figures and cells that the vocabulary does not have (any more)."""
    stocks = facts.baseline.stocks if facts.baseline else ()
    people = facts.baseline.population if facts.baseline else {}
    used = {row.indicator for row in stocks} | {row.indicator for row in facts.fields}
    used |= {row.cohort for row in stocks if row.cohort} | {row.cohort for row in facts.fields}
    known = {row.code for row in vocabulary.indicators} | {row.code for row in vocabulary.cohorts}
    for code in sorted((used | set(people)) - known):
        yield Obstacle(
            f"Danh mục không còn “{code}” mà số liệu của kế hoạch dùng.", "figures", code
        )


def _targets(facts: PlanFacts, vocabulary: VocabularyFacts) -> Iterator[Obstacle]:
    for target in facts.targets:
        for message in _messages(target, vocabulary):
            yield Obstacle(message, "targets", target.code)
    staying = Counter(target.code for target in facts.targets if target.review != "dropped")
    for code, count in staying.items():
        if count > 1:
            yield Obstacle(f"Có {count} chỉ tiêu cùng ký hiệu {code}.", "targets", code)
    if not staying:
        yield Obstacle("Kế hoạch chưa có chỉ tiêu nào, hoặc mọi chỉ tiêu đều đã bỏ.", "targets")


def _messages(target: TargetFacts, vocabulary: VocabularyFacts) -> Iterator[str]:
    if target.review == "proposed":
        yield f"Chỉ tiêu {target.code} chưa được xác nhận hoặc bỏ."
    if target.review == "confirmed":
        indicators = {indicator.code for indicator in vocabulary.indicators}
        cohorts = {cohort.code for cohort in vocabulary.cohorts}
        for fault in _faults(target, indicators, cohorts):
            yield f"Chỉ tiêu {target.code}: {fault}."


def _faults(target: TargetFacts, indicators: set[str], cohorts: set[str]) -> Iterator[str]:
    """What a confirmed target lacks, or says in a way that no row can hold."""
    denominator = target.goal.denominator
    if not target.indicator:
        yield "chưa chọn loại số liệu"
    elif target.indicator not in indicators:
        yield f"loại số liệu “{target.indicator}” không có trong danh mục"
    for cohort in {target.cohort, denominator.cohort if denominator else None} - {None}:
        if cohort not in cohorts:
            yield f"nhóm đối tượng “{cohort}” không có trong danh mục"
    if not 0 < len(target.code) <= MOST_CODE:
        yield f"ký hiệu phải có từ 1 đến {MOST_CODE} chữ cái, chữ số"
    if not 0 < len(target.label) <= MOST_LABEL:
        yield f"nội dung chỉ tiêu phải có từ 1 đến {MOST_LABEL} chữ cái"
    if not 0 < len(target.short_label) <= MOST_SHORT:
        yield f"tên ngắn phải có từ 1 đến {MOST_SHORT} chữ cái"
    yield from _goal_faults(target.goal, indicators)


def _goal_faults(goal: GoalFacts, indicators: set[str]) -> Iterator[str]:
    denominator = goal.denominator
    if (goal.kind == "per_period") != (goal.period is not None):
        yield "kỳ chỉ ghi, và phải ghi, khi mức giao tính theo kỳ"
    if goal.value < 0 or goal.value >= MOST_VALUE or goal.value != round(goal.value, PLACES):
        yield "mức giao phải là số không âm, không quá hai chữ số lẻ"
    if denominator is None:
        return
    is_named = denominator.kind == "indicator"
    if is_named != bool(denominator.indicator):
        yield "loại số liệu làm mẫu số chỉ ghi, và phải ghi, khi mẫu số là kết quả của loại số liệu khác"
    elif is_named and denominator.indicator not in indicators:
        yield f"loại số liệu làm mẫu số “{denominator.indicator}” không có trong danh mục"
