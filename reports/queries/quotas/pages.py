"""The quotas' pages: every target with its sums, and one target with who carries how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plans.rules.goals import TargetFacts
from plans.rules.wording import deadline_words, goal_words
from reports.queries.board import unit_of_page
from reports.queries.quotas.content import Content
from reports.queries.quotas.standings import (
    Ground,
    given_of,
    ground_of,
    people_of,
    printed_people,
    seen_by,
    share_of,
)
from reports.rules.quotas import (
    BEYOND,
    Burden,
    Given,
    Load,
    load_text,
    own_verdict,
    reasons_of,
    sum_text,
    verdict_of,
    whole_text,
    why_not_split,
)
from reports.rules.releveling import STUCK, Proposal, proposal_of
from targets.rules.quotas import Level, levels_of
from units.models import Unit, User
from units.rules import is_within
from vietnamese.numbers import format_count


@dataclass(frozen=True)
class TargetQuotas:
    """One target at one unit: what it owes, what it gave to those below, and how each of them can carry it.

    `own` is the unit's own part where it is not the plan's own unit. `burdens` are all of them,
    `shown` those that the reader may look at one by one.
    """

    target: TargetFacts
    unit: Unit
    given: Given
    levels: tuple[Level, ...]
    burdens: list[Burden]
    shown: list[Burden]
    own: Burden | None
    names: dict[str, str]
    printed: str

    @property
    def level(self) -> Level:
        return self.levels[0]

    @property
    def goal(self) -> str:
        return goal_words(self.target.goal, self.target.operator, self.given.measure)

    @property
    def deadline(self) -> str:
        return deadline_words(self.target)

    @property
    def per_day(self) -> str:
        return "/ngày" if self.given.is_rate else ""

    @property
    def sum_text(self) -> str:
        return sum_text(self.level, self.given.measure + self.per_day)

    @property
    def reasons(self) -> list[str]:
        return reasons_of(self.level, self.given, self.burdens)

    @property
    def fits(self) -> bool:
        return bool(self.level.given) and self.level.lacking == 0 and self.level.owed is not None

    @property
    def load_text(self) -> str:
        return load_text(self.burdens) if self.level.given else ""

    @property
    def whole_text(self) -> str:
        return whole_text(self.burdens, self.given.measure)

    @property
    def beyond(self) -> int:
        """How many units are asked for more than they ever did, or than they have people."""
        return sum(b.load in BEYOND for b in self.burdens)

    @property
    def proposal(self) -> Proposal | None:
        return proposal_of(self.level, self.given, self.burdens)

    @property
    def stuck_text(self) -> str:
        """Said where somebody is asked for too much and nobody else can take it over."""
        if not self.beyond or self.proposal is not None or self.given.is_rate:
            return ""
        return STUCK

    @property
    def uneven(self) -> list[Level]:
        """The units below whose own parts do not sum to what they were given."""
        return [level for level in self.levels[1:] if level.lacking]

    @property
    def uneven_text(self) -> str:
        said = [
            f"{self.names.get(level.unit, level.unit)}: {sum_text(level, self.given.measure)}"
            for level in self.uneven
        ]
        return " ".join(said)

    @property
    def state(self) -> str:
        """The shape and colour of the whole."""
        if not self.level.given:
            return "not_started"
        if not self.fits or self.uneven:
            return "late"
        return "at_risk" if self.beyond else "on_track"

    @property
    def state_label(self) -> str:
        if not self.level.given:
            return "chưa giao"
        if self.level.owed is None:
            return "chưa có mẫu số"
        if not self.fits or self.uneven:
            return "tổng chưa khớp"
        return f"khớp, {self.beyond} đơn vị quá sức" if self.beyond else "khớp"


@dataclass(frozen=True)
class QuotasPage:
    """All targets of a plan as one unit has them; those without quotas with the reason."""

    content: Content
    unit: Unit
    rows: list[TargetQuotas]
    others: list[tuple[TargetFacts, str]]
    units: list[Unit]

    @property
    def is_whole(self) -> bool:
        """Whether the page is of the plan's own unit, with everybody's parts."""
        return self.unit.pk == self.content.plan.unit_id

    @property
    def handed_out(self) -> list[TargetQuotas]:
        """The targets that somebody was given a part of."""
        return [row for row in self.rows if row.level.given]

    @property
    def verdict(self) -> str:
        """Does it fit, is it possible: the page's first sentence."""
        if not self.is_whole and not self.units:
            return own_verdict([row.own for row in self.rows if row.own], str(self.unit))
        given = self.handed_out
        return verdict_of(
            fit=sum(row.fits and not row.uneven for row in given),
            given=len(given),
            all_targets=len(self.rows),
            beyond=sum(row.beyond for row in given),
        )

    @property
    def carriers(self) -> list[tuple[Unit, list[tuple[TargetQuotas, Burden | None]]]]:
        """Who carries how much: each unit with its part of each target that the reader sees."""
        found = []
        for unit in self.units:
            parts = [(row, _burden_of(row, unit)) for row in self.handed_out]
            if any(part is not None and part.load != Load.NONE for _, part in parts):
                found.append((unit, parts))
        return found


def _burden_of(row: TargetQuotas, unit: Unit) -> Burden | None:
    return next((b for b in row.shown if b.share.unit == unit.path), None)


def quotas_page(content: Content, user: User, *, on: date) -> QuotasPage:
    """The targets' sums for the plan's own unit, or for the user's where he is seated below it."""
    root = unit_of_page(content.plan, user.unit)
    ground = ground_of(content.plan, content.facts, root, on=on)
    names = names_of(ground)
    units = dict.fromkeys(unit for some in ground.below.values() for unit in some)
    split = {target.code for target in ground.split}
    return QuotasPage(
        content=content,
        unit=root,
        rows=[target_quotas(ground, target, user, names) for target in ground.split],
        others=[
            (target, why_not_split(target) or "Loại số liệu chưa có trong danh mục.")
            for target in content.facts.targets
            if target.code not in split and target.review != "dropped"
        ],
        units=seen_by(user, units),
    )


def target_quotas(
    ground: Ground, target: TargetFacts, user: User, names: dict[str, str]
) -> TargetQuotas:
    """One target as the ground's root hands it out."""
    root, given = ground.root, given_of(ground, target)
    units = ground.units_of(target)
    burdens = [Burden(u.name, share_of(ground, target, u), given) for u in units]
    seen = {unit.path for unit in seen_by(user, units)}
    is_own = root.pk != ground.plan.unit_id
    return TargetQuotas(
        target=target,
        unit=root,
        given=given,
        levels=_levels(ground, target, given),
        burdens=burdens,
        shown=[b for b in burdens if b.share.unit in seen],
        own=Burden(root.name, share_of(ground, target, root), given) if is_own else None,
        names=names,
        printed=_printed_text(ground, target),
    )


def _levels(ground: Ground, target: TargetFacts, given: Given) -> tuple[Level, ...]:
    """The sums at the root and below it."""
    quotas = {
        path: quota.value
        for (code, path), quota in ground.quotas.items()
        if code == target.code and is_within(path, ground.root.path)
    }
    return levels_of(given.total, ground.root.path, quotas)


def _printed_text(ground: Ground, target: TargetFacts) -> str:
    """Said where the plan prints another denominator than the people registered."""
    if target.goal.kind != "percent" or ground.root.pk != ground.plan.unit_id:
        return ""
    printed = printed_people(ground.facts, target)
    people = people_of(ground, target, ground.root)
    if printed is None or people is None or printed == people:
        return ""
    return (
        f"Kế hoạch ghi mẫu số {format_count(printed)}; chỉ tiêu được tính trên số dân đang quản lý "
        f"{format_count(people)}."
    )


def names_of(ground: Ground) -> dict[str, str]:
    """The names of the units that pass quotas on to others."""
    given = {path for _, path in ground.quotas}
    inner = {p for p in given if any(q != p and is_within(q, p) for q in given)}
    return dict(Unit.objects.filter(path__in=inner).values_list("path", "name")) if inner else {}
