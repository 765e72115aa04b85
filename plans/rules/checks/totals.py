"""Whether parts that do not add up to a printed total are its parts all the same."""

from __future__ import annotations

_NEAR = 0.3  # of the total; parts further off leave something out or count something twice
_NEAR_OF_TWO = 0.1
_FEW = 2


def is_misprint(printed: int, true: int) -> bool:
    """Whether one number is another with two digits exchanged, or with one digit wrong."""
    one, other = str(printed), str(true)
    if len(one) != len(other) or printed == true:
        return False
    return sorted(one) == sorted(other) or sum(a != b for a, b in zip(one, other, strict=True)) == 1


def is_slip(total: int, parts: tuple[int, ...]) -> bool:
    """Whether a total looks like a slip for the sum of its parts: near it, or its digits in another order.

    Units right, or a sum that stands far away (subtotals among the parts, only some of them named), is none.
    """
    found = sum(parts)
    if total <= 0 or found <= 0 or len(parts) < _FEW or found == total:
        return False
    near = _NEAR_OF_TWO if len(parts) == _FEW else _NEAR
    return abs(found - total) <= near * total or sorted(str(found)) == sorted(str(total))
