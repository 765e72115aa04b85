"""A finding put right with the figure or the word that the check worked out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

from plans.rules.facts import FigureFacts, PlanFacts, StockFacts, TeamFacts
from plans.rules.findings import Finding, Kind

_SHARES = frozenset({Kind.PERCENT_MISMATCH, Kind.ROUNDING})
_TOTALS = {
    Kind.SUM_MISMATCH: "sum",
    Kind.TEAM_SUM: "team",
    Kind.DURATION_MISMATCH: "duration",
}
_WORDS = frozenset({Kind.OCR_SUSPECT, Kind.NAME_CONFLICT})


def mended(facts: PlanFacts, finding: Finding) -> PlanFacts | None:
    """The plan with what the check worked out in place of what is printed; None where that is not one thing.

    A sum may be wrong in its total or in a part: only the total that the text prints is put right.
    """
    if not finding.printed or not finding.computed:
        return None
    if finding.kind in _SHARES:
        after = _with_share(facts, finding)
    elif finding.kind in _TOTALS:
        after = _with_total(facts, finding)
    elif finding.kind in _WORDS:
        after = with_word(facts, finding.printed, finding.computed)
    else:
        return None
    return None if after == facts else after


def is_mendable(facts: PlanFacts, finding: Finding) -> bool:
    """Whether `mended` has something to put right."""
    if finding.kind in _WORDS:
        return bool(finding.printed and finding.computed)
    return mended(facts, finding) is not None


def _with_share(facts: PlanFacts, finding: Finding) -> PlanFacts:
    """The percent, both where the text prints it and in the figures at the start."""
    part, _, whole = finding.about.removeprefix("share:").partition("/")
    terms = (int(part), int(whole)) if part.isdigit() and whole.isdigit() else ()
    is_printed = _same_number(finding.printed)

    def figure(row: FigureFacts) -> FigureFacts:
        is_it = row.kind == "share" and row.terms == terms and is_printed(row.printed)
        return replace(row, printed=finding.computed) if is_it else row

    def stock(row: StockFacts) -> StockFacts:
        is_it = row.value in terms[:1] and is_printed(row.printed_percent)
        return replace(row, printed_percent=finding.computed) if is_it else row

    baseline = facts.baseline and replace(
        facts.baseline, stocks=tuple(stock(row) for row in facts.baseline.stocks)
    )
    return replace(facts, figures=tuple(figure(row) for row in facts.figures), baseline=baseline)


def _with_total(facts: PlanFacts, finding: Finding) -> PlanFacts:
    kind, is_printed = _TOTALS[finding.kind], _same_number(finding.printed)

    def figure(row: FigureFacts) -> FigureFacts:
        is_it = row.kind == kind and _about(row) == finding.about and is_printed(row.printed)
        return replace(row, printed=finding.computed) if is_it else row

    def team(row: TeamFacts) -> TeamFacts:
        members = tuple(m.people for m in row.members if m.people is not None)
        computed = finding.computed.replace(".", "")
        is_it = computed == str(sum(members)) and is_printed(str(row.people))
        return replace(row, people=sum(members)) if is_it else row

    after = replace(facts, figures=tuple(figure(row) for row in facts.figures))
    if kind != "team":
        return after
    return replace(after, teams=tuple(team(row) for row in facts.teams))


def _about(row: FigureFacts) -> str | None:
    """What a finding about the figure names it by; None where the figure cannot be worked out again."""
    if not row.terms:
        return None
    if row.kind == "duration":
        return f"duration:{date.fromordinal(row.terms[0]).isoformat()}"
    return f"{row.kind}:{len(row.terms)}:{row.terms[0]}"


def with_word(facts: PlanFacts, printed: str, right: str) -> PlanFacts:
    """Every wording of the plan with one word put right; a capital at its head stays a capital."""
    word = re.compile(rf"(?<!\w){re.escape(printed)}(?!\w)")
    if printed[:1].isupper():
        right = right[:1].upper() + right[1:]
    kept = tuple(row for row in facts.spellings if row.printed != printed)
    after = _reworded(replace(facts, spellings=()), lambda text: word.sub(lambda _: right, text))
    return replace(after, code=facts.code, spellings=kept)


def _reworded(value: Any, change: Callable[[str], str]) -> Any:
    """Facts with every text in them changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_reworded(item, change) for item in value)
    if isinstance(value, Mapping):
        return {key: _reworded(item, change) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        inner = ((field.name, getattr(value, field.name)) for field in fields(value))
        return replace(value, **{name: _reworded(item, change) for name, item in inner})
    return value


def _same_number(printed: str) -> Callable[[str], bool]:
    """Whether a text is the same number, however its thousands and its percent sign are written."""
    key = _bare(printed)
    return lambda text: bool(text) and _bare(text) == key


def _bare(text: str) -> str:
    return text.replace(".", "").strip().rstrip("%").strip()
