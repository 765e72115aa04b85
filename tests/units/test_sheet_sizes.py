"""Long registers' sheets: few questions of the database, and no more shown than a page bears."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from residents.models import Population
from residents.resources import PopulationResource
from targets.resources import QuotaResource
from tests import build
from tests.units.build_sheets import (
    ACCOUNTS,
    COMMUNE,
    OTHER,
    PEOPLE,
    QUOTAS,
    UNITS,
    people,
    send,
    village,
    workbook,
    world,
)
from units.admin import files, sheets
from units.models import User
from units.resources import (
    ScopedResource,
    UnitResource,
    UserResource,
    faults_of,
    take_sheet,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def admin(settings) -> User:
    settings.PORTAL_TODAY = build.DAY
    return world()


@pytest.fixture
def page(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def taken(resource: ScopedResource, *table: list[Any], dry_run: bool = False) -> Any:
    lines = list(range(2, len(table) + 1))
    result = take_sheet(resource, files.dataset_of(list(table)), lines, dry_run=dry_run)
    assert faults_of(resource, result) == []
    return result


def villages(count: int) -> list[list[Any]]:
    return [village(f"u-{n}") for n in range(count)]


REGISTERS = {
    "units": (
        UnitResource,
        UNITS,
        lambda n: village(f"u-{n}"),
        lambda n: village(f"u-{n}", name="Ấp"),
    ),
    "accounts": (
        UserResource,
        ACCOUNTS,
        lambda n: [f"n-{n}", f"Ông {n}", "Trưởng thôn", f"u-{n}", "có"],
        lambda n: [f"n-{n}", f"Bà {n}", "Trưởng thôn", f"u-{n}", "có"],
    ),
    "populations": (
        PopulationResource,
        PEOPLE,
        lambda n: people(f"u-{n}", n),
        lambda n: people(f"u-{n}", n + 1),
    ),
    "quotas": (
        QuotaResource,
        QUOTAS,
        lambda n: ["ke-hoach", "T1", f"u-{n}", n],
        lambda n: ["ke-hoach", "T1", f"u-{n}", n + 1],
    ),
}


def questions(queries: CaptureQueriesContext) -> int:
    """What was asked of the database, without the marks of transactions."""
    marks = ("SAVEPOINT", "RELEASE", "ROLLBACK")
    return sum(not query["sql"].startswith(marks) for query in queries.captured_queries)


@pytest.mark.parametrize("name", REGISTERS)
def test_a_sheet_asks_few_questions_however_long_it_is(admin, name):
    build.target(build.plan())
    resource, heading, first, second = REGISTERS[name]
    if name != "units":
        taken(UnitResource(user=admin), UNITS, *villages(400))
    asked: list[int] = []
    for row in (first, second, second):  # all new, all changed, nothing to do
        with CaptureQueriesContext(connection) as queries:
            taken(resource(user=admin), heading, *[row(n) for n in range(400)], dry_run=True)
        asked.append(questions(queries))
        taken(resource(user=admin), heading, *[row(n) for n in range(400)])

    # Reading takes a question for each table; SQLite inserts no more than some sixty rows at once.
    assert asked[2] <= 4
    assert max(asked) <= 12


@pytest.mark.parametrize("name", REGISTERS)
def test_an_export_asks_one_question_however_long_it_is(admin, name, django_assert_num_queries):
    build.target(build.plan())
    taken(UnitResource(user=admin), UNITS, *villages(30))
    resource, heading, row, _ = REGISTERS[name]
    if name != "units":
        taken(resource(user=admin), heading, *[row(n) for n in range(30)])

    with django_assert_num_queries(1):
        assert len(resource(user=admin).export()) >= 30


def test_ten_thousand_rows_are_taken_and_one_more_is_not():
    rows = [people("thon-1", n) for n in range(10_001)]

    assert len(files.read_table(workbook(PEOPLE, *rows[:-1]), "tep.xlsx")[1]) == 10_000
    with pytest.raises(files.Refused, match=r"Tệp có quá 10\.000 dòng"):
        files.read_table(workbook(PEOPLE, *rows), "tep.xlsx")


def test_a_long_check_shows_its_first_rows_and_says_how_many_there_are(page, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_SHOWN", 3)
    build.population(OTHER, 5)
    rows = [people(f"thon-{n}", n, "mới") for n in range(3, 8)]
    for row in rows:
        build.unit(f"{COMMUNE}{row[0]}/")
    response = send(page, Population, workbook(PEOPLE, *rows, people("thon-2", 6)))

    # What overwrites a figure comes first.
    assert [row["line"] for row in response.context["rows"]] == [7, 2, 3]
    text = response.content.decode()
    assert "Sẽ thêm 5 dòng, sửa 1 dòng." in text
    assert "Dưới đây là 3 dòng đầu, các dòng sửa xếp trước." in text


def test_many_faults_are_counted_and_the_first_ones_listed(page, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_SHOWN", 2)
    response = send(page, Population, workbook(PEOPLE, *[people(count="?") for _ in range(5)]))

    assert len(response.context["faults"]) == 2
    assert "còn 3 lỗi khác" in response.content.decode()


def test_a_wrong_heading_is_told_without_reading_the_rows(admin):
    resource = PopulationResource(user=admin)
    table = files.dataset_of([PEOPLE[:-1], *[people()[:-1] for _ in range(50)]])
    with CaptureQueriesContext(connection) as queries:
        result = take_sheet(resource, table, list(range(2, 52)), dry_run=True)

    wanted = "Dòng đầu của tệp phải có đúng các cột: " + ", ".join(PEOPLE) + "."
    assert faults_of(resource, result) == [("", wanted)]
    assert (questions(queries), result.totals["error"]) == (0, 0)
