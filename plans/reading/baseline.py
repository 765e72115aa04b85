"""Where the unit stood before the plan: people by group, figures reached and their printed percents.

Read from the part on the situation (the preamble, "I. Tình hình", "Kết quả"), figure by figure: "có 9.642
công dân từ đủ 14 tuổi trở lên" is a population, "đã thu nhận 8.127 hồ sơ" a stock, "đạt 84,29%" the percent
of the stock before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from plans.reading.blocks import Block
from plans.reading.deadlines import Years, days_in
from plans.reading.targets import years_of
from plans.reading.targets.outline import Outline
from plans.reading.terms import Terms, birth_years_in, terms_of
from plans.rules.facts import BaselineFacts, PlanFacts, StockFacts
from plans.rules.goals import Residence
from plans.rules.vocabulary import VocabularyFacts

_FIGURE = re.compile(
    r"(?<![\w.,/\-])(?P<number>\d{1,3}(?:\.\d{3})+|\d+)(?:\s?/\s?(?P<whole>\d{1,3}(?:\.\d{3})+|\d+))?(?P<percent>,\d+\s?%|\s?%)?(?![\d/]|,\d|\.\d)"
)
_PEOPLE = re.compile(
    r"\s?(?:nhan khau|nk\b|khau\b|cong dan|nguoi|tre em|tre\b|chau|em\b|hoc sinh|dan so|hoi vien|ho\b(?! so))"
)
_SUBJECT = re.compile(
    r"\b(?:nhan khau|dan so|cong dan|tre em|so tre|tong so tre|tre|hoc sinh|so nguoi|so cong dan|nguoi cao tuoi|so ho|nguoi dan)\b[^,;.:()]*:?\s*$"
)
_UNITS = re.compile(
    r"\s?(?:thon|buon|ban|ap|khom|xom|to\b|xa\b|phuong|huyen|tieu|diem|ngay|thang|nam\b|gio|phut|dong|trieu|ty\b|ca\b|lieu|dia phuong|don vi|truong\b(?! hop)|km|ha\b|tien ich|mui|buoi|lan|nhan vien|thanh vien)"
)
_DATE_WORDS = re.compile(
    r"\b(?:ngay|thang|nam|nam hoc|quy|so|muc|muc do|(?<!tai )khoan|dieu|lop|tu|giai doan|thu|mui|dot|moi (?:to|doi|nhom|ban|diem))\s$"
)
_AS_OF = re.compile(
    r"\b(?:tinh den|den|den het|tai thoi diem|thoi diem)\s(?:het\s)?(?:ngay\s|nay\s|thoi diem\s|ngay\s)*$"
)
_RANGE = re.compile(r"\btu\s[^;.]{0,40}$")
_REACHED = re.compile(
    r"\b(?:da|con|hien|so|tong so|toan xa|toan phuong|co|dat|la|gom|duoc|chiem|tiep nhan|moi)\b"
)
_MISSING_WORDS = re.compile(r"\b(?:chua|con)\b")
_RESIDENCES: tuple[tuple[str, Residence], ...] = (
    ("thuong tru va tam tru", "permanent_and_temporary"),
    ("thuong tru", "permanent"),
    ("tam tru", "temporary"),
)
_NOTE_LENGTH = 120
_ELLIPTIC = re.compile(r"\bda (?:duoc )?(?:cap|kich hoat|thu nhan|tiem|co|kham|tham gia)\s*$")
_OFTEN = frozenset({"pupils", "officials", "policy", "households"})
_SPLIT = re.compile(r"[;,:()]\s?|\.\s|\strong do\s")


@dataclass
class _Found:
    """What has been read so far; `scope` is the group last spoken of, `main` the block's first."""

    population: dict[str, int] = field(default_factory=dict)
    stocks: list[StockFacts] = field(default_factory=list)
    scope: str | None = None
    as_of: date | None = None
    residence: Residence | None = None
    last: str = ""
    main: str | None = None


def baseline_of(
    document: Sequence[Block], header: PlanFacts, vocabulary: VocabularyFacts
) -> BaselineFacts | None:
    """The figures that the plan starts from; None where it gives none."""
    outline, terms = Outline(document), terms_of(vocabulary)
    years = years_of(document, header)
    found = _Found()
    for at in _places(outline):
        found.scope, found.main, found.last = None, None, ""
        _read(outline, at, terms, years, found)
    if not found.stocks and not found.population:
        return None
    return BaselineFacts(tuple(found.stocks), found.as_of, found.residence, found.population)


def _places(outline: Outline) -> Iterator[int]:
    """The blocks on the situation, and those under "đã thực hiện được:"."""
    for at in outline.body:
        if outline.blocks[at].kind in ("row", "line"):
            continue
        if outline.region(at) == "situation" or any(
            _IS_RESULT.search(outline.plain[n]) for n in outline.parents(at)
        ):
            yield at


_IS_RESULT = re.compile(
    r"\b(?:da thuc hien duoc|thoi diem hien tai|ket qua (?:thuc hien|dat duoc)|tinh den)\b.{0,80}:$"
)
_CITES = re.compile(r"(?:can cu|thuc hien (?:nghi|quyet|ke hoach|chi thi|luat|cong van))")


def _read(outline: Outline, at: int, terms: Terms, years: Years, found: _Found) -> None:
    """Takes in the figures of one block, in its order."""
    text = outline.plain[at]
    dates = list(days_in(text, years))
    if found.as_of is None:
        found.as_of = _as_of(text, years) or _heading_date(outline, at, years)
    if not _REACHED.search(text) or _CITES.match(text):
        return
    figures = [m for m in _FIGURE.finditer(text) if _is_figure(m, text, dates)]
    for n, match in enumerate(figures):
        begin = figures[n - 1].end() if n else 0
        end = figures[n + 1].start() if n + 1 < len(figures) else len(text)
        if re.search(r"\.\s", text[begin : match.start()]):
            found.scope = found.main
        _take(_Part(outline.blocks[at].text, text, begin, match, end), terms, found)


def _heading_date(outline: Outline, at: int, years: Years) -> date | None:
    """The date in "II. SỐ LIỆU RÀ SOÁT (tính đến 28/8/2024)"."""
    days = (_as_of(outline.plain[n], years) for n in outline.headings(at))
    return next((day for day in days if day), None)


def _as_of(text: str, years: Years) -> date | None:
    """The day in "tính đến ngày 31/3/2025", not the end of "từ ngày ... đến ngày ..."."""
    for start, _, day in days_in(text, years):
        match = _AS_OF.search(text[:start])
        if match and not _RANGE.search(text[: match.start()]):
            return day
    return None


def _is_figure(match: re.Match[str], text: str, dates: Sequence[tuple[int, int, date]]) -> bool:
    """No part of a date, of an age, of a document's number, no count of villages."""
    if any(start <= match.start() < end for start, end, _ in dates):
        return False
    if match["percent"]:
        return True
    before, after = text[: match.start()], text[match.end() :]
    if any(start <= match.start() < end for start, end, _ in birth_years_in(text)):
        return False
    is_age = re.match(r"\s?(?:tuoi|den (?:duoi )?\d+ tuoi|- ?\d+)", after)
    return not is_age and not _DATE_WORDS.search(before) and not _UNITS.match(after)


@dataclass(frozen=True)
class _Part:
    """A figure between its neighbours: what stands before and after it up to the next comma."""

    source: str
    text: str
    begin: int
    match: re.Match[str]
    end: int

    @property
    def before(self) -> str:
        words = self.text[self.begin : self.match.start()]
        return words[_last_cut(words) :]

    @property
    def after(self) -> str:
        words = self.text[self.match.end() : self.end]
        cut = _SPLIT.search(words)
        return words[: cut.start()] if cut else words

    @property
    def words(self) -> str:
        return f"{self.before} {self.after}"

    @property
    def number(self) -> int:
        return int(self.match["number"].replace(".", ""))

    @property
    def note(self) -> str:
        begin = self.match.start() - len(self.before)
        words = self.source[begin : self.match.end() + len(self.after)]
        return " ".join(words.split())[:_NOTE_LENGTH]


def _last_cut(words: str) -> int:
    """After the last comma, or the one before it where nothing but "toàn xã" follows."""
    cuts = [m.end() for m in _SPLIT.finditer(words) if m[0].strip() not in ("(", ")")]
    cuts = [cut for cut in cuts if words[cut:].strip() or not words[:cut].rstrip().endswith(":")]
    return cuts[-1] if cuts else 0


def _take(part: _Part, terms: Terms, found: _Found) -> None:
    """One figure: a percent of the stock before it, a stock, or people."""
    if part.match["percent"]:
        _take_percent(part, found)
        return
    mention = _indicator(part, terms)
    cohort = _cohort(part, terms, mention)
    code = mention or (
        found.stocks[-1].indicator if found.stocks and _ELLIPTIC.search(part.before) else None
    )
    if code:
        _take_stock(part, code, cohort, found)
    elif _PEOPLE.match(part.after) or _SUBJECT.search(part.before) or part.match["whole"]:
        _take_people(part, cohort, found)


def _take_percent(part: _Part, found: _Found) -> None:
    """Printed beside the stock before it, unless that has one already."""
    printed = part.text[part.match.start() : part.match.end()].rstrip("% ")
    if found.last == "stock" and found.stocks and not found.stocks[-1].printed_percent:
        found.stocks[-1] = replace(found.stocks[-1], printed_percent=printed)
    found.last = "percent"


def _take_stock(part: _Part, indicator: str, cohort: str | None, found: _Found) -> None:
    scope = cohort or found.scope
    if part.match["whole"]:
        scope = cohort
        if cohort:
            found.population.setdefault(cohort, int(part.match["whole"].replace(".", "")))
        found.scope = cohort
    known = [(s.indicator, s.cohort, s.value) for s in found.stocks]
    if (indicator, scope, part.number) not in known:
        found.stocks.append(StockFacts(indicator, part.number, scope, note=part.note))
    found.last = "stock"


def _take_people(part: _Part, cohort: str | None, found: _Found) -> None:
    residence = next((kind for words, kind in _RESIDENCES if words in part.words), None)
    found.residence = found.residence or residence
    is_all = re.search(r"\b(?:nhan khau|dan so|nk)\b", part.words)
    code = cohort or ("all" if is_all else None)
    if code:
        found.population.setdefault(code, part.number)
        found.scope = code
        found.main = found.main or code
    found.last = "people"


def _cohort(part: _Part, terms: Terms, indicator: str | None) -> str | None:
    """The group named with the figure: after it ("2.618 NK dưới 6 tuổi"), else before it."""
    after, before = terms.cohorts_in(part.after), terms.cohorts_in(part.before)
    found = [m.code for m in (*after, *reversed(before))]
    if indicator:  # "người tham gia BHYT" is what is counted there
        found = [
            code
            for code in found
            if terms.cohorts[code].age or terms.cohorts[code].birth_years or code in _OFTEN
        ]
    return found[0] if found else None


def _indicator(part: _Part, terms: Terms) -> str | None:
    """What is counted; "chưa ..." and "còn ..." are what is missing, where the vocabulary has it."""
    at = len(part.before)
    named = terms.indicators_in(f"{part.before}{part.match['number']}{part.after}")
    found = [*[m for m in named if m.start < at][-1:], *[m for m in named if m.start >= at]]
    missing = [m for m in found if not terms.indicators[m.code].entered]
    if missing and _MISSING_WORDS.search(part.words):
        return missing[0].code
    told = [m.code for m in found if terms.indicators[m.code].entered]
    return told[0] if told and not _MISSING_WORDS.search(part.before) else None
