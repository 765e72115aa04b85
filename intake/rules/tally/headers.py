"""Where the headings of a sheet's tables are: rows of words that name what stands below them."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from intake.rules.tally.columns import KEYS, understood
from intake.rules.tally.grid import Grid, Place, is_figure
from intake.rules.tally.lexicon import Label
from intake.rules.tally.wording import Role, is_letterhead, is_ordinal
from sheets.workbook import Value

_HEADINGS = KEYS | {Role.ORDINAL, Role.VALUE}
_MAX_HEADER_ROWS = 5
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-Za-zĐđ])\)?(?:\s*=.*)?")
_COLUMN_NUMBERS = range(100)


def header_ranges(grid: Grid) -> Iterator[range]:
    """The rows of every heading of the sheet, top to bottom."""
    row = since = 0
    while row < len(grid.rows):
        if not (_starts_header(grid, row, since) or _is_above_header(grid, row)):
            row += 1
            continue
        end = row + 1
        while end < len(grid.rows) and end - row < _MAX_HEADER_ROWS and _continues(grid, row, end):
            end += 1
        yield range(_first_row(grid, row, since), end)
        since = end
        row = end + 1  # the row that ended a heading does not begin the next one


def _first_row(grid: Grid, row: int, since: int) -> int:
    """Rows just above that belong to the heading: one with "Thôn" or "STT" in it, or one that stands
    over several of the columns beside these."""
    keys = [c for c, label in _labels(grid, row) if label.role in KEYS | {Role.ORDINAL}]
    while row > since and not grid.has_figures[row - 1]:
        labels = _labels(grid, row - 1)
        has_keys = any(label.role in KEYS | {Role.ORDINAL} for _, label in labels)
        is_over = bool(keys) and min([c for c, _ in labels], default=0) > min(keys)
        is_letterhead_row = any(is_letterhead(label.text) for _, label in labels)
        if len(labels) < 2 or is_letterhead_row or not (has_keys or is_over):  # noqa: PLR2004
            break
        if any(label.text.endswith(":") for _, label in labels):
            break
        row -= 1
    return row


def _labels(grid: Grid, row: int) -> list[tuple[int, Label]]:
    return [(column, grid.label(row, column)) for column in grid.filled(row)]


def _same_kind(labels: list[tuple[int, Label]]) -> int:
    """How many cells of a row name the same side of a count: two days, three cohorts."""
    counts = Counter(role for _, label in labels for role in label.dimensions)
    return max(counts.values(), default=0)


def _starts_header(grid: Grid, row: int, since: int) -> bool:
    """Whether a heading begins; `since` is where the rows of the table above began."""
    if grid.has_figures[row]:
        return False
    labels = [
        (c, label)
        for c, label in _labels(grid, row)
        if not label.text.endswith(":") and (label.role or not is_letterhead(label.text))
    ]
    headings = sum(label.role in _HEADINGS for _, label in labels)
    named = sum(label.names_something for _, label in labels)
    if headings:
        return headings >= 2 or named >= 1  # noqa: PLR2004
    if since and not _has_plain_row(grid, since, row):
        return False
    return _same_kind(labels) >= 2 or _stands_over_figures(grid, row, labels)  # noqa: PLR2004


def _has_plain_row(grid: Grid, first: int, end: int) -> bool:
    """Whether a blank row or one of a single text stands between: a table has ended."""
    at = bisect_left(grid.plain_rows, first)
    return at < len(grid.plain_rows) and grid.plain_rows[at] < end


def _stands_over_figures(grid: Grid, row: int, labels: list[tuple[int, Label]]) -> bool:
    """A strange word for "Thôn" beside known contents is a heading still, where figures follow below."""
    texts = [c for c, label in labels if label.text and not is_ordinal(label.text)]
    named = [c for c, label in labels if label.names_something and c != texts[0]]
    if len(texts) < 2 or not named or grid.label(row, texts[0]).names_something:  # noqa: PLR2004
        return False  # a known name stands at the head of a row, not of a column
    below = range(row + 1, min(row + _MAX_HEADER_ROWS, len(grid.rows)))
    first = next((r for r in below if grid.has_figures[r]), None)
    return first is not None and any(
        c >= named[0] and is_figure(grid.value(first, c)) for c in grid.filled(first)
    )


def _is_above_header(grid: Grid, row: int) -> bool:
    """ "Đội 1" and "Đội 2", each over headings of its own: the row below repeats some headings."""
    below = row + 1
    if below >= len(grid.rows) or grid.has_figures[row] or not _starts_header(grid, below, below):
        return False
    texts = Counter(label.text for _, label in _labels(grid, below) if label.names_something)
    repeated = {c for c, label in _labels(grid, below) if texts[label.text] > 1}
    return len(repeated.intersection(grid.filled(row))) >= 2  # noqa: PLR2004


def _continues(grid: Grid, first: int, row: int) -> bool:
    """Whether a row still belongs to the heading that began at `first`."""
    labels = _labels(grid, row)
    if is_column_numbers(grid, row):
        return True
    if (
        not labels
        or grid.has_figures[row]
        or _heads_rows(grid, first, row)
        or any(_names_a_row(grid, first, (row, c)) for c, _ in labels)
    ):
        return False
    if _same_kind(labels) >= 2 or _is_below_wide_heads(grid, first, row):  # noqa: PLR2004
        return True
    if _is_beside_keys(grid, first, row):
        return True
    return all(understood(label) and label.role is not Role.TOTAL for _, label in labels)


def _heads_rows(grid: Grid, first: int, row: int) -> bool:
    """One text alone under the headings of rows: "Ngày 04 tháng 6" over its villages."""
    filled = grid.filled(row)
    keys = [c for c in grid.filled(first) if grid.label(first, c).role in KEYS | {Role.ORDINAL}]
    return len(filled) == 1 and bool(keys) and filled[0] <= min(keys)


def _is_beside_keys(grid: Grid, first: int, row: int) -> bool:
    """Nothing stands under the headings of rows, so the row says more about the other columns."""
    keys = {
        c
        for r in range(first, row)
        for c, label in _labels(grid, r)
        if label.role in KEYS | {Role.ORDINAL}
        and not is_banner(grid, (r, c))
        and all(grid.value(below, c) is None for below in range(r + 1, row))
    }
    filled = grid.filled(row)
    return bool(keys) and min(filled) > min(keys) and not keys.intersection(filled)


def is_banner(grid: Grid, place: Place) -> bool:
    """Whether a heading stands over several columns, merged or not: nothing is on its right, something below."""
    row, column = place
    below = range(row + 1, min(row + _MAX_HEADER_ROWS, len(grid.rows)))
    return grid.value(row, column + 1) is None and any(
        grid.value(r, column) is not None and grid.value(r, column + 1) is not None for r in below
    )


def _is_below_wide_heads(grid: Grid, first: int, row: int) -> bool:
    """Every cell stands under a heading merged over several columns, so it divides that heading."""
    wide = {
        column
        for top, left, _, right in grid.merged
        if first <= top < row and right > left
        for column in range(left, right + 1)
    }
    return all(column in wide for column in grid.filled(row))


def _names_a_row(grid: Grid, first: int, place: Place) -> bool:
    """A unit below the heading "Thôn" is the first row's name, not a second heading; days below a
    common heading "Ngày" are headings, as the row names several."""
    row, column = place
    label = grid.label(row, column)
    above = {
        grid.label(r, column).role for r in range(first, row) if not is_banner(grid, (r, column))
    }
    if not label.names_something or not KEYS.intersection(above):
        return False
    beside = [grid.label(row, c) for c in grid.filled(row) if c != column]
    return not any(label.dimensions & other.dimensions for other in beside)


def is_column_numbers(grid: Grid, row: int) -> bool:
    """The line (1) (2) (3) under a heading, or A B 1 2 3."""
    values = [value for value in grid.rows[row] if value is not None]
    if len(values) < 3 or not all(map(_may_number_a_column, values)):  # noqa: PLR2004
        return False
    numbers = [int(m.group()) for v in values if (m := re.search(r"\d+", str(v)))]
    steps = {after - before for before, after in pairwise(numbers)}
    return steps <= {1} and numbers[:1] in ([1], [2], [])


def _may_number_a_column(value: Value) -> bool:
    if isinstance(value, str):
        return bool(_COLUMN_NUMBER.fullmatch(value))
    return type(value) is int and value in _COLUMN_NUMBERS
