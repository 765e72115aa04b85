"""A unit that is no longer active: nothing new comes in, what it reported still counts and shows."""

import pytest

from intake.queries.fields import counting_units, reporting_units
from intake.rules.ledger import NotAField
from reports.queries.progress import progress_of
from tests import build
from units.rules import Branch

pytestmark = pytest.mark.django_db

OLD, NEW = "vn/xa/thon-cu/", "vn/xa/thon-moi/"


@pytest.fixture(autouse=True)
def world(settings):
    settings.PORTAL_TODAY = build.DAY
    plan = build.plan()
    build.field(plan)
    build.target(plan)
    officer = build.user("vn/xa/")
    build.count(OLD, 5, by=officer)
    build.count(NEW, 3, by=officer)
    village = build.unit(OLD)
    village.is_active = False
    village.save(update_fields=["is_active"])
    return plan, officer


def test_it_takes_no_new_figures(world):
    _, officer = world

    with pytest.raises(NotAField):
        build.count(OLD, 6, by=officer)
    assert [unit.path for unit in reporting_units(build.unit("vn/xa/"), Branch.PLACE)] == [NEW]


def test_its_row_stays_so_that_the_rows_still_sum_to_the_commune(world):
    plan, _ = world
    commune = build.unit("vn/xa/")
    villages = counting_units(commune, Branch.PLACE)

    total, *rows = (row.done for row in progress_of(plan, [commune, *villages]))

    assert (total, sorted(rows)) == (8, [3, 5])


def test_one_that_never_reported_has_no_row(world):
    empty = build.unit("vn/xa/thon-trong/")
    empty.is_active = False
    empty.save(update_fields=["is_active"])

    paths = [unit.path for unit in counting_units(build.unit("vn/xa/"), Branch.PLACE)]

    assert sorted(paths) == [OLD, NEW]
