"""How well a reader did over many workbooks, and which features cost it the most."""

from collections import Counter
from dataclasses import dataclass, field

from sheets.cells import position


@dataclass
class Score:
    """Counted over cells: read right, asked about instead, stored wrong; and wrong cells reported."""

    right: int = 0
    cells: int = 0
    reported: int = 0
    wrong: int = 0
    stored: list = field(default_factory=list)  # what was read and is not in the truth
    unreported: list = field(default_factory=list)
    missed_by: Counter = field(default_factory=Counter)
    cells_by: Counter = field(default_factory=Counter)

    def add(self, book, read):
        """One workbook's reading against its truth; returns whether it was perfect."""
        found = {
            (cell.sheet, position(cell.cell)): (
                cell.unit,
                cell.indicator,
                cell.cohort,
                cell.day,
                cell.value,
            )
            for cell in read.cells
        }
        told = {(p.sheet, position(p.cell), p.kind) for p in read.problems}
        missed = [at for at, fact in book.facts.items() if found.get(at) != tuple(fact)]
        invented = [
            (at, cell) for at, cell in found.items() if tuple(book.facts.get(at, ())) != cell
        ]
        unreported = [(at, kind) for at, kind in book.wrong.items() if (*at, kind) not in told]
        self._count(book, missed, invented, unreported)
        return not (missed or invented or unreported)

    def _count(self, book, missed, invented, unreported):
        self.cells += len(book.facts)
        self.right += len(book.facts) - len(missed)
        self.wrong += len(book.wrong)
        self.reported += len(book.wrong) - len(unreported)
        self.stored.extend((at, cell, sorted(book.features)) for at, cell in invented)
        self.unreported.extend((at, kind, sorted(book.features)) for at, kind in unreported)
        for feature in book.features:
            self.cells_by[feature] += len(book.facts)
            self.missed_by[feature] += len(missed)

    @property
    def share(self):
        """Of the right cells, how many were read right."""
        return self.right / self.cells

    def __str__(self):
        worst = sorted(
            (f for f in self.missed_by if self.missed_by[f]),
            key=lambda f: self.missed_by[f] / self.cells_by[f],
            reverse=True,
        )
        told = f"{self.reported} of {self.wrong} wrong cells reported"
        lines = [
            f"{self.right} of {self.cells} cells read right ({self.share:.2%}), {told}, {len(self.stored)} stored wrongly",
            *(f"  {self.missed_by[f]} of {self.cells_by[f]} missed: {f}" for f in worst[:25]),
            *(f"  stored: {one}" for one in self.stored[:5]),
            *(f"  unreported: {one}" for one in self.unreported[:5]),
        ]
        return "\n".join(lines)
