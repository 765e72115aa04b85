"""Administration of plans: what was ordered, kept by the unit that ordered it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from plans.models import LegalBasis, Participant, Plan, ReportingRule
from units.admin.scoped import PartInline, ScopedAdmin
from units.admin.site import site


class BasisInline(PartInline):
    model = LegalBasis


class RuleInline(PartInline):
    model = ReportingRule


class ParticipantInline(PartInline):
    model = Participant


@admin.register(Plan, site=site)
class PlanAdmin(ScopedAdmin):
    """Plans from above are read here; only a draft of one's own may be deleted."""

    deletable = True
    list_display = ("title", "number", "unit", "state", "starts_on", "ends_on")
    list_filter = ("state",)
    list_select_related = ("unit",)
    search_fields = ("title", "number", "code")
    inlines = (BasisInline, RuleInline, ParticipantInline)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_draft = obj is None or obj.state == Plan.State.DRAFT
        return is_draft and super().has_delete_permission(request, obj)
