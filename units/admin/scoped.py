"""What every administration page shares: the own subtree, Vietnamese lists, and a trace of each write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import ModelAdmin, TabularInline
from django.db import models, transaction
from django.forms import BaseInlineFormSet, DateInput, Field, ModelForm, TimeInput
from django.http import Http404, HttpRequest

from units.actions import record
from units.admin.fields import LinesField
from units.models import Unit, User
from units.rules import Permission
from units.scope import ScopedQuerySet, choices_of, may_edit_reference, rows_of

# The browser's own date field: Django reads "05/6/2026" as 6 May where Vietnamese has no formats.
DAY_FIELDS: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    models.DateField: {
        "widget": DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        "input_formats": ["%Y-%m-%d"],
    },
    models.TimeField: {
        "widget": TimeInput(attrs={"type": "time"}, format="%H:%M"),
        "input_formats": ["%H:%M", "%H:%M:%S"],
    },
}
NEVER_LOGGED = {"password", "password1", "password2"}


class ScopedAdmin(ModelAdmin):
    """Rows of the administrator's own subtree; each write leaves what it was and what it became."""

    scope: type[ScopedQuerySet[Any]] | None = None
    seen_keys: tuple[
        str, ...
    ] = ()  # foreign keys that may name what is seen, not only what is owned
    deletable = False
    formfield_overrides = DAY_FIELDS
    list_per_page = 50
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return account_of(request).may(Permission.ADMINISTER)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return account_of(request).may(Permission.ADMINISTER)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return account_of(request).may(Permission.ADMINISTER)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return account_of(request).may(Permission.ADMINISTER)
        own = rows_of(self.model, self.scope).editable_by(
            account_of(request), Permission.ADMINISTER
        )
        return own.filter(pk=obj.pk).exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.deletable and self.has_change_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return rows_of(self.model, self.scope).visible_to(account_of(request))

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """A row of one's own; a stranger's does not exist (Django would send back to the index)."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        seen = db_field.name in self.seen_keys
        kwargs["queryset"] = choices_of(db_field.related_model, account_of(request), seen=seen)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Field | None:
        if isinstance(db_field, models.JSONField):
            return LinesField(label=db_field.verbose_name.capitalize(), required=not db_field.blank)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        stored = self.get_queryset(request).get(pk=obj.pk) if change else None
        super().save_model(request, obj, form, change)
        before, after = changes_of(form, stored)
        if after:
            self.trace(request, obj, "Sửa" if change else "Thêm", before, after)

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: BaseInlineFormSet, change: bool
    ) -> None:
        super().save_formset(request, form, formset, change)
        changed = [obj for obj, _ in formset.changed_objects]
        for row in formset.forms:
            before, after = changes_of(row) if row.has_changed() else (None, None)
            if row.instance in formset.new_objects:
                self.trace(request, form.instance, "Thêm", None, after, part=row.instance)
            elif row.instance in changed:
                self.trace(request, form.instance, "Sửa", before, after, part=row.instance)
        for part in formset.deleted_objects:
            self.trace(request, form.instance, "Xóa", stored_values(part), None, part=part)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with transaction.atomic():
            self.trace(request, obj, "Xóa", stored_values(obj), None)
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Iterable[Any]) -> None:
        with transaction.atomic():
            for obj in queryset:
                self.delete_model(request, obj)

    def trace(
        self, request: HttpRequest, obj: Any, act: str, before: Any, after: Any, part: Any = None
    ) -> None:
        """One line of the log, at the unit that the row belongs to."""
        what = (part or obj)._meta.verbose_name
        subject = f"{obj} – {part}" if part else str(obj)
        user = account_of(request)
        unit = unit_of(obj) or user.unit
        record(f"{act} {what}", subject, by=user, unit=unit, before=before, after=after)


class ReadOnlyAdmin(ScopedAdmin):
    """Rows that are looked at here and written nowhere but by the portal's own actions."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReferenceAdmin(ScopedAdmin):
    """Vocabulary shared by all units: everybody here reads it, the top of the tree changes it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_edit_reference(account_of(request))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return ModelAdmin.get_queryset(self, request)


class PartInline(TabularInline):
    """Rows that belong to the page's own object, open to whoever may change that."""

    extra = 0
    formfield_overrides = DAY_FIELDS

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.get_model_admin(self.parent_model).has_change_permission(
            request, obj
        )

    has_change_permission = has_add_permission
    has_delete_permission = has_add_permission


def account_of(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise TypeError(user)  # the site lets nobody in without an account
    return user


def unit_of(obj: Any) -> Unit | None:
    """The unit a row belongs to, its own or its plan's."""
    if isinstance(obj, Unit):
        return obj
    plan = getattr(obj, "plan", None)
    found: Unit | None = getattr(obj, "unit", None) or getattr(plan, "unit", None)
    return found


def changes_of(form: ModelForm, stored: Any = None) -> tuple[Any, Any]:
    """What the changed fields were and are, by their Vietnamese names; of passwords only that."""
    before, after = {}, {}
    for name in form.changed_data:
        label = str(form.fields[name].label or name)
        hidden = name in NEVER_LOGGED
        was = getattr(stored, name, None) if stored else form.initial.get(name)
        before[label] = None if hidden else plain(was)
        after[label] = "đã đặt" if hidden else plain(form.cleaned_data.get(name))
    return (before if stored or form.initial else None), after


def stored_values(obj: models.Model) -> dict[str, Any]:
    """A row as it stands, by the Vietnamese names of its fields."""
    names = [field for field in obj._meta.concrete_fields if field.name not in NEVER_LOGGED]
    return {str(f.verbose_name): plain(getattr(obj, f.name)) for f in names}


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if value is None or isinstance(value, bool | int | str | list):
        return value
    return str(value)
