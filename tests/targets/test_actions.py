"""Loading plans and giving out quotas."""

import pytest

from plans.models import Plan
from targets.actions.applying import load_plan
from targets.actions.quotas import split_quota
from targets.actions.vocabulary import load_vocabulary
from targets.catalogue.facts import PLAN_CODES
from targets.catalogue.facts import load_plan as plan_facts
from targets.catalogue.facts import load_vocabulary as vocabulary_facts
from targets.models import Indicator, Quota, Target
from tests import build
from units.models import AuditEntry
from units.rules import Kind, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def vocabulary():
    load_vocabulary(vocabulary_facts())


def load(code, **over):
    return load_plan(plan_facts(code), unit=build.unit("vn/xa/"), state=Plan.State.RUNNING, **over)


def test_all_47_targets_of_the_five_plans_load(vocabulary):
    counts = {code: load(code).targets.count() for code in PLAN_CODES}

    assert counts == {
        "2026-phu-rieng": 16,
        "2024-diem-mac": 8,
        "2026-tan-dinh": 11,
        "2023-duyen-hai": 4,
        "2025-tu-nghia": 8,
    }


def test_target_keeps_the_plans_deadline_and_its_last_day(vocabulary):
    target = load("2026-phu-rieng").targets.get(code="A4")

    assert target.get_deadline_wording_display() == "trước ngày"
    assert (str(target.deadline), str(target.last_day)) == ("2026-06-30", "2026-06-29")


def test_plan_that_is_there_already_stays_as_it_is(vocabulary):
    plan = load("2026-phu-rieng")
    plan.targets.filter(code="A1").update(short_label="Sửa tay")

    again = load("2026-phu-rieng")

    assert again == plan
    assert plan.targets.get(code="A1").short_label == "Sửa tay"
    assert Target.objects.filter(plan=plan).count() == 16


def test_vocabulary_loaded_twice_is_there_once(vocabulary):
    count = Indicator.objects.count()

    load_vocabulary(vocabulary_facts())

    assert Indicator.objects.count() == count


def test_field_of_an_office_that_is_no_unit_yet_is_left_out(vocabulary):
    build.unit("vn/xa/cong-an-xa/", name="Công an xã", kind=Kind.POLICE)

    plan = load("2026-phu-rieng")

    named = plan.fields.filter(unit__isnull=False).values_list("unit__name", flat=True)
    assert set(named) == {"Công an xã"}


def commune_target():
    plan = build.plan()
    for village in ("a", "b", "c"):
        build.unit(f"vn/xa/{village}/")
    return build.target(plan)


def test_split_gives_parts_that_sum_to_the_total_and_says_so_in_the_log():
    target = commune_target()
    head = build.user("vn/xa/", Role.POLICE_HEAD)

    parts = split_quota(target=target, total=100, weights={"a": 1, "b": 1, "c": 1}, by=head)

    assert parts == {"a": 34, "b": 33, "c": 33}
    assert dict(Quota.objects.values_list("unit__code", "value")) == parts
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.after, entry.by) == ("Giao chỉ tiêu", parts, head)


def test_second_split_replaces_the_first():
    target = commune_target()
    split_quota(target=target, total=100, weights={"a": 1, "b": 1}, by=None)

    split_quota(target=target, total=50, weights={"c": 1}, by=None)

    assert list(Quota.objects.values_list("unit__code", "value")) == [("c", 50)]


@pytest.mark.parametrize(
    ("path", "role"),
    [("vn/xa/", Role.OFFICER), ("vn/xa/a/", Role.VILLAGE_HEAD), ("vn/khac/", Role.POLICE_HEAD)],
)
def test_split_by_somebody_without_the_right_changes_nothing(path, role):
    target = commune_target()

    with pytest.raises(ValueError, match="không thuộc phạm vi"):
        split_quota(target=target, total=9, weights={"a": 1}, by=build.user(path, role))

    assert Quota.objects.count() == 0


def test_split_to_a_unit_outside_the_plan_is_refused():
    target = commune_target()
    build.unit("vn/khac/z/")

    with pytest.raises(ValueError, match="không thuộc phạm vi"):
        split_quota(target=target, total=9, weights={"a": 1, "z": 1}, by=None)

    assert Quota.objects.count() == 0
