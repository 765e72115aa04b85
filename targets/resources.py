"""The sheet of quotas: each unit's share of a plan's targets."""

from __future__ import annotations

from typing import Any

from tablib import Dataset

from plans.models import Plan
from targets.models import Quota, Target
from units.models import Unit
from units.resources import (
    CodeWidget,
    CountWidget,
    KeyWidget,
    ScopedResource,
    Unreadable,
    column,
)

PLAN, TARGET = "Mã kế hoạch", "Ký hiệu chỉ tiêu"


class TargetWidget(KeyWidget):
    """A target by its code, which is unique only within the plan named in the column before."""

    def learn(self, sheet: Dataset, heading: str) -> None:
        self.plans = KeyWidget(Plan, seen=True)
        self.plans.user = self.user
        self.plans.learn(sheet, PLAN)
        rows = self.choices().filter(plan__in=list(self.plans.known.values()))
        self.known = {(row.plan.code, row.code): row for row in rows.select_related("plan")}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        plan = self.plans.clean(row[PLAN])
        code = CodeWidget().clean(value)
        found = self.known.get((plan.code, code)) if plan else None
        if found is None:
            raise Unreadable(f"Kế hoạch “{row[PLAN] or ''}” không có chỉ tiêu “{code}”.")
        return found


class QuotaResource(ScopedResource):
    """Quotas of the own subtree, by plan, target and unit; the plan may be one from above."""

    plan = column("target__plan", PLAN, KeyWidget(Plan), readonly=True)
    target = column("target", TARGET, TargetWidget(Target, seen=True))
    unit = column("unit", "Mã đơn vị", KeyWidget(Unit))
    value = column("value", "Số giao", CountWidget())

    class Meta(ScopedResource.Meta):
        model = Quota
        import_id_fields = ("target", "unit")
        fields = ("plan", "target", "unit", "value")
