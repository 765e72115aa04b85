"""The files of a register's sheet: what somebody sent as a table, a table as .xlsx and as .csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from tablib import Dataset

from sheets.opening import open_workbook
from sheets.streaming import long_table
from sheets.workbook import Fault, Refused, Sheet, Value
from sheets.writing import plain_text
from vietnamese.dates import format_date
from vietnamese.numbers import format_count

__all__ = ["Refused", "Table", "csv_bytes", "dataset_of", "read_table", "xlsx_bytes"]

MOST_ROWS = 10_000

Table = list[list[Any]]


def read_table(data: bytes, name: str) -> tuple[Table, list[int]]:
    """The first shown sheet's filled rows, the heading first, and the line in the file of each other row.

    The file passes the gate and the child process of `sheets.opening`, as a tally does. Raises
    Refused for a file that is not opened or that holds what is no value.
    """
    filled = list(_filled(_first_shown(open_workbook(data, name).sheets)))
    if len(filled) < 2:  # noqa: PLR2004 -- a heading and one row
        raise Refused("Tệp không có dòng dữ liệu nào dưới dòng tiêu đề.")
    if len(filled) > MOST_ROWS + 1:
        raise Refused(
            f"Tệp có quá {format_count(MOST_ROWS)} dòng. Đề nghị chia nhỏ tệp rồi gửi lại."
        )
    width = len(filled[0][1])
    rows = [(row + [None] * width)[:width] for _, row in filled]
    return rows, [line for line, _ in filled[1:]]


def _first_shown(sheets: Sequence[Sheet]) -> Sheet:
    return next((sheet for sheet in sheets if sheet.rows and not sheet.hidden), sheets[0])


def _filled(sheet: Sheet) -> Iterator[tuple[int, list[Any]]]:
    for line, row in enumerate(sheet.rows, start=1):
        values = [_plain(value, line) for value in row]
        if any(value is not None and value != "" for value in values):
            yield line, values


def _plain(value: Value, line: int) -> Any:
    """A cell as JSON can carry it to the second step."""
    if isinstance(value, Fault):
        raise Refused(f"Dòng {line} có công thức lỗi hoặc chưa có kết quả ({value.text}).")
    return value if value is None or isinstance(value, str | int | float) else format_date(value)


def dataset_of(table: Table) -> Dataset:
    """The table as django-import-export takes it."""
    heading, *rows = table
    return Dataset(*rows, headers=[str(cell or "").strip() for cell in heading])


def xlsx_bytes(table: Dataset, title: str) -> bytes:
    """The sheet as Excel shows it; no text in it can run."""
    return long_table(title.capitalize(), [str(heading) for heading in table.headers], table)


def csv_bytes(table: Dataset) -> bytes:
    """The sheet as text that Excel opens with Vietnamese letters; no text in it can run."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(table.headers)
    for row in table:
        writer.writerow([plain_text(v) if isinstance(v, str) else v for v in row])
    return text.getvalue().encode("utf-8-sig")
