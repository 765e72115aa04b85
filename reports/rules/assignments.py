"""Who does what by when, with what product, who answers for it: the five that every duty has to name.

Plan 2025-tu-nghia: "rõ người, rõ việc, rõ thời gian, rõ sản phẩm, rõ trách nhiệm".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from vietnamese.dates import format_date

AssignmentState = Literal["done", "late", "due", "open"]
LINES_OF_PHONE = 105  # characters in three lines
LINES_OF_PAGE = 180
STATE_LABELS: dict[AssignmentState, str] = {
    "done": "đã hoàn thành",
    "late": "quá hạn",
    "due": "chưa đến hạn",
    "open": "không ghi hạn",
}
CHIPS: dict[AssignmentState, str] = {
    "done": "reached",
    "late": "overdue",
    "due": "on_track",
    "open": "no_data",
}


@dataclass(frozen=True)
class Assignment:
    """One duty of a plan in five columns; "" is what the plan does not say.

    `head` is who heads the lead unit, where the portal knows; `address` where the reader marks it as
    done, "" where he may not.
    """

    today: date
    work: str
    lead: str
    supporting: str
    timing: str
    product: str
    responsible: str
    last_day: date | None = None
    done_on: date | None = None
    done_note: str = ""
    head: str = ""
    code: str = ""
    address: str = ""

    @property
    def unclear(self) -> tuple[str, ...]:
        """Which of the five the plan leaves out, in their order."""
        said = {
            "người": self.lead,
            "việc": self.work,
            "thời gian": self.timing,
            "sản phẩm": self.product,
            "trách nhiệm": self.responsible,
        }
        return tuple(name for name, words in said.items() if not words.strip())

    @property
    def unclear_text(self) -> str:
        """ "Chưa rõ: sản phẩm, trách nhiệm."; "" where all five are named."""
        return f"Chưa rõ: {', '.join(self.unclear)}." if self.unclear else ""

    @property
    def is_long(self) -> bool:
        """Whether the text takes more than three lines on a phone, so that its end is folded away."""
        return len(self.work) > LINES_OF_PHONE

    @property
    def is_very_long(self) -> bool:
        """The same in the wide page's column."""
        return len(self.work) > LINES_OF_PAGE

    @property
    def state(self) -> AssignmentState:
        if self.done_on is not None:
            return "done"
        if self.last_day is None:
            return "open"
        return "late" if self.last_day < self.today else "due"

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def chip(self) -> str:
        """The shape and colour that the state is shown with."""
        return CHIPS[self.state]


def timing_text(timing: str, due_on: date | None, wording: str) -> str:
    """The plan's own words for the time; else its date with its wording."""
    if timing.strip() or due_on is None:
        return timing.strip()
    words = {"before": "trước ngày", "through": "đến hết ngày"}.get(wording, "ngày")
    return f"{words} {format_date(due_on)}"


def says(text: str, timing: str) -> bool:
    """Whether a text holds the words of its time already, however it pads the day and the month."""
    return _unpadded(timing) in _unpadded(text)


def _unpadded(text: str) -> str:
    return re.sub(r"\b0(?=\d/|\d\b)", "", " ".join(text.casefold().split()))


def summary_of(rows: Sequence[Assignment]) -> str:
    """ "12 nhiệm vụ: 8 đủ năm rõ, 4 còn thiếu; 3 đã hoàn thành, 1 quá hạn."."""
    clear = sum(not row.unclear for row in rows)
    states = [row.state for row in rows]
    text = f"{len(rows)} nhiệm vụ: {clear} đủ năm rõ"
    text += f", {len(rows) - clear} còn thiếu" if clear < len(rows) else ""
    told: tuple[AssignmentState, ...] = ("done", "late")
    counted = [f"{states.count(one)} {STATE_LABELS[one]}" for one in told if one in states]
    return f"{text}; {', '.join(counted)}." if counted else f"{text}."


@dataclass(frozen=True)
class LeadGroup:
    """The duties that one body leads, in the plan's order; `lead` is "" where the plan names nobody."""

    lead: str
    rows: tuple[Assignment, ...]


def by_lead(rows: Iterable[Assignment]) -> tuple[LeadGroup, ...]:
    """The duties by who leads them, in the order in which the plan first names each; nobody's last."""
    found: dict[str, list[Assignment]] = {}
    for row in rows:
        found.setdefault(row.lead.strip(), []).append(row)
    ordered = sorted(found.items(), key=lambda item: not item[0])
    return tuple(LeadGroup(lead, tuple(group)) for lead, group in ordered)


@dataclass(frozen=True)
class MemberLine:
    """An office's part in a team, with the names that are known."""

    office: str
    people: int | None
    names: tuple[str, ...]
    is_leader: bool


@dataclass(frozen=True)
class TeamLine:
    """A team with its leader, its members by office, and whether its numbers add up."""

    pk: int
    name: str
    level: str
    task: str
    unit: str
    people: int | None
    members: tuple[MemberLine, ...]
    may_name: bool = False

    @property
    def sum(self) -> int | None:
        """The members' people added up; None where an office has no number."""
        numbers = [member.people for member in self.members]
        known = [number for number in numbers if number is not None]
        return sum(known) if known and len(known) == len(numbers) else None

    @property
    def named(self) -> int:
        """How many people are named."""
        return sum(len(member.names) for member in self.members)

    @property
    def leader(self) -> str:
        """Who leads: the first name of the leading office, else the office; "" where nobody does."""
        for member in self.members:
            if member.is_leader:
                return f"{member.names[0]} ({member.office})" if member.names else member.office
        return ""

    @property
    def finding(self) -> str:
        """A word where the printed number is not what its offices add up to."""
        if self.people is None or self.sum is None or self.people == self.sum:
            return ""
        return f"Kế hoạch ghi {self.people} người, các thành phần cộng lại {self.sum} người."
