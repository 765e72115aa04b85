"""Hold every count and every total against the entries they come from."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from intake.management.arguments import add_json, as_line, refusal
from intake.queries.integrity import Difference, differences_of
from units.models import Unit
from vietnamese.dates import format_date
from vietnamese.numbers import format_count


class Command(BaseCommand):
    help = "Tính lại mọi số liệu từ sổ ghi, so với số đang lưu; khác nhau thì kết thúc với mã 1."

    def add_arguments(self, parser: CommandParser) -> None:
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        checked, found = 0, list[Difference]()
        for root in Unit.objects.filter(parent__isnull=True):
            figures, differences = differences_of(root)
            checked += figures
            found += differences
        if options["json"]:
            rows = [difference.as_json() for difference in found]
            self.stdout.write(as_line({"checked": checked, "differences": rows}))
        else:
            self.stdout.write(
                "\n".join(map(_line, found)) or f"Đã tính lại {format_count(checked)} số, khớp."
            )
        if found:
            raise refusal(f"{len(found)} số đang lưu khác với sổ ghi.")


def _line(difference: Difference) -> str:
    level = "tổng" if difference.branch else "số liệu"
    return (
        f"{difference.unit}, ngày {format_date(difference.day)}: {level} đang lưu"
        f" {difference.stored}, tính lại {difference.computed}."
    )
