"""Photographs of units' days as pages list them; the pictures themselves are never loaded here."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import QuerySet

from intake.models import Photo
from intake.queries.entry import EntryPage, EntryUnit
from targets.models import Indicator
from units.models import Unit, User
from units.rules import Permission


@dataclass(frozen=True)
class PhotoLine:
    """A photograph that stands: who sent it when, what it proves ("" for the paper tally)."""

    pk: int
    unit_id: int
    indicator_id: int | None
    duty: str
    by_id: int
    by: str
    at: datetime
    size: int
    width: int
    height: int

    @property
    def kilobytes(self) -> int:
        """The size as people read it, at least 1."""
        return max(1, round(self.size / 1024))


def standing_photos(units: Iterable[Unit | int], day: date) -> QuerySet[Photo]:
    """The photographs of these units' day that nobody has removed and whose time is not over."""
    return Photo.objects.filter(unit__in=units, day=day, removed_at__isnull=True)


def photos_of(units: Iterable[Unit], day: date) -> dict[int, list[PhotoLine]]:
    """Each unit's photographs of a day, oldest first."""
    rows = standing_photos(units, day).select_related("by", "indicator").defer("content")
    found: dict[int, list[PhotoLine]] = {}
    for photo in rows.order_by("at", "pk"):
        found.setdefault(photo.unit_id, []).append(_line(photo))
    return found


def _line(photo: Photo) -> PhotoLine:
    return PhotoLine(
        pk=photo.pk,
        unit_id=photo.unit_id,
        indicator_id=photo.indicator_id,
        duty=photo.indicator.short_label if photo.indicator else "",
        by_id=photo.by_id,
        by=str(photo.by),
        at=photo.at,
        size=photo.size,
        width=photo.width,
        height=photo.height,
    )


_LAST = 0xFFFF  # of a key that stands in a page: the part that tells its places apart


@dataclass(frozen=True)
class PhotoPlace:
    """Where photographs of one kind hang: a unit's paper tally of a day, or the proof of one duty."""

    unit: Unit
    day: date
    indicator: Indicator | None
    photos: tuple[PhotoLine, ...]
    is_locked: bool
    viewer: User
    key: uuid.UUID

    @property
    def form_id(self) -> str:
        """Names the form that the controls of this place belong to."""
        return f"ph-{self.unit.pk}" + (f"-{self.indicator.pk}" if self.indicator else "")

    @cached_property
    def removable(self) -> frozenset[int]:
        """The photographs that who looks at the page may remove."""
        if self.is_locked:
            return frozenset()
        reviews = self.viewer.may(Permission.REVIEW_DAYS)
        return frozenset(p.pk for p in self.photos if reviews or p.by_id == self.viewer.pk)


@dataclass(frozen=True)
class DayPhotos:
    """All places of an entry page, by (unit, indicator or None)."""

    places: dict[tuple[int, int | None], PhotoPlace]

    @property
    def open_places(self) -> list[PhotoPlace]:
        return [place for place in self.places.values() if not place.is_locked]


def day_photos(page: EntryPage, *, by: User) -> DayPhotos:
    """The places for photographs on an entry page: of each unit one, and one of each of its duties."""
    photos = photos_of([entry.unit for entry in page.all_units], page.day)
    places: dict[tuple[int, int | None], PhotoPlace] = {}
    first = uuid.uuid4().int & ~_LAST
    for entry in page.all_units:
        for indicator in (None, *_duties(entry)):
            wanted = indicator.pk if indicator else None
            lines = [p for p in photos.get(entry.unit.pk, []) if p.indicator_id == wanted]
            # Keys that begin alike: the page of many villages has to stay light.
            key = uuid.UUID(int=first + len(places))
            places[entry.unit.pk, wanted] = PhotoPlace(
                entry.unit, page.day, indicator, tuple(lines), entry.is_locked, by, key
            )
    return DayPhotos(places)


def _duties(entry: EntryUnit) -> list[Indicator]:
    """What the unit does so many times a period, each once."""
    return list(
        dict.fromkeys(
            cell.indicator
            for cell in entry.cells
            if cell.indicator.aggregation == Indicator.Aggregation.FREQUENCY
        )
    )
