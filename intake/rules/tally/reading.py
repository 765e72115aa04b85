"""Reading a tally: a workbook in, counts and everything doubtful out. Nothing is guessed, nothing stored."""

from collections.abc import Mapping

from intake.rules.tally.asides import is_example_sheet, is_own_list
from intake.rules.tally.columns import Table
from intake.rules.tally.context import example_titles, whole_context
from intake.rules.tally.counts import Around, Counts
from intake.rules.tally.findings import Findings, without_duplicates
from intake.rules.tally.fixes import with_fixes
from intake.rules.tally.grid import Grid, clean_grid
from intake.rules.tally.headings import column_claims
from intake.rules.tally.judging import Judge
from intake.rules.tally.lexicon import Lexicon
from intake.rules.tally.monthdays import with_whole_days
from intake.rules.tally.rowkinds import special_rows
from intake.rules.tally.rows import read_rows
from intake.rules.tally.shapes import Meanings, layout_of, shape_of
from intake.rules.tally.tables import find_tables
from intake.rules.tally.totals import check_totals
from intake.rules.tally.types import Ignored, Reading, Vocabulary
from sheets.workbook import Sheet, Workbook

NOTHING_READ = (
    "Không tìm thấy bảng số liệu nào trong tệp. Đề nghị dùng biểu mẫu tải từ hệ thống, "
    "hoặc ghi rõ tiêu đề cột (đơn vị, chỉ tiêu, lứa tuổi, ngày)."
)
_HIDDEN = "Trang tính ẩn, không đọc."
_EXAMPLE = "{} là ví dụ, hướng dẫn hoặc mẫu, không đọc."
_NO_FIXES: Mapping[tuple[str, str], str] = {}


def read_tally(
    workbook: Workbook,
    vocabulary: Vocabulary,
    *,
    filename: str = "",
    fixes: Mapping[tuple[str, str], str] = _NO_FIXES,
) -> Reading:
    """The counts of every visible sheet, with the problems that kept others out and what was left aside.

    `fixes` are what the sender typed over cells, by sheet and address; "" makes a cell blank.
    """
    workbook, missed = with_fixes(workbook, fixes)
    reader = _Reader(vocabulary, filename)
    for sheet in workbook.sheets:
        reader.read(sheet)
    return reader.reading(missed)


class _Reader:
    def __init__(self, vocabulary: Vocabulary, filename: str) -> None:
        self._lexicon = Lexicon(vocabulary)
        self._judge = Judge(vocabulary, self._lexicon)
        self._told = filename, vocabulary.default_unit
        self._findings = Findings()

    def reading(self, missed: tuple[Ignored, ...]) -> Reading:
        """All that the sheets read so far came to."""
        found = self._findings
        ignored = (*missed, *found.ignored, *found.left_out.values())
        if not found.tables:
            return Reading((), (), ignored, (), refused=NOTHING_READ)
        cells, conflicts = without_duplicates(found.cells, found.grids)
        return Reading(
            tuple(cells),
            (*found.problems.values(), *conflicts),
            ignored,
            tuple(found.repaired),
            tables=tuple(found.tables),
            layout=layout_of(found.shapes),
        )

    def read(self, sheet: Sheet) -> None:
        if is_own_list(sheet.name):
            return
        if sheet.hidden or is_example_sheet(sheet.name):
            what = _HIDDEN if sheet.hidden else _EXAMPLE.format("Trang tính")
            self._ignore(what, sheet.name)
            return
        grid = with_whole_days(clean_grid(sheet, self._lexicon), sheet.name, self._told[0])
        self._findings.grids[sheet.name] = grid
        tables = find_tables(grid)
        if grid.decoded_count:
            self._findings.repaired.setdefault(
                f"Trang tính “{sheet.name}”: {grid.decoded_count} nội dung gõ bằng phông chữ cũ "
                "(TCVN3, VNI) đã được chuyển sang Unicode."
            )
        for table in tables:
            example = next(example_titles(grid, table.titles), None)
            if example:
                self._ignore(_EXAMPLE.format("Bảng"), sheet.name, grid.address(example))
            else:
                self._read_table(grid, table, tables[0].titles)
        if not tables and sheet.rows:
            self._ignore("Trang tính không có bảng số liệu.", sheet.name)

    def _read_table(self, grid: Grid, table: Table, first: range) -> None:
        heads = {c.index: column_claims(c, table, self._lexicon) for c in table.measures}
        context = whole_context(grid, table.titles, first, *self._told)
        around = Around(heads, context, special_rows(grid, table))
        counts = Counts(grid, table, around, self._judge, self._findings)
        rows = read_rows(grid, table, counts, around.special.kinds)
        for place, what in (*rows.notes, *check_totals(grid, table, rows)):
            self._ignore(what, grid.sheet.name, grid.address(place))
        self._findings.tables.append(Meanings(grid, self._judge, around).table(table))
        self._findings.shapes.setdefault(shape_of(table, self._lexicon))

    def _ignore(self, what: str, sheet: str, cell: str = "A1") -> None:
        self._findings.ignored.append(Ignored(what, sheet, cell))
