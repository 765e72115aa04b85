"""Take a workbook in, whole or not at all, and print the receipt."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from intake.management.arguments import (
    add_tally_arguments,
    as_line,
    misuse,
    plan_named,
    refusal,
    unit_named,
    upload_at,
    user_named,
)
from intake.models import Tally
from intake.queries.tallies import receipt_of
from intake.rules.ledger import Refusal
from intake.uploads import commit_chosen, receive_tally
from units.rules import Permission


class Command(BaseCommand):
    help = "Nhập một biểu tổng hợp, đủ hoặc không nhập, và in biên nhận."

    def add_arguments(self, parser: CommandParser) -> None:
        add_tally_arguments(parser)
        parser.add_argument("--user", required=True, help="tài khoản gửi biểu")
        parser.add_argument(
            "--choice",
            choices=Tally.Choice.values,
            default=Tally.Choice.REPLACE,
            help="khi ô đã có số liệu khác: thay, giữ, hay thay cả biểu trước cùng tên",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        plan, user = plan_named(options["plan"]), user_named(options["user"])
        if user.unit is None or not user.may(Permission.SEND_TALLIES):
            raise misuse(f"Tài khoản “{user.username}” không được gửi biểu.")
        unit = unit_named(options["unit"], user.unit, plan)
        tally = receive_tally(
            upload=upload_at(options["file"]), plan=plan, by=user, unit=unit, at_once=True
        )
        try:
            tally = commit_chosen(tally=tally, choice=options["choice"], by=user)
        except Refusal as error:
            self._print_refused(tally, as_json=options["json"])
            raise refusal(str(error)) from error
        receipt = receipt_of(tally)
        if not options["json"]:
            self._print_doubts(receipt)
        self.stdout.write(
            as_line(receipt)
            if options["json"]
            else f"Biên nhận {receipt['number']}: đã nhập {receipt['cells']} ô,"
            f" {receipt['unchanged']} ô giữ nguyên."
        )

    def _print_doubts(self, receipt: dict[str, Any]) -> None:
        """What went in though it looks wrong: whoever approves the days is shown it."""
        for doubt in receipt.get("doubts", []):
            self.stdout.write(f"Cần xem lại: {doubt['unit']}: {doubt['question']}")
        more = receipt.get("doubt_count", 0) - len(receipt.get("doubts", []))
        if more > 0:
            self.stdout.write(f"Còn {more} điểm cần xem lại khác.")

    def _print_refused(self, tally: Tally, *, as_json: bool) -> None:
        """What has to be corrected before anything goes in."""
        reading = tally.reading
        body = {name: reading.get(name) for name in ("problems", "ignored", "refused", "repaired")}
        if as_json:
            self.stdout.write(as_line({"number": None, "cells": 0, **body}))
            return
        for problem in reading.get("problems", []):
            self.stdout.write(f"{problem['sheet']}!{problem['cell']}: {problem['message']}")
