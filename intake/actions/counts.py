"""Writing counts: the one road from any outside path into the ledger."""

from __future__ import annotations

import heapq
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from intake.actions import bulk
from intake.actions.open_days import hold_open_days
from intake.models import Count, Entry, Source, Submission, Tally, Total
from intake.queries.fields import communes_of, fields_of, most_people
from intake.rules.ledger import (
    AbovePopulation,
    CellKey,
    Clash,
    Clashes,
    KeyReused,
    NewValue,
    NotAField,
    OutsideYourUnit,
    Refusal,
    body_hash,
    check_value,
    is_change,
    is_clash,
)
from units import clock
from units.models import Unit, User
from units.rules import Permission, lineage
from vietnamese.dates import format_date
from vietnamese.numbers import format_count

CELL = CellKey._fields
Stored = tuple[int | None, int]  # value and version
NEVER: Stored = (None, 0)  # of a cell that nobody has touched


@dataclass(frozen=True)
class Origin:
    """Where a batch of values comes from. `at` is given only when history is loaded."""

    source: Source
    at: datetime = field(default_factory=clock.now)
    submission: Submission | None = None
    tally: Tally | None = None


class Line(NamedTuple):
    """A line of the ledger as it was written: a cell, its new version, its value."""

    unit_id: int
    day: date
    indicator_id: int
    cohort_id: int
    version: int
    value: int | None

    @property
    def key(self) -> CellKey:
        return CellKey(*self[:4])


@dataclass(frozen=True)
class Recorded:
    """What a batch did: the lines written, in order."""

    entries: tuple[Line, ...]

    @property
    def cells(self) -> int:
        return len(self.entries)


@dataclass(frozen=True)
class _Batch:
    """Values that may be stored, in locking order, with their units and the units' communes."""

    values: list[NewValue]
    units: dict[int, Unit]
    communes: dict[int, int]


def record_counts(
    values: Sequence[NewValue],
    *,
    by: User,
    origin: Origin,
    before_totals: Callable[[Recorded], None] | None = None,
) -> Recorded:
    """Store values as new entries, all or none, and keep every total above them right.

    `before_totals` is other work of the same transaction. It is done before the totals are touched:
    they are held until the transaction ends, and every save below the same units waits for them.
    Raises OutsideYourUnit, NotAField, DayLocked, Clashes or Refusal; then nothing is stored.
    """
    batch = _checked(values, by=by)
    with transaction.atomic():
        hold_open_days({(new.key.unit_id, new.key.day) for new in batch.values}, batch.communes)
        stored = _held_counts(batch.values)
        _check_clashes(batch.values, stored)
        changes = [
            new
            for new in batch.values
            if is_change(stored=stored[new.key][0], version=stored[new.key][1], sent=new.value)
        ]
        recorded = Recorded(tuple(_line(new, stored[new.key][1] + 1) for new in changes))
        _write(recorded, changes, by=by, origin=origin)
        _renew_counts(recorded, batch.values, stored)
        if before_totals:
            before_totals(recorded)
        deltas = ((new.key, (new.value or 0) - (stored[new.key][0] or 0)) for new in changes)
        add_to_totals(deltas, batch.units)
    return recorded


def _checked(values: Sequence[NewValue], *, by: User) -> _Batch:
    """All that can be judged before anything is held, so that others wait no longer than they must."""
    values = sorted(values, key=lambda new: new.key)
    _check_once_each(values)
    units = _units_of(values, by=by)
    _check_fields(values, units)
    communes = communes_of(units.values())
    _check_people(values, units, most_people(communes))
    return _Batch(values, units, communes)


def _check_once_each(values: Sequence[NewValue]) -> None:
    """Two values for one cell would be added to the totals twice; nobody can say which is meant."""
    if any(one.key == other.key for one, other in pairwise(values)):
        raise Refusal(
            "Có ô được gửi hai lần trong cùng một lần gửi. Chưa lưu gì; đề nghị nhập lại."
        )


def _units_of(values: Sequence[NewValue], *, by: User) -> dict[int, Unit]:
    ids = {new.key.unit_id for new in values}
    units = Unit.objects.editable_by(by, Permission.ENTER_COUNTS).in_bulk(ids)
    if len(units) != len(ids):
        raise OutsideYourUnit("Đơn vị này không thuộc phạm vi nhập liệu của tài khoản.")
    return units


def _check_fields(values: Sequence[NewValue], units: dict[int, Unit]) -> None:
    fields = fields_of(units.values())
    today = clock.today()
    for new in values:
        check_value(new.value)
        key = new.key
        windows = fields.get((key.unit_id, key.indicator_id, key.cohort_id), ())
        if key.day > today or not any(w.contains(key.day) for w in windows):
            raise NotAField(
                f"Ngày {format_date(key.day)} hoặc loại số liệu này không thuộc kế hoạch đang thực hiện"
                f" của {units[key.unit_id]}."
            )


def _check_people(
    values: Sequence[NewValue], units: dict[int, Unit], bounds: Mapping[tuple[int, int], int]
) -> None:
    for new in values:
        people = bounds.get((new.key.unit_id, new.key.cohort_id))
        if people is not None and new.value is not None and new.value > people:
            raise AbovePopulation(
                f"{units[new.key.unit_id]}: {format_count(new.value)} lớn hơn cả"
                f" {format_count(people)} người của nhóm trong toàn xã. Chưa lưu gì;"
                " đề nghị kiểm tra lại số vừa nhập."
            )


def _held_counts(values: Sequence[NewValue]) -> dict[CellKey, Stored]:
    """Value and version of each cell, held until the transaction ends.

    A cell that is not there yet needs no holding: its day is held, and two first versions of one
    cell the ledger refuses.
    """
    rows = (
        Count.objects.select_for_update()
        .filter(
            unit__in={new.key.unit_id for new in values}, day__in={new.key.day for new in values}
        )
        .order_by(*CELL)
        .values_list(*CELL, "value", "version")
    )
    held = {row[:4]: row[4:] for row in rows}
    return {new.key: held.get(new.key, NEVER) for new in values}


def _check_clashes(values: Sequence[NewValue], stored: Mapping[CellKey, Stored]) -> None:
    clashing = [
        new
        for new in values
        if is_clash(stored=stored[new.key][0], version=stored[new.key][1], new=new)
    ]
    if clashing:
        last = _last_entries({new.key for new in clashing})
        raise Clashes(
            [
                # ("", ""): the sender saw a version that is gone, as after a backup was restored.
                Clash(new.key, new.value, *stored[new.key], *last.get(new.key, ("", "")))
                for new in clashing
            ]
        )


def _last_entries(keys: set[CellKey]) -> dict[CellKey, tuple[str, str]]:
    """Who made each cell's last entry, and when."""
    rows = (
        Entry.objects.filter(unit__in={k.unit_id for k in keys}, day__in={k.day for k in keys})
        .order_by("version")
        .values_list(*CELL, "at", "by_id")
    )
    last = {key: row[4:] for row in rows if (key := CellKey(*row[:4])) in keys}
    people = User.objects.in_bulk({by for _, by in last.values()})
    return {key: (str(people[by]), _told(at)) for key, (at, by) in last.items()}


def _told(moment: datetime) -> str:
    """When an entry was made, "16:20 12/6/2026"."""
    at = timezone.localtime(moment)
    return f"{at:%H:%M} {format_date(at.date())}"


def _line(new: NewValue, version: int) -> Line:
    return Line(*new.key, version, new.value)


def _write(recorded: Recorded, changes: Sequence[NewValue], *, by: User, origin: Origin) -> None:
    """Put the lines into the ledger."""
    same = {
        "at": origin.at,
        "by": by.pk,
        "source": origin.source,
        "submission": origin.submission and origin.submission.pk,
        "tally": origin.tally and origin.tally.pk,
    }
    rows = ((*line, new.reason) for line, new in zip(recorded.entries, changes, strict=True))
    bulk.insert(bulk.Rows(Entry, (*CELL, "version", "value", "reason"), rows, same))


def _renew_counts(
    recorded: Recorded, values: Sequence[NewValue], stored: Mapping[CellKey, Stored]
) -> None:
    """Make the counts say what the last entries say; a blank that was sent gets its row too."""
    blank = (_line(new, 0) for new in values if new.value is None and stored[new.key] == NEVER)
    rows = heapq.merge(recorded.entries, blank)
    bulk.insert_or_renew(
        bulk.Rows(Count, (*CELL, "version", "value"), rows), key=CELL, newer="version"
    )


def add_to_totals(deltas: Iterable[tuple[CellKey, int]], units: dict[int, Unit]) -> None:
    """Carry changes of counts up to every unit above."""
    above = _units_above(units)
    sums: dict[str, dict[CellKey, int]] = {}
    for key, delta in deltas:
        unit_id, day, indicator, cohort = key
        of_branch = sums.setdefault(units[unit_id].branch, {})
        for up in above[unit_id]:
            cell = CellKey(up, day, indicator, cohort)
            of_branch[cell] = of_branch.get(cell, 0) + delta
    for branch in sorted(sums):
        add_to_branch(branch, sums[branch])


def _units_above(units: Mapping[int, Unit]) -> dict[int, list[int]]:
    """The units above each unit."""
    lines = {pk: lineage(unit.path)[:-1] for pk, unit in units.items()}
    paths = {path for line in lines.values() for path in line}
    ids = dict(Unit.objects.filter(path__in=paths).values_list("path", "pk"))
    return {pk: [ids[path] for path in line] for pk, line in lines.items()}


def add_to_branch(branch: str, deltas: Mapping[CellKey, int]) -> None:
    """Add to the totals of a branch; a zero makes its row too, since a reported zero is a report.

    The rows are always held in one order, so that saves never deadlock, and backwards: a unit is made
    after the one above it, so what whole provinces wait for is held last and shortest.
    """
    rows = ((*key, deltas[key]) for key in sorted(deltas, reverse=True))
    totals = bulk.Rows(Total, (*CELL, "value"), rows, {"branch": branch})
    bulk.insert_or_add(totals, key=(*CELL, "branch"), to="value")


@transaction.atomic
def submit_once(
    *,
    key: uuid.UUID,
    body: Any,
    by: User,
    source: Source,
    work: Callable[[Submission], dict[str, Any]],
) -> dict[str, Any]:
    """Do `work` once for a client's key and keep its answer; a repeat gets the same answer.

    Raises KeyReused when the key comes with another body or from another account.
    """
    digest = body_hash(body)
    submission, is_new = Submission.objects.select_for_update().get_or_create(
        key=key,
        defaults={"body_hash": digest, "by": by, "at": clock.now(), "source": source},
    )
    if not is_new:
        if submission.body_hash != digest or submission.by_id != by.pk:
            raise KeyReused("Lần gửi này đã được dùng cho nội dung khác. Đề nghị tải lại trang.")
        return dict(submission.answer)
    submission.answer = work(submission)
    submission.save(update_fields=["answer"])
    return submission.answer
