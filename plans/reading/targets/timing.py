"""By when a goal is due, where its sentence does not say: labelled lines, announcements, phases, steps."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from plans.reading.deadlines import (
    DeadlinePhrase,
    Step,
    Years,
    bare_step,
    deadlines_in,
    labelled_deadline,
    steps_in,
)
from plans.reading.goals import goals_in
from plans.reading.targets.outline import Label, LabelKind, Outline
from plans.reading.targets.statements import Statement
from plans.reading.terms import Terms

_FAR = 600  # letters on to a sentence that says when
_MOST_STEPS = 12
_STEP_LINE = 80  # letters
_LIST = 40
_ALL_ABOVE = re.compile(
    r"\b(?:chi tieu|muc tieu|noi dung|nhiem vu)\s(?:neu\s|da neu\s)?(?:o\s)?tren\b"
)
_ITEMS_ABOVE = re.compile(
    r"\b(?:chi tieu|muc tieu|noi dung|nhiem vu)\s(?:neu\s|quy dinh\s)?(?:tai|o|so)\s(?:cac\s)?(?:khoan|muc|diem|so|y)?\s?"
    r"(?P<items>\(?(?:\d{1,2}|[a-z])\)?(?:(?:,\s|\s?-\s?|\sva\s|\sden\s)\(?(?:\d{1,2}|[a-z])\)?)*)(?=\s*(?::|,?\s(?:neu\s)?tren|,?\sla\b))"
)
_FINISH = re.compile(r"\W*(?:thoi (?:han|gian)|hoan thanh|xong|tien do)\b")
_TARGETS_MET = re.compile(r"\b(?:hoan thanh|dat)\s(?:\w+\s){0,2}?chi tieu\b")
_PHASE = re.compile(r"(?P<phase>(?:dot|giai doan|buoc) (?:\d+|[ivx]+))\b")
_IN_PHASE = re.compile(r"\b(?:trong|het|ket thuc|cuoi|tai) " + _PHASE.pattern)


@dataclass(frozen=True)
class Timing:
    """Dates of one plan and what they belong to."""

    outline: Outline
    terms: Terms
    years: Years

    def is_timing(self, at: int) -> bool:
        """Whether the block is a line "Thời hạn: ...", whose percents are steps."""
        labels = self.outline.labels(at)
        return self.outline.is_labelled(at) and labels[0].kind in ("time", "lead", "support")

    def dated(self, statement: Statement) -> Statement:
        """The statement with the date that its surroundings give it, if its sentence has none."""
        if statement.deadline and statement.deadline.wording != "deferred":
            return statement
        steps: tuple[Step, ...] = ()
        deadline = self._after_sentence(statement) or self._of_phase(statement)
        if not deadline and not statement.deadline:
            deadline, steps = self._of_labels(statement)
        is_open = not deadline and not statement.deadline and not statement.after
        if is_open and statement.goal.kind != "per_period":
            deadline = self._announced(statement)
        return replace(
            statement,
            deadline=statement.deadline or deadline,
            steps=statement.steps or tuple(steps),
        )

    def dated_by_others(self, found: list[Statement]) -> list[Statement]:
        """A sentence elsewhere may say by when the targets of an indicator are to be met."""
        dates = list(self._completion_dates())
        done = []
        for statement in found:
            fits = [d for codes, d in dates if statement.indicator in codes]
            is_open = (
                statement.deadline is None and statement.cohort and statement.region == "target"
            )
            done.append(replace(statement, deadline=fits[0]) if fits and is_open else statement)
        return done

    def with_loose_steps(self, found: list[Statement]) -> list[Statement]:
        """Rows of steps that stand in a paragraph of their own go to the goals that they lead to."""
        found = self._with_step_lines(found)
        taken = {n for s in found if s.steps for n in (s.block, *self.outline.group(s.block))}
        taken.update(n for members, _ in self.step_lines for n in members)
        for at in self.outline.body:
            text = self.outline.plain[at]
            if (
                at in taken
                or not 1 < text.count("%") <= _MOST_STEPS
                or self.outline.region(at) == "skip"
            ):
                continue
            dates = deadlines_in(text, self.years)
            steps = steps_in(text, goals_in(text), dates)
            if steps:
                found = [
                    replace(s, steps=tuple(steps)) if self._leads_to(steps, at, s) else s
                    for s in found
                ]
        return found

    @cached_property
    def closings(self) -> list[tuple[int, DeadlinePhrase, frozenset[str]]]:
        """Lines "Thời gian hoàn thành các chỉ tiêu trên: ...", with their dates and the items they name, if any."""
        found = []
        for n in self.outline.body:
            text = self.outline.plain[n]
            named = _ITEMS_ABOVE.search(text)
            if named or _ALL_ABOVE.search(text):
                dated = [d for d in deadlines_in(text, self.years) if d.day]
                phrase = dated[-1] if dated else labelled_deadline(text, self.years)
                if phrase:
                    found.append((n, phrase, _items(named["items"]) if named else frozenset()))
        return found

    def _closing(self, at: int) -> DeadlinePhrase | None:
        """The date that a last line gives the goals above it in its chapter."""
        chapter = self.outline.blocks[at].section.split(".")[0]
        number = self.outline.blocks[at].number.strip("().")
        for n, phrase, items in self.closings:
            is_near = at < n <= at + _LIST and (not items or number in items)
            if is_near and self.outline.blocks[n].section.split(".")[0] == chapter:
                return phrase
        return None

    def labels(self, statement: Statement, kind: LabelKind) -> Iterator[tuple[Label, str]]:
        """The labels of a kind that belong to the statement's item, with the text they stand in."""
        for n in self.outline.group(statement.block):
            for label in self.outline.labels(n):
                if label.kind == kind and (
                    n != statement.block
                    or label.start > statement.goal.end
                    or self.outline.is_labelled(n)
                ):
                    yield label, self.outline.plain[n]

    def _after_sentence(self, statement: Statement) -> DeadlinePhrase | None:
        """A sentence of its own after the figure's: "... hồ sơ/ngày. Thời hạn: trước 30/9"."""
        text = self.outline.plain[statement.block]
        later = (s for s in self.outline.sentences(statement.block) if s[0] >= statement.end)
        start, end = next(later, (0, 0))
        if _FINISH.match(text[start:end]) and not goals_in(text[start:end]):
            return labelled_deadline(text[start:end], self.years)
        rest = text[statement.end : statement.end + _FAR]
        late = (d for d in deadlines_in(rest, self.years) if d.wording == "deferred")
        return next(late, None)

    def _of_phase(self, statement: Statement) -> DeadlinePhrase | None:
        """ "Trong đợt 1 ..." ends with the phase, where the plan dates it."""
        text = self.outline.plain[statement.block][statement.start : statement.end]
        match = _IN_PHASE.search(text)
        return self.phases.get(match["phase"]) if match else None

    @cached_property
    def phases(self) -> dict[str, DeadlinePhrase]:
        """The last day of each phase that is dated: "Đợt 1 (...): từ ngày ... đến ngày ..."."""
        found: dict[str, DeadlinePhrase] = {}
        for at in self.outline.body:
            text = self.outline.plain[at]
            match = _PHASE.match(text)
            dated = (
                [d for d in deadlines_in(text, self.years) if d.begins and d.day] if match else []
            )
            if match and dated:
                found.setdefault(match["phase"], dated[0])
        return found

    def _of_labels(self, statement: Statement) -> tuple[DeadlinePhrase | None, tuple[Step, ...]]:
        for label, text in self.labels(statement, "time"):
            value = text[label.start : label.end]
            dates = deadlines_in(value, self.years)
            steps = steps_in(value, goals_in(value), dates)
            if steps:
                dated = [d for d in dates if all(d is not s.deadline for s in steps)]
                return (dated[0] if dated else steps[-1].deadline), tuple(steps)
            found = labelled_deadline(value, self.years)
            if found:
                return found, ()
        return None, ()

    def _announced(self, statement: Statement) -> DeadlinePhrase | None:
        """The date in the words that announce the list, or in a heading."""
        at, outline = statement.block, self.outline
        lead_in = outline.lead_in(at)
        closing = self._closing(at)
        if closing:
            return closing
        places = [
            *outline.parents(at),
            *([] if lead_in is None else [lead_in]),
            *outline.headings(at),
        ]
        for n in places:
            text = outline.plain[n]
            if outline.blocks[n].kind != "heading" and not text.endswith(":"):
                continue
            found = [d for d in deadlines_in(text, self.years) if d.day]
            if found:
                return found[-1]
        return None

    def _completion_dates(self) -> Iterator[tuple[set[str], DeadlinePhrase]]:
        for at in self.outline.body:
            text = self.outline.plain[at]
            if self.outline.region(at) in ("situation", "skip") or not _TARGETS_MET.search(text):
                continue
            for start, end in self.outline.sentences(at):
                part = text[start:end]
                dated = [d for d in deadlines_in(part, self.years) if d.day]
                if dated and _TARGETS_MET.search(part) and not goals_in(part):
                    yield self._indicators(part), dated[-1]

    @cached_property
    def step_lines(self) -> list[tuple[tuple[int, ...], tuple[Step, ...]]]:
        """Runs of lines that are one step each: "- Đến 30/6: đạt 60%", "- Đến 30/9: đạt 80%"."""
        runs: list[list[tuple[int, Step]]] = [[]]
        for at in self.outline.body:
            step = bare_step(self.outline.plain[at], self.years) if self._is_short(at) else None
            if step:
                runs[-1].append((at, step))
            elif runs[-1]:
                runs.append([])
        whole = [run for run in runs if len(run) > 1]
        return [(tuple(at for at, _ in run), tuple(step for _, step in run)) for run in whole]

    def _is_short(self, at: int) -> bool:
        text = self.outline.plain[at]
        return "%" in text and len(text) <= _STEP_LINE and not self.outline.is_labelled(at)

    def _with_step_lines(self, found: list[Statement]) -> list[Statement]:
        """Step lines belong to the goals of the nearest block before them that states any."""
        blocks = sorted({s.block for s in found})
        steps_of: dict[int, tuple[Step, ...]] = {}
        for members, steps in self.step_lines:
            before = bisect_left(blocks, members[0])
            if before:
                steps_of.setdefault(blocks[before - 1], steps)
        return [self._stepped(s, steps_of[s.block]) if s.block in steps_of else s for s in found]

    def _stepped(self, statement: Statement, steps: tuple[Step, ...]) -> Statement:
        if statement.steps or statement.goal.kind not in ("percent", "count"):
            return statement
        return replace(statement, steps=steps, deadline=statement.deadline or steps[-1].deadline)

    def _leads_to(self, steps: Sequence[Step], at: int, statement: Statement) -> bool:
        """Whether the row's last step is the goal, or its shares are those of what is assigned."""
        section = self.outline.blocks[at].section.split(".")[0]
        if statement.steps or self.outline.blocks[statement.block].section.split(".")[0] != section:
            return False
        if any(step.is_share_of_goal for step in steps):
            mine = self.terms.indicators.get(statement.indicator or "")
            labels = [
                self.terms.indicators[code].label.lower()
                for code in self._indicators(self.outline.plain[at])
            ]
            return (
                statement.goal.kind == "count"
                and mine is not None
                and any(label in mine.label.lower() for label in labels)
            )
        return statement.goal.kind == "percent" and statement.goal.value == steps[-1].percent

    def _indicators(self, text: str) -> set[str]:
        return {m.code for m in self.terms.indicators_in(text)}


def _items(words: str) -> frozenset[str]:
    """The numbers in "1, 2 và 3" or "1 đến 3"."""
    first, *rest = found = re.findall(r"\d+|\b[a-z]\b", words)
    if (
        len(rest) == 1
        and re.search(r"-|\bden\b", words)
        and first.isdecimal()
        and rest[0].isdecimal()
    ):
        return frozenset(str(n) for n in range(int(first), int(rest[0]) + 1))
    return frozenset(found)
