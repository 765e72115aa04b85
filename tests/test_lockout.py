"""Failed logins lock one name at one address, in the database, for a quarter of an hour."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

pytestmark = pytest.mark.django_db

PASSWORD = "mat-khau-dung-2026"


@pytest.fixture
def user():
    return get_user_model().objects.create_user(username="canbo", password=PASSWORD)


def sign_in(*, password: str, address: str = "203.0.113.9", name: str = "canbo") -> object:
    request = RequestFactory().post("/login/", {"username": name}, REMOTE_ADDR=address)
    try:
        return authenticate(request, username=name, password=password)
    except PermissionDenied:
        return None


def fail_often(times: int, **where: str) -> None:
    for _ in range(times):
        assert sign_in(password="sai", **where) is None


def test_nine_failures_leave_the_account_open(user):
    fail_often(settings.AXES_FAILURE_LIMIT - 1)

    assert sign_in(password=PASSWORD) == user


def test_ten_failures_lock_even_the_right_password_out(user):
    fail_often(settings.AXES_FAILURE_LIMIT)

    assert sign_in(password=PASSWORD) is None


def test_the_same_name_stays_open_at_another_address(user):
    fail_often(settings.AXES_FAILURE_LIMIT)

    assert sign_in(password=PASSWORD, address="203.0.113.10") == user


def test_a_neighbour_behind_the_same_address_stays_open(user):
    fail_often(settings.AXES_FAILURE_LIMIT, name="truongthon")

    assert sign_in(password=PASSWORD) == user


def test_the_lock_opens_after_its_time(user):
    fail_often(settings.AXES_FAILURE_LIMIT)
    attempt = AccessAttempt.objects.get()
    attempt.attempt_time -= settings.AXES_COOLOFF_TIME + timedelta(seconds=1)
    attempt.save()

    assert sign_in(password=PASSWORD) == user
