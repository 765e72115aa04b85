"""Lock one business day of every commune that carries out a running plan."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import QuerySet

from intake.actions.days import close_day
from intake.management.arguments import add_json, as_line, day_in, misuse, refusal
from intake.queries.days import communes_of_running_plans
from units import clock
from units.models import Unit
from vietnamese.dates import format_date


class Command(BaseCommand):
    help = "Khóa số liệu một ngày của các xã đang thực hiện kế hoạch."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--date", required=True, help="ngày, viết dạng 2026-06-11")
        parser.add_argument("--unit", help="mã một xã; không ghi là mọi xã")
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        day = day_in(options["date"])
        if day > clock.today():
            raise refusal(f"Ngày {format_date(day)} chưa đến nên không khóa được.")
        communes = _communes(options["unit"])
        locked = [unit for unit in communes if close_day(unit=unit, day=day, by=None)]
        before = [unit for unit in communes if unit not in locked]
        if options["json"]:
            body = {
                "date": day.isoformat(),
                "locked": [unit.code for unit in locked],
                "locked_before": [unit.code for unit in before],
            }
            self.stdout.write(as_line(body))
            return
        for unit in locked:
            self.stdout.write(f"Đã khóa ngày {format_date(day)} của {unit}.")
        for unit in before:
            self.stdout.write(f"Ngày {format_date(day)} của {unit} đã khóa từ trước.")


def _communes(code: str | None) -> QuerySet[Unit]:
    communes = communes_of_running_plans()
    if code is None:
        return communes
    if not communes.filter(code=code).exists():
        raise misuse(f"Không có xã mã “{code}” đang thực hiện kế hoạch.")
    return communes.filter(code=code)
