"""What has to be decided today, drawn from the figures alone; each with the place to act on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from reports.rules.progress import Progress, State
from vietnamese.dates import format_day_month
from vietnamese.numbers import format_count

MOST_NAMES = 3
BEHIND = frozenset({State.LATE, State.OVERDUE})


class Kind(StrEnum):
    """What a decision is about; the page knows where each is acted on."""

    LATE = "late"
    MISSING = "missing"
    RETURNED = "returned"
    QUOTA = "quota"


@dataclass(frozen=True)
class Decision:
    """One thing to decide: of whom, what, and the target, unit or day it leads to."""

    kind: Kind
    who: str
    what: str
    target: str = ""
    unit: str = ""
    day: date | None = None


def names_text(names: Sequence[str], most: int = MOST_NAMES) -> str:
    """ "A", "A và B", "A, B và C", "A, B, C và 4 đơn vị khác"."""
    shown = list(names[:most])
    if len(names) > most:
        return f"{', '.join(shown)} và {len(names) - most} đơn vị khác"
    if len(shown) > 1:
        return f"{', '.join(shown[:-1])} và {shown[-1]}"
    return "".join(shown)


def late_units(rows: Sequence[Progress]) -> list[Decision]:
    """The units furthest behind their own path for one target, as one decision."""
    late = [row for row in rows if row.state in BEHIND and (row.behind or 0) > 0]
    worst = sorted(late, key=lambda row: (-(row.behind or 0), row.unit_name))[:MOST_NAMES]
    if not worst:
        return []
    target = worst[0].target
    gaps = ", ".join(format_count(row.behind or 0) for row in worst)
    what = f"chậm nhất về {target.short_label}: thiếu {gaps} {target.measure} so với lộ trình riêng"
    if len(late) > len(worst):
        what += f"; tổng số {len(late)} đơn vị chậm"
    names = names_text([row.unit_name for row in worst])
    return [Decision(Kind.LATE, names, f"{what}.", target=target.code)]


def missing_reports(names: Sequence[str], *, day: date, cutoff: time) -> list[Decision]:
    """The units that have not reported the last complete day, with the hour it was due."""
    if not names:
        return []
    due = f"{cutoff:%H:%M} ngày {format_day_month(day + timedelta(days=1))}"
    what = f"chưa báo cáo ngày {format_day_month(day)} (hạn {due})."
    return [Decision(Kind.MISSING, names_text(names), what, day=day)]


def returned_day(unit_code: str, unit_name: str, *, day: date, reason: str) -> Decision:
    """A day that was sent back and not corrected yet."""
    what = f"chưa sửa số liệu ngày {format_day_month(day)} bị trả lại: {reason.rstrip('.')}."
    return Decision(Kind.RETURNED, unit_name, what, unit=unit_code, day=day)


def quota_difference(row: Progress, given: int) -> list[Decision]:
    """A target whose parts do not sum to it."""
    if row.required is None or given == row.required:
        return []
    word = "ít hơn" if given < row.required else "nhiều hơn"
    what = (
        f"giao cho các đơn vị {format_count(given)}, {word} chỉ tiêu {format_count(row.required)}"
        f" là {format_count(abs(row.required - given))} {row.target.measure}."
    )
    return [Decision(Kind.QUOTA, row.target.short_label, what, target=row.target.code)]
