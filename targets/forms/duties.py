"""What a draft lays on people: tasks, teams and duties of reporting, a row each; a row left blank is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from django import forms

from plans.models import ReportingRule, Team
from plans.rules.facts import RuleFacts, TaskFacts, TeamFacts, TeamMemberFacts
from targets.forms.fields import (
    BoundedRows,
    CountField,
    DayField,
    LinesField,
    area,
    choice,
    former_row,
    line,
    marked,
)

T = TypeVar("T")
WEEKDAYS = [
    ("", "–"),
    *(
        (str(n), f"thứ {name}")
        for n, name in enumerate(("Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy"), 1)
    ),
    ("7", "Chủ nhật"),
]
LEADER = "leader"
_MEMBER = re.compile(
    r"(?P<unit>.*?)(?::\s*(?P<people>\d{1,4})(?:\s*người)?)?(?P<lead>\s*\(tổ trưởng\))?"
)
MOST_ROWS = 200


class TimeField(forms.TimeField):
    """An hour of the day."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "form-control"}),
            error_messages={"invalid": "Giờ không hợp lệ."},
        )


class RuleForm(forms.Form):
    """A duty to report or to follow up."""

    former = former_row()
    kind = choice("Loại", ReportingRule.Kind.choices, first="other")
    weekday = choice("Thứ", WEEKDAYS)
    time_of_day = TimeField("Giờ")
    due_on = DayField("Hạn")
    text = area("Nội dung", rows=2, longest=500)

    def facts(self, before: RuleFacts | None) -> RuleFacts:
        given = self.cleaned_data
        former = before or RuleFacts(kind="other", text="", section="")
        return replace(
            former,
            kind=given["kind"] or "other",
            text=given["text"],
            weekday=int(given["weekday"]) if given["weekday"] else None,
            time_of_day=given["time_of_day"],
            due_on=given["due_on"],
        )


class TaskForm(forms.Form):
    """Who does what by when, with which product, and who answers for it."""

    former = former_row()
    text = area("Việc", rows=2, longest=2000)
    lead = line("Chủ trì", longest=200)
    timing = line("Thời gian", longest=200)
    due_on = DayField("Hạn")
    product = line("Sản phẩm", longest=300)
    responsible = line("Người chịu trách nhiệm", longest=200)
    supporting = LinesField("Phối hợp", rows=2)

    def facts(self, before: TaskFacts | None) -> TaskFacts:
        names = ("text", "lead", "supporting", "timing", "due_on", "product", "responsible")
        given = {name: self.cleaned_data[name] for name in names}
        return replace(before or TaskFacts(text=""), **given)


class TeamForm(forms.Form):
    """A team with its members by office."""

    former = former_row()
    text = line("Tên tổ", longest=200)
    level = choice("Cấp", Team.Level.choices, first="commune")
    people = CountField("Số người")
    task = area("Nhiệm vụ của tổ", rows=2, longest=2000)
    members = LinesField(
        "Thành viên",
        rows=3,
        help_text="Mỗi dòng một cơ quan và số người, ví dụ: Công an xã: 3 (tổ trưởng).",
    )

    def facts(self, before: TeamFacts | None) -> TeamFacts:
        given = self.cleaned_data
        former = before or TeamFacts(name="", level="commune", task="", members=())
        known = {member.unit: member for member in former.members}
        return replace(
            former,
            name=given["text"],
            level=given["level"] or "commune",
            task=given["task"],
            people=given["people"],
            members=tuple(member_of(line, known) for line in given["members"]),
        )


RuleRows = forms.formset_factory(RuleForm, BoundedRows, extra=1, max_num=MOST_ROWS)
TaskRows = forms.formset_factory(TaskForm, BoundedRows, extra=1, max_num=MOST_ROWS)
TeamRows = forms.formset_factory(TeamForm, BoundedRows, extra=1, max_num=MOST_ROWS)


def member_of(line: str, known: dict[str, TeamMemberFacts]) -> TeamMemberFacts:
    """A line such as "Công an xã: 3 (tổ trưởng)"; a role in other words stays with its office."""
    match = _MEMBER.fullmatch(line)
    unit, people = (match["unit"].strip(), match["people"]) if match else (line, None)
    former = known.get(unit)
    words = former.role if former and former.role != LEADER else ""
    role = LEADER if match and match["lead"] else words
    return TeamMemberFacts(unit, int(people) if people else None, role)


def member_line(member: TeamMemberFacts) -> str:
    """The line as it is typed."""
    people = "" if member.people is None else f": {member.people}"
    return f"{member.unit}{people}{' (tổ trưởng)' if member.role == LEADER else ''}"


def rule_rows(rules: Sequence[RuleFacts]) -> list[dict[str, Any]]:
    """The duties of reporting as the rows' initial values."""
    names = ("kind", "text", "time_of_day", "due_on")
    return [
        {name: getattr(row, name) for name in names}
        | {"weekday": str(row.weekday or ""), "former": mark}
        for mark, row in marked(rules).items()
    ]


def task_rows(tasks: Sequence[TaskFacts]) -> list[dict[str, Any]]:
    """The tasks as the rows' initial values."""
    names = ("text", "lead", "supporting", "timing", "due_on", "product", "responsible")
    return [
        {name: getattr(row, name) for name in names} | {"former": mark}
        for mark, row in marked(tasks).items()
    ]


def team_rows(teams: Sequence[TeamFacts]) -> list[dict[str, Any]]:
    """The teams as the rows' initial values."""
    return [
        {
            "text": row.name,
            "level": row.level,
            "task": row.task,
            "people": row.people,
            "members": tuple(member_line(member) for member in row.members),
            "former": mark,
        }
        for mark, row in marked(teams).items()
    ]


def kept_rows(rows: Any, before: Sequence[T]) -> tuple[T, ...]:
    """The rows that say something, each with what the reader noted beside its own former row."""
    known = marked(before)
    given = [form for form in rows.forms if form.cleaned_data.get("text")]
    return tuple(form.facts(known.get(form.cleaned_data["former"])) for form in given)
