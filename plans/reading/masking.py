"""Personal numbers are taken out of a plan's text on reading; nothing moves, each sign becomes a dot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from vietnamese.numbers import format_count

MASK = "•"

# Between two figures of one number; a scan or a narrow column breaks it over a line.
_GAP = r"(?:[ \t.)\-–—·_\u00a0\u200b]{0,3}|[ ]?\n[ ]?)"
_FIGURE = r"[\dOoIl]"  # letters that a scan takes for 0 and 1
_ABROAD = rf"\(?(?:\+|00)[ ]?84\)?{_GAP}(?:\(0\){_GAP})?|84(?=\d{{9}}(?!\d))"
# 10 figures with a mobile prefix, 10 or 11 with a town's or the police's (02, 06); 01 had 11 until 2018.
_PHONE = re.compile(
    rf"(?<!\d)(?<!\d[.,])(?:{_ABROAD}|\(?0{_GAP}|(?<!\w)O(?=\d))"
    rf"(?:[35789](?:{_GAP}{_FIGURE}){{8}}|[26](?:{_GAP}{_FIGURE}){{8,9}}|1(?:{_GAP}\d){{9}})(?!\d)"
    r"(?!/(?:QĐ|KH|CV|TB|TTr?|NQ|NĐ|BC|HD|CT|GM|UBND)\b)"
)
_TOLD_PHONE = re.compile(
    r"(?<!\w)(?i:điện\s+thoại|sđt|sdt|đt|tel|hotline|zalo|di\s+động)"
    r"[^\w\n+(]{0,4}(?:di\s+động|là|số)?[^\w\n+(]{0,4}(?P<number>[+(]?\d(?:[ .()\-–]?\d){7,12})"
    r"(?!\d|[.,]\d|\s*(?:đồng|triệu|tỷ|người)\b)"
)
_MAIL = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}")
_IDENTITY = re.compile(
    r"(?<!\d)(?<!\d[.,])(?:0\d{11}|0\d\d([ .\-])\d{3}\1\d{3}\1\d{3}|0\d{3}([ .\-])\d{4}\2\d{4})(?!\d|[.,]\d)"
)
_TOLD_IDENTITY = re.compile(
    r"(?<!\w)(?i:cmnd|cmt|cccd|căn\s+cước(?:\s+công\s+dân)?|định\s+danh(?:\s+cá\s+nhân)?|chứng\s+minh(?:\s+nhân\s+dân)?)"
    r"[^\w\n]{0,4}(?:(?:số|là)[^\w\n]{0,4})?(?P<number>\d(?:[ .\-]?\d){8}(?:(?:[ .\-]?\d){3})?)"
    r"(?!\d|[.,]\d|\s*(?:đồng|triệu|tỷ|người)\b)"
)
_ACCOUNT = re.compile(r"(?:\bSTK|tài khoản)(?:\s+số)?\W{0,3}$", re.IGNORECASE)
_ROW_OF_A_VILLAGE = re.compile(
    r"(?:^|\n)[^\w\n]*(?:\d+[.)]?\s+)?(?:Thôn|Xóm|Ấp|Tổ|Khu|Khối|Bản|Buôn|Làng|Tổng|Cộng)\b[^\d\n,:;()]{0,40}$"
)
_BEFORE = 60  # letters before a number that tell what it is
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_AS_FIGURES = str.maketrans("OoIl", "0011")
_PAIRS = [2] * 5  # 09 12 34 56 78
_SHORTEST_PREFIX = 3
_MOST_GROUPS = 4


def masked(text: str) -> tuple[str, str]:
    """The text with telephone numbers, e-mail addresses and identity numbers dotted out, as long as before.

    The second part says in Vietnamese how many; "" where there were none.
    """
    kinds: tuple[tuple[re.Pattern[str], str, Callable[[re.Match[str]], bool]], ...] = (
        (_MAIL, "địa chỉ thư điện tử", _always),
        (_TOLD_IDENTITY, "số định danh", _always),
        (_IDENTITY, "số định danh", _is_identity),
        (_PHONE, "số điện thoại", _is_phone),
        (_TOLD_PHONE, "số điện thoại", _always),
    )
    counts: dict[str, int] = {}
    for pattern, name, is_meant in kinds:
        text, count = _mask(pattern, text, is_meant)
        counts[name] = counts.get(name, 0) + count
    told = [f"{format_count(count)} {name}" for name, count in counts.items() if count]
    return text, f"Đã che {', '.join(told)} cá nhân." if told else ""


def _mask(
    pattern: re.Pattern[str], text: str, is_meant: Callable[[re.Match[str]], bool]
) -> tuple[str, int]:
    group = "number" if "number" in pattern.groupindex else 0
    pieces: list[str] = []
    end = 0
    matches = list(_found(pattern, text.translate(_FULL_WIDTH), is_meant))
    for match in matches:
        start, stop = match.span(group)
        pieces += [text[end:start], re.sub(r"\w", MASK, text[start:stop])]
        end = stop
    return "".join((*pieces, text[end:])), len(matches)


def _found(
    pattern: re.Pattern[str], text: str, is_meant: Callable[[re.Match[str]], bool]
) -> Iterator[re.Match[str]]:
    """The matches that are meant; behind one that is not, the next may begin inside it."""
    at = 0
    while match := pattern.search(text, at):
        if is_meant(match):
            yield match
            at = match.end()
        else:
            at = match.start() + 1


def _always(_match: re.Match[str]) -> bool:
    return True


def _is_phone(match: re.Match[str]) -> bool:
    """ "05.11.2024 10" and "02 03 04 05 06" are grouped as no telephone number is."""
    written = match[0].translate(_AS_FIGURES)
    if not written.lstrip("(").startswith("0") or written.lstrip("(").startswith("00"):
        return True  # with the country's number
    groups = re.findall(r"\d+", written)
    sizes = [len(group) for group in groups]
    if sizes == _PAIRS:
        return not _is_padded(groups) and groups[0] != "02"
    if sizes[0] == 1:  # 0.912.345.678, but "0 120 340 560" are figures
        return sizes == [1, 3, 3, 3] and written.count(".") == _SHORTEST_PREFIX
    if sizes[0] < _SHORTEST_PREFIX or len(sizes) > _MOST_GROUPS:
        return False
    return not (_is_padded(groups) or _is_row(match, groups))


def _is_padded(groups: list[str]) -> bool:
    """ "010 020 030": figures of a table, each with its nought."""
    return len(groups) > 2 and all(group.startswith("0") for group in groups)  # noqa: PLR2004


def _is_row(match: re.Match[str], groups: list[str]) -> bool:
    """ "Thôn A 085 120 0345" is a village's row of figures, not its telephone."""
    if not any(group.startswith("0") for group in groups[1:]):
        return False
    return len(groups[0]) == _SHORTEST_PREFIX and bool(_ROW_OF_A_VILLAGE.search(_before(match)))


def _is_identity(match: re.Match[str]) -> bool:
    return not _is_padded(re.findall(r"\d+", match[0])) and not _ACCOUNT.search(_before(match))


def _before(match: re.Match[str]) -> str:
    return match.string[max(match.start() - _BEFORE, 0) : match.start()]
