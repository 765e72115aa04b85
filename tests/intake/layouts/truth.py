"""What a tally means: counts by unit, indicator, cohort and day, and what may be wrong in it."""

from collections import namedtuple
from dataclasses import dataclass, field
from datetime import date, timedelta

from intake.rules.tally import UnitName
from tests.intake.tally_build import VILLAGES, vocabulary

Fact = namedtuple("Fact", "unit indicator cohort day value")
Count = namedtuple("Count", "unit indicator cohort day")

FIELDS = (
    ("card_intake", "age_6_13"),
    ("card_intake", "age_14_up"),
    ("eid_intake", "age_6_13"),
    ("eid_intake", "age_14_up"),
    ("eid_activated", "age_6_13"),
    ("eid_activated", "age_14_up"),
    ("broadcasts", "all"),
)
INDICATORS = ("card_intake", "eid_intake", "eid_activated", "broadcasts")
FIRST, LAST = date(2026, 5, 26), date(2026, 6, 12)
NUMBERED = tuple(f"Thôn {number}" for number in range(1, 15))
PEOPLE = {"age_6_13": 5045, "age_14_up": 27434}


@dataclass(frozen=True)
class Commune:
    """Villages with names, or with numbers only."""

    units: tuple
    words: object = field(compare=False)

    def __repr__(self):
        return f"Commune({self.units[0]} ...)"


NAMED = Commune(VILLAGES, vocabulary())
COUNTED = Commune(
    NUMBERED,
    vocabulary(
        units=tuple(UnitName(name, name) for name in NUMBERED),
        population={(name, code): count for name in NUMBERED for code, count in PEOPLE.items()},
    ),
)


@dataclass(frozen=True)
class Truth:
    """The units, fields and days of a workbook, and its counts; None where nothing was reported."""

    commune: Commune
    units: tuple
    fields: tuple
    days: tuple
    values: dict

    def value(self, unit, field_, day):
        return self.values.get(Count(unit, *field_, day))


def draw_truth(pick, rng):
    """A small commune's few days: as many sides as the workbook's layout may ask for."""
    commune = pick.weighted((NAMED, 4), (COUNTED, 1))
    size = pick.of(1, 2, 3, 5, len(commune.units))
    units = tuple(sorted(rng.sample(commune.units, size), key=commune.units.index))
    fields = _fields(pick, rng)
    start = FIRST + timedelta(days=rng.randrange((LAST - FIRST).days + 1))
    length = pick.of(1, 2, 4, 7)
    days = tuple(day for n in range(length) if (day := start + timedelta(days=n)) <= LAST)
    values = {
        Count(unit, *pair, day): _value(rng, pair)
        for unit in units
        for pair in fields
        for day in days
    }
    return Truth(commune, units, fields, days, values)


def _fields(pick, rng):
    indicators = rng.sample(INDICATORS[:3], pick.of(1, 2, 3))
    chosen = [pair for pair in FIELDS if pair[0] in indicators]
    if pick.chance(5):
        chosen = [pair for pair in chosen if pair[1] == "age_14_up"]
    if pick.chance(4):
        chosen.append(("broadcasts", "all"))
    return tuple(chosen)


def _value(rng, pair):
    if rng.random() < 0.12:
        return None
    if pair[0] == "broadcasts":
        return rng.randrange(4)
    return rng.choice(
        (rng.randrange(10), rng.randrange(60), rng.randrange(300), rng.randrange(2500))
    )
