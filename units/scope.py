"""The one place that decides whose rows a user sees and changes.

Rows belong to a unit. A user's own unit and everything below it is his; nothing else is. Of that, the
lines of single officers (branch person) are seen and changed only by their holder and by who reviews
days or administers there; everybody else has their sums.
"""

from __future__ import annotations

from typing import Any, Protocol, Self, TypeVar

from django.db import models

from units.rules import Branch, Permission, lineage

M = TypeVar("M", bound=models.Model)


class Account(Protocol):
    """What scoping asks of an account; `units.models.User` is the one there is."""

    @property
    def unit(self) -> Any: ...

    @property
    def personal_unit_id(self) -> int | None: ...

    def may(self, permission: Permission) -> bool: ...


class ScopedQuerySet(models.QuerySet[M]):
    """Rows of a unit. `unit_path` names the field with the unit's path; "" on Unit itself."""

    unit_path = "unit__path"

    def within(self, path: str) -> Self:
        """Rows of the unit at `path` and of every unit below it."""
        return self.filter(**{f"{self.unit_path}__startswith": path})

    def visible_to(self, user: Account) -> Self:
        """Rows in the user's own subtree but other officers' lines; none for an account without a unit."""
        return self._own_of(user) if user.unit else self.none()

    def editable_by(self, user: Account, permission: Permission) -> Self:
        """Rows that the user may change: of those that he sees, where his role has the permission."""
        return self._own_of(user) if user.unit and user.may(permission) else self.none()

    def _own_of(self, user: Account) -> Self:
        """Where the user is seated, and below; decided by columns of the unit, row by row in the database."""
        rows = self.within(user.unit.path)
        if sees_officers(user):
            return rows
        unit = self.unit_path.removesuffix("path")
        his = models.Q(**{f"{unit}pk__in": {user.unit.pk, user.personal_unit_id} - {None}})
        return rows.filter(his | ~models.Q(**{f"{unit}branch": Branch.PERSON}))


class UnitScopedQuerySet(ScopedQuerySet[M]):
    """Units themselves."""

    unit_path = "path"


class PlanScopedQuerySet(ScopedQuerySet[M]):
    """Plans, and what hangs on a plan: they also bind the units below the one that issued them.

    Seeing is not changing: a plan from above is read below, and changed only where it was issued.
    """

    def visible_to(self, user: Account) -> Self:
        if not user.unit:
            return self.none()
        above = self.filter(**{f"{self.unit_path}__in": lineage(user.unit.path)})
        return above | self._own_of(user)


def sees_officers(user: Account) -> bool:
    """Whether the account sees each officer's own line below its unit, not only their sum."""
    return user.may(Permission.REVIEW_DAYS) or user.may(Permission.ADMINISTER)


def rows_of(
    model: type[models.Model], scope: type[ScopedQuerySet[Any]] | None = None
) -> ScopedQuerySet[Any]:
    """All rows of a model, ready to be narrowed: by `scope`, else by the model's own queryset.

    TypeError for a model that has neither, so that nothing is shown unscoped by oversight.
    """
    rows = scope(model) if scope else model._default_manager.all()
    if not isinstance(rows, ScopedQuerySet):
        raise TypeError(f"{model.__name__} has no scope")
    return rows


def choices_of(
    model: type[models.Model], user: Account, *, seen: bool = False
) -> models.QuerySet[Any]:
    """The rows that an administrator's form or sheet may name: his own, or with `seen` all he sees.

    What all units share (indicators, cohorts) may be named by everybody.
    """
    rows: Any = model._default_manager.all()
    if not isinstance(rows, ScopedQuerySet):
        if not any(field.name == "unit" for field in model._meta.get_fields()):
            return rows
        rows = ScopedQuerySet(model)
    return rows.visible_to(user) if seen else rows.editable_by(user, Permission.ADMINISTER)


def may_edit_reference(user: Account) -> bool:
    """Whether the account may change what all units share (indicators, cohorts).

    Only from the top of the tree: changed in one commune, it would change the figures of all.
    """
    is_top = user.unit is not None and user.unit.parent_id is None
    return is_top and user.may(Permission.ADMINISTER)
