"""Photographs of a unit's day over HTTP: sent, looked at, removed."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from intake.actions.photos import Place, add_photo, photo_content, remove_photo
from intake.forms.photos import PhotoForm
from intake.models import Photo
from intake.rules.images import MAX_BYTES, BadPicture
from intake.rules.ledger import OutsideYourUnit, Refusal
from units.http import UserRequest, needs, prefers_json
from units.rules import Permission
from vietnamese.dates import format_day_month

REMOVED = "Đã gỡ ảnh."
# A browser shows a picture opened by itself in a page of its own making, whose style stands inline.
PICTURE_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
)


@require_POST
@needs(Permission.ENTER_COUNTS)
def add(request: UserRequest) -> HttpResponse:
    """Keep a photograph, or say what is wrong with it; in JSON where that is preferred."""
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, form.fault, None, HTTPStatus.UNPROCESSABLE_ENTITY)
    sent = form.cleaned_data
    place = Place(sent["unit"], sent["day"], sent["indicator"])
    data = sent["photo"].read(MAX_BYTES + 1)
    try:
        photo = add_photo(place=place, key=sent["key"], data=data, by=request.user)
    except OutsideYourUnit as refusal:
        return _outside(request, refusal)
    except BadPicture as refusal:
        return _refused(request, str(refusal), place.day, HTTPStatus.UNPROCESSABLE_ENTITY)
    except Refusal as refusal:
        return _refused(request, str(refusal), place.day)
    return _saved(request, photo)


def _saved(request: UserRequest, photo: Photo) -> HttpResponse:
    what = f"minh chứng “{photo.indicator.short_label}”" if photo.indicator else "biểu giấy"
    message = (
        f"Đã lưu ảnh {what} của {photo.unit}, ngày {format_day_month(photo.day)}."
        f" Số biên nhận {photo.receipt_number}."
    )
    facts = {
        "id": photo.pk,
        "receipt": photo.receipt_number,
        "url": reverse("photo", args=[photo.pk]),
        "at": f"{localtime(photo.at):%H:%M}",
    }
    return _done(request, message, photo.day, {"state": "saved", **facts})


def _done(request: UserRequest, message: str, day: date, body: dict[str, Any]) -> HttpResponse:
    if prefers_json(request):
        return JsonResponse({**body, "message": message})
    messages.success(request, message)
    return _back(day)


def _refused(
    request: UserRequest, reason: str, day: date | None, status: int = HTTPStatus.CONFLICT
) -> HttpResponse:
    if prefers_json(request):
        return JsonResponse({"state": "refused", "reason": reason}, status=status)
    messages.error(request, reason)
    return _back(day)


def _outside(request: UserRequest, refusal: OutsideYourUnit) -> HttpResponse:
    """Not the sender's; the page does not even say that the unit is there."""
    if not prefers_json(request):
        raise Http404 from refusal
    return _refused(request, str(refusal), None, HTTPStatus.NOT_FOUND)


def _back(day: date | None) -> HttpResponse:
    query = f"?{urlencode({'day': day.isoformat()})}" if day else ""
    return redirect(f"{reverse('entry')}{query}")


@require_safe
@needs(Permission.SEE_PROGRESS)
def photo(request: UserRequest, pk: int) -> HttpResponse:
    """The picture, to those who may see the unit; kept by no cache on the way."""
    rows = Photo.objects.visible_to(request.user).filter(removed_at__isnull=True)
    found = get_object_or_404(rows, pk=pk)
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": PICTURE_POLICY,
        "Content-Disposition": f'inline; filename="anh-{found.pk}.jpg"',
        "X-Content-Type-Options": "nosniff",
    }
    try:
        return HttpResponse(photo_content(found), content_type="image/jpeg", headers=headers)
    except Refusal as refusal:
        plain = "text/plain; charset=utf-8"
        return HttpResponse(str(refusal), content_type=plain, status=HTTPStatus.SERVICE_UNAVAILABLE)


@require_POST
@needs(Permission.ENTER_COUNTS)
def remove(request: UserRequest, pk: int) -> HttpResponse:
    """Take a photograph away, while its day is open."""
    rows = Photo.objects.visible_to(request.user).select_related("unit", "by").defer("content")
    found = get_object_or_404(rows, pk=pk)
    try:
        remove_photo(photo=found, by=request.user)
    except OutsideYourUnit as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refusal as refusal:
        return _refused(request, str(refusal), found.day)
    return _done(request, REMOVED, found.day, {"state": "removed"})
