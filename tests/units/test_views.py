"""Logging in, the way to one's own work, and what every page carries."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse

from tests import build
from units.http import needs, portal_context
from units.models import AuditEntry, User
from units.rules import Permission, Role

pytestmark = pytest.mark.django_db


def rendered(text: str, **values: object) -> str:
    return Template("{% load vi %}" + text).render(Context(values))


@pytest.mark.parametrize(
    ("role", "page"),
    [
        (Role.OFFICER, "entry"),
        (Role.VILLAGE_HEAD, "entry"),
        (Role.REPORTER, "entry"),
        (Role.POLICE_HEAD, "days"),
        (Role.CHAIRMAN, "progress"),
        (Role.SUPERIOR, "progress"),
        (Role.ADMINISTRATOR, "admin:index"),
    ],
)
def test_the_first_page_is_the_roles_own_work(client, role, page):
    client.force_login(build.user("vn/xa/", role))

    answer = client.get(reverse("home"))

    assert (answer.status_code, answer.url) == (302, reverse(page))


def test_an_account_without_a_role_has_no_work_here(client):
    client.force_login(build.user("vn/xa/", role=Role.OFFICER, username="a"))
    User.objects.update(role="")

    assert client.get(reverse("home")).status_code == 403


def test_nobody_is_sent_to_the_login_and_back_to_where_he_wanted(client):
    build.user("vn/xa/", Role.CHAIRMAN, username="chutich")

    asked = client.get(reverse("home"))
    answer = client.post(
        asked.url, {"username": "chutich", "password": build.PASSWORD, "next": "/"}
    )

    assert (asked.status_code, asked.url) == (302, "/login/?next=/")
    assert (answer.status_code, answer.url) == (302, "/")


def test_a_wrong_password_is_answered_in_words_that_help(client):
    build.user("vn/xa/", username="canbo")

    answer = client.post(reverse("login"), {"username": "canbo", "password": "sai"})

    assert "Tên đăng nhập hoặc mật khẩu không đúng." in answer.content.decode()


def test_logging_out_takes_a_post(client):
    client.force_login(build.user("vn/xa/"))

    assert client.get(reverse("logout")).status_code == 200  # asks; the session stays
    assert client.get(reverse("home")).url == reverse("entry")
    assert client.post(reverse("logout")).url == reverse("login")
    assert client.get(reverse("home")).url.startswith(reverse("login"))


def test_a_page_sent_without_its_csrf_token_says_that_nothing_was_saved():
    client = Client(enforce_csrf_checks=True)

    answer = client.post(reverse("login"), {"username": "a", "password": "b"})

    assert answer.status_code == 403
    assert "Chưa lưu gì." in answer.content.decode()


def test_an_unknown_address_is_answered_in_vietnamese(client):
    client.force_login(build.user("vn/xa/"))

    answer = client.get("/khong-co/")

    assert answer.status_code == 404
    assert "Không tìm thấy" in answer.content.decode()


@pytest.mark.parametrize(("role", "is_open"), [(Role.OFFICER, True), (Role.CHAIRMAN, False)])
def test_a_guarded_view_opens_to_roles_with_the_right_only(role, is_open):
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=build.user("vn/xa/", role).pk)
    view = needs(Permission.ENTER_COUNTS)(lambda request: "mở")

    if is_open:
        assert view(request) == "mở"
    else:
        with pytest.raises(PermissionDenied):
            view(request)


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        (
            Role.VILLAGE_HEAD,
            ["Số liệu ngày", "Biểu tổng hợp", "Tiến độ", "Kế hoạch", "Việc đến hạn", "Giám trừ"],
        ),
        (Role.CHAIRMAN, ["Tiến độ", "Báo cáo tuần", "Kế hoạch", "Việc đến hạn", "Giám trừ"]),
    ],
)
def test_the_menu_lists_what_the_role_may_do(role, labels):
    request = RequestFactory().get("/")
    request.user = build.user("vn/xa/", role)

    assert [section.label for section in portal_context(request)["menu"]] == labels


def test_the_menu_marks_the_section_whose_pages_begin_there():
    request = RequestFactory().get("/plans/ke-hoach/duties/")
    request.user = build.user("vn/xa/", Role.CHAIRMAN)

    current = [s.label for s in portal_context(request)["menu"] if s.is_current]

    assert current == ["Kế hoạch"]


def banner_shown(account: User) -> bool:
    request = RequestFactory().get("/")
    request.user = account
    return portal_context(request)["is_demonstration"]


@pytest.mark.parametrize("illustrative", [True, False])
def test_made_up_figures_are_announced_to_those_the_plan_binds(settings, illustrative):
    settings.PORTAL_TODAY = None
    build.plan("vn/xa/", is_illustrative=illustrative)

    assert banner_shown(build.user("vn/xa/thon-1/")) is illustrative
    assert banner_shown(build.user("vn/xa-khac/", username="b")) is False


def test_a_pinned_day_is_announced_on_every_page_even_before_the_login(client, settings):
    settings.PORTAL_TODAY = date(2026, 6, 12)

    page = client.get(reverse("login")).content.decode()

    assert "Dữ liệu minh họa, ngày làm việc 12/6/2026." in page


@pytest.mark.parametrize(
    ("template", "value", "printed"),
    [
        ("{{ v|count }}", 35097, "35.097"),
        ("{{ v|count }}", 0, "0"),
        ("{{ v|count }}", None, ""),
        ("{{ v|count|or_dash }}", None, "–"),
        ("{{ v|or_dash }}", 0, "0"),
        ("{{ v|percent }}", Decimal("82.55"), "82,55%"),
        ("{{ v|percent }}", None, "chưa có mẫu số"),
        ("{{ v|decimal }}", Decimal("153.5"), "153,5"),
        ("{{ v|decimal }}", None, ""),
        ("{{ v|day }}", date(2026, 6, 30), "30/6/2026"),
        ("{{ v|day }}", date(2026, 2, 5), "05/02/2026"),
        ("{{ v|day }}", datetime(2026, 6, 11, 17, 30, tzinfo=UTC), "12/6/2026"),
        ("{{ v|day }}", None, ""),
        ("{{ v|short_day }}", date(2026, 6, 30), "30/6"),
        ("{{ v|weekday }}", date(2026, 6, 30), "Thứ Ba"),
    ],
)
def test_numbers_and_dates_print_as_in_vietnamese_papers(template, value, printed):
    assert rendered(template, v=value) == printed


def test_a_bar_draws_numbers_that_svg_can_read():
    text = "{% include 'parts/bar.html' with done=d mark=m state='late' %}"

    drawn = rendered(text, d=Decimal("42.42"), m=Decimal("47.3"))

    assert 'width="42.42"' in drawn
    assert 'x1="47.3"' in drawn


def test_a_user_changes_his_own_password_and_it_is_logged(client):
    user = build.user("vn/xa/")
    client.force_login(user)
    new = "con-duong-moi-26"
    body = {"old_password": build.PASSWORD, "new_password1": new, "new_password2": new}

    response = client.post(reverse("password"), body)

    user.refresh_from_db()
    assert response.status_code == 302
    assert user.check_password(new)
    assert AuditEntry.objects.get(action="Đổi mật khẩu").by == user


def test_a_wrong_old_password_or_a_weak_new_one_changes_nothing(client):
    user = build.user("vn/xa/")
    client.force_login(user)
    for old, new in (("sai", "con-duong-moi-26"), (build.PASSWORD, "12345678")):
        body = {"old_password": old, "new_password1": new, "new_password2": new}

        page = client.post(reverse("password"), body)

        user.refresh_from_db()
        assert page.status_code == 200
        assert user.check_password(build.PASSWORD)


def test_an_address_that_only_takes_a_form_says_so_in_vietnamese(client):
    client.force_login(build.user("vn/xa/", Role.POLICE_HEAD))

    page = client.get(reverse("days-lock"))

    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "thao tác trước đó chưa được thực hiện" in page.content.decode()
