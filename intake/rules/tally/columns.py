"""A table and its columns, as found."""

from dataclasses import dataclass, field

from intake.rules.tally.grid import Place
from intake.rules.tally.lexicon import Label
from intake.rules.tally.wording import Role

KEYS = frozenset({Role.UNIT, Role.INDICATOR, Role.COHORT, Role.DAY})


@dataclass(frozen=True)
class Column:
    """A column's part: `key` names rows, `measure` holds counts, `unknown` holds figures nobody named."""

    index: int
    kind: Role | None  # None for a key or measure column
    keys: frozenset[Role] = frozenset()
    is_measure: bool = False
    heads: tuple[tuple[Place, Label], ...] = ()
    is_part: bool = False  # it stands below "Trong đó"

    @property
    def is_unknown(self) -> bool:
        """Whether its heading could not be understood."""
        return self.is_measure and any(not understood(label) for _, label in self.heads)


@dataclass(frozen=True)
class Table:
    """Header rows, the rows below them, and the text rows above that speak for the whole table."""

    titles: range
    header: range
    body: range
    columns: tuple[Column, ...] = field(default=())

    @property
    def measures(self) -> tuple[Column, ...]:
        """Columns that hold counts."""
        return tuple(c for c in self.columns if c.is_measure)

    @property
    def key_columns(self) -> tuple[Column, ...]:
        """Columns that name their rows."""
        return tuple(c for c in self.columns if c.keys)


def understood(label: Label) -> bool:
    """Whether a heading names something or is a known word."""
    return label.names_something or label.role is not None
