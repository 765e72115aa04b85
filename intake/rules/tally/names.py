"""Which unit a name means, however it is spelt; several candidates where it does not say enough."""

import re
from collections import defaultdict
from difflib import get_close_matches
from functools import lru_cache

from intake.rules.tally.types import UnitName
from vietnamese.text import collapse_spaces, comparable, fold

_KINDS = {
    "thon": "thon", "ap": "ap", "khom": "khom", "xom": "xom", "ban": "ban", "buon": "buon", "lang": "lang",
    "soc": "soc", "khu pho": "khu pho", "kp": "khu pho", "to dan pho": "to dan pho", "tdp": "to dan pho",
    "to": "to dan pho", "xa": "xa", "phuong": "phuong", "tinh": "tinh", "thanh pho": "tinh", "th": "", "t": "", "a": "", "x": "", "k": "",
}  # fmt: skip
# Comparing letters is slow: a file full of strange names gets suggestions for the first ones only.
_MAX_SUGGESTIONS, _MAX_NAME = 100, 80
_ADDRESSES = frozenset({"xa", "phuong", "tinh"})
_MARKS = re.compile(r"[\"“”'*_]+|(?<!\d)\s*[-–—]+\s*|\s*[-–—]+\s*(?!\d)")  # "Tân-Phước", not "3-4"
_KIND = re.compile(
    rf"(?P<kind>{'|'.join(sorted(_KINDS, key=len, reverse=True))})(?:\s*[.:]\s*|\s+|(?=\d))"
)
_ORDINAL = re.compile(r"^(?:[ivx]+|\d{1,2})\s*(?:[.)]\s*|[/:-]\s*(?=[^\W\d]))")
# What brackets after a name may tell about the place itself; any other ones narrow it down to a part of it.
_HISTORY = re.compile(
    r"\s*\((?:sap nhap|sat nhap|nhap tu|hop nhat|gom thon|truoc day|ten cu|cu\b|moi\b|nay la|sau sap nhap|sau khi sap nhap|minh hoa).*?\)"
)
_BESIDE_PLACE = re.compile(r"(?:dia ban|khu vuc|bdh|ban dieu hanh)\s+(?=(?:thon|ap|khu pho|tdp)\b)")
_DIGITS = {
    1: ("một", "mốt"), 2: ("hai",), 3: ("ba",), 4: ("bốn", "tư"), 5: ("năm", "lăm"), 6: ("sáu",),
    7: ("bảy", "bẩy"), 8: ("tám",), 9: ("chín",),
}  # fmt: skip


def _numbers_in_words() -> dict[str, int]:
    ones = {word: digit for digit, words in _DIGITS.items() for word in words}
    teens = {f"mười {word}": 10 + digit for word, digit in ones.items()}
    tens = {f"{word} mươi": 10 * digit for word, digit in ones.items()}
    rest = {f"{ten} {word}": t + one for ten, t in tens.items() for word, one in ones.items()}
    return {**ones, "mười": 10, **teens, **tens, **rest}


_NUMBERS = _numbers_in_words()  # "ba" is 3, "mười hai" 12, "hai mươi mốt" 21; accents are needed


def _bare(text: str) -> str:
    """The name without its running number and without brackets that tell the place's history."""
    folded = fold(text)
    history = _HISTORY.search(folded)  # folding keeps one letter for one
    bare = f"{text[: history.start()]}{text[history.end() :]}" if history else text
    bare = _ORDINAL.sub("", bare)
    beside = _BESIDE_PLACE.match(fold(bare))
    return bare[beside.end() :] if beside else bare


@lru_cache(maxsize=8192)
def split_name(text: str) -> tuple[str, str, str]:
    """Kind, accented name and plain name: "T. Phú Hoà" gives "", "phú hòa", "phu hoa"; "thôn 03" gives "thon", "3", "3"."""
    accented = collapse_spaces(_MARKS.sub(" ", comparable(text))).strip(" .,;:")
    folded = fold(accented)
    match = _KIND.match(folded)
    kind = _KINDS[match.group("kind")] if match else ""
    # Folding keeps one letter for one, so the kind ends at the same place in both spellings.
    name = accented[match.end() :] if match else accented
    counted = re.sub(r"^(?:số|so) (?=\d)", "", name)  # "thôn số 3"
    name = counted if match else name
    number = _NUMBERS.get(name)
    name = re.sub(r"\b0+(?=\d)", "", name) if number is None else str(number)
    return kind, comparable(name), fold(name)


class UnitIndex:
    """Finds units by name: exact spelling first, then without its kind, then without accents."""

    def __init__(self, units: tuple[UnitName, ...]) -> None:
        self.by_code = {unit.code: unit for unit in units}
        self._accented: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._plain: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._written: dict[str, set[str]] = defaultdict(set)
        self._alike: dict[str, tuple[str, ...]] = {}
        for unit in units:
            for written in (unit.name, *unit.aliases):
                self._add(written, unit.code)

    def _add(self, written: str, code: str) -> None:
        kind, accented, plain = split_name(written)
        self._written[comparable(written)].add(code)
        self._accented[accented].add((kind, code))
        self._plain[plain].add((kind, code))

    def find(self, text: str) -> tuple[str, ...]:
        """Codes that the whole text may name; () where none does."""
        return self._whole(text) or self._whole(_bare(comparable(text)))

    def _whole(self, text: str) -> tuple[str, ...]:
        exact = self._written.get(comparable(text))
        if exact:
            return tuple(sorted(exact))
        kind, accented, plain = split_name(text)
        found = _of_kind(kind, self._accented.get(accented)) or _of_kind(
            kind, self._plain.get(plain)
        )
        return tuple(sorted(found))

    def find_inside(self, text: str) -> tuple[str, ...]:
        """Villages and other places named in a title or file name; a bare number is no name.

        A commune or province is left out: titles print it as the address, not as the place counted.
        """
        said = re.sub(r"(?<!\d)0+(?=\d)", "", comparable(re.sub(r"[\W_]+", " ", text)))
        return self._longest(said, self._accented) or self._longest(fold(said), self._plain)

    def _longest(self, said: str, names: dict[str, set[tuple[str, str]]]) -> tuple[str, ...]:
        hits: dict[str, set[str]] = {}
        padded = f" {said} "
        for name, owners in names.items():
            if name not in said:  # saves looking at the others one by one
                continue
            for kind, code in owners:
                phrase = name if not name.isdigit() else f"{kind} {name}"
                if kind not in _ADDRESSES and f" {phrase} " in padded:
                    hits.setdefault(phrase, set()).add(code)
        longest = [
            c for phrase, c in hits.items() if not any(phrase in o and phrase != o for o in hits)
        ]
        return tuple(sorted(set().union(*longest)))

    def alike(self, text: str) -> tuple[str, ...]:
        """Units whose names look like the text, to ask about; never taken by themselves."""
        if text not in self._alike:
            if len(self._alike) >= _MAX_SUGGESTIONS or len(text) > _MAX_NAME:
                return ()
            close = get_close_matches(split_name(text)[2], list(self._plain), n=3, cutoff=0.75)
            found = {code for name in close for _, code in self._plain[name]}
            self._alike[text] = tuple(sorted(found, key=lambda code: self.by_code[code].name))
        return self._alike[text]


def _of_kind(kind: str, owners: set[tuple[str, str]] | None) -> set[str]:
    """ "Ấp 3" is not "Thôn 3"; a name without its kind may be either."""
    return {code for own, code in owners or () if not kind or not own or own == kind}
