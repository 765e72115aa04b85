"""Sheets of units and accounts in and out, and what every such sheet shares.

One record a row, found by its natural key; a sheet goes in whole or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from import_export import fields, resources, widgets
from tablib import Dataset

from sheets.writing import plain_text
from units.actions import record
from units.models import Unit, User
from units.rules import KIND_LABELS, ROLE_LABELS, Permission
from units.scope import ScopedQuerySet, choices_of, rows_of
from vietnamese.dates import format_date, parse_date
from vietnamese.numbers import CountError, format_count, parse_count
from vietnamese.text import fold, nfc


class TextWidget(widgets.Widget):
    """Text in one Unicode form, without spaces around it; blank is empty text, never None."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = nfc("" if value is None else str(value)).strip()
        guarded = text.startswith("'") and plain_text(text[1:]) == text
        return text[1:] if guarded else text  # as an exported .csv writes what looks like a formula

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class CodeWidget(TextWidget):
    """A code or login name: typed as a number in Excel it is still text."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        whole = isinstance(value, float) and value.is_integer()
        return super().clean(int(value) if whole else value)


class ListWidget(widgets.Widget):
    """Several texts in one cell, parted by semicolons."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        parts = (nfc(part).strip() for part in str(value or "").split(";"))
        return [part for part in parts if part]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(str(part) for part in value or ())


class CountWidget(widgets.Widget):
    """A whole number, written as Vietnamese write it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int:
        if value is None or isinstance(value, bool) or not str(value).strip():
            raise ValueError("Ô này phải có số nguyên từ 0 trở lên.")
        try:
            return parse_count(value)
        except CountError:
            raise ValueError(f"“{value}” không phải là số nguyên từ 0 trở lên.") from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class DayWidget(widgets.Widget):
    """A day with its year."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date:
        if isinstance(value, date):
            return value.date() if isinstance(value, datetime) else value
        try:
            return parse_date(str(value or ""), 0)
        except ValueError:
            raise ValueError(f"“{value or ''}” không phải là ngày (ngày/tháng/năm).") from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class ChoiceWidget(widgets.Widget):
    """One of a list of words; the word or its code is read, the word is written."""

    def __init__(self, labels: Mapping[Any, str]) -> None:
        super().__init__()
        self.labels = {str(code): label for code, label in labels.items()}
        self.codes = {fold(label): code for code, label in self.labels.items()}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = str(value or "").strip()
        code = text if text in self.labels else self.codes.get(fold(text))
        if code is None:
            raise ValueError(
                f"“{text}” không có trong danh sách: {', '.join(self.labels.values())}."
            )
        return code

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.labels.get(str(value), "")


class YesNoWidget(ChoiceWidget):
    """Có or không."""

    def __init__(self) -> None:
        super().__init__({True: "có", False: "không"})

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:  # type: ignore[override]
        return super().clean("có" if value in (None, "") else value) == "True"


class KeyWidget(widgets.ForeignKeyWidget):
    """Another row by its code, among those that the resource's user may name."""

    def __init__(self, model: type[models.Model], *, key: str = "code", seen: bool = False) -> None:
        super().__init__(model, field=key)
        self.seen = seen
        self.user: User | None = None

    def choices(self) -> models.QuerySet[Any]:
        if self.user is None:
            raise TypeError("a resource gives its widgets their user")
        return choices_of(self.model, self.user, seen=self.seen)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = CodeWidget().clean(value)
        found = self.choices().filter(**{self.field: text}).first() if text else None
        if text and found is None:
            name = self.model._meta.verbose_name
            raise ValueError(f"Không có {name} mã “{text}” trong phạm vi của tài khoản.")
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(getattr(value, self.field, "")) if value else ""


def column(
    attribute: str, heading: str, widget: widgets.Widget | None = None, *, readonly: bool = False
) -> fields.Field:
    """A column of the sheet under a Vietnamese heading; a readonly one only helps to find others."""
    return fields.Field(attribute, heading, widget or TextWidget(), readonly=readonly)


class ScopedResource(resources.ModelResource):
    """A sheet of rows of the user's own subtree."""

    scope: type[ScopedQuerySet[Any]] | None = None
    fixed: tuple[str, ...] = ()  # fields that a sheet gives to new rows and never changes

    def __init__(self, *, user: User) -> None:
        super().__init__()
        self.user = user
        for field in self.fields.values():
            if isinstance(field.widget, KeyWidget):
                field.widget.user = user

    def get_queryset(self) -> models.QuerySet[Any]:
        return rows_of(self._meta.model, self.scope).editable_by(self.user, Permission.ADMINISTER)

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        wanted = [field.column_name for field in self.get_import_fields()]
        given = list(dataset.headers or [])
        if sorted(wanted) != sorted(given):
            raise ValidationError(
                "Dòng đầu của tệp phải có đúng các cột: " + ", ".join(wanted) + "."
            )

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        if new:
            return
        for name in self.fixed:
            field = self.fields[name]
            if field.clean(row) != field.get_value(instance):
                raise ValidationError(
                    {name: f"“{field.column_name}” của dòng đã có không đổi được bằng tệp."}
                )

    def after_import(self, dataset: Dataset, result: Any, **kwargs: Any) -> None:
        """One line of the log for the sheet, with what each changed row was and became."""
        changes = [
            {
                "dòng": number,
                "đối tượng": str(row.instance),
                "trước": self.told(row.original) if row.original else None,
                "sau": self.told(row.instance),
            }
            for number, row in enumerate(result.rows, start=2)
            if row.is_new() or row.is_update()
        ]
        if changes:
            name = str(self._meta.model._meta.verbose_name)
            subject = f"{len(changes)} dòng"
            record(f"Nhập tệp {name}", subject, by=self.user, unit=self.user.unit, after=changes)

    def told(self, instance: Any) -> dict[str, str]:
        """A row as a reader sees it: 35.097 people on 23/5/2026."""
        shown = self.get_export_fields()
        return {f.column_name: _printed(f.export(instance)) for f in shown}

    class Meta:
        use_transactions = True
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        skip_html_diff = True
        store_instance = True


def _printed(value: Any) -> str:
    """A cell of a sheet in the forms of Vietnamese."""
    if isinstance(value, date):
        return format_date(value)
    return format_count(value) if isinstance(value, int) else str(value)


def take_sheet(resource: ScopedResource, sheet: Dataset, *, dry_run: bool) -> Any:
    """Store the whole sheet or none of it; the result names each fault by row."""
    return resource.import_data(
        sheet,
        dry_run=dry_run,
        use_transactions=True,
        rollback_on_validation_errors=True,
        retain_instance_in_row_result=True,
    )


class UnitResource(ScopedResource):
    """Units below the user's own, by code. What hangs where is changed by moving, never by a sheet."""

    fixed = ("kind", "parent")
    code = column("code", "Mã", CodeWidget())
    name = column("name", "Tên đơn vị")
    kind = column("kind", "Loại", ChoiceWidget(KIND_LABELS))
    parent = column("parent", "Mã đơn vị cấp trên", KeyWidget(Unit, seen=True))
    position = column("position", "Thứ tự", CountWidget())
    aliases = column("aliases", "Tên gọi khác", ListWidget())
    head_name = column("head_name", "Người đứng đầu")
    is_active = column("is_active", "Đang hoạt động", YesNoWidget())

    class Meta(ScopedResource.Meta):
        model = Unit
        import_id_fields = ("code",)
        fields = (
            "code",
            "name",
            "kind",
            "parent",
            "position",
            "aliases",
            "head_name",
            "is_active",
        )

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().exclude(pk=self.user.unit_id).order_by("path")

    def before_save_instance(self, instance: Unit, row: Any, **kwargs: Any) -> None:
        if instance.parent is None:
            raise ValidationError({"parent": "Đơn vị phải có đơn vị cấp trên."})


class UserResource(ScopedResource):
    """Accounts by login name. Passwords never leave and never come in: a new account gets its own
    from the administrator."""

    scope = ScopedQuerySet
    username = column("username", "Tên đăng nhập", CodeWidget())
    full_name = column("full_name", "Họ và tên")
    role = column("role", "Vai trò", ChoiceWidget(ROLE_LABELS))
    unit = column("unit", "Mã đơn vị", KeyWidget(Unit))
    is_active = column("is_active", "Đang sử dụng", YesNoWidget())

    class Meta(ScopedResource.Meta):
        model = User
        import_id_fields = ("username",)
        fields = ("username", "full_name", "role", "unit", "is_active")

    def after_init_instance(self, instance: User, new: bool, row: Any, **kwargs: Any) -> None:
        super().after_init_instance(instance, new, row, **kwargs)
        if new:
            instance.set_unusable_password()

    def before_save_instance(self, instance: User, row: Any, **kwargs: Any) -> None:
        if instance.pk == self.user.pk and not instance.may(Permission.ADMINISTER):
            raise ValidationError("Không thể tự khóa hoặc tự đổi vai trò của chính mình.")


def faults_of(resource: ScopedResource, result: Any, lines: list[int]) -> list[tuple[str, str]]:
    """Where and what: each fault of a sheet, by its line in the file ("" for the whole file)."""
    whole = [("", _told(resource, error.error)) for error in result.base_errors]
    if whole:
        return whole  # the rows' own faults would only repeat it
    rows = [(row.number, error.error) for row in result.error_rows for error in row.errors]
    rows += [(row.number, row.error) for row in result.invalid_rows]
    rows.sort(key=lambda fault: fault[0])
    return [(f"Dòng {lines[n - 1]}", _told(resource, error)) for n, error in rows]


def _told(resource: ScopedResource, error: Exception) -> str:
    """An error in words; by column where it has one."""
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        headings = {name: field.column_name for name, field in resource.fields.items()}
        parts = [
            f"{headings[name]}: {' '.join(texts)}" if name in headings else " ".join(texts)
            for name, texts in error.message_dict.items()
        ]
        return " ".join(parts)
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, ValueError):
        return str(error)
    return f"Không đọc được dòng này ({type(error).__name__})."
