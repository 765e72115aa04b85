"""A tally taken back, by itself or for another one that supersedes it.

A tally speaks also for those it superseded: their figures that it repeats are its own now, and what
it takes back goes to the time before all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from intake.actions.counts import CELL, Line, Origin, record_counts
from intake.actions.days import WITHDRAWN, mark_reported, note_changes
from intake.actions.tallies import ask_for, held_tally
from intake.models import Count, DayReport, Entry, Job, Source, Tally
from intake.queries.tallies import column_heading
from intake.rules.ledger import CellKey, NewValue, OutsideYourUnit, Refusal
from residents.models import Cohort
from targets.models import Indicator
from units import clock
from units.actions import record
from units.models import Unit, User
from units.rules import Permission
from vietnamese.dates import format_date

BATCH = 500
REPORT_FIELDS = (
    "state",
    "first_reported_at",
    "reported_at",
    "reported_by_id",
    "reviewed_at",
    "reviewed_by_id",
    "reason",
)
UnitDay = tuple[int, date]


@transaction.atomic
def undo_tally(*, tally: Tally, by: User) -> Tally:
    """Give every cell that is still the tally's the value it had before; name the ones changed since.

    Raises Refusal when the tally is not in, DayLocked when one of its days is locked.
    """
    tally = held_tally(tally)
    if tally.state != Tally.State.UNDOING:
        check_may_undo(tally, by)
    family = family_of(tally)
    standing = standing_lines(family)
    values = values_before(standing, family, reason=f"Hoàn tác biểu {tally.receipt_number}")
    origin = Origin(Source.UNDO, tally=tally)
    recorded = record_counts(values, by=by, origin=origin)
    at = clock.now()
    give_back_reports({(line.unit_id, line.day) for line in standing}, family, by=by, at=at)
    own = set(standing)
    kept = [line for line in _lines_of([tally.pk]) if line not in own]
    close(tally, by=by, at=at, cells=recorded.cells, reason=values[0].reason if values else "")
    tally.receipt["undo"]["kept"] = _names(kept)
    tally.notice = ""
    tally.save(update_fields=["state", "undone_at", "undone_by", "receipt", "notice"])
    record("Hoàn tác biểu", str(tally), by=by, unit=tally.unit, after={"cells": recorded.cells})
    return tally


@transaction.atomic
def ask_to_undo(*, tally: Tally, by: User) -> Job:
    """Have a worker take a large tally back. Raises Refusal like the undoing itself."""
    tally = held_tally(tally)
    check_may_undo(tally, by)
    tally.state, tally.undone_by, tally.progress = Tally.State.UNDOING, by, 0
    tally.revision += 1
    tally.save(update_fields=["state", "undone_by", "progress", "revision"])
    return ask_for(Job.Kind.UNDO_TALLY, tally)


@transaction.atomic
def stay(*, tally: Tally, notice: str) -> None:
    """A tally that could not be taken back stays in, and says why."""
    Tally.objects.filter(pk=tally.pk, state=Tally.State.UNDOING).update(
        state=Tally.State.COMMITTED, undone_by=None, notice=notice[:500]
    )


def close(tally: Tally, *, by: User, at: datetime, cells: int, reason: str) -> None:
    """Note that a tally is taken back; not yet saved."""
    tally.state, tally.undone_at, tally.undone_by = Tally.State.UNDONE, at, by
    tally.receipt["undo"] = {
        "by": str(by),
        "at": at.isoformat(timespec="seconds"),
        "reason": reason,
        "cells": cells,
        "kept": [],
    }


def check_may_undo(tally: Tally, by: User) -> None:
    """Raise Refusal where the account may not take the tally back, or there is nothing to."""
    if tally.by_id != by.pk and not may_review(tally, by):
        raise OutsideYourUnit("Chỉ người gửi biểu hoặc người duyệt số liệu được hoàn tác biểu này.")
    if tally.state == Tally.State.UNDONE:
        raise Refusal(f"Biểu {tally.receipt_number} đã được hoàn tác trước đó.")
    if tally.state != Tally.State.COMMITTED:
        raise Refusal(
            f"Biểu {tally.receipt_number} chưa nhập vào số liệu nên không có gì để hoàn tác."
        )


def may_review(tally: Tally, user: User) -> bool:
    """Whether the account reviews the days of the unit that sent the tally."""
    rows = Unit.objects.editable_by(user, Permission.REVIEW_DAYS)
    return rows.filter(pk=tally.unit_id).exists()


def family_of(tally: Tally) -> list[Tally]:
    """The tally and those that it superseded, newest first."""
    family = [tally]
    while family[-1].supersedes:
        family.append(family[-1].supersedes)
    return family


def _lines_of(tallies: Collection[int]) -> list[Line]:
    """What tallies put into the ledger."""
    rows = Entry.objects.filter(tally__in=tallies, source=Source.TALLY).order_by(*CELL, "version")
    return [Line._make(row) for row in rows.values_list(*CELL, "version", "value")]


def standing_lines(
    family: Sequence[Tally], besides: Collection[CellKey] = frozenset()
) -> list[Line]:
    """The lines that still say what their cells hold, but for the cells of `besides`."""
    lines = [line for line in _lines_of([t.pk for t in family]) if line.key not in besides]
    current = _current_versions(lines)
    return [line for line in lines if current[line.key] == line.version]


def _near(lines: Sequence[Line]) -> Q:
    """Rows of the lines' units and days, more than theirs perhaps."""
    return Q(unit__in={line.unit_id for line in lines}, day__in={line.day for line in lines})


def _current_versions(lines: Sequence[Line]) -> dict[CellKey, int]:
    rows = Count.objects.filter(_near(lines)).order_by().values_list(*CELL, "version")
    return {CellKey(*row[:4]): row[4] for row in rows}


def values_before(lines: Sequence[Line], family: Sequence[Tally], *, reason: str) -> list[NewValue]:
    """What each cell held before any of the family; None where nothing had been reported."""
    later = [line for line in lines if line.version > 1]
    rows = Entry.objects.filter(_near(later)).order_by() if later else Entry.objects.none()
    written = {
        row[:5]: row[5:] for row in rows.values_list(*CELL, "version", "value", "tally", "source")
    }
    own = {tally.pk for tally in family}
    return [NewValue(line.key, _before(line, written, own), line.version, reason) for line in lines]


def _before(
    line: Line, written: Mapping[tuple[Any, ...], tuple[Any, ...]], own: Collection[int]
) -> int | None:
    """Down the cell's entries, past those of the family."""
    for version in range(line.version - 1, 0, -1):
        value, tally, source = written[(*line.key, version)]
        if tally not in own or source != Source.TALLY:
            return value
    return None


def _names(lines: Sequence[Line]) -> list[str]:
    """How the receipt names cells."""
    units = Unit.objects.in_bulk({line.unit_id for line in lines})
    indicators = Indicator.objects.in_bulk({line.indicator_id for line in lines})
    cohorts = Cohort.objects.in_bulk({line.cohort_id for line in lines})
    return [
        f"{units[line.unit_id]}, ngày {format_date(line.day)}, "
        + column_heading(indicators[line.indicator_id], cohorts[line.cohort_id])
        for line in lines
    ]


def give_back_reports(
    unit_days: Iterable[UnitDay], family: Sequence[Tally], *, by: User, at: datetime
) -> None:
    """Put the days back as they stood; a day that was reported again since is looked at anew."""
    unit_days = set(unit_days)
    before = _reports_before(family)
    stamps = {tally.committed_at for tally in family}
    rows = DayReport.objects.filter(
        unit__in={unit for unit, _ in unit_days}, day__in={day for _, day in unit_days}
    )
    reports = {(row.unit_id, row.day): row for row in rows.order_by()}
    changed_since: set[UnitDay] = set()
    restored: list[DayReport] = []
    removed: list[DayReport] = []
    for unit_day in sorted(unit_days):
        report, known = reports.get(unit_day), before.get(unit_day)
        if report is None and known is None:
            continue  # given back already, when another tally superseded this one
        if report is None or report.reported_at not in stamps:
            changed_since.add(unit_day)
        elif known:
            restored.append(_restored(report, known))
        else:
            removed.append(report)
    DayReport.objects.bulk_update(restored, REPORT_FIELDS, batch_size=BATCH)
    for start in range(0, len(removed), BATCH):
        gone = [report.pk for report in removed[start : start + BATCH]]
        DayReport.objects.filter(pk__in=gone).delete()
    steps = [(r.unit_id, r.day, r.state, r.reason) for r in restored]
    steps += [(r.unit_id, r.day, WITHDRAWN, "") for r in removed]
    note_changes(steps, by=by, at=at)
    mark_reported(changed_since, by=by, at=at)


def _reports_before(family: Sequence[Tally]) -> dict[UnitDay, dict[str, Any] | None]:
    """How each day stood before the oldest of the family that touched it; None: not reported."""
    before: dict[UnitDay, dict[str, Any] | None] = {}
    for tally in family:
        had = {
            (r["unit"], date.fromisoformat(r["day"])): r for r in tally.receipt["reports_before"]
        }
        touched = {(line.unit_id, line.day) for line in _lines_of([tally.pk])}
        before |= {unit_day: had.get(unit_day) for unit_day in touched}
    return before


def _restored(report: DayReport, known: dict[str, Any]) -> DayReport:
    for name in REPORT_FIELDS:
        value = known[name]
        is_moment = name.endswith("_at") and value
        setattr(report, name, datetime.fromisoformat(value) if is_moment else value)
    return report
