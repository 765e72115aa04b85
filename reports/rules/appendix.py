"""The appendix of quotas (phụ lục giao chỉ tiêu) as a sheet: units down, targets across; written and read back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from intake.rules.tally.names import UnitIndex
from intake.rules.tally.types import UnitName
from plans.rules.goals import PrintedQuotaFacts
from sheets.workbook import Fault, Sheet, Value, Workbook
from vietnamese.numbers import CountError, format_count, parse_count
from vietnamese.text import collapse_spaces, fold

ORDINAL, CODE, UNIT = "STT", "Mã đơn vị", "Đơn vị"
TOTAL, OWED, LACKING = "TỔNG CỘNG", "Chỉ tiêu", "Còn thiếu"
FOOTS = frozenset(fold(word) for word in (TOTAL, OWED, LACKING, "Cộng", "Tổng", "Tổng số"))
_HEADING_WITHIN = 30  # rows from the top
_COLUMN = re.compile(r"^\s*([\w-]+)\s*[.:]")
LARGEST = 9_999_999
MOST_PROBLEMS = 50


@dataclass(frozen=True)
class AppendixColumn:
    """A target's column; `owed` is what its parts must sum to, None where that is unknown."""

    code: str
    label: str
    measure: str
    owed: int | None
    given: int

    @property
    def heading(self) -> str:
        return f"{self.code}. {self.label} ({self.measure})"


@dataclass(frozen=True)
class AppendixRow:
    """A unit's line: its quotas by target; `depth` is 0 for the units that the sums are made of."""

    code: str
    name: str
    quotas: Mapping[str, int]
    depth: int = 0


@dataclass(frozen=True)
class AppendixSheet:
    """The targets of one branch over its units."""

    title: str
    columns: tuple[AppendixColumn, ...]
    rows: tuple[AppendixRow, ...]


@dataclass(frozen=True)
class BasisRow:
    """What one quota rests on: the unit's people, what counts already, what each day must bring."""

    target: str
    unit: str
    quota: int | None
    people: int | None
    counted: int | None
    more: int | None
    per_day: int | None
    best_per_day: Decimal | None
    load: str


@dataclass(frozen=True)
class Appendix:
    """All sheets of a plan's appendix, and the figures that they rest on."""

    plan: str
    number: str
    sheets: tuple[AppendixSheet, ...]
    basis: tuple[BasisRow, ...]
    is_draft: bool = False


@dataclass
class AppendixReading:
    """What a workbook says: quotas by (target, unit code), and what of it could not be taken."""

    quotas: dict[tuple[str, str], int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, problem: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


@dataclass(frozen=True)
class _Place:
    """A sheet's heading row, the columns that name units, and the targets' columns."""

    row: int
    units: tuple[int, ...]
    targets: Mapping[int, str]


def read_appendix(
    workbook: Workbook, targets: Iterable[str], units: Iterable[UnitName]
) -> AppendixReading:
    """The quotas of every sheet with a heading row like the portal's own; blank cells say nothing.

    A unit is known by its code or by its name however spelt. Nothing doubtful is taken: each is named.
    """
    known, index = {fold(code): code for code in targets}, UnitIndex(tuple(units))
    found = AppendixReading()
    places = [(s, p) for s in workbook.sheets if not s.hidden and (p := _place_of(s, known))]
    if not places:
        found.refuse(
            "Không thấy dòng tiêu đề có cột “Đơn vị” và các cột chỉ tiêu (ví dụ “A1. Thu nhận hồ sơ”). "
            "Đề nghị dùng phụ lục tải từ trang này."
        )
    for sheet, place in places:
        _read_sheet(sheet, place, index, found)
    return found


def printed_columns(rows: Iterable[PrintedQuotaFacts]) -> dict[str, int]:
    """The columns of the appendix printed in the plan's own text, with the sum of their lines."""
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.what] = sums.get(row.what, 0) + (0 if row.is_total else row.value)
    return sums


def read_printed(
    rows: Iterable[PrintedQuotaFacts], column: str, target: str, units: Iterable[UnitName]
) -> AppendixReading:
    """One column of that appendix as quotas of a target, read as strictly as a workbook."""
    index, found, total = UnitIndex(tuple(units)), AppendixReading(), 0
    for row in rows:
        if row.what != column:
            continue
        if row.is_total:
            if row.value != total:
                found.notes.append(
                    _wrong_total("Phụ lục in trong văn bản", column, row.value, total)
                )
            continue
        total += row.value
        codes = index.find(row.unit)
        if len(codes) != 1:
            found.refuse(f"Phụ lục in trong văn bản: “{row.unit}” {_doubt(codes)}.")
        elif found.quotas.setdefault((target, codes[0]), row.value) != row.value:
            found.refuse(f"“{row.unit}” có hai số giao khác nhau ở chỉ tiêu {target}.")
    return found


def _doubt(codes: tuple[str, ...]) -> str:
    return "có thể là nhiều đơn vị" if codes else "không phải đơn vị được giao của kế hoạch"


def _wrong_total(where: str, what: str, printed: int, total: int) -> str:
    return (
        f"{where}: dòng {TOTAL} của {what} ghi {format_count(printed)}, "
        f"các dòng cộng lại {format_count(total)}."
    )


def _place_of(sheet: Sheet, known: Mapping[str, str]) -> _Place | None:
    names = {fold(UNIT), fold(CODE)}
    for number, row in enumerate(sheet.rows[:_HEADING_WITHIN]):
        words = [fold(collapse_spaces(v)) if isinstance(v, str) else "" for v in row]
        units = tuple(n for n, word in enumerate(words) if word in names)
        columns = {n: code for n, v in enumerate(row) if (code := _target_in(v, known))}
        if units and columns:
            return _Place(number, units, columns)
    return None


def _target_in(heading: Value, known: Mapping[str, str]) -> str:
    match = _COLUMN.match(heading) if isinstance(heading, str) else None
    return known.get(fold(match[1]), "") if match else ""


def _read_sheet(sheet: Sheet, place: _Place, index: UnitIndex, found: AppendixReading) -> None:
    sums: dict[str, int] = dict.fromkeys(place.targets.values(), 0)
    for row in range(place.row + 1, len(sheet.rows)):
        texts = [t for n in place.units if (t := _text(sheet.at(row, n)))]
        if not texts:
            if any(sheet.at(row, n) is not None for n in place.targets):
                found.refuse(
                    f"Trang “{sheet.name}”, dòng {row + 1}: có số nhưng không có tên đơn vị."
                )
        elif _is_foot(texts):
            _compare(sheet, place, row, sums, found)
            return
        else:
            _read_row(sheet, place, row, (_unit_of(texts, index), texts[-1]), sums, found)


def _text(value: Value) -> str:
    return "" if value is None or isinstance(value, Fault) else collapse_spaces(str(value))


def _is_foot(texts: Iterable[str]) -> bool:
    return any(fold(text) in FOOTS for text in texts)


def _unit_of(texts: Iterable[str], index: UnitIndex) -> tuple[str, ...]:
    """The codes that the row may mean: its code column first."""
    for text in texts:
        if text in index.by_code:
            return (text,)
    for text in texts:
        if codes := index.find(text):
            return codes
    return ()


def _read_row(
    sheet: Sheet,
    place: _Place,
    row: int,
    meant: tuple[tuple[str, ...], str],
    sums: dict[str, int],
    found: AppendixReading,
) -> None:
    codes, name = meant
    if len(codes) != 1:
        if any(sheet.at(row, n) is not None for n in place.targets):
            found.refuse(f"Trang “{sheet.name}”, dòng {row + 1}: “{name}” {_doubt(codes)}.")
        return
    for column, target in place.targets.items():
        value = _number(sheet, row, column, found)
        if value is None:
            continue
        sums[target] += value
        if found.quotas.setdefault((target, codes[0]), value) != value:
            found.refuse(f"“{name}” có hai số giao khác nhau ở chỉ tiêu {target}.")


def _number(sheet: Sheet, row: int, column: int, found: AppendixReading) -> int | None:
    value = sheet.at(row, column)
    if value is None or value == "":
        return None
    place = f"Trang “{sheet.name}”, ô {sheet.address(row, column)}"
    try:
        number = parse_count(value) if isinstance(value, str | int | float) else None
    except CountError:
        number = None
    if number is None or number > LARGEST:
        shown = value.text if isinstance(value, Fault) else value
        found.refuse(f"{place}: “{shown}” không phải số nguyên từ 0 trở lên.")
        return None
    return number


def _compare(
    sheet: Sheet, place: _Place, row: int, sums: Mapping[str, int], found: AppendixReading
) -> None:
    """A total line that does not sum its rows is said; the rows are what counts."""
    for column, target in place.targets.items():
        value = sheet.at(row, column)
        if isinstance(value, int | float) and int(value) != sums[target]:
            where = f"Trang “{sheet.name}”"
            found.notes.append(_wrong_total(where, target, int(value), sums[target]))
