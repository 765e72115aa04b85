"""One target being handed out: each unit's quota now, and what stands in its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from plans.rules.goals import QuotaFacts, TargetFacts
from reports.queries.board import unit_of_page
from reports.queries.quotas.content import Content
from reports.queries.quotas.pages import TargetQuotas, names_of, target_quotas
from reports.queries.quotas.standings import Ground, ground_of
from reports.rules.quotas import Burden
from targets.rules.quotas import Level, Method, Share, Split, split, unmeasured
from units.models import Unit, User
from units.rules import is_within

Proposed = Mapping[str, QuotaFacts | None]  # by path; None: no quota


@dataclass(frozen=True)
class Desk:
    """All that is needed to look at a split of one target, as it is and as it might be."""

    content: Content
    user: User
    ground: Ground
    target: TargetFacts
    names: dict[str, str]
    parents: frozenset[int]
    above: list[Unit]


@dataclass(frozen=True)
class SplitRow:
    """One line of the split: what the unit has now, and what stands in its field."""

    unit: Unit
    burden: Burden
    before: int | None
    below: Level | None
    can_pass_on: bool

    @property
    def is_changed(self) -> bool:
        return self.burden.share.quota != self.before

    @property
    def is_uneven(self) -> bool:
        return self.below is not None and self.below.lacking != 0


@dataclass(frozen=True)
class SplitPage:
    """One target being handed out by one unit."""

    content: Content
    quotas: TargetQuotas
    rows: list[SplitRow]
    others: list[TargetFacts]
    above: list[Unit]

    @property
    def unit(self) -> Unit:
        return self.quotas.unit

    @property
    def is_changed(self) -> bool:
        return any(row.is_changed for row in self.rows)

    @property
    def hidden(self) -> int:
        """How many officers' lines the reader does not see; they count in the sums."""
        return len(self.quotas.burdens) - len(self.rows)

    @property
    def hidden_sum(self) -> int:
        shown = {row.burden.share.unit for row in self.rows}
        hidden = [b.share.quota or 0 for b in self.quotas.burdens if b.share.unit not in shown]
        return sum(hidden)

    @property
    def total_before(self) -> int:
        return sum(row.before or 0 for row in self.rows) + self.hidden_sum

    @property
    def shares(self) -> list[Share]:
        return [row.burden.share for row in self.rows]

    @property
    def per_day(self) -> int | None:
        """What all of them must bring a day together; None where it is not known of each."""
        daily = [b.per_day for b in self.quotas.burdens if b.share.quota is not None]
        return None if None in daily or not daily else sum(n for n in daily if n is not None)

    @property
    def more(self) -> int | None:
        found = [b.more for b in self.quotas.burdens if b.share.quota is not None]
        return None if None in found or not found else sum(n for n in found if n is not None)


def desk_of(content: Content, user: User, code: str, under: Unit, *, on: date) -> Desk | None:
    """The desk for a target below `under`; None where the plan has no such target, or it has no parts."""
    ground = ground_of(content.plan, content.facts, under, on=on)
    target = next((t for t in ground.split if t.code == code), None)
    if target is None:
        return None
    return Desk(
        content=content,
        user=user,
        ground=ground,
        target=target,
        names=names_of(ground),
        parents=_parents(ground, target),
        above=_above(unit_of_page(content.plan, user.unit), under),
    )


def split_page(desk: Desk, proposed: Proposed | None = None) -> SplitPage:
    """The split with `proposed` quotas in place of those that are written."""
    ground, code = desk.ground, desk.target.code
    if proposed is not None:
        ground = replace(ground, quotas=_with(ground, code, proposed))
    quotas = target_quotas(ground, desk.target, desk.user, desk.names)
    levels = {level.unit: level for level in quotas.levels}
    units = {unit.path: unit for unit in ground.units_of(desk.target)}
    return SplitPage(
        content=desk.content,
        quotas=quotas,
        rows=[_row(desk, units[b.share.unit], b, levels) for b in quotas.shown],
        others=[t for t in ground.split if t.code != code],
        above=desk.above,
    )


def _row(desk: Desk, unit: Unit, burden: Burden, levels: Mapping[str, Level]) -> SplitRow:
    written = desk.ground.quota(desk.target, unit)
    return SplitRow(
        unit=unit,
        burden=burden,
        before=written.value if written else None,
        below=levels.get(unit.path),
        can_pass_on=unit.pk in desk.parents and written is not None,
    )


def _with(ground: Ground, code: str, proposed: Proposed) -> dict[tuple[str, str], QuotaFacts]:
    changed = {(code, path): quota for path, quota in proposed.items()}
    return {key: quota for key, quota in (ground.quotas | changed).items() if quota is not None}


def split_by(page: SplitPage, method: Method) -> tuple[Split, list[str]]:
    """The total split over the units shown, and the names of those that the method cannot measure.

    With any of these nothing is split.
    """
    names = {row.unit.path: row.unit.name for row in page.rows}
    unknown = [names[path] for path in unmeasured(page.shares, method)]
    if unknown or page.quotas.given.total is None:
        return Split({}), unknown
    return split(page.quotas.given.total - page.hidden_sum, page.shares, method), []


def first_method(page: SplitPage) -> Method:
    """The first method that can measure all units of the target; evenly can always."""
    ways = (Method.LEFT, Method.POPULATION)
    return next((way for way in ways if not unmeasured(page.shares, way)), Method.EVENLY)


def as_proposed(page: SplitPage, parts: Mapping[str, int]) -> dict[str, QuotaFacts | None]:
    """Parts by path as quotas; what was fixed stays fixed."""
    fixed = {share.unit for share in page.shares if share.is_fixed}
    code = page.quotas.target.code
    return {path: QuotaFacts(code, path, n, path in fixed) for path, n in parts.items()}


def _parents(ground: Ground, target: TargetFacts) -> frozenset[int]:
    """Those of the units that have units of the branch below themselves."""
    units = ground.units_of(target)
    rows = Unit.objects.filter(parent__in=units, branch=target.counted_by, is_active=True)
    return frozenset(pk for pk in rows.values_list("parent_id", flat=True) if pk is not None)


def _above(top: Unit, unit: Unit) -> list[Unit]:
    """The units from `top` down to the one just above `unit`; none where it is `top` itself."""
    above: list[Unit] = []
    one = unit.parent if unit.pk != top.pk else None
    while one is not None and is_within(one.path, top.path):
        above.insert(0, one)
        one = one.parent
    return above
