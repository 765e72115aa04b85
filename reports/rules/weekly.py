"""The weekly report: the facts it is drafted from, and the finished document, frozen when issued."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from reports.rules.document import (
    Annex,
    Cell,
    Column,
    ColumnKind,
    Letterhead,
    OfficialDocument,
    Section,
    Signature,
    Table,
    annex_reference,
    printed_rows,
)
from reports.rules.progress import Progress

_FIGURE = re.compile(r"\d+(?:[.,/]\d+)*%?")


@dataclass(frozen=True, kw_only=True)
class WeeklyReport(OfficialDocument):
    """The finished report of one week; `period` is the subject's last line, its week in brackets."""

    kind: ClassVar[str] = "BÁO CÁO"
    category: ClassVar[str] = "Báo cáo"

    plan_code: str
    unit_code: str
    figures_to: date
    ending: date

    @property
    def place_line(self) -> str:
        """ "Phú Riềng, ngày 15 tháng 6 năm 2026"."""
        return f"{self.letterhead.place}, {self.letterhead.formal_date(self.ending)}"

    @property
    def made_on(self) -> date:
        return self.letterhead.issued_on or self.figures_to


def numbered(report: WeeklyReport, *, number: int, issued_on: date) -> WeeklyReport:
    """The report with the number and the day given at issue, also in its annexes' reference lines."""
    letterhead = replace(report.letterhead, number=number, issued_on=issued_on)
    reference = annex_reference(letterhead, report.issuer_name, report.ending)
    annexes = tuple(replace(annex, reference=reference) for annex in report.annexes)
    return replace(report, letterhead=letterhead, annexes=annexes)


def figures(report: WeeklyReport) -> tuple[str, ...]:
    """Every number of the text and the tables, as printed and in reading order.

    Headings and the letterhead are left out: they number and name, they state nothing.
    """
    return tuple(number for text in _texts(report) for number in numbers_in(text))


def numbers_in(text: str) -> tuple[str, ...]:
    """The numbers in a printed text, ratios and dates as one: 1.933/5.045, 30/6/2026, 82,55%."""
    return tuple(_FIGURE.findall(text))


def _texts(report: WeeklyReport) -> Iterator[str]:
    yield from (report.subject, report.period, *report.opening)
    for section in report.sections:
        yield from section.paragraphs
        if section.table is not None:
            yield from _table_texts(section.table)
    yield report.closing
    for annex in report.annexes:
        yield from (annex.title, annex.reference)
        yield from _table_texts(annex.table)
        yield from annex.notes


def _table_texts(table: Table) -> Iterator[str]:
    yield table.caption
    for row in printed_rows(table):
        yield from row


def to_json(report: WeeklyReport) -> str:
    """The report as text, to be kept with the issued bytes; `from_json` gives an equal report."""
    return json.dumps(asdict(report), default=str, ensure_ascii=False)


def from_json(text: str) -> WeeklyReport:
    """The report that `to_json` wrote."""
    fields = json.loads(text)
    return WeeklyReport(
        **_with_tuples(fields)
        | {
            "letterhead": _letterhead(fields["letterhead"]),
            "sections": tuple(_section(section) for section in fields["sections"]),
            "signature": Signature(**_with_tuples(fields["signature"])),
            "annexes": tuple(_annex(annex) for annex in fields["annexes"]),
            "figures_to": date.fromisoformat(fields["figures_to"]),
            "ending": date.fromisoformat(fields["ending"]),
        }
    )


def _with_tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in fields.items()}


def _letterhead(fields: dict[str, Any]) -> Letterhead:
    issued_on = fields["issued_on"]
    day = None if issued_on is None else date.fromisoformat(issued_on)
    return Letterhead(**_with_tuples(fields) | {"issued_on": day})


def _section(fields: dict[str, Any]) -> Section:
    table = fields["table"]
    return Section(**_with_tuples(fields) | {"table": None if table is None else _table(table)})


def _annex(fields: dict[str, Any]) -> Annex:
    return Annex(**_with_tuples(fields) | {"table": _table(fields["table"])})


def _table(fields: dict[str, Any]) -> Table:
    columns = tuple(
        Column(**column | {"kind": ColumnKind(column["kind"])}) for column in fields["columns"]
    )
    total = fields["total"]
    return Table(
        caption=fields["caption"],
        columns=columns,
        rows=tuple(_row(columns, row) for row in fields["rows"]),
        total=None if total is None else _row(columns, total),
    )


def _row(columns: tuple[Column, ...], cells: list[Any]) -> tuple[Cell, ...]:
    """JSON has no exact decimals, so percents were written as text."""
    return tuple(
        Decimal(cell) if column.kind is ColumnKind.PERCENT and cell is not None else cell
        for column, cell in zip(columns, cells, strict=True)
    )


@dataclass(frozen=True)
class UnitLapse:
    """Day reports of the week that a unit sent late or has not sent."""

    unit_name: str
    late: int = 0
    missing: int = 0


@dataclass(frozen=True)
class Reporting:
    """How the week's day reports came in: `days` days that `units_expected` units report each."""

    units_expected: int
    days: int
    lapses: tuple[UnitLapse, ...] = ()

    @property
    def due(self) -> int:
        return self.units_expected * self.days

    @property
    def late(self) -> int:
        return sum(lapse.late for lapse in self.lapses)

    @property
    def missing(self) -> int:
        return sum(lapse.missing for lapse in self.lapses)

    @property
    def on_time(self) -> int:
        return self.due - self.late - self.missing


@dataclass(frozen=True)
class UnitWeek:
    """A unit's standing and what it added in the week; None is not reported, not zero."""

    progress: Progress
    week_count: int | None


@dataclass(frozen=True)
class TargetWeek:
    """A target's standing and its week; the previous count covers the same days a week earlier."""

    progress: Progress
    week_count: int | None
    previous_week_count: int | None
    by_unit: tuple[UnitWeek, ...] = ()


@dataclass(frozen=True)
class PlanHeading:
    """The plan that the report is about; some plans are printed without number and day.

    `amendment` counts from 1 what was changed since the first issue, last on `amended_on`.
    """

    code: str
    title: str
    starts_on: date
    ends_on: date
    number: str | None = None
    issued_on: date | None = None
    amendment: int = 0
    amended_on: date | None = None


@dataclass(frozen=True)
class Correction:
    """A count of the last issued report that the ledger now says otherwise; None is not reported."""

    table: str
    row: str
    column: str
    before: int | None
    now: int | None


@dataclass(frozen=True)
class WeeklyFacts:
    """All that the report may say. `figures_to` is the last day whose counts are in it.

    `units_noun` names the units that report ("thôn"); `filed_as` closes the recipients ("VT, CA").
    """

    plan: PlanHeading
    letterhead: Letterhead
    unit_code: str
    unit_name: str
    issuer_name: str
    units_noun: str
    lead_unit: str
    week_start: date
    ending: date
    figures_to: date
    superior: str | None
    recipients: tuple[str, ...]
    filed_as: str
    signature: Signature
    is_illustrative: bool
    reporting: Reporting
    targets: tuple[TargetWeek, ...]
    corrections: tuple[Correction, ...] = ()
    corrected_ending: date | None = None  # the ending of the report that they correct

    @property
    def complete_to(self) -> date:
        """The last day of the figures that is over; today's counts still come in."""
        return min([self.figures_to, *(t.progress.complete_to for t in self.targets)])
