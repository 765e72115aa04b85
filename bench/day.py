"""How much a day costs: saving it, seeing it, checking it at night; as ratios to a floor and to a peer in one run.

    .venv/bin/python bench/day.py                      on SQLite, in a temporary folder
    DATABASE_URL=postgres://... .venv/bin/python bench/day.py

The floor of a save is the same number of bare INSERTs into the ledger in one transaction; the peer is a stock
import-export resource that stores the same rows, one by one, with neither ledger nor totals. The floor of the
chairman's page is the one SUM that answers "how many so far"; the floor of the night is reading the ledger once.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

RUNS = 15
DAY = date(2026, 6, 12)

os.environ.setdefault("PORTAL_VAR", tempfile.mkdtemp(prefix="portal-bench-"))
os.environ["PORTAL_TODAY"] = DAY.isoformat()
os.environ["DJANGO_SETTINGS_MODULE"] = "campaign_portal.settings"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Sum  # noqa: E402
from import_export.resources import ModelResource  # noqa: E402
from tablib import Dataset  # noqa: E402

from demonstration import loading  # noqa: E402
from intake.actions.entry import Sent, submit_day  # noqa: E402
from intake.actions.nightly import check_unit  # noqa: E402
from intake.models import Count, Entry, Source  # noqa: E402
from intake.queries.fields import fields_of, reporting_units  # noqa: E402
from intake.rules.ledger import CellKey, NewValue  # noqa: E402
from plans.models import Plan  # noqa: E402
from reports.queries.board import board_of  # noqa: E402
from units import clock  # noqa: E402
from units.models import User  # noqa: E402
from units.rules import Branch  # noqa: E402


class StockResource(ModelResource):
    """What a project gets from import-export without a ledger."""

    class Meta:
        model = Count
        fields = ("unit", "day", "indicator", "cohort", "value")
        import_id_fields = ("unit", "day", "indicator", "cohort")


def median_ms(work: Callable[[int], object]) -> float:
    """The median time of a work over RUNS runs, in milliseconds; the first run warms up."""
    times = []
    for run in range(RUNS + 1):
        begun = time.perf_counter()
        work(run)
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times[1:])


@dataclass(frozen=True)
class Scene:
    """The demonstration on 12/6: nothing entered yet for the day."""

    plan: Plan
    officer: User
    keys: list[CellKey]


def scene() -> Scene:
    call_command("migrate", verbosity=0)
    loading.load(until=DAY - timedelta(days=1), password=None)
    plan = Plan.objects.select_related("unit").get(code=loading.DEMO_PLAN)
    villages = reporting_units(plan.unit, Branch.PLACE)
    cells = sorted(fields_of(villages))
    keys = [CellKey(unit, DAY, indicator, cohort) for unit, indicator, cohort in cells]
    return Scene(plan, User.objects.get(username="canbo"), keys)


def save(at: Scene, run: int) -> None:
    values = [NewValue(key, run + n % 7) for n, key in enumerate(at.keys)]
    submit_day(sent=Sent(DAY, values), key=uuid.uuid4(), by=at.officer)


@transaction.atomic
def bare_inserts(at: Scene, run: int) -> None:
    for key in at.keys:
        Entry.objects.create(
            unit_id=key.unit_id,
            day=DAY + timedelta(days=400),
            indicator_id=key.indicator_id,
            cohort_id=key.cohort_id,
            version=run + 1,
            value=run,
            at=clock.now(),
            by=at.officer,
            source=Source.WEB,
        )


def stock_import(at: Scene, run: int) -> None:
    day = str(DAY + timedelta(days=500))
    rows = [(k.unit_id, day, k.indicator_id, k.cohort_id, run) for k in at.keys]
    sheet = Dataset(*rows, headers=list(StockResource.Meta.fields))
    result = StockResource().import_data(sheet, use_transactions=True)
    assert not result.has_errors(), result.row_errors()


def main() -> None:
    at = scene()
    commune = at.plan.unit
    saved = median_ms(lambda run: save(at, run))
    floor = median_ms(lambda run: bare_inserts(at, run))
    peer = median_ms(lambda run: stock_import(at, run))
    Entry.objects.filter(day__gt=DAY).delete()
    Count.objects.filter(day__gt=DAY).delete()
    below = Count.objects.within(commune.path)
    page = median_ms(lambda _: board_of(at.plan, commune))
    one_sum = median_ms(lambda _: below.aggregate(total=Sum("value")))
    night = median_ms(lambda _: check_unit(unit=commune, day=DAY))
    ledger = Entry.objects.within(commune.path).values_list("day", "value")
    reading = median_ms(lambda _: list(ledger.all()))

    print(
        f"{connection.vendor}: median of {RUNS} runs, {len(at.keys)} cells, {ledger.count()} entries"
    )
    print(
        f"save a day      {saved:7.1f} ms  {saved / floor:5.1f} x bare inserts  {saved / peer:5.2f} x stock import"
    )
    print(f"chairman's page {page:7.1f} ms  {page / one_sum:5.1f} x one SUM")
    print(f"nightly check   {night:7.1f} ms  {night / reading:5.1f} x reading the ledger")


if __name__ == "__main__":
    main()
