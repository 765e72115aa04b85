"""A sheet being laid out: what stands where, and what each cell means."""

from dataclasses import dataclass, field
from datetime import date

from sheets.workbook import Fault


@dataclass
class Page:
    """Cells from row 0 and column 0; `facts` are counts to be read, `wrong` cells to be reported."""

    name: str
    habits: object
    cells: dict = field(default_factory=dict)
    fonts: dict = field(default_factory=dict)
    merged: list = field(default_factory=list)
    facts: dict = field(default_factory=dict)
    wrong: dict = field(default_factory=dict)
    told: dict = field(default_factory=dict)  # by side, the title cell that tells it
    hidden: bool = False

    def text(self, place, text):
        """Words, spelt as this workbook spells; numbers and days are written as they are."""
        if isinstance(text, str):
            text, font = self.habits.spell(text)
            if font:
                self.fonts[place] = font
        self.cells[place] = text

    def put(self, place, value):
        """A value as it is."""
        if value is not None:
            self.cells[place] = value

    def merge(self, top, left, bottom, right):
        """One region, where it is more than a cell."""
        if (top, left) != (bottom, right):
            self.merged.append((top, left, bottom, right))

    def moved(self, rows, columns):
        """The same page with blank rows above and blank columns on the left."""
        shift = lambda places: {(r + rows, c + columns): v for (r, c), v in places.items()}  # noqa: E731
        return Page(
            self.name,
            self.habits,
            shift(self.cells),
            shift(self.fonts),
            [(t + rows, f + columns, b + rows, r + columns) for t, f, b, r in self.merged],
            shift(self.facts),
            shift(self.wrong),
            {},
            self.hidden,
        )

    @property
    def bottom(self):
        """The first free row."""
        return max((row for row, _ in self.cells), default=-1) + 1

    def rows(self):
        """The cells as rows of equal meaning with what a workbook's reader gives."""
        width = max((column for _, column in self.cells), default=-1) + 1
        rows = [[None] * width for _ in range(self.bottom)]
        for (row, column), value in self.cells.items():
            rows[row][column] = value if is_content(value) else None
        return rows


def is_content(value):
    """Whether a cell shows anything to a reader."""
    return isinstance(value, int | float | date | Fault) or bool(value)
