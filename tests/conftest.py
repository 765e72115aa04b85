"""The surroundings of every test: none of the caller's own portal, its data, clock or broker."""

import tempfile
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings

from tests import services

SERVER_FOLDERS = {"journeys"}

# How long an example takes says something of the machine, nothing of the portal.
hypothesis.settings.register_profile(
    "portal", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("portal")


def pytest_configure(config: pytest.Config) -> None:
    settings.PORTAL_TODAY = None
    files = tempfile.TemporaryDirectory(prefix="portal-files-")
    config.add_cleanup(files.cleanup)
    settings.MEDIA_ROOT = files.name
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    services.use_own_broker(worker=xdist_worker(config))


def xdist_worker(config: pytest.Config) -> int:
    """Number of this process among those of xdist, from 1; 0 where there is one process."""
    given: dict[str, Any] = getattr(config, "workerinput", {})
    return int(str(given.get("workerid", "gw-1")).removeprefix("gw")) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if SERVER_FOLDERS & set(item.path.parts):
            item.add_marker(pytest.mark.server)


@pytest.fixture(scope="session")
def celery_worker(django_db_setup: None) -> Iterator[services.Worker]:
    """A real Celery worker on the test database, shared by the session. Mark such tests `server`."""
    with services.celery_worker() as worker:
        yield worker
