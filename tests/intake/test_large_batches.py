"""Batches of many rows: the same ledger whatever the size, in a few statements and little memory."""

import tracemalloc
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from import_export.results import Result
from tablib import Dataset

from intake.actions import bulk
from intake.actions.counts import Origin, record_counts
from intake.actions.days import close_day
from intake.models import Count, Entry, Source, Total
from intake.queries.integrity import differences_of
from intake.resources import COLUMNS, CountResource, CountSheet
from intake.rules.ledger import LARGEST_COUNT, NewValue, Refusal
from plans.models import Plan
from tests import build
from units.models import User
from units.rules import Role

pytestmark = pytest.mark.django_db

FIRST = date(2026, 5, 26)
DAYS = [FIRST + timedelta(days=n) for n in range(18)]
VILLAGES = [f"vn/xa-{n % 3}/thon-{n}/" for n in range(12)]


@pytest.fixture(autouse=True)
def officer(settings) -> User:
    settings.PORTAL_TODAY = build.DAY
    for path in VILLAGES:
        build.unit(path)
    build.field(build.plan("vn/"))
    return build.user("vn/", username="can-bo")


def values(step: int = 1, **more: Any) -> list[NewValue]:
    """A value for every village and day: 12 x 18 cells."""
    keys = [build.key(path, day) for path in VILLAGES for day in DAYS]
    return [NewValue(key, step * n, **more) for n, key in enumerate(keys)]


def store(new: list[NewValue], by: User) -> int:
    return record_counts(new, by=by, origin=Origin(Source.TALLY)).cells


def total(path: str) -> int:
    rows = Total.objects.filter(unit__path=path, branch="place")
    return sum(rows.values_list("value", flat=True))


@pytest.mark.parametrize("chunk", [1, 7, 216, 5000])
def test_a_batch_is_the_same_however_it_is_cut(officer, monkeypatch, chunk):
    monkeypatch.setattr(bulk, "CHUNK", chunk)
    store(values(), officer)
    store(values(step=2, reason="nhập lại"), officer)

    last = Entry.objects.filter(version=2)
    assert last.count() == 215  # the first value, 0, stayed
    assert set(last.values_list("reason", "source", "by")) == {("nhập lại", "tally", officer.pk)}
    counts = Count.objects.order_by("unit__pk", "day").values_list("value", "version")
    assert list(counts) == [(2 * n, 2 if n else 1) for n in range(216)]
    assert total("vn/") == sum(total(f"vn/xa-{n}/") for n in range(3)) == 2 * sum(range(216))
    assert differences_of(build.unit("vn/")) == (216 + 18 * 4, [])


def statements(work: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        work()
    return len(asked)


def test_ten_times_the_rows_take_no_more_statements(officer):
    few, many = values()[:20], values()[16:]
    once = statements(lambda: store(few, officer))

    assert statements(lambda: store(many, officer)) == once <= 14


def test_an_unbalanced_batch_writes_only_what_changed(officer):
    store(values(), officer)
    mixed = [
        *values()[:100],
        *values(step=3)[100:110],
        *(v._replace(value=None) for v in values()[110:]),
    ]

    assert store(mixed, officer) == 10 + 106
    assert total("vn/") == sum(range(100)) + 3 * sum(range(100, 110))
    assert differences_of(build.unit("vn/"))[1] == []


def test_text_of_every_kind_reaches_the_ledger_as_it_was_written(officer):
    reason = """Nhập "nhầm"; 'sửa' 100% \\ {thôn} \u2028 😀 %s"""
    store([NewValue(build.key(VILLAGES[0]), 5, reason=reason)], officer)

    assert Entry.objects.get().reason == reason


def test_a_cell_of_a_neighbour_that_is_not_there_is_refused_by_the_database(officer):
    """The references of rows that no model instance stood for are checked like any others."""
    key = build.key(VILLAGES[0])._replace(unit_id=10**9)
    rows = bulk.Rows(Count, ("unit_id", "day", "indicator_id", "cohort_id", "version"), [(*key, 1)])

    def insert() -> None:
        with transaction.atomic():
            bulk.insert(rows)
            connection.check_constraints()

    with pytest.raises(IntegrityError):
        insert()
    assert Count.objects.count() == 0


# --- The road of import-export ---------------------------------------------------------------------


def row(number: int, **over: Any) -> tuple[Any, ...]:
    given = {"unit": f"thon-{number % 12}", "day": "2026-06-10", "indicator": "eid_activated"}
    given |= {"cohort": "age_6_13", "value": number} | over
    return tuple(given.values())


def judged(by: User, *rows: tuple[Any, ...], **more: Any) -> tuple[Result, CountResource]:
    resource = CountResource(user=by, **more)
    dry_run = "store" not in more
    sheet = Dataset(*rows, headers=COLUMNS)
    return resource.import_data(
        sheet, dry_run=dry_run, rollback_on_validation_errors=True
    ), resource


def test_each_row_has_its_type_and_what_stood_there_before(officer):
    build.count(VILLAGES[0], 3, date(2026, 6, 10), by=officer)
    build.count(VILLAGES[1], 1, date(2026, 6, 10), by=officer)
    result, resource = judged(officer, row(0), row(1), row(2), row(3, day="hôm qua"))

    assert [r.import_type for r in result.rows] == ["update", "skip", "new", "invalid"]
    assert resource.before == [(3, 1), (1, 1), (None, 0), (None, 0)]
    assert dict(result.totals) == {
        "new": 1,
        "update": 1,
        "delete": 0,
        "skip": 1,
        "error": 0,
        "invalid": 1,
    }
    assert Entry.objects.count() == 2


def test_a_row_that_is_wrong_in_every_column_is_told_every_column(officer):
    bad = ("thon-x", "10/6/2026", "khong-co", "khong-co", "nhiều")
    result, _ = judged(officer, row(0), bad)

    [invalid] = result.invalid_rows
    assert invalid.number == 2
    assert invalid.values == bad
    assert {name: len(texts) for name, texts in invalid.error_dict.items()} == {
        "unit": 1,
        "day": 1,
        "indicator": 1,
        "cohort": 1,
        "value": 1,
    }
    assert invalid.error_dict["day"] == ["“10/6/2026” không phải là ngày dạng 2026-06-30."]


def test_the_same_names_are_judged_anew_for_each_commune_and_day(officer):
    chief = build.user("vn/xa-0/", Role.POLICE_HEAD)
    close_day(unit=build.unit("vn/xa-0/"), day=date(2026, 6, 10), by=chief)
    result, _ = judged(officer, row(0), row(1), row(3), row(0, day="2026-06-11"))

    assert [r.import_type for r in result.rows] == ["invalid", "new", "invalid", "new"]
    assert {r.error.code for r in result.invalid_rows} == {"day_locked"}


def test_a_stored_value_sent_again_is_skipped_even_where_the_day_is_locked(officer):
    build.count(VILLAGES[0], 0, date(2026, 6, 10), by=officer)
    chief = build.user("vn/xa-0/", Role.POLICE_HEAD)
    close_day(unit=build.unit("vn/xa-0/"), day=date(2026, 6, 10), by=chief)
    result, _ = judged(officer, row(0))

    assert result.rows[0].import_type == "skip"


def test_what_no_count_can_be_is_an_error_of_its_row_and_nothing_is_stored(officer):
    calls: list[list[NewValue]] = []
    result, _ = judged(officer, row(0), row(1, value=LARGEST_COUNT + 1), store=calls.append)

    [(number, [error])] = result.row_errors()
    assert (number, type(error.error)) == (2, Refusal)
    assert calls == []


def test_rows_made_as_they_are_asked_for_are_judged_like_those_of_a_dataset(officer):
    build.count(VILLAGES[0], 3, date(2026, 6, 10), by=officer)
    numbers = [0, 1, LARGEST_COUNT + 1]
    sheet = CountSheet(numbers, lambda n: row(n % 12, value=n, day=date(2026, 6, 10)))
    result = CountResource(user=officer).import_data(sheet, dry_run=True)

    assert [r.import_type for r in result.rows] == ["update", "new", "error"]
    assert result.total_rows == 3


def test_a_sheet_without_a_column_is_one_fault_of_the_sheet(officer):
    sheet = Dataset(("thon-0", "2026-06-10"), headers=COLUMNS[:2])
    result = CountResource(user=officer).import_data(sheet, dry_run=True)

    assert result.has_errors()
    assert result.totals["new"] == 0


def test_a_large_sheet_asks_the_database_no_more_than_a_small_one(officer):
    few = [row(n) for n in range(12)]
    many = [row(n, day=day.isoformat()) for n in range(12) for day in DAYS]
    once = statements(lambda: judged(officer, *few))

    assert statements(lambda: judged(officer, *many)) == once <= 17


def test_ten_thousand_rows_stay_small_in_memory(officer):
    """Judged, stored and rolled up, 100.000 rows take less than 150 MB."""
    Plan.objects.update(starts_on=date(2020, 1, 1))
    days = [build.DAY - timedelta(days=n) for n in range(840)]
    rows = [row(n, day=day.isoformat()) for n in range(12) for day in days]
    tracemalloc.start()
    try:
        judged(officer, *rows, store=lambda new: store(new, officer))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert Count.objects.count() == len(rows) == 10_080
    assert peak / len(rows) < 1500
