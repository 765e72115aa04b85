"""The rows of a table: sums, notes, headings of groups, and the rows that hold counts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from intake.rules.tally.asides import names_a_group, opens_aside
from intake.rules.tally.claims import Claim, Claims, claims_of
from intake.rules.tally.columns import Table
from intake.rules.tally.counts import Counts
from intake.rules.tally.grid import Grid, Place, is_figure, number_in
from intake.rules.tally.sides import GROUP_PLACE
from intake.rules.tally.tables import is_column_numbers
from intake.rules.tally.wording import Role, Word, is_ordinal, is_place, is_roman, without_ordinal
from sheets.workbook import Value

_LETTERED = re.compile(r"(?:[A-ZĐ]|[IVX]+)\s*[.)/-]\s*\D")


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
        self._last = table.body.stop
        self._measures = [column.index for column in table.measures]
        self._keys = [column.index for column in table.key_columns]
        apart = {c.index for c in table.columns if c.kind is Role.SKIP and c.heads}
        apart.update(self._measures)
        self._texts = [c.index for c in table.columns if c.index not in apart]
        self._said: dict[str, Claims] = {}  # by a group's text
        self._is_aside = False  # below "B. LŨY KẾ ĐẾN NAY", up to the next group
        self.rows = TableRows()

    def read(self, row: int) -> None:
        cells = self._grid.padded(row)
        if cells.count(None) == len(cells) or is_column_numbers(self._grid, row):
            return
        if self._opens_aside(row, cells):
            self._is_aside = True
            self.rows.notes.extend(self._row_texts(row, cells)[:1])
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
        is_counted = filled and any(map(is_figure, [cells[c] for c in filled]))
        if not is_counted and not (filled and self._counts.is_named(row, cells)):
            self._read_group(self._row_texts(row, cells))
        elif self._is_aside:
            self.rows.notes.extend(self._row_texts(row, cells)[:1])
        elif is_counted and self._is_subtotal(row, cells):
            self.rows.totals.append(row)
        else:
            self.rows.counted.append(row)
            self._counts.take(row, cells, named, filled)

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

    def _opens_aside(self, row: int, cells: Sequence[Value]) -> bool:
        """A row of one text, numbered or merged, that heads figures about the counts: "B. LŨY KẾ ĐẾN NAY"."""
        filled = [column for column, value in enumerate(cells) if value is not None]
        texts = [cells[c] for c in filled if not is_ordinal(cells[c])]
        if len(filled) > 2 or len(texts) != 1 or not isinstance(texts[0], str):  # noqa: PLR2004
            return False
        is_head = len(filled) > 1 or self._grid.is_merged(row, filled[0]) or _is_lettered(texts[0])
        label = self._grid.lexicon.group_label(texts[0])
        return is_head and opens_aside(texts[0]) and not label.names_something

    def _is_subtotal(self, row: int, cells: Sequence[Value]) -> bool:
        """ "I | Cụm 1 | 51": the sums of the units below, up to the next such row."""
        texts = self._row_texts(row, cells)
        first = next((cells[c] for c in self._texts if cells[c] is not None), None)
        if self._counts.is_named(row, cells) or not names_a_group(
            first, texts[0][1] if texts else ""
        ):
            return False
        below = list(self._rows_below(row))
        printed = [number_in(cells[column]) or 0 for column in self._measures]
        sums = [sum(number_in(part[column]) or 0 for part in below) for column in self._measures]
        return bool(below) and printed == sums

    def _rows_below(self, row: int) -> Iterator[Sequence[Value]]:
        for below in range(row + 1, self._last):
            cells = self._grid.padded(below)
            if not self._counts.is_named(below, cells) or self._word(cells) is Word.TOTAL:
                return
            yield cells

    def _read_group(self, texts: list[tuple[Place, str]]) -> None:
        """A row of text alone: the group of the rows below it, or words beside the table."""
        group = self._counts.group
        for place, text in texts:
            label = self._grid.lexicon.group_label(text)
            said = self._said.get(text)
            if said is None:
                said = self._said[text] = claims_of(label, GROUP_PLACE)
            if label.role is Role.VALUE or Role.DAY in said or _is_lettered(text):
                self._is_aside = False
            if said:
                group.say(said, place)
                continue
            if label.role is Role.VALUE:  # "A. TRONG NGÀY": what the table holds anyway
                self.rows.notes.append((place, text))
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


def _is_lettered(text: str) -> bool:
    """ "B. ..." and "II. ...", the headings of a table's largest groups."""
    return bool(_LETTERED.match(text))
