"""Sentences of the weekly report, each made from figures alone: what is unknown is not said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from reports.rules.progress import UNDECIDED, Progress, State
from reports.rules.weekly import TargetWeek
from vietnamese.dates import format_date
from vietnamese.numbers import format_count, format_decimal, format_percent, percent_of

BEHIND = frozenset({State.AT_RISK, State.LATE, State.OVERDUE})
AHEAD = frozenset({State.REACHED, State.ON_TRACK})
PER_DAY = "per_day"
PER_PERIOD = "per_period"
UNKNOWN_SHARE = frozenset({State.NO_DENOMINATOR, State.NO_BASELINE})
SMALL = 10


def prose_count(value: int) -> str:
    """A count in running text: 09 and 35.097; administrative prose pads a single digit."""
    return f"0{value}" if 0 < value < SMALL else format_count(value)


def with_noun(value: int, noun: str) -> str:
    """ "09 hồ sơ"; the bare count where nothing is named."""
    return f"{prose_count(value)} {noun}".strip()


def joined(parts: list[str]) -> str:
    """The known parts as one text; unknown ones are empty and fall out."""
    return joined_by(" ", parts)


def joined_by(mark: str, parts: list[str]) -> str:
    """The known parts with `mark` between them."""
    return mark.join(part for part in parts if part)


def lowered(text: str) -> str:
    """The text with a small first letter, to stand inside a sentence; BHXH stays as it is."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def up_to(day: date, complete_to: date) -> str:
    """ "tính đến hết ngày 11/6/2026", without "hết" while that day is not over."""
    over = "hết " if day <= complete_to else ""
    return f"tính đến {over}ngày {format_date(day)}"


def target_paragraph(target: TargetWeek) -> str:
    """What one target has come to: the week, the total, the path, the speed, the verdict."""
    row = target.progress
    parts = [
        f"- {row.target.label}: {_week(target)}{_total(row)}.",
        _goal(row),
        _path(row),
        _mean(row),
        _note(row),
        f"Đánh giá: {row.state_label}." if row.state not in UNDECIDED else "",
    ]
    return joined(parts)


def _note(row: Progress) -> str:
    """The row's note, unless the share already says as much."""
    is_said = row.target.goal_kind == PER_PERIOD or row.state is State.NO_BASELINE
    return "" if is_said or row.done is None else row.note


def _week(target: TargetWeek) -> str:
    count = target.week_count
    if count is None:
        return ""
    noun = target.progress.target.measure
    said = f"trong tuần {with_noun(count, noun)}" if count else "trong tuần không phát sinh"
    return f"{said}{_compared(count, target.previous_week_count)}; "


def _compared(count: int, previous: int | None) -> str:
    if previous is None:
        return ""
    if count == previous:
        return " (bằng cùng kỳ tuần trước)"
    change = "tăng" if count > previous else "giảm"
    before = f"cùng kỳ tuần trước {prose_count(previous)}"
    return f" ({before}, {change} {prose_count(abs(count - previous))})"


def _total(row: Progress) -> str:
    if row.done is None:
        return "chưa có số liệu lũy kế"
    counted = f"{up_to(row.on, row.complete_to)} được {with_noun(row.done, row.target.measure)}"
    return joined_by(", ", [counted, share_text(row)])


def share_text(row: Progress) -> str:
    """The percent with its two numbers and the denominator's date, or what is missing for it."""
    if row.target.goal_kind == PER_PERIOD:
        return _periods_met(row)
    if row.state in UNKNOWN_SHARE:
        return f"{row.state_label} nên chưa tính được tỷ lệ"
    if row.denominator is None or row.percent is None or row.done is None:
        return _share_of_goal(row)
    ratio = (
        f"{format_count(row.done)}/{format_count(row.denominator)} {lowered(row.denominator_label)}"
    )
    as_of = row.denominator_as_of
    dated = f"mẫu số tính đến {format_date(as_of)}" if as_of else "mẫu số chưa ghi ngày chốt"
    dated += deducted_words(row)
    return f"đạt {format_percent(row.percent)} ({ratio.strip()}, {dated})"


def deducted_words(row: Progress) -> str:
    """ ", đã giám trừ 3 trong 100": the net denominator beside the gross one; "" without deductions."""
    if not row.deducted or row.gross is None:
        return ""
    return f", đã giám trừ {format_count(row.deducted)} trong {format_count(row.gross)}"


def _periods_met(row: Progress) -> str:
    """A duty of so many a day or week is judged by the periods that met it, which the note counts."""
    if not row.note or row.percent is None:
        return ""
    return f"{lowered(row.note.rstrip('.'))} ({format_percent(row.percent)})"


def _share_of_goal(row: Progress) -> str:
    """For a goal that is a number, the part of that number; nothing where it is not known."""
    if row.done is None or not row.required:
        return ""
    percent = format_percent(percent_of(row.done, row.required))
    ratio = f"{format_count(row.done)}/{format_count(row.required)} {row.target.measure}"
    return (
        f"đạt {percent} mức giao đến thời điểm này ({ratio})"
        if _is_rate(row)
        else (f"đạt {percent} mức giao ({ratio})")
    )


def _is_rate(row: Progress) -> bool:
    """So many a day: what is owed grows with every day, so there is no remainder to work off."""
    return row.target.goal_kind == PER_DAY


def _goal(row: Progress) -> str:
    goal = row.target.goal_text
    if not goal:
        return ""
    if row.target.goal_kind == PER_PERIOD or not row.target.deadline_text:
        return f"Mức giao {goal}."
    return f"Mức giao {goal}, {row.target.deadline_text}."


def _path(row: Progress) -> str:
    if row.expected is None or row.behind is None or row.state in UNDECIDED:
        return ""
    if row.state is State.REACHED:
        return ""
    day = format_date(row.complete_to)
    owed = f"Theo lộ trình đến hết ngày {day} phải đạt {prose_count(row.expected)}"
    return f"{owed}, {gap_text(row)}."


def gap_text(row: Progress) -> str:
    """ "chậm 469 tài khoản", "vượt 33 tài khoản" or "đúng lộ trình"."""
    behind = row.behind or 0
    if behind == 0:
        return "đúng lộ trình"
    word = "chậm" if behind > 0 else "vượt"
    return f"{word} {with_noun(abs(behind), row.target.measure)}"


def _mean(row: Progress) -> str:
    """What a duty of so many a day has brought; of other targets section III tells the speed."""
    if not _is_rate(row) or row.pace is None or not row.missing or row.state in UNDECIDED:
        return ""
    return f"Bình quân gần đây {_per_day(row.pace, row.target.measure)}."


def _per_day(pace: Decimal, noun: str) -> str:
    return f"{format_decimal(pace, 1)} {noun}/ngày"


def _speed(row: Progress) -> list[str]:
    if row.pace is None or not row.required_per_day or not row.days_left or _is_rate(row):
        return []
    noun = row.target.measure
    left = f"trong {prose_count(row.days_left)} ngày còn lại"
    needed = f"cần {with_noun(row.required_per_day, noun)}/ngày {left}"
    return [f"bình quân gần đây {_per_day(row.pace, noun)}, {needed}"]


def shortfall_paragraph(row: Progress) -> str:
    """One target that is behind its path, with where the present speed leads."""
    said = [] if row.state is State.LATE and row.behind else [row.state_label]
    if row.behind and row.behind > 0:
        said.append(f"{gap_text(row)} so với lộ trình")
    elif row.percent is not None:
        said.append(f"{share_text(row)}, mức giao {row.target.goal_text}")
    elif row.missing:
        said.append(f"còn thiếu {with_noun(row.missing, row.target.measure)}")
    return f"- {row.target.label}: {'; '.join([*said, *_speed(row), *_forecast(row)])}."


def _forecast(row: Progress) -> list[str]:
    last_day = row.target.last_day
    if row.forecast is None or row.required is None or last_day is None or not row.days_left:
        return []
    reach = f"{format_count(row.forecast)}/{format_count(row.required)} {row.target.measure}"
    return [f"với tốc độ gần đây, đến hết ngày {format_date(last_day)} dự báo đạt {reach}"]


def in_sentence(unit_name: str, noun: str) -> str:
    """A unit inside a sentence: "thôn Phú Hòa"; a school or an office keeps its capital."""
    return lowered(unit_name) if unit_name.lower().startswith(f"{noun} ") else unit_name


def unit_and_gap(row: Progress, noun: str) -> str:
    """ "thôn Phú Lâm (chậm 192 tài khoản)"; the figures themselves stand in the table."""
    name = in_sentence(row.unit_name, noun)
    if row.expected is None or row.done is None or row.state is State.REACHED:
        return name
    return f"{name} ({gap_text(row)})"
