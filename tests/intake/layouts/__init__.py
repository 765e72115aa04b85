"""Workbooks in every sensible layout and mess, each with the counts that it holds (its truth)."""

from tests.intake.layouts.books import Book, books
from tests.intake.layouts.files import as_file, as_workbook
from tests.intake.layouts.score import Score

__all__ = ["Book", "Score", "as_file", "as_workbook", "books"]
