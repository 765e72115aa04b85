"""Figures that are stored already: replaced, kept, or superseded with the workbook they came from."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from intake.actions.undo import undo_tally
from intake.models import DayReport, Tally
from intake.rules.ledger import Refusal
from intake.uploads import choose, commit_tally, enter_tally
from plans.models import Plan
from tests import build
from tests.intake import build_tallies as tally_of
from tests.intake.build_tallies import (
    ADULT,
    CARD,
    COMMUNE,
    HOA,
    amend,
    confirm,
    row,
    sent,
    texts,
)
from units.rules import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tally_day")]

DAY = date(2026, 6, 11)
CELL = ("phu-hoa", DAY, "eid_activated", "age_6_13")


def test_stored_figures_are_replaced_only_when_the_sender_says_so(client, head):
    build.count(HOA, 5, DAY, by=head)
    tally = sent(client, row(14), row(9, cohort=ADULT))

    response = confirm(client, tally)
    assert texts(client.get(response.url)) == [
        "Biểu trùng với số liệu đã có. Đề nghị chọn một trong các cách nhập rồi xác nhận lại."
    ]
    assert tally_of.values() == {CELL: 5}

    confirm(client, tally, "replace")
    assert tally_of.values()[CELL] == 14


def test_stored_figures_are_kept_and_the_rest_goes_in(client, head):
    build.count(HOA, 5, DAY, by=head)
    tally = sent(client, row(14), row(9, cohort=ADULT))

    confirm(client, tally, "fill")

    assert sorted(value for value in tally_of.values().values()) == [5, 9]
    tally.refresh_from_db()
    assert (tally.receipt["cells"], tally.receipt["kept_stored"]) == (1, 1)


def test_the_page_says_whose_figures_are_stored(client, head):
    build.count(HOA, 5, DAY, by=head)
    confirm(client, sent(client, row(3, indicator=CARD)))
    tally = sent(client, row(14), row(4, indicator=CARD))

    overlaps = client.get(reverse("tally", args=[tally.pk])).context["preview"].overlaps

    assert sorted((o.source, o.by, o.receipt != "", o.cells) for o in overlaps) == [
        ("biểu tổng hợp", str(head), True, 1),
        ("nhập trên trang", str(head), False, 1),
    ]


def test_a_corrected_file_of_the_same_name_replaces_the_former_as_a_whole(client, head):
    former = sent(client, row(14), row(9, cohort=ADULT), row(2, indicator=CARD))
    confirm(client, former)
    corrected = sent(client, row(14), row(8, cohort=ADULT))

    page = client.get(reverse("tally", args=[corrected.pk]))
    assert page.context["preview"].former == former
    confirm(client, corrected, "supersede")

    corrected.refresh_from_db()
    former.refresh_from_db()
    assert {key[2:]: value for key, value in tally_of.values().items()} == {
        ("eid_activated", "age_6_13"): 14,
        ("eid_activated", "age_14_up"): 8,
        ("card_intake", "age_6_13"): None,
    }
    assert corrected.receipt["superseded"] == {"number": former.receipt_number, "cells": 1}
    assert (former.state, corrected.state) == (Tally.State.UNDONE, Tally.State.COMMITTED)
    assert former.receipt["undo"]["reason"] == f"Thay bằng biểu {corrected.receipt_number}"


def test_next_weeks_file_of_the_same_name_is_no_correction(client, head):
    confirm(client, sent(client, row(14)))

    later = sent(client, row(3, day="10/06/2026"))

    assert client.get(reverse("tally", args=[later.pk])).context["preview"].former is None
    confirm(client, later)
    later.refresh_from_db()
    assert later.state == Tally.State.COMMITTED


def test_a_receipt_tells_the_totals_before_and_after_what_was_withdrawn(client, head):
    build.count(HOA, 100, date(2026, 6, 1), by=head)
    confirm(client, sent(client, row(14), row(6, day="10/06/2026")))
    corrected = sent(client, row(13))

    confirm(client, corrected, "supersede")

    corrected.refresh_from_db()
    assert corrected.receipt["totals"] == [{"label": "Kích hoạt 6–14", "before": 120, "after": 113}]


# --- Superseded, and undone ------------------------------------------------------------------------

X = ("phu-hoa", DAY, "eid_activated", "age_6_13")
Y = ("phu-hoa", DAY, "eid_activated", "age_14_up")


def taken_in(client, *rows, choice="", unit=None):
    tally = sent(client, *rows)
    confirm(client, tally, choice)
    tally.refresh_from_db()
    assert tally.state == Tally.State.COMMITTED
    return tally


def test_superseding_twice_takes_back_what_the_third_no_longer_mentions(client, head):
    taken_in(client, row(1), row(2, cohort=ADULT))
    taken_in(client, row(1), row(3, cohort=ADULT), choice="supersede")

    taken_in(client, row(4, cohort=ADULT), choice="supersede")

    assert tally_of.values() == {X: None, Y: 4}


def test_undoing_the_superseding_tally_takes_back_the_former_too(client, head):
    build.count(HOA, 100, DAY, by=head)
    former = taken_in(
        client, row(14), row(9, cohort=ADULT), row(2, indicator=CARD), choice="replace"
    )
    later = taken_in(client, row(14), row(8, cohort=ADULT), choice="supersede")

    undo_tally(tally=later, by=head)

    assert {key[2:]: value for key, value in tally_of.values().items() if value is not None} == {
        ("eid_activated", "age_6_13"): 100
    }
    assert tally_of.totals() == {("xa", *X[1:]): 100, ("vn", *X[1:]): 100}
    former.refresh_from_db()
    assert former.state == Tally.State.UNDONE


def test_undoing_a_superseding_tally_leaves_days_as_they_stood_before_both(client, head):
    taken_in(client, row(14), row(3, day="10/06/2026"))
    later = taken_in(client, row(15), choice="supersede")
    assert list(DayReport.objects.values_list("day", flat=True)) == [DAY]

    undo_tally(tally=later, by=head)

    assert not DayReport.objects.exists()


def test_a_change_made_since_is_kept_when_a_superseding_tally_is_undone(client, head):
    taken_in(client, row(14), row(9, cohort=ADULT))
    later = taken_in(client, row(15), row(9, cohort=ADULT), choice="supersede")
    build.count(HOA, 20, DAY, by=head)

    undo_tally(tally=later, by=head)

    assert tally_of.values() == {X: 20, Y: None}
    later.refresh_from_db()
    assert later.receipt["undo"]["kept"] == ["Thôn Phú Hòa, ngày 11/6/2026, Kích hoạt 6–14"]


def test_a_supersede_that_changes_nothing_is_superseded_like_any_other(client, head):
    taken_in(client, row(1), row(2, cohort=ADULT))
    second = taken_in(client, row(1), choice="supersede")

    third = sent(client, row(7))

    assert client.get(reverse("tally", args=[third.pk])).context["preview"].former == second


def test_another_villages_file_of_the_same_name_is_no_correction(client, officer):
    taken_in(client, row(1))

    other = sent(client, row(5, unit="Thôn Phú Bình"))

    assert client.get(reverse("tally", args=[other.pk])).context["preview"].must_choose is False


def test_a_colleagues_file_of_the_same_name_is_not_replaced_as_a_whole(client, officer):
    taken_in(client, row(1))
    client.force_login(build.user(COMMUNE, Role.OFFICER, username="khac"))

    other = sent(client, row(5))

    assert client.get(reverse("tally", args=[other.pk])).context["preview"].former is None


def test_the_receipt_tells_the_total_of_what_was_taken_back_with_it(client, officer):
    taken_in(client, row(5, unit="Thôn Phú Bình", indicator=CARD), row(7))

    later = taken_in(client, row(9), choice="supersede")

    assert later.receipt["totals"] == [
        {"label": "Căn cước 6–14", "before": 5, "after": 0},
        {"label": "Kích hoạt 6–14", "before": 7, "after": 9},
    ]


def test_the_receipt_of_a_filled_tally_shows_only_what_went_in(client, head):
    taken_in(client, row(9))

    tally = taken_in(client, row(90), row(1, cohort=ADULT), choice="fill")

    [line] = client.get(reverse("tally", args=[tally.pk])).context["preview"].lines
    assert (line.changes, line.overlaps) == (1, 0)


def test_a_former_tally_undone_meanwhile_is_not_superseded(client, head):
    former = taken_in(client, row(14), row(9, cohort=ADULT))
    corrected = sent(client, row(15))
    chosen = choose(
        tally=corrected, choice="supersede", revision=corrected.revision, by=corrected.by
    )
    undo_tally(tally=former, by=head)

    with pytest.raises(Refusal, match="Biểu trước không còn trong số liệu"):
        commit_tally(tally=chosen, by=head)

    assert set(tally_of.values().values()) == {None}


def test_a_choice_where_nothing_is_to_be_chosen_does_no_harm(client, head):
    assert taken_in(client, row(14), choice="replace").choice == ""


def test_nobody_enters_what_an_amendment_has_changed_meanwhile(client, head):
    tally = sent(client, row(14))
    amend(client, Tally.objects.get(), cell_0="999")

    with pytest.raises(Refusal, match="Bảng so sánh đã được cập nhật"):
        enter_tally(tally=tally, choice="", revision=tally.revision, by=head)

    assert tally_of.values() == {}


def test_a_closed_plan_takes_nothing_in(client, head, plan):
    tally = sent(client, row(14))
    Plan.objects.update(state=Plan.State.CLOSED)

    response = confirm(client, tally)

    assert texts(client.get(response.url)) == [
        "Kế hoạch không còn thực hiện nên không nhận thêm số liệu."
    ]
