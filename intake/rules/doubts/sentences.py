"""The one question that each kind of doubt asks; static/js/doubts.js asks in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from intake.rules.doubts.facts import STOCK, CellFacts
from vietnamese.dates import format_day_month
from vietnamese.numbers import format_count as n

MOST_NAMED = 3


def cumulative(fact: CellFacts, value: int, day: date) -> str:
    """The running total of the plan; with what stood before it where that makes a difference."""
    start = fact.start or 0
    has_start = start > fact.most and value >= start + fact.total
    total = start + fact.total if has_start else fact.total
    relation = "bằng đúng" if value == total else "lớn hơn cả"
    own = format_day_month(day)
    return (
        f"{n(value)} {relation} số lũy kế đến hết ngày {_day_before(day)} ({n(total)})."
        f" Đây có phải số của riêng ngày {own}?"
    )


def rising(fact: CellFacts, value: int, day: date) -> str:
    """Figures that rise from day to day as running totals do."""
    return (
        f"Số tăng liên tục {fact.rises + 2} ngày, từ {n(fact.rise_from)} lên {n(value)}."
        f" Đây có phải số của riêng ngày {format_day_month(day)}?"
    )


def copied(values: Sequence[int], day: date) -> str:
    """All figures of the row are yesterday's."""
    return (
        f"Cả {len(values)} số trùng với số ngày {_day_before(day)}"
        f" ({_listed([n(value) for value in values])}). Đây có phải số của ngày {format_day_month(day)}?"
        if len(values) > 1
        else f"{n(values[0])} trùng với số ngày {_day_before(day)}."
        f" Đây có phải số của ngày {format_day_month(day)}?"
    )


def columns(one: CellFacts, value: int, other: CellFacts, beside: int) -> str:
    """Two figures that would be usual in each other's column."""
    return (
        f"{one.label} {n(value)}, {other.label} {n(beside)}: ngày thường khoảng"
        f" {n(one.typical or 0)} và {n(other.typical or 0)}. Hai số này có đúng cột không?"
    )


def mistyped(fact: CellFacts, value: int, meant: int) -> str:
    """A slip of the fingers that would be a usual figure."""
    return (
        f"Ngày thường khoảng {n(fact.typical or 0)}. Có gõ nhầm {n(meant)} thành {n(value)} không?"
    )


def too_large(fact: CellFacts, value: int) -> str:
    """Many times what is usual."""
    usual = fact.level if fact.kind == STOCK else fact.typical or fact.most
    times = value // (usual or 1)
    what = "số lũy kế trước đó" if fact.kind == STOCK else "ngày thường"
    return f"{n(value)} gấp khoảng {n(times)} lần {what} ({n(usual or 0)}). Số này có đúng không?"


def above_received(fact: CellFacts, value: int, received: int) -> str:
    """More done than had come in."""
    return (
        f"Cộng {n(value)}, lũy kế {fact.label} là {n(fact.done + value)},"
        f" nhiều hơn lũy kế {fact.received_label} ({n(received)}). Số này có đúng không?"
    )


def above_people(fact: CellFacts, value: int) -> str:
    """More than the people who are left."""
    people = fact.people or 0
    if fact.kind == STOCK:
        return f"{n(value)} nhiều hơn {n(people)} người của nhóm này. Số này có đúng không?"
    left = people - (fact.start or 0) - fact.total
    return (
        f"{n(value)} nhiều hơn số người còn lại của nhóm này ({n(left)} trong {n(people)} người)."
        " Số này có đúng không?"
    )


def falls(fact: CellFacts, value: int, day: date) -> str:
    """A level that is lower than the last one."""
    return (
        f"Số lũy kế giảm từ {n(fact.level or 0)} xuống {n(value)}."
        f" Đây có phải số lũy kế đến hết ngày {format_day_month(day)}?"
    )


def does_not_rise(labels: Sequence[str], day: date) -> str:
    """Nothing was added on a day for which the plan asks that the share rises."""
    return (
        f"{_listed(labels)} không tăng trong ngày {format_day_month(day)}; kế hoạch yêu cầu"
        " tỷ lệ ngày hôm sau phải cao hơn ngày hôm trước. Số này có đúng không?"
    )


def above_whole(part: CellFacts, value: int, whole: CellFacts, of: int) -> str:
    """A share that is more than its whole: it cannot be."""
    return (
        f"{part.label} ({n(value)}) không thể nhiều hơn {whole.label} ({n(of)}) của cùng ngày."
        " Đề nghị kiểm tra lại hai số."
    )


def _day_before(day: date) -> str:
    return format_day_month(day - timedelta(days=1))


def _listed(words: Sequence[str]) -> str:
    more = len(words) - MOST_NAMED
    if more <= 1:
        return ", ".join(words)
    return f"{', '.join(words[:MOST_NAMED])} và {more} số khác"
