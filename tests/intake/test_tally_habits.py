"""Habits of tallies that came in: days typed as texts, plans beside counts, parts below a whole, cut-off times."""

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from sheets.workbook import Fault
from tests.intake.tally_build import ACTIVATED, ADULTS, CARDS, CHILDREN, VILLAGES, reading

ROOT = Path(__file__).resolve().parents[2]
BINH, CUONG = VILLAGES[0], VILLAGES[1]
READ_BOOKS = """
from hypothesis import HealthCheck, Phase, given, settings
from intake.rules.tally import read_tally
from tests.intake.layouts import as_workbook, books

@settings(max_examples=12, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
          suppress_health_check=list(HealthCheck))
@given(books())
def each(book):
    print(read_tally(as_workbook(book), book.truth.commune.words, filename=book.file_name))

each()
"""


def counts(found):
    return [
        (cell.unit, cell.indicator, cell.cohort, cell.day.day, cell.value) for cell in found.cells
    ]


def kinds(found):
    return [problem.kind for problem in found.problems]


def test_days_typed_as_texts_below_the_headings_of_rows():
    found = reading(
        (f"{CARDS}, từ đủ 6 đến dưới 14 tuổi",),
        ("STT", "Thôn", "Ngày trong tuần", None),
        (None, None, "1.6", "2.6"),
        (1, BINH, 3, 4),
    )
    assert [(c.day, c.value) for c in found.cells] == [(date(2026, 6, 1), 3), (date(2026, 6, 2), 4)]


def test_a_blank_row_of_the_usual_kind_is_no_heading_of_the_next():
    found = reading(
        ("Ngày 01/6/2026", None),
        ("Thôn", "Nội dung", "Số lượng"),
        (BINH, f"{CARDS} (6-14 tuổi)", 5),
        (BINH, f"{ACTIVATED} (14 tuổi trở lên)", "-"),
        (BINH, "Phát thanh tuyên truyền", 2),
    )
    assert counts(found) == [
        (BINH, "card_intake", "age_6_13", 1, 5),
        (BINH, "broadcasts", "all", 1, 2),
    ]
    assert kinds(found) == []


def test_of_plan_and_done_only_what_was_done_is_counted():
    found = reading(
        ("Ngày 01/6/2026",),
        ("Thôn", "Căn cước 6-14 tuổi", None),
        (None, "KH", "TH"),
        (BINH, 30, 4),
    )
    assert counts(found) == [(BINH, "card_intake", "age_6_13", 1, 4)]


def test_below_a_whole_the_parts_under_of_which_are_left_out():
    found = reading(
        ("Ngày 01/6/2026",),
        ("Thôn", f"{CARDS} từ đủ 14 tuổi", None, None),
        (None, "Tổng số", "Trong đó", None),
        (None, None, "Đảng viên", "Lưu động"),
        (BINH, 9, 9, 4),
        (CUONG, 7, 1, 2),
    )
    assert counts(found) == [
        (BINH, "card_intake", "age_14_up", 1, 9),
        (CUONG, "card_intake", "age_14_up", 1, 7),
    ]


@pytest.mark.parametrize(
    ("title", "days"), [("KẾT QUẢ TRONG NGÀY", [9]), ("KẾT QUẢ CHIẾN DỊCH", [])]
)
def test_a_cut_off_time_is_the_day_only_where_the_report_is_of_one_day(title, days):
    found = reading(
        (title,),
        ("(Tính đến 17 giờ 00 phút ngày 09/6)",),
        ("Thôn", "Căn cước 6-14 tuổi"),
        (BINH, 3),
    )
    assert [cell.day.day for cell in found.cells] == days


@pytest.mark.parametrize("name", ["BIEU_09_06_2026.xlsx", "BC 09.06.2026.xlsx"])
def test_a_file_name_tells_the_day(name):
    found = reading(("Thôn", "Căn cước 6-14 tuổi"), (BINH, 3), filename=name)
    assert [cell.day for cell in found.cells] == [date(2026, 6, 9)]


def test_a_formula_where_a_name_should_stand_is_told_as_a_formula():
    faults = (Fault("no_value", 'HYPERLINK("#A1")'), Fault("error", "#REF!"))
    found = reading(
        ("Ngày 01/6/2026",),
        ("Thôn", "Căn cước 6-14 tuổi"),
        (BINH, 1),
        (CUONG, 2),
        (VILLAGES[2], 3),
        *((fault, 3) for fault in faults),
    )
    assert [(p.kind, p.cell) for p in found.problems] == [
        ("formula_without_value", "A6"),
        ("formula_error", "A7"),
    ]
    assert not any("Fault" in p.message + p.text for p in found.problems)


def test_many_short_titles_and_many_strange_groups_do_not_hold_the_reader_up():
    titles = [(f"Ngày {number % 31}",) for number in range(20_000)]
    heads = [("Ngày 01/6/2026",), ("STT", "Thôn", CARDS, None), (None, None, CHILDREN, ADULTS)]
    groups = [("I", f"Điểm lạ {number}") for number in range(10_000)]
    start = time.process_time()
    reading(*titles)
    found = reading(*heads, *groups, (1, BINH, 1, 2))
    # Seconds; both took minutes while each row looked at all rows above it.
    assert (len(found.cells), time.process_time() - start < 15) == (2, True)


def test_what_is_read_does_not_hang_on_the_order_of_sets():
    said = {
        subprocess.run(
            [sys.executable, "-c", READ_BOOKS],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1
    assert len(said.pop()) > 1000


def test_a_team_beside_the_villages_in_its_charge_is_no_unit():
    found = reading(
        ("Ngày 01/6/2026",),
        ("Tổ", "Thôn phụ trách", "Căn cước 6-14 tuổi"),
        ("Tổ 1", BINH, 3),
        (None, CUONG, 4),
        ("Tổ 2", VILLAGES[2], 5),
    )
    assert [(c.unit, c.value) for c in found.cells] == [(BINH, 3), (CUONG, 4), (VILLAGES[2], 5)]


def test_the_teams_of_a_village_are_parts_of_its_count():
    found = reading(
        ("Ngày 01/6/2026",),
        ("Thôn", "Tổ", "Căn cước 6-14 tuổi"),
        (BINH, "Tổ 1", 3),
        (None, "Tổ 2", 4),
        (CUONG, "Tổ 1", 5),
        (None, "Tổ 2", 6),
    )
    assert counts(found) == []
    assert kinds(found) != []


def test_a_sum_in_one_half_does_not_hide_a_count_in_the_other():
    found = reading(
        ("Ngày 01/6/2026",),
        ("Thôn", "Căn cước 6-14 tuổi", None, "Thôn", "Căn cước 6-14 tuổi"),
        (BINH, 3, None, CUONG, 4),
        (VILLAGES[2], 5, None, "Tổng số", 4),
    )
    assert sorted((c.unit, c.value) for c in found.cells) == [
        (BINH, 3),
        (CUONG, 4),
        (VILLAGES[2], 5),
    ]


def test_sums_of_groups_whose_counts_are_all_blank_are_not_stored():
    found = reading(
        ("Ngày 01/6/2026",),
        ("Nội dung", "Số lượng"),
        (BINH, 0),
        (f"{CARDS} (6-14 tuổi)", None),
        (CUONG, 0),
        (f"{CARDS} (6-14 tuổi)", None),
    )
    assert counts(found) == []
