"""What a tally's page shows: what to answer and to mend first, then what would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from intake.models import Layout, LearnedName, Tally
from intake.queries.tallies import (
    Overlap,
    Terms,
    TotalLine,
    UnitGrid,
    UnitLine,
    chosen_cells,
    former_tally,
    overlaps_of,
    remembered_layout,
    terms_of,
    totals_of,
    unit_grid,
    unit_lines,
)
from intake.queries.tally_doubts import ShownDoubt, shown_doubts
from intake.queries.vocabulary import vocabulary_for
from intake.rules.kept import Answer, Fix, KeptCell, kept_cells, kept_doubts
from intake.rules.tally.types import LEAVE_OUT, Vocabulary
from residents.models import Cohort
from sheets.marking import Mark
from targets.models import Indicator
from units.models import Unit
from vietnamese.dates import format_date
from vietnamese.numbers import format_count
from vietnamese.text import comparable

MOST_CELLS_ON_A_PAGE = 1_500
MOST_QUESTIONS = 100
MOST_PLACES = 5
MOST_TICKED = 5  # doubts; of more, all can be answered at once
_LEFT_OUT = {
    "unit": "Không nhập đơn vị này",
    "indicator": "Không nhập cột, dòng này",
    "cohort": "Không nhập cột, dòng này",
    "day": "Không nhập ngày này",
}
Choice = tuple[str, str]


@dataclass(frozen=True)
class Question:
    """A problem as the sender can settle it here: by choosing what a name means, or by typing."""

    number: int
    kind: str
    message: str
    sheet: str
    cell: str
    asks: str
    text: str
    likely: tuple[Choice, ...] = ()
    others: tuple[Choice, ...] = ()
    leave_out: str = ""
    also: tuple[str, ...] = ()  # other places where the same name stands, the first few
    places: int = 1

    @property
    def more_places(self) -> int:
        return self.places - 1 - len(self.also)

    @property
    def can_type(self) -> bool:
        """Whether typing another content of the cell can settle it."""
        return self.asks in {"", "day"} and self.kind not in {"day_locked", "outside_your_unit"}


@dataclass(frozen=True)
class Told:
    """What the sender has said in the preview: a content typed for a cell, or what a name means."""

    sheet: str
    cell: str
    written: str
    meaning: str
    is_left_out: bool = False


@dataclass(frozen=True)
class Preview:
    """A tally's page: `grids` are the ones opened, `lines` all units."""

    questions: list[Question]
    problems: int
    more_problems: int
    lines: list[UnitLine]
    grids: list[UnitGrid]
    totals: list[TotalLine]
    days: int = 0
    overlaps: list[Overlap] = field(default_factory=list)
    overlapping: int = 0
    former: Tally | None = None
    layout: Layout | None = None
    told: list[Told] = field(default_factory=list)
    doubts: list[ShownDoubt] = field(default_factory=list)
    doubt_count: int = 0

    @property
    def more_doubts(self) -> int:
        """How many doubts are not listed."""
        return self.doubt_count - len(self.doubts)

    @property
    def many_doubts(self) -> bool:
        """Whether ticking each would be tedious."""
        return self.doubt_count > MOST_TICKED

    @property
    def filled(self) -> int:
        """How many cells go in where stored figures are kept."""
        return sum(line.changes - line.overlaps for line in self.lines)

    @property
    def must_choose(self) -> bool:
        """Whether the sender has to say what becomes of figures that are stored already."""
        return bool(self.overlapping or self.former)


def preview_of(tally: Tally, *, unit: str = "") -> Preview:
    """Everything that the page of a tally shows. `unit` is the code of the unit to open."""
    cells = chosen_cells(tally) if tally.receipt else kept_cells(tally.cells)
    terms = terms_of(cells)
    lines = unit_lines(cells, terms)
    is_open = tally.state == Tally.State.PREVIEW
    questions = questions_of(tally) if is_open else []
    problems = tally.reading.get("problem_count", len(tally.reading.get("problems", [])))
    return Preview(
        questions=questions,
        problems=problems,
        more_problems=problems - sum(question.places for question in questions),
        lines=lines,
        grids=_opened(cells, terms, lines, unit),
        totals=totals_of(cells, terms, tally.plan) if is_open else _receipt_totals(tally),
        days=len({cell.date for cell in cells}),
        overlaps=overlaps_of(cells, terms) if is_open else [],
        overlapping=sum(line.overlaps for line in lines) if is_open else 0,
        former=former_tally(tally) if is_open else None,
        layout=remembered_layout(tally) if is_open else None,
        told=told_of(tally),
        doubts=shown_doubts(tally, cells, terms) if is_open else [],
        doubt_count=len(kept_doubts(tally.reading)) if is_open else 0,
    )


def _opened(
    cells: Sequence[KeptCell], terms: Terms, lines: list[UnitLine], unit: str
) -> list[UnitGrid]:
    """The grids of all units of a small tally, of the one asked for in a large one."""
    if unit:
        chosen = [line for line in lines if line.code == unit]
    else:
        chosen = lines if len(cells) <= MOST_CELLS_ON_A_PAGE else []
    return [unit_grid(cells, terms, line) for line in chosen]


def _receipt_totals(tally: Tally) -> list[TotalLine]:
    return [TotalLine(**line) for line in tally.receipt.get("totals", [])]


def questions_of(tally: Tally) -> list[Question]:
    """The problems of a tally with what may be answered, one for each name, as many as a page bears."""
    problems = tally.reading.get("problems", [])
    if not problems:
        return []
    root = tally.by.unit or tally.unit
    offered = _offered(vocabulary_for(root, tally.plan, tally.meant_unit))
    by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, problem in enumerate(problems):
        by_name[_name(number, problem)].append(number)
    return [
        _question(numbers[0], problems[numbers[0]], offered, [problems[n] for n in numbers[1:]])
        for numbers in list(by_name.values())[:MOST_QUESTIONS]
    ]


def _name(number: int, problem: dict[str, Any]) -> tuple[str, str]:
    """What one answer settles: a name wherever it stands, a missing one on its sheet, else a cell."""
    asks = problem.get("asks", "")
    if not asks:
        return "", str(number)
    return asks, comparable(problem["text"]) or f"\0{problem['sheet']}"


def _offered(vocabulary: Vocabulary) -> dict[str, list[Choice]]:
    """Every code that an answer may name, with its words."""
    indicators = {indicator for indicator, _ in vocabulary.fields}
    cohorts = {cohort for _, cohort in vocabulary.fields}
    return {
        "unit": [(unit.code, unit.name) for unit in vocabulary.units if unit.is_own],
        "indicator": [(t.code, t.label) for t in vocabulary.indicators if t.code in indicators],
        "cohort": [(t.code, t.label) for t in vocabulary.cohorts if t.code in cohorts],
    }


def _question(
    number: int,
    problem: dict[str, Any],
    offered: dict[str, list[Choice]],
    same: list[dict[str, Any]],
) -> Question:
    asks, options = problem.get("asks", ""), problem.get("options", ())
    choices = offered.get(asks, [])
    return Question(
        number=number,
        kind=problem["kind"],
        message=problem["message"],
        sheet=problem["sheet"],
        cell=problem["cell"],
        asks=asks,
        text=problem.get("text", ""),
        likely=tuple(choice for choice in choices if choice[0] in options),
        others=tuple(choice for choice in choices if choice[0] not in options),
        leave_out=_LEFT_OUT.get(asks, "") if problem.get("text") else "",
        also=tuple(_place(p, beside=problem) for p in same[:MOST_PLACES]),
        places=1 + len(same),
    )


def _place(problem: dict[str, Any], *, beside: dict[str, Any]) -> str:
    here = f"ô {problem['cell']}"
    is_same = problem["sheet"] == beside["sheet"]
    return here if is_same else f"trang tính “{problem['sheet']}”, {here}"


def told_of(tally: Tally) -> list[Told]:
    """The fixes and answers of a tally, in words."""
    answers = [Answer(*row) for row in tally.answers]
    names = _names_of(answers)
    fixes = [Told(fix.sheet, fix.cell, "", fix.text) for fix in (Fix(*row) for row in tally.fixes)]
    return fixes + [
        Told(a.sheet, "", a.text, names.get((a.side, a.code), ""), a.code == LEAVE_OUT)
        for a in answers
    ]


@dataclass(frozen=True)
class Learned:
    """A word that a sender explained once, in words."""

    pk: int
    unit: str
    text: str
    meaning: str
    is_left_out: bool


def learned_by(rows: Iterable[LearnedName]) -> list[Learned]:
    """What the portal has learned of senders, to look at and to take back."""
    rows = list(rows)
    names = _names_of([Answer(row.side, row.text, "", row.code) for row in rows])
    return [
        Learned(
            row.pk,
            row.unit.name,
            row.text,
            names.get((row.side, row.code), ""),
            row.code == LEAVE_OUT,
        )
        for row in rows
    ]


def _names_of(answers: list[Answer]) -> dict[tuple[str, str], str]:
    """The words of every code that the answers name, by side."""
    codes = {answer.code for answer in answers} - {LEAVE_OUT}
    if not codes:
        return {}
    rows = {
        "unit": Unit.objects.filter(code__in=codes).values_list("code", "name"),
        "indicator": Indicator.objects.filter(code__in=codes).values_list("code", "label"),
        "cohort": Cohort.objects.filter(code__in=codes).values_list("code", "label"),
    }
    names = {(side, code): name for side, found in rows.items() for code, name in found}
    days = {a.code for a in answers if a.side == "day"} - {LEAVE_OUT}
    return names | {("day", day): format_date(date.fromisoformat(day)) for day in days}


def may_answer(tally: Tally, answers: dict[tuple[str, ...], str]) -> bool:
    """Whether every answer names something that the sender's tally may name."""
    root = tally.by.unit or tally.unit
    offered = _offered(vocabulary_for(root, tally.plan, tally.meant_unit))
    known = {side: {code for code, _ in choices} for side, choices in offered.items()}
    return all(
        code == LEAVE_OUT or code in known.get(side, ()) or (side == "day" and _is_day(code))
        for (side, *_), code in answers.items()
    )


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def marks_of(tally: Tally) -> list[Mark]:
    """What is marked in the workbook that goes back: problems, cells typed here or changed, the rest."""
    reading = tally.reading
    problems = [
        Mark(p["sheet"], p["cell"], "problem", p["message"]) for p in reading.get("problems", [])
    ]
    fixes = [
        Mark(fix.sheet, fix.cell, "change", f"Đã sửa khi xem trước thành “{fix.text}”.")
        for fix in (Fix(*row) for row in tally.fixes)
    ]
    changes = [
        Mark(c.sheet, c.cell, "change", f"Đang lưu {_count(c.before)}, biểu ghi {_count(c.value)}.")
        for c in kept_cells(tally.cells)
        if c.overlaps
    ]
    doubts = [
        Mark(shown.cell.sheet, shown.cell.cell, "problem", shown.question)
        for shown in _doubts_of(tally)
    ]
    left_out = [
        Mark(line["sheet"], line["cell"], "left_out", line["what"])
        for line in reading.get("ignored", [])
    ]
    return [*problems, *doubts, *fixes, *changes, *left_out]


def _doubts_of(tally: Tally) -> list[ShownDoubt]:
    """What the sender still has to look at."""
    if tally.state != Tally.State.PREVIEW or not kept_doubts(tally.reading):
        return []
    cells = kept_cells(tally.cells)
    return shown_doubts(tally, cells, terms_of(cells))


def _count(value: int | None) -> str:
    return "–" if value is None else format_count(value)
