"""The officer's page: the day's cells of every unit the user fills in."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from intake.actions.entry import submit_day
from intake.forms.days import ActDayForm, DayForm
from intake.forms.entry import EntryForm, read_entry
from intake.forms.shown import shown_units
from intake.queries.entry import entry_page
from intake.rules.ledger import Clash, Clashes, KeyReused, OutsideYourUnit, Refusal
from units.http import UserRequest, needs
from units.rules import Permission
from vietnamese.dates import format_day_month

NOT_SAVED = 422
NO_KEY = "Chưa lưu gì: trang gửi lên thiếu khóa thao tác. Số vừa nhập còn nguyên; đề nghị lưu lại."
KEY_USED = (
    "Chưa lưu gì thêm: trang này đã được lưu một lần. Số vừa nhập còn nguyên bên dưới; đề nghị kiểm"
    " tra rồi lưu lần nữa."
)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ENTER_COUNTS)
def entry(request: UserRequest) -> HttpResponse:
    """GET shows a day, POST stores it whole or says what is wrong and keeps what was typed."""
    is_save = request.method == "POST"
    asked = ActDayForm(request.POST) if is_save else DayForm(request.GET)
    if not asked.is_valid():
        return _page(request, None, problems=asked.errors["day"], status=NOT_SAVED)
    day: date | None = asked.cleaned_data["day"]
    if is_save and day:
        return _save(request, read_entry(request.POST, day=day))
    return _page(request, day)


def _save(request: UserRequest, form: EntryForm) -> HttpResponse:
    if form.errors or form.key is None:
        problems = [] if form.errors else [NO_KEY]
        return _page(request, form.day, form, problems=problems, status=NOT_SAVED)
    try:
        answer = submit_day(
            day=form.day,
            values=form.values,
            declared=form.declared,
            key=form.key,
            by=request.user,
        )
    except OutsideYourUnit as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        return _refused(request, form, refusal)
    messages.success(request, _saved(answer))
    query = urlencode({"day": form.day.isoformat()})
    return redirect(f"{reverse('entry')}?{query}")


def _refused(request: UserRequest, form: EntryForm, refusal: Refusal) -> HttpResponse:
    if isinstance(refusal, Clashes):  # said beside each cell
        return _page(request, form.day, form, refusal.clashes, status=NOT_SAVED)
    problem = KEY_USED if isinstance(refusal, KeyReused) else str(refusal)
    return _page(request, form.day, form, problems=[problem], status=NOT_SAVED)


def _page(
    request: UserRequest,
    day: date | None,
    form: EntryForm | None = None,
    clashes: Iterable[Clash] = (),
    **over: Any,
) -> HttpResponse:
    page = entry_page(request.user, asked=day)
    units = shown_units(page, form, clashes)
    context = {
        "page": page,
        "units": units,
        "key": uuid.uuid4(),
        "problems": over.get("problems", ()),
        "faults": [(u.entry.unit, cell) for u in units for cell in u.cells if cell.error],
    }
    return render(request, "intake/entry.html", context, status=over.get("status"))


def _saved(answer: dict[str, Any]) -> str:
    """What was stored, as the page says it after the redirect."""
    where = f"của {answer['units']} {answer['noun']} lúc {answer['at']}"
    day = format_day_month(date.fromisoformat(answer["day"]))
    if answer["cells"]:
        return f"Đã lưu {answer['cells']} ô {where}, ngày {day}."
    if answer["units"]:
        return f"Đã ghi nhận báo cáo {where}, ngày {day}."
    return f"Không có thay đổi nào để lưu, ngày {day}."
