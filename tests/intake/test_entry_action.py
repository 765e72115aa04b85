"""submit_day: one pressing of Lưu, without a browser."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from intake.actions.days import close_day
from intake.actions.entry import Declared, Sent, submit_day
from intake.models import Count, DayReport, Entry, Submission
from intake.rules.ledger import (
    Clashes,
    DayLocked,
    KeyReused,
    NewValue,
    NotAField,
    OutsideYourUnit,
)
from targets.models import Indicator
from tests import build
from tests.intake.build_entry import DAY, OTHER, commune
from units.models import AuditEntry
from units.rules import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pinned_day")]


def submit(place, values=(), *, nothing=(), kept=(), key=None, by=None):
    return submit_day(
        sent=Sent(DAY, list(values), Declared(frozenset(nothing), frozenset(kept))),
        key=key or uuid.uuid4(),
        by=by or place.officer,
    )


def ledger() -> list[tuple[int | None, int]]:
    return list(Entry.objects.order_by("pk").values_list("value", "version"))


def test_a_repeat_of_a_key_writes_nothing_and_gets_the_first_answer():
    place = commune()
    key, values = uuid.uuid4(), [NewValue(build.key(place.first), 5, 0)]

    answers = [submit(place, values, key=key) for _ in range(2)]

    assert answers[0] == answers[1]
    assert ledger() == [(5, 1)]


def test_the_answer_counts_the_cells_and_units_that_were_stored():
    place = commune(villages=2)

    answer = submit(place, [NewValue(build.key(place.first), 5, 0)], nothing=[place.villages[1].pk])

    at = answer.pop("at")
    receipt = Submission.objects.get().receipt_number
    seen = answer.pop("seen")
    assert answer == {
        "day": "2026-06-12",
        "cells": 3,
        "outdated": 0,
        "units": 2,
        "noun": "thôn",
        "receipt": receipt,
    }
    assert sorted(seen.values()) == ["1:0", "1:0", "1:5"]
    assert len(at) == len("17:05")


@pytest.mark.parametrize("other", ["value", "nothing", "account"])
def test_a_used_key_with_another_body_is_refused(other):
    place = commune()
    key = uuid.uuid4()
    submit(place, [NewValue(build.key(place.first), 5, 0)], key=key)
    value = 6 if other == "value" else 5
    nothing = [place.villages[0].pk] if other == "nothing" else []
    by = build.user("vn/xa/", Role.POLICE_HEAD) if other == "account" else place.officer

    with pytest.raises(KeyReused):
        submit(place, [NewValue(build.key(place.first), value, 0)], nothing=nothing, key=key, by=by)

    assert ledger() == [(5, 1)]


def test_a_refused_submission_leaves_neither_values_nor_its_key():
    place = commune(villages=2)
    build.count(place.first, 3, by=place.officer)
    key = uuid.uuid4()
    values = [
        NewValue(build.key(place.first), 9, 0),
        NewValue(build.key(place.villages[1].path), 9, 0),
    ]

    with pytest.raises(Clashes):
        submit(place, values, nothing=[place.villages[1].pk], key=key)

    assert ledger() == [(3, 1)]
    assert not Submission.objects.filter(key=key).exists()
    assert not DayReport.objects.exists()


def test_nothing_happened_leaves_a_value_that_somebody_stored_meanwhile():
    place = commune()
    build.count(place.first, 3, by=place.officer)

    submit(place, nothing=[place.villages[0].pk])

    assert dict(Count.objects.values_list("cohort__code", "value")) == {"age_6_13": 3, OTHER: 0}


def test_nothing_happened_does_not_bring_a_stock_down_to_zero():
    place = commune()
    stock = build.indicator("e_wallet", aggregation=Indicator.Aggregation.STOCK)
    build.field(place.plan, indicator=stock, position=9)

    submit(place, nothing=[place.villages[0].pk])

    assert set(Count.objects.values_list("indicator__code", flat=True)) == {"eid_activated"}


@pytest.mark.parametrize("how", ["nothing", "kept"])
def test_a_whole_unit_is_declared_only_inside_ones_own_subtree(how):
    place = commune(villages=2)
    head = build.user(place.first, Role.VILLAGE_HEAD)

    with pytest.raises(OutsideYourUnit):
        submit(place, **{how: [place.villages[1].pk]}, by=head)

    assert not DayReport.objects.exists()


@pytest.mark.parametrize("how", ["nothing", "kept"])
def test_a_locked_day_refuses_declarations_too(how):
    place = commune()
    build.count(place.first, 3, by=place.officer)
    close_day(unit=build.unit("vn/xa/"), day=DAY, by=build.user("vn/xa/", Role.POLICE_HEAD))

    with pytest.raises(DayLocked):
        submit(place, **{how: [place.villages[0].pk]})

    assert ledger() == [(3, 1)]
    assert not DayReport.objects.exists()


def test_nothing_cannot_be_declared_where_no_plan_asks_for_anything():
    place = commune()
    place.plan.starts_on = DAY + timedelta(days=1)
    place.plan.save()

    with pytest.raises(NotAField):
        submit(place, nothing=[place.villages[0].pk])

    assert not DayReport.objects.exists()


def test_figures_cannot_be_confirmed_where_there_are_none():
    place = commune()

    submit(place, kept=[place.villages[0].pk])

    assert not DayReport.objects.exists()


def test_confirming_a_report_that_stands_does_not_touch_it():
    place = commune()
    submit(place, [NewValue(build.key(place.first), 5, 0)])
    before = DayReport.objects.get().reported_at

    submit(place, kept=[place.villages[0].pk])

    assert DayReport.objects.get().reported_at == before


def test_taking_back_the_last_value_withdraws_the_report_and_leaves_a_trace():
    place = commune()
    submit(place, [NewValue(build.key(place.first), 5, 0)])

    submit(place, [NewValue(build.key(place.first), None, 1, "rút lại số")])

    assert not DayReport.objects.exists()
    [trace] = AuditEntry.objects.filter(action="Rút báo cáo ngày")
    assert (trace.by, trace.unit, trace.before) == (place.officer, place.villages[0], "reported")
    assert ledger() == [(5, 1), (None, 2)]
