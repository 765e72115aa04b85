"""Administration of plans: what was ordered, kept by the unit that ordered it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from plans.models import LegalBasis, Participant, Plan, ReportingRule
from units.admin.scoped import PartInline, ScopedAdmin, account_of
from units.admin.site import site
from units.rules import lineage


class BasisInline(PartInline):
    model = LegalBasis


class RuleInline(PartInline):
    model = ReportingRule


class ParticipantInline(PartInline):
    model = Participant


@admin.register(Plan, site=site)
class PlanAdmin(ScopedAdmin):
    """Plans from above are read here; only a draft of one's own may be deleted.

    A plan begins as a draft on its own pages, and its state is the matter of who issues it
    (`targets.actions.life`): neither is typed in here.
    """

    deletable = True
    readonly_fields = ("state",)
    seen_keys = ("parent",)
    list_display = ("title", "number", "unit", "state", "starts_on", "ends_on")
    list_filter = ("state",)
    list_select_related = ("unit",)
    search_fields = ("title", "number", "code")
    inlines = (BasisInline, RuleInline, ParticipantInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Another unit's draft is not seen, above or below it."""
        others_draft = Q(state=Plan.State.DRAFT) & ~Q(unit=account_of(request).unit)
        return super().get_queryset(request).exclude(others_draft)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A plan carries out one of a unit above its own: never itself, nor one that stands beneath it."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "parent":
            field.queryset = field.queryset.filter(unit__path__in=self._above(request))
        return field

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_draft = obj is None or obj.state == Plan.State.DRAFT
        return is_draft and super().has_delete_permission(request, obj)

    def _above(self, request: HttpRequest) -> list[str]:
        """The paths of the units above the one whose plan the page shows."""
        match = request.resolver_match
        pk = match.kwargs.get("object_id", "") if match else ""
        rows = self.get_queryset(request).select_related("unit")
        plan = rows.filter(pk=pk).first() if pk.isdecimal() else None
        return list(lineage(plan.unit.path)[:-1]) if plan else []
