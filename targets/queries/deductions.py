"""Reads of deductions: what is taken out of which denominator, who may see and decide what."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet, Sum

from plans.models import Plan
from targets.models import Deduction, Target
from units.models import Unit, User
from units.rules import Branch, Permission, Role, is_within
from units.sealing import opened
from vietnamese.text import comparable

State = Deduction.State
OPEN = frozenset({State.ASKED, State.SENT_UP})


@dataclass(frozen=True)
class Accepted:
    """The people taken out of a target's denominator at one unit, as that unit asked for them."""

    target_id: int
    unit_id: int
    path: str
    people: int


def accepted_of(
    plan: Plan, on: date, *, known_at: datetime | None = None
) -> dict[tuple[int, int], int]:
    """The people accepted and counting by `on`, by (target, unit that asked); sums go up by `taken_from`."""
    rows = _accepted(plan, on, known_at)
    return {(row.target_id, row.unit_id): row.people for row in rows}


def taken_from(
    plan: Plan, units: Iterable[Unit], on: date, *, known_at: datetime | None = None
) -> dict[tuple[int, int], int]:
    """The people taken out of each unit's denominator, by (target, unit): its own and those of all below it."""
    rows = _accepted(plan, on, known_at)
    found: dict[tuple[int, int], int] = {}
    for unit in units if rows else ():
        for row in rows:
            if is_within(row.path, unit.path):
                key = (row.target_id, unit.pk)
                found[key] = found.get(key, 0) + row.people
    return found


def _accepted(plan: Plan, on: date, known_at: datetime | None) -> list[Accepted]:
    """One row for each target and unit that asked, in the order of both."""
    rows = Deduction.objects.filter(target__plan=plan, counts_from__lte=on).filter(_held(known_at))
    sums = (
        rows.order_by("target_id", "unit_id")
        .values_list("target_id", "unit_id", "unit__path")
        .annotate(people=Sum("people"))
    )
    return [Accepted(*row) for row in sums]


def _held(known_at: datetime | None) -> Q:
    """What is accepted, or what was accepted at a past moment: decided by then, not revoked yet."""
    if known_at is None:
        return Q(state=State.ACCEPTED)
    standing = Q(revoked_at__isnull=True) | Q(revoked_at__gt=known_at)
    return Q(counts_from__isnull=False, decided_at__lte=known_at) & standing


def room_of(deduction: Deduction, populations: Mapping[str, int]) -> int | None:
    """How many people the narrowest denominator still holds for the deduction; None where none is known.

    `populations` are the gross denominators by the path of each unit, up to the plan's own. What is
    accepted from a later day on takes its people already: it would take them twice otherwise.
    """
    others = Deduction.objects.filter(target=deduction.target_id, state=State.ACCEPTED)
    taken = list(others.exclude(pk=deduction.pk).values_list("unit__path", "people"))
    rooms = (
        people - sum(count for below, count in taken if is_within(below, path))
        for path, people in populations.items()
    )
    return max(min(rooms), 0) if populations else None


def deductible_targets(user: User) -> QuerySet[Target]:
    """Targets that people can be deducted from now: of plans in force, and out of a number of people.

    A share of another indicator has no list of people behind it.
    """
    in_force = [Plan.State.ISSUED, Plan.State.RUNNING]
    people = [Target.Denominator.POPULATION, Target.Denominator.STATED]
    return (
        Target.objects.visible_to(user)
        .filter(plan__state__in=in_force, denominator_kind__in=people)
        .exclude(branch=Branch.PERSON)
        .select_related("plan__unit")
        .order_by("plan", "position")
    )


def asking_units(user: User) -> QuerySet[Unit]:
    """The units that the account asks for; single officers have no people of their own."""
    units = Unit.objects.editable_by(user, Permission.ASK_DEDUCTIONS)
    return units.filter(is_active=True).exclude(branch=Branch.PERSON).order_by("path")


def counts_for(target: Target, unit: Unit) -> bool:
    """Whether the unit's people stand in the target's denominators: its branch's, and the plan's own unit.

    An office's deduction would be missing from the sum of the villages.
    """
    return unit.branch == target.branch or unit.pk == target.plan.unit_id


def is_superior(user: User, deduction: Deduction) -> bool:
    """Whether the account answers what was sent up: it sits above the plan's unit, or is its superior's."""
    plan_path = deduction.target.plan.unit.path
    if user.unit is None or not is_within(plan_path, user.unit.path):
        return False
    return user.unit.path != plan_path or user.role == Role.SUPERIOR


def _sits_above(user: User, deduction: Deduction) -> bool:
    return (
        user.unit is not None
        and user.unit.path != deduction.target.plan.unit.path
        and is_within(deduction.target.plan.unit.path, user.unit.path)
    )


def is_over(deduction: Deduction) -> bool:
    """Whether the plan's books are closed: its result stands as it was evaluated.

    A plan that has ended but is not evaluated yet still takes decisions.
    """
    return deduction.target.plan.state == Plan.State.EVALUATED


def may_send_up(user: User, deduction: Deduction) -> bool:
    """Whether the account may send it to the superior: it decides where the request comes from."""
    is_open = deduction.state == State.ASKED and not is_over(deduction)
    return is_open and _decides_within(user, deduction)


def may_decide(user: User, deduction: Deduction) -> bool:
    """Whether the account may accept or refuse it.

    A plan's denominators are decided where the plan was issued, or above it once the request was sent up;
    nobody decides his own request, unless it was sent up and he enters the superior's written answer.
    """
    if deduction.state not in OPEN or is_over(deduction) or not _seated_at_plan(user, deduction):
        return False
    if deduction.state == State.ASKED and _sits_above(user, deduction):
        return False
    return deduction.state == State.SENT_UP or deduction.asked_by_id != user.pk


def may_revoke(user: User, deduction: Deduction) -> bool:
    """Whether the account may take an acceptance back."""
    is_held = deduction.state == State.ACCEPTED and not is_over(deduction)
    return is_held and _seated_at_plan(user, deduction)


def may_withdraw(user: User, deduction: Deduction) -> bool:
    """Whether the account may take its own request back: while nobody has decided it."""
    return deduction.state in OPEN and deduction.asked_by_id == user.pk


def may_see_persons(user: User, deduction: Deduction) -> bool:
    """Whether the account may read the people's names and the evidence; each look is recorded."""
    if deduction.asked_by_id == user.pk:
        return True
    if deduction.sent_up_at is None and _sits_above(user, deduction):
        return False
    return user.may(Permission.REVIEW_DAYS) or user.may(Permission.DECIDE_DEDUCTIONS)


def people_of(deduction: Deduction) -> tuple[str, ...]:
    """The list that came with a request, () where it gave a number. NoKeyError where no key opens it."""
    content = bytes(deduction.persons)
    return tuple(json.loads(opened(content))) if content else ()


def same_people(deduction: Deduction, user: User) -> list[tuple[Deduction, int]]:
    """Other requests on the target that name some of the same people, with how many; no names.

    A school and a village may ask for one child; only those of the user's subtree that may still count.
    """
    named = {comparable(person) for person in people_of(deduction)}
    if not named:
        return []
    others = Deduction.objects.visible_to(user).filter(
        target=deduction.target_id, state__in=[*OPEN, State.ACCEPTED]
    )
    rows = others.exclude(pk=deduction.pk).exclude(persons=b"").select_related("unit")
    found = [(row, len(named & {comparable(person) for person in people_of(row)})) for row in rows]
    return [(row, count) for row, count in found if count]


def _decides_within(user: User, deduction: Deduction) -> bool:
    if user.unit is None or not user.may(Permission.DECIDE_DEDUCTIONS):
        return False
    return is_within(deduction.unit.path, user.unit.path)


def _seated_at_plan(user: User, deduction: Deduction) -> bool:
    if user.unit is None or not _decides_within(user, deduction):
        return False
    return is_within(deduction.target.plan.unit.path, user.unit.path)


def waits_for(user: User, deduction: Deduction) -> bool:
    """Whether the next step is the account's: to decide, to send up, or to answer what was sent up."""
    if deduction.state == State.SENT_UP:
        return is_superior(user, deduction) and may_decide(user, deduction)
    if user.unit is None or deduction.state != State.ASKED:
        return False
    is_mine = is_within(user.unit.path, deduction.target.plan.unit.path)
    return is_mine and (may_send_up(user, deduction) or may_decide(user, deduction))
