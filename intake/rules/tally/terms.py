"""Which indicator or cohort some words mean; several candidates where they do not say enough."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from intake.rules.tally.ages import read_ages
from intake.rules.tally.types import Term
from vietnamese.text import fold

_ABBREVIATIONS = {
    "cccd": "can cuoc",
    "cc": "can cuoc",
    "dddt": "dinh danh dien tu",
    "tkdddt": "tai khoan dinh danh dien tu",
    "tk": "tai khoan",
    "hs": "ho so",
    "sskdt": "so suc khoe dien tu",
    "skdt": "suc khoe dien tu",
    "bhyt": "bao hiem y te",
    "bhxh": "bao hiem xa hoi",
    "asxh": "an sinh xa hoi",
    "gplx": "giay phep lai xe",
    "dkx": "dang ky xe",
    "dvc": "dich vu cong",
    "bdhvs": "binh dan hoc vu so",
}
# Words that official labels add or drop without changing what is counted.
_FILLERS = frozenset(
    {
        "ho",
        "so",
        "tai",
        "khoan",
        "dien",
        "tu",
        "cap",
        "duoc",
        "luong",
        "cong",
        "dan",
        "nguoi",
        "vneid",
    }
    | {"tren", "cho", "ung", "dung", "lam", "trong", "do"}
)
_DEEDS = frozenset({"thu", "nhan", "kich", "hoat"})  # files are taken in, accounts activated
_NOT = "chua"  # turns a count into its opposite, so it is never dropped
_LEVEL = re.compile(r"muc\d")
_MIN_SHARED = 2  # informative words; one alone ("tổng", "thẻ") says too little
# "KH" is "kế hoạch" too, "TN" "thanh niên": they are written out only before what can be activated or taken in.
_REWRITTEN = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"\bmuc (?:do )?0*(?=\d)", "muc"),  # a level is one word: the 2 of "2. Kích hoạt" is none
        (r"\bm(?=[12]$)", "muc"),  # "ĐDĐT M2"
        (r"\bcan cuoc cong dan\b", "can cuoc"),
        (r"\bgan chip\b ?", ""),
        (r"\bcan cuoc dien tu\b", "cancuocdientu"),  # an identity on the telephone, no card
        (r"\bthu nhan (ho so )?(cap |lam )?the (?=can cuoc)", r"thu nhan \1\2"),
        (r"\blam the (?=can cuoc)", "lam "),
        (r"\bkh (?=(?:dinh danh|tai khoan|muc\d|vneid)\b)", "kich hoat "),
        (r"\btn (?=(?:ho so|dinh danh|tai khoan|can cuoc)\b)", "thu nhan "),
        (r"\bduoc cap\b", "duoccap"),  # the card handed out, where "được" alone says nothing
        (r"\b0+(?=\d)", ""),
        (r"(?<=\w) (?:truong hop|luot)$", ""),
        (r"(?<=\w) trong ngay$", ""),
        (r"\bda (?=(?:thu nhan|kich hoat|lam) \w)|(?<=\w )da (?=(?:thu nhan|kich hoat)$)", ""),
        (r"^(?:(?:ket qua|so lieu|cong tac|noi dung|thuc hien) )+(?=\w)", ""),
    )
)


@lru_cache(maxsize=4096)
def words_key(text: str) -> str:
    """Folded, abbreviations written out, "mức độ 02" as "mức 2", punctuation gone."""
    tokens = re.findall(r"[\w≥<>+]+", fold(text))
    written = " ".join(_ABBREVIATIONS.get(token, token) for token in tokens)
    for pattern, plain in _REWRITTEN:
        written = pattern.sub(plain, written)
    return written


def _informative(key: str) -> frozenset[str]:
    return frozenset(key.split()) - _FILLERS


def _says_too_little(said: frozenset[str]) -> bool:
    return len(said) < _MIN_SHARED and not any(_LEVEL.fullmatch(word) for word in said)


def _core(key: str) -> str:
    return " ".join(word for word in key.split() if word not in _FILLERS)


def _numbers(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if word.isdigit())


class TermIndex:
    """Finds terms by their label, aliases, age group, or the words that matter in them."""

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self.labels = {term.code: term.label for term in terms}
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._ages: dict[tuple[int, int | None], set[str]] = defaultdict(set)
        self._cores: dict[str, set[str]] = defaultdict(set)
        self._words: list[tuple[frozenset[str], str]] = []
        for term in terms:
            for phrase in (term.label, *term.aliases):
                self._add(phrase, term.code)

    def _add(self, phrase: str, code: str) -> None:
        key = words_key(phrase)
        self._exact[key].add(code)
        ages = read_ages(phrase)
        if ages:
            self._ages[ages[0]].add(code)
        else:  # "trẻ em" alone is not yet the group "trẻ em 6-14"
            self._words.append((_informative(key), code))
        core = _core(key)
        if _DEEDS.intersection(core.split()) and len(core.split()) > _MIN_SHARED:
            self._cores[core].add(code)

    def find(self, text: str) -> tuple[str, ...]:
        """Codes that the whole text may mean: one is certain, several are ambiguous, none is unknown."""
        key, ages = words_key(text), read_ages(text)
        # An age group that no term has is never the one whose words are nearest.
        found = self._exact.get(key) or (self.with_ages(ages) if ages else self._by_words(key))
        return tuple(sorted(found))

    def leaves_deed_open(self, text: str) -> bool:
        """Whether the text names a thing, "ĐDĐT mức 2", but not what was done with it: taken in or activated."""
        key = words_key(text)
        said = _informative(key)
        return key not in self._exact and bool(self._with_any_deed(said))

    def is_written(self, text: str) -> bool:
        """Whether the text is a label or alias, word for word."""
        return words_key(text) in self._exact

    def with_ages(self, meanings: tuple[tuple[int, int | None], ...]) -> set[str]:
        """Codes of the age group; the likeliest meaning that any term has."""
        return next((self._ages[ages] for ages in meanings if ages in self._ages), set())

    def _by_words(self, key: str) -> set[str]:
        said = _informative(key)
        if _says_too_little(said):
            return set()
        same = {code for words, code in self._words if words == said}
        near = {code for words, code in self._holding(said) if 2 * len(said) >= len(words)}
        return same or self._with_any_deed(said) or near

    def _with_any_deed(self, said: frozenset[str]) -> set[str]:
        """All that words without a deed may stand for, where that differs in what was done; else nothing."""
        if said & _DEEDS or _says_too_little(said) or any(w == said for w, _ in self._words):
            return set()
        holding = self._holding(said)
        is_open = len({words & _DEEDS for words, _ in holding}) > 1
        return {code for _, code in holding} if is_open else set()

    def _holding(self, said: frozenset[str]) -> list[tuple[frozenset[str], str]]:
        """The phrases that hold all the words; a number that is said is all of the phrase's numbers."""
        numbers = _numbers(said)
        return [
            (words, code)
            for words, code in self._words
            if said <= words
            and (not numbers or numbers == _numbers(words))
            and (_NOT in said) == (_NOT in words)
        ]

    def find_inside(self, text: str) -> tuple[str, ...]:
        """Codes whose longest phrase stands in a title; words that add nothing may be missing from it."""
        said = words_key(text)
        return self._longest(said, self._exact) or self._longest(_core(said), self._cores)

    def _longest(self, said: str, phrases: Mapping[str, set[str]]) -> tuple[str, ...]:
        padded = f" {said} "
        is_negated = _NOT in said.split()
        hits = [
            (key, codes)
            for key, codes in phrases.items()
            if f" {key} " in padded
            and len(_informative(key)) >= _MIN_SHARED
            and (_NOT in key.split() or not is_negated)
        ]
        longest = [codes for key, codes in hits if not any(key != k and key in k for k, _ in hits)]
        return tuple(sorted(set().union(*longest)))
