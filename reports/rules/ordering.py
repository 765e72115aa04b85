"""In which order a table shows its units."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from reports.rules.progress import Progress, ranked
from vietnamese.text import fold

UNKNOWN_LAST = Decimal(-1)

ORDERS: dict[str, tuple[str, Callable[[Progress], tuple[Decimal | int, str]]]] = {
    "percent": ("tỷ lệ", lambda row: (-_known(row.percent), row.unit_name)),
    "behind": ("chậm nhất", lambda row: (-_known(row.behind), row.unit_name)),
    "missing": ("còn lại nhiều nhất", lambda row: (-_known(row.missing), row.unit_name)),
    "name": ("tên đơn vị", lambda row: (0, fold(row.unit_name))),
}
BY_PATH = "path"
ORDER_LABELS = {BY_PATH: "theo lộ trình riêng"} | {
    name: label for name, (label, _) in ORDERS.items()
}


def in_order(rows: list[Progress], order: str) -> list[Progress]:
    """The rows in one of ORDER_LABELS; an unknown order is the ranking by each unit's own path."""
    if order in ORDERS:
        return sorted(rows, key=ORDERS[order][1])
    return ranked(rows)


def _known(value: Decimal | int | None) -> Decimal:
    return UNKNOWN_LAST * 10**9 if value is None else Decimal(value)
