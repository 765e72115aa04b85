"""The sender's own workbook given back: cells coloured, comments in Vietnamese, a list of what to mend."""

from sheets.marking.copying import marked_copy
from sheets.marking.types import LIST_TITLE, Mark, Marked

__all__ = ["LIST_TITLE", "Mark", "Marked", "marked_copy"]
