"""Writing counts: the one road from any outside path into the ledger."""

from __future__ import annotations

import heapq
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any, NamedTuple

from django.db import transaction

from intake.actions import bulk
from intake.actions.open_days import hold_open_days
from intake.actions.replays import without_outdated, without_own
from intake.models import Count, Entry, Source, Submission, Tally, Total
from intake.queries.clashes import last_entries
from intake.queries.fields import Ground, ground_of
from intake.rules.ledger import (
    AbovePopulation,
    CellKey,
    Clash,
    Clashes,
    KeyReused,
    NewValue,
    NotAField,
    OutsideYourUnit,
    Press,
    Refusal,
    body_hash,
    check_value,
    is_change,
    is_clash,
)
from units import clock
from units.models import Unit, User
from units.rules import Permission
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
    """What a batch did: the lines written, in order.

    `overtaken` cells were left out, since a later press of the same browser had spoken already.
    """

    entries: tuple[Line, ...]
    overtaken: frozenset[CellKey] = frozenset()

    @property
    def cells(self) -> int:
        return len(self.entries)


Cells = Mapping[CellKey, Stored]  # those that are not in it nobody has touched


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
    ground = ground_for({new.key.unit_id for new in values}, by=by)
    values = checked(values, ground)
    with transaction.atomic():
        stored = hold_cells({(new.key.unit_id, new.key.day) for new in values}, ground)
        recorded = write_counts(values, stored, by=by, origin=origin)
        if before_totals:
            before_totals(recorded)
        carry_up(recorded, stored, ground)
    return recorded


def ground_for(unit_ids: Collection[int], *, by: User) -> Ground:
    """The ground of units that the sender may write for; else OutsideYourUnit."""
    units = Unit.objects.editable_by(by, Permission.ENTER_COUNTS).order_by().in_bulk(unit_ids)
    if len(units) != len(unit_ids):
        raise OutsideYourUnit("Đơn vị này không thuộc phạm vi nhập liệu của tài khoản.")
    return ground_of(units)


def checked(values: Iterable[NewValue], ground: Ground) -> list[NewValue]:
    """The values in locking order, judged by all that needs no cell to be held."""
    values = sorted(values, key=lambda new: new.key)
    _check_once_each(values)
    for new in values:
        check_value(new.value)
        check_field(new.key, ground)
        _check_people(new, ground)
    return values


def hold_cells(unit_days: Collection[tuple[int, date]], ground: Ground) -> dict[CellKey, Stored]:
    """Hold open days, and all cells of the units on them, until the transaction ends.

    Returns their values and versions. A cell that is not there yet needs no holding: its day is
    held, and two first versions of one cell the ledger refuses.
    """
    hold_open_days(unit_days, ground.communes)
    rows = (
        Count.objects.select_for_update()
        .filter(unit__in={unit for unit, _ in unit_days}, day__in={day for _, day in unit_days})
        .order_by(*CELL)
        .values_list(*CELL, "value", "version")
    )
    return {CellKey(*row[:4]): row[4:] for row in rows}


def write_counts(
    values: Sequence[NewValue], stored: Cells, *, by: User, origin: Origin
) -> Recorded:
    """Write what is new among checked values into the ledger, inside the transaction that holds them.

    The totals follow with `carry_up`, last, since every save below the same units waits for them.
    """
    current = without_outdated(values, origin.submission)
    _check_clashes(current, stored, origin)
    changes = [new for new in current if _is_change(new, stored.get(new.key, NEVER))]
    lines = tuple(_line(new, stored.get(new.key, NEVER)[1] + 1) for new in changes)
    overtaken = frozenset(new.key for new in values) - {new.key for new in current}
    recorded = Recorded(lines, overtaken)
    _write(recorded, changes, by=by, origin=origin)
    _renew_counts(recorded, current, stored)
    return recorded


def _is_change(new: NewValue, stored: Stored) -> bool:
    return is_change(stored=stored[0], version=stored[1], sent=new.value)


def _check_once_each(values: Sequence[NewValue]) -> None:
    """Two values for one cell would be added to the totals twice; nobody can say which is meant."""
    if any(one.key == other.key for one, other in pairwise(values)):
        raise Refusal(
            "Có ô được gửi hai lần trong cùng một lần gửi. Chưa lưu gì; đề nghị nhập lại."
        )


def check_field(key: CellKey, ground: Ground) -> None:
    """Refuse a cell that no running plan asks of its unit on that day."""
    windows = ground.windows.get((key.unit_id, key.indicator_id, key.cohort_id), ())
    if key.day > clock.today() or not any(window.contains(key.day) for window in windows):
        raise NotAField(
            f"Ngày {format_date(key.day)} hoặc loại số liệu này không thuộc kế hoạch đang thực hiện"
            f" của {ground.units[key.unit_id]}."
        )


def _check_people(new: NewValue, ground: Ground) -> None:
    people = ground.people.get((new.key.unit_id, new.key.cohort_id))
    if people is not None and new.value is not None and new.value > people:
        raise AbovePopulation(
            f"{ground.units[new.key.unit_id]}: {format_count(new.value)} lớn hơn cả"
            f" {format_count(people)} người của nhóm trong toàn xã. Chưa lưu gì;"
            " đề nghị kiểm tra lại số vừa nhập."
        )


def _check_clashes(values: Sequence[NewValue], stored: Cells, origin: Origin) -> None:
    changed = [new for new in values if _is_clash(new, stored.get(new.key, NEVER))]
    clashing = without_own(changed, stored, origin.submission)
    if clashing:
        last = last_entries({new.key for new in clashing})
        raise Clashes(
            [
                # ("", ""): the sender saw a version that is gone, as after a backup was restored.
                Clash(
                    new.key,
                    new.value,
                    *stored.get(new.key, NEVER),
                    *last.get(new.key, ("", "")),
                )
                for new in clashing
            ]
        )


def _is_clash(new: NewValue, stored: Stored) -> bool:
    return is_clash(stored=stored[0], version=stored[1], new=new)


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


def _renew_counts(recorded: Recorded, values: Sequence[NewValue], stored: Cells) -> None:
    """Make the counts say what the last entries say; a blank that was sent gets its row too."""
    blank = (_line(new, 0) for new in values if new.value is None and new.key not in stored)
    rows = heapq.merge(recorded.entries, blank)
    bulk.insert_or_renew(
        bulk.Rows(Count, (*CELL, "version", "value"), rows), key=CELL, newer="version"
    )


def carry_up(recorded: Recorded, stored: Cells, ground: Ground) -> None:
    """Carry the changes of counts up to every unit above."""
    sums: dict[str, dict[CellKey, int]] = {}
    for line in recorded.entries:
        delta = (line.value or 0) - (stored.get(line.key, NEVER)[0] or 0)
        unit_id, day, indicator, cohort = line.key
        of_branch = sums.setdefault(ground.units[unit_id].branch, {})
        for up in ground.above[unit_id]:
            cell = CellKey(up, day, indicator, cohort)
            of_branch[cell] = of_branch.get(cell, 0) + delta
    for branch in sorted(sums):
        add_to_branch(branch, sums[branch])


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
    press: Press | None = None,
) -> dict[str, Any]:
    """Do `work` once for a client's key and keep its answer; a repeat gets the same answer.

    Raises KeyReused when the key comes with another body or from another account.
    """
    digest = body_hash(body)
    now = clock.now()
    same = {"key": key, "body_hash": digest, "at": now, "source": source, "answer": {}}
    rows = bulk.Rows(Submission, ("by",), [(by.pk,)], {**same, **_pressed(press)})
    new = bulk.insert_new(rows, key=("key",))
    if not new:
        return _first_answer(key, digest, by)
    submission = Submission(pk=new[0], by=by, **same, **_pressed(press))
    answer = work(submission)
    Submission.objects.filter(pk=submission.pk).update(answer=answer)
    return answer


def _first_answer(key: uuid.UUID, digest: str, by: User) -> dict[str, Any]:
    submission = Submission.objects.get(key=key)
    if submission.body_hash != digest or submission.by_id != by.pk:
        raise KeyReused("Lần gửi này đã được dùng cho nội dung khác. Đề nghị tải lại trang.")
    return dict(submission.answer)


def _pressed(press: Press | None) -> dict[str, Any]:
    if press is None:
        return {}
    return {"device": press.device, "sequence": press.sequence, "pressed_at": press.at}
