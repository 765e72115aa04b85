"""The first draft of the weekly report, written from the figures alone.

Every number comes from the facts; causes and activities that the portal does not know are left to
the people who sign.
"""

from __future__ import annotations

import json

from reports.rules.corrections import TITLE
from reports.rules.document import (
    ILLUSTRATIVE_LINE,
    NO_FIGURE,
    Annex,
    Table,
    annex_label,
    annex_reference,
    printable,
)
from reports.rules.narrative import sections
from reports.rules.narrative.sentences import lowered, up_to
from reports.rules.narrative.tables import (
    corrections_table,
    table_notes,
    targets_table,
    units_table,
)
from reports.rules.weekly import (
    PlanHeading,
    TargetWeek,
    WeeklyFacts,
    WeeklyReport,
    from_json,
    to_json,
)
from vietnamese.dates import format_date, format_formal


def draft_report(facts: WeeklyFacts) -> WeeklyReport:
    """The report on one plan and week in the form of Nghị định 30, ready to be read and issued."""
    annexes = _annexes(facts)
    report = WeeklyReport(
        plan_code=facts.plan.code,
        unit_code=facts.unit_code,
        issuer_name=facts.issuer_name,
        letterhead=facts.letterhead,
        subject=_about(facts.plan),
        period=f"({_week(facts)})",
        addressees=(facts.superior,) if facts.superior else (),
        opening=(_opening(facts),),
        sections=_sections(facts, annexes),
        closing=_closing(facts),
        signature=facts.signature,
        recipients=_recipients(facts),
        annexes=annexes,
        figures_to=facts.figures_to,
        ending=facts.ending,
        illustrative=facts.is_illustrative,
    )
    return from_json(json.dumps(printable(json.loads(to_json(report))), ensure_ascii=False))


def _about(plan: PlanHeading) -> str:
    return f"Kết quả thực hiện Kế hoạch {lowered(plan.title)}"


def _cited(plan: PlanHeading) -> str:
    """The plan by its number and day where it has them, and by its title."""
    if plan.number is None:
        return _about(plan)
    issued = "" if plan.issued_on is None else f" {format_formal(plan.issued_on)}"
    return f"Kết quả thực hiện Kế hoạch số {plan.number}{issued} về {lowered(plan.title)}"


def _opening(facts: WeeklyFacts) -> str:
    """What is reported on; of an amended plan also by which version it counts."""
    told = f"{facts.issuer_name} báo cáo {lowered(_cited(facts.plan))}"
    if not facts.plan.amendment:
        return f"{told} như sau:"
    amended = f"Kế hoạch đã sửa đổi, bổ sung lần {facts.plan.amendment}"
    if facts.plan.amended_on:
        amended += f", ban hành ngày {format_date(facts.plan.amended_on)}"
    return f"{told}. Số liệu tính theo {amended}. Kết quả như sau:"


def _week(facts: WeeklyFacts) -> str:
    return f"tuần từ ngày {format_date(facts.week_start)} đến ngày {format_date(facts.ending)}"


def _sections(facts: WeeklyFacts, annexes: tuple[Annex, ...]) -> tuple[sections.Section, ...]:
    return (
        sections.leadership(facts),
        *sections.results(facts, _pointed_to(annexes, facts)),
        sections.shortcomings(facts),
        sections.next_week(facts),
        sections.proposals(facts),
    )


def _pointed_to(annexes: tuple[Annex, ...], facts: WeeklyFacts) -> str:
    """The body must speak of its annexes (Nghị định 30, Phụ lục I, III.1)."""
    labels = [annex.label for annex in annexes]
    correction = labels.pop() if facts.corrections else None
    first, *others = labels
    parts = [f"Số liệu từng chỉ tiêu tại {first}"]
    if others:
        places = ", ".join(label.removeprefix("Phụ lục ") for label in others)
        parts.append(f"số liệu từng {facts.units_noun} tại Phụ lục {places}")
    if correction:
        parts.append(f"điều chỉnh số liệu của báo cáo trước tại {correction}")
    return f"{'; '.join(parts)} kèm theo."


def _closing(facts: WeeklyFacts) -> str:
    body = f"Trên đây là báo cáo kết quả thực hiện Kế hoạch {_week(facts)}"
    if facts.superior:
        return f"{body}, {facts.issuer_name} kính báo cáo {facts.superior}./."
    return f"{body} của {facts.issuer_name}./."


def _recipients(facts: WeeklyFacts) -> tuple[str, ...]:
    """Lines ready to print; after "Kính gửi" the first is "Như trên" (Nghị định 30, cell 9b)."""
    first = ("Như trên",) if facts.superior else ()
    return (
        *(f"- {line};" for line in (*first, *facts.recipients)),
        f"- Lưu: {facts.filed_as}.",
    )


ALL_TARGETS = "Kết quả thực hiện các chỉ tiêu của Kế hoạch"


def _annexes(facts: WeeklyFacts) -> tuple[Annex, ...]:
    """All targets first, then each target with figures by unit, then corrections of the last report."""
    by_unit = [target for target in facts.targets if _has_figures(target)]
    names = [ALL_TARGETS, *(_unit_name(target, facts) for target in by_unit)]
    tables: list[tuple[str, Table, tuple[str, ...]]] = [
        (ALL_TARGETS.upper(), targets_table(facts.targets), ()),
        *(
            (name.upper(), units_table(target), table_notes(target, facts.unit_name))
            for name, target in zip(names[1:], by_unit, strict=True)
        ),
    ]
    if facts.corrections and facts.corrected_ending:
        title = f"{TITLE} {format_date(facts.corrected_ending)}"
        table = corrections_table(facts.corrections, {name.upper(): name for name in names})
        tables.append((title, table, ()))
    reference = annex_reference(facts.letterhead, facts.issuer_name, facts.ending)
    return tuple(
        Annex(
            annex_label(place, len(tables)),
            title, reference, table, _notes(facts, notes),
        )
        for place, (title, table, notes) in enumerate(tables, start=1)
    )  # fmt: skip


def _has_figures(target: TargetWeek) -> bool:
    return any(unit.progress.done is not None for unit in target.by_unit)


def _unit_name(target: TargetWeek, facts: WeeklyFacts) -> str:
    return f"{target.progress.target.label} theo {facts.units_noun}"


def _notes(facts: WeeklyFacts, notes: tuple[str, ...]) -> tuple[str, ...]:
    counted = f"Số liệu {up_to(facts.figures_to, facts.complete_to)}"
    said = (f'{counted}; dấu "{NO_FIGURE}" là không có số liệu, không phải bằng 0.', *notes)
    return (*said, f"{ILLUSTRATIVE_LINE}.") if facts.is_illustrative else said
