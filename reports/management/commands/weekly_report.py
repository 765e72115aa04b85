"""The weekly report of a plan as a Word, PDF or Excel file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.models import Plan
from reports.actions import draft_weekly_report
from reports.documents import to_docx, to_pdf, to_xlsx

MAKERS = {"docx": to_docx, "pdf": to_pdf, "xlsx": to_xlsx}


class Command(BaseCommand):
    help = "Xuất báo cáo tuần của một kế hoạch."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", required=True, help="mã kế hoạch")
        parser.add_argument("--ending", required=True, type=date.fromisoformat, help="đến ngày")
        parser.add_argument("--format", required=True, choices=sorted(MAKERS), help="loại tệp")
        parser.add_argument("--output", required=True, type=Path, help="tệp ghi ra")
        parser.add_argument("--json", action="store_true", help="in JSON cho máy đọc")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan.objects.select_related("unit__parent").filter(code=options["plan"]).first()
        if plan is None:
            raise CommandError(f"Không có kế hoạch mã {options['plan']!r}.", returncode=2)
        try:
            report = draft_weekly_report(plan, ending=options["ending"])
            body = MAKERS[options["format"]](report)
            options["output"].write_bytes(body)
        except (ValueError, OSError) as error:
            raise CommandError(str(error), returncode=1) from error
        done = {
            "plan": plan.code,
            "ending": report.ending.isoformat(),
            "figures_to": report.figures_to.isoformat(),
            "file": str(options["output"]),
            "size": len(body),
        }
        if options["json"]:
            self.stdout.write(json.dumps(done, ensure_ascii=False))
        else:
            self.stdout.write(f"Đã ghi {options['output']} ({len(body)} byte).")
