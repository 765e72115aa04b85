"""Every target of a plan for its unit and the units below, printed or as JSON."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from intake.queries.fields import counting_units
from plans.models import Plan
from reports.queries.progress import as_json, progress_of
from reports.rules.progress import Progress
from units.rules import Branch
from vietnamese.numbers import format_count, format_percent


class Command(BaseCommand):
    help = "In tiến độ từng chỉ tiêu của một kế hoạch."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", required=True, help="mã kế hoạch")
        parser.add_argument("--on", type=date.fromisoformat, help="tính đến hết ngày")
        parser.add_argument("--known-at", type=datetime.fromisoformat, help="số liệu biết tại lúc")
        parser.add_argument("--json", action="store_true", help="in JSON cho máy đọc")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan.objects.select_related("unit").filter(code=options["plan"]).first()
        if plan is None:
            raise CommandError(f"Không có kế hoạch mã {options['plan']!r}.", returncode=2)
        rows = rows_of(plan, on=options["on"], known_at=_aware(options["known_at"]))
        if options["json"]:
            body = {"plan": plan.code, "rows": [as_json(row) for row in rows]}
            self.stdout.write(json.dumps(body, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(line_of(row))


def rows_of(plan: Plan, *, on: date | None, known_at: datetime | None) -> list[Progress]:
    """Every target for the plan's unit and each village; one counted by person for each officer too."""
    villages = counting_units(plan.unit, Branch.PLACE)
    officers = {unit.code: unit for unit in counting_units(plan.unit, Branch.PERSON)}
    units = [plan.unit, *villages, *officers.values()]
    rows = progress_of(plan, units, on=on, known_at=known_at)
    return [
        row for row in rows if row.unit_code not in officers or row.target.branch == Branch.PERSON
    ]


def _aware(moment: datetime | None) -> datetime | None:
    if moment is None or moment.tzinfo:
        return moment
    return timezone.make_aware(moment)


def line_of(row: Progress) -> str:
    """A row of progress in one printed line; unknown is said, never shown as 0 or 100%."""
    done = "chưa có số liệu" if row.done is None else format_count(row.done)
    parts = [row.target.code, row.unit_name, row.target.label, done]
    if row.required is not None:
        parts.append(f"/ {format_count(row.required)}")
    if row.percent is not None:
        parts.append(format_percent(row.percent))
    return "  ".join([*parts, f"[{row.state_label}]"])
