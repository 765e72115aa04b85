"""Figures that can be worked out again: percents, sums, teams, days."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from plans.rules.checks.context import Context
from plans.rules.checks.derived import figures_of_fields
from plans.rules.checks.shares import printed_decimal, share_kind
from plans.rules.facts import FigureFacts, PlanFacts
from plans.rules.findings import Finding, Kind, Level
from vietnamese.dates import format_date
from vietnamese.numbers import format_count, format_decimal, percent_of


def check_figures(facts: PlanFacts, context: Context) -> Iterator[Finding]:
    """Every printed figure that its own terms refute."""
    for figure in (*facts.figures, *figures_of_fields(facts, context)):
        finding = _CHECKS[figure.kind](figure)
        if finding:
            yield finding


def _share(figure: FigureFacts) -> Finding | None:
    value = printed_decimal(figure.printed)
    if value is None or len(figure.terms) != 2 or figure.terms[1] <= 0:  # noqa: PLR2004
        return None
    part, whole = figure.terms
    kind = share_kind(value, part, whole)
    if kind is None:
        return None
    computed = format_decimal(percent_of(part, whole) or Decimal(0), 2)
    ratio = f"{format_count(part)}/{format_count(whole)}"
    printed = figure.printed.strip().rstrip("%")
    return Finding(
        kind,
        Level.ERROR if kind is Kind.PERCENT_MISMATCH else Level.WARNING,
        _share_message(kind, figure.label, f"{ratio} in là {printed}%", computed),
        printed=printed,
        computed=computed,
        span=figure.span,
        about=f"share:{part}/{whole}",
    )


def _share_message(kind: Kind, label: str, printed: str, computed: str) -> str:
    name = f"Tỷ lệ {label}".strip()
    if kind is Kind.PERCENT_MISMATCH:
        return f"{name} {printed}, tính lại là {computed}%"
    return f"{name} {printed}, làm tròn là {computed}%"


def _sum(figure: FigureFacts) -> Finding | None:
    return _total(figure, Kind.SUM_MISMATCH, "Tổng")


def _team(figure: FigureFacts) -> Finding | None:
    return _total(figure, Kind.TEAM_SUM, "Số người")


def _total(figure: FigureFacts, kind: Kind, name: str) -> Finding | None:
    """A printed total that differs from its parts by a unit or more."""
    printed = printed_decimal(figure.printed.replace(".", ""))
    if printed is None or not figure.terms:
        return None
    scale = -min(int(printed.as_tuple().exponent), 0)  # the terms count the last printed decimal
    found = Decimal(sum(figure.terms)).scaleb(-scale)
    if printed == found:
        return None
    computed, way = format_decimal(found, scale), "cộng các phần"
    label = figure.label[:1].lower() + figure.label[1:] if figure.kind == "sum" else figure.label
    if figure.kind == "sum":
        label = re.sub(r"^(?:tổng(?: cộng| số)?|có)(?: |$)", "", label)
    if min(figure.terms) < 0:
        name, way = "Số còn lại", "lấy tổng trừ đi"
    return Finding(
        kind,
        Level.ERROR,
        f"{name} {label}".strip() + f" in là {figure.printed}, {way} là {computed}",
        printed=figure.printed,
        computed=computed,
        span=figure.span,
        about=f"{figure.kind}:{len(figure.terms)}:{figure.terms[0]}",
    )


def _duration(figure: FigureFacts) -> Finding | None:
    if len(figure.terms) != 2:  # noqa: PLR2004
        return None
    first, last = (date.fromordinal(term) for term in figure.terms)
    if first > last:
        return _backwards(figure, first, last)
    printed, computed = printed_decimal(figure.printed), (last - first).days + 1
    if printed is None or printed == computed:
        return None
    return Finding(
        Kind.DURATION_MISMATCH,
        Level.WARNING,
        f"Thời gian gọi là {figure.printed} ngày; từ {format_date(first)} đến hết {format_date(last)}"
        f" là {computed} ngày",
        printed=figure.printed,
        computed=str(computed),
        span=figure.span,
        about=f"duration:{first.isoformat()}",
    )


def _backwards(figure: FigureFacts, first: date, last: date) -> Finding:
    return Finding(
        Kind.DATE_ORDER,
        Level.ERROR,
        f"Thời gian từ {format_date(first)} đến {format_date(last)}: ngày kết thúc trước ngày bắt đầu",
        printed=f"từ ngày {format_date(first)} đến ngày {format_date(last)}",
        span=figure.span,
        about=f"duration:{first.isoformat()}",
    )


def _ages(figure: FigureFacts) -> Finding:
    """Age groups that overlap, as the reader found them side by side."""
    return Finding(
        Kind.COHORT_OVERLAP,
        Level.WARNING,
        f"Hai nhóm tuổi “{figure.printed.replace(' / ', '” và “')}” trùng nhau, có người thuộc cả hai nhóm",
        figure.printed,
        span=figure.span,
        about="ages:" + "-".join(map(str, figure.terms)),
    )


_CHECKS: dict[str, Callable[[FigureFacts], Finding | None]] = {
    "share": _share,
    "sum": _sum,
    "team": _team,
    "duration": _duration,
    "ages": _ages,
}
