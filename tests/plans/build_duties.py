"""A commune's plan with a task, a report to hand in, and a team of three offices."""

from __future__ import annotations

from datetime import date
from typing import Any

from plans.models import Plan, ReportingRule, Task, Team, TeamMember
from tests import build
from units.models import Unit, User
from units.rules import Kind, Role

COMMUNE = "vn/xa/"
POST = "vn/xa/cong-an/"


def post() -> Unit:
    return build.unit(POST, name="Công an xã", kind=Kind.POLICE)


def head(path: str = COMMUNE) -> User:
    return build.user(path, Role.POLICE_HEAD)


def task(plan: Plan, **over: Any) -> Task:
    fields = {
        "plan": plan,
        "text": "Lập danh sách học sinh",
        "lead": "Công an xã",
        "due_on": date(2026, 6, 15),
        "due_wording": "before",
        "product": "Danh sách",
        "responsible": "Trưởng Công an xã",
    }
    return Task.objects.create(**{**fields, **over})


def rule(plan: Plan, **over: Any) -> ReportingRule:
    fields = {
        "plan": plan,
        "kind": ReportingRule.Kind.DELIVERABLE,
        "text": "gửi danh sách về Công an tỉnh",
        "due_on": date(2026, 6, 20),
    }
    return ReportingRule.objects.create(**{**fields, **over})


def team(plan: Plan, **over: Any) -> Team:
    """Nine people on paper, eight by its offices."""
    made = Team.objects.create(**{"plan": plan, "name": "Tổ công tác xã", "people": 9, **over})
    offices = [("Công an xã", 4), ("Đoàn thanh niên", 2), ("Hội Phụ nữ", 2)]
    for position, (office, people) in enumerate(offices):
        TeamMember.objects.create(team=made, office=office, people=people, position=position)
    return made
