"""The rows of a table: sums, notes, headings of groups, and the rows that hold counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from intake.rules.tally.claims import Claim, Claims, claims_of
from intake.rules.tally.counts import Counts
from intake.rules.tally.grid import Grid, Place, is_figure
from intake.rules.tally.sides import GROUP_PLACE
from intake.rules.tally.tables import Table, is_column_numbers
from intake.rules.tally.wording import Role, Word, is_place, is_roman, without_ordinal
from sheets.workbook import Value


@dataclass(frozen=True)
class TableRows:
    """What the rows of one table are."""

    counted: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)  # rows that sum others
    notes: list[tuple[Place, str]] = field(default_factory=list)  # texts that are no counts


def read_rows(grid: Grid, table: Table, counts: Counts) -> TableRows:
    """Hand every row of counts over; titles speak only where rows and columns do not."""
    reader = _Rows(grid, table, counts)
    for row in table.body:
        reader.read(row)
    return reader.rows


class _Rows:
    def __init__(self, grid: Grid, table: Table, counts: Counts) -> None:
        self._grid, self._counts = grid, counts
        self._measures = [column.index for column in table.measures]
        self._keys = [column.index for column in table.key_columns]
        apart = {c.index for c in table.columns if c.kind is Role.SKIP and c.heads}
        apart.update(self._measures)
        self._texts = [c.index for c in table.columns if c.index not in apart]
        self._said: dict[str, Claims] = {}  # by a group's text
        self.rows = TableRows()

    def read(self, row: int) -> None:
        cells = self._grid.padded(row)
        if cells.count(None) == len(cells) or is_column_numbers(self._grid, row):
            return
        word = self._word(cells)
        filled = [column for column in self._measures if cells[column] is not None]
        if word is Word.TOTAL or (word is None and self._is_bare_sum(cells, filled)):
            self.rows.totals.append(row)
        elif word is Word.OTHER:
            self.rows.notes.extend(self._row_texts(row, cells)[:1])
        else:
            self._read_named(row, cells, filled)

    def _read_named(self, row: int, cells: Sequence[Value], filled: list[int]) -> None:
        named = self._counts.keys.values(row, cells)
        if filled and (
            any(map(is_figure, [cells[c] for c in filled])) or self._counts.is_named(named)
        ):
            self.rows.counted.append(row)
            self._counts.take(row, cells, named, filled)
        else:
            self._read_group(self._row_texts(row, cells))

    def _word(self, cells: Sequence[Value]) -> Word | None:
        """What the words outside counts and notes make of a row; None where there are none."""
        words, found = self._grid.lexicon.words, None
        for column in self._texts:
            value = cells[column]
            if isinstance(value, str):
                word = words[value]
                if word is Word.TOTAL:
                    return word
                if word is Word.OTHER or found is None:
                    found = None if word is Word.ORDINAL else word
        return found

    def _row_texts(self, row: int, cells: Sequence[Value]) -> list[tuple[Place, str]]:
        """The texts of a row outside its counts and notes."""
        words = self._grid.lexicon.words
        return [
            ((row, column), value)
            for column in self._texts
            if isinstance(value := cells[column], str) and words[value] is not Word.ORDINAL
        ]

    def _is_bare_sum(self, cells: Sequence[Value], filled: list[int]) -> bool:
        """Figures without a name that are the sums of those above."""
        sums = self._counts.sums
        if not sums or any(cells[column] is not None for column in self._keys):
            return False
        return {column: cells[column] for column in filled} == sums

    def _read_group(self, texts: list[tuple[Place, str]]) -> None:
        """A row of text alone: the group of the rows below it, or words beside the table."""
        group = self._counts.group
        for place, text in texts:
            said = self._said.get(text)
            if said is None:
                label = self._grid.lexicon.group_label(text)
                said = self._said[text] = claims_of(label, GROUP_PLACE)
            if said:
                group.say(said, place)
                continue
            if group.claims or self._opens_group(place, text):
                # Rows below an unknown group must not be taken for the one before, nor the sender's.
                roles = set(group.claims) or {Role.UNIT}
                group.say(dict.fromkeys(roles, Claim((), text, GROUP_PLACE)), place)
            self.rows.notes.append((place, text))

    def _opens_group(self, place: Place, text: str) -> bool:
        first = self._grid.value(place[0], 0)
        bare = without_ordinal(text)
        numbered = bare != text or (isinstance(first, str) and is_roman(first))
        return numbered or is_place(bare)
