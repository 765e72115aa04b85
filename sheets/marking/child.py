"""Marks one workbook in a process of its own, within limits: the request on stdin, an .xlsx on stdout."""

import io
import pickle
import resource
import sys
import zipfile
from collections.abc import Sequence

from openpyxl import Workbook as Book
from openpyxl import load_workbook

from sheets.marking.cleaning import clean
from sheets.marking.fresh import fresh_copy
from sheets.marking.listing import TITLE, add_list, chosen
from sheets.marking.painting import forget_own_marks, paint
from sheets.marking.saved import with_saved_results
from sheets.marking.types import LIST_TITLE, Mark
from sheets.workbook import Workbook
from sheets.writing import sheet_title, to_bytes

MAX_MEMORY_BYTES = 400 * 1024 * 1024
MAX_CPU_SECONDS = 20


def main() -> None:
    """The request is pickled by our own process, and holds the sender's bytes as bytes only."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data, workbook, marks = pickle.load(sys.stdin.buffer)  # noqa: S301 -- see above
    sys.stdout.buffer.write(marked(data, workbook, marks))


def marked(data: bytes, workbook: Workbook, marks: Sequence[Mark]) -> bytes:
    """The marked .xlsx: the sender's own where openpyxl opens it, else a new one of its values."""
    if _is_xlsx(data):
        book = load_workbook(io.BytesIO(data), keep_links=False, rich_text=True)
        clean(book, {sheet.name: sheet for sheet in workbook.sheets})
        _drop_own_list(book)
        forget_own_marks(book)
    else:
        book = fresh_copy(workbook)
        marks = [Mark(sheet_title(m.sheet), m.cell, m.kind, m.comment) for m in marks]
    paint(book, chosen(marks))
    add_list(book, marks)
    book.calculation.fullCalcOnLoad = True
    titles = [sheet.title for sheet in book.worksheets]
    return with_saved_results(to_bytes(book), titles, {s.name: s for s in workbook.sheets})


def _is_xlsx(data: bytes) -> bool:
    if not data:
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "xl/workbook.xml" in archive.namelist()


def _drop_own_list(book: Book) -> None:
    if LIST_TITLE in book.sheetnames and book[LIST_TITLE]["A1"].value == TITLE:
        del book[LIST_TITLE]
