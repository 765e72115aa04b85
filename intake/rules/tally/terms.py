"""Which indicator or cohort some words mean; several candidates where they do not say enough."""

import re
from collections import defaultdict

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
    | {"tren", "cho", "ung", "dung", "lam"}
)
_MIN_SHARED = 2  # informative words; one alone ("tổng", "thẻ") says too little


def words_key(text: str) -> str:
    """Folded, abbreviations written out, "mức độ 02" as "mức 2", punctuation gone."""
    tokens = re.findall(r"[\w≥<>+]+", fold(text))
    written = " ".join(_ABBREVIATIONS.get(token, token) for token in tokens)
    written = re.sub(r"\bmuc do (?=\d)", "muc ", written)
    written = re.sub(r"\bcan cuoc cong dan\b", "can cuoc", written)
    return re.sub(r"\b0+(?=\d)", "", written)


def _informative(key: str) -> frozenset[str]:
    return frozenset(key.split()) - _FILLERS


class TermIndex:
    """Finds terms by their label, aliases, age group, or the words that matter in them."""

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self.labels = {term.code: term.label for term in terms}
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._ages: dict[tuple[int, int | None], set[str]] = defaultdict(set)
        self._words: list[tuple[frozenset[str], str]] = []
        for term in terms:
            for phrase in (term.label, *term.aliases):
                self._add(phrase, term.code)

    def _add(self, phrase: str, code: str) -> None:
        key = words_key(phrase)
        self._exact[key].add(code)
        self._words.append((_informative(key), code))
        for ages in read_ages(phrase)[:1]:
            self._ages[ages].add(code)

    def find(self, text: str) -> tuple[str, ...]:
        """Codes that the whole text may mean: one is certain, several are ambiguous, none is unknown."""
        key = words_key(text)
        found = self._exact.get(key) or self.with_ages(read_ages(text)) or self._by_words(key)
        return tuple(sorted(found))

    def is_written(self, text: str) -> bool:
        """Whether the text is a label or alias, word for word."""
        return words_key(text) in self._exact

    def with_ages(self, meanings: tuple[tuple[int, int | None], ...]) -> set[str]:
        """Codes of the age group; the likeliest meaning that any term has."""
        return next((self._ages[ages] for ages in meanings if ages in self._ages), set())

    def _by_words(self, key: str) -> set[str]:
        said = _informative(key)
        if len(said) < _MIN_SHARED:
            return set()
        same = {code for words, code in self._words if words == said}
        return same or {
            code for words, code in self._words if said < words and 2 * len(said) >= len(words)
        }

    def find_inside(self, text: str) -> tuple[str, ...]:
        """Codes whose longest phrase stands in a title, word for word."""
        padded = f" {words_key(text)} "
        hits = [
            (key, codes)
            for key, codes in self._exact.items()
            if f" {key} " in padded and len(_informative(key)) >= _MIN_SHARED
        ]
        longest = [codes for key, codes in hits if not any(key != k and key in k for k, _ in hits)]
        return tuple(sorted(set().union(*longest)))
