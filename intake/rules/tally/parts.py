"""Wholes and their parts under one heading: the whole is the count, or only checks counts beside it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from intake.rules.tally.columns import Column
from intake.rules.tally.grid import Grid, number_in
from intake.rules.tally.lexicon import Label
from intake.rules.tally.wording import Role, is_total
from vietnamese.text import fold

_WHOLE = re.compile(r"ca ngay|trong ky|hom nay|chung|tong (?:ca )?ngay")
_PART = re.compile(
    r"(?:trong do|rieng|gom)\b.+|(?:so |gioi )?(?:nam|nu)(?: gioi)?"
    r"|(?:buoi )?(?:sang|trua|chieu|toi)(?: \(.*\))?"
)
_TARGET = re.compile(r"(?:chi tieu|giao)\b")
_BETWEEN = re.compile(r"(?:trong do|chia ra|bao gom|gom)\s*:?")
_TEAM = re.compile(r"(?:to|doi|nhom|cum)\b(?! dan pho)")
_FEWEST_ROWS = 2  # one row's sum may fit by chance


def says_nothing(label: Label) -> bool:
    """ "Trong đó", "Chia ra" over parts: what the parts are stands below."""
    return not label.names_something and bool(_BETWEEN.fullmatch(fold(label.text)))


def is_target(label: Label, above: Iterable[Label]) -> bool:
    """ "Chỉ tiêu ngày" below an indicator: what was ordered, not what was done."""
    return bool(_TARGET.match(fold(label.text))) and any(one.names_something for one in above)


def settled(grid: Grid, body: range, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns with every whole that has only parts beside it as the count, and the parts left out."""
    columns = _done_beside_planned(columns)
    new = {column.index: column for column in columns}
    for whole in columns:
        if not _is_whole(whole):
            continue
        beside = _beside(whole, columns)
        named = any(_names_below(whole, column) for column in beside)
        if named or not (_are_parts(beside) or _add_up(grid, body, whole, beside)):
            continue
        new[whole.index] = _counted(whole)
        new.update({c.index: replace(c, kind=Role.SKIP, is_measure=False) for c in beside})
    return tuple(new.values())


def without_teams(grid: Grid, body: range, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns without "Tổ 1" over the villages in its charge, where each of these has one team only."""
    units = [column for column in columns if column.keys == {Role.UNIT}]
    teams = {team for team in units for other in units if _are_in_charge(grid, body, team, other)}
    return tuple(
        replace(column, kind=Role.SKIP, keys=frozenset()) if column in teams else column
        for column in columns
    )


def _are_in_charge(grid: Grid, body: range, team: Column, other: Column) -> bool:
    texts = [value for value in grid.column(team.index, body) if isinstance(value, str)]
    if team == other or not texts or not all(_TEAM.match(fold(text)) for text in texts):
        return False
    last, teams_of = "", dict[tuple[str, ...], set[str]]()
    for row in body:
        last = str(grid.value(row, team.index) or last)
        units = grid.label(row, other.index).units
        if grid.value(row, team.index) is not None and not units:
            return False  # the teams of one village, which is written once
        if units:
            teams_of.setdefault(units, set()).add(last)
    counts = Counter(one for teams in teams_of.values() for one in teams)
    has_one = all(len(teams) == 1 for teams in teams_of.values())
    return has_one and max(counts.values(), default=0) > 1


def _is_whole(column: Column) -> bool:
    label = column.heads[-1][1] if column.heads else None
    if (
        label is None
        or label.names_something
        or not (column.is_measure or column.kind is Role.TOTAL)
    ):
        return False
    return is_total(label.text) or bool(_WHOLE.fullmatch(fold(label.text)))


def _beside(whole: Column, columns: Sequence[Column]) -> list[Column]:
    """The columns of figures under the same upper headings."""
    upper = whole.heads[:-1]
    return [
        column
        for column in columns
        if column.is_measure and column != whole and column.heads[: len(upper)] == upper
    ]


def _names_below(whole: Column, column: Column) -> bool:
    """Whether a column beside the whole is a count of its own."""
    own = column.heads[len(whole.heads) - 1 :]
    return any(label.names_something or label.is_bad_day for _, label in own)


def _are_parts(columns: Sequence[Column]) -> bool:
    return all(
        column.is_part or _PART.fullmatch(_leaf(column)) for column in columns if column.heads
    )


def _leaf(column: Column) -> str:
    return fold(column.heads[-1][1].text) if column.heads else ""


def _done_beside_planned(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Of "KH" and "TH" under one heading the second is what was done; alone they may mean anything."""
    uppers = [{c.heads[:-1] for c in columns if _leaf(c) == leaf} for leaf in ("kh", "th")]
    both = uppers[0] & uppers[1]
    return tuple(_of_plan(column) if column.heads[:-1] in both else column for column in columns)


def _of_plan(column: Column) -> Column:
    if _leaf(column) == "kh":
        return replace(column, kind=Role.SKIP, is_measure=False)
    return _counted(column) if _leaf(column) == "th" else column


def _add_up(grid: Grid, body: range, whole: Column, parts: Sequence[Column]) -> bool:
    if len(parts) < 2:  # noqa: PLR2004 -- the same number twice is no sum
        return False
    rows = [row for row in body if _number(grid, row, whole)]
    sums = [sum(_number(grid, row, part) for part in parts) for row in rows]
    return len(rows) >= _FEWEST_ROWS and sums == [_number(grid, row, whole) for row in rows]


def _number(grid: Grid, row: int, column: Column) -> int:
    return number_in(grid.value(row, column.index)) or 0


def _counted(whole: Column) -> Column:
    place, label = whole.heads[-1]
    heads = (*whole.heads[:-1], (place, replace(label, role=Role.VALUE)))
    return replace(whole, kind=None, is_measure=True, heads=heads)
