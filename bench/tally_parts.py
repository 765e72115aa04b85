"""The parts of bench/tallies.py: each is run in a process of its own and tells its seconds by step.

python bench/tally_parts.py PART FOLDER ROWS
"""

from __future__ import annotations

import io
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from http import HTTPStatus
from itertools import islice, product
from pathlib import Path
from typing import Any

PATIENCE = 300.0  # seconds: where the peer would need more, a part of the rows is scaled up
SAMPLE = 5_000
PAGE_ROWS, PAGE_RUNS = 100, 9
FIRST, LAST = date(2026, 5, 26), date(2026, 6, 30)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
COMMUNES, VILLAGES = 50, 10
INDICATORS = (
    ("card_intake", "Thu nhận hồ sơ cấp căn cước"),
    ("eid_activated", "Kích hoạt tài khoản ĐDĐT mức 2"),
    ("health_linked", "Liên thông sổ sức khỏe điện tử"),
)
COHORTS = (("age_6_13", "Từ đủ 6 đến dưới 14 tuổi"), ("age_14_up", "Từ đủ 14 tuổi trở lên"))
FIRST_SYLLABLES = (
    "Phú Bình Tân Long Đông Tây Nam Bắc Sơn Hà An Mỹ Lộc Phước Thạnh Xuân Hưng Vĩnh Thuận Đức"
)
SECOND_SYLLABLES = (
    "Hòa Lâm Thịnh Tiến Quang Điền Hải Khê Trung Thượng Giang Yên Khánh Cường Thắng Lợi Minh "
    "Nghĩa Trạch Bửu Kiều Châu Ngọc Dương Phong"
)


os.environ["PORTAL_TODAY"] = LAST.isoformat()
os.environ["DJANGO_SETTINGS_MODULE"] = "campaign_portal.settings"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django  # noqa: E402

django.setup()

import python_calamine  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Sum  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from import_export.fields import Field  # noqa: E402
from import_export.formats.base_formats import XLSX  # noqa: E402
from import_export.resources import ModelResource  # noqa: E402
from import_export.widgets import ForeignKeyWidget  # noqa: E402
from openpyxl import Workbook  # noqa: E402
from tablib import Dataset  # noqa: E402

from intake import models as intake  # noqa: E402
from intake import uploads  # noqa: E402
from intake.actions.jobs import run_job  # noqa: E402
from intake.actions.tallies import Upload  # noqa: E402
from intake.tasks import WORK  # noqa: E402
from plans.models import Plan  # noqa: E402
from residents.models import Cohort  # noqa: E402
from targets.models import EntryField, Indicator  # noqa: E402
from units import clock  # noqa: E402
from units.models import Unit, User  # noqa: E402
from units.rules import Branch, Kind, Role  # noqa: E402

Steps = dict[str, float]

# --- The workbooks: one row a count -----------------------------------------------------------------


def village_names() -> list[str]:
    pairs = product(FIRST_SYLLABLES.split(), SECOND_SYLLABLES.split())
    return [f"Thôn {first} {second}" for first, second in islice(pairs, COMMUNES * VILLAGES)]


def village_codes() -> list[str]:
    return [f"thon-{commune}-{n}" for commune in range(COMMUNES) for n in range(VILLAGES)]


def cells(rows: int, names: list[str], labels: int) -> Iterator[tuple[str, date, str, str, int]]:
    """Village by village and day by day; `labels` picks codes (0) or words (1)."""
    columns = [(i[labels], c[labels]) for i, c in product(INDICATORS, COHORTS)]
    every = product(names, DAYS, columns)
    for n, (name, day, column) in enumerate(islice(every, rows)):
        yield name, day, *column, n % 97


def write_workbooks(folder: Path, rows: int) -> None:
    """The same counts as people write them, and as codes for the peer and the floor; a village's own."""
    words = cells(rows, village_names(), 1)
    head = ("Thôn", "Ngày", "Nội dung", "Lứa tuổi", "Số lượng")
    by_words = [(unit, f"{day:%d/%m/%Y}", *rest) for unit, day, *rest in words]
    write(folder / "bieu.xlsx", head, by_words)
    for n in range(PAGE_RUNS + 1):  # the same file twice would not be read twice
        write(folder / f"thon{n}.xlsx", head, [(*r[:4], r[4] + n) for r in by_words[:PAGE_ROWS]])
    codes = cells(rows, village_codes(), 0)
    head = ("unit", "day", "indicator", "cohort", "value")
    write(folder / "codes.xlsx", head, ((u, d.isoformat(), *rest) for u, d, *rest in codes))


def write(path: Path, head: tuple[str, ...], rows: Any) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Số liệu")
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    book.save(path)


# --- The scene: a province of 50 communes and 500 villages, six cells a day -------------------------


def scene() -> None:
    """Make the province where it is not there yet, and empty the ledger."""
    call_command("migrate", verbosity=0)
    if not Unit.objects.exists():
        make_province()
    ledger = (intake.Entry, intake.Count, intake.Total, intake.DayReport, intake.Day)
    for model in (*ledger, intake.Job, intake.Layout, intake.Tally):
        model.objects.only("pk").delete()


def make_province() -> None:
    nation = Unit.objects.create(code="vn", name="Việt Nam", kind=Kind.NATION)
    province = Unit.objects.create(code="tinh", name="Tỉnh", kind=Kind.PROVINCE, parent=nation)
    names = zip(village_codes(), village_names(), strict=True)
    for number in range(COMMUNES):
        name = f"Xã số {number + 1}"
        commune = Unit.objects.create(
            code=f"xa-{number}", name=name, kind=Kind.COMMUNE, parent=province
        )
        for code, village in islice(names, VILLAGES):
            Unit.objects.create(code=code, name=village, kind=Kind.VILLAGE, parent=commune)
    make_plan(province)
    User.objects.create(username="tinh", role=Role.OFFICER, unit=province)
    head = Unit.objects.get(code="thon-0-0")
    User.objects.create(username="truongthon", role=Role.VILLAGE_HEAD, unit=head)


def make_plan(province: Any) -> None:
    plan = Plan.objects.create(
        code="ke-hoach",
        unit=province,
        issuer="Ủy ban nhân dân tỉnh",
        title="Cao điểm",
        starts_on=FIRST,
        ends_on=LAST,
        state=Plan.State.RUNNING,
    )
    indicators = [
        Indicator.objects.create(
            code=code, label=label, short_label=label, measure="hồ sơ", aggregation="flow"
        )
        for code, label in INDICATORS
    ]
    cohorts = [
        Cohort.objects.create(code=code, label=label, short_label=label) for code, label in COHORTS
    ]
    for indicator, cohort in product(indicators, cohorts):
        EntryField.objects.create(
            plan=plan, indicator=indicator, cohort=cohort, branch=Branch.PLACE
        )


# --- The parts --------------------------------------------------------------------------------------


def clocked(steps: Steps, name: str, work: Callable[[], Any]) -> Any:
    begun = time.perf_counter()
    answer = work()
    steps[name] = time.perf_counter() - begun
    return answer


def portal(folder: Path, rows: int) -> Steps:
    """From the bytes to the totals, as the pages and a worker do it for a large file."""
    by, plan = User.objects.get(username="tinh"), Plan.objects.get()
    upload = Upload((folder / "bieu.xlsx").read_bytes(), "bieu.xlsx")
    client, steps = browser(by), Steps()
    kept = clocked(steps, "keep", lambda: uploads.receive_tally(upload=upload, plan=plan, by=by).pk)
    clocked(steps, "read, check", lambda: run_waiting(kept))
    page = reverse("tally", args=[kept])
    assert clocked(steps, "preview", lambda: client.get(page)).status_code == HTTPStatus.OK
    assert intake.Tally.objects.values_list("state", "changes").get() == ("preview", rows)

    def commit() -> None:
        tally = intake.Tally.objects.get()
        uploads.enter_tally(tally=tally, choice="", revision=tally.revision, by=by)
        run_waiting(kept)

    clocked(steps, "commit, roll-up", commit)
    check_stored(intake.Entry, rows)
    top = intake.Total.objects.filter(unit__code="vn").aggregate(sum=Sum("value"))
    assert top == {"sum": sum(n % 97 for n in range(rows))}
    return steps


def run_waiting(tally: int) -> None:
    """What the worker does when it is rung."""
    waiting = intake.Job.objects.filter(tally=tally, state=intake.Job.State.WAITING)
    for pk in waiting.values_list("pk", flat=True):
        run_job(pk, WORK)


def browser(user: User) -> Client:
    settings.ALLOWED_HOSTS = ["testserver"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def check_stored(model: Any, rows: int) -> None:
    assert model.objects.count() == rows, (model.objects.count(), rows)


class StockResource(ModelResource):
    """As the library's documentation shows it."""

    unit = Field("unit", "unit", ForeignKeyWidget(Unit, "code"))
    indicator = Field("indicator", "indicator", ForeignKeyWidget(Indicator, "code"))
    cohort = Field("cohort", "cohort", ForeignKeyWidget(Cohort, "code"))

    class Meta:
        model = intake.Count
        fields = ("unit", "day", "indicator", "cohort", "value")
        import_id_fields = ("unit", "day", "indicator", "cohort")
        use_transactions = True


def stock(folder: Path, rows: int) -> Steps:
    """Read with openpyxl, a dry run as the admin makes it, the import."""
    steps = Steps()
    data = (folder / "codes.xlsx").read_bytes()
    sheet = clocked(steps, "read", lambda: XLSX().create_dataset(data))
    part = Dataset(*sheet[:SAMPLE], headers=sheet.headers)
    clocked(steps, "dry run", lambda: take(part, dry_run=True))
    factor = rows / len(part)
    if 2 * factor * steps["dry run"] > PATIENCE:
        clocked(steps, "import", lambda: take(part, dry_run=False))
        check_stored(intake.Count, len(part))
        scaled = {name: factor * steps[name] for name in ("dry run", "import")}
        return {**steps, **scaled, "scaled from": float(len(part))}
    clocked(steps, "dry run", lambda: take(sheet, dry_run=True))
    clocked(steps, "import", lambda: take(sheet, dry_run=False))
    check_stored(intake.Count, rows)
    return steps


def take(sheet: Dataset, *, dry_run: bool) -> None:
    done = StockResource().import_data(sheet, dry_run=dry_run, rollback_on_validation_errors=True)
    assert not done.has_errors(), done.row_errors()[:1]
    assert not done.has_validation_errors(), done.invalid_rows[:1]


def floor(folder: Path, rows: int) -> Steps:
    """Parse and put the rows into the ledger's table, by the quickest way the database knows."""
    steps = Steps()
    data = (folder / "codes.xlsx").read_bytes()
    sheet = clocked(steps, "read", lambda: parsed(data))
    units, indicators, cohorts = (
        dict(model.objects.values_list("code", "pk")) for model in (Unit, Indicator, Cohort)
    )
    by, at = User.objects.get(username="tinh").pk, str(clock.now())
    rest = (1, "", at, by, "tally")
    lines = ((units[u], d, indicators[i], cohorts[c], int(v), *rest) for u, d, i, c, v in sheet)
    columns = "unit_id, day, indicator_id, cohort_id, value, version, reason, at, by_id, source"
    clocked(steps, "insert", lambda: insert(columns, lines))
    check_stored(intake.Entry, rows)
    return steps


def parsed(data: bytes) -> list[list[Any]]:
    book = python_calamine.load_workbook(io.BytesIO(data))
    return book.get_sheet_by_index(0).to_python()[1:]


@transaction.atomic
def insert(columns: str, lines: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            text = io.StringIO("".join("\t".join(map(str, line)) + "\n" for line in lines))
            cursor.copy_expert(f"COPY intake_entry ({columns}) FROM STDIN", text)
        else:
            marks = ", ".join(["%s"] * len(columns.split(", ")))
            cursor.executemany(f"INSERT INTO intake_entry ({columns}) VALUES ({marks})", lines)


def page(folder: Path, rows: int) -> Steps:
    """A village's workbook of 100 rows: sent with the form, and its preview shown."""
    client = browser(User.objects.get(username="truongthon"))
    times = [shown(client, folder / f"thon{run}.xlsx") for run in range(PAGE_RUNS + 1)]
    return {"sent and previewed": statistics.median(times[1:])}  # the first one warms up


def shown(client: Client, path: Path) -> float:
    form = {"file": SimpleUploadedFile(path.name, path.read_bytes())}
    begun = time.perf_counter()
    answer = client.post(reverse("tallies"), form, follow=True)
    passed = time.perf_counter() - begun
    tally = intake.Tally.objects.latest("pk")
    assert answer.status_code == HTTPStatus.OK
    assert (tally.file_name, tally.changes > 0) == (path.name, True), tally.reading
    return passed


def peak() -> tuple[float, float]:
    """Most memory that this process held, and the largest of its children, in MB."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    own, child = (usage.ru_maxrss / 1024 for usage in usages)
    return own, child


def main() -> None:
    part, folder, rows = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    if part == "write":
        write_workbooks(folder, rows)
        return
    scene()
    begun = peak()[0]
    work = {"portal": portal, "stock": stock, "floor": floor, "page": page}[part]
    steps = work(folder, rows)
    told = {"database": connection.vendor, "steps": steps, "before": begun, "peak": peak()}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
