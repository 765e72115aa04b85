"""The rows of a table: sums, notes, headings of groups, and the rows that hold counts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from intake.rules.tally.asides import opens_aside
from intake.rules.tally.claims import Claim, claims_of, together
from intake.rules.tally.columns import Table
from intake.rules.tally.counts import Counts
from intake.rules.tally.grid import Grid, Place, is_figure, shown
from intake.rules.tally.headers import is_column_numbers
from intake.rules.tally.keys import KeyCells
from intake.rules.tally.rowkinds import Kind
from intake.rules.tally.sides import GROUP_PLACE
from intake.rules.tally.wording import Role, Word, is_ordinal, is_place, is_roman, without_ordinal
from sheets.workbook import Value

_LETTERED = re.compile(r"(?:[A-ZĐ]|[IVX]+)\s*[.)/-]\s*\D")
_ROWS_OF_A_GROUP = 3  # below its heading, of which one at least must hold counts
GROUP_SUM = "Số trên dòng của nhóm là số cộng, chỉ dùng để đối chiếu, không nhập."


@dataclass(frozen=True)
class TableRows:
    """What the rows of one table are."""

    counted: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)  # rows that sum others
    notes: list[tuple[Place, str]] = field(default_factory=list)  # texts that are no counts


def read_rows(grid: Grid, table: Table, counts: Counts, special: Mapping[int, Kind]) -> TableRows:
    """Hand every row of counts over; titles speak only where rows and columns do not."""
    reader = _Rows(grid, table, counts, special)
    for row in table.body:
        reader.read(row)
    return reader.rows


class _Rows:
    def __init__(
        self, grid: Grid, table: Table, counts: Counts, special: Mapping[int, Kind]
    ) -> None:
        self._grid, self._table, self._counts, self._special = grid, table, counts, special
        self._cells = KeyCells(grid)
        self._measures = [column.index for column in table.measures]
        self._keys = [column.index for column in table.key_columns]
        apart = {c.index for c in table.columns if c.kind is Role.SKIP and c.heads}
        apart.update(self._measures)
        self._texts = [c.index for c in table.columns if c.index not in apart]
        self._is_aside = False  # below "B. LŨY KẾ ĐẾN NAY", up to the next group
        self.rows = TableRows()

    def read(self, row: int) -> None:
        cells = self._grid.padded(row)
        if cells.count(None) == len(cells) or is_column_numbers(self._grid, row):
            return
        filled = [column for column in self._measures if cells[column] is not None]
        if not filled and self._opens_aside(row, cells):
            self._is_aside = True
            self.rows.notes.extend(self._row_texts(row, cells)[:1])
            return
        word, kind = self._word(cells), self._special.get(row)
        is_bare_sum = word is None and self._is_bare_sum(cells, filled)
        beside = self._counts.beside_total(cells, filled) if word is Word.TOTAL else []
        if beside:
            self._read_named(row, cells, beside)
        elif word is Word.TOTAL or kind is Kind.SUM or is_bare_sum:
            self.rows.totals.append(row)
        elif word is Word.OTHER:
            self.rows.notes.extend(self._row_texts(row, cells)[:1])
        elif kind is Kind.GROUP:
            self._read_group(row, cells)
            if filled:
                self.rows.notes.append(((row, filled[0]), GROUP_SUM))
        else:
            self._read_named(row, cells, filled)

    def _read_named(self, row: int, cells: Sequence[Value], filled: list[int]) -> None:
        named = self._counts.keys.values(row, cells)
        is_counted = any(map(is_figure, [cells[c] for c in filled]))
        is_known = is_counted or self._counts.is_named(row, cells, is_filled=bool(filled))
        if not is_known:
            self._read_group(row, cells)
        elif self._is_aside:
            self.rows.notes.extend(self._row_texts(row, cells)[:1])
        elif filled:
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
        same = [column for column in filled if cells[column] == sums.get(column)]
        return len(same) == len(filled) or (len(same) > 1 and 2 * len(same) >= len(filled))

    def _opens_aside(self, row: int, cells: Sequence[Value]) -> bool:
        """A row of one text, numbered or merged, that heads figures about the counts: "B. LŨY KẾ ĐẾN NAY"."""
        filled = [column for column, value in enumerate(cells) if value is not None]
        texts = [cells[c] for c in filled if not is_ordinal(cells[c])]
        if len(filled) > 2 or len(texts) != 1 or not isinstance(texts[0], str):  # noqa: PLR2004
            return False
        is_head = len(filled) > 1 or self._grid.is_merged(row, filled[0]) or _is_lettered(texts[0])
        label = self._grid.lexicon.group_label(texts[0])
        return is_head and opens_aside(texts[0]) and not label.names_something

    def _read_group(self, row: int, cells: Sequence[Value]) -> None:
        """A row of text alone: the group of the rows below it, or words beside the table."""
        group, opened, places = self._counts.group, dict[Role, Claim](), dict[Role, Place]()
        for place, value in self._names(row, cells):
            label = self._cells.group_label(value)
            said = claims_of(label, GROUP_PLACE)
            if label.role is Role.VALUE or Role.DAY in said or _is_lettered(shown(value)):
                self._is_aside = False
            opened = together(opened, said)
            places |= dict.fromkeys(said, place)
            if not said:
                text = shown(value)
                is_plain = label.role is Role.VALUE  # "A. TRONG NGÀY": what the table holds anyway
                roles = [] if is_plain else self._roles_lost(place, text)
                if roles:
                    # Rows below an unknown group must not be taken for the one before, nor the sender's.
                    opened |= dict.fromkeys(roles, Claim((), text, GROUP_PLACE))
                    places |= dict.fromkeys(roles, place)
                self.rows.notes.append((place, text))
        group.say(opened, places)

    def _names(self, row: int, cells: Sequence[Value]) -> list[tuple[Place, Value]]:
        """The texts that may name a group, or the day that a spreadsheet took for a number."""
        texts: list[tuple[Place, Value]] = [*self._row_texts(row, cells)]
        return texts or [((row, c), v) for c in self._keys if (v := cells[c]) is not None]

    def _roles_lost(self, place: Place, text: str) -> list[Role]:
        """The sides that the rows below need a group to name, where the text heads one."""
        if self._counts.group.claims:
            return list(self._counts.group.claims)
        if is_place(without_ordinal(text)):
            return [Role.UNIT]
        missing = self._counts.unsaid
        below = range(place[0] + 1, min(place[0] + 1 + _ROWS_OF_A_GROUP, self._table.body.stop))
        heads_rows = any(
            is_figure(self._grid.value(row, column)) for row in below for column in self._measures
        )
        if self._opens_group(place, text):
            return missing or [Role.UNIT]
        return missing if heads_rows else []

    def _opens_group(self, place: Place, text: str) -> bool:
        first = self._grid.value(place[0], 0)
        bare = without_ordinal(text)
        return bare != text or (isinstance(first, str) and is_roman(first))


def _is_lettered(text: str) -> bool:
    """ "B. ..." and "II. ...", the headings of a table's largest groups."""
    return bool(_LETTERED.match(text))
