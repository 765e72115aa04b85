"""The first draft of the weekly report, written from the figures alone.

Every number comes from the facts; causes and activities that the portal does not know are left to
the people who sign.
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from reports.rules.narrative import sections
from reports.rules.narrative.sentences import lowered, up_to
from reports.rules.narrative.tables import table_notes, targets_table, units_table
from reports.rules.weekly import (
    ILLUSTRATIVE_LINE,
    NO_FIGURE,
    Annex,
    PlanHeading,
    Table,
    TargetWeek,
    WeeklyFacts,
    WeeklyReport,
    annex_reference,
    from_json,
    to_json,
)
from vietnamese.dates import format_date, format_formal
from vietnamese.text import nfc

ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


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
        opening=(f"{facts.issuer_name} báo cáo {lowered(_cited(facts.plan))} như sau:",),
        sections=_sections(facts, annexes),
        closing=_closing(facts),
        signature=facts.signature,
        recipients=_recipients(facts),
        annexes=annexes,
        figures_to=facts.figures_to,
        ending=facts.ending,
        illustrative=facts.is_illustrative,
    )
    return from_json(json.dumps(_clean(json.loads(to_json(report))), ensure_ascii=False))


def _clean(value: Any) -> Any:
    """Texts composed (TCVN 6909 is NFC) and without control characters, which no format can hold."""
    if isinstance(value, str):
        return "".join(c for c in nfc(value) if unicodedata.category(c) != "Cc")
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return value


def _about(plan: PlanHeading) -> str:
    return f"Kết quả thực hiện Kế hoạch {lowered(plan.title)}"


def _cited(plan: PlanHeading) -> str:
    """The plan by its number and day where it has them, and by its title."""
    if plan.number is None:
        return _about(plan)
    issued = "" if plan.issued_on is None else f" {format_formal(plan.issued_on)}"
    return f"Kết quả thực hiện Kế hoạch số {plan.number}{issued} về {lowered(plan.title)}"


def _week(facts: WeeklyFacts) -> str:
    return f"tuần từ ngày {format_date(facts.week_start)} đến ngày {format_date(facts.ending)}"


def _sections(facts: WeeklyFacts, annexes: tuple[Annex, ...]) -> tuple[sections.Section, ...]:
    return (
        sections.leadership(facts),
        *sections.results(facts, _pointed_to(annexes, facts.units_noun)),
        sections.shortcomings(facts),
        sections.next_week(facts),
        sections.proposals(facts),
    )


def _pointed_to(annexes: tuple[Annex, ...], units_noun: str) -> str:
    """The body must speak of its annexes (Nghị định 30, Phụ lục I, III.1)."""
    first, *others = [annex.label for annex in annexes]
    by_target = f"Số liệu từng chỉ tiêu tại {first}"
    if not others:
        return f"{by_target} kèm theo."
    places = ", ".join(label.removeprefix("Phụ lục ") for label in others)
    return f"{by_target}; số liệu từng {units_noun} tại Phụ lục {places} kèm theo."


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


def _annexes(facts: WeeklyFacts) -> tuple[Annex, ...]:
    """All targets first, then one annex for each target with figures by unit."""
    by_unit = [target for target in facts.targets if _has_figures(target)]
    tables: list[tuple[str, Table, tuple[str, ...]]] = [
        ("KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU CỦA KẾ HOẠCH", targets_table(facts.targets), ()),
        *(
            (
                _unit_title(target, facts),
                units_table(target),
                table_notes(target, facts.unit_name),
            )
            for target in by_unit
        ),
    ]
    labels = (
        [f"Phụ lục {_roman(place)}" for place in range(1, len(tables) + 1)]
        if by_unit
        else ["Phụ lục"]
    )
    reference = annex_reference(facts.letterhead, facts.issuer_name, facts.ending)
    return tuple(
        Annex(label, title, reference, table, _notes(facts, notes))
        for label, (title, table, notes) in zip(labels, tables, strict=True)
    )


def _roman(number: int) -> str:
    """Two or more annexes bear Roman numerals (Nghị định 30, Phụ lục I, III.1)."""
    text = ""
    for value, letters in ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _has_figures(target: TargetWeek) -> bool:
    return any(unit.progress.done is not None for unit in target.by_unit)


def _unit_title(target: TargetWeek, facts: WeeklyFacts) -> str:
    return f"{target.progress.target.label} theo {facts.units_noun}".upper()


def _notes(facts: WeeklyFacts, notes: tuple[str, ...]) -> tuple[str, ...]:
    counted = f"Số liệu {up_to(facts.figures_to, facts.complete_to)}"
    said = (f'{counted}; dấu "{NO_FIGURE}" là không có số liệu, không phải bằng 0.', *notes)
    return (*said, f"{ILLUSTRATIVE_LINE}.") if facts.is_illustrative else said
