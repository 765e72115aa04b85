"""Numbers as Vietnamese papers print and people type them: 35.097 and 82,55%."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from vietnamese.text import collapse_spaces, fold

NO_DENOMINATOR = "chưa có mẫu số"

_UNIT_WORDS = frozenset(
    {
        "ho so",
        "hs",
        "nguoi",
        "the",
        "tai khoan",
        "tk",
        "truong hop",
        "th",
        "luot",
        "tin bai",
        "tin",
        "bai",
        "nhan khau",
        "nk",
        "cong dan",
        "cd",
        "ho",
        "em",
        "hoc sinh",
        "tre em",
        "tre",
        "chau",
        "to chuc",
    }
)
_MAX_DIGITS = 15
_MAX_LENGTH = 60  # of a typed count with its unit word
_NUMBER_AND_WORDS = re.compile(r"([+-]?\d[\d., ]*)(\D*)", re.ASCII)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([. ])\d{3})(?:\1\d{3})*(?:,(\d+))?")
_PLAIN = re.compile(r"\d+(?:[.,](\d+))?")


class CountError(ValueError):
    """The text or number is not a count of people, files or accounts."""


class NotANumberError(CountError):
    """No number can be read, or more than one meaning fits."""


class NotWholeError(CountError):
    """A number, but not a whole one."""


class NegativeCountError(CountError):
    """A number below zero."""


def percent_of(numerator: int, denominator: int) -> Decimal | None:
    """Percent to two decimals, half up; None when the denominator is 0. The only place that rounds one."""
    if denominator == 0:
        return None
    return (Decimal(100 * numerator) / denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)


def format_count(value: int) -> str:
    """35097 as 35.097 (Nghị định 30 papers group thousands by a point)."""
    return f"{value:,}".replace(",", ".")


def format_decimal(value: Decimal, places: int | None = None) -> str:
    """1234.5 as 1.234,5; with places, rounded half up to that many decimals."""
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{value:,f}".translate(str.maketrans(",.", ".,"))


def format_percent(value: Decimal | None) -> str:
    """82.55 as 82,55%, always two decimals; None in words, since there is nothing to divide by."""
    if value is None:
        return NO_DENOMINATOR
    return f"{format_decimal(value, 2)}%"


def parse_count(value: str | float | Decimal) -> int:
    """The whole number meant by 12, "1.234", "09" or "12 hồ sơ"; CountError where it is none."""
    number = _number_in_text(value) if isinstance(value, str) else _exact(value)
    if not number.is_finite():
        raise NotANumberError(str(value))
    if number < 0:
        raise NegativeCountError(str(value))
    if number != number.to_integral_value():
        raise NotWholeError(str(value))
    return int(number)


def _exact(value: float | Decimal) -> Decimal:
    if isinstance(value, bool):
        raise NotANumberError(str(value))
    return Decimal(str(value))


def _number_in_text(text: str) -> Decimal:
    if len(text) > _MAX_LENGTH:
        raise NotANumberError(text[:_MAX_LENGTH])
    if any(unicodedata.category(letter) == "No" for letter in text):  # 5² is not 52
        raise NotANumberError(text)
    clean = collapse_spaces(unicodedata.normalize("NFKC", text)).replace("−", "-").lstrip("'’")
    match = _NUMBER_AND_WORDS.fullmatch(clean)
    if not match or not _is_unit_word(match.group(2)):
        raise NotANumberError(text)
    digits = match.group(1).strip()
    sign = -1 if digits.startswith("-") else 1
    return sign * _unsigned(digits.lstrip("+-"), text)


def _is_unit_word(words: str) -> bool:
    return not words.strip() or fold(words).strip(" .") in _UNIT_WORDS


def _unsigned(digits: str, text: str) -> Decimal:
    """A point groups thousands only where every group is full: 1.234 is grouped, 12.34 is not."""
    grouped, plain = _GROUPED.fullmatch(digits), _PLAIN.fullmatch(digits)
    decimals = grouped.group(2) if grouped else plain.group(1) if plain else None
    if (not grouped and not plain) or len(digits) > _MAX_DIGITS:
        raise NotANumberError(text)
    whole = re.split(",", digits)[0] if grouped else re.split("[.,]", digits)[0]
    return Decimal(f"{re.sub('[. ]', '', whole)}.{decimals or 0}")
