"""What a table's titles, the sheet's name and the file's name say for all of its counts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

from intake.rules.tally.ages import split_ages
from intake.rules.tally.asides import is_example_title
from intake.rules.tally.calendars import Calendar, calendar_of
from intake.rules.tally.claims import Claim, Claims, claims_of, together
from intake.rules.tally.columns import KEYS
from intake.rules.tally.grid import Grid, Place
from intake.rules.tally.lexicon import MAX_LABEL, Lexicon
from intake.rules.tally.wording import (
    Role,
    heading_role,
    is_letterhead,
    shows_something_else,
    without_ordinal,
)
from sheets.workbook import Fault, Value
from vietnamese.dates import find_dated_spans
from vietnamese.text import collapse_spaces, fold

_UP_TO = re.compile(
    r"tinh den|luy ke|\bden (?:het )?(?:ngay)?\s*:?\s*$|(?<!dien )\btu ngay\b[^,(]*$"
    r"|\b(?:tuan|dot|ky|quy)\s*:?\s*$"  # "TUẦN 1 THÁNG 6" is no first of June
)
_TWO_DAYS = re.compile(
    r"(?<![\d/.])\d{1,2}\s*[-–]\s*\d{1,2}\s*/\s*\d{1,2}(?!\d)|\bngay \d{1,2}\s*[-–]\s*\d{1,2}\s*\.\s*\d"
)
_AND_ANOTHER = re.compile(
    r"(?<!thang )(?<!\d)\d{1,2}\s*(?:,|;|\+|&|-|–|\bva\b)\s*(?:ngay\s*)?$"
)  # "06, 07/6/2026"
_OF_A_PAPER = re.compile(
    r"(?:^(?!(?:bao cao|ket qua|so lieu|bieu|bang|tong hop|thong ke|tuan|thang)\b).*,"
    r"|\b(?:han|truoc|cham nhat|cuoc hop|tai lieu hop|giao ban|hoi nghi)\b.*"  # a deadline's day, a meeting's
    r"|kem theo.*|(?<!ho )\bso\s*:?\s*(?:\d|/|_|\.\.|…).*|can cu\b.*|thuc hien ke hoach.*)\s*(?:ngay\s*)?$"
)
_OF_A_FORM = re.compile(r"(?:(?<!ho )\bso|\bbieu|\bmau|\bphu luc)\s*:?\s*$")  # "Biểu số 3/6"
_WITH_YEAR = re.compile(r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:\d{4}|\d{2})\b")


def example_titles(grid: Grid, titles: range) -> Iterator[Place]:
    """The titles that call their table an example."""
    for row in titles:
        for column in grid.filled(row):
            value = grid.value(row, column)
            if isinstance(value, str) and len(value) <= MAX_LABEL and is_example_title(value):
                yield row, column


_OF_NAMES = (Role.UNIT, Role.DAY)
_NUMBERED = re.compile(r"(?:(?:bieu|bang|phu luc|muc|phan)\b|[ivx\d]+\s*[.)/:-]|[a-d]\s*[.)/])")
_NOT_DONE = re.compile(r"\bdu kien\b")
_IN_THE_DAY = re.compile(r"\b(?:trong ngay|hom nay|bao cao ngay)\b(?!\s*\d)")
_AT_THE_CLOCK = re.compile(r"\btinh den (?:luc )?\d{1,2} ?(?:gio|h|g)(?![a-z])")
_PLACE_AND_DAY = re.compile(r"[^,:\d]{2,40},\s*(?:ngay\s*)?$")


def table_context(grid: Grid, titles: range) -> dict[Role, Claim]:
    """What the text rows above a table say; lines of one block must not contradict each other."""
    context: dict[Role, Claim] = {}
    for row in titles:
        for column in grid.filled(row):
            said = _line(grid, (row, column))
            context = together(context, said)
    return context


def name_context(
    name: str, lexicon: Lexicon, calendar: Calendar | None = None
) -> dict[Role, Claim]:
    """What a sheet's or a file's name says: a unit, a day, and where it stands for more, what is counted."""
    stem = (
        PurePath(name.replace("\\", "/")).stem if re.search(r"\.[A-Za-z]\w{1,3}$", name) else name
    )
    stem = re.sub(r"(?<=\d)_(?=\d)", "-", stem)  # "BC_06_6_2026"
    text = collapse_spaces(re.sub(r"_|(?<=[^\W\d])-|-(?=[^\W\d])", " ", stem))
    if len(text) > MAX_LABEL:
        return {}
    day = calendar.half_written(text) if calendar else None
    if day:
        return {Role.DAY: Claim((day.isoformat(),), text)}
    whole = claims_of(lexicon.label(text), None)
    if Role.UNIT in whole or Role.DAY in whole:
        return {role: claim for role, claim in whole.items() if role in _OF_NAMES}
    return _inside(text, None, lexicon, _OF_NAMES)


def _counted_in(name: str, lexicon: Lexicon) -> dict[Role, Claim]:
    """The indicator and the cohort of a sheet's name: "CC 6-14", "Định danh mức 2"."""
    label = lexicon.group_label(name)
    if not (label.indicators or label.cohorts) and len(name) <= MAX_LABEL:
        return _inside(name, None, lexicon, (Role.INDICATOR, Role.COHORT))
    claims = claims_of(label, None)
    return {role: claim for role, claim in claims.items() if role not in _OF_NAMES}


def _line(grid: Grid, place: Place) -> dict[Role, Claim]:
    value = grid.value(*place)
    if not isinstance(value, str):
        return _told_value(grid, place, value)
    head, mark, rest = value.partition(":")
    role = heading_role(head)
    if mark and role in KEYS:
        return _told(grid, place, role, rest.strip()) if rest.strip() else {}
    told = _told_role(grid, place)
    if told:
        return _told(grid, place, told, value)
    if len(value) > MAX_LABEL or is_letterhead(value) or _NOT_DONE.search(fold(value)):
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


def _told_value(grid: Grid, place: Place, value: Value) -> dict[Role, Claim]:
    """A day beside "Ngày:", or a formula without a result where a name should stand."""
    role = _told_role(grid, place)
    if role and isinstance(value, Fault):
        return {role: Claim((), value.text, place, fault=value)}
    return claims_of(grid.label(*place), place) if role is Role.DAY else {}


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
    if not found[Role.INDICATOR]:
        found[Role.INDICATOR] = _indicators_of_title(text, lexicon)
    claims = {role: Claim(found[role], text, place) for role in roles if found.get(role)}
    if Role.COHORT in roles and Role.COHORT not in claims and lexicon.strange_ages_inside(text):
        claims[Role.COHORT] = Claim((), text, place)
    day = _day_inside(text, place, lexicon) if Role.DAY in roles else None
    return {**claims, Role.DAY: day} if day else claims


_AROUND = re.compile(
    r"^(?:(?:bang|bieu|bao cao|ket qua|so lieu|thong ke|tong hop|theo doi|danh sach|tinh hinh|cong tac"
    r"|nhanh|so|phu luc)(?: \d{1,2})?\b\s*[:.]?\s*)+"
    r"|\s*(?:\(?\btu ngay|\b(?:trong )?(?:ngay|tuan|thang)\b|\bnam \d|\btheo (?:thon|ngay|do tuoi|lua tuoi)).*$"
)


_PARTS = re.compile(r"\s[-–]\s|:")  # "Kết quả chiến dịch - Số tài khoản đã kích hoạt"


def _indicators_of_title(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """A title that is an indicator once "Kết quả ... ngày 10/6" is taken from around it."""
    found: set[str] = set()
    for part in (text, *_PARTS.split(text)):
        bare = fold(without_ordinal(part))
        for _ in range(2):
            bare = _AROUND.sub("", bare).strip(" :-–()")
        codes = lexicon.indicators.find(split_ages(bare)[1]) if bare else ()
        found.update(codes if len(codes) == 1 else ())
    return tuple(found) if len(found) == 1 else ()


def _day_inside(text: str, place: Place | None, lexicon: Lexicon) -> Claim | None:
    """The one day of a title. A paper's own date says nothing; "tính đến ngày" is no day's count."""
    spans = [
        (before, day)
        for before, day in find_dated_spans(text, lexicon.year)
        if not _OF_A_PAPER.search(before) and not _numbers_a_form(text, before)
    ]
    days = {lexicon.in_window(day).isoformat() for _, day in spans}
    if _TWO_DAYS.search(fold(text)):
        return Claim((), text, place)
    if not days:
        return None
    if len(days) > 1 or any(_UP_TO.search(b) or _AND_ANOTHER.search(b) for b, _ in spans):
        return Claim((), text, place)
    return Claim(tuple(days), text, place)


def _numbers_a_form(text: str, before: str) -> bool:
    """ "Biểu số 3/6" is no day; "BIEU 03.6.2026" is one."""
    has_year = _WITH_YEAR.match(fold(text)[len(before) :])
    return not has_year and bool(_OF_A_FORM.search(before))


def whole_context(
    grid: Grid, titles: range, first: range, filename: str, default_unit: str | None
) -> Claims:
    """All that is said for a table: titles and the sheet's name must agree; the file's name and the
    sender's own village only fill what these leave open. `first` are the titles of the sheet's first table."""
    own = table_context(grid, titles)
    if titles != first:
        own = {**_inherited(grid, first, titles), **own}
    lexicon, name = grid.lexicon, grid.sheet.name
    named = name_context(name, lexicon, _calendar(grid, titles, first))
    if Role.DAY in named and Role.DAY in own and not own[Role.DAY].options:
        del own[Role.DAY]  # the title names the week, the sheet's name the day
    own = {**own, **_day_of_clock(grid, titles, own)}
    said = together(named, own)
    weaker = name_context(filename, lexicon) if filename else {}
    if default_unit and Role.UNIT not in weaker:
        weaker[Role.UNIT] = Claim((default_unit,), default_unit)
    paper = {} if Role.DAY in {**weaker, **said} else _day_of_paper(grid, titles)
    return {**weaker, **paper, **_with_counted(said, _counted_in(name, lexicon))}


def _with_counted(said: Claims, counted: Claims) -> Claims:
    """A name that says exactly what is counted must agree with the titles; otherwise it only fills in."""
    sure = {role: claim for role, claim in counted.items() if len(claim.options) == 1}
    return {**counted, **together(sure, said)}


def _calendar(grid: Grid, *titles: range) -> Calendar | None:
    for rows in titles:
        calendar = calendar_of((text for _, text in _texts(grid, rows)), grid.lexicon)
        if calendar:
            return calendar
    return None


def _texts(grid: Grid, titles: range) -> Iterator[tuple[Place, str]]:
    for row in titles:
        for column in grid.filled(row):
            value = grid.value(row, column)
            if isinstance(value, str) and len(value) <= MAX_LABEL:
                yield (row, column), value


def _inherited(grid: Grid, first: range, titles: range) -> dict[Role, Claim]:
    """What the sheet's first titles say for its later tables: the day and the unit; what is counted only
    where the lines above the first table's own numbered caption ("Biểu 1: ...") say it."""
    if any(shows_something_else(text) for _, text in _texts(grid, titles)):
        return {}
    lines = list(_texts(grid, first))
    is_numbered = [bool(_NUMBERED.match(fold(text))) for _, text in lines]
    said: dict[Role, Claim] = {}
    for (place, _), numbered in zip(lines, is_numbered, strict=True):
        if not numbered:
            said = together(said, _line(grid, place))
    return said if any(is_numbered) else {r: c for r, c in said.items() if r in _OF_NAMES}


def _day_of_clock(grid: Grid, titles: range, own: Claims) -> dict[Role, Claim]:
    """Figures "trong ngày", "tính đến 17 giờ ngày 09/6", are that day's."""
    claim = own.get(Role.DAY)
    if claim is None or claim.options or not _AT_THE_CLOCK.search(fold(claim.text)):
        return {}
    lexicon = grid.lexicon
    days = {lexicon.in_window(day) for _, day in find_dated_spans(claim.text, lexicon.year)}
    in_the_day = any(_IN_THE_DAY.search(fold(text)) for _, text in _texts(grid, titles))
    if len(days) != 1 or not in_the_day:
        return {}
    return {Role.DAY: replace(claim, options=(days.pop().isoformat(),))}


def _day_of_paper(grid: Grid, titles: range) -> dict[Role, Claim]:
    """A report "trong ngày" that names no other day is of the day on which it is dated."""
    lines = list(_texts(grid, titles))
    if not any(_IN_THE_DAY.search(fold(text)) for _, text in lines):
        return {}
    days = {
        grid.lexicon.in_window(day): (place, text)
        for place, text in lines
        for before, day in find_dated_spans(text, grid.lexicon.year)
        if _PLACE_AND_DAY.fullmatch(before)
    }
    if len(days) != 1:
        return {}
    day, (place, text) = days.popitem()
    return {Role.DAY: Claim((day.isoformat(),), text, place)}
