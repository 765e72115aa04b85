"""Words that a scan's recognition got wrong: a known expression under other accents, letters for digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from vietnamese.syllables import is_abbreviation, is_syllable
from vietnamese.text import comparable, fold

# Expressions of plans. Those whose twins under other accents are words of their own are left out
# ("tài khoản" for "tại khoản 2 Điều 5", "công an" for "công ăn việc làm", "cơ quan" for "có quan hệ").
_EXPRESSIONS = """
phấn đấu; chuyển đổi số; hướng dẫn; căn cước; định danh; sổ sức khỏe; tuyên truyền; vận động; kích hoạt;
thu nhận; công dân; thường trú; tạm trú; ứng dụng; dịch vụ công; trực tuyến; bảo hiểm y tế; bảo hiểm xã hội;
tiêm chủng; bố trí; rà soát; đôn đốc; kiểm tra; tổ chức; thực hiện; kế hoạch; ủy ban; nhân dân; hoàn thành;
báo cáo; phối hợp; triển khai; chủ trì; đơn vị; trách nhiệm; biến động; nhân khẩu; đối tượng; tích hợp;
điện tử; tiện ích; cao điểm; chiến dịch; khen thưởng; cán bộ; công chức; viên chức; học sinh; thuần thục;
giao chỉ tiêu; chỉ tiêu giao; hoàn thành chỉ tiêu; phân chỉ tiêu; địa bàn; địa phương; chính quyền;
giải pháp; nhiệm vụ; tiến độ; danh sách; trường hợp; thời gian; thời hạn; chủ tịch; quyết định; nghị quyết;
nghị định; lực lượng; doanh nghiệp; hộ gia đình; số điện thoại; thủ tục hành chính; nâng cao; tỷ lệ; tỉ lệ;
phụ huynh; giáo viên; vắc xin; giám sát; đề nghị; tăng cường; chất lượng; hiệu quả; quyết liệt
"""
# Rightly said, though an expression above has the same bare letters.
_TWINS = frozenset(
    {
        "sơ sức khỏe",
        "sổ điện thoại",
        "trường họp",
        "trưởng họp",
        "điền từ",
        "đơn độc",
        "đơn vì",
        "hiểu qua",
        "nhãn dán",
        "nhân dẫn",
        "tạm trữ",
    }
)
_FIRST_PART = re.compile(r"phần đầu\s+(?:tiên|của|này|năm|kỳ|trang)", re.IGNORECASE)
_ABBREVIATIONS = ("ĐDĐT", "HĐND", "BCĐ", "CSDLQGVDC", "LĐTBXH", "ĐVHC", "UBMTTQ")
_WORD = re.compile(r"[^\W\d_]+")
_APP = re.compile(r"\b(?!VN[eE]ID\b)(?:V?N|V)[eE][Il1|]D\b")
_PERCENT = re.compile(
    r"(?<![\w.,])(?=[\dOolI|SBZ]*[OolI|SBZ])(?=[\dOolI|SBZ]*[\d])[\dOolI|SBZ]{2,4}(?=\s?%)"
)
_DIGITS = str.maketrans("OolI|SBZ", "00111582")
# Numbers and dates with letters among their digits. "20o" is degrees, "5l" litres, "I10" and "O2" are names.
_NUMBER = re.compile(r"(?<![\w.,/])[\dOolI][\dOolI.,/]{0,22}[\dOolI](?![\w%]|\s%)")
_IN_NUMBER = re.compile(
    r"\dO|O\d|OO|\do(?=[\d.,/])|\dI(?=\d|[.,]\d)|l(?=\d|O)|(?<=\d)l(?=[\d.,/])|(?<=\d[.,/])[lI](?=[\d/])"
)
_NAME = re.compile(r"[OI]\d{1,2}|[lI]+[.,/]\d.*")
_CELL = re.compile(r"(?=.*\d)(?=.*[OolISBZ])[\dOolISBZ][\dOolISBZ.,]{1,10}")
# A digit for a letter: "h0àn thành", "1ập danh sách".
_IN_WORD = re.compile(r"(?<![\w.,/-])(?:[^\W\d_]{1,6}0[^\W\d_]{0,6}|1[^\W\d_]{1,6})(?![\w/-])")
_LETTERS = str.maketrans("01", "ol")
_CAPITALS = re.compile(r"(?<!\w)[^\W\d_a-z]{1,8}l[^\W\d_a-z]{1,8}(?!\w)")
_ROMAN = re.compile(
    r"(?<=\b[Qq]uý )(?=[IV]*l)[IVl]{1,4}(?![\w)])|(?<=\b[Mm]ục )(?=[IV]*l)[IVl]{2,4}(?![\w)])"
)
_DIGIT = re.compile(r"\d")
_PLAIN = re.compile(r"\d[\d.,]*|[-–]")
_LONGEST = 4  # words of an expression
_MIN_LETTERS = 3


@dataclass(frozen=True)
class Suspect:
    """Letters [start, end) of a text that are probably misread; `suggestion` "" where none is known."""

    start: int
    end: int
    printed: str
    suggestion: str


def suspects_in(text: str) -> Iterator[Suspect]:
    """The probable misreadings of a text, in order of their kind, not of place."""
    if _DIGIT.search(text):
        yield from _percents(text)
        yield from _numbers(text)
    yield from _letters(text)
    yield from _applications(text)
    words = list(_WORD.finditer(text))
    expressions = list(_expressions(text, words))
    yield from expressions
    for match in words:
        right = _abbreviation(match[0])
        if right:
            yield Suspect(match.start(), match.end(), match[0], right)
        elif _is_impossible(match[0]) and not any(
            e.start <= match.start() < e.end for e in expressions
        ):
            yield Suspect(match.start(), match.end(), match[0], "")


def _percents(text: str) -> Iterator[Suspect]:
    for match in _PERCENT.finditer(text):
        yield Suspect(match.start(), match.end(), f"{match[0]}%", f"{match[0].translate(_DIGITS)}%")


def _numbers(text: str) -> Iterator[Suspect]:
    for match in _NUMBER.finditer(text):
        if _IN_NUMBER.search(match[0]) and not _NAME.fullmatch(match[0]):
            yield Suspect(match.start(), match.end(), match[0], match[0].translate(_DIGITS))


def cell_suspects(cells: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Cells between numbers whose digits have letters among them ("9S"), each with the number they stand for."""
    plain = [bool(_PLAIN.fullmatch(cell.strip())) for cell in cells]
    for at in range(2, len(cells) - 1):
        cell = cells[at].strip()
        if (
            plain[at - 1]
            and plain[at + 1]
            and _CELL.fullmatch(cell)
            and not _NUMBER.fullmatch(cell)
        ):
            yield cell, cell.translate(_DIGITS)


def _letters(text: str) -> Iterator[Suspect]:
    """Digits for letters, and the small l for a capital I."""
    for match in _IN_WORD.finditer(text):
        word = match[0].translate(_LETTERS)
        if not word.isascii() and word[1:].islower() and is_syllable(word):
            yield Suspect(match.start(), match.end(), match[0], word)
    for pattern in (_CAPITALS, _ROMAN):
        for match in pattern.finditer(text):
            word = match[0].replace("l", "I")
            if pattern is _ROMAN or (word.isupper() and is_syllable(word)):
                yield Suspect(match.start(), match.end(), match[0], word)


def _applications(text: str) -> Iterator[Suspect]:
    for match in _APP.finditer(text):
        yield Suspect(match.start(), match.end(), match[0], "VNeID")


def _abbreviation(word: str) -> str:
    """The abbreviation that a word in capitals is with its Đ misread; "" where it is none."""
    if not word.isupper() or len(word) < _MIN_LETTERS or word in _ABBREVIATIONS:
        return ""
    return next((right for right in _ABBREVIATIONS if fold(right) == fold(word)), "")


def _is_impossible(word: str) -> bool:
    """A word in small letters with Vietnamese accents that no syllable is spelt like."""
    marked = word.islower() and not word.isascii()
    return (
        marked and len(word) >= _MIN_LETTERS and not is_abbreviation(word) and not is_syllable(word)
    )


@lru_cache(maxsize=1)
def _by_bare_letters() -> dict[str, tuple[str, ...]]:
    """Expressions by their letters without accents."""
    found: dict[str, tuple[str, ...]] = {}
    for expression in _EXPRESSIONS.replace("\n", " ").split(";"):
        key = fold(expression)
        found[key] = (*found.get(key, ()), comparable(expression))
    return found


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    """The first words of the expressions, without accents."""
    return frozenset(key.split()[0] for key in _by_bare_letters())


def _expressions(text: str, words: list[re.Match[str]]) -> Iterator[Suspect]:
    """A known expression under wrong accents. Words without any accent are lost accents, not misreading."""
    known, begins = _by_bare_letters(), _beginnings()
    bare = fold(" ".join(word[0] for word in words)).split(" ")
    for first in range(len(words)):
        if bare[first] not in begins:
            continue
        for count in range(_LONGEST, 1, -1):
            run = words[first : first + count]
            rights = known.get(" ".join(bare[first : first + count]))
            if not rights or len(run) < count:
                continue
            start, end = run[0].start(), run[-1].end()
            if _is_misread(text[start:end], rights) and not _FIRST_PART.match(text, start):
                yield Suspect(start, end, text[start:end], _like(text[start:end], rights[0]))
                break


def _like(printed: str, right: str) -> str:
    """The right words in the capitals of those printed."""
    if printed.isupper():
        return right.upper()
    return right[:1].upper() + right[1:] if printed[:1].isupper() else right


def _is_misread(printed: str, rights: tuple[str, ...]) -> bool:
    """Other accents than any right one, in running words: a capital inside is a person's name."""
    same = comparable(printed)
    if same in rights or same in _TWINS or printed.isascii() or re.search(r"[^\w\s]", printed):
        return False
    return printed.isupper() or printed[1:].islower()
