"""Who may do what: kinds of unit, branches of the tree, roles and their permissions."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a unit is. Levels below the commune have many names; the name itself is free text."""

    NATION = "nation"
    PROVINCE = "province"
    DISTRICT = "district"  # huyện, thị xã: gone since 1/7/2025, kept for older plans
    COMMUNE = "commune"
    VILLAGE = "village"
    POLICE = "police"
    DEPARTMENT = "department"
    UNION = "union"
    SCHOOL = "school"
    OFFICER = "officer"


KIND_LABELS: dict[Kind, str] = {
    Kind.NATION: "Cả nước",
    Kind.PROVINCE: "Tỉnh, thành phố",
    Kind.DISTRICT: "Huyện, thị xã",
    Kind.COMMUNE: "Xã, phường",
    Kind.VILLAGE: "Thôn, xóm, ấp, khóm, tổ dân phố",
    Kind.POLICE: "Công an",
    Kind.DEPARTMENT: "Phòng, trung tâm",
    Kind.UNION: "Mặt trận, hội, đoàn thể",
    Kind.SCHOOL: "Trường học",
    Kind.OFFICER: "Cán bộ",
}


class Branch(StrEnum):
    """A branch of the tree. Sums never mix branches: an office's figures are not a village's."""

    PLACE = "place"
    OFFICE = "office"
    PERSON = "person"


BRANCH_LABELS: dict[Branch, str] = {
    Branch.PLACE: "Địa bàn",
    Branch.OFFICE: "Cơ quan, đoàn thể",
    Branch.PERSON: "Cán bộ",
}


def branch_of(kind: Kind) -> Branch:
    """The branch a kind of unit belongs to."""
    if kind in {Kind.POLICE, Kind.DEPARTMENT, Kind.UNION, Kind.SCHOOL}:
        return Branch.OFFICE
    return Branch.PERSON if kind == Kind.OFFICER else Branch.PLACE


class Role(StrEnum):
    """What a person is in the campaign; it decides what he may do, his unit decides where."""

    OFFICER = "officer"
    VILLAGE_HEAD = "village_head"
    REPORTER = "reporter"
    POLICE_HEAD = "police_head"
    CHAIRMAN = "chairman"
    SUPERIOR = "superior"
    ADMINISTRATOR = "administrator"


ROLE_LABELS: dict[Role, str] = {
    Role.OFFICER: "Cán bộ Công an xã",
    Role.VILLAGE_HEAD: "Trưởng thôn",
    Role.REPORTER: "Báo cáo viên cơ quan, đoàn thể, trường học",
    Role.POLICE_HEAD: "Trưởng Công an xã",
    Role.CHAIRMAN: "Chủ tịch UBND xã",
    Role.SUPERIOR: "Cấp trên (tỉnh, thành phố)",
    Role.ADMINISTRATOR: "Quản trị",
}


class Permission(StrEnum):
    """One thing that a role may do inside its own subtree."""

    ENTER_COUNTS = "enter_counts"
    SEND_TALLIES = "send_tallies"
    SEE_PROGRESS = "see_progress"
    REVIEW_DAYS = "review_days"
    LOCK_DAYS = "lock_days"
    SPLIT_QUOTAS = "split_quotas"
    MAKE_REPORTS = "make_reports"
    ISSUE_REPORTS = "issue_reports"
    DRAFT_PLANS = "draft_plans"
    ISSUE_PLANS = "issue_plans"
    ASK_DEDUCTIONS = "ask_deductions"
    DECIDE_DEDUCTIONS = "decide_deductions"
    ADMINISTER = "administer"


_SEE = frozenset({Permission.SEE_PROGRESS})
_ENTER = frozenset({Permission.ENTER_COUNTS, Permission.SEND_TALLIES, Permission.ASK_DEDUCTIONS})

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: _ENTER | _SEE,
    Role.VILLAGE_HEAD: _ENTER | _SEE,
    Role.REPORTER: _ENTER | _SEE,
    Role.POLICE_HEAD: _ENTER
    | _SEE
    | {
        Permission.REVIEW_DAYS,
        Permission.LOCK_DAYS,
        Permission.SPLIT_QUOTAS,
        Permission.MAKE_REPORTS,
        Permission.DRAFT_PLANS,
        Permission.DECIDE_DEDUCTIONS,
    },
    Role.CHAIRMAN: _SEE
    | {
        Permission.MAKE_REPORTS,
        Permission.ISSUE_REPORTS,
        Permission.DRAFT_PLANS,
        Permission.ISSUE_PLANS,
    },
    Role.SUPERIOR: _SEE
    | {
        Permission.MAKE_REPORTS,
        Permission.SPLIT_QUOTAS,
        Permission.DRAFT_PLANS,
        Permission.ISSUE_PLANS,
        Permission.DECIDE_DEDUCTIONS,
    },
    Role.ADMINISTRATOR: _SEE | {Permission.ADMINISTER},
}


_ROLES = frozenset(role.value for role in Role)


def permitted(role: str, permission: Permission) -> bool:
    """Whether a role may do a thing; an unknown role may do nothing."""
    return role in _ROLES and permission in PERMISSIONS[Role(role)]


def lineage(path: str) -> tuple[str, ...]:
    """The paths of a unit and all units above it, from the root: "vn/", "vn/dong-nai/", ..."""
    parts = path.strip("/").split("/")
    return tuple("/".join(parts[: n + 1]) + "/" for n in range(len(parts)))


def is_within(path: str, root: str) -> bool:
    """Whether the unit at `path` is `root` or lies below it."""
    return path.startswith(root)
