"""A tally taken in and taken back: all of it in one transaction, with a receipt of what it did."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from intake.actions.counts import CELL, Line, Origin, Recorded, record_counts
from intake.actions.days import mark_reported
from intake.actions.tallies import held_tally
from intake.models import Count, DayReport, Entry, Layout, LearnedName, Source, Tally
from intake.queries.tallies import column_heading, running_totals, terms_of, total_lines
from intake.rules.kept import Answer, Fix, KeptCell
from intake.rules.ledger import CellKey, NewValue, OutsideYourUnit, Refusal
from residents.models import Cohort
from targets.models import Indicator
from units import clock
from units.actions import record
from units.models import Unit, User
from units.rules import Permission
from vietnamese.dates import format_date
from vietnamese.text import comparable

BATCH = 500
_REPORT_FIELDS = (
    "state",
    "first_reported_at",
    "reported_at",
    "reported_by_id",
    "reviewed_at",
    "reviewed_by_id",
    "reason",
)


@transaction.atomic
def record_tally(
    *, tally: Tally, values: Sequence[NewValue], cells: Sequence[KeptCell], by: User
) -> Recorded:
    """Store a tally's new values and its receipt, and remember what the sender confirmed.

    `cells` are all that were chosen to go in, `values` the ones that change something. Raises what
    `record_counts` raises, Clashes among them; then nothing is stored.
    """
    unit_days = {(new.key.unit_id, new.key.day) for new in values}
    terms = terms_of(cells)
    before = running_totals(terms, tally.plan)

    def finish(recorded: Recorded) -> None:
        _close(tally, unit_days, by=by)
        tally.receipt |= _receipt(tally, recorded, values, cells)
        if tally.choice == Tally.Choice.SUPERSEDE:
            tally.receipt["superseded"] = _withdraw_superseded(tally, cells, by=by)
        after = running_totals(terms, tally.plan)
        tally.receipt["totals"] = [
            {"label": line.label, "before": line.before, "after": line.after}
            for line in total_lines(cells, terms, before, after)
        ]
        tally.save(update_fields=["state", "committed_at", "notice", "receipt"])
        record("Nhập biểu", str(tally), by=by, unit=tally.unit, after={"cells": recorded.cells})

    origin = Origin(Source.TALLY, tally=tally)
    return record_counts(values, by=by, origin=origin, before_totals=finish)


def _close(tally: Tally, unit_days: set[tuple[int, date]], *, by: User) -> None:
    """The tally is in: its days are reported, its names and layout known from now on."""
    reports, at = _reports_of(unit_days), clock.now()  # the days are held by now
    mark_reported(unit_days, by=by, at=at)
    tally.state, tally.committed_at, tally.notice = Tally.State.COMMITTED, at, ""
    tally.receipt = {"at": at.isoformat(timespec="seconds"), "reports_before": reports}
    _remember(tally, by=by, at=at)


def _receipt(
    tally: Tally, recorded: Recorded, values: Sequence[NewValue], cells: Sequence[KeptCell]
) -> dict[str, Any]:
    """What went in, what was left out and why, and who sent it."""
    units = Unit.objects.filter(pk__in={new.key.unit_id for new in values})
    reading = tally.reading
    return {
        "number": tally.receipt_number,
        "file": tally.file_name,
        "plan": tally.plan.code,
        "unit": tally.unit.name,
        "by": str(tally.by),
        "cells": recorded.cells,
        "unchanged": len(cells) - recorded.cells,
        "kept_stored": len(tally.cells) - len(cells),
        "choice": tally.choice,
        "units": [unit.name for unit in units],
        "days": [day.isoformat() for day in sorted({new.key.day for new in values})],
        "fixes": [Fix(*row)._asdict() for row in tally.fixes],
        "answers": [Answer(*row)._asdict() for row in tally.answers],
        "ignored": reading["ignored"],
        "repaired": reading["repaired"],
    }


def _withdraw_superseded(tally: Tally, cells: Sequence[KeptCell], *, by: User) -> dict[str, Any]:
    """Take back what the former workbook put in and this one no longer mentions."""
    if tally.supersedes is None:
        raise Refusal("Không có biểu nào để thay. Đề nghị chọn lại.")
    terms = terms_of(cells)
    reason = f"Thay bằng biểu {tally.receipt_number}"
    former = take_back(
        tally=tally.supersedes, by=by, reason=reason, besides={terms.key(cell) for cell in cells}
    )
    return {"number": former.receipt_number, "cells": former.receipt["undo"]["cells"]}


def _remember(tally: Tally, *, by: User, at: datetime) -> None:
    """Keep the answers and the layout that the sender has confirmed by taking the tally in."""
    learned = [
        LearnedName(
            unit=tally.unit,
            side=answer.side,
            text=comparable(answer.text)[:300],
            code=answer.code,
            at=at,
            by=by,
        )
        for answer in (Answer(*row) for row in tally.answers)
        if answer.is_learned
    ]
    LearnedName.objects.bulk_create(
        learned,
        update_conflicts=True,
        unique_fields=["unit", "side", "text"],
        update_fields=["code", "at", "by"],
    )
    layout, is_new = Layout.objects.get_or_create(
        unit=tally.unit,
        fingerprint=tally.reading.get("layout", ""),
        defaults={"tally": tally},
    )
    if not is_new:
        Layout.objects.filter(pk=layout.pk).update(tally=tally, times=F("times") + 1)


def _reports_of(unit_days: set[tuple[int, date]]) -> list[dict[str, Any]]:
    """How the days stood before, so that an undo leaves a returned day returned."""
    rows = DayReport.objects.filter(
        unit__in={unit for unit, _ in unit_days}, day__in={day for _, day in unit_days}
    )
    return [
        {"unit": row.unit_id, "day": row.day.isoformat()}
        | {name: _plain(getattr(row, name)) for name in _REPORT_FIELDS}
        for row in rows
        if (row.unit_id, row.day) in unit_days
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def undo_tally(*, tally: Tally, by: User) -> Tally:
    """Give every cell that is still the tally's the value it had before; name the ones changed since.

    Raises Refusal when the tally is not in, DayLocked when one of its days is locked.
    """
    return take_back(tally=tally, by=by, reason=f"Hoàn tác biểu {tally.receipt_number}")


@transaction.atomic
def take_back(
    *, tally: Tally, by: User, reason: str, besides: Collection[CellKey] = frozenset()
) -> Tally:
    """Undo a tally but for the cells of `besides`, which another one speaks for."""
    tally = held_tally(tally)
    _check_may_undo(tally, by)
    lines = _lines_of(tally, besides)
    current = _current_versions(lines)
    own = [line for line in lines if current[line.key] == line.version]
    kept = [line for line in lines if current[line.key] != line.version]
    record_counts(
        _values_before(own, reason=reason), by=by, origin=Origin(Source.UNDO, tally=tally)
    )
    at = clock.now()
    _give_back_reports(tally, own, by=by, at=at)
    tally.state, tally.undone_at, tally.undone_by = Tally.State.UNDONE, at, by
    tally.receipt["undo"] = {
        "by": str(by),
        "at": at.isoformat(timespec="seconds"),
        "reason": reason,
        "cells": len(own),
        "kept": _names(kept),
    }
    tally.save(update_fields=["state", "undone_at", "undone_by", "receipt"])
    record("Hoàn tác biểu", str(tally), by=by, unit=tally.unit, after={"cells": len(own)})
    return tally


def _check_may_undo(tally: Tally, by: User) -> None:
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


def _lines_of(tally: Tally, besides: Collection[CellKey]) -> list[Line]:
    """What the tally put into the ledger, but for the cells of `besides`."""
    rows = tally.entries.filter(source=Source.TALLY).order_by(*CELL)
    lines = map(Line._make, rows.values_list(*CELL, "version", "value"))
    return [line for line in lines if line.key not in besides]


def _near(lines: Sequence[Line]) -> Q:
    """Rows of the lines' units and days, more than theirs perhaps."""
    return Q(unit__in={line.unit_id for line in lines}, day__in={line.day for line in lines})


def _current_versions(lines: Sequence[Line]) -> dict[CellKey, int]:
    rows = Count.objects.filter(_near(lines)).order_by().values_list(*CELL, "version")
    return {CellKey(*row[:4]): row[4] for row in rows}


def _values_before(lines: Sequence[Line], *, reason: str) -> list[NewValue]:
    """What each cell held before these lines; None where nothing had been reported."""
    later = [line for line in lines if line.version > 1]
    versions = {line.version - 1 for line in later}
    rows = Entry.objects.filter(_near(later), version__in=versions).order_by()
    before = {row[:5]: row[5] for row in rows.values_list(*CELL, "version", "value")}
    return [
        NewValue(line.key, before.get((*line.key, line.version - 1)), line.version, reason)
        for line in lines
    ]


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


def _give_back_reports(tally: Tally, lines: Sequence[Line], *, by: User, at: datetime) -> None:
    """Put the days back as they stood; a day that was reported again since is looked at anew."""
    before = {(r["unit"], r["day"]): r for r in tally.receipt["reports_before"]}
    reports = {(r.unit_id, r.day): r for r in DayReport.objects.filter(_near(lines)).order_by()}
    changed_since, restored, removed = set(), [], []
    for unit_id, day in sorted({(line.unit_id, line.day) for line in lines}):
        report = reports.get((unit_id, day))
        known = before.get((unit_id, day.isoformat()))
        if report is None or report.reported_at != tally.committed_at:
            changed_since.add((unit_id, day))
        elif known:
            restored.append(_restored(report, known))
        else:
            removed.append(report.pk)
    DayReport.objects.bulk_update(restored, _REPORT_FIELDS, batch_size=BATCH)
    for start in range(0, len(removed), BATCH):
        DayReport.objects.filter(pk__in=removed[start : start + BATCH]).delete()
    mark_reported(changed_since, by=by, at=at)


def _restored(report: DayReport, known: dict[str, Any]) -> DayReport:
    for name in _REPORT_FIELDS:
        value = known[name]
        is_moment = name.endswith("_at") and value
        setattr(report, name, datetime.fromisoformat(value) if is_moment else value)
    return report
