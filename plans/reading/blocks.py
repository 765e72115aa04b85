"""A plan's text as blocks: headings, paragraphs, bullets and table rows, each with its place in the text.

Recognised scans break sentences in the middle and leave page numbers and markdown signs between; a block
is the sentence put together again, and every position in it leads back to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from plans.reading.cells import cells_joined
from plans.reading.lines import Line, lines_of
from plans.rules.goals import Span

Kind = Literal["heading", "paragraph", "bullet", "row", "line"]

TEXT_LEVEL = 7  # an unnumbered paragraph or a dash; the numbers above it are headings'
_HEADING_LENGTH = 220
_HYPHENATED = re.compile(r"[/A-ZĐ]-$")  # "104/2016/NĐ-" goes on with "CP"
_SHORT_HEADING = 70
_TITLE_LINE = 130  # letters: a longer line is the first paragraph
_FIGURES = re.compile(r"%|:\s*[\d.,]+$")
_MAX_BLOCK = 6000  # letters; the longest paragraph seen has 1.900
_LONG_LINE = 45  # letters: a line broken before this was meant to end
_ENDS_SENTENCE = re.compile(r"[.;:!?…]\W*$")
_TITLE = re.compile(r"KẾ HOẠCH\W*")
_RECIPIENTS = re.compile(r"nơi nhận\b", re.IGNORECASE)
_APPENDIX = re.compile(r"(?:PHỤ LỤC|Phụ lục|BIỂU)\b")
_HALF_NAME = re.compile(r"[-–] (?:Xã hội|Thông tin|Thể thao|Du lịch|Đào tạo|Khoa học)\b")
_NAME_GOES_ON = re.compile(r"(?:Văn hóa|Văn hoá|Giáo dục|Thể thao)$")
# "- Chủ trì: ..." under a dash says more of it, whatever mark it bears itself.
_LABEL = re.compile(
    r"(?:(?:Đơn vị|Cơ quan) (?:chủ trì|thực hiện|phối hợp)|Chủ trì|Phối hợp|Thời gian(?: thực hiện| hoàn thành)?"
    r"|Thời hạn(?: hoàn thành)?|Hoàn thành|Tiến độ|Sản phẩm|Kết quả|Chỉ tiêu)\s*:",
    re.IGNORECASE,
)
# What a plan begins with where no blank line parts it from the title.
_PREAMBLE = re.compile(
    r"(?:Căn cứ|Xét|Theo|Qua|Để|Nhằm|Trên cơ sở|Thời gian qua|Phần)\b|\("
    r"|Thực hiện (?:Luật|Nghị quyết|Nghị định|Quyết định|Chỉ thị|Kế hoạch|Công văn|Đề án|Chương trình|Hướng dẫn)"
)


@dataclass(frozen=True)
class Block:
    """A heading, paragraph, bullet, table row, or a line of the form (date line, signature, recipients).

    `text` is without its number or dash, stars and page breaks, in single spaces. `number` is as printed
    ("II", "3.2", "a", "(1)", "+"), "-" for every dash and dot; `section` the numbered headings above and
    its own ("II.3.2"). `level` grows inwards: 1 roman, 2 and on arabic, 5 letter, 7 text and dashes,
    8 plus signs and what only says more of a dash ("Đơn vị chủ trì: ...").
    `parent` is the place of the block that it stands under, -1 at the top.
    `start` and `end` are the whole block's place in the text, number included.
    """

    kind: Kind
    text: str
    level: int
    number: str
    section: str
    start: int
    end: int
    cells: tuple[str, ...] = ()
    parent: int = -1
    offsets: tuple[int, ...] = field(default=(), repr=False, compare=False)

    def span(self, i: int = 0, j: int | None = None) -> Span:
        """Where `text[i:j]` stands in the source text; the whole of `text` by default."""
        j = len(self.text) if j is None else min(j, len(self.text))
        if not 0 <= i < j:
            at = self.offsets[i] if 0 <= i < len(self.offsets) else self.end
            return Span(at, at)
        return Span(self.offsets[i], self.offsets[j - 1] + 1)


def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks of a text in its order. `text` is NFC with line ends as \\n (see `source`)."""
    groups = list(_groups(list(lines_of(cells_joined(text)))))
    sections = _Sections()
    return tuple(sections.block(group) for group in _told_apart(groups))


@dataclass
class _Group:
    """Lines that belong together, the first with its marker."""

    lines: list[Line]
    zone: Literal["head", "title", "body", "tail"]
    kind: Kind = "paragraph"

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


def _groups(lines: list[Line]) -> Iterator[_Group]:
    """Lines joined into groups, zone by zone: form, title, body, recipients and signature."""
    group: _Group | None = None
    number = 0
    has_title = any(_TITLE.fullmatch(line.text) for line in lines)
    zone: Literal["head", "title", "body", "tail"] = "head" if has_title else "body"
    for line in lines:
        if group and _goes_on(group, line, number):
            group.lines.append(line.unmarked() if line.kind else line)
            continue
        if group:
            yield group
            zone = _next_zone(zone, group, line)
        group = _Group([line], zone)
        if line.kind == "arabic" and line.number.isdecimal():
            number = int(line.number)
        elif line.kind == "roman":
            number = 0
    if group:
        yield group


def _next_zone(
    zone: Literal["head", "title", "body", "tail"], group: _Group, line: Line
) -> Literal["head", "title", "body", "tail"]:
    """Where `line`, which follows `group`, stands."""
    if zone == "head":
        return "title" if _TITLE.fullmatch(group.text) else "head"
    if zone == "title":
        return "body"
    if _RECIPIENTS.match(line.text):
        return "tail"
    # After the signature only an appendix is text again.
    return "body" if zone == "tail" and _APPENDIX.match(line.text) else zone


def _goes_on(group: _Group, line: Line, number: int) -> bool:
    """Whether a line continues the sentence that the group's last line left open."""
    last = group.lines[-1]
    if last.end - group.first.start > _MAX_BLOCK:
        return False
    if "row" in (last.kind, line.kind) or group.zone in ("head", "tail"):
        return group.zone == "tail" and _continues_entry(group, line)
    if line.kind:
        return _is_no_marker(last, line, number)
    if group.zone == "title":
        return not line.after_blank and _continues_title(line)
    of_the_form = any(
        one.is_capitals or one.is_markdown_heading or _RECIPIENTS.match(one.text)
        for one in (last, line)
    )
    return not of_the_form and _is_continuation(last, line)


def _continues_title(line: Line) -> bool:
    return not _PREAMBLE.match(line.text) and (
        len(line.text) < _TITLE_LINE or line.text[:1].islower()
    )


def _is_continuation(last: Line, line: Line) -> bool:
    starts_small = line.text[:1].islower() or line.text[:1] in '(,;.)%“"'
    ended = bool(_ENDS_SENTENCE.search(last.text))
    if _HYPHENATED.search(last.text):
        return True
    if line.after_blank:
        digit = line.text[:1].isdigit() and len(last.text) >= _LONG_LINE
        return not ended and ((starts_small and line.text[:1] not in '“"') or digit)
    if starts_small:
        return not last.text.endswith((";", ":"))
    return not ended and len(last.text) >= _LONG_LINE and last.kind != "roman"


def _continues_entry(group: _Group, line: Line) -> bool:
    """A recipient's name broken over two lines."""
    dashed = group.first.kind in ("dash", "plus")
    return dashed and not line.kind and not line.after_blank and line.text[:1].islower()


def _is_no_marker(last: Line, line: Line, number: int) -> bool:
    """ "... mức độ / 2. Sau đó" and "Văn hóa / - Xã hội": a sentence broken before a number or a dash."""
    if line.after_blank or _ENDS_SENTENCE.search(last.text):
        return False
    if _HALF_NAME.match(line.whole) and _NAME_GOES_ON.search(last.text):
        return True
    if len(last.text) < _LONG_LINE:
        return False
    if line.kind == "dash":
        return line.whole[:1] in "-–" and line.text[:1].islower()
    return (
        line.kind == "arabic" and "." not in line.number and int(line.number) not in (1, number + 1)
    )


def _told_apart(groups: list[_Group]) -> list[_Group]:
    """Groups with their kinds: a heading is short, no sentence, and has something under it."""
    for place, group in enumerate(groups):
        following = groups[place + 1] if place + 1 < len(groups) else None
        group.kind = _kind(group, following)
    return groups


def _kind(group: _Group, following: _Group | None) -> Kind:
    first = group.first
    if first.kind == "row":
        return "row"
    if first.kind in ("dash", "plus", "bracket"):
        return "bullet"
    if group.zone in ("head", "tail"):
        return "line"
    if first.kind == "roman" or (first.is_markdown_heading and group.zone == "body"):
        return "heading"
    if first.kind in ("arabic", "letter"):
        return "heading" if _is_heading(group, following) else _numbered(first)
    return "line" if first.is_capitals and group.zone != "title" else "paragraph"


def _numbered(first: Line) -> Kind:
    return "bullet" if first.kind == "letter" else "paragraph"


def _is_heading(group: _Group, following: _Group | None) -> bool:
    text = group.text
    if following is None or len(text) > _HEADING_LENGTH or _FIGURES.search(text):
        return False
    has_body = following.first.kind != group.first.kind or following.first.depth > group.first.depth
    if text.endswith(":"):
        return has_body
    if text.endswith((".", ";", "…")):
        return (
            has_body
            and len(text) <= _SHORT_HEADING
            and text.count(".") == 1
            and _is_body(following)
        )
    return has_body


def _is_body(following: _Group) -> bool:
    return following.first.kind in ("dash", "") and not following.first.is_capitals


class _Sections:
    """Keeps the numbers above while blocks go by."""

    def __init__(self) -> None:
        self._roman = ""
        self._arabic = ""
        self._letter = ""
        self._has_dash = False
        self._bracket_level = TEXT_LEVEL - 1
        self._above: list[tuple[int, int]] = []  # level and place of the blocks that are open
        self._count = 0

    def block(self, group: _Group) -> Block:
        first = group.first
        if group.zone == "tail" or (group.kind == "line" and _APPENDIX.match(first.text)):
            self._roman = self._arabic = self._letter = ""
        elif group.kind != "row":
            self._take(first)
        text, offsets = _joined(group.lines)
        level = self._level(first)
        return Block(
            kind=group.kind,
            text=text,
            level=level,
            number=first.number,
            section=".".join(part for part in (self._roman, self._arabic, self._letter) if part),
            start=first.start,
            end=group.lines[-1].end,
            cells=first.cells,
            parent=self._parent(group.kind, level),
            offsets=offsets,
        )

    def _take(self, first: Line) -> None:
        if first.kind == "roman":
            self._roman, self._arabic, self._letter = first.number, "", ""
        elif first.kind == "arabic":
            self._arabic, self._letter = first.number, ""
        elif first.kind == "letter":
            self._letter = first.number
        if first.kind in ("roman", "arabic", "letter"):
            self._has_dash = False
        elif first.kind == "dash":
            self._has_dash = True
        elif first.number == "(1)":  # under a dash it stands where a plus sign would
            self._bracket_level = TEXT_LEVEL + 1 if self._has_dash else TEXT_LEVEL - 1

    def _parent(self, kind: Kind, level: int) -> int:
        parent = next((place for above, place in reversed(self._above) if above < level), -1)
        if kind not in ("line", "row"):
            while self._above and self._above[-1][0] >= level:
                self._above.pop()
            self._above.append((level, self._count))
        self._count += 1
        return parent

    def _level(self, first: Line) -> int:
        if first.kind == "bracket":
            return self._bracket_level
        is_label = first.depth == TEXT_LEVEL and _LABEL.match(first.text)
        return TEXT_LEVEL + 1 if is_label else first.depth


def _joined(lines: list[Line]) -> tuple[str, tuple[int, ...]]:
    """The lines' letters with a space between, and where each letter stands in the text."""
    letters: list[str] = []
    offsets: list[int] = []
    for line in lines:
        if letters and not _HYPHENATED.search(letters[-1]):
            letters.append(" ")
            offsets.append(offsets[-1] + 1)
        letters.append(line.text)
        offsets.extend(line.offsets)
    return "".join(letters), tuple(offsets)
