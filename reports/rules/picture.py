"""The burn-up picture as plain numbers: what was done, the path, the forecast, the deadline.

Lengths are units of the SVG's own box; y grows downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reports.rules.progress import Path, Point
from vietnamese.dates import format_day_month
from vietnamese.numbers import format_count

LEFT, RIGHT, TOP, BOTTOM = 58, 16, 26, 30
STEPS = (1, 2, 2.5, 5, 10)
MOST_TICKS = 5
HIGH_START = 0.5  # a level that begins above half of the goal is drawn from a higher floor
LABEL_GAP = 16
LETTER = 8  # about the width of a bold letter


@dataclass(frozen=True)
class Size:
    """The box to draw in. A phone gets its own, since a shrunk picture has unreadable letters."""

    width: int
    height: int


WIDE, NARROW = Size(760, 300), Size(340, 250)


@dataclass(frozen=True)
class Mark:
    """A place with a text: a tick of an axis, a milestone, the end of a line."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Label(Mark):
    """A text beside a place: `anchor` is the SVG's, "start" to the right of it, "end" to the left."""

    anchor: str


@dataclass(frozen=True)
class BurnUp:
    """Everything that the template draws. Lines are the `points` of an SVG polyline."""

    size: Size
    left: int
    right: float
    top: int
    bottom: float
    actual: str
    path: str
    forecast: str
    now: Mark
    now_label: Label | None
    end: Mark | None
    path_label: Label
    deadline: Mark
    milestones: tuple[Mark, ...]
    days: tuple[Mark, ...]
    levels: tuple[Mark, ...]


@dataclass(frozen=True)
class _Scale:
    size: Size
    first: date
    last: date
    low: int
    high: int

    def x(self, day: date) -> float:
        span = max((self.last - self.first).days, 1)
        inner = self.size.width - LEFT - RIGHT
        return round(LEFT + inner * (day - self.first).days / span, 1)

    def y(self, level: int) -> float:
        inner = self.size.height - TOP - BOTTOM
        share = (level - self.low) / max(self.high - self.low, 1)
        return round(self.size.height - BOTTOM - inner * share, 1)

    def line(self, points: Sequence[Point]) -> str:
        return " ".join(f"{self.x(p.day)},{self.y(p.value)}" for p in points)


def burn_up(
    levels: Sequence[Point], path: Path, *, forecast: int | None, deadline: str, size: Size = WIDE
) -> BurnUp:
    """The picture of levels at the ends of days against the path; `levels` begin at its start."""
    owed = path.points[-1]
    now = levels[-1]
    tops = [owed.value, now.value, *([forecast] if forecast is not None else [])]
    lowest = min(levels[0].value, path.start.value)
    ticks = nice_ticks(lowest if lowest > HIGH_START * owed.value else 0, max(tops))
    scale = _Scale(size, path.start.day, max(owed.day, now.day), ticks[0], ticks[-1])
    ahead = forecast is not None and now.day < owed.day
    end = Point(owed.day, forecast or 0)
    return BurnUp(
        size=size,
        left=LEFT,
        right=size.width - RIGHT,
        top=TOP,
        bottom=size.height - BOTTOM,
        actual=scale.line(levels),
        path=scale.line((path.start, *path.points)),
        forecast=scale.line((now, end)) if ahead else "",
        now=_mark(scale, now, format_count(now.value)),
        now_label=_now_label(scale, now, path) if len(levels) > 1 else None,
        end=_end(scale, now, end, path) if ahead else None,
        path_label=_path_label(scale, path, is_above=not _is_ahead(now, path)),
        deadline=Mark(scale.x(owed.day), TOP, deadline),
        milestones=tuple(_milestone(scale, p) for p in path.points[:-1]),
        days=_day_ticks(scale, {levels[-1].day, owed.day}),
        levels=tuple(Mark(LEFT, scale.y(tick), format_count(tick)) for tick in ticks),
    )


def _mark(scale: _Scale, point: Point, text: str) -> Mark:
    return Mark(scale.x(point.day), scale.y(point.value), text)


def _end(scale: _Scale, now: Point, end: Point, path: Path) -> Mark:
    """The forecast's label, under the lower of the two lines where it begins."""
    text = f"dự báo {format_count(end.value)}"
    x, width = scale.x(end.day), scale.x(end.day) - scale.x(now.day)
    back = min(len(text) * LETTER / width, 1) if width else 0
    day = end.day - timedelta(days=round((end.day - now.day).days * back))
    level = end.value - (end.value - now.value) * back
    lowest = min(round(level), path.expected_on(day))
    return Mark(x, round(scale.y(lowest) + LABEL_GAP, 1), text)


def _is_ahead(now: Point, path: Path) -> bool:
    return now.value > path.expected_on(now.day)


def _now_label(scale: _Scale, now: Point, path: Path) -> Label:
    """The level reached, on the side of its line where the path is not."""
    text = f"{format_count(now.value)} đã đạt"
    x, y = scale.x(now.day), scale.y(now.value)
    if _is_ahead(now, path) and x - LEFT > len(text) * LETTER:
        return Label(x - 8, y - 10, text, "end")
    return Label(x + 10, y + LABEL_GAP, text, "start")


def _path_label(scale: _Scale, path: Path, *, is_above: bool) -> Label:
    """The path's name, on the side where the levels are not and clear of the forecast."""
    days = (path.points[-1].day - path.start.day).days
    day = path.start.day + timedelta(days=days * (6 if is_above else 3) // 10)
    x, y = scale.x(day), scale.y(path.expected_on(day))
    if is_above:
        return Label(x - 6, y - 8, "lộ trình", "end")
    return Label(x + 6, y + LABEL_GAP, "lộ trình", "start")


def _milestone(scale: _Scale, point: Point) -> Mark:
    return _mark(scale, point, f"mốc {format_day_month(point.day)}: {format_count(point.value)}")


def _day_ticks(scale: _Scale, days: set[date]) -> tuple[Mark, ...]:
    """The first day of work, then the others as far as they do not overlap."""
    y = scale.size.height - BOTTOM + 18
    found: list[Mark] = []
    first = scale.first + timedelta(days=1)
    for day in sorted({first, *(day for day in days if day > first)}):
        mark = Mark(scale.x(day), y, format_day_month(day))
        if not found or mark.x - found[-1].x > 3 * LABEL_GAP:
            found.append(mark)
    return tuple(found)


def nice_ticks(low: int, high: int) -> tuple[int, ...]:
    """Round levels from at or below `low` to at or above `high`, at most six of them."""
    span = max(high - low, 1)
    size = 10 ** max(len(str(span)) - 2, 0)
    wanted = [int(size * step * ten) for ten in (1, 10) for step in STEPS if size * step * ten >= 1]
    step = next(s for s in wanted if -(-high // s) - low // s <= MOST_TICKS)
    return tuple(range(low // step * step, -(-high // step) * step + 1, step))
