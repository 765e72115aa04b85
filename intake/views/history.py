"""Where a number comes from."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from intake.queries.history import history_of, parts_of_sum
from residents.models import Cohort
from targets.models import Indicator
from units.http import UserRequest, needs
from units.models import Unit
from units.rules import Permission


@require_safe
@needs(Permission.SEE_PROGRESS)
def cell_history(
    request: UserRequest, unit_code: str, day: date, indicator_code: str, cohort_code: str
) -> HttpResponse:
    """Every value a cell was given and every answer about one: who, when, from where and why."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), code=unit_code)
    indicator = get_object_or_404(Indicator, code=indicator_code)
    cohort = get_object_or_404(Cohort, code=cohort_code)
    context = {
        "unit": unit,
        "day": day,
        "indicator": indicator,
        "cohort": cohort,
        "entries": history_of(unit, day, indicator, cohort),
        "parts": parts_of_sum(unit, day, indicator, cohort, user=request.user),
    }
    return render(request, "intake/cell_history.html", context)
