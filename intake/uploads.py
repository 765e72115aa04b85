"""A workbook's way into the ledger: kept, read, shown, amended, taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.db import transaction

from intake.actions.confirmations import NOTHING_ANSWERED, Answered, answer_doubts
from intake.actions.files import FileSealed, kept_file
from intake.actions.jobs import note_progress, run_at_once
from intake.actions.receipts import record_tally
from intake.actions.tallies import (
    Sending,
    Upload,
    ask_for,
    held_preview,
    held_tally,
    keep_upload,
    open_again,
    renew_cells,
    show_reading,
)
from intake.actions.undo import ask_to_undo, stay, undo_tally
from intake.documents import template_mark
from intake.models import Job, Tally
from intake.queries.tallies import chosen_cells, former_tally, known_file
from intake.queries.tally_doubts import with_doubts
from intake.queries.vocabulary import learned_names, template_version, vocabulary_for
from intake.resources import CountResource, CountSheet
from intake.rules.kept import KeptCell, answers_by_name, fixes_by_cell, kept_cell, kept_cells
from intake.rules.ledger import Clashes, NewValue, OutsideYourUnit, Refusal
from intake.rules.tally import read_tally
from intake.rules.tally.types import Problem, ReadCell, Reading, Vocabulary
from plans.models import Plan
from sheets.gate import check
from sheets.opening import open_workbook
from sheets.workbook import Refused
from units.models import Unit, User

# What is read or entered while the sender waits; anything larger goes to a worker.
MOST_BYTES_AT_ONCE = 150_000
MOST_UNPACKED_AT_ONCE = 2_000_000  # bytes: many short texts pack well and take long to read
MOST_CELLS_AT_ONCE = 5_000
MOST_KEPT = 2_000  # problems, and places that were left out
NO_COUNTS = "Không tìm thấy số liệu nào trong tệp. Đề nghị tải mẫu biểu của đơn vị, điền số liệu rồi gửi lại."
OTHER_TEMPLATE = (
    "Tệp làm theo mẫu cũ hoặc mẫu của kế hoạch khác; đã đọc theo tiêu đề trong tệp."
    " Lần sau đề nghị tải mẫu mới."
)
CHANGED_SINCE = (
    "Có {count} ô vừa được người khác sửa sau khi biểu được xem trước. Chưa nhập ô nào;"
    " bảng dưới đây đã so lại với số liệu mới nhất, đề nghị xem lại rồi xác nhận."
)
_CHOOSE = "Biểu trùng với số liệu đã có. Đề nghị chọn một trong các cách nhập rồi xác nhận lại."
_OPENED, _READ, _COMPARED = 20, 60, 90  # percent of the work
_KINDS = {
    "unit": "outside_your_unit",
    "indicator": "unknown_indicator",
    "cohort": "unknown_cohort",
    "day": "date_outside_plan",
    "value": "not_a_number",
}
_OTHER_KIND = "day_locked"


@dataclass(frozen=True)
class Said:
    """What the sender has said beside his workbook, as the reader takes it."""

    fixes: dict[tuple[str, str], str] = field(default_factory=dict)
    answers: dict[tuple[str, str, str], str] = field(default_factory=dict)


NOTHING_SAID = Said()


def read_upload(
    upload: Upload, vocabulary: Vocabulary, said: Said = NOTHING_SAID, *, version: str = ""
) -> Reading:
    """What the workbook says; a file that cannot be opened is a refused reading.

    `version` is the mark of today's template; a workbook made from another one is told of it.
    """
    try:
        workbook = open_workbook(upload.data, upload.name)
    except Refused as refused:
        return Reading((), (), (), (), refused.reason)
    vocabulary = replace(vocabulary, answers={**vocabulary.answers, **said.answers})
    reading = read_tally(workbook, vocabulary, filename=upload.name, fixes=said.fixes)
    if not reading.refused and not reading.cells and not reading.problems:
        return replace(reading, refused=NO_COUNTS)
    mark = template_mark(workbook.names)
    if version and mark and mark != version:
        return replace(reading, repaired=(*reading.repaired, OTHER_TEMPLATE))
    return reading


def receive_tally(
    *, upload: Upload, plan: Plan, by: User, unit: Unit | None = None, at_once: bool = False
) -> Tally:
    """Keep a workbook and read it; a large one is read by a worker, unless `at_once`.

    Nothing is in the ledger yet. `unit` is meant where the workbook names none. The same file taken
    in before, or still open, is given back.
    """
    if by.unit is None:
        raise OutsideYourUnit("Tài khoản chưa được gắn với đơn vị nào.")
    known = sent_before(upload=upload, plan=plan, by=by, unit=unit)
    if known:
        return known
    sending = Sending(plan, unit or by.unit, unit)
    tally, job = keep_upload(upload=upload, sending=sending, by=by)
    if at_once or not _is_for_worker(upload):
        run_at_once(job, WORK)
        tally.refresh_from_db()
    return tally


def sent_before(*, upload: Upload, plan: Plan, by: User, unit: Unit | None = None) -> Tally | None:
    """The tally that the very same file became: taken in, or the sender's own still open."""
    sender = unit or by.unit
    return known_file(unit=sender, plan=plan, sha256=upload.sha256, by=by) if sender else None


def _is_for_worker(upload: Upload) -> bool:
    """Whether reading would take long; what the gate refuses is refused at once."""
    try:
        passed = check(upload.data, upload.name)
    except Refused:
        return False
    is_long = passed.unpacked_bytes > MOST_UNPACKED_AT_ONCE
    return is_long or len(upload.data) > MOST_BYTES_AT_ONCE


def send_again(*, tally: Tally, by: User) -> Tally:
    """Read the kept workbook of an earlier tally anew, as a tally of its own.

    Raises Refusal when the file is no longer kept.
    """
    upload = Upload(kept_file(tally), tally.file_name)
    sending = Sending(tally.plan, tally.unit, tally.meant_unit)
    anew, job = keep_upload(upload=upload, sending=sending, by=by)
    return read_again(tally=anew, job=job)


def read_again(*, tally: Tally, job: Job) -> Tally:
    """Do the reading that an amendment asked for, at once where the file is small."""
    try:
        is_for_worker = _is_for_worker(Upload(kept_file(tally), tally.file_name))
    except Refusal:
        is_for_worker = False  # the reading itself says that the file is gone, or waits for its key
    if not is_for_worker:
        run_at_once(job, WORK)
    tally.refresh_from_db()
    return tally


def read_job(job: Job) -> None:
    """Read a kept workbook with all that its sender has said, and compare it with the ledger."""
    tally = job.tally
    if tally is None or tally.state != Tally.State.READING:
        return
    note_progress(job, _OPENED)
    root = tally.by.unit or tally.unit
    vocabulary = vocabulary_for(root, tally.plan, tally.meant_unit)
    vocabulary = replace(vocabulary, answers=learned_names(tally.unit))
    said = Said(fixes_by_cell(tally.fixes), answers_by_name(tally.answers))
    try:
        data = kept_file(tally)
    except FileSealed:
        raise  # the right key opens it: the job waits for it
    except Refusal as gone:
        reading = Reading((), (), (), (), str(gone))
    else:
        upload, version = Upload(data, tally.file_name), template_version(tally.plan)
        reading = read_upload(upload, vocabulary, said, version=version)
    note_progress(job, _READ)
    cells, found = _compared(reading.cells, tally.by)
    note_progress(job, _COMPARED)
    show_reading(
        tally=tally, reading=with_doubts(_kept_reading(reading, found), cells), cells=cells
    )


def _compared(cells: Sequence[ReadCell], by: User) -> tuple[list[KeptCell], list[Problem]]:
    """Each cell with what is stored now; the ones that may not be entered become problems."""
    resource = CountResource(user=by)
    result = resource.import_data(_sheet(cells), dry_run=True, rollback_on_validation_errors=True)
    _raise_caught(result)
    faults = {row.number: row.error for row in result.invalid_rows}
    kept = [
        kept_cell(cell, before, version)
        for number, (cell, (before, version)) in enumerate(
            zip(cells, resource.before, strict=True), 1
        )
        if number not in faults
    ]
    return kept, [_problem(cells[number - 1], error) for number, error in faults.items()]


def _kept_reading(reading: Reading, found: list[Problem]) -> dict[str, Any]:
    """The reading for the page; of a hundred thousand alike problems the first are enough."""
    problems = (*reading.problems, *found)
    return {
        "problems": [asdict(problem) for problem in problems[:MOST_KEPT]],
        "problem_count": len(problems),
        "ignored": [asdict(ignored) for ignored in reading.ignored[:MOST_KEPT]],
        "repaired": list(reading.repaired),
        "refused": reading.refused,
        "tables": [asdict(table) for table in reading.tables],
        "layout": reading.layout,
    }


def _problem(cell: ReadCell, error: Any) -> Problem:
    messages = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    column, texts = next(iter(messages.items()))
    kind = _KINDS.get(column, _OTHER_KIND)
    return Problem(kind, texts[0], cell.sheet, cell.cell, text=str(cell.value))


def _sheet(cells: Sequence[ReadCell]) -> CountSheet[ReadCell]:
    """The cells as the rows of one sheet, in their order."""
    return CountSheet(cells, lambda c: (c.unit, c.day, c.indicator, c.cohort, c.value))


def _kept_sheet(cells: Sequence[KeptCell]) -> CountSheet[KeptCell]:
    return CountSheet(cells, lambda c: (c.unit, c.date, c.indicator, c.cohort, c.value))


def _raise_caught(result: Any) -> None:
    """Raise again what django-import-export caught: clashes and locks keep their own words."""
    caught = [*result.base_errors, *(e for _, errors in result.row_errors() for e in errors)]
    if caught:
        error: Exception = caught[0].error
        raise error


@transaction.atomic
def choose(
    *, tally: Tally, choice: str, revision: int, by: User, answered: Answered | None = None
) -> Tally:
    """Keep what the sender decided about figures that are stored already, and which doubtful ones are right.

    Raises Refusal where he has to decide and has not, Unanswered among them. Nobody is there to be
    asked where `answered` is None: the doubts go in unanswered.
    """
    held = held_preview(tally, by, revision)
    _check_sound(held)
    former = former_tally(held)
    offered = _offered_choices(held, former)
    if choice not in offered and offered != [""]:
        raise Refusal(_CHOOSE)
    held.choice = choice if offered != [""] else ""
    held.supersedes = former if choice == Tally.Choice.SUPERSEDE else None
    if answered is not None:
        answer_doubts(held, answered)
    held.save(update_fields=["choice", "supersedes", "reading"])
    return held


def _offered_choices(tally: Tally, former: Tally | None) -> list[str]:
    """What the sender may decide; "" where there is nothing to decide."""
    if former is None and not any(cell.overlaps for cell in kept_cells(tally.cells)):
        return [""]
    choices: list[str] = [Tally.Choice.REPLACE, Tally.Choice.FILL]
    return [Tally.Choice.SUPERSEDE, *choices] if former else choices


@transaction.atomic
def enter_tally(
    *, tally: Tally, choice: str, revision: int, by: User, answered: Answered = NOTHING_ANSWERED
) -> Tally:
    """Take the tally in as its sender saw it, or have a worker do it where it is large.

    Raises what `choose` and `commit_tally` raise.
    """
    chosen = choose(tally=tally, choice=choice, revision=revision, by=by, answered=answered)
    if len(chosen.cells) <= MOST_CELLS_AT_ONCE:
        return commit_tally(tally=chosen, by=by)
    chosen.state, chosen.progress, chosen.notice = Tally.State.ENTERING, 0, ""
    chosen.save(update_fields=["state", "progress", "notice"])
    ask_for(Job.Kind.ENTER_TALLY, chosen)
    return chosen


@transaction.atomic
def commit_chosen(*, tally: Tally, choice: str, by: User) -> Tally:
    """Take a tally in at once with the choice made beforehand, where there is anything to choose.

    Its doubts go in unanswered. Raises what `choose` and `commit_tally` raise.
    """
    if tally.state == Tally.State.COMMITTED:
        return tally
    held = held_preview(tally, by)
    chosen = choose(tally=held, choice=choice, revision=held.revision, by=by)
    return commit_tally(tally=chosen, by=by)


def enter_job(job: Job) -> None:
    """Take a large tally in; where it cannot go in, its sender finds it open again with the reason."""
    tally = job.tally
    if tally is None or tally.state != Tally.State.ENTERING:
        return
    note_progress(job, _OPENED)
    try:
        commit_tally(tally=tally, by=tally.by)
    except Clashes as clashes:
        notice = CHANGED_SINCE.format(count=len(clashes.clashes))
        renew_tally(tally=tally, by=tally.by, notice=notice)
    except Refusal as refusal:
        open_again(tally, str(refusal))


@transaction.atomic
def commit_tally(*, tally: Tally, by: User) -> Tally:
    """Take a tally in, whole or not at all; taken in already, it is given back as it is.

    Raises Clashes when somebody changed its cells since it was shown, DayLocked, or Refusal.
    """
    tally = held_tally(tally)
    if tally.state == Tally.State.COMMITTED and tally.by_id == by.pk:
        return tally
    if tally.state != Tally.State.ENTERING:
        tally = held_preview(tally, by)
    _check_sound(tally)
    cells = chosen_cells(tally)

    def store(values: list[NewValue]) -> None:
        record_tally(tally=tally, values=values, cells=cells, by=by)

    resource = CountResource(user=by, versions=[cell.version for cell in cells], store=store)
    result = resource.import_data(
        _kept_sheet(cells), use_transactions=True, rollback_on_validation_errors=True
    )
    _raise_caught(result)
    if result.has_validation_errors():
        raise Refusal(result.invalid_rows[0].error.messages[0])
    return tally


def _check_sound(tally: Tally) -> None:
    if tally.plan.state != Plan.State.RUNNING:
        raise Refusal("Kế hoạch không còn thực hiện nên không nhận thêm số liệu.")
    problems = tally.reading["problems"]
    if not problems and not tally.cells:
        raise Refusal("Biểu không còn ô nào để nhập. Đề nghị bỏ tệp này rồi gửi lại.")
    if problems:
        raise Refusal(
            f"Biểu còn {tally.reading.get('problem_count', len(problems))} chỗ cần sửa nên chưa nhập ô nào."
            " Đề nghị sửa các chỗ đã nêu rồi gửi lại."
        )


def renew_tally(*, tally: Tally, by: User, notice: str = "") -> Tally:
    """Show the tally against what is stored now, for the sender to decide again."""
    resource = CountResource(user=by)
    kept = kept_cells(tally.cells)
    resource.import_data(_kept_sheet(kept), dry_run=True, rollback_on_validation_errors=True)
    cells = [
        cell._replace(before=before, version=version)
        for cell, (before, version) in zip(kept, resource.before, strict=True)
    ]
    reading = with_doubts(tally.reading, cells)
    return renew_cells(tally=tally, reading=reading, cells=cells, notice=notice)


def take_back(*, tally: Tally, by: User) -> Tally:
    """Undo a tally now, or have a worker do it where it is large. Raises what `undo_tally` raises."""
    if tally.receipt.get("cells", 0) <= MOST_CELLS_AT_ONCE:
        return undo_tally(tally=tally, by=by)
    ask_to_undo(tally=tally, by=by)
    tally.refresh_from_db()
    return tally


def undo_job(job: Job) -> None:
    """Take a large tally back; where that is refused it stays in, and says why."""
    tally = job.tally
    if tally is None or tally.state != Tally.State.UNDOING or tally.undone_by is None:
        return
    note_progress(job, _OPENED)
    try:
        undo_tally(tally=tally, by=tally.undone_by)
    except Refusal as refusal:
        stay(tally=tally, notice=str(refusal))


WORK = {
    Job.Kind.READ_TALLY.value: read_job,
    Job.Kind.ENTER_TALLY.value: enter_job,
    Job.Kind.UNDO_TALLY.value: undo_job,
}
