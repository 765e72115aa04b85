"""What a phrase counts and for whom: indicators and cohorts of the vocabulary, named in plans' words.

An indicator is known by its label, aliases and phrases, a cohort also by the grammar of ages ("từ đủ 6 đến
dưới 14 tuổi", "6 - 14 tuổi", "80 tuổi trở lên") and of birth years ("sinh năm 2005, 2006").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from plans.reading.plain import plain
from plans.rules.vocabulary import CohortFacts, IndicatorFacts, VocabularyFacts

_GAP = 6
# A gap stays in its own enumeration: no comma, full stop, "và" or the like.
_GAP_WORD = r"(?!(?:va|hoac|ket hop|dong thoi)\b)[^\s,;:()]*[^\s,;:().]"
_FIGURE = (
    r"(?:(?:it nhat|toi thieu|tren|duoc|them|moi|cho|khong duoi|thanh cong|tu)\s)*(?:[\d.]+\d|\d)"
)
_SHORT_WORD = 3
_NEAR = 25  # letters between a category and the age that goes with it
_TOKEN = re.compile(r"\.\.\.|#|\([^)]*\)|[^\s(]+")
_NOT_YET = re.compile(r"\bchua\s(?:\w+\s){0,2}$|\bkhong\s(?:duoc\s|co\s|phai\s)?$")

_AGES = re.compile(
    r"(?<![\w.,/])(?:(?:duoi|chua du|<)\s?0?(?P<below>\d{1,2})\stuoi"
    r"|(?:tu\s)?(?:du\s)?0?(?P<low>\d{1,2})(?:\stuoi)?\s?(?:den|toi|-)\s?(?P<under>(?:can\s|duoi\s|chua du\s))?(?:du\s)?0?(?P<high>\d{1,2})\stuoi"
    r"|(?:(?:tren|tu|du|>=|≥)\s?){0,3}0?(?P<least>\d{1,2})\stuoi(?:\stro len)?)"
)
_IS_FROM = re.compile(r"^(?:tu|du|tren|>=|≥)|tro len$")
_LONGEST_RANGE = 20
_BORN = re.compile(
    r"sinh\s(?:tu\s)?(?:cac\s)?(?:nam\s)?(?P<first>(?:19|20)\d\d)(?P<rest>(?:\s?(?:,|va|den|-|den nam|;)\s?(?:nam\s)?(?:19|20)\d\d)*)"
)
# "tỷ lệ hộ ...", "số hộ ..."; without accents "số hồ sơ" begins alike
_HOUSEHOLDS = re.compile(
    r"\b(?:ty le|ti le|so)\sho(?!\s(?:so|tro|kinh|ngheo|can|khau|tich|chieu|ca|gia|dan|moi)\b)\b"
)
# "hộ có người chưa tham gia BHYT": people who only tell which households are meant
_WITHIN = re.compile(r"\b(?:ho|ho dan|gia dinh|co so|don vi|thon)\s(?:con\s)?co\s(?:\w+\s)?$")
_LACKING = re.compile(r"\b(?:chua|khong co)\b")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Mention:
    """An indicator or a cohort named at `start` to `end` of a text; `code` None: none of the vocabulary's."""

    code: str
    start: int
    end: int
    literal: int = field(
        default=0, compare=False, repr=False
    )  # letters that the phrase itself spells


@dataclass(frozen=True)
class _Pattern:
    code: str
    regex: re.Pattern[str]
    anchor: str  # a word without which the pattern cannot match
    literal: int


class Terms:
    """Finds the vocabulary's terms in plain text (see `plans.reading.plain`)."""

    def __init__(self, vocabulary: VocabularyFacts) -> None:
        self.indicators = {term.code: term for term in vocabulary.indicators}
        self.cohorts = {term.code: term for term in vocabulary.cohorts}
        self._indicator_patterns = tuple(_patterns(vocabulary.indicators))
        self._cohort_patterns = tuple(_patterns(vocabulary.cohorts))
        self._find_indicators = lru_cache(maxsize=1 << 12)(self._indicator_mentions)
        self._find_cohorts = lru_cache(maxsize=1 << 12)(self._cohort_mentions)

    def indicators_in(self, text: str) -> tuple[Mention, ...]:
        """Indicators named in the plain text, in its order; of overlapping names the longest."""
        return self._find_indicators(text)

    def cohorts_in(self, text: str) -> tuple[Mention, ...]:
        """Cohorts named in the plain text, in its order; a category with an age where the two are one."""
        return self._find_cohorts(text)

    def _indicator_mentions(self, text: str) -> tuple[Mention, ...]:
        found = _matches(self._indicator_patterns, text)
        kept = [
            m
            for m in found
            if self._is_missing(m.code)
            or not _NOT_YET.search(text[max(m.start - _GAP * _NEAR, 0) : m.start])
        ]
        return tuple(_without_overlaps(kept))

    def _is_missing(self, code: str) -> bool:
        """Whether the indicator counts what is not done yet ("chưa kích hoạt")."""
        return code in self.indicators and "chưa" in self.indicators[code].label.lower()

    def _cohort_mentions(self, text: str) -> tuple[Mention, ...]:
        found = [m for m in _matches(self._cohort_patterns, text) if self._is_meant(m, text)]
        named = _without_overlaps([*found, *self._bare_households(text)])
        aged = list(self._by_years(text))
        return tuple(sorted(self._joined(named, aged), key=lambda mention: mention.start))

    def _is_meant(self, mention: Mention, text: str) -> bool:
        """Whether those named are the group itself: "người chưa tham gia BHYT" are not the insured."""
        if not self.cohorts[mention.code].category:
            return True
        words = text[mention.start : mention.end]
        return not _LACKING.search(words) and not _WITHIN.search(
            text[max(mention.start - _GAP * _NEAR, 0) : mention.start]
        )

    def _bare_households(self, text: str) -> Iterator[Mention]:
        """Households in "tỷ lệ hộ phân loại rác", where the vocabulary has them."""
        code = next((c.code for c in self.cohorts.values() if c.category == "households"), "")
        if code:
            yield from (Mention(code, *match.span()) for match in _HOUSEHOLDS.finditer(text))

    def _by_years(self, text: str) -> Iterator[Mention]:
        """Cohorts by age and by birth year."""
        for start, end, age in ages_in(text):
            code = self._of_age(*age)
            if code:
                yield Mention(code, start, end)
        for start, end, years in birth_years_in(text):
            code = next((c.code for c in self.cohorts.values() if c.birth_years == years), "")
            if code:
                yield Mention(code, start, end)

    def _of_age(self, low: int, high: int | None, is_open: bool) -> str:
        """The plain age band [low, high); "đến 10 tuổi" may mean through the tenth year of life or below it."""
        tops = (high, high + 1) if high is not None and is_open else (high,)
        for top in tops:
            for cohort in self.cohorts.values():
                if cohort.age == (low, top) and not cohort.category:
                    return cohort.code
        return ""

    def _joined(self, named: list[Mention], aged: list[Mention]) -> Iterator[Mention]:
        """ "Học sinh từ đủ 14 tuổi" is one cohort where the vocabulary has it, else the age tells."""
        rest = list(aged)
        for category in named:
            inside = [age for age in aged if _overlap(category, age)]
            if inside:
                if self.cohorts[category.code].category:
                    rest = [age for age in rest if age not in inside]
                    yield category
                continue
            near = next((age for age in rest if 0 <= age.start - category.end <= _NEAR), None)
            joint = self._with_age(category, near) if near else None
            if near and joint:
                rest.remove(near)
                yield joint
            elif near is None or self.cohorts[category.code].age:
                yield category
        yield from rest

    def _with_age(self, category: Mention, near: Mention) -> Mention | None:
        kind, age = self.cohorts[category.code], self.cohorts[near.code]
        if not kind.category or not age.age:
            return None
        for cohort in self.cohorts.values():
            if cohort.category == kind.category and cohort.age == age.age:
                return Mention(cohort.code, category.start, near.end)
        return None


@lru_cache(maxsize=4)
def terms_of(vocabulary: VocabularyFacts) -> Terms:
    """The finder for a vocabulary; made once, as its patterns take longer than a plan's reading."""
    return Terms(vocabulary)


def ages_in(text: str) -> Iterator[tuple[int, int, tuple[int, int | None, bool]]]:
    """Start, end and (from, to, whether the upper age itself may count) of each age band of the plain text."""
    taken = -1
    for match in _AGES.finditer(text):
        if match.start() < taken:
            continue
        age = _age(match)
        if age:
            taken = match.end()
            yield match.start(), match.end(), age


def _age(match: re.Match[str]) -> tuple[int, int | None, bool] | None:
    if match["below"]:
        return 0, int(match["below"]), False
    if match["low"]:
        return int(match["low"]), int(match["high"]), match["under"] is None
    return (int(match["least"]), None, False) if _IS_FROM.search(match[0]) else None


def birth_years_in(text: str) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Start, end and the years of each "sinh năm ..." of the plain text; "2005 đến 2009" is five years."""
    for match in _BORN.finditer(text):
        years = [int(year) for year in _YEAR.findall(match[0])]
        is_range = len(years) == 2 and re.search(r"den|-", match["rest"])  # noqa: PLR2004
        if is_range and 0 < years[1] - years[0] < _LONGEST_RANGE:
            years = list(range(years[0], years[1] + 1))
        yield match.start(), match.end(), tuple(sorted(set(years)))


def _patterns(terms: Iterable[IndicatorFacts] | Iterable[CohortFacts]) -> Iterator[_Pattern]:
    for term in terms:
        is_cohort = isinstance(term, CohortFacts)
        # Aliases also serve narrow columns ("tin", "vận động"); a term with phrases is read by them.
        aliases = term.aliases if is_cohort or not term.phrases else ()
        for phrase in dict.fromkeys((term.label, *aliases, *term.phrases)):
            source = _regex(phrase)
            if len(plain(phrase)) > _SHORT_WORD or phrase.isupper():
                yield _Pattern(term.code, re.compile(source), _anchor(phrase), _letters(phrase))


def _regex(phrase: str) -> str:
    """The pattern of a phrase: "..." a few words, "#" a figure, "(a|b)" a choice."""
    source = ""
    for piece in _TOKEN.findall(phrase):
        if piece == "...":
            source += rf"(?:\s{_GAP_WORD}){{0,{_GAP}}}?"
            continue
        if piece == "#":
            part = _FIGURE
        elif piece.startswith("("):
            part = "(?:" + "|".join(re.escape(plain(a)) for a in piece[1:-1].split("|")) + ")"
        else:
            part = re.escape(plain(piece))
        source += rf"\s{part}" if source else part
    return rf"(?<![\w.,]){source}(?!\w)"


def _anchor(phrase: str) -> str:
    words = [t for t in _TOKEN.findall(phrase) if t not in ("...", "#") and not t.startswith("(")]
    return max((plain(word) for word in words), key=len, default="")


def _letters(phrase: str) -> int:
    """How much the phrase itself spells: its words, of a choice the shortest."""
    return sum(
        min(len(choice) for choice in piece.strip("()").split("|"))
        for piece in _TOKEN.findall(phrase)
        if piece not in ("...", "#")
    )


def _matches(patterns: Iterable[_Pattern], text: str) -> list[Mention]:
    found: list[Mention] = []
    for pattern in patterns:
        if pattern.anchor in text:
            by_end: dict[int, Mention] = {}
            at = 0
            while match := pattern.regex.search(text, at):
                # The nearest beginning counts: "thu nhận ... và thu nhận định danh" is the second one's.
                by_end[match.end()] = Mention(
                    pattern.code, match.start(), match.end(), pattern.literal
                )
                at = match.start() + 1
            found.extend(by_end.values())
    return found


def _without_overlaps(found: Iterable[Mention]) -> list[Mention]:
    """The longest of those that overlap, in the text's order."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start - m.end, -m.literal, m.start)):
        if not any(_overlap(mention, other) for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.start)


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end
