"""Photographs of a unit's day on their way in: who may send what, when, how often, and what comes of it."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from intake.actions import photos as actions
from intake.actions.days import close_day
from intake.models import Photo
from intake.rules.images import DAMAGED, HEIC, MOST_PHOTOS, NOTHING, TOO_LARGE
from intake.rules.ledger import KeyReused, Refusal
from plans.models import Plan
from targets.models import Indicator
from tests import build
from tests.intake.build_images import CAMERA, photo, segments
from tests.intake.build_photos import DAY, JSON, SMALL, duty, form, kept, send
from tests.intake.build_tallies import texts
from units import clock
from units.rules import Branch, Kind, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pinned_day")]
BEFORE = DAY - timedelta(days=1)


# --- sending


def test_a_photo_is_kept_small_sealed_and_without_what_the_camera_wrote(client, place):
    village = place.villages[0]
    data = photo(3000, 2000, orientation=6)

    answer = send(client, village, data)

    kept = Photo.objects.get()
    assert answer.status_code == 200
    assert answer.json() == {
        "state": "saved",
        "id": kept.pk,
        "receipt": f"A{kept.pk:06}",
        "url": f"/entry/photos/{kept.pk}/",
        "at": f"{clock.now():%H:%M}",
        "message": f"Đã lưu ảnh biểu giấy của Thôn 1, ngày 12/6. Số biên nhận A{kept.pk:06}.",
    }
    sealed = bytes(kept.content)
    assert (kept.unit, kept.day, kept.indicator, kept.by) == (village, DAY, None, place.officer)
    assert (kept.width, kept.height) == (1067, 1600)
    assert b"\xff\xd8" not in sealed[:4]
    clear = client.get(reverse("photo", args=[kept.pk])).content
    assert len(clear) == kept.size
    assert CAMERA.encode() in data
    assert CAMERA.encode() not in clear
    assert {marker for marker, _ in segments(clear)} == {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}


def test_without_javascript_the_sender_is_led_back_to_the_day(client, place):
    response = client.post(
        reverse("photo-add"), form(place.villages[0], day=BEFORE.isoformat()), follow=True
    )

    assert response.redirect_chain == [("/entry/?day=2026-06-11", 302)]
    number = Photo.objects.get().receipt_number
    assert texts(response) == [
        f"Đã lưu ảnh biểu giấy của Thôn 1, ngày 11/6. Số biên nhận {number}."
    ]


def test_without_javascript_a_refusal_is_told_on_the_page(client, place):
    response = client.post(reverse("photo-add"), form(place.villages[0], b"abc"), follow=True)

    assert response.redirect_chain == [("/entry/?day=2026-06-12", 302)]
    assert [text.split(".")[0] for text in texts(response)] == [
        "Tệp không phải ảnh JPEG, PNG hoặc WebP"
    ]
    assert not Photo.objects.exists()


def test_a_proof_hangs_at_its_duty(client, place):
    indicator = duty(place.plan)

    answer = send(client, place.villages[0], indicator=indicator.pk)

    assert answer.json()["message"].startswith("Đã lưu ảnh minh chứng “Phát thanh” của Thôn 1")
    assert Photo.objects.get().indicator == indicator


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", NOTHING),
        (SMALL[:-300], DAMAGED),
        (b"\x00\x00\x00\x18ftypheic" + bytes(64), HEIC),
        (SMALL + bytes(8 * 1024 * 1024), TOO_LARGE),
        (None, "Chưa chọn ảnh. Đề nghị chụp hoặc chọn một ảnh."),
    ],
)
def test_a_file_that_is_no_photo_is_refused_and_nothing_is_stored(client, place, data, reason):
    answer = send(client, place.villages[0], data)

    assert (answer.status_code, answer.json()) == (422, {"state": "refused", "reason": reason})
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"day": "2026-06-13"}, "Chưa nhập được số liệu cho ngày sau hôm nay (12/6/2026)."),
        ({"day": "hôm nay"}, "Ngày không hợp lệ."),
        ({"day": ""}, "Ngày không hợp lệ."),
        ({"unit": "1' OR 1=1"}, "thiếu đơn vị hoặc khóa thao tác"),
        ({"unit": "9" * 30}, "thiếu đơn vị hoặc khóa thao tác"),
        ({"unit": ""}, "thiếu đơn vị hoặc khóa thao tác"),
        ({"indicator": "-1"}, "thiếu đơn vị hoặc khóa thao tác"),
        ({"indicator": "x\x00"}, "thiếu đơn vị hoặc khóa thao tác"),
        ({"key": "abc"}, "thiếu đơn vị hoặc khóa thao tác"),
        ({"key": ""}, "thiếu đơn vị hoặc khóa thao tác"),
    ],
)
def test_a_damaged_form_is_refused(client, place, over, reason):
    answer = send(client, place.villages[0], **over)

    assert (answer.status_code, answer.json()["state"]) == (422, "refused")
    assert reason in answer.json()["reason"]
    assert not Photo.objects.exists()


# --- who may, where, when


def test_a_strangers_unit_does_not_exist(client, place):
    stranger = build.unit("vn/xa-khac/thon-la/", name="Thôn Lạ")

    answer = send(client, stranger)

    assert (answer.status_code, answer.json()["state"]) == (404, "refused")
    assert client.post(reverse("photo-add"), form(stranger)).status_code == 404
    assert send(client, build.unit("vn/xa/thon-1/"), unit=10**12).status_code == 404
    assert not Photo.objects.exists()


@pytest.mark.parametrize("role", [Role.CHAIRMAN, Role.SUPERIOR, Role.ADMINISTRATOR])
def test_who_enters_no_counts_sends_no_photos(client, place, role):
    client.force_login(build.user("vn/xa/", role))

    assert send(client, place.villages[0]).status_code == 403
    assert not Photo.objects.exists()


def test_a_village_head_sends_for_his_village_alone(client, place):
    client.force_login(build.user("vn/xa/thon-2/", Role.VILLAGE_HEAD))

    assert [send(client, unit).status_code for unit in place.villages] == [404, 200]


def test_a_session_that_is_over_is_told_so(client, place):
    client.logout()

    answer = send(client, place.villages[0])

    assert (answer.status_code, answer.json()) == (401, {"state": "login"})


def test_a_day_that_no_plan_asks_for_takes_no_photo(client, place):
    Plan.objects.update(starts_on=DAY)

    answer = send(client, place.villages[0], day=BEFORE.isoformat())

    reason = "Thôn 1 không phải báo cáo ngày 11/6/2026 nên không nhận ảnh của ngày này."
    assert (answer.status_code, answer.json()) == (409, {"state": "refused", "reason": reason})


def test_a_sum_is_not_photographed(client, place):
    answer = send(client, build.unit("vn/xa/"))

    assert (answer.status_code, Photo.objects.count()) == (409, 0)


def test_a_proof_of_what_is_no_duty_of_the_unit_is_refused(client, place):
    office = build.unit("vn/xa/hoi/", name="Hội", kind=Kind.UNION)
    flow = build.indicator()
    of_others = build.indicator("posts", aggregation=Indicator.Aggregation.FREQUENCY)
    build.field(place.plan, indicator=of_others, branch=Branch.OFFICE, unit=office)

    for indicator in (flow.pk, of_others.pk, 10**9):
        answer = send(client, place.villages[0], indicator=indicator)
        assert (answer.status_code, answer.json()["reason"]) == (
            409,
            "Nhiệm vụ này không phải của Thôn 1 trong ngày 12/6/2026 nên không nhận ảnh.",
        )
    assert not Photo.objects.exists()


def test_a_locked_day_takes_no_photo_and_gives_none_up(client, place):
    village = place.villages[0]
    kept_before = kept(village, place.officer)
    head = build.user("vn/xa/", Role.POLICE_HEAD)
    close_day(unit=build.unit("vn/xa/"), day=DAY, by=head)

    added = send(client, village)
    removed = client.post(reverse("photo-remove", args=[kept_before.pk]), **JSON)

    assert [(a.status_code, a.json()["state"]) for a in (added, removed)] == [(409, "refused")] * 2
    assert added.json()["reason"].startswith("Ngày 12/6/2026 đã khóa")
    assert Photo.objects.get().removed_at is None
    assert client.get(reverse("photo", args=[kept_before.pk])).status_code == 200


# --- the same key


def test_the_same_key_again_gives_the_same_answer_and_one_photo(client, place):
    sent = form(place.villages[0], data=None)
    answers = []
    for _ in range(3):
        sent["photo"] = SimpleUploadedFile("a.jpg", SMALL)
        answers.append(client.post(reverse("photo-add"), sent, **JSON).json())

    assert answers[0]["state"] == "saved"
    assert answers == [answers[0]] * 3
    assert Photo.objects.count() == 1


def test_a_repeat_after_the_day_was_locked_or_the_photo_removed_gets_the_first_answer(
    client, place
):
    village, key = place.villages[0], str(uuid.uuid4())
    first = send(client, village, key=key)
    client.post(reverse("photo-remove", args=[first.json()["id"]]))
    close_day(unit=build.unit("vn/xa/"), day=DAY, by=build.user("vn/xa/", Role.POLICE_HEAD))

    again = send(client, village, key=key)

    assert (again.status_code, again.json()) == (200, first.json())
    assert Photo.objects.count() == 1
    assert bytes(Photo.objects.get().content) == b""


@pytest.mark.parametrize("other", ["unit", "day", "indicator", "photo", "user"])
def test_a_key_that_comes_with_another_photo_is_refused(client, place, other):
    key = str(uuid.uuid4())
    indicator = duty(place.plan)
    send(client, place.villages[0], key=key)
    changes = {
        "unit": {"unit": place.villages[1].pk},
        "day": {"day": BEFORE.isoformat()},
        "indicator": {"indicator": indicator.pk},
        "photo": {"data": photo(65, 48)},
    }
    if other == "user":
        client.force_login(build.user("vn/xa/", Role.OFFICER, username="khac"))

    answer = send(client, place.villages[0], key=key, **changes.get(other, {}))

    assert (answer.status_code, answer.json()["state"]) == (409, "refused")
    assert "đã dùng cho một ảnh khác" in answer.json()["reason"]
    assert Photo.objects.count() == 1


def test_a_key_that_comes_twice_at_the_same_moment_is_one_photo(place, monkeypatch):
    village, key = place.villages[0], uuid.uuid4()
    real, seen = actions._sent_before, []

    def late(*given):
        if not seen:
            seen.append(1)
            return None  # as it is before the first of the two has written
        return real(*given)

    first = kept(village, place.officer, key=key)
    monkeypatch.setattr(actions, "_sent_before", late)

    assert kept(village, place.officer, key=key) == first
    monkeypatch.setattr(actions, "_sent_before", lambda *_: None)
    with pytest.raises(KeyReused):
        kept(place.villages[1], place.officer, key=key)
    assert Photo.objects.count() == 1


# --- how many


def test_a_unit_and_day_hold_six_photos_for_each_thing_they_show(client, place):
    village, indicator = place.villages[0], duty(place.plan)
    for _ in range(MOST_PHOTOS):
        kept(village, place.officer)

    answer = send(client, village)

    reason = "Đã có đủ 6 ảnh. Đề nghị gỡ bớt ảnh cũ rồi gửi lại."
    assert (answer.status_code, answer.json()) == (409, {"state": "refused", "reason": reason})
    assert send(client, village, indicator=indicator.pk).status_code == 200
    assert send(client, village, day=BEFORE.isoformat()).status_code == 200
    assert send(client, place.villages[1]).status_code == 200
    client.post(reverse("photo-remove", args=[Photo.objects.filter(indicator=None, day=DAY)[0].pk]))
    assert send(client, village).status_code == 200


def test_a_user_sends_at_most_40_megabytes_a_day(place, settings, monkeypatch):
    village, other = place.villages
    size = kept(village, place.officer).size
    monkeypatch.setattr(actions, "MOST_BYTES_A_DAY", 3 * size)
    kept(other, place.officer, day=BEFORE)
    third = kept(village, place.officer)
    actions.remove_photo(photo=third, by=place.officer)  # sent all the same

    with pytest.raises(Refusal, match="đã gửi đủ 40 MB ảnh trong hôm nay"):
        kept(other, place.officer)
    kept(other, build.user("vn/xa/", Role.OFFICER, username="khac"))
    settings.PORTAL_TODAY = DAY + timedelta(days=1)
    kept(other, place.officer)
