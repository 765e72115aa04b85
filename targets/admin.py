"""Administration of indicators, targets, baselines, quotas and the cells that plans ask for."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.validators import RegexValidator
from django.http import HttpRequest

from plans.models import Plan, PlanPartQuerySet
from targets.models import (
    Baseline,
    EntryField,
    Indicator,
    Milestone,
    Quota,
    Target,
)
from targets.resources import QuotaResource
from units.admin.scoped import PartInline, ReferenceAdmin, ScopedAdmin
from units.admin.sheets import SheetAdmin
from units.admin.site import site
from vietnamese.numbers import format_count

PERCENT_ALONE = RegexValidator(r"^\d{1,3}(,\d+)?\Z", "Chỉ ghi số, không ghi dấu %%, ví dụ 82,55.")


@admin.register(Indicator, site=site)
class IndicatorAdmin(ReferenceAdmin):
    list_display = ("label", "short_label", "code", "measure", "aggregation", "position")
    search_fields = ("label", "code")


class MilestoneInline(PartInline):
    model = Milestone


@admin.register(Target, site=site)
class TargetAdmin(ScopedAdmin):
    """Targets change where their plan was issued; deleted only while the plan is a draft."""

    deletable = True
    list_display = ("code", "label", "plan", "indicator", "cohort", "goal_value", "deadline")
    list_filter = ("goal_kind", "branch", "commitment")
    list_select_related = ("plan", "indicator", "cohort")
    search_fields = ("label", "code", "plan__title")
    inlines = (MilestoneInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_draft = obj is None or obj.plan.state == Plan.State.DRAFT
        return is_draft and super().has_delete_permission(request, obj)


@admin.register(Baseline, site=site)
class BaselineAdmin(ScopedAdmin):
    deletable = True
    seen_keys = ("plan",)
    list_display = ("unit", "plan", "indicator", "cohort", "as_of", "figure", "printed_percent")
    list_filter = ("indicator", "cohort")
    list_select_related = ("unit", "plan", "indicator", "cohort")
    search_fields = ("unit__name", "plan__title")

    @admin.display(description="số đầu kỳ", ordering="value")
    def figure(self, row: Baseline) -> str:
        return format_count(row.value)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if "printed_percent" in form.base_fields:
            form.base_fields["printed_percent"].validators.append(PERCENT_ALONE)
        return form


@admin.register(Quota, site=site)
class QuotaAdmin(SheetAdmin):
    resource = QuotaResource
    deletable = True
    seen_keys = ("target",)
    list_display = ("target", "unit", "figure")
    list_select_related = ("target", "unit")
    search_fields = ("unit__name", "target__label", "target__plan__title")

    @admin.display(description="số giao", ordering="value")
    def figure(self, row: Quota) -> str:
        return format_count(row.value)


@admin.register(EntryField, site=site)
class EntryFieldAdmin(ScopedAdmin):
    """Taking a cell away stops its entry; what was counted in it stays."""

    scope = PlanPartQuerySet
    deletable = True
    list_display = ("plan", "indicator", "cohort", "branch", "unit", "rhythm", "position")
    list_filter = ("branch", "rhythm")
    list_select_related = ("plan", "indicator", "cohort", "unit")
    search_fields = ("plan__title", "indicator__label", "cohort__label")
