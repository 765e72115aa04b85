"""A commune's day with quotas, an office with every kind of field, and what a person does there."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from playwright.sync_api import Locator, Page

from targets.models import Indicator, Target
from tests import build
from tests.intake.build_entry import DAY, OTHER, Commune, commune
from tests.journeys.steps import log_in
from units.models import User
from units.rules import Branch, Kind, Role

BEFORE = DAY - timedelta(days=1)
ENTRY = f"/entry/?day={DAY}"
# Put text into a field as Ctrl+V does, with what a workbook lays on the clipboard.
PASTE = """(field, text) => {
  field.focus();
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def commune_with_quotas(villages: int = 3) -> Commune:
    """Villages that owe 5 accounts of children a day, and have brought 100 so far."""
    place = commune(villages)
    target = build.target(place.plan, short_label="Kích hoạt")
    for village in place.villages:
        build.quota(target, village.path, 195)
        build.baseline(place.plan, village.path, 0)
        for days, value in ((3, 40), (2, 33), (1, 27)):
            day = DAY - timedelta(days=days)
            build.count(village.path, value, day, by=place.officer)
            build.count(village.path, 5, day, by=place.officer, cohort=build.cohort(OTHER))
    return place


def office_of_every_kind() -> User:
    """An office that fills in a whole and its share, a level and a duty of the week."""
    plan = build.plan("vn/xa/")
    unit = build.unit("vn/xa/hoi/", name="Hội", kind=Kind.UNION)
    user = build.user(unit.path, Role.REPORTER)
    everybody = build.cohort("all")
    whole = build.indicator("dossiers", short_label="Tổng hồ sơ", measure="hồ sơ")
    part = build.indicator("online", short_label="Trực tuyến", measure="hồ sơ", share_of=whole)
    kinds = Indicator.Aggregation
    level = build.indicator("wallets", short_label="Ví điện tử", aggregation=kinds.STOCK)
    duty = build.indicator("posts", short_label="Tin bài", aggregation=kinds.FREQUENCY)
    for position, indicator in enumerate((whole, part, level, duty)):
        given = {"indicator": indicator, "cohort": everybody, "position": position}
        build.field(plan, branch=Branch.OFFICE, unit=unit, **given)
    goal = {"goal_kind": Target.Goal.PER_PERIOD, "goal_value": Decimal(2), "goal_period": "week"}
    build.target(plan, indicator=duty, cohort=everybody, branch=Branch.OFFICE, **goal)
    for indicator, value, day in ((level, 1204, BEFORE), (duty, 1, date(2026, 6, 9))):
        build.count(unit.path, value, day, by=user, indicator=indicator, cohort=everybody)
    return user


def open_entry(page: Page, user: User) -> Page:
    log_in(page, user.username)
    page.goto(ENTRY)
    return page


def fields(page: Page) -> Locator:
    return page.locator("#entry input[data-indicator]")


def typed(page: Page) -> list[str]:
    """What every field holds, village by village."""
    return fields(page).evaluate_all("fields => fields.map((field) => field.value)")


def paste(page: Page, number: int, text: str) -> None:
    fields(page).nth(number).evaluate(PASTE, text)


def said(page: Page) -> str:
    return page.locator("#say").inner_text()


def key(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="Phím của ô đang nhập").get_by_role("button", name=name)
