"""A commune that hands a number out: three villages with people, a level before the plan, and two weeks of counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from plans.models import Plan
from targets.models import Target
from tests import build
from units.models import User
from units.rules import Role

TODAY = date(2026, 6, 12)
PEOPLE = {"thon-1": 200, "thon-2": 100, "thon-3": 100}
DAILY = {"thon-1": 10, "thon-2": 4, "thon-3": 1}  # from 29/5 to 11/6, fourteen days


@dataclass(frozen=True)
class Ground:
    plan: Plan
    target: Target
    head: User
    chairman: User


def path(village: str) -> str:
    return f"vn/xa/{village}/"


def ground(state: Plan.State = Plan.State.RUNNING) -> Ground:
    """80% of 400 people until 30/6 is 320; 20, 10 and 10 had it before, 140, 56 and 14 came since."""
    build.unit("vn/xa/", name="Xã Thử Nghiệm")
    officer = build.user("vn/xa/", Role.OFFICER)
    head = build.user("vn/xa/", Role.POLICE_HEAD)
    chairman = build.user("vn/xa/", Role.CHAIRMAN)
    plan = build.plan("vn/xa/")
    target = build.target(plan, goal_value=Decimal(80))
    build.field(plan)
    build.population("vn/xa/", 400)
    build.baseline(plan, "vn/xa/", 40)
    for village, people in PEOPLE.items():
        build.unit(path(village), name=f"Thôn {village[-1]}")
        build.population(path(village), people)
        build.baseline(plan, path(village), people // 10)
    for village, daily in DAILY.items():
        for n in range(14):
            build.count(path(village), daily, date(2026, 5, 29) + timedelta(days=n), by=officer)
    plan.state = state
    plan.save(update_fields=["state"])
    return Ground(plan, target, head, chairman)


def given(made: Ground, *values: int) -> Ground:
    """Quotas of the villages in their order, in force."""
    for village, value in zip(PEOPLE, values, strict=True):
        build.quota(made.target, path(village), value)
    return made


def issued(made: Ground) -> Ground:
    """The plan as its rows stand, issued."""
    build.version(made.plan)
    return made


def typed(*values: str, do: str = "try", **over: Any) -> dict[str, Any]:
    """The form's fields of the three villages."""
    fields = {f"q-{village}": value for village, value in zip(PEOPLE, values, strict=True)}
    return {**fields, "do": do, "method": "hand", **over}
