"""Counts as rows of a sheet, for django-import-export: one row, one cell of the ledger.

The rows are judged one by one; the ledger itself is written once, for all of them or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import Result, RowResult
from import_export.widgets import DateWidget, ForeignKeyWidget, Widget
from tablib import Dataset

from intake.actions.counts import NEVER
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
T = TypeVar("T")


class CountSheet(Generic[T]):
    """What an import asks of tablib's Dataset, with rows made one by one as they are asked for."""

    headers = list(COLUMNS)

    def __init__(self, cells: Sequence[T], row_of: Callable[[T], tuple[Any, ...]]) -> None:
        self.cells, self.row_of = cells, row_of

    def __len__(self) -> int:
        return len(self.cells)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return map(self.row_of, self.cells)

    def __getitem__(self, column: str) -> list[Any]:
        position = COLUMNS.index(column)
        return [row[position] for row in self]


class KnownCode(ForeignKeyWidget):
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


class WholeCount(Widget):
    """A whole number from 0; the library's own widget cuts 1,5 down to 1."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int:
        return parse_count(value)


class IsoDay(DateWidget):
    """A day as machines write it."""

    def __init__(self) -> None:
        super().__init__("%Y-%m-%d")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise ValueError(f"“{value}” không phải là ngày dạng 2026-06-30.") from None


class CountRow(RowResult):
    """What became of a row. Of a large sheet a hundred thousand are kept: what is empty, they share."""

    errors: Sequence[Any] = ()
    validation_error: ValidationError | None = None
    import_type: str | None = None
    row_values: dict[str, Any] = {}
    diff = object_id = object_repr = instance = original = None

    def __init__(self) -> None:
        """Nothing of its own yet."""


@dataclass(frozen=True)
class _Series:
    """What a unit, an indicator and a cohort stand for, and the days on which they may be entered."""

    unit: Unit
    indicator: Indicator
    cohort: Cohort
    windows: tuple[Window, ...]
    open_days: frozenset[date]


class CountResource(ModelResource):
    """Counts that an account may enter. `store` gets all new values at once, never on a dry run.

    `versions` holds, row by row, the version that the sender saw; empty asks no check. Afterwards
    `before` holds, row by row, the value and version that are stored.
    """

    unit = Field(column_name=UNIT, attribute="unit")
    day = Field(column_name=DAY, attribute="day", widget=IsoDay())
    indicator = Field(column_name=INDICATOR, attribute="indicator")
    cohort = Field(column_name=COHORT, attribute="cohort")
    value = Field(column_name=VALUE, attribute="value", widget=WholeCount())

    class Meta:
        model = Count
        fields = ("unit", "day", "indicator", "cohort", "value")
        import_id_fields = ("unit", "day", "indicator", "cohort")
        use_transactions = True
        use_bulk = True  # the ledger takes all rows at the end, so a row needs no savepoint
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
        self.stored: dict[CellKey, tuple[int | None, int]] = {}
        self.before: list[tuple[int | None, int]] = []
        self.new_values: list[NewValue] = []
        self._days: dict[Any, date] = {}
        self._series: dict[tuple[Any, ...], _Series] = {}
        self._use_known_codes()

    def _use_known_codes(self) -> None:
        self._units = Unit.objects.editable_by(self.user, Permission.SEND_TALLIES)
        self.fields["unit"].widget = KnownCode(
            self._units, "Đơn vị không thuộc phạm vi của tài khoản."
        )
        self.fields["indicator"].widget = KnownCode(
            Indicator.objects.all(), "Không có loại số liệu này."
        )
        self.fields["cohort"].widget = KnownCode(
            Cohort.objects.all(), "Không có nhóm đối tượng này."
        )

    def get_queryset(self) -> QuerySet[Count]:
        return Count.objects.editable_by(self.user, Permission.SEND_TALLIES)

    @classmethod
    def get_row_result_class(cls) -> type[RowResult]:
        return CountRow

    def before_import(self, dataset: Dataset | CountSheet[Any], **kwargs: Any) -> None:
        """Read once what the rows will be held against."""
        known = self.fields["unit"].widget.by_code
        units = [known[code] for code in sorted({str(code) for code in dataset[UNIT]} & set(known))]
        self._days = dict(_readable_days(set(dataset[DAY])))
        days = set(self._days.values())
        rows = (
            self.get_queryset()
            .filter(unit__in=units, day__in=days)
            .order_by()
            .values_list("unit_id", "day", "indicator_id", "cohort_id", "value", "version")
        )
        self.stored = {CellKey(*row[:4]): row[4:] for row in rows}
        self.asked = fields_of(units)
        self.communes = communes_of(units)
        self.locked = locked_days(self.communes.values(), days)
        self._open_days: dict[tuple[int, tuple[Window, ...]], frozenset[date]] = {}

    def import_row(self, row: dict[str, Any], instance_loader: Any, **kwargs: Any) -> RowResult:
        """The library's step for one row, without the model instance that it would save."""
        result = CountRow()
        self.before.append(NEVER)
        try:
            result.import_type = self._judge(row, **kwargs)
        except ValidationError as error:
            result.import_type, result.validation_error = RowResult.IMPORT_TYPE_INVALID, error
        except Exception as error:
            told = self.get_error_result_class()(error, row=row, number=kwargs["row_number"])
            result.import_type, result.errors = RowResult.IMPORT_TYPE_ERROR, [told]
        return result

    def _judge(self, row: dict[str, Any], **kwargs: Any) -> str:
        """The kind of row, noted where it changes something; raises what speaks against it."""
        series, day, value = self._cleaned(row)
        key = CellKey(series.unit.pk, day, series.indicator.pk, series.cohort.pk)
        stored = self.stored.get(key)
        self.before[-1] = before = stored or NEVER
        if not is_change(stored=before[0], version=before[1], sent=value):
            return RowResult.IMPORT_TYPE_SKIP  # a value that is stored already needs no entry
        check_value(value)
        if day not in series.open_days:
            raise self._closed(series, day)
        if self.store and not kwargs.get("dry_run"):
            number = kwargs["row_number"] - 1
            base = self.versions[number] if self.versions else None
            self.new_values.append(NewValue(key, value, base))
        return RowResult.IMPORT_TYPE_UPDATE if stored else RowResult.IMPORT_TYPE_NEW

    def _cleaned(self, row: dict[str, Any]) -> tuple[_Series, date, int]:
        """What a row says; ValidationError for every column that says nothing known."""
        names = row[UNIT], row[INDICATOR], row[COHORT]
        try:
            series = self._series.get(names) or self._named(names, row)
            return series, self._days[row[DAY]], parse_count(row[VALUE])
        except (KeyError, ValueError):
            faults = dict(self._faults(row))
            if not faults:
                raise
            raise ValidationError(faults) from None

    def _faults(self, row: dict[str, Any]) -> Iterable[tuple[str, ValidationError]]:
        for name, field in self.fields.items():
            try:
                field.clean(row)
            except ValueError as error:
                yield name, ValidationError(str(error), code="invalid")

    def _named(self, names: tuple[Any, ...], row: dict[str, Any]) -> _Series:
        """The series of three names, looked up for the first row that says them."""
        unit, indicator, cohort = (
            self.fields[name].clean(row) for name in ("unit", "indicator", "cohort")
        )
        windows = self.asked.get((unit.pk, indicator.pk, cohort.pk), ())
        open_days = self._days_in(windows, self.communes[unit.pk])
        self._series[names] = series = _Series(unit, indicator, cohort, windows, open_days)
        return series

    def _days_in(self, windows: tuple[Window, ...], commune: int) -> frozenset[date]:
        """The sheet's days that a plan asks for and that are not locked."""
        known = self._open_days.get((commune, windows))
        if known is None:
            today = clock.today()
            self._open_days[commune, windows] = known = frozenset(
                day
                for day in self._days.values()
                if day <= today and _in_one(windows, day) and (commune, day) not in self.locked
            )
        return known

    def _closed(self, series: _Series, day: date) -> ValidationError:
        """Why a day takes no value of a series."""
        if not series.windows:
            return ValidationError({"indicator": _not_asked(series)})
        if day > clock.today() or not _in_one(series.windows, day):
            return ValidationError({"day": f"Ngày {format_date(day)} ngoài thời gian kế hoạch."})
        return ValidationError(
            f"Ngày {format_date(day)} đã khóa. Đề nghị liên hệ Trưởng Công an xã để mở khóa.",
            code="day_locked",
        )

    def after_import(
        self, dataset: Dataset | CountSheet[Any], result: Result, **kwargs: Any
    ) -> None:
        is_sound = not result.has_errors() and not result.has_validation_errors()
        if self.store and is_sound and not kwargs.get("dry_run"):
            self.store(self.new_values)


def _readable_days(texts: Iterable[Any]) -> Iterable[tuple[Any, date]]:
    """Each text that is a day, with the day; the others are told row by row."""
    widget = IsoDay()
    for text in texts:
        with suppress(ValueError):
            yield text, widget.clean(text)


def _in_one(windows: Iterable[Window], day: date) -> bool:
    return any(window.contains(day) for window in windows)


def _not_asked(series: _Series) -> str:
    return (
        f"Không có kế hoạch đang thực hiện nào giao {series.unit} báo cáo"
        f" “{series.indicator.label}” của nhóm “{series.cohort.label}”."
    )
