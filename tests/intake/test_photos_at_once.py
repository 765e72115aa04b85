"""Photographs sent at the same moment, on PostgreSQL: never more than may stand, none of them twice."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from intake.actions import photos as actions
from intake.actions.days import close_day
from intake.models import Photo
from intake.rules.images import MOST_PHOTOS
from intake.rules.ledger import DayLocked, KeyReused, Refusal
from tests import build
from tests.intake.build_entry import commune
from tests.intake.build_photos import DAY, kept
from units.rules import Role

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]

PEOPLE = 8


@pytest.fixture
def place(settings):
    settings.PORTAL_TODAY = DAY
    return commune(villages=PEOPLE)


def at_once(works: list[Callable[[], object]]) -> list[object]:
    """Run each work in a thread with a connection of its own; a refusal is an answer too."""

    def run(work: Callable[[], object]) -> object:
        try:
            return work()
        except Refusal as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(run, works))


def test_of_more_photos_than_may_stand_exactly_as_many_as_may_are_kept(place):
    answers = at_once([lambda: kept(place.villages[0], place.officer)] * PEOPLE)

    assert answers.count(Refusal) == PEOPLE - MOST_PHOTOS
    assert Photo.objects.count() == MOST_PHOTOS


def test_one_photo_sent_many_times_at_once_is_kept_once(place):
    key = uuid.uuid4()

    answers = at_once([lambda: kept(place.villages[0], place.officer, key=key)] * PEOPLE)

    assert answers == [Photo.objects.get()] * PEOPLE


def test_one_key_for_many_units_at_once_is_one_photo_and_refusals(place):
    key = uuid.uuid4()

    answers = at_once(
        [lambda unit=unit: kept(unit, place.officer, key=key) for unit in place.villages]
    )

    assert answers.count(KeyReused) == PEOPLE - 1
    assert Photo.objects.count() == 1


def test_what_a_user_may_send_a_day_holds_over_all_his_units(place, monkeypatch):
    size = kept(place.villages[0], place.officer).size
    monkeypatch.setattr(actions, "MOST_BYTES_A_DAY", 4 * size)

    at_once([lambda unit=unit: kept(unit, place.officer) for unit in place.villages])

    assert Photo.objects.count() == 4


def test_behind_a_lock_no_photo_comes_in(place):
    head, unit = build.user("vn/xa/", Role.POLICE_HEAD), build.unit("vn/xa/")
    works = [lambda one=one: kept(one, place.officer) for one in place.villages[1:]]
    works.insert(3, lambda: close_day(unit=unit, day=DAY, by=head))

    answers = at_once(works)

    stored = [answer for answer in answers if isinstance(answer, Photo)]
    assert Photo.objects.count() == len(stored)
    assert len(stored) + answers.count(DayLocked) == PEOPLE - 1
    assert at_once([lambda: kept(place.villages[0], place.officer)]) == [DayLocked]
