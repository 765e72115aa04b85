"""Tallies: kept when they come in, their counts stored in one go, taken back in one go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from intake.actions.counts import Origin, Recorded, record_counts
from intake.actions.days import mark_reported
from intake.models import Count, DayReport, Entry, Source, Tally
from intake.queries.tallies import column_heading, terms_of, totals_of
from intake.rules.ledger import CellKey, NewValue, OutsideYourUnit, Refusal
from plans.models import Plan
from units import clock
from units.actions import record
from units.models import Unit, User
from units.rules import Permission
from vietnamese.dates import format_date
from vietnamese.text import nfc

LONGEST_NAME = 200
_REPORT_FIELDS = (
    "state",
    "first_reported_at",
    "reported_at",
    "reported_by_id",
    "reviewed_at",
    "reviewed_by_id",
    "reason",
)


@dataclass(frozen=True)
class SentFile:
    """A file as it came in: its name, digest and size in bytes."""

    name: str
    sha256: str
    size: int


@transaction.atomic
def keep_tally(
    *, file: SentFile, unit: Unit, plan: Plan, by: User, reading: dict[str, Any]
) -> Tally:
    """Keep what was read of a file: to be looked at, or refused with the reason."""
    state = Tally.State.REFUSED if reading["refused"] else Tally.State.PREVIEW
    return Tally.objects.create(
        unit=unit,
        plan=plan,
        by=by,
        at=clock.now(),
        file_name=nfc(file.name)[-LONGEST_NAME:],
        sha256=file.sha256,
        size=file.size,
        state=state,
        reading=reading,
    )


def held_tally(tally: Tally) -> Tally:
    """The tally again, held until the transaction ends."""
    return (
        Tally.objects.select_for_update(of=("self",))
        .select_related("unit", "plan", "by")
        .get(pk=tally.pk)
    )


@transaction.atomic
def renew_reading(*, tally: Tally, cells: list[dict[str, Any]]) -> Tally:
    """Put the stored values of this moment beside the tally's, after somebody changed some."""
    tally = held_tally(tally)
    if tally.state == Tally.State.PREVIEW:
        tally.reading = {**tally.reading, "cells": cells}
        tally.save(update_fields=["reading"])
    return tally


@transaction.atomic
def record_tally(*, tally: Tally, values: Sequence[NewValue], by: User) -> Recorded:
    """Store a tally's new values and its receipt; all in one transaction, or nothing.

    Raises what `record_counts` raises, Clashes among them.
    """
    unit_days = {(new.key.unit_id, new.key.day) for new in values}
    recorded = record_counts(values, by=by, origin=Origin(Source.TALLY, tally=tally))
    reports, at = _reports_of(unit_days), clock.now()  # the days are held by now
    mark_reported(unit_days, by=by, at=at)
    tally.state, tally.committed_at = Tally.State.COMMITTED, at
    tally.receipt = {
        "at": at.isoformat(timespec="seconds"),
        **_receipt(tally, recorded),
        "reports_before": reports,
    }
    tally.save(update_fields=["state", "committed_at", "receipt"])
    record("Nhập biểu", str(tally), by=by, unit=tally.unit, after={"cells": recorded.cells})
    return recorded


def _receipt(tally: Tally, recorded: Recorded) -> dict[str, Any]:
    """What went in, what was left out and why, the totals before and after, and who sent it."""
    entries, cells = recorded.entries, tally.reading["cells"]
    units = Unit.objects.filter(pk__in={e.unit_id for e in entries})
    totals = totals_of(cells, terms_of(cells), tally.plan)
    return {
        "number": tally.receipt_number,
        "file": tally.file_name,
        "plan": tally.plan.code,
        "unit": tally.unit.name,
        "by": str(tally.by),
        "cells": recorded.cells,
        "unchanged": len(cells) - recorded.cells,
        "units": [unit.name for unit in units],
        "days": [day.isoformat() for day in sorted({e.day for e in entries})],
        "totals": [
            {"label": line.label, "before": line.before, "after": line.after} for line in totals
        ],
        "ignored": tally.reading["ignored"],
        "repaired": tally.reading["repaired"],
    }


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


@transaction.atomic
def undo_tally(*, tally: Tally, by: User) -> Tally:
    """Give every cell that is still the tally's the value it had before; name the ones changed since.

    Raises Refusal when the tally is not in, DayLocked when one of its days is locked.
    """
    tally = held_tally(tally)
    _check_may_undo(tally, by)
    entries = list(tally.entries.select_related("unit", "indicator", "cohort"))
    current = _current_versions(entries)
    own = [e for e in entries if current[_key(e)] == e.version]
    kept = [e for e in entries if current[_key(e)] != e.version]
    values = _values_before(own, reason=f"Hoàn tác biểu {tally.receipt_number}")
    record_counts(values, by=by, origin=Origin(Source.UNDO, tally=tally))
    at = clock.now()
    _give_back_reports(tally, own, by=by, at=at)
    tally.state, tally.undone_at, tally.undone_by = Tally.State.UNDONE, at, by
    tally.receipt["undo"] = {
        "by": str(by),
        "at": at.isoformat(timespec="seconds"),
        "cells": len(own),
        "kept": [_name(entry) for entry in kept],
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


def _key(entry: Entry) -> CellKey:
    return CellKey(entry.unit_id, entry.day, entry.indicator_id, entry.cohort_id)


def _current_versions(entries: list[Entry]) -> dict[CellKey, int]:
    rows = Count.objects.filter(
        unit__in={e.unit_id for e in entries}, day__in={e.day for e in entries}
    )
    return {CellKey(r.unit_id, r.day, r.indicator_id, r.cohort_id): r.version for r in rows}


def _values_before(entries: list[Entry], *, reason: str) -> list[NewValue]:
    """What each cell held before these entries; None where nothing had been reported."""
    rows = Entry.objects.filter(
        unit__in={e.unit_id for e in entries}, day__in={e.day for e in entries}
    )
    before = {(_key(row), row.version): row.value for row in rows}
    return [
        NewValue(_key(e), before.get((_key(e), e.version - 1)), e.version, reason) for e in entries
    ]


def _name(entry: Entry) -> str:
    heading = column_heading(entry.indicator, entry.cohort)
    return f"{entry.unit}, ngày {format_date(entry.day)}, {heading}"


def _give_back_reports(tally: Tally, entries: Iterable[Entry], *, by: User, at: datetime) -> None:
    """Put the days back as they stood; a day that was reported again since is looked at anew."""
    before = {(r["unit"], r["day"]): r for r in tally.receipt["reports_before"]}
    changed_since = set()
    for unit_id, day in sorted({(e.unit_id, e.day) for e in entries}):
        report = DayReport.objects.filter(unit=unit_id, day=day).first()
        known = before.get((unit_id, day.isoformat()))
        if report is None or report.reported_at != tally.committed_at:
            changed_since.add((unit_id, day))
        elif known:
            kept = {name: known[name] for name in _REPORT_FIELDS}
            DayReport.objects.filter(pk=report.pk).update(**kept)
        else:
            report.delete()
    mark_reported(changed_since, by=by, at=at)
