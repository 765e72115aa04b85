"""Text as typed with old fonts, old code pages and other systems' habits."""

import unicodedata

from vietnamese.text import fold

_TCVN3 = dict(
    zip(
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        "\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae"
        "\xb5\xb6\xb7\xb8\xb9\xbb\xbc\xbd\xbe\xc6\xc7\xc8\xc9\xca\xcb\xcc\xce\xcf\xd0\xd1\xd2\xd3\xd4\xd5\xd6"
        "\xd7\xd8\xdc\xdd\xde\xdf\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee"
        "\xef\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe",
        strict=True,
    )
)
_VNI_TONES = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_VNI_SHAPES = {
    ("\u0302", ""): "â", ("\u0302", "\u0301"): "á", ("\u0302", "\u0300"): "à", ("\u0302", "\u0309"): "å",
    ("\u0302", "\u0303"): "ã", ("\u0302", "\u0323"): "ä", ("\u0306", ""): "ê", ("\u0306", "\u0301"): "é",
    ("\u0306", "\u0300"): "è", ("\u0306", "\u0309"): "ú", ("\u0306", "\u0303"): "ü", ("\u0306", "\u0323"): "ë",
}  # fmt: skip
_VNI_ALONE = {"đ": "ñ", "í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def tcvn3(text):
    """As .VnTime keeps it; its capitals with a tone are the small letters' bytes."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(_TCVN3.get(c, _TCVN3.get(c.lower(), c)) for c in composed)


def tcvn3_capitals(text):
    """As .VnTimeH keeps it: small letters that the font draws as capitals."""
    return tcvn3(text.lower())


def vni(text):
    """As VNI-Times keeps it: a plain letter, then its marks as a second one."""
    return "".join(_vni_letter(c) for c in unicodedata.normalize("NFC", text))


def _vni_letter(letter):
    alone = _VNI_ALONE.get(letter.lower())
    if alone:
        return alone.upper() if letter.isupper() else alone
    base, *marks = unicodedata.normalize("NFD", letter)
    tone = next((m for m in marks if m in _TONES), "")
    shape = next((m for m in marks if m in "\u0302\u0306"), "")
    mark = _VNI_SHAPES[shape, tone] if shape else _VNI_TONES.get(tone, "")
    if "\u031b" in marks:  # ơ and ư are letters of their own
        base = {"o": "ô", "u": "ö", "O": "Ô", "U": "Ö"}[base]
    return base + (mark.upper() if letter.isupper() else mark)


def decomposed(text):
    """As a Mac names its files."""
    return unicodedata.normalize("NFD", text)


def old_tone_marks(text):
    """Hòa as Hoà, Thủy as Thuỷ."""
    pairs = {
        "òa": "oà",
        "óa": "oá",
        "ỏa": "oả",
        "õa": "oã",
        "ọa": "oạ",
        "ủy": "uỷ",
        "úy": "uý",
        "ũy": "uỹ",
        "ụy": "uỵ",
    }
    for new, old in pairs.items():
        for change in (str.lower, str.capitalize, str.upper):
            text = text.replace(change(new), change(old))
    return text


def without_accents(text):
    """Thon Phu Hoa."""
    return "".join(
        fold(c).upper() if c.isupper() else fold(c) if c.isalpha() else c
        for c in unicodedata.normalize("NFC", text)
    )


def windows_1258(text):
    """The bytes of Vietnamese Windows: a letter, and its tone as a letter of its own."""
    return "".join(_split_tone(c) for c in unicodedata.normalize("NFC", text)).encode("cp1258")


def _split_tone(letter):
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(m for m in parts if m in _TONES)
        bare = "".join(m for m in parts if m not in _TONES)
        return unicodedata.normalize("NFC", bare) + tone
    return letter
