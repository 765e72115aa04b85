"""The photographs of the entry page: `{% load photos %}`.

Their forms cannot stand inside the page's own form, so controls and forms are two parts.
"""

from __future__ import annotations

from typing import Any

from django import template

from intake.queries.photos import DayPhotos, PhotoPlace
from intake.rules.images import MAX_BYTES, MOST_PHOTOS
from targets.models import Indicator
from units.models import Unit

register = template.Library()


@register.inclusion_tag("intake/photos.html")
def unit_photos(photos: DayPhotos, unit: Unit) -> dict[str, Any]:
    """The photographs of a unit's paper tally, and the controls to send one."""
    return _facts(photos.places.get((unit.pk, None)))


@register.inclusion_tag("intake/photos.html")
def duty_photos(photos: DayPhotos, unit: Unit, indicator: Indicator) -> dict[str, Any]:
    """The same for the proof of a duty; nothing for what is counted otherwise."""
    return _facts(photos.places.get((unit.pk, indicator.pk)))


@register.inclusion_tag("intake/photo_forms.html")
def photo_forms(photos: DayPhotos) -> dict[str, Any]:
    """The forms that the controls belong to; to be put after the page's own form."""
    return {"photos": photos}


def _facts(place: PhotoPlace | None) -> dict[str, Any]:
    return {"place": place, "most": MOST_PHOTOS, "most_bytes": MAX_BYTES}
