"""What the demonstration commune reported from 26/5 to 11/6/2026: made up, repeatable, believable.

Work is slower on Saturdays and slowest on Sundays; children of 6 to 13 come once school is out.
Two villages lead, three are near the path, the others trail; one reports late; one day was sent
back, one is an explicit zero, one figure was corrected. Four officers count the people they persuaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

from demonstration.facts import UnitFacts, load_demonstration
from units.rules import Branch, Kind

SEED = 20260526
FIRST_DAY = date(2026, 5, 26)
LAST_DAY = date(2026, 6, 11)
CAMPAIGN_DAYS = 36  # 26/5 to 30/6/2026, both included
SCHOOL_OUT = date(2026, 6, 1)
APPROVED_THROUGH = date(2026, 6, 9)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

COMMUNE = "phu-rieng"
POLICE = "cong-an-xa"
CULTURE = "van-hoa-xa-hoi"

# Monday to Sunday.
WEEK = (1.10, 1.18, 1.12, 1.08, 1.02, 0.80, 0.45)
# Share of the path (all that is missing, evenly over the campaign) that a village keeps up with.
# (children of 6 to 13, people of 14 and over): two villages lead, three are near, the rest trail.
PACE: dict[str, tuple[float, float]] = {
    "phu-hoa": (1.15, 1.22), "phu-cuong": (1.06, 1.10), "phu-thinh": (0.92, 1.08),
    "tan-phuoc": (0.96, 1.12), "phu-binh": (0.95, 1.09), "phu-hung": (0.83, 1.07),
    "phu-tan": (0.74, 0.93), "phu-thuan": (0.71, 0.90), "phu-nghia": (0.66, 0.88),
    "phu-vinh": (0.58, 0.84), "tan-hiep": (0.42, 0.72), "phu-lam": (0.25, 0.50),
}  # fmt: skip
BEFORE_AND_AFTER_SCHOOL = (0.62, 1.22)
EVENING_SHARE = 0.8  # of the reports sent in time; the rest come before 08:00 the next morning
CARDS_PER_ACTIVATION = 0.7  # of 14 and over: many had a card, but no account, before the campaign

LATE_VILLAGE = "phu-vinh"
ZERO_DAY = ("phu-thuan", date(2026, 5, 31))
RETURNED_DAY = ("phu-thinh", date(2026, 6, 9))
RETURNED_EXCESS = 9
RETURN_REASON = "Số kích hoạt lớn hơn số đã thu nhận, đề nghị kiểm tra lại"
CORRECTED = ("phu-cuong", date(2026, 6, 5), "eid_activated", "age_14_up")
CORRECTION_REASON = "Nhập nhầm số, sửa theo phiếu thu nhận hồ sơ trong ngày"

# (broadcasts, posts, mobile broadcasts) of Phòng Văn hóa - Xã hội from 26/5 on: at least 3 broadcasts a day, and
# 2 and 2 a week, are asked; 3/6 and the mobile broadcasts of the week of 1/6 fall short.
MEDIA = (
    (3, 1, 0), (3, 0, 1), (4, 0, 0), (3, 1, 0), (3, 0, 1), (3, 0, 0), (4, 1, 0), (3, 0, 0), (2, 0, 0),
    (3, 1, 0), (4, 0, 1), (3, 1, 0), (3, 0, 0), (4, 0, 0), (3, 1, 1), (3, 0, 0), (3, 0, 0),
)  # fmt: skip
WEEK_ENDS = (date(2026, 5, 31), date(2026, 6, 7))
MISSING_WEEK = ("truong-thcs", date(2026, 6, 7))

# The chance of each of three visits of a day to persuade somebody, by officer; the last has not reported yet today.
PERSUASION: dict[str, float] = {
    "can-bo-1": 0.34, "can-bo-2": 0.20, "can-bo-3": 0.27, "can-bo-4": 0.10,
}  # fmt: skip
VISITS = 3
SILENT_OFFICER = "can-bo-4"


@dataclass(frozen=True)
class SimulatedCount:
    """A value given to a cell at a moment; a later one for the same cell, with a reason, corrects it."""

    unit: str
    day: date
    indicator: str
    cohort: str
    value: int
    at: datetime
    reason: str = ""


@dataclass(frozen=True)
class SimulatedReport:
    """A unit's day and what became of it. `reported_at` is when it was first sent in."""

    unit: str
    day: date
    state: Literal["reported", "approved", "returned"]
    reported_at: datetime
    reason: str = ""


@dataclass(frozen=True)
class Simulation:
    """Everything that came in, in the order of time."""

    counts: tuple[SimulatedCount, ...]
    reports: tuple[SimulatedReport, ...]


def simulate(seed: int = SEED, until: date = LAST_DAY) -> Simulation:
    """What came in for the days through `until`. The same seed gives the same; a shorter run is a prefix."""
    random = Random(seed)  # noqa: S311 (figures for show, no secret)
    of_officers = Random(f"{seed} officers")  # noqa: S311 (apart, so that the others' figures stay)
    counts: list[SimulatedCount] = []
    for offset in range((min(until, LAST_DAY) - FIRST_DAY).days + 1):
        day = FIRST_DAY + timedelta(days=offset)
        counts += _commune_day(random, day)
        counts += _officers_day(of_officers, day)
    reports = {(c.unit, c.day): _report(c) for c in reversed(counts)}
    return Simulation(
        counts=tuple(sorted(counts, key=lambda c: c.at)),
        reports=tuple(sorted(reports.values(), key=lambda r: r.reported_at)),
    )


def _commune_day(random: Random, day: date) -> Iterator[SimulatedCount]:
    """The day of every village, then of the offices."""
    facts = load_demonstration()
    cards = 0
    for village in facts.below(COMMUNE, Branch.PLACE):
        figures = _village_figures(random, village, day)
        cards += sum(n for (indicator, _), n in figures.items() if indicator == "card_intake")
        at = _reported_at(random, day, late=village.code == LATE_VILLAGE)
        if (village.code, day) != (LATE_VILLAGE, LAST_DAY):
            yield from _with_correction(_counts(village.code, day, at, figures))
    for office in facts.below(COMMUNE, Branch.OFFICE):
        at = _reported_at(random, day, late=False)
        yield from _counts(office.code, day, at, _office_figures(random, office, day, cards))


def _officers_day(random: Random, day: date) -> Iterator[SimulatedCount]:
    """The day of every officer: the people he persuaded."""
    for officer in load_demonstration().below(POLICE, Branch.PERSON):
        persuaded = sum(random.random() < PERSUASION[officer.code] for _ in range(VISITS))
        at = _reported_at(random, day, late=False)
        if (officer.code, day) != (SILENT_OFFICER, LAST_DAY):
            yield SimulatedCount(officer.code, day, "people_persuaded", "all", persuaded, at)


def _village_figures(random: Random, village: UnitFacts, day: date) -> dict[tuple[str, str], int]:
    """(indicator, cohort) -> value of one village's day."""
    children = _activated(random, village, day, "age_6_13")
    grown = _activated(random, village, day, "age_14_up")
    extra = random.randint(0, 1 + children // 4)  # taken in, activated on a later day
    figures = {
        ("card_intake", "age_6_13"): children + extra,
        ("card_intake", "age_14_up"): round(
            grown * CARDS_PER_ACTIVATION * random.uniform(0.85, 1.2)
        ),
        ("eid_activated", "age_6_13"): children,
        ("eid_activated", "age_14_up"): grown,
    }
    if (village.code, day) == RETURNED_DAY:
        figures["eid_activated", "age_6_13"] = figures["card_intake", "age_6_13"] + RETURNED_EXCESS
    if (village.code, day) == ZERO_DAY:
        return dict.fromkeys(figures, 0)
    return figures


def _activated(random: Random, village: UnitFacts, day: date, cohort: str) -> int:
    """Accounts activated that day: what the even path asks, times pace, weekday, season and chance."""
    missing = village.population[cohort] - village.baselines["eid_activated"][cohort]
    of_children, of_grown = PACE[village.code]
    pace, season = of_grown, 1.0
    if cohort == "age_6_13":
        pace, season = of_children, BEFORE_AND_AFTER_SCHOOL[day >= SCHOOL_OUT]
    chance = random.uniform(0.65, 1.35)
    return round(missing / CAMPAIGN_DAYS * pace * WEEK[day.weekday()] * season * chance)


def _office_figures(
    random: Random, office: UnitFacts, day: date, cards: int
) -> dict[tuple[str, str], int]:
    """(indicator, cohort) -> value of one office's day; empty when nothing is due that day."""
    figures: dict[tuple[str, str], int] = {}
    if office.code == POLICE:
        dossiers = cards + random.randint(4, 14)
        figures["dossiers", "all"] = dossiers
        figures["dossiers_online", "all"] = round(dossiers * random.uniform(0.94, 0.98))
    if office.code == CULTURE:
        broadcasts, posts, mobile = MEDIA[(day - FIRST_DAY).days]
        figures["broadcasts", "all"] = broadcasts
        figures["posts", "all"] = posts
        figures["mobile_broadcasts", "all"] = mobile
    if day in WEEK_ENDS and (office.code, day) != MISSING_WEEK:
        figures["eid_activated", "officials_children"] = random.randint(
            *((2, 7) if office.kind == Kind.SCHOOL else (0, 3))
        )
    return figures


def _counts(
    unit: str, day: date, at: datetime, figures: dict[tuple[str, str], int]
) -> list[SimulatedCount]:
    return [
        SimulatedCount(unit, day, indicator, cohort, value, at)
        for (indicator, cohort), value in figures.items()
    ]


def _with_correction(counts: list[SimulatedCount]) -> Iterator[SimulatedCount]:
    """The counts; where one was mistyped, the slip first and the right value the next morning."""
    for count in counts:
        if (count.unit, count.day, count.indicator, count.cohort) != CORRECTED:
            yield count
            continue
        morning = datetime.combine(count.day + timedelta(days=1), time(9, 20), ZONE)
        yield replace(count, value=count.value + 10)
        yield replace(count, at=morning, reason=CORRECTION_REASON)


def _reported_at(random: Random, day: date, *, late: bool) -> datetime:
    """The evening of the day, or the next morning before 08:00; late: after 08:00."""
    next_day = day + timedelta(days=1)
    evening = datetime.combine(day, time(17, 15), ZONE) + timedelta(minutes=random.randrange(270))
    morning = datetime.combine(next_day, time(6, 10), ZONE) + timedelta(
        minutes=random.randrange(100)
    )
    after = datetime.combine(next_day, time(8, 25), ZONE) + timedelta(minutes=random.randrange(420))
    if late:
        return after
    return evening if random.random() < EVENING_SHARE else morning


def _report(first: SimulatedCount) -> SimulatedReport:
    """What became of the day that the count belongs to."""
    if (first.unit, first.day) == RETURNED_DAY:
        return SimulatedReport(first.unit, first.day, "returned", first.at, RETURN_REASON)
    approved = first.day <= APPROVED_THROUGH
    return SimulatedReport(first.unit, first.day, "approved" if approved else "reported", first.at)
