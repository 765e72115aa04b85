"""The nightly roll-up: recompute from the entries, compare, repair, lock what is due.

Each commune's night is a job of the queue of record (`intake.actions.jobs`).
"""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

from django.db import transaction

from intake.actions.days import lock_expired_days
from intake.actions.open_days import held_days
from intake.models import Count, Day, Entry, Job, NightlyCheck, Total
from intake.queries.fields import CorrectionWindow, correction_windows
from intake.queries.integrity import Difference, differences_of
from plans.models import Plan
from targets.actions.life import move_plans
from units import clock
from units.actions import record
from units.models import Unit
from units.rules import lineage

logger = logging.getLogger(__name__)


def plan_nightly_jobs(*, day: date) -> list[Job]:
    """One job for each unit that issued a running plan and for each unit above it, deepest first.

    Plans whose first day has come are running from here on. Asked twice, the jobs are made once.
    """
    move_plans(today=day)
    issuers = Unit.objects.filter(plans__state=Plan.State.RUNNING)
    paths = {path for unit in issuers for path in lineage(unit.path)}
    units = sorted(Unit.objects.filter(path__in=paths), key=lambda unit: -unit.path.count("/"))
    Job.objects.bulk_create(
        [
            Job(kind=Job.Kind.NIGHTLY, key=f"{unit.pk}:{day.isoformat()}", unit=unit, day=day)
            for unit in units
        ],
        ignore_conflicts=True,
    )
    jobs = Job.objects.filter(kind=Job.Kind.NIGHTLY, day=day, state=Job.State.WAITING)
    return list(jobs.order_by("pk"))


def check_job(job: Job) -> NightlyCheck:
    """The nightly check that a job asks for."""
    return check_unit(unit=job.unit, day=job.day)


@transaction.atomic
def check_unit(*, unit: Unit, day: date) -> NightlyCheck:
    """Recompute a unit's totals from its entries, repair what differs, lock the days that are due.

    Run again for the same day it adds to the record of the first run, whose finds it repaired.
    """
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    correctable = correction_windows(unit, today=day)
    held = _hold_all_days(unit, correctable)
    cells, found = differences_of(unit)
    differences = [difference for difference in found if difference.day in held]
    repair(differences)
    locked = lock_expired_days(within=unit.path) + _lock_due_days(correctable)
    check, _ = NightlyCheck.objects.select_for_update(of=("self",)).get_or_create(
        unit=unit, day=day, defaults={"at": clock.now(), "cells": cells}
    )
    check.at, check.cells = clock.now(), cells
    check.differences += [difference.as_json() for difference in differences]
    check.locked_days += locked
    check.save(update_fields=["at", "cells", "differences", "locked_days"])
    if differences:
        logger.error("unit %s: %d figures differed and were repaired", unit.pk, len(differences))
    return check


def _hold_all_days(unit: Unit, correctable: list[CorrectionWindow]) -> set[date]:
    """Hold every business day below the unit, so that no save changes a total while it is compared.

    Days that nobody has saved yet get their rows here, or they could never be locked. Returns the
    days held; one that a save opens meanwhile is left to the next night.
    """
    keys = set(Day.objects.within(unit.path).values_list("unit_id", "day"))
    keys |= {(window.unit.pk, day) for window in correctable for day in window.days}
    return {row.day for row in held_days(keys)}


def _lock_due_days(correctable: list[CorrectionWindow]) -> int:
    """Lock the open days that can no longer be corrected; one line in the log for each commune.

    A day that somebody opened again until a stated hour stays open until then.
    """
    count = 0
    for window in correctable:
        due = Day.objects.filter(
            unit=window.unit,
            day__lt=window.open_from,
            locked_at__isnull=True,
            open_until__isnull=True,
        )
        days = [day.isoformat() for day in due.order_by("day").values_list("day", flat=True)]
        if days:
            due.update(locked_at=clock.now(), open_reason="")
            record(
                "Khóa ngày",
                f"{window.unit}: {len(days)} ngày",
                by=None,
                unit=window.unit,
                after=days,
            )
            count += len(days)
    return count


def repair(differences: list[Difference]) -> None:
    """Put each wrong count and total back to what the entries say."""
    for difference in differences:
        cell: dict[str, Any] = {
            "unit_id": difference.unit_id,
            "day": difference.day,
            "indicator_id": difference.indicator_id,
            "cohort_id": difference.cohort_id,
        }
        if difference.branch:
            Total.objects.update_or_create(
                **cell, branch=difference.branch, defaults={"value": difference.computed or 0}
            )
        else:
            last = Entry.objects.filter(**cell).order_by("version").last()
            version = last.version if last else 0
            Count.objects.update_or_create(
                **cell, defaults={"value": difference.computed, "version": version}
            )
