"""The officer's page: the day's cells of every unit the user fills in."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from intake.actions.entry import Sent, submit_day
from intake.forms.asked import asked_cells, shown_doubts
from intake.forms.days import ActDayForm, DayForm
from intake.forms.entry import EntryForm, read_entry
from intake.forms.shown import open_doubts, shown_units
from intake.queries.clashes import confirmed_picks, is_repeat
from intake.queries.doubts import facts_json, facts_of
from intake.queries.entry import entry_page, running_fields
from intake.queries.photos import day_photos
from intake.rules.doubts import STILL_RIGHT, Doubt, doubts_of, unanswered
from intake.rules.ledger import (
    Clash,
    Clashes,
    Confirmed,
    KeyReused,
    OutsideYourUnit,
    Refusal,
)
from units.http import UserRequest, needs, prefers_json
from units.models import Unit, User
from units.rules import Permission
from vietnamese.dates import format_day_month

NOT_SAVED, REFUSED = 422, 409
NO_KEY = "Chưa lưu gì: trang gửi lên thiếu khóa thao tác. Số vừa nhập còn nguyên; đề nghị lưu lại."
KEY_USED = (
    "Chưa lưu gì thêm: trang này đã được lưu một lần. Số vừa nhập còn nguyên bên dưới; đề nghị kiểm"
    " tra rồi lưu lần nữa."
)


@cache_control(private=True, no_cache=True)  # the service worker takes its first copy from there
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ENTER_COUNTS)
def entry(request: UserRequest) -> HttpResponse:
    """GET shows a day, POST stores it whole or says what is wrong and keeps what was typed.

    A POST that prefers JSON is answered in JSON: "saved", "asked" (something is to be decided at a
    cell) or "refused". It is the same road for the page, for its queue and for programs.
    """
    is_save = request.method == "POST"
    asked = ActDayForm(request.POST) if is_save else DayForm(request.GET)
    if not asked.is_valid():
        return _Answer(request, None).asked(problems=[str(e) for e in asked.errors["day"]])
    day: date | None = asked.cleaned_data["day"]
    if is_save and day:
        return _save(request, read_entry(request.POST, day=day))
    return _page(request, day)


def _save(request: UserRequest, form: EntryForm) -> HttpResponse:
    if form.errors or form.key is None:
        return _Answer(request, form).asked(problems=[] if form.errors else [NO_KEY])
    doubts = _doubts(request.user, form)
    answer = _Answer(request, form, doubts)
    if unanswered(doubts, form.confirmed) and not is_repeat(form.key, request.user):
        return answer.asked()
    try:
        stored = submit_day(sent=_sent(form, doubts), key=form.key, by=request.user)
    except OutsideYourUnit as refusal:
        return answer.outside(refusal)
    except Clashes as refusal:  # said beside each cell
        return answer.asked(clashes=refusal.clashes)
    except Refusal as refusal:
        return answer.refused(KEY_USED if isinstance(refusal, KeyReused) else str(refusal))
    return answer.saved(stored)


def _doubts(user: User, form: EntryForm) -> list[Doubt]:
    """What looks like a slip in the units that would change."""
    changed = form.changed_units
    if not changed:
        return []
    units = list(Unit.objects.editable_by(user, Permission.ENTER_COUNTS).filter(pk__in=changed))
    facts = facts_of(units, running_fields(units), form.day)
    return doubts_of(facts, form.typed, form.day)


def _sent(form: EntryForm, doubts: Sequence[Doubt]) -> Sent:
    answered = [
        Confirmed(form.cells[d.name].key(form.day), d.value, d.kind, d.question, STILL_RIGHT)
        for d in doubts
        if d.token in form.confirmed and d.name in form.cells
    ]
    confirmed = [*confirmed_picks(form.picks), *answered]
    return Sent(form.day, form.values, form.declared, confirmed, form.press)


@dataclass(frozen=True)
class _Answer:
    """What a save is answered with: the page again, or JSON where that was asked for."""

    request: UserRequest
    form: EntryForm | None
    doubts: Sequence[Doubt] = ()

    @property
    def is_json(self) -> bool:
        return prefers_json(self.request)

    def saved(self, stored: dict[str, Any]) -> HttpResponse:
        message = _saved(stored)
        if self.is_json:
            keep = {name: stored[name] for name in ("receipt", "at", "cells", "units", "seen")}
            return JsonResponse({"state": "saved", "message": message, **keep})
        messages.success(self.request, message)
        return redirect(f"{reverse('entry')}?{urlencode({'day': stored['day']})}")

    def asked(self, *, problems: Sequence[str] = (), clashes: Sequence[Clash] = ()) -> HttpResponse:
        """Nothing is stored until the sender has looked at these problems and cells again."""
        if self.is_json:
            cells = self._cells(clashes)
            body = {"state": "asked", "problems": list(problems), "cells": cells}
            return JsonResponse(body, status=NOT_SAVED)
        day = self.form.day if self.form else None
        hard = {doubt.name: doubt.question for doubt in self.doubts if doubt.is_hard}
        form = self.form.with_errors(hard) if self.form and hard else self.form
        soft = shown_doubts(self.doubts, self.form.confirmed if self.form else ())
        over = {"problems": problems, "doubts": soft, "status": NOT_SAVED}
        return _page(self.request, day, form, clashes, **over)

    def _cells(self, clashes: Sequence[Clash]) -> list[dict[str, Any]]:
        if self.form is None:
            return []
        return asked_cells(self.form, clashes, self.doubts, by=self.request.user)

    def refused(self, reason: str) -> HttpResponse:
        if self.is_json:
            return JsonResponse({"state": "refused", "reason": reason}, status=REFUSED)
        return self.asked(problems=[reason])

    def outside(self, refusal: OutsideYourUnit) -> HttpResponse:
        """Not the sender's to enter; the page does not even say that the unit is there."""
        if not self.is_json:
            raise Http404 from refusal
        return JsonResponse({"state": "refused", "reason": str(refusal)}, status=404)


def _page(
    request: UserRequest,
    day: date | None,
    form: EntryForm | None = None,
    clashes: Iterable[Clash] = (),
    **over: Any,
) -> HttpResponse:
    page = entry_page(request.user, asked=day)
    if page.asks_day:
        return render(request, "intake/entry.html", {"page": page})
    units = shown_units(page, form, clashes, over.get("doubts", ()))
    facts = facts_of([shown.entry.unit for shown in units], page.fields, page.day)
    context = {
        "page": page,
        "units": units,
        "facts": facts_json(facts),
        "photos": day_photos(page, by=request.user),
        "key": uuid.uuid4(),
        "problems": over.get("problems", ()),
        "faults": [(u.entry.unit, cell) for u in units for cell in u.cells if cell.error],
        "open_doubts": open_doubts(units),
    }
    return render(request, "intake/entry.html", context, status=over.get("status"))


def _saved(answer: dict[str, Any]) -> str:
    """What was stored, as the page says it after the redirect."""
    where = f"của {answer['units']} {answer['noun']} lúc {answer['at']}"
    day = format_day_month(date.fromisoformat(answer["day"]))
    receipt = f" Số biên nhận {answer['receipt']}."
    if answer["cells"]:
        return f"Đã lưu {answer['cells']} ô {where}, ngày {day}.{receipt}"
    if answer["outdated"]:
        return (
            f"Đã nhận; {answer['outdated']} ô giữ số mới hơn đã gửi từ chính máy này, ngày {day}."
            f"{receipt}"
        )
    if answer["units"]:
        return f"Đã ghi nhận báo cáo {where}, ngày {day}.{receipt}"
    return f"Không có thay đổi nào để lưu, ngày {day}."
