"""The ledger and its neighbours to look at and to take out, and the moving of units with their figures.

Nothing here writes a count: that is done by saves, tallies and the nightly check alone.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from intake.actions.moves import move_with_figures
from intake.models import (
    Confirmation,
    Count,
    Day,
    DayReport,
    DayReportChange,
    Entry,
    Job,
    NightlyCheck,
    Photo,
    Reminder,
    Tally,
)
from units.admin import UnitAdmin
from units.admin.scoped import ReadOnlyAdmin, account_of
from units.admin.sheets import ExportAdmin
from units.admin.site import site
from units.models import Unit
from units.resources import CountWidget, DayWidget, ScopedResource, column
from units.scope import ScopedQuerySet

CELL = ("unit", "day", "indicator", "cohort")
CELL_KEYS = ("unit", "indicator", "cohort")


@admin.register(Entry, site=site)
class EntryAdmin(ReadOnlyAdmin):
    list_display = (*CELL, "version", "value", "at", "by", "source", "reason")
    list_filter = ("source", "indicator", "cohort")
    list_select_related = (*CELL_KEYS, "by")
    search_fields = ("unit__name", "reason")
    date_hierarchy = "day"


class CountExport(ScopedResource):
    """Counts on their way out, one cell of the ledger a row; they come in as tallies alone."""

    code = column("unit__code", "Mã đơn vị")
    unit = column("unit__name", "Đơn vị")
    day = column("day", "Ngày", DayWidget())
    indicator = column("indicator__label", "Nội dung")
    cohort = column("cohort__label", "Lứa tuổi")
    value = column("value", "Số lượng", CountWidget())

    class Meta(ScopedResource.Meta):
        model = Count
        fields = ("code", "unit", "day", "indicator", "cohort", "value")

    def get_queryset(self) -> QuerySet[Count]:
        rows: QuerySet[Count] = super().get_queryset()
        return rows.select_related(*CELL_KEYS).order_by("day", "unit__path", "pk")


@admin.register(Count, site=site)
class CountAdmin(ReadOnlyAdmin, ExportAdmin):
    """The counts as they stand, to look at and to take out as a sheet."""

    resource = CountExport
    import_note = (
        "Số liệu không nhập tại trang này: gửi biểu Excel tại trang Biểu tổng hợp của cổng,"
        " xem trước rồi xác nhận."
    )
    list_display = (*CELL, "value", "version")
    list_filter = ("indicator", "cohort")
    list_select_related = CELL_KEYS
    search_fields = ("unit__name",)
    date_hierarchy = "day"


@admin.register(DayReport, site=site)
class DayReportAdmin(ReadOnlyAdmin):
    list_display = ("day", "unit", "state", "reported_at", "reported_by", "reviewed_by", "reason")
    list_filter = ("state",)
    list_select_related = ("unit", "reported_by", "reviewed_by")
    search_fields = ("unit__name",)
    date_hierarchy = "day"


@admin.register(Day, site=site)
class DayAdmin(ReadOnlyAdmin):
    list_display = ("day", "unit", "locked_at", "locked_by", "open_until", "open_reason")
    list_select_related = ("unit", "locked_by")
    date_hierarchy = "day"


@admin.register(Confirmation, site=site)
class ConfirmationAdmin(ReadOnlyAdmin):
    list_display = (*CELL, "value", "question", "answer", "by", "at")
    list_filter = ("kind",)
    list_select_related = (*CELL_KEYS, "by")
    search_fields = ("unit__name", "question")
    date_hierarchy = "day"


@admin.register(DayReportChange, site=site)
class DayReportChangeAdmin(ReadOnlyAdmin):
    list_display = ("day", "unit", "state", "at", "by", "reason")
    list_filter = ("state",)
    list_select_related = ("unit", "by")
    search_fields = ("unit__name",)
    date_hierarchy = "day"


@admin.register(Reminder, site=site)
class ReminderAdmin(ReadOnlyAdmin):
    list_display = ("day", "unit", "at", "by")
    list_select_related = ("unit", "by")
    search_fields = ("unit__name",)
    date_hierarchy = "day"


@admin.register(Photo, site=site)
class PhotoAdmin(ReadOnlyAdmin):
    """That a photograph is there, from whom and how large; looking at it is done on the portal's pages."""

    list_display = ("day", "unit", "indicator", "by", "at", "size", "removed_at")
    list_select_related = ("unit", "indicator", "by")
    search_fields = ("unit__name",)
    exclude = ("content",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Photo]:
        return super().get_queryset(request).defer("content")


@admin.register(Tally, site=site)
class TallyAdmin(ReadOnlyAdmin):
    list_display = ("number", "file_name", "unit", "plan", "by", "at", "state")
    list_filter = ("state",)
    list_select_related = ("unit", "plan", "by")
    search_fields = ("file_name", "unit__name")

    @admin.display(description="số biên nhận", ordering="pk")
    def number(self, tally: Tally) -> str:
        return tally.receipt_number

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tally]:
        """Without the cells, 60 MB of a large tally."""
        return super().get_queryset(request).defer("cells", "reading", "receipt")


@admin.register(Job, site=site)
class JobAdmin(ReadOnlyAdmin):
    scope = ScopedQuerySet
    list_display = ("kind", "unit", "day", "state", "tries", "created_at", "done_at", "error")
    list_filter = ("state",)
    list_select_related = ("unit",)


@admin.register(NightlyCheck, site=site)
class NightlyCheckAdmin(ReadOnlyAdmin):
    list_display = ("day", "unit", "at", "cells", "differences_count", "locked_days")
    list_select_related = ("unit",)

    @admin.display(description="số chênh lệch")
    def differences_count(self, check: NightlyCheck) -> int:
        return len(check.differences)


site.unregister(Unit)


@admin.register(Unit, site=site)
class MovableUnitAdmin(UnitAdmin):
    """Units can be moved here, since only here is it known which totals a move changes."""

    settled = ("code", "kind")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        is_own = obj is not None and obj.pk == account_of(request).unit_id
        return (*super().get_readonly_fields(request, obj), *(("parent",) if is_own else ()))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        return super().get_form(request, obj, change=change, form=UnitForm, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: Unit, form: forms.ModelForm, change: bool
    ) -> None:
        moves = change and "parent" in form.changed_data
        parent = obj.parent
        if moves:  # the rest first, under the old parent
            obj.parent_id = form.initial["parent"]
            form.changed_data.remove("parent")
        super().save_model(request, obj, form, change)
        if moves:
            move_with_figures(unit=obj, parent=parent, by=account_of(request))


class UnitForm(forms.ModelForm):
    """A unit never hangs below itself."""

    def clean_parent(self) -> Unit | None:
        parent: Unit | None = self.cleaned_data["parent"]
        if parent and self.instance.pk and parent.path.startswith(self.instance.path):
            raise forms.ValidationError("Không thể đặt một đơn vị dưới chính nó.")
        return parent
