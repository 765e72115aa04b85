"""The tables of a plan's document: its baseline, its targets, and the quotas of its units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from plans.rules.facts import BaselineFacts, PlanFacts
from plans.rules.goals import MilestoneFacts, TargetFacts
from plans.rules.wording import deadline_words, goal_words, milestone_words
from reports.rules.document import TOTAL_LABEL, Cell, Column, ColumnKind, Table
from targets.rules.quotas import levels_of
from units.rules import lineage
from vietnamese.numbers import percent_of

MOST_COLUMNS = 6  # targets side by side on a page that lies on its side
EVERYBODY = "all"
WHOLE = Decimal(100)


@dataclass(frozen=True)
class Names:
    """What codes and paths are called on paper: indicators, their measures, cohorts, units in order.

    `branches` tells units that are never added up together; `root` is the path of the plan's own unit.
    """

    indicators: Mapping[str, str]
    measures: Mapping[str, str]
    cohorts: Mapping[str, str]
    units: Mapping[str, str]
    branches: Mapping[str, str] = field(default_factory=dict)
    root: str = ""

    def measure(self, indicator: str | None) -> str:
        """The measure of an indicator; "" where it is not known."""
        return self.measures.get(indicator or "", "")


def baseline_table(baseline: BaselineFacts, names: Names) -> Table:
    """Each level at the start, of how many, and the percent worked out from the two."""
    people = baseline.population
    rows: list[tuple[Cell, ...]] = []
    for place, stock in enumerate(baseline.stocks, start=1):
        whole = people.get(stock.cohort or EVERYBODY)
        rows.append(
            (
                place,
                names.indicators.get(stock.indicator, stock.indicator),
                names.cohorts.get(stock.cohort or EVERYBODY, ""),
                stock.value,
                whole,
                _share(stock.value, whole),
            )
        )
    columns = (
        Column("TT", ColumnKind.TEXT, 10),
        Column("Nội dung", ColumnKind.TEXT, 62),
        Column("Nhóm đối tượng", ColumnKind.TEXT, 42),
        Column("Số đầu kỳ", ColumnKind.COUNT, 18),
        Column("Trên tổng số", ColumnKind.COUNT, 18),
        Column("Tỷ lệ", ColumnKind.PERCENT, 15),
    )
    return Table("", columns, tuple(rows))


def _share(part: int, whole: int | None) -> Decimal | None:
    return percent_of(part, whole) if whole else None


def targets_table(targets: Sequence[TargetFacts], names: Names) -> Table:
    """Every target: goal, denominator, deadline with milestones, who leads and who helps."""
    columns = (
        Column("TT", ColumnKind.TEXT, 10),
        Column("Chỉ tiêu", ColumnKind.TEXT, 84),
        Column("Mức giao", ColumnKind.TEXT, 32),
        Column("Tính trên", ColumnKind.TEXT, 46),
        Column("Thời hạn", ColumnKind.TEXT, 36),
        Column("Chủ trì, phối hợp", ColumnKind.TEXT, 44),
    )
    return Table("", columns, tuple(_target_row(target, names) for target in targets))


def _target_row(target: TargetFacts, names: Names) -> tuple[Cell, ...]:
    denominator = target.goal.denominator
    when = "; ".join(
        filter(None, (deadline_words(target), *(milestone_words(m) for m in steps_of(target))))
    )
    return (
        target.code,
        target.label,
        goal_words(target.goal, target.operator, names.measure(target.indicator)),
        denominator.label if denominator else "",
        when or "không ghi",
        "; ".join(filter(None, (target.lead, ", ".join(target.supporting)))),
    )


def steps_of(target: TargetFacts) -> tuple[MilestoneFacts, ...]:
    """The milestones on the way; the one that says the deadline again is left out."""
    return tuple(
        m for m in target.milestones if not (m.share_of_goal == WHOLE and m.by == target.deadline)
    )


def quota_tables(facts: PlanFacts, names: Names) -> tuple[Table, ...]:
    """Units down, split targets across, each column with its sum; so many targets a page."""
    split = [t for t in facts.targets if any(quota.target == t.code for quota in facts.quotas)]
    pages = [split[n : n + MOST_COLUMNS] for n in range(0, len(split), MOST_COLUMNS)]
    return tuple(_quota_table(facts, page, names) for page in pages)


def _quota_table(facts: PlanFacts, targets: Sequence[TargetFacts], names: Names) -> Table:
    codes = [target.code for target in targets]
    shares = {(q.unit, q.target): q.value for q in facts.quotas if q.target in codes}
    given = {unit for unit, _ in shares}
    units = [unit for unit in names.units if unit in given]
    units += sorted(given - set(units))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (place, _unit_cell(unit, given, names), *(shares.get((unit, code)) for code in codes))
        for place, unit in enumerate(units, start=1)
    )
    total: tuple[Cell, ...] = (
        "",
        TOTAL_LABEL,
        *(_sum(shares, target, names) for target in targets),
    )
    columns = (
        Column("TT", ColumnKind.TEXT, 12),
        Column("Đơn vị", ColumnKind.TEXT, 60),
        *(Column(f"{t.code}. {t.short_label}", ColumnKind.COUNT, 30) for t in targets),
    )
    return Table("", columns, rows, total)


def _unit_cell(unit: str, given: set[str], names: Names) -> str:
    """A unit whose share is part of another one's stands under it, marked as such."""
    depth = sum(above in given for above in lineage(unit)[:-1])
    return f"{'- ' * depth}{names.units.get(unit, unit)}"


def _sum(shares: Mapping[tuple[str, str], int], target: TargetFacts, names: Names) -> int:
    """The shares of the target's own branch, what is part of a larger one left out."""
    own = {
        unit: value
        for (unit, code), value in shares.items()
        if code == target.code and names.branches.get(unit, target.counted_by) == target.counted_by
    }
    return levels_of(None, names.root, own)[0].given
