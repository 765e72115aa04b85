"""The key columns of a table: which cells name a row, and what these cells say."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from intake.rules.tally.claims import Claim, Claims, claims_of, together
from intake.rules.tally.columns import KEYS, Column, Table
from intake.rules.tally.grid import Grid, Place, is_figure
from intake.rules.tally.lexicon import Label
from intake.rules.tally.monthdays import SERIALS
from intake.rules.tally.sides import OWN_ROW
from intake.rules.tally.wording import Role, without_ordinal
from sheets.workbook import Value
from vietnamese.dates import DateError, parse_date

_EXCEL_DAY_ZERO = date(1899, 12, 30)


class Keys:
    """What the key cells of a table's rows say; claims carry OWN_ROW, as the words repeat and the rows differ."""

    def __init__(self, grid: Grid, table: Table) -> None:
        self._grid = grid
        self._columns = {column.index: column for column in table.key_columns}
        merged = _merged_columns(grid, table)
        self._repeated = _written_once(grid, table)
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
        said = claims_of(self._label(column, value), place)
        if said or (value is None and len(column.keys) > 1):
            return said
        return {role: Claim((), "" if value is None else str(value), place) for role in column.keys}

    def _label(self, column: Column, value: Value) -> Label:
        if (
            Role.DAY in column.keys
            and isinstance(value, int | float)
            and not isinstance(value, bool)
        ):
            return self._day_label(value)
        label = self._grid.label_of(value)
        if isinstance(value, str) and not label.names_something:
            return self._grid.lexicon.label(without_ordinal(value))
        return label

    def _day_label(self, value: float) -> Label:
        """A day that lost its format (46175), or 4.6 that a spreadsheet took for a number."""
        if value in SERIALS:
            return Label(str(value), day=_EXCEL_DAY_ZERO + timedelta(days=int(value)))
        lexicon = self._grid.lexicon
        try:
            return Label(str(value), day=lexicon.in_window(parse_date(str(value), lexicon.year)))
        except DateError:
            return Label(str(value), is_bad_day=True)

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


def _written_once(grid: Grid, table: Table) -> set[int]:
    """Keys written once for several rows below: half of their cells, or more, are blank beside counts."""
    rows = list(_counted_rows(grid, table))
    return {
        column.index
        for column in table.key_columns
        if 2 * [cells[column.index] for cells in rows].count(None) >= len(rows) > 0
    }


def _counted_rows(grid: Grid, table: Table) -> Iterator[Sequence[Value]]:
    measures = [column.index for column in table.measures]
    for row in table.body:
        cells = grid.padded(row)
        for column in measures:
            if is_figure(cells[column]):
                yield cells
                break
