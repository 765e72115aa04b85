"""Administration of cohorts and populations."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.forms import Field
from django.http import HttpRequest

from residents.models import Cohort, Population
from residents.resources import PopulationResource
from units.admin.fields import YearsField
from units.admin.scoped import ReferenceAdmin
from units.admin.sheets import SheetAdmin
from units.admin.site import site
from vietnamese.numbers import format_count


@admin.register(Cohort, site=site)
class CohortAdmin(ReferenceAdmin):
    list_display = ("label", "short_label", "code", "age_from", "age_to", "category", "position")
    search_fields = ("label", "code")

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Field | None:
        if db_field.name == "birth_years":
            return YearsField(label="Năm sinh", required=False)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Population, site=site)
class PopulationAdmin(SheetAdmin):
    resource = PopulationResource
    deletable = True
    list_display = ("unit", "cohort", "residence", "as_of", "figure", "source")
    list_filter = ("cohort", "residence", "as_of")
    list_select_related = ("unit", "cohort")
    search_fields = ("unit__name", "unit__code", "source")

    @admin.display(description="số người", ordering="people")
    def figure(self, row: Population) -> str:
        return format_count(row.people)
