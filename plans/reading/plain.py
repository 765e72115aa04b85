"""A block's text without accents and in small letters, place for place: what the reading patterns see.

Recognised scans lose accents and swap letters ("Phần đầu", "ĐDDT", "CHI TIEU"); without accents most of
these read alike, and a match's place is a place in the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_FIGURE_BEFORE_PERCENT = re.compile(r"(?<![\w.,])(?=[oli]*\d|oo|[li]oo)[\doli]{1,3}(?=\s?%)")
_DAY_BEFORE_SLASH = re.compile(r"(?<![\w/.,])(?=[oil]\d|\d[oil])[\doil]{2}(?=/\d)")
_DIGITS = str.maketrans("oli", "011")
_DASHES = str.maketrans({"–": "-", "—": "-", "‑": "-", "\u00a0": " "})


@lru_cache(maxsize=1 << 12)
def plain(text: str) -> str:
    """The text's letters without accents and small, of the same length; "8O%", "l00%" and "3O/6" read as figures."""
    folded = "".join(_plain_letter(letter) for letter in text).translate(_DASHES)
    for misread in (_FIGURE_BEFORE_PERCENT, _DAY_BEFORE_SLASH):
        folded = misread.sub(lambda match: match[0].translate(_DIGITS), folded)
    return folded


@lru_cache(maxsize=1 << 10)
def _plain_letter(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0].lower()
    return "d" if base == "đ" else base[:1] or letter
