"""People named for a plan's team, and who leads it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from plans.models import Plan, Team, TeamMember
from plans.queries import mark_of, may_name
from plans.rules.naming import fault_of, names_in
from units.actions import record
from units.models import User

Role = TeamMember.Role


class TeamError(ValueError):
    """Why a team is not saved; the message is a sentence for the user."""


class TeamChangedError(TeamError):
    """Somebody saved the team since the form was opened."""


@transaction.atomic
def name_people(
    *, team: Team, names: Mapping[int, str], leader: int | None, seen: str, by: User
) -> Team:
    """Name the people of each office (by the member row's pk) and the office whose first name leads.

    TeamError, with nothing saved, where a name is none, an office has more names than people, or
    somebody saved since `seen`.
    """
    team = (
        Team.objects.select_for_update(of=("self",))
        .select_related("plan__unit", "unit")
        .get(pk=team.pk)
    )
    _check(team, seen, by)
    members = list(team.members.all())
    before = _said(members)
    for member in members:
        given = names_in(names.get(member.pk, ""))
        if fault := fault_of(member.office, given, member.people):
            raise TeamError(fault)
        member.person = ", ".join(given)
        member.role = Role.LEADER if member.pk == leader else Role.MEMBER
    TeamMember.objects.bulk_update(members, ["person", "role"])
    subject = f"{team.plan}: {team.name}"
    record(
        "Cử người vào tổ", subject, by=by, unit=team.plan.unit, before=before, after=_said(members)
    )
    return team


def _check(team: Team, seen: str, by: User) -> None:
    if not may_name(by, team):
        raise TeamError("Tài khoản không được cử người vào tổ này.")
    if team.plan.state == Plan.State.EVALUATED:
        raise TeamError("Kế hoạch đã tổng kết, tổ không thay đổi được nữa.")
    if seen != mark_of(team):
        raise TeamChangedError(
            "Có người vừa sửa danh sách của tổ này. Đề nghị xem danh sách hiện nay rồi lưu lại."
        )


def _said(members: list[TeamMember]) -> list[str]:
    return [f"{m.office}: {m.person} ({m.get_role_display()})" for m in members]
