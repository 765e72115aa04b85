"""Reading tallies: workbooks that units send in, whatever their layout."""

from intake.rules.tally.reading import read_tally
from intake.rules.tally.types import (
    LEAVE_OUT,
    Ignored,
    Problem,
    ReadCell,
    ReadColumn,
    Reading,
    ReadTable,
    Term,
    UnitName,
    Vocabulary,
)

__all__ = [
    "LEAVE_OUT",
    "Ignored",
    "Problem",
    "ReadCell",
    "ReadColumn",
    "ReadTable",
    "Reading",
    "Term",
    "UnitName",
    "Vocabulary",
    "read_tally",
]
