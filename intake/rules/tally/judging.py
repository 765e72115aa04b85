"""From what is said about a count to its unit, its cell of the plan and its day, or to what keeps it out."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from intake.rules.tally import messages
from intake.rules.tally.claims import Claim, Claims
from intake.rules.tally.grid import Place
from intake.rules.tally.lexicon import Lexicon
from intake.rules.tally.types import UnitName, Vocabulary
from intake.rules.tally.wording import Role
from sheets.workbook import Fault
from vietnamese.dates import format_date

T = TypeVar("T")
Pair = tuple[str, str]  # indicator, cohort


class Found(NamedTuple):
    """Something that keeps a count out; `place` is the cell at fault, None for the counted cell."""

    kind: str
    message: str
    place: Place | None = None
    asks: str = ""
    text: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged(Generic[T]):
    """What one side of a count came to: its value, or what is wrong, or that it is to be left out."""

    value: T | None = None
    found: tuple[Found, ...] = ()
    left_out: Found | None = None
    repair: str = ""  # how the name was understood, where it was not written as listed


class Judge:
    """Decides on the sides of a count with one plan's vocabulary and the sender's answers."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
        self._vocabulary = vocabulary
        self._lexicon = lexicon
        self._population = vocabulary.population
        self._enterable: dict[str, set[str]] = defaultdict(set)
        for indicator, cohort in vocabulary.fields:
            self._enterable[indicator].add(cohort)

    def explained(self, claims: Claims, role: Role, sheet: str) -> Claim | None:
        """The claim as the sender explained its words, or what he said for a sheet without any."""
        claim = claims.get(role)
        text = claim.text if claim else ""
        code = self._lexicon.answers.of(role, text, sheet)
        return Claim((code,), text, claim.place if claim else None) if code else claim

    def unit(self, claims: Claims, sheet: str) -> Judged[str]:
        """The unit: known, one, and the sender's own."""
        claim = self.explained(claims, Role.UNIT, sheet)
        if claim and claim.is_left_out:
            return Judged(left_out=_left_out(Role.UNIT, claim))
        if claim is None or len(claim.options) != 1:
            return Judged(found=(self._unknown_unit(claim),))
        unit = self._lexicon.units.by_code[claim.options[0]]
        if not unit.is_own:
            text = messages.outside_your_unit(unit.name)
            return Judged(found=(_about("outside_your_unit", text, Role.UNIT, claim),))
        return Judged(unit.code, repair=_repair(claim, unit))

    def _unknown_unit(self, claim: Claim | None) -> Found:
        units = self._lexicon.units
        options = (claim.options or units.alike(claim.text)) if claim else ()
        names = tuple(dict.fromkeys(units.by_code[code].name for code in options))
        return _about(
            "unknown_unit", messages.unknown_unit(claim, names), Role.UNIT, claim, options
        )

    def pair(self, claims: Claims, sheet: str) -> Judged[Pair]:
        """Indicator and cohort together: what the plan asks for settles what one word leaves open."""
        said = self.explained(claims, Role.INDICATOR, sheet)
        of = claims.get(Role.COHORT)
        pairs = self._pairs(said, of)
        is_open = said is not None and said.is_open
        # An answer for a sheet that names no group must not touch its counts that need none.
        if len(pairs) != 1 or (of and of.text):
            of = self.explained(claims, Role.COHORT, sheet)
            pairs = self._pairs(said, of)
        for role, claim in ((Role.INDICATOR, said), (Role.COHORT, of)):
            if claim and claim.is_left_out:
                return Judged(left_out=_left_out(role, claim))
        if len(pairs) == 1 and not is_open:
            return Judged(pairs[0])
        return Judged(found=tuple(self._pair_problems(said, of, pairs)))

    def _pairs(self, said: Claim | None, of: Claim | None) -> list[Pair]:
        cohorts = set(of.options) if of else None
        return [
            (indicator, cohort)
            for indicator in (said.options if said else ())
            for cohort in sorted(self._enterable.get(indicator, ()))
            if cohorts is None or cohort in cohorts
        ]

    def _pair_problems(
        self, said: Claim | None, of: Claim | None, pairs: list[Pair]
    ) -> Iterator[Found]:
        said_options = said.options if said else ()
        asked = [code for code in said_options if self._enterable.get(code)]
        is_one = len(said_options) == 1 or len({indicator for indicator, _ in pairs}) == 1
        if (said and said.is_open) or not is_one or not asked:
            yield self._unknown_indicator(said)
        if of and len(of.options) == 1 and asked and not pairs:
            yield self._not_asked(asked[0], of)
        elif (of is None and len(pairs) != 1 and asked) or (of and len(of.options) != 1):
            yield self._unknown_cohort(of, asked)

    def _unknown_indicator(self, said: Claim | None) -> Found:
        options = said.options if said else ()
        names = tuple(self._lexicon.indicators.labels[code] for code in options)
        text = messages.unknown_term("chỉ tiêu", said, names)
        return _about("unknown_indicator", text, Role.INDICATOR, said, options)

    def _not_asked(self, indicator: str, of: Claim) -> Found:
        label = self._lexicon.cohorts.labels[of.options[0]]
        text = messages.not_asked(self._lexicon.indicators.labels[indicator], label)
        return _about("unknown_cohort", text, Role.COHORT, of)

    def _unknown_cohort(self, of: Claim | None, asked: list[str]) -> Found:
        options = of.options if of else ()
        names = tuple(self._lexicon.cohorts.labels[code] for code in options)
        text = messages.unknown_term("nhóm đối tượng", of, names)
        enterable = sorted(set().union(*(self._enterable[code] for code in asked)))
        return _about("unknown_cohort", text, Role.COHORT, of, options or tuple(enterable))

    def day(self, claims: Claims, sheet: str) -> Judged[date]:
        """The day: one, inside the plan and not locked."""
        claim, vocabulary = self.explained(claims, Role.DAY, sheet), self._vocabulary
        if claim and claim.is_left_out:
            return Judged(left_out=_left_out(Role.DAY, claim))
        if claim is None or len(claim.options) != 1:
            return Judged(found=(_about("bad_date", messages.bad_date(claim), Role.DAY, claim),))
        day = date.fromisoformat(claim.options[0])
        if not vocabulary.starts_on <= day <= min(vocabulary.ends_on, vocabulary.today):
            text = messages.outside_plan(day, vocabulary)
            return Judged(found=(_about("date_outside_plan", text, Role.DAY, claim),))
        if day in vocabulary.locked_days:
            return Judged(found=(_about("day_locked", messages.day_locked(day), Role.DAY, claim),))
        return Judged(day)

    def name(self, role: Role, code: str) -> str:
        """How people call what a code stands for."""
        if role is Role.UNIT:
            return self._lexicon.units.by_code[code].name
        if role is Role.DAY:
            return f"Ngày {format_date(date.fromisoformat(code))}"
        terms = self._lexicon.indicators if role is Role.INDICATOR else self._lexicon.cohorts
        return terms.labels[code]

    def is_above_population(self, unit: str, cohort: str, value: int) -> bool:
        """Whether a count is larger than the number of people."""
        people = self._population.get((unit, cohort))
        return people is not None and value > people

    def above_population(self, unit: str, cohort: str, value: int) -> Iterator[Found]:
        """The problem of a count that is larger than the number of people."""
        if self.is_above_population(unit, cohort, value):
            name, label = (
                self._lexicon.units.by_code[unit].name,
                self._lexicon.cohorts.labels[cohort],
            )
            people = self._population[unit, cohort]
            text = messages.above_population(value, people, name, label)
            yield Found("above_population", text, text=str(value))


def fault_found(fault: Fault, place: Place | None = None) -> Found:
    """A formula that shows an error, or whose result the file does not hold."""
    if fault.kind == "error":
        return Found("formula_error", messages.formula_error(fault.text), place, text=fault.text)
    message = messages.formula_without_value()
    return Found("formula_without_value", message, place, text=fault.text)


def _about(
    kind: str, message: str, role: Role, claim: Claim | None, options: tuple[str, ...] = ()
) -> Found:
    """A problem with a name, which the sender can answer."""
    if claim and claim.fault:
        return fault_found(claim.fault, claim.place)
    text, place = (claim.text, claim.place) if claim else ("", None)
    return Found(kind, message, place, role.value, text, options)


def _left_out(role: Role, claim: Claim) -> Found:
    text = messages.left_out(role, claim.text)
    return Found("left_out", text, claim.place, role.value, claim.text)


def _repair(claim: Claim, unit: UnitName) -> str:
    """How a unit's name was understood, where it was not written as listed."""
    written = {name.lower() for name in (unit.name, *unit.aliases)}
    if not claim.place or not claim.text or any(name in claim.text.lower() for name in written):
        return ""
    return messages.understood_as(claim.text, unit.name)
