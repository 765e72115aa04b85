"""The settings as a process started with these environment variables sees them."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHOW = """
import json, sys
from campaign_portal import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""
OURS = ("PORTAL_", "DATABASE_URL", "CELERY_", "SECRET_KEY", "DEBUG", "CONN_MAX_AGE", "DJANGO_")


ADDRESS = """
import json, sys
from django.test import RequestFactory
from campaign_portal import settings
request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=sys.argv[1])
print(json.dumps(settings.client_address(request)))
"""


def start(
    tmp_path: Path, *arguments: str, script: str = SHOW, **given: str
) -> subprocess.CompletedProcess[str]:
    foreign = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    environment = foreign | {"PORTAL_VAR": str(tmp_path)} | given
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def shown(tmp_path: Path, name: str, **given: str) -> object:
    return json.loads(start(tmp_path, name, **given).stdout)[name]


def test_with_nothing_set_it_is_sqlite_that_loses_nothing_and_a_broker_of_files(tmp_path):
    database = shown(tmp_path, "DATABASES")["default"]

    assert (database["ENGINE"], database["NAME"]) == (
        "django.db.backends.sqlite3",
        f"{tmp_path}/portal.sqlite3",
    )
    assert database["OPTIONS"] == {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
    }
    assert shown(tmp_path, "CELERY_BROKER_TRANSPORT_OPTIONS") == {
        "data_folder_in": f"{tmp_path}/broker/queue",
        "data_folder_out": f"{tmp_path}/broker/queue",
        "control_folder": f"{tmp_path}/broker/control",
    }


def test_a_database_url_names_the_server_with_its_socket_and_checked_connections(tmp_path):
    url = "postgres://portal:m%40t@%2Frun%2Fpostgresql/portal"

    database = shown(tmp_path, "DATABASES", DATABASE_URL=url)["default"]

    names = ("ENGINE", "HOST", "NAME", "USER", "PASSWORD", "CONN_HEALTH_CHECKS", "CONN_MAX_AGE")
    assert [database[name] for name in names] == [
        "django.db.backends.postgresql",
        "/run/postgresql",
        "portal",
        "portal",
        "m@t",
        True,
        60,
    ]


def test_a_task_ends_before_redis_gives_it_to_another_worker(tmp_path):
    broker = {"CELERY_BROKER_URL": "redis://127.0.0.1:6379/0"}

    options = shown(tmp_path, "CELERY_BROKER_TRANSPORT_OPTIONS", **broker)

    assert options == {
        "visibility_timeout": 900,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    }
    assert shown(tmp_path, "CELERY_TASK_TIME_LIMIT", **broker) < options["visibility_timeout"]


def test_the_secret_key_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    first = shown(tmp_path, "SECRET_KEY")
    again = shown(tmp_path, "SECRET_KEY")

    assert first == again
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_two_processes_that_start_at_once_agree_on_the_secret_key(tmp_path):
    command = [sys.executable, "-c", SHOW, "SECRET_KEY"]
    environment = os.environ | {"PORTAL_VAR": str(tmp_path)}
    environment.pop("SECRET_KEY", None)

    running = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)
        for _ in range(4)
    ]

    assert len({process.communicate()[0] for process in running}) == 1


@pytest.mark.parametrize(
    ("given", "seen"), [({}, "None"), ({"PORTAL_TODAY": "2026-06-12"}, "2026-06-12")]
)
def test_the_business_date_is_the_clocks_own_unless_pinned(tmp_path, given, seen):
    assert str(shown(tmp_path, "PORTAL_TODAY", **given)) == seen


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (
            {"PORTAL_TODAY": "12/6/2026"},
            "PORTAL_TODAY must be a date as 2026-06-12, not '12/6/2026'",
        ),
        ({"DEBUG": "perhaps"}, "DEBUG must be 1 or 0, not 'perhaps'"),
        ({"CONN_MAX_AGE": "long"}, "CONN_MAX_AGE must be a whole number, not 'long'"),
    ],
)
def test_a_variable_that_cannot_be_read_is_named(tmp_path, given, line):
    refused = start(tmp_path, "DEBUG", **given)

    assert (refused.returncode, refused.stderr.splitlines()[-1].partition(": ")[2]) == (1, line)


@pytest.mark.parametrize(
    ("given", "secure"),
    [
        ({}, [False, False, False, 0]),
        ({"PORTAL_HTTPS": "1"}, [True, True, True, 3600]),
        ({"PORTAL_HTTPS": "1", "DEBUG": "1"}, [False, False, False, 0]),
    ],
)
def test_cookies_travel_over_https_alone_where_the_portal_has_it(tmp_path, given, secure):
    names = (
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
    )

    assert [shown(tmp_path, name, **given) for name in names] == secure


@pytest.mark.parametrize(
    ("behind", "forwarded", "address"),
    [
        ("0", "203.0.113.9", "127.0.0.1"),
        ("1", "203.0.113.9", "203.0.113.9"),
        ("1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
    ],
)
def test_a_client_cannot_choose_the_address_it_is_locked_by(tmp_path, behind, forwarded, address):
    given = {"PORTAL_BEHIND_PROXY": behind, "DJANGO_SETTINGS_MODULE": "campaign_portal.settings"}

    answer = start(tmp_path, forwarded, script=ADDRESS, **given)

    assert json.loads(answer.stdout) == address
