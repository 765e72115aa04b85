"""Rows of a table that are not what they seem: headings of groups with figures on them, and sums of groups."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from intake.rules.tally.columns import Table
from intake.rules.tally.grid import Grid, number_in
from intake.rules.tally.keys import SUMS_AND_REMARKS, KeyCells
from intake.rules.tally.wording import Role, Word, is_place, is_roman
from sheets.workbook import Value
from vietnamese.text import fold

_CLUSTER = re.compile(r"(?:cum|khu vuc|lien thon|khoi|vung|tuyen|to so|nhom so)\b")


class Kind(Enum):
    """The part of a row that is no row of counts."""

    GROUP = "group"
    SUM = "sum"


@dataclass(frozen=True)
class Special:
    """Such rows of a table, and the sides that its other rows name."""

    kinds: Mapping[int, Kind]
    named: frozenset[Role]


def special_rows(grid: Grid, table: Table) -> Special:
    """Such rows of the table, found by the sides that their keys name and by what adds up."""
    sorter = _Sorter(grid, table)
    return Special(sorter.sorted() if sorter.has_strange else {}, sorter.named)


class _Sorter:
    def __init__(self, grid: Grid, table: Table) -> None:
        self._grid, self._table = grid, table
        self._measures = [column.index for column in table.measures]
        self._cells = KeyCells(grid)
        counts = {c: Counter(grid.column(c.index, table.body)) for c in table.key_columns}
        self._sides = {
            c.index: {value: self._cells.sides(c, value) for value in counts[c]} for c in counts
        }
        self._regular = {c.index: self._usual(c.index, counts[c]) for c in counts}
        self.has_strange = self._finds_strange()
        if (
            self.has_strange
        ):  # what stands below the last count is no row: signatures, another title
            counted = [r for r in table.body if self._has_counts(grid.padded(r))]
            rows = range(table.body.start, self._end_of_rows(counted))
            self._regular = {
                index: self._usual(index, Counter(grid.column(index, rows)))
                for index in self._sides
            }
            self.has_strange = self._finds_strange()

    def _end_of_rows(self, counted: Sequence[int]) -> int:
        """Below the last count rows go on as long as they name something: the last ones may be blank."""
        if not counted:
            return self._table.body.start
        end = counted[-1] + 1
        while end < self._table.body.stop and any(
            known.get(self._grid.value(end, index)) for index, known in self._sides.items()
        ):
            end += 1
        return end

    @property
    def named(self) -> frozenset[Role]:
        """The sides that the rows of counts name."""
        return frozenset().union(*self._regular.values())

    def _finds_strange(self) -> bool:
        return any(
            not sides & self._regular[index]
            for index, named in self._sides.items()
            for value, sides in named.items()
            if sides or self._is_unnamed(value)
        )

    def _usual(self, index: int, counts: Counter[Value]) -> frozenset[Role]:
        """The sides that the column's rows of counts name. Where it names two kinds of things, the first
        heads groups, unless there are more of these than of the others."""
        named = [(sides, counts[v]) for v in counts if (sides := self._sides[index].get(v))]
        if not named:
            return frozenset()
        first = named[0][0]
        of_first = sum(count for sides, count in named if sides & first)
        all_named = sum(count for _, count in named)
        unnamed = [value for value in counts if self._is_unnamed(value)]
        lost = sum(counts[value] for value in unnamed)
        is_group = of_first < all_named and 2 * of_first <= all_named + lost
        if unnamed and list(counts).index(unnamed[0]) < self._first_named(index, counts):
            is_group = 2 * of_first < all_named  # it is the strange name that heads the first group
        if is_group:
            return frozenset(role for sides, _ in named if not sides & first for role in sides)
        return frozenset(role for sides, _ in named if sides & first for role in sides)

    def _first_named(self, index: int, counts: Counter[Value]) -> int:
        sides = self._sides[index]
        return next(at for at, value in enumerate(counts) if sides.get(value))

    def _is_unnamed(self, value: Value) -> bool:
        words = self._grid.lexicon.words
        is_plain = isinstance(value, str) and words[value] is Word.PLAIN
        return is_plain and not self._grid.label_of(value).names_something

    def sorted(self) -> Mapping[int, Kind]:
        """The rows that are sums or headings of groups."""
        kinds = {row: Kind.GROUP for row in self._table.body if self._names_other_sides(row)}
        if self._is_stray(kinds):  # they head nothing, so they are asked about
            kinds = {r: k for r, k in kinds.items() if not self._has_counts(self._grid.padded(r))}
        self._find_subtotals(kinds)
        self._give_back_lonely(kinds)
        return kinds

    def _is_stray(self, kinds: Mapping[int, Kind]) -> bool:
        """Whether rows of counts stand before the first of such rows."""
        words = self._grid.lexicon.words
        for row in self._table.body:
            if row in kinds:
                return False
            cells = self._grid.padded(row)
            texts = [v for index in self._sides if isinstance(v := cells[index], str)]
            is_sum = any(words[text] in SUMS_AND_REMARKS for text in texts)
            if texts and not is_sum and self._has_counts(cells) and self._is_regular(cells):
                return True
        return False

    def _is_regular(self, cells: Sequence[Value]) -> bool:
        return any(
            known.get(cells[index], frozenset()) & self._regular[index]
            for index, known in self._sides.items()
        )

    def _names_other_sides(self, row: int) -> bool:
        cells = self._grid.padded(row)
        named = [
            (sides, self._regular[index])
            for index, known in self._sides.items()
            if (sides := known.get(cells[index])) and self._regular[index]
        ]
        return bool(named) and not any(sides & usual for sides, usual in named)

    def _find_subtotals(self, kinds: dict[int, Kind]) -> None:
        """ "II | Cụm 2 | 57 | 40": a name that is nothing counted, over the rows that it sums."""
        rows = [(row, text) for row in self._table.body if (text := self._only_name(row, kinds))]
        names_units = any(Role.UNIT in roles for roles in self._regular.values())
        again = set(self._begin_again(kinds, {row for row, _ in rows}))
        first = next((r for r, kind in kinds.items() if kind is Kind.GROUP), None)
        for at, (row, text) in enumerate(rows):
            end = rows[at + 1][0] if at + 1 < len(rows) else self._table.body.stop
            if _CLUSTER.match(fold(text)):
                kinds[row] = Kind.SUM if names_units else Kind.GROUP
            elif (
                row in again
                or (first is not None and self._heads_group(first, row, text))
                or (self._is_numbered_apart(row) and self._adds_up(kinds, row, end))
            ):
                kinds[row] = Kind.GROUP
                first = row if first is None else first

    def _begin_again(self, kinds: Mapping[int, Kind], strange: Container[int]) -> Iterator[int]:
        """Strange names below which the names of the group above come again: they head groups too."""
        seen: set[tuple[Value, ...]] | None = None
        for row in self._table.body:
            if kinds.get(row) is Kind.GROUP:
                seen = set()
            elif seen is not None and row in strange and self._names(row + 1) in seen:
                yield row
                seen = set()
            elif seen is not None:
                seen.add(self._names(row))

    def _names(self, row: int) -> tuple[Value, ...]:
        return tuple(self._grid.value(row, index) for index in self._sides)

    def _only_name(self, row: int, kinds: Mapping[int, Kind]) -> str:
        """The one text among the keys of a row with figures, where it names nothing."""
        cells = self._grid.padded(row)
        texts = [v for index in self._sides if isinstance(v := cells[index], str)]
        if row in kinds or len(texts) != 1 or not self._is_unnamed(texts[0]):
            return ""
        is_strange = not any(known.get(texts[0]) for known in self._sides.values())
        return texts[0] if is_strange and self._has_counts(cells) else ""

    def _has_counts(self, cells: Sequence[Value]) -> bool:
        return any(cells[column] is not None for column in self._measures)

    def _ordinal(self, row: int) -> Value:
        """The running number of a row: in its own column, or in the first."""
        columns = [c.index for c in self._table.columns if c.kind is Role.ORDINAL]
        return self._grid.value(row, columns[0] if columns else 0)

    def _is_numbered_apart(self, row: int) -> bool:
        """Its number is a roman one or a letter, or missing, where the row below counts 1, 2, 3."""
        return not _is_number(self._ordinal(row)) and _is_number(self._ordinal(row + 1))

    def _adds_up(self, kinds: Mapping[int, Kind], row: int, end: int) -> bool:
        parts = [self._grid.padded(r) for r in range(row + 1, end) if r not in kinds]
        whole = self._grid.padded(row)
        printed = [c for c in self._measures if whole[c] is not None]
        return bool(printed) and all(
            number_in(whole[c]) == sum(number_in(part[c]) or 0 for part in parts) for c in printed
        )

    def _heads_group(self, first: int, row: int, text: str) -> bool:
        """A strange name among the headings of groups: "Thôn Lạ" where other villages head their rows."""
        cells = self._grid.padded(first)
        heads_units = any(
            Role.UNIT in known.get(cells[index], ()) for index, known in self._sides.items()
        )
        return (heads_units and is_place(text)) or (
            is_roman(str(self._ordinal(row))) and is_roman(str(self._ordinal(first)))
        )

    def _give_back_lonely(self, kinds: dict[int, Kind]) -> None:
        """A group with figures but no rows is a row of counts; it is asked about if it names too little."""
        body = [r for r in self._table.body if self._grid.filled(r)]
        for at, row in reversed(list(enumerate(body))):
            below = body[at + 1] if at + 1 < len(body) else None
            is_last = below is None or not self._is_part(below, kinds)
            if (
                kinds.get(row) is Kind.GROUP
                and is_last
                and self._has_counts(self._grid.padded(row))
            ):
                del kinds[row]

    def _is_part(self, row: int, kinds: Mapping[int, Kind]) -> bool:
        """Whether a row may belong to the group above it: it is no sum and no remark."""
        words = self._grid.lexicon.words
        texts = [v for v in self._grid.rows[row] if isinstance(v, str)]
        is_sum = any(words[text] in SUMS_AND_REMARKS for text in texts)
        return kinds.get(row) is not Kind.SUM and not is_sum


def _is_number(value: Value) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and value.strip(" .)").isdigit())
