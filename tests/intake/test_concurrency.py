"""Many people at once, on PostgreSQL: no save lost or doubled, totals right, a lock exact."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from intake.actions.counts import Origin, record_counts, submit_once
from intake.actions.days import close_day
from intake.models import Count, Entry, Source, Submission, Total
from intake.queries.integrity import differences_of
from intake.rules.ledger import Clashes, DayLocked, NewValue
from tests import build
from units.models import User

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]

VILLAGES = [f"vn/xa/thon-{n}/" for n in range(1, 5)]
PEOPLE = 8


@pytest.fixture(autouse=True)
def officer(settings) -> User:
    settings.PORTAL_TODAY = build.DAY
    for path in VILLAGES:
        build.unit(path)
    build.field(build.plan())
    return build.user("vn/xa/")


def at_once(works: list[Callable[[], object]]) -> list[object]:
    """Run each work in a thread with a connection of its own; a refusal is an answer too."""

    def run(work: Callable[[], object]) -> object:
        try:
            return work()
        except (Clashes, DayLocked) as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(run, works))


def save(path: str, value: int, base: int, by: User) -> Callable[[], object]:
    new = NewValue(build.key(path), value, base)
    return lambda: record_counts([new], by=by, origin=Origin(Source.WEB)).cells


def test_of_many_who_saw_the_same_version_one_is_stored_and_the_others_are_asked(officer):
    answers = at_once([save(VILLAGES[0], n, 0, officer) for n in range(1, PEOPLE + 1)])

    assert sorted(map(str, answers)) == sorted([str(1), *[str(Clashes)] * (PEOPLE - 1)])
    assert Entry.objects.count() == 1
    assert Total.objects.get(unit__path="vn/xa/").value == Count.objects.get().value


def test_saves_to_different_villages_at_once_all_count_in_the_totals(officer):
    works = [save(path, n, None, officer) for n in range(1, 11) for path in VILLAGES]

    assert at_once(works) == [1] * len(works)
    stored = sum(Count.objects.values_list("value", flat=True))
    assert {total.value for total in Total.objects.all()} == {stored}
    assert differences_of(build.unit("vn/"))[1] == []


def test_one_operation_sent_many_times_at_once_is_done_once(officer):
    key = uuid.uuid4()
    new = NewValue(build.key(VILLAGES[0]), 5)

    def work(submission: Submission) -> dict[str, int]:
        origin = Origin(Source.WEB, submission=submission)
        return {"cells": record_counts([new], by=officer, origin=origin).cells}

    def send() -> object:
        return submit_once(key=key, body=[5], by=officer, source=Source.WEB, work=work)

    assert at_once([send] * PEOPLE) == [{"cells": 1}] * PEOPLE
    assert (Entry.objects.count(), Submission.objects.count()) == (1, 1)


def test_a_lock_among_many_saves_lets_none_in_behind_it(officer):
    def lock() -> object:
        close_day(unit=build.unit("vn/xa/"), day=build.DAY, by=None)
        return Entry.objects.count()

    works = [save(path, n, None, officer) for n in range(1, 9) for path in VILLAGES]
    answers = at_once([*works[:12], lock, *works[12:]])

    accepted = [answer for n, answer in enumerate(answers) if n != 12 and answer != DayLocked]
    # what was accepted before the lock, and nothing after it, is in the ledger
    assert Entry.objects.count() == sum(map(int, map(str, accepted)))
    assert differences_of(build.unit("vn/"))[1] == []
    with pytest.raises(DayLocked):
        record_counts([NewValue(build.key(VILLAGES[0]), 99)], by=officer, origin=Origin(Source.WEB))
