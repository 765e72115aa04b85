"""The sheet of quotas: each unit's share of a plan's targets."""

from __future__ import annotations

from typing import Any

from plans.models import Plan
from targets.models import Quota, Target
from units.models import Unit
from units.resources import CountWidget, KeyWidget, ScopedResource, column

PLAN, TARGET = "Mã kế hoạch", "Ký hiệu chỉ tiêu"


class TargetWidget(KeyWidget):
    """A target by its code, which is unique only within the plan named in the column before."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        plans = KeyWidget(Plan, seen=True)
        plans.user = self.user
        plan = plans.clean(row[PLAN])
        code = str(value or "").strip()
        found = self.choices().filter(plan=plan, code=code).first() if plan else None
        if found is None:
            raise ValueError(f"Kế hoạch “{row[PLAN] or ''}” không có chỉ tiêu “{code}”.")
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
