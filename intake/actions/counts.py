"""Writing counts: the one road from any outside path into the ledger."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

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
    added,
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

BATCH = 500


@dataclass(frozen=True)
class Origin:
    """Where a batch of values comes from. `at` is given only when history is loaded."""

    source: Source
    at: datetime = field(default_factory=clock.now)
    submission: Submission | None = None
    tally: Tally | None = None


@dataclass(frozen=True)
class Recorded:
    """What a batch did: the entries written, in order."""

    entries: tuple[Entry, ...]

    @property
    def cells(self) -> int:
        return len(self.entries)


@transaction.atomic
def record_counts(values: Sequence[NewValue], *, by: User, origin: Origin) -> Recorded:
    """Store values as new entries, all or none, and keep every total above them right.

    Raises OutsideYourUnit, NotAField, DayLocked, Clashes or Refusal; then nothing is stored.
    """
    values = sorted(values, key=lambda new: new.key)
    _check_once_each(values)
    units = _units_of(values, by=by)
    _check_fields(values, units)
    communes = communes_of(units.values())
    _check_people(values, units, most_people(communes))
    hold_open_days({(new.key.unit_id, new.key.day) for new in values}, communes)
    counts = _held_counts([new.key for new in values])
    _check_clashes(values, counts)
    changes = [
        (new, counts[new.key])
        for new in values
        if is_change(stored=counts[new.key].value, version=counts[new.key].version, sent=new.value)
    ]
    deltas = [(new.key, (new.value or 0) - (count.value or 0)) for new, count in changes]
    entries = [_entry(new, count, by=by, origin=origin) for new, count in changes]
    Entry.objects.bulk_create(entries, batch_size=BATCH)
    Count.objects.bulk_update([c for _, c in changes], ["value", "version"], batch_size=BATCH)
    add_to_totals(deltas, units)
    return Recorded(tuple(entries))


def _check_once_each(values: Sequence[NewValue]) -> None:
    """Two values for one cell would be added to the totals twice; nobody can say which is meant."""
    if len({new.key for new in values}) != len(values):
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


def _held_counts(keys: list[CellKey]) -> dict[CellKey, Count]:
    """The rows of the cells, made where missing, and held until the transaction ends."""
    Count.objects.bulk_create(
        [
            Count(unit_id=k.unit_id, day=k.day, indicator_id=k.indicator_id, cohort_id=k.cohort_id)
            for k in keys
        ],
        ignore_conflicts=True,
        batch_size=BATCH,
    )
    rows = (
        Count.objects.select_for_update()
        .filter(unit__in={k.unit_id for k in keys}, day__in={k.day for k in keys})
        .order_by("unit_id", "day", "indicator_id", "cohort_id")
    )
    held = {CellKey(r.unit_id, r.day, r.indicator_id, r.cohort_id): r for r in rows}
    return {key: held[key] for key in keys}


def _check_clashes(values: Sequence[NewValue], counts: dict[CellKey, Count]) -> None:
    clashing = [
        new
        for new in values
        if is_clash(stored=counts[new.key].value, version=counts[new.key].version, new=new)
    ]
    if clashing:
        raise Clashes([_clash(new, counts[new.key]) for new in clashing])


def _clash(new: NewValue, count: Count) -> Clash:
    last = (
        Entry.objects.select_related("by")
        .filter(
            unit=count.unit_id, day=count.day, indicator=count.indicator_id, cohort=count.cohort_id
        )
        .order_by("version")
        .last()
    )
    # None: the sender saw a version that is gone, as after a backup was restored.
    by = str(last.by) if last else ""
    return Clash(new.key, new.value, count.value, count.version, by, _told(last))


def _told(last: Entry | None) -> str:
    """When an entry was made, "16:20 12/6/2026"."""
    if last is None:
        return ""
    at = timezone.localtime(last.at)
    return f"{at:%H:%M} {format_date(at.date())}"


def _entry(new: NewValue, count: Count, *, by: User, origin: Origin) -> Entry:
    count.value, count.version = new.value, count.version + 1
    return Entry(
        unit_id=count.unit_id,
        day=count.day,
        indicator_id=count.indicator_id,
        cohort_id=count.cohort_id,
        version=count.version,
        value=count.value,
        at=origin.at,
        by=by,
        source=origin.source,
        reason=new.reason,
        submission=origin.submission,
        tally=origin.tally,
    )


def add_to_totals(deltas: list[tuple[CellKey, int]], units: dict[int, Unit]) -> None:
    """Carry changes of counts up to every unit above, in one order, so that saves never deadlock."""
    paths = {path for unit in units.values() for path in lineage(unit.path)[:-1]}
    above = {u.path: u.pk for u in Unit.objects.filter(path__in=paths)}
    by_branch: dict[str, list[tuple[CellKey, int]]] = {}
    for key, delta in deltas:
        unit = units[key.unit_id]
        for path in lineage(unit.path)[:-1]:
            up = CellKey(above[path], key.day, key.indicator_id, key.cohort_id)
            by_branch.setdefault(unit.branch, []).append((up, delta))
    for branch in sorted(by_branch):
        add_to_branch(branch, added(by_branch[branch]))


def add_to_branch(branch: str, deltas: dict[CellKey, int]) -> None:
    Total.objects.bulk_create(
        [
            Total(
                unit_id=k.unit_id,
                day=k.day,
                indicator_id=k.indicator_id,
                cohort_id=k.cohort_id,
                branch=branch,
            )
            for k in deltas
        ],
        ignore_conflicts=True,
        batch_size=BATCH,
    )
    for k, delta in deltas.items():
        if not delta:
            continue
        Total.objects.filter(
            unit=k.unit_id,
            day=k.day,
            indicator=k.indicator_id,
            cohort=k.cohort_id,
            branch=branch,
        ).update(value=F("value") + delta)


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
