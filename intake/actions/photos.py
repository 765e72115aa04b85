"""Photographs of a unit's day: taken in clean and sealed, opened, taken away."""

from __future__ import annotations

import uuid
from datetime import date
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Sum

from intake.actions.files import FILE_IS_GONE, opened
from intake.actions.open_days import hold_open_days
from intake.models import Photo
from intake.queries.fields import communes_of, fields_of
from intake.queries.photos import standing_photos
from intake.rules.images import MOST_PHOTOS, Picture, clean_picture
from intake.rules.ledger import KeyReused, NotAField, OutsideYourUnit, Refusal
from targets.models import Indicator
from units import clock
from units.actions import record
from units.models import Unit, User
from units.rules import Permission
from units.sealing import sealed
from vietnamese.dates import format_date

MOST_BYTES_A_DAY = 40 * 1024 * 1024
_KEY_USED = (
    "Mã của lần gửi này đã dùng cho một ảnh khác. Chưa lưu gì; đề nghị tải lại trang rồi gửi lại."
)


class Place(NamedTuple):
    """What a photograph shows: a unit's paper tally of a day, or the proof of one of its duties."""

    unit_id: int
    day: date
    indicator_id: int | None = None


def add_photo(*, place: Place, key: uuid.UUID, data: bytes, by: User) -> Photo:
    """Keep the picture of a file, sealed and without all else that the file held.

    The same key again changes nothing and gives the same photograph, whatever has become of its day.
    Raises BadPicture, OutsideYourUnit, NotAField, DayLocked, KeyReused or Refusal.
    """
    unit = Unit.objects.editable_by(by, Permission.ENTER_COUNTS).filter(pk=place.unit_id).first()
    if unit is None:
        raise OutsideYourUnit("Đơn vị này không thuộc phạm vi nhập liệu của tài khoản.")
    picture = clean_picture(data)
    try:
        with transaction.atomic():
            return _sent_before(place, key, picture, by) or _kept(unit, place, key, picture, by)
    except IntegrityError as error:  # the key came at the same time with another place
        raise KeyReused(_KEY_USED) from error


def _sent_before(place: Place, key: uuid.UUID, picture: Picture, by: User) -> Photo | None:
    photo = Photo.objects.filter(key=key).select_related("unit", "indicator").first()
    if photo is None:
        return None
    known = (photo.unit_id, photo.day, photo.indicator_id, photo.by_id)
    same = (photo.size, photo.width, photo.height) == _measures(picture)
    if known != (*place, by.pk) or not same:
        raise KeyReused(_KEY_USED)
    return photo


def _measures(picture: Picture) -> tuple[int, int, int]:
    return len(picture.data), picture.width, picture.height


def _kept(unit: Unit, place: Place, key: uuid.UUID, picture: Picture, by: User) -> Photo:
    _check_asked(unit, place)
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)  # his bytes are counted
    hold_open_days({(unit.pk, place.day)}, communes_of([unit]))
    # Whoever sent the same key at the same moment has written it before he let go of the day.
    known = _sent_before(place, key, picture, by)
    if known:
        return known
    _check_room(place, picture, by)
    size, width, height = _measures(picture)
    return Photo.objects.create(
        key=key,
        unit=unit,
        day=place.day,
        indicator_id=place.indicator_id,
        by=by,
        at=clock.now(),
        size=size,
        width=width,
        height=height,
        content=sealed(picture.data),
    )


def _check_asked(unit: Unit, place: Place) -> None:
    """The unit must have something to report that day; a proof is of a duty counted by the period."""
    asked = {
        indicator
        for (_, indicator, _), windows in fields_of([unit]).items()
        if any(window.contains(place.day) for window in windows)
    }
    day = format_date(place.day)
    if not asked or place.day > clock.today():
        raise NotAField(f"{unit} không phải báo cáo ngày {day} nên không nhận ảnh của ngày này.")
    if place.indicator_id is None:
        return
    duties = Indicator.objects.filter(aggregation=Indicator.Aggregation.FREQUENCY, pk__in=asked)
    if not duties.filter(pk=place.indicator_id).exists():
        raise NotAField(f"Nhiệm vụ này không phải của {unit} trong ngày {day} nên không nhận ảnh.")


def _check_room(place: Place, picture: Picture, by: User) -> None:
    standing = standing_photos([place.unit_id], place.day).filter(indicator=place.indicator_id)
    if standing.count() >= MOST_PHOTOS:
        raise Refusal(f"Đã có đủ {MOST_PHOTOS} ảnh. Đề nghị gỡ bớt ảnh cũ rồi gửi lại.")
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    sent = Photo.objects.filter(by=by, at__gte=midnight).aggregate(bytes=Sum("size"))["bytes"] or 0
    if sent + len(picture.data) > MOST_BYTES_A_DAY:
        raise Refusal(
            "Tài khoản đã gửi đủ 40 MB ảnh trong hôm nay. Đề nghị gửi tiếp vào ngày mai, hoặc chỉ gửi"
            " ảnh cần thiết."
        )


def photo_content(photo: Photo) -> bytes:
    """The JPEG itself. Raises Refusal when it is gone, FileSealed without its key."""
    if photo.removed_at or not photo.content:
        raise Refusal(FILE_IS_GONE)
    return opened(photo.content)


@transaction.atomic
def remove_photo(*, photo: Photo, by: User) -> None:
    """Take a photograph away for good; that it was there and who removed it stays.

    Only its sender and those who review the unit's days may. Raises OutsideYourUnit or DayLocked.
    """
    reviewed = Photo.objects.editable_by(by, Permission.REVIEW_DAYS).filter(pk=photo.pk)
    if photo.by_id != by.pk and not reviewed.exists():
        raise OutsideYourUnit("Chỉ người gửi ảnh và người duyệt ngày được gỡ ảnh này.")
    hold_open_days({(photo.unit_id, photo.day)}, communes_of([photo.unit]))
    standing = Photo.objects.filter(pk=photo.pk, removed_at__isnull=True)
    if not standing.update(content=b"", removed_at=clock.now(), removed_by=by):
        return  # taken away before
    subject = f"{photo.receipt_number}, {photo.unit}, ngày {format_date(photo.day)}"
    record("Gỡ ảnh", subject, by=by, unit=photo.unit, before=f"người gửi: {photo.by}")
