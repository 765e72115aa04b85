"""How well plans are read: `read_plan` and the checks against plans whose truth is known.

    .venv/bin/python bench/plans.py [FOLDER ...] [--verbose]

Each FOLDER holds plans as NAME.txt with their truth as NAME.yaml (default: ../shared/plans beside the
repository where it is there, and tests/plans/texts, plans written for the tests). Targets read are paired with the true ones by the assignment that agrees most (on the goal's
kind, value and deadline one point, on indicator and cohort one point, half a point for the same value alone);
recall and precision are then the share of pairs that agree on the key. A target read that pairs with nothing
but fits an `also_acceptable` entry is neither right nor wrong. A cohort "all" and no cohort are one; a goal
without a date of its own is due with its last milestone. A finding is found where its figures, or its kind, are
among those of the checks; one that the truth calls optional need not be. An error-level finding that the truth
does not hold is listed as false.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from plans.reading import PlanReading, read_plan  # noqa: E402
from plans.rules.checks import findings_of  # noqa: E402
from plans.rules.checks.context import Context  # noqa: E402
from plans.rules.findings import Finding, Level  # noqa: E402
from plans.rules.goals import TargetFacts  # noqa: E402
from targets.catalogue.facts import load_vocabulary  # noqa: E402

FOLDERS = (ROOT.parent / "shared" / "plans", ROOT / "tests" / "plans" / "texts")
PAGE = 3000  # letters of a page
PAGES = 60
Key = tuple[Any, ...]


@dataclass
class Score:
    """Pairs that agree, out of the true ones and out of those read."""

    right: int = 0
    true: int = 0
    read: int = 0

    def __str__(self) -> str:
        recall = self.right / self.true if self.true else 1
        precision = self.right / self.read if self.read else 1
        return f"recall {recall:5.3f}  precision {precision:5.3f}  ({self.right} of {self.true}, {self.read} read)"

    def add(self, other: Score) -> None:
        self.right += other.right
        self.true += other.true
        self.read += other.read


@dataclass
class Result:
    """A plan's score."""

    goals: Score = field(default_factory=Score)
    terms: Score = field(default_factory=Score)
    found: int = 0
    expected: int = 0
    false_errors: int = 0
    remarks: list[str] = field(default_factory=list)


# --- Keys ------------------------------------------------------------------------------------------


def true_goal(raw: dict[str, Any]) -> Key:
    goal = raw["goal"]
    kind = goal["kind"]
    if kind == "count" and "officer" in raw.get("quota", ""):
        kind = "per_officer"
    last = raw.get("milestones", [{"by": None}])[-1]["by"]
    return kind, Decimal(str(goal["value"])), raw.get("deadline") or last


def true_terms(raw: dict[str, Any]) -> Key:
    return raw.get("indicator"), cohort_code(raw.get("cohort"))


def cohort_code(name: str | None) -> str | None:
    """A cohort given in words is one whose code is made of them."""
    code = name.replace(" ", "_") if name else None
    return None if code == "all" else code


def read_goal(target: TargetFacts) -> Key:
    return target.goal.kind, target.goal.value, target.deadline


def read_terms(target: TargetFacts) -> Key:
    return target.indicator, cohort_code(target.cohort)


def is_acceptable(target: TargetFacts, entry: dict[str, Any]) -> bool:
    goal = entry["goal"]
    return (
        (goal["kind"], Decimal(str(goal["value"]))) == (target.goal.kind, target.goal.value)
        and entry.get("deadline", target.deadline) == target.deadline
        and entry.get("operator", target.operator) == target.operator
    )


# --- Pairs -----------------------------------------------------------------------------------------


def paired(true: Sequence[dict[str, Any]], read: Sequence[TargetFacts]) -> dict[int, int]:
    """The true target of each one read, such that together they agree most; those with nothing alike alone."""
    costs = [[-_likeness(raw, target) for raw in true] for target in read]
    pairs = assigned(costs) if true and read else {}
    return {n: m for n, m in pairs.items() if costs[n][m] < 0}


def _likeness(raw: dict[str, Any], target: TargetFacts) -> float:
    goal, terms = true_goal(raw) == read_goal(target), true_terms(raw) == read_terms(target)
    value = true_goal(raw)[:2] == read_goal(target)[:2]
    return goal + terms + value / 2


def assigned(costs: list[list[float]]) -> dict[int, int]:
    """Rows to columns at the least cost in all (the Hungarian method; the shorter side is padded)."""
    size = max(len(costs), len(costs[0]))
    square = [row + [0.0] * (size - len(row)) for row in costs]
    square += [[0.0] * size for _ in range(size - len(square))]
    assignment = _Assignment(square)
    for row in range(1, size + 1):
        assignment.add(row)
    pairs = ((row - 1, column - 1) for column, row in enumerate(assignment.row_of) if column)
    return {row: column for row, column in pairs if row < len(costs) and column < len(costs[0])}


class _Assignment:
    """Rows and columns count from 1; column 0 holds the row that looks for its place."""

    def __init__(self, square: list[list[float]]) -> None:
        self.square = square
        self.row_of = [0] * (len(square) + 1)
        self._u = [0.0] * (len(square) + 1)
        self._v = [0.0] * (len(square) + 1)

    def add(self, row: int) -> None:
        """Give the row a column, moving others on where that is cheaper."""
        self.row_of[0] = row
        size = len(self.row_of)
        least, way, used = [float("inf")] * size, [0] * size, [False] * size
        column = 0
        while self.row_of[column]:
            used[column] = True
            column = self._next(column, least, way, used)
        while column:
            self.row_of[column], column = self.row_of[way[column]], way[column]

    def _next(self, column: int, least: list[float], way: list[int], used: list[bool]) -> int:
        """The free column that is now the cheapest to reach; potentials follow."""
        row = self.row_of[column]
        free = [n for n in range(1, len(used)) if not used[n]]
        for n in free:
            cost = self.square[row - 1][n - 1] - self._u[row] - self._v[n]
            if cost < least[n]:
                least[n], way[n] = cost, column
        cheapest = min(free, key=lambda n: least[n])
        delta = least[cheapest]
        for n, is_used in enumerate(used):
            if is_used:
                self._u[self.row_of[n]] += delta
                self._v[n] -= delta
            else:
                least[n] -= delta
        return cheapest


# --- Scores ----------------------------------------------------------------------------------------


def scored(truth: dict[str, Any], reading: PlanReading, findings: Sequence[Finding]) -> Result:
    result = Result()
    _score_targets(truth, reading.facts.targets, result)
    _score_findings(truth, findings, result)
    return result


def _score_targets(truth: dict[str, Any], read: Sequence[TargetFacts], result: Result) -> None:
    true = truth["targets"]
    pairs = paired(true, read)
    entries = truth.get("also_acceptable", [])
    excused = {
        n
        for n, target in enumerate(read)
        if any(is_acceptable(target, entry) for entry in entries)
        and (n not in pairs or true_goal(true[pairs[n]]) != read_goal(target))
    }
    for n in excused:
        pairs.pop(n, None)
    for score, truly, as_read in (
        (result.goals, true_goal, read_goal),
        (result.terms, true_terms, read_terms),
    ):
        score.true, score.read = len(true), len(read) - len(excused)
        score.right = sum(truly(true[m]) == as_read(read[n]) for n, m in pairs.items())
    for n, target in enumerate(read):
        if n in excused:
            continue
        raw = true[pairs[n]] if n in pairs else None
        if raw is None:
            result.remarks.append(f"extra  {_told(target)}")
        elif (true_goal(raw), true_terms(raw)) != (read_goal(target), read_terms(target)):
            result.remarks.append(
                f"differs {raw['id']} {true_goal(raw)} {true_terms(raw)}\n          {_told(target)}"
            )
    missed = [raw for m, raw in enumerate(true) if m not in pairs.values()]
    result.remarks += [f"missed {raw['id']} {true_goal(raw)} {true_terms(raw)}" for raw in missed]


def _told(target: TargetFacts) -> str:
    return f"{target.code} {read_goal(target)} {read_terms(target)}: {target.source[:110]}"


def _score_findings(truth: dict[str, Any], findings: Sequence[Finding], result: Result) -> None:
    expected = [
        *truth.get("baseline", {}).get("does_not_reconcile", []),
        *truth.get("findings", []),
        *truth["plan"].get("findings", []),
    ]
    met = [[finding for finding in findings if _meets(finding, entry)] for entry in expected]
    due = [
        (entry, hits)
        for entry, hits in zip(expected, met, strict=True)
        if isinstance(entry, str) or not entry.get("optional")
    ]
    result.expected, result.found = len(due), sum(bool(hits) for _, hits in due)
    result.remarks += [f"not found: {entry}" for entry, hits in due if not hits]
    known = [finding for hits in met for finding in hits]
    false = [f for f in findings if f.level is Level.ERROR and f not in known]
    result.false_errors = len(false)
    result.remarks += [f"false error: {f.kind} {f.printed} {f.computed} {f.message}" for f in false]


def _meets(finding: Finding, entry: dict[str, Any] | str) -> bool:
    """Whether the finding is what the truth says in words or as kind, printed and computed figure."""
    if isinstance(entry, str):
        words = set(_figures(entry))
        return bool(words & set(_figures(finding.printed))) and (
            set(_figures(finding.computed)) <= words or not finding.computed
        )
    if "kind" in entry and entry["kind"] != finding.kind:
        return False
    same = [
        bool(set(_figures(entry[name])) & set(_figures(getattr(finding, name))))
        for name in ("printed", "computed")
        if entry.get(name) and _figures(entry[name])
    ]
    return all(same) or ("kind" in entry and any(same[:1]))


def _figures(words: Any) -> list[str]:
    """The figures of the words, dates of any form as 5/9/2026."""
    text = re.sub(r"(\d{4})-(\d\d)-(\d\d)", r"\3/\2/\1", str(words or ""))
    text = re.sub(r"\b0(?=\d(?:/\d{1,2})?/\d{4})", "", re.sub(r"/0(?=\d/\d{4})", "/", text))
    return [figure.strip(".,/") for figure in re.findall(r"\d[\d.,/]*", text)]


# --- Run -------------------------------------------------------------------------------------------


def run(path: Path, *, verbose: bool) -> Result:
    truth = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
    began = time.perf_counter()
    reading = read_plan(path.read_bytes(), path.name, load_vocabulary())
    findings = findings_of(reading.facts, Context(vocabulary=load_vocabulary()))
    seconds = time.perf_counter() - began
    result = scored(truth, reading, findings)
    print(f"\n{path.stem}  {1000 * seconds:.0f} ms")
    print(f"  goal, value, deadline  {result.goals}")
    print(f"  indicator, cohort      {result.terms}")
    print(f"  findings               {result.found} of {result.expected}")
    for remark in result.remarks if verbose else []:
        print(f"    {remark}")
    return result


def long_text_seconds(path: Path) -> float:
    """How long a text of sixty pages takes, made of a plan's own pages."""
    text = path.read_text(encoding="utf-8")
    long = (text * (PAGES * PAGE // len(text) + 1))[: PAGES * PAGE]
    began = time.perf_counter()
    reading = read_plan(long.encode(), "long.txt", load_vocabulary())
    findings_of(reading.facts, Context(vocabulary=load_vocabulary()))
    return time.perf_counter() - began


def summed(results: Sequence[Result]) -> Result:
    total = Result()
    for result in results:
        total.goals.add(result.goals)
        total.terms.add(result.terms)
        total.found += result.found
        total.expected += result.expected
        total.false_errors += result.false_errors
    return total


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument(
        "folders", nargs="*", type=Path, default=[f for f in FOLDERS if f.is_dir()]
    )
    options.add_argument("--verbose", action="store_true")
    given = options.parse_args()
    for folder in given.folders:
        paths = [p for p in sorted(folder.glob("*.txt")) if p.with_suffix(".yaml").exists()]
        total = summed([run(path, verbose=given.verbose) for path in paths])
        print(f"\nin all, {len(paths)} plans of {folder.name}")
        print(f"  goal, value, deadline  {total.goals}")
        print(f"  indicator, cohort      {total.terms}")
        print(f"  findings               {total.found} of {total.expected}")
        print(f"  false errors           {total.false_errors}")
        if paths:
            print(f"  a text of {PAGES} pages    {long_text_seconds(paths[0]):.2f} s")


if __name__ == "__main__":
    main()
