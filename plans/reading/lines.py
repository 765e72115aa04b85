"""The lines of a plan's text: what number or dash each begins with, its letters and their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

# A capital letter, for patterns: "[A-Z]" knows no Đ, Ủ or Ê.
CAPITAL = "A-ZÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"

Marker = Literal["", "roman", "arabic", "letter", "bracket", "dash", "plus", "row"]

_LINE = re.compile(r"[^\n]*")
_PAGE_NUMBER = re.compile(
    r"(?:[*_–-]\s*)*(?:(?:trang|page)\s*)?\d{1,3}(?:\s*/\s*\d{1,3})?(?:\s*[*_–-])*", re.IGNORECASE
)
_MAX_PAGE_NUMBER = 30  # letters; "- Trang 12 / 130 -"
_RULE = re.compile(r"[\s|:+=_*.\-–—~]*")
_HEADING_SIGN = re.compile(r"\s*#{1,6}\s+")
_ROMAN = r"(?=[IVX])X{0,2}(?:IX|IV|V?I{0,3})"
_MARKERS: tuple[tuple[Marker, re.Pattern[str]], ...] = (
    (
        "roman",
        re.compile(rf"(?:(?:PHẦN|Phần|MỤC|Mục)\s+)?({_ROMAN})(?:[./):]|\s*[-–](?=\s))\s*(?=\S)"),
    ),
    ("arabic", re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})[./)]?\s+(?=[^\W\d_]|[“\"(*\d])")),
    (
        "arabic",
        re.compile(
            r"(\d{1,2})(?:[./)]\s*(?=[^\W\d_]|[“\"(*])|[./)]\s+(?=\d)|\s*[-–]\s+(?=[^\W\d_]))"
        ),
    ),
    ("letter", re.compile(r"([a-zđ])[).]\s*(?=[^\W_]|[“\"(*])")),
    ("bracket", re.compile(r"(\(\d{1,2}\))\s*(?=\S)")),
    ("plus", re.compile(r"(\+)\s*(?=\S)")),
    ("plus", re.compile(r"[-–—•●]\s+(\+)\s*(?=\S)")),  # markdown puts its own dash before a plus
    (
        "dash",
        re.compile(
            r"([-–—•●▪■◦○➢►✓*·\uf0b7\uf02d\uf0a7\uf0d8]+)(?:\s+|(?<=[-–—•●])(?=[^\W\d_]))(?=\S)"
        ),
    ),
)
_DEPTHS: dict[Marker, int] = {
    "roman": 1,
    "letter": 5,
    "bracket": 6,
    "dash": 7,
    "": 7,
    "row": 7,
    "plus": 8,
}
# A table whose rules a PDF lost: "1 Hòa Thạnh 85 80 165", "Tổng 412 388 800".
_LOOSE_ROW = re.compile(
    rf"(?:(?P<place>\d{{1,3}})[.)]?\s+)?(?P<name>[{CAPITAL}][^,;:%/()\d]*(?:\b(?i:số|thôn|ấp|khu|tổ|buôn|bản|xóm|khóm|phố|phường)\s\d+[A-Z]?)?)\s+"
    r"(?P<figures>\d[\d.]*(?:\s+\d[\d.]*)*)"
)
_TOTAL = re.compile(r"(?:tổng|cộng)\b", re.IGNORECASE)
_NO_MARK: tuple[Marker, str, int] = ("", "", 0)
_INVISIBLE = frozenset("*\u00ad\u200b\u200c\u200d\u2060\ufeff\\`")
_MAX_LINE = 4000  # letters; a longer one is read as several, so that no pattern has to run far
_MIN_CAPITALS = 4
_MIN_TABS = 2


@dataclass(frozen=True)
class Line:
    """One printed line; `start`, `end` are its place in the text, `places` those of its letters.

    `text` is without the marker, which takes the first `cut` letters of `whole`.
    """

    kind: Marker
    number: str
    whole: str
    cut: int
    start: int
    end: int
    places: tuple[int, ...]
    cells: tuple[str, ...] = ()
    after_blank: bool = False
    is_markdown_heading: bool = False

    @property
    def text(self) -> str:
        return self.whole[self.cut :]

    @property
    def offsets(self) -> tuple[int, ...]:
        """The places of the letters of `text`."""
        return self.places[self.cut :]

    def unmarked(self) -> Line:
        """The line where its number or dash turns out to be part of a sentence."""
        return replace(self, kind="", number="", cut=0)

    @property
    def depth(self) -> int:
        """1 for a roman number, 2 and on for arabic, 7 for text and dashes, 8 for a plus sign."""
        if self.kind == "arabic":
            return min(2 + self.number.count("."), 4)
        return _DEPTHS[self.kind]

    @property
    def is_capitals(self) -> bool:
        """Written all in capitals, as the form's own lines are (KẾ HOẠCH, CHỦ TỊCH)."""
        letters = [letter for letter in self.text if letter.isalpha()]
        return len(letters) >= _MIN_CAPITALS and all(letter.isupper() for letter in letters)


def lines_of(text: str) -> Iterator[Line]:
    """Every line that says something; page numbers and the rules of tables are left out."""
    after_blank = False
    at = 0
    while at <= len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if end - at > _MAX_LINE:
            end = max(text.rfind(" ", at, at + _MAX_LINE), at + _MAX_LINE // 2)
        raw = text[at:end]
        if not raw.strip() or _RULE.fullmatch(raw):
            after_blank = True
        elif not _is_page_number(raw.strip()):
            line = _line(raw, at, after_blank=after_blank)
            if line:
                yield line
                after_blank = False
        at = end + 1 if text[end : end + 1] in ("\n", " ", "") else end


def _is_page_number(stripped: str) -> bool:
    return len(stripped) <= _MAX_PAGE_NUMBER and bool(_PAGE_NUMBER.fullmatch(stripped))


def _line(raw: str, at: int, *, after_blank: bool) -> Line | None:
    heading = _HEADING_SIGN.match(raw)
    begin = heading.end() if heading else 0
    cells = _cells(raw)
    star = _leading_star(raw, begin)
    letters, places = _clean(raw, begin, keep_star=star)
    if not letters:
        return None
    whole = "".join(letters)
    kind, number, cut = _NO_MARK if cells else _marker(whole)
    return Line(
        kind="row" if cells else kind,
        number=number,
        whole=whole,
        cut=cut,
        start=at + places[0],
        end=at + places[-1] + 1,
        places=tuple(at + place for place in places),
        cells=cells,
        after_blank=after_blank,
        is_markdown_heading=heading is not None,
    )


def _leading_star(raw: str, begin: int) -> int:
    """Where a star stands that is a bullet ("* Chỉ tiêu"), not emphasis ("*Chỉ tiêu*"); -1 where none."""
    stripped = raw[begin:].lstrip()
    return len(raw) - len(stripped) if stripped.startswith(("* ", "*\t")) else -1


def _clean(raw: str, begin: int, *, keep_star: int) -> tuple[list[str], list[int]]:
    """The letters that are read, in single spaces, each with its place in the line."""
    letters: list[str] = []
    places: list[int] = []
    for place in range(begin, len(raw)):
        letter = raw[place]
        if letter in _INVISIBLE and place != keep_star:
            continue
        if letter.isspace() or letter == "\0":
            if not letters or letters[-1] == " ":
                continue
            letter = " "
        letters.append(letter)
        places.append(place)
    while letters and letters[-1] == " ":
        letters.pop()
        places.pop()
    return letters, places


def _marker(whole: str) -> tuple[Marker, str, int]:
    """Kind, number and length of the mark that a line begins with."""
    for kind, pattern in _MARKERS:
        match = pattern.match(whole)
        if match and match[1]:
            return kind, "-" if kind == "dash" else match[1], match.end()
    return _NO_MARK


def _cells(raw: str) -> tuple[str, ...]:
    """The cells of a table's row, by bars or by tabs; () for any other line."""
    stripped = raw.strip()
    if stripped.startswith("|") and stripped.count("|") >= _MIN_TABS:
        return tuple(_plain(cell) for cell in stripped.strip("|").split("|"))
    if stripped.count("|") >= _MIN_TABS:
        return tuple(_plain(cell) for cell in stripped.split("|"))
    cells = re.split(r"\t+", stripped)
    if len(cells) > _MIN_TABS or (len(cells) == _MIN_TABS and _is_figure(cells[1])):
        return tuple(_plain(cell) for cell in cells)
    return _loose_cells(stripped)


def _loose_cells(stripped: str) -> tuple[str, ...]:
    match = _LOOSE_ROW.fullmatch(stripped)
    if not match or not (match["place"] or _TOTAL.match(match["name"])):
        return ()
    return (match["place"] or "", _plain(match["name"]), *match["figures"].split())


def _is_figure(cell: str) -> bool:
    return bool(re.fullmatch(r"[\d.,%\s*]+", cell)) and any(c.isdigit() for c in cell)


def _plain(cell: str) -> str:
    return " ".join("".join(c for c in cell if c not in _INVISIBLE).split())
