"""Workbooks of every sensible layout and mess, made with their truth: what of them is read, asked about, stored.

`tests/intake/layouts` makes them. Failures are told by feature: the shares of cells that each of them cost.
"""

from dataclasses import replace
from itertools import cycle

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from intake.rules.tally import Reading, read_tally
from sheets.opening import open_workbook
from tests.intake.layouts import Score, as_file, as_workbook, books

LEAST_RIGHT = 0.995
WITHOUT_FAULTS = ("negative", "not_whole", "not_a_number", "above_population")
ENDLESS = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def scored(read, examples, made):
    """The score of a way to read over so many workbooks, always the same ones."""
    score = Score()

    @settings(ENDLESS, max_examples=examples)
    @given(made)
    def each(book):
        score.add(book, read(book))

    each()
    return score


def read_values(book):
    words = book.truth.commune.words
    return read_tally(as_workbook(book), words, filename=f"{book.file_name}.xlsx")


def read_file(book, suffix, **options):
    name = f"{book.file_name}.{suffix}"
    opened = open_workbook(as_file(book, suffix, **options), name)
    return read_tally(opened, book.truth.commune.words, filename=name)


def assert_good(score):
    assert score.share >= LEAST_RIGHT, str(score)
    assert score.reported == score.wrong, str(score)
    assert score.stored == [], str(score)


def test_workbooks_of_all_layouts_are_read_and_what_is_wrong_is_reported_not_stored():
    assert_good(scored(read_values, 500, books()))


@pytest.mark.parametrize(
    ("suffix", "kinds"),
    [("xlsx", None), ("xls", WITHOUT_FAULTS), ("ods", WITHOUT_FAULTS)],
)
def test_the_same_from_real_files(suffix, kinds):
    made = books(kinds) if kinds else books()
    assert_good(scored(lambda book: read_file(book, suffix), 25, made))


def test_the_same_from_text_tables_of_every_code_page():
    forms = cycle(
        [
            {"encoding": "utf-8-sig"},
            {"encoding": "utf-16", "separator": "\t"},
            {"encoding": "cp1258"},
            {"encoding": "utf-8", "separator": ","},
        ]
    )
    made = books(WITHOUT_FAULTS, as_text=True)
    assert_good(scored(lambda book: read_file(book, "csv", **next(forms)), 150, made))


def test_old_fonts_are_read_from_a_text_table_without_any_font():
    made = books(WITHOUT_FAULTS, as_text=True, spellings=("TCVN3", "TCVN3 capitals", "VNI"))
    score = scored(lambda book: read_file(book, "csv", encoding="latin-1"), 100, made)
    assert_good(score)


def test_a_reader_that_reads_nothing_or_wrong_numbers_fails_the_score():
    def one_too_many(book):
        read = read_values(book)
        return replace(
            read, cells=tuple(replace(cell, value=cell.value + 1) for cell in read.cells)
        )

    silent = scored(lambda book: Reading((), (), (), ()), 20, books())
    wrong = scored(one_too_many, 20, books())
    assert (silent.right, silent.reported, silent.stored) == (0, 0, [])
    assert (wrong.right, len(wrong.stored) > 0.9 * wrong.cells) == (0, True)
