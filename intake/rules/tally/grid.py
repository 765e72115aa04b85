"""One sheet with its texts cleaned, its merged cells known, and each cell's label at hand."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from intake.rules.tally.fixes import TYPED
from intake.rules.tally.lexicon import Label, Lexicon
from intake.rules.tally.wording import is_blank_mark
from sheets.workbook import Fault, Region, Sheet, Value
from vietnamese.dates import format_date
from vietnamese.legacy import Encoding, other_readings, reads_well, repaired, sheet_encoding
from vietnamese.numbers import CountError, NotANumberError, parse_count
from vietnamese.text import collapse_spaces, nfc

Place = tuple[int, int]  # row, column, from 0
_NOTHING = Label()
_FIGURES = (int, float, Fault)
_MAX_MERGED_CELLS = 200_000


@dataclass(frozen=True)
class Grid:
    """Cell contents by place; a text is composed, trimmed, and None where it is only a dash."""

    sheet: Sheet
    lexicon: Lexicon
    rows: tuple[tuple[Value, ...], ...]
    decoded_count: int = 0  # different texts that came in a legacy font's letters

    @cached_property
    def _origins(self) -> dict[Place, Place]:
        return {
            (row, column): (top, left)
            for top, left, bottom, right in self.merged
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }

    @cached_property
    def merged(self) -> tuple[Region, ...]:
        """Merged regions within the filled part; a file that merges absurdly much is read as unmerged."""
        last_row, last_column = len(self.rows) - 1, self.width - 1
        regions = [
            (top, left, min(bottom, last_row), min(right, last_column))
            for top, left, bottom, right in self.sheet.merged
        ]
        area = sum((b - t + 1) * (r - f + 1) for t, f, b, r in regions if b >= t and r >= f)
        return tuple(regions) if area <= _MAX_MERGED_CELLS else ()

    def origin(self, row: int, column: int) -> Place:
        """The cell that holds the content: the first of a merged region, else the cell itself."""
        return self._origins.get((row, column), (row, column))

    def is_merged(self, row: int, column: int) -> bool:
        """Whether the cell is a part of a merged region."""
        return (row, column) in self._origins

    def value(self, row: int, column: int) -> Value:
        """The cell's own content, None where blank."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        return self.rows[row][column]

    def label(self, row: int, column: int) -> Label:
        """What the cell names; an empty label for numbers and blanks."""
        return self.label_of(self.value(row, column))

    def label_of(self, value: Value) -> Label:
        """What a content names."""
        if isinstance(value, date):
            return self.lexicon.day_label(value)
        return self.lexicon.label(value) if isinstance(value, str) else _NOTHING

    def filled(self, row: int) -> tuple[int, ...]:
        """Columns of the row that are not blank."""
        return tuple(c for c, value in enumerate(self.rows[row]) if value is not None)

    def padded(self, row: int) -> tuple[Value, ...]:
        """The row's cells, as many as the widest row has."""
        cells = self.rows[row]
        missing = self.width - len(cells)
        return (*cells, *(None,) * missing) if missing else cells

    def column(self, index: int, rows: range) -> list[Value]:
        """The contents of a column's rows that are not blank."""
        cut = self.rows[rows.start : rows.stop]
        return [v for row in cut if len(row) > index and (v := row[index]) is not None]

    @cached_property
    def has_figures(self) -> tuple[bool, ...]:
        """For each row whether one of its cells is a figure."""
        return tuple(any(map(is_figure, row)) for row in self.rows)

    @cached_property
    def plain_rows(self) -> tuple[int, ...]:
        """Rows that cannot be rows of a table: without figures, and with one text at most."""
        return tuple(
            row
            for row in range(len(self.rows))
            if not self.has_figures[row] and len(self.filled(row)) <= 1
        )

    def address(self, place: Place) -> str:
        """The A1 address of a place."""
        return self.sheet.address(*place)

    @cached_property
    def width(self) -> int:
        """Columns of the widest row."""
        return max((len(row) for row in self.rows), default=0)


def clean_grid(sheet: Sheet, lexicon: Lexicon) -> Grid:
    """The sheet ready for reading."""
    # In the order of the sheet, so that ties fall the same way each time.
    texts = dict.fromkeys(value for row in sheet.rows for value in row if isinstance(value, str))
    shared = sheet_encoding(text for text in texts if TYPED not in text)
    clean = {text: _clean(text, shared, lexicon) for text in texts}
    rows = tuple(
        tuple(clean[value] if isinstance(value, str) else value for value in row)
        for row in sheet.rows
    )
    decoded = {old: new for old, new in clean.items() if new and new != collapse_spaces(nfc(old))}
    return Grid(sheet, lexicon, rows, len(decoded))


def _clean(value: str, shared: Encoding | None, lexicon: Lexicon) -> str | None:
    text = nfc(value)
    if shared and TYPED not in text:
        text = _in_unicode(text, shared, lexicon)
    text = collapse_spaces(text)
    return None if is_blank_mark(text) else text


def _in_unicode(text: str, shared: Encoding, lexicon: Lexicon) -> str:
    """The reading that means something here; one sheet may mix old fonts with Unicode."""
    first, others = repaired(text, shared), other_readings(text)
    if not others:
        return first
    likeliest = first if first != text or reads_well(text) else others[1]
    return next((r for r in (likeliest, *others) if _means_something(r, lexicon)), likeliest)


def _means_something(text: str, lexicon: Lexicon) -> bool:
    label = lexicon.label(collapse_spaces(text))
    return label.names_something or label.role is not None or _is_figure_text(text)


def number_in(value: Value) -> int | None:
    """The count that a cell holds, None for any other content."""
    if type(value) is int and value >= 0:
        return value
    try:
        return parse_count(value) if isinstance(value, str | int | float) else None
    except CountError:
        return None


def is_figure(value: Value) -> bool:
    """Whether a cell holds a number, a number typed as text, or a formula's fault."""
    if isinstance(value, str):
        return _is_figure_text(value)
    return isinstance(value, _FIGURES)


@lru_cache(maxsize=1 << 16)
def _is_figure_text(text: str) -> bool:
    if text[:1].isalpha():  # most texts are words
        return False
    try:
        parse_count(text)
    except NotANumberError:
        return False
    except CountError:
        return True
    return True


def shown(value: Value) -> str:
    """What a cell holds, as it would be typed: read as a text it means the same."""
    if value is None:
        return ""
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, Fault):
        return value.text
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    # A point would group thousands in a text: the number 1.234 is typed 1,234.
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)
