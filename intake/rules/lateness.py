"""Who is late with a day, and how it is said: to the head of police, and to the late themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from vietnamese.dates import format_date, format_day_month

QUEUED_AFTER = timedelta(minutes=1)  # what arrives later than this was waiting for a network
MIDNIGHT = time(0)

Arrival = Literal["on_time", "late", "missing", ""]


def arrival_of(
    *, due: datetime | None, first_reported_at: datetime | None, now: datetime
) -> Arrival:
    """How a day came in: by its first report's arrival. "" where nothing is owed, or not yet."""
    if first_reported_at is not None:
        return "late" if is_over(due, first_reported_at) else "on_time"
    return "missing" if is_over(due, now) else ""


def is_over(due: datetime | None, now: datetime) -> bool:
    """Whether the hour by which a day is due has passed; never where nothing is owed."""
    return due is not None and now > due


@dataclass(frozen=True)
class Record:
    """A unit's days of a fortnight: how many came in on time, late, and not at all."""

    name: str
    on_time: int
    late: int
    missing: int

    @property
    def behind(self) -> int:
        return self.late + self.missing

    @property
    def days(self) -> int:
        return self.on_time + self.behind


def record_of(name: str, arrivals: Iterable[Arrival]) -> Record:
    """The days counted."""
    found = list(arrivals)
    return Record(name, found.count("on_time"), found.count("late"), found.count("missing"))


def ranking(records: Iterable[Record]) -> list[Record]:
    """The units that were late at all, the latest first; of two alike the one with more days missing."""
    behind = [record for record in records if record.behind]
    return sorted(behind, key=lambda r: (-r.behind, -r.missing, r.name))


def ranking_sentence(records: Sequence[Record]) -> str:
    """What the ranking says, before its figures; "" where nobody owed a day yet."""
    records = [record for record in records if record.days]
    late = ranking(records)
    if not records:
        return ""
    if not late:
        return f"Cả {len(records)} đơn vị báo cáo đúng hạn tất cả các ngày."
    worst = late[0]
    parts = [f"{worst.late} ngày báo cáo muộn"] if worst.late else []
    parts += [f"{worst.missing} ngày chưa báo cáo"] if worst.missing else []
    text = f"{worst.name} muộn nhiều nhất: {worst.behind}/{worst.days} ngày ({', '.join(parts)})."
    on_time = len(records) - len(late)
    return f"{text} {on_time}/{len(records)} đơn vị đúng hạn tất cả các ngày." if on_time else text


def pressed_text(*, pressed_at: datetime | None, at: datetime) -> str:
    """ "bấm lưu lúc 07:50 trên máy", where what was sent waited on the phone; both in local time."""
    if pressed_at is None or at - pressed_at < QUEUED_AFTER:
        return ""
    on = "" if pressed_at.date() == at.date() else f" ngày {format_day_month(pressed_at.date())}"
    return f"bấm lưu lúc {pressed_at:%H:%M}{on} trên máy"


def until_text(until: datetime) -> str:
    """When a reopened day closes: "17:00 ngày 12/6/2026", or "hết ngày 12/6/2026" at midnight."""
    if until.time() == MIDNIGHT:
        return f"hết ngày {format_date(until.date() - timedelta(days=1))}"
    return f"{until:%H:%M} ngày {format_date(until.date())}"


@dataclass(frozen=True)
class Call:
    """What the late are told: the day, its hour, who has not reported, who must send it again."""

    day: date
    due: datetime
    missing: tuple[str, ...]
    returned: tuple[tuple[str, str], ...]  # unit and reason
    address: str


def call_text(call: Call) -> str:
    """The text of a reminder, ready for a message to the whole group."""
    lines = [f"Đề nghị báo cáo số liệu ngày {format_date(call.day)} (hạn {_due_text(call.due)})."]
    if call.missing:
        lines.append(f"Chưa báo cáo ({len(call.missing)} đơn vị): {', '.join(call.missing)}.")
    lines += [f"{name}: báo cáo bị trả lại để sửa, lý do: {why}." for name, why in call.returned]
    lines.append(f"Nhập tại: {call.address}")
    return "\n".join(lines)


def _due_text(due: datetime) -> str:
    return f"{due:%H:%M} ngày {format_day_month(due.date())}"
