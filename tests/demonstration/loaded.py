"""The demonstration in the test database, loaded once for a module and taken back after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.conf import settings
from django.db import transaction

from demonstration import loading
from demonstration.simulation import LAST_DAY

TODAY = date(2026, 6, 12)
PASSWORD = "mat-khau-thu-nghiem"


@contextmanager
def loaded_demonstration() -> Iterator[None]:
    """Pin the demonstration's business date and hold its rows until the end."""
    before = settings.PORTAL_TODAY
    settings.PORTAL_TODAY = TODAY
    try:
        with transaction.atomic():
            loading.load(until=LAST_DAY, password=PASSWORD)
            yield
            transaction.set_rollback(True)
    finally:
        settings.PORTAL_TODAY = before
