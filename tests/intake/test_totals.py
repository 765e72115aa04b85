"""Totals, series and levels: at every level, at once after every save, what the entries add up to."""

import uuid
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from intake.actions.counts import Origin, Recorded, record_counts, submit_once
from intake.actions.days import close_day, open_day
from intake.actions.moves import move_with_figures
from intake.models import Count, Entry, Source, Submission, Total
from intake.queries.integrity import differences_of
from intake.queries.series import last_levels, series_of
from intake.rules.ledger import Clashes, DayLocked, NewValue
from targets.models import Indicator
from tests import build
from units.models import Unit, User
from units.rules import Branch, Kind, Role, lineage

VILLAGES = ("vn/tinh/xa-a/thon-1/", "vn/tinh/xa-a/thon-2/", "vn/tinh/xa-b/thon-3/")
OFFICE = "vn/tinh/xa-a/cong-an/"
LEAVES = (*VILLAGES, OFFICE)
COMMUNES = ("vn/tinh/xa-a/", "vn/tinh/xa-b/")
LEVELS = ("vn/", "vn/tinh/", *COMMUNES, *LEAVES)
DAYS = tuple(date(2026, 6, day) for day in (10, 11, 12))
START = datetime(2026, 6, 10, 8, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 5, 1), date(2026, 6, 30)

CellName = tuple[str, date]
Values = dict[CellName, int | None]


def country() -> User:
    """Two communes of one province, an office beside the villages; one account above them all."""
    build.unit("vn/tinh/", kind=Kind.PROVINCE)
    for path in COMMUNES:
        build.unit(path, kind=Kind.COMMUNE)
    for path in VILLAGES:
        build.unit(path, kind=Kind.VILLAGE)
    build.unit(OFFICE, kind=Kind.POLICE)
    plan = build.plan("vn/")
    build.field(plan)
    build.field(plan, branch=Branch.OFFICE)
    return build.user("vn/", Role.POLICE_HEAD)


def branch_of(path: str) -> str:
    return Branch.OFFICE if path == OFFICE else Branch.PLACE


def summed(values: Values, branch: str) -> dict[tuple[str, date], int]:
    """What each level should show for each day: the reported leaves of one branch, added up."""
    sums: dict[tuple[str, date], int] = defaultdict(int)
    for (path, day), value in values.items():
        if value is not None and branch_of(path) == branch:
            for level in lineage(path):
                sums[level, day] += value
    return dict(sums)


def shown(branch: str, **asked: Any) -> dict[tuple[str, date], int]:
    """What the portal shows for each level and day that has a figure other than 0."""
    units = {unit.pk: unit.path for unit in Unit.objects.all()}
    series = series_of(Unit.objects.all(), branch, first=FIRST, last=LAST, **asked)
    return {
        (units[unit], day): value
        for (unit, _, _), days in series.days.items()
        for day, value in days.items()
    }


def without_zeros(sums: dict[tuple[str, date], int]) -> dict[tuple[str, date], int]:
    """A level whose rows were all taken back shows 0 now, and nothing when asked of the ledger."""
    return {key: value for key, value in sums.items() if value}


cells = st.tuples(st.sampled_from(LEAVES), st.sampled_from(DAYS))
numbers = st.one_of(st.none(), st.integers(0, 40))


class Ledger(RuleBasedStateMachine):
    """Any interleaving of saves, repeats, take-backs, undoing, stale forms, locks and the like."""

    batches = Bundle("batches")
    submissions = Bundle("submissions")

    @initialize()
    def begin(self) -> None:
        self.scope = transaction.atomic()
        self.scope.__enter__()
        self.user = country()
        self.values: Values = {}
        self.locked: set[tuple[str, date]] = set()
        self.past: list[tuple[datetime, Values]] = []
        self.moment = START

    def tick(self) -> datetime:
        self.moment += timedelta(minutes=7)
        return self.moment

    def is_locked(self, names: list[CellName]) -> bool:
        return any((lineage(path)[2], day) in self.locked for path, day in names)

    def write(self, values: Values, source: Source, **more: Any) -> Recorded:
        new = [NewValue(build.key(path, day), value) for (path, day), value in values.items()]
        origin = Origin(source, at=self.tick(), **more)
        return record_counts(new, by=self.user, origin=origin)

    def store(self, values: Values, source: Source) -> Values:
        """Write what the day's lock allows. Returns what was there before, for undoing."""
        before = {name: self.values.get(name) for name in values}
        if self.is_locked(list(values)):
            with pytest.raises(DayLocked):
                self.write(values, source)
            return {}
        self.write(values, source)
        self.values.update(values)
        self.past.append((self.moment, dict(self.values)))
        return before

    @rule(target=batches, values=st.dictionaries(cells, numbers, min_size=1, max_size=5))
    def save(self, values: Values) -> Values:
        return self.store(values, Source.WEB)

    @rule(target=batches, values=st.dictionaries(cells, st.integers(0, 40), max_size=8))
    def commit_a_tally(self, values: Values) -> Values:
        return self.store(values, Source.TALLY)

    @rule(before=consumes(batches))
    def undo(self, before: Values) -> None:
        self.store(before, Source.UNDO)

    @rule(target=submissions, cell=cells, value=numbers)
    def submit(self, cell: CellName, value: int | None) -> tuple[uuid.UUID, CellName, int | None]:
        key = uuid.uuid4()
        if not self.is_locked([cell]):
            self.send(key, cell, value)
            self.values[cell] = value
            self.past.append((self.moment, dict(self.values)))
        return key, cell, value

    def send(self, key: uuid.UUID, cell: CellName, value: int | None) -> dict[str, Any]:
        def work(submission: Submission) -> dict[str, Any]:
            return {"cells": self.write({cell: value}, Source.WEB, submission=submission).cells}

        body = [str(cell), value]
        return submit_once(key=key, body=body, by=self.user, source=Source.WEB, work=work)

    @rule(sent=submissions)
    def submit_again(self, sent: tuple[uuid.UUID, CellName, int | None]) -> None:
        if Submission.objects.filter(key=sent[0]).exists():
            entries = Entry.objects.count()
            self.send(*sent)
            assert Entry.objects.count() == entries

    @rule(cell=cells, value=st.integers(41, 50))
    def save_from_a_stale_form(self, cell: CellName, value: int) -> None:
        count = Count.objects.filter(unit__path=cell[0], day=cell[1]).first()
        stale = (count.version if count else 0) + 1
        with pytest.raises(DayLocked if self.is_locked([cell]) else Clashes):
            build.count(cell[0], value, cell[1], by=self.user, base_version=stale)

    @rule(commune=st.sampled_from(COMMUNES), day=st.sampled_from(DAYS))
    def lock(self, commune: str, day: date) -> None:
        close_day(unit=build.unit(commune), day=day, by=self.user)
        self.locked.add((commune, day))

    @precondition(lambda self: self.locked)
    @rule(data=st.data())
    def unlock(self, data: st.DataObject) -> None:
        commune, day = data.draw(st.sampled_from(sorted(self.locked)))
        open_day(unit=build.unit(commune), day=day, reason="bổ sung", by=self.user)
        self.locked.remove((commune, day))

    @invariant()
    def counts_are_the_last_values(self) -> None:
        rows = Count.objects.filter(value__isnull=False).values_list("unit__path", "day", "value")
        reported = {(path, day): value for path, day, value in rows}
        assert reported == {k: v for k, v in self.values.items() if v is not None}

    @invariant()
    def totals_are_the_sums_of_the_rows_below(self) -> None:
        for branch in (Branch.PLACE, Branch.OFFICE):
            sums = summed(self.values, branch)
            rows = Total.objects.filter(branch=branch).values_list("unit__path", "day", "value")
            above = {key: value for key, value in sums.items() if key[0] not in LEAVES}
            stored = {(path, day): value for path, day, value in rows}
            assert without_zeros(stored) == without_zeros(above)
            assert without_zeros(shown(branch)) == without_zeros(sums)

    @invariant()
    def the_entries_say_the_same(self) -> None:
        assert differences_of(Unit.objects.get(path="vn/"))[1] == []

    @invariant()
    def versions_have_no_gap(self) -> None:
        for count in Count.objects.all():
            versions = Entry.objects.filter(unit=count.unit_id, day=count.day).values_list(
                "version", flat=True
            )
            assert sorted(versions) == list(range(1, count.version + 1))

    def teardown(self) -> None:
        """Every past moment can still be asked for; then the example's rows go."""
        try:
            for moment, values in self.past:
                for branch in (Branch.PLACE, Branch.OFFICE):
                    assert shown(branch, known_at=moment) == summed(values, branch)
        finally:
            transaction.set_rollback(True)
            self.scope.__exit__(None, None, None)


def test_any_interleaving_keeps_every_figure_equal_to_the_entries(db, settings):
    settings.PORTAL_TODAY = DAYS[-1]
    run_state_machine_as_test(
        Ledger,
        settings=hypothesis_settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],  # making a failure smaller takes minutes with a database
        ),
    )


@pytest.fixture
def user(db, settings) -> User:
    settings.PORTAL_TODAY = DAYS[-1]
    return country()


def level(path: str, branch: str = Branch.PLACE, **asked: Any) -> dict[date, int]:
    """The days that the portal shows for one unit."""
    return {day: value for (unit, day), value in shown(branch, **asked).items() if unit == path}


def test_a_save_is_in_every_level_at_once(user):
    build.count(VILLAGES[0], 5, DAYS[0], by=user)
    build.count(VILLAGES[1], 7, DAYS[0], by=user)
    build.count(VILLAGES[2], 11, DAYS[1], by=user)

    assert level("vn/tinh/xa-a/") == {DAYS[0]: 12}
    assert level("vn/tinh/xa-b/") == {DAYS[1]: 11}
    assert level("vn/tinh/") == level("vn/") == {DAYS[0]: 12, DAYS[1]: 11}


def test_an_office_is_never_in_the_places_figures(user):
    build.count(VILLAGES[0], 5, by=user)
    build.count(OFFICE, 100, by=user)

    assert level("vn/") == {build.DAY: 5}
    assert level("vn/", Branch.OFFICE) == {build.DAY: 100}


def test_a_blank_day_is_absent_and_an_explicit_zero_is_there(user):
    build.count(VILLAGES[0], 0, DAYS[0], by=user)
    build.count(VILLAGES[0], None, DAYS[1], by=user)

    assert level(VILLAGES[0]) == {DAYS[0]: 0}
    assert level(VILLAGES[0], known_at=datetime(2026, 6, 30, tzinfo=UTC)) == {DAYS[0]: 0}


def test_days_outside_the_window_are_left_out_with_both_ends_in(user):
    for n, day in enumerate(DAYS, start=1):
        build.count(VILLAGES[0], n, day, by=user)

    units = [build.unit("vn/")]
    series = series_of(units, Branch.PLACE, first=DAYS[0], last=DAYS[1])
    assert list(series.days.values()) == [{DAYS[0]: 1, DAYS[1]: 2}]


def test_cohorts_of_an_indicator_add_up_by_day(user):
    up = build.cohort("age_14_up")
    build.field(build.plan("vn/", code="khac"), cohort=up)
    build.count(VILLAGES[0], 5, DAYS[0], by=user)
    build.count(VILLAGES[0], 3, DAYS[0], by=user, cohort=up)
    build.count(VILLAGES[0], 2, DAYS[1], by=user, cohort=up)

    root = build.unit("vn/")
    series = series_of([root], Branch.PLACE, first=FIRST, last=LAST)
    both = [build.cohort().pk, up.pk]
    assert series.of(root.pk, build.indicator().pk, both) == {DAYS[0]: 8, DAYS[1]: 2}


def test_what_was_known_on_monday_stays_known(user):
    monday = datetime(2026, 6, 8, 4, 0, tzinfo=UTC)
    build.count(VILLAGES[0], 5, DAYS[0], by=user, origin=Origin(Source.WEB, at=monday))
    later = Origin(Source.WEB, at=monday + timedelta(seconds=1))
    build.count(VILLAGES[0], 9, DAYS[0], by=user, origin=later)
    build.count(VILLAGES[1], 2, DAYS[0], by=user, origin=later)

    assert level("vn/", known_at=monday) == {DAYS[0]: 5}
    assert level("vn/", known_at=later.at) == level("vn/") == {DAYS[0]: 11}
    assert level("vn/", known_at=monday - timedelta(seconds=1)) == {}


def test_a_moved_unit_takes_its_figures_from_the_old_line_to_the_new_one(user):
    build.count(VILLAGES[0], 5, DAYS[0], by=user)
    build.count(VILLAGES[1], 7, DAYS[0], by=user)
    build.count(OFFICE, 100, DAYS[0], by=user)
    moved = build.unit(VILLAGES[0])
    move_with_figures(unit=moved, parent=build.unit(COMMUNES[1]), by=user)

    assert level(COMMUNES[0]) == {DAYS[0]: 7}
    assert level(COMMUNES[1]) == {DAYS[0]: 5}
    assert level("vn/tinh/") == level("vn/") == {DAYS[0]: 12}
    assert level(COMMUNES[0], Branch.OFFICE) == {DAYS[0]: 100}
    assert differences_of(build.unit("vn/"))[1] == []


def test_a_commune_moved_to_another_province_takes_all_its_branches_along(user):
    build.count(VILLAGES[0], 5, DAYS[0], by=user)
    build.count(OFFICE, 100, DAYS[1], by=user)
    build.unit("vn/tinh-moi/", kind=Kind.PROVINCE)
    moved = build.unit(COMMUNES[0])
    move_with_figures(unit=moved, parent=build.unit("vn/tinh-moi/"), by=user)

    assert without_zeros(shown(Branch.PLACE)) == {
        (path, DAYS[0]): 5 for path in lineage("vn/tinh-moi/xa-a/thon-1/")
    }
    assert without_zeros(shown(Branch.OFFICE)) == {
        (path, DAYS[1]): 100 for path in lineage("vn/tinh-moi/xa-a/cong-an/")
    }
    assert differences_of(build.unit("vn/"))[1] == []


def stock() -> Indicator:
    """A level, asked of the villages beside the usual counts."""
    wells = build.indicator("eid_not_activated", aggregation=Indicator.Aggregation.STOCK)
    build.field(build.plan("vn/", code="muc"), indicator=wells)
    return wells


def levels(path: str, *, last: date = LAST, **asked: Any) -> int | None:
    found = last_levels([build.unit(path)], Branch.PLACE, last=last, **asked)
    key = (build.unit(path).pk, build.indicator("eid_not_activated").pk, build.cohort().pk)
    return found.get(key)


def test_a_stock_is_the_last_level_of_each_unit_and_never_a_sum_over_days(user):
    left = stock()
    build.count(VILLAGES[0], 50, DAYS[0], by=user, indicator=left)
    build.count(VILLAGES[0], 40, DAYS[2], by=user, indicator=left)
    build.count(VILLAGES[1], 30, DAYS[1], by=user, indicator=left)

    assert levels(VILLAGES[0]) == 40
    assert levels("vn/tinh/xa-a/") == levels("vn/") == 70
    assert levels("vn/", last=DAYS[1]) == 80
    assert levels("vn/tinh/xa-b/") is None


def test_a_level_taken_back_falls_to_the_day_before(user):
    left = stock()
    build.count(VILLAGES[0], 50, DAYS[0], by=user, indicator=left)
    build.count(VILLAGES[0], 40, DAYS[1], by=user, indicator=left)
    build.count(VILLAGES[0], None, DAYS[1], by=user, indicator=left)

    assert levels(VILLAGES[0]) == 50


def test_a_level_corrected_for_an_old_day_does_not_push_out_the_newer_day(user):
    left = stock()
    build.count(VILLAGES[0], 40, DAYS[1], by=user, indicator=left)
    build.count(VILLAGES[0], 60, DAYS[0], by=user, indicator=left)

    assert levels(VILLAGES[0]) == 40


def test_a_level_is_asked_as_it_was_known(user):
    left, monday = stock(), datetime(2026, 6, 8, 4, 0, tzinfo=UTC)
    at = Origin(Source.WEB, at=monday)
    build.count(VILLAGES[0], 50, DAYS[0], by=user, indicator=left, origin=at)
    build.count(VILLAGES[0], 45, DAYS[0], by=user, indicator=left)

    assert levels("vn/", known_at=monday) == 50
    assert levels("vn/") == 45


def test_a_flow_has_no_level(user):
    build.count(VILLAGES[0], 5, by=user)

    assert last_levels([build.unit("vn/")], Branch.PLACE, last=LAST) == {}
