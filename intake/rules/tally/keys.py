"""The key columns of a table: which cells name a row, and what these cells say."""

from collections.abc import Container, Iterator, Sequence

from intake.rules.tally.calendars import SERIALS, day_of_serial
from intake.rules.tally.claims import Claim, Claims, claims_of, together
from intake.rules.tally.columns import KEYS, Column, Table
from intake.rules.tally.grid import Grid, Place, is_figure, shown
from intake.rules.tally.headings import key_blocks
from intake.rules.tally.lexicon import Label
from intake.rules.tally.sides import OWN_ROW
from intake.rules.tally.wording import Role, Word
from sheets.workbook import Fault, Value
from vietnamese.dates import DateError, parse_date

SUMS_AND_REMARKS = (Word.TOTAL, Word.OTHER)


class KeyCells:
    """What the contents of key cells name."""

    def __init__(self, grid: Grid) -> None:
        self._lexicon = grid.lexicon
        self._grid = grid

    def label(self, column: Column, value: Value) -> Label:
        """The label of a key cell; a number is a day under "Ngày", else it may only look like one."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self._day_label(value) if Role.DAY in column.keys else Label()
        label = self._grid.label_of(value)
        if isinstance(value, str) and not label.names_something:
            return self._lexicon.group_label(value)
        return label

    def sides(self, column: Column, value: Value) -> frozenset[Role]:
        """The sides that a key cell names, a day taken for a number among them."""
        label = self.label(column, value)
        if Role.DAY in column.keys and (label.is_bad_day or label.day):
            return frozenset({Role.DAY})
        if label.dimensions or not isinstance(value, int | float):
            return label.dimensions
        may_be_day = isinstance(value, float) or value in SERIALS
        is_day = may_be_day and self._day_label(value).day is not None
        return frozenset({Role.DAY}) if is_day else frozenset()

    def group_label(self, value: Value) -> Label:
        """What a heading of rows names; 4.6 there is a day that a spreadsheet took for a number."""
        if isinstance(value, str):
            whole = self._grid.label_of(value)  # of "31.5" the first half is no running number
            return whole if whole.names_something else self._lexicon.group_label(value)
        is_number = isinstance(value, int | float)
        return self._day_label(float(str(value))) if is_number else self._grid.label_of(value)

    def _day_label(self, value: float) -> Label:
        """A day that lost its format (46175), or 4.6 that a spreadsheet took for a number."""
        if value in SERIALS:
            return Label(str(value), day=day_of_serial(value))
        try:
            day = self._lexicon.in_window(parse_date(str(value), self._lexicon.year))
        except DateError:
            return Label(str(value), is_bad_day=True)
        return Label(str(value), day=day)


class Keys:
    """What the key cells of a table's rows say; claims carry OWN_ROW, as the words repeat and the rows differ."""

    def __init__(self, grid: Grid, table: Table, apart: Container[int]) -> None:
        self._grid, self._cells = grid, KeyCells(grid)
        self._columns = {column.index: column for column in table.key_columns}
        merged = _merged_columns(grid, table)
        self._repeated = _written_once(grid, table, apart)
        self._moving = sorted(self._columns.keys() & (merged | self._repeated))
        self._last: dict[int, Place] = {}
        self._places: dict[int, Place] = {}
        self._claims: dict[tuple[int, Value], Claims] = {}
        self._roles = {
            index: KEYS if index in merged else self._named_in(index, table.body)
            for index in self._columns
        }

    def values(self, row: int, cells: Sequence[Value]) -> Sequence[Value]:
        """The row's cells, with each key that is written once for several rows in its place."""
        if not self._moving:
            return cells
        named = list(cells)
        for column in self._moving:
            place = self._places[column] = self._place(row, column)
            named[column] = self._grid.value(*place)
        return named

    def own(self, row: int, cells: Sequence[Value]) -> Sequence[Value]:
        """The row's cells, with each merged key in its place, but not what a row further up says."""
        if not self._moving:
            return cells
        named = list(cells)
        for column in self._moving:
            named[column] = self._grid.value(*self._grid.origin(row, column))
        return named

    def place(self, row: int, column: int) -> Place:
        """The cell that names the row last given to `values`."""
        return self._places.get(column, (row, column))

    def _place(self, row: int, column: int) -> Place:
        """Its own cell, the merged one, or the last one of a key written once."""
        origin = self._grid.origin(row, column)
        if self._grid.value(*origin) is not None:
            self._last[column] = origin
            return origin
        return self._last.get(column, origin) if column in self._repeated else origin

    def naming(self, columns: Sequence[Column], roles: Sequence[Role]) -> tuple[int, ...]:
        """Those of the columns whose cells may name one of the sides."""
        return tuple(c.index for c in columns if not self._roles[c.index].isdisjoint(roles))

    def row_claims(self, columns: Sequence[Column], values: Sequence[Value]) -> Claims:
        """What a row's cells in some key columns say together."""
        claims: dict[Role, Claim] = {}
        for column in columns:
            claims = together(claims, self.claims(column.index, values[column.index]))
        return claims

    def claims(self, column: int, value: Value) -> Claims:
        """What a key cell names; a side that its column should name and it does not is a claim nothing fits."""
        known = self._claims.get((column, value))
        if known is None:
            known = self._claims[column, value] = self._read(self._columns[column], value)
        return known

    def _read(self, column: Column, value: Value) -> Claims:
        place = (OWN_ROW, column.index)
        said = claims_of(self._cells.label(column, value), place)
        if said or (value is None and len(column.keys) > 1):
            return said
        fault = value if isinstance(value, Fault) else None
        return {role: Claim((), shown(value), place, fault=fault) for role in column.keys}

    def _named_in(self, column: int, body: range) -> frozenset[Role]:
        named = set(self._columns[column].keys)
        for value in set(self._grid.column(column, body)):
            named.update(self.claims(column, value))
        return frozenset(named)


def _merged_columns(grid: Grid, table: Table) -> set[int]:
    """Columns that have merged cells below the headings."""
    columns: set[int] = set()
    for top, left, bottom, right in grid.merged:
        if top < table.body.stop and bottom >= table.body.start:
            columns.update(range(left, right + 1))
    return columns


def _written_once(grid: Grid, table: Table, apart: Container[int]) -> set[int]:
    """Keys written once for several rows below: half of their cells, or more, are blank beside counts,
    or what stands beside each of them is the same again."""
    indexes = [column.index for column in table.key_columns]
    filled = sum(1 for row in grid.rows[table.body.start : table.body.stop] if row)
    if all(len(grid.column(index, table.body)) == filled for index in indexes):
        return set()
    named = list(_named_rows(grid, table, apart))
    measures = [column.index for column in table.measures]
    counted = [cells for cells in named if any(is_figure(cells[c]) for c in measures)]
    blank = {index: [cells[index] for cells in counted].count(None) for index in indexes}
    beside = _keys_beside(table)
    return {
        index
        for index in indexes
        if 2 * blank[index] >= len(counted) > 0
        or (blank[index] and _repeats(named, index, beside.get(index, [])))
    }


def _keys_beside(table: Table) -> dict[int, list[int]]:
    """For each key column the others of its own table, where two stand side by side."""
    blocks = {tuple(c.index for c in block) for block in key_blocks(table).values()}
    return {
        index: [key for key in block if key != index]
        for block in sorted(blocks, reverse=True)
        for index in block
    }


def _repeats(rows: Sequence[Sequence[Value]], index: int, others: Sequence[int]) -> bool:
    """Whether rows from one filled cell to the next name the same things each time they begin alike."""
    if not others or not rows or rows[0][index] is None:
        return False
    blocks: list[list[tuple[Value, ...]]] = []
    for cells in rows:
        if cells[index] is not None:
            blocks.append([])
        blocks[-1].append(tuple(cells[key] for key in others))
    alike = {block[0]: block for block in blocks}
    different = [name for block in alike.values() for name in block]
    return len(different) == len(set(different)) and all(
        block == alike[block[0]] for block in blocks
    )


def _named_rows(grid: Grid, table: Table, apart: Container[int]) -> Iterator[Sequence[Value]]:
    """Rows whose key cells name something; sums, headings of groups and remarks are left aside."""
    keys = [column.index for column in table.key_columns]
    words = grid.lexicon.words
    for row in table.body:
        cells = grid.padded(row)
        values = [v for column in keys if (v := cells[column]) is not None]
        texts = [v for v in values if isinstance(v, str)]
        is_apart = row in apart or any(words[text] in SUMS_AND_REMARKS for text in texts)
        is_named = len(texts) < len(values) or any(
            grid.lexicon.label(text).names_something for text in texts
        )
        if not is_apart and (is_named or grid.has_figures[row]):
            yield cells
