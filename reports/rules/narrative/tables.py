"""Tables of the weekly report: the villages on the main targets, every target, each target's units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from reports.rules.document import TOTAL_LABEL, Cell, Column, ColumnKind, Table
from reports.rules.narrative.sentences import PER_PERIOD, UNKNOWN_SHARE, lowered
from reports.rules.progress import Progress, State, ranked
from reports.rules.weekly import Correction, TargetWeek, UnitWeek
from vietnamese.dates import format_date
from vietnamese.numbers import format_count, percent_of

ORDINAL = Column("TT", ColumnKind.COUNT, 8)
MAIN_COLUMNS = (
    ("Mẫu số", ColumnKind.COUNT, 15),
    ("Trong tuần", ColumnKind.COUNT, 14),
    ("Lũy kế", ColumnKind.COUNT, 15),
    ("Tỷ lệ", ColumnKind.PERCENT, 18),
)
GROSS, NET = "Mẫu số gộp", "Mẫu số sau giám trừ"


def sum_known(values: Iterable[int | None]) -> int | None:
    """The sum of the known figures; None where none is known, since blank is not zero."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def in_rank_order(units: tuple[UnitWeek, ...]) -> tuple[UnitWeek, ...]:
    """Units from the best to the weakest by their own path."""
    by_code = {unit.progress.unit_code: unit for unit in units}
    return tuple(by_code[row.unit_code] for row in ranked([u.progress for u in units]))


def main_table(targets: tuple[TargetWeek, ...], units_noun: str) -> Table:
    """The units on one or two main targets side by side, ranked by the first."""
    order = [unit.progress.unit_code for unit in in_rank_order(targets[0].by_unit)]
    by_target = [{u.progress.unit_code: u for u in target.by_unit} for target in targets]
    names = {u.progress.unit_code: u.progress.unit_name for u in targets[0].by_unit}
    rows: list[tuple[Cell, ...]] = []
    for place, code in enumerate(order, start=1):
        units = [units_of.get(code) for units_of in by_target]
        rows.append((place, names[code], *_cells_of(units)))
    shown = [[units_of[code] for code in order if code in units_of] for units_of in by_target]
    table = Table(
        caption=f"Kết quả các chỉ tiêu chính theo {units_noun}{_bases_dated(targets)}",
        columns=(ORDINAL, Column("Đơn vị", ColumnKind.TEXT, 33), *_main_columns(targets)),
        rows=tuple(rows),
        total=(None, TOTAL_LABEL, *(cell for units in shown for cell in _main_total(units))),
    )
    for n in reversed(range(len(targets))):  # from the right, where a new column moves no other
        of_target = [by_target[n].get(code) for code in order]
        progress = [unit.progress if unit else None for unit in of_target]
        table = with_gross(table, 2 + n * len(MAIN_COLUMNS), progress)
    return table


def with_gross(table: Table, place: int, rows: Sequence[Progress | None]) -> Table:
    """The table with the gross denominators before the net ones of column `place`.

    `rows` are the table's, in its order; where nobody was deducted from any, the table is as it was.
    """
    if not any(row and row.deducted for row in rows):
        return table
    gross = [_gross(row) for row in rows]
    net = table.columns[place]
    both = (replace(net, label=GROSS), replace(net, label=NET))
    return replace(
        table,
        columns=(*table.columns[:place], *both, *table.columns[place + 1 :]),
        rows=tuple(
            _inserted(row, place, cell) for row, cell in zip(table.rows, gross, strict=True)
        ),
        total=table.total and _inserted(table.total, place, sum_known(gross)),
    )


def _gross(row: Progress | None) -> int | None:
    """A duty's percent is of days met, which nobody is deducted from."""
    return None if row is None or row.target.goal_kind == PER_PERIOD else row.gross


def _inserted(row: tuple[Cell, ...], place: int, cell: Cell) -> tuple[Cell, ...]:
    return (*row[:place], cell, *row[place:])


def _bases_dated(targets: tuple[TargetWeek, ...]) -> str:
    days = {target.progress.denominator_as_of for target in targets}
    known = sorted(day for day in days if day is not None)
    return f" (mẫu số tính đến {', '.join(map(format_date, known))})" if known else ""


def _main_columns(targets: tuple[TargetWeek, ...]) -> tuple[Column, ...]:
    return tuple(
        Column(label, kind, width, group=target.progress.target.short_label)
        for target in targets
        for label, kind, width in MAIN_COLUMNS
    )


def _cells_of(units: list[UnitWeek | None]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for unit in units:
        if unit is None:
            cells += [None] * len(MAIN_COLUMNS)
        else:
            row = unit.progress
            cells += [row.denominator, unit.week_count, row.done, row.percent]
    return tuple(cells)


def _main_total(units: list[UnitWeek]) -> tuple[Cell, ...]:
    return (
        sum_known(unit.progress.denominator for unit in units),
        sum_known(unit.week_count for unit in units),
        sum_known(unit.progress.done for unit in units),
        _percent_of_total(units),
    )


def _percent_of_total(units: Sequence[UnitWeek]) -> Cell:
    """The percent of the two sums, never an average; None where a row's own share is unknown."""
    rows = [unit.progress for unit in units]
    if any(row.done is not None and row.percent is None for row in rows):
        return None
    done = sum_known(row.done for row in rows)
    base = sum_known(row.denominator for row in rows)
    return None if done is None or base is None else percent_of(done, base)


ROUNDED = " (từng đơn vị được giao và làm tròn riêng)"

DENOMINATOR = Column("Mẫu số", ColumnKind.COUNT, 15)
TARGET_COLUMNS = (
    ORDINAL,
    Column("Chỉ tiêu", ColumnKind.TEXT, 52),
    Column("Đơn vị chủ trì", ColumnKind.TEXT, 31),
    Column("Mức giao", ColumnKind.TEXT, 25),
    Column("Thời hạn", ColumnKind.TEXT, 22),
    Column("Trong tuần", ColumnKind.COUNT, 14),
    Column("Lũy kế", ColumnKind.COUNT, 15),
    DENOMINATOR,
    Column("Mẫu số tính đến", ColumnKind.TEXT, 21),
    Column("Tỷ lệ", ColumnKind.PERCENT, 18),
    Column("Đánh giá", ColumnKind.STATE, 20),
    Column("Ghi chú", ColumnKind.TEXT, 22),
)


def targets_table(targets: tuple[TargetWeek, ...]) -> Table:
    """Every target of the plan with its denominator and that denominator's date."""
    rows = tuple(_target_row(place, target) for place, target in enumerate(targets, start=1))
    table = Table("", TARGET_COLUMNS, rows)
    return with_gross(table, TARGET_COLUMNS.index(DENOMINATOR), [t.progress for t in targets])


def _target_row(place: int, target: TargetWeek) -> tuple[Cell, ...]:
    row = target.progress
    facts = row.target
    return (
        place, facts.label, facts.lead or None, facts.goal_text, facts.deadline_text or None,
        target.week_count, row.done, *_share(row), row.state_label, _note(row),
    )  # fmt: skip


def _note(row: Progress) -> str:
    """The row's note, where it says more than the state in the column before it."""
    return "" if row.state in {State.NO_DATA, State.NO_BASELINE} else row.note


def _share(row: Progress) -> tuple[Cell, Cell, Cell]:
    """Denominator, its date, percent. A duty's percent is of days met, told in the note instead."""
    if row.target.goal_kind == PER_PERIOD:
        return None, None, None
    return row.denominator, _day(row.denominator_as_of), row.percent


def _day(day: date | None) -> str | None:
    return None if day is None else format_date(day)


UNIT_COLUMNS = (
    ORDINAL,
    Column("Đơn vị", ColumnKind.TEXT, 44),
    Column("Mẫu số", ColumnKind.COUNT, 22),
    Column("Trong tuần", ColumnKind.COUNT, 22),
    Column("Lũy kế", ColumnKind.COUNT, 22),
    Column("Tỷ lệ", ColumnKind.PERCENT, 24),
    Column("Phải đạt theo lộ trình", ColumnKind.COUNT, 26),
    Column("Vượt (+), chậm (-)", ColumnKind.COUNT, 24),
    Column("Còn thiếu", ColumnKind.COUNT, 22),
    Column("Đánh giá", ColumnKind.STATE, 37),
)


def units_table(target: TargetWeek) -> Table:
    """A target's units, ranked by their own path; the total row is the sum of the rows above it."""
    units = in_rank_order(target.by_unit)
    rows = tuple(_unit_row(place, unit) for place, unit in enumerate(units, start=1))
    total: list[Cell] = [None, TOTAL_LABEL]
    for place, column in enumerate(UNIT_COLUMNS[2:-1], start=2):
        if column.kind is ColumnKind.PERCENT:
            total.append(_percent_of_total(units))
        else:
            total.append(sum_known(_as_count(row[place]) for row in rows))
    table = Table("", UNIT_COLUMNS, rows, (*total, ""))
    return with_gross(table, 2, [unit.progress for unit in units])


def _as_count(cell: Cell) -> int | None:
    return cell if isinstance(cell, int) else None


def _unit_row(place: int, unit: UnitWeek) -> tuple[Cell, ...]:
    row = unit.progress
    ahead = None if row.behind is None else -row.behind
    missing = None if row.state in UNKNOWN_SHARE else row.missing
    return (
        place, row.unit_name, row.denominator, unit.week_count, row.done, row.percent,
        row.expected, ahead, missing, row.state_label,
    )  # fmt: skip


def table_notes(target: TargetWeek, unit_name: str) -> tuple[str, ...]:
    """Whom the denominators count and when; then where the whole unit's figures are not the sums."""
    return (*_base_note(target), *_difference_notes(target, unit_name))


def _base_note(target: TargetWeek) -> tuple[str, ...]:
    known = {
        (row.denominator_label, row.denominator_as_of)
        for row in (unit.progress for unit in target.by_unit)
        if row.denominator is not None and row.denominator_as_of is not None
    }
    return tuple(
        f"Mẫu số: {lowered(label)}, tính đến {format_date(day)}."
        for label, day in sorted(known, key=str)
        if day is not None
    )


def _difference_notes(target: TargetWeek, unit_name: str) -> tuple[str, ...]:
    whole, rows = target.progress, [unit.progress for unit in target.by_unit]
    pairs = [
        ("Lũy kế", whole.done, sum_known(row.done for row in rows), ""),
        ("Lộ trình", whole.expected, sum_known(row.expected for row in rows), ROUNDED),
    ]
    if whole.state not in UNKNOWN_SHARE:
        missing = sum_known(row.missing for row in rows)
        pairs.append(("Số còn thiếu", whole.missing, missing, ROUNDED))
    unplaced = whole.deducted - sum(row.deducted for row in rows)
    said = (
        f"Mẫu số chung của {unit_name} còn giảm {format_count(unplaced)} người được giám trừ mà"
        " chưa phân về đơn vị nào trong bảng."
    )
    differences = tuple(
        f"{label} chung của {unit_name} là {format_count(own)}, tổng cột là {format_count(total)}{why}."
        for label, own, total, why in pairs
        if own is not None and total is not None and own != total
    )
    return (said, *differences) if unplaced > 0 else differences


CORRECTION_COLUMNS = (
    ORDINAL,
    Column("Nội dung", ColumnKind.TEXT, 82),
    Column("Chỉ tiêu, đơn vị", ColumnKind.TEXT, 62),
    Column("Số liệu", ColumnKind.TEXT, 24),
    Column("Đã báo cáo", ColumnKind.COUNT, 24),
    Column("Nay là", ColumnKind.COUNT, 24),
    Column("Chênh lệch", ColumnKind.COUNT, 26),
)


def corrections_table(corrections: tuple[Correction, ...], names: Mapping[str, str]) -> Table:
    """What the last issued report said, what it is now, and the difference; `names` are the tables'."""
    rows = tuple(
        (
            place, names.get(row.table, row.table), row.row, row.column,
            row.before, row.now, (row.now or 0) - (row.before or 0),
        )
        for place, row in enumerate(corrections, start=1)
    )  # fmt: skip
    return Table("", CORRECTION_COLUMNS, rows)
