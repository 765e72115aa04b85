"""Saving the officer's page: what is stored, what is refused with everything typed kept."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from intake.actions.days import close_day
from intake.models import Entry
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


# --- saving


def test_a_saved_day_stands_in_the_ledger_and_the_village_has_reported(client):
    place = commune()
    client.force_login(place.officer)

    answer = save(client, {place.name(): "12", place.name(cohort=OTHER): "1.234"})

    assert (answer.status_code, answer.url) == (302, "/entry/?day=2026-06-12")
    assert values_of(place.first) == [12, 1234]
    assert states() == {"thon-1": "reported"}
    assert [(e.by, e.source) for e in Entry.objects.all()] == [(place.officer, "web")] * 2


def test_after_a_save_the_page_says_how_much_was_stored_when_and_for_which_day(client):
    place = commune(villages=2)
    client.force_login(place.officer)
    sent = {place.name(): "1", place.name(cohort=OTHER): "2", place.name("vn/xa/thon-2/"): "3"}

    page = client.get(save(client, sent).url).content.decode()

    at = Entry.objects.latest("pk").submission.answer["at"]
    assert f"Đã lưu 3 ô của 2 thôn lúc {at}, ngày 12/6." in page


def test_blank_cells_stay_unreported_and_an_untouched_village_has_not_reported(client):
    place = commune(villages=2)
    client.force_login(place.officer)

    save(client, {place.name(): "5"})

    assert values_of(place.first) == [5, None]
    assert states() == {"thon-1": "reported"}


def test_nothing_happened_writes_explicit_zeros_into_the_blank_cells_only(client):
    place = commune(villages=2)
    client.force_login(place.officer)

    save(client, {place.name(): "5", "nothing": [str(place.villages[0].pk)]})

    assert values_of(place.first) == [5, 0]
    assert states() == {"thon-1": "reported"}


def test_nothing_happened_in_the_rest_declares_the_villages_left_empty(client):
    place = commune(villages=3)
    client.force_login(place.officer)

    rest = " ".join(str(unit.pk) for unit in place.villages)
    save(client, {place.name(): "5", "nothing_rest": rest})

    assert values_of(place.first) == [5, None]
    assert [values_of(u.path) for u in place.villages[1:]] == [[0, 0], [0, 0]]
    assert states() == dict.fromkeys(("thon-1", "thon-2", "thon-3"), "reported")


def test_the_same_page_sent_twice_changes_nothing_and_answers_the_same(client):
    place = commune()
    client.force_login(place.officer)
    sent = {**form_of(get(client)), place.name(): "7"}

    pages = [client.get(post(client, sent).url).content.decode() for _ in range(2)]

    notices = [page.split('role="status">')[1].split("<")[0] for page in pages]
    assert notices[0] == notices[1]
    assert [(e.value, e.version) for e in Entry.objects.all()] == [(7, 1)]


def test_the_same_page_sent_again_after_the_day_was_locked_gets_its_first_answer(client):
    place = commune()
    client.force_login(place.officer)
    sent = {**form_of(get(client)), place.name(): "7"}
    post(client, sent)
    close_day(unit=build.unit("vn/xa/"), day=DAY, by=build.user("vn/xa/", Role.POLICE_HEAD))

    answer = post(client, sent)

    assert (answer.status_code, Entry.objects.count()) == (302, 1)


def test_an_old_page_with_its_used_key_and_other_numbers_stores_nothing_and_keeps_them(client):
    place = commune()
    client.force_login(place.officer)
    sent = {**form_of(get(client)), place.name(): "7"}
    post(client, sent)

    answer = post(client, {**sent, place.name(): "8"})

    assert answer.status_code == 422
    assert "trang này đã được lưu một lần" in answer.content.decode()
    assert form_of(answer.content.decode())[place.name()] == "8"
    assert values_of(place.first) == [7, None]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("abc", "Không đọc được “abc”. Đề nghị nhập số nguyên, ví dụ 12."),
        ("-3", "Số liệu không được nhỏ hơn 0."),
        ("1,5", "“1,5” không phải số nguyên. Đề nghị nhập số nguyên, ví dụ 12."),
        ("9999999999", "Số quá lớn (nhiều nhất 9.999.999)."),
    ],
)
def test_a_bad_number_is_named_beside_its_field_and_nothing_typed_is_lost(client, text, sentence):
    place = commune(villages=2)
    client.force_login(place.officer)
    good = place.name("vn/xa/thon-2/")

    answer = save(client, {place.name(): text, good: "6"})

    page = answer.content.decode()
    sent = form_of(page)
    assert answer.status_code == 422
    assert [(u.name, cell.error) for u, cell in answer.context["faults"]] == [("Thôn 1", sentence)]
    assert f'id="e-{place.name()}">{sentence}' in page
    assert (sent[place.name()], sent[good]) == (text, "6")
    assert Entry.objects.count() == 0


def test_what_was_typed_is_escaped_on_the_way_back(client):
    place = commune()
    client.force_login(place.officer)

    page = save(client, {place.name(): '"><script>x'}).content.decode()

    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_the_rest_is_offered_only_where_a_village_holds_no_figure(client):
    place = commune(villages=2)
    client.force_login(place.officer)
    assert 'name="nothing_rest"' in get(client)

    for village in place.villages:
        build.count(village.path, 1, by=place.officer)

    assert 'name="nothing_rest"' not in get(client)


@pytest.mark.parametrize("day", ["", "2026-13-40"])
def test_a_page_without_a_readable_day_is_not_stored_and_says_so(client, day):
    place = commune()
    client.force_login(place.officer)

    answer = save(client, {place.name(): "4", "day": day})

    assert answer.status_code == 422
    assert "Ngày không hợp lệ." in answer.content.decode()
    assert Entry.objects.count() == 0


def test_a_page_without_its_operation_key_is_not_stored(client):
    place = commune()
    client.force_login(place.officer)

    answer = save(client, {place.name(): "4", "key": "hỏng"})

    assert answer.status_code == 422
    assert form_of(answer.content.decode())[place.name()] == "4"
    assert Entry.objects.count() == 0


# --- taking a value back


def test_clearing_a_stored_value_is_asked_back_before_it_is_done(client):
    place = commune()
    client.force_login(place.officer)
    save(client, {place.name(): "12", place.name(cohort=OTHER): "3"})

    asked = save(client, {place.name(): ""})
    assert asked.status_code == 422
    assert values_of(place.first) == [12, 3]

    sent = {**form_of(asked.content.decode()), "clear": [place.name()]}
    assert post(client, sent).status_code == 302
    assert values_of(place.first) == [None, 3]
    assert Entry.objects.latest("pk").reason == "rút lại số đã báo cáo"
    assert states() == {"thon-1": "reported"}


def test_a_village_whose_last_value_was_taken_back_has_not_reported(client):
    place = commune()
    client.force_login(place.officer)
    save(client, {place.name(): "12"})

    save(client, {place.name(): "", "clear": [place.name()]})

    assert values_of(place.first) == [None, None]
    assert states() == {}


# --- whose cells


def test_a_cell_of_another_commune_in_the_form_is_not_found_and_stores_nothing(client):
    place = commune()
    stranger = build.unit("vn/xa-khac/thon-la/")
    build.field(build.plan("vn/xa-khac/", code="khac"))
    client.force_login(place.officer)
    name = f"c-{stranger.pk}-{build.indicator().pk}-{build.cohort().pk}"

    answer = save(client, {place.name(): "5", name: "5"})

    assert answer.status_code == 404
    assert Entry.objects.count() == 0


def test_a_village_head_cannot_declare_the_next_village(client):
    place = commune(villages=2)
    client.force_login(build.user("vn/xa/thon-1/", Role.VILLAGE_HEAD))

    answer = save(client, {"nothing": [str(place.villages[1].pk)]})

    assert (answer.status_code, Entry.objects.count()) == (404, 0)


def test_a_cell_that_no_plan_asks_for_is_refused(client):
    place = commune()
    client.force_login(place.officer)
    name = f"c-{place.villages[0].pk}-{build.indicator('khac').pk}-{build.cohort().pk}"

    answer = save(client, {name: "5"})

    assert (answer.status_code, Entry.objects.count()) == (422, 0)


def test_an_account_without_a_unit_is_told_so(client):
    officer = build.user("vn/xa/", Role.OFFICER)
    officer.unit = None
    officer.save()
    client.force_login(officer)

    assert "Tài khoản chưa gắn với đơn vị nào." in client.get(reverse("entry")).content.decode()


def test_a_chairman_may_not_enter_counts(client):
    client.force_login(build.user("vn/xa/", Role.CHAIRMAN))

    assert client.get(reverse("entry")).status_code == 403
    assert client.post(reverse("entry"), {"key": str(uuid.uuid4())}).status_code == 403
