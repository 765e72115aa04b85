"""Rows made to say what facts say: the same key stays the same row, and a table is written at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from plans.models import Plan
from targets.actions.refusals import PlanRefused
from targets.models import Target
from targets.queries.columns import Columns, fitted

Key = tuple[Any, ...]


def sync(
    manager: Any,
    wanted: Iterable[Columns],
    key: tuple[str, ...],
    *,
    among: models.QuerySet[Any] | None = None,
) -> list[Any]:
    """Make the rows of a plan (or a part of it) those wanted, in order; a row of the same key stays.

    Rows of one key are taken in their order. Returns the rows as wanted.
    """
    held = manager.all() if among is None else among
    return sync_parts(held, manager.field.name, [(manager.instance, wanted)], key)


def sync_parts(
    held: models.QuerySet[Any],
    owner: str,
    wanted: Iterable[tuple[models.Model, Iterable[Columns]]],
    key: tuple[str, ...],
) -> list[Any]:
    """The same for the parts of many rows at once: `wanted` has each row with what its parts should be.

    `owner` names the part's reference to its row; `held` are the parts of all of them. The number of
    queries does not grow with the rows.
    """
    model, key = held.model, (f"{owner}_id", *key)
    left: dict[Key, list[Any]] = {}
    for row in held:
        left.setdefault(tuple(getattr(row, name) for name in key), []).append(row)
    paired = []
    for parent, cells in wanted:
        for position, given in enumerate(cells):
            cell = _cell(model, given, position)
            same = left.get((parent.pk, *(cell[name] for name in key[1:])), [])
            paired.append((same.pop(0) if same else model(**{owner: parent}), cell))
    gone = [row.pk for rows in left.values() for row in rows]
    model._default_manager.filter(pk__in=gone).delete()
    _write_all(model, paired)
    return [row for row, _ in paired]


def _cell(model: type[models.Model], given: Columns, position: int) -> Columns:
    cell = fitted(model, given)
    if any(field.name == "position" for field in model._meta.fields):
        cell["position"] = position
    return cell


def _write_all(model: type[models.Model], paired: Iterable[tuple[Any, Columns]]) -> None:
    """Save the new rows, and those whose columns differ, each kind in one statement.

    The database holds a table's own rules; only what it refuses is gone through row by row, for words.
    """
    new, changed, columns = [], [], set()
    for row, cell in paired:
        differing = _fill(row, cell)
        if row.pk is None:
            new.append(row)
        elif differing:
            changed.append(row)
            columns.update(differing)
    if not (new or changed):
        return
    for row in (*changed, *new):
        _check(row)
    rows = model._default_manager
    try:
        with transaction.atomic():
            # An insert that meets its own key writes the columns: linear, where bulk_update is not.
            rows.bulk_create(
                changed, update_conflicts=True, unique_fields=["pk"], update_fields=sorted(columns)
            )
            rows.bulk_create(new)
    except IntegrityError:
        for row in (*changed, *new):
            _check(row, is_whole=True)
        raise


def write(row: models.Model, cell: Columns, about: str) -> None:
    """Save a row whose columns differ. PlanRefused where a column cannot hold its value."""
    if _fill(row, cell) or row.pk is None:
        _check(row, about, is_whole=True)
        row.save()


def _fill(row: models.Model, cell: Columns) -> list[str]:
    """Set the columns; the names of those that differed."""
    changed = [name for name, value in cell.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, cell[name])
    return changed


def _check(row: models.Model, about: str = "", *, is_whole: bool = False) -> None:
    """Each column by itself; `is_whole`: also what they must be together, which asks the database."""
    keys = {field.name for field in row._meta.fields if field.is_relation}
    try:
        row.clean_fields(exclude=keys)
        if is_whole and isinstance(row, Target | Plan):
            row.validate_constraints()
    except ValidationError as error:
        target = getattr(row, "target", row)
        what = about or getattr(target, "code", "") or str(row)
        raise PlanRefused(f"{what}: {' '.join(_words(row, error))}") from error


def _words(row: models.Model, error: ValidationError) -> list[str]:
    """Each fault with the name of its column, as the administration writes it."""
    labels = {field.name: f"{field.verbose_name}: " for field in row._meta.fields}
    return [
        f"{labels.get(name, '')}{message}"
        for name, messages in error.message_dict.items()
        for message in messages
    ]
