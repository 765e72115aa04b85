"""Text typed with the fonts used before Unicode: TCVN3 (.VnTime) and VNI (VNI-Times)."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Literal

from vietnamese.syllables import is_abbreviation, is_syllable
from vietnamese.text import nfc

Encoding = Literal["TCVN3", "VNI"]

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
_LAST_BYTE = "\xff"


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


def certain_encoding(text: str) -> Encoding | None:
    """The legacy encoding of a text that is no Vietnamese as it stands but is when decoded; else None."""
    if text.isascii() or max(text) > _LAST_BYTE or _reads_well(text, text):
        return None
    fitting = [name for name in _DECODERS if _reads_well(decode(text, name), text)]
    return fitting[0] if len(fitting) == 1 else None


def sheet_encoding(texts: Iterable[str]) -> Encoding | None:
    """The encoding that a sheet's certain texts share, for its texts that read well either way ("Phó Vinh")."""
    votes: Counter[Encoding | None] = Counter()
    for text in texts:
        encoding = certain_encoding(text)
        if encoding or (not text.isascii() and max(text) > _LAST_BYTE):
            votes[encoding] += 1
    return votes.most_common(1)[0][0] if votes else None


def repaired(text: str, shared: Encoding | None) -> str:
    """The text in Unicode: by its own certain encoding, else by the sheet's where it reads well so."""
    if text.isascii() or max(text) > _LAST_BYTE:
        return text
    encoding = certain_encoding(text) or shared
    if encoding is None:
        return text
    decoded = decode(text, encoding)
    return decoded if _reads_well(decoded, text) else text


def decode(text: str, encoding: Encoding) -> str:
    """The text read in the encoding."""
    return _DECODERS[encoding](text)


_DECODERS: dict[Encoding, Callable[[str], str]] = {"TCVN3": from_tcvn3, "VNI": from_vni}


def _reads_well(text: str, original: str) -> bool:
    """Every word that held a letter beyond ASCII is a Vietnamese syllable in this reading."""
    if text is original:
        words = [word for word in _WORD.findall(text) if not word.isascii()]
    else:
        words = [word for word in _WORD.findall(text) if word not in original or not word.isascii()]
    return bool(words) and all(is_syllable(word) or is_abbreviation(word) for word in words)
