"""What a piece of text names: units, indicators, cohorts, a day, or a heading's role."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from intake.rules.tally.ages import read_ages, split_ages
from intake.rules.tally.answers import Answers
from intake.rules.tally.names import UnitIndex
from intake.rules.tally.terms import TermIndex
from intake.rules.tally.types import LEAVE_OUT, Vocabulary
from intake.rules.tally.wording import (
    Role,
    Word,
    heading_role,
    is_ordinal,
    is_total,
    says_nothing,
    shows_something_else,
    starts_other_row,
    without_ordinal,
)
from vietnamese.dates import DateError, format_date, looks_like_date, parse_date
from vietnamese.text import fold

_SAYS_DAY = re.compile(r"^(?:ket qua|so lieu|thuc hien|phat sinh)(?: trong)? (?=ngay \d)")
MAX_LABEL = 300  # longer texts are notes; searching them would only cost time


@dataclass(frozen=True)
class Label:
    """All that one text may name; several codes in one place mean that it is ambiguous."""

    text: str = ""
    units: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    cohorts: tuple[str, ...] = ()
    day: date | None = None
    is_bad_day: bool = False
    is_strange_age: bool = False  # an age group that no cohort has
    is_open: bool = False  # its indicators differ in what was done, and it does not say what
    role: Role | None = None
    left_out: frozenset[Role] = frozenset()  # sides of which the sender said to leave this name out

    @cached_property
    def dimensions(self) -> frozenset[Role]:
        """The sides of a count that the text names."""
        named = {
            Role.UNIT: self.units,
            Role.INDICATOR: self.indicators,
            Role.COHORT: self.cohorts or self.is_strange_age,
            Role.DAY: self.day,
        }
        return self.left_out.union(role for role, value in named.items() if value)

    @cached_property
    def names_something(self) -> bool:
        """Whether the text names any side of a count."""
        return bool(self.dimensions)


class Lexicon:
    """Reads texts with one plan's vocabulary; answers are kept, as sheets repeat their words."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.units = UnitIndex(vocabulary.units)
        self.indicators = TermIndex(vocabulary.indicators)
        self.cohorts = TermIndex(vocabulary.cohorts)
        self.answers = Answers(vocabulary)
        self._window = (vocabulary.starts_on, vocabulary.ends_on)
        self._known: dict[str, Label] = {}
        self._days: dict[date, Label] = {}
        self.words = _Words(self)

    def label(self, text: str) -> Label:
        """What the whole text names."""
        if text not in self._known:
            self._known[text] = self._answered(text) if len(text) <= MAX_LABEL else Label(text)
        return self._known[text]

    def group_label(self, text: str) -> Label:
        """What a row of text alone names, its running number left aside."""
        return self.label(text if self.answers.about(text) else without_ordinal(text))

    def day_label(self, day: date) -> Label:
        """A cell that holds a day."""
        if day not in self._days:
            self._days[day] = Label(format_date(day), day=day)
        return self._days[day]

    @property
    def year(self) -> int:
        """The year of a day written without one."""
        return self._window[0].year

    def cohorts_inside(self, text: str) -> tuple[str, ...]:
        """Cohorts named in a title, by their words or by an age group."""
        by_age = self.cohorts.with_ages(split_ages(text)[0]) if "tuoi" in fold(text) else set()
        apart = (part for part in re.split(r"[():;]", text) if part.strip())
        named = {code for part in apart for code in self.cohorts.find(part)}
        return tuple(sorted(by_age or named)) or self.cohorts.find_inside(text)

    def in_window(self, day: date) -> date:
        """The same day in the plan's last year, where the plan runs into a new year and only that fits."""
        first, last = self._window
        if first.year == last.year or first <= day <= last or day.year != first.year:
            return day
        later = day.replace(year=last.year) if (day.month, day.day) != (2, 29) else day
        return later if first <= later <= last else day

    def _answered(self, text: str) -> Label:
        answers, label = self.answers.about(text), self.own_label(text)
        return _explained(label, answers) if answers else label

    def own_label(self, text: str) -> Label:
        """What the text names without the sender's answers; a number or a dash before it may be left aside."""
        label = self._whole_label(text)
        bare = without_ordinal(text)
        if bare in {text, ""} or label.names_something or label.role or label.is_bad_day:
            return label
        found = self._whole_label(bare)
        return replace(found, text=text) if found.names_something else label

    def _whole_label(self, text: str) -> Label:
        role = heading_role(text)
        dated = _SAYS_DAY.sub("", fold(text))
        if looks_like_date(dated) and not self.cohorts.find(text):  # "6-14" is an age group
            return self._read_day(text, dated)
        units = self.units.find(text)
        indicators, cohorts, is_strange_age = self._read_terms(text)
        if not (indicators or cohorts or units or is_strange_age):
            role = role or _figure_role(text)
        if shows_something_else(text) and not units and not self._is_label(text):
            return Label(text, role=Role.SKIP)
        if role in {Role.UNIT, Role.INDICATOR, Role.COHORT, Role.VALUE, Role.DAY}:
            return Label(text, role=role)
        return Label(
            text,
            units,
            indicators,
            cohorts,
            is_strange_age=is_strange_age,
            is_open=len(indicators) > 1 and self.indicators.leaves_deed_open(split_ages(text)[1]),
            role=role,
        )

    def _read_day(self, text: str, dated: str) -> Label:
        for year in dict.fromkeys(day.year for day in self._window):
            try:
                return Label(text, day=self.in_window(parse_date(dated, year)))
            except DateError:  # of the plan's two years a weekday may fit one only
                continue
        return Label(text, is_bad_day=True)

    def _read_terms(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
        """Indicators, cohorts, and whether an age group is named that no cohort has."""
        indicators, cohorts = self.indicators.find(text), self.cohorts.find(text)
        if indicators or cohorts:
            return indicators, cohorts, False
        if read_ages(text):
            return (), (), True
        ages, rest = split_ages(text)
        indicators = self.indicators.find(rest) if ages else ()
        if not indicators and not says_nothing(rest):  # "Dự kiến 6-14": not the indicator above it
            return (), (), False
        cohorts = tuple(sorted(self.cohorts.with_ages(ages)))
        return indicators, cohorts, bool(ages) and not cohorts

    def strange_ages_inside(self, text: str) -> bool:
        """Whether a title speaks of an age group that no cohort has."""
        ages = split_ages(text)[0] if "tuoi" in fold(text) else ()
        return bool(ages) and not self.cohorts_inside(text)

    def _is_label(self, text: str) -> bool:
        """The catalogue's own wording wins: an indicator may be called "Tổng ..." or "... đạt ..."."""
        return self.indicators.is_written(text) or self.cohorts.is_written(text)


class _Words(dict[str, Word]):
    """What each text makes of its row."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self._lexicon = lexicon

    def __missing__(self, text: str) -> Word:
        self[text] = word = self._word(text)
        return word

    def _word(self, text: str) -> Word:
        if is_ordinal(text):
            return Word.ORDINAL
        is_other = starts_other_row(text)
        is_sum = is_total(text)
        if not (is_other or is_sum) or self._lexicon.label(text).names_something:
            return Word.PLAIN
        return Word.TOTAL if is_sum else Word.OTHER


def _explained(label: Label, answers: Mapping[Role, str]) -> Label:
    """The label as the sender explained it: his word stands above the reader's own understanding."""

    def codes(role: Role, own: tuple[str, ...]) -> tuple[str, ...]:
        code = answers.get(role)
        return own if code is None else () if code == LEAVE_OUT else (code,)

    told = answers.get(Role.DAY)
    return replace(
        label,
        units=codes(Role.UNIT, label.units),
        indicators=codes(Role.INDICATOR, label.indicators),
        cohorts=codes(Role.COHORT, label.cohorts),
        day=label.day if told is None else None if told == LEAVE_OUT else date.fromisoformat(told),
        is_bad_day=label.is_bad_day and told is None,
        is_strange_age=label.is_strange_age and Role.COHORT not in answers,
        is_open=label.is_open and Role.INDICATOR not in answers,
        role=None,
        left_out=frozenset(role for role, code in answers.items() if code == LEAVE_OUT),
    )


def _figure_role(text: str) -> Role | None:
    if is_total(text):
        return Role.TOTAL
    return Role.SKIP if shows_something_else(text) else None
