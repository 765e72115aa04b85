"""Writes on deductions: asked for, sent up, accepted or refused, withdrawn; and every look at the people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate

from targets.models import Deduction, DeductionFile, Target
from targets.queries.deductions import (
    OPEN,
    State,
    asking_units,
    counts_for,
    deductible_targets,
    is_over,
    is_superior,
    may_decide,
    may_revoke,
    may_send_up,
    may_withdraw,
    people_of,
    room_of,
)
from targets.rules.deductions import (
    DeductionError,
    FileKind,
    kind_of,
    people_count,
    persons_in,
    safe_name,
)
from units import clock
from units.actions import record
from units.models import Unit, User
from units.rules import is_within
from units.sealing import opened, sealed
from vietnamese.dates import format_date
from vietnamese.numbers import format_count
from vietnamese.text import nfc

NOT_YOURS = "Tài khoản không có quyền thực hiện việc này với đề nghị giám trừ này."
OUTSIDE = "Đơn vị hoặc chỉ tiêu không thuộc phạm vi của tài khoản."
NO_DOCUMENT = (
    "Đề nghị đã gửi cấp trên: cần ghi số, ngày văn bản trả lời của cấp trên rồi mới ghi kết quả."
)
OVER = "Kế hoạch đã tổng kết, kết quả không thay đổi được nữa."


class SpentKeyError(DeductionError):
    """A form's key that has sent another request already."""

    def __init__(self, deduction: Deduction) -> None:
        super().__init__(
            f"Biểu mẫu này đã gửi một đề nghị khác (số {deduction.pk}). Nội dung đang nhập chưa được"
            " ghi; nếu là đề nghị mới, đề nghị chọn lại tệp minh chứng và gửi lần nữa."
        )


@dataclass(frozen=True)
class Request:
    """What is asked for: a number of people, or a list of them (one a line), with the evidence.

    `key` is made by the form: one key is one request, however often it is sent.
    """

    target: Target
    unit: Unit
    reason: str
    people: int | None
    persons: str
    note: str
    file_name: str
    evidence: bytes
    key: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Decision:
    """The answer. `populations` are the gross denominators by unit path, as `room_of` takes them."""

    accepted: bool
    counts_from: date | None = None
    document: str = ""
    note: str = ""
    populations: Mapping[str, int] = field(default_factory=dict)


@transaction.atomic
def ask_deduction(*, request: Request, by: User) -> tuple[Deduction, bool]:
    """Ask for a deduction: it, and whether it is new. The same request sent again changes nothing.

    Raises DeductionError for what cannot be asked for, SpentKeyError for a key that sent something else.
    """
    _check_scope(request, by)
    kind = kind_of(request.evidence)
    persons = persons_in(request.persons)
    seal = sha256(request.evidence).hexdigest()
    said = _said(request, people_count(request.people, persons), by)
    rows = Deduction.objects.filter(**said, state__in=OPEN, evidence__sha256=seal)
    same = next((row for row in rows if people_of(row) == persons), None)
    if same is not None:
        return same, False
    names = sealed(json.dumps(persons).encode()) if persons else b""
    defaults = {**said, "persons": names, "asked_at": clock.now()}
    deduction, is_new = Deduction.objects.get_or_create(key=request.key, defaults=defaults)
    if not is_new:
        return _sent_before(deduction, said, persons, seal), False
    DeductionFile.objects.create(
        deduction=deduction,
        name=safe_name(request.file_name, kind),
        sha256=seal,
        content=sealed(request.evidence),
    )
    _record("Đề nghị giám trừ", deduction, by, after=_facts(deduction))
    return deduction, True


def _check_scope(request: Request, by: User) -> None:
    unit, target = request.unit, request.target
    units = asking_units(by).filter(pk=unit.pk)
    targets = deductible_targets(by).filter(pk=target.pk)
    if not units.exists() or not targets.exists():
        raise DeductionError(OUTSIDE)
    if fault := fault_of_unit(target, unit):
        raise DeductionError(fault)


def fault_of_unit(target: Target, unit: Unit) -> str:
    """Why the unit has no people in the target's denominators, as a sentence; "" where it has."""
    if not is_within(unit.path, target.plan.unit.path):
        return f"{unit} không thuộc phạm vi của kế hoạch này."
    if counts_for(target, unit):
        return ""
    branch = target.get_branch_display().lower()
    return f"Chỉ tiêu này tính theo {branch}: đề nghị chọn đơn vị thuộc {branch} hoặc {target.plan.unit}."


def _said(request: Request, people: int, by: User) -> dict[str, Any]:
    """What a request says but for its names and its file, which stand sealed."""
    return {
        "target": request.target,
        "unit": request.unit,
        "reason": request.reason,
        "people": people,
        "note": nfc(request.note),
        "asked_by": by,
    }


def _sent_before(
    deduction: Deduction, said: dict[str, Any], persons: tuple[str, ...], seal: str
) -> Deduction:
    """What the key has sent, where it said the same."""
    is_same = all(getattr(deduction, name) == value for name, value in said.items())
    if is_same and deduction.evidence.sha256 == seal and people_of(deduction) == persons:
        return deduction
    raise SpentKeyError(deduction)


@transaction.atomic
def send_up(*, deduction: Deduction, document: str, by: User) -> Deduction:
    """Send a request to the superior by a document. Raises DeductionError."""
    deduction = _locked(deduction)
    _check(may_send_up(by, deduction), deduction)
    before = _facts(deduction)
    deduction.state = State.SENT_UP
    deduction.sent_up_at = clock.now()
    deduction.sent_up_in = nfc(document)
    deduction.save(update_fields=["state", "sent_up_at", "sent_up_in"])
    _record("Gửi cấp trên đề nghị giám trừ", deduction, by, before=before, after=_facts(deduction))
    return deduction


@transaction.atomic
def decide(*, deduction: Deduction, decision: Decision, by: User) -> Deduction:
    """Accept, from a day on, or refuse. Raises DeductionError.

    What was sent up is answered by the superior's account, or by the written answer entered below.
    """
    deduction = _locked(deduction)
    _check(may_decide(by, deduction), deduction)
    if deduction.state == State.SENT_UP and not (decision.document or is_superior(by, deduction)):
        raise DeductionError(NO_DOCUMENT)
    counts_from = _accepted_from(deduction, decision) if decision.accepted else None
    before = _facts(deduction)
    deduction.state = State.ACCEPTED if decision.accepted else State.REFUSED
    deduction.counts_from = counts_from
    deduction.decided_by, deduction.decided_at = by, clock.now()
    deduction.decided_in = nfc(decision.document)
    deduction.decision_note = nfc(decision.note)
    _save_decision(deduction)
    what = "Chấp nhận giám trừ" if decision.accepted else "Không chấp nhận giám trừ"
    after = _facts(deduction)
    _record(what, deduction, by, before=before, after=after, reason=deduction.decision_note)
    return deduction


def _accepted_from(deduction: Deduction, decision: Decision) -> date:
    """The day it counts from, within the plan; refused where nobody would be left to deduct."""
    day, plan = decision.counts_from, deduction.target.plan
    if day is None:
        raise DeductionError("Đề nghị ghi ngày bắt đầu tính giám trừ.")
    if plan.first_day and day < plan.first_day:
        raise DeductionError(
            f"Ngày tính giám trừ không trước ngày bắt đầu kế hoạch ({format_date(plan.first_day)})."
        )
    if plan.ends_on and day > plan.ends_on:
        raise DeductionError(
            f"Ngày tính giám trừ không sau ngày kết thúc kế hoạch ({format_date(plan.ends_on)})."
        )
    room = room_of(deduction, decision.populations)
    if room is not None and deduction.people > room:
        raise DeductionError(
            f"Mẫu số chỉ còn {format_count(room)} người, không trừ được"
            f" {format_count(deduction.people)} người."
        )
    return day


@transaction.atomic
def withdraw(*, deduction: Deduction, reason: str, by: User) -> Deduction:
    """Take back one's own request that is not decided yet. Raises DeductionError."""
    deduction = _locked(deduction)
    _check(may_withdraw(by, deduction), deduction)
    before = _facts(deduction)
    deduction.state = State.WITHDRAWN
    deduction.decided_by, deduction.decided_at = by, clock.now()
    deduction.decision_note = nfc(reason)
    _save_decision(deduction)
    after = _facts(deduction)
    _record("Rút đề nghị giám trừ", deduction, by, before=before, after=after, reason=reason)
    return deduction


@transaction.atomic
def revoke(*, deduction: Deduction, reason: str, by: User) -> Deduction:
    """Take an acceptance back: from now on its people count again, on every day. Raises DeductionError.

    What was decided stays beside it: a past moment is known with the acceptance that stood then.
    """
    deduction = _locked(deduction)
    _check(may_revoke(by, deduction), deduction)
    before = _facts(deduction)
    deduction.state = State.REVOKED
    deduction.revoked_by, deduction.revoked_at = by, clock.now()
    deduction.revoked_note = nfc(reason)
    deduction.save(update_fields=["state", "revoked_by", "revoked_at", "revoked_note"])
    after = _facts(deduction)
    _record("Hủy quyết định giám trừ", deduction, by, before=before, after=after, reason=reason)
    return deduction


def look_at_persons(*, deduction: Deduction, by: User) -> tuple[str, ...]:
    """The people's names, the look at them recorded. NoKeyError where no key opens them."""
    persons = people_of(deduction)
    _record("Xem danh sách người đề nghị giám trừ", deduction, by)
    return persons


def take_evidence(*, deduction: Deduction, by: User) -> tuple[str, FileKind, bytes]:
    """The evidence's name, kind and bytes, the look recorded. NoKeyError where no key opens it."""
    file = deduction.evidence
    data = opened(file.content)
    _record("Tải minh chứng giám trừ", deduction, by)
    return file.name, kind_of(data), data


def _locked(deduction: Deduction) -> Deduction:
    """The row as it now stands, after its target and plan: two that take from one denominator wait in line."""
    targets = Target.objects.select_related("plan").order_by()
    targets.select_for_update(of=("self", "plan"), no_key=True).get(pk=deduction.target_id)
    rows = Deduction.objects.select_for_update(of=("self",))
    related = ("target__plan__unit", "unit", "asked_by", "decided_by", "revoked_by")
    return rows.select_related(*related).get(pk=deduction.pk)


def _check(may: bool, deduction: Deduction) -> None:
    """Say who was first where the request is closed already."""
    if may:
        return
    if is_over(deduction):
        raise DeductionError(OVER)
    at, who = deduction.revoked_at, deduction.revoked_by
    if at is None:
        at, who = deduction.decided_at, deduction.decided_by
    if at is None or who is None:
        raise DeductionError(NOT_YOURS)
    day = format_date(localdate(at))
    raise DeductionError(
        f"Đề nghị này {deduction.get_state_display()}, do {who} ghi ngày {day}."
        " Thao tác vừa rồi không thay đổi gì."
    )


def _save_decision(deduction: Deduction) -> None:
    decided = ["decided_by", "decided_at", "decided_in", "decision_note"]
    deduction.save(update_fields=["state", "counts_from", *decided])


def _facts(deduction: Deduction) -> dict[str, Any]:
    """What the log keeps of a deduction: no names of people."""
    counts_from = deduction.counts_from
    return {
        "Chỉ tiêu": str(deduction.target),
        "Số người": deduction.people,
        "Trạng thái": deduction.get_state_display(),
        "Tính từ ngày": counts_from.isoformat() if counts_from else None,
    }


def _record(
    action: str,
    deduction: Deduction,
    by: User,
    *,
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> None:
    subject = f"{deduction} (đề nghị số {deduction.pk})"
    record(action, subject, by=by, unit=deduction.unit, before=before, after=after, reason=reason)
