"""The appendix of quotas: what goes into the Excel file, and what a file sent in would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from intake.rules.tally.types import UnitName
from plans.rules.goals import QuotaFacts, TargetFacts
from reports.queries.quotas.content import Content
from reports.queries.quotas.pages import TargetQuotas, names_of, target_quotas
from reports.queries.quotas.standings import Ground, ground_of, seen_by
from reports.rules.appendix import (
    Appendix,
    AppendixColumn,
    AppendixReading,
    AppendixRow,
    AppendixSheet,
    BasisRow,
)
from reports.rules.quotas import Burden, sum_text
from units.models import Unit, User
from units.rules import BRANCH_LABELS, Branch, lineage

Key = tuple[str, str]  # target, path


def appendix_of(content: Content, user: User, *, on: date) -> Appendix:
    """The plan's quotas as the user sees them, a sheet for each branch that has targets to split."""
    ground = ground_of(content.plan, content.facts, content.plan.unit, on=on)
    names = names_of(ground)
    of_targets = [target_quotas(ground, target, user, names) for target in ground.split]
    units = units_for(content, user)
    return Appendix(
        plan=content.facts.title or content.plan.title,
        number=content.facts.number,
        sheets=tuple(
            sheet
            for branch in ground.below
            if (sheet := _sheet(ground, branch, of_targets, units)).rows
        ),
        basis=tuple(_basis(row, burden) for row in of_targets for burden in row.shown),
        is_draft=content.draft is not None,
    )


def units_for(content: Content, user: User) -> list[Unit]:
    """The active units below the plan's own that the user sees one by one, in the tree's order."""
    rows = Unit.objects.within(content.plan.unit.path).filter(is_active=True)
    below = rows.exclude(pk=content.plan.unit_id).order_by("position", "name")
    return seen_by(user, below)


def unit_names(units: Iterable[Unit]) -> list[UnitName]:
    """The units as a workbook may write them."""
    return [UnitName(unit.code, unit.name, tuple(unit.aliases)) for unit in units]


def _sheet(
    ground: Ground, branch: str, of_targets: list[TargetQuotas], units: list[Unit]
) -> AppendixSheet:
    rows = [row for row in of_targets if row.target.counted_by == branch]
    columns = tuple(
        AppendixColumn(
            code=row.target.code,
            label=row.target.short_label or row.target.label,
            measure=f"{row.given.measure}{row.per_day}",
            owed=row.level.owed,
            given=row.level.given,
        )
        for row in rows
    )
    tops = {unit.path for unit in ground.below[branch]}
    codes = {column.code for column in columns}
    given = {path for code, path in ground.quotas if code in codes}
    lines = [unit for unit in units if unit.path in tops | given]
    return AppendixSheet(
        title=BRANCH_LABELS[Branch(branch)],
        columns=columns,
        rows=tuple(_row(ground, codes, unit, tops) for unit in _as_tree(lines)),
    )


def _as_tree(units: list[Unit]) -> list[Unit]:
    """Each unit followed by those below it."""
    order = {unit.path: n for n, unit in enumerate(units)}

    def place(unit: Unit) -> tuple[int, ...]:
        return tuple(order[path] for path in lineage(unit.path) if path in order)

    return sorted(units, key=place)


def _row(ground: Ground, codes: set[str], unit: Unit, tops: set[str]) -> AppendixRow:
    quotas = {
        code: quota.value for code in codes if (quota := ground.quotas.get((code, unit.path)))
    }
    above = [path for path in lineage(unit.path)[:-1] if path in tops]
    return AppendixRow(unit.code, unit.name, quotas, depth=1 if above else 0)


def _basis(row: TargetQuotas, burden: Burden) -> BasisRow:
    return BasisRow(
        target=f"{row.target.code}. {row.target.short_label or row.target.label}",
        unit=burden.name,
        quota=burden.share.quota,
        people=burden.share.people,
        counted=burden.share.counted if burden.share.has_start else None,
        more=burden.more,
        per_day=burden.per_day,
        best_per_day=burden.best_per_day,
        load=burden.load_label,
    )


@dataclass(frozen=True)
class AppendixChange:
    """One number that a workbook would change."""

    target: TargetFacts
    unit: Unit
    before: int | None
    after: int


@dataclass(frozen=True)
class AppendixSum:
    """A target's sum before and after, and whether the new one fits."""

    target: TargetFacts
    before: int
    after: int
    text: str
    fits: bool


@dataclass(frozen=True)
class AppendixPreview:
    """What a workbook would change, looked at before anything is written."""

    content: Content
    changes: list[AppendixChange]
    sums: list[AppendixSum]
    problems: list[str]
    notes: list[str]
    given: Mapping[Key, QuotaFacts]


def preview_of(
    content: Content, user: User, reading: AppendixReading, *, on: date
) -> AppendixPreview:
    """The reading held against the quotas written; only what differs is a change."""
    ground = ground_of(content.plan, content.facts, content.plan.unit, on=on)
    targets = {target.code: target for target in ground.split}
    units = {unit.code: unit for unit in units_for(content, user)}
    problems, changes = list(reading.problems), []
    for (code, unit_code), value in reading.quotas.items():
        unit, target = units[unit_code], targets.get(code)
        if target is None:
            problems.append(
                f"Chỉ tiêu {code} chưa có loại số liệu trong danh mục nên chưa chia được."
            )
            continue
        written = ground.quota(target, unit)
        if unit.branch != target.counted_by:
            problems.append(f"“{unit.name}” không thuộc nhánh được giao chỉ tiêu {code}.")
        elif written is None or written.value != value:
            changes.append(AppendixChange(target, unit, written.value if written else None, value))
    given = {
        (c.target.code, c.unit.path): QuotaFacts(c.target.code, c.unit.path, c.after, True)
        for c in changes
    }
    return AppendixPreview(
        content=content,
        changes=changes,
        sums=_sums(ground, user, given),
        problems=problems,
        notes=reading.notes,
        given=given,
    )


def _sums(ground: Ground, user: User, given: Mapping[Key, QuotaFacts]) -> list[AppendixSum]:
    """Only of the targets that change."""
    changed = {code for code, _ in given}
    after = replace(ground, quotas={**ground.quotas, **given})
    found = []
    for target in ground.split:
        if target.code in changed:
            old = target_quotas(ground, target, user, {})
            new = target_quotas(after, target, user, {})
            text = sum_text(new.level, f"{new.given.measure}{new.per_day}")
            found.append(AppendixSum(target, old.level.given, new.level.given, text, new.fits))
    return found
