"""Cells made wrong on purpose, each with the problem that must be reported there."""

from datetime import date

from sheets.workbook import Fault
from tests.intake.layouts import words

VALUES = {
    "negative": (-3, "-3", "-12"),
    "not_whole": (2.5, "2,5", 1.234),
    "not_a_number": ("82,55%", "nhiều", "?", "12/20", "chưa rõ"),
    "formula_error": (Fault("error", "#REF!"), Fault("error", "#DIV/0!")),
    "formula_without_value": (Fault("no_value", "SUM(A1:A2)"),),
    "above_population": (99_999, "88.888"),
}
NAMES = {
    "unit": ("unknown_unit",),
    "indicator": ("unknown_indicator",),
    "field": ("unknown_indicator",),
    "cohort": ("unknown_cohort",),
    "day": ("bad_date", "date_outside_plan"),
}
OUTSIDE = (date(2026, 7, 15), date(2025, 6, 1), "15/7/2026", "01/01/2026")


def spoil_values(pick, rng, page, kinds):
    """Some counts that are none."""
    for _ in range(pick.of(0, 0, 1, 3)):
        places = [p for p, fact in sorted(page.facts.items()) if fact.cohort != "all"]
        if not places:
            return
        place = rng.choice(places)
        kind = pick.feature("wrong", *kinds)
        page.cells[place] = rng.choice(VALUES[kind])
        page.facts.pop(place)
        page.wrong[place] = kind


def spoil_name(pick, rng, page, keys):
    """One name of rows that means nothing, or a day outside the plan."""
    useful = [key for key in keys if any(place in page.facts for place in key.values)]
    if not useful or not pick.chance(6):
        return
    key = rng.choice(useful)
    kind = pick.feature("wrong", *NAMES[key.side])
    page.fonts.pop(key.place, None)
    if kind == "date_outside_plan":
        page.cells[key.place] = rng.choice(OUTSIDE)
    else:
        page.text(key.place, words.STRANGE[key.side])
    for place in key.values:
        page.facts.pop(place, None)
    _forget_people(page, key.values)
    page.wrong[key.place] = kind


def spoil_title(pick, rng, page):
    """A unit or a day told above the table that means nothing: none of its counts is anybody's."""
    sides = [side for side in ("unit", "day") if side in page.told]
    if not sides or not page.facts or not pick.chance(12):
        return
    side = rng.choice(sides)
    kind = pick.feature("wrong", *(f"{name} in a title" for name in NAMES[side][:1]))
    place = page.told[side]
    page.fonts.pop(place, None)
    is_line = str(page.cells[place]).rstrip().endswith(":") or ":" in str(page.cells[place])
    word = {"unit": "Đơn vị", "day": "Ngày"}[side]
    page.text(place, f"{word}: {words.STRANGE[side]}" if is_line else words.STRANGE[side])
    page.facts.clear()
    _forget_people(page, list(page.wrong))
    page.wrong[place] = kind.removesuffix(" in a title")


def _forget_people(page, places):
    """Of whose people a count is too many, nobody can say where the village is not known."""
    for place in places:
        if page.wrong.get(place) == "above_population":
            del page.wrong[place]


def mark_conflicts(pages):
    """The same count written twice with two values: none of them holds, the last place is told."""
    places = {}
    for page in pages:
        for place, fact in sorted(page.facts.items()):
            places.setdefault(fact[:4], []).append((page, place))
    for same in places.values():
        if len({page.facts[place].value for page, place in same}) > 1:
            last_page, last_place = same[-1]
            last_page.wrong[last_place] = "conflicting_duplicate"
            for page, place in same:
                page.facts.pop(place)
