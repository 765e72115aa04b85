"""One tally: what it would change, what is to be mended, taking it in, taking it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from intake.actions.confirmations import Answered, Unanswered
from intake.actions.files import is_kept
from intake.actions.tallies import NOT_YOURS, amend_tally, discard_tally, start_over
from intake.actions.undo import may_review
from intake.forms.tallies import read_amendment, read_numbers
from intake.models import Tally
from intake.queries.previews import Preview, may_answer, preview_of
from intake.queries.tally_doubts import with_answers
from intake.rules.kept import kept_cells
from intake.rules.ledger import Clashes, OutsideYourUnit, Refusal
from intake.tasks import ring_for
from intake.uploads import (
    CHANGED_SINCE,
    enter_tally,
    read_again,
    renew_tally,
    send_again,
    take_back,
)
from units.http import UserRequest, needs
from units.rules import Permission

NOT_SAVED = HTTPStatus.UNPROCESSABLE_ENTITY


@require_safe
@needs(Permission.SEE_PROGRESS)
def tally(request: UserRequest, pk: int) -> HttpResponse:
    """What a tally would change or has changed; those above its sender may look."""
    rows = Tally.objects.visible_to(request.user).select_related(
        "unit", "plan", "by__unit", "undone_by"
    )
    return _shown(request, get_object_or_404(rows.defer("cells", "reading"), pk=pk))


def _shown(request: UserRequest, tally: Tally, **more: Any) -> HttpResponse:
    facts = {
        "tally": tally,
        "preview": more.pop("preview", None) or _preview(request, tally),
        "edits": request.GET.get("edit") == "1",
        "has_file": tally.by_id == request.user.pk and is_kept(tally),
        "is_sender": tally.by_id == request.user.pk,
        "may_undo": tally.by_id == request.user.pk or may_review(tally, request.user),
    }
    status = NOT_SAVED if {"clashes", "unanswered"} & more.keys() else HTTPStatus.OK
    return render(request, "intake/tally.html", facts | more, status=status)


def _preview(request: UserRequest, tally: Tally) -> Preview | None:
    """All that was read; not for a page that waits, which asks every second."""
    if tally.is_busy:
        return None
    tally.refresh_from_db(fields=["cells", "reading"])
    return preview_of(tally, unit=request.GET.get("unit", ""))


def _own(request: UserRequest, pk: int) -> Tally:
    rows: QuerySet[Tally] = Tally.objects.editable_by(request.user, Permission.SEND_TALLIES)
    rows = rows.select_related("unit", "plan", "by__unit").defer("cells", "reading")
    tally = get_object_or_404(rows, pk=pk)
    if tally.by_id != request.user.pk:
        raise PermissionDenied(NOT_YOURS)
    return tally


def _revision(request: UserRequest) -> int:
    """What the sender saw; a page without it saw nothing that could be confirmed."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1  # noqa: PLR2004


def _tried(request: UserRequest, act: Callable[[], object]) -> bool:
    """Whether the act was done; where it was refused its reason is told."""
    try:
        act()
    except OutsideYourUnit as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    return True


@require_POST
@needs(Permission.SEND_TALLIES)
def amend(request: UserRequest, pk: int) -> HttpResponse:
    """Lay what the sender typed and chose over his workbook, and read it again."""
    tally = _own(request, pk)
    if "start_over" in request.POST:
        _tried(request, lambda: _started_over(request, tally))
        return redirect("tally", pk)
    problems = tally.reading.get("problems", [])
    amendment = read_amendment(request.POST, problems, kept_cells(tally.cells))
    if amendment.is_empty:
        messages.info(request, "Chưa sửa ô nào.")
    elif not may_answer(tally, amendment.answers):
        messages.error(request, "Có lựa chọn không thuộc phạm vi của biểu. Đề nghị chọn lại.")
    else:
        _tried(request, lambda: _amended(request, tally, amendment.fixes, amendment.answers))
    return redirect("tally", pk)


def _started_over(request: UserRequest, tally: Tally) -> None:
    job = start_over(tally=tally, revision=_revision(request), by=request.user)
    ring_for(read_again(tally=tally, job=job))


def _amended(request: UserRequest, tally: Tally, fixes: Any, answers: Any) -> None:
    job = amend_tally(
        tally=tally, fixes=fixes, answers=answers, revision=_revision(request), by=request.user
    )
    ring_for(read_again(tally=tally, job=job))


@require_POST
@needs(Permission.SEND_TALLIES)
def commit(request: UserRequest, pk: int) -> HttpResponse:
    """Take the tally in as it was shown; where somebody was quicker, show both values first."""
    tally = _own(request, pk)
    answered = Answered(read_numbers(request.POST.getlist("ok")), all="ok_all" in request.POST)
    try:
        done = enter_tally(
            tally=tally,
            choice=request.POST.get("choice", ""),
            revision=_revision(request),
            by=request.user,
            answered=answered,
        )
    except Unanswered as unanswered:
        return _asked_again(request, tally, answered, unanswered)
    except Clashes as clashes:
        notice = CHANGED_SINCE.format(count=len(clashes.clashes))
        renewed = renew_tally(tally=tally, by=request.user, notice=notice)
        return _shown(request, renewed, clashes=clashes.clashes)
    except Refusal as refusal:
        tally.refresh_from_db(fields=["state"])
        if tally.state != Tally.State.COMMITTED:  # else it was pressed twice
            messages.error(request, str(refusal))
        return redirect("tally", pk)
    if done.state == Tally.State.COMMITTED:
        messages.success(
            request, f"Đã nhập {done.receipt['cells']} ô, biên nhận {done.receipt_number}."
        )
    ring_for(done)
    return redirect("tally", pk)


def _asked_again(
    request: UserRequest, tally: Tally, answered: Answered, unanswered: Unanswered
) -> HttpResponse:
    """The page again with what was ticked and chosen, and which doubts were not answered."""
    preview = _preview(request, tally)
    if preview:
        doubts = with_answers(preview.doubts, ticked=answered.numbers, missing=unanswered.missing)
        preview = replace(preview, doubts=doubts)
    chosen = request.POST.get("choice", "")
    return _shown(request, tally, preview=preview, unanswered=str(unanswered), chosen=chosen)


@require_POST
@needs(Permission.SEND_TALLIES)
def undo(request: UserRequest, pk: int) -> HttpResponse:
    """Give the cells back what they held before the tally."""
    rows = Tally.objects.editable_by(request.user, Permission.SEND_TALLIES)
    tally = get_object_or_404(rows, pk=pk)
    if _tried(request, lambda: take_back(tally=tally, by=request.user)):
        tally.refresh_from_db()
        ring_for(tally)
        if tally.is_busy:
            return redirect("tally", pk)
        cells = tally.receipt["undo"]["cells"]
        messages.success(
            request,
            f"Đã hoàn tác biểu {tally.receipt_number}: {cells} ô trở lại giá trị trước đó.",
        )
    return redirect("tally", pk)


@require_POST
@needs(Permission.SEND_TALLIES)
def discard(request: UserRequest, pk: int) -> HttpResponse:
    """Put a tally away that was never taken in."""
    tally = _own(request, pk)
    name = tally.file_name
    if _tried(request, lambda: discard_tally(tally=tally, by=request.user)):
        messages.success(request, f"Đã bỏ tệp “{name}”, chưa nhập ô nào.")
        return redirect("tallies")
    return redirect("tally", pk)


@require_POST
@needs(Permission.SEND_TALLIES)
def again(request: UserRequest, pk: int) -> HttpResponse:
    """Read a kept workbook anew, as when its figures were changed or taken back since."""
    tally = _own(request, pk)
    try:
        anew = send_again(tally=tally, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("tally", pk)
    ring_for(anew)
    return redirect("tally", anew.pk)
