"""A sheet of rows in and out: one record a row, found by its natural key; in whole or not at all."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models
from import_export import fields, resources, widgets
from import_export.instance_loaders import BaseInstanceLoader
from tablib import Dataset

from units.actions import record_many
from units.models import Unit, User
from units.resources.widgets import KeyWidget, TextWidget, Unreadable, codes_in, in_parts
from units.rules import Permission
from units.scope import ScopedQuerySet, rows_of
from vietnamese.dates import format_date
from vietnamese.numbers import format_count

logger = logging.getLogger(__name__)

ROW_UNREADABLE = "Không đọc được dòng này. Đề nghị kiểm tra lại từng ô của dòng."
NOT_STORED = "Tệp chưa nhập được vì số liệu vừa được người khác thay đổi. Đề nghị gửi lại tệp."
Key = tuple[Hashable, ...]
Told = dict[str, str]


@dataclass(frozen=True)
class Change:
    """What a line of a sheet does, as a reader sees it; `before` is None for a new row."""

    line: int
    before: Told | None
    after: Told
    unit: Unit | None


class StoredRows(BaseInstanceLoader):
    """The stored row that a line speaks of, out of those read at the start."""

    def get_instance(self, row: Mapping[str, Any]) -> models.Model | None:
        resource: ScopedResource = self.resource
        key = resource.key_of(row)
        return resource.stored.get(key) if key else None


class ScopedResource(resources.ModelResource):
    """A sheet of rows of the user's own subtree."""

    scope: type[ScopedQuerySet[Any]] | None = None
    fixed: tuple[str, ...] = ()  # fields that a sheet gives to new rows and never changes
    optional: tuple[str, ...] = ()  # fields whose column a sheet may lack: they stay as they are
    found_by = "unit"  # the part of the key by which stored rows are looked up

    def __init__(self, *, user: User) -> None:
        super().__init__()
        self.user = user
        self.lines: Sequence[int] = ()  # where each row stands in the file
        self.stored: dict[Key, Any] = {}
        self.changes: list[Change] = []
        self._taken: set[str] = set()  # codes in use anywhere, also out of the user's sight
        self._lines_by_key: dict[Key, int] = {}
        self._before: list[Any] | None = None
        self._columns = self.get_import_fields()
        for field in self._keys():
            field.widget.user = user

    def _keys(self) -> list[fields.Field]:
        return [field for field in self._columns if isinstance(field.widget, KeyWidget)]

    def get_queryset(self) -> models.QuerySet[Any]:
        rows = rows_of(self._meta.model, self.scope).editable_by(self.user, Permission.ADMINISTER)
        return rows.select_related(*(field.attribute for field in self._keys()))

    def export_resource(
        self, instance: Any, selected_fields: Any = None, **kwargs: Any
    ) -> list[Any]:
        return [field.export(instance) for field in self._columns]

    # Before the rows: the headings, and all that the rows will be held against.

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        wanted = [field.column_name for field in self._columns]
        given = dataset.headers or []
        spared = {self.fields[name].column_name for name in self.optional} - set(given)
        if sorted(set(wanted) - spared) != sorted(given):
            dataset.wipe()  # no row of it means anything
            raise ValidationError(
                "Dòng đầu của tệp phải có đúng các cột: " + ", ".join(wanted) + "."
            )
        self.changes, self._lines_by_key = [], {}
        for field in self._keys():
            if not field.readonly and field.column_name not in spared:
                field.widget.learn(dataset, field.column_name)
        self._read_stored(dataset)

    def _read_stored(self, dataset: Dataset) -> None:
        field = self.fields[self.found_by]
        by_code = isinstance(field.widget, KeyWidget)
        name = f"{field.attribute}__{field.widget.field}" if by_code else field.attribute
        rows = self.get_queryset().select_for_update(of=("self",))
        self.stored, self._taken = {}, set()
        for codes in in_parts(codes_in(dataset[field.column_name])):
            found = {f"{name}__in": codes}
            self.stored |= {self._key(row): row for row in rows.filter(**found)}
            if not by_code:
                everywhere = rows_of(self._meta.model, self.scope).filter(**found)
                self._taken |= set(everywhere.values_list(name, flat=True))

    def _key(self, instance: Any) -> Key:
        names = self.get_import_id_fields()
        return tuple(_identity(self.fields[name].get_value(instance)) for name in names)

    def key_of(self, row: Mapping[str, Any]) -> Key | None:
        """The natural key of a line; None where a part is blank or unread, which is told with the rest."""
        try:
            values = [self.fields[name].clean(row) for name in self.get_import_id_fields()]
        except Unreadable:
            return None
        blank = any(value in {None, ""} for value in values)
        return None if blank else tuple(_identity(value) for value in values)

    # Row by row.

    def before_import_row(self, row: Mapping[str, Any], **kwargs: Any) -> None:
        key, line = self.key_of(row), self._line(kwargs)
        first = self._lines_by_key.setdefault(key, line) if key else line
        if first != line:
            names = ", ".join(self.fields[n].column_name for n in self.get_import_id_fields())
            raise ValidationError(f"Trùng với dòng {first} (cùng {names}).")

    def _line(self, kwargs: Mapping[str, Any]) -> int:
        return self.lines[kwargs["row_number"] - 1]

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        self._before = None if new else self._values(instance)

    def import_field(self, field: fields.Field, instance: Any, row: Any, **kwargs: Any) -> None:
        """Store a cell; only what was written for the sender may be told to him."""
        try:
            super().import_field(field, instance, row, **kwargs)
        except Unreadable:
            raise
        except ValueError as error:
            raise RuntimeError(field.column_name) from error

    def skip_row(self, instance: Any, original: Any, row: Any, errors: Any = None) -> bool:
        return not errors and self._before == self._values(instance)

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """The model's own rules, without asking again for the rows that the sheet names."""
        errors = {**(import_validation_errors or {})}
        errors = {**self._faults_of_key(instance), **errors}
        named = {f.attribute for f in self._keys() if f.get_value(instance) is not None}
        try:
            instance.full_clean(
                {*errors, *named}, validate_unique=False, validate_constraints=False
            )
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def _faults_of_key(self, instance: Any) -> dict[str, ValidationError]:
        """What a sheet may not change, and what is somebody else's already."""
        if self._before is None:
            code = self.fields[self.found_by].get_value(instance)
            is_taken = code in self._taken
            told = instance.unique_error_message(type(instance), (self.found_by,))
            return {self.found_by: told} if is_taken else {}
        before = dict(zip(self._columns, self._before, strict=True))
        return {
            name: ValidationError(f"“{field.column_name}” của dòng đã có không đổi được bằng tệp.")
            for name in self.fixed
            if (field := self.fields[name]).get_value(instance) != before[field]
        }

    def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        before = self._told(self._before) if self._before else None
        after = self._told(self._values(instance))
        self.changes.append(Change(self._line(kwargs), before, after, self.unit_of(instance)))

    def unit_of(self, instance: Any) -> Unit | None:
        """The unit in whose log a row's change is kept."""
        unit: Unit | None = instance.unit
        return unit

    def bulk_update(
        self, using_transactions: bool, dry_run: bool, raise_errors: bool, **kwargs: Any
    ) -> None:
        """Changed rows as an insert that meets its own rows: a tenth of the time of Django's update."""
        never = {*self._meta.import_id_fields, *self.fixed}
        names = [name for name, f in self.fields.items() if name not in never and not f.readonly]
        try:
            rows_of(self._meta.model, self.scope).bulk_create(
                self.update_instances,
                update_conflicts=True,
                unique_fields=["pk"],
                update_fields=names,
            )
        except DatabaseError as error:
            self.handle_import_error(kwargs["result"], error, raise_errors)
        finally:
            self.update_instances.clear()

    # After the rows.

    def after_import(self, dataset: Dataset, result: Any, **kwargs: Any) -> None:
        """One line of the log for each unit, with what each of its rows was and became."""
        faulty = result.has_errors() or result.has_validation_errors()
        if self._is_dry_run(kwargs) or faulty:
            return
        by_unit: dict[Unit | None, list[dict[str, Any]]] = defaultdict(list)
        for change in self.changes:
            told = {"dòng": change.line, "trước": change.before, "sau": change.after}
            by_unit[change.unit].append(told)
        name = f"Nhập tệp {self._meta.model._meta.verbose_name}"
        record_many(
            name, [(u, f"{len(rows)} dòng", rows) for u, rows in by_unit.items()], by=self.user
        )

    def told(self, instance: Any) -> Told:
        """A row as a reader sees it: 35.097 people on 23/5/2026."""
        return self._told(self._values(instance))

    def _values(self, instance: Any) -> list[Any]:
        return [field.get_value(instance) for field in self._columns]

    def _told(self, values: Iterable[Any]) -> Told:
        pairs = zip(self._columns, values, strict=True)
        return {f.column_name: _printed(f.widget.render(value)) for f, value in pairs}

    class Meta:
        use_transactions = True
        clean_model_instances = True
        instance_loader_class = StoredRows
        skip_unchanged = True
        skip_diff = True
        use_bulk = True
        batch_size = 500


def column(
    attribute: str, heading: str, widget: widgets.Widget | None = None, *, readonly: bool = False
) -> fields.Field:
    """A column of the sheet under a Vietnamese heading; a readonly one only helps to find others."""
    return fields.Field(attribute, heading, widget or TextWidget(), readonly=readonly)


def _identity(value: Any) -> Hashable:
    known: Hashable = value.pk if isinstance(value, models.Model) else value
    return known


def _printed(value: Any) -> str:
    """A cell of a sheet in the forms of Vietnamese."""
    if isinstance(value, date):
        return format_date(value)
    return format_count(value) if isinstance(value, int) else str(value)


def take_sheet(
    resource: ScopedResource, sheet: Dataset, lines: Sequence[int], *, dry_run: bool
) -> Any:
    """Store the whole sheet or none of it; `lines` says where each row stands in the file."""
    resource.lines = lines
    return resource.import_data(
        sheet, dry_run=dry_run, use_transactions=True, rollback_on_validation_errors=True
    )


def faults_of(resource: ScopedResource, result: Any) -> list[tuple[str, str]]:
    """Where and what: each fault of a sheet, by its line in the file ("" for the whole file)."""
    whole = [("", _whole_told(error.error)) for error in result.base_errors]
    if whole:
        return whole[:1]  # the rest would only repeat it
    rows = [(row.number, error.error) for row in result.error_rows for error in row.errors]
    rows += [(row.number, row.error) for row in result.invalid_rows]
    rows.sort(key=lambda fault: fault[0])
    return [(f"Dòng {resource.lines[n - 1]}", _row_told(resource, error)) for n, error in rows]


def _whole_told(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    logger.error("a sheet was not stored", exc_info=error)
    return NOT_STORED


def _row_told(resource: ScopedResource, error: Exception) -> str:
    """An error in words; by column where it has one."""
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        headings = {field.attribute: field.column_name for field in resource.fields.values()}
        parts = [
            f"{headings[name]}: {' '.join(texts)}" if name in headings else " ".join(texts)
            for name, texts in error.message_dict.items()
        ]
        return " ".join(parts)
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    logger.error("a line of a sheet was not read", exc_info=error)
    return ROW_UNREADABLE
