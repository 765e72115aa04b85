"""A printed percent held against its part and whole."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from plans.rules.findings import Kind

_TOLERANCE = Decimal("0.01")  # of a percent point: a figure cut off instead of rounded
_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,6})?", re.ASCII)


def reconciles(printed: str, part: int, whole: int) -> bool:
    """Whether part of whole is the printed percent ("82,55"), rounded or cut off to its decimals."""
    value = printed_decimal(printed)
    return (
        value is not None
        and whole > 0
        and share_kind(value, part, whole) is not Kind.PERCENT_MISMATCH
    )


def is_exact(printed: str, part: int, whole: int) -> bool:
    """Whether part of whole, rounded half up to the decimals printed, is the printed percent."""
    value = printed_decimal(printed)
    return value is not None and whole > 0 and share_kind(value, part, whole) is None


def printed_decimal(printed: str) -> Decimal | None:
    """The number in "82,55" or "1.234,5%"; None where there is none."""
    plain = printed.strip().rstrip("%").strip()
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    return Decimal(plain) if _NUMBER.fullmatch(plain) else None


def share_kind(printed: Decimal, part: int, whole: int) -> Kind | None:
    """What is wrong with a printed percent: nothing, its rounding or the figure."""
    exact = Decimal(100 * part) / whole
    last_place = Decimal(1).scaleb(min(int(printed.as_tuple().exponent), 0))
    rounded = exact.quantize(last_place, ROUND_HALF_UP)
    if printed == rounded:
        return None
    if printed == exact.quantize(last_place, ROUND_DOWN) or abs(printed - rounded) <= _TOLERANCE:
        return Kind.ROUNDING
    return Kind.PERCENT_MISMATCH
