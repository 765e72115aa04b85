"""Counts as rows of a sheet, for django-import-export: one row, one cell of the ledger.

The rows are judged one by one; the ledger itself is written once, for all of them or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from import_export.results import Result
from import_export.widgets import DateWidget, ForeignKeyWidget, Widget
from tablib import Dataset

from intake.models import Count
from intake.queries.days import locked_days
from intake.queries.fields import Window, communes_of, fields_of
from intake.rules.ledger import CellKey, NewValue, check_value, is_change
from residents.models import Cohort
from targets.models import Indicator
from units import clock
from units.models import Unit, User
from units.rules import Permission
from vietnamese.dates import format_date
from vietnamese.numbers import parse_count

UNIT, DAY, INDICATOR, COHORT, VALUE = (
    "Đơn vị",
    "Ngày",
    "Loại số liệu",
    "Nhóm đối tượng",
    "Số liệu",
)
COLUMNS = (UNIT, DAY, INDICATOR, COHORT, VALUE)


class CodeWidget(ForeignKeyWidget):
    """A row by its code, out of the rows that the sender may name."""

    def __init__(self, rows: QuerySet[Any], unknown: str) -> None:
        super().__init__(rows.model, "code")
        self.unknown = unknown
        self.by_code: dict[str, Model] = {row.code: row for row in rows}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Model:
        found = self.by_code.get(str(value))
        if found is None:
            raise ValueError(self.unknown)
        return found


class CountWidget(Widget):
    """A whole number from 0; the library's own widget cuts 1,5 down to 1."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int:
        return parse_count(value)


class StoredCounts(BaseInstanceLoader):
    """The stored count of a row, out of those read at the start."""

    def get_instance(self, row: dict[str, Any]) -> Count | None:
        resource: CountResource = self.resource
        try:
            key = resource.key_of(row)
        except ValueError:
            return None  # the same fault is reported when the row itself is read
        return resource.stored.get(key)


class CountResource(ModelResource):
    """Counts that an account may enter. `store` gets all new values at once, never on a dry run.

    `versions` holds, row by row, the version that the sender saw; empty asks no check.
    """

    unit = Field(column_name=UNIT, attribute="unit")
    day = Field(column_name=DAY, attribute="day", widget=DateWidget("%Y-%m-%d"))
    indicator = Field(column_name=INDICATOR, attribute="indicator")
    cohort = Field(column_name=COHORT, attribute="cohort")
    value = Field(column_name=VALUE, attribute="value", widget=CountWidget())

    class Meta:
        model = Count
        fields = ("unit", "day", "indicator", "cohort", "value")
        import_id_fields = ("unit", "day", "indicator", "cohort")
        instance_loader_class = StoredCounts
        use_transactions = True
        skip_diff = True

    def __init__(
        self,
        *,
        user: User,
        versions: Sequence[int] = (),
        store: Callable[[list[NewValue]], None] | None = None,
    ) -> None:
        super().__init__()
        self.user, self.versions, self.store = user, versions, store
        self.stored: dict[CellKey, Count] = {}
        self.before: list[tuple[int | None, int]] = []
        self.new_values: list[NewValue] = []
        self._use_known_codes()

    def _use_known_codes(self) -> None:
        self._units = Unit.objects.editable_by(self.user, Permission.SEND_TALLIES)
        self.fields["unit"].widget = CodeWidget(
            self._units, "Đơn vị không thuộc phạm vi của tài khoản."
        )
        self.fields["indicator"].widget = CodeWidget(
            Indicator.objects.all(), "Không có loại số liệu này."
        )
        self.fields["cohort"].widget = CodeWidget(
            Cohort.objects.all(), "Không có nhóm đối tượng này."
        )

    def get_queryset(self) -> QuerySet[Count]:
        return Count.objects.editable_by(self.user, Permission.SEND_TALLIES)

    def key_of(self, row: dict[str, Any]) -> CellKey:
        """The ledger's key of a row; ValueError where a column says nothing known."""
        parts = [self.fields[name].clean(row) for name in self._meta.import_id_fields]
        unit, day, indicator, cohort = parts
        return CellKey(unit.pk, day, indicator.pk, cohort.pk)

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        """Read once what the rows will be held against."""
        known = self.fields["unit"].widget.by_code
        units = [known[code] for code in sorted(set(dataset[UNIT])) if code in known]
        days = {date.fromisoformat(text) for text in dataset[DAY]}
        rows = self.get_queryset().filter(unit__in=units, day__in=days)
        self.stored = {CellKey(r.unit_id, r.day, r.indicator_id, r.cohort_id): r for r in rows}
        self.asked = fields_of(units)
        self.communes = communes_of(units)
        self.locked = locked_days(self.communes.values(), days)

    def after_init_instance(
        self, instance: Count, new: bool, row: dict[str, Any], **kwargs: Any
    ) -> None:
        self.before.append((instance.value, instance.version))

    def skip_row(
        self,
        instance: Count,
        original: Count | None,
        row: dict[str, Any],
        import_validation_errors: dict[str, Any] | None = None,
    ) -> bool:
        """A value that is stored already needs no entry."""
        value, version = self.before[-1]
        return not import_validation_errors and not is_change(
            stored=value, version=version, sent=instance.value
        )

    def validate_instance(
        self,
        instance: Count,
        import_validation_errors: dict[str, Any] | None = None,
        validate_unique: bool = True,
    ) -> None:
        super().validate_instance(instance, import_validation_errors, validate_unique)
        check_value(instance.value)
        key = CellKey(instance.unit_id, instance.day, instance.indicator_id, instance.cohort_id)
        windows = self.asked.get((key.unit_id, key.indicator_id, key.cohort_id), ())
        if not windows:
            raise ValidationError({"indicator": _not_asked(instance)})
        if key.day > clock.today() or not _in_one(windows, key.day):
            raise ValidationError({"day": f"Ngày {format_date(key.day)} ngoài thời gian kế hoạch."})
        if (self.communes[key.unit_id], key.day) in self.locked:
            raise ValidationError(
                f"Ngày {format_date(key.day)} đã khóa. Đề nghị liên hệ Trưởng Công an xã để mở khóa.",
                code="day_locked",
            )

    def save_instance(
        self, instance: Count, is_create: bool, row: dict[str, Any], **kwargs: Any
    ) -> None:
        """Put the value aside; the ledger takes all of them in one call."""
        number = kwargs["row_number"] - 1
        base = self.versions[number] if self.versions else None
        self.new_values.append(NewValue(self.key_of(row), instance.value, base))

    def after_import(self, dataset: Dataset, result: Result, **kwargs: Any) -> None:
        is_sound = not result.has_errors() and not result.has_validation_errors()
        if self.store and is_sound and not kwargs.get("dry_run"):
            self.store(self.new_values)


def _in_one(windows: Iterable[Window], day: date) -> bool:
    return any(window.contains(day) for window in windows)


def _not_asked(count: Count) -> str:
    return (
        f"Kế hoạch không giao {count.unit} báo cáo {count.indicator.label.lower()}"
        f" của nhóm {count.cohort.label.lower()}."
    )
