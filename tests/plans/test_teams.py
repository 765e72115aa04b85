"""People named for a team: no more than its offices send, no numbers, nobody's work overwritten."""

import pytest

from plans.actions.teams import TeamChangedError, TeamError, name_people
from plans.models import Plan, TeamMember
from plans.queries import mark_of, may_name
from plans.rules.naming import fault_of, names_in
from tests import build
from tests.plans import build_duties as duties
from units.models import AuditEntry
from units.rules import Role

pytestmark = pytest.mark.django_db


def members(team) -> list[tuple[str, str, str]]:
    rows = TeamMember.objects.filter(team=team).order_by("position")
    return list(rows.values_list("office", "person", "role"))


def given(team, *names: str) -> dict[int, str]:
    return dict(zip(team.members.values_list("pk", flat=True), names, strict=True))


def test_names_and_the_leader_are_kept_by_office_and_logged():
    by, team = duties.head(), duties.team(build.plan())
    first = team.members.first().pk
    names = given(team, "Lê Văn C,  Nguyễn Văn A", "Trần Thị M\nBùi Thị L", "")

    name_people(team=team, names=names, leader=first, seen=mark_of(team), by=by)

    assert members(team) == [
        ("Công an xã", "Lê Văn C, Nguyễn Văn A", "leader"),
        ("Đoàn thanh niên", "Trần Thị M, Bùi Thị L", "member"),
        ("Hội Phụ nữ", "", "member"),
    ]
    entry = AuditEntry.objects.get()
    assert entry.before[0] == "Công an xã:  (thành viên)"
    assert entry.after[0] == "Công an xã: Lê Văn C, Nguyễn Văn A (tổ trưởng)"


def test_more_names_than_people_are_refused_and_nothing_is_saved():
    by, team = duties.head(), duties.team(build.plan())
    names = given(team, "Lê Văn C", "A, B, C", "")

    with pytest.raises(TeamError, match="Đoàn thanh niên cử 2 người vào tổ, đã ghi 3 tên"):
        name_people(team=team, names=names, leader=None, seen=mark_of(team), by=by)

    assert [person for _, person, _ in members(team)] == ["", "", ""]
    assert AuditEntry.objects.count() == 0


def test_who_saves_over_somebody_elses_names_is_told_so():
    by, team = duties.head(), duties.team(build.plan())
    seen = mark_of(team)
    name_people(team=team, names=given(team, "Lê Văn C", "", ""), leader=None, seen=seen, by=by)

    with pytest.raises(TeamChangedError):
        name_people(team=team, names=given(team, "", "", ""), leader=None, seen=seen, by=by)

    assert members(team)[0][1] == "Lê Văn C"


def test_an_evaluated_plans_team_stays():
    by, team = duties.head(), duties.team(build.plan(state=Plan.State.EVALUATED))

    with pytest.raises(TeamError, match="Kế hoạch đã tổng kết"):
        name_people(
            team=team, names=given(team, "", "", ""), leader=None, seen=mark_of(team), by=by
        )


def test_a_team_is_named_where_its_plan_or_the_team_itself_belongs():
    plan = build.plan("vn/")
    team = duties.team(plan, unit=build.unit(duties.COMMUNE))
    may = {
        "of the plan": build.user("vn/", Role.SUPERIOR),
        "of the team": duties.head(),
        "no right": build.user(duties.COMMUNE, Role.OFFICER),
        "elsewhere": build.user("vn/xa-khac/", Role.POLICE_HEAD),
    }

    assert {who: may_name(user, team) for who, user in may.items()} == {
        "of the plan": True,
        "of the team": True,
        "no right": False,
        "elsewhere": False,
    }
    with pytest.raises(TeamError, match="Tài khoản không được cử người vào tổ này"):
        name_people(team=team, names={}, leader=None, seen=mark_of(team), by=may["elsewhere"])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ()),
        (" , ;\n", ()),
        ("Lê Văn C", ("Lê Văn C",)),
        ("Lê  Văn C;Nguyễn Văn A\r\nTrần B,", ("Lê Văn C", "Nguyễn Văn A", "Trần B")),
    ],
)
def test_names_stand_between_commas_semicolons_and_line_breaks(text, names):
    assert names_in(text) == names


@pytest.mark.parametrize(
    ("names", "people", "fault"),
    [
        (("Lê Văn C",), 1, ""),
        (("A", "B"), None, ""),
        (
            ("Lê Văn C 0912345678",),
            4,
            "Công an xã: chỉ ghi họ tên, không ghi số điện thoại hay số giấy tờ.",
        ),
        (("A", "B"), 1, "Công an xã cử 1 người vào tổ, đã ghi 2 tên."),
        (("A" * 601,), None, "Công an xã: danh sách họ tên dài quá 600 ký tự."),
    ],
)
def test_what_is_no_list_of_names_is_said(names, people, fault):
    assert fault_of("Công an xã", names, people) == fault
