"""A tally taken in: all of it in one transaction, with a receipt of what it did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import F

from intake.actions.confirmations import record_confirmations
from intake.actions.counts import Line, Origin, Recorded, record_counts
from intake.actions.days import mark_reported
from intake.actions.tallies import held_tally
from intake.actions.undo import (
    REPORT_FIELDS,
    check_may_undo,
    close,
    family_of,
    give_back_reports,
    standing_lines,
    values_before,
)
from intake.models import Confirmation, DayReport, Layout, LearnedName, Source, Tally
from intake.queries.tallies import Change, Terms, terms_of, total_lines, totals_around, widened
from intake.rules.kept import Answer, Fix, KeptCell
from intake.rules.ledger import NewValue, Refusal
from units import clock
from units.actions import record
from units.models import Unit, User
from vietnamese.text import comparable

MOST_DOUBTS = 200  # in a receipt; all of them are kept as confirmations


@transaction.atomic
def record_tally(
    *, tally: Tally, values: Sequence[NewValue], cells: Sequence[KeptCell], by: User
) -> Recorded:
    """Store a tally's new values and its receipt, and remember what the sender confirmed.

    `cells` are all that were chosen to go in, `values` the ones that change something. A tally that
    supersedes another takes back, in the same batch, what that one said and it does not mention.
    Raises what `record_counts` raises, Clashes among them; then nothing is stored.
    """
    terms = terms_of(cells)
    former = _held_former(tally, by)
    mentioned = {terms.key(cell) for cell in cells} if former else frozenset()
    back = standing_lines(family_of(former), mentioned) if former else []
    taken_back = values_before(back, family_of(former), reason=_reason(tally)) if former else []
    withdrawn = {line.key for line in back}

    def finish(recorded: Recorded) -> None:
        own = [line for line in recorded.entries if line.key not in withdrawn]
        at = clock.now()  # the days are held by now
        _close(tally, own, by=by, at=at)
        tally.receipt |= _receipt(tally, own, cells)
        if former:
            days = {key[:2] for key in withdrawn} - {key[:2] for key in mentioned}
            _close_former(tally, former, recorded.cells - len(own), by=by, at=at)
            give_back_reports(days, family_of(former), by=by, at=at)
        doubts = record_confirmations(tally, own, terms, at)
        tally.receipt["doubts"] = [_doubt(row, terms) for row in doubts[:MOST_DOUBTS]]
        tally.receipt["doubt_count"] = len(doubts)
        changes = chain(
            ((terms.key(c), c.before, c.value) for c in cells if c.is_change),
            ((line.key, line.value, new.value) for line, new in zip(back, taken_back, strict=True)),
        )
        tally.receipt["totals"] = _totals(tally, widened(terms, withdrawn), changes)
        tally.save(update_fields=["state", "committed_at", "notice", "receipt"])
        record("Nhập biểu", str(tally), by=by, unit=tally.unit, after={"cells": len(own)})

    origin = Origin(Source.TALLY, tally=tally)
    both = [*values, *taken_back] if taken_back else values
    return record_counts(both, by=by, origin=origin, before_totals=finish)


def _held_former(tally: Tally, by: User) -> Tally | None:
    """The tally that this one supersedes, held before any day is, as by its own undoing."""
    if tally.choice != Tally.Choice.SUPERSEDE:
        return None
    former = held_tally(tally.supersedes) if tally.supersedes else None
    if former is None or former.state != Tally.State.COMMITTED:
        raise Refusal("Biểu trước không còn trong số liệu. Đề nghị chọn lại cách nhập.")
    check_may_undo(former, by)
    return former


def _reason(tally: Tally) -> str:
    return f"Thay bằng biểu {tally.receipt_number}"


def _close_former(tally: Tally, former: Tally, cells: int, *, by: User, at: datetime) -> None:
    close(former, by=by, at=at, cells=cells, reason=_reason(tally))
    former.save(update_fields=["state", "undone_at", "undone_by", "receipt"])
    tally.receipt["superseded"] = {"number": former.receipt_number, "cells": cells}
    record("Thay biểu", str(former), by=by, unit=former.unit, after={"by": str(tally)})


def _close(tally: Tally, lines: Sequence[Line], *, by: User, at: datetime) -> None:
    """The tally is in: its days are reported, its names and layout known from now on."""
    unit_days = {(line.unit_id, line.day) for line in lines}
    reports = _reports_of(unit_days)
    mark_reported(unit_days, by=by, at=at)
    tally.state, tally.committed_at, tally.notice = Tally.State.COMMITTED, at, ""
    tally.receipt = {"at": at.isoformat(timespec="seconds"), "reports_before": reports}
    _remember(tally, by=by, at=at)


def _receipt(tally: Tally, lines: Sequence[Line], cells: Sequence[KeptCell]) -> dict[str, Any]:
    """What went in, what was left out and why, and who sent it."""
    units = Unit.objects.filter(pk__in={line.unit_id for line in lines})
    reading = tally.reading
    return {
        "number": tally.receipt_number,
        "file": tally.file_name,
        "plan": tally.plan.code,
        "unit": tally.unit.name,
        "by": str(tally.by),
        "cells": len(lines),
        "unchanged": len(cells) - len(lines),
        "kept_stored": len(tally.cells) - len(cells),
        "choice": tally.choice,
        "units": [unit.name for unit in units],
        "days": [day.isoformat() for day in sorted({line.day for line in lines})],
        "fixes": [Fix(*row)._asdict() for row in tally.fixes],
        "answers": [Answer(*row)._asdict() for row in tally.answers],
        "ignored": reading["ignored"],
        "repaired": reading["repaired"],
    }


def _doubt(row: Confirmation, terms: Terms) -> dict[str, Any]:
    """A doubt about a figure that went in, in words."""
    units = {unit.pk: unit.name for unit in terms.units.values()}
    return {
        "unit": units[row.unit_id],
        "date": row.day.isoformat(),
        "value": row.value,
        "kind": row.kind,
        "question": row.question,
        "answer": row.answer,
    }


def _totals(tally: Tally, terms: Terms, changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Running totals before the changes and after them."""
    before, after = totals_around(terms, tally.plan, changes)
    return [
        {"label": line.label, "before": line.before, "after": line.after}
        for line in total_lines(terms, before, after)
    ]


def _remember(tally: Tally, *, by: User, at: datetime) -> None:
    """Keep the answers and the layout that the sender has confirmed by taking the tally in."""
    answers = [answer for answer in (Answer(*row) for row in tally.answers) if answer.is_learned]
    codes = {(answer.side, comparable(answer.text)[:300]): answer.code for answer in answers}
    learned = [
        LearnedName(unit=tally.unit, side=side, text=text, code=code, at=at, by=by)
        for (side, text), code in codes.items()
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
        | {name: _plain(getattr(row, name)) for name in REPORT_FIELDS}
        for row in rows
        if (row.unit_id, row.day) in unit_days
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
