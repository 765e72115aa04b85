"""Many people at once, on PostgreSQL: no save lost or doubled, totals right, a lock exact."""

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import Sum

from intake.actions.counts import Origin, Recorded, record_counts, submit_once
from intake.actions.days import close_day
from intake.actions.entry import Sent, submit_day
from intake.models import Count, Entry, Source, Submission, Total
from intake.queries.integrity import differences_of
from intake.rules.ledger import Clashes, DayLocked, NewValue
from tests import build
from units.models import User

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]

VILLAGES = [f"vn/xa/thon-{n}/" for n in range(1, 5)]
PEOPLE = 8
PATIENCE = 20.0


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


def submit(path: str, day: date, value: int, by: User) -> None:
    """A save as the entry page makes it."""
    values = [NewValue(build.key(path, day), value)]
    submit_day(sent=Sent(day, values), key=uuid.uuid4(), by=by)


class Held:
    """A batch that has written its counts and is kept from ending until it is let go."""

    def __init__(self, path: str, by: User) -> None:
        self.values = [NewValue(build.key(path), 7)]
        self.by, self.is_in, self.may_go = by, threading.Event(), threading.Event()

    def wait(self, recorded: Recorded) -> None:
        connection.check_constraints()  # as after a full chunk of rows
        self.is_in.set()
        self.may_go.wait(PATIENCE)

    def run(self) -> int:
        origin = Origin(Source.TALLY)
        return record_counts(self.values, by=self.by, origin=origin, before_totals=self.wait).cells

    def let_another_save(self, path: str, day: date, value: int) -> bool:
        """Whether somebody else's save is through while the batch is still on its way."""
        assert self.is_in.wait(PATIENCE)
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '1s'")
                submit(path, day, value, self.by)
        except OperationalError:
            return False
        finally:
            self.may_go.set()
            connection.close()
        return True


@pytest.mark.parametrize(
    ("path", "day", "is_through"),
    [
        ("vn/xa-khac/thon-9/", build.DAY, True),
        (VILLAGES[0], date(2026, 6, 11), True),
        (VILLAGES[1], build.DAY, False),
    ],
    ids=["another commune", "the same village on another day", "the same commune's day"],
)
def test_a_batch_on_its_way_holds_up_only_the_days_that_it_writes(officer, path, day, is_through):
    build.unit(path)
    build.field(build.plan("vn/", code="ke-hoach-chung"))
    province = build.user("vn/", username="can-bo-tinh")
    submit(path, day, 4, province)
    held = Held(VILLAGES[0], province)

    answers = at_once([held.run, lambda: held.let_another_save(path, day, 5)])

    assert answers == [1, is_through]
    root = build.unit("vn/")
    assert Total.objects.filter(unit=root).aggregate(sum=Sum("value")) == {
        "sum": 7 + (5 if is_through else 4)
    }
    assert differences_of(root)[1] == []
