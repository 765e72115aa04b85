"""From what is said about a cell to a count, or to the problems that keep it out."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from intake.rules.tally import messages
from intake.rules.tally.claims import Claim, Claims
from intake.rules.tally.grid import Grid, Place
from intake.rules.tally.lexicon import Lexicon
from intake.rules.tally.rows import Entry
from intake.rules.tally.types import Problem, ReadCell, Vocabulary
from intake.rules.tally.wording import Role
from sheets.workbook import Fault, Value
from vietnamese.dates import format_date
from vietnamese.numbers import CountError, NegativeCountError, NotWholeError, parse_count

Found = tuple[str, str, Place | None]  # kind, message, the cell at fault (None: the counted cell)


class Judge:
    """Decides on entries with one plan's vocabulary."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
        self._vocabulary = vocabulary
        self._lexicon = lexicon
        self._enterable: dict[str, set[str]] = defaultdict(set)
        for indicator, cohort in vocabulary.fields:
            self._enterable[indicator].add(cohort)

    def judge(self, grid: Grid, entry: Entry) -> ReadCell | tuple[Problem, ...]:
        """The count, or everything that is wrong with it."""
        found: list[Found] = []
        unit = self._unit(entry.claims.get(Role.UNIT), found)
        pair = self._pair(entry.claims, found)
        day = self._day(entry.claims.get(Role.DAY), found)
        value = _value(entry.value, found)
        if unit and pair and value is not None:
            self._check_population(unit, pair[1], value, found)
        if found or not (unit and pair and day) or value is None:
            return tuple(_problem(grid, entry, one) for one in found)
        cell = grid.address(entry.place)
        return ReadCell(unit, *pair, day, value, grid.sheet.name, cell)

    def _unit(self, claim: Claim | None, found: list[Found]) -> str | None:
        units = self._lexicon.units
        if claim is None or len(claim.options) != 1:
            options = claim.options if claim else ()
            names = tuple(units.by_code[code].name for code in options)
            text = messages.unknown_unit(claim, names or (units.alike(claim.text) if claim else ()))
            found.append(("unknown_unit", text, claim.place if claim else None))
            return None
        unit = units.by_code[claim.options[0]]
        if not unit.is_own:
            text = messages.outside_your_unit(unit.name)
            found.append(("outside_your_unit", text, claim.place))
            return None
        return unit.code

    def _pair(self, claims: Claims, found: list[Found]) -> tuple[str, str] | None:
        """Indicator and cohort together: what the plan asks for settles what one word leaves open."""
        said, of = claims.get(Role.INDICATOR), claims.get(Role.COHORT)
        indicators = said.options if said else ()
        cohorts = set(of.options) if of else None
        pairs = [
            (indicator, cohort)
            for indicator in indicators
            for cohort in sorted(self._enterable[indicator])
            if cohorts is None or cohort in cohorts
        ]
        if len(pairs) == 1:
            return pairs[0]
        found.extend(self._pair_problems(said, of, pairs))
        return None

    def _pair_problems(
        self, said: Claim | None, of: Claim | None, pairs: list[tuple[str, str]]
    ) -> Iterator[Found]:
        indicators, cohorts = self._lexicon.indicators.labels, self._lexicon.cohorts.labels
        asked = [code for code in (said.options if said else ()) if self._enterable[code]]
        if (
            said is None
            or (len(said.options) != 1 and len({i for i, _ in pairs}) != 1)
            or not asked
        ):
            names = tuple(indicators[code] for code in (said.options if said else ()))
            text = messages.unknown_term("chỉ tiêu", said, names)
            yield "unknown_indicator", text, said.place if said else None
        if of and len(of.options) == 1 and asked and not pairs:
            text = messages.not_asked(indicators[asked[0]], cohorts[of.options[0]])
            yield "unknown_cohort", text, of.place
        elif (of is None and len(pairs) != 1 and asked) or (of and len(of.options) != 1):
            names = tuple(cohorts[code] for code in (of.options if of else ()))
            yield (
                "unknown_cohort",
                messages.unknown_term("nhóm đối tượng", of, names),
                of.place if of else None,
            )

    def _day(self, claim: Claim | None, found: list[Found]) -> date | None:
        if claim is None or len(claim.options) != 1:
            found.append(("bad_date", messages.bad_date(claim), claim.place if claim else None))
            return None
        day, vocabulary = date.fromisoformat(claim.options[0]), self._vocabulary
        if not vocabulary.starts_on <= day <= min(vocabulary.ends_on, vocabulary.today):
            text = messages.outside_plan(day, vocabulary)
            found.append(("date_outside_plan", text, claim.place))
            return None
        if day in vocabulary.locked_days:
            found.append(("day_locked", messages.day_locked(day), claim.place))
            return None
        return day

    def _check_population(self, unit: str, cohort: str, value: int, found: list[Found]) -> None:
        people = self._vocabulary.population.get((unit, cohort))
        if people is not None and value > people:
            name = self._lexicon.units.by_code[unit].name
            label = self._lexicon.cohorts.labels[cohort]
            text = messages.above_population(value, people, name, label)
            found.append(("above_population", text, None))


def _value(value: Value, found: list[Found]) -> int | None:
    if isinstance(value, Fault):
        found.append(_fault(value))
        return None
    if isinstance(value, date) or value is None:
        text = format_date(value) if value else ""
        found.append(("not_a_number", messages.not_a_number(text), None))
        return None
    try:
        return parse_count(value)
    except CountError as error:
        found.append(_unreadable(error, str(value)))
        return None


def _fault(fault: Fault) -> Found:
    if fault.kind == "error":
        return "formula_error", messages.formula_error(fault.text), None
    return "formula_without_value", messages.formula_without_value(), None


def _unreadable(error: CountError, text: str) -> Found:
    if isinstance(error, NegativeCountError):
        return "negative", messages.negative(text), None
    if isinstance(error, NotWholeError):
        return "not_whole", messages.not_whole(text.replace(".", ",")), None
    return "not_a_number", messages.not_a_number(text), None


def _problem(grid: Grid, entry: Entry, found: Found) -> Problem:
    kind, message, place = found
    return Problem(kind, message, grid.sheet.name, grid.address(place or entry.place))


def without_duplicates(cells: list[ReadCell]) -> tuple[list[ReadCell], list[Problem]]:
    """The same count twice is one; with different values it is none, and a problem at the last cell."""
    by_count: dict[tuple[str, str, str, date], list[ReadCell]] = defaultdict(list)
    for cell in cells:
        by_count[cell.unit, cell.indicator, cell.cohort, cell.day].append(cell)
    kept, problems = [], []
    for same in by_count.values():
        if len({cell.value for cell in same}) == 1:
            kept.append(same[0])
        else:
            problems.append(_conflict(same))
    return kept, problems


def _conflict(same: list[ReadCell]) -> Problem:
    last = same[-1]
    several_sheets = len({cell.sheet for cell in same}) > 1
    places = [f"{c.sheet}!{c.cell}" if several_sheets else c.cell for c in same]
    return Problem("conflicting_duplicate", messages.conflicting(places), last.sheet, last.cell)
