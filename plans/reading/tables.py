"""Sums and percents of tables: a column against its total line, a line against its column "Cộng".

A table may hold anything, so figures that do not fit are taken only where the table itself shows what
they should be: a total line near its column's sum, or other lines that do fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, groupby

from plans.reading.blocks import Block
from plans.reading.printed import count_in
from plans.rules.checks.shares import printed_decimal, reconciles
from plans.rules.checks.totals import is_slip
from plans.rules.facts import FigureFacts
from vietnamese.numbers import format_count
from vietnamese.text import comparable, fold

_TOTAL = re.compile(
    r"\W*(?:tong(?: cong| so)?|cong|toan (?:xa|phuong|thi tran|huyen|tinh|thanh pho))\W*"
)
_ORDINAL = re.compile(r"(?:stt|tt|so tt|so thu tu)\W*")
_GROUP = re.compile(
    r"[IVX]{1,5}[.)]?|[A-H][.)]?"
)  # a heading of several lines, with their subtotal
_NUMBERED = re.compile(r"\d{1,3}[.)]?")
_NO_SUM = re.compile(
    r"%|\b(?:tỷ lệ|tỉ lệ|bình quân|trung bình|đơn giá|lũy kế|luỹ kế|số (?:thứ tự|điện thoại|hiệu))\b"
    r"|^\W*(?:năm|tuổi|độ tuổi|mức|điểm|ngày|thời gian|tháng)\b"
)
_PERCENT = re.compile(r"\d{1,3}(?:,\d{1,4})?\s*%?")
_DIGIT = re.compile(r"\d")
_BLANK = frozenset({"", "-", "–", "…", "/", "x"})
_LEAST = 2  # lines that make a column, or that show how a column follows from others
_MOST = 0.6  # of the lines must fit where the rest is called wrong
_COLUMNS = 12  # of numbers; a wider table is left alone


@dataclass(frozen=True)
class _Line:
    """A line of a table with its cells, counted from the right so that dropped first cells do not shift them."""

    block: Block

    @cached_property
    def counts(self) -> tuple[int | None, ...]:
        return tuple(count_in(cell) for cell in reversed(self.block.cells))

    @property
    def is_total(self) -> bool:
        named = next((cell for cell in self.block.cells if _is_name(cell)), "")
        return bool(_TOTAL.fullmatch(fold(named)))


@dataclass(frozen=True)
class _Table:
    """The heading's cells from the right, the lines in order."""

    heads: tuple[str, ...]
    lines: tuple[_Line, ...]

    def head(self, column: int) -> str:
        return self.heads[column] if column < len(self.heads) else ""

    @cached_property
    def columns(self) -> tuple[int, ...]:
        """The columns of counts, from left to right; the ordinal is none."""
        plain = [line for line in self.lines if not line.is_total]
        width = min((len(line.counts) for line in plain), default=0)
        found = [
            c for c in range(width) if self._is_count(c, plain) and not self._is_ordinal(c, plain)
        ]
        return tuple(reversed(found)) if len(found) <= _COLUMNS else ()

    def _is_count(self, column: int, plain: list[_Line]) -> bool:
        cells = [line.block.cells[-1 - column].strip() for line in plain]
        counts = sum(line.counts[column] is not None for line in plain)
        return 2 * counts > len(plain) and all(
            line.counts[column] is not None or cell in _BLANK
            for line, cell in zip(plain, cells, strict=True)
        )

    def _is_ordinal(self, column: int, plain: list[_Line]) -> bool:
        values = [line.counts[column] for line in plain]
        is_first = all(len(line.counts) == column + 1 for line in plain)
        in_order = is_first and values == list(range(1, len(plain) + 1))
        return in_order or bool(_ORDINAL.fullmatch(fold(self.head(column))))


def tables_of(document: tuple[Block, ...]) -> Iterator[FigureFacts]:
    """Sums down and across, and percents, of every table."""
    for is_row, run in groupby(document, key=lambda block: block.kind == "row"):
        if is_row:
            table = _table(tuple(run))
            if table.columns:
                yield from _down(table)
                yield from _across(table)
                yield from _percents(table)


def _table(rows: tuple[Block, ...]) -> _Table:
    """Lines are the rows that have a name and a number after it; what stands before the first is heading."""
    is_line = [_is_line(row) for row in rows]
    first = is_line.index(True) if True in is_line else len(rows)
    heads = tuple(reversed(rows[first - 1].cells)) if 0 < first < len(rows) else ()
    lines = tuple(_Line(row) for row, is_one in zip(rows, is_line, strict=True) if is_one)
    return _Table(heads, lines)


def _is_line(row: Block) -> bool:
    named = next((n for n, cell in enumerate(row.cells) if _is_name(cell)), len(row.cells))
    return any(count_in(cell) is not None for cell in row.cells[named + 1 :])


def _is_name(cell: str) -> bool:
    return any(letter.isalpha() for letter in cell) and not _GROUP.fullmatch(cell.strip())


def _down(table: _Table) -> Iterator[FigureFacts]:
    """Each column of lines against the total line under it, or over it where none is under it."""
    if any(_is_group(line.block) for line in table.lines):
        return
    lines = table.lines
    if lines and lines[0].is_total and not any(line.is_total for line in lines[1:]):
        lines = (*lines[1:], lines[0])
    above: list[_Line] = []
    for line in lines:
        if not line.is_total:
            above.append(line)
            continue
        yield from _totals(table, line, above)
        above = []


def _is_group(block: Block) -> bool:
    """A line with a Roman numeral or a letter as its number, whose figures are those of lines under it."""
    return bool(block.cells and _GROUP.fullmatch(block.cells[0].strip()))


def _totals(table: _Table, total: _Line, above: list[_Line]) -> Iterator[FigureFacts]:
    for column, value in _printed(table, total, above):
        terms = tuple(line.counts[column] or 0 for line in above)
        fits = value == sum(terms)
        if _NO_SUM.search(comparable(table.head(column))) or not (fits or is_slip(value, terms)):
            continue
        label = table.head(column) or total.block.cells[0]
        yield FigureFacts("sum", label[:80], format_count(value), terms, total.block.span())


def _printed(table: _Table, total: _Line, above: list[_Line]) -> Iterator[tuple[int, int]]:
    """A total line's numbers with their columns, though cells may be left out before them."""
    if len(above) < _LEAST:
        return
    if all(len(line.counts) == len(total.counts) for line in above):
        columns = [c for c in table.columns if total.counts[c] is not None]
    else:
        columns = list(table.columns)
    values = [value for value in reversed(total.counts) if value is not None]
    if len(columns) == len(values):
        yield from zip(columns, values, strict=True)


def _across(table: _Table) -> Iterator[FigureFacts]:
    """A last column "Cộng" that the columns before it make up in most lines."""
    *parts, total = table.columns
    if not _TOTAL.fullmatch(fold(table.head(total))):
        return
    # The first columns may count something else ("Số hộ" before "Nam", "Nữ", "Tổng").
    choices = [_sums(table, parts[n:], total) for n in range(len(parts) - 1)]
    rows = max(choices, key=_fitting, default=[])
    if _fitting(rows) < max(_LEAST, _MOST * len(rows)):
        return
    for line, value, terms in rows:
        name = next((cell for cell in line.block.cells if _is_name(cell)), "")
        yield FigureFacts("sum", name[:80], format_count(value), terms, line.block.span())


def _sums(table: _Table, parts: list[int], total: int) -> list[tuple[_Line, int, tuple[int, ...]]]:
    return [
        (line, value, tuple(line.counts[c] or 0 for c in parts))
        for line in table.lines
        if len(line.counts) > parts[0] and (value := line.counts[total]) is not None
    ]


def _fitting(rows: list[tuple[_Line, int, tuple[int, ...]]]) -> int:
    return sum(value == sum(terms) for _, value, terms in rows)


def _percents(table: _Table) -> Iterator[FigureFacts]:
    """A column of percents that follows in most lines from two columns of counts."""
    for column in range(min(len(line.counts) for line in table.lines)):
        printed = [
            (line, line.block.cells[-1 - column].strip().rstrip("% "))
            for line in table.lines
            if _PERCENT.fullmatch(line.block.cells[-1 - column].strip())
        ]
        if len(printed) > _LEAST and any("," in percent for _, percent in printed):
            yield from _shares(table, printed)


def _shares(table: _Table, printed: list[tuple[_Line, str]]) -> Iterator[FigureFacts]:
    best: list[tuple[_Line, str, int, int]] = []
    fitting = 0
    for one, other in combinations(table.columns, 2):
        for part, whole in ((one, other), (other, one)):
            rows = [
                (line, percent, line.counts[part] or 0, line.counts[whole] or 0)
                for line, percent in printed
                if len(line.counts) > max(part, whole) and printed_decimal(percent) is not None
            ]
            fits = sum(reconciles(percent, few, many) for _, percent, few, many in rows)
            if fits > fitting:
                best, fitting = rows, fits
    if fitting < max(_LEAST, _MOST * len(best)):
        return
    for line, percent, few, many in best:
        name = next((cell for cell in line.block.cells if _is_name(cell)), "")
        if many:
            yield FigureFacts("share", name[:80], percent, (few, many), line.block.span())
