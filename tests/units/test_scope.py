"""Whose rows a user sees, and which he may change."""

import pytest
from django.core.exceptions import ValidationError

from plans.models import Plan
from residents.models import Population
from targets.models import Indicator, Target
from tests import build
from units.actions import move_unit
from units.models import AuditEntry, Unit
from units.rules import PERMISSIONS, Permission, Role, is_within, lineage, permitted
from units.scope import may_edit_reference, rows_of

pytestmark = pytest.mark.django_db

THON, OTHER = "vn/xa/thon-1/", "vn/xa/thon-2/"
LOOKALIKE = "vn/xa-khac/thon-9/"


@pytest.fixture(autouse=True)
def country() -> None:
    for path in (THON, OTHER, LOOKALIKE):
        build.unit(path)


def paths(rows: object) -> list[str]:
    return sorted(row.path for row in rows)  # type: ignore[attr-defined]


def test_a_user_sees_his_unit_and_what_is_below_it():
    officer = build.user("vn/xa/")

    assert paths(Unit.objects.visible_to(officer)) == ["vn/xa/", THON, OTHER]


def test_a_unit_whose_name_begins_alike_is_not_below():
    build.unit("vn/xa/thon-10/")
    head = build.user(THON, Role.VILLAGE_HEAD)

    assert paths(Unit.objects.visible_to(head)) == [THON]


def test_rows_are_seen_where_their_unit_is():
    mine = build.population(THON, 5)
    build.population(LOOKALIKE, 7)

    assert list(Population.objects.visible_to(build.user("vn/xa/"))) == [mine]


def test_an_account_without_a_unit_sees_and_changes_nothing():
    build.population(THON, 5)
    build.plan()
    lost = build.user("vn/xa/", Role.ADMINISTRATOR)
    lost.unit = None

    for rows in (Unit.objects, Population.objects, Plan.objects, Target.objects):
        assert not rows.visible_to(lost).exists()
        assert not rows.editable_by(lost, Permission.ADMINISTER).exists()


def test_changing_asks_for_the_right_besides_the_place():
    build.population(THON, 5)
    admin, officer = build.user("vn/xa/", Role.ADMINISTRATOR), build.user("vn/xa/")

    assert Population.objects.editable_by(admin, Permission.ADMINISTER).count() == 1
    assert Population.objects.editable_by(officer, Permission.ADMINISTER).count() == 0


def test_a_deactivated_account_changes_nothing():
    admin = build.user("vn/xa/", Role.ADMINISTRATOR, is_active=False)

    assert not Unit.objects.editable_by(admin, Permission.ADMINISTER).exists()


def test_a_plan_is_seen_below_its_issuer_and_changed_only_there():
    above, own = build.plan("vn/", code="tren"), build.plan("vn/xa/", code="xa")
    build.plan("vn/xa-khac/", code="khac")
    admin = build.user("vn/xa/", Role.ADMINISTRATOR)

    assert set(Plan.objects.visible_to(admin)) == {above, own}
    assert set(Plan.objects.editable_by(admin, Permission.ADMINISTER)) == {own}


def test_a_plan_is_seen_by_the_units_above_its_issuer():
    plan = build.plan()

    assert list(Plan.objects.visible_to(build.user("vn/", Role.SUPERIOR))) == [plan]


def test_targets_are_seen_and_changed_where_their_plan_is():
    above = build.target(build.plan("vn/", code="tren"))
    build.target(build.plan("vn/xa-khac/", code="khac"))
    admin = build.user(THON, Role.ADMINISTRATOR)

    assert list(Target.objects.visible_to(admin)) == [above]
    assert not Target.objects.editable_by(admin, Permission.ADMINISTER).exists()


def test_a_model_without_a_scope_is_never_shown_by_oversight():
    with pytest.raises(TypeError):
        rows_of(Indicator)


def test_shared_words_are_changed_by_the_administrator_of_the_whole_tree_alone():
    top = build.user("vn/", Role.ADMINISTRATOR)

    assert may_edit_reference(top)
    assert not may_edit_reference(build.user("vn/", Role.SUPERIOR))
    assert not may_edit_reference(build.user("vn/xa/", Role.ADMINISTRATOR))


@pytest.mark.parametrize("code", ["Thon-3", "thon_3", "thôn-3", "thon/3", ""])
def test_a_code_that_scoping_could_misread_is_refused_on_every_path(code):
    with pytest.raises(ValidationError):
        build.unit("vn/xa/moi/", code=code)


def test_a_moved_unit_takes_all_below_it_and_leaves_a_trace():
    build.unit(f"{THON}to-1/nha-1/")
    officer = build.user("vn/xa/", Role.ADMINISTRATOR)
    move_unit(unit=build.unit(THON), parent=build.unit("vn/xa-khac/"), by=officer)

    moved = "vn/xa-khac/thon-1/"
    assert paths(Unit.objects.within(moved)) == [moved, f"{moved}to-1/", f"{moved}to-1/nha-1/"]
    assert not Unit.objects.within(THON).exists()
    line = AuditEntry.objects.get()
    assert (line.action, line.before, line.after) == ("Chuyển đơn vị", "Xa", "Xa khac")


def test_a_unit_is_not_moved_below_itself():
    with pytest.raises(ValueError, match="dưới chính nó"):
        move_unit(unit=build.unit("vn/xa/"), parent=build.unit(THON), by=None)
    assert Unit.objects.get(code="xa").path == "vn/xa/"


def test_the_lineage_of_a_path_runs_from_the_root():
    assert lineage("vn/tinh/xa/") == ("vn/", "vn/tinh/", "vn/tinh/xa/")
    assert is_within("vn/tinh/xa/", "vn/tinh/")
    assert not is_within("vn/tinh/", "vn/tinh/xa/")


def test_an_unknown_role_may_do_nothing():
    assert not any(permitted(role, p) for role in ("", "khac") for p in Permission)


def test_only_the_administrator_administers_and_he_touches_no_figure():
    assert [r for r in Role if permitted(r, Permission.ADMINISTER)] == [Role.ADMINISTRATOR]
    assert PERMISSIONS[Role.ADMINISTRATOR] == {Permission.ADMINISTER, Permission.SEE_PROGRESS}
