"""What the columns of a table were understood as, for the sender to see, and the fingerprint of its headings."""

import hashlib
import re
from collections.abc import Iterable, Iterator

from intake.rules.tally.claims import Claims, over
from intake.rules.tally.columns import Column, Table
from intake.rules.tally.counts import Around
from intake.rules.tally.grid import Grid
from intake.rules.tally.judging import Judge
from intake.rules.tally.lexicon import Lexicon
from intake.rules.tally.types import ReadColumn, ReadTable
from intake.rules.tally.wording import Role
from sheets.cells import address, column_letters
from vietnamese.text import fold

_KEYS = {
    Role.DAY: "Ngày",
    Role.UNIT: "Tên đơn vị",
    Role.INDICATOR: "Chỉ tiêu",
    Role.COHORT: "Nhóm đối tượng",
}
_PARTS = {
    Role.ORDINAL: "Số thứ tự",
    Role.TOTAL: "Cột cộng, chỉ đối chiếu",
    Role.SKIP: "Không đọc (tỷ lệ, lũy kế, ghi chú)",
}
_UNCLEAR = {
    Role.INDICATOR: "chưa rõ chỉ tiêu",
    Role.COHORT: "chưa rõ nhóm đối tượng",
    Role.UNIT: "chưa rõ đơn vị",
    Role.DAY: "chưa rõ ngày",
}
_LEFT_OUT = "Không nhập, theo trả lời của người gửi"
_DAY = re.compile(
    r"(?:ngay )?\d{1,2}\s?[/.]\s?\d{1,2}(?:\s?[/.]\s?\d{2,4})?|\d{1,2}-\d{1,2}-\d{4}|\d{4}-\d\d-\d\d"
)


class Meanings:
    """Says in plain words what the columns of one table are."""

    def __init__(self, grid: Grid, judge: Judge, around: Around) -> None:
        self._grid, self._judge, self._around = grid, judge, around

    def table(self, table: Table) -> ReadTable:
        """The table as the sender is shown it; columns without heading or content are not listed."""
        columns = tuple(
            ReadColumn(column_letters(column.index), _heading(column), self._meaning(column))
            for column in table.columns
            if column.kind is not Role.SKIP or column.heads
        )
        headed = [column.index for column in table.columns if column.heads] or [0]
        first, last = table.header.start, table.header.stop - 1
        area = f"{address(first, headed[0])}:{address(last, headed[-1])}"
        return ReadTable(self._grid.sheet.name, area, columns)

    def _meaning(self, column: Column) -> str:
        if column.kind is not None:
            return _PARTS[column.kind]
        if column.keys:
            return ", ".join(words for role, words in _KEYS.items() if role in column.keys)
        claims = self._around.heads[column.index]
        words = ", ".join(self._sides(claims))
        return _LEFT_OUT if _LEFT_OUT in words else words[:1].upper() + words[1:] or "Số lượng"

    def _sides(self, claims: Claims) -> Iterator[str]:
        for role in _UNCLEAR:
            if role not in claims:
                continue
            claim = self._judge.explained(claims, role, "")
            if claim and claim.is_left_out:
                yield _LEFT_OUT
            else:
                yield self._name(role, claim.options if claim else (), claims)

    def _name(self, role: Role, options: tuple[str, ...], claims: Claims) -> str:
        if role is Role.INDICATOR and len(options) > 1:
            pair = self._judge.pair(over(self._around.context, claims), "").value
            options = pair[:1] if pair else options
        if len(options) != 1:
            return _UNCLEAR[role]
        return self._judge.name(role, options[0])


def _heading(column: Column) -> str:
    return " / ".join(label.text for _, label in column.heads)


def shape_of(table: Table, lexicon: Lexicon) -> str:
    """The table's different headings, where "<ngày>" stands for any day and "<đơn vị>" for any unit.

    A week of five days and one of seven have the same shape, and so have the sheets of two villages.
    """
    columns = ("|".join(_plain(label.text, lexicon) for _, label in c.heads) for c in table.columns)
    return "\n".join(dict.fromkeys(columns))


def _plain(text: str, lexicon: Lexicon) -> str:
    label = lexicon.own_label(text)
    if label.day or label.is_bad_day:
        return "<ngày>"
    if label.units:
        return "<đơn vị>"
    return _DAY.sub("<ngày>", fold(text))


def layout_of(shapes: Iterable[str]) -> str:
    """The fingerprint of a workbook's tables, in whatever order its sheets are."""
    together = "\n\n".join(sorted(set(shapes)))
    return hashlib.sha256(together.encode()).hexdigest()[:16] if together else ""
