"""The entry page's address as programs and the page's own script use it: the same road, answered in JSON."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from intake.actions.days import close_day
from intake.models import Confirmation, Count, Entry, Submission
from tests import build
from tests.intake.build_entry import DAY, commune, save
from units.rules import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pinned_day")]

JSON = {"Accept": "application/json"}


def logged_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, cells: dict[str, str], **more: str):
    """Send cells as the page's script does."""
    body = {"day": DAY.isoformat(), "key": str(uuid.uuid4()), **cells, **more}
    return client.post(reverse("entry"), body, headers=JSON)


def test_a_save_is_answered_with_its_receipt_and_what_stands_in_each_cell():
    place = commune()
    name = place.name()

    response = send(logged_in(place.officer), {name: "5", f"s-{name}": "0:"})

    answer = response.json()
    number = Submission.objects.get().receipt_number
    assert response.status_code == 200
    assert (answer["state"], answer["receipt"], answer["seen"]) == ("saved", number, {name: "1:5"})
    assert answer["message"] == (
        f"Đã lưu 1 ô của 1 thôn lúc {answer['at']}, ngày 12/6. Số biên nhận {number}."
    )


def test_the_browsers_device_sequence_and_clock_are_kept():
    place = commune()
    name, device = place.name(), uuid.uuid4()
    press = {"device": str(device), "sequence": "7", "pressed_at": "2026-06-12T07:50:00+07:00"}

    send(logged_in(place.officer), {name: "5"}, **press)

    kept = Submission.objects.get()
    assert (kept.device, kept.sequence) == (device, 7)
    assert kept.pressed_at.isoformat() == "2026-06-12T00:50:00+00:00"


@pytest.mark.parametrize(
    "press",
    [
        {"device": "x", "sequence": "7"},
        {"device": str(uuid.UUID(int=1)), "sequence": "-1"},
        {"device": str(uuid.UUID(int=1)), "sequence": "9" * 16},
        {"device": str(uuid.UUID(int=1)), "sequence": "7", "pressed_at": "hôm qua"},
        {"device": str(uuid.UUID(int=1)), "sequence": "7", "pressed_at": "2026-06-12T07:50:00"},
        {
            "device": str(uuid.UUID(int=1)),
            "sequence": "7",
            "pressed_at": "0001-01-01T00:00:00+14:00",
        },
        {
            "device": str(uuid.UUID(int=1)),
            "sequence": "7",
            "pressed_at": "9999-12-31T23:59:59-14:00",
        },
    ],
)
def test_a_damaged_press_loses_its_order_and_not_its_figures(press):
    place = commune()

    answer = send(logged_in(place.officer), {place.name(): "5"}, **press).json()

    assert (answer["state"], Count.objects.get().value) == ("saved", 5)


def test_a_text_that_is_no_number_is_asked_about_at_its_cell():
    place = commune()

    response = send(logged_in(place.officer), {place.name(): "năm"})

    assert response.status_code == 422
    assert response.json() == {
        "state": "asked",
        "problems": [],
        "cells": [
            {
                "name": place.name(),
                "kind": "number",
                "message": "Không đọc được “năm”. Đề nghị nhập số nguyên, ví dụ 12.",
                "unit": "Thôn 1",
            }
        ],
    }


def test_somebody_elses_value_is_asked_about_at_its_cell():
    place = commune()
    name = place.name()
    send(logged_in(build.user("vn/xa/", Role.POLICE_HEAD)), {name: "6"})

    response = send(logged_in(place.officer), {name: "5", f"s-{name}": "0:"})

    [cell] = response.json()["cells"]
    assert (response.status_code, cell["name"], cell["kind"]) == (422, name, "clash")
    assert (cell["seen"], cell["stored"], cell["unit"]) == ("1:6:asked", "6", "Thôn 1")
    assert cell["message"].startswith("Bạn nhập 5; ")
    assert Count.objects.get().value == 6


def test_a_locked_day_is_refused_with_its_reason():
    place = commune()
    close_day(unit=build.unit("vn/xa/"), day=DAY, by=build.user("vn/xa/", Role.POLICE_HEAD))

    response = send(logged_in(place.officer), {place.name(): "5"})

    assert response.status_code == 409
    assert response.json()["state"] == "refused"
    assert response.json()["reason"].startswith("Ngày 12/6/2026 đã khóa (")
    assert Entry.objects.count() == 0


def test_a_unit_outside_the_senders_is_refused():
    place = commune()
    stranger = build.user("vn/khac/", Role.OFFICER)

    response = send(logged_in(stranger), {place.name(): "5"})

    assert (response.status_code, response.json()["state"]) == (404, "refused")
    assert Entry.objects.count() == 0


def test_without_a_session_the_sender_is_told_to_log_in():
    place = commune()

    response = send(Client(), {place.name(): "5"})

    assert (response.status_code, response.json()) == (401, {"state": "login"})


def test_a_day_that_is_no_day_is_asked_about():
    place = commune()

    response = send(logged_in(place.officer), {place.name(): "5"}, day="mai")

    assert response.status_code == 422
    assert response.json()["problems"] == ["Ngày không hợp lệ."]


def test_a_value_laid_over_the_stored_one_is_a_change_even_where_it_is_the_same():
    """What waits in the queue is 7; typed back to the stored 5, the 5 must be sent."""
    place = commune()
    name, device = place.name(), str(uuid.uuid4())
    client = logged_in(place.officer)
    save(client, {name: "5"})
    send(client, {name: "7", f"s-{name}": "1:5"}, device=device, sequence="1")

    answer = send(client, {name: "5", f"s-{name}": "1:5:laid"}, device=device, sequence="2").json()

    assert answer["seen"] == {name: "3:5"}
    assert list(Entry.objects.order_by("version").values_list("value", flat=True)) == [5, 7, 5]


@pytest.mark.parametrize(
    ("pick", "value", "answer"),
    [("sent", 5, "lưu số nhập sau: 5"), ("stored", 6, "giữ số đã lưu: 6")],
)
def test_the_choice_between_two_values_is_kept(pick, value, answer):
    place = commune()
    name, chief = place.name(), build.user("vn/xa/", Role.POLICE_HEAD, full_name="Lê C")
    send(logged_in(chief), {name: "6"})

    sent = {name: "5", f"s-{name}": "1:6:asked", f"p-{name}": pick}
    response = send(logged_in(place.officer), sent)

    kept = Confirmation.objects.get()
    assert (response.json()["state"], Count.objects.get().value) == ("saved", value)
    assert (kept.kind, kept.value, kept.answer, kept.by) == ("clash", value, answer, place.officer)
    assert kept.question.startswith("Lê C đã lưu 6 lúc ")
    assert kept.question.endswith("; người sau nhập 5.")


def usual(place, value: int = 10, days: int = 10) -> None:
    """A village that has reported about as much every day."""
    key = build.key(place.first)
    for n in range(1, days + 1):
        build.count(place.first, value + n % 2, key.day - timedelta(days=n), by=place.officer)


def test_a_figure_that_looks_like_a_slip_is_asked_about_and_kept_when_called_right():
    place = commune()
    usual(place)
    name, client = place.name(), logged_in(place.officer)

    asked = send(client, {name: "105", f"s-{name}": "0:"})
    [cell] = asked.json()["cells"]
    stored_before = Count.objects.filter(day=DAY).count()
    saved = send(client, {name: "105", f"s-{name}": "0:"}, ok=cell["token"])

    assert (asked.status_code, cell["kind"], stored_before) == (422, "doubt", 0)
    assert (saved.json()["state"], Count.objects.get(day=DAY).value) == ("saved", 105)
    kept = Confirmation.objects.get()
    assert (kept.question, kept.answer, kept.value) == (cell["message"], "vẫn đúng", 105)


def test_an_answer_holds_for_the_figure_it_was_given_for_and_no_other():
    place = commune()
    usual(place)
    name, client = place.name(), logged_in(place.officer)
    [cell] = send(client, {name: "105", f"s-{name}": "0:"}).json()["cells"]

    again = send(client, {name: "106", f"s-{name}": "0:"}, ok=cell["token"])

    assert again.json()["state"] == "asked"


def test_a_repeat_of_what_was_stored_is_answered_without_asking_anew():
    place = commune()
    name, key, client = place.name(), str(uuid.uuid4()), logged_in(place.officer)
    first = send(client, {name: "105", f"s-{name}": "0:"}, key=key)
    usual(place)

    again = send(client, {name: "105", f"s-{name}": "0:"}, key=key)

    assert again.json() == first.json()


def test_the_answer_to_a_doubt_survives_another_question():
    place = commune()
    usual(place)
    name, client = place.name(), logged_in(place.officer)
    [cell] = send(client, {name: "105", f"s-{name}": "0:"}).json()["cells"]
    send(logged_in(build.user("vn/xa/", Role.POLICE_HEAD)), {name: "9"})

    page = client.post(
        reverse("entry"),
        {
            "day": DAY.isoformat(),
            "key": str(uuid.uuid4()),
            name: "105",
            f"s-{name}": "0:",
            "ok": cell["token"],
        },
    ).content.decode()

    assert f'value="{cell["token"]}" checked' in page


def test_a_repeat_of_what_was_called_right_gets_the_first_answer():
    place = commune()
    usual(place)
    name, key, client = place.name(), str(uuid.uuid4()), logged_in(place.officer)
    [cell] = send(client, {name: "105", f"s-{name}": "0:"}).json()["cells"]
    sent = {"key": key, "ok": cell["token"]}

    answers = [send(client, {name: "105", f"s-{name}": "0:"}, **sent).json() for _ in range(2)]

    assert answers[0]["state"] == "saved"
    assert answers[1] == answers[0]
    assert Confirmation.objects.count() == 1


def test_a_choice_made_after_a_third_persons_change_tells_only_what_was_seen():
    place = commune()
    name = place.name()
    chief = logged_in(build.user("vn/xa/", Role.POLICE_HEAD, full_name="Lê C"))
    send(chief, {name: "6"})
    send(chief, {name: "8", f"s-{name}": "1:6"})

    send(
        logged_in(place.officer),
        {name: "5", f"s-{name}": "1:6:asked", f"p-{name}": "stored"},
    )

    kept = Confirmation.objects.get()
    assert (Count.objects.get().value, kept.value, kept.answer) == (8, 6, "giữ số đã lưu: 6")
    assert kept.question.startswith("Lê C đã lưu 6 lúc ")


def test_a_role_that_may_not_enter_counts_is_refused_in_json():
    commune()
    chairman = logged_in(build.user("vn/xa/", Role.CHAIRMAN))

    response = send(chairman, {})

    assert (response.status_code, response.json()["state"]) == (403, "refused")


def test_a_laid_value_shown_again_with_a_question_is_still_a_change():
    place = commune()
    usual(place)
    name, client = place.name(), logged_in(place.officer)
    save(client, {name: "10"})

    page = client.post(
        reverse("entry"),
        {
            "day": DAY.isoformat(),
            "key": str(uuid.uuid4()),
            name: "105",
            f"s-{name}": "1:10:laid",
        },
    ).content.decode()

    assert f'name="s-{name}" value="1:10:laid"' in page


def test_a_choice_at_somebody_elses_cell_tells_nothing_and_stores_nothing():
    place = commune()
    build.count(place.first, 6, DAY, by=place.officer)
    name, stranger = place.name(), build.user("vn/khac/", Role.OFFICER)

    response = send(
        logged_in(stranger), {name: "5", f"s-{name}": "1:6:asked", f"p-{name}": "stored"}
    )

    assert (response.status_code, response.json()["state"]) == (404, "refused")
    assert "seen" not in response.json()
    assert Confirmation.objects.count() == 0
