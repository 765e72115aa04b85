"""How much is read of plans written for these tests, each with what a careful official would read in it."""

from pathlib import Path

import pytest
import yaml

from bench.plans import Result, scored, summed
from plans.reading import read_plan
from plans.rules.checks import findings_of
from plans.rules.checks.context import Context
from targets.catalogue.facts import load_vocabulary

TEXTS = Path(__file__).resolve().parents[1] / "texts"
UNSEEN = ("25", "26", "27", "28")  # never looked at while the reader was made


def results_of(*, unseen: bool) -> Result:
    words = load_vocabulary()
    results = []
    for path in sorted(TEXTS.glob("[0-2][0-9]-*.txt")):
        if path.name.startswith(UNSEEN) is unseen:
            truth = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
            reading = read_plan(path.read_bytes(), path.name, words)
            found = findings_of(reading.facts, Context(vocabulary=words))
            results.append(scored(truth, reading, found))
    return summed(results)


def test_of_plans_known_to_its_makers_the_reader_misses_little():
    total = results_of(unseen=False)

    assert total.goals.true == 182
    assert total.goals.right >= 168
    assert total.goals.read - total.goals.right <= 9
    assert total.terms.right >= 170
    assert (total.false_errors, total.found >= 48) == (0, True)


def test_of_plans_of_another_hand_it_reads_most_and_invents_no_error():
    total = results_of(unseen=True)

    assert total.goals.true == 47
    assert total.goals.right >= 37
    assert total.terms.right >= 30
    assert total.false_errors == 0


@pytest.mark.parametrize("name", ["01-ea-hning.docx", "02-thanh-loc.pdf"])
def test_a_word_file_and_a_pdf_say_the_same_targets_as_their_text(name):
    words = load_vocabulary()
    file, text = TEXTS / name, next(TEXTS.glob(f"{name[:5]}*.txt"))

    read = read_plan(file.read_bytes(), name, words).facts.targets

    wanted = read_plan(text.read_bytes(), text.name, words).facts.targets
    assert [(t.goal.kind, t.goal.value, t.indicator, t.deadline) for t in read] == [
        (t.goal.kind, t.goal.value, t.indicator, t.deadline) for t in wanted
    ]
