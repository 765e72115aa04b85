"""Parses one workbook in a process of its own, within limits: bytes on stdin, JSON on stdout.

Run by path, so that it starts quickly and imports nothing of the project. Exit status 3 means that
the workbook was refused, with the reason's name on stdout; any other death is the parser's.
"""

import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import Element

import python_calamine

MAX_MEMORY_BYTES = 256 * 1024 * 1024
MAX_CPU_SECONDS = 10
MAX_ROWS = 150_000
MAX_CELLS = 2_000_000
MAX_TEXT = 2_000  # characters kept of one cell: longer texts are notes
MAX_TEXTS = 40_000_000  # characters in all: one long text may be referred to by every cell
REFUSED_STATUS = 3

_ANY = "{*}"  # the transitional and the strict form of the format differ in their namespace only
_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "Err:5")


def main() -> None:
    """Read stdin, write the parsed workbook."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    try:
        parsed = _parse(sys.stdin.buffer.read())
    except python_calamine.PasswordError:
        _refuse("password")
    except MemoryError:
        _refuse("too_many")
    except (python_calamine.CalamineError, ValueError, KeyError, zipfile.BadZipFile):
        _refuse("damaged")
    answer = json.dumps(parsed, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(answer.encode("utf-8", "replace"))


def _refuse(reason: str) -> None:
    sys.stdout.write(reason)
    sys.stdout.flush()
    raise SystemExit(REFUSED_STATUS)


def _parse(data: bytes) -> list[dict[str, Any]]:
    book = python_calamine.load_workbook(io.BytesIO(data))
    faults = _faults(data) if data.startswith(b"PK") else {}
    worksheets = [
        m for m in book.sheets_metadata if m.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    return [_sheet(book.get_sheet_by_name(m.name), m, faults.get(m.name, {})) for m in worksheets]


def _sheet(sheet: Any, metadata: Any, faults: dict[tuple[int, int], list[str]]) -> dict[str, Any]:
    if sheet.end is not None and _is_too_large(sheet):
        _refuse("too_many")
    rows = [_trimmed([_plain(value) for value in row]) for row in _rows(sheet)]
    if sum(len(value) for row in rows for value in row if isinstance(value, str)) > MAX_TEXTS:
        _refuse("too_many")
    for (row, column), fault in faults.items():
        _put(rows, row, column, fault)
    while rows and not rows[-1]:
        rows.pop()
    if len(rows) > MAX_ROWS:
        _refuse("too_many")
    return {
        "name": metadata.name,
        "hidden": metadata.visible != python_calamine.SheetVisibleEnum.Visible,
        "merged": [[*first, *last] for first, last in sheet.merged_cell_ranges or []],
        "rows": rows,
    }


def _is_too_large(sheet: Any) -> bool:
    last_row, last_column = sheet.end
    return bool(last_row >= MAX_ROWS or (last_row + 1) * (last_column + 1) > MAX_CELLS)


def _rows(sheet: Any) -> list[list[Any]]:
    if sheet.end is None:
        return []
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    return rows


def _plain(value: Any) -> Any:
    """JSON's own types as they are, a day as ["d", ISO], a fault as ["e", text]; a blank as null."""
    if isinstance(value, str):
        return ["e", value[:20]] if value.startswith(_ERRORS) else value[:MAX_TEXT] or None
    if isinstance(value, date):  # a datetime is a date too
        return _day(value)
    if isinstance(value, time | timedelta):
        return str(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _day(value: date) -> list[str] | str:
    if not isinstance(value, datetime):
        return ["d", value.isoformat()]
    return ["d", value.date().isoformat()] if value.time() == time() else value.isoformat(" ")


def _trimmed(row: list[Any]) -> list[Any]:
    while row and row[-1] is None:
        row.pop()
    return row


def _put(rows: list[list[Any]], row: int, column: int, fault: list[str]) -> None:
    if row >= MAX_ROWS:
        return
    rows.extend([] for _ in range(row + 1 - len(rows)))
    rows[row].extend([None] * (column + 1 - len(rows[row])))
    if rows[row][column] is None:
        rows[row][column] = fault


def _faults(data: bytes) -> dict[str, dict[tuple[int, int], list[str]]]:
    """Sheet name -> cells of an .xlsx that calamine shows as blank although they hold a formula or error."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
            return {}
        paths = _sheet_paths(archive)
        return {
            name: dict(_sheet_faults(archive.read(path)))
            for name, path in paths.items()
            if path in names
        }


def _sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415 -- slow, and only .xlsx needs it

    targets = {
        link.get("Id"): link.get("Target", "")
        for link in fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    paths = {}
    for sheet in fromstring(archive.read("xl/workbook.xml")).iterfind(f".//{_ANY}sheet"):
        target = targets.get(sheet.get(relation)) or ""
        paths[sheet.get("name", "")] = (
            target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        )
    return paths


def _sheet_faults(markup: bytes) -> Iterator[tuple[tuple[int, int], list[str]]]:
    if b"<f" not in markup and b":f" not in markup and b'"e"' not in markup:
        return  # plain data, as most sheets are: a second parse would only cost time
    from defusedxml.ElementTree import iterparse  # noqa: PLC0415

    for _, element in iterparse(io.BytesIO(markup)):
        if element.tag.endswith("}c"):
            fault = _fault(element)
            if fault:
                yield _position(element.get("r", "")), fault
            element.clear()


def _fault(cell: Element) -> list[str] | None:
    value = cell.findtext(f"{_ANY}v")
    if cell.get("t") == "e":
        return ["e", value or ""]
    has_formula = cell.find(f"{_ANY}f") is not None
    if has_formula and not value and cell.get("t") != "str":
        return ["f", cell.findtext(f"{_ANY}f") or ""]
    return None


def _position(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(reference[len(letters) :]) - 1, column - 1


if __name__ == "__main__":
    main()
