"""Input of the pages of tasks and teams."""

from __future__ import annotations

from typing import Any

from django import forms

from plans.models import Team, TeamMember
from units import clock

MEMBERS_CHANGED = (
    "Các đơn vị của tổ vừa được thay đổi nên chưa lưu. Đề nghị ghi lại họ tên vào đơn vị hiện nay."
)


class TaskDoneForm(forms.Form):
    """When a task was done, or a report handed in, and what came of it."""

    done_on = forms.DateField(
        label="Ngày hoàn thành",
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Cần ghi ngày hoàn thành.",
            "invalid": "Ngày hoàn thành chưa đúng, ghi như 12/6/2026.",
        },
    )
    note = forms.CharField(
        label="Kết quả, sản phẩm",
        max_length=500,
        help_text="Ghi việc đã làm được, số văn bản, số lượng hoặc nơi lưu sản phẩm.",
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
        error_messages={
            "required": "Cần ghi kết quả, sản phẩm.",
            "max_length": "Kết quả dài quá 500 ký tự.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done_on"].initial = clock.today()


class ReasonForm(forms.Form):
    """Why a duty is taken up again."""

    reason = forms.CharField(
        label="Lý do",
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={
            "required": "Cần ghi lý do làm tiếp.",
            "max_length": "Lý do dài quá 300 ký tự.",
        },
    )


class TeamForm(forms.Form):
    """The names of each office of a team, and which office's first name leads."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = list(team.members.all())
        choices = [("", "Chưa cử")] + [(str(m.pk), m.office) for m in self.members]
        self.fields["leader"] = forms.ChoiceField(
            label="Tổ trưởng thuộc",
            required=False,
            choices=choices,
            widget=forms.Select(attrs={"class": "form-select"}),
            error_messages={"invalid_choice": "Đơn vị của tổ trưởng không thuộc tổ này."},
        )
        for member in self.members:
            self.fields[f"names-{member.pk}"] = _names_field(member)

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or self.cleaned_data
        if self.unmatched:
            self.add_error(None, MEMBERS_CHANGED)
        return sent

    @property
    def unmatched(self) -> list[str]:
        """Names typed for offices that the team has no more: an amendment took them out meanwhile."""
        typed = self.data.items()
        return [
            text
            for name, text in typed
            if name.startswith("names-") and name not in self.fields and text.strip()
        ]

    @property
    def names(self) -> dict[int, str]:
        """What was typed for each office, by its row's pk."""
        return {m.pk: self.cleaned_data[f"names-{m.pk}"] for m in self.members}

    @property
    def leader_pk(self) -> int | None:
        chosen = self.cleaned_data["leader"]
        return int(chosen) if chosen else None


def initial_of(team: Team, seen: str) -> dict[str, object]:
    """The form's first values: the names and the leader as they stand."""
    members = list(team.members.all())
    leader = next((m.pk for m in members if m.role == TeamMember.Role.LEADER), "")
    names = {f"names-{m.pk}": m.person for m in members}
    return {"seen": seen, "leader": leader, **names}


def _names_field(member: TeamMember) -> forms.CharField:
    people = "" if member.people is None else f" ({member.people} người)"
    return forms.CharField(
        label=f"{member.office}{people}",
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
