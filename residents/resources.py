"""The sheet of populations: how many people of a cohort each unit has at a date."""

from __future__ import annotations

from residents.models import Cohort, Population, Residence
from units.models import Unit
from units.resources import ChoiceWidget, CountWidget, DayWidget, KeyWidget, ScopedResource, column


class PopulationResource(ScopedResource):
    """Populations by unit, cohort, kind of residence and date."""

    unit = column("unit", "Mã đơn vị", KeyWidget(Unit))
    cohort = column("cohort", "Mã nhóm đối tượng", KeyWidget(Cohort))
    residence = column("residence", "Cư trú", ChoiceWidget(dict(Residence.choices)))
    as_of = column("as_of", "Tính đến ngày", DayWidget())
    people = column("people", "Số người", CountWidget())
    source = column("source", "Nguồn")

    class Meta(ScopedResource.Meta):
        model = Population
        import_id_fields = ("unit", "cohort", "residence", "as_of")
        fields = ("unit", "cohort", "residence", "as_of", "people", "source")
