"""Sums printed on a tally: used to check what was read, never stored."""

from collections.abc import Iterable, Iterator

from intake.rules.tally.grid import Grid, Place
from intake.rules.tally.rows import TableRows
from intake.rules.tally.tables import Column, Table
from intake.rules.tally.wording import Role
from sheets.workbook import Value
from vietnamese.numbers import CountError, format_count, parse_count


def check_totals(grid: Grid, table: Table, rows: TableRows) -> Iterator[tuple[Place, str]]:
    """A note on each total row and column: that it was left out, and where it differs from its parts."""
    yield from _check_rows(grid, table, rows)
    yield from _check_columns(grid, table, rows)


def _number(value: Value) -> int | None:
    try:
        return parse_count(value) if isinstance(value, str | int | float) else None
    except CountError:
        return None


def _sum(values: Iterable[Value]) -> int:
    return sum(_number(value) or 0 for value in values)


def _check_rows(grid: Grid, table: Table, rows: TableRows) -> Iterator[tuple[Place, str]]:
    counted = sorted({entry.place[0] for entry in rows.entries})
    for total in rows.totals:
        first = next((c for c in grid.filled(total)), 0)
        yield (
            (total, first),
            f"Dòng “{grid.value(total, first)}” chỉ dùng để đối chiếu, không nhập.",
        )
        since = max((t for t in rows.totals if t < total), default=-1)
        parts = ([r for r in counted if since < r < total], counted)
        for column in table.measures:
            sums = [_sum(grid.value(r, column.index) for r in part) for part in parts]
            yield from _differs(grid, (total, column.index), sums)


def _check_columns(grid: Grid, table: Table, rows: TableRows) -> Iterator[tuple[Place, str]]:
    counted = sorted({entry.place[0] for entry in rows.entries})
    for column in table.columns:
        if column.kind is not Role.TOTAL:
            continue
        yield (table.header.start, column.index), "Cột cộng chỉ dùng để đối chiếu, không nhập."
        groups = (_group(table, column), list(table.measures))
        for row in counted:
            sums = [_sum(grid.value(row, c.index) for c in group) for group in groups]
            yield from _differs(grid, (row, column.index), sums)


def _group(table: Table, total: Column) -> list[Column]:
    """The columns under the same upper heading as the total column."""
    upper = [label.text for _, label in total.heads[:-1]]
    return [
        c for c in table.measures if [label.text for _, label in c.heads[: len(upper)]] == upper
    ]


def _differs(grid: Grid, place: Place, sums: list[int]) -> Iterator[tuple[Place, str]]:
    printed = _number(grid.value(*place))
    if printed is not None and printed not in sums:
        yield (
            place,
            (
                f"Ô cộng ghi {format_count(printed)}, cộng các ô được {format_count(sums[0])}. "
                "Đề nghị kiểm tra lại; hệ thống nhập theo từng ô, không theo ô cộng."
            ),
        )
