"""What a table's titles, the sheet's name and the file's name say for all of its counts."""

import re
from pathlib import PurePath

from intake.rules.tally.claims import Claim, Claims, claims_of, together
from intake.rules.tally.grid import Grid, Place
from intake.rules.tally.lexicon import MAX_LABEL, Lexicon
from intake.rules.tally.tables import KEYS
from intake.rules.tally.wording import Role, heading_role, is_letterhead
from vietnamese.dates import find_dated_spans
from vietnamese.text import collapse_spaces

_UP_TO = re.compile(r"tinh den|luy ke|den (?:het )?ngay\s*:?\s*$")
_OF_A_PAPER = re.compile(r"(?:,|kem theo.*|so.*|can cu.*|thuc hien ke hoach.*)\s*(?:ngay\s*)?$")


def table_context(grid: Grid, titles: range) -> dict[Role, Claim]:
    """What the text rows above a table say; lines of one block must not contradict each other."""
    context: dict[Role, Claim] = {}
    for row in titles:
        for column in grid.filled(row):
            said = _line(grid, (row, column))
            context = together(context, said)
    return context


def name_context(name: str, lexicon: Lexicon) -> dict[Role, Claim]:
    """What a sheet's or a file's name says: a unit, a day."""
    stem = PurePath(name.replace("\\", "/")).stem if re.search(r"\.\w{2,4}$", name) else name
    text = collapse_spaces(re.sub(r"_|(?<=[^\W\d])-|-(?=[^\W\d])", " ", stem))
    if len(text) > MAX_LABEL:
        return {}
    whole = claims_of(lexicon.label(text), None)
    if Role.UNIT in whole or Role.DAY in whole:
        return {role: claim for role, claim in whole.items() if role in {Role.UNIT, Role.DAY}}
    return _inside(text, None, lexicon, (Role.UNIT, Role.DAY))


def _line(grid: Grid, place: Place) -> dict[Role, Claim]:
    value = grid.value(*place)
    if not isinstance(value, str):
        label = grid.label(*place)
        return claims_of(label, place) if _is_told(grid, place) else {}
    head, mark, rest = value.partition(":")
    role = heading_role(head)
    if mark and role in KEYS:
        return _told(grid, place, role, rest.strip()) if rest.strip() else {}
    told = _told_role(grid, place)
    if told:
        return _told(grid, place, told, value)
    if len(value) > MAX_LABEL or is_letterhead(value):
        return {}
    return _inside(value, place, grid.lexicon, (Role.UNIT, Role.INDICATOR, Role.COHORT, Role.DAY))


def _told_role(grid: Grid, place: Place) -> Role | None:
    """The heading to the left that ends in a colon: "Đơn vị:" | "Thôn Phú Hòa"."""
    row, column = place
    left = next((grid.value(row, c) for c in range(column - 1, -1, -1) if grid.value(row, c)), None)
    if not isinstance(left, str) or not left.endswith(":"):
        return None
    role = heading_role(left[:-1])
    return role if role in KEYS else None


def _is_told(grid: Grid, place: Place) -> bool:
    return _told_role(grid, place) is Role.DAY


def _told(grid: Grid, place: Place, role: Role, text: str) -> dict[Role, Claim]:
    """What follows "Đơn vị:" or "Ngày:"; unknown words there are a claim too, one that nothing fits."""
    said = claims_of(grid.lexicon.label(text), place)
    if role not in said:
        said = _inside(text, place, grid.lexicon, (role,))
    return {role: said.get(role, Claim((), text, place))}


def _inside(
    text: str, place: Place | None, lexicon: Lexicon, roles: tuple[Role, ...]
) -> dict[Role, Claim]:
    found = {
        Role.UNIT: lexicon.units.find_inside(text),
        Role.INDICATOR: lexicon.indicators.find_inside(text),
        Role.COHORT: lexicon.cohorts_inside(text),
    }
    claims = {role: Claim(found[role], text, place) for role in roles if found.get(role)}
    day = _day_inside(text, place, lexicon) if Role.DAY in roles else None
    return {**claims, Role.DAY: day} if day else claims


def _day_inside(text: str, place: Place | None, lexicon: Lexicon) -> Claim | None:
    """The one day of a title. A paper's own date says nothing; "tính đến ngày" is no day's count."""
    spans = [
        (before, day)
        for before, day in find_dated_spans(text, lexicon.year)
        if not _OF_A_PAPER.search(before)
    ]
    days = {lexicon.in_window(day).isoformat() for _, day in spans}
    if not days:
        return None
    if len(days) > 1 or any(_UP_TO.search(before) for before, _ in spans):
        return Claim((), text, place)
    return Claim(tuple(days), text, place)


def whole_context(grid: Grid, titles: range, filename: str, default_unit: str | None) -> Claims:
    """All that is said for a table: titles and the sheet's name must agree; the file's name and the
    sender's own village only fill what these leave open."""
    said = together(name_context(grid.sheet.name, grid.lexicon), table_context(grid, titles))
    weaker = name_context(filename, grid.lexicon) if filename else {}
    if default_unit and Role.UNIT not in weaker:
        weaker[Role.UNIT] = Claim((default_unit,), default_unit)
    return {**weaker, **said}
