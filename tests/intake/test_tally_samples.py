"""The shared sample workbooks against their truths; skipped only where a clone stands without them."""

import json
from pathlib import Path

import pytest

from intake.rules.tally import read_tally
from sheets.opening import open_workbook
from sheets.workbook import Refused
from tests.intake.tally_build import vocabulary

SAMPLES = Path(__file__).parents[3] / "shared" / "tallies"
FILES = sorted(path for path in SAMPLES.glob("*") if path.suffix != ".json")

pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the shared samples are not beside the project"
)


def truth_of(path):
    return json.loads(path.with_name(f"{path.name}.truth.json").read_text("utf-8"))


def comparable(unit, indicator, cohort, day, value):
    return f"{day} {unit} {indicator} {cohort} = {value}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_sample_reads_as_its_truth_says(path):
    truth = truth_of(path)
    try:
        read = read_tally(
            open_workbook(path.read_bytes(), path.name), vocabulary(), filename=path.name
        )
    except Refused:
        assert truth["refuse"]
        return
    assert truth["refuse"] is None
    assert sorted(
        comparable(c.unit, c.indicator, c.cohort, c.day, c.value) for c in read.cells
    ) == sorted(
        comparable(c["unit"], c["indicator"], c["cohort"], c["date"], c["value"])
        for c in truth["cells"]
    )
    assert sorted(p.kind for p in read.problems) == sorted(truth["problems"])


def test_the_samples_are_all_there():
    assert len(FILES) == 16
