"""`progress --plan CODE --json`: every target of the five plans, unknown never 0 or 100%."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.demonstration.loaded import loaded_demonstration

pytestmark = pytest.mark.django_db

TARGETS = {
    "2026-phu-rieng": [f"A{n}" for n in range(1, 17)],
    "2024-diem-mac": [f"B{n}" for n in range(1, 9)],
    "2026-tan-dinh": [f"C{n}" for n in range(1, 12)],
    "2023-duyen-hai": [f"D{n}" for n in range(1, 5)],
    "2025-tu-nghia": [f"E{n}" for n in range(1, 9)],
}


@pytest.fixture(scope="module", autouse=True)
def demonstration(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), loaded_demonstration():
        yield


def printed(code, *options):
    out = StringIO()
    call_command("progress", "--plan", code, *options, stdout=out)
    return out.getvalue()


def rows(code, *options):
    return json.loads(printed(code, "--json", *options))["rows"]


def of_commune(code, target, *options):
    return next(row for row in rows(code, *options) if row["target"] == target)


@pytest.mark.parametrize("code", TARGETS)
def test_every_target_of_the_plan_is_printed(code):
    found = rows(code)

    assert list(dict.fromkeys(row["target"] for row in found)) == TARGETS[code]
    assert [row for row in found if not row["label"] or not row["state"]] == []


@pytest.mark.parametrize("code", TARGETS)
def test_unknown_denominator_is_null_and_said_never_0_or_100_percent(code):
    unknown = [row for row in rows(code) if row["state"] == "chưa có mẫu số"]

    assert unknown != []
    assert {(row["percent"], row["denominator"]) for row in unknown} == {(None, None)}


@pytest.mark.parametrize("code", TARGETS)
def test_what_nobody_reported_is_null_never_0(code):
    silent = [row for row in rows(code) if row["state"] == "chưa có số liệu"]

    assert {row["done"] for row in silent} <= {None}
    assert {row["percent"] for row in silent} <= {None}


def test_rows_have_the_keys_that_scripts_rely_on():
    row = of_commune("2026-phu-rieng", "A4")

    assert {
        "target", "unit", "done", "required", "denominator", "percent", "expected", "pace",
        "required_per_day", "state",
    } <= row.keys()  # fmt: skip
    assert {key: row[key] for key in ("unit", "done", "required", "denominator", "state")} == {
        "unit": "Xã Phú Riềng",
        "done": 1889,
        "required": 5045,
        "denominator": 5045,
        "state": "chậm",
    }
    assert (row["percent"], row["last_day"]) == (37.44, "2026-06-29")


def test_every_village_has_its_row():
    units = [row["unit"] for row in rows("2026-phu-rieng") if row["target"] == "A4"]

    assert (len(units), units[0]) == (13, "Xã Phú Riềng")


def test_a_percent_of_13308_people_is_12643():
    row = of_commune("2025-tu-nghia", "E1")

    assert (row["denominator"], row["required"]) == (13308, 12643)


def test_day_asked_for_cuts_off_what_came_later():
    row = of_commune("2026-phu-rieng", "A4", "--on", "2026-05-24")

    assert (row["done"], row["state"]) == (9, "chưa bắt đầu")


def test_past_moment_tells_what_was_known_then():
    """The corrected figure of Thôn Phú Cường was 10 too many until the next morning at 09:20."""
    day = ("--on", "2026-06-05", "--known-at")

    before = of_commune("2026-phu-rieng", "A2", *day, "2026-06-06T09:00:00+07:00")
    after = of_commune("2026-phu-rieng", "A2", *day, "2026-06-06T10:00:00")

    assert before["done"] - after["done"] == 10


def test_printed_lines_show_numbers_as_papers_do():
    line = printed("2026-phu-rieng").splitlines()[13 * 3]

    assert line.startswith("A4  Xã Phú Riềng  ")
    assert line.endswith("1.889  / 5.045  37,44%  [chậm]")


def test_unknown_plan_is_refused():
    with pytest.raises(CommandError, match="Không có kế hoạch") as error:
        printed("khong-co")

    assert error.value.returncode == 2
