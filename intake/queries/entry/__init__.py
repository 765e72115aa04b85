"""The entry page's day: its cells, its units, and what helps to fill them in."""

from intake.queries.entry.cells import DayNeed, Duty, EntryCell, EntryUnit, Level
from intake.queries.entry.page import EntryPage, noun_of
from intake.queries.entry.reading import entry_page, running_fields

__all__ = [
    "DayNeed",
    "Duty",
    "EntryCell",
    "EntryPage",
    "EntryUnit",
    "Level",
    "entry_page",
    "noun_of",
    "running_fields",
]
