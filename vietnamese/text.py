"""Vietnamese text: one spelling for comparing, searching and sorting."""

import re
import unicodedata
from functools import lru_cache

_MARKS = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook above, dot below
_SPACES = re.compile(r"[\s\u00a0\u200b\u2060\ufeff]+")
# Old spelling puts the mark on the glide (Hoà, Uỷ), new spelling on the main vowel (Hòa, Ủy).
_OLD_TONE = re.compile(rf"(?:(o)([aeAE])|(u)([yY]))([{_MARKS}])(?![\w])", re.IGNORECASE)
_COMBINING = re.compile("[\u0300-\u036f]+")
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_MAX_KEPT = 300  # letters of a text whose key is kept
_TONE_ORDER = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def nfc(text: str) -> str:
    """The composed form, the only one that is stored and compared."""
    return unicodedata.normalize("NFC", text)


def collapse_spaces(text: str) -> str:
    """One plain space for every run of spaces, line breaks and no-break spaces; none at the ends."""
    return _SPACES.sub(" ", text).strip()


def with_new_tone_placement(text: str) -> str:
    """Hoà becomes Hòa and Uỷ becomes Ủy; a vowel followed by a letter keeps its mark (hoàn, quỹ)."""
    if text.isascii():
        return text
    return nfc(_OLD_TONE.sub(_moved_tone, with_tones_apart(text)))


def _moved_tone(match: re.Match[str]) -> str:
    glide, vowel = match.group(1) or match.group(3), match.group(2) or match.group(4)
    before = match.string[match.start() - 1 : match.start()].lower()
    if glide in "uU" and before == "q":  # "qu" is one consonant: quỹ keeps its mark
        return match.group(0)
    return f"{glide}{match.group(5)}{vowel}"


def with_tones_apart(text: str) -> str:
    """Composed letters with only the tone mark apart: ấ becomes â and an acute."""
    return "".join(_split_tone(letter) for letter in nfc(text))


@lru_cache(maxsize=512)
def _split_tone(letter: str) -> str:
    decomposed = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in decomposed if mark in _MARKS), "")
    if not tone:
        return letter
    return nfc(decomposed.replace(tone, "", 1)) + tone


def comparable(text: str) -> str:
    """The key for "the same words": composed, new tone placement, lower case, single spaces."""
    return _short_comparable(text) if len(text) <= _MAX_KEPT else _comparable(text)


def fold(text: str) -> str:
    """The key for "the same words without accents": Đường Số 3 and duong so 3 fold alike."""
    return _short_fold(text) if len(text) <= _MAX_KEPT else _fold(text)


def _comparable(text: str) -> str:
    return with_new_tone_placement(collapse_spaces(text)).lower()


def _fold(text: str) -> str:
    plain = collapse_spaces(text).lower()
    if plain.isascii():
        return plain
    return _COMBINING.sub("", unicodedata.normalize("NFD", plain)).replace("đ", "d")


# A workbook says the same words thousands of times; long texts are rare and would only fill the memory.
_short_comparable = lru_cache(maxsize=1 << 14)(_comparable)
_short_fold = lru_cache(maxsize=1 << 14)(_fold)


def sort_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """Dictionary order: letters a ă â ... đ ... ư first, then tones (ngang huyền hỏi ngã sắc nặng)."""
    letters: list[int] = []
    tones: list[int] = []
    for character in with_tones_apart(collapse_spaces(text).lower()):
        if character in _TONE_ORDER:
            tones[-1:] = [_TONE_ORDER[character]]
        else:
            place = _ALPHABET.find(character)
            letters.append(1000 + place if place >= 0 else min(ord(character), 999))
            tones.append(0)
    return tuple(letters), tuple(tones), nfc(text)
