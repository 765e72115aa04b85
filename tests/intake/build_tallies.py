"""A commune with two villages, its plan's four cells, and workbooks that speak of them."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from intake.actions.tallies import Upload
from intake.models import Count, Entry, Tally, Total
from intake.rules.kept import kept_cells
from plans.models import Plan
from tests import build
from units.models import Unit, User
from units.rules import Branch, Kind, Role

TODAY = date(2026, 6, 12)
COMMUNE, HOA, BINH = "vn/xa/", "vn/xa/phu-hoa/", "vn/xa/phu-binh/"
CARD, ACTIVATED = "Thu nhận hồ sơ cấp căn cước", "Kích hoạt tài khoản ĐDĐT mức 2"
CHILD, ADULT = "Từ đủ 6 đến dưới 14 tuổi", "Từ đủ 14 tuổi trở lên"
HEADINGS = ("Ngày", "Thôn", "Nội dung", "Lứa tuổi", "Số lượng")
Row = tuple[Any, ...]


def world(**over: Any) -> Plan:
    """The running plan of Xã Phú Riềng with Thôn Phú Hòa and Thôn Phú Bình."""
    build.unit(COMMUNE, name="Xã Phú Riềng")
    build.unit(HOA, name="Thôn Phú Hòa", position=1)
    build.unit(BINH, name="Thôn Phú Bình", position=2)
    plan = build.plan(COMMUNE, **over)
    indicators = [
        build.indicator("card_intake", label=CARD, short_label="Căn cước", position=1),
        build.indicator("eid_activated", label=ACTIVATED, short_label="Kích hoạt", position=2),
    ]
    cohorts = [
        build.cohort("age_6_13", label=CHILD, short_label="6–14", position=1),
        build.cohort("age_14_up", label=ADULT, short_label="từ đủ 14", position=2),
    ]
    pairs = [(i, c) for i in indicators for c in cohorts]
    for position, (indicator, cohort) in enumerate(pairs):
        build.field(plan, indicator=indicator, cohort=cohort, position=position)
    return plan


def office(name: str = "Phòng Văn hóa - Xã hội", code: str = "phong-vh-xh") -> Unit:
    return build.unit(f"{COMMUNE}{code}/", name=name, kind=Kind.DEPARTMENT)


def office_field(plan: Plan, unit: Unit) -> None:
    """Broadcasts, which that office alone counts."""
    broadcasts = build.indicator("broadcasts", label="Phát thanh", short_label="Phát thanh")
    everybody = build.cohort("all", label="Toàn bộ nhân khẩu", short_label="tất cả")
    build.field(plan, indicator=broadcasts, cohort=everybody, branch=Branch.OFFICE, unit=unit)


def head() -> User:
    return build.user(HOA, Role.VILLAGE_HEAD)


def officer() -> User:
    return build.user(COMMUNE, Role.OFFICER)


def row(value: Any, unit: str = "Thôn Phú Hòa", day: str = "11/06/2026", **over: str) -> Row:
    """One line of a long list."""
    return day, unit, over.get("indicator", ACTIVATED), over.get("cohort", CHILD), value


def long_list(*rows: Row) -> bytes:
    """An .xlsx with one count a row."""
    book = Workbook()
    page = book.worksheets[0]
    for line in (HEADINGS, *rows):
        page.append(line)
    return saved(book)


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(*rows: Row, name: str = "bieu.xlsx") -> Upload:
    """A long list as it reaches the portal."""
    return Upload(long_list(*rows), name)


def separated(*rows: Row) -> bytes:
    """The same list as a .csv with semicolons."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows((HEADINGS, *rows))
    return stream.getvalue().encode("utf-8-sig")


def send(client: Client, data: bytes, name: str = "bieu.xlsx", **fields: str) -> Any:
    """Post a workbook as the page does."""
    form = {"file": SimpleUploadedFile(name, data), **fields}
    return client.post(reverse("tallies"), form)


def sent(client: Client, *rows: Row, **fields: str) -> Tally:
    """The tally that a long list became."""
    send(client, long_list(*rows), **fields)
    return Tally.objects.first() or Tally()


def confirm(client: Client, tally: Tally, choice: str = "", **more: Any) -> Any:
    """Press "Nhập" on the tally's page as it stands, with what was chosen for stored figures."""
    page = client.get(reverse("tally", args=[tally.pk]))
    form = {"seen": page.context["tally"].revision, "choice": choice}
    return client.post(reverse("tally-commit", args=[tally.pk]), form, **more)


def amend(client: Client, tally: Tally, **fields: str) -> Tally:
    """Send what was typed and chosen in the preview: fix_0, answer_0, cell_0, blank."""
    form = {"seen": tally.revision, **{name.replace("_", "-"): v for name, v in fields.items()}}
    client.post(reverse("tally-amend", args=[tally.pk]), form)
    tally.refresh_from_db()
    return tally


def texts(response: Any) -> list[str]:
    """The messages that a page shows."""
    return [str(message) for message in response.context["messages"]]


def kinds(tally: Tally) -> list[str]:
    return [problem["kind"] for problem in tally.reading["problems"]]


def read_values(tally: Tally) -> list[tuple[str, str, int]]:
    """Unit, day and value of every cell that was read."""
    return [(cell.unit, cell.date, cell.value) for cell in kept_cells(tally.cells)]


def values() -> dict[tuple[str, date, str, str], int | None]:
    """Every stored count by the codes of its cell."""
    rows = Count.objects.values_list(
        "unit__code", "day", "indicator__code", "cohort__code", "value"
    )
    return {(unit, day, ind, cohort): value for unit, day, ind, cohort, value in rows}


def totals() -> dict[tuple[str, date, str, str], int]:
    """Every total that is not zero."""
    rows = Total.objects.exclude(value=0).values_list(
        "unit__code", "day", "indicator__code", "cohort__code", "value"
    )
    return {(unit, day, ind, cohort): value for unit, day, ind, cohort, value in rows}


def entry_count() -> int:
    return Entry.objects.count()
