"""Who may open what: every page, asked by nobody, by every role, and for a stranger's object.

A page that is not in the table fails `test_every_page_is_in_the_table`. Nobody is sent to the login,
a colleague without the right gets 403, a stranger's object does not exist.
"""

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.contrib.admin import ModelAdmin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from intake.actions.days import mark_reported
from intake.actions.files import keep_file
from intake.models import DayReport, LearnedName, Photo, Tally
from intake.queries.attention import marks_of
from plans.models import Plan
from reports.actions import draft_weekly_report
from reports.models import IssuedReport
from reports.rules.weekly import to_json
from targets.models import Deduction
from tests import build
from tests.intake.build_images import photo
from tests.intake.build_tallies import long_list, row
from tests.plans import build_duties
from tests.reports.build_deductions import asked
from tests.targets import build_drafts
from units.admin import site
from units.models import Unit, User
from units.rules import Branch, Kind, Role
from units.sealing import sealed

DAY = date(2026, 6, 10)
ENDING = date(2026, 6, 7)  # a Sunday
ALL = frozenset(Role)
ENTER = frozenset({Role.OFFICER, Role.VILLAGE_HEAD, Role.REPORTER, Role.POLICE_HEAD})
REVIEW = frozenset({Role.POLICE_HEAD})
ONLY_THE_SENDER = {Role.REPORTER: 404, Role.OFFICER: 403, Role.POLICE_HEAD: 403}
MAKE = frozenset({Role.POLICE_HEAD, Role.CHAIRMAN, Role.SUPERIOR})
ISSUE = frozenset({Role.CHAIRMAN})
SPLIT = frozenset({Role.POLICE_HEAD, Role.SUPERIOR})
DRAFT = frozenset({Role.POLICE_HEAD, Role.CHAIRMAN, Role.SUPERIOR})
ISSUE_PLANS = frozenset({Role.CHAIRMAN, Role.SUPERIOR})
DECIDE = frozenset({Role.POLICE_HEAD, Role.SUPERIOR})
NAMES_CLOSED = {
    Role.REPORTER: 404,
    **dict.fromkeys((Role.OFFICER, Role.CHAIRMAN, Role.ADMINISTRATOR, Role.SUPERIOR), 403),
}

# Where each role sits, below its province; the reporter's office sees no village.
SEATS = dict.fromkeys(Role, "xa/") | {
    Role.VILLAGE_HEAD: "xa/thon-1/",
    Role.REPORTER: "xa/hoi/",
    Role.SUPERIOR: "",
}


@dataclass(frozen=True)
class World:
    """A province of one commune, with one of each thing that a page can be about."""

    village: Unit
    commune: Unit
    plan: Plan
    report: DayReport
    tally: Tally
    learned: LearnedName
    photo: Photo
    issued: IssuedReport
    deduction: Deduction
    duties: dict[str, int]
    draft: Plan
    users: dict[Role, User]


@dataclass(frozen=True)
class Page:
    """How a page answers: `status` to the roles in `may`, unless `but` says otherwise; 403 to others.

    `args` and `data` are made of a world: the asker's own, or a stranger's where `is_scoped`.
    """

    method: str
    may: frozenset[Role]
    status: int = 200
    args: Callable[[World], tuple[Any, ...]] = lambda world: ()
    data: Callable[[World], dict[str, Any]] = lambda world: {}
    but: dict[Role, int] = field(default_factory=dict)
    is_scoped: bool = False

    def expected(self, role: Role) -> int:
        return self.but.get(role, self.status) if role in self.may else 403


def of_plan(world: World) -> tuple[Any, ...]:
    return (world.plan.code, ENDING)


def of_commune(world: World) -> dict[str, Any]:
    return {"unit": world.commune.code, "day": DAY.isoformat(), "confirm": "1", "reason": "bổ sung"}


def of_seen_report(world: World) -> dict[str, Any]:
    return {"report": marks_of([world.report])[world.report.pk], "day": DAY.isoformat()}


def of_returned_report(world: World) -> dict[str, Any]:
    return {"reason": "kiểm tra lại", "seen": marks_of([world.report])[world.report.pk]}


def of_photo(world: World) -> dict[str, Any]:
    picture = SimpleUploadedFile("bieu.jpg", photo(32, 24))
    key = str(uuid.uuid4())
    return {"unit": world.village.pk, "day": DAY.isoformat(), "key": key, "photo": picture}


def of_deduction(world: World) -> tuple[Any, ...]:
    return (world.deduction.pk,)


ACT_OF_THE_SENDER = Page(
    "POST",
    ENTER,
    302,
    args=lambda w: (w.tally.pk,),
    but=ONLY_THE_SENDER,
    is_scoped=True,
)
FILE_OF_THE_SENDER = Page(
    "GET",
    ENTER,
    args=lambda w: (w.tally.pk,),
    but={Role.REPORTER: 404, Role.OFFICER: 404, Role.POLICE_HEAD: 404},
    is_scoped=True,
)
NOT_OF_THE_TASK = dict.fromkeys((Role.REPORTER, Role.ADMINISTRATOR), 403)
NOT_OF_THE_PLAN = NOT_OF_THE_TASK | {Role.VILLAGE_HEAD: 403}
NOT_OF_THE_TEAM = NOT_OF_THE_PLAN | {Role.OFFICER: 403, Role.SUPERIOR: 403}


def marks_of_duty(kind: str, *methods: str, but: dict[Role, int]) -> list[Page]:
    """A form of a task, a report or a team; an empty one comes back, never with a server's fault."""
    return [
        Page(method, ALL, args=lambda w: (w.duties[kind],), but=but, is_scoped=True)
        for method in methods
    ]


NOT_THEIR_DRAFT = {Role.SUPERIOR: 404}  # a draft is the matter of the unit that writes it


def of_draft(world: World, *more: str) -> tuple[Any, ...]:
    return (world.draft.code, *more)


def pages_of_draft(*methods: str, status: int = 200, more: tuple[str, ...] = ()) -> list[Page]:
    """A page of a draft; POST without what its form asks for answers `status`."""
    return [
        Page(
            method,
            DRAFT,
            200 if method == "GET" else status,
            args=lambda w: of_draft(w, *more),
            but=NOT_THEIR_DRAFT,
            is_scoped=True,
        )
        for method in methods
    ]


def pages_of_life(may: frozenset[Role], *, status: int) -> list[Page]:
    """A form that moves a plan on, at the unit that issued it."""
    return [
        Page(
            method,
            may,
            answer,
            args=lambda w: (w.plan.code,),
            but=NOT_THEIR_DRAFT,
            is_scoped=True,
        )
        for method, answer in (("GET", 200), ("POST", status))
    ]


OPEN = {
    "login": 200,
    "favicon": 302,
    "healthz": 200,
    "readyz": None,  # as the machine stands
    "entry-session": 200,
    "service-worker": 200,
    "manifest": 200,
}

PAGES: dict[str, list[Page]] = {
    "home": [Page("GET", ALL, 302)],
    "logout": [Page("GET", ALL), Page("POST", ALL, 302)],
    "password": [Page("GET", ALL), Page("POST", ALL)],
    "entry": [
        Page("GET", ENTER),
        Page("POST", ENTER, 422, data=lambda w: {"day": DAY.isoformat()}),
    ],
    "entry-queue": [Page("GET", ENTER)],
    "photo-add": [
        Page("POST", ENTER, 302, data=of_photo, but={Role.REPORTER: 404}, is_scoped=True)
    ],
    "photo": [
        Page("GET", ALL, args=lambda w: (w.photo.pk,), but={Role.REPORTER: 404}, is_scoped=True)
    ],
    "photo-remove": [
        Page(
            "POST",
            ENTER,
            302,
            args=lambda w: (w.photo.pk,),
            but={Role.REPORTER: 404, Role.OFFICER: 403},
            is_scoped=True,
        )
    ],
    "cell-history": [
        Page(
            "GET",
            ALL,
            args=lambda w: (w.village.code, DAY, "eid_activated", "age_6_13"),
            but={Role.REPORTER: 404},
            is_scoped=True,
        )
    ],
    "days": [Page("GET", REVIEW)],
    "days-approve": [Page("POST", REVIEW, 302, data=of_seen_report, is_scoped=True)],
    "day-return": [
        Page(
            "POST",
            REVIEW,
            302,
            args=lambda w: (w.report.pk,),
            data=of_returned_report,
            is_scoped=True,
        )
    ],
    "days-remind": [Page("POST", REVIEW, 302, data=lambda w: {"day": DAY.isoformat()})],
    "days-lock": [Page("POST", REVIEW, 302, data=of_commune, is_scoped=True)],
    "days-open": [Page("POST", REVIEW, 302, data=of_commune, is_scoped=True)],
    "tallies": [Page("GET", ENTER), Page("POST", ENTER, 302)],
    "tally-template": [Page("GET", ENTER)],
    "tally-name-forget": [
        Page(
            "POST",
            ENTER,
            302,
            args=lambda w: (w.learned.pk,),
            but={Role.REPORTER: 404},
            is_scoped=True,
        )
    ],
    "tally": [
        Page(
            "GET",
            ALL,
            args=lambda w: (w.tally.pk,),
            but={Role.REPORTER: 404},
            is_scoped=True,
        )
    ],
    "tally-commit": [ACT_OF_THE_SENDER],
    "tally-amend": [ACT_OF_THE_SENDER],
    "tally-discard": [ACT_OF_THE_SENDER],
    "tally-again": [ACT_OF_THE_SENDER],
    "tally-marked": [FILE_OF_THE_SENDER],
    "tally-original": [FILE_OF_THE_SENDER],
    "tally-undo": [
        Page(
            "POST",
            ENTER,
            302,
            args=lambda w: (w.tally.pk,),
            but={Role.REPORTER: 404, Role.OFFICER: 403},
            is_scoped=True,
        )
    ],
    "plans": [Page("GET", ALL)],
    "plan": [Page("GET", ALL, args=lambda w: (w.plan.code,), is_scoped=True)],
    "plan-new": [Page("GET", DRAFT), Page("POST", DRAFT, 422)],
    "plan-amend": pages_of_life(DRAFT, status=422),
    "plan-clone": pages_of_life(DRAFT, status=422),
    "plan-state": pages_of_life(ISSUE_PLANS, status=302),
    "plan-version": [Page("GET", ALL, args=lambda w: (w.plan.code, 1), is_scoped=True)],
    "plan-original": [
        Page(
            "GET",
            DRAFT,
            302,
            args=lambda w: (w.plan.code, 1),
            but=NOT_THEIR_DRAFT,
            is_scoped=True,
        )
    ],
    "draft": pages_of_draft("GET"),
    "draft-review": pages_of_draft("POST", status=302),
    "draft-mend": pages_of_draft("POST", status=302),
    "draft-explain": pages_of_draft("POST", status=302),
    "draft-quotas-lost": pages_of_draft("POST", status=302),
    "draft-discard": pages_of_draft("GET", "POST", status=302),
    "draft-issue": pages_of_draft("GET", "POST", status=422),
    "draft-heading": pages_of_draft("GET", "POST", status=422),
    "draft-figures": pages_of_draft("GET", "POST", status=422),
    "draft-duties": pages_of_draft("GET", "POST", status=422),
    "draft-target": pages_of_draft("GET", "POST", status=422, more=("T1",)),
    "draft-target-new": pages_of_draft("GET", "POST", status=422),
    "duties": [Page("GET", ALL)],
    "duties-file": [Page("GET", ALL)],
    "plan-duties": [Page("GET", ALL, args=lambda w: (w.plan.code,), is_scoped=True)],
    "plan-frequency": [Page("GET", ALL, args=lambda w: (w.plan.code,), is_scoped=True)],
    "task-done": marks_of_duty("task", "GET", "POST", but=NOT_OF_THE_TASK),
    "task-reopen": marks_of_duty("task", "POST", but=NOT_OF_THE_TASK),
    "rule-done": marks_of_duty("rule", "GET", "POST", but=NOT_OF_THE_PLAN),
    "rule-reopen": marks_of_duty("rule", "POST", but=NOT_OF_THE_PLAN),
    "team": marks_of_duty("team", "GET", "POST", but=NOT_OF_THE_TEAM),
    "progress": [Page("GET", ALL, data=lambda w: {"plan": w.plan.code}, is_scoped=True)],
    "target-progress": [Page("GET", ALL, args=lambda w: (w.plan.code, "T1"), is_scoped=True)],
    "unit-progress": [
        Page(
            "GET",
            ALL,
            args=lambda w: (w.plan.code, "T1", w.village.code),
            but={Role.REPORTER: 404},
            is_scoped=True,
        )
    ],
    "plan-quotas": [Page("GET", ALL, args=lambda w: (w.plan.code,), is_scoped=True)],
    "plan-quotas-file": [
        Page(
            "GET",
            ALL,
            args=lambda w: (w.plan.code,),
            but={Role.VILLAGE_HEAD: 404, Role.REPORTER: 404},  # it holds every unit's part
            is_scoped=True,
        )
    ],
    "plan-quota": [
        Page("GET", ALL, args=lambda w: (w.plan.code, "T1"), is_scoped=True),
        Page(
            "POST",
            SPLIT,
            args=lambda w: (w.plan.code, "T1"),
            but={Role.SUPERIOR: 404},  # a plan is handed out where it was issued
            is_scoped=True,
        ),
    ],
    "plan-quotas-upload": [
        Page(
            "POST",
            SPLIT,
            302,
            args=lambda w: (w.plan.code,),
            but={Role.SUPERIOR: 404},
            is_scoped=True,
        )
    ],
    "deductions": [Page("GET", ALL)],
    "deductions-file": [Page("GET", ALL)],
    "deduction-new": [Page("GET", ENTER), Page("POST", ENTER, 422)],
    "deduction": [
        Page("GET", ALL, args=of_deduction, but={Role.REPORTER: 404}, is_scoped=True),
    ],
    "deduction-send-up": [
        Page(
            "POST",
            DECIDE,
            302,
            args=of_deduction,
            data=lambda w: {"document": "15/BC-CAX"},
            is_scoped=True,
        )
    ],
    "deduction-decide": [
        Page(
            "POST",
            DECIDE,
            302,
            args=of_deduction,
            data=lambda w: {"accepted": "yes", "counts_from": DAY.isoformat()},
            but={Role.SUPERIOR: 422},  # nothing was sent up yet
            is_scoped=True,
        )
    ],
    "deduction-withdraw": [
        Page(
            "POST",
            ENTER,
            302,
            args=of_deduction,
            data=lambda w: {"reason": "nhầm"},
            but={Role.REPORTER: 404, Role.OFFICER: 422, Role.POLICE_HEAD: 422},  # another's request
            is_scoped=True,
        )
    ],
    "deduction-revoke": [
        Page(
            "POST",
            DECIDE,
            422,  # nothing was accepted yet
            args=of_deduction,
            data=lambda w: {"reason": "nhầm"},
            is_scoped=True,
        )
    ],
    "deduction-persons": [
        Page("POST", ALL, args=of_deduction, but=NAMES_CLOSED, is_scoped=True),
    ],
    "deduction-evidence": [
        Page("GET", ALL, args=of_deduction, but=NAMES_CLOSED, is_scoped=True),
    ],
    "plan-file": [Page("GET", ALL, args=lambda w: (w.plan.code, 1, "pdf"), is_scoped=True)],
    "reports": [Page("GET", MAKE)],
    "report": [Page("GET", MAKE, args=of_plan, is_scoped=True)],
    "report-file": [Page("GET", MAKE, args=lambda w: (*of_plan(w), "docx"), is_scoped=True)],
    "report-issue": [
        Page(
            "POST",
            ISSUE,
            302,
            args=of_plan,
            data=lambda w: {"number": "7"},
            is_scoped=True,
        )
    ],
    "issued-file": [Page("GET", MAKE, args=lambda w: (w.issued.pk, "pdf"), is_scoped=True)],
}

# Django's administration: its names follow from the models, its rights from the site alone.
ADMIN_SITE = {
    "index",
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "autocomplete",
    "jsi18n",
    "view_on_site",
    "app_list",
}
ADMIN_ACTS = ("changelist", "add", "history", "delete", "change")
ADMIN_SHEETS = {"units_unit", "units_user", "residents_population", "targets_quota"}


def admin_names() -> set[str]:
    models = {f"{m._meta.app_label}_{m._meta.model_name}" for m in site._registry}
    assert models >= ADMIN_SHEETS
    names = {f"{model}_{act}" for model in models for act in ADMIN_ACTS}
    names |= {f"{model}_{act}" for model in ADMIN_SHEETS for act in ("import", "export")}
    names.add("intake_count_export")  # counts come in as tallies
    return {f"admin:{name}" for name in names | ADMIN_SITE | {"auth_user_password_change"}}


def patterns(
    resolver: URLResolver | None = None, space: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every address of the portal by its name; the unnamed ones as ""."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from patterns(entry, inner)
        else:
            yield (f"{space}{entry.name}" if entry.name else ""), entry


def test_every_page_is_in_the_table():
    names = {name for name, _ in patterns() if name}

    assert names == OPEN.keys() | PAGES.keys() | admin_names()


def test_the_only_pages_without_a_name_are_the_administrations_own_catchers():
    unnamed = [str(entry.pattern) for name, entry in patterns() if not name]

    inner = len(site._registry)  # one old address of a change page for each list
    assert sorted(unnamed) == sorted(["(?P<url>.*)$", *["<path:object_id>/"] * inner])


@pytest.fixture(autouse=True)
def pinned(settings) -> None:
    settings.PORTAL_TODAY = build.DAY


def seat(root: str, below: str) -> str:
    """A path below a province; codes are unique, so they carry the province's."""
    return root + "".join(f"{part}-{root.split('/')[1]}/" for part in below.split("/") if part)


def world(name: str) -> World:
    """A province of its own, complete; the roles sit where SEATS says."""
    root = f"vn/{name}/"
    build.unit(root, kind=Kind.PROVINCE)
    commune = build.unit(seat(root, "xa"), kind=Kind.COMMUNE)
    village = build.unit(seat(root, "xa/thon-1"), kind=Kind.VILLAGE)
    build.unit(seat(root, "xa/hoi"), kind=Kind.UNION)
    plan = build.plan(commune.path, code=f"ke-hoach-{name}")
    build.field(plan)
    build.field(plan, branch=Branch.OFFICE)
    target = build.target(plan)
    build.population(commune.path, 100)
    build.version(plan)
    users = {
        role: build.user(seat(root, below), role, username=f"{role}-{name}")
        for role, below in SEATS.items()
    }
    head = users[Role.VILLAGE_HEAD]
    build.count(village.path, 5, DAY, by=head)
    mark_reported({(village.pk, DAY)}, by=head)
    sent = {"by": head, "at": "2026-06-12T08:00+07:00", "size": 1, "sha256": "", "file_name": name}
    reading = {"problems": [], "ignored": [], "repaired": [], "refused": None}
    tally = Tally.objects.create(
        unit=village, plan=plan, state=Tally.State.PREVIEW, reading=reading, **sent
    )
    keep_file(tally=tally, data=long_list(row(14)))
    learned = LearnedName.objects.create(
        unit=village, side="unit", text="xóm trong", code=village.code, at=sent["at"], by=head
    )
    shot = Photo.objects.create(
        key=uuid.uuid4(),
        unit=village,
        day=DAY,
        by=head,
        at=sent["at"],
        size=1,
        width=1,
        height=1,
        content=sealed(b"jpeg"),
    )
    ending = date(2026, 5, 31)
    issued = IssuedReport.objects.create(
        plan=plan,
        unit=commune,
        ending=ending,
        issued_at="2026-06-01T08:00+07:00",
        issued_by=users[Role.CHAIRMAN],
        content=json.loads(to_json(draft_weekly_report(plan, ending=ending))),
        docx=b"w",
        pdf=b"p",
        sha256="",
    )
    report = DayReport.objects.get(unit=village)
    deduction = asked(target, village.path, by=head)
    duties = {
        "task": build_duties.task(plan, lead_unit=village).pk,
        "rule": build_duties.rule(plan).pk,
        "team": build_duties.team(plan).pk,
    }
    draft = build_drafts.open_draft(commune.path, f"du-thao-{name}", by=users[Role.POLICE_HEAD])
    return World(
        village,
        commune,
        plan,
        report,
        tally,
        learned,
        shot,
        issued,
        deduction,
        duties,
        draft,
        users,
    )


def ask(client: Client, name: str, page: Page, about: World) -> int:
    url = reverse(name, args=page.args(about))
    call = client.get if page.method == "GET" else client.post
    return call(url, page.data(about)).status_code


CASES = [
    pytest.param(name, page, id=f"{name} {page.method}")
    for name, pages in PAGES.items()
    for page in pages
]


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("name", "page"), CASES)
def test_each_role_gets_what_its_right_says(client, name, page, role):
    own = world("nha")
    client.force_login(own.users[role])

    assert ask(client, name, page, own) == page.expected(role)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "page"), [case for case in CASES if case.values[1].is_scoped])
def test_a_strangers_object_does_not_exist(client, name, page):
    own, strange = world("nha"), world("la")
    for role in Role:
        client.force_login(own.users[role])
        expected = 404 if role in page.may else 403
        assert ask(client, name, page, strange) == expected, role


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "page"), CASES)
def test_nobody_is_sent_to_the_login(client, name, page):
    own = world("nha")
    url = reverse(name, args=page.args(own))
    for call in (client.get, client.post):
        response = call(url)
        back = "" if name == "logout" else f"?next={url}"  # nobody logs in to be logged out
        assert (response.status_code, response.url) == (302, f"/login/{back}")


@pytest.mark.django_db
@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_takes_no_other_method(client, name):
    own = world("nha")
    client.force_login(own.users[min(PAGES[name][0].may)])
    taken = {page.method for page in PAGES[name]}
    url = reverse(name, args=PAGES[name][0].args(own))
    for method in {"GET", "POST"} - taken:
        call = client.get if method == "GET" else client.post
        assert call(url).status_code == 405, method
    assert client.delete(url).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("name", list(OPEN))
def test_an_open_page_asks_for_no_login(client, name):
    assert client.get(reverse(name)).status_code in ({OPEN[name]} if OPEN[name] else {200, 503})


def admin_addresses() -> list[str]:
    """One address of each name of the administration."""
    return [reverse(name, args=admin_args(name)) for name in sorted(admin_names())]


def admin_args(name: str) -> list[Any]:
    if name == "admin:app_list":
        return ["units"]
    if name == "admin:view_on_site":
        return [1, 1]
    acts = ("_change", "_delete", "_history")
    return [1] if name.endswith(acts) and name != "admin:password_change" else []


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(ALL - {Role.ADMINISTRATOR}))
def test_the_administration_is_closed_to_every_other_role(client, role):
    client.force_login(world("nha").users[role])
    addresses = set(admin_addresses()) - {reverse("admin:login"), reverse("admin:logout")}

    answers = {url: client.get(url).status_code for url in addresses}
    assert {url: status for url, status in answers.items() if status != 403} == {}


@pytest.mark.django_db
def test_nobody_sees_anything_of_the_administration(client):
    answers = {url: client.get(url) for url in admin_addresses()}

    shown = {url for url, answer in answers.items() if answer.status_code not in {302, 405}}
    assert shown == set()
    away = {answer.url.partition("?")[0] for answer in answers.values() if hasattr(answer, "url")}
    assert away <= {"/login/", "/admin/login/"}


def test_every_page_of_the_administration_is_the_portals_own():
    assert all(isinstance(page, ModelAdmin) for page in site._registry.values())
    assert not any(name.startswith("admin:auth_group") for name, _ in patterns())
