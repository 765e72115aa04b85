"""The template comes back filled in: read exactly in every format, and known by its mark."""

import io
from dataclasses import replace
from datetime import date
from unicodedata import normalize

import pytest
from openpyxl import load_workbook

from intake.documents import (
    VERSION_NAME,
    Shape,
    form_version,
    template_mark,
    template_workbook,
)
from intake.models import Tally
from intake.queries.vocabulary import template_for, vocabulary_for
from intake.rules.kept import kept_cells
from intake.rules.tally import read_tally
from sheets.opening import open_workbook
from tests.intake import build_tallies as tally_of
from tests.intake.build_tallies import ACTIVATED, ADULT, CARD, CHILD
from tests.intake.build_templates import (
    FIRST_DAY,
    FIRST_ROW,
    as_ods,
    as_xls,
    book_of,
    filled,
    template,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tally_day")]

FIELDS = [
    ("card_intake", "age_6_13"),
    ("card_intake", "age_14_up"),
    ("eid_activated", "age_6_13"),
    ("eid_activated", "age_14_up"),
]
WEEK_SO_FAR = tuple(date(2026, 6, n) for n in range(8, 13))
VILLAGES = ("phu-hoa", "phu-binh")
ORDER = {
    Shape.UNITS: [(d, u, *field) for u in VILLAGES for field in FIELDS for d in WEEK_SO_FAR],
    Shape.DAYS: [(d, u, *field) for d in WEEK_SO_FAR for u in VILLAGES for field in FIELDS],
}


def expected():
    """What `filled` wrote, as the cells of a reading."""
    cells = {
        (date(2026, 6, 8 + column).isoformat(), *FIELDS[row]): (FIRST_ROW + row) * 10
        + FIRST_DAY
        + column
        for row in range(4)
        for column in range(5)
    }
    del cells["2026-06-08", "card_intake", "age_6_13"]
    cells["2026-06-09", "card_intake", "age_6_13"] = 0
    return cells


def read_cells(tally):
    assert tally.reading["problems"] == []
    return {(c.date, c.indicator, c.cohort): c.value for c in kept_cells(tally.cells)}


def test_filled_in_and_sent_back_it_is_read_exactly(client, head):
    tally_of.send(client, filled(book_of(template(client))))

    assert read_cells(Tally.objects.get()) == expected()


@pytest.mark.parametrize(("kind", "converted"), [("xls", as_xls), ("ods", as_ods)])
def test_saved_in_another_format_it_is_still_read_exactly(client, head, kind, converted):
    book = load_workbook(io.BytesIO(filled(book_of(template(client)))))

    tally_of.send(client, converted(book), f"bieu.{kind}")

    assert read_cells(Tally.objects.get()) == expected()


def test_an_officers_form_of_all_villages_comes_back_whole(client, plan):
    client.force_login(tally_of.officer())
    tally_of.send(client, filled(book_of(template(client))))

    tally = Tally.objects.get()
    tally_of.confirm(client, tally)

    tally.refresh_from_db()
    assert (tally.receipt["cells"], sorted(tally.receipt["units"])) == (
        38,
        ["Thôn Phú Bình", "Thôn Phú Hòa"],
    )


def typed_in(data):
    """A number in every cell to type in; every fifth stays blank. The book and the numbers."""
    book, numbers = load_workbook(io.BytesIO(data)), []
    for page in book.worksheets:
        for cell in (c for line in page.iter_rows() for c in line if not c.protection.locked):
            numbers.append(None if len(numbers) % 5 == 4 else len(numbers) % 9)
            cell.value = numbers[-1]
    return book, numbers


def read(data, name, plan):
    reading = read_tally(open_workbook(data, name), vocabulary_for(plan.unit, plan), filename=name)
    assert (reading.problems, reading.refused) == ((), None)
    return {(c.day, c.unit, c.indicator, c.cohort): c.value for c in reading.cells}


@pytest.mark.parametrize("shape", list(Shape))
@pytest.mark.parametrize(
    ("kind", "converted"), [("xlsx", tally_of.saved), ("xls", as_xls), ("ods", as_ods)]
)
def test_in_either_shape_and_any_format_it_is_read_exactly(plan, shape, kind, converted):
    form = replace(template_for(plan.unit, plan), shape=shape, days=WEEK_SO_FAR)
    book, numbers = typed_in(template_workbook(form))
    expected = {k: v for k, v in zip(ORDER[shape], numbers, strict=True) if v is not None}

    assert len(expected) == 32
    assert read(converted(book), f"bieu.{kind}", plan) == expected


def test_a_form_is_known_by_its_hidden_mark_when_it_comes_back(plan):
    form = template_for(plan.unit, plan)
    back = open_workbook(filled(load_workbook(io.BytesIO(template_workbook(form)))), "bieu.xlsx")

    assert template_mark(back.names) == form.version


@pytest.mark.parametrize(
    ("names", "mark"),
    [
        ({VERSION_NAME: "2026-phu-rieng/1"}, "2026-phu-rieng/1"),
        ({VERSION_NAME: '"ke-hoach/12"'}, "ke-hoach/12"),
        ({VERSION_NAME: "ke-hoach/1-ab12cd"}, "ke-hoach/1-ab12cd"),
        ({VERSION_NAME: "ke-hoach/1-AB12CD"}, None),
        ({VERSION_NAME: "ke-hoach/1-ab12cd0"}, None),
        ({VERSION_NAME: "=1+1"}, None),
        ({VERSION_NAME: "ke-hoach"}, None),
        ({"KHAC": "ke-hoach/1"}, None),
        ({}, None),
    ],
)
def test_the_mark_tells_plan_and_version_or_nothing(names, mark):
    assert template_mark(names) == mark


ASKED = [(CARD, CHILD), (CARD, ADULT)]


def test_the_version_is_the_same_for_the_same_lines_in_any_order():
    version = form_version("ke-hoach", ASKED)

    assert version == "ke-hoach/1-fe8e47"
    assert form_version("ke-hoach", iter([*reversed(ASKED), ASKED[0]])) == version
    assert form_version("ke-hoach", [(normalize("NFD", i), c) for i, c in ASKED]) == version
    assert template_mark({VERSION_NAME: version}) == version


@pytest.mark.parametrize(
    "changed",
    [
        [(CARD, CHILD)],
        [*ASKED, (ACTIVATED, CHILD)],
        [(CARD, CHILD), (CARD, "Từ đủ 14 tuổi")],
        [(CARD + CHILD, ""), (CARD, ADULT)],
        [],
    ],
)
def test_a_line_added_dropped_or_named_anew_makes_another_version(changed):
    assert form_version("ke-hoach", changed) != form_version("ke-hoach", ASKED)
