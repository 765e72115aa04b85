"""A workbook's way into the ledger: read, shown, taken in whole or not at all."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction
from tablib import Dataset

from intake.actions.tallies import SentFile, held_tally, keep_tally, record_tally, renew_reading
from intake.models import Tally
from intake.queries.tallies import committed_before
from intake.queries.vocabulary import vocabulary_for
from intake.resources import COLUMNS, CountResource
from intake.rules.ledger import NewValue, OutsideYourUnit, Refusal
from intake.rules.tally import read_tally
from intake.rules.tally.types import Problem, ReadCell, Reading, Vocabulary
from plans.models import Plan
from sheets.opening import open_workbook
from sheets.workbook import Refused
from units.models import Unit, User

NO_COUNTS = "Không tìm thấy số liệu nào trong tệp. Đề nghị tải mẫu biểu của đơn vị, điền số liệu rồi gửi lại."
_KINDS = {
    "unit": "outside_your_unit",
    "indicator": "unknown_indicator",
    "cohort": "unknown_cohort",
    "day": "date_outside_plan",
    "value": "not_a_number",
}
_OTHER_KIND = "day_locked"


@dataclass(frozen=True)
class Upload:
    """The bytes that somebody sent, with the name that he gave them."""

    data: bytes
    name: str

    @property
    def file(self) -> SentFile:
        return SentFile(self.name, hashlib.sha256(self.data).hexdigest(), len(self.data))


def read_upload(upload: Upload, vocabulary: Vocabulary) -> Reading:
    """What the workbook says; a file that cannot be opened is a refused reading."""
    try:
        workbook = open_workbook(upload.data, upload.name)
    except Refused as refused:
        return Reading((), (), (), (), refused.reason)
    reading = read_tally(workbook, vocabulary, filename=upload.name)
    if not reading.refused and not reading.cells and not reading.problems:
        return replace(reading, refused=NO_COUNTS)
    return reading


def receive_tally(*, upload: Upload, plan: Plan, by: User, unit: Unit | None = None) -> Tally:
    """Read a workbook and keep the reading for a look; nothing is stored in the ledger yet.

    `unit` is meant where the workbook names none. The same file taken in before is given back.
    """
    root = by.unit
    if root is None:
        raise OutsideYourUnit("Tài khoản chưa được gắn với đơn vị nào.")
    sender = unit or root
    earlier = committed_before(unit=sender, sha256=upload.file.sha256)
    if earlier:
        return earlier
    reading = read_upload(upload, vocabulary_for(root, plan, unit))
    return keep_tally(file=upload.file, unit=sender, plan=plan, by=by, reading=_judged(reading, by))


def _judged(reading: Reading, by: User) -> dict[str, Any]:
    """The reading as it is kept: each cell with what is stored now, faults of rows among problems."""
    resource = CountResource(user=by)
    result = resource.import_data(
        _dataset(reading.cells), dry_run=True, rollback_on_validation_errors=True
    )
    _raise_caught(result)
    faults = {row.number: row.error for row in result.invalid_rows}
    cells = [
        _kept_cell(cell) | {"before": before, "version": version}
        for cell, (before, version) in zip(reading.cells, resource.before, strict=True)
    ]
    found = [_problem(reading.cells[number - 1], error) for number, error in faults.items()]
    return {
        "cells": [cell for number, cell in enumerate(cells, 1) if number not in faults],
        "problems": [asdict(problem) for problem in (*reading.problems, *found)],
        "ignored": [asdict(ignored) for ignored in reading.ignored],
        "repaired": list(reading.repaired),
        "refused": reading.refused,
    }


def _kept_cell(cell: ReadCell) -> dict[str, Any]:
    kept = asdict(cell)
    kept["date"] = kept.pop("day").isoformat()
    return kept


def _problem(cell: ReadCell, error: Any) -> Problem:
    messages = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    column, texts = next(iter(messages.items()))
    kind = _KINDS.get(column, _OTHER_KIND)
    return Problem(kind, texts[0], cell.sheet, cell.cell)


def _dataset(cells: Any) -> Dataset:
    """The cells as the rows of one sheet, in their order."""
    rows = [(c.unit, c.day.isoformat(), c.indicator, c.cohort, c.value) for c in cells]
    return Dataset(*rows, headers=COLUMNS)


def _kept_dataset(tally: Tally) -> Dataset:
    cells = tally.reading["cells"]
    rows = [(c["unit"], c["date"], c["indicator"], c["cohort"], c["value"]) for c in cells]
    return Dataset(*rows, headers=COLUMNS)


def _raise_caught(result: Any) -> None:
    """Raise again what django-import-export caught: clashes and locks keep their own words."""
    caught = [*result.base_errors, *(e for _, errors in result.row_errors() for e in errors)]
    if caught:
        error: Exception = caught[0].error
        raise error


@transaction.atomic
def commit_tally(*, tally: Tally, by: User) -> Tally:
    """Take a tally in, whole or not at all; taken in already, it is given back as it is.

    Raises Clashes when somebody changed its cells since it was shown, DayLocked, or Refusal.
    """
    tally = held_tally(tally)
    if tally.by_id != by.pk:
        raise OutsideYourUnit("Chỉ người gửi biểu được nhập biểu này vào số liệu.")
    if tally.state == Tally.State.COMMITTED:
        return tally
    _check_may_go_in(tally)

    def store(values: list[NewValue]) -> None:
        record_tally(tally=tally, values=values, by=by)

    versions = [cell["version"] for cell in tally.reading["cells"]]
    result = CountResource(user=by, versions=versions, store=store).import_data(
        _kept_dataset(tally), use_transactions=True, rollback_on_validation_errors=True
    )
    _raise_caught(result)
    if result.has_validation_errors():
        raise Refusal(result.invalid_rows[0].error.messages[0])
    return tally


def _check_may_go_in(tally: Tally) -> None:
    if tally.state == Tally.State.UNDONE:
        raise Refusal("Biểu đã được hoàn tác. Muốn nhập lại, đề nghị gửi lại tệp.")
    if tally.state == Tally.State.REFUSED:
        raise Refusal(tally.reading["refused"])
    if tally.reading["problems"]:
        raise Refusal(
            f"Biểu còn {len(tally.reading['problems'])} ô cần sửa nên chưa nhập ô nào."
            " Đề nghị sửa các ô đã nêu trong tệp rồi gửi lại."
        )


def renew_tally(*, tally: Tally, by: User) -> Tally:
    """Show the tally against what is stored now, for the sender to decide again."""
    resource = CountResource(user=by)
    resource.import_data(_kept_dataset(tally), dry_run=True, rollback_on_validation_errors=True)
    cells = [
        cell | {"before": before, "version": version}
        for cell, (before, version) in zip(tally.reading["cells"], resource.before, strict=True)
    ]
    return renew_reading(tally=tally, cells=cells)
