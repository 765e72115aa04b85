"""The officer's page when others act: two people and one cell, days locked, returned or approved."""

from __future__ import annotations

import pytest

from intake.actions.days import approve_days, close_day, mark_reported, return_day
from intake.models import DayReport, Entry
from tests import build
from tests.intake.build_entry import (
    DAY,
    OTHER,
    commune,
    form_of,
    get,
    post,
    save,
    states,
    values_of,
)
from units.rules import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pinned_day")]


# --- two people and one cell


def test_a_clash_keeps_what_was_typed_and_shows_both_values(client):
    place = commune(villages=2)
    client.force_login(place.officer)
    opened = form_of(get(client))
    build.count(
        place.first, 10, by=build.user("vn/xa/thon-1/", Role.VILLAGE_HEAD, full_name="Trần B")
    )
    other = place.name("vn/xa/thon-2/")

    answer = post(client, {**opened, place.name(): "12", other: "4"})

    page = answer.content.decode()
    sent = form_of(page)
    assert answer.status_code == 422
    assert "Bạn nhập 12" in page
    assert "Trần B đã lưu 10 lúc" in page
    assert (sent[place.name()], sent[other]) == ("12", "4")
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("pick", "value", "reasons"),
    [("sent", 12, ["", "chọn giữa hai giá trị"]), ("stored", 10, [""])],
)
def test_choosing_between_two_values_stores_the_choice(client, pick, value, reasons):
    place = commune()
    client.force_login(place.officer)
    opened = form_of(get(client))
    build.count(place.first, 10, by=build.user("vn/xa/thon-1/", Role.VILLAGE_HEAD))
    asked = post(client, {**opened, place.name(): "12"})

    answer = post(client, {**form_of(asked.content.decode()), f"p-{place.name()}": pick})

    assert answer.status_code == 302
    assert values_of(place.first)[0] == value
    assert list(Entry.objects.order_by("version").values_list("reason", flat=True)) == reasons


def test_a_clash_left_undecided_is_asked_again(client):
    place = commune()
    client.force_login(place.officer)
    opened = form_of(get(client))
    build.count(place.first, 10, by=build.user("vn/xa/thon-1/", Role.VILLAGE_HEAD))
    asked = post(client, {**opened, place.name(): "12"})

    answer = post(client, form_of(asked.content.decode()))

    assert answer.status_code == 422
    assert "Đề nghị chọn một trong hai giá trị." in answer.content.decode()
    assert f'name="p-{place.name()}"' in answer.content.decode()
    assert values_of(place.first)[0] == 10


def test_a_cell_that_only_the_other_one_changed_does_not_clash(client):
    place = commune()
    client.force_login(place.officer)
    opened = form_of(get(client))
    build.count(place.first, 10, by=build.user("vn/xa/thon-1/", Role.VILLAGE_HEAD))

    answer = post(client, {**opened, place.name(cohort=OTHER): "3"})

    assert answer.status_code == 302
    assert values_of(place.first) == [10, 3]


# --- states of the day


def test_a_locked_day_is_read_only_and_says_who_can_open_it(client):
    place = commune()
    build.count(place.first, 9, by=place.officer)
    head = build.user("vn/xa/", Role.POLICE_HEAD, full_name="Lê C")
    close_day(unit=build.unit("vn/xa/"), day=DAY, by=head)
    client.force_login(place.officer)

    page = get(client)

    assert "đã khóa lúc" in page
    assert "(Lê C), số liệu chỉ để xem. Cần sửa, đề nghị Trưởng Công an xã mở khóa" in page
    assert f'<output class="stored" id="{place.name()}">9</output>' in page
    assert "Lưu số liệu" not in page


def test_a_day_locked_while_the_page_was_open_refuses_and_keeps_what_was_typed(client):
    place = commune()
    client.force_login(place.officer)
    opened = form_of(get(client))
    close_day(unit=build.unit("vn/xa/"), day=DAY, by=build.user("vn/xa/", Role.POLICE_HEAD))

    answer = post(client, {**opened, place.name(): "12"})

    assert answer.status_code == 422
    [problem] = answer.context["problems"]
    assert problem.startswith("Ngày 12/")
    assert "đã khóa" in problem
    assert Entry.objects.count() == 0


def returned(place) -> None:
    build.count(place.first, 9, by=place.officer)
    mark_reported({(place.villages[0].pk, DAY)}, by=place.officer)
    head = build.user("vn/xa/", Role.POLICE_HEAD)
    return_day(report=DayReport.objects.get(), reason="Xem lại", by=head)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "returned"),
        ({"kept": True}, "reported"),
        ({"value": "8"}, "reported"),
    ],
)
def test_a_returned_day_is_reported_again_only_when_changed_or_confirmed(client, changes, state):
    place = commune()
    returned(place)
    client.force_login(place.officer)
    sent = {}
    if "kept" in changes:
        sent["kept"] = [str(place.villages[0].pk)]
    if "value" in changes:
        sent[place.name()] = changes["value"]

    save(client, sent)

    assert states() == {"thon-1": state}


def test_a_stored_number_stands_in_its_field_as_papers_print_it_and_is_no_change(client):
    place = commune()
    build.count(place.first, 1280, by=place.officer)
    client.force_login(place.officer)

    sent = form_of(get(client))
    post(client, sent)

    assert sent[place.name()] == "1.280"
    assert Entry.objects.count() == 1


def test_saving_an_unchanged_page_says_that_there_was_nothing_to_save(client):
    place = commune()
    returned(place)
    client.force_login(place.officer)

    page = client.get(save(client, {}).url).content.decode()

    assert "Không có thay đổi nào để lưu, ngày 12/6." in page


def test_a_changed_approved_day_waits_for_approval_again(client):
    place = commune()
    build.count(place.first, 9, by=place.officer)
    mark_reported({(place.villages[0].pk, DAY)}, by=place.officer)
    head = build.user("vn/xa/", Role.POLICE_HEAD)
    approve_days(reports=[DayReport.objects.get()], by=head)
    client.force_login(place.officer)

    save(client, {place.name(cohort=OTHER): "1"})

    assert states() == {"thon-1": "reported"}
