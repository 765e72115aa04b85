"""Opening a workbook that somebody sent: a gate, then a parser in a process that may die alone."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path, PurePath
from typing import Any

from sheets.gate import DAMAGED, NOTHING, PASSWORD, TOO_LARGE_UNPACKED, TOO_MANY, check
from sheets.separated import read_text_table
from sheets.workbook import Fault, Refused, Sheet, Value, Workbook

_CHILD = Path(__file__).with_name("child.py")
_WALL_SECONDS = 20
_REFUSED_STATUS = 3
_REASONS = {"password": PASSWORD, "damaged": DAMAGED, "too_many": TOO_MANY}


def open_workbook(data: bytes, filename: str) -> Workbook:
    """The values of every sheet (.xlsx .xls .ods .csv); Refused with a Vietnamese reason otherwise.

    Macros and formulas never run: a formula gives the value saved with it.
    """
    if check(data, filename) == "text":
        return read_text_table(data, PurePath(filename.replace("\\", "/")).stem)
    workbook = Workbook(tuple(_sheet(sheet) for sheet in json.loads(_parsed_apart(data))))
    if not any(sheet.rows for sheet in workbook.sheets):
        raise Refused(NOTHING)
    return workbook


def _parsed_apart(data: bytes) -> bytes:
    """The child's answer. It gets no environment: whatever a file does to it, it knows no secret."""
    try:
        done = subprocess.run(  # noqa: S603 -- our own file, no shell, nothing of the upload in it
            [sys.executable, "-I", str(_CHILD)],
            input=data,
            capture_output=True,
            env={},
            timeout=_WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused(TOO_LARGE_UNPACKED) from None
    if done.returncode == _REFUSED_STATUS:
        raise Refused(_REASONS.get(done.stdout.decode("ascii", "replace"), DAMAGED))
    if done.returncode < 0:
        raise Refused(TOO_LARGE_UNPACKED)
    if done.returncode:
        raise Refused(DAMAGED)
    return done.stdout


def _sheet(parsed: dict[str, Any]) -> Sheet:
    return Sheet(
        name=_text(parsed["name"]),
        rows=tuple(tuple(_value(value) for value in row) for row in parsed["rows"]),
        hidden=parsed["hidden"],
        merged=tuple((top, left, bottom, right) for top, left, bottom, right in parsed["merged"]),
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
    return Fault("error" if kind == "e" else "no_value", text)


def _text(written: str) -> str:
    """Without NUL (written _x0000_ in a workbook): PostgreSQL keeps no text that holds one."""
    return written.replace("\0", "")
