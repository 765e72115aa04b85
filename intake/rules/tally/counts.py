"""The counted cells of a table's rows: each becomes a count, or the problems that keep it out."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from intake.rules.tally.claims import Claims
from intake.rules.tally.columns import Column, Table
from intake.rules.tally.findings import Findings
from intake.rules.tally.grid import Grid, Place
from intake.rules.tally.headings import key_blocks
from intake.rules.tally.judging import Found, Judge, Judged, Pair
from intake.rules.tally.keys import Keys
from intake.rules.tally.rowkinds import Special
from intake.rules.tally.sides import GROUP_PLACE, OWN_ROW, SIDES, Group, Named, Side
from intake.rules.tally.types import Ignored, Problem, ReadCell
from intake.rules.tally.values import Values
from intake.rules.tally.wording import Role, Word
from sheets.cells import column_letters
from sheets.workbook import Value

_ASKED = (Role.UNIT, Role.INDICATOR, Role.DAY)
T = TypeVar("T")
Made = dict[Hashable, Side[T]]


@dataclass(frozen=True)
class Around:
    """What speaks for the counts of a table besides its rows: headings by measure column, titles and names."""

    heads: Mapping[int, Claims]
    context: Claims
    special: Special  # rows that are no rows of counts


class Counts:
    """Takes the rows of one table; `sums` are the whole numbers met so far, by column."""

    def __init__(
        self, grid: Grid, table: Table, around: Around, judge: Judge, findings: Findings
    ) -> None:
        self._grid, self._around = grid, around
        self._judge, self._findings = judge, findings
        self.keys, self.group = Keys(grid, table, around.special.kinds), Group()
        self.sums: dict[int, int] = {}
        self._values = Values()
        self._letters = {column.index: column_letters(column.index) for column in table.measures}
        units: Made[str] = {}
        pairs: Made[Pair] = {}
        days: Made[date] = {}
        self._blocks = key_blocks(table)
        self._sides = {
            index: (
                self._side((0, index, block), judge.unit, units),
                self._side((1, index, block), judge.pair, pairs),
                self._side((2, index, block), judge.day, days),
            )
            for index, block in self._blocks.items()
        }

    def _side(
        self,
        of: tuple[int, int, tuple[Column, ...]],
        judge: Callable[[Claims, str], Judged[T]],
        made: Made[T],
    ) -> Side[T]:
        """Columns whose headings say the same about a side share it, so it is judged once for all of them."""
        number, column, block = of
        roles = SIDES[number]
        columns = self.keys.naming(block, roles)
        head = {role: c for role, c in self._around.heads[column].items() if role in roles}
        key = (columns, tuple(head.items()))
        if key not in made:
            context, sheet = self._around.context, self._grid.sheet.name
            named = Named(columns, self.keys.claims, self.group, context, sheet)
            made[key] = Side(number, head, named, judge)
        return made[key]

    @property
    def unsaid(self) -> list[Role]:
        """The sides that neither titles nor headings nor key columns name."""
        heads = self._around.heads.values()
        return [
            role
            for role in _ASKED
            if role not in self._around.context
            and not all(role in claims for claims in heads)
            and role not in self._around.special.named
        ]

    def beside_total(self, cells: Sequence[Value], filled: Sequence[int]) -> list[int]:
        """The counts of a row whose other half is a sum, where two tables stand side by side."""
        words = self._grid.lexicon.words
        kinds: dict[tuple[Column, ...], set[Word]] = {}
        for block in dict.fromkeys(self._blocks.values()):
            texts = [v for key in block if isinstance(v := cells[key.index], str)]
            kinds[block] = {words[text] for text in texts}
        if not any(Word.TOTAL in found for found in kinds.values()):
            return []
        return [
            c for c in filled if kinds[self._blocks[c]] and Word.TOTAL not in kinds[self._blocks[c]]
        ]

    def is_named(self, row: int, cells: Sequence[Value], *, is_filled: bool) -> bool:
        """Whether a row's own key cells, or those merged over it, name anything known; a blank row must
        itself name what rows of counts do, as it may be the heading of a group."""
        named = self.keys.own(row, cells) if is_filled else cells
        blocks = dict.fromkeys(self._blocks.values())
        said = (self.keys.row_claims(block, named) for block in blocks)
        roles = {role for claims in said for role, claim in claims.items() if claim.options}
        return bool(roles) and (is_filled or roles <= self._around.special.named)

    def take(
        self, row: int, cells: Sequence[Value], named: Sequence[Value], filled: Sequence[int]
    ) -> None:
        """Read the filled cells of a row; `named` are its cells as `keys` gives them."""
        add, sheet, above = self._findings.cells.append, self._grid.sheet.name, row + 1
        for column in filled:
            of_unit, of_pair, of_day = self._sides[column]
            unit, pair, day = of_unit.judged(named), of_pair.judged(named), of_day.judged(named)
            value = cells[column]
            if isinstance(value, int):
                self.sums[column] = self.sums.get(column, 0) + value
            number = self._values.read(value)
            if (
                unit.value is None
                or pair.value is None
                or day.value is None
                or not isinstance(number, int)
                or self._judge.is_above_population(unit.value, pair.value[1], number)
            ):
                self._refuse((row, column), (unit, pair, day), number)
                continue
            if unit.repair:
                self._findings.repaired.setdefault(unit.repair)
            indicator, cohort = pair.value
            cell = f"{self._letters[column]}{above}"
            add(ReadCell(unit.value, indicator, cohort, day.value, number, sheet, cell))

    def _refuse(
        self,
        place: Place,
        sides: tuple[Judged[str], Judged[Pair], Judged[date]],
        number: int | Found,
    ) -> None:
        """Tell everything that keeps a cell out; a name that is to be left out keeps it out alone."""
        left_out = next((side.left_out for side in sides if side.left_out), None)
        if left_out:
            ignored = Ignored(left_out.message, *self._where(left_out, place))
            self._findings.leave_out(ignored, left_out.text)
            return
        unit, pair, _ = sides
        found = [one for side in sides for one in side.found]
        if isinstance(number, Found):
            found.append(number)
        elif unit.value is not None and pair.value is not None:
            found.extend(self._judge.above_population(unit.value, pair.value[1], number))
        for one in found:
            sheet, cell = self._where(one, place)
            self._findings.add_problem(
                Problem(one.kind, one.message, sheet, cell, one.asks, one.text, one.options)
            )

    def _where(self, found: Found, counted: Place) -> tuple[str, str]:
        """The sheet and the cell at fault: named by the row, by its group, by a fixed place, or counted."""
        place = found.place or counted
        if place[0] == OWN_ROW:
            place = self.keys.place(counted[0], place[1])
        elif place == GROUP_PLACE:
            place = self.group.places[Role(found.asks)]
        return self._grid.sheet.name, self._grid.address(place)
