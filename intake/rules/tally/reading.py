"""Reading a tally: a workbook in, counts and everything doubtful out. Nothing is guessed, nothing stored."""

from dataclasses import dataclass, field

from intake.rules.tally.context import whole_context
from intake.rules.tally.grid import Grid, clean_grid
from intake.rules.tally.judging import Judge, without_duplicates
from intake.rules.tally.lexicon import Lexicon
from intake.rules.tally.rows import Entry, read_rows
from intake.rules.tally.tables import Table, find_tables
from intake.rules.tally.totals import check_totals
from intake.rules.tally.types import Ignored, Problem, ReadCell, Reading, Vocabulary
from intake.rules.tally.wording import Role
from sheets.workbook import Sheet, Workbook

NOTHING_READ = (
    "Không tìm thấy bảng số liệu nào trong tệp. Đề nghị dùng biểu mẫu tải từ hệ thống, "
    "hoặc ghi rõ tiêu đề cột (đơn vị, chỉ tiêu, lứa tuổi, ngày)."
)


@dataclass
class _Findings:
    cells: list[ReadCell] = field(default_factory=list)
    problems: dict[tuple[str, str, str], Problem] = field(default_factory=dict)
    ignored: list[Ignored] = field(default_factory=list)
    repaired: dict[str, None] = field(default_factory=dict)  # a set that keeps its order

    def add_problem(self, problem: Problem) -> None:
        """One problem of a kind per cell: a column's bad heading is told once, not in every row."""
        self.problems.setdefault((problem.kind, problem.sheet, problem.cell), problem)


def read_tally(workbook: Workbook, vocabulary: Vocabulary, *, filename: str = "") -> Reading:
    """The counts of every visible sheet, with the problems that kept others out and what was left aside."""
    lexicon = Lexicon(vocabulary)
    judge, findings = Judge(vocabulary, lexicon), _Findings()
    found_tables = 0
    for sheet in workbook.sheets:
        if sheet.hidden:
            findings.ignored.append(Ignored("Sheet ẩn, không đọc.", sheet.name, "A1"))
            continue
        found_tables += _read_sheet(
            sheet, judge, lexicon, findings, (filename, vocabulary.default_unit)
        )
    if not found_tables:
        return Reading((), (), tuple(findings.ignored), (), refused=NOTHING_READ)
    cells, conflicts = without_duplicates(findings.cells)
    problems = (*findings.problems.values(), *conflicts)
    return Reading(tuple(cells), problems, tuple(findings.ignored), tuple(findings.repaired))


def _read_sheet(
    sheet: Sheet, judge: Judge, lexicon: Lexicon, findings: _Findings, told: tuple[str, str | None]
) -> int:
    grid = clean_grid(sheet, lexicon)
    tables = find_tables(grid)
    if grid.decoded_count:
        findings.repaired.setdefault(
            f"Sheet “{sheet.name}”: {grid.decoded_count} nội dung gõ bằng phông chữ cũ (TCVN3, VNI) "
            "đã được chuyển sang Unicode."
        )
    for table in tables:
        _read_table(grid, table, judge, findings, told)
    if not tables and sheet.rows:
        findings.ignored.append(Ignored("Sheet không có bảng số liệu.", sheet.name, "A1"))
    return len(tables)


def _read_table(
    grid: Grid, table: Table, judge: Judge, findings: _Findings, told: tuple[str, str | None]
) -> None:
    context = whole_context(grid, table.titles, *told)
    rows = read_rows(grid, table, context)
    for entry in rows.entries:
        judged = judge.judge(grid, entry)
        if isinstance(judged, ReadCell):
            findings.cells.append(judged)
            _note_repairs(grid, entry, findings)
        else:
            for problem in judged:
                findings.add_problem(problem)
    for place, what in (*rows.notes, *check_totals(grid, table, rows)):
        findings.ignored.append(Ignored(what, grid.sheet.name, grid.address(place)))


def _note_repairs(grid: Grid, entry: Entry, findings: _Findings) -> None:
    """Tell once how each unit's name was understood, where it was not written as listed."""
    claim = entry.claims[Role.UNIT]
    unit = grid.lexicon.units.by_code[claim.options[0]]
    written = {name.lower() for name in (unit.name, *unit.aliases)}
    if claim.place and not any(name in claim.text.lower() for name in written):
        findings.repaired.setdefault(f"“{claim.text}” được hiểu là “{unit.name}”.")
