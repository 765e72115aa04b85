"""A small commune with one plan: two villages, one target, four days of counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from intake.actions.days import mark_reported
from plans.models import Plan
from tests import build
from units import clock
from units.models import User
from units.rules import Role

TODAY = date(2026, 6, 12)
SUNDAY = date(2026, 6, 14)
MONDAY = date(2026, 6, 8)


@dataclass(frozen=True)
class Commune:
    plan: Plan
    officer: User
    chairman: User


def commune() -> Commune:
    """Thôn 1 reports 10 a day from Monday 8/6 to Thursday 11/6; Thôn 2 reports 4 on Monday only, late."""
    build.unit("vn/xa/", name="Xã Thử Nghiệm")
    officer = build.user("vn/xa/", Role.OFFICER)
    chairman = build.user("vn/xa/", Role.CHAIRMAN, full_name="Nguyễn Ửng Đặng")
    plan = build.plan("vn/xa/", place="Thử Nghiệm", lead_unit="Công an xã")
    build.target(plan)
    build.field(plan)
    for path, people, start in (("vn/xa/", 300, 30), ("vn/xa/thon-1/", 200, 20)):
        build.population(path, people)
        build.baseline(plan, path, start)
    build.population("vn/xa/thon-2/", 100)
    build.baseline(plan, "vn/xa/thon-2/", 10)
    for n in range(4):
        day = MONDAY + timedelta(days=n)
        build.count("vn/xa/thon-1/", 10, day, by=officer)
        report("vn/xa/thon-1/", day, officer, at=_at(day, time(17, 0)))
    build.count("vn/xa/thon-2/", 4, MONDAY, by=officer)
    late = _at(MONDAY + timedelta(days=1), time(9, 30))
    report("vn/xa/thon-2/", MONDAY, officer, at=late)
    return Commune(plan, officer, chairman)


def report(path: str, day: date, officer: User, *, at: datetime) -> None:
    mark_reported([(build.unit(path).pk, day)], by=officer, at=at)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, clock.ZONE)
