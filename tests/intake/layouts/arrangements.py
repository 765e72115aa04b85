"""Which sides of a count stand in rows, which in columns, and which are told once for a table."""

from collections import namedtuple
from itertools import product

SIDES = ("unit", "indicator", "cohort", "day")

# rows and columns from the outermost; `group` is told by a line above its rows; `context` in titles or names.
Arrangement = namedtuple("Arrangement", "rows columns context group", defaults=((), None))

_DAY, _UNIT = ("day",), ("unit",)
ARRANGEMENTS = {
    "units down, indicator over cohort": Arrangement(_UNIT, ("indicator", "cohort"), _DAY),
    "units down, cohort over indicator": Arrangement(_UNIT, ("cohort", "indicator"), _DAY),
    "units down, one heading": Arrangement(_UNIT, ("field",), _DAY),
    "units across": Arrangement(("indicator", "cohort"), _UNIT, _DAY),
    "units across, one content": Arrangement(("field",), _UNIT, _DAY),
    "units over cohorts across": Arrangement(("indicator",), ("unit", "cohort"), _DAY),
    "a unit's days across": Arrangement(("indicator", "cohort"), _DAY, _UNIT),
    "a unit's days across, one content": Arrangement(("field",), _DAY, _UNIT),
    "a unit's days across, cohort first": Arrangement(("cohort", "indicator"), _DAY, _UNIT),
    "a unit's days down": Arrangement(_DAY, ("indicator", "cohort"), _UNIT),
    "a unit's days down, one heading": Arrangement(_DAY, ("field",), _UNIT),
    "days and units down": Arrangement(("day", "unit"), ("indicator", "cohort")),
    "units and days down": Arrangement(("unit", "day"), ("field",)),
    "units with cohorts down": Arrangement(("unit", "cohort"), ("indicator",), _DAY),
    "units with contents down": Arrangement(("unit", "indicator"), ("cohort",), _DAY),
    "units down, days across": Arrangement(_UNIT, _DAY, ("indicator", "cohort")),
    "units down, days over cohorts": Arrangement(_UNIT, ("day", "cohort"), ("indicator",)),
    "units down, indicator over days": Arrangement(_UNIT, ("indicator", "day"), ("cohort",)),
    "units down, days over contents": Arrangement(_UNIT, ("day", "field")),
    "groups of units": Arrangement(("field",), (), _DAY, "unit"),
    "groups of units, cohorts across": Arrangement(("indicator",), ("cohort",), _DAY, "unit"),
    "groups of units, days down": Arrangement(_DAY, ("field",), (), "unit"),
    "groups of days": Arrangement(_UNIT, ("indicator", "cohort"), (), "day"),
    "groups of contents": Arrangement(_UNIT, ("cohort",), _DAY, "indicator"),
    "groups of contents, days across": Arrangement(("cohort",), _DAY, _UNIT, "indicator"),
    "list": Arrangement(SIDES, ()),
    "list of contents": Arrangement(("day", "unit", "field"), ()),
    "list of a day": Arrangement(("unit", "indicator", "cohort"), (), _DAY),
    "list of a unit": Arrangement(("day", "indicator", "cohort"), (), _UNIT),
}


def combinations(truth, sides):
    """Every combination of what a workbook names on these sides, in its order, as dicts."""
    options = {
        "unit": truth.units,
        "day": truth.days,
        "indicator": tuple(dict.fromkeys(indicator for indicator, _ in truth.fields)),
        "cohort": tuple(dict.fromkeys(cohort for _, cohort in truth.fields)),
        "field": truth.fields,
    }
    return [
        combination
        for values in product(*(options[side] for side in sides))
        if is_possible(truth, combination := dict(zip(sides, values, strict=True)))
    ]


def is_possible(truth, combination):
    """Whether the plan asks for the indicator in the cohort."""
    indicator, cohort = pair_of(combination)
    return any(indicator in {None, own} and cohort in {None, of} for own, of in truth.fields)


def pair_of(combination):
    """The indicator and the cohort that a combination names, None where it does not."""
    return combination.get("field") or (combination.get("indicator"), combination.get("cohort"))


def count_of(truth, combination):
    """The count there, or None: nothing reported, or nothing asked."""
    pair = pair_of(combination)
    if pair not in truth.fields:
        return None
    return truth.value(combination["unit"], pair, combination["day"])
