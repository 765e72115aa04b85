"""A commune with one plan and any number of villages, and how the tests look at its pages."""

import re
from datetime import date, datetime, time

from django.urls import reverse

from intake.actions.days import mark_reported
from tests import build
from units import clock

MONDAY, THURSDAY = date(2026, 6, 8), date(2026, 6, 11)


def commune(officer, *, villages):
    """Village n has 100 people, 10 at the start, and 10 + n more on Monday; the last is silent since."""
    plan = build.plan()
    target = build.target(plan)
    build.field(plan)
    for n in range(villages):
        path = f"vn/xa/thon-{n}/"
        build.population(path, 100)
        build.baseline(plan, path, 10)
        build.quota(target, path, 100)
        build.count(path, 10 + n, MONDAY, by=officer)
        if n + 1 < villages:
            build.count(path, 2, THURSDAY, by=officer)
            report(path, THURSDAY, officer)
    build.population("vn/xa/", 100 * villages)
    build.baseline(plan, "vn/xa/", 10 * villages)
    return plan


def report(path, day, officer):
    evening = datetime.combine(day, time(18), clock.ZONE)
    mark_reported([(build.unit(path).pk, day)], by=officer, at=evening)


def log_in(client, path, role):
    account = build.user(path, role)
    client.force_login(account)
    return account


def context(client, name, *args, query=""):
    return client.get(reverse(name, args=args) + query).context


def text_of(client, name, *args, query=""):
    html = client.get(reverse(name, args=args) + query).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
