"""The days that a sentence names, where they stand, and whether the words before make them a deadline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from plans.rules.goals import DatedWording

Role = Literal["before", "through", "on", "from", "after"]

_DATE = re.compile(
    r"(?<![\d/.,\-])(?:ngày\s+)?(?:"
    r"(?P<d1>\d{1,2})\s*(?P<mark>[/.\-])\s*(?P<m1>\d{1,2})(?:\s*(?P=mark)\s*(?P<y1>\d{4}))?(?![\d/]|[.\-,]\d)"
    r"|(?P<d2>\d{1,2})\s+tháng\s+(?P<m2>\d{1,2})(?:,?\s+năm\s+(?P<y2>\d{4})|/(?P<y3>\d{4}))?(?!\d)"
    r")",
    re.IGNORECASE,
)
_LEAD = 40  # letters before a date that say what it is
_HOUR = re.compile(  # "từ 00h00 ngày", "đến 24 giờ ngày"; "trước 10 giờ ngày" is a time, not a last day
    r"(?P<word>\b(?:từ|đến|hết|tới)\s)\s*\d{1,2}\s*(?:h|g|giờ|:)\s*(?:\d{2})?\s*(?:phút)?,?\s*(?=(?:ngày\s*)?$)",
    re.IGNORECASE,
)
# A weekday, the hour, "khai giảng" or the like may stand between the word and the date.
_BETWEEN = r"(?:\s+[^\W\d]+){0,3}?\s*[(:,]?\s*"
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("before", re.compile(rf"\btrước{_BETWEEN}(?:ngày\s*)?$", re.IGNORECASE)),
    ("from", re.compile(r"\b(?:kể\s+)?từ\s+(?:ngày\s*)?$", re.IGNORECASE)),
    ("after", re.compile(r"\bsau\s+(?:ngày\s*)?$", re.IGNORECASE)),
    (
        "through",
        re.compile(
            rf"\b(?:(?:đến|tới|hết|không quá|chậm nhất|muộn nhất){_BETWEEN}|[-–]\s*)(?:ngày\s*)?$",
            re.IGNORECASE,
        ),
    ),
    ("on", re.compile(r"\b(?:trong|vào|hoàn thành|xong)\s*[:,]?\s*(?:ngày\s*)?$", re.IGNORECASE)),
)


@dataclass(frozen=True)
class Dated:
    """A day and its place in the text; `role` what the words before make of it, None where nothing."""

    day: date
    start: int
    end: int
    role: Role | None
    has_year: bool

    @property
    def wording(self) -> DatedWording | None:
        """The role where it makes the day a deadline."""
        role = self.role
        return None if role == "from" or role == "after" else role  # noqa: PLR1714 -- narrows the type


def dates_in(text: str, default_year: int | None = None) -> Iterator[Dated]:
    """The days in their order. Without a year only where `default_year` is known; no 31/02, no "6-14 tuổi"."""
    last_end = 0
    for match in _DATE.finditer(text):
        part = {
            name[0]: value for name, value in match.groupdict().items() if value and name != "mark"
        }
        day = _day(part, default_year)
        if day and ("y" in part or _is_a_day(match)):
            lead = text[max(match.start() - _LEAD, last_end) : match.start()]
            start = match.start() + (len(match[0]) - len(match[0].lstrip()))
            yield Dated(day, start, match.end(), _role(lead), "y" in part)
            last_end = match.end()


def _day(part: dict[str, str], default_year: int | None) -> date | None:
    year = int(part["y"]) if "y" in part else default_year
    if not year:
        return None
    try:
        return date(year, int(part["m"]), int(part["d"]))
    except ValueError:
        return None


def _is_a_day(match: re.Match[str]) -> bool:
    """Without a year "9/14 địa phương" and "6-14" are no days: it takes "ngày", "tháng" or "đến 31/8"."""
    if match["m2"] or match[0].lower().startswith("ngày"):
        return True
    before = match.string[max(match.start() - 20, 0) : match.start()].lower().rstrip()
    return match["mark"] == "/" and before.endswith(("đến", "hết", "trước", "từ", "sau", "tới"))


def _role(lead: str) -> Role | None:
    said = _HOUR.sub(r"\g<word>", lead)
    return next((role for role, pattern in _ROLES if pattern.search(said)), None)
