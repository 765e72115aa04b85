"""Names spelt two ways, words misread, and what the plan leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from plans.rules.checks.context import Context
from plans.rules.checks.dates import place_of
from plans.rules.checks.spelt import Spelt, names_in, spelt_two_ways
from plans.rules.checks.words import suspects_in
from plans.rules.facts import PlanFacts, SpellingFacts
from plans.rules.findings import Finding, Kind, Level
from plans.rules.goals import TargetFacts
from vietnamese.text import comparable, fold


def check_names(facts: PlanFacts, context: Context) -> Iterator[Finding]:
    """What the reader found misspelt, then what the plan's own fields and the portal's units show."""
    seen: set[tuple[str, str]] = set()
    for spelling in (*facts.spellings, *_spellings_of(facts), *_against_units(facts, context)):
        key = (comparable(spelling.printed), comparable(spelling.suggestion))
        if key not in seen and key[::-1] not in seen:
            seen.add(key)
            yield _finding(spelling)


def check_missing(facts: PlanFacts, context: Context) -> Iterator[Finding]:
    """What a plan cannot do without, and percents that do not say of what."""
    if not facts.title.strip():
        yield _missing("Kế hoạch chưa có tên (trích yếu)", "title")
    if not facts.issuer.strip():
        yield _missing("Văn bản không ghi tên cơ quan ban hành", "issuer")
    if not facts.number and not facts.issued_on:
        yield _missing("Văn bản không ghi số, ngày ban hành", "number")
    elif not facts.issued_on:
        yield _missing("Văn bản không ghi ngày ban hành", "issued_on")
    elif not facts.number:
        yield _missing("Văn bản không ghi số", "number")
    if not facts.starts_on or not facts.ends_on:
        which = (
            "ngày bắt đầu" if facts.ends_on else "ngày kết thúc" if facts.starts_on else "thời gian"
        )
        yield _missing(f"Kế hoạch không ghi {which} thực hiện", "window")
    if facts.baseline and facts.baseline.stocks and not facts.baseline.as_of:
        yield _missing("Số liệu đầu kỳ không ghi ngày chốt", "as_of")
    yield from _without_denominator(facts, context)


def _without_denominator(facts: PlanFacts, context: Context) -> Iterator[Finding]:
    """Percents of nothing; as read, a group that the text names is whole enough until a person confirms it."""
    for target in facts.targets:
        if target.goal.kind != "percent" or target.goal.denominator or target.review == "dropped":
            continue
        is_named = bool(target.cohort or target.who)
        if is_named and target.review == "proposed":
            continue
        yield Finding(
            Kind.MISSING,
            Level.WARNING,
            _no_denominator_text(target, context)
            if is_named
            else f"Chỉ tiêu {target.code} không ghi tỷ lệ tính trên số nào (mẫu số)",
            span=place_of(target),
            about=f"denominator:{target.code}",
        )


def _no_denominator_text(target: TargetFacts, context: Context) -> str:
    group = context.cohort_label(target.cohort)
    hint = f"; có thể chọn số người của nhóm “{group}”" if group else ""
    return f"Chỉ tiêu {target.code} chưa chọn mẫu số nên không tính được tỷ lệ đã đạt{hint}"


def _missing(message: str, about: str) -> Finding:
    return Finding(Kind.MISSING, Level.WARNING, message, about=about)


def _finding(spelling: SpellingFacts) -> Finding:
    if spelling.kind == "name":
        kind = Kind.NAME_CONFLICT
        message = f"Tên ghi hai cách: “{spelling.printed}” và “{spelling.suggestion}”"
    else:
        kind = Kind.OCR_SUSPECT
        right = f", có thể là “{spelling.suggestion}”" if spelling.suggestion else ""
        message = f"Chữ “{spelling.printed}” nghi do nhận dạng sai{right}"
    return Finding(
        kind,
        Level.WARNING,
        message,
        spelling.printed,
        spelling.suggestion,
        spelling.span,
        f"{spelling.kind}:{fold(spelling.printed)[:60]}",
    )


def _texts(facts: PlanFacts) -> Iterator[str]:
    """Every wording of the plan that a person typed or the reader took over."""
    yield from (facts.issuer, f"xã {facts.place}" if facts.place else "", facts.title)
    yield from (facts.issued_printed, facts.dates_source, facts.lead_unit)
    yield from (parent.text for parent in facts.parents)
    yield from (target.source for target in facts.targets)
    yield from (goal.source for goal in facts.other_goals)
    yield from (rule.text for rule in facts.rules)
    yield from (task.text for task in facts.tasks)


def _spellings_of(facts: PlanFacts) -> Iterator[SpellingFacts]:
    """For a plan without a document behind it; the reader has already seen the whole text."""
    if facts.spellings:
        return
    names: list[Spelt] = []
    for text in _texts(facts):
        names += names_in(text)
        for suspect in suspects_in(text):
            yield SpellingFacts("ocr", suspect.printed, suspect.suggestion)
    for printed, right in spelt_two_ways(names):
        yield SpellingFacts("name", printed.name, right.name)


def _against_units(facts: PlanFacts, context: Context) -> Iterator[SpellingFacts]:
    """Units of the appendix that the portal knows under other accents."""
    known = {fold(name): name for name in context.unit_names}
    for row in facts.printed_quotas:
        name = known.get(fold(row.unit))
        if name and comparable(name) != comparable(row.unit):
            yield SpellingFacts("name", row.unit, name, row.span)
