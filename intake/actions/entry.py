"""One pressing of "Lưu" on the entry page: a day's values of several units, all or none."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from intake.actions.counts import (
    NEVER,
    Cells,
    Origin,
    Recorded,
    carry_up,
    check_field,
    checked,
    ground_for,
    hold_cells,
    submit_once,
    write_counts,
)
from intake.actions.days import mark_reported, withdraw_reports
from intake.models import Confirmation, DayReport, Source, Submission
from intake.queries.entry import noun_of
from intake.queries.fields import Ground
from intake.rules.ledger import (
    CellKey,
    Confirmed,
    NewValue,
    NotAField,
    Press,
    cell_name,
)
from units import clock
from units.models import User


@dataclass(frozen=True)
class Declared:
    """What the sender says of whole units, besides single values.

    `nothing`: "không phát sinh", every blank cell is an explicit zero. `kept`: figures that were
    sent back, or never reported, are looked through and stand as they are.
    """

    nothing: frozenset[int] = frozenset()
    kept: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Sent:
    """One pressing of "Lưu": a day's values, what is declared of whole units, what was answered."""

    day: date
    values: Sequence[NewValue] = ()
    declared: Declared = field(default_factory=Declared)
    confirmed: Sequence[Confirmed] = ()
    press: Press | None = None


def submit_day(*, sent: Sent, key: uuid.UUID, by: User) -> dict[str, Any]:
    """Store a day's values and note which units have reported; the same key again changes nothing.

    Only a unit that got a value, or that the sender declared, counts as reporting. Returns how many
    cells and units were stored and when, the receipt's number, and for each cell that was sent what
    stands there now ("version:value"). Raises what `record_counts` and `submit_once` raise.
    """
    body = {
        "day": sent.day,
        "values": [_as_body(new) for new in sorted(sent.values, key=lambda new: new.key)],
        "nothing": sorted(sent.declared.nothing),
        "kept": sorted(sent.declared.kept),
    }

    def work(submission: Submission) -> dict[str, Any]:
        return _store(sent, submission)

    return submit_once(key=key, body=body, by=by, source=Source.WEB, work=work, press=sent.press)


def _as_body(new: NewValue) -> list[Any]:
    key = new.key
    cell = [key.unit_id, key.day, key.indicator_id, key.cohort_id]
    return [*cell, new.value, new.base_version, new.reason]


def _store(sent: Sent, submission: Submission) -> dict[str, Any]:
    """One transaction, the totals last: every save below the same units waits for them."""
    by, day, declared = submission.by, sent.day, sent.declared
    asked = [*(new.key for new in sent.values), *(one.key for one in sent.confirmed)]
    units = {key.unit_id for key in asked} | declared.nothing | declared.kept
    ground = ground_for(units, by=by)
    for one in sent.confirmed:
        check_field(one.key, ground)
    stored = hold_cells({(pk, day) for pk in units}, ground)
    zeros = _zeros(sent, ground, stored)
    values = checked([*sent.values, *zeros], ground)
    recorded = write_counts(values, stored, by=by, origin=Origin(Source.WEB, submission=submission))
    standing = {**stored, **{line.key: (line.value, line.version) for line in recorded.entries}}
    reporting, emptied = _reports(sent, recorded, standing)
    mark_reported({(unit, day) for unit in reporting}, by=by)
    if emptied:
        withdraw_reports({(unit, day) for unit in emptied}, by=by)
    _keep_confirmations(sent.confirmed, submission)
    carry_up(recorded, stored, ground)
    return {
        "day": day.isoformat(),
        "cells": recorded.cells,
        "outdated": len(recorded.overtaken),
        "units": len(reporting | emptied),
        "noun": noun_of(ground.units[pk] for pk in reporting | emptied),
        "at": f"{clock.now():%H:%M}",
        "receipt": submission.receipt_number,
        "seen": _seen({*asked, *(zero.key for zero in zeros)}, standing),
    }


def _reports(sent: Sent, recorded: Recorded, standing: Cells) -> tuple[set[int], set[int]]:
    """The units that have now reported, and those whose last value was taken back."""
    filled = {key.unit_id for key, (value, _) in standing.items() if value is not None}
    changed = {line.unit_id for line in recorded.entries}
    overtaken = {key.unit_id for key in recorded.overtaken}  # a later press has declared already
    kept = _unreported(sent.day, (sent.declared.kept & filled) - overtaken)
    reporting = (changed & filled) | (sent.declared.nothing - overtaken) | kept
    return reporting, changed - reporting


def _keep_confirmations(confirmed: Sequence[Confirmed], submission: Submission) -> None:
    Confirmation.objects.bulk_create(
        Confirmation(
            **one.key._asdict(),
            value=one.value,
            kind=one.kind,
            question=one.question,
            answer=one.answer,
            at=submission.at,
            by=submission.by,
            submission=submission,
        )
        for one in confirmed
    )


def _seen(keys: Collection[CellKey], standing: Cells) -> dict[str, str]:
    """What stands in each of the cells of a day, as the page sends it back: "version:value"."""
    found = {cell_name(key): standing.get(key, NEVER) for key in keys}
    return {
        name: f"{version}:{'' if value is None else value}"
        for name, (value, version) in found.items()
    }


def _zeros(sent: Sent, ground: Ground, stored: Cells) -> list[NewValue]:
    """Explicit zeros for the blank cells of units where nothing happened.

    A stock is left alone: its level does not fall to zero because nothing happened.
    """
    given = {new.key for new in sent.values}
    keys = [
        CellKey(unit, sent.day, indicator, cohort)
        for (unit, indicator, cohort), windows in ground.windows.items()
        if unit in sent.declared.nothing
        and indicator not in ground.stocks
        and any(window.contains(sent.day) for window in windows)
    ]
    if sent.declared.nothing - {key.unit_id for key in keys}:
        raise NotAField("Ngày này không có ô số liệu nào để ghi “không phát sinh”.")
    blank = {key: stored.get(key, NEVER) for key in keys if key not in given}
    return [NewValue(key, 0, version) for key, (value, version) in blank.items() if value is None]


def _unreported(day: date, units: Collection[int]) -> set[int]:
    """Those of the units, which have figures, that have no report that stands."""
    if not units:
        return set()
    standing = DayReport.objects.filter(unit__in=units, day=day).exclude(
        state=DayReport.State.RETURNED
    )
    return set(units) - set(standing.values_list("unit_id", flat=True))
