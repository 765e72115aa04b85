"""The demonstration put into the database through the same actions as everything else."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from itertools import groupby

from django.db import transaction

from demonstration.deductions import load_deductions
from demonstration.facts import DemonstrationFacts, UnitFacts, load_demonstration
from demonstration.simulation import COMMUNE, SimulatedCount, SimulatedReport, simulate
from demonstration.town import load_town
from intake.actions.counts import Origin, record_counts, submit_once
from intake.actions.days import approve_days, mark_reported, return_day
from intake.actions.nightly import check_unit
from intake.models import Day, DayReport, Source, Submission
from intake.rules.ledger import CellKey, NewValue
from plans.models import Plan
from plans.rules.facts import PlanFacts
from reports.rules.progress import required_count
from residents.models import Cohort, Population
from residents.rules import parts_of
from targets.actions.applying import load_plan, restate_first_version
from targets.actions.quotas import split_quota
from targets.actions.vocabulary import load_vocabulary
from targets.catalogue.facts import PLAN_CODES
from targets.catalogue.facts import load_plan as plan_facts
from targets.catalogue.facts import load_vocabulary as vocabulary_facts
from targets.models import Baseline, EntryField, Indicator, Target
from units import clock
from units.models import Unit, User
from units.rules import Branch

DEMO_PLAN = "2026-phu-rieng"
KEYS = uuid.UUID("6f1c2c5e-6b3f-4f0e-9a39-2d1f0d8a2606")
SOURCE = "Dữ liệu minh họa"


@transaction.atomic
def load(*, until: date, password: str | None) -> None:
    """Load the five plans and the demonstration commune; what is there already stays as it is.

    `password` None leaves the passwords of existing accounts alone.
    """
    facts = load_demonstration()
    load_vocabulary(vocabulary_facts())
    units = _load_units(facts)
    accounts = _load_accounts(facts, units, password)
    for code in PLAN_CODES:
        _load_one_plan(plan_facts(code), units[facts.plans[code]], is_demo=code == DEMO_PLAN)
    plan = Plan.objects.get(code=DEMO_PLAN)
    _load_village_figures(facts, plan, units)
    _split_quotas(facts, plan)
    _add_fields(facts)
    restate_first_version(plan)
    for town in facts.towns:
        load_town(town, units)
    _load_history(until, units, accounts)
    load_deductions(facts.deductions, plan, units, accounts)
    check_unit(unit=plan.unit, day=clock.today())


def _load_units(facts: DemonstrationFacts) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for position, row in enumerate(facts.units):
        units[row.code], _ = Unit.objects.get_or_create(
            code=row.code,
            defaults={
                "name": row.name,
                "kind": row.kind,
                "parent": units[row.parent] if row.parent else None,
                "aliases": list(row.aliases),
                "position": position,
            },
        )
    return units


def _load_accounts(
    facts: DemonstrationFacts, units: dict[str, Unit], password: str | None
) -> dict[str, User]:
    accounts: dict[str, User] = {}
    for row in facts.accounts:
        account, is_new = User.objects.get_or_create(
            username=row.username,
            defaults={"full_name": row.full_name, "unit": units[row.unit], "role": row.role},
        )
        if password and (is_new or not account.check_password(password)):
            account.set_password(password)
            account.save(update_fields=["password"])
        if row.personal_unit:
            _give_own_line(account, units[row.personal_unit])
        accounts[row.username] = account
    return accounts


def _give_own_line(account: User, line: Unit) -> None:
    """The officer's own line, to an account of an older demonstration too; what is given stays."""
    if account.personal_unit_id is None and not User.objects.filter(personal_unit=line).exists():
        account.personal_unit = line
        account.save(update_fields=["personal_unit"])


def _load_one_plan(facts: PlanFacts, unit: Unit, *, is_demo: bool) -> None:
    today = clock.today()
    is_over = facts.ends_on is not None and facts.ends_on < today
    state = Plan.State.CLOSED if is_over else Plan.State.RUNNING
    load_plan(facts, unit=unit, state=state, is_illustrative=is_demo)
    if facts.baseline is None or facts.baseline.as_of is None:
        return
    for code, people in facts.baseline.population.items():
        Population.objects.get_or_create(
            unit=unit,
            cohort=Cohort.objects.get(code=code),
            residence=facts.baseline.residence or "permanent",
            as_of=facts.baseline.as_of,
            defaults={"people": people, "source": f"{facts.short_title}, số liệu đầu kỳ"},
        )


def _add_fields(facts: DemonstrationFacts) -> None:
    """The cells that the demonstration asks for beside the plans' own."""
    for row in facts.added_fields:
        plan = Plan.objects.get(code=row.plan)
        EntryField.objects.get_or_create(
            plan=plan,
            indicator=Indicator.objects.get(code=row.indicator),
            cohort=Cohort.objects.get(code=row.cohort),
            branch=row.branch,
            unit=None,
            defaults={"rhythm": row.rhythm, "position": plan.fields.count()},
        )


def _load_village_figures(facts: DemonstrationFacts, plan: Plan, units: dict[str, Unit]) -> None:
    """Each village's people and baselines, at the date of the plan's own."""
    as_of = plan.baselines.earliest("as_of").as_of
    cohorts = {cohort.code: cohort for cohort in Cohort.objects.all()}
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    for village in facts.below(plan.unit.code, Branch.PLACE):
        for code, people in village.population.items():
            Population.objects.get_or_create(
                unit=units[village.code],
                cohort=cohorts[code],
                as_of=as_of,
                defaults={"people": people, "source": SOURCE},
            )
        for indicator, levels in village.baselines.items():
            for code, value in levels.items():
                Baseline.objects.get_or_create(
                    plan=plan,
                    unit=units[village.code],
                    indicator=indicators[indicator],
                    cohort=cohorts[code],
                    defaults={"as_of": as_of, "value": value, "note": SOURCE},
                )


def _split_quotas(facts: DemonstrationFacts, plan: Plan) -> None:
    """The plan's totals over the villages, by their people of the target's cohort."""
    villages = facts.below(plan.unit.code, Branch.PLACE)
    known = [cohort.facts for cohort in Cohort.objects.filter(code__in=villages[0].population)]
    targets = plan.targets.filter(
        branch=Branch.PLACE,
        goal_kind=Target.Goal.PERCENT,
        denominator_kind=Target.Denominator.POPULATION,
        quotas__isnull=True,
    ).select_related("cohort", "plan__unit")
    for target in targets:
        parts = parts_of(target.cohort.facts, known) if target.cohort else ()
        people = Population.objects.filter(unit=plan.unit, cohort=target.cohort).first()
        if parts and people:
            split_quota(
                target=target,
                total=required_count(target.goal_value, people.people, target.operator),
                weights={village.code: _people(village, parts) for village in villages},
                by=None,
            )


def _people(village: UnitFacts, parts: tuple[str, ...]) -> int:
    return sum(village.population[code] for code in parts)


def _load_history(until: date, units: dict[str, Unit], accounts: dict[str, User]) -> None:
    """The simulated days, one submission for each unit and moment, and what became of the reports.

    A day that was locked since an older demonstration was loaded stays as it is.
    """
    simulation, facts = simulate(until=until), load_demonstration()
    locked = set(Day.objects.locked().within(units[COMMUNE].path).values_list("day", flat=True))
    loaded = set(Submission.objects.filter(source=Source.DEMO).values_list("key", flat=True))
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    cohorts = dict(Cohort.objects.values_list("code", "pk"))

    def moment(count: SimulatedCount) -> tuple[datetime, str]:
        return count.at, count.unit

    open_counts = (count for count in simulation.counts if count.day not in locked)
    for (at, unit), group in groupby(sorted(open_counts, key=moment), key=moment):
        key = uuid.uuid5(KEYS, f"{at.isoformat()} {unit}")
        values = [
            NewValue(
                CellKey(units[unit].pk, c.day, indicators[c.indicator], cohorts[c.cohort]),
                c.value,
                reason=c.reason,
            )
            for c in group
        ]
        if key not in loaded:
            _submit(key, at, values, _sender(facts, units[unit], accounts))
    for report in simulation.reports:
        if report.day not in locked:
            _load_report(report, units[report.unit], accounts)


def _sender(facts: DemonstrationFacts, unit: Unit, accounts: dict[str, User]) -> User:
    """Who typed a unit's figures in: an officer his own, his head those of officers without an account."""
    if unit.branch != Branch.PERSON:
        return accounts["canbo"]
    holder = accounts.get(facts.holder_of(unit.code) or "")
    return holder if holder and holder.own_line == unit else accounts["truongca"]


def _submit(key: uuid.UUID, at: datetime, values: list[NewValue], by: User) -> None:
    def work(submission: Submission) -> dict[str, int]:
        origin = Origin(Source.DEMO, at=at, submission=submission)
        return {"cells": record_counts(values, by=by, origin=origin).cells}

    body = [(str(v.key.day), v.key.indicator_id, v.key.cohort_id, v.value) for v in values]
    submit_once(key=key, body=body, by=by, source=Source.DEMO, work=work)


def _load_report(facts: SimulatedReport, unit: Unit, accounts: dict[str, User]) -> None:
    if DayReport.objects.filter(unit=unit, day=facts.day).exists():
        return
    by = _sender(load_demonstration(), unit, accounts)
    mark_reported([(unit.pk, facts.day)], by=by, at=facts.reported_at)
    report = DayReport.objects.get(unit=unit, day=facts.day)
    reviewed_at = max(facts.reported_at, _morning_after(facts.day))
    if facts.state == DayReport.State.APPROVED:
        approve_days(reports=[report], by=accounts["truongca"], at=reviewed_at)
    if facts.state == DayReport.State.RETURNED:
        return_day(report=report, reason=facts.reason, by=accounts["truongca"], at=reviewed_at)


def _morning_after(day: date) -> datetime:
    """09:00 of the next day, when the head of police goes through the day's reports."""
    return datetime.combine(day, datetime.min.time(), clock.ZONE).replace(hour=9) + clock.ONE_DAY
