"""A save asks the database few questions, however many villages it holds."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import build
from tests.intake.build_entry import DAY, commune

pytestmark = pytest.mark.django_db

ALWAYS = 3  # session, account, its unit
DOUBTS = 7  # units, fields; percents, what follows what, levels before the plan, people, the days
STORED = 16
"""Begin; the press; units, their kin, fields, people; the day held, later presses, cells held; entries,
counts, reports, their history, totals; the answer, the end."""


@pytest.mark.parametrize("villages", [1, 12])
def test_a_save_asks_as_much_for_twelve_villages_as_for_one(
    settings: Any, client: Client, django_assert_num_queries: Any, villages: int
) -> None:
    settings.PORTAL_TODAY = DAY
    place = commune(villages)
    for village in place.villages:
        build.count(village.path, 5, DAY - timedelta(days=1), by=place.officer)
    client.force_login(place.officer)
    sent = {"day": DAY.isoformat(), "key": str(uuid.uuid4()), "device": str(uuid.uuid4())}
    sent |= {"sequence": "1"} | {place.name(village.path): "4" for village in place.villages}

    with django_assert_num_queries(ALWAYS + DOUBTS + STORED):
        answer = client.post("/entry/", sent, headers={"accept": "application/json"})

    assert answer.json()["cells"] == villages
