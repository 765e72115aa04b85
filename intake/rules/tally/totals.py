"""Sums printed on a tally: used to check what was read, never stored."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

from intake.rules.tally.columns import Column, Table
from intake.rules.tally.grid import Grid, Place, number_in
from intake.rules.tally.rows import TableRows
from intake.rules.tally.wording import Role
from vietnamese.numbers import format_count


def check_totals(grid: Grid, table: Table, rows: TableRows) -> Iterator[tuple[Place, str]]:
    """A note on each total row and column: that it was left out, and where it differs from its parts."""
    if rows.totals:
        yield from _check_rows(grid, table, rows)
    if any(column.kind is Role.TOTAL for column in table.columns):
        yield from _check_columns(grid, table, rows)


def _check_rows(grid: Grid, table: Table, rows: TableRows) -> Iterator[tuple[Place, str]]:
    sums = {column.index: _Sums(grid, column.index, rows.counted) for column in table.measures}
    since = -1
    for total in rows.totals:
        first = next((c for c in grid.filled(total)), 0)
        yield (
            (total, first),
            f"Dòng “{grid.value(total, first)}” chỉ dùng để đối chiếu, không nhập.",
        )
        for column in table.measures:
            of = sums[column.index]
            both = [of.between(since, total), of.all]
            yield from _differs(grid, (total, column.index), both)
        since = total


class _Sums:
    """Sums over runs of the rows of counts, without adding each of them up anew."""

    def __init__(self, grid: Grid, column: int, rows: Sequence[int]) -> None:
        self._rows = rows
        numbers = (number_in(grid.value(row, column)) or 0 for row in rows)
        self._up_to = list(accumulate(numbers, initial=0))

    @property
    def all(self) -> int:
        return self._up_to[-1]

    def between(self, after: int, before: int) -> int:
        """Of the rows after one and before another."""
        first, last = bisect_left(self._rows, after + 1), bisect_left(self._rows, before)
        return self._up_to[last] - self._up_to[first]


def _check_columns(grid: Grid, table: Table, rows: TableRows) -> Iterator[tuple[Place, str]]:
    for column in table.columns:
        if column.kind is not Role.TOTAL:
            continue
        yield (table.header.start, column.index), "Cột cộng chỉ dùng để đối chiếu, không nhập."
        groups = (_group(table, column), list(table.measures))
        for row in rows.counted:
            sums = [
                sum(number_in(grid.value(row, c.index)) or 0 for c in group) for group in groups
            ]
            yield from _differs(grid, (row, column.index), sums)


def _group(table: Table, total: Column) -> list[Column]:
    """The columns under the same upper heading as the total column."""
    upper = [label.text for _, label in total.heads[:-1]]
    return [
        c for c in table.measures if [label.text for _, label in c.heads[: len(upper)]] == upper
    ]


def _differs(grid: Grid, place: Place, sums: list[int]) -> Iterator[tuple[Place, str]]:
    printed = number_in(grid.value(*place))
    if printed is not None and printed not in sums:
        yield (
            place,
            (
                f"Ô cộng ghi {format_count(printed)}, cộng các ô được {format_count(sums[0])}. "
                "Đề nghị kiểm tra lại; hệ thống nhập theo từng ô, không theo ô cộng."
            ),
        )
