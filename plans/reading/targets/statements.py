"""Goals as sentences state them: the figure, what it counts, for whom, and by when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from plans.reading.deadlines import DeadlinePhrase, Step, Years, deadlines_in, rows_in
from plans.reading.goals import GoalPhrase, goals_in
from plans.reading.targets.clauses import clause_of, is_aside, is_goal, is_trifle
from plans.reading.targets.meaning import meaning_of
from plans.reading.targets.outline import Outline, Region
from plans.reading.terms import Terms

_OF_YEAR = re.compile(r"\bnam (?P<year>20\d\d)\b[^;:%\d]{0,40}$")
_FIGURE = re.compile(r"\d[\d.,]*")
_MOST_FIGURES = 80
_RIGHT_BEFORE = re.compile(
    r"\s?(?:[:,-]|dat|la|phai dat|co|hoan thanh)?\s?(?:(?:tren|it nhat|toi thieu|tu)\s)?"
)


@dataclass(frozen=True)
class Statement:
    """One goal for one indicator, as one place of the text states it.

    `block`, `start`, `end`: the sentence. `own_deadline`: the sentence itself words the deadline.
    `has_who`: people or things are named right with the figure. `subject` is where they stand, `clause`
    the part of the sentence that belongs to the figure.
    `is_row`: the block is a row of a table. `needs_what`: the sentence leaves open what is counted; `continues`: it is that of the figure before.
    """

    block: int
    start: int
    end: int
    goal: GoalPhrase
    region: Region
    indicator: str | None = None
    what: tuple[int, int] = (0, 0)
    cohort: str | None = None
    subject: tuple[int, int] = (0, 0)
    clause: tuple[int, int] = (0, 0)
    has_who: bool = False
    of_indicator: str | None = None
    after: date | None = None
    deadline: DeadlinePhrase | None = None
    own_deadline: bool = False
    steps: tuple[Step, ...] = ()
    is_knowledge: bool = False
    given_by: str = ""
    needs_what: bool = False
    continues: bool = False
    is_row: bool = False


@dataclass(frozen=True)
class _Sentence:
    """One sentence of a block with its figures, dates and steps, all placed in the block's text."""

    text: str
    start: int
    end: int
    goals: tuple[GoalPhrase, ...]
    deadlines: tuple[DeadlinePhrase, ...]
    rows: tuple[tuple[Step, ...], ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step of every row."""
        return tuple(step for row in self.rows for step in row)

    def steps_to(self, goal: GoalPhrase) -> tuple[Step, ...]:
        """The row that leads to the figure: its own last step, or the first row after it."""
        mine = (row for row in self.rows if row[-1].goal is goal)
        mains = [g for g in self.main_goals if g.kind in ("percent", "count") and not g.period]
        for row in (*mine, *self.rows):
            before = [g for g in mains if g.end <= row[0].goal.start]
            if row[-1].goal is goal or (before and before[-1] is goal):
                return row
        return ()

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]

    def is_step(self, goal: GoalPhrase) -> bool:
        return any(step.goal is goal for step in self.steps)

    @property
    def is_row_only(self) -> bool:
        """A row of shares of what is assigned, without a goal beside: "đến 30/9 đạt 40% chỉ tiêu giao, ..."."""
        is_shares = any(step.is_share_of_goal for step in self.steps)
        return bool(self.steps) and is_shares and all(self.is_step(goal) for goal in self.goals)

    @property
    def main_goals(self) -> list[GoalPhrase]:
        """The figures without the steps on the way; of a row of steps alone the last is the goal."""
        rest = [goal for goal in self.goals if not self.is_step(goal)]
        whole = [g for g in rest if g.kind in ("percent", "count")]
        alone = (r for r in self.rows if not any(g.start < r[0].goal.start for g in whole))
        rest.extend(row[-1].goal for row in alone)
        return sorted(rest, key=lambda goal: goal.start)


def statements_of(outline: Outline, at: int, terms: Terms, years: Years) -> Iterator[Statement]:
    """Every goal that the block states, sentence by sentence; reached results and decoys left out."""
    region = outline.region(at)
    if region == "skip":
        return
    text, is_row = outline.plain[at], bool(outline.blocks[at].cells)
    for start, end in outline.sentences(at):
        if not 0 < len(_FIGURE.findall(text, start, end)) <= _MOST_FIGURES:
            continue  # no figures, or a listing that is no sentence
        sentence = _sentence(text, (start, end), region, years)
        if sentence.is_row_only:
            continue  # steps to goals that stand elsewhere
        for goal in sentence.main_goals:
            base = Statement(
                at, start, end, goal, region, steps=sentence.steps_to(goal), is_row=is_row
            )
            yield from _stated(base, sentence, terms, years)


def _sentence(text: str, place: tuple[int, int], region: Region, years: Years) -> _Sentence:
    start, end = place
    words = text[start:end]
    goals = tuple(_moved(goal, start) for goal in goals_in(words) if not is_trifle(goal, region))
    deadlines = tuple(_shifted(phrase, start) for phrase in deadlines_in(words, years))
    rows = tuple(tuple(row) for row in rows_in(text, goals, deadlines))
    return _Sentence(text, start, end, goals, deadlines, rows)


def _moved(goal: GoalPhrase, by: int) -> GoalPhrase:
    return replace(goal, start=goal.start + by, end=goal.end + by)


def _shifted(phrase: DeadlinePhrase, by: int) -> DeadlinePhrase:
    return replace(phrase, start=phrase.start + by, end=phrase.end + by)


def _stated(
    base: Statement, sentence: _Sentence, terms: Terms, years: Years
) -> Iterator[Statement]:
    """One statement for each indicator that the figure's words name; one without where they name none."""
    goal, text = base.goal, sentence.text
    beside = [g for g in sentence.goals if g is goal or not sentence.is_step(g)]
    clause = clause_of(text, (sentence.start, sentence.end), goal, beside)
    if is_aside(text[sentence.start : goal.start], goal):
        return
    if not is_goal(clause, base.region, sentence.words) or _is_told(clause.left, years):
        return
    meaning = meaning_of(clause, terms, years)
    deadline = _own_deadline((clause.start, clause.end), base, sentence)
    if deadline and _is_past(deadline, base, years):
        return
    base = replace(
        base,
        deadline=deadline,
        own_deadline=deadline is not None,
        cohort=meaning.cohort.code if meaning.cohort else None,
        what=(clause.start, clause.end),
        subject=meaning.subject,
        clause=(clause.start, clause.end),
        has_who=meaning.has_who,
        of_indicator=meaning.of_indicator,
        after=meaning.after,
        is_knowledge=meaning.is_knowledge,
        given_by=meaning.given_by,
        needs_what=meaning.needs_what,
        continues=meaning.continues,
    )
    for mention in meaning.indicators:
        cohort = meaning.cohort_for(mention, clause, terms)
        what = (mention.start, mention.end)
        yield replace(base, indicator=mention.code, what=what, cohort=cohort)
    if not meaning.indicators:
        yield base


def _own_deadline(
    clause: tuple[int, int], base: Statement, sentence: _Sentence
) -> DeadlinePhrase | None:
    """The deadline in the figure's own words, else one that opens or closes the sentence for all its figures."""
    goal = base.goal
    free = [d for d in sentence.deadlines if not any(d is s.deadline for s in sentence.steps)]
    direct = [d for d in free if _is_of(d, goal, sentence)]
    if direct:
        return direct[-1]
    others = [g for g in sentence.goals if g is not goal]
    free = [d for d in free if not any(_is_of(d, other, sentence) for other in others)]
    inside = [d for d in free if clause[0] <= d.start < clause[1]]
    if inside:
        after = [d for d in inside if d.start >= goal.end]
        return after[0] if after else inside[-1]
    opening = [d for d in free if d.end <= goal.start and _is_outside(sentence.goals, 0, d.start)]
    closing = [d for d in free if d.start >= goal.end and _is_outside(sentence.goals, d.end, None)]
    last = base.steps[-1].deadline if base.steps and _reaches(base.steps[-1], goal) else None
    return opening[-1] if opening else closing[0] if closing else last


def _reaches(step: Step, goal: GoalPhrase) -> bool:
    """Whether the row's last step is the whole goal: a row up to the third quarter stops short of it."""
    return goal.kind != "percent" or step.is_share_of_goal or step.percent >= goal.value


def _leads(deadline: DeadlinePhrase, goal: GoalPhrase, text: str) -> bool:
    """Whether the date stands right before the figure: "đến ngày 30/6: 50%"."""
    gap = text[deadline.end : goal.start]
    return bool(gap and _RIGHT_BEFORE.fullmatch(gap))


def _is_of(deadline: DeadlinePhrase, goal: GoalPhrase, sentence: _Sentence) -> bool:
    """Whether the date stands right before the figure and is its own."""
    leads = _leads(deadline, goal, sentence.text)
    return leads and not _ends_other(deadline, goal, sentence)


def _ends_other(deadline: DeadlinePhrase, goal: GoalPhrase, sentence: _Sentence) -> bool:
    """Whether the date before the comma is the former figure's: "80% ... trước 30/6, 100% trước 31/12"."""
    former = max((g.end for g in sentence.goals if g.end <= deadline.start), default=None)
    following = min((g.start for g in sentence.goals if g.start > goal.start), default=sentence.end)
    is_after = any(
        former is not None and former <= d.start < deadline.start for d in sentence.deadlines
    )
    has_own = any(goal.end <= d.start < following for d in sentence.deadlines)
    return former is not None and not is_after and has_own


def _is_told(left: str, years: Years) -> bool:
    """ "Năm 2025 đạt 88%" in a plan of 2026 tells a result."""
    named = _OF_YEAR.search(left)
    return bool(named and years.default and int(named["year"]) < years.default)


def _is_past(deadline: DeadlinePhrase, base: Statement, years: Years) -> bool:
    """ "Đến 20/5 có 60% ..." before the plan begins tells what has been reached."""
    first = years.first_day
    is_told = deadline.wording == "through" and base.region != "situation"
    return bool(is_told and first and deadline.day and deadline.day < first)


def _is_outside(goals: Sequence[GoalPhrase], start: int, end: int | None) -> bool:
    """Whether no figure stands between the two places."""
    return not any(g.start >= start and (end is None or g.end <= end) for g in goals)
