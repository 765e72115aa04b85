"""A browser's queue that arrives late, twice or turned round ends as if it had come in order."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime

import pytest

from intake.actions.days import approve_days, close_day
from intake.actions.entry import Declared, Sent, submit_day
from intake.models import Count, DayReport, Entry, Submission
from intake.rules.ledger import CellKey, Clashes, DayLocked, KeyReused, NewValue, Press
from tests import build
from tests.intake.build_entry import DAY, OTHER, commune
from units.rules import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pinned_day")]

DEVICE, OTHER_DEVICE = uuid.UUID(int=1), uuid.UUID(int=2)


def press(key: CellKey, value: int | None, sequence: int, *, by, **over) -> dict:
    """One value sent by a press of a browser; `over`: base, device, name (the operation key)."""
    new = NewValue(key, value, over.get("base", 0))
    sent = Sent(DAY, [new], press=Press(over.get("device", DEVICE), sequence))
    return submit_day(sent=sent, key=over.get("name") or uuid.uuid4(), by=by)


def value_of(key: CellKey) -> int | None:
    return Count.objects.get(unit=key.unit_id, indicator=key.indicator_id).value


@pytest.mark.parametrize("order", list(itertools.permutations([0, 1, 2])))
def test_whatever_the_order_of_arrival_the_last_press_of_a_browser_counts(order):
    place = commune()
    key = build.key(place.first)
    presses = [(5, 1), (7, 2), (5, 3)]

    for n in order:
        press(key, *presses[n], by=place.officer)

    assert value_of(key) == 5


def test_a_press_that_was_overtaken_says_so_and_leaves_the_ledger_alone():
    place = commune()
    key = build.key(place.first)
    press(key, 7, 2, by=place.officer)

    answer = press(key, 5, 1, by=place.officer)

    assert (answer["cells"], answer["outdated"]) == (0, 1)
    assert answer["seen"] == {place.name(): "1:7"}
    assert list(Entry.objects.values_list("value", "version")) == [(7, 1)]


def test_a_press_overtaken_at_one_cell_is_stored_at_the_others():
    place = commune(villages=2)
    first, second = build.key(place.first), build.key(place.villages[1].path)
    press(first, 7, 2, by=place.officer)
    sent = Sent(DAY, [NewValue(first, 5, 0), NewValue(second, 3, 0)], press=Press(DEVICE, 1))

    answer = submit_day(sent=sent, key=uuid.uuid4(), by=place.officer)

    assert (answer["cells"], answer["outdated"]) == (1, 1)
    assert sorted(Count.objects.values_list("value", flat=True)) == [3, 7]


def test_two_browsers_of_one_person_are_asked_like_two_people():
    place = commune()
    key = build.key(place.first)
    press(key, 5, 1, by=place.officer)

    with pytest.raises(Clashes):
        press(key, 7, 1, by=place.officer, device=OTHER_DEVICE)


def test_two_people_at_one_browser_are_asked():
    place = commune()
    key = build.key(place.first)
    press(key, 5, 1, by=place.officer)

    with pytest.raises(Clashes):
        press(key, 7, 2, by=build.user("vn/xa/", Role.POLICE_HEAD))


def test_somebody_elses_value_between_two_presses_is_shown_and_not_overwritten():
    place = commune()
    key = build.key(place.first)
    press(key, 5, 1, by=place.officer)
    press(key, 6, 1, by=build.user("vn/xa/", Role.POLICE_HEAD), base=1, device=OTHER_DEVICE)

    with pytest.raises(Clashes) as refusal:
        press(key, 7, 2, by=place.officer)

    assert [(c.sent, c.stored) for c in refusal.value.clashes] == [(7, 6)]
    assert value_of(key) == 6


def test_a_press_sent_again_gets_the_first_answer():
    place, name = commune(), uuid.uuid4()
    key = build.key(place.first)

    answers = [press(key, 5, 1, by=place.officer, name=name) for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]
    assert Entry.objects.count() == 1


def test_a_key_with_another_body_is_refused():
    place, name = commune(), uuid.uuid4()
    key = build.key(place.first)
    press(key, 5, 1, by=place.officer, name=name)

    with pytest.raises(KeyReused):
        press(key, 6, 1, by=place.officer, name=name)


def test_a_press_that_comes_after_the_lock_is_refused_and_one_that_came_before_keeps_its_answer():
    place, name = commune(), uuid.uuid4()
    key = build.key(place.first)
    first = press(key, 5, 1, by=place.officer, name=name)
    close_day(unit=build.unit("vn/xa/"), day=DAY, by=build.user("vn/xa/", Role.POLICE_HEAD))

    assert press(key, 5, 1, by=place.officer, name=name) == first
    with pytest.raises(DayLocked):
        press(key, 6, 2, by=place.officer)
    assert value_of(key) == 5


def test_the_browsers_own_clock_is_kept_beside_the_servers():
    place = commune()
    at = datetime(2026, 6, 12, 0, 50, tzinfo=UTC)
    sent = Sent(DAY, [NewValue(build.key(place.first), 5, 0)], press=Press(DEVICE, 4, at))

    submit_day(sent=sent, key=uuid.uuid4(), by=place.officer)

    kept = Submission.objects.get()
    assert (kept.device, kept.sequence, kept.pressed_at) == (DEVICE, 4, at)
    assert kept.at != at


def test_a_declaration_that_was_overtaken_leaves_an_approved_report_as_it_is():
    place = commune()
    keys = [build.key(place.first), build.key(place.first, cohort=build.cohort(OTHER))]
    later = Sent(DAY, [NewValue(key, 7, 0) for key in keys], press=Press(DEVICE, 2))
    submit_day(sent=later, key=uuid.uuid4(), by=place.officer)
    chief = build.user("vn/xa/", Role.POLICE_HEAD)
    approve_days(reports=list(DayReport.objects.all()), by=chief)
    nothing = Declared(frozenset({place.villages[0].pk}))
    zeros = [NewValue(key, 0, 0) for key in keys]

    answer = submit_day(
        sent=Sent(DAY, zeros, nothing, press=Press(DEVICE, 1)), key=uuid.uuid4(), by=place.officer
    )

    assert answer["outdated"] == len(keys)
    assert list(Count.objects.values_list("value", flat=True)) == [7, 7]
    assert DayReport.objects.get().state == DayReport.State.APPROVED
