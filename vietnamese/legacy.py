"""Text typed with the fonts used before Unicode: TCVN3 (.VnTime) and VNI (VNI-Times)."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from vietnamese.syllables import is_abbreviation, is_syllable
from vietnamese.text import nfc, with_tones_apart

# A .csv whose bytes were typed with such a font is opened in the code page of Vietnam, Windows-1258.
Scheme = Literal["TCVN3", "VNI", "TCVN3 in 1258", "VNI in 1258"]
_MAX_KEPT = 300  # letters of a text whose encoding is kept


@dataclass(frozen=True)
class Encoding:
    """How a sheet's letters were typed, and what helps with texts that read well either way."""

    scheme: Scheme
    words: frozenset[str]  # of the texts that are certainly so, in Unicode
    has_unicode: bool  # whether other texts of the sheet are certainly Unicode


# TCVN 5712:1993, third table: one byte a letter, read by spreadsheets as Latin-1.
_TCVN3 = dict(
    zip(
        "\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae"
        "\xb5\xb6\xb7\xb8\xb9\xbb\xbc\xbd\xbe\xc6\xc7\xc8\xc9\xca\xcb\xcc\xce\xcf\xd0\xd1\xd2\xd3\xd4\xd5\xd6"
        "\xd7\xd8\xdc\xdd\xde\xdf\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee"
        "\xef\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
# VNI writes a plain vowel and then its marks as a second letter.
_VNI_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303", "ä": "\u0302\u0323",
    "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_LETTERS = {
    "ñ": "đ",
    "ö": "ư",
    "ô": "ơ",
    "í": "í",
    "ì": "ì",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "î": "ỵ",
}
_VNI_PAIR = re.compile(f"([aeiouyöôAEIOUYÖÔ])([{''.join(_VNI_MARKS)}])", re.IGNORECASE)
_WORD = re.compile(r"[a-z\u00a1-\u024f\u0300-\u036f\u1e00-\u1eff]+", re.IGNORECASE)
_BEYOND = re.compile(
    "[^\x00-\xff–—‘’“”•…≥≤]"
)  # no byte, nor a mark that spreadsheets put in themselves


def from_tcvn3(text: str) -> str:
    """Th«n Phó B×nh is Thôn Phú Bình. Capitals of .VnTimeH fonts come out small: the bytes are the same."""
    return nfc("".join(_TCVN3.get(letter, letter) for letter in text))


def from_vni(text: str) -> str:
    """Thoân Phuù Nghóa is Thôn Phú Nghĩa; a mark of the other case takes the vowel's."""
    pieces, end = [], 0
    for match in _VNI_PAIR.finditer(text):
        pieces.append(_vni_letters(text[end : match.start()]))
        pieces.append(_vni_letters(match.group(1)) + _VNI_MARKS[match.group(2).lower()])
        end = match.end()
    return nfc("".join((*pieces, _vni_letters(text[end:]))))


def _vni_letters(text: str) -> str:
    return "".join(
        _VNI_LETTERS.get(c) or (_VNI_LETTERS[c.lower()].upper() if c.lower() in _VNI_LETTERS else c)
        for c in text
    )


def certain_encoding(text: str) -> Scheme | None:
    """The legacy encoding of a text that is no Vietnamese as it stands but is when decoded; else None."""
    return _certain(text) if len(text) <= _MAX_KEPT else _certain.__wrapped__(text)


@lru_cache(maxsize=1 << 14)
def _certain(text: str) -> Scheme | None:
    if text.isascii() or _reads_well(text, text):
        return None
    fitting = {name: decoded for name in _DECODERS if (decoded := _decoded(text, name))}
    return next(iter(fitting)) if len(set(fitting.values())) == 1 else None


def sheet_encoding(texts: Iterable[str]) -> Encoding | None:
    """What a sheet's certain texts share, for its texts that read well either way ("Phó Vinh").

    None where hardly any of its texts is in a legacy encoding.
    """
    legacy: Counter[Scheme] = Counter()
    known: dict[Scheme, set[str]] = defaultdict(set)
    has_unicode = False
    for text in texts:
        if text.isascii():
            continue
        scheme = certain_encoding(text)
        if scheme:
            legacy[scheme] += 1
            known[scheme].update(_words(decode(text, scheme)))
        elif not has_unicode:
            has_unicode = _is_unicode(text)
    if not legacy:
        return None
    scheme = legacy.most_common(1)[0][0]
    return Encoding(scheme, frozenset(known[scheme]), has_unicode)


def repaired(text: str, shared: Encoding | None) -> str:
    """The text in Unicode: by its own certain encoding, else by the sheet's where that is likelier."""
    if text.isascii():
        return text
    scheme = certain_encoding(text)
    if scheme:
        return decode(text, scheme)
    decoded = _decoded(text, shared.scheme) if shared else None
    return decoded if shared and decoded and _is_likelier(decoded, text, shared) else text


def other_readings(text: str) -> tuple[str, ...]:
    """The text as it stands and in each old encoding that gives Vietnamese; () where nothing else does."""
    if text.isascii():
        return ()
    decoded = [other for name in _DECODERS if (other := _decoded(text, name))]
    return (text, *decoded) if decoded else ()


def reads_well(text: str) -> bool:
    """Whether every word of the text may be Vietnamese as it stands."""
    return text.isascii() or _reads_well(text, text)


def _is_likelier(decoded: str, text: str, shared: Encoding) -> bool:
    """Words that the sheet's certain texts have as well tell; without them a sheet that also has genuine
    Unicode keeps the text as it is."""
    if not _reads_well(text, text):
        return True
    as_decoded, as_is = (len(shared.words & _words(each)) for each in (decoded, text))
    return as_decoded > as_is or (as_decoded == as_is and not shared.has_unicode)


def _is_unicode(text: str) -> bool:
    """Vietnamese as it stands, which no legacy encoding could be."""
    return _reads_well(text, text) and not any(_decoded(text, name) for name in _DECODERS)


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.lower()) if not word.isascii()}


def _decoded(text: str, scheme: Scheme) -> str | None:
    """The text read in the encoding; None where that gives no Vietnamese."""
    narrow = _through_1258(text) if scheme in _SEEN_THROUGH_1258 else text
    if narrow is None or _BEYOND.search(narrow):
        return None
    decoded = _DECODERS[scheme](narrow)
    return decoded if _reads_well(decoded, narrow) else None


@lru_cache(maxsize=1 << 12)
def _through_1258(text: str) -> str | None:
    """The bytes of a text that was opened in Windows-1258, as Latin-1; None where it cannot have been."""
    letters = []
    for letter in text:
        try:
            letters.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            letters.append(_apart(letter))
    return None if b"" in letters else b"".join(letters).decode("latin-1")


def _apart(letter: str) -> bytes:
    """Windows-1258 holds most tones as letters of their own; b"" where it does not hold the letter at all."""
    try:
        return with_tones_apart(letter).encode("cp1258")
    except UnicodeEncodeError:
        return b""


def decode(text: str, scheme: Scheme) -> str:
    """The text read in the encoding."""
    narrow = _through_1258(text) if scheme in _SEEN_THROUGH_1258 else text
    return text if narrow is None else _DECODERS[scheme](narrow)


_DECODERS: dict[Scheme, Callable[[str], str]] = {
    "TCVN3": from_tcvn3,
    "VNI": from_vni,
    "TCVN3 in 1258": from_tcvn3,
    "VNI in 1258": from_vni,
}
_SEEN_THROUGH_1258: frozenset[Scheme] = frozenset({"TCVN3 in 1258", "VNI in 1258"})


def _reads_well(text: str, original: str) -> bool:
    """Every word that held a letter beyond ASCII is a Vietnamese syllable in this reading."""
    if text is original:
        words = [word for word in _WORD.findall(text) if not word.isascii()]
    else:
        words = [word for word in _WORD.findall(text) if word not in original or not word.isascii()]
    return bool(words) and all(is_syllable(word) or is_abbreviation(word) for word in words)
