"""What the officer's page shows over HTTP: its units, its fields, what helps to fill them in."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from intake.actions.days import mark_reported, return_day
from intake.models import DayReport
from tests import build
from tests.intake.build_entry import DAY, OTHER, commune, get
from units.rules import Branch, Kind, Role

BEFORE = DAY - timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pinned_day")]


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

    with django_assert_num_queries(17 if pinned else 18):
        answer = client.get(reverse("entry"), {"day": DAY.isoformat()})

    assert answer.status_code == 200
