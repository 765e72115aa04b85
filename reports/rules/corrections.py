"""What an issued report said and the ledger says otherwise now: the difference sheet of the next one.

An issued report never changes; its corrections leave with the report after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reports.rules.document import Cell
from reports.rules.weekly import Correction, WeeklyReport

COMPARED = ("Trong tuần", "Lũy kế")
TITLE = "ĐIỀU CHỈNH SỐ LIỆU CỦA BÁO CÁO TUẦN ĐẾN NGÀY"

Place = tuple[str, str, str]  # table, row, column


Labels = Mapping[
    str, str
]  # what a target was called -> what it is called now; "" where it is no more


def corrections(
    issued: WeeklyReport,
    now: WeeklyReport,
    *,
    renamed: Labels | None = None,
    new: Iterable[str] = (),
) -> tuple[Correction, ...]:
    """The counts of the annexes that differ, in the order of the report drafted anew.

    An amendment between the two is no correction of figures: targets that it `renamed` are compared under
    their present names; those that it dropped, and `new` ones, are left out.
    """
    before = _counts(issued, renamed or {})
    after = _counts(now, dict.fromkeys(new, ""))
    return tuple(
        Correction(*place, before.get(place), after.get(place))
        for place in dict.fromkeys([*after, *before])
        if before.get(place) != after.get(place)
    )


def _counts(report: WeeklyReport, renamed: Labels) -> dict[Place, int | None]:
    """Each compared count by its annex, its row's name and its column; corrections are no figures."""
    titles = {label.upper(): name.upper() for label, name in renamed.items()}
    found: dict[Place, int | None] = {}
    for annex in report.annexes:
        if annex.title.startswith(TITLE):
            continue
        for place, column in enumerate(annex.table.columns):
            if column.label in COMPARED:
                for row in annex.table.rows:
                    title, name = _present(annex.title, titles), str(row[1])
                    name = renamed.get(name, name)
                    if title and name:
                        found[title, name, column.label] = _count(row[place])
    return found


def _present(title: str, titles: Labels) -> str:
    """An annex of one target is called "<ITS LABEL> THEO THÔN"; "" where the target is left out."""
    for label, name in titles.items():
        if title.startswith(f"{label} THEO "):
            return name and title.replace(label, name, 1)
    return title


def _count(cell: Cell) -> int | None:
    return cell if isinstance(cell, int) else None
