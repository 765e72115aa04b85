"""What an issued report said and the ledger says otherwise now: the difference sheet of the next one.

An issued report never changes; its corrections leave with the report after it.
"""

from __future__ import annotations

from reports.rules.weekly import Cell, Correction, WeeklyReport

COMPARED = ("Trong tuần", "Lũy kế")
TITLE = "ĐIỀU CHỈNH SỐ LIỆU CỦA BÁO CÁO TUẦN ĐẾN NGÀY"

Place = tuple[str, str, str]  # table, row, column


def corrections(issued: WeeklyReport, now: WeeklyReport) -> tuple[Correction, ...]:
    """The counts of the annexes that differ, in the order of the report drafted anew."""
    before, after = _counts(issued), _counts(now)
    return tuple(
        Correction(*place, before.get(place), after.get(place))
        for place in dict.fromkeys([*after, *before])
        if before.get(place) != after.get(place)
    )


def _counts(report: WeeklyReport) -> dict[Place, int | None]:
    """Each compared count by its annex, its row's name and its column; corrections are no figures."""
    found: dict[Place, int | None] = {}
    for annex in report.annexes:
        if annex.title.startswith(TITLE):
            continue
        for place, column in enumerate(annex.table.columns):
            if column.label in COMPARED:
                for row in annex.table.rows:
                    found[annex.title, str(row[1]), column.label] = _count(row[place])
    return found


def _count(cell: Cell) -> int | None:
    return cell if isinstance(cell, int) else None
