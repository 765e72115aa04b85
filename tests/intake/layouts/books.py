"""The strategy: a truth, a layout for it, the mess on top, and what a reader must make of it."""

from dataclasses import dataclass, replace
from random import Random

from hypothesis import strategies as st

from tests.intake.layouts.arrangements import ARRANGEMENTS, combinations
from tests.intake.layouts.choosing import BYTES, Pick
from tests.intake.layouts.faults import (
    VALUES,
    mark_conflicts,
    spoil_name,
    spoil_title,
    spoil_values,
)
from tests.intake.layouts.mess import SPELLINGS, Habits
from tests.intake.layouts.page import Page
from tests.intake.layouts.style import draw_style
from tests.intake.layouts.tables import Table
from tests.intake.layouts.titles import NEEDS_MONTH, NEEDS_WEEK, Titles
from tests.intake.layouts.truth import Truth, draw_truth
from vietnamese.text import fold

MAX_SECTIONS = 6


@dataclass(frozen=True, repr=False)
class Book:
    """A workbook's pages, its file's name without suffix, and the features that it shows."""

    truth: Truth
    pages: tuple
    file_name: str
    features: frozenset

    def __repr__(self):
        return f"Book({', '.join(sorted(self.features))})"

    @property
    def facts(self):
        """Every count that must be read, with where it stands."""
        return {
            (page.name, place): fact
            for page in self.pages
            if not page.hidden
            for place, fact in page.facts.items()
        }

    @property
    def wrong(self):
        """Every place that must be reported, with the kind of problem."""
        return {
            (page.name, place): kind
            for page in self.pages
            if not page.hidden
            for place, kind in page.wrong.items()
        }


@st.composite
def books(draw, kinds=tuple(VALUES), *, as_text=False, spellings=SPELLINGS):
    """Workbooks of every layout; `kinds` are the wrong values that the file's format can hold.

    With `as_text`, one sheet that a text table can hold: a number there has lost what made it a day.
    """
    pick = Pick(draw(BYTES))
    rng = Random(pick.seed())
    truth = draw_truth(pick, rng)
    arrangement = ARRANGEMENTS[pick.feature("layout", *ARRANGEMENTS)]
    habits, style = Habits(pick, rng, spellings), draw_style(pick, rng)
    _make_sensible(truth, arrangement, habits, style)
    if as_text:
        habits.write_days_as_text()
    contexts = combinations(truth, arrangement.context)[: 1 if as_text else MAX_SECTIONS]
    titles = Titles(pick, rng, truth, contexts)
    if as_text:
        titles.move("sheet", "file")
    pages, tables = _pages(pick, (truth, arrangement, style), habits, titles, contexts)
    for page in pages:
        spoil_values(pick, rng, page, kinds)
    if len(pages) == len(contexts):
        spoil_title(pick, rng, pages[-1])
    spoil_name(pick, rng, pages[0], [k for t in tables if t.page is pages[0] for k in t.keys])
    mark_conflicts(pages)
    if not as_text:
        _add_other_sheets(pick, rng, pages, tables[0])
    rows, columns = pick.of(0, 0, 1, 3), pick.of(0, 0, 1, 2)
    moved = tuple(page.moved(rows, columns) for page in pages)
    name = titles.file_name(contexts[0])
    if as_text:
        moved[0].name = name  # the one name that a text table has
    return Book(truth, moved, name, frozenset(pick.features))


def _make_sensible(truth, arrangement, habits, style):
    """Forms that only make sense together: weekdays need a week, one month's days one month."""
    months, weeks = {d.month for d in truth.days}, {d.isocalendar()[:2] for d in truth.days}
    form = habits.head_day_form
    if "day" not in arrangement.columns:
        habits.head_day_form = "dd/mm"
    elif (form in NEEDS_MONTH and len(months) > 1) or (form in NEEDS_WEEK and len(weeks) > 1):
        habits.head_day_form = "d/m"
    if style.within and style.sums == "of groups":
        style.sums = "none"
    if (
        "day" in arrangement.columns
        and arrangement.columns[0] == "day"
        and len(arrangement.columns) == 1
    ):
        style.within = False


def _pages(pick, table_of, habits, titles, contexts):
    together = len(contexts) > 1 and pick.chance(3, "tables under one another")
    beside = not together and pick.chance(6, "halves side by side")
    if together:
        titles.move("sheet", "line")
    pages, tables = [], []
    for number, context in enumerate(contexts, 1):
        if not pages or not together:
            pages.append(Page(titles.sheet_name(number, context, habits), habits))
        page = pages[-1]
        top = titles.write(page, page.bottom + (1 if page.cells else 0), context, habits)
        made = list(_tables(page, table_of, context, beside=beside))
        made[0].duplicate = _may_repeat(table_of) and number == 1 and pick.chance(12, "a row twice")
        below = _write_beside(made, top)
        tables += made
        if context is contexts[-1] or not together:
            titles.footer(page, below, 0)
    _name_apart(pages)
    return pages, tables


def _tables(page, table_of, context, *, beside):
    """The table of a context, or two with half of the villages each."""
    truth, arrangement, style = table_of
    middle = len(truth.units) // 2
    is_even = middle and 2 * middle == len(truth.units)
    if beside and is_even and arrangement.rows[0] == "unit" and not arrangement.group:
        for units in (truth.units[:middle], truth.units[middle:]):
            yield Table(page, replace(truth, units=units), arrangement, context, style)
    else:
        yield Table(page, truth, arrangement, context, style)


def _write_beside(tables, top):
    below = left = 0
    for table in tables:
        end, right = table.write(top, left)
        below, left = max(below, end), right + 1
    return below


def _may_repeat(table_of):
    _, arrangement, style = table_of
    return not arrangement.group and style.keys == "repeated"


def _name_apart(pages):
    """A workbook's sheets differ by more than capitals."""
    taken = set()
    for number, page in enumerate(pages):
        if fold(page.name) in taken:
            page.name = f"{page.name} ({number})"
        taken.add(fold(page.name))


def _add_other_sheets(pick, rng, pages, table):
    if pick.chance(5, "hidden sheet"):
        old = Page("Tuần trước", pages[0].habits, hidden=True)
        Table(old, table.truth, table.arrangement, table.context, table.style).write(0, 0)
        pages.insert(rng.randrange(len(pages) + 1), old)
    if pick.chance(6, "instructions"):
        sheet = Page("Hướng dẫn", pages[0].habits)
        sheet.text((0, 0), "HƯỚNG DẪN NHẬP SỐ LIỆU")
        sheet.text((2, 0), "1. Nhập số liệu vào trang của thôn mình, không sửa tiêu đề cột.")
        sheet.text((3, 0), "2. Gửi về Công an xã trước 17h hằng ngày.")
        pages.insert(0, sheet)
