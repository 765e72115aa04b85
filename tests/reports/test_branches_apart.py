"""Sums never mix branches: whatever offices and officers count, a place's total is its villages'."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.actions.counts import Origin, record_counts
from intake.models import Source, Total
from intake.queries.history import parts_of_sum
from intake.queries.series import last_levels
from intake.rules.ledger import CellKey, NewValue
from reports.queries.progress import progress_of
from reports.queries.weekly import weekly_facts
from tests import build
from units.rules import Branch, Kind, Role

pytestmark = pytest.mark.django_db

DAYS = [date(2026, 6, 8), date(2026, 6, 9)]
PLACES = ["vn/xa-1/thon-1/", "vn/xa-1/thon-2/", "vn/xa-2/thon-3/"]
OFFICES = ["vn/xa-1/ca-1/", "vn/xa-1/hoi-1/", "vn/xa-2/ca-2/"]
PERSONS = ["vn/xa-1/ca-1/an/", "vn/xa-1/ca-1/binh/", "vn/xa-2/ca-2/chi/"]
ABOVE = ["vn/", "vn/xa-1/", "vn/xa-2/"]
BRANCH = {
    **dict.fromkeys(PLACES, Branch.PLACE),
    **dict.fromkeys(OFFICES, Branch.OFFICE),
    **dict.fromkeys(PERSONS, Branch.PERSON),
}
# Every unit's values of the two days; None is "not reported".
VALUES = st.fixed_dictionaries(
    dict.fromkeys(BRANCH, st.tuples(*[st.none() | st.integers(0, 500)] * len(DAYS)))
)


@pytest.fixture
def country(settings):
    """One plan that asks the same cell of every branch, with a target for each."""
    settings.PORTAL_TODAY = date(2026, 6, 12)
    plan = build.plan("vn/")
    for path in PLACES:
        build.unit(path)
    for path in OFFICES:
        build.unit(path, kind=Kind.POLICE if "ca-" in path else Kind.UNION)
    for path in PERSONS:
        build.unit(path, kind=Kind.OFFICER)
    for branch in Branch:
        build.field(plan, branch=branch)
        build.target(plan, code=branch, branch=branch, goal_kind="count", denominator_kind="")
    return plan, build.user("vn/", Role.POLICE_HEAD)


def entered(values, keys, versions, by):
    """Put the values over those of the example before, in one save."""
    new = [
        NewValue(keys[path, day], value, versions[keys[path, day]], "x")
        for path, days in values.items()
        for day, value in zip(DAYS, days, strict=True)
    ]
    for line in record_counts(new, by=by, origin=Origin(Source.WEB)).entries:
        versions[line.key] = line.version


def expected(values, root, branch):
    """The plain sum by day over the branch's units below (not at) the root, without noughts."""
    found: Counter[date] = Counter()
    for path, days in values.items():
        if path.startswith(root) and path != root and BRANCH[path] == branch:
            for day, value in zip(DAYS, days, strict=True):
                found[day] += value or 0
    return +found


def test_place_totals_are_the_villages_alone_at_every_level(country):
    plan, by = country
    keys = {(path, day): build.key(path, day) for path in BRANCH for day in DAYS}
    versions: Counter[CellKey] = Counter()
    above = [build.unit(path) for path in ABOVE]

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(VALUES)
    def check(values):
        entered(values, keys, versions, by)
        sums = {(u, b): expected(values, u.path, b) for u in above for b in Branch}
        stored = {key: Counter() for key in sums}
        for total in Total.objects.filter(unit__in=above).select_related("unit"):
            stored[total.unit, total.branch][total.day] += total.value
        assert {key: +found for key, found in stored.items()} == sums
        rows = progress_of(plan, above)
        assert {(row.unit_code, row.target.code): row.done or 0 for row in rows} == {
            (unit.code, branch): sums[unit, branch].total() for unit in above for branch in Branch
        }

    check()


def test_parts_under_a_number_are_parted_by_branch(country):
    _, by = country
    for n, path in enumerate(BRANCH, start=1):
        build.count(path, 2**n, DAYS[0], by=by)
    unit, indicator, cohort = build.unit("vn/xa-1/"), build.indicator(), build.cohort()

    parts = parts_of_sum(unit, DAYS[0], indicator, cohort, user=by)

    assert {part.branch: part.total for part in parts} == {
        "Địa bàn": 2 + 4,
        "Cơ quan, đoàn thể": 16 + 32,
        "Cán bộ": 128 + 256,
    }


def test_weekly_report_counts_a_target_in_its_own_branch(country):
    plan, by = country
    for path, value in ((PLACES[0], 3), (OFFICES[0], 50), (PERSONS[0], 700)):
        build.count(path, value, DAYS[0], by=by)

    facts = weekly_facts(plan, ending=date(2026, 6, 14))

    assert {
        week.progress.target.code: (week.week_count, week.progress.done) for week in facts.targets
    } == {
        "place": (3, 3),
        "office": (50, 50),
        "person": (700, 700),
    }
    place = next(w for w in facts.targets if w.progress.target.code == "place")
    assert sum(unit.week_count or 0 for unit in place.by_unit) == 3


def test_levels_of_stocks_keep_to_their_branch(country):
    plan, by = country
    wallet = build.indicator("e_wallet", aggregation="stock")
    for branch in Branch:
        build.field(plan, branch=branch, indicator=wallet)
    for path, value in ((PLACES[0], 3), (OFFICES[1], 50), (PERSONS[0], 700)):
        build.count(path, value, DAYS[0], by=by, indicator=wallet)
    commune = build.unit("vn/xa-1/")
    key = (commune.pk, wallet.pk, build.cohort().pk)

    assert {b: last_levels([commune], b, last=DAYS[1])[key] for b in Branch} == {
        Branch.PLACE: 3,
        Branch.OFFICE: 50,
        Branch.PERSON: 700,
    }
