"""A commune whose villages are photographed, and photographs on their way."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from intake.actions.photos import Place, add_photo
from intake.models import Photo
from plans.models import Plan
from targets.models import Indicator
from tests import build
from tests.intake.build_images import photo
from units.models import Unit, User

DAY = build.DAY
JSON = {"HTTP_ACCEPT": "application/json"}
SMALL = photo(64, 48)


def form(village: Unit, data: bytes | None = SMALL, **over: Any) -> dict[str, Any]:
    """What a browser sends with a photograph of a village's paper tally."""
    sent = {"unit": village.pk, "day": DAY.isoformat(), "indicator": "", "key": str(uuid.uuid4())}
    if data is not None:
        sent["photo"] = SimpleUploadedFile("Nguyễn Văn A 0912345678.jpg", data)
    return {**sent, **over}


def send(client: Client, village: Unit, data: bytes | None = SMALL, **over: Any) -> Any:
    return client.post(reverse("photo-add"), form(village, data, **over), **JSON)


def kept(
    unit: Unit,
    by: User,
    *,
    day: date = DAY,
    indicator: Indicator | None = None,
    key: uuid.UUID | None = None,
) -> Photo:
    """A photograph that was taken in."""
    place = Place(unit.pk, day, indicator.pk if indicator else None)
    return add_photo(place=place, key=key or uuid.uuid4(), data=SMALL, by=by)


def duty(plan: Plan) -> Indicator:
    """A duty of the villages that is counted by the period."""
    frequency = Indicator.Aggregation.FREQUENCY
    indicator = build.indicator("broadcasts", aggregation=frequency, short_label="Phát thanh")
    build.field(plan, indicator=indicator, cohort=build.cohort("all"))
    return indicator
