"""Photographs of a unit's day that were taken in: looked at, listed, removed, gone with their plan."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intake.actions import photos as actions
from intake.actions.days import close_day, open_day
from intake.actions.files import remove_expired_files
from intake.models import Photo
from intake.queries.entry import entry_page
from intake.queries.photos import day_photos, photos_of
from intake.rules.images import MOST_PHOTOS
from plans.models import Plan
from tests import build
from tests.intake.build_photos import DAY, JSON, duty, kept, send
from units import clock
from units.models import AuditEntry
from units.rules import Branch, Kind, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pinned_day")]
BEFORE = DAY - timedelta(days=1)


# --- looking


def test_a_photo_is_shown_to_those_who_see_the_unit_and_kept_by_no_cache(client, place):
    taken = kept(place.villages[0], place.officer)
    url = reverse("photo", args=[taken.pk])

    response = client.get(url)

    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == f'inline; filename="anh-{taken.pk}.jpg"'
    statuses = {}
    for role, path in [
        (Role.CHAIRMAN, "vn/xa/"),
        (Role.POLICE_HEAD, "vn/xa/"),
        (Role.SUPERIOR, "vn/"),
        (Role.OFFICER, "vn/xa-khac/"),
        (Role.REPORTER, "vn/xa/hoi/"),
    ]:
        client.force_login(build.user(path, role))
        statuses[role] = client.get(url).status_code
    assert statuses == {
        Role.CHAIRMAN: 200,
        Role.POLICE_HEAD: 200,
        Role.SUPERIOR: 200,
        Role.OFFICER: 404,
        Role.REPORTER: 404,
    }
    client.force_login(build.user("vn/xa/thon-2/", Role.VILLAGE_HEAD))
    assert client.get(url).status_code == 404


def test_an_officers_own_photos_are_his_and_his_heads(client, place):
    line = build.unit("vn/xa/can-bo-1/", name="Cán bộ 1", kind=Kind.OFFICER)
    persuaded = build.indicator("people_persuaded")
    build.field(place.plan, indicator=persuaded, branch=Branch.PERSON)
    holder = build.user("vn/xa/", Role.OFFICER, username="chu", personal_unit=line)
    url = reverse("photo", args=[kept(line, holder).pk])

    answers = []
    for user in (holder, place.officer, build.user("vn/xa/", Role.POLICE_HEAD)):
        client.force_login(user)
        answers.append((client.get(url).status_code, send(client, line).status_code))

    assert answers == [(200, 200), (404, 404), (200, 200)]


def test_a_photo_sealed_with_a_lost_key_says_so(client, place, settings):
    taken = kept(place.villages[0], place.officer)
    right, settings.PORTAL_FILE_KEYS = settings.PORTAL_FILE_KEYS, [Fernet.generate_key()]

    response = client.get(reverse("photo", args=[taken.pk]))

    assert (response.status_code, response["Content-Type"]) == (503, "text/plain; charset=utf-8")
    assert "khóa mã hóa" in response.content.decode()
    settings.PORTAL_FILE_KEYS = [Fernet.generate_key(), *right]
    assert client.get(reverse("photo", args=[taken.pk])).status_code == 200


# --- removing


def test_the_sender_removes_his_photo_and_only_the_trace_stays(client, place):
    taken = kept(place.villages[0], place.officer)

    answer = client.post(reverse("photo-remove", args=[taken.pk]), **JSON)

    assert answer.json() == {"state": "removed", "message": "Đã gỡ ảnh."}
    row = Photo.objects.get()
    assert (bytes(row.content), row.removed_by, row.size) == (b"", place.officer, taken.size)
    assert row.removed_at is not None
    assert client.get(reverse("photo", args=[taken.pk])).status_code == 404
    [trace] = AuditEntry.objects.filter(action="Gỡ ảnh")
    assert trace.subject == f"{taken.receipt_number}, Thôn 1, ngày 12/6/2026"
    assert (trace.by, trace.unit, trace.before) == (
        place.officer,
        place.villages[0],
        "người gửi: Nguyễn A",
    )


def test_removing_twice_is_removing_once(client, place):
    taken = kept(place.villages[0], place.officer)
    url = reverse("photo-remove", args=[taken.pk])

    assert [client.post(url).status_code for _ in range(2)] == [302, 302]
    assert AuditEntry.objects.filter(action="Gỡ ảnh").count() == 1


def test_the_reviewer_removes_a_photo_and_a_colleague_does_not(client, place):
    taken = kept(place.villages[0], place.officer)
    url = reverse("photo-remove", args=[taken.pk])
    statuses = []
    for path, role in (
        ("vn/xa/thon-1/", Role.VILLAGE_HEAD),
        ("vn/xa-khac/", Role.POLICE_HEAD),
        ("vn/xa/", Role.CHAIRMAN),
        ("vn/xa/", Role.POLICE_HEAD),
    ):
        client.force_login(build.user(path, role))
        statuses.append(client.post(url).status_code)

    assert statuses == [403, 404, 403, 302]
    assert Photo.objects.get().removed_by.role == Role.POLICE_HEAD


def test_a_day_opened_again_lets_photos_in_and_out(client, place):
    taken = kept(place.villages[0], place.officer)
    head = build.user("vn/xa/", Role.POLICE_HEAD)
    close_day(unit=build.unit("vn/xa/"), day=DAY, by=head)
    open_day(unit=build.unit("vn/xa/"), day=DAY, reason="bổ sung", by=head)

    assert send(client, place.villages[0]).status_code == 200
    assert client.post(reverse("photo-remove", args=[taken.pk]), **JSON).status_code == 200


# --- when their time is over


@pytest.mark.parametrize(
    ("state", "ends_on", "is_kept"),
    [
        (Plan.State.RUNNING, date(2026, 6, 30), True),
        (Plan.State.CLOSED, date(2026, 6, 30), True),
        (Plan.State.EVALUATED, date(2026, 6, 30), False),
        (Plan.State.CLOSED, None, True),
    ],
)
def test_photos_go_when_the_plans_life_is_over(client, place, state, ends_on, is_kept):
    taken = kept(place.villages[0], place.officer)
    Plan.objects.update(state=state, ends_on=ends_on)

    removed = remove_expired_files(today=DAY)

    taken.refresh_from_db()
    assert removed == (0 if is_kept else 1)
    assert (bool(taken.content), taken.removed_at is None) == (is_kept, is_kept)
    assert taken.removed_by is None
    assert client.get(reverse("photo", args=[taken.pk])).status_code == (200 if is_kept else 404)
    assert remove_expired_files(today=DAY) == 0


def test_photos_go_a_year_after_the_plans_last_day(place):
    kept(place.villages[0], place.officer)
    last = place.plan.ends_on + timedelta(days=365)

    assert remove_expired_files(today=last) == 0
    assert remove_expired_files(today=last + timedelta(days=1)) == 1


def test_a_photo_stays_while_another_plan_of_its_day_lives(place):
    kept(place.villages[0], place.officer)
    Plan.objects.update(state=Plan.State.EVALUATED)
    province = build.plan("vn/", code="tinh")

    assert remove_expired_files(today=DAY) == 0
    build.plan("vn/xa-khac/", code="xa-khac")  # does not bind the unit
    build.plan("vn/xa/", code="sau", starts_on=DAY + timedelta(days=1))  # nor this one the day
    Plan.objects.filter(pk=province.pk).update(state=Plan.State.EVALUATED)
    assert remove_expired_files(today=DAY) == 1


def test_a_photo_whose_plan_was_moved_away_stays_for_a_year(place):
    kept(place.villages[0], place.officer)
    Plan.objects.update(starts_on=DAY + timedelta(days=1))

    assert remove_expired_files(today=DAY + timedelta(days=365)) == 0
    assert remove_expired_files(today=DAY + timedelta(days=366)) == 1


# --- lists


def test_photos_are_listed_by_unit_in_one_query_without_their_content(place):
    village, other = place.villages
    indicator = duty(place.plan)
    first = kept(village, place.officer)
    proof = kept(village, place.officer, indicator=indicator)
    kept(village, place.officer, day=BEFORE)
    actions.remove_photo(photo=kept(village, place.officer), by=place.officer)
    third = kept(other, place.officer)
    for number, row in enumerate((first, proof, third)):
        moment = datetime(2026, 6, 12, 8 + number, tzinfo=clock.ZONE)
        Photo.objects.filter(pk=row.pk).update(at=moment)

    with CaptureQueriesContext(connection) as queries:
        found = photos_of(place.villages, DAY)

    assert len(queries) == 1
    assert '"intake_photo"."content"' not in queries[0]["sql"]
    listed = {
        unit: [(p.pk, p.indicator_id, p.duty, p.by, p.by_id, p.size) for p in lines]
        for unit, lines in found.items()
    }
    author = ("Nguyễn A", place.officer.pk)
    assert listed == {
        village.pk: [
            (first.pk, None, "", *author, first.size),
            (proof.pk, indicator.pk, "Phát thanh", *author, proof.size),
        ],
        other.pk: [(third.pk, None, "", *author, third.size)],
    }


def shown(user, unit, indicator=None):
    """The part of the entry page about a unit's photographs, as text."""
    photos = day_photos(entry_page(user, asked=DAY), by=user)
    tag = "duty_photos photos unit indicator" if indicator else "unit_photos photos unit"
    source = "{% load photos %}{% " + tag + " %}"
    return Template(source).render(
        Context({"photos": photos, "unit": unit, "indicator": indicator})
    )


def test_the_page_lists_photos_and_lets_those_remove_them_who_may(place):
    village = place.villages[0]
    taken = kept(village, place.officer)
    address = f'formaction="/entry/photos/{taken.pk}/remove/"'

    assert (f'href="/entry/photos/{taken.pk}/"' in shown(place.officer, village)) is True
    assert address in shown(place.officer, village)
    assert address in shown(build.user("vn/xa/", Role.POLICE_HEAD), village)
    colleague = build.user("vn/xa/", Role.OFFICER, username="khac")
    assert address not in shown(colleague, village)
    close_day(unit=build.unit("vn/xa/"), day=DAY, by=build.user("vn/", Role.POLICE_HEAD))
    page = shown(place.officer, village)
    assert address not in page
    assert 'type="file"' not in page
    assert f'href="/entry/photos/{taken.pk}/"' in page


def test_the_page_asks_for_proof_of_duties_alone(place):
    village, indicator = place.villages[0], duty(place.plan)

    assert "Chụp minh chứng" in shown(place.officer, village, indicator)
    assert shown(place.officer, village, build.indicator()).strip() == ""


def test_a_place_that_is_full_says_so(place):
    village = place.villages[0]
    open_page = shown(place.officer, village)
    for _ in range(MOST_PHOTOS):
        kept(village, place.officer)

    full = shown(place.officer, village)

    assert '<div class="photos-add">' in open_page
    assert '<div class="photos-add" hidden>' in full
    assert '<p class="muted small photos-full">' in full
    assert "photos-full" in open_page


def test_each_place_has_its_form_with_a_key_of_its_own(place):
    duty(place.plan)
    photos = day_photos(entry_page(place.officer, asked=DAY), by=place.officer)

    assert len(photos.places) == 4
    assert len({one.key for one in photos.places.values()}) == 4
    assert len({one.form_id for one in photos.places.values()}) == 4
    page = Template("{% load photos %}{% photo_forms photos %}").render(Context({"photos": photos}))
    for one in photos.places.values():
        assert f'id="{one.form_id}"' in page
        assert f'name="key" value="{one.key}"' in page
