"""The officer's page over HTTP: what it shows, what it keeps, what it refuses."""

from __future__ import annotations

import gzip
import re
import uuid
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from intake.actions.days import approve_days, close_day, mark_reported, return_day
from intake.models import Count, DayReport, Entry
from tests import build
from tests.intake.build_entry import DAY, OTHER, commune, form_of, get, post, save
from units.models import Unit
from units.rules import Branch, Kind, Role

pytestmark = pytest.mark.django_db
BEFORE = DAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def _pinned(settings):
    settings.PORTAL_TODAY = DAY


def values_of(path: str, day: date = DAY) -> list[int | None]:
    """The village's values in the order of the page's two fields."""
    found = {
        count.cohort.code: count.value
        for count in Count.objects.filter(unit__path=path, day=day).select_related("cohort")
    }
    return [found.get("age_6_13"), found.get(OTHER)]


def states(day: date = DAY) -> dict[str, str]:
    return dict(DayReport.objects.filter(day=day).values_list("unit__code", "state"))


# --- what the page shows


def test_an_officer_sees_every_village_of_his_commune_and_none_of_the_next(client):
    place = commune(villages=2)
    build.unit("vn/xa-khac/thon-la/", name="Thôn Lạ")
    client.force_login(place.officer)

    page = client.get(reverse("entry")).context["page"]

    assert [unit.unit.name for unit in page.units] == ["Thôn 1", "Thôn 2"]


def test_a_village_head_sees_his_own_village_only(client):
    commune(villages=2)
    client.force_login(build.user("vn/xa/thon-2/", Role.VILLAGE_HEAD))

    page = client.get(reverse("entry")).context["page"]

    assert [unit.unit.name for unit in page.units] == ["Thôn 2"]


def test_a_reporter_sees_the_fields_of_his_own_office_only(client):
    place = commune()
    office = build.unit("vn/xa/hoi/", name="Hội", kind=Kind.UNION)
    other = build.unit("vn/xa/truong/", name="Trường", kind=Kind.SCHOOL)
    for unit, code in ((office, "posts"), (other, "broadcasts")):
        indicator = build.indicator(code, short_label=code)
        build.field(place.plan, indicator=indicator, branch=Branch.OFFICE, unit=unit)
    client.force_login(build.user("vn/xa/hoi/", Role.REPORTER))

    page = client.get(reverse("entry")).context["page"]

    assert [(u.unit.name, [c.indicator_code for c in u.cells]) for u in page.units] == [
        ("Hội", ["posts"])
    ]


def test_beside_a_field_stand_yesterday_the_running_total_and_what_is_left(client):
    place = commune()
    target = build.target(place.plan)
    build.quota(target, place.first, 100)
    build.baseline(place.plan, place.first, 10)
    for day, value in ((date(2026, 5, 26), 20), (BEFORE, 4), (DAY, 3)):
        build.count(place.first, value, day, by=place.officer)
    client.force_login(place.officer)

    [unit] = client.get(reverse("entry"), {"day": DAY.isoformat()}).context["page"].units

    cell = unit.cells[0]
    assert (cell.value, cell.previous, cell.total, cell.left) == (3, 4, 27, 63)
    assert (cell.total_without, cell.left_without) == (24, 66)


def test_what_is_left_is_unknown_where_the_plan_states_no_baseline(client):
    place = commune()
    build.quota(build.target(place.plan), place.first, 100)
    client.force_login(place.officer)

    [unit] = client.get(reverse("entry")).context["page"].units

    assert [cell.left for cell in unit.cells] == [None, None]


def test_a_quota_that_two_cells_feed_is_shown_once_for_the_unit(client):
    place = commune()
    target = build.target(place.plan, cohort=build.cohort("age_6_up"))
    build.quota(target, place.first, 500)
    build.baseline(place.plan, place.first, 10)
    build.baseline(place.plan, place.first, 400, cohort=build.cohort(OTHER))
    build.count(place.first, 7, by=place.officer)
    build.count(place.first, 8, by=place.officer, cohort=build.cohort(OTHER))
    client.force_login(place.officer)

    [unit] = client.get(reverse("entry"), {"day": DAY.isoformat()}).context["page"].units

    [left] = unit.lefts
    assert (left.value, left.without) == (75, 90)
    assert left.cell_names == f"{place.name()} {place.name(cohort=OTHER)}"
    assert left.last_cell == place.name(cohort=OTHER)


def test_fields_that_all_villages_share_are_named_once_above_them(client):
    place = commune(villages=2)
    client.force_login(place.officer)

    answer = client.get(reverse("entry"))

    assert answer.context["page"].headings == (
        ("eid_activated", "age_6_13"),
        ("eid_activated", "age_14_up"),
    )
    labels = re.findall(r'<label for="([^"]+)" class="visually-hidden">', answer.content.decode())
    assert labels == [
        place.name(unit.path, cohort)
        for unit in place.villages
        for cohort in ("age_6_13", "age_14_up")
    ]


def test_fields_of_one_village_or_of_villages_that_differ_name_themselves(client):
    place = commune(villages=2)
    build.field(place.plan, indicator=build.indicator("khac"), unit=place.villages[1], position=9)
    pages = []
    for user in (place.officer, build.user("vn/xa/thon-1/", Role.VILLAGE_HEAD)):
        client.force_login(user)
        pages.append(client.get(reverse("entry")).context["page"])

    assert [(len(page.units), page.headings) for page in pages] == [(2, ()), (1, ())]


def test_more_fields_than_stand_side_by_side_on_a_phone_name_themselves(client):
    place = commune(villages=2)
    for code in ("ba", "bon", "nam"):
        build.field(place.plan, indicator=build.indicator(code), position=9)
    client.force_login(place.officer)

    page = client.get(reverse("entry")).context["page"]

    assert ([len(unit.cells) for unit in page.units], page.headings) == ([5, 5], ())


def test_only_a_cell_with_something_recorded_leads_to_its_history(client):
    place = commune(villages=2)
    build.count(place.first, 3, by=place.officer)
    client.force_login(place.officer)

    page = get(client)

    assert re.findall(r'href="(/cells/[^"]+)"', page) == [
        "/cells/thon-1/2026-06-12/eid_activated/age_6_13/"
    ]


def test_the_count_of_another_day_or_plan_window_stays_out_of_the_running_total(client):
    place = commune()
    place.plan.starts_on = date(2026, 6, 11)
    build.count(place.first, 50, date(2026, 6, 10), by=place.officer)
    build.count(place.first, 5, BEFORE, by=place.officer)
    place.plan.save()
    client.force_login(place.officer)

    [unit] = client.get(reverse("entry"), {"day": DAY.isoformat()}).context["page"].units

    assert unit.cells[0].total == 5


@pytest.mark.parametrize(
    ("clock", "reported", "opens_on"),
    [
        (time(7, 0), False, BEFORE),
        (time(7, 0), True, DAY),
        (time(8, 0), False, DAY),
    ],
)
def test_the_page_opens_on_yesterday_only_while_it_is_due_and_incomplete(
    client, monkeypatch, clock, reported, opens_on
):
    place = commune()
    if reported:
        build.count(place.first, 1, BEFORE, by=place.officer)
        mark_reported({(place.villages[0].pk, BEFORE)}, by=place.officer)
    moment = datetime.combine(DAY, clock, ZoneInfo("Asia/Ho_Chi_Minh"))
    monkeypatch.setattr("units.clock.now", lambda: moment)
    client.force_login(place.officer)

    page = client.get(reverse("entry")).context["page"]

    assert page.day == opens_on


def test_yesterday_says_how_many_villages_are_missing_and_a_returned_one_counts(client):
    place = commune(villages=3)
    for unit in place.villages[:2]:
        build.count(unit.path, 1, BEFORE, by=place.officer)
        mark_reported({(unit.pk, BEFORE)}, by=place.officer)
    head = build.user("vn/xa/", Role.POLICE_HEAD)
    return_day(report=DayReport.objects.get(unit=place.villages[0]), reason="Xem lại", by=head)
    client.force_login(place.officer)

    page = get(client)

    assert "Hôm qua 11/6<small>thiếu 2 thôn</small>" in page


def test_a_weekly_figure_makes_no_single_day_late(client):
    place = commune()
    office = build.unit("vn/xa/hoi/", name="Hội", kind=Kind.UNION)
    build.field(place.plan, branch=Branch.OFFICE, unit=office, rhythm="weekly")
    client.force_login(build.user(office.path, Role.REPORTER))

    answer = client.get(reverse("entry"), {"day": DAY.isoformat()})

    assert answer.context["page"].missing_yesterday == 0
    assert "báo cáo hằng tuần" in answer.content.decode()


def test_a_returned_day_shows_its_reason_first_thing(client):
    place = commune()
    build.count(place.first, 1, by=place.officer)
    mark_reported({(place.villages[0].pk, DAY)}, by=place.officer)
    head = build.user("vn/xa/", Role.POLICE_HEAD)
    return_day(report=DayReport.objects.get(), reason="Số kích hoạt quá lớn", by=head)
    client.force_login(place.officer)

    page = get(client)

    assert page.index("Số kích hoạt quá lớn") < page.index('id="entry"')
    assert "bị trả lại</span>" in page


@pytest.mark.parametrize("text", ["2026-06-13", "abc", "0001-01-01", "2026-02-30"])
def test_a_day_to_come_or_no_day_at_all_is_refused_with_a_sentence(client, text):
    client.force_login(commune().officer)

    answer = client.get(reverse("entry"), {"day": text})

    assert answer.status_code == 422
    [problem] = answer.context["problems"]
    assert problem in {
        "Ngày không hợp lệ.",
        "Chưa nhập được số liệu cho ngày sau hôm nay (12/6/2026).",
    }


def test_a_day_outside_every_plan_has_no_cells_and_says_so(client):
    client.force_login(commune().officer)

    answer = client.get(reverse("entry"), {"day": "2026-05-01"})

    assert answer.context["page"].units == ()
    assert "nằm ngoài thời gian của các kế hoạch" in answer.content.decode()


def test_a_unit_without_a_running_plan_has_nothing_to_fill_in(client):
    build.unit("vn/xa/thon-1/")
    client.force_login(build.user("vn/xa/", Role.OFFICER))

    assert client.get(reverse("entry")).context["page"].units == ()


def test_the_first_visit_of_a_commune_of_twelve_villages_takes_at_most_100_kilobytes(client):
    client.force_login(commune(villages=12).officer)
    page = get(client)
    files = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page))

    sizes = [len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in files]

    assert {"css/portal.css", "js/entry.js"} < files
    assert len(page.encode()) + sum(sizes) <= 100_000


@pytest.mark.parametrize("pinned", [True, False])
@pytest.mark.parametrize("villages", [1, 3, 12])
def test_the_page_asks_as_often_for_twelve_villages_as_for_one(
    client, settings, django_assert_num_queries, villages, pinned
):
    place = commune(villages)
    target = build.target(place.plan)
    for unit in place.villages:
        build.quota(target, unit.path, 100)
        build.baseline(place.plan, unit.path, 10)
        build.count(unit.path, 2, by=place.officer)
        mark_reported({(unit.pk, DAY)}, by=place.officer)
    settings.PORTAL_TODAY = DAY if pinned else None
    client.force_login(place.officer)

    with django_assert_num_queries(10 if pinned else 11):
        answer = client.get(reverse("entry"), {"day": DAY.isoformat()})

    assert answer.status_code == 200


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

    save(client, {place.name(): "5", "nothing_rest": "1"})

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
    assert Entry.objects.latest("pk").reason == "lấy lại số đã báo cáo"
    assert states() == {"thon-1": "reported"}


def test_a_village_whose_last_value_was_taken_back_has_not_reported(client):
    place = commune()
    client.force_login(place.officer)
    save(client, {place.name(): "12"})

    save(client, {place.name(): "", "clear": [place.name()]})

    assert values_of(place.first) == [None, None]
    assert states() == {}


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


# --- where a number comes from


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
