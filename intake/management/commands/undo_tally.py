"""Take a tally back: every cell that is still its own gets the value it had before."""

from __future__ import annotations

import re
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from intake.actions.undo import undo_tally
from intake.management.arguments import add_json, as_line, misuse, refusal, user_named
from intake.models import Tally
from intake.queries.tallies import receipt_of
from intake.rules.ledger import Refusal


class Command(BaseCommand):
    help = "Hoàn tác một biểu đã nhập theo số biên nhận."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("receipt", help="số biên nhận, ví dụ B000012")
        parser.add_argument("--user", help="tài khoản hoàn tác; không ghi là người gửi biểu")
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        tally = _tally(options["receipt"])
        by = user_named(options["user"]) if options["user"] else tally.by
        try:
            tally = undo_tally(tally=tally, by=by)
        except Refusal as error:
            raise refusal(str(error)) from error
        receipt = receipt_of(tally)
        self.stdout.write(
            as_line(receipt)
            if options["json"]
            else f"Đã hoàn tác {receipt['number']}: {receipt['undo']['cells']} ô trở lại giá trị"
            f" trước, {len(receipt['undo']['kept'])} ô đã sửa sau đó giữ nguyên."
        )


def _tally(number: str) -> Tally:
    match = re.fullmatch(r"B?0*([1-9]\d{0,17})", number.strip().upper())
    tally = (
        Tally.objects.select_related("by__unit", "unit").filter(pk=int(match[1])).first()
        if match
        else None
    )
    if tally is None:
        raise misuse(f"Không có biên nhận “{number}”.")
    return tally
