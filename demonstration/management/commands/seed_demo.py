"""Load the demonstration and say who logs in with what."""

from __future__ import annotations

import json
import os
import secrets
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demonstration import loading
from demonstration.facts import load_demonstration
from demonstration.simulation import LAST_DAY
from units.rules import ROLE_LABELS

PASSWORD_FILE = "demo_password"  # noqa: S105 -- a file's name, not a password


class Command(BaseCommand):
    help = "Nạp năm kế hoạch và xã minh họa; chạy lại không thay đổi gì."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until", type=_iso_date, default=LAST_DAY, help="đến hết ngày")
        parser.add_argument("--json", action="store_true", help="in JSON cho máy đọc")

    def handle(self, *args: Any, **options: Any) -> None:
        password = kept_password()
        loading.load(until=options["until"], password=password)
        accounts = load_demonstration().accounts
        if options["json"]:
            rows = [{"username": a.username, "role": a.role, "unit": a.unit} for a in accounts]
            self.stdout.write(json.dumps({"accounts": rows, "until": str(options["until"])}))
            return
        self.stdout.write("Tài khoản minh họa (cùng một mật khẩu):")
        for account in accounts:
            self.stdout.write(f"  {account.username:<12} {ROLE_LABELS[account.role]}")
        self.stdout.write(f"Mật khẩu: {password}")


def _iso_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"Ngày phải viết dạng 2026-06-11, không phải {text!r}.") from error


def kept_password() -> str:
    """The password kept since the first set-up, random unless DEMO_PASSWORD sets it, then or later."""
    path = Path(settings.VAR_DIR) / PASSWORD_FILE
    chosen = os.environ.get("DEMO_PASSWORD")
    if chosen or not path.exists():
        path.touch(mode=0o600)
        path.write_text(chosen or secrets.token_urlsafe(9))
    return path.read_text().strip()
