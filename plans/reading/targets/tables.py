"""Tables of targets as sentences: "| 3 | Tỷ lệ hồ sơ trực tuyến | ≥ 85% | 29/11 |" under its headings.

A row becomes a line "Tỷ lệ hồ sơ trực tuyến: ≥ 85%. Thời hạn: 29/11.", in the place of the row, so that it is read
as any other line. Tables that give units their shares are left to `plans.reading.quotas`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import accumulate, groupby
from typing import Literal

from plans.reading.blocks import TEXT_LEVEL, Block
from plans.reading.goals import is_counted
from plans.reading.plain import plain

Role = Literal["what", "whom", "level", "measure", "time", "lead", "support", "step", "other"]

# In the order in which they are asked: "Chỉ tiêu giao" is a level, "Chỉ tiêu" names what is counted.
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        "other",
        re.compile(
            r"^(?:s?tt|so tt|so thu tu)\b|ghi chu|ket qua|hien trang|thuc hien (?:nam |den )?(?:20\d\d|truoc)|thuc hien nam|da dat|da co"
            r"|kinh phi|giai phap|^(?:so doi tuong|tong so|hien co|dau ky|nam truoc|so lieu)"
        ),
    ),
    ("measure", re.compile(r"^(?:don vi tinh|dvt|dv tinh|d/v tinh)")),
    (
        "step",
        re.compile(
            r"^(?:(?:het|den|den het|luy ke|muc)\s)*(?:quy|thang)\s(?:i{1,3}|iv|\d{1,2})\b|^\d+ thang\b"
        ),
    ),
    ("time", re.compile(r"thoi gian|thoi han|hoan thanh|tien do|thoi diem|\bhan\b")),
    ("support", re.compile(r"phoi hop")),
    (
        "lead",
        re.compile(
            r"chu tri|co quan|don vi (?:thuc hien|phu trach|dau moi)|phu trach|dau moi|trach nhiem|thuc hien$"
        ),
    ),
    (
        "level",
        re.compile(
            r"^(?:muc|ty le|ti le|so luong|ke hoach|chi tieu giao|giao|phan dau|muc tieu nam|chi tieu nam|dinh muc|yeu cau|chi so can)|^nam 20\d\d|can dat|\bgiao$|phai dat|(?:muc tieu|chi tieu|ke hoach).{0,12}\b20\d\d"
        ),
    ),
    ("whom", re.compile(r"^doi tuong")),
    (
        "what",
        re.compile(r"chi tieu|noi dung|nhiem vu|muc tieu|chi so|tieu chi|hoat dong|ten cong viec"),
    ),
)
_UNITS = re.compile(
    r"^(?:thon|buon|ban|ap|khom|xom|to dan pho|don vi|dia phuong|xa|phuong|truong|ten don vi|khu|khoi|lang)\b(?! tinh)"
)
_BARE = re.compile(r"(?P<more>[≥>=<\s]*)(?P<number>\d[\d.,OoSsl]*)(?P<up>\s*trở lên)?")
_MISREAD = re.compile(r"(?<=\d)[OoSsl]+(?=[\d\s%.,]|$)")
_MISREAD_AS = str.maketrans("OoSsl", "00551")
_LEVEL = re.compile(r"[≥>=<\s]*(?:\D{1,20}\s)?\d[\d.,OoSsl]*\s?(?:%|[^\d]|$)")
_IN_HEADING = re.compile(r"\((?P<measure>%|[^\d()]{2,20})\)\s*$")
_YEAR = re.compile(r"\bnam (20\d\d)\b")
_PERIOD = re.compile(r"(?:quy\s(?:i{1,3}|iv|\d)|thang\s\d{1,2}|\d+ thang)\b")
_NOTHING = frozenset({"", "-", "–", "x", "nt"})
_LABELS: tuple[tuple[Role, str], ...] = (
    ("lead", "Chủ trì"),
    ("support", "Phối hợp"),
    ("time", "Thời hạn"),
)
_HUNDRED = Decimal(100)
_LEAST = 2


@dataclass(frozen=True)
class _Columns:
    """What each column of a table holds, with the words of its heading."""

    roles: tuple[Role, ...] = ()
    heads: tuple[str, ...] = ()


def with_tables(document: Sequence[Block]) -> tuple[Block, ...]:
    """The document with each row of a table of targets as a line of its own, block for block."""
    done: list[Block] = []
    heading: Block | None = None
    parent = -1
    for is_row, run in groupby(document, key=lambda block: block.kind == "row"):
        for block in _lines(tuple(run), heading, parent, len(done)) if is_row else run:
            if block.kind == "heading":
                heading, parent = block, len(done)
            done.append(block)
    return tuple(done)


def _lines(
    rows: Sequence[Block], heading: Block | None, parent: int, first: int
) -> Iterator[Block]:
    """The rows of one table, of which the document holds the first at `first`.

    A row that only groups others ("I | Bảo hiểm y tế") is what they stand under.
    """
    columns = _columns(rows)
    group = parent
    for n, row in enumerate(rows):
        text = _sentence(row.cells, columns) if n and columns.roles else ""
        title = "" if text or not n else _title(row.cells, columns)
        if title:
            group = first + n
        under = parent if title else group
        yield _line(row, text or title, heading, under) if text or title else row


def _title(cells: Sequence[str], columns: _Columns) -> str:
    """The words of a row that has nothing but its number and what it is about."""
    told = [
        (role, cell.strip())
        for role, cell in zip(columns.roles, cells, strict=False)
        if cell.strip().lower() not in _NOTHING
    ]
    return told[-1][1] if told and told[-1][0] == "what" and len(told) <= _LEAST else ""


def _columns(rows: Sequence[Block]) -> _Columns:
    """What each column holds, by the table's heading; nothing where it is no table of targets."""
    heads = _heads(rows)
    if any(_UNITS.match(cell) for cell in heads[:2]):
        return _Columns()
    roles = [_role(cell) for cell in heads]
    years = {n: int(named[1]) for n, cell in enumerate(heads) if (named := _YEAR.search(cell))}
    for n, year in years.items():
        if roles[n] == "level" and year < max(years.values()):
            roles[n] = "other"  # what was reached or due before
    for n, cell in enumerate(heads):
        if cell == "don vi" and _holds_units(rows, n):
            roles[n] = "measure"
    if "level" not in roles and roles.count("what") >= _LEAST:
        levels = [n for n, role in enumerate(roles) if role == "what" and _holds_levels(rows, n)]
        if levels and len(levels) < roles.count("what"):
            roles[levels[0]] = "level"
    is_whole = "what" in roles and "level" in roles
    return _Columns(tuple(roles), heads) if is_whole else _Columns()


def _heads(rows: Sequence[Block]) -> tuple[str, ...]:
    """The cells of the heading; a second row under it, without numbers of its own, names the columns closer."""
    first = [plain(cell).strip() for cell in rows[0].cells]
    second = [plain(cell).strip() for cell in rows[1].cells] if len(rows) > 1 else []
    is_closer = len(first) == len(second) and any(map(_PERIOD.search, second)) and not second[0]
    return (
        tuple(low or up for up, low in zip(first, second, strict=True))
        if is_closer
        else tuple(first)
    )


def _holds_levels(rows: Sequence[Block], column: int) -> bool:
    """Whether most cells of the column are figures with few words."""
    cells = [row.cells[column] for row in rows[1:] if column < len(row.cells)]
    return 2 * sum(bool(_LEVEL.match(cell)) for cell in cells) > len(cells)


def _holds_units(rows: Sequence[Block], column: int) -> bool:
    """Whether a column "Đơn vị" gives units of measure, not units of people."""
    cells = [plain(row.cells[column]).strip() for row in rows[1:] if column < len(row.cells)]
    return any(cell == "%" or is_counted(cell) for cell in cells)


def _role(cell: str) -> Role:
    return next((role for role, words in _ROLES if words.search(cell)), "other")


def _sentence(cells: Sequence[str], columns: _Columns) -> str:
    """A row in words; "" where it has no level, as rows that only group others."""
    told: dict[Role, str] = {}
    heads: dict[Role, str] = {}
    for role, head, cell in zip(columns.roles, columns.heads, cells, strict=False):
        words = cell.strip(" .;")
        if role not in ("other", "step") and words.lower() not in _NOTHING:
            told.setdefault(role, words)
            heads.setdefault(role, head)
    level = _MISREAD.sub(lambda match: match[0].translate(_MISREAD_AS), told.get("level", ""))
    if "what" not in told or not any(letter.isdigit() for letter in level):
        return ""
    whom = f" cho {told['whom']}" if "whom" in told else ""
    measure = told.get("measure") or _measure(heads["level"]) or _measure(heads["what"])
    level = _level(level, measure)
    parts = [f"{told['what']}{whom}: {level}{_steps(cells, columns, level)}"]
    for role, label in _LABELS:
        if role in told:
            parts.append(f"{label}: {told[role]}")
    return ". ".join(parts) + "."


def _measure(head: str) -> str:
    """The unit that a heading names: "Tỷ lệ tối thiểu (%)" and "Tỷ lệ" are percents."""
    match = _IN_HEADING.search(head)
    if match:
        return match["measure"]
    return "%" if head.startswith(("ty le", "ti le")) else ""


def _level(level: str, measure: str) -> str:
    """The figure with its unit, which has a column of its own."""
    bare = _BARE.fullmatch(level)
    if not bare or not measure:
        return level
    measure = measure.strip()
    measure = measure.lower() if measure.istitle() else measure
    measure = "%" if measure in ("tỷ lệ", "phần trăm") else measure
    unit = measure if measure.startswith("%") else f" {measure}"
    return f"{bare['more']}{bare['number']}{unit}{bare['up'] or ''}"


def _steps(cells: Sequence[str], columns: _Columns, level: str) -> str:
    """The columns of quarters or months as a row of steps: ", hết quý I đạt 97%, hết quý II đạt 98%"."""
    goal = _number(re.sub(r"(?<=\d)\s?(?:%|[^\W\d].*)$", "", level))
    found = [
        (period[0], value)
        for role, head, cell in zip(columns.roles, columns.heads, cells, strict=False)
        if role == "step"
        and (period := _PERIOD.search(head))
        and (value := _number(cell)) is not None
    ]
    values = [value for _, value in found]
    if goal is None or len(values) < _LEAST:
        return ""
    if sum(values) == goal:  # each period's own
        values = list(accumulate(values))
    if values != sorted(values) or values[-1] != goal or not goal:
        return ""
    shares = values if "%" in level else [_HUNDRED * value / goal for value in values]
    of_what = "" if "%" in level else " chỉ tiêu"
    words = (
        f"hết {_period(period)} đạt {_printed(share)}%{of_what}"
        for (period, _), share in zip(found, shares, strict=True)
    )
    return f" ({', '.join(words)})"


def _period(words: str) -> str:
    """A heading's period as sentences name it: "quy iii" is "quý III", "6 thang" is up to June."""
    kind, _, which = words.partition(" ")
    if kind == "quy":
        return f"quý {which.upper()}"
    return f"tháng {which}" if kind == "thang" else f"tháng {kind}"


def _printed(share: Decimal) -> str:
    text = f"{share:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",")


def _number(cell: str) -> Decimal | None:
    bare = _BARE.fullmatch(cell.strip(" .;%"))
    if not bare:
        return None
    figure = bare["number"].translate(_MISREAD_AS).replace(".", "").replace(",", ".")
    try:
        return Decimal(figure)
    except InvalidOperation:
        return None


def _line(row: Block, text: str, heading: Block | None, parent: int) -> Block:
    """A bullet in the row's place, under the last heading; all its letters point at the row, whose cells it keeps."""
    return replace(
        row,
        kind="bullet",
        text=text,
        level=TEXT_LEVEL,
        number="-",
        section=heading.section if heading else row.section,
        offsets=(row.start, *[max(row.end - 1, row.start)] * (len(text) - 1)),
        parent=parent,
    )
