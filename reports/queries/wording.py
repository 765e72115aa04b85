"""A target's facts in the words that pages and reports print."""

from __future__ import annotations

from reports.rules.progress import TargetFacts
from residents.models import Residence
from targets.models import Target
from targets.queries.pages import deadline_text, goal_text
from vietnamese.numbers import format_count


def target_facts(target: Target) -> TargetFacts:
    """What progress says of its target."""
    return TargetFacts(
        code=target.code,
        label=target.label,
        short_label=target.short_label,
        indicator=target.indicator.code,
        indicator_label=target.indicator.label,
        cohort=target.cohort.code if target.cohort else None,
        cohort_label=target.cohort.label if target.cohort else "",
        measure=target.indicator.measure,
        operator=target.operator,
        goal_kind=target.goal_kind,
        goal_value=target.goal_value,
        goal_text=goal_text(target),
        deadline=target.deadline,
        last_day=target.last_day,
        deadline_text=deadline_text(target),
        lead=target.lead,
        branch=target.branch,
    )


def denominator_note(counted: str, wanted: str) -> tuple[str, str]:
    """(the denominator's name, a note where it counts fewer people than the target speaks of)."""
    label = f"nhân khẩu {Residence(counted).label}"
    if wanted == Residence.BOTH and counted == Residence.PERMANENT:
        return label, "Mẫu số chưa gồm nhân khẩu tạm trú."
    return label, ""


def quota_note(note: str, quota: int | None, required: int | None) -> str:
    """A row's note, with a word on a quota that a deduction has made larger than the people left."""
    if quota is None or required is None or required >= quota:
        return note
    word = (
        f"Mức giao {format_count(quota)} chưa điều chỉnh sau giám trừ;"
        f" chỉ còn {format_count(required)} người."
    )
    return f"{note} {word}".lstrip()
