"""Whether a word can be Vietnamese: its onset, rime and tone exist. Tells real text from legacy bytes."""

import re
import unicodedata
from functools import lru_cache

_ONSET = re.compile(r"(?:b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x)?")
# Without "oong" and "ooc": a few loan words, but many misread ones.
_RIME = re.compile(
    r"""
    a|ac|ach|ai|am|an|ang|anh|ao|ap|at|au|ay|ăc|ăm|ăn|ăng|ăp|ăt|âc|âm|ân|âng|âp|ât|âu|ây|e|ec|em|
    en|eng|eo|ep|et|ê|êch|êm|ên|ênh|êp|êt|êu|i|ia|ich|im|in|inh|ip|it|iu|iêc|iêm|iên|iêng|iêp|iêt|
    iêu|o|oa|oac|oach|oai|oam|oan|oang|oanh|oao|oap|oat|oay|oăc|oăm|oăn|oăng|oăt|oc|oe|oen|oeo|
    oet|oi|om|on|ong|op|ot|ô|ôc|ôi|ôm|ôn|ông|ôp|ôt|ơ|ơi|ơm|ơn|ơp|ơt|u|ua|uân|uâng|uât|uây|uc|uê|
    uêch|uênh|ui|um|un|ung|uôc|uôi|uôm|uôn|uông|uôt|up|ut|uy|uya|uych|uyên|uyêt|uynh|uyt|uyu|uơ|ư|
    ưa|ưc|ưi|ưm|ưn|ưng|ươc|ươi|ươm|ươn|ương|ươp|ươt|ươu|ưt|ưu|y|yêm|yên|yêng|yêt|yêu|ynh|yt|ych
    """,
    re.VERBOSE,
)
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxzđ]+")
_SHARP_OR_HEAVY = frozenset({"\u0301", "\u0323"})
_TONES = frozenset({"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"})


@lru_cache(maxsize=1 << 13)
def is_syllable(word: str) -> bool:
    """Whether one word, in Unicode, is a possible Vietnamese syllable (thôn, Nghĩa; not th«n, Nghóa)."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in decomposed if mark in _TONES]
    bare = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
    if len(tones) > 1:
        return False
    return any(
        _ONSET.fullmatch(bare[:cut]) and _RIME.fullmatch(bare[cut:]) and _tone_fits(bare, tones)
        for cut in range(min(4, len(bare)))
    )


def _tone_fits(bare: str, tones: list[str]) -> bool:
    """A syllable that ends in c, ch, p or t takes the sharp or the heavy tone only."""
    return not bare.endswith(("c", "ch", "p", "t")) or (bool(tones) and tones[0] in _SHARP_OR_HEAVY)


def is_abbreviation(word: str) -> bool:
    """Consonants only, as in ĐDĐT."""
    return bool(_CONSONANTS.fullmatch(word.lower()))
