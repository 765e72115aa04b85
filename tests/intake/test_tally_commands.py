"""The commands that scripts rely on: reading, importing and undoing a tally, closing a day, checking."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from demonstration import loading
from intake.models import Count, Day, Entry, Tally, Total
from plans.models import Plan
from tests import build
from tests.intake import build_tallies as tally_of
from tests.intake.build_tallies import ADULT, BINH, COMMUNE, HOA, TODAY, row
from units.rules import Role

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 11)
CELL = ("phu-hoa", DAY, "eid_activated", "age_6_13")
SAMPLES = Path(__file__).parents[3] / "shared" / "tallies"
SAMPLE_NAMES = [
    "01-long.xlsx",
    "02-day-by-village.xlsx",
    "03-village-week.xlsx",
    "08-sheet-per-village.xlsx",
    "09-libreoffice.ods",
    "10-semicolons.csv",
]


@pytest.fixture(autouse=True)
def _today(settings):
    settings.PORTAL_TODAY = TODAY


@pytest.fixture
def plan():
    return tally_of.world()


@pytest.fixture
def head(plan):
    return tally_of.head()


@pytest.fixture
def officer(plan):
    return tally_of.officer()


@pytest.fixture
def file(tmp_path):
    def written(data, name="bieu.xlsx"):
        path = tmp_path / name
        path.write_bytes(data)
        return str(path)

    return written


@pytest.fixture
def run(capsys):
    """The object that a command printed."""

    def command(name, *args):
        call_command(name, *args, "--json")
        return json.loads(capsys.readouterr().out)

    return command


@pytest.fixture
def refused(capsys):
    """The exit status of a command that refused, its message, and the object that it printed."""

    def command(name, *args):
        with pytest.raises(CommandError) as error:
            call_command(name, *args, "--json")
        out = capsys.readouterr().out
        return error.value.returncode, str(error.value), json.loads(out) if out else None

    return command


PLAN = ("--plan", "ke-hoach")


# --- read_tally ------------------------------------------------------------------------------------


def test_reading_prints_the_cells_and_writes_nothing(run, file, plan):
    told = run("read_tally", file(tally_of.long_list(row(14))), *PLAN)

    assert told == {
        "cells": [
            {
                "unit": "Thôn Phú Hòa",
                "indicator": "eid_activated",
                "cohort": "age_6_13",
                "date": "2026-06-11",
                "value": 14,
                "sheet": "Sheet",
                "cell": "E2",
            }
        ],
        "problems": [],
        "ignored": [],
        "refused": None,
        "repaired": [],
    }
    assert (Tally.objects.count(), Count.objects.count()) == (0, 0)


def test_reading_tells_problems_without_refusing_the_file(run, file, plan):
    told = run("read_tally", file(tally_of.long_list(row(-1), row(2, unit="Thôn Lạ"))), *PLAN)

    assert [(p["kind"], p["cell"]) for p in told["problems"]] == [
        ("negative", "E2"),
        ("unknown_unit", "B3"),
    ]


def test_a_file_that_cannot_be_read_ends_with_status_one(refused, file, plan):
    status, message, told = refused("read_tally", file(b"khong phai bang tinh"), *PLAN)

    assert status == 1
    assert told["refused"] == message
    assert told["cells"] == []


def test_reading_for_people_prints_lines(file, plan, capsys):
    call_command("read_tally", file(tally_of.long_list(row(14), row("?", day="10/6/2026"))), *PLAN)

    first, problem, cell = capsys.readouterr().out.splitlines()
    assert first == "1 ô đọc được, 1 chỗ cần sửa."
    assert problem.startswith("Cần sửa Sheet!E3: ")
    assert cell == "Thôn Phú Hòa, 11/6/2026, eid_activated age_6_13: 14"


@pytest.mark.parametrize("name", ["Thôn Phú Hòa", "thôn phú hoà", "T. Phú Hòa", "phu-hoa"])
def test_a_unit_is_found_however_it_is_spelt(run, file, plan, name):
    book = tally_of.Workbook()
    book.worksheets[0].append(("Ngày", "Nội dung", "Lứa tuổi", "Số lượng"))
    book.worksheets[0].append(("11/06/2026", *row(14)[2:]))

    told = run("read_tally", file(tally_of.saved(book)), *PLAN, "--unit", name)

    assert [cell["unit"] for cell in told["cells"]] == ["Thôn Phú Hòa"]


@pytest.mark.parametrize(
    "args",
    [
        ("bieu.xlsx", "--plan", "khong-co"),
        ("khong-co.xlsx", "--plan", "ke-hoach"),
        ("bieu.xlsx", "--plan", "ke-hoach", "--unit", "Thôn Lạ"),
    ],
)
def test_misuse_ends_with_status_two(refused, file, plan, tmp_path, args):
    file(tally_of.long_list(row(14)))

    status, _, told = refused("read_tally", str(tmp_path / args[0]), *args[1:])

    assert (status, told) == (2, None)


# --- import_tally, undo_tally ----------------------------------------------------------------------


def test_importing_stores_all_and_prints_the_receipt(run, file, head):
    data = tally_of.long_list(row(14), row(9, cohort=ADULT))

    receipt = run("import_tally", file(data), *PLAN, "--user", head.username)

    tally = Tally.objects.get()
    assert (receipt["number"], receipt["state"]) == (tally.receipt_number, "committed")
    assert (receipt["cells"], receipt["unchanged"], receipt["units"], receipt["days"]) == (
        2,
        0,
        ["Thôn Phú Hòa"],
        ["2026-06-11"],
    )
    assert receipt["totals"] == [
        {"label": "Kích hoạt 6–14", "before": 0, "after": 14},
        {"label": "Kích hoạt từ đủ 14", "before": 0, "after": 9},
    ]
    assert (receipt["by"], receipt["file"], receipt["undo"]) == (str(head), "bieu.xlsx", None)
    assert tally_of.values()[CELL] == 14


def test_importing_the_same_file_again_prints_the_same_receipt(run, file, head):
    args = ("import_tally", file(tally_of.long_list(row(14))), *PLAN, "--user", head.username)
    first = run(*args)

    assert run(*args) == first
    assert Entry.objects.count() == 1


def test_one_wrong_cell_keeps_everything_out(refused, file, head):
    data = tally_of.long_list(row(14), row(1.5, cohort=ADULT))

    status, message, told = refused("import_tally", file(data), *PLAN, "--user", head.username)

    assert (status, [p["kind"] for p in told["problems"]]) == (1, ["not_whole"])
    assert message.startswith("Biểu còn 1 chỗ cần sửa nên chưa nhập ô nào.")
    assert Entry.objects.count() == 0


def test_another_villages_file_is_outside_your_unit(refused, file, head):
    data = tally_of.long_list(row(14, unit="Thôn Phú Bình"))

    status, _, told = refused("import_tally", file(data), *PLAN, "--user", head.username)

    assert (status, [p["kind"] for p in told["problems"]]) == (1, ["outside_your_unit"])
    assert Entry.objects.count() == 0


def test_a_file_that_cannot_be_read_is_not_imported(refused, file, head):
    status, message, told = refused("import_tally", file(b"x"), *PLAN, "--user", head.username)

    assert (status, told["refused"]) == (1, message)


@pytest.mark.parametrize("role", [Role.CHAIRMAN, None])
def test_who_may_not_send_misuses_the_command(refused, file, plan, role):
    name = build.user(COMMUNE, role).username if role else "khong-co"

    status, _, _ = refused("import_tally", file(b"x"), *PLAN, "--user", name)

    assert status == 2


def test_undoing_by_receipt_restores_totals_exactly(run, file, head, officer):
    build.count(HOA, 5, DAY, by=head)
    build.count(BINH, 6, DAY, by=officer)
    before = tally_of.totals()
    data = tally_of.long_list(row(14), row(20, unit="Thôn Phú Bình"), row(9, cohort=ADULT))
    receipt = run("import_tally", file(data), *PLAN, "--user", officer.username)
    assert tally_of.totals()["xa", DAY, "eid_activated", "age_6_13"] == 34

    undone = run("undo_tally", receipt["number"])

    assert tally_of.totals() == before
    assert (undone["state"], undone["undo"]["cells"], undone["undo"]["kept"]) == ("undone", 3, [])
    assert undone["undo"]["by"] == str(officer)


def test_undoing_twice_is_refused(run, refused, file, head):
    data = tally_of.long_list(row(14))
    receipt = run("import_tally", file(data), *PLAN, "--user", head.username)
    run("undo_tally", receipt["number"], "--user", head.username)

    assert refused("undo_tally", receipt["number"])[0] == 1


@pytest.mark.parametrize("number", ["B000099", "12", "B", "khong-phai"])
def test_a_receipt_that_does_not_exist_is_misuse(refused, plan, number):
    assert refused("undo_tally", number)[0] == 2


def test_a_stranger_undoes_nothing(run, refused, file, head):
    receipt = run("import_tally", file(tally_of.long_list(row(14))), *PLAN, "--user", head.username)
    stranger = build.user(BINH, Role.VILLAGE_HEAD)

    assert refused("undo_tally", receipt["number"], "--user", stranger.username)[0] == 1
    assert tally_of.values() == {CELL: 14}


def test_commands_for_people_print_sentences(file, head, capsys):
    call_command("import_tally", file(tally_of.long_list(row(14))), *PLAN, "--user", head.username)
    number = Tally.objects.get().receipt_number
    assert capsys.readouterr().out == f"Biên nhận {number}: đã nhập 1 ô, 0 ô giữ nguyên.\n"

    call_command("undo_tally", number)
    assert capsys.readouterr().out == (
        f"Đã hoàn tác {number}: 1 ô trở lại giá trị trước, 0 ô đã sửa sau đó giữ nguyên.\n"
    )
    with pytest.raises(CommandError):
        call_command("import_tally", file(tally_of.long_list(row(-1))), *PLAN, "--user", head)
    assert capsys.readouterr().out.startswith("Sheet!E2: “-1” là số âm.")


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not beside the project")
@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_a_shared_sample_goes_in_and_comes_out_again(run, name, settings):
    loading.load(until=date(2026, 5, 31), password="x")
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text("utf-8"))["cells"]
    totals = tally_of.totals()

    receipt = run(
        "import_tally", str(SAMPLES / name), "--plan", "2026-phu-rieng", "--user", "canbo"
    )

    assert receipt["cells"] == len(truth)
    stored = {
        (unit, day.isoformat(), indicator, cohort): value
        for unit, day, indicator, cohort, value in Count.objects.filter(
            day__gte=date(2026, 6, 1)
        ).values_list("unit__name", "day", "indicator__code", "cohort__code", "value")
    }
    assert stored == {
        (c["unit"], c["date"], c["indicator"], c["cohort"]): c["value"] for c in truth
    }
    assert run("check_integrity")["differences"] == []
    run("undo_tally", receipt["number"])
    assert tally_of.totals() == totals


# --- close_day, check_integrity --------------------------------------------------------------------


def test_closing_a_day_locks_it_for_every_commune_at_work(run, plan):
    build.unit("vn/xa-khac/")  # has no running plan

    told = run("close_day", "--date", "2026-06-11")

    assert told == {"date": "2026-06-11", "locked": ["xa"], "locked_before": []}
    [day] = Day.objects.all()
    assert (day.unit.code, day.day, day.locked_by) == ("xa", DAY, None)
    again = run("close_day", "--date", "2026-06-11", "--unit", "xa")
    assert (again["locked"], again["locked_before"]) == ([], ["xa"])


def test_a_provinces_plan_closes_the_day_of_all_its_communes(run, plan):
    build.unit("vn/xa-khac/")
    build.plan("vn/", code="ke-hoach-tinh")

    assert sorted(run("close_day", "--date", "2026-06-11")["locked"]) == ["xa", "xa-khac"]


def test_a_closed_day_refuses_an_import(run, refused, file, head):
    run("close_day", "--date", "2026-06-11")

    status, _, told = refused(
        "import_tally", file(tally_of.long_list(row(14))), *PLAN, "--user", head.username
    )

    assert (status, [p["kind"] for p in told["problems"]]) == (1, ["day_locked"])


@pytest.mark.parametrize(
    ("args", "status"),
    [
        (("--date", "2026-06-13"), 1),
        (("--date", "11/6/2026"), 2),
        (("--date", "2026-06-11", "--unit", "phu-hoa"), 2),
    ],
)
def test_a_day_that_cannot_be_closed(refused, plan, args, status):
    assert refused("close_day", *args)[0] == status
    assert Day.objects.count() == 0


def test_closing_prints_sentences_for_people(plan, capsys):
    for _ in range(2):
        call_command("close_day", "--date", "2026-06-11")

    assert capsys.readouterr().out.splitlines() == [
        "Đã khóa ngày 11/6/2026 của Xã Phú Riềng.",
        "Ngày 11/6/2026 của Xã Phú Riềng đã khóa từ trước.",
    ]


def test_integrity_holds_after_any_save(run, head, capsys):
    build.count(HOA, 5, DAY, by=head)

    told = run("check_integrity")

    assert told == {"checked": 3, "differences": []}
    call_command("check_integrity")
    assert capsys.readouterr().out == "Đã tính lại 3 số, khớp.\n"


def test_a_total_that_differs_from_its_entries_is_listed(refused, head, capsys):
    build.count(HOA, 5, DAY, by=head)
    Total.objects.filter(unit__code="xa").update(value=6)

    status, message, told = refused("check_integrity")

    assert (status, message) == (1, "1 số đang lưu khác với sổ ghi.")
    [difference] = told["differences"]
    assert (difference["unit"], difference["stored"], difference["computed"]) == (
        "Xã Phú Riềng",
        6,
        5,
    )
    with pytest.raises(CommandError):
        call_command("check_integrity")
    assert capsys.readouterr().out == (
        "Xã Phú Riềng, ngày 11/6/2026: tổng đang lưu 6, tính lại 5.\n"
    )


def test_a_draft_plan_closes_nothing(run, plan):
    Plan.objects.update(state=Plan.State.DRAFT)

    assert run("close_day", "--date", "2026-06-11")["locked"] == []
