"""The lines by which a plan hands out its goal: tables of units, and the appendix's "Thôn A: 22"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plans.reading.blocks import Block
from plans.reading.printed import count_in
from plans.rules.goals import PrintedQuotaFacts
from vietnamese.text import fold

_APPENDIX = re.compile(r"\s*(?:phụ lục|biểu)\b", re.IGNORECASE)
_GIVES = re.compile(r"\b(?:chi tieu|giao|phan bo|phan ra|phai|ke hoach)\b")
_ORDINAL = re.compile(r"(?:stt|tt|so tt|so thu tu)\W*")
_TOTAL = re.compile(
    r"\W*(?:tong(?: cong| so)?|cong|toan (?:xa|phuong|thi tran|huyen|thi xa|thanh pho))\W*(?:[^\W\d]+ ?){0,3}\W*"
)
_KIND = (
    r"thon|ban|buon|ap|khom|xom|lang|to dan pho|tdp|khu dan cu|khu pho|khu|phum|soc|xa|phuong|thi tran|to|chi bo|truong"
    r"|cong an|hoi|doan|phong|don vi|dia phuong|co quan|ten don vi|diem"
)
_UNIT = re.compile(rf"\W*(?:{_KIND})\b")
_LINE = re.compile(
    r"(?P<unit>[^\W\d_][^:;%]{1,80}?)\s*[:–-]\s*(?P<value>\d[\d.]*)(?P<words>(?:\s+[^\W\d_]+){0,4})\s*[.;,]?"
)
_DIGIT = re.compile(r"\d")
_MIN_LINES = 3
_MAX_HEADING = 200


def printed_quotas_of(document: tuple[Block, ...]) -> tuple[PrintedQuotaFacts, ...]:
    """Every line that gives a unit its share, TỔNG CỘNG lines too, in the order of the text."""
    found: list[PrintedQuotaFacts] = []
    title, in_appendix = "", False
    at = 0
    while at < len(document):
        block = document[at]
        if _APPENDIX.match(block.text) and block.kind in ("line", "heading", "paragraph"):
            in_appendix, title = True, _title(document, at)
        run = _run(document, at)
        if run and block.kind == "row":
            lead = document[at - 1].text if at else ""
            found += _table(run, title if in_appendix else lead, is_given=in_appendix)
        elif run and (in_appendix or _gives(document, at)):
            found += _lines(run, title or document[at - 1].text)
        at += max(len(run), 1)
    return tuple(found)


def _title(document: tuple[Block, ...], at: int) -> str:
    """What an appendix hands out: its heading, or the block under it."""
    own = re.sub(
        r"^\W*(?:phụ lục|biểu)\s*(?:số\s*)?(?:\d{1,2}|[IVX]{1,4}\b)?\W*",
        "",
        document[at].text,
        flags=re.IGNORECASE,
    )
    following = document[at + 1].text if at + 1 < len(document) else ""
    return re.sub(r"\s*\(\s*kèm theo.*", "", own or following, flags=re.IGNORECASE)[:_MAX_HEADING]


def _run(document: tuple[Block, ...], at: int) -> tuple[Block, ...]:
    """The table's rows, or the lines "unit: number", that begin at `at`; () where neither does."""
    test = _is_row if document[at].kind == "row" else _is_line
    end = at
    while end < len(document) and test(document[end]):
        end += 1
    run = document[at:end]
    return run if test is _is_row or len(run) >= _MIN_LINES else ()


def _is_row(block: Block) -> bool:
    return block.kind == "row"


def _is_line(block: Block) -> bool:
    return block.kind != "row" and bool(_LINE.fullmatch(block.text))


def _gives(document: tuple[Block, ...], at: int) -> bool:
    """Whether the block before a list of lines hands something out to units."""
    lead = document[at - 1].text if at else ""
    return (
        lead.rstrip().endswith(":")
        and bool(_GIVES.search(fold(lead)))
        and bool(_UNIT.match(fold(document[at].text)))
    )


def _lines(run: tuple[Block, ...], what: str) -> Iterator[PrintedQuotaFacts]:
    for block in run:
        match = _LINE.fullmatch(block.text)
        value = count_in(match["value"]) if match else None
        if match and value is not None:
            span = block.span(match.start("unit"), match.end("value"))
            yield PrintedQuotaFacts(match["unit"], value, what, _is_total(match["unit"]), span)


def _table(run: tuple[Block, ...], lead: str, *, is_given: bool) -> list[PrintedQuotaFacts]:
    """The rows of a table of units; none where it is a table of something else."""
    head = _head(run)
    heads = [cell for block in run[:head] for cell in block.cells]
    rows = [row for block in run[head:] if (row := _row(block))]
    units = sum(bool(_UNIT.match(fold(name))) for _, name, _ in rows)
    about_units = any(_UNIT.match(fold(cell)) for cell in heads) or 2 * units >= len(rows)
    handed_out = is_given or _GIVES.search(fold(" ".join((lead, *heads))))
    if len(rows) < 2 or not about_units or not handed_out:  # noqa: PLR2004
        return []
    names = _columns(run[:head])
    found: list[PrintedQuotaFacts] = []
    for block, name, values in rows:
        width = len(values)
        heads_of = names[-width:] if len(names) >= width else [lead] * width
        for what, value in zip(heads_of, values, strict=True):
            if value is not None:
                is_total = _is_total(name)
                found.append(PrintedQuotaFacts(name, value, what, is_total, block.span()))
    return found


def _head(run: tuple[Block, ...]) -> int:
    """How many rows of a table are its heading."""
    return next((n for n, block in enumerate(run) if _row(block)), len(run))


def _columns(heads: tuple[Block, ...]) -> list[str]:
    """The names of the columns after the unit's."""
    cells = list(heads[0].cells) if heads else []
    while cells and (not cells[0] or _ORDINAL.fullmatch(fold(cells[0]))):
        cells.pop(0)
    return cells[1:]


def _row(block: Block) -> tuple[Block, str, list[int | None]] | None:
    """A unit with its numbers; None for headings and rows without a name or a number."""
    cells = list(block.cells)
    while cells and (not cells[0] or (_is_ordinal(cells[0]) and len(cells) > 1)):
        cells.pop(0)
    if len(cells) < 2 or count_in(cells[0]) is not None:  # noqa: PLR2004
        return None
    values = [count_in(cell) for cell in cells[1:]]
    return (block, cells[0], values) if any(value is not None for value in values) else None


def _is_ordinal(cell: str) -> bool:
    return bool(re.fullmatch(r"\d{1,3}[.)]?|[IVX]{1,5}[.)]?", cell))


def _is_total(name: str) -> bool:
    return bool(_TOTAL.fullmatch(fold(name)))
