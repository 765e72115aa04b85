"""Where the tables of a sheet are, and what each of their columns holds; found by reading, not by position."""

from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace

from intake.rules.tally.calendars import SERIALS
from intake.rules.tally.columns import KEYS, Column, Table
from intake.rules.tally.grid import Grid, Place, is_figure
from intake.rules.tally.headers import header_ranges, is_column_numbers
from intake.rules.tally.lexicon import Label
from intake.rules.tally.parts import is_target, says_nothing, settled, without_teams
from intake.rules.tally.wording import Role, is_ordinal
from sheets.workbook import Value

_SAMPLE = 1000  # so many different texts tell what a column under a strange heading is: people's names, say


def find_tables(grid: Grid) -> tuple[Table, ...]:
    """Every table of the sheet, top to bottom."""
    headers = list(header_ranges(grid))
    tables, above = [], 0
    for index, header in enumerate(headers):
        end = headers[index + 1].start if index + 1 < len(headers) else len(grid.rows)
        body = range(header.stop, end)
        table = Table(range(above, header.start), header, body)
        tables.append(Table(table.titles, header, body, _columns(grid, table)))
        above = _last_figure_row(grid, body) + 1
    return tuple(tables)


def _last_figure_row(grid: Grid, body: range) -> int:
    return next((row for row in reversed(body) if grid.has_figures[row]), body.start)


class Content:
    """The filled cells of a column below its headings; each different one is looked at once."""

    def __init__(self, grid: Grid, cells: list[Value]) -> None:
        self._grid = grid
        self._size = len(cells)
        self._counts = Counter(zip(map(type, cells), cells, strict=True))  # 1 and 1.0 stay apart
        self._figures = [value for _, value in self._counts if is_figure(value)]

    @property
    def has_figures(self) -> bool:
        return bool(self._figures)

    @property
    def is_running(self) -> bool:
        """Whether all its figures are running numbers."""
        return all(is_ordinal(value) for value in self._figures)

    @property
    def is_mostly_figures(self) -> bool:
        """Whether figures fill more of its cells than words."""
        return 2 * sum(n for (_, v), n in self._counts.items() if is_figure(v)) > self._size

    def keys(self, told: AbstractSet[Role]) -> frozenset[Role]:
        """The sides of a count that the cells name: what most of them say, or what the heading says."""
        if Role.DAY in told and all(_may_be_day(value) for _, value in self._counts):
            return frozenset({Role.DAY})
        texts = [(v, count) for (_, v), count in self._counts.items() if not is_figure(v)]
        text_count = sum(count for _, count in texts)
        if 2 * text_count < self._size:  # mostly figures: "Chỉ tiêu" here is the quota
            return frozenset()
        if len(texts) > _SAMPLE and not told and not self._names_anything(texts[:_SAMPLE]):
            return frozenset()
        named: Counter[Role] = Counter()
        for value, count in texts:
            for role in self._grid.label_of(value).dimensions:
                named[role] += count
        return frozenset(
            {role for role, count in named.items() if 3 * count >= text_count}
            | (told if texts else set())
        )

    def _names_anything(self, texts: list[tuple[Value, int]]) -> bool:
        return any(self._grid.label_of(value).names_something for value, _ in texts)


def _columns(grid: Grid, table: Table) -> tuple[Column, ...]:
    parts = _below_between(grid, table.header)
    columns = tuple(
        replace(_column(grid, table, index), is_part=index in parts) for index in range(grid.width)
    )
    return without_teams(grid, table.body, settled(grid, table.body, columns))


def _below_between(grid: Grid, header: range) -> frozenset[int]:
    """The columns that have "Trong đó" over them."""
    return frozenset(
        index
        for row in header
        for index in range(grid.width)
        if (place := _head_place(grid, header, row, index)) and says_nothing(grid.label(*place))
    )


def _column(grid: Grid, table: Table, index: int) -> Column:
    heads = tuple(_heads(grid, table.header, index))
    labels = [label for _, label in heads]
    roles = {label.role for label in labels if label.role}
    for role in (Role.SKIP, Role.TOTAL, Role.ORDINAL):
        if role in roles:
            return Column(index, role, heads=heads)
    names = any(label.names_something or label.is_bad_day for label in labels)
    if names and is_target(labels[-1], labels[:-1]):
        return Column(index, Role.SKIP, heads=heads)
    content = Content(grid, grid.column(index, table.body))
    if names and not _is_captioned_key(labels, content):
        return Column(index, None, is_measure=True, heads=heads)
    keys = content.keys(roles & KEYS)
    if keys and (roles & KEYS or Role.VALUE not in roles):
        return Column(index, None, keys=keys, heads=heads)
    return _plain_column(index, heads, content, roles)


def _is_captioned_key(labels: list[Label], content: Content) -> bool:
    """The heading "Thôn" below a table's caption "II. Từ đủ 14 tuổi": its cells are names, not counts."""
    role = labels[-1].role
    return role in KEYS and not content.is_mostly_figures and role in content.keys(frozenset())


def _plain_column(
    index: int, heads: tuple[tuple[Place, Label], ...], content: Content, roles: set[Role]
) -> Column:
    """A column without a named side: the counts of a list, running numbers, a quota, or notes."""
    if Role.VALUE in roles:
        return Column(index, None, is_measure=True, heads=heads)
    is_running = not heads and content.has_figures and content.is_running
    if not content.has_figures or is_running or roles & KEYS:
        return Column(index, Role.ORDINAL if is_running else Role.SKIP, heads=heads)
    return Column(index, None, is_measure=True, heads=heads)


def _may_be_day(value: Value) -> bool:
    return not is_figure(value) or isinstance(value, float | str) or value in SERIALS


def _heads(grid: Grid, header: range, column: int) -> Iterator[tuple[Place, Label]]:
    seen: set[Place] = set()
    for row in header:
        if is_column_numbers(grid, row):
            continue
        place = _head_place(grid, header, row, column)
        if place and place not in seen and grid.value(*place) is not None:
            seen.add(place)
            label = grid.label(*place)
            if not says_nothing(label):
                yield place, label


def _head_place(grid: Grid, header: range, row: int, column: int) -> Place | None:
    """The heading above a column; a blank one belongs to the heading on its left, as if merged."""
    place = grid.origin(row, column)
    if place[0] not in header and place != (row, column):
        return place if grid.value(*place) is not None else None
    has_below = any(grid.value(r, column) is not None for r in range(row + 1, header.stop))
    if grid.value(*place) is not None or not has_below:
        return place
    left = _left_head(grid, header, row, column)
    if left is None or grid.label(row, left).role in KEYS | {Role.ORDINAL, Role.SKIP, Role.TOTAL}:
        return None
    return row, left


def _left_head(grid: Grid, header: range, row: int, column: int) -> int | None:
    """The next filled cell to the left, under the same upper heading."""
    for c in range(column, -1, -1):
        if grid.value(row, c) is not None:
            return c
        if any(grid.value(r, c) is not None for r in range(header.start, row)):
            return None
    return None
