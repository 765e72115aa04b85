"""A commune with villages and two fields, and the entry page as a browser sends it."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from intake.models import Count, DayReport
from tests import build
from units.models import Unit, User
from units.rules import Role

DAY = build.DAY
OTHER = "age_14_up"


@dataclass
class Commune:
    """Villages "thon-1", "thon-2", ... under "vn/xa/", an officer, and one running plan."""

    villages: list[Unit]
    officer: User
    plan: Any
    first: str = field(init=False)

    def __post_init__(self) -> None:
        self.first = self.villages[0].path

    def name(self, path: str = "", cohort: str = "age_6_13") -> str:
        """The form name of a village's cell."""
        unit = build.unit(path or self.first)
        return f"c-{unit.pk}-{build.indicator().pk}-{build.cohort(cohort).pk}"


def commune(villages: int = 1) -> Commune:
    plan = build.plan("vn/xa/")
    for position, code in enumerate(("age_6_13", OTHER)):
        build.field(plan, cohort=build.cohort(code), position=position)
    units = [
        build.unit(f"vn/xa/thon-{n}/", name=f"Thôn {n}", position=n) for n in range(1, villages + 1)
    ]
    return Commune(units, build.user("vn/xa/", Role.OFFICER, full_name="Nguyễn A"), plan)


def get(client: Client, day: date = DAY) -> str:
    """The page of a day, as text."""
    return client.get(reverse("entry"), {"day": day.isoformat()}).content.decode()


def form_of(page: str) -> dict[str, Any]:
    """What a browser would send if Lưu were pressed with nothing changed."""
    sent: dict[str, Any] = {}
    body = page.split('id="entry"', 1)[1]
    for tag in re.findall(r"<input\b[^>]*>", body):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") not in {"checkbox", "radio"}:
            sent[attributes["name"]] = attributes.get("value", "")
    return sent


def post(client: Client, sent: dict[str, Any]) -> Any:
    return client.post(reverse("entry"), sent)


def save(client: Client, changes: dict[str, Any], day: date = DAY) -> Any:
    """Open the day, type, press Lưu."""
    return post(client, {**form_of(get(client, day)), "key": str(uuid.uuid4()), **changes})


def values_of(path: str, day: date = DAY) -> list[int | None]:
    """The village's values in the order of the page's two fields."""
    found = {
        count.cohort.code: count.value
        for count in Count.objects.filter(unit__path=path, day=day).select_related("cohort")
    }
    return [found.get("age_6_13"), found.get(OTHER)]


def states(day: date = DAY) -> dict[str, str]:
    """Where the units' day reports stand, by the units' codes."""
    return dict(DayReport.objects.filter(day=day).values_list("unit__code", "state"))
