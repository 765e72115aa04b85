"""Writes on one plan at the same moment, on PostgreSQL: nobody's work is lost, nothing is there twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection

from plans.models import Plan, PlanVersion
from targets.actions.drafts import PlanRefused, Stale, amend, open_document, save_facts
from targets.actions.life import issue
from targets.queries.facts import version_facts
from tests.targets.build_drafts import commune, draft
from tests.targets.test_drafts import TEXT

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]
PEOPLE = 6


@pytest.fixture
def xa():
    return commune()


def at_once(works: list[Callable[[], object]]) -> list[object]:
    """Run each work in a thread with a connection of its own; a refusal is an answer too."""

    def run(work: Callable[[], object]) -> object:
        try:
            return work()
        except PlanRefused as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(run, works))


def test_of_many_who_saw_the_same_draft_one_saves_and_the_others_are_told(xa):
    version = draft(xa.head)

    def save(number: int) -> object:
        facts = replace(version_facts(version), title=f"Tên {number}")
        args = {"version": version, "revision": version.revision, "by": xa.head}
        return save_facts(**args, facts=facts, what="sửa tên")

    answers = at_once([lambda n=n: save(n) for n in range(PEOPLE)])

    [winner] = [answer for answer in answers if answer is not Stale]
    held = PlanVersion.objects.get()
    assert (held.revision, held.facts) == (version.revision + 1, winner.facts)


def test_one_file_sent_many_times_at_once_is_one_draft(xa):
    send = {"data": TEXT.encode(), "name": "ke-hoach.txt", "by": xa.head}

    answers = at_once([lambda: open_document(**send)] * PEOPLE)

    assert answers == [PlanVersion.objects.get()] * PEOPLE
    assert Plan.objects.count() == 1


def test_a_plan_is_issued_once_and_what_is_saved_meanwhile_comes_before_or_is_told(xa):
    version = draft(xa.head)
    seen = {"version": version, "revision": version.revision}
    facts = replace(version_facts(version), title="Tên mới")

    answers = at_once(
        [lambda: issue(**seen, by=xa.chairman)] * 3
        + [lambda: save_facts(**seen, facts=facts, by=xa.head, what="sửa tên")] * 3
    )

    done = [answer for answer in answers if not isinstance(answer, type)]
    assert len(done) == 1
    assert isinstance(done[0], Plan) == (not PlanVersion.objects.get().is_draft)


def test_of_many_amendments_opened_at_once_one_is_there(xa):
    version = draft(xa.head)
    plan = issue(version=version, revision=version.revision, by=xa.chairman)

    answers = at_once([lambda: amend(plan=plan, reason="Gia hạn", by=xa.head)] * PEOPLE)

    assert answers.count(PlanRefused) == PEOPLE - 1
    assert plan.versions.count() == 2
