"""Deductions asked for and decided at the same moment, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from targets.actions.deductions import Decision, ask_deduction, decide, revoke
from targets.models import Deduction, DeductionFile
from targets.rules.deductions import DeductionError
from tests import build
from tests.reports.build_deductions import asked, request
from units.models import AuditEntry
from units.rules import Role

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]
PEOPLE = 6
PATHS = ("vn/xa/thon-1/", "vn/xa/thon-2/")


@pytest.fixture(autouse=True)
def today(settings):
    settings.PORTAL_TODAY = date(2026, 6, 12)


@pytest.fixture
def target():
    build.unit(PATHS[1])
    return build.target(build.plan())


def at_once(works: list[Callable[[], object]]) -> list[object]:
    """Run each work in a thread with a connection of its own; a refusal is an answer too."""

    def run(work: Callable[[], object]) -> object:
        try:
            return work()
        except DeductionError as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(run, works))


def test_one_form_sent_many_times_at_once_is_one_request(target):
    village = build.user(PATHS[0], Role.VILLAGE_HEAD)
    sent = request(target, PATHS[0], people=None, persons="Nguyễn Văn A, 2012")

    answers = at_once([lambda: ask_deduction(request=sent, by=village)] * PEOPLE)

    one = Deduction.objects.get()
    assert sorted(is_new for _, is_new in answers) == [False] * (PEOPLE - 1) + [True]
    assert {deduction for deduction, _ in answers} == {one}
    assert (DeductionFile.objects.count(), AuditEntry.objects.count()) == (1, 1)


def test_of_many_acceptances_at_once_only_as_many_people_as_there_are_are_taken(target):
    """60 each of a commune of 200, asked by two villages of 200: three fit, whatever day they count from."""
    officer, head = build.user("vn/xa/"), build.user("vn/xa/", Role.POLICE_HEAD)
    rows = [
        asked(target, PATHS[n % 2], by=officer, people=60, note=f"lần {n}") for n in range(PEOPLE)
    ]
    people = {PATHS[0]: 200, PATHS[1]: 200, "vn/xa/": 200}

    def accept(n: int) -> object:
        where = {path: count for path, count in people.items() if path in {PATHS[n % 2], "vn/xa/"}}
        decision = Decision(True, date(2026, 6, 20 + n % 3), populations=where)
        return decide(deduction=rows[n], decision=decision, by=head)

    answers = at_once([lambda n=n: accept(n) for n in range(PEOPLE)])

    assert answers.count(DeductionError) == PEOPLE - 3
    held = Deduction.objects.filter(state="accepted").values_list("people", flat=True)
    assert list(held) == [60, 60, 60]


def test_one_acceptance_is_taken_back_once(target):
    officer, head = build.user("vn/xa/"), build.user("vn/xa/", Role.POLICE_HEAD)
    row = asked(target, by=officer)
    decide(deduction=row, decision=Decision(True, date(2026, 6, 1)), by=head)

    answers = at_once([lambda: revoke(deduction=row, reason="Nhầm", by=head)] * PEOPLE)

    assert answers.count(DeductionError) == PEOPLE - 1
    assert AuditEntry.objects.filter(action="Hủy quyết định giám trừ").count() == 1
