"""The first unit, the vocabulary and the first administrator of an empty portal."""

from __future__ import annotations

import json
import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.text import slugify

from targets.actions.vocabulary import load_vocabulary
from targets.catalogue.facts import load_vocabulary as vocabulary_facts
from units.actions import record
from units.models import Unit, User
from units.rules import KIND_LABELS, Kind, Role
from vietnamese.text import fold


class Command(BaseCommand):
    help = "Khởi tạo cổng còn trống: đơn vị gốc, danh mục và tài khoản quản trị đầu tiên."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = [k.value for k in (Kind.COMMUNE, Kind.PROVINCE, Kind.NATION)]
        parser.add_argument("--unit", required=True, help='tên đơn vị gốc, ví dụ "Xã Phú Riềng"')
        parser.add_argument("--kind", choices=kinds, default=Kind.COMMUNE.value, help="loại đơn vị")
        parser.add_argument(
            "--username", default="quantri", help="tên đăng nhập của người quản trị"
        )
        parser.add_argument("--json", action="store_true", help="in JSON cho máy đọc")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if Unit.objects.exists() or User.objects.exists():
            raise CommandError(
                "Cổng đã có đơn vị hoặc tài khoản, không khởi tạo lại.", returncode=1
            )
        code = slugify(fold(options["unit"]))
        if not code:
            raise CommandError("Tên đơn vị không hợp lệ.", returncode=1)
        load_vocabulary(vocabulary_facts())
        unit = Unit.objects.create(code=code, name=options["unit"], kind=options["kind"])
        password = secrets.token_urlsafe(9)
        account = User(
            username=options["username"],
            full_name="Quản trị",
            unit=unit,
            role=Role.ADMINISTRATOR,
        )
        account.set_password(password)
        account.save()
        record("Khởi tạo cổng", unit.name, by=None, unit=unit, after=account.username)
        if options["json"]:
            body = {"unit": unit.code, "username": account.username, "password": password}
            self.stdout.write(json.dumps(body, ensure_ascii=False))
            return
        self.stdout.write(f"Đã khởi tạo {KIND_LABELS[Kind(unit.kind)].lower()}: {unit.name}.")
        self.stdout.write(f"Tài khoản quản trị: {account.username}, mật khẩu: {password}")
        self.stdout.write("Đề nghị đăng nhập và đổi mật khẩu ngay.")
