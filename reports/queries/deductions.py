"""Deductions as pages show them: the list, whose turn it is, and what one does to the percents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Case, QuerySet, Value, When
from django.utils.timezone import localdate

from reports.queries.facts import PlanFigures, plan_figures
from reports.queries.progress import Moment, moment_on, progress_of_target
from reports.rules.deductions import DeductionRow
from reports.rules.progress import Progress, required_count
from targets.models import Deduction, Target
from targets.queries.deductions import State, room_of, waits_for
from units.models import Unit, User
from units.rules import lineage

_FILTERS = {"state": "state", "plan": "target__plan__code", "target": "target__code"}
_ORDER = (
    State.ASKED,
    State.SENT_UP,
    State.ACCEPTED,
    State.REFUSED,
    State.REVOKED,
    State.WITHDRAWN,
)


@dataclass(frozen=True)
class Group:
    """The deductions of one state, or those that wait for the reader."""

    title: str
    rows: list[Deduction]

    @property
    def people(self) -> int:
        return sum(row.people for row in self.rows)


@dataclass(frozen=True)
class Effect:
    """One unit's progress as it is without the deduction and with it."""

    before: Progress
    after: Progress

    @property
    def is_overfull(self) -> bool:
        """Whether more are done than would be left: some of the people were counted as done."""
        done, left = self.after.done, self.after.denominator
        return done is not None and left is not None and done > left


@dataclass(frozen=True)
class Effects:
    """What a deduction does, from the unit that asks up to the plan's own.

    `populations` are the gross denominators by unit path; `room` is how many people the narrowest of
    them still holds, None where none is known.
    `quota` is what the unit that asks was given, which a deduction leaves as it is; `new_quota` what
    the goal makes of its net denominator, None where that would not be less.
    """

    rows: list[Effect]
    populations: dict[str, int]
    room: int | None
    quota: int | None
    new_quota: int | None


def visible_deductions(user: User) -> QuerySet[Deduction]:
    """The deductions of the user's subtree, open ones first, then the latest."""
    places = [When(state=state, then=Value(n)) for n, state in enumerate(_ORDER)]
    related = ("target__plan__unit", "unit", "asked_by", "decided_by", "revoked_by")
    rows = Deduction.objects.visible_to(user).select_related(*related).defer("persons")
    return rows.order_by(Case(*places, default=Value(9)), "-asked_at", "-pk")


def narrowed(
    rows: QuerySet[Deduction], user: User, asked: Mapping[str, str]
) -> QuerySet[Deduction]:
    """The rows of the state, plan, target and unit (with all below it) asked for; "" asks for all."""
    for name, field in _FILTERS.items():
        if asked.get(name):
            rows = rows.filter(**{field: asked[name]})
    if not asked.get("unit"):
        return rows
    unit = Unit.objects.visible_to(user).filter(code=asked["unit"]).first()
    return rows.filter(unit__path__startswith=unit.path) if unit else rows.none()


def groups_of(user: User, rows: Iterable[Deduction]) -> list[Group]:
    """First what waits for the user, then the others by state."""
    rows = list(rows)
    mine = [row for row in rows if waits_for(user, row)]
    waiting = {row.pk for row in mine}
    others = [row for row in rows if row.pk not in waiting]
    by_state = [(state, [row for row in others if row.state == state]) for state in _ORDER]
    groups = [Group("Chờ tôi xử lý", mine)]
    groups += [Group(_title(state), some) for state, some in by_state]
    return [group for group in groups if group.rows]


def _title(state: Deduction.State) -> str:
    label = str(state.label)
    return f"{label[:1].upper()}{label[1:]}"


def effects_of(deduction: Deduction, user: User, *, on: date | None = None) -> Effects:
    """The progress of the deduction's unit and of those above it, without and with the deduction.

    `room` looks at every denominator up to the plan's; rows are of the units that the user sees.
    """
    target, moment = deduction.target, moment_on(on)
    units = _units_of(deduction)
    figures = plan_figures(target.plan, units, on=moment.on)
    target = figures.target(target.code)
    without = _without(figures, deduction, moment)
    with_it = _plus(without, deduction, deduction.people)
    seen = set(
        Unit.objects.visible_to(user)
        .filter(pk__in=[unit.pk for unit in units])
        .values_list("pk", flat=True)
    )
    rows = [_effect(unit, target, moment, without, with_it) for unit in units]
    quota = figures.quotas.get((target.pk, units[0].pk))
    gross = [(unit.path, row.before.gross) for unit, row in zip(units, rows, strict=True)]
    populations = {path: people for path, people in gross if people is not None}
    return Effects(
        rows=[row for row, unit in zip(rows, units, strict=True) if unit.pk in seen],
        populations=populations,
        room=room_of(deduction, populations),
        quota=quota,
        new_quota=_new_quota(quota, target, rows[0].after),
    )


def room_in(target: Target, unit: Unit) -> int | None:
    """How many people the narrowest denominator from the unit up still holds; None where none is known."""
    asked = Deduction(target=target, unit=unit)
    units, moment = _units_of(asked), moment_on()
    figures = plan_figures(target.plan, units, on=moment.on)
    target = figures.target(target.code)
    gross = [(one.path, progress_of_target(figures, target, one, moment).gross) for one in units]
    return room_of(asked, {path: people for path, people in gross if people is not None})


def _new_quota(quota: int | None, target: Target, after: Progress) -> int | None:
    if quota is None or after.denominator is None or target.goal_kind != Target.Goal.PERCENT:
        return None
    goal = required_count(target.goal_value, after.denominator, target.operator)
    return goal if goal < quota else None


def _units_of(deduction: Deduction) -> list[Unit]:
    """From the unit that asks up to the plan's own; a denominator is one of the target's branch."""
    target, plan_unit = deduction.target, deduction.target.plan.unit
    above = Unit.objects.within(plan_unit.path).filter(path__in=lineage(deduction.unit.path))
    return [
        unit
        for unit in above.order_by("-path")
        if unit.branch == target.branch or unit.pk == plan_unit.pk
    ]


def _without(figures: PlanFigures, deduction: Deduction, moment: Moment) -> PlanFigures:
    from_day = deduction.counts_from if deduction.state == State.ACCEPTED else None
    counts = from_day is not None and from_day <= moment.on
    return _plus(figures, deduction, -deduction.people if counts else 0)


def _plus(figures: PlanFigures, deduction: Deduction, people: int) -> PlanFigures:
    keys = [(deduction.target_id, unit.pk) for unit in figures.units]
    changed = {key: figures.deducted.get(key, 0) + people for key in keys}
    return replace(figures, deducted={**figures.deducted, **changed})


def _effect(
    unit: Unit, target: Target, moment: Moment, without: PlanFigures, with_it: PlanFigures
) -> Effect:
    return Effect(
        before=progress_of_target(without, target, unit, moment),
        after=progress_of_target(with_it, target, unit, moment),
    )


def as_row(deduction: Deduction) -> DeductionRow:
    """A deduction as a line of a workbook."""
    return DeductionRow(
        number=deduction.pk,
        plan=str(deduction.target.plan),
        target=str(deduction.target),
        unit=deduction.unit.name,
        people=deduction.people,
        reason=deduction.get_reason_display(),
        note=deduction.note,
        state=deduction.get_state_display(),
        asked_on=localdate(deduction.asked_at),
        sent_up_in=deduction.sent_up_in,
        decided_in=deduction.decided_in,
        decision_note=deduction.decision_note,
        counts_from=deduction.counts_from,
        revoked_on=localdate(deduction.revoked_at) if deduction.revoked_at else None,
        revoked_note=deduction.revoked_note,
    )
