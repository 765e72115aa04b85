"""One pressing of "Lưu" on the entry page: a day's values of several units, all or none."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from intake.actions.counts import Origin, record_counts, submit_once
from intake.actions.days import mark_reported
from intake.actions.open_days import hold_open_days
from intake.models import Count, DayReport, Source, Submission
from intake.queries.entry import noun_of
from intake.queries.fields import communes_of, fields_of
from intake.rules.ledger import CellKey, NewValue, NotAField, OutsideYourUnit
from targets.models import Indicator
from units import clock
from units.actions import record
from units.models import Unit, User
from units.rules import Permission


@dataclass(frozen=True)
class Declared:
    """What the sender says of whole units, besides single values.

    `nothing`: "không phát sinh", every blank cell is an explicit zero. `kept`: figures that were
    sent back, or never reported, are looked through and stand as they are.
    """

    nothing: frozenset[int] = frozenset()
    kept: frozenset[int] = frozenset()


def submit_day(
    *, day: date, values: Sequence[NewValue], declared: Declared, key: uuid.UUID, by: User
) -> dict[str, Any]:
    """Store a day's values and note which units have reported; the same key again changes nothing.

    Only a unit that got a value, or that the sender declared, counts as reporting. Returns how many
    cells and units were stored and when. Raises what `record_counts` and `submit_once` raise.
    """
    body = {
        "day": day,
        "values": [_as_body(new) for new in sorted(values, key=lambda new: new.key)],
        "nothing": sorted(declared.nothing),
        "kept": sorted(declared.kept),
    }

    def work(submission: Submission) -> dict[str, Any]:
        return _store(day, values, declared, submission)

    return submit_once(key=key, body=body, by=by, source=Source.WEB, work=work)


def _as_body(new: NewValue) -> list[Any]:
    key = new.key
    cell = [key.unit_id, key.day, key.indicator_id, key.cohort_id]
    return [*cell, new.value, new.base_version, new.reason]


def _store(
    day: date, values: Sequence[NewValue], declared: Declared, submission: Submission
) -> dict[str, Any]:
    by = submission.by
    units = _held_units(day, declared.nothing | declared.kept, by)
    zeros = _zeros(day, [units[pk] for pk in declared.nothing], {new.key for new in values})
    origin = Origin(Source.WEB, submission=submission)
    recorded = record_counts([*values, *zeros], by=by, origin=origin)
    changed = {entry.unit_id for entry in recorded.entries}
    reporting = {entry.unit_id for entry in recorded.entries if entry.value is not None}
    reporting |= declared.nothing | _unreported(day, declared.kept)
    emptied = _without_values(day, changed - reporting)
    reporting |= changed - emptied
    mark_reported({(unit, day) for unit in reporting}, by=by)
    _withdraw(day, emptied, by)
    at = clock.now()
    return {
        "day": day.isoformat(),
        "cells": recorded.cells,
        "units": len(reporting | emptied),
        "noun": noun_of(Unit.objects.filter(pk__in=reporting | emptied)),
        "at": f"{at:%H:%M}",
    }


def _held_units(day: date, ids: Collection[int], by: User) -> dict[int, Unit]:
    """The declared units, in the sender's subtree, with their open day held."""
    units = Unit.objects.editable_by(by, Permission.ENTER_COUNTS).in_bulk(ids)
    if len(units) != len(ids):
        raise OutsideYourUnit("Đơn vị này không thuộc phạm vi nhập liệu của tài khoản.")
    hold_open_days({(pk, day) for pk in units}, communes_of(units.values()))
    return units


def _zeros(day: date, units: list[Unit], given: Collection[CellKey]) -> list[NewValue]:
    """Explicit zeros for the blank cells of units where nothing happened.

    A stock is left alone: its level does not fall to zero because nothing happened.
    """
    stocks = set(
        Indicator.objects.filter(aggregation=Indicator.Aggregation.STOCK).values_list(
            "pk", flat=True
        )
    )
    keys = [
        CellKey(unit, day, indicator, cohort)
        for (unit, indicator, cohort), windows in fields_of(units).items()
        if indicator not in stocks and any(window.contains(day) for window in windows)
    ]
    if {unit.pk for unit in units} - {key.unit_id for key in keys}:
        raise NotAField("Ngày này không có ô số liệu nào để ghi “không phát sinh”.")
    stored = {
        CellKey(c.unit_id, c.day, c.indicator_id, c.cohort_id): c
        for c in Count.objects.filter(unit__in=units, day=day)
    }
    blank = [key for key in keys if key not in given and not _has_value(stored.get(key))]
    return [NewValue(key, 0, stored[key].version if key in stored else 0) for key in blank]


def _has_value(count: Count | None) -> bool:
    return count is not None and count.value is not None


def _unreported(day: date, units: Collection[int]) -> set[int]:
    """Those of the units that have figures but no report that stands."""
    filled = set(units) - _without_values(day, set(units))
    standing = DayReport.objects.filter(unit__in=filled, day=day).exclude(
        state=DayReport.State.RETURNED
    )
    return filled - set(standing.values_list("unit_id", flat=True))


def _without_values(day: date, units: set[int]) -> set[int]:
    filled = Count.objects.filter(unit__in=units, day=day, value__isnull=False)
    return units - set(filled.values_list("unit_id", flat=True))


def _withdraw(day: date, units: set[int], by: User) -> None:
    """A unit whose last value was taken back has not reported; the log keeps that it had."""
    reports = DayReport.objects.filter(unit__in=units, day=day).select_related("unit")
    for report in reports:
        record("Rút báo cáo ngày", str(report), by=by, unit=report.unit, before=report.state)
        report.delete()
