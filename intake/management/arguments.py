"""What the tally commands take: a file, a plan, a unit by name, an account. Misuse ends with status 2."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from intake.actions.tallies import Upload
from intake.queries.vocabulary import own_reporting_units
from intake.rules.tally.names import UnitIndex
from intake.rules.tally.types import UnitName
from plans.models import Plan
from units.models import Unit, User

REFUSED, MISUSED = 1, 2


def add_tally_arguments(parser: CommandParser) -> None:
    """FILE --plan CODE [--unit NAME] [--json], as read_tally and import_tally share them."""
    parser.add_argument("file", type=Path, help="tệp .xlsx, .xls, .ods hoặc .csv")
    parser.add_argument("--plan", required=True, help="mã kế hoạch")
    parser.add_argument("--unit", help="tên đơn vị, khi biểu không ghi tên")
    add_json(parser)


def add_json(parser: CommandParser) -> None:
    parser.add_argument("--json", action="store_true", help="in JSON cho máy đọc")


def as_line(body: Any) -> str:
    """One object as UTF-8 JSON on one line."""
    return json.dumps(body, ensure_ascii=False)


def misuse(message: str) -> CommandError:
    """The command was called wrongly."""
    return CommandError(message, returncode=MISUSED)


def refusal(message: str) -> CommandError:
    """The command was called rightly; what it was given is not accepted."""
    return CommandError(message, returncode=REFUSED)


def upload_at(path: Path) -> Upload:
    """The file at the path, with its own name."""
    try:
        return Upload(path.read_bytes(), path.name)
    except OSError as error:
        raise misuse(f"Không đọc được tệp {path}: {error.strerror}.") from error


def plan_named(code: str) -> Plan:
    plan = Plan.objects.select_related("unit").filter(code=code).first()
    if plan is None:
        raise misuse(f"Không có kế hoạch mã “{code}”.")
    return plan


def user_named(name: str) -> User:
    user = User.objects.select_related("unit").filter(username=name, is_active=True).first()
    if user is None:
        raise misuse(f"Không có tài khoản “{name}”.")
    return user


def unit_named(name: str | None, root: Unit, plan: Plan) -> Unit | None:
    """The reporting unit that a name means, at or below `root`, however it is spelt."""
    if not name:
        return None
    units = {unit.code: unit for unit in own_reporting_units(root, plan)}
    names = tuple(UnitName(u.code, u.name, tuple(u.aliases)) for u in units.values())
    found = (name,) if name in units else UnitIndex(names).find(name)
    if len(found) != 1:
        raise misuse(f"Không xác định được đơn vị “{name}” trong phạm vi kế hoạch.")
    return units[found[0]]


def day_in(text: str) -> date:
    """A day written as 2026-06-11."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise misuse(f"Ngày phải viết dạng 2026-06-11, không phải “{text}”.") from error
