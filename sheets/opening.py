"""Opening a workbook that somebody sent: a gate, then a parser in a process that may die alone."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path, PurePath
from typing import Any

from sheets.gate import (
    DAMAGED,
    FAR_CELLS,
    NOTHING,
    PASSWORD,
    TOO_LONG,
    TOO_MANY,
    TOO_MANY_MERGED,
    TOO_MANY_SHEETS,
    check,
)
from sheets.separated import read_text_table
from sheets.workbook import Fault, Refused, Sheet, Value, Workbook

_ROOT = Path(__file__).parents[1]
_CHILD = "import sys; sys.path.append(sys.argv.pop()); from sheets.child import main; main()"
_REFUSED_STATUS = 3
_REASONS = {
    "password": PASSWORD,
    "damaged": DAMAGED,
    "cells": TOO_MANY,
    "merged": TOO_MANY_MERGED,
    "sheets": TOO_MANY_SHEETS,
    "memory": FAR_CELLS,
}
_OUT_OF_TIME = {-signal.SIGPROF, -signal.SIGXCPU, -signal.SIGKILL}
# A file is ended where an honest one of its size would long have been done: 100.000 rows of five
# columns unpack to 28 MB and take 0,9 s, 150.000 rows 43 MB and 1,4 s.
_SMALL_BYTES = 10 * 1024 * 1024
_SMALL_SECONDS = 1.5
_BYTES_A_SECOND = 24 * 1024 * 1024
_MOST_SECONDS = 2.3  # with the gate and the child's own start, a refusal takes 2,5 s at most
_WALL_TO_PROCESSOR = 2  # a machine that does other things as well


def open_workbook(data: bytes, filename: str) -> Workbook:
    """The values of every sheet (.xlsx .xls .ods .csv); Refused with a Vietnamese reason otherwise.

    Macros and formulas never run: a formula gives the value saved with it.
    """
    passed = check(data, filename)
    if passed.kind == "text":
        return read_text_table(data, PurePath(filename.replace("\\", "/")).stem)
    answer = _parsed_apart(data, _processor_seconds(passed.unpacked_bytes))
    try:
        workbook = _workbook(answer)
    except (ValueError, KeyError, TypeError, IndexError):
        raise Refused(DAMAGED) from None  # what a file made of the child is not trusted either
    if not any(sheet.rows for sheet in workbook.sheets):
        raise Refused(NOTHING)
    return workbook


def _processor_seconds(unpacked_bytes: int) -> float:
    more = max(unpacked_bytes - _SMALL_BYTES, 0) / _BYTES_A_SECOND
    return min(_SMALL_SECONDS + more, _MOST_SECONDS)


def _parsed_apart(data: bytes, seconds: float) -> bytes:
    """The child's answer. It gets no environment: whatever a file does to it, it knows no secret."""
    try:
        done = subprocess.run(  # noqa: S603 -- our own code, no shell, nothing of the upload in it
            [sys.executable, "-I", "-c", _CHILD, str(seconds), str(_ROOT)],
            input=data,
            capture_output=True,
            env={},
            timeout=_WALL_TO_PROCESSOR * seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused(TOO_LONG) from None
    if done.returncode == _REFUSED_STATUS:
        raise Refused(_REASONS.get(done.stdout.decode("ascii", "replace"), DAMAGED))
    if done.returncode < 0:
        raise Refused(TOO_LONG if done.returncode in _OUT_OF_TIME else FAR_CELLS)
    if done.returncode:
        raise Refused(DAMAGED)
    return done.stdout


def _workbook(answer: bytes) -> Workbook:
    """The answer as child.py describes it."""
    line = answer.index(b"\n") + 1
    head = json.loads(answer[:line])
    values = [_value(value) for value in head["values"]]
    numbers = memoryview(answer)[line:].cast("I")
    sheets, at = [], 0
    for told in head["sheets"]:
        middle = at + told["rows"]
        end = middle + told["cells"]
        cells = iter([values[place] for place in numbers[middle:end]])
        sheets.append(_sheet(told, tuple(_rows(cells, numbers[at:middle]))))
        at = end
    names = {_text(name): _text(text) for name, text in head["names"].items()}
    return Workbook(tuple(sheets), names)


def _rows(cells: Iterator[Value], lengths: memoryview) -> Iterator[tuple[Value, ...]]:
    for length in lengths:
        yield tuple(islice(cells, length))


def _sheet(told: dict[str, Any], rows: tuple[tuple[Value, ...], ...]) -> Sheet:
    return Sheet(
        name=_text(told["name"]),
        rows=rows,
        hidden=bool(told["hidden"]),
        merged=tuple((top, left, bottom, right) for top, left, bottom, right in told["merged"]),
    )


def _value(value: Any) -> Value:
    if isinstance(value, str):
        return _text(value)
    if not isinstance(value, list):
        plain: int | float | bool | None = value
        return plain
    kind, text = value
    if kind == "d":
        return date.fromisoformat(text)
    return Fault("error" if kind == "e" else "no_value", _text(text))


def _text(written: str) -> str:
    """Without NUL (written _x0000_ in a workbook): PostgreSQL keeps no text that holds one."""
    return written.replace("\0", "")
