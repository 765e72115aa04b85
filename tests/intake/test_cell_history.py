"""Where a number on a page comes from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import build
from tests.intake.build_entry import DAY, commune
from units.models import Unit
from units.rules import Role

BEFORE = DAY - timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pinned_day")]


def history(client, path: str):
    unit = Unit.objects.get(path=path)
    return client.get(
        reverse("cell-history", args=[unit.code, DAY, build.indicator().code, build.cohort().code])
    )


def test_a_cells_history_lists_every_value_with_the_current_one_first(client):
    place = commune()
    build.count(place.first, 9, by=place.officer)
    build.count(place.first, 7, by=place.officer, reason="nhầm thôn")
    client.force_login(place.officer)

    answer = history(client, place.first)

    assert [(e.value, e.reason) for e in answer.context["entries"]] == [(7, "nhầm thôn"), (9, "")]
    assert answer.content.decode().count("hiện tại") == 1


def test_a_communes_number_opens_into_the_villages_that_add_up_to_it(client):
    place = commune(villages=2)
    for unit, value in zip(place.villages, (4, 5), strict=True):
        build.count(unit.path, value, by=place.officer)
    build.count(place.first, 100, BEFORE, by=place.officer)
    client.force_login(place.officer)

    [part] = history(client, "vn/xa/").context["parts"]

    assert [(c.unit.name, c.value) for c in part.counts] == [("Thôn 1", 4), ("Thôn 2", 5)]
    assert part.total == 9


def test_a_stranger_does_not_find_a_cells_history(client):
    place = commune()
    build.count(place.first, 9, by=place.officer)
    client.force_login(build.user("vn/xa-khac/", Role.POLICE_HEAD))

    assert history(client, place.first).status_code == 404
