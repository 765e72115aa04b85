"""Names of places in a text, and those that are spelt two ways."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from vietnamese.text import comparable, fold

_KINDS = (
    "thị trấn|thị xã|thành phố|tổ dân phố|khu dân cư|khu phố|đặc khu"
    "|xã|phường|huyện|quận|tỉnh|thôn|bản|buôn|ấp|khóm|xóm|làng"
)
_SCHOOLS = "mầm non|mẫu giáo|tiểu học|trung học cơ sở|thcs|thpt"  # often named after their place
_KIND = re.compile(rf"(?<!\w)(?:{_KINDS}|{_SCHOOLS})(?=\s)", re.IGNORECASE)
_WORD = re.compile(r"\s+([^\W\d_]+(?:['’][^\W\d_]+)?)(?!\w)")
_DATE_LINE = re.compile(r",\s+ngày\s+(?:\d{1,2}\s+)?tháng\b")
_LONGEST = 4  # words of a name
_PLACE_LENGTH = 40  # letters before a date in which its place stands
_COMMUNE = "xã"
_LONG_NAME = 10  # letters
# Capitalised words after a unit's kind that are no name, or end one.
_OFFICES = {
    "đội",
    "đoàn",
    "đảng",
    "hội",
    "ban",
    "ủy",
    "ubnd",
    "hđnd",
    "mttq",
    "phòng",
    "trạm",
    "trường",
}
_PLACES = {"thôn", "xã", "phường", "tổ", "ấp", "buôn", "bản", "khóm", "huyện", "tỉnh"}
_NO_NAME = _OFFICES | _PLACES | {"số", "kế", "nơi", "độc", "cộng"}
_LEVEL_OF = {"thị trấn": "xã", "phường": "xã", "đặc khu": "xã", "thị xã": "huyện", "quận": "huyện"}


@dataclass(frozen=True)
class Spelt:
    """A place as one passage spells it, letters [start, end) of its text; `kind` its level ("xã")."""

    kind: str
    name: str
    start: int
    end: int


def names_in(text: str) -> list[Spelt]:
    """The communes, towns and villages that a text names, with the place of the date line."""
    found: list[Spelt] = []
    for match in _KIND.finditer(text):
        words: list[re.Match[str]] = []
        word = _WORD.match(text, match.end())
        while word and _is_of_name(word[1]) and len(words) < _LONGEST:
            words.append(word)
            word = _WORD.match(text, word.end())
        kind = match[0].lower()
        kind = "" if kind in _SCHOOLS.split("|") else _LEVEL_OF.get(kind, kind)
        found += _spelt(kind, text, words)
    for line in _DATE_LINE.finditer(text):
        found += _place(text, max(line.start() - _PLACE_LENGTH, 0), line.start())
    return found


def _place(text: str, start: int, end: int) -> list[Spelt]:
    """The capitalised words that end at `end`, the place of a date line."""
    before = list(_WORD.finditer(f" {text[start:end]}"))
    name = list(takewhile(lambda word: _is_of_name(word[1]), reversed(before)))[::-1]
    if not name or name[-1].end() != end - start + 1:
        return []
    shift = start - 1
    return [
        Spelt("", spelt.name, spelt.start + shift, spelt.end + shift)
        for spelt in _spelt("", f" {text[start:end]}", name)
    ]


def _is_of_name(word: str) -> bool:
    return word[0].isupper() and word.lower() not in _NO_NAME


def _spelt(kind: str, text: str, words: list[re.Match[str]]) -> list[Spelt]:
    """One name; none of a single syllable, too short to tell a slip from another place."""
    if len(words) < 2:  # noqa: PLR2004
        return []
    start, end = words[0].start(1), words[-1].end(1)
    return [Spelt(kind, text[start:end], start, end)]


def spelt_two_ways(names: Iterable[Spelt]) -> Iterator[tuple[Spelt, Spelt]]:
    """Names that differ in accents or one letter only: the rarer spelling first, beside the other.

    A letter's difference counts only in a commune's long name that is spelt otherwise once.
    """
    counts: Counter[str] = Counter()
    first: dict[str, Spelt] = {}
    kinds: dict[str, set[str]] = {}
    for spelt in names:
        key = comparable(spelt.name)
        counts[key] += 1
        first.setdefault(key, spelt)
        kinds.setdefault(key, set()).add(spelt.kind)
    keys = sorted(counts, key=lambda key: -counts[key])  # the first named before others as often
    for n, right in enumerate(keys):
        for rare in keys[n + 1 :]:
            shared = kinds[rare] & kinds[right]
            if (shared or "" in kinds[rare] | kinds[right]) and fold(rare) == fold(right):
                yield first[rare], first[right]
            elif _COMMUNE in shared and counts[rare] == 1 and counts[right] > 2:  # noqa: PLR2004
                yield from _slip(first[rare], first[right])


def _slip(rare: Spelt, right: Spelt) -> Iterator[tuple[Spelt, Spelt]]:
    if _one_letter_apart(fold(rare.name), fold(right.name)):
        yield rare, right


def _one_letter_apart(one: str, other: str) -> bool:
    """One letter more or another letter, in names long enough for that to be a slip."""
    short, long = sorted((one, other), key=len)
    if len(short) < _LONG_NAME or len(long) - len(short) > 1:
        return False
    if len(long) == len(short):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
