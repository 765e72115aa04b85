"""Administration: by role, inside the own subtree, with a trace of every write."""

import gettext
import json
import re
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from intake.models import (
    Confirmation,
    Count,
    Day,
    DayReport,
    DayReportChange,
    Entry,
    Job,
    NightlyCheck,
    Photo,
    Reminder,
    Source,
    Tally,
    Total,
)
from plans.models import Plan
from residents.models import Cohort, Population
from residents.resources import PopulationResource
from targets.models import Baseline, EntryField, Indicator, Quota, Target
from tests import build
from units.admin import site
from units.models import AuditEntry, Unit, User
from units.rules import Kind, Role

pytestmark = pytest.mark.django_db

THON = "vn/xa/thon-1/"
STRANGE = "vn/xa-khac/thon-9/"
READ_ONLY = {
    AuditEntry, Confirmation, Count, Day, DayReport, DayReportChange, Entry, Job, NightlyCheck, Photo,
    Reminder, Tally,
}  # fmt: skip
REFERENCE = {Indicator, Cohort}


@pytest.fixture(autouse=True)
def admin(settings) -> User:
    settings.PORTAL_TODAY = build.DAY
    build.unit(THON)
    build.unit(STRANGE)
    return build.user("vn/xa/", Role.ADMINISTRATOR, username="quan-tri")


@pytest.fixture
def page(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def address(model: type[models.Model], act: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{act}", args=args)


def listed(page: Client, model: type[models.Model]) -> set[str]:
    response = page.get(address(model, "changelist"))
    return {str(row) for row in response.context["cl"].result_list}


def log() -> list[tuple[str, str, Any, Any]]:
    rows = AuditEntry.objects.order_by("pk")
    return list(rows.values_list("action", "subject", "before", "after"))


def account(**over: Any) -> dict[str, Any]:
    strong = "rung-cao-su-xanh"
    return {
        "username": "moi",
        "full_name": "Người mới",
        "role": Role.OFFICER,
        "unit": build.unit(THON).pk,
        "password1": strong,
        "password2": strong,
        **over,
    }


def unit_form(**over: Any) -> dict[str, Any]:
    return {
        "code": "thon-2",
        "name": "Thôn Hai",
        "kind": Kind.VILLAGE,
        "parent": build.unit("vn/xa/").pk,
        "position": 0,
        "aliases": "",
        "head_name": "",
        "is_active": "on",
        **over,
    }


def test_djangos_own_flags_open_nothing(client):
    staff = build.user("vn/xa/", Role.OFFICER, is_staff=True, is_superuser=True)
    client.force_login(staff)

    assert client.get(reverse("admin:index")).status_code == 403


def test_nobody_is_sent_to_the_portals_login(client):
    response = client.get(reverse("admin:index"), follow=True)

    assert response.redirect_chain[-1] == ("/login/?next=/admin/", 302)


def test_a_deactivated_administrator_is_out(page, admin):
    User.objects.update(is_active=False)

    assert page.get(reverse("admin:index")).status_code == 302


def test_every_registered_model_opens_its_list_and_says_what_may_be_added(page):
    for model in site._registry:
        assert page.get(address(model, "changelist")).status_code == 200
        may_add = model not in READ_ONLY | REFERENCE | {Plan}  # a plan begins as a draft
        assert page.get(address(model, "add")).status_code == (200 if may_add else 403)


def rows_of_everything(path: str) -> None:
    """One row of each scoped model for the unit at the path."""
    officer = build.user(path, username=f"canbo-{path.split('/')[1]}")
    plan = build.plan("/".join(path.split("/")[:2]) + "/", code=f"ke-hoach-{officer.username}")
    plan.title = plan.code
    plan.save()
    build.field(plan)
    build.quota(build.target(plan, label=plan.code), path, 10)
    build.population(path, 100)
    build.baseline(plan, path, 5)
    build.count(path, 5, by=officer)
    unit, now = build.unit(path), "2026-06-12T08:00+07:00"
    reported = {"first_reported_at": now, "reported_at": now, "reported_by": officer}
    DayReport.objects.create(unit=unit, day=build.DAY, **reported)
    DayReportChange.objects.create(unit=unit, day=build.DAY, by=officer, at=now, state="reported")
    Reminder.objects.create(unit=unit, day=build.DAY, by=officer, at=now)
    cell = {"indicator": build.indicator(), "cohort": build.cohort(), "day": build.DAY}
    Confirmation.objects.create(unit=unit, value=5, question="?", by=officer, at=now, **cell)
    photo = {"size": 1, "width": 1, "height": 1, "content": b"x"}
    Photo.objects.create(key=uuid4(), unit=unit, day=build.DAY, by=officer, at=now, **photo)
    sent = {"by": officer, "at": now, "size": 1, "state": Tally.State.PREVIEW, "reading": {}}
    Tally.objects.create(unit=unit, plan=plan, file_name=officer.username, **sent)
    Job.objects.create(kind=Job.Kind.NIGHTLY, key=path, unit=unit, day=build.DAY)
    NightlyCheck.objects.create(unit=unit, day=build.DAY, at=now, cells=1)
    AuditEntry.objects.create(by_name="x", unit=unit, action="x", subject=officer.username)


def test_each_list_holds_the_own_subtrees_rows_and_no_others(page):
    rows_of_everything(THON)
    rows_of_everything(STRANGE)

    for model in set(site._registry) - REFERENCE:
        rows = page.get(address(model, "changelist")).context["cl"].result_list
        assert rows, model
        assert {path_of(row).startswith("vn/xa/") for row in rows} == {True}, model


def path_of(row: Any) -> str:
    if isinstance(row, Unit):
        return row.path
    if isinstance(row, Target | EntryField):
        return row.plan.unit.path
    path: str = row.unit.path
    return path


def test_a_strangers_row_is_not_found_on_any_page(page):
    rows_of_everything(STRANGE)

    for model in set(site._registry) - REFERENCE:
        strange = [r for r in model._default_manager.all() if path_of(r).startswith("vn/xa-khac/")]
        assert strange, model
        for act in ("change", "history", "delete"):
            response = page.get(address(model, act, strange[0].pk))
            assert response.status_code == 404, (model, act)


def test_no_page_writes_what_is_read_only(page):
    rows_of_everything(THON)
    before = list(Entry.objects.values()) + list(Count.objects.values())

    for model in READ_ONLY:
        row = model._default_manager.order_by("pk").last()
        assert page.get(address(model, "change", row.pk)).status_code == 200, model
        for act, args in (("add", ()), ("change", (row.pk,)), ("delete", (row.pk,))):
            status = page.post(address(model, act, *args), {"post": "yes"}).status_code
            assert status == 403, (model, act)
    assert list(Entry.objects.values()) + list(Count.objects.values()) == before


def test_counts_totals_and_keys_have_no_editable_page():
    assert {model for model in READ_ONLY if model in site._registry} == READ_ONLY
    assert Total not in site._registry


def test_a_unit_is_added_inside_the_subtree_and_logged(page):
    response = page.post(address(Unit, "add"), unit_form(aliases="T. Hai\nẤp Hai"))

    assert response.status_code == 302
    unit = Unit.objects.get(code="thon-2")
    assert (unit.path, unit.branch, unit.aliases) == (
        "vn/xa/thon-2/",
        "place",
        ["T. Hai", "Ấp Hai"],
    )
    [(action, subject, before, after)] = log()
    assert (action, subject, before) == ("Thêm đơn vị", "Thôn Hai", None)
    assert (after["Mã"], after["Đơn vị cấp trên"]) == ("thon-2", "Xa")


@pytest.mark.parametrize("parent", ["vn/", "vn/xa-khac/", None])
def test_a_unit_outside_the_subtree_is_refused(page, parent):
    chosen = build.unit(parent).pk if parent else ""
    response = page.post(address(Unit, "add"), unit_form(parent=chosen))

    assert set(response.context["adminform"].errors) == {"parent"}
    assert not Unit.objects.filter(code="thon-2").exists()
    assert log() == []


@pytest.mark.parametrize("code", ["Thon-2", "thon_2"])
def test_a_units_code_is_small_letters_so_that_no_path_meets_another(page, code):
    response = page.post(address(Unit, "add"), unit_form(code=code))

    assert set(response.context["adminform"].errors) == {"code"}


def test_a_form_without_a_kind_is_answered_with_its_fault(page):
    response = page.post(address(Unit, "add"), unit_form(kind=""))

    assert set(response.context["adminform"].errors) == {"kind"}


def test_a_changed_unit_is_logged_with_before_and_after(page):
    unit = build.unit(THON)
    form = unit_form(name="Thôn Một", parent=unit.parent_id, head_name="Bà A")
    page.post(address(Unit, "change", unit.pk), form)

    assert log() == [
        (
            "Sửa đơn vị",
            "Thôn Một",
            {"Tên đơn vị": "Thon 1", "Người đứng đầu": ""},
            {"Tên đơn vị": "Thôn Một", "Người đứng đầu": "Bà A"},
        )
    ]


def test_code_and_kind_of_a_unit_do_not_change(page):
    unit = build.unit(THON)
    form = unit_form(code="khac", kind=Kind.SCHOOL, parent=unit.parent_id)
    page.post(address(Unit, "change", unit.pk), form)

    unit.refresh_from_db()
    assert (unit.code, unit.kind, unit.path) == ("thon-1", Kind.VILLAGE, THON)


def test_a_moved_unit_takes_its_figures_along(page):
    officer = build.user("vn/xa/")
    build.field(build.plan())
    build.unit("vn/xa/khu/", kind=Kind.VILLAGE)
    build.unit("vn/xa/khu/to-1/", kind=Kind.VILLAGE)
    build.count(THON, 5, by=officer)
    unit = build.unit(THON)

    form = unit_form(name=unit.name, parent=build.unit("vn/xa/khu/").pk)
    page.post(address(Unit, "change", unit.pk), form)

    unit.refresh_from_db()
    assert unit.path == "vn/xa/khu/thon-1/"
    rows = Total.objects.order_by("unit__path").values_list("unit__path", "value")
    assert list(rows) == [("vn/", 5), ("vn/xa/", 5), ("vn/xa/khu/", 5)]
    assert log() == [("Chuyển đơn vị", "Thon 1", "Xa", "Khu")]


def test_a_unit_is_never_moved_out_of_the_subtree_nor_below_itself(page):
    unit = build.unit(THON)
    below = build.unit(f"{THON}to-1/", kind=Kind.VILLAGE)
    for parent in (build.unit("vn/xa-khac/"), build.unit("vn/"), unit, below):
        response = page.post(address(Unit, "change", unit.pk), unit_form(parent=parent.pk))
        assert set(response.context["adminform"].errors) == {"parent"}

    unit.refresh_from_db()
    assert unit.path == THON


def test_the_own_unit_stays_where_it_is(page):
    unit = build.unit("vn/xa/")
    page.post(address(Unit, "change", unit.pk), unit_form(parent=build.unit("vn/xa-khac/").pk))

    unit.refresh_from_db()
    assert unit.path == "vn/xa/"


def test_units_and_accounts_are_never_deleted(page, admin):
    for row in (build.unit(THON), admin):
        url = address(type(row), "delete", row.pk)
        assert page.post(url, {"post": "yes"}).status_code == 403


def test_an_account_is_made_with_its_password_which_the_log_does_not_hold(page, client):
    assert page.post(address(User, "add"), account()).status_code == 302

    made = User.objects.get(username="moi")
    assert made.check_password("rung-cao-su-xanh")
    assert (made.role, made.unit.path, made.is_staff, made.is_superuser) == (
        Role.OFFICER,
        THON,
        False,
        False,
    )
    [(action, subject, _, after)] = log()
    assert (action, subject) == ("Thêm tài khoản", "Người mới")
    assert "rung-cao-su-xanh" not in str(after)


@pytest.mark.parametrize(
    ("over", "faulty"),
    [
        ({"unit": ""}, {"unit"}),
        ({"role": ""}, {"role"}),
        ({"password1": "12345678", "password2": "12345678"}, {"password2"}),
    ],
)
def test_an_account_without_unit_role_or_a_fair_password_is_refused(page, over, faulty):
    response = page.post(address(User, "add"), account(**over))

    assert set(response.context["adminform"].errors) == faulty
    assert not User.objects.filter(username="moi").exists()


def test_an_account_of_a_unit_outside_the_subtree_is_refused(page):
    for path in ("vn/", STRANGE):
        response = page.post(address(User, "add"), account(unit=build.unit(path).pk))
        assert set(response.context["adminform"].errors) == {"unit"}


def test_no_form_hands_out_djangos_flags(page):
    user = build.user(THON)
    flags = {"is_superuser": "on", "is_staff": "on"}
    form = {"username": user.username, "full_name": "Tên", "role": user.role, **flags}
    page.post(address(User, "change", user.pk), {**form, "unit": user.unit_id, "is_active": "on"})

    user.refresh_from_db()
    assert (user.full_name, user.is_superuser, user.is_staff) == ("Tên", False, False)


def test_switching_an_account_off_is_logged(page):
    user = build.user(THON, username="cu")
    form = {"username": "cu", "full_name": "cu", "role": user.role, "unit": user.unit_id}
    page.post(address(User, "change", user.pk), form)

    assert not User.objects.get(username="cu").is_active
    assert log() == [("Sửa tài khoản", "cu", {"Kích hoạt": True}, {"Kích hoạt": False})]


def test_nobody_shuts_himself_out(page, admin):
    form = {"username": "quan-tri", "full_name": "x", "unit": admin.unit_id}
    response = page.post(address(User, "change", admin.pk), {**form, "role": Role.OFFICER})

    assert set(response.context["adminform"].errors) == {"__all__"}
    admin.refresh_from_db()
    assert (admin.role, admin.is_active) == (Role.ADMINISTRATOR, True)


def test_a_new_password_is_set_and_logged_without_it(page):
    user = build.user(THON, username="quen")
    new = {"password1": "rung-cao-su-do", "password2": "rung-cao-su-do"}
    page.post(reverse("admin:auth_user_password_change", args=[user.pk]), new)

    user.refresh_from_db()
    assert user.check_password("rung-cao-su-do")
    assert log() == [("Đặt lại mật khẩu", "quen", None, None)]


def test_the_password_of_a_stranger_is_out_of_reach(page):
    user = build.user(STRANGE, username="la")
    new = {"password1": "rung-cao-su-do", "password2": "rung-cao-su-do"}
    response = page.post(reverse("admin:auth_user_password_change", args=[user.pk]), new)

    assert response.status_code == 404
    user.refresh_from_db()
    assert user.check_password(build.PASSWORD)


def test_a_plan_from_above_is_read_and_not_changed(page):
    plan = build.plan("vn/")
    assert page.get(address(Plan, "change", plan.pk)).status_code == 200

    assert page.post(address(Plan, "change", plan.pk), {"title": "khác"}).status_code == 403
    response = page.get(address(Target, "add"))
    offered = response.context["adminform"].form.fields["plan"].queryset
    assert list(offered) == []


def test_a_plan_neither_begins_nor_changes_its_state_in_the_administration(page):
    plan = build.plan()
    assert page.get(address(Plan, "add")).status_code == 403

    response = page.get(address(Plan, "change", plan.pk))
    assert "state" not in response.context["adminform"].form.fields


def test_a_running_plan_and_its_targets_are_not_deleted_and_a_draft_is(page):
    running = build.plan()
    target = build.target(running)
    draft = build.plan(code="du-thao", state=Plan.State.DRAFT, title="Dự thảo")
    for row in (running, target):
        assert page.post(address(type(row), "delete", row.pk), {"post": "yes"}).status_code == 403

    page.post(address(Plan, "delete", draft.pk), {"post": "yes"})
    assert list(Plan.objects.all()) == [running]
    [(action, subject, before, after)] = log()
    assert (action, subject, after) == ("Xóa kế hoạch", "Dự thảo", None)
    assert before["mã"] == "du-thao"


def test_deleting_many_at_once_is_logged_one_by_one(page):
    for n in (1, 2):
        build.population(THON, n, as_of=date(2026, 5, n))
    picked = {"_selected_action": list(Population.objects.values_list("pk", flat=True))}
    act = {"action": "delete_selected", "post": "yes"}
    page.post(address(Population, "changelist"), {**picked, **act})

    assert not Population.objects.exists()
    assert [action for action, *_ in log()] == ["Xóa dân số", "Xóa dân số"]


def test_parts_of_a_target_are_logged_with_it(page):
    target = build.target(build.plan())
    url = address(Target, "change", target.pk)
    form = page.get(url).context["adminform"].form
    data = {name: value for name, value in form.initial.items() if value is not None}
    management = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 9}
    data |= {f"milestones-{name}": value for name, value in management.items()}
    data |= {"milestones-0-by": "2026-06-15", "milestones-0-share_of_goal": "60"}
    assert page.post(url, data).status_code == 302

    [(action, subject, before, after)] = log()
    assert (action, before) == ("Thêm mốc tiến độ", None)
    assert subject.startswith("T1. Kích hoạt cho trẻ em – 60")
    assert after == {"Mốc": "2026-06-15", "Phần của mức giao (%)": "60"}


def test_a_quota_of_a_plan_from_above_is_given_inside_the_subtree_only(page):
    target = build.target(build.plan("vn/"))
    for path, stored in ((THON, True), (STRANGE, False)):
        form = {"target": target.pk, "unit": build.unit(path).pk, "value": 7}
        page.post(address(Quota, "add"), form)
        assert Quota.objects.filter(unit__path=path).exists() is stored


def test_shared_words_are_changed_from_the_top_of_the_tree_alone(page, client):
    word = build.indicator()
    url = address(Indicator, "change", word.pk)
    form = {
        "code": word.code,
        "label": "Khác",
        "short_label": "Khác",
        "measure": "hồ sơ",
        "aggregation": "flow",
        "position": 1,
    }
    assert page.get(url).status_code == 200
    assert page.post(url, form).status_code == 403

    client.force_login(build.user("vn/", Role.ADMINISTRATOR))
    assert client.post(url, form).status_code == 302
    word.refresh_from_db()
    assert word.label == "Khác"


def test_years_of_a_cohort_are_typed_one_a_line(client):
    client.force_login(build.user("vn/", Role.ADMINISTRATOR))
    form = {
        "code": "lop",
        "label": "Lớp",
        "short_label": "Lớp",
        "position": 1,
        "birth_years": "2012\n2013",
    }
    client.post(address(Cohort, "add"), form)
    assert Cohort.objects.get(code="lop").birth_years == [2012, 2013]

    response = client.post(address(Cohort, "add"), {**form, "code": "b", "birth_years": "12"})
    assert set(response.context["adminform"].errors) == {"birth_years"}


ENGLISH = re.compile(
    r"\b(the|add|change|delete|view|save|search|filter|select|selected|show|hide|skip|toggle|home|user"
    r"|password|required|this|with|from|yes|none|unknown|enabled|disabled|error|date|time)\b",
    re.IGNORECASE,
)


def words_of(html: str) -> str:
    """What a reader sees or hears of a page: its text and its labels, not its code."""
    said = re.findall(r'(?:placeholder|title|aria-label|alt)="([^"]*)"', html)
    said += re.findall(r'<input type="submit"[^>]*value="([^"]*)"', html)
    text = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>|<!--.*?-->|<[^>]+>", " ", html)
    return " ".join([text, *said])


def test_no_page_speaks_english(client):
    client.force_login(build.user("vn/", Role.ADMINISTRATOR, username="tinh"))
    rows_of_everything(THON)
    pages = [reverse("admin:index"), reverse("admin:password_change"), address(Unit, "import")]
    for model in site._registry:
        row = model._default_manager.order_by("pk").last()
        pages += [address(model, "changelist"), address(model, "change", row.pk)]
        pages += [address(model, "history", row.pk)]
        if model not in READ_ONLY:
            pages.append(address(model, "add"))
    account = User.objects.order_by("pk").last()
    pages.append(reverse("admin:auth_user_password_change", args=[account.pk]))

    found = {url: ENGLISH.findall(words_of(client.get(url).content.decode())) for url in pages}
    assert sorted({w for words in found.values() for w in words}) == []


def test_a_sheets_figures_and_days_are_shown_as_vietnamese_write_them():
    population = build.population("vn/xa/", 35097, as_of=date(2026, 5, 23))
    told = PopulationResource(user=build.user("vn/xa/", Role.ADMINISTRATOR)).told(population)

    assert (told["Số người"], told["Tính đến ngày"]) == ("35.097", "23/5/2026")


def test_figures_in_lists_are_written_as_vietnamese_write_them(page):
    plan = build.plan("vn/xa/")
    build.population("vn/xa/", 35097)
    build.baseline(plan, "vn/xa/", 32788)
    build.quota(build.target(plan), "vn/xa/", 5045)

    lists = {
        model: page.get(address(model, "changelist")) for model in (Population, Baseline, Quota)
    }

    assert {m: n in words_of(lists[m].content.decode()) for m, n in (
        (Population, "35.097"), (Baseline, "32.788"), (Quota, "5.045")
    )} == {Population: True, Baseline: True, Quota: True}  # fmt: skip


def test_a_printed_percent_is_a_number_without_its_sign(page):
    row = build.baseline(build.plan("vn/xa/"), "vn/xa/", 32788)
    form = {"plan": row.plan_id, "unit": row.unit_id, "indicator": row.indicator_id, "value": 32788}

    refused = page.post(address(Baseline, "change", row.pk), {**form, "printed_percent": "82,55%"})
    taken = page.post(address(Baseline, "change", row.pk), {**form, "printed_percent": "82,55"})

    told = "Chỉ ghi số, không ghi dấu %, ví dụ 82,55."
    assert refused.context["adminform"].errors == {"printed_percent": [told]}
    assert taken.status_code == 302


def test_no_refused_form_speaks_english(client):
    client.force_login(build.user("vn/", Role.ADMINISTRATOR, username="tinh"))
    rows_of_everything(THON)
    editable = [model for model in site._registry if model not in READ_ONLY]

    refused = {model: client.post(address(model, "add"), {"x": "y"}) for model in editable}

    found = {
        w for page in refused.values() for w in ENGLISH.findall(words_of(page.content.decode()))
    }
    assert found == set()
    assert "Đề nghị sửa các lỗi dưới đây." in words_of(refused[User].content.decode())


def test_what_django_leaves_in_english_is_compiled_as_it_is_written():
    folder = Path(apps.get_app_config("units").path) / "locale/vi/LC_MESSAGES"
    with (folder / "django.mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)
    text = (folder / "django.po").read_text()
    pairs = re.findall(r'^msgid (".+")\nmsgstr (".+")$', text, re.MULTILINE)

    assert len(pairs) > 60
    for source, translated in pairs:
        assert catalogue.gettext(json.loads(source)) == json.loads(translated)


def test_a_rule_that_the_database_holds_is_told_in_vietnamese(page):
    plan = build.plan(code="nguoc")
    form = {"code": "nguoc", "unit": plan.unit.pk, "issuer": "Xã", "title": "Ngược"}
    form |= {"starts_on": "2026-06-30", "ends_on": "2026-06-01", "open_days": 14}
    form |= {"daily_cutoff": "08:00", "weekly_cutoff": "11:00", "recipients": ""}
    for part in ("bases", "rules", "participants"):
        form |= {f"{part}-TOTAL_FORMS": 0, f"{part}-INITIAL_FORMS": 0}
    response = page.post(address(Plan, "change", plan.pk), form)

    told = "Ngày bắt đầu phải trước hoặc bằng ngày kết thúc."
    assert response.context["adminform"].errors == {"__all__": [told]}


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_few_questions_however_long_they_are(page, rows, django_assert_max_num_queries):
    plan = build.plan()
    build.field(plan)
    officer = build.user("vn/xa/")
    for n in range(rows):
        path = f"vn/xa/thon-{n}/"
        build.quota(build.target(plan, code=f"T{n}"), path, n)
        build.population(path, n)
        build.count(path, n, by=officer)
    for model in (Unit, User, Population, Quota, Target, Entry, Count, AuditEntry):
        with django_assert_max_num_queries(10):
            page.get(address(model, "changelist"))


def test_the_source_of_every_entry_is_told_in_vietnamese():
    assert [source.label for source in Source] == [
        "nhập trên trang",
        "biểu tổng hợp",
        "hoàn tác biểu",
        "dữ liệu minh họa",
    ]
