"""A tally before it goes in: kept when it comes, shown as it was read, amended, put away."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import F

from intake.actions.files import forget_file, keep_file
from intake.models import Job, LearnedName, Tally
from intake.rules.kept import KeptCell, merged
from intake.rules.ledger import OutsideYourUnit, Refusal
from plans.models import Plan
from units import clock
from units.actions import record
from units.models import Unit, User
from vietnamese.text import nfc

LONGEST_NAME = 200
MOST_FIXES = 2_000
NOT_YOURS = "Chỉ người gửi biểu được nhập biểu này vào số liệu."
_SHOWN_ANEW = "Bảng so sánh đã được cập nhật. Đề nghị xem lại rồi xác nhận."
_NO_STATE = {
    Tally.State.READING: "Biểu đang được đọc. Đề nghị chờ đọc xong.",
    Tally.State.ENTERING: "Biểu đang được nhập. Đề nghị chờ nhập xong.",
    Tally.State.UNDOING: "Biểu đang được hoàn tác. Đề nghị chờ hoàn tác xong.",
    Tally.State.COMMITTED: "Biểu đã được nhập. Muốn sửa, đề nghị hoàn tác hoặc gửi tệp khác.",
    Tally.State.UNDONE: "Biểu đã được hoàn tác. Muốn nhập lại, đề nghị gửi lại tệp.",
}


@dataclass(frozen=True)
class Upload:
    """The bytes that somebody sent, with the name that he gave them."""

    data: bytes
    name: str

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Sending:
    """Whose tally it is: the plan, the unit that answers for it, the unit meant where it names none."""

    plan: Plan
    unit: Unit
    meant_unit: Unit | None = None


@transaction.atomic
def keep_upload(*, upload: Upload, sending: Sending, by: User) -> tuple[Tally, Job]:
    """Keep a workbook as it came, with the job of reading it; one transaction, so neither is lost."""
    tally = Tally.objects.create(
        unit=sending.unit,
        plan=sending.plan,
        meant_unit=sending.meant_unit,
        by=by,
        at=clock.now(),
        file_name=nfc(upload.name)[-LONGEST_NAME:],
        sha256=upload.sha256,
        size=len(upload.data),
        state=Tally.State.READING,
    )
    keep_file(tally=tally, data=upload.data)
    return tally, ask_for(Job.Kind.READ_TALLY, tally)


def ask_for(kind: Job.Kind, tally: Tally) -> Job:
    """Write the job of reading or entering the tally as it stands at this revision."""
    job, _ = Job.objects.get_or_create(
        kind=kind,
        key=f"{tally.pk}:{tally.revision}",
        defaults={"unit": tally.unit, "tally": tally, "day": clock.today()},
    )
    return job


def held_tally(tally: Tally) -> Tally:
    """The tally again, held until the transaction ends."""
    return (
        Tally.objects.select_for_update(of=("self",))
        .select_related("unit", "plan__unit", "by", "meant_unit")
        .get(pk=tally.pk)
    )


def held_preview(tally: Tally, by: User, revision: int | None = None) -> Tally:
    """The sender's own tally, held, still to be confirmed, and as he saw it.

    Raises OutsideYourUnit, or Refusal with what he should do.
    """
    tally = held_tally(tally)
    if tally.by_id != by.pk:
        raise OutsideYourUnit(NOT_YOURS)
    if tally.state == Tally.State.REFUSED:
        raise Refusal(tally.reading["refused"])
    if tally.state != Tally.State.PREVIEW:
        raise Refusal(_NO_STATE[Tally.State(tally.state)])
    if revision is not None and revision != tally.revision:
        raise Refusal(_SHOWN_ANEW)
    return tally


def open_again(tally: Tally, notice: str) -> None:
    """Give a tally that could not be entered back to its sender, with the reason."""
    Tally.objects.filter(pk=tally.pk, state=Tally.State.ENTERING).update(
        state=Tally.State.PREVIEW, notice=notice[:500], revision=F("revision") + 1
    )


@transaction.atomic
def show_reading(*, tally: Tally, reading: dict[str, Any], cells: Sequence[KeptCell]) -> Tally:
    """Put what was read before the sender; a file that cannot be read is not kept.

    What a fix or an answer has made unreadable is shown with the reason, for the sender to say
    otherwise. Another reading that was asked for meanwhile wins.
    """
    held = held_tally(tally)
    if (held.state, held.revision) != (Tally.State.READING, tally.revision):
        return held
    refused = reading["refused"]
    is_over = bool(refused) and not held.fixes and not held.answers
    held.state = Tally.State.REFUSED if is_over else Tally.State.PREVIEW
    held.notice = "" if is_over else (refused or "")
    if is_over:
        forget_file(tally=held)
    held.reading = reading
    _put_cells(held, cells)
    held.save(
        update_fields=["state", "notice", "reading", "cells", "changes", "revision", "progress"]
    )
    return held


def _put_cells(tally: Tally, cells: Sequence[KeptCell]) -> None:
    tally.cells = list(cells)
    tally.changes = sum(cell.is_change for cell in cells)
    tally.revision += 1
    tally.progress = 100


@transaction.atomic
def renew_cells(
    *, tally: Tally, reading: dict[str, Any], cells: Sequence[KeptCell], notice: str
) -> Tally:
    """Put the stored values of this moment beside the tally's, after somebody changed some."""
    held = held_tally(tally)
    if held.state not in {Tally.State.PREVIEW, Tally.State.ENTERING}:
        return held
    held.state, held.notice, held.reading = Tally.State.PREVIEW, notice, reading
    _put_cells(held, cells)
    held.save(
        update_fields=["state", "notice", "reading", "cells", "changes", "revision", "progress"]
    )
    return held


@transaction.atomic
def amend_tally(
    *,
    tally: Tally,
    fixes: Mapping[tuple[str, ...], str],
    answers: Mapping[tuple[str, ...], str],
    revision: int,
    by: User,
) -> Job:
    """Lay the sender's fixes and answers over his workbook and ask for another reading.

    `fixes` are texts by (sheet, cell), `answers` codes by (side, text, sheet). Raises Refusal.
    """
    held = held_preview(tally, by, revision)
    held.fixes = merged(held.fixes, fixes)
    held.answers = merged(held.answers, answers)
    if len(held.fixes) + len(held.answers) > MOST_FIXES:
        raise Refusal("Có quá nhiều ô sửa trực tiếp. Đề nghị sửa trong tệp rồi gửi lại.")
    return _ask_to_read(held)


def _ask_to_read(held: Tally) -> Job:
    held.state, held.notice, held.progress = Tally.State.READING, "", 0
    held.revision += 1
    held.save(update_fields=["fixes", "answers", "state", "notice", "progress", "revision"])
    return ask_for(Job.Kind.READ_TALLY, held)


@transaction.atomic
def start_over(*, tally: Tally, revision: int, by: User) -> Job:
    """Drop all that the sender has said in the preview, and read his workbook again as it came."""
    held = held_preview(tally, by, revision)
    held.fixes, held.answers = [], []
    return _ask_to_read(held)


@transaction.atomic
def discard_tally(*, tally: Tally, by: User) -> None:
    """Put a tally away that was never taken in, with its file; nothing of it is in the ledger."""
    held = held_preview(tally, by)
    record("Bỏ biểu chưa nhập", str(held), by=by, unit=held.unit)
    held.delete()


@transaction.atomic
def forget_name(*, name: LearnedName, by: User) -> None:
    """Ask again what a sender's word means, the next time it comes."""
    record("Quên tên gọi", name.text, by=by, unit=name.unit, before=name.code)
    name.delete()
