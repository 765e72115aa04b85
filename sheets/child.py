"""Parses one workbook in a process of its own, within limits: bytes on stdin, the answer on stdout.

Exit status 3 means that the workbook was refused, with the reason's name on stdout; any other
death is the parser's. The answer is one line of JSON (sheets, names, every different value once)
and then whole numbers of four bytes: for each sheet the lengths of its rows, then its cells as
places in the list of values. A long list repeats few values, so this is small and read quickly.
"""

import io
import json
import resource
import signal
import sys
import zipfile
from array import array
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NoReturn

import python_calamine

from sheets.faults import SheetFaults, look
from sheets.faults.found import ERRORS, MAX_MERGED, MAX_SHEETS, RefusalError

MAX_MEMORY_BYTES = 200 * 1024 * 1024  # of addresses; what is really in memory is less
MAX_ROWS = 150_000
MAX_CELLS = 2_000_000  # with the rows themselves, over all sheets
MAX_TEXT = 2_000  # characters kept of one cell: longer texts are notes
MAX_TEXTS = 20_000_000  # characters of all different texts
REFUSED_STATUS = 3

_WHOLE = 2**53  # a float beyond holds no exact whole number
_BLANK, _FALSE = 0, 1  # places of None and False in the list of values; True follows False


def main() -> None:
    """Read stdin, write the parsed workbook. The argument is the limit of processor time in seconds."""
    _limit(float(sys.argv[1]))
    try:
        answer = b"".join(_parse(sys.stdin.buffer.read()).pieces())
    except python_calamine.PasswordError:
        _refuse("password")
    except RefusalError as refusal:
        _refuse(str(refusal))
    except MemoryError:
        _refuse("memory")
    except (python_calamine.CalamineError, ValueError, KeyError, zipfile.BadZipFile):
        _refuse("damaged")
    sys.stdout.buffer.write(answer)


def _limit(seconds: float) -> None:
    """The kernel ends the process where it goes beyond."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
    signal.setitimer(signal.ITIMER_PROF, seconds)  # fractions of a second; its signal kills


def _refuse(reason: str) -> NoReturn:
    sys.stdout.write(reason)
    sys.stdout.flush()
    raise SystemExit(REFUSED_STATUS)


def _parse(data: bytes) -> "_Answer":
    found = look(data)  # first, since it needs little memory to find what would take much
    book = python_calamine.load_workbook(io.BytesIO(data))
    listed = list(book.sheets_metadata)
    if len(listed) > MAX_SHEETS:
        raise RefusalError("sheets")
    answer = _Answer(dict(found.names))
    for index, metadata in enumerate(listed):
        if metadata.typ == python_calamine.SheetTypeEnum.WorkSheet:
            faults = found.faults.get(metadata.name) or found.faults.get(index) or {}
            answer.add(book.get_sheet_by_index(index), metadata, faults)
    return answer


class _Places(dict[Any, int]):
    """The place in the list of values of whatever calamine gives; a new value is put at its end."""

    def __init__(self) -> None:
        super().__init__({"": _BLANK})
        self.listed: list[Any] = [None, False, True]
        self._text_left = MAX_TEXTS

    def __missing__(self, value: Any) -> int:
        plain = _plain(value)
        if isinstance(plain, str):
            self._text_left -= len(plain)
            if self._text_left < 0:
                raise RefusalError("cells")
        self[value] = place = len(self.listed)
        self.listed.append(plain)
        return place


class _Answer:
    """Gathers the sheets and writes them."""

    def __init__(self, names: dict[str, str]) -> None:
        self._head: dict[str, Any] = {"names": names, "sheets": []}
        self._places = _Places()
        self._lengths: list[array[int]] = []
        self._cells: list[array[int]] = []
        self._left = MAX_CELLS

    def add(self, sheet: Any, metadata: Any, faults: SheetFaults) -> None:
        """One sheet; faults stand where calamine gives a blank."""
        merged = sheet.merged_cell_ranges or []
        if len(merged) > MAX_MERGED:
            raise RefusalError("merged")
        self._lengths.append(array("I"))
        self._cells.append(array("I"))
        self._add_rows(sheet, faults)
        self._head["sheets"].append(
            {
                "name": metadata.name,
                "hidden": metadata.visible != python_calamine.SheetVisibleEnum.Visible,
                "merged": [[*first, *last] for first, last in merged],
                "rows": len(self._lengths[-1]),
                "cells": len(self._cells[-1]),
            }
        )

    def _add_rows(self, sheet: Any, faults: SheetFaults) -> None:
        by_row: dict[int, list[tuple[int, tuple[str, str]]]] = defaultdict(list)
        for (row, column), fault in faults.items():
            by_row[row].append((column, fault))
        number = -1
        if sheet.end is not None:
            _check_size(sheet)
            places, margin = self._places, [_BLANK] * sheet.start[1]
            for number, row in enumerate(sheet.iter_rows()):
                # True and 1 are one key of a dict, so True does not go through it.
                cells = margin + [
                    value + _FALSE if value.__class__ is bool else places[value] for value in row
                ]
                self._add_row(cells, by_row.pop(number, ()))
        for later in range(number + 1, min(max(by_row, default=-1) + 1, MAX_ROWS)):
            self._add_row([], by_row.get(later, ()))
        while self._lengths[-1] and not self._lengths[-1][-1]:
            self._lengths[-1].pop()

    def _add_row(self, cells: list[int], faults: Any) -> None:
        for column, fault in faults:
            cells.extend([_BLANK] * (column + 1 - len(cells)))
            if fault[0] == "e" or not cells[column]:
                cells[column] = self._places[fault]
        while cells and not cells[-1]:
            cells.pop()
        self._left -= len(cells) + 1
        if self._left < 0:
            raise RefusalError("cells")
        self._lengths[-1].append(len(cells))
        self._cells[-1].extend(cells)

    def pieces(self) -> Iterator[bytes]:
        """The answer's parts in their order."""
        head = {**self._head, "values": self._places.listed}
        line = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
        yield line.encode("utf-8", "replace") + b"\n"
        for lengths, cells in zip(self._lengths, self._cells, strict=True):
            yield lengths.tobytes()
            yield cells.tobytes()


def _check_size(sheet: Any) -> None:
    last_row, last_column = sheet.end
    if last_row >= MAX_ROWS or (last_row + 1) * (last_column + 1) > MAX_CELLS:
        raise RefusalError("cells")


def _plain(value: Any) -> Any:
    """JSON's own types as they are, a day as ["d", ISO], a fault as ["e" or "f", text]."""
    if isinstance(value, str):
        return ["e", value[:20]] if value.startswith(ERRORS) else value[:MAX_TEXT]
    if isinstance(value, date):  # a datetime is a date too
        return _day(value)
    if isinstance(value, time | timedelta):
        return str(value)
    return _number(value) if isinstance(value, float) else value


def _day(value: date) -> list[str] | str:
    if not isinstance(value, datetime):
        return ["d", value.isoformat()]
    return ["d", value.date().isoformat()] if value.time() == time() else value.isoformat(" ")


def _number(value: float) -> int | float | list[str]:
    if not -_WHOLE < value < _WHOLE:  # NaN compares as false
        return value if abs(value) < float("inf") else ["e", "#NUM!"]
    return int(value) if value.is_integer() else value
