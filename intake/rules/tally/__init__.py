"""Reading tallies: workbooks that units send in, whatever their layout."""

from intake.rules.tally.reading import read_tally
from intake.rules.tally.types import (
    Ignored,
    Problem,
    ReadCell,
    Reading,
    Term,
    UnitName,
    Vocabulary,
)

__all__ = [
    "Ignored",
    "Problem",
    "ReadCell",
    "Reading",
    "Term",
    "UnitName",
    "Vocabulary",
    "read_tally",
]
