"""What the server gives a browser that is to work without a network."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from intake.views.offline import FILES
from tests import build
from tests.intake.build_entry import commune, get
from units.http import OWNER_HEADER, owner_of
from units.rules import Role

pytestmark = pytest.mark.django_db

STATIC = Path(settings.BASE_DIR) / "static"
FROM = re.compile(r"""(?:from|import|import\()\s*["'](\.[^"']+)["']""")


def imports(name: str) -> set[str]:
    """The scripts that a script imports, by their names under static/."""
    path = STATIC / name
    targets = FROM.findall(path.read_text(encoding="utf-8")) if path.suffix == ".js" else []
    return {(path.parent / t).resolve().relative_to(STATIC).as_posix() for t in targets}


def loaded(page: str) -> set[str]:
    """The styles, scripts and icon that a page asks for, with what its scripts import."""
    found: set[str] = set()
    new = set(re.findall(r"""(?:href|src)="/static/([^"]+\.(?:css|js|svg))\"""", page))
    while new:
        found |= new
        new = {target for name in new for target in imports(name)} - found
    return found


def test_the_worker_keeps_every_file_that_the_entry_page_and_the_queue_load_and_no_other(client):
    client.force_login(commune().officer)
    queue = client.get(reverse("entry-queue")).content.decode()

    assert loaded(get(client)) | loaded(queue) == set(FILES)


def test_the_worker_is_a_script_for_the_whole_portal_that_each_visit_asks_for_again(client):
    answer = client.get("/sw.js")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    assert client.get("/sw.js", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert '"/static/js/offline/start.js"' in answer.content.decode()


def test_the_manifest_opens_the_entry_page_and_its_icons_are_there(client):
    answer = client.get("/manifest.webmanifest")
    manifest = json.loads(answer.content)

    assert answer["Content-Type"] == "application/manifest+json"
    assert (manifest["start_url"], manifest["scope"]) == ("/entry/", "/")
    icons = [STATIC / icon["src"].removeprefix("/static/") for icon in manifest["icons"]]
    assert [icon.name for icon in icons if not icon.is_file()] == []


def test_a_session_is_named_without_telling_who_it_is(client):
    officer = build.user("vn/xa/", full_name="Nguyễn A")
    assert client.get(reverse("entry-session")).json()["user"] is None
    client.force_login(officer)

    session = client.get(reverse("entry-session")).json()

    assert session["user"] == owner_of(officer)
    assert session["name"] == "Nguyễn A"
    assert re.fullmatch("[0-9a-f]{16}", session["user"])


def test_the_token_of_the_session_opens_the_way_to_save():
    client = Client(enforce_csrf_checks=True)
    client.force_login(commune().officer)
    token = client.get(reverse("entry-session")).json()["csrf"]

    with_token = client.post(
        reverse("entry"), {}, headers={"X-CSRFToken": token, "Accept": "application/json"}
    )
    without = client.post(reverse("entry"), {}, headers={"Accept": "application/json"})

    assert (with_token.status_code, without.status_code) == (422, 403)


def test_every_page_says_whose_it_is(client):
    one, other = build.user("vn/xa/", username="a"), build.user("vn/xa/", username="b")
    assert client.get(reverse("login"))[OWNER_HEADER] == ""
    client.force_login(one)
    first = client.get(reverse("entry"))[OWNER_HEADER]
    client.force_login(other)

    assert (first, client.get(reverse("entry"))[OWNER_HEADER]) == (owner_of(one), owner_of(other))
    assert owner_of(one) != owner_of(other)


def test_logging_out_has_the_browser_drop_everything_where_nobody_else_is_in_it(client):
    client.force_login(build.user("vn/xa/"))

    answer = client.post(reverse("logout"), {"alone": "1"})

    assert (answer.status_code, answer.url) == (302, reverse("login"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get(reverse("entry")).status_code == 302


def test_logging_out_leaves_what_others_may_not_have_sent_yet(client):
    client.force_login(build.user("vn/xa/"))

    assert client.post(reverse("logout"))["Clear-Site-Data"] == '"cache"'


def test_logging_out_asks_only_who_is_logged_in(client):
    assert client.get(reverse("logout")).url == reverse("login")
    client.force_login(build.user("vn/xa/", Role.CHAIRMAN))

    assert "Đăng xuất" in client.get(reverse("logout")).content.decode()


def test_the_queue_is_a_page_of_those_who_enter(client):
    client.force_login(build.user("vn/xa/", Role.CHAIRMAN))

    assert client.get(reverse("entry-queue")).status_code == 403
