"""The rows of a table: what each names, and the counts that it holds."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from intake.rules.tally.claims import Claim, Claims, claims_of, together
from intake.rules.tally.grid import Grid, Place, is_figure
from intake.rules.tally.headings import column_claims, key_blocks
from intake.rules.tally.lexicon import Label
from intake.rules.tally.tables import KEYS, Column, Table, is_column_numbers
from intake.rules.tally.wording import Role, is_ordinal, is_roman, is_total, starts_other_row
from sheets.workbook import Value
from vietnamese.dates import DateError, parse_date
from vietnamese.text import fold

_EXCEL_DAY_ZERO = date(1899, 12, 30)
_SERIALS = range(40_000, 60_000)
_LEADING_ORDINAL = re.compile(r"^(?:[IVX]+|\d{1,2}|[a-zđ])\s*[.)]\s*", re.IGNORECASE)
_PLACE_WORD = re.compile(r"(?:thon|ap|khom|xom|buon|khu pho|to dan pho|tdp)\b")


@dataclass(frozen=True)
class Entry:
    """A cell that should be a count, with everything said about it."""

    value: Value
    place: Place
    claims: Claims


@dataclass(frozen=True)
class TableRows:
    """What the rows of one table came to."""

    entries: tuple[Entry, ...]
    totals: tuple[int, ...]  # rows that sum others
    notes: tuple[tuple[Place, str], ...]  # texts that are no counts


@dataclass
class _Walk:
    """Where the reading of a table stands: the group that the next rows belong to, the cells last filled."""

    group: dict[Role, Claim] = field(default_factory=dict)
    last: dict[int, Place] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    notes: list[tuple[Place, str]] = field(default_factory=list)
    sums: Counter[int] = field(default_factory=Counter)  # by column, of the counts read so far

    def add(self, entry: Entry) -> None:
        """Keep a cell that should be a count."""
        self.entries.append(entry)
        if isinstance(entry.value, int):
            self.sums[entry.place[1]] += entry.value


def read_rows(grid: Grid, table: Table, context: Claims) -> TableRows:
    """Every count of the table with its claims; titles speak only where rows and columns do not."""
    walk = _Walk()
    setting = _Setting(
        grid,
        table,
        context,
        heads={
            column.index: column_claims(column, table, grid.lexicon) for column in table.measures
        },
        blocks=key_blocks(table),
        repeated={c.index for c in table.key_columns if _is_written_once(grid, table, c)},
    )
    for row in table.body:
        if grid.filled(row) and not is_column_numbers(grid, row):
            _read_row(setting, row, walk)
    return TableRows(tuple(walk.entries), tuple(walk.totals), tuple(walk.notes))


@dataclass(frozen=True)
class _Setting:
    """What stays the same for all rows of one table."""

    grid: Grid
    table: Table
    context: Claims
    heads: dict[int, dict[Role, Claim]]  # by measure column
    blocks: dict[int, tuple[Column, ...]]  # the key columns that name a measure column's rows
    repeated: set[int]  # key columns written once for several rows


def _read_row(setting: _Setting, row: int, walk: _Walk) -> None:
    grid, measures = setting.grid, setting.table.measures
    figures = [c for c in measures if is_figure(grid.value(row, c.index))]
    texts = _row_texts(grid, setting.table, row)
    if _is_sum(setting, row, texts, walk):
        walk.totals.append(row)
        return
    if any(_is_about_counts(grid, place, text) for place, text in texts):
        walk.notes.extend(texts[:1])
        return
    named = {keys: _row_claims(setting, row, keys, walk) for keys in set(setting.blocks.values())}
    known = any(claim.options for claims in named.values() for claim in claims.values())
    filled = [c.index for c in measures if grid.value(row, c.index) is not None]
    if not figures and (not known or not filled):
        _read_group(grid, texts, walk)
        return
    for column in filled:
        own = together(named[setting.blocks[column]], setting.heads[column])
        claims = {**setting.context, **walk.group, **own}
        walk.add(Entry(grid.value(row, column), (row, column), claims))


def _is_sum(setting: _Setting, row: int, texts: list[tuple[Place, str]], walk: _Walk) -> bool:
    """A row that calls itself a total, or bare figures that are the sums of those above."""
    grid = setting.grid
    if texts:
        return any(is_total(text) and not grid.label(*p).names_something for p, text in texts)
    printed = {
        c.index: v for c in setting.table.measures if (v := grid.value(row, c.index)) is not None
    }
    has_names = any(grid.value(row, c.index) is not None for c in setting.table.key_columns)
    return bool(walk.sums) and not has_names and printed == dict(walk.sums)


def _is_about_counts(grid: Grid, place: Place, text: str) -> bool:
    return starts_other_row(text) and not grid.label(*place).names_something


def _row_texts(grid: Grid, table: Table, row: int) -> list[tuple[Place, str]]:
    """The texts of a row outside its counts and notes."""
    measures = {c.index for c in table.measures}
    notes = {c.index for c in table.columns if c.kind is Role.SKIP and c.heads}
    return [
        ((row, c), value)
        for c in grid.filled(row)
        if c not in measures | notes
        and isinstance(value := grid.value(row, c), str)
        and not is_ordinal(value)
    ]


def _is_written_once(grid: Grid, table: Table, column: Column) -> bool:
    """A key written once for several rows below: more than half of its cells are blank beside others."""
    rows = [r for r in table.body if any(is_figure(grid.value(r, c.index)) for c in table.measures)]
    blank = sum(grid.value(r, column.index) is None for r in rows)
    return 2 * blank >= len(rows) > 0


def _row_claims(
    setting: _Setting, row: int, keys: tuple[Column, ...], walk: _Walk
) -> dict[Role, Claim]:
    claims: dict[Role, Claim] = {}
    for column in keys:
        place = _key_place(setting.grid, column, row, walk, setting.repeated)
        claims = together(claims, _key_claims(setting.grid, column, place))
    return claims


def _key_place(grid: Grid, column: Column, row: int, walk: _Walk, repeated: set[int]) -> Place:
    """The cell that names the row: its own, the merged one, or the last one of a key written once."""
    origin = grid.origin(row, column.index)
    if grid.value(*origin) is not None:
        walk.last[column.index] = origin
        return origin
    return walk.last.get(column.index, origin) if column.index in repeated else origin


def _key_claims(grid: Grid, column: Column, place: Place) -> dict[Role, Claim]:
    """What a key cell names; a side that its column should name and it does not is a claim nothing fits."""
    value = grid.value(*place)
    label = _key_label(grid, column, place)
    said = claims_of(label, place)
    if said or (value is None and len(column.keys) > 1):
        return said
    return {role: Claim((), "" if value is None else str(value), place) for role in column.keys}


def _key_label(grid: Grid, column: Column, place: Place) -> Label:
    value = grid.value(*place)
    if Role.DAY in column.keys and isinstance(value, int | float) and not isinstance(value, bool):
        return _day_label(value, grid)
    if isinstance(value, str) and not grid.label(*place).names_something:
        return grid.lexicon.label(_LEADING_ORDINAL.sub("", value))
    return grid.label(*place)


def _day_label(value: float, grid: Grid) -> Label:
    """A day that lost its format (46175), or 4.6 that a spreadsheet took for a number."""
    if value in _SERIALS:
        day = _EXCEL_DAY_ZERO + timedelta(days=int(value))
        return Label(str(value), day=day)
    try:
        return Label(
            str(value), day=grid.lexicon.in_window(parse_date(str(value), grid.lexicon.year))
        )
    except DateError:
        return Label(str(value), is_bad_day=True)


def _read_group(grid: Grid, texts: list[tuple[Place, str]], walk: _Walk) -> None:
    """A row of text alone: the group of the rows below it, or words beside the table."""
    for place, text in texts:
        said = claims_of(grid.lexicon.label(_LEADING_ORDINAL.sub("", text)), place)
        if said:
            walk.group.update({role: claim for role, claim in said.items() if role in KEYS})
        else:
            if walk.group or _opens_group(grid, place, text):
                _lose_group(walk, place, text)
            walk.notes.append((place, text))


def _opens_group(grid: Grid, place: Place, text: str) -> bool:
    first = grid.value(place[0], 0)
    bare = _LEADING_ORDINAL.sub("", text)
    numbered = bare != text or (isinstance(first, str) and is_roman(first))
    return numbered or bool(_PLACE_WORD.match(fold(bare)))


def _lose_group(walk: _Walk, place: Place, text: str) -> None:
    """Rows below an unknown group heading must not be taken for the group before it, nor the sender's."""
    roles = set(walk.group) or {Role.UNIT}
    walk.group = {role: Claim((), text, place) for role in roles}
